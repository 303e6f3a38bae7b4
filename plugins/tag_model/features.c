/* SPDX-License-Identifier: MIT */
/* features.c - what the tagger sees of each token: rows of its table.
 *
 * Of the word, its neighbours, the run of capitalised words that it stands in,
 * and how the same word is used elsewhere in the document.  A feature is
 * hashed to a row; two that share one are told apart by the others. */
#include "features.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOWER,   /* no capital, or no letter */
	CAPITAL, /* begins with one */
	ALL_CAPS,
	INNER, /* a capital, but not first: iPhone */
	CASES
};

struct word {
	uint32_t hash;
	uint32_t shape;
	uint32_t head, tail2, tail3, tail4; /* of the folded word */
	uint16_t coarse, fine;              /* clusters, 0: unknown */
	uint8_t caps;
	uint8_t letters; /* any */
	uint8_t size;    /* bytes, 255 at most */
};

struct seen {
	uint32_t hash, stamp;
	uint16_t lower, inside; /* small; capitalised within a sentence */
	uint16_t longest;       /* of the runs that it is in */
	uint32_t first, last, before;
};

/* ---- Words ---- */

static uint32_t mix(uint32_t h, uint32_t v)
{
	h = (h ^ v) * UINT32_C(0x9E3779B1);
	return h ^ h >> 15;
}

/* Case and kind of a code point: 'X', 'x', 'd', or itself. */
static uint32_t class_of(uint32_t c)
{
	if (c - 'a' < 26u)
		return 'x';
	if (c - 'A' < 26u)
		return 'X';
	if (c - '0' < 10u)
		return 'd';
	if (c < 0x80)
		return c;
	return catena_fold_char(c) != c ? 'X' : c < 0x2000 || c > 0x2E7F ? 'x' : c;
}

/* Folded bytes packed; beyond ASCII they are taken as they are. */
static uint32_t pack(const unsigned char *s, size_t n)
{
	uint32_t v = (uint32_t)n;

	for (size_t i = 0; i < n; i++) {
		const uint32_t b = s[i], c = b - 'A' < 26u ? b | 0x20u : b;
		v = v * 257 + c;
	}
	return v;
}

static void read_shape(struct word *w, const unsigned char *s, size_t n)
{
	uint32_t last = 0, shape = 0, upper = 0, lower = 0, first = 0;

	for (size_t i = 0, size; i < n; i += size) {
		size = 1;
		const uint32_t c =
		    s[i] < 0x80 ? s[i] : catena_fold_decode(s + i, n - i, &size);
		const uint32_t class = class_of(c);
		upper += class == 'X';
		lower += class == 'x';
		if (i == 0)
			first = class;
		if (class != last)
			shape = mix(shape, class);
		last = class;
	}
	w->shape = shape + (upper == 1 && upper + lower == 1);
	w->letters = upper + lower > 0;
	w->caps = !upper                 ? LOWER
	          : !lower && upper >= 2 ? ALL_CAPS
	          : first == 'X'         ? CAPITAL
	                                 : INNER;
}

static void read_word(struct word *w, const struct model *m, const char *text,
                      uint32_t begin, uint32_t end, uint32_t hash)
{
	const unsigned char *const s = (const unsigned char *)text + begin;
	const size_t n = end - begin;
	const uint32_t slot =
	    hash ? tag_model_slot(m->slots, m->slot_mask, hash) : UINT32_MAX;

	w->hash = hash;
	w->size = (uint8_t)(n > 255 ? 255 : n);
	read_shape(w, s, n > 64 ? 64 : n);
	w->head = pack(s, n < 3 ? n : 3);
	w->tail2 = n > 2 ? pack(s + n - 2, 2) : 0;
	w->tail3 = n > 3 ? pack(s + n - 3, 3) : 0;
	w->tail4 = n > 4 ? pack(s + n - 4, 4) : 0;
	w->coarse = w->fine = 0;
	if (slot != UINT32_MAX) {
		const unsigned char *const p = m->slots + (size_t)slot * MODEL_LANES;
		w->coarse = (uint16_t)(p[4] | p[5] << 8);
		w->fine = (uint16_t)(p[6] | p[7] << 8);
	}
}

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

static bool is_name_like(const struct word *w)
{
	return w->caps != LOWER;
}

static uint32_t end_of_run(const struct sheet *s, uint32_t i, uint32_t end)
{
	for (;;) {
		while (i < end && is_name_like(&s->words[i]))
			i++;
		uint32_t next = i;
		while (next < end && next < i + 2 && is_joiner(s, s->words[next].hash))
			next++;
		if (next == i || next == end || !is_name_like(&s->words[next]))
			return i;
		i = next;
	}
}

static void find_runs(struct sheet *s, uint32_t begin, uint32_t end)
{
	for (uint32_t i = begin; i < end;) {
		if (!is_name_like(&s->words[i])) {
			s->run_begin[i] = s->run_end[i] = i;
			i++;
			continue;
		}
		const uint32_t stop = end_of_run(s, i, end);
		for (uint32_t j = i; j < stop; j++) {
			s->run_begin[j] = i;
			s->run_end[j] = stop;
		}
		i = stop;
	}
}

/* Headlines, and text that shouts: capitals say little there. */
static uint8_t is_loud(const struct sheet *s, uint32_t begin, uint32_t end)
{
	uint32_t capitals = 0, shouts = 0, letters = 0;

	for (uint32_t i = begin; i < end; i++) {
		letters += s->words[i].letters;
		capitals += s->words[i].caps != LOWER;
		shouts += s->words[i].caps == ALL_CAPS;
	}
	if (letters < 4)
		return 0;
	return shouts * 3 > letters * 2 ? 2 : capitals * 3 > letters * 2 ? 1 : 0;
}

/* ---- The document ---- */

static struct seen *find_seen(const struct sheet *s, uint32_t hash)
{
	const uint32_t mask = s->seen_cap - 1;
	uint32_t at = hash & mask;

	while (s->seen[at].stamp == s->stamp && s->seen[at].hash != hash)
		at = (at + 1) & mask;
	return &s->seen[at];
}

static void see_run(const struct sheet *s, struct seen *e, uint32_t i,
                    uint32_t begin)
{
	const uint32_t from = s->run_begin[i], to = s->run_end[i];

	if (to - from <= e->longest || to - from > 8)
		return;
	e->longest = (uint16_t)(to - from);
	e->first = s->words[from].hash;
	e->last = s->words[to - 1].hash;
	e->before = from > begin ? s->words[from - 1].hash : 1;
}

static void see(struct sheet *s, uint32_t i, uint32_t begin, bool loud)
{
	const struct word *const w = &s->words[i];
	struct seen *e;

	if (!w->letters)
		return;
	e = find_seen(s, w->hash);
	if (e->stamp != s->stamp)
		*e = (struct seen){.hash = w->hash, .stamp = s->stamp};
	if (w->caps == LOWER) {
		e->lower += e->lower < 100;
		return;
	}
	if (loud)
		return;
	e->inside += i > begin && e->inside < 100;
	see_run(s, e, i, begin);
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

static bool reserve(struct sheet *s, uint32_t n, uint32_t n_sentences)
{
	uint32_t cap = 64;

	if (n_sentences >= s->cap_sentences) {
		if (!resize(&s->loud, (size_t)n_sentences + 1, 1))
			return false;
		s->cap_sentences = n_sentences + 1;
	}
	if (n <= s->cap && s->seen)
		return true;
	if (n > UINT32_MAX / 8)
		return false;
	while (cap < n)
		cap *= 2;
	if (!resize(&s->words, cap, sizeof *s->words) ||
	    !resize(&s->run_begin, cap, sizeof *s->run_begin) ||
	    !resize(&s->run_end, cap, sizeof *s->run_end))
		return false;
	free(s->seen);
	s->cap = 0;
	s->seen_cap = cap * 2;
	s->seen = calloc(s->seen_cap, sizeof *s->seen);
	s->stamp = 0;
	if (s->seen)
		s->cap = cap;
	return s->seen != NULL;
}

bool tag_model_sheet_fill(struct sheet *s, const struct model *m,
                          const struct tokens *t)
{
	if (!reserve(s, t->n, t->n_sentences))
		return false;
	if (!s->n_joiners)
		find_joiners(s);
	if (++s->stamp == 0) {
		memset(s->seen, 0, s->seen_cap * sizeof *s->seen);
		s->stamp = 1;
	}
	s->tokens = t;
	s->model = m;
	for (uint32_t i = 0; i < t->n; i++)
		read_word(&s->words[i], m, t->text, t->begin[i], t->end[i], t->hash[i]);
	for (uint32_t k = 0; k < t->n_sentences; k++) {
		const uint32_t begin = t->sentence[k], end = t->sentence[k + 1];
		find_runs(s, begin, end);
		s->loud[k] = is_loud(s, begin, end);
		for (uint32_t i = begin; i < end; i++)
			see(s, i, begin, s->loud[k]);
	}
	return true;
}

void tag_model_sheet_free(struct sheet *s)
{
	free(s->words);
	free(s->run_begin);
	free(s->run_end);
	free(s->loud);
	free(s->seen);
	memset(s, 0, sizeof *s);
}

/* ---- Rows ---- */

struct adder {
	uint32_t *rows;
	uint32_t n, shift;
};

static inline void add(struct adder *a, uint32_t what, uint32_t x, uint32_t y)
{
	uint32_t h = x * UINT32_C(0x9E3779B1) + y * UINT32_C(0x85EBCA77) +
	             (what + 1) * UINT32_C(0xC2B2AE3D);

	h = (h ^ h >> 15) * UINT32_C(0x2C1B3C6D);
	h = (h ^ h >> 12) * UINT32_C(0x297A2D39);
	a->rows[a->n++] = h >> a->shift;
}

static void add_words(struct adder *a, const struct word *w, const struct word *l,
                      const struct word *r, const struct word *ll,
                      const struct word *rr)
{
	add(a, 0, w->hash, w->caps);
	add(a, 1, w->hash, 0);
	add(a, 2, l->hash, 0);
	add(a, 3, r->hash, 0);
	add(a, 4, ll->hash, 0);
	add(a, 5, rr->hash, 0);
	add(a, 6, l->hash, w->hash);
	add(a, 7, w->hash, r->hash);
	add(a, 8, l->hash, w->shape);
	add(a, 9, r->hash, w->shape);
	add(a, 10, w->shape, 0);
	add(a, 11, w->shape, l->shape);
	add(a, 12, w->shape, r->shape);
	add(a, 13, mix(l->shape, w->shape), r->shape);
	add(a, 14, w->head, w->caps);
	add(a, 15, w->tail2, w->caps);
	add(a, 16, w->tail3, w->caps);
	add(a, 17, w->tail4, w->caps);
	add(a, 18, l->tail3, w->shape);
	add(a, 19, r->tail3, w->shape);
	add(a, 20, mix(l->hash, ll->hash), w->caps);
	add(a, 21, mix(r->hash, rr->hash), w->caps);
}

static void add_clusters(struct adder *a, const struct word *w,
                         const struct word *l, const struct word *r)
{
	add(a, 22, w->fine, w->caps);
	add(a, 23, w->coarse, w->shape);
	add(a, 24, l->fine, w->caps);
	add(a, 25, r->fine, w->caps);
	add(a, 26, mix(l->coarse, w->coarse), w->caps);
	add(a, 27, mix(r->coarse, w->coarse), w->caps);
	add(a, 28, mix(l->coarse, r->coarse), w->caps);
}

/* The run: its first and last word, what stands around it, where w is in it. */
static void add_run(struct adder *a, const struct sheet *s, uint32_t k, uint32_t i)
{
	static const struct word none;
	const uint32_t from = s->run_begin[i], to = s->run_end[i];
	const uint32_t begin = s->tokens->sentence[k], end = s->tokens->sentence[k + 1];
	const struct word *const first = &s->words[from], *const last =
	                                                      &s->words[to - 1];
	const struct word *const left = from > begin ? first - 1 : &none;
	const struct word *const right = to < end ? last + 1 : &none;
	const uint32_t length = to - from > 6 ? 6 : to - from;
	const uint32_t place = (i > from) + 2u * (i + 1 < to);
	const uint32_t starts = from == begin;
	uint32_t all = 0;

	add(a, 29, first->hash, place);
	add(a, 30, last->hash, place);
	add(a, 31, left->hash, place);
	add(a, 32, right->hash, place);
	add(a, 33, length * 4 + place, starts * 4 + s->loud[k]);
	add(a, 34, first->fine, place);
	add(a, 35, last->fine, place);
	add(a, 36, left->fine, place);
	add(a, 37, right->fine, place);
	add(a, 38, mix(left->coarse, right->coarse), place);
	for (uint32_t j = from; j < to && j < from + 6; j++)
		all = mix(all, s->words[j].hash);
	add(a, 39, all, place);
	add(a, 40, mix(first->coarse, last->coarse), length * 4 + place);
	add(a, 41, last->tail3, place);
	add(a, 42, mix(left->hash, right->hash), place);
}

static uint32_t few(uint32_t n)
{
	return n > 3 ? 3 : n;
}

static void add_document(struct adder *a, const struct sheet *s, uint32_t k,
                         uint32_t i)
{
	const struct word *const w = &s->words[i];
	const struct seen *const e = find_seen(s, w->hash);
	const bool longer =
	    e->stamp == s->stamp && e->longest > s->run_end[i] - s->run_begin[i];
	const bool first = i == s->tokens->sentence[k];

	if (e->stamp != s->stamp)
		return;
	add(a, 43, few(e->lower) * 4 + few(e->inside),
	    (w->caps * 2u + first) * 4 + s->loud[k]);
	if (!longer)
		return;
	add(a, 44, e->first, e->first == w->hash);
	add(a, 45, e->last, e->last == w->hash);
	add(a, 46, e->before, w->caps);
	add(a, 47, (e->first == w->hash) * 2u + (e->last == w->hash), w->caps);
}

uint32_t tag_model_rows(const struct sheet *s, uint32_t k, uint32_t i,
                        uint32_t *rows)
{
	static const struct word none;
	const uint32_t begin = s->tokens->sentence[k], end = s->tokens->sentence[k + 1];
	const struct word *const w = &s->words[i];
	const struct word *const l = i > begin ? w - 1 : &none;
	const struct word *const r = i + 1 < end ? w + 1 : &none;
	const struct word *const ll = i > begin + 1 ? w - 2 : &none;
	const struct word *const rr = i + 2 < end ? w + 2 : &none;
	struct adder a = {rows, 0, 32 - s->model->row_bits};

	add(&a, 48, 0, 0);
	add(&a, 49, w->shape, (i == begin) * 4u + s->loud[k]);
	add_words(&a, w, l, r, ll, rr);
	add_clusters(&a, w, l, r);
	if (s->run_end[i] > s->run_begin[i]) {
		add_run(&a, s, k, i);
		add_document(&a, s, k, i);
	}
	return a.n;
}
