/* SPDX-License-Identifier: MIT */
/* known.c - documents as the index on disk has them.
 *
 * Head: in seven bits a byte, the lowest first, its words, how many more they are
 * than its shingles, its samples, its joins; then marks, the keys of its bands,
 * samples, the numbers of the documents that it joined groups with.  Body: batch.c.
 */
#define _POSIX_C_SOURCE 200809L
#include "known.h"
#include "index_state.h"
#include "batch.h"
#include <errno.h>
#include <stdio.h>

#define HEAD_NUMBERS 4u
#define NUMBER_LONGEST 5u /* bytes */

struct known {
	struct share_index *disk;
	struct near_index *index;
	struct batch batch;
	catena_ctx *ctx;   /* of the call at hand */
	uint64_t *numbers; /* by row, where groups join; else NULL */
	uint32_t n_numbers, room_numbers;
	unsigned char *bytes; /* a head */
	size_t room;
	uint32_t *parts; /* keys and samples of a head */
	size_t room_parts;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Options ---- */

static void set_number(struct share_index_param *p, const char *name, double value)
{
	p->name = name;
	snprintf(p->value, sizeof p->value, "%.9g", value);
}

catena_status dedup_near_known_check(catena_ctx *ctx, const struct near_self *self,
                                     const struct share_index_rule *rule,
                                     struct share_index **out)
{
	static const struct share_index_kind kind = {"dedup_near", 3};
	const struct near_params *const p = &self->params;
	struct share_index_param params[10] = {{NULL, ""}};
	struct share_index_param *at = params;

	set_number(at++, "threshold", p->threshold);
	set_number(at++, "containment", p->containment);
	set_number(at++, "shingle", p->shingle);
	set_number(at++, "permutations", p->plan.bins);
	set_number(at++, "bands", p->plan.bands);
	set_number(at++, "rows", p->plan.rows);
	if (p->containment > 0)
		set_number(at++, "window", p->window);
	at->name = "cluster";
	snprintf(at++->value, sizeof at->value, p->components ? "component" : "star");
	at->name = "fold";
	snprintf(at->value, sizeof at->value, "%s%s%s",
	         self->cased ? "nothing" : "case", self->numbers ? "+numbers" : "",
	         self->marks ? "+diacritics" : "");
	return share_index_new(ctx, &kind, rule, params, out);
}

/* ---- Loading ---- */

static bool make_room(struct known *k, size_t size)
{
	unsigned char *p;

	if (size <= k->room)
		return true;
	if (!(p = realloc(k->bytes, size + size / 2)))
		return false;
	k->bytes = p;
	k->room = size + size / 2;
	return true;
}

static bool keep_number(struct known *k, uint64_t number)
{
	if (!k->index->params.components)
		return true;
	if (k->n_numbers == k->room_numbers) {
		const uint32_t room = k->room_numbers + k->room_numbers / 2 + 1024;
		uint64_t *const p = realloc(k->numbers, room * sizeof *p);
		if (!p)
			return false;
		k->numbers = p;
		k->room_numbers = room;
	}
	k->numbers[k->n_numbers++] = number;
	return true;
}

/* The row of a document by its number; UINT32_MAX: it is forgotten. */
static uint32_t row_of(const struct known *k, uint64_t number)
{
	uint32_t from = 0, to = k->n_numbers;

	while (from < to) {
		const uint32_t mid = from + (to - from) / 2;
		if (k->numbers[mid] == number)
			return mid;
		if (k->numbers[mid] < number)
			from = mid + 1;
		else
			to = mid;
	}
	return UINT32_MAX;
}

/* Joins of the last row. */
static void join_groups(struct known *k, const unsigned char *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++, at += sizeof(uint64_t)) {
		uint64_t number;
		memcpy(&number, at, sizeof number);
		const uint32_t row = row_of(k, number);
		if (row != UINT32_MAX)
			dedup_near_index_join(k->index, k->index->n - 1, row);
	}
}

/* The numbers that a head begins with; NULL: it is none. */
static const unsigned char *get_numbers(const unsigned char *at,
                                        const unsigned char *end,
                                        uint32_t numbers[HEAD_NUMBERS])
{
	for (unsigned i = 0; i < HEAD_NUMBERS; i++) {
		uint64_t x = 0;
		unsigned shift = 0;
		do {
			if (at == end || shift > 28)
				return NULL;
			x |= (uint64_t)(*at & 127u) << shift;
			shift += 7;
		} while (*at++ & 128);
		if (x > UINT32_MAX)
			return NULL;
		numbers[i] = (uint32_t)x;
	}
	return at;
}

/* A head as a document: its keys and samples in k->parts.  *joins: those of `n`
 * documents.  CATENA_E_IO: it makes no sense, which was not said. */
static catena_status get_head(struct known *k, const struct share_index_doc *d,
                              struct near_doc *doc, const unsigned char **joins,
                              uint32_t *n)
{
	const uint32_t bands = k->index->params.plan.bands;
	const unsigned char *const end = (const unsigned char *)d->head + d->head_size;
	uint32_t numbers[HEAD_NUMBERS];
	const unsigned char *at = get_numbers(d->head, end, numbers);

	if (!at || numbers[1] > numbers[0] ||
	    (uint64_t)(end - at) != sizeof doc->marks +
	                                ((uint64_t)bands + numbers[2]) * 4 +
	                                (uint64_t)numbers[3] * 8)
		return CATENA_E_IO;
	const size_t parts = (size_t)bands + numbers[2];
	if (parts > k->room_parts) {
		uint32_t *const p = realloc(k->parts, parts * 2 * sizeof *p);
		if (!p)
			return CATENA_E_NOMEM;
		k->parts = p;
		k->room_parts = parts * 2;
	}
	memcpy(doc->marks, at, sizeof doc->marks);
	at += sizeof doc->marks;
	memcpy(k->parts, at, parts * sizeof *k->parts);
	doc->keys = k->parts;
	doc->samples = k->parts + bands;
	doc->n_samples = numbers[2];
	doc->n_words = numbers[0];
	doc->distinct = numbers[0] - numbers[1];
	doc->id_size = d->id_size;
	*joins = at + parts * sizeof *k->parts;
	*n = numbers[3];
	return CATENA_OK;
}

static catena_status load_one(catena_ctx *ctx, struct known *k,
                              const struct share_index_doc *d)
{
	const unsigned char *joins;
	struct near_doc doc = {0};
	uint32_t n_joins;
	const catena_status status = get_head(k, d, &doc, &joins, &n_joins);

	if (status == CATENA_E_IO)
		return ctx->host->fail(
		    ctx, CATENA_E_IO,
		    "the index is damaged: the head of a document makes no sense");
	if (status != CATENA_OK ||
	    !dedup_near_index_add_known(k->index, &doc, d->at, d->date) ||
	    !keep_number(k, d->number))
		return no_memory(ctx);
	k->batch.total += doc.n_words;
	if (k->index->params.components)
		join_groups(k, joins, n_joins);
	return CATENA_OK;
}

static catena_status load(catena_ctx *ctx, struct known *k)
{
	struct share_index_doc d;
	catena_status status = dedup_near_batch_load(ctx, &k->batch);

	k->n_numbers = 0;
	dedup_near_index_limit(k->index,
	                       share_index_arrive(k->disk, SHARE_INDEX_NO_DATE));
	while (status == CATENA_OK &&
	       (status = share_index_next(ctx, k->disk, &d)) == CATENA_OK)
		status = load_one(ctx, k, &d);
	return status == CATENA_END ? CATENA_OK : status;
}

/* ---- Reading ---- */

/* For the near_index: words and ids of documents that are on disk. */
static bool read_words(void *user, uint64_t at, uint32_t id_size, uint32_t *words,
                       uint32_t n)
{
	struct known *const k = user;

	errno = 0;
	return dedup_near_batch_read(k->ctx, &k->batch, at + id_size, words, n) ==
	       CATENA_OK;
}

static bool read_id(void *user, uint64_t at, char *id, uint32_t size)
{
	struct known *const k = user;

	errno = 0;
	return share_index_body(k->ctx, k->disk, at, id, size) == CATENA_OK;
}

/* For the batch: the words of the document before the last n. */
static const uint32_t *older_words(void *user, uint32_t n, uint32_t *n_words)
{
	struct known *const k = user;
	const uint32_t row = k->index->n - 1 - n;

	if (n >= k->index->n)
		return NULL;
	*n_words = k->index->docs[row].n_words;
	return dedup_near_index_words(k->index, row);
}

catena_status dedup_near_known_open(catena_ctx *ctx, struct share_index *disk,
                                    struct near_index *index, struct known **out)
{
	struct known *const k = calloc(1, sizeof *k);
	catena_status status;

	*out = k;
	if (!k)
		return no_memory(ctx);
	k->disk = k->batch.disk = disk;
	k->batch.older = older_words;
	k->batch.user = k;
	k->index = index;
	k->ctx = ctx;
	index->known = (struct near_known){k, read_words, read_id};
	status = share_index_open(ctx, disk);
	if (status != CATENA_OK || share_index_resumes(disk))
		return status;
	return load(ctx, k);
}

void dedup_near_known_free(struct known *k)
{
	if (!k)
		return;
	dedup_near_batch_free(&k->batch);
	free(k->parts);
	free(k->numbers);
	free(k->bytes);
	free(k);
}

/* ---- Adding ---- */

catena_status dedup_near_known_takes(catena_ctx *ctx, uint32_t id_size)
{
	if (id_size <= DISK_ID_LONGEST)
		return CATENA_OK;
	return ctx->host->fail(
	    ctx, CATENA_E_INPUT,
	    "its id has %u bytes, and an index takes ids of %u at most", id_size,
	    DISK_ID_LONGEST);
}

void dedup_near_known_call(struct known *k, catena_ctx *ctx)
{
	k->ctx = ctx;
}

void dedup_near_known_arrive(catena_ctx *ctx, struct known *k, int64_t date)
{
	k->ctx = ctx;
	dedup_near_index_limit(k->index, share_index_arrive(k->disk, date));
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

/* The head, in k->bytes; the groups by their first documents, each once. */
static size_t make_head(struct known *k, const struct near_doc *doc,
                        const struct near_match *matches, uint32_t n)
{
	const uint32_t bands = k->index->params.plan.bands;
	const uint32_t joins = k->index->params.components ? n : 0;
	const uint32_t numbers[HEAD_NUMBERS] = {
	    doc->n_words, doc->n_words - doc->distinct, doc->n_samples, joins};
	unsigned char *at;

	if (!make_room(k, HEAD_NUMBERS * NUMBER_LONGEST + sizeof doc->marks +
	                      ((size_t)bands + doc->n_samples) * 4 + (size_t)joins * 8))
		return 0;
	at = k->bytes;
	for (unsigned i = 0; i < HEAD_NUMBERS; i++) {
		uint32_t x = numbers[i];
		for (; x >= 128; x >>= 7)
			*at++ = (unsigned char)(x | 128);
		*at++ = (unsigned char)x;
	}
	at = put(at, doc->marks, sizeof doc->marks);
	at = put(at, doc->keys, bands * sizeof *doc->keys);
	at = put(at, doc->samples, doc->n_samples * sizeof *doc->samples);
	for (uint32_t i = 0; i < joins; i++)
		at = put(at, k->numbers + matches[i].row, 8);
	return (size_t)(at - k->bytes);
}

catena_status dedup_near_known_add(catena_ctx *ctx, struct known *k,
                                   const struct near_doc *doc,
                                   const struct near_match *matches, uint32_t n)
{
	struct share_index_doc d = {
	    .date = doc->date, .id = doc->id, .id_size = doc->id_size};
	const size_t head_size = make_head(k, doc, matches, n);

	(void)share_index_arrive(k->disk, doc->date);
	if (!head_size || head_size > UINT32_MAX ||
	    !keep_number(k, share_index_number(k->disk) +
	                        dedup_near_batch_size(&k->batch)))
		return no_memory(ctx);
	d.head = k->bytes;
	d.head_size = (uint32_t)head_size;
	return dedup_near_batch_add(ctx, &k->batch, &d, doc->words, doc->n_words);
}

catena_status dedup_near_known_flush(catena_ctx *ctx, struct known *k)
{
	k->ctx = ctx;
	const catena_status status = dedup_near_batch_write(ctx, &k->batch);

	return status == CATENA_OK ? share_index_flush(ctx, k->disk) : status;
}

/* ---- Checkpoints ---- */

catena_status dedup_near_known_save(catena_ctx *ctx, struct known *k)
{
	struct share_index_mark mark;
	catena_status status = dedup_near_known_flush(ctx, k);

	if (status == CATENA_OK)
		status = share_index_mark(ctx, k->disk, &mark);
	return status == CATENA_OK ? ctx->host->save(ctx, &mark, sizeof mark) : status;
}

catena_status dedup_near_known_restore(catena_ctx *ctx, struct known *k)
{
	struct share_index_mark mark;
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);
	catena_status status;

	k->ctx = ctx;
	if (!bytes || size != sizeof mark)
		return ctx->host->fail(ctx, CATENA_E_INPUT,
		                       "the checkpoint is damaged; run without --resume");
	memcpy(&mark, bytes, sizeof mark);
	status = share_index_rewind(ctx, k->disk, &mark);
	return status == CATENA_OK ? load(ctx, k) : status;
}
