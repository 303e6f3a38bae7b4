/* SPDX-License-Identifier: MIT */
/* classes.h - what a token is to the rules: tokens that fulfil the same tests
 * are one class, the letter that the automaton reads.
 *
 * Most tokens are answered from a cache by their text; the tests of one that
 * is not there are tried one by one.  One for each worker. */
#ifndef TAG_PATTERN_CLASSES_H
#define TAG_PATTERN_CLASSES_H

#include "rules.h"
#include "scan.h"

#include <catena/plugin.h>

struct tokens { /* of a document; columns of the layer token */
	const char *text;
	uint32_t size; /* of text */
	const uint32_t *begin, *end;
	const uint8_t *kind, *flags;
	const uint32_t *hash;
	uint32_t n;
};

#define CLASSES_MAX 4096u /* more, and all is forgotten and begun anew */

enum {
	CLASSES_FLAGS = CATENA_F_HAS_DIGIT + 1 /* those that tests may ask for */
};

struct classes {
	const struct rules *rules;
	struct class *items;
	uint32_t *letters; /* of each class, see tag_pattern_class_letter */
	uint32_t n, cap;
	uint32_t *table; /* open addressing, class + 1 */
	struct cached *cache;
	struct recalled *recalled;          /* classes in a context */
	struct scan scan;                   /* tests of bytes */
	struct scanned *scanned;            /* classes of what it ends in */
	struct worded *worded;              /* words of tokens */
	uint32_t kinds[CATENA_TOKEN_KINDS]; /* the tests of these; UINT32_MAX: none */
	uint32_t flags[CLASSES_FLAGS];      /* by the flag */
	uint16_t tried[TESTS_MAX];          /* tests that are tried one by one */
	uint32_t n_tried;
	/* By a token's first, last byte, any byte: which of those may hold, 64 a word.
	 */
	struct {
		uint64_t begin[256], end[256], any[256];
	} may[TESTS_MAX / 64];
	uint32_t context[TEST_COPY + 1]; /* the first test of this kind; UINT32_MAX */
	char *folded;                    /* room for the longest token met */
	size_t folded_cap;
};

bool tag_pattern_classes_init(struct classes *, const struct rules *);
void tag_pattern_classes_free(struct classes *);
void tag_pattern_classes_forget(struct classes *);

/* The class of token i by itself; UINT32_MAX when out of memory. */
uint32_t tag_pattern_class(struct classes *, const struct tokens *, uint32_t i);

/* The first class that fulfils the same predicates: the automaton, which asks for
 * no more, need not tell the two apart. */
static inline uint32_t tag_pattern_class_letter(const struct classes *c,
                                                uint32_t class_)
{
	return c->letters[class_];
}

/* What tag_pattern_class will look at comes into the processor's cache. */
void tag_pattern_class_fetch(const struct classes *, const struct tokens *,
                             uint32_t i);

/* Which tests beyond the token's own hold: bits of tests of the kinds from
 * TEST_FIRST on. */
struct context {
	uint64_t bits[TESTS_MAX / 64];
};

/* The letter of a token of class `own` in a context; UINT32_MAX when out of memory.
 * The key stands for the context, 0 for none: what was found is remembered by it.
 */
uint32_t tag_pattern_class_in(struct classes *, uint32_t own,
                              const struct context *, uint64_t key);

/* What was remembered; UINT32_MAX: nothing. */
uint32_t tag_pattern_class_recall(const struct classes *, uint32_t own,
                                  uint64_t key);

/* May the token behind one of this class fulfil a test by that (TEST_AFTER)? */
bool tag_pattern_class_leads(const struct classes *, uint32_t class_);

/* Does a token of this class fulfil the test? */
bool tag_pattern_class_fulfils(const struct classes *, uint32_t class_,
                               uint32_t test);

/* ... the predicate? */
bool tag_pattern_class_has(const struct classes *, uint32_t class_,
                           uint32_t predicate);

/* The word of a token, for values; NULL: no list has it. */
const struct word *tag_pattern_token_word(struct classes *, const struct tokens *,
                                          uint32_t i);

#endif
