/* SPDX-License-Identifier: MIT */
/* filter.h - which tokens a match may begin at, at a glance.
 *
 * Most tokens begin no match of any rule; they need not be looked at.  Of each
 * pair of what a match may begin with and what may come behind it a bit is kept
 * in a word of 64: the lower half says what a token may begin, the upper half
 * what it may go on.  Four tables have such words, by the token's kind and flags,
 * by its first byte, by its last and by its hash; the and of the four is what it
 * may be, and where the lower half of a token and the upper one of the next have
 * a bit in common, a match may begin.  Never is one left out: a bit is set by
 * whatever one test of many does not exclude, and pairs may share a bit.
 *
 * Made once with the rules; nobody changes it after.  [any] */
#ifndef TAG_PATTERN_FILTER_H
#define TAG_PATTERN_FILTER_H

#include "../share/bits.h"
#include "classes.h"

enum {
	FILTER_WORD_BITS = 12, /* 2^12 words of 8 bytes: they fit the first cache */
	FILTER_BITS = 15       /* 2^15 bits */
};

struct filter {
	uint64_t kinds[16 * 16]; /* by kind % 16 * 16 + flags % 16 */
	uint64_t first[256], last[256];
	uint64_t words[1 << FILTER_WORD_BITS];     /* by the hash's upper bits */
	uint64_t listed[(1 << FILTER_BITS) / 64];  /* a bit: words of the rules */
	uint64_t leading[(1 << FILTER_BITS) / 64]; /* ... that `after` asks for */
	uint64_t alone;                            /* nothing need come behind */
	bool lists_numbers; /* a word of the rules begins and ends with a digit */
};

/* NULL when out of memory.  [setup] */
struct filter *tag_pattern_filter_new(const struct rules *);

/* Sets bit i of may where a match may begin at token i, bit i of begins where a
 * sentence does; (n + 63) / 64 words each. */
void tag_pattern_filter(const struct filter *, const struct tokens *, uint64_t *may,
                        uint64_t *begins);

static inline bool tag_pattern_filter_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* May token i be a word of the rules?  bits: `listed` or `leading`.  Numbers hit as
 * many bits by chance as others do, and are known by their ends. */
static inline bool tag_pattern_filter_has(const struct filter *f,
                                          const uint64_t *bits,
                                          const struct tokens *t, uint32_t i)
{
	const uint32_t at = t->hash[i] >> (32 - FILTER_BITS);
	return bits[at >> 6] >> (at & 63) & 1 &&
	       (f->lists_numbers || t->end[i] <= t->begin[i] ||
	        !tag_pattern_filter_is_digit(t->text[t->begin[i]]) ||
	        !tag_pattern_filter_is_digit(t->text[t->end[i] - 1]));
}

#endif
