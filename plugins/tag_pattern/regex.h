/* SPDX-License-Identifier: MIT */
/* regex.h - regular expressions for whole tokens, in time linear in the token.
 *
 *   a \.       a character; one that would mean something
 *   .          any character
 *   [a-z0]     one of these; [^a-z] any other (ranges: ASCII only)
 *   \d \w \s   a digit; a letter, digit or '_'; white space (ASCII)
 *   (a|b)      groups, alternatives
 *   ? * + {2} {2,} {2,5}
 *
 * Compiled to a table at once; what would need too large a table is refused. */
#ifndef TAG_PATTERN_REGEX_H
#define TAG_PATTERN_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;

/* NULL, and *why (a literal), if it is wrong or memory is out.  fold: letters
 * of ASCII stand for both cases.  [setup] */
struct regex *tag_pattern_regex_new(const char *s, size_t n, bool fold,
                                    const char **why);
void tag_pattern_regex_free(struct regex *); /* NULL is fine */

/* Can a token that it matches begin, or end, with this byte?  [any] */
bool tag_pattern_regex_begins(const struct regex *, unsigned char);
bool tag_pattern_regex_ends(const struct regex *, unsigned char);

/* Can it be anywhere in one?  [any] */
bool tag_pattern_regex_holds(const struct regex *, unsigned char);

/* Byte by byte: from row 1 at the begin to the next; 0: it will not match.  Rows
 * are below 2^16.  [any] */
uint32_t tag_pattern_regex_step(const struct regex *, uint32_t row, unsigned char);

/* ... does it match what led here?  [any] */
bool tag_pattern_regex_accepts(const struct regex *, uint32_t row);

/* Is it all of s?  [any] */
bool tag_pattern_regex_matches(const struct regex *, const char *s, size_t n);

#endif
