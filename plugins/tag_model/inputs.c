/* SPDX-License-Identifier: MIT */
/* inputs.c - the vectors that a token is for the network. */
#include "inputs.h"
#include "marks.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 16u

enum {
	IN_WORD, /* of which the model knows no vector */
	IN_CASE,
	IN_SHAPE,
	IN_TAIL,
	IN_HEAD,
	IN_LISTS,
	IN_PHRASE,
	IN_EDGE /* beyond the sentence */
};

/* One of those that features share. */
static uint32_t shared(const struct network *n, uint32_t what, uint32_t x)
{
	uint32_t h = x * UINT32_C(0x9E3779B1) + (what + 1) * UINT32_C(0xC2B2AE3D);

	h = (h ^ h >> 15) * UINT32_C(0x2C1B3C6D);
	h = (h ^ h >> 12) * UINT32_C(0x297A2D39);
	return n->words + (h >> (32 - n->shared_bits));
}

static uint32_t case_of(const struct network *n, const struct word *w, bool starts,
                        uint32_t loud)
{
	return shared(n, IN_CASE,
	              ((w->caps * 8u + w->capitals) * 2 + starts) * 4 + loud);
}

/* Of the word alone, wherever it stands. */
static uint32_t make_of(const struct network *n, const struct word *w,
                        uint32_t *vectors)
{
	uint32_t k = 0;

	vectors[k++] = shared(n, IN_SHAPE, w->shape);
	if (w->tail3)
		vectors[k++] = shared(n, IN_TAIL, w->tail3);
	vectors[k++] = shared(n, IN_HEAD, w->head);
	if (w->lists)
		vectors[k++] = shared(n, IN_LISTS, w->lists);
	return k;
}

uint32_t tag_model_inputs(const struct sheet *s, const struct region *r,
                          uint32_t slot, uint32_t *vectors)
{
	const struct network *const n = &s->model->network;
	const uint32_t i = r->begin + slot - NETWORK_SIDE;
	uint32_t k = 0;

	if (r->begin + slot < r->sentence_begin + NETWORK_SIDE ||
	    i >= r->sentence_end) {
		vectors[0] = shared(n, IN_EDGE, slot < NETWORK_SIDE);
		return 1;
	}
	const struct word *const w = &s->words[i];
	const uint32_t own = tag_model_vector(s->model, w->slot);
	vectors[k++] = own < n->words ? own : shared(n, IN_WORD, w->caps);
	if (own < n->words && w->caps == LOWER && i != r->sentence_begin && !w->phrase)
		return k; /* its vector says it all */
	vectors[k++] = case_of(n, w, i == r->sentence_begin, r->loud);
	k += make_of(n, w, vectors + k);
	if (w->phrase)
		vectors[k++] = shared(n, IN_PHRASE, w->phrase);
	return k;
}

uint32_t tag_model_word_inputs(const struct network *n, const struct word *w,
                               uint32_t own, uint32_t *vectors)
{
	uint32_t k = 0;

	vectors[k++] = own < n->words ? own : shared(n, IN_WORD, w->caps);
	if (own < n->words && w->caps == LOWER)
		return k;
	return k + make_of(n, w, vectors + k);
}

const int16_t *tag_model_inputs_beside(const struct sheet *s,
                                       const struct region *r, uint32_t slot,
                                       uint32_t *vectors, uint32_t *n)
{
	const struct network *const net = &s->model->network;
	const uint32_t i = r->begin + slot - NETWORK_SIDE;
	const bool inside =
	    r->begin + slot >= r->sentence_begin + NETWORK_SIDE && i < r->sentence_end;
	const struct word *const w = inside ? &s->words[i] : NULL;

	*n = 0;
	if (w && w->owns && w->caps == LOWER && i != r->sentence_begin && !w->phrase)
		return word_vector(s, w);
	if (!w || (w->owns && w->caps == LOWER)) {
		*n = tag_model_inputs(s, r, slot, vectors);
		return NULL;
	}
	vectors[(*n)++] = case_of(net, w, i == r->sentence_begin, r->loud);
	if (w->phrase)
		vectors[(*n)++] = shared(net, IN_PHRASE, w->phrase);
	return word_vector(s, w);
}

void tag_model_run_of(const struct sheet *s, const struct region *r, uint32_t i,
                      uint32_t *run)
{
	const struct word *const w = &s->words[r->begin + i];
	const bool alone = w->run_end == w->run_begin;

	run[0] = alone ? i : w->run_begin - r->begin;
	run[1] = alone ? i + 1 : w->run_end - r->begin;
}

static inline bool is_content(const struct sheet *s, uint32_t i)
{
	const struct tokens *const t = s->tokens;

	return s->marks[i] & MARK_LETTER && t->end[i] - t->begin[i] >= NETWORK_LONG &&
	       (!s->model->quick || s->marks[i] & MARK_READ);
}

uint32_t tag_model_content(const struct sheet *s, uint32_t i)
{
	const struct model *const m = s->model;

	return is_content(s, i)
	           ? tag_model_vector(m, tag_model_find(m, s->tokens->hash[i]))
	           : UINT32_MAX;
}

#define SOME 64u /* words that are sent for together: no sum runs over 16 bits */

/* The vectors of some words; gives how many they are. */
static uint32_t add_some(const struct network *n, const uint32_t *own,
                         uint32_t words, int64_t *sums)
{
	int16_t some[MODEL_WIDTH_MAX] = {0};

	for (uint32_t k = 0; k < words; k++) {
		const int8_t *const v = n->vectors + (size_t)own[k] * n->width;
		for (uint32_t d = 0; d < n->width; d += BLOCK)
			for (uint32_t j = d; j < d + BLOCK; j++)
				some[j] = (int16_t)(some[j] + v[j]);
	}
	for (uint32_t d = 0; d < n->width; d++)
		sums[d] += some[d];
	return words;
}

/* Sums of some words by their hashes; gives how many of them have a vector. */
static uint32_t add_words(struct sheet *s, const uint32_t *hash, uint32_t words,
                          int64_t *sums)
{
	const struct network *const net = &s->model->network;
	uint32_t own[SOME], n = 0;

	for (uint32_t k = 0; k < words; k++) {
		const uint32_t vector = tag_model_recall_vector(s, hash[k]);
		if (vector >= net->words)
			continue;
		share_prefetch(net->vectors + (size_t)vector * net->width);
		own[n++] = vector;
	}
	return add_some(net, own, n, sums);
}

/* Sums of a sentence's words; gives their number. */
static uint32_t add_all(struct sheet *s, const struct region *r, int64_t *sums)
{
	uint32_t hash[SOME], n = 0, words = 0;

	for (uint32_t i = r->sentence_begin; i < r->sentence_end; i++) {
		if (!is_content(s, i))
			continue;
		tag_model_fetch_vector(s, s->tokens->hash[i]);
		hash[words++] = s->tokens->hash[i];
		if (words == SOME) {
			n += add_words(s, hash, words, sums);
			words = 0;
		}
	}
	return n + add_words(s, hash, words, sums);
}

/* Adds n vectors, SOME at most. */
static void add_own(const int16_t *const *own, uint32_t n, uint32_t width,
                    int64_t *sums)
{
	for (uint32_t d = 0; d < width; d += BLOCK) {
		int16_t some[BLOCK] = {0};
#ifdef __SSE2__
		__m128i a = _mm_setzero_si128(), b = a;
		for (uint32_t k = 0; k < n; k++) {
			const void *const p = own[k] + d, *const q = own[k] + d + BLOCK / 2;
			a = _mm_add_epi16(a, _mm_loadu_si128(p));
			b = _mm_add_epi16(b, _mm_loadu_si128(q));
		}
		_mm_storeu_si128((void *)some, a);
		_mm_storeu_si128((void *)(some + BLOCK / 2), b);
#else
		for (uint32_t k = 0; k < n; k++)
			for (uint32_t j = 0; j < BLOCK; j++)
				some[j] = (int16_t)(some[j] + own[k][d + j]);
#endif
		for (uint32_t j = 0; j < BLOCK; j++)
			sums[d + j] += some[j];
	}
}

/* The same, of words beside the names from region k on alone.  Whether one counts
 * cannot be foreseen: nothing is jumped over. */
static uint32_t add_read(const struct sheet *s, uint32_t k, int64_t *sums)
{
	const uint32_t sentence = s->regions[k].sentence_begin;
	const uint32_t width = s->model->network.width, regions = s->n_regions;
	uint32_t all = 0, n = 0, next = 0, i, end;
	const int16_t *own[SOME + 1];

	for (; k < regions && s->regions[k].sentence_begin == sentence; k++) {
		tag_model_reach(s, k, &i, &end);
		for (i = i > next ? i : next; i < end; i++) {
			own[n] = word_own(s, &s->words[i]);
			n += s->words[i].content;
			if (n < SOME)
				continue;
			add_own(own, n, width, sums);
			all += n;
			n = 0;
		}
		next = end;
	}
	add_own(own, n, width, sums);
	return all + n;
}

static bool reserve_topics(struct sheet *s)
{
	const size_t need = (size_t)s->n_regions * s->model->network.width;
	int16_t *grown;

	if (need <= s->cap_topics)
		return true;
	grown =
	    need <= SIZE_MAX / 4 ? realloc(s->topics, need * 2 * sizeof *grown) : NULL;
	if (!grown)
		return false;
	s->topics = grown;
	s->cap_topics = need * 2;
	return true;
}

bool tag_model_read_topics(struct sheet *s)
{
	const struct network *const net = &s->model->network;
	int64_t all[MODEL_WIDTH_MAX] = {0}, sums[MODEL_WIDTH_MAX];
	uint32_t words = 0, topics = 0;
	int16_t x[2 * MODEL_WIDTH_MAX];

	if (!reserve_topics(s))
		return false;
	for (uint32_t k = 0; k < s->n_regions; k++) {
		struct region *const r = &s->regions[k];
		if (k && r->sentence_begin == r[-1].sentence_begin) {
			r->topic = topics - 1;
			continue;
		}
		memset(sums, 0, net->width * sizeof *sums);
		const uint32_t n =
		    s->model->quick ? add_read(s, k, sums) : add_all(s, r, sums);
		for (uint32_t d = 0; d < net->width; d++)
			all[d] += sums[d];
		words += n;
		r->topic = topics++;
		tag_model_network_mean(net, sums, n,
		                       s->topics + (size_t)r->topic * net->width);
	}
	s->has_topics = true;
	if (topics == 1) { /* the sentence is all that is known of the document */
		memcpy(x, s->topics, net->width * sizeof *x);
		memcpy(x + net->width, s->topics, net->width * sizeof *x);
		memcpy(s->sentence_base, net->bias, net->units * sizeof *s->sentence_base);
		tag_model_network_place(net, NETWORK_TOPIC, 2, x, s->sentence_base);
		s->base_topic = 0;
		return true;
	}
	tag_model_network_mean(net, all, words, x);
	s->base_topic = UINT32_MAX;
	memcpy(s->base, net->bias, net->units * sizeof *s->base);
	tag_model_network_place(net, NETWORK_TOPIC, 1, x, s->base);
	return true;
}
