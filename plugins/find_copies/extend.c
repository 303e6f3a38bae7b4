/* SPDX-License-Identifier: MIT */
/* extend.c - from a few words in common to the whole passage.
 *
 * To both sides as long as the words agree; over a difference of up to max_gap
 * words on either side where words agree again behind it, as long as enough of
 * the whole agrees. */
#define _POSIX_C_SOURCE 200809L
#include "corpus_state.h"

#define AGAIN 3u /* words that must agree behind a difference */

/* The two texts, read in one direction from two places: dir 1 or -1. */
struct pair {
	const uint32_t *a, *b;
	int64_t a_at, b_at;     /* the next words */
	int64_t a_stop, b_stop; /* where the texts end in this direction */
	int dir;
};

static bool agree(const struct pair *p, int64_t i, int64_t k)
{
	const int64_t a = p->a_at + i * p->dir, b = p->b_at + k * p->dir;

	return (p->a_stop - a) * p->dir > 0 && (p->b_stop - b) * p->dir > 0 &&
	       p->a[a] == p->b[b];
}

static uint32_t walk(struct pair *p)
{
	uint32_t n = 0;

	while (agree(p, 0, 0)) {
		p->a_at += p->dir;
		p->b_at += p->dir;
		n++;
	}
	return n;
}

/* The smallest difference behind which words agree again; false: none. */
static bool gap(const struct pair *p, uint32_t max_gap, uint32_t *i, uint32_t *k)
{
	for (uint32_t sum = 1; sum <= 2 * max_gap; sum++)
		for (uint32_t d = 0; d <= sum; d++) {
			/* the same number on both sides first, then ever less even */
			const uint32_t x = d % 2 ? (sum + d + 1) / 2 : (sum - d) / 2;
			const uint32_t y = sum - x;
			uint32_t n = 0;
			if (x > sum || x > max_gap || y > max_gap)
				continue;
			while (n < AGAIN && agree(p, x + n, y + n))
				n++;
			if (n == AGAIN) {
				*i = x;
				*k = y;
				return true;
			}
		}
	return false;
}

/* Goes on in one direction; *same and *other: words that agree and that do not,
 * of the longer side. */
static void go_on(const struct copy_params *params, struct pair *p, uint32_t *same,
                  uint32_t *other)
{
	uint32_t i, k;

	*same += walk(p);
	while (params->max_gap && gap(p, params->max_gap, &i, &k)) {
		const uint32_t more = *other + (i > k ? i : k);
		struct pair next = *p;
		next.a_at += (int64_t)i * p->dir;
		next.b_at += (int64_t)k * p->dir;
		const uint32_t all = *same + walk(&next);
		if (all < params->min_similarity * (all + more))
			return;
		*p = next;
		*same = all;
		*other = more;
	}
}

bool find_copies_extend(const struct copy_params *params, const struct copy_doc *d,
                        const uint32_t *of_words, uint32_t of_n, bool itself,
                        struct copy *c)
{
	const uint32_t run = prints_run(params->min_words);
	/* a passage is no copy of itself: the original ends where it begins */
	struct pair right = {d->hash, of_words, c->from, c->of_from, d->n, of_n, 1};
	struct pair left = {
	    d->hash, of_words, (int64_t)c->from - 1, (int64_t)c->of_from - 1, -1,
	    -1,      -1};
	uint32_t other = 0;

	if (itself) {
		right.b_stop = c->from;
		left.a_stop = -1;
	}
	c->same = 0;
	if (c->of_from + run > of_n || c->from + run > d->n)
		return false;
	for (uint32_t i = 0; i < run; i++)
		if (!agree(&right, i, i))
			return false;
	go_on(params, &right, &c->same, &other);
	if (itself)
		left.a_stop = right.b_at - 1;
	go_on(params, &left, &c->same, &other);
	c->from = (uint32_t)(left.a_at + 1);
	c->to = (uint32_t)right.a_at;
	c->of_from = (uint32_t)(left.b_at + 1);
	c->of_to = (uint32_t)right.b_at;
	return true;
}
