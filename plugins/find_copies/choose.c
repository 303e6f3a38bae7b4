/* SPDX-License-Identifier: MIT */
/* choose.c - of all passages that were found those that say something new. */
#include "corpus_state.h"
#include <stdlib.h>
#include <string.h>

double find_copies_similarity(const struct copy *c)
{
	const uint32_t a = c->to - c->from, b = c->of_end - c->of;

	return (double)c->same / (a > b ? a : b);
}

/* By where they begin; then the longer first, then the earlier original.  No
 * two are equal but those that are the same. */
static int by_begin(const void *a_, const void *b_)
{
	const struct copy *const a = a_, *const b = b_;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to > b->to ? -1 : 1;
	if (a->of != b->of)
		return a->of < b->of ? -1 : 1;
	return a->of_end < b->of_end ? -1 : a->of_end > b->of_end;
}

void find_copies_sort(struct corpus *x)
{
	uint32_t n = 0;

	if (x->n_copies)
		qsort(x->copies, x->n_copies, sizeof *x->copies, by_begin);
	for (uint32_t i = 0; i < x->n_copies; i++) {
		if (i && by_begin(x->copies + i, x->copies + n - 1) == 0)
			continue;
		x->copies[n] = x->copies[i];
		n++;
	}
	x->n_copies = n;
}

void find_copies_corpus_docs(struct corpus *x)
{
	find_copies_record_docs(x, x->copies, x->n_copies);
}

int find_copies_corpus_choose(struct corpus *x, const struct copy **out,
                              uint32_t *n)
{
	if (!find_copies_grow(&x->chosen, &x->room_chosen, x->n_copies,
	                      sizeof *x->chosen))
		return -1;
	*n = 0;
	*out = x->chosen;
	x->n_far = 0;
	for (uint32_t i = 0; i < x->n_copies; i++) {
		const struct copy *const c = x->copies + i;
		/* those chosen so far begin no later */
		if (find_copies_is_enough(x, c->to))
			continue;
		find_copies_note(x, c);
		x->chosen[(*n)++] = *c;
	}
	find_copies_record_docs(x, x->chosen, *n);
	return 0;
}
