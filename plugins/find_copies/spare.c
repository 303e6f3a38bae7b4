/* SPDX-License-Identifier: MIT */
/* spare.c - which originals need not be followed: what they share lies inside
 * passages that are known.
 *
 * A passage goes beyond a word only with AGAIN words in a row that agree there, or
 * a few words behind it, and its places cannot have moved farther than
 * min_similarity allows.  Where no such words stand that near to where the original
 * would go on, it ends before.  That depends neither on the order in which
 * originals were found nor on which of their fingerprints were kept, and nothing is
 * lost. */
#include "corpus_state.h"
#include "common.h"

/* Words of which it is worth the while: to follow fewer takes no longer than this.
 */
#define LONG_ENOUGH 64u
#define AROUND_MOST 256u                              /* words of an original */
#define BESIDE (COPY_MAX_GAP + (ISLANDS + 2) * AGAIN) /* words beside a border */

/* What a hit is asked about. */
struct question {
	struct corpus *x;
	uint32_t at, place;
	uint32_t budget; /* words that may differ in all */
	uint32_t
	    moved; /* words that places may have moved by, at the border asked for */
};

/* May any three in a row of the words [from, to) stand in the original, so near? */
static bool may_agree(const struct question *q, int64_t from, int64_t to)
{
	const struct copy_doc *const d = q->x->d;
	const uint64_t all = q->x->words.size / sizeof *d->hash;
	uint32_t here[BESIDE], room[AROUND_MOST];

	if (from < 0)
		from = 0;
	if (to > d->n)
		to = d->n;
	if (to - from < (int64_t)AGAIN)
		return false;
	const int64_t middle = (int64_t)q->place + from - q->at;
	int64_t begin = middle - q->moved, end = middle + (to - from) + q->moved;
	if (begin < 0)
		begin = 0;
	if (end > (int64_t)all)
		end = (int64_t)all;
	if (end - begin < (int64_t)COMMON_WORDS || end - begin > (int64_t)AROUND_MOST)
		return true;
	const uint32_t n_there = (uint32_t)(end - begin);
	const uint32_t *const there =
	    find_copies_words(q->x, (uint64_t)begin, n_there, room);
	const uint32_t n = (uint32_t)(to - from) - (AGAIN - 1);
	for (uint32_t i = 0; i < n; i++)
		here[i] = common_three(d->hash + from + i);
	for (uint32_t k = 0; there && k + COMMON_WORDS < n_there; k += COMMON_STARTS)
		if (common_any(here, n, there + k))
			return true;
	return !there || common_any(here, n, there + n_there - COMMON_WORDS);
}

/* What a passage may have moved by over so many words, each AGAIN of which may have
 * a difference before them; and over the one at the border. */
static uint32_t moved_over(const struct question *q, uint32_t words)
{
	const uint32_t max_gap = q->x->params.max_gap;
	const uint64_t most = words / AGAIN * (uint64_t)max_gap;

	return (most < q->budget ? (uint32_t)most : q->budget) + max_gap;
}

/* May a passage through the hit hold a word that agrees at `word` or behind it? */
static bool may_reach(const struct question *q, uint32_t word)
{
	const int64_t w = word, n = before_three(q->x->params.max_gap);

	return may_agree(q, w - (AGAIN - 1), w + n + AGAIN);
}

/* Or one that is before `word`? */
static bool may_begin_before(const struct question *q, uint32_t word)
{
	const int64_t w = word, n = before_three(q->x->params.max_gap);

	return may_agree(q, w - n - AGAIN, w + (AGAIN - 1));
}

/* Does every passage through the hit end at `to`, or before it?  *less: before it,
 * for certain. */
static bool ends_before(struct question *q, uint32_t to, bool *less)
{
	const uint32_t end = q->at + find_copies_run_right(q->x, q->at, q->place);

	q->x->work += end - q->at;
	*less = false;
	if (end > to)
		return false;
	q->moved = moved_over(q, to - end);
	*less = end < to && !may_reach(q, to - 1);
	return *less || to == q->x->d->n || !may_reach(q, to);
}

/* The same at its other end, and for those that go through a later word of the
 * hit's diagonal, up to `to`: these may have moved more on their way. */
static bool begins_behind(struct question *q, uint32_t from, uint32_t to,
                          bool *less)
{
	const uint32_t begin = q->at - find_copies_run_left(q->x, (int64_t)q->at - 1,
	                                                    (int64_t)q->place - 1);

	q->x->work += q->at - begin;
	*less = false;
	if (begin < from)
		return false;
	q->moved = moved_over(q, to - from);
	*less = begin > from && !may_begin_before(q, from + 1);
	return *less || !from || !may_begin_before(q, from);
}

/* All of them hold the word of the hit, for they were found before it. */
bool find_copies_is_inside(struct corpus *x, uint32_t at, uint32_t place)
{
	const struct copy_params *const p = &x->params;
	const uint32_t to = x->far[0].to;
	uint32_t from = 0;
	bool earlier = true, ends, begins;

	for (uint32_t i = 0; i < x->n_far; i++) {
		earlier &= x->far[i].of < place;
		if (x->far[i].from > from)
			from = x->far[i].from;
	}
	const double budget = (to - from) * (1 / p->min_similarity - 1);
	if ((!earlier && p->every) || budget > AROUND_MOST || to - from < LONG_ENOUGH)
		return false;
	struct question q = {x, at, place, p->max_gap ? (uint32_t)budget : 0, 0};
	/* as long as one of them, it counts if it is earlier */
	return ends_before(&q, to, &ends) && begins_behind(&q, from, to, &begins) &&
	       (earlier || ends || begins);
}
