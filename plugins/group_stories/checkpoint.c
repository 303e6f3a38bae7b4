/* SPDX-License-Identifier: MIT */
/* checkpoint.c - the documents of a run as bytes and back, for one that is taken up
 * again without an index.
 *
 * The numbers are this machine's: a checkpoint does not travel. */
#define _POSIX_C_SOURCE 200809L
#include "../share/checkpoint.h"
#include "decide_state.h"
#include "known.h"
#include "postings.h"

#define MAGIC UINT32_C(0x47535035) /* "GSP5" */

struct head { /* then: rows; slots of the rarity; postings */
	uint32_t magic, rows, terms, documents, forgotten, unused;
	uint64_t slots, postings;
};

struct row { /* then: hashes, traits, figures, id, sum of its story */
	uint32_t words;
	int32_t day;
	int64_t date;
	uint32_t terms, figures, id_size, first, sum_size, unused;
	struct blocks blocks;
	float length, names;
	struct nearest nearest;
};

/* ---- Writing ---- */

#define PIECE 65536u

/* What is written goes to the host piece by piece: a checkpoint of a large run
 * takes no memory of its own. */
struct pieces {
	catena_ctx *ctx;
	catena_status status;
	size_t n;
	unsigned char bytes[PIECE];
};

static bool hand_over(struct pieces *p, const void *bytes, size_t size)
{
	if (p->status == CATENA_OK && size)
		p->status = p->ctx->host->save(p->ctx, bytes, size);
	return p->status == CATENA_OK;
}

static bool flush(struct pieces *p)
{
	const size_t n = p->n;

	p->n = 0;
	return hand_over(p, p->bytes, n);
}

static bool put(struct pieces *p, const void *bytes, size_t size)
{
	if (size > PIECE - p->n && !flush(p))
		return false;
	if (size > PIECE)
		return hand_over(p, bytes, size);
	if (size)
		memcpy(p->bytes + p->n, bytes, size);
	p->n += size;
	return true;
}

static bool put_row(struct pieces *p, struct decider *d, uint32_t i)
{
	float length, names;
	const struct about a = group_stories_index_about(d->index, i, &length, &names);
	const void *sum;
	struct row row = {.words = a.words,
	                  .day = a.day,
	                  .blocks = a.blocks,
	                  .date = a.date,
	                  .first = group_stories_first(d->stories, i),
	                  .sum_size = (uint32_t)group_stories_sum(d->stories, i, &sum),
	                  .length = length,
	                  .names = names,
	                  .nearest = d->nearest[i]};
	const char *const id = group_stories_index_id(d->index, i, &row.id_size);
	struct figures f;
	struct vector v;

	if (!id || !group_stories_index_terms(d->index, i, &v) ||
	    !group_stories_index_figures(d->index, i, &f))
		return false;
	row.terms = v.n;
	row.figures = f.n;
	return put(p, &row, sizeof row) && put(p, v.hash, v.n * sizeof *v.hash) &&
	       put(p, v.traits, v.n * sizeof *v.traits) &&
	       put(p, f.of, f.n * sizeof *f.of) && put(p, id, row.id_size) &&
	       put(p, sum, row.sum_size);
}

static bool put_all(struct pieces *p, struct decider *d)
{
	const struct postings_pieces posted =
	    group_stories_postings_pieces(group_stories_index_postings(d->index));
	const struct rarity *const r = &d->rarity;
	const struct head head = {.magic = MAGIC,
	                          .rows = group_stories_index_size(d->index),
	                          .terms = d->self->params.terms,
	                          .documents = r->documents,
	                          .forgotten = group_stories_index_forgotten(d->index),
	                          .slots = r->used,
	                          .postings = posted.sizes[0] + posted.sizes[1] +
	                                      posted.sizes[2]};

	if (!put(p, &head, sizeof head))
		return false;
	for (uint32_t i = 0; i < head.rows; i++)
		if (!put_row(p, d, i))
			return false;
	for (uint64_t i = 0; i < r->size; i++)
		if (r->slots[i].documents && !put(p, r->slots + i, sizeof *r->slots))
			return false;
	for (int k = 0; k < 3; k++)
		if (!put(p, posted.bytes[k], posted.sizes[k]))
			return false;
	return flush(p);
}

/* A row that cannot be read leaves errno; the host has said itself why it could not
 * write. */
catena_status group_stories_save(catena_ctx *ctx, struct decider *d)
{
	struct pieces *const p = malloc(sizeof *p);
	catena_status status;

	errno = ENOMEM;
	if (!p)
		return group_stories_broken(ctx);
	p->ctx = ctx;
	p->status = CATENA_OK;
	p->n = 0;
	if (!put_all(p, d) && p->status == CATENA_OK)
		p->status = group_stories_broken(ctx);
	status = p->status;
	free(p);
	return status;
}

/* ---- Reading ---- */

struct bytes { /* that the host has, piece by piece or not */
	const unsigned char *p;
	size_t n, size;
};

static bool get(struct bytes *b, void *bytes, size_t size)
{
	if (b->size - b->n < size)
		return false;
	if (size)
		memcpy(bytes, b->p + b->n, size);
	b->n += size;
	return true;
}

static bool get_row(struct bytes *b, struct decider *d, uint32_t i)
{
	struct figures f;
	struct row row;
	struct vector v;

	errno = EINVAL;
	if (!get(b, &row, sizeof row) || row.terms > TERMS_MAX || row.first > i ||
	    row.figures > FIGURES_MAX || !get(b, v.hash, row.terms * sizeof *v.hash) ||
	    !get(b, v.traits, row.terms * sizeof *v.traits) ||
	    !get(b, f.of, row.figures * sizeof *f.of) ||
	    b->size - b->n < (uint64_t)row.id_size + row.sum_size)
		return false;
	f.n = row.figures;
	const struct about a = {.id = (const char *)b->p + b->n,
	                        .figures = f,
	                        .id_size = row.id_size,
	                        .words = row.words,
	                        .day = row.day,
	                        .blocks = row.blocks,
	                        .date = row.date};
	const struct match m = {.row = row.nearest.row,
	                        .score = (double)row.nearest.score};
	v.n = row.terms;
	v.n_heaviest = 0; /* the postings come apart */
	v.length = row.length;
	v.names = row.names;
	b->n += (size_t)row.id_size + row.sum_size;
	return group_stories_index_add(d->index, &a, &v) &&
	       group_stories_note(d, i, m.row < i ? &m : NULL) &&
	       group_stories_put_back(d->stories, i, row.first,
	                              b->p + b->n - row.sum_size, row.sum_size);
}

static bool get_all(struct bytes *b, struct decider *d)
{
	struct rarity_slot slot;
	struct head head;

	errno = EINVAL;
	if (!get(b, &head, sizeof head) || head.magic != MAGIC ||
	    head.terms != d->self->params.terms || head.forgotten > head.rows)
		return false;
	for (uint32_t i = 0; i < head.rows; i++)
		if (!get_row(b, d, i))
			return false;
	for (uint64_t i = 0; i < head.slots; i++) {
		errno = EINVAL;
		if (!get(b, &slot, sizeof slot) || !slot.documents)
			return false;
		errno = ENOMEM;
		if (!group_stories_rarity_room(&d->rarity, 1))
			return false;
		group_stories_rarity_add(&d->rarity, slot.hash, slot.documents);
	}
	group_stories_rarity_documents(&d->rarity, head.documents);
	group_stories_index_forget(d->index, head.forgotten);
	errno = EINVAL;
	return b->size - b->n == head.postings &&
	       group_stories_postings_put_back(group_stories_index_postings(d->index),
	                                       b->p + b->n, (size_t)head.postings);
}

catena_status group_stories_restore(catena_ctx *ctx, struct decider *d)
{
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);
	struct bytes b = {.p = bytes, .size = size};

	if (!bytes || get_all(&b, d))
		return CATENA_OK;
	if (errno == EINVAL)
		return checkpoint_is_other(ctx);
	return group_stories_broken(ctx);
}
