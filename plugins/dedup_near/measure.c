/* SPDX-License-Identifier: MIT */
/* measure.c - a document's words, shingles, sketch and samples: all that can
 * be done without knowing the others. */
#include "../share/words.h"
#include "dedup_near.h"
#include "../share/shingle.h"

struct near_local {
	struct words words;
	uint64_t *shingles; /* each once */
	uint32_t *set;      /* places in it + stamp, by hash; below: free */
	uint32_t stamp;
	uint32_t *samples;
	uint64_t room, set_size;
};

struct stash { /* then: keys, samples, words */
	uint32_t n_words, n_samples, distinct, keys;
	uint64_t marks[SKETCH_MARK_WORDS];
};

struct near_local *dedup_near_local_new(const struct near_self *self)
{
	struct near_local *const l = calloc(1, sizeof *l);

	if (l) {
		l->words.cased = self->cased;
		l->words.numbers = self->numbers;
		l->words.strip = self->marks ? dedup_near_strip : NULL;
	}
	return l;
}

void dedup_near_local_free(struct near_local *l)
{
	if (!l)
		return;
	words_free(&l->words);
	free(l->shingles);
	free(l->set);
	free(l->samples);
	free(l);
}

static bool make_room(struct near_local *l, uint32_t n)
{
	uint64_t size = 64;
	void *p;

	if (n > l->room) {
		const size_t room = (size_t)n + n / 2;
		if (!(p = realloc(l->shingles, room * sizeof *l->shingles)))
			return false;
		l->shingles = p;
		if (!(p = realloc(l->samples, room * sizeof *l->samples)))
			return false;
		l->samples = p;
		l->room = room;
	}
	while (size < (uint64_t)n * 4)
		size *= 2;
	if (size > l->set_size) {
		free(l->set);
		l->set_size = 0;
		if (!(l->set = calloc((size_t)size, sizeof *l->set)))
			return false;
		l->set_size = size;
		l->stamp = 1;
	}
	if (n >= UINT32_MAX - l->stamp) {
		memset(l->set, 0, (size_t)l->set_size * sizeof *l->set);
		l->stamp = 1;
	}
	return true;
}

/* Each shingle once, in the order of the text; returns how many.  What a document
 * leaves in the set is below the next one's stamp. */
static uint32_t distinct_shingles(struct near_local *l, uint32_t width)
{
	struct shingles s = shingles_begin(l->words.hash, l->words.n, width);
	uint64_t *const shingles = l->shingles;
	uint32_t *const set = l->set;
	const uint32_t stamp = l->stamp;
	uint64_t mask = 64;
	uint32_t n = 0;

	while (mask < (uint64_t)l->words.n * 4)
		mask *= 2;
	mask--;
	for (uint32_t i = 0; i < s.n; i++) {
		const uint64_t h = shingles_next(&s, l->words.hash, i);
		uint64_t at = h & mask;
		while (set[at] >= stamp && shingles[set[at] - stamp] != h)
			at = (at + 1) & mask;
		shingles[n] = h;
		if (set[at] < stamp)
			set[at] = stamp + n++;
	}
	l->stamp += s.n;
	return n;
}

/* Of every run of `window` shingles the one with the lowest hash ("Winnowing",
 * Schleimer, Wilkerson, Aiken 2003): two documents that share such a run pick
 * the same one from it, wherever it stands.  Short documents give all, since a
 * long one that holds them may pick any of theirs. */
#define ALL_SAMPLES 64u

static uint32_t take_samples(struct near_local *l, uint32_t n, uint32_t window)
{
	uint32_t taken = 0, lowest = UINT32_MAX;

	if (n <= ALL_SAMPLES)
		window = 1;
	for (uint32_t i = 0; i + window <= n; i++) {
		const uint32_t last = i + window - 1;
		uint32_t pick = lowest;
		if (lowest == UINT32_MAX || lowest < i) {
			pick = i;
			for (uint32_t k = i + 1; k <= last; k++)
				pick = l->shingles[k] <= l->shingles[pick] ? k : pick;
		} else if (l->shingles[last] <= l->shingles[lowest])
			pick = last;
		if (pick != lowest)
			l->samples[taken++] = (uint32_t)l->shingles[pick];
		lowest = pick;
	}
	return taken;
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

/* The document as bytes; with its date, id and rank behind, if stages gather. */
static unsigned char *pack(catena_ctx *ctx, const struct near_self *self,
                           const struct near_local *l, const struct stash *head,
                           const uint32_t *keys, size_t *size)
{
	unsigned char rank[RANK_MAX];
	const bool gathers = dedup_near_gathers(self);
	const int64_t date = gathers && self->disk ? share_index_date(ctx, self->disk)
	                                           : SHARE_INDEX_NO_DATE;
	uint32_t id_size;
	const char *const id = ctx->host->id(ctx, &id_size);
	const size_t numbers = (size_t)head->keys + head->n_samples + head->n_words;
	unsigned char *const bytes =
	    ctx->host->alloc(ctx,
	                     sizeof *head + numbers * 4 + sizeof date + sizeof id_size +
	                         id_size + RANK_MAX,
	                     8);
	unsigned char *at;

	if (!bytes)
		return NULL;
	at = put(bytes, head, sizeof *head);
	at = put(at, keys, head->keys * sizeof *keys);
	at = put(at, l->samples, head->n_samples * sizeof *l->samples);
	at = put(at, l->words.hash, head->n_words * sizeof *l->words.hash);
	if (gathers) {
		at = put(at, &date, sizeof date);
		at = put(at, &id_size, sizeof id_size);
		at = put(at, id, id_size);
		at = put(at, rank, rank_of(ctx, &self->rule, rank));
	}
	*size = (size_t)(at - bytes);
	return bytes;
}

static catena_status put_away(catena_ctx *ctx, const struct near_self *self,
                              const struct near_local *l, const struct stash *head,
                              const uint32_t *keys)
{
	size_t size;
	unsigned char *const bytes = pack(ctx, self, l, head, keys, &size);

	if (!bytes || size > UINT32_MAX)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (!dedup_near_gathers(self))
		return ctx->host->stash(ctx, bytes, size);
	/* one key: all documents are compared with all */
	return ctx->host->emit(ctx, "", 1, bytes, (uint32_t)size);
}

catena_status dedup_near_measure(catena_ctx *ctx, const struct near_self *self,
                                 struct near_local *l)
{
	const struct catena_layer *const tokens = ctx->host->read(ctx, 0);
	const struct near_params *const p = &self->params;
	uint32_t keys[2 * SKETCH_BANDS_MAX];
	struct sketch sketch;
	struct stash head = {0};
	uint32_t size;

	if (!tokens)
		return CATENA_E_BUG;
	const char *const text = ctx->host->text(ctx, &size);
	if (!words_fill(&l->words, text, size, tokens, tokens->cols[0],
	                tokens->cols[1]))
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (l->words.n < self->min_words)
		return CATENA_OK;
	if (!make_room(l, l->words.n))
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	head.n_words = l->words.n;
	head.distinct = distinct_shingles(l, p->shingle);
	if (p->containment > 0)
		head.n_samples = take_samples(l, head.distinct, p->window);
	head.keys = 2 * p->plan.bands;
	dedup_near_sketch(l->shingles, head.distinct, &sketch, p->plan.bins);
	dedup_near_bands(&sketch, &p->plan, keys, head.marks);
	return put_away(ctx, self, l, &head, keys);
}

size_t dedup_near_unpack(const void *bytes, struct near_doc *doc)
{
	const struct stash *const head = bytes;

	doc->keys = (const uint32_t *)(const void *)(head + 1);
	doc->samples = doc->keys + head->keys;
	doc->words = doc->samples + head->n_samples;
	doc->n_words = head->n_words;
	doc->n_samples = head->n_samples;
	doc->distinct = head->distinct;
	memcpy(doc->marks, head->marks, sizeof doc->marks);
	return sizeof *head +
	       ((size_t)head->keys + head->n_samples + head->n_words) * 4;
}
