/* SPDX-License-Identifier: MIT */
/* features.c - what the tagger sees of each token: rows of its table.
 *
 * Of the word, its neighbours, the run of capitalised words that it stands in,
 * and how the same word is used elsewhere in the document.  A feature is
 * hashed to a row; two that share one are told apart by the others. */
#include "features.h"
#include "inputs.h"
#include "marks.h"
#include "words.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

struct seen {
	uint32_t hash, stamp;
	uint16_t lower, inside; /* small; capitalised within a sentence */
	uint16_t longest;       /* of the runs that it is in */
	uint32_t first, last, before;
};

static const struct word none;

/* ---- Runs of capitalised words ---- */

static bool is_joiner(const struct sheet *s, uint32_t hash)
{
	for (uint32_t i = 0; i < s->n_joiners; i++)
		if (s->joiners[i] == hash)
			return true;
	return false;
}

/* What may stand between two capitalised words of one name. */
static void find_joiners(struct sheet *s)
{
	static const char *const words[] = {"of",  "de", "la", "von", "van", "del",
	                                    "der", "al", "el", "bin", "-",   "&"};

	for (; s->n_joiners < sizeof words / sizeof *words; s->n_joiners++) {
		const char *const w = words[s->n_joiners];
		s->joiners[s->n_joiners] = catena_fold_hash(w, strlen(w));
	}
}

static uint32_t end_of_run(const struct sheet *s, uint32_t i, uint32_t end)
{
	for (;;) {
		while (i < end && s->words[i].caps != LOWER)
			i++;
		uint32_t next = i;
		while (next < end && next < i + 2 && is_joiner(s, s->words[next].hash))
			next++;
		if (next == i || next == end || s->words[next].caps == LOWER)
			return i;
		i = next;
	}
}

static void find_runs(struct sheet *s, const struct region *r)
{
	for (uint32_t i = r->begin; i < r->end;) {
		if (s->words[i].caps == LOWER) {
			i++;
			continue;
		}
		const uint32_t stop = end_of_run(s, i, r->end);
		for (uint32_t j = i; j < stop; j++) {
			s->words[j].run_begin = i;
			s->words[j].run_end = stop;
		}
		i = stop;
	}
}

/* The longest phrase of the lists that begins at i: one past it, or i. */
static uint32_t find_phrase(const struct sheet *s, uint32_t i, uint32_t end,
                            uint32_t *lists)
{
	uint32_t h = model_mix(7, s->words[i].hash), found = i;

	for (uint32_t j = i + 1; j < end && j < i + 7; j++) {
		h = model_mix(h, s->words[j].hash);
		const uint32_t in = tag_model_phrase(s->model, h);
		if (in) {
			*lists = in;
			found = j + 1;
		}
	}
	return found;
}

static void find_phrases(struct sheet *s, const struct region *r)
{
	uint32_t lists = 0;

	if (!s->model->has_phrases)
		return;
	for (uint32_t i = r->begin; i < r->end;) {
		const uint32_t end = find_phrase(s, i, r->end, &lists);
		for (uint32_t j = i; j < end; j++)
			s->words[j].phrase = (uint8_t)(lists * 4 + (j == i         ? 1
			                                            : j + 1 == end ? 3
			                                                           : 2));
		i = end > i ? end : i + 1;
	}
}

/* ---- The document ---- */

static struct seen *find_seen(const struct sheet *s, uint32_t hash)
{
	const uint32_t mask = s->seen_mask;
	uint32_t at = hash & mask;

	while (s->seen[at].stamp == s->stamp && s->seen[at].hash != hash)
		at = (at + 1) & mask;
	return &s->seen[at];
}

static void see_run(const struct sheet *s, struct seen *e, const struct word *w,
                    const struct region *r)
{
	const uint32_t from = w->run_begin, to = w->run_end;

	if (to - from <= e->longest || to - from > 8)
		return;
	e->longest = (uint16_t)(to - from);
	e->first = s->words[from].hash;
	e->last = s->words[to - 1].hash;
	e->before = from > r->sentence_begin ? s->words[from - 1].hash : 1;
}

static void see(struct sheet *s, const struct region *r, uint32_t i)
{
	const struct word *const w = &s->words[i];
	struct seen *e;

	if (w->caps == LOWER)
		return;
	e = find_seen(s, w->hash);
	if (e->stamp != s->stamp)
		*e = (struct seen){.hash = w->hash, .stamp = s->stamp};
	s->used[w->hash >> 20 & 63] |= UINT64_C(1) << (w->hash >> 26);
	if (r->loud)
		return;
	e->inside += i > r->sentence_begin && e->inside < 100;
	see_run(s, e, w, r);
}

/* In small letters too?  Only of words that are capitalised somewhere: few, so they
 * are listed first, without a jump. */
static void see_small(struct sheet *s)
{
	const struct tokens *const t = s->tokens;
	const uint32_t *const hashes = t->hash;
	const uint64_t *const used = s->used;
	uint32_t *const listed = s->cores, n = 0, all = t->n;

	for (uint32_t i = 0; i < all; i++) {
		const uint32_t hash = hashes[i];
		listed[n] = i;
		n += used[hash >> 20 & 63] >> (hash >> 26) & 1;
	}
	for (uint32_t k = 0; k < n; k++) {
		const uint32_t i = listed[k];
		if ((s->marks[i] & (MARK_CASE | MARK_LETTER)) != MARK_LETTER)
			continue;
		struct seen *const e = find_seen(s, hashes[i]);
		if (e->stamp == s->stamp)
			e->lower += e->lower < 100;
	}
}

/* ---- Memory ---- */

static bool resize(void *array, size_t n, size_t size)
{
	void **const p = array;
	void *const grown = n <= SIZE_MAX / size ? realloc(*p, n * size) : NULL;

	if (grown)
		*p = grown;
	return grown != NULL;
}

static bool reserve(struct sheet *s, uint32_t n)
{
	uint32_t cap = 64;

	if (n <= s->cap && s->seen)
		return true;
	if (n > UINT32_MAX / 8)
		return false;
	while (cap < n)
		cap *= 2;
	if (!resize(&s->words, cap, sizeof *s->words) ||
	    !resize(&s->marks, cap + MARKS_BEYOND, 1) ||
	    !resize(&s->cores, cap, 2 * sizeof *s->cores))
		return false;
	free(s->seen);
	s->cap = 0;
	s->seen_cap = cap;
	s->seen = calloc((size_t)s->seen_cap * 2, sizeof *s->seen);
	s->seen_cap *= 2;
	s->stamp = 0;
	if (s->seen)
		s->cap = cap;
	return s->seen != NULL;
}

/* A small document stays within a small part of a large table. */
static uint32_t mask_for(const struct sheet *s, uint32_t n)
{
	uint32_t mask = n * 2 | 63;

	for (uint32_t by = 1; by < 32; by *= 2)
		mask |= mask >> by;
	return mask < s->seen_cap ? mask : s->seen_cap - 1;
}

/* Short documents are read at their end as often as anywhere. */
static void copy_tail(struct sheet *s)
{
	const struct tokens *const t = s->tokens;
	const uint32_t wide = t->size < SHEET_WIDE ? t->size : SHEET_WIDE;

	s->tail_begin = t->size - wide;
	memset(s->tail, 0, sizeof s->tail);
	if (wide == SHEET_WIDE) /* one move, not a call */
		memcpy(s->tail, t->text + s->tail_begin, SHEET_WIDE);
	else if (wide)
		memcpy(s->tail, t->text, wide);
}

bool tag_model_sheet_fill(struct sheet *s, const struct model *m,
                          const struct tokens *t)
{
	if (!reserve(s, t->n))
		return false;
	if (!s->n_joiners)
		find_joiners(s);
	if (++s->stamp == 0) {
		memset(s->seen, 0, s->seen_cap * sizeof *s->seen);
		s->stamp = 1;
	}
	s->seen_mask = mask_for(s, t->n);
	s->tokens = t;
	s->model = m;
	copy_tail(s);
	s->has_topics = false;
	if (!tag_model_find_regions(s))
		return false;
	if (!s->n_regions)
		return true;
	memset(s->used, 0, sizeof s->used);
	if (!tag_model_read_words(s))
		return false;
	for (uint32_t k = 0; k < s->n_regions; k++) {
		const struct region *const r = &s->regions[k];
		find_runs(s, r);
		find_phrases(s, r);
		for (uint32_t i = r->begin; i < r->end; i++)
			see(s, r, i);
	}
	see_small(s);
	return true;
}

void tag_model_sheet_free(struct sheet *s)
{
	free(s->marks);
	free(s->cores);
	free(s->words);
	free(s->regions);
	free(s->seen);
	free(s->topics);
	free(s->memo);
	free(s->sums);
	free(s->more);
	memset(s, 0, sizeof *s);
}

/* ---- Rows ---- */

/* What is known when this is compiled, as for the fast model, is not asked. */
#ifdef __GNUC__
#define INLINE inline __attribute__((always_inline))
#else
#define INLINE inline
#endif

struct adder {
	uint32_t *rows;
	uint32_t n;
	uint64_t low, high; /* templates in use */
};

/* What the row's number will be mixed of. */
static INLINE void add(struct adder *a, uint32_t what, uint32_t x, uint32_t y)
{
	if (!((what < 64 ? a->low >> what % 64 : a->high >> what % 64) & 1))
		return;
	a->rows[a->n++] = x * UINT32_C(0x9E3779B1) + y * UINT32_C(0x85EBCA77) +
	                  (what + 1) * UINT32_C(0xC2B2AE3D);
}

/* They are sent for, too. */
static uint32_t mix_all(const struct model *m, const struct adder *a)
{
	const unsigned char *const table = m->rows;
	const uint32_t *const rows = a->rows, n = a->n;
	uint32_t i = 0;

	m->row.mix(a->rows, n, m->row_bits);
	for (; i + 4 <= n; i += 4) {
		share_prefetch(table + (size_t)rows[i] * MODEL_LANES);
		share_prefetch(table + (size_t)rows[i + 1] * MODEL_LANES);
		share_prefetch(table + (size_t)rows[i + 2] * MODEL_LANES);
		share_prefetch(table + (size_t)rows[i + 3] * MODEL_LANES);
	}
	for (; i < n; i++)
		share_prefetch(table + (size_t)rows[i] * MODEL_LANES);
	return n;
}

/* A token with two to each side, and where it is. */
struct view {
	const struct word *w, *l, *r, *ll, *rr;
	uint32_t starts, loud;
};

static INLINE void add_words(struct adder *a, const struct view *v)
{
	const struct word *const w = v->w, *const l = v->l, *const r = v->r;

	add(a, 0, w->hash, w->caps);
	add(a, 1, w->hash, 0);
	add(a, 2, l->hash, 0);
	add(a, 3, r->hash, 0);
	add(a, 4, v->ll->hash, 0);
	add(a, 5, v->rr->hash, 0);
	add(a, 6, l->hash, w->hash);
	add(a, 7, w->hash, r->hash);
	add(a, 8, l->hash, w->shape);
	add(a, 9, r->hash, w->shape);
	add(a, 20, model_mix(l->hash, v->ll->hash), w->caps);
	add(a, 21, model_mix(r->hash, v->rr->hash), w->caps);
}

static INLINE void add_shapes(struct adder *a, const struct view *v)
{
	const struct word *const w = v->w, *const l = v->l, *const r = v->r;

	add(a, 48, 0, 0);
	add(a, 49, w->shape, v->starts * 4 + v->loud);
	add(a, 10, w->shape, 0);
	add(a, 11, w->shape, l->shape);
	add(a, 12, w->shape, r->shape);
	add(a, 13, model_mix(l->shape, w->shape), r->shape);
	add(a, 14, w->head, w->caps);
	add(a, 15, w->tail2, w->caps);
	add(a, 16, w->tail3, w->caps);
	add(a, 17, w->tail4, w->caps);
	add(a, 18, l->tail3, w->shape);
	add(a, 19, r->tail3, w->shape);
}

static INLINE void add_clusters(struct adder *a, const struct view *v)
{
	const struct word *const w = v->w, *const l = v->l, *const r = v->r;

	add(a, 22, w->fine, w->caps);
	add(a, 23, w->coarse, w->shape);
	add(a, 24, l->fine, w->caps);
	add(a, 25, r->fine, w->caps);
	add(a, 26, model_mix(l->coarse, w->coarse), w->caps);
	add(a, 27, model_mix(r->coarse, w->coarse), w->caps);
	add(a, 28, model_mix(l->coarse, r->coarse), w->caps);
	add(a, 50, model_mix(w->coarse, l->fine), 1);
	add(a, 51, model_mix(w->coarse, r->fine), 1);
	add(a, 52, v->ll->fine, w->caps);
	add(a, 53, v->rr->fine, w->caps);
	add(a, 54, model_mix(l->coarse, v->ll->coarse), w->caps);
	add(a, 55, model_mix(r->coarse, v->rr->coarse), w->caps);
}

static INLINE void add_lists(struct adder *a, const struct view *v)
{
	const struct word *const w = v->w, *const l = v->l, *const r = v->r;

	add(a, 56, w->lists, w->caps);
	add(a, 57, w->lists, r->lists * 4u + r->caps);
	add(a, 58, w->lists, l->lists * 4u + l->caps);
	add(a, 59, w->capitals * 8u + w->caps, v->starts * 4 + v->loud);
	add(a, 60, w->capitals * 8u + l->capitals,
	    w->caps * 64u + r->capitals * 8u + l->caps * 2u);
	add(a, 61, w->phrase, w->caps);
	add(a, 62, w->phrase, w->coarse);
}

/* The run: its first and last word, what stands around it, where w is in it. */
static INLINE void add_run(struct adder *a, const struct sheet *s,
                           const struct region *r, uint32_t i)
{
	const uint32_t from = s->words[i].run_begin, to = s->words[i].run_end;
	const struct word *const first = &s->words[from];
	const struct word *const last = &s->words[to - 1];
	const struct word *const left = from > r->sentence_begin ? first - 1 : &none;
	const struct word *const right = to < r->sentence_end ? last + 1 : &none;
	const uint32_t length = to - from > 6 ? 6 : to - from;
	const uint32_t place = (i > from) + 2u * (i + 1 < to);
	const uint32_t whole = length * 4 + place;
	uint32_t all = 0;

	add(a, 29, first->hash, place);
	add(a, 30, last->hash, place);
	add(a, 31, left->hash, place);
	add(a, 32, right->hash, place);
	add(a, 33, whole, (from == r->sentence_begin) * 4u + r->loud);
	add(a, 34, first->fine, place);
	add(a, 35, last->fine, place);
	add(a, 36, left->fine, place);
	add(a, 37, right->fine, place);
	add(a, 38, model_mix(left->coarse, right->coarse), place);
	for (uint32_t j = from; j < to && j < from + 6; j++)
		all = model_mix(all, s->words[j].hash);
	add(a, 39, all, place);
	add(a, 40, model_mix(first->coarse, last->coarse), whole);
	add(a, 41, last->tail3, place);
	add(a, 42, model_mix(left->hash, right->hash), place);
	add(a, 63, first->lists * 64u + last->lists, whole);
	add(a, 64, model_mix(first->lists, left->coarse), place);
	add(a, 65, model_mix(last->lists, right->coarse), place);
}

static uint32_t few(uint32_t n)
{
	return n > 3 ? 3 : n;
}

static INLINE void add_document(struct adder *a, const struct sheet *s,
                                const struct view *v)
{
	const struct word *const w = v->w;
	const struct seen *const e = find_seen(s, w->hash);

	if (e->stamp != s->stamp)
		return;
	add(a, 43, few(e->lower) * 4 + few(e->inside),
	    (w->caps * 2u + v->starts) * 4 + v->loud);
	if (!w->caps || e->longest <= w->run_end - w->run_begin)
		return;
	add(a, 44, e->first, e->first == w->hash);
	add(a, 45, e->last, e->last == w->hash);
	add(a, 46, e->before, w->caps);
	add(a, 47, (e->first == w->hash) * 2u + (e->last == w->hash), w->caps);
}

uint32_t tag_model_word_rows(const struct model *m, const struct word *w,
                             uint32_t *rows)
{
	const struct view v = {w, &none, &none, &none, &none, 0, 0};
	struct adder a = {rows, 0, m->templates[0] & WORD_TEMPLATES, 0};

	add_shapes(&a, &v);
	add_words(&a, &v);
	add_clusters(&a, &v);
	add_lists(&a, &v);
	return mix_all(m, &a);
}

static INLINE uint32_t rows_of(const struct sheet *s, const struct region *g,
                               uint32_t i, uint32_t *rows, uint64_t low,
                               uint64_t high)
{
	const uint32_t begin = g->sentence_begin, end = g->sentence_end;
	const struct word *const w = &s->words[i];
	const struct view v = {w,
	                       i > begin ? w - 1 : &none,
	                       i + 1 < end ? w + 1 : &none,
	                       s->far && i > begin + 1 ? w - 2 : &none,
	                       s->far && i + 2 < end ? w + 2 : &none,
	                       i == begin,
	                       g->loud};
	struct adder a = {rows, 0, low, high};

	add_shapes(&a, &v);
	add_words(&a, &v);
	add_clusters(&a, &v);
	add_lists(&a, &v);
	if (w->run_end > w->run_begin)
		add_run(&a, s, g, i);
	if (w->letters)
		add_document(&a, s, &v);
	return mix_all(s->model, &a);
}

/* Those that train.sh gives the fast model: 0-3 6-7 13 15-17 22-37 39-40 43-44
 * 49-51 56 59-60 63. */
#define FAST_TEMPLATES UINT64_C(0x990E19BFFFC3A0CF)

uint32_t tag_model_rows(const struct sheet *s, const struct region *g, uint32_t i,
                        uint32_t *rows)
{
	const uint64_t *const t = s->model->templates;

	if (s->learns)
		return rows_of(s, g, i, rows, t[0], t[1]);
	if (t[0] == FAST_TEMPLATES && !t[1])
		return rows_of(s, g, i, rows, FAST_TEMPLATES & ~WORD_TEMPLATES, 0);
	return rows_of(s, g, i, rows, t[0] & ~WORD_TEMPLATES, t[1]);
}
