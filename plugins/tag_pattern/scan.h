/* SPDX-License-Identifier: MIT */
/* scan.h - which regular expressions and exact words a token is, in one pass over
 * its bytes.
 *
 * All of them together are one automaton, whose states are made when they are met
 * (as in machine.h); of rules as they are it has some hundred.  One for each
 * worker. */
#ifndef TAG_PATTERN_SCAN_H
#define TAG_PATTERN_SCAN_H

#include "rules.h"

#define SCAN_MAX 1024u /* states; tokens that need more are not known */

enum {
	SCAN_UNKNOWN, /* has not been met; out of memory; too many */
	SCAN_DEAD,    /* none of the tests holds, whatever comes */
	SCAN_START
};

struct scan {
	const struct rules *rules;
	uint16_t *tests; /* those that are run */
	uint32_t n_tests;
	uint16_t (*next)[256]; /* of each state by the byte */
	uint16_t *rows; /* of each state, of each test: where it stands; 0: dead */
	uint64_t (
	    *holds)[TESTS_MAX / 64]; /* of each state: tests of a token that ends */
	uint32_t n, cap;
};

/* Rules with tests that it cannot run leave it without a state: nothing is known
 * then.  False: out of memory. */
bool tag_pattern_scan_init(struct scan *, const struct rules *);
void tag_pattern_scan_free(struct scan *);

/* For tag_pattern_scan. */
uint32_t tag_pattern_scan_learn(struct scan *, uint32_t state, unsigned char byte);

/* The state at the end of n bytes, of which there is one: holds[state] is what is
 * true of them.  SCAN_UNKNOWN: the tests must be tried. */
static inline uint32_t tag_pattern_scan(struct scan *x, const char *s, size_t n)
{
	uint32_t state = x->n ? SCAN_START : SCAN_UNKNOWN;
	for (size_t i = 0; i < n && state > SCAN_DEAD; i++) {
		const unsigned char c = (unsigned char)s[i];
		const uint32_t next = x->next[state][c];
		state = next ? next : tag_pattern_scan_learn(x, state, c);
	}
	return state;
}

#endif
