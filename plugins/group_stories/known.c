/* SPDX-License-Identifier: MIT */
/* known.c - documents that earlier runs have seen, in an index; and this run
 * before it was cut off.
 *
 * Of each: its vector, the terms that were counted, and the name of its story.
 * They are read in the order in which they came, and what is made of them is
 * what the run that saw them had. */
#define _POSIX_C_SOURCE 200809L
#include "known.h"
#include "../share/checkpoint.h"
#include "decide_state.h"

/* The head; the body: hashes, other hashes, traits, figures, common words, story,
 * with. Most of what is counted but not compared are words that are common in
 * general: of these it has the numbers, each as what it is more than the one
 * before, in a byte or two. */
struct memo {
	uint32_t words;
	int32_t day;
	uint32_t terms, others;         /* others: counted, but not compared */
	uint32_t story_size, with_size; /* of the ids; 0: it is the first */
	float score;
	uint32_t common_size; /* bytes */
	struct blocks blocks;
	uint32_t figures, unused;
};

#define SHORT_GAP 128u /* from here on it takes two bytes */

static size_t body_size(const struct memo *m)
{
	return ((size_t)m->terms + m->others) * sizeof(uint32_t) +
	       m->terms * sizeof(uint16_t) + m->figures * sizeof(struct figure) +
	       m->common_size + m->story_size + m->with_size;
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

static const unsigned char *get(const unsigned char *at, void *bytes, size_t size)
{
	if (size)
		memcpy(bytes, at, size);
	return at + size;
}

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Adding ---- */

/* Calls `each` with the hashes that are counted but not compared. */
static void for_others(const struct vector *v, const struct record *r,
                       void (*each)(void *to, uint32_t hash), void *to)
{
	const struct term *const terms = record_terms(r);

	for (uint32_t i = 0, k = 0; i < r->n_terms; i++) {
		while (k < v->n && v->hash[k] < terms[i].hash)
			k++;
		if (k == v->n || v->hash[k] != terms[i].hash)
			each(to, terms[i].hash);
	}
}

struct others { /* where they go; NULL: they are only counted */
	unsigned char *rare, *common;
	uint32_t n_rare, common_size;
	uint32_t last; /* common word */
};

static void put_other(void *to, uint32_t hash)
{
	struct others *const o = to;
	const uint32_t number = group_stories_common(hash);

	if (number == UINT32_MAX) {
		if (o->rare)
			o->rare = put(o->rare, &hash, sizeof hash);
		o->n_rare++;
		return;
	}
	const uint32_t gap = number - o->last;
	const unsigned char bytes[] = {
	    (unsigned char)(gap < SHORT_GAP ? gap : SHORT_GAP | gap >> 8),
	    (unsigned char)gap};
	const uint32_t size = gap < SHORT_GAP ? 1 : 2;
	if (o->common)
		o->common = put(o->common, bytes, size);
	o->common_size += size;
	o->last = number;
}

static unsigned char *make_body(const struct memo *m, const struct vector *v,
                                const struct record *r, const struct verdict *ids)
{
	unsigned char *const bytes = malloc(body_size(m) + 1);
	unsigned char *at;
	struct others others = {0};

	if (!bytes)
		return NULL;
	others.rare = put(bytes, v->hash, v->n * sizeof *v->hash);
	at = others.rare + m->others * sizeof(uint32_t);
	at = put(at, v->traits, v->n * sizeof *v->traits);
	others.common = at =
	    put(at, r->figures.of, r->figures.n * sizeof *r->figures.of);
	for_others(v, r, put_other, &others);
	at = put(at + m->common_size, ids->story, m->story_size);
	put(at, ids->with, m->with_size);
	return bytes;
}

static struct memo memo_of(const struct decider *d, uint32_t row,
                           const struct about *a, const struct vector *v,
                           const struct record *r, const struct verdict *ids)
{
	const bool first = group_stories_first(d->stories, row) == row;
	struct others others = {0};

	for_others(v, r, put_other, &others);
	return (struct memo){.words = a->words,
	                     .day = a->day,
	                     .blocks = a->blocks,
	                     .figures = r->figures.n,
	                     .terms = v->n,
	                     .others = others.n_rare,
	                     .common_size = others.common_size,
	                     .story_size = first ? 0 : ids->story_size,
	                     .with_size = ids->with ? ids->with_size : 0,
	                     .score = d->nearest[row].score};
}

catena_status group_stories_known_add(catena_ctx *ctx, struct decider *d,
                                      const struct record *r, uint32_t row)
{
	struct verdict ids = {0};
	struct vector v;
	float length, names;
	unsigned char *body;
	catena_status status;

	if (!d->self->index)
		return CATENA_OK;
	if (!group_stories_name(d, row, &ids) ||
	    !group_stories_index_vector(d->index, row, &v))
		return group_stories_broken(ctx);
	const struct about a =
	    group_stories_index_about(d->index, row, &length, &names);
	const struct memo memo = memo_of(d, row, &a, &v, r, &ids);
	if (!(body = make_body(&memo, &v, r, &ids)))
		return no_memory(ctx);
	struct share_index_doc doc = {.date = a.date,
	                              .head = &memo,
	                              .head_size = sizeof memo,
	                              .id = record_id(r),
	                              .id_size = r->id_size,
	                              .body = body,
	                              .body_size = (uint32_t)body_size(&memo)};
	status = share_index_add(ctx, d->self->index, &doc);
	free(body);
	return status;
}

/* ---- Reading ---- */

struct reading {
	struct memo memo;
	unsigned char *bytes; /* id and body */
	size_t room;
};

static catena_status read_doc(catena_ctx *ctx, struct share_index *x,
                              const struct share_index_doc *doc, struct reading *r)
{
	size_t size;

	if (doc->head_size != sizeof r->memo)
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "the index is damaged: a document has %u bytes",
		                       doc->head_size);
	memcpy(&r->memo, doc->head, sizeof r->memo);
	if (r->memo.terms > TERMS_MAX || r->memo.figures > FIGURES_MAX ||
	    r->memo.others > CHOSEN * TERMS_MAX ||
	    r->memo.common_size > 2 * CHOSEN * TERMS_MAX ||
	    r->memo.story_size > doc->body_size || r->memo.with_size > doc->body_size ||
	    body_size(&r->memo) != doc->body_size)
		return ctx->host->fail(
		    ctx, CATENA_E_IO,
		    "the index is damaged: a document has %u terms in %u "
		    "bytes; `catena index check` says more",
		    r->memo.terms, doc->body_size);
	size = doc->id_size + body_size(&r->memo);
	if (size > r->room) {
		unsigned char *const p = realloc(r->bytes, size);
		if (!p)
			return no_memory(ctx);
		r->bytes = p;
		r->room = size;
	}
	return share_index_body(ctx, x, doc->at, r->bytes, size);
}

/* The first row of the story that goes by this name; `row` if there is none yet,
 * which goes by it from now on. */
static bool place(struct decider *d, uint32_t row, const char *name, uint32_t size,
                  uint32_t *first)
{
	*first = group_stories_index_row(d->index, name, size);
	if (*first == UINT32_MAX && errno)
		return false;
	if (*first != UINT32_MAX && *first < row) {
		*first = group_stories_first(d->stories, *first);
		return true;
	}
	*first = group_stories_named(d->stories, name, size);
	if (*first != UINT32_MAX)
		return true;
	*first = row;
	return group_stories_rename(d->stories, row, name, size);
}

/* The document for which it is in its story, if that is still there. */
static bool tie(struct decider *d, uint32_t row, const char *with,
                const struct memo *m)
{
	const uint32_t other =
	    m->with_size ? group_stories_index_row(d->index, with, m->with_size)
	                 : UINT32_MAX;
	const struct match match = {.row = other, .score = (double)m->score};

	if (m->with_size && other == UINT32_MAX && errno)
		return false;
	return group_stories_note(d, row, other == UINT32_MAX ? NULL : &match);
}

static void count(struct decider *d, const unsigned char *hashes, uint32_t n)
{
	for (uint32_t i = 0, hash; i < n; i++) {
		hashes = get(hashes, &hash, sizeof hash);
		group_stories_rarity_add(&d->rarity, hash, 1);
	}
}

/* How many common words there are in so many bytes. */
static uint32_t common_words(const unsigned char *at, uint32_t size)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < size; n++)
		i += at[i] < SHORT_GAP ? 1 : 2;
	return n;
}

/* EINVAL: the numbers make no sense. */
static bool count_common(struct decider *d, const unsigned char *at, uint32_t size)
{
	const unsigned char *const end = at + size;
	uint32_t number = 0, hash;

	while (at < end) {
		uint32_t gap = *at++;
		if (gap >= SHORT_GAP) {
			if (at == end)
				return errno = EINVAL, false;
			gap = (gap - SHORT_GAP) << 8 | *at++;
		}
		number += gap;
		if (!group_stories_common_hash(number, &hash))
			return errno = EINVAL, false;
		group_stories_rarity_add(&d->rarity, hash, 1);
	}
	return true;
}

static bool take(struct decider *d, const struct share_index_doc *doc,
                 const struct reading *r)
{
	const uint32_t row = group_stories_index_size(d->index);
	struct about a = {.id = (const char *)r->bytes,
	                  .id_size = doc->id_size,
	                  .words = r->memo.words,
	                  .day = r->memo.day,
	                  .blocks = r->memo.blocks,
	                  .date = doc->date};
	const unsigned char *at = r->bytes + doc->id_size;
	struct vector v = {.n = r->memo.terms};
	uint32_t first = row;

	errno = ENOMEM;
	if (!group_stories_rarity_room(
	        &d->rarity,
	        v.n + r->memo.others +
	            common_words(at + v.n * (sizeof *v.hash + sizeof *v.traits) +
	                             r->memo.others * sizeof *v.hash +
	                             r->memo.figures * sizeof(struct figure),
	                         r->memo.common_size)))
		return false;
	count(d, at, v.n + r->memo.others);
	at = get(at, v.hash, v.n * sizeof *v.hash);
	at += r->memo.others * sizeof *v.hash;
	at = get(at, v.traits, v.n * sizeof *v.traits);
	a.figures.n = r->memo.figures;
	at = get(at, a.figures.of, a.figures.n * sizeof *a.figures.of);
	if (!count_common(d, at, r->memo.common_size))
		return false;
	at += r->memo.common_size;
	group_stories_rarity_documents(&d->rarity, d->rarity.documents + 1);
	group_stories_weigh_again(&d->rarity, &v);
	group_stories_heaviest(&v);
	if (!group_stories_index_add(d->index, &a, &v) ||
	    !tie(d, row, (const char *)at + r->memo.story_size, &r->memo))
		return false;
	errno = ENOMEM;
	if (!group_stories_room(d->stories))
		return false;
	if (r->memo.story_size &&
	    !place(d, row, (const char *)at, r->memo.story_size, &first))
		return false;
	return first == row || group_stories_attach(d->stories, row, first);
}

static catena_status load(catena_ctx *ctx, struct decider *d)
{
	struct share_index *const x = d->self->index;
	struct reading r = {.room = 0};
	struct share_index_doc doc;
	catena_status status;

	group_stories_index_limit(d->index, share_index_arrive(x, SHARE_INDEX_NO_DATE));
	while ((status = share_index_next(ctx, x, &doc)) == CATENA_OK) {
		status = read_doc(ctx, x, &doc, &r);
		if (status == CATENA_OK && !take(d, &doc, &r))
			status = errno == EINVAL
			             ? ctx->host->fail(ctx, CATENA_E_IO,
			                               "the index is damaged: the words of a "
			                               "document make no sense")
			             : group_stories_broken(ctx);
		if (status != CATENA_OK)
			break;
	}
	free(r.bytes);
	if (status != CATENA_END)
		return status;
	d->known = group_stories_index_size(d->index);
	group_stories_fix(d->stories);
	return CATENA_OK;
}

catena_status group_stories_known_open(catena_ctx *ctx, struct decider *d)
{
	struct share_index *const x = d->self->index;
	catena_status status;

	if (!x)
		return CATENA_OK;
	status = share_index_open(ctx, x);
	return status == CATENA_OK && !share_index_resumes(x) ? load(ctx, d) : status;
}

/* ---- Checkpoints ---- */

catena_status group_stories_known_save(catena_ctx *ctx, struct decider *d)
{
	const uint64_t known = d->known; /* documents there before the run */
	const catena_status status = checkpoint_save(ctx, d->self->index);

	return status == CATENA_OK ? ctx->host->save(ctx, &known, sizeof known)
	                           : status;
}

catena_status group_stories_known_restore(catena_ctx *ctx, struct decider *d)
{
	struct share_index_mark mark;
	uint64_t known;
	const void *own;
	size_t size;
	catena_status status = checkpoint_read(ctx, &mark, &own, &size);

	if (status == CATENA_OK && size != sizeof known)
		return checkpoint_is_damaged(ctx);
	if (status == CATENA_OK)
		status = share_index_rewind(ctx, d->self->index, &mark);
	if (status != CATENA_OK)
		return status;
	memcpy(&known, own, sizeof known);
	status = load(ctx, d);
	d->known = (uint32_t)known;
	return status;
}
