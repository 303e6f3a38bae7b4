/* SPDX-License-Identifier: MIT */
/* store.h - what the reader of a file of rules adds to `struct rules`.
 * [setup] */
#ifndef TAG_PATTERN_STORE_H
#define TAG_PATTERN_STORE_H

#include "rules.h"

/* All of these: UINT32_MAX when there is no more room (a limit, or memory). */
uint32_t tag_pattern_add_string(struct rules *, const char *s, size_t n);
uint32_t tag_pattern_add_test(struct rules *, enum test_kind, uint32_t arg);
uint32_t tag_pattern_add_predicate(struct rules *, const struct predicate *);
uint32_t tag_pattern_add_list(struct rules *, const char *name);
uint32_t tag_pattern_find_list(const struct rules *, const char *name);
uint32_t tag_pattern_add_regex(struct rules *, struct regex *); /* takes it */

/* A word of a list (number + 1), or a literal (0) that fulfils `test`.  False:
 * out of memory. */
bool tag_pattern_add_word(struct rules *, const char *s, size_t n, uint32_t list,
                          uint32_t test, uint32_t value);

/* Which of the lists, and of a rule's labels, are those that values ask for. */
void tag_pattern_know_lists(struct rules *);
void tag_pattern_know_labels(struct rule *);

/* From a list to the test that asks for it: UINT32_MAX as above. */
uint32_t tag_pattern_ask_list(struct rules *, uint32_t list);

#endif
