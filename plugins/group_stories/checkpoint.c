/* SPDX-License-Identifier: MIT */
/* checkpoint.c - the documents of a run as bytes and back, for one that is taken up
 * again without an index.
 *
 * The numbers are this machine's: a checkpoint does not travel. */
#define _POSIX_C_SOURCE 200809L
#include "decide_state.h"
#include "known.h"
#include "postings.h"

#define MAGIC UINT32_C(0x47535034) /* "GSP4" */

struct head { /* then: rows; slots of the rarity; postings */
	uint32_t magic, rows, terms, documents, forgotten, unused;
	uint64_t slots, postings;
};

struct row { /* then: hashes, traits, id, sum of its story */
	uint32_t words;
	int32_t day;
	int64_t date;
	uint32_t terms, id_size, first, sum_size;
	struct blocks blocks;
	float length, names;
	struct nearest nearest;
};

struct bytes { /* being written, or read */
	unsigned char *p;
	size_t n, room;
};

static bool put(struct bytes *b, const void *bytes, size_t size)
{
	if (size > SIZE_MAX / 4 || b->n > SIZE_MAX / 4)
		return false;
	if (b->room - b->n < size) {
		const size_t room = (b->n + size) * 3 / 2 + 4096;
		unsigned char *const p = realloc(b->p, room);
		if (!p)
			return false;
		b->p = p;
		b->room = room;
	}
	if (size)
		memcpy(b->p + b->n, bytes, size);
	b->n += size;
	return true;
}

static bool get(struct bytes *b, void *bytes, size_t size)
{
	if (b->room - b->n < size)
		return false;
	if (size)
		memcpy(bytes, b->p + b->n, size);
	b->n += size;
	return true;
}

/* ---- Writing ---- */

static bool put_row(struct bytes *b, struct decider *d, uint32_t i)
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
	struct vector v;

	if (!id || !group_stories_index_vector(d->index, i, &v))
		return false;
	row.terms = v.n;
	errno = ENOMEM;
	return put(b, &row, sizeof row) && put(b, v.hash, v.n * sizeof *v.hash) &&
	       put(b, v.traits, v.n * sizeof *v.traits) && put(b, id, row.id_size) &&
	       put(b, sum, row.sum_size);
}

static bool put_all(struct bytes *b, struct decider *d)
{
	const struct postings_pieces p =
	    group_stories_postings_pieces(group_stories_index_postings(d->index));
	const struct rarity *const r = &d->rarity;
	const struct head head = {.magic = MAGIC,
	                          .rows = group_stories_index_size(d->index),
	                          .terms = d->self->params.terms,
	                          .documents = r->documents,
	                          .forgotten = group_stories_index_forgotten(d->index),
	                          .slots = r->used,
	                          .postings = p.sizes[0] + p.sizes[1] + p.sizes[2]};

	if (!put(b, &head, sizeof head))
		return errno = ENOMEM, false;
	for (uint32_t i = 0; i < head.rows; i++)
		if (!put_row(b, d, i))
			return false;
	for (uint64_t i = 0; i < r->size; i++)
		if (r->slots[i].documents && !put(b, r->slots + i, sizeof *r->slots))
			return errno = ENOMEM, false;
	for (int k = 0; k < 3; k++)
		if (!put(b, p.bytes[k], p.sizes[k]))
			return errno = ENOMEM, false;
	return true;
}

catena_status group_stories_save(catena_ctx *ctx, struct decider *d)
{
	struct bytes b = {0};
	const catena_status status =
	    put_all(&b, d) ? ctx->host->save(ctx, b.p, b.n) : group_stories_broken(ctx);

	free(b.p);
	return status;
}

/* ---- Reading ---- */

static bool get_row(struct bytes *b, struct decider *d, uint32_t i)
{
	struct row row;
	struct vector v;

	errno = EINVAL;
	if (!get(b, &row, sizeof row) || row.terms > TERMS_MAX || row.first > i ||
	    !get(b, v.hash, row.terms * sizeof *v.hash) ||
	    !get(b, v.traits, row.terms * sizeof *v.traits) ||
	    b->room - b->n < (uint64_t)row.id_size + row.sum_size)
		return false;
	const struct about a = {.id = (const char *)b->p + b->n,
	                        .id_size = row.id_size,
	                        .words = row.words,
	                        .day = row.day,
	                        .blocks = row.blocks,
	                        .date = row.date};
	const struct match m = {.row = row.nearest.row,
	                        .score = (double)row.nearest.score};
	v.n = row.terms;
	memset(v.weight, 0, sizeof v.weight); /* the postings come apart */
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
	return b->room - b->n == head.postings &&
	       group_stories_postings_put_back(group_stories_index_postings(d->index),
	                                       b->p + b->n, (size_t)head.postings);
}

catena_status group_stories_restore(catena_ctx *ctx, struct decider *d)
{
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);
	/* it is only read */
	struct bytes b = {.p = (unsigned char *)(uintptr_t)bytes, .room = size};

	if (!bytes || get_all(&b, d))
		return CATENA_OK;
	if (errno == EINVAL)
		return ctx->host->fail(ctx, CATENA_E_INPUT,
		                       "the checkpoint was made with other options; "
		                       "run without --resume");
	return group_stories_broken(ctx);
}
