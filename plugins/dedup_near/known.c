/* SPDX-License-Identifier: MIT */
/* known.c - documents as the index on disk has them.
 *
 * Head: struct known_head, the keys of its bands, its samples, the numbers of
 * the documents that it joined groups with.  Body: its words by the vocabulary,
 * which is the stream of its own. */
#define _POSIX_C_SOURCE 200809L
#include "known.h"
#include "../share/checkpoint.h"
#include "index_state.h"
#include "vocabulary.h"
#include <errno.h>
#include <stdio.h>

struct known_head {
	uint32_t n_words, distinct, n_samples, n_joins;
	uint64_t marks[SKETCH_MARK_WORDS];
	/* then: keys, samples, joins */
};

struct known {
	struct share_index *disk;
	struct near_index *index;
	struct vocabulary vocabulary;
	catena_ctx *ctx;   /* of the call at hand */
	uint64_t *numbers; /* by row, where groups join; else NULL */
	uint32_t n_numbers, room_numbers;
	unsigned char *bytes; /* a body, or a head */
	size_t room;
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

static catena_status load_vocabulary(catena_ctx *ctx, struct known *k)
{
	const uint64_t size = share_index_stream_size(k->disk);
	uint32_t hashes[2048];
	catena_status status = CATENA_OK;

	dedup_near_vocabulary_free(&k->vocabulary);
	for (uint64_t at = 0; at < size && status == CATENA_OK;) {
		const size_t n =
		    size - at < sizeof hashes ? (size_t)(size - at) : sizeof hashes;
		status = share_index_stream(ctx, k->disk, at, hashes, n);
		for (size_t i = 0; i < n / 4 && status == CATENA_OK; i++)
			if (!dedup_near_vocabulary_add(&k->vocabulary, hashes[i]))
				status = no_memory(ctx);
		at += n;
	}
	return status;
}

/* Joins of the last row as matches, which is what the near_index takes. */
static bool join_groups(struct known *k, const uint64_t *joins, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t row = row_of(k, joins[i]);
		if (row != UINT32_MAX)
			dedup_near_index_join(k->index, k->index->n - 1, row);
	}
	return true;
}

static catena_status load_one(catena_ctx *ctx, struct known *k,
                              const struct share_index_doc *d)
{
	const struct known_head *const head = d->head;
	const uint32_t bands = k->index->params.plan.bands;
	struct near_doc doc = {0};

	/* A word takes a byte at least. */
	if (d->head_size < sizeof *head ||
	    d->head_size != sizeof *head + (uint64_t)bands * 4 +
	                        (uint64_t)head->n_samples * 4 +
	                        (uint64_t)head->n_joins * 8 ||
	    head->n_words > d->body_size || head->distinct > head->n_words)
		return ctx->host->fail(
		    ctx, CATENA_E_IO,
		    "the index is damaged: a document's head has %u bytes, and %u words in "
		    "%u bytes; `catena index check` says more",
		    d->head_size, d->head_size < sizeof *head ? 0 : head->n_words,
		    d->body_size);
	doc.keys = (const uint32_t *)(const void *)(head + 1);
	doc.samples = doc.keys + bands;
	doc.n_samples = head->n_samples;
	doc.n_words = head->n_words;
	doc.distinct = head->distinct;
	doc.id_size = d->id_size;
	memcpy(doc.marks, head->marks, sizeof doc.marks);
	if (!dedup_near_index_add_known(k->index, &doc, d->at, d->date) ||
	    !keep_number(k, d->number))
		return no_memory(ctx);
	if (head->n_joins && k->index->params.components) {
		uint64_t joins[64]; /* they need not be at a multiple of 8 */
		const unsigned char *at =
		    (const unsigned char *)(doc.samples + doc.n_samples);
		for (uint32_t left = head->n_joins; left;) {
			const uint32_t n = left < 64 ? left : 64;
			memcpy(joins, at, n * sizeof *joins);
			join_groups(k, joins, n);
			at += n * sizeof *joins;
			left -= n;
		}
	}
	return CATENA_OK;
}

static catena_status load(catena_ctx *ctx, struct known *k)
{
	struct share_index_doc d;
	catena_status status = load_vocabulary(ctx, k);

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
	const uint64_t from = at + id_size;
	const uint64_t left = share_index_left(k->disk, from);
	const uint64_t most = (uint64_t)n * VOCABULARY_LONGEST;
	const size_t size = (size_t)(left < most ? left : most);

	errno = ENOMEM;
	if (!make_room(k, size + 1))
		return false;
	errno = 0;
	if (share_index_body(k->ctx, k->disk, from, k->bytes, size) != CATENA_OK)
		return false;
	if (dedup_near_decode(&k->vocabulary, k->bytes, size, words, n))
		return true;
	k->ctx->host->fail(
	    k->ctx, CATENA_E_IO,
	    "the index is damaged: the words of a document make no sense; "
	    "`catena index check` says more");
	return false;
}

static bool read_id(void *user, uint64_t at, char *id, uint32_t size)
{
	struct known *const k = user;

	errno = 0;
	return share_index_body(k->ctx, k->disk, at, id, size) == CATENA_OK;
}

catena_status dedup_near_known_open(catena_ctx *ctx, struct share_index *disk,
                                    struct near_index *index, struct known **out)
{
	struct known *const k = calloc(1, sizeof *k);
	catena_status status;

	*out = k;
	if (!k)
		return no_memory(ctx);
	k->disk = disk;
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
	dedup_near_vocabulary_free(&k->vocabulary);
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

/* The head, in k->bytes; the groups by their first documents, each once. */
static size_t make_head(struct known *k, const struct near_doc *doc,
                        const struct near_match *matches, uint32_t n)
{
	const uint32_t bands = k->index->params.plan.bands;
	struct known_head head = {.n_words = doc->n_words,
	                          .distinct = doc->distinct,
	                          .n_samples = doc->n_samples,
	                          .n_joins = k->index->params.components ? n : 0};
	unsigned char *at;

	memcpy(head.marks, doc->marks, sizeof head.marks);
	if (!make_room(k, sizeof head + ((size_t)bands + head.n_samples) * 4 +
	                      (size_t)head.n_joins * 8))
		return 0;
	at = k->bytes;
	memcpy(at, &head, sizeof head);
	at += sizeof head;
	memcpy(at, doc->keys, bands * sizeof *doc->keys);
	at += bands * sizeof *doc->keys;
	if (head.n_samples)
		memcpy(at, doc->samples, head.n_samples * sizeof *doc->samples);
	at += head.n_samples * sizeof *doc->samples;
	for (uint32_t i = 0; i < head.n_joins; i++, at += 8)
		memcpy(at, k->numbers + matches[i].row, 8);
	return (size_t)(at - k->bytes);
}

catena_status dedup_near_known_add(catena_ctx *ctx, struct known *k,
                                   const struct near_doc *doc,
                                   const struct near_match *matches, uint32_t n)
{
	struct share_index_doc d = {
	    .date = doc->date, .id = doc->id, .id_size = doc->id_size};
	const uint32_t known = k->vocabulary.n;
	const size_t head_size = make_head(k, doc, matches, n);
	const size_t most =
	    (size_t)doc->n_words * VOCABULARY_LONGEST + VOCABULARY_SLACK;
	catena_status status = CATENA_OK;
	size_t size;

	(void)share_index_arrive(k->disk, doc->date);
	if (!head_size || !make_room(k, head_size + most))
		return no_memory(ctx);
	size = dedup_near_encode(&k->vocabulary, doc->words, doc->n_words,
	                         k->bytes + head_size);
	if (!size || size > UINT32_MAX || head_size > UINT32_MAX)
		return no_memory(ctx);
	d.head = k->bytes;
	d.head_size = (uint32_t)head_size;
	d.body = k->bytes + head_size;
	d.body_size = (uint32_t)size;
	if (k->vocabulary.n > known)
		status = share_index_extend(ctx, k->disk, k->vocabulary.hashes + known,
		                            (k->vocabulary.n - known) * sizeof(uint32_t));
	if (status == CATENA_OK)
		status = share_index_add(ctx, k->disk, &d);
	if (status == CATENA_OK && !keep_number(k, d.number))
		status = no_memory(ctx);
	return status;
}

/* ---- Checkpoints ---- */

catena_status dedup_near_known_save(catena_ctx *ctx, struct known *k)
{
	return checkpoint_save(ctx, k->disk);
}

catena_status dedup_near_known_restore(catena_ctx *ctx, struct known *k)
{
	catena_status status;

	k->ctx = ctx;
	status = checkpoint_rewind(ctx, k->disk);
	return status == CATENA_OK ? load(ctx, k) : status;
}
