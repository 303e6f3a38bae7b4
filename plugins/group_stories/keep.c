/* SPDX-License-Identifier: MIT */
/* keep.c - all documents are seen first, then grouped.
 *
 * The facts are the records, in input order: they are kept (on disk beyond the
 * bound) while the terms are counted.  Then each is weighed and looked up among
 * those before it, which gives the pairs that are alike; and pair by pair, the
 * most alike first, stories are joined if they hold together. */
#define _POSIX_C_SOURCE 200809L
#include "decide_state.h"
#include "known.h"

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

/* ---- Taking ---- */

static bool take(struct decider *d, const struct catena_fact *fact)
{
	if (d->n_docs == d->docs_room) {
		const size_t room = (size_t)d->docs_room * 3 / 2 + 1024;
		if (room > UINT32_MAX || !grow(&d->docs, room * sizeof *d->docs))
			return errno = ENOMEM, false;
		d->docs_room = (uint32_t)room;
	}
	d->docs[d->n_docs++] = fact->doc;
	errno = ENOMEM;
	return group_stories_rarity_count(&d->rarity, fact->value, NULL) &&
	       store_add(&d->records, fact->value, fact->size);
}

catena_status group_stories_decide_take(catena_ctx *ctx, struct decider *d)
{
	struct catena_fact fact;
	catena_status status;

	while ((status = ctx->host->fact(ctx, &fact)) == CATENA_OK) {
		const struct record *const r = fact.value;
		if (fact.size < sizeof *r || r->size != fact.size)
			return ctx->host->fail(ctx, CATENA_E_BUG, "a fact that is none");
		if (!take(d, &fact))
			return group_stories_broken(ctx);
	}
	return status == CATENA_END ? CATENA_OK : status;
}

/* ---- Pairs ---- */

static struct link link_of(uint32_t row, const struct match *m)
{
	return (struct link){.row = row,
	                     .other = m->row,
	                     .score = (float)m->score,
	                     .copied = m->copied & 0x1FFFFFFF,
	                     .head = (m->but & TRAIT_HEAD) != 0,
	                     .foot = (m->but & TRAIT_FOOT) != 0,
	                     .mostly = m->score - m->cosine > 0.5};
}

static struct match match_of(const struct link *l)
{
	const double score = (double)l->score;

	return (struct match){
	    .row = l->other,
	    .copied = l->copied,
	    .but = (uint16_t)((l->head ? TRAIT_HEAD : 0) | (l->foot ? TRAIT_FOOT : 0)),
	    .cosine = l->mostly ? 0 : score,
	    .score = score};
}

/* Half as many links of each document: the best come first. */
static void thin_out(struct decider *d)
{
	size_t kept = 0;

	d->links_most /= 2;
	for (size_t i = 0, of_row = 0; i < d->n_links; i++) {
		of_row = i && d->links[i].row == d->links[i - 1].row ? of_row + 1 : 0;
		if (of_row < (size_t)d->links_most)
			d->links[kept++] = d->links[i];
	}
	d->n_links = kept;
}

/* Beyond an eighth of `memory` there are fewer a document, but two in any case. */
static bool add_links(struct decider *d, uint32_t row, const struct match *matches,
                      int n)
{
	if (!d->links_most)
		d->links_most = MATCHES_MAX;
	while (d->links_most > 2 &&
	       d->n_links * sizeof *d->links > d->self->params.memory / 8)
		thin_out(d);
	if (d->links_room - d->n_links < MATCHES_MAX) {
		const size_t room = d->links_room / 2 * 3 + 1024;
		if (room > SIZE_MAX / sizeof *d->links ||
		    !grow(&d->links, room * sizeof *d->links))
			return errno = ENOMEM, false;
		d->links_room = room;
	}
	for (int i = 0; i < n && i < d->links_most; i++)
		d->links[d->n_links++] = link_of(row, matches + i);
	return true;
}

/* The record that begins at *offset, which moves behind it. */
static const struct record *next_record(struct decider *d, uint64_t *offset,
                                        unsigned char **room, size_t *cap)
{
	struct record head;

	if (!store_get(&d->records, *offset, &head, sizeof head))
		return NULL;
	if (head.size > *cap) {
		if (!grow(room, head.size))
			return errno = ENOMEM, NULL;
		*cap = head.size;
	}
	if (!store_get(&d->records, *offset, *room, head.size))
		return NULL;
	*offset += head.size;
	return (const struct record *)(const void *)*room;
}

static bool link_row(struct decider *d, const struct record *r, uint32_t row)
{
	const struct about a = group_stories_arrive(d, r, r->date);
	struct match matches[MATCHES_MAX];
	struct vector v;
	int n;

	group_stories_weigh(r, &d->rarity, NULL, d->self->params.terms, &v);
	n = group_stories_index_find(d->index, r, &v, matches);
	return n >= 0 && add_links(d, row, matches, n) &&
	       group_stories_index_add(d->index, &a, &v) &&
	       group_stories_note(d, row, NULL);
}

static bool link_all(catena_ctx *ctx, struct decider *d)
{
	unsigned char *room = NULL;
	uint64_t offset = 0;
	size_t cap = 0;
	bool ok = true;

	if (!d->known)
		group_stories_index_settled(d->index);
	for (uint32_t i = 0; ok && i < d->n_docs; i++) {
		const struct record *const r = next_record(d, &offset, &room, &cap);
		ok = r && link_row(d, r, d->known + i);
		if (i % 1024 == 0 && ctx->host->stopping(ctx))
			break;
	}
	free(room);
	return ok;
}

/* All are remembered, if there is an index. */
static catena_status remember_all(catena_ctx *ctx, struct decider *d)
{
	const uint32_t n = group_stories_index_size(d->index);
	catena_status status = CATENA_OK;
	unsigned char *room = NULL;
	uint64_t offset = 0;
	size_t cap = 0;

	for (uint32_t row = d->known; row < n && d->self->index; row++) {
		const struct record *const r = next_record(d, &offset, &room, &cap);
		status =
		    r ? group_stories_known_add(ctx, d, r, row) : group_stories_broken(ctx);
		if (status != CATENA_OK)
			break;
	}
	free(room);
	store_free(&d->records);
	return status;
}

/* ---- Stories ---- */

/* The most alike first; no two are equal. */
static int by_score(const void *a, const void *b)
{
	const struct link *const x = a, *const y = b;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->other < y->other ? -1 : x->other > y->other;
}

static bool join_all(struct decider *d)
{
	errno = ENOMEM;
	if (!group_stories_room(d->stories))
		return false;
	if (d->n_links)
		qsort(d->links, d->n_links, sizeof *d->links, by_score);
	for (size_t i = 0; i < d->n_links; i++) {
		const struct match m = match_of(d->links + i);
		if (group_stories_join(d->stories, &d->self->params, d->links[i].row, NULL,
		                       &m) < 0)
			return false;
	}
	return true;
}

/* ---- Verdicts ---- */

/* What is assigned: the verdict, then the ids of story and nearest. */
static catena_status assign(catena_ctx *ctx, struct decider *d, uint32_t row,
                            const struct match *m)
{
	struct verdict v = {0};
	struct vector own;
	unsigned char *bytes;
	catena_status status;
	size_t size;

	if (!group_stories_index_vector(d->index, row, &own) ||
	    !group_stories_evidence(d->index, &own, m, &v) ||
	    !group_stories_note(d, row, m) || !group_stories_name(d, row, &v))
		return group_stories_broken(ctx);
	v.score = m->score;
	size = sizeof v + v.story_size + v.with_size;
	if (size > UINT32_MAX || !(bytes = malloc(size)))
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(bytes, &v, sizeof v);
	memcpy(bytes + sizeof v, v.story, v.story_size);
	memcpy(bytes + sizeof v + v.story_size, v.with, v.with_size);
	status = ctx->host->assign(ctx, d->docs[row - d->known], bytes, (uint32_t)size);
	free(bytes);
	return status;
}

/* Each row's best link within its story: the links are sorted, so the first that
 * comes. */
static catena_status assign_all(catena_ctx *ctx, struct decider *d)
{
	catena_status status = CATENA_OK;

	for (size_t i = 0; i < d->n_links && status == CATENA_OK; i++) {
		const struct link *const l = d->links + i;
		const struct match match = match_of(l);
		struct match back = match;
		if (group_stories_first(d->stories, l->row) !=
		    group_stories_first(d->stories, l->other))
			continue;
		if (d->nearest[l->row].row == UINT32_MAX)
			status = assign(ctx, d, l->row, &match);
		back.row = l->row;
		if (status == CATENA_OK && l->other >= d->known &&
		    d->nearest[l->other].row == UINT32_MAX)
			status = assign(ctx, d, l->other, &back);
	}
	return status;
}

catena_status group_stories_decide_all(catena_ctx *ctx, struct decider *d)
{
	catena_status status;

	if (!link_all(ctx, d) || !join_all(d))
		return group_stories_broken(ctx);
	status = assign_all(ctx, d);
	return status == CATENA_OK ? remember_all(ctx, d) : status;
}

bool group_stories_decided(catena_ctx *ctx, struct verdict *v)
{
	uint32_t size;
	const unsigned char *const bytes = ctx->host->assigned(ctx, 0, &size);

	if (!bytes || size < sizeof *v)
		return false;
	memcpy(v, bytes, sizeof *v);
	v->story = (const char *)bytes + sizeof *v;
	v->with = v->story + v->story_size;
	return true;
}
