/* SPDX-License-Identifier: MIT */
/* known.c - documents as the index on disk has them.
 *
 * Head: struct known_head.  Body: the hash of each word (4 bytes), the table of
 * wide characters, the blank before each word and its size (a byte each, or 255
 * and 4 bytes more), the group it lends as.  Fingerprints are not kept: they
 * follow from the words, so that a run may ask for other passages than the one
 * before. */
#define _POSIX_C_SOURCE 200809L
#include "known.h"
#include "../share/checkpoint.h"

#define ID_LONGEST 65535u

struct known_head {
	uint32_t n, n_wide, group_size, reserved;
};

struct known {
	unsigned char *bytes; /* a body */
	uint32_t room;
	uint32_t *columns; /* begin, end of each word */
	uint32_t room_columns;
};

catena_status find_copies_known_check(catena_ctx *ctx,
                                      const struct share_index_rule *rule,
                                      struct share_index **out)
{
	static const struct share_index_kind kind = {"find_copies", 1};
	const struct share_index_param params[] = {{"words", "folded"}, {NULL, ""}};

	return share_index_new(ctx, &kind, rule, params, out);
}

void find_copies_known_free(struct known *k)
{
	if (!k)
		return;
	free(k->bytes);
	free(k->columns);
	free(k);
}

/* ---- Numbers in few bytes ---- */

static unsigned char *put_number(unsigned char *at, uint32_t number)
{
	*at++ = number < 255 ? (unsigned char)number : 255;
	if (number >= 255) {
		memcpy(at, &number, sizeof number);
		at += sizeof number;
	}
	return at;
}

/* NULL: beyond the end. */
static const unsigned char *get_number(const unsigned char *at,
                                       const unsigned char *end, uint32_t *number)
{
	if (at == end)
		return NULL;
	*number = *at++;
	if (*number < 255)
		return at;
	if ((size_t)(end - at) < sizeof *number)
		return NULL;
	memcpy(number, at, sizeof *number);
	return at + sizeof *number;
}

/* ---- Loading ---- */

static catena_status damaged(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_IO,
	                       "the index is damaged: the words of a document make no "
	                       "sense; `catena index check` says more");
}

static catena_status read_body(catena_ctx *ctx, const struct find_self *self,
                               struct known *k, const struct share_index_doc *d,
                               const struct known_head *head, uint32_t *size)
{
	const uint64_t from = d->at + d->id_size;
	const uint64_t left = share_index_left(self->disk, from);
	const uint64_t most = head->n * (uint64_t)14 +
	                      head->n_wide * (uint64_t)sizeof(struct wide) +
	                      head->group_size;
	const uint64_t want = left < most ? left : most;

	if (want + d->id_size + 1 > UINT32_MAX / 2)
		return damaged(ctx);
	*size = (uint32_t)want;
	if (!find_copies_grow(&k->bytes, &k->room, *size + d->id_size + 1, 1) ||
	    !find_copies_grow(&k->columns, &k->room_columns, head->n * 2 + 2,
	                      sizeof *k->columns))
		return find_copies_no_memory(ctx);
	const catena_status status =
	    share_index_body(ctx, self->disk, from, k->bytes, *size);
	return status == CATENA_OK ? share_index_body(ctx, self->disk, d->at,
	                                              k->bytes + *size, d->id_size)
	                           : status;
}

/* The columns of a document from its body; where the group is, or NULL. */
static const char *unpack(struct known *k, const struct known_head *head,
                          uint32_t size, struct copy_doc *doc)
{
	const uint64_t fixed =
	    head->n * (uint64_t)4 + head->n_wide * (uint64_t)sizeof(struct wide);
	const unsigned char *at = k->bytes + fixed, *const end = k->bytes + size;
	uint32_t *const begin = k->columns, *const stop = begin + head->n;
	uint32_t gap, length, last = 0;

	if (fixed > size)
		return NULL;
	for (uint32_t i = 0; i < head->n; i++) {
		if (!(at = get_number(at, end, &gap)) ||
		    !(at = get_number(at, end, &length)))
			return NULL;
		begin[i] = last + gap;
		last = stop[i] = begin[i] + length;
	}
	doc->hash = (const uint32_t *)(const void *)k->bytes;
	doc->wide = (const struct wide *)(const void *)(doc->hash + head->n);
	doc->begin = begin;
	doc->end = stop;
	doc->n = head->n;
	doc->n_wide = head->n_wide;
	return (size_t)(end - at) >= head->group_size ? (const char *)at : NULL;
}

static catena_status load_one(catena_ctx *ctx, const struct find_self *self,
                              struct serial *s, const struct share_index_doc *d)
{
	const struct known_head *const head = d->head;
	struct known *const k = s->known;
	struct copy_doc doc = {.id_size = d->id_size, .date = d->date};
	uint32_t size = 0;
	const char *group;
	catena_status status;

	/* A word takes six bytes at least. */
	if (d->head_size != sizeof *head || head->n > UINT32_MAX / 32 || !head->n ||
	    head->n_wide > UINT32_MAX / 32 ||
	    head->n * (uint64_t)6 + head->n_wide * (uint64_t)sizeof(struct wide) +
	            head->group_size >
	        d->body_size)
		return damaged(ctx);
	status = read_body(ctx, self, k, d, head, &size);
	if (status != CATENA_OK)
		return status;
	if (!(group = unpack(k, head, size, &doc)))
		return damaged(ctx);
	doc.id = (const char *)k->bytes + size;
	if (find_copies_corpus_learn(s->corpus, &doc) < 0)
		return find_copies_broken(ctx);
	if (s->lends && !find_copies_lending_take(&s->lending, group, head->group_size,
	                                          doc.n, NULL, 0))
		return find_copies_no_memory(ctx);
	return CATENA_OK;
}

static catena_status load(catena_ctx *ctx, const struct find_self *self,
                          struct serial *s)
{
	struct share_index_doc d;
	catena_status status;

	find_copies_corpus_limit(s->corpus,
	                         share_index_arrive(self->disk, SHARE_INDEX_NO_DATE));
	while ((status = share_index_next(ctx, self->disk, &d)) == CATENA_OK &&
	       (status = load_one(ctx, self, s, &d)) == CATENA_OK)
		;
	return status == CATENA_END ? CATENA_OK : status;
}

catena_status find_copies_known_open(catena_ctx *ctx, const struct find_self *self,
                                     struct serial *s)
{
	struct known *const k = calloc(1, sizeof *k);
	catena_status status;

	s->known = k;
	if (!k)
		return find_copies_no_memory(ctx);
	status = share_index_open(ctx, self->disk);
	if (status != CATENA_OK || share_index_resumes(self->disk))
		return status;
	return load(ctx, self, s);
}

/* ---- Adding ---- */

catena_status find_copies_known_arrive(catena_ctx *ctx,
                                       const struct find_self *self,
                                       struct serial *s, struct copy_doc *d)
{
	if (d->id_size > ID_LONGEST)
		return ctx->host->fail(ctx, CATENA_E_INPUT,
		                       "its id has %u bytes, and an index takes ids of %u "
		                       "at most",
		                       d->id_size, ID_LONGEST);
	d->date = share_index_date(ctx, self->disk);
	find_copies_corpus_limit(s->corpus, share_index_arrive(self->disk, d->date));
	return CATENA_OK;
}

static size_t pack(struct known *k, const struct copy_doc *d, const char *group,
                   uint32_t group_size)
{
	const size_t hashes = (size_t)d->n * 4, wides = d->n_wide * sizeof *d->wide;
	unsigned char *at = k->bytes;
	uint32_t last = 0;

	memcpy(at, d->hash, hashes);
	at += hashes;
	if (wides)
		memcpy(at, d->wide, wides);
	at += wides;
	for (uint32_t i = 0; i < d->n; i++) {
		at = put_number(at, d->begin[i] - last);
		at = put_number(at, d->end[i] - d->begin[i]);
		last = d->end[i];
	}
	memcpy(at, group, group_size);
	return (size_t)(at - k->bytes) + group_size;
}

catena_status find_copies_known_add(catena_ctx *ctx, const struct find_self *self,
                                    struct serial *s, const struct copy_doc *d)
{
	struct known *const k = s->known;
	struct known_head head = {.n = d->n, .n_wide = d->n_wide};
	struct share_index_doc doc = {.date = d->date,
	                              .head = &head,
	                              .head_size = sizeof head,
	                              .id = d->id,
	                              .id_size = d->id_size};
	char *const group = find_copies_loans_group(ctx, self, &head.group_size);
	const uint64_t most = d->n * (uint64_t)14 +
	                      d->n_wide * (uint64_t)sizeof *d->wide + head.group_size;
	catena_status status;

	if (!group || most > UINT32_MAX / 2 ||
	    !find_copies_grow(&k->bytes, &k->room, (uint32_t)most + 1, 1)) {
		free(group);
		return find_copies_no_memory(ctx);
	}
	doc.body_size = (uint32_t)pack(k, d, group, head.group_size);
	doc.body = k->bytes;
	status = share_index_add(ctx, self->disk, &doc);
	free(group);
	return status;
}

/* ---- Checkpoints: the mark, then the loans ---- */

catena_status find_copies_known_save(catena_ctx *ctx, const struct find_self *self,
                                     struct serial *s)
{
	catena_status status = checkpoint_save(ctx, self->disk);
	size_t size;
	void *const lending = find_copies_lending_save(&s->lending, &size);

	if (!lending)
		return find_copies_no_memory(ctx);
	if (status == CATENA_OK)
		status = ctx->host->save(ctx, lending, size);
	free(lending);
	return status;
}

catena_status find_copies_known_restore(catena_ctx *ctx,
                                        const struct find_self *self,
                                        struct serial *s)
{
	const bool lends = s->lends;
	struct share_index_mark mark;
	const void *own;
	size_t size;
	catena_status status = checkpoint_read(ctx, &mark, &own, &size);

	if (status == CATENA_OK)
		status = share_index_rewind(ctx, self->disk, &mark);
	if (status != CATENA_OK)
		return status;
	s->lends = false; /* the loans are in the checkpoint */
	status = load(ctx, self, s);
	s->lends = lends;
	if (status == CATENA_OK && !find_copies_lending_load(&s->lending, own, size))
		return find_copies_broken(ctx);
	if (status == CATENA_OK && lends &&
	    s->lending.n_docs != find_copies_corpus_size(s->corpus))
		return ctx->host->fail(ctx, CATENA_E_INPUT,
		                       "documents of the matrix are too old by now; run "
		                       "without --resume");
	return status;
}
