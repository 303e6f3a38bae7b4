/* SPDX-License-Identifier: MIT */
/* measure.c - a document's words, shingles, sketch and samples: all that can
 * be done without knowing the others. */
#include "../share/words.h"
#include "dedup_near.h"
#include "seen.h"
#include "sieve.h"
#include "../share/shingles.h"

struct near_local {
	struct words words;
	uint64_t *shingles; /* each once */
	uint32_t *again;    /* places of those that may stand there before */
	uint32_t *like;     /* ... and of all that they may be equal to */
	uint32_t *slots;    /* of these, by hash: places + 1; 0: free */
	uint32_t *samples;
	uint64_t room, room_slots;
	struct seen seen;   /* those that were there, where there are few */
	struct sieve sieve; /* ... and where there are many */
	unsigned char *packed;
	size_t room_packed;
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

/* What is made of shingles. */
static void free_shingles(struct near_local *l)
{
	free(l->shingles);
	free(l->again);
	free(l->like);
	free(l->slots);
	sieve_free(&l->sieve);
	l->shingles = NULL;
	l->again = l->like = l->slots = NULL;
	l->room = l->room_slots = 0;
}

static void free_packed(struct near_local *l)
{
	free(l->packed);
	free(l->samples);
	l->packed = NULL;
	l->samples = NULL;
	l->room_packed = 0;
}

void dedup_near_local_free(struct near_local *l)
{
	if (!l)
		return;
	words_free(&l->words);
	seen_free(&l->seen);
	free_shingles(l);
	free_packed(l);
	free(l);
}

/* Of a document of many words what is no longer needed is given back at once. */
static bool is_huge(const struct near_local *l)
{
	return l->room > WORDS_KEEP || l->words.room > WORDS_KEEP;
}

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

static bool make_room(struct near_local *l, uint32_t n)
{
	if (n > l->room) {
		const size_t room = (size_t)n + (n > WORDS_KEEP ? 0 : n / 2);
		if (!grow(&l->shingles, room * sizeof *l->shingles) ||
		    !grow(&l->again, room * sizeof *l->again) ||
		    !grow(&l->like, room * sizeof *l->like) ||
		    !grow(&l->samples, room * sizeof *l->samples))
			return false;
		l->room = room;
	}
	return seen_begin(&l->seen) && (n <= SEEN_MOST || sieve_begin(&l->sieve, n));
}

/* To l->again, in order, the places of those that are taken for ones that stood
 * there before: all that did, and one in a hundred others (one in 16 where there
 * are most).  Answers how many these are. */
static uint32_t find_again(struct near_local *l, uint32_t n)
{
	const uint64_t *const shingles = l->shingles;
	uint32_t *const again = l->again;
	uint32_t found = 0;

	if (n <= SEEN_MOST) {
		const struct seen seen = l->seen;
		for (uint32_t i = 0; i < n; i++) {
			again[found] = i;
			found += seen_add(seen, shingles[i]);
		}
		return found;
	}
	const struct sieve sieve = l->sieve;
	for (uint32_t i = 0; i < n; i++) {
		again[found] = i;
		found += sieve_add(sieve, shingles[i]);
	}
	return found;
}

static bool stands_before(const uint64_t *shingles, uint32_t at)
{
	const uint64_t h = shingles[at];
	uint32_t i = 0;

	for (; at - i >= 4; i += 4)
		if ((shingles[i] == h) | (shingles[i + 1] == h) | (shingles[i + 2] == h) |
		    (shingles[i + 3] == h))
			return true;
	for (; i < at; i++)
		if (shingles[i] == h)
			return true;
	return false;
}

/* Of so few in l->again each is looked for: keeps those that stand there before,
 * and answers how many these are. */
#define FEW 4u
static uint32_t find_few(struct near_local *l, uint32_t again)
{
	uint32_t found = 0;

	for (uint32_t k = 0; k < again; k++)
		if (stands_before(l->shingles, l->again[k]))
			l->again[found++] = l->again[k];
	return found;
}

/* To l->like, in order, the places of all shingles with the bits of those. */
static uint32_t find_like(struct near_local *l, uint32_t n, uint32_t again)
{
	const uint64_t *const shingles = l->shingles;
	uint32_t *const like = l->like;
	uint32_t found = 0;

	if (n <= SEEN_MOST) {
		(void)seen_begin(&l->seen); /* it is there */
		const struct seen seen = l->seen;
		for (uint32_t i = 0; i < again; i++)
			(void)seen_add(seen, shingles[l->again[i]]);
		for (uint32_t i = 0; i < n; i++) {
			like[found] = i;
			found += seen_has(seen, shingles[i]);
		}
		return found;
	}
	(void)sieve_begin(&l->sieve, again); /* there is room for more */
	const struct sieve sieve = l->sieve;
	for (uint32_t i = 0; i < again; i++)
		(void)sieve_add(sieve, shingles[l->again[i]]);
	for (uint32_t i = 0; i < n; i++) {
		like[found] = i;
		found += sieve_has(sieve, shingles[i]);
	}
	return found;
}

/* To l->again, in order, the places of those of l->like that stand there before;
 * how many, or -1: out of memory. */
static int64_t find_repeats(struct near_local *l, uint32_t n_like)
{
	uint32_t found = 0;
	uint64_t mask = 64;

	while (mask < (uint64_t)n_like * 2)
		mask *= 2;
	if (mask > l->room_slots) {
		if (!grow(&l->slots, (size_t)mask * sizeof *l->slots))
			return -1;
		l->room_slots = mask;
	}
	memset(l->slots, 0, (size_t)mask * sizeof *l->slots);
	mask--;
	for (uint32_t i = 0; i < n_like; i++) {
		const uint64_t h = l->shingles[l->like[i]];
		uint64_t at = h >> 32 & mask;
		while (l->slots[at] && l->shingles[l->slots[at] - 1] != h)
			at = (at + 1) & mask;
		if (l->slots[at])
			l->again[found++] = l->like[i];
		else
			l->slots[at] = l->like[i] + 1;
	}
	return found;
}

/* Each shingle once, in the order of the text; returns how many, -1: out of memory.
 * Most are the only ones of their kind, which a bit tells, without a branch; what
 * is left is looked at closely. */
static int64_t distinct_shingles(struct near_local *l, uint32_t width)
{
	const struct shingles s = shingles_begin(l->words.hash, l->words.n, width);
	uint64_t *const shingles = l->shingles;
	int64_t again;
	uint32_t to;

	shingles_fill(s, l->words.hash, shingles, l->words.machine);
	again = find_again(l, s.n);
	if (again <= FEW)
		again = find_few(l, (uint32_t)again);
	else
		again = find_repeats(l, find_like(l, s.n, (uint32_t)again));
	if (!again)
		return s.n;
	if (again < 0)
		return -1;
	to = l->again[0];
	for (uint32_t k = 0; k < again; k++) {
		const uint32_t from = l->again[k] + 1;
		const uint32_t end = k + 1 < again ? l->again[k + 1] : s.n;
		memmove(shingles + to, shingles + from,
		        (size_t)(end - from) * sizeof *shingles);
		to += end - from;
	}
	return to;
}

/* Of every run of `window` shingles the one with the lowest hash ("Winnowing",
 * Schleimer, Wilkerson, Aiken 2003): two documents that share such a run pick
 * the same one from it, wherever it stands.  Short documents (ALL_SAMPLES) give
 * all, since a long one that holds them may pick any of theirs. */
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

/* The document as bytes, in l->packed; with its date, id and rank behind, if
 * stages gather.  NULL when out of memory. */
static unsigned char *pack(catena_ctx *ctx, const struct near_self *self,
                           struct near_local *l, const struct stash *head,
                           const uint32_t *keys, size_t *size)
{
	unsigned char rank[RANK_MAX];
	const bool gathers = dedup_near_gathers(self);
	const int64_t date = gathers && self->disk ? share_index_date(ctx, self->disk)
	                                           : SHARE_INDEX_NO_DATE;
	uint32_t id_size;
	const char *const id = ctx->host->id(ctx, &id_size);
	const size_t numbers = (size_t)head->keys + head->n_samples + head->n_words;
	const size_t most = sizeof *head + numbers * 4 + sizeof date + sizeof id_size +
	                    id_size + RANK_MAX;
	unsigned char *at;

	if (most > l->room_packed) {
		const size_t room = most + (is_huge(l) ? 0 : most / 2);
		if (!grow(&l->packed, room))
			return NULL;
		l->room_packed = room;
	}
	at = put(l->packed, head, sizeof *head);
	at = put(at, keys, head->keys * sizeof *keys);
	at = put(at, l->samples, head->n_samples * sizeof *l->samples);
	at = put(at, l->words.hash, head->n_words * sizeof *l->words.hash);
	if (gathers) {
		at = put(at, &date, sizeof date);
		at = put(at, &id_size, sizeof id_size);
		at = put(at, id, id_size);
		at = put(at, rank, rank_of(ctx, &self->rule, rank));
	}
	*size = (size_t)(at - l->packed);
	return l->packed;
}

static catena_status put_away(catena_ctx *ctx, const struct near_self *self,
                              struct near_local *l, const struct stash *head,
                              const uint32_t *keys)
{
	size_t size;
	const unsigned char *const bytes = pack(ctx, self, l, head, keys, &size);

	if (is_huge(l))
		words_trim(&l->words); /* the host makes a copy of the bytes */
	if (!bytes || size > UINT32_MAX)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (!dedup_near_gathers(self))
		return ctx->host->stash(ctx, bytes, size);
	/* one key: all documents are compared with all */
	return ctx->host->emit(ctx, "", 1, bytes, (uint32_t)size);
}

static catena_status measure(catena_ctx *ctx, const struct near_self *self,
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
	const int64_t distinct = distinct_shingles(l, p->shingle);
	if (distinct < 0)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	head.distinct = (uint32_t)distinct;
	if (p->containment > 0)
		head.n_samples = take_samples(l, head.distinct, p->window);
	head.keys = 2 * p->plan.bands;
	dedup_near_sketch(l->shingles, head.distinct, &sketch, p->plan.bins,
	                  p->plan.bands * p->plan.rows, l->words.machine);
	dedup_near_bands(&sketch, &p->plan, keys, head.marks);
	if (is_huge(l))
		free_shingles(l);
	return put_away(ctx, self, l, &head, keys);
}

catena_status dedup_near_measure(catena_ctx *ctx, const struct near_self *self,
                                 struct near_local *l)
{
	const catena_status status = measure(ctx, self, l);

	if (is_huge(l) || l->room_packed > WORDS_KEEP * sizeof(uint32_t)) {
		words_trim(&l->words);
		free_shingles(l);
		free_packed(l);
	}
	return status;
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
