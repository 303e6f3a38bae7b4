/* SPDX-License-Identifier: MIT */
/* batch.c - words as the index has them.
 *
 * A body is the number of a model (seven bits a byte, the lowest first), and the
 * words by it (phrases.h); by model 0 each word is four bytes, the lowest first.
 *
 * The stream of its own has the models, 1 and up, each behind its size and the
 * words that there were in the index then, eight bytes each, the lowest first.  The
 * first is made when there are a few thousand words, another when there are four
 * times as many as then: so there are few, and each pays. */
#define _POSIX_C_SOURCE 200809L
#include "batch.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MANY_WORDS (UINT32_C(1) << 20) /* that wait */
#define MANY_DOCS 16384u
#define LEAST_WORDS 4096u /* to learn from */
#define SOME_WORDS \
	(UINT32_C(1) << 18) /* of older documents, if there are fewer new */
#define AGAIN 4u
#define MODEL_HEAD 16u
#define NUMBER_LONGEST 5u /* bytes */

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status damaged(catena_ctx *ctx, const char *what)
{
	return ctx->host->fail(
	    ctx, CATENA_E_IO,
	    "the index is damaged: %s; `catena index check` says more", what);
}

static bool grow(void *column, size_t *room, size_t wanted, size_t size)
{
	void **const at = column;
	void *p;

	if (wanted <= *room)
		return true;
	if (wanted > SIZE_MAX / 4 / size ||
	    !(p = realloc(*at, (wanted + wanted / 2) * size)))
		return false;
	*at = p;
	*room = wanted + wanted / 2;
	return true;
}

static void forget_models(struct batch *b)
{
	for (uint32_t i = 0; i < b->n_models; i++)
		dedup_near_phrases_free(b->models[i].phrases);
	b->n_models = 0;
}

static void free_docs(struct batch_docs *d)
{
	free(d->docs);
	free(d->words);
	free(d->ends);
	free(d->bytes);
}

/* What the job has learned, as far as it is its own. */
static void free_learned(struct batch_job *j)
{
	free(j->model);
	if (j->learns)
		dedup_near_phrases_free(j->phrases);
	j->model = NULL;
	j->phrases = NULL;
}

static void end_thread(struct batch_job *j)
{
	if (j->running)
		(void)pthread_join(j->thread, NULL);
	j->running = false;
}

/* Whatever waits is not written. */
static void drop_docs(struct batch *b)
{
	end_thread(&b->job);
	free_learned(&b->job);
	b->job.here = false;
	b->waiting.n = b->waiting.n_words = b->waiting.n_bytes = 0;
}

void dedup_near_batch_free(struct batch *b)
{
	drop_docs(b);
	forget_models(b);
	free(b->models);
	free_docs(&b->waiting);
	free_docs(&b->job.docs);
	free(b->job.bodies);
	free(b->job.sizes);
	free(b->body);
}

/* ---- Models ---- */

static uint64_t get_number(const unsigned char *at)
{
	uint64_t x = 0;

	for (unsigned i = 0; i < 8; i++)
		x |= (uint64_t)at[i] << 8 * i;
	return x;
}

static void put_number(unsigned char *at, uint64_t x)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (unsigned char)(x >> 8 * i);
}

static struct batch_model *new_model(struct batch *b)
{
	size_t room = b->room_models;

	if (b->n_models > UINT32_MAX / 2 ||
	    !grow(&b->models, &room, (size_t)b->n_models + 1, sizeof *b->models))
		return NULL;
	b->room_models = (uint32_t)room;
	b->models[b->n_models] = (struct batch_model){.phrases = NULL};
	return b->models + b->n_models++;
}

catena_status dedup_near_batch_load(catena_ctx *ctx, struct batch *b)
{
	const uint64_t end = share_index_stream_size(b->disk);
	unsigned char head[MODEL_HEAD];

	drop_docs(b);
	forget_models(b);
	b->total = 0;
	for (uint64_t at = 0; at < end;) {
		struct batch_model *m;
		catena_status status;
		if (end - at < sizeof head)
			return damaged(ctx, "a model of its words is cut off");
		status = share_index_stream(ctx, b->disk, at, head, sizeof head);
		if (status != CATENA_OK)
			return status;
		at += sizeof head;
		if (get_number(head) > end - at)
			return damaged(ctx, "a model of its words is cut off");
		if (!(m = new_model(b)))
			return no_memory(ctx);
		m->at = at;
		m->size = get_number(head);
		m->learned = get_number(head + 8);
		at += m->size;
	}
	return CATENA_OK;
}

/* Reads it if need be. */
static catena_status get_model(catena_ctx *ctx, struct batch *b, uint32_t number,
                               struct phrases **out)
{
	struct batch_model *const m = b->models + (number - 1);
	unsigned char *bytes;
	catena_status status;

	*out = m->phrases;
	if (*out)
		return CATENA_OK;
	if (m->size > SIZE_MAX / 2 || !(bytes = malloc((size_t)m->size + 1)))
		return no_memory(ctx);
	status = share_index_stream(ctx, b->disk, m->at, bytes, (size_t)m->size);
	if (status == CATENA_OK) {
		*out = m->phrases = dedup_near_phrases_read(bytes, (size_t)m->size);
		if (!*out)
			status = errno == EINVAL
			             ? damaged(ctx, "a model of its words makes no sense")
			             : no_memory(ctx);
	}
	free(bytes);
	return status;
}

/* Documents that are there already, behind those that are to be written, as long as
 * there are few words. */
static bool add_older(struct batch *b, struct batch_job *j)
{
	struct batch_docs *const d = &j->docs;
	const uint32_t *words;
	uint32_t n;

	for (uint32_t i = (uint32_t)d->n;
	     j->all_words < SOME_WORDS && (words = b->older(b->user, i, &n)); i++) {
		if (!grow(&d->words, &d->room_words, j->all_words + n, sizeof *words) ||
		    !grow(&d->ends, &d->room_ends, j->n_all + 1, sizeof *d->ends))
			return false;
		memcpy(d->words + j->all_words, words, n * sizeof *words);
		j->all_words += n;
		d->ends[j->n_all++] = (uint32_t)j->all_words;
	}
	return true;
}

/* ---- Encoding: nothing of the index is touched ---- */

/* Behind the others.  False when out of memory. */
static bool make_body(struct batch_job *j, const uint32_t *words, uint32_t n,
                      uint32_t *size)
{
	const size_t most = (size_t)n * PHRASES_WORD + NUMBER_LONGEST + PHRASES_SLACK;
	uint32_t model = j->number;
	unsigned char *at;

	if (most > UINT32_MAX ||
	    !grow(&j->bodies, &j->room_bodies, j->n_bodies + most, 1))
		return false;
	at = j->bodies + j->n_bodies;
	for (; model >= 128; model >>= 7)
		*at++ = (unsigned char)(model | 128);
	*at++ = (unsigned char)model;
	if (j->phrases)
		at += dedup_near_phrases_encode(j->phrases, words, n, at);
	else
		for (uint32_t i = 0; i < n; i++)
			for (unsigned k = 0; k < 4; k++)
				*at++ = (unsigned char)(words[i] >> 8 * k);
	*size = (uint32_t)((size_t)(at - j->bodies) - j->n_bodies);
	j->n_bodies += *size;
	return true;
}

static bool encode(struct batch_job *j)
{
	struct batch_docs *const d = &j->docs;

	if (j->learns) {
		j->model = dedup_near_phrases_learn(d->words, d->ends, (uint32_t)j->n_all,
		                                    &j->model_size);
		if (!j->model ||
		    !(j->phrases = dedup_near_phrases_read(j->model, j->model_size)))
			return false;
	}
	if ((j->phrases && !dedup_near_phrases_prepare(j->phrases)) ||
	    !grow(&j->sizes, &j->room_sizes, d->n, sizeof *j->sizes))
		return false;
	j->n_bodies = 0;
	for (size_t i = 0; i < d->n; i++)
		if (!make_body(j, d->words + (d->ends[i] - d->docs[i].n_words),
		               d->docs[i].n_words, j->sizes + i))
			return false;
	return true;
}

static void *run(void *job)
{
	struct batch_job *const j = job;

	j->failed = !encode(j);
	return NULL;
}

/* In a thread that takes no signals, if there can be one. */
static void start_thread(struct batch_job *j)
{
	sigset_t all, old;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &old))
		return;
	j->running = !pthread_create(&j->thread, NULL, run, j);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* ---- Writing ---- */

size_t dedup_near_batch_size(const struct batch *b)
{
	return b->waiting.n + (b->job.here ? b->job.docs.n : 0);
}

/* Those that wait become the job, by the model that it will learn, or by the last.
 */
static catena_status begin_job(catena_ctx *ctx, struct batch *b, bool thread)
{
	const uint64_t learned = b->n_models ? b->models[b->n_models - 1].learned : 0;
	struct batch_job *const j = &b->job;
	const struct batch_docs docs = b->waiting;
	catena_status status = CATENA_OK;

	b->waiting = j->docs;
	b->waiting.n = b->waiting.n_words = b->waiting.n_bytes = 0;
	j->docs = docs;
	j->here = true;
	j->learns = b->total >= LEAST_WORDS && b->total / AGAIN >= learned;
	j->learned = b->total;
	j->number = b->n_models + j->learns;
	j->n_all = docs.n;
	j->all_words = docs.n_words;
	j->phrases = NULL;
	j->model = NULL;
	if (j->learns && !add_older(b, j))
		status = no_memory(ctx);
	else if (!j->learns && j->number)
		status = get_model(ctx, b, j->number, &j->phrases);
	if (status != CATENA_OK)
		return status;
	if (thread)
		start_thread(j);
	if (!j->running)
		run(j);
	return CATENA_OK;
}

static catena_status write_model(catena_ctx *ctx, struct batch *b)
{
	struct batch_model *const m = new_model(b);
	struct batch_job *const j = &b->job;
	unsigned char head[MODEL_HEAD];
	catena_status status;

	if (!m)
		return no_memory(ctx);
	m->at = share_index_stream_size(b->disk) + sizeof head;
	m->size = j->model_size;
	m->learned = j->learned;
	m->phrases = j->phrases;
	j->phrases = NULL;
	put_number(head, m->size);
	put_number(head + 8, m->learned);
	status = share_index_extend(ctx, b->disk, head, sizeof head);
	return status == CATENA_OK
	           ? share_index_extend(ctx, b->disk, j->model, j->model_size)
	           : status;
}

static catena_status write_docs(catena_ctx *ctx, struct batch *b)
{
	const struct batch_docs *const docs = &b->job.docs;
	const unsigned char *at = docs->bytes, *body = b->job.bodies;
	catena_status status = CATENA_OK;

	for (size_t i = 0; i < docs->n && status == CATENA_OK; i++) {
		const struct batch_doc *const w = docs->docs + i;
		struct share_index_doc d = {.date = w->date,
		                            .head = at,
		                            .head_size = w->head_size,
		                            .id = (const char *)at + w->head_size,
		                            .id_size = w->id_size,
		                            .body = body,
		                            .body_size = b->job.sizes[i]};
		at += w->head_size + w->id_size;
		body += d.body_size;
		status = share_index_add(ctx, b->disk, &d);
	}
	return status;
}

/* What the job has made goes to the index. */
static catena_status end_job(catena_ctx *ctx, struct batch *b)
{
	struct batch_job *const j = &b->job;
	catena_status status = CATENA_OK;

	if (!j->here)
		return CATENA_OK;
	end_thread(j);
	j->here = false;
	if (j->failed)
		status = no_memory(ctx);
	if (status == CATENA_OK && j->learns)
		status = write_model(ctx, b);
	if (status == CATENA_OK)
		status = write_docs(ctx, b);
	free_learned(j);
	return status;
}

static bool take(struct batch_docs *w, const struct share_index_doc *d,
                 const uint32_t *words, uint32_t n_words)
{
	const size_t size = (size_t)d->head_size + d->id_size;

	if (w->n_words > UINT32_MAX - n_words ||
	    !grow(&w->docs, &w->room, w->n + 1, sizeof *w->docs) ||
	    !grow(&w->ends, &w->room_ends, w->n + 1, sizeof *w->ends) ||
	    !grow(&w->words, &w->room_words, w->n_words + n_words, sizeof *w->words) ||
	    !grow(&w->bytes, &w->room_bytes, w->n_bytes + size, 1))
		return false;
	memcpy(w->bytes + w->n_bytes, d->head, d->head_size);
	if (d->id_size)
		memcpy(w->bytes + w->n_bytes + d->head_size, d->id, d->id_size);
	w->n_bytes += size;
	if (n_words)
		memcpy(w->words + w->n_words, words, n_words * sizeof *words);
	w->n_words += n_words;
	w->ends[w->n] = (uint32_t)w->n_words;
	w->docs[w->n++] = (struct batch_doc){.date = d->date,
	                                     .head_size = d->head_size,
	                                     .id_size = d->id_size,
	                                     .n_words = n_words};
	return true;
}

catena_status dedup_near_batch_add(catena_ctx *ctx, struct batch *b,
                                   const struct share_index_doc *d,
                                   const uint32_t *words, uint32_t n_words)
{
	catena_status status;

	if (!take(&b->waiting, d, words, n_words))
		return no_memory(ctx);
	b->total += n_words;
	if (b->waiting.n_words < MANY_WORDS && b->waiting.n < MANY_DOCS)
		return CATENA_OK;
	status = end_job(ctx, b);
	return status == CATENA_OK ? begin_job(ctx, b, true) : status;
}

catena_status dedup_near_batch_write(catena_ctx *ctx, struct batch *b)
{
	catena_status status = end_job(ctx, b);

	if (status == CATENA_OK && b->waiting.n)
		status = begin_job(ctx, b, false);
	return status == CATENA_OK ? end_job(ctx, b) : status;
}

/* ---- Reading ---- */

/* The model's number; what stands behind it.  -1: it is none. */
static int64_t get_model_number(const unsigned char **at, size_t size)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < NUMBER_LONGEST && i < size; i++) {
		number |= (uint64_t)((*at)[i] & 127u) << 7 * i;
		if ((*at)[i] < 128) {
			*at += i + 1;
			return number <= UINT32_MAX ? (int64_t)number : -1;
		}
	}
	return -1;
}

static catena_status read_plain(catena_ctx *ctx, const unsigned char *at,
                                size_t size, uint32_t *words, uint32_t n)
{
	if (size / 4 < n)
		return damaged(ctx, "the words of a document make no sense");
	for (uint32_t i = 0; i < n; i++, at += 4)
		words[i] = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
		           (uint32_t)at[3] << 24;
	return CATENA_OK;
}

catena_status dedup_near_batch_read(catena_ctx *ctx, struct batch *b, uint64_t at,
                                    uint32_t *words, uint32_t n)
{
	const uint64_t left = share_index_left(b->disk, at);
	const uint64_t most = (uint64_t)n * PHRASES_WORD + NUMBER_LONGEST;
	const size_t size = (size_t)(left < most ? left : most);
	const unsigned char *from;
	struct phrases *p;
	catena_status status;

	if (most > SIZE_MAX / 4 || !grow(&b->body, &b->room_body, size + 1, 1))
		return no_memory(ctx);
	status = share_index_body(ctx, b->disk, at, b->body, size);
	if (status != CATENA_OK)
		return status;
	from = b->body;
	const int64_t model = get_model_number(&from, size);
	const size_t behind = size - (size_t)(from - b->body);
	if (!model)
		return read_plain(ctx, from, behind, words, n);
	if (model < 0 || model > b->n_models)
		return damaged(ctx, "the words of a document make no sense");
	status = get_model(ctx, b, (uint32_t)model, &p);
	if (status != CATENA_OK)
		return status;
	return dedup_near_phrases_decode(p, from, behind, words, n)
	           ? CATENA_OK
	           : damaged(ctx, "the words of a document make no sense");
}
