/* SPDX-License-Identifier: MIT */
/* align.c - which passages two texts share, word by word.
 *
 * The places of every run of `least` words of the second text are hashed; the
 * first text is gone through and the longest run that begins there is taken.
 * Runs that follow each other in both texts make a passage; what is between
 * them is compared word by word. */
#include "build.h"

#include "align.h"
#include <catena/fold.h>
#include <catena/utf8.h>
#include <stdalign.h>
#include <string.h>

/* ---- Words ---- */

/* Written without blanks between words. */
static bool is_ideograph(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3040 && c <= 0x312F) ||
	       (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) - 'a' < 26 || c - '0' < 10 || c == '_';
	return !(c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) && c != 0xD7 &&
	       c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) &&
	       !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3020) &&
	       !(c >= 0xFE10 && c <= 0xFE6F) && !(c >= 0xFF01 && c <= 0xFF0F) &&
	       c != 0x1680 && c != 0xFEFF && c != 0xFFFD;
}

static size_t decode(const char *s, size_t n, uint32_t *c)
{
	const unsigned size = utf8_decode(s, n, c);
	if (size)
		return size;
	*c = 0xFFFD;
	return 1;
}

/* The next word from `at` on: its end; its beginning in *begin. */
static size_t next_word(const char *s, size_t n, size_t at, size_t *begin)
{
	uint32_t c;
	size_t step;
	for (; at < n; at += step) {
		step = decode(s + at, n - at, &c);
		if (is_letter(c))
			break;
	}
	*begin = at;
	while (at < n) {
		step = decode(s + at, n - at, &c);
		if (!is_letter(c) || (is_ideograph(c) && at > *begin))
			break;
		at += step;
		if (is_ideograph(c))
			break;
	}
	return at;
}

int align_words(struct align_text *t, struct arena *arena, const char *text,
                size_t size)
{
	size_t n = 0, begin, end;
	*t = (struct align_text){.text = text, .size = size};
	if (size > INT32_MAX)
		return -1;
	for (size_t at = 0; (end = next_word(text, size, at, &begin)) > begin; at = end)
		n++;
	t->hash = arena_array(arena, n + 1, sizeof *t->hash, alignof(uint32_t));
	t->begin = arena_array(arena, n + 1, sizeof *t->begin, alignof(uint32_t));
	t->end = arena_array(arena, n + 1, sizeof *t->end, alignof(uint32_t));
	if (!t->hash || !t->begin || !t->end)
		return -1;
	for (size_t at = 0; (end = next_word(text, size, at, &begin)) > begin;
	     at = end) {
		t->hash[t->n] = catena_fold_hash(text + begin, end - begin);
		t->begin[t->n] = (uint32_t)begin;
		t->end[t->n++] = (uint32_t)end;
	}
	return 0;
}

/* ---- Runs ---- */

struct run {
	uint32_t a, b, n;
};

struct finder {
	const struct align_text *a, *b;
	uint32_t least;
	uint32_t *first, *next; /* places of b by hash; place + 1, 0: none */
	uint32_t mask;
	struct run *runs;
	uint32_t n, cap;
	struct arena *arena;
};

static uint32_t run_hash(const uint32_t *words, uint32_t n)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < n; i++)
		h = (h ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return (uint32_t)(h >> 32);
}

static int index_places(struct finder *f)
{
	const struct align_text *const b = f->b;
	uint32_t size = 64;
	while (size < b->n)
		size *= 2;
	f->mask = size - 1;
	f->first = arena_zalloc(f->arena, (size_t)size * sizeof *f->first, 4);
	f->next =
	    arena_array(f->arena, (size_t)b->n + 1, sizeof *f->next, alignof(uint32_t));
	if (!f->first || !f->next)
		return -1;
	for (uint32_t i = b->n < f->least ? 0 : b->n - f->least + 1; i-- > 0;) {
		uint32_t *const head =
		    f->first + (run_hash(b->hash + i, f->least) & f->mask);
		f->next[i] = *head;
		*head = i + 1;
	}
	return 0;
}

static uint32_t same_from(const struct finder *f, uint32_t a, uint32_t b)
{
	const uint32_t from = a;
	while (a < f->a->n && b < f->b->n && f->a->hash[a] == f->b->hash[b])
		a++, b++;
	return a - from;
}

enum {
	PLACES = 64 /* looked at of a run that stands in many */
};

/* The longest run at place i of a; of equals the one that goes on where the
 * last one ended, then the first. */
static struct run longest_at(const struct finder *f, uint32_t i)
{
	struct run best = {i, 0, 0};
	if (f->n) {
		const struct run *const last = f->runs + f->n - 1;
		const uint32_t b = last->b + (i - last->a);
		best.b = b;
		best.n = b < f->b->n ? same_from(f, i, b) : 0;
	}
	uint32_t at = f->first[run_hash(f->a->hash + i, f->least) & f->mask];
	for (uint32_t k = 0; at && k < PLACES; k++, at = f->next[at - 1]) {
		const uint32_t n = same_from(f, i, at - 1);
		if (n > best.n)
			best = (struct run){i, at - 1, n};
	}
	return best;
}

static int add_run(struct finder *f, struct run r)
{
	if (f->n == f->cap) {
		const uint32_t cap = f->cap ? f->cap * 2 : 64;
		struct run *const p = arena_grow(f->arena, f->runs, f->cap * sizeof *p,
		                                 (size_t)cap * sizeof *p);
		if (!p)
			return -1;
		f->runs = p;
		f->cap = cap;
	}
	f->runs[f->n++] = r;
	return 0;
}

static int find_runs(struct finder *f)
{
	if (!f->least || index_places(f))
		return f->least ? -1 : 0;
	for (uint32_t i = 0; i + f->least <= f->a->n;) {
		const struct run r = longest_at(f, i);
		if (r.n >= f->least && add_run(f, r))
			return -1;
		i += r.n >= f->least ? r.n : 1;
	}
	return 0;
}

static uint32_t shorter(const struct align_text *a, const struct align_text *b,
                        uint32_t n)
{
	n = a->n < n ? a->n : n;
	return b->n < n ? b->n : n;
}

/* ---- Pieces ---- */

struct pieces {
	struct align_piece *p;
	uint32_t n, cap, from; /* from: the first of the passage being made */
	struct arena *arena;
	bool failed;
};

/* Adds a piece, or makes the last one longer. */
static void add_piece(struct pieces *x, struct align_piece piece)
{
	struct align_piece *const last = x->n > x->from ? x->p + x->n - 1 : NULL;
	if (x->failed || (piece.a == piece.a_end && piece.b == piece.b_end))
		return;
	if (last && last->same == piece.same) {
		last->a_end = piece.a_end;
		last->b_end = piece.b_end;
		return;
	}
	if (x->n == x->cap) {
		const uint32_t cap = x->cap ? x->cap * 2 : 64;
		struct align_piece *const p =
		    arena_grow(x->arena, x->p, x->cap * sizeof *p, (size_t)cap * sizeof *p);
		if (!p) {
			x->failed = true;
			return;
		}
		x->p = p;
		x->cap = cap;
	}
	x->p[x->n++] = piece;
}

/* Lengths of the longest common subsequence of what is left, by the book. */
static void add_compared(struct pieces *x, const struct align_text *a,
                         const struct align_text *b, struct align_piece gap)
{
	uint8_t longest[ALIGN_GAP + 1][ALIGN_GAP + 1] = {{0}};
	const uint32_t n = gap.a_end - gap.a, m = gap.b_end - gap.b;
	uint32_t i = 0, k = 0;
	for (i = n; i-- > 0;) {
		for (k = m; k-- > 0;) {
			const uint8_t down = longest[i + 1][k], right = longest[i][k + 1];
			longest[i][k] = a->hash[gap.a + i] == b->hash[gap.b + k]
			                    ? (uint8_t)(longest[i + 1][k + 1] + 1)
			                : down > right ? down
			                               : right;
		}
	}
	for (i = k = 0; i < n || k < m;) {
		const uint32_t p = gap.a + i, q = gap.b + k;
		const bool same = i < n && k < m && a->hash[p] == b->hash[q] &&
		                  longest[i][k] == longest[i + 1][k + 1] + 1;
		const bool left =
		    !same && i < n && (k == m || longest[i + 1][k] >= longest[i][k + 1]);
		add_piece(x, (struct align_piece){p, p + (same || left), q,
		                                  q + (same || !left), same});
		i += same || left;
		k += same || !left;
	}
}

static void add_gap(struct pieces *x, const struct align_text *a,
                    const struct align_text *b, struct align_piece gap)
{
	if (gap.a_end - gap.a <= ALIGN_GAP && gap.b_end - gap.b <= ALIGN_GAP)
		add_compared(x, a, b, gap);
	else
		add_piece(x, gap);
}

static void end_passage(struct pieces *x, struct align_passage *p)
{
	*p = (struct align_passage){.n = x->n - x->from};
	for (uint32_t i = x->from; i < x->n; i++)
		p->same += x->p[i].same ? x->p[i].a_end - x->p[i].a : 0;
	if (p->n) {
		p->a = x->p[x->from].a;
		p->b = x->p[x->from].b;
		p->a_end = x->p[x->n - 1].a_end;
		p->b_end = x->p[x->n - 1].b_end;
	}
	x->from = x->n;
}

static bool goes_on(const struct run *r, const struct run *next, uint32_t gap)
{
	return next->b >= r->b + r->n && next->b - (r->b + r->n) <= gap &&
	       next->a - (r->a + r->n) <= gap;
}

static void add_between(struct pieces *x, const struct finder *f,
                        const struct run *r, const struct run *next)
{
	add_gap(
	    x, f->a, f->b,
	    (struct align_piece){r->a + r->n, next->a, r->b + r->n, next->b, false});
}

static void add_same(struct pieces *x, const struct run *r)
{
	add_piece(x, (struct align_piece){r->a, r->a + r->n, r->b, r->b + r->n, true});
}

/* ---- Results ---- */

/* Words of b in any passage: one may stand in several. */
static int count_b(struct align_result *out, const struct finder *f)
{
	uint8_t *const seen = arena_zalloc(f->arena, (size_t)f->b->n + 1, 1);
	if (!seen)
		return -1;
	for (uint32_t i = 0; i < out->n; i++) {
		const struct align_passage *const p = out->passages + i;
		for (uint32_t k = 0; k < p->n; k++)
			if (p->pieces[k].same)
				memset(seen + p->pieces[k].b, 1,
				       p->pieces[k].b_end - p->pieces[k].b);
		out->a_same += p->same;
	}
	for (uint32_t i = 0; i < f->b->n; i++)
		out->b_same += seen[i];
	return 0;
}

int align_shared(struct align_result *out, struct arena *arena,
                 const struct align_text *a, const struct align_text *b,
                 uint32_t least)
{
	struct finder f = {
	    .a = a, .b = b, .least = shorter(a, b, least), .arena = arena};
	struct pieces x = {.arena = arena};
	*out = (struct align_result){0};
	if (find_runs(&f))
		return -1;
	out->passages = arena_array(arena, (size_t)f.n + 1, sizeof *out->passages,
	                            alignof(struct align_passage));
	if (!out->passages)
		return -1;
	for (uint32_t i = 0; i < f.n; i++) {
		add_same(&x, f.runs + i);
		if (i + 1 < f.n && goes_on(f.runs + i, f.runs + i + 1, ALIGN_GAP))
			add_between(&x, &f, f.runs + i, f.runs + i + 1);
		else
			end_passage(&x, out->passages + out->n++);
	}
	/* The pieces have moved while they grew. */
	for (uint32_t i = 0, from = 0; i < out->n; i++) {
		out->passages[i].pieces = x.p + from;
		from += out->passages[i].n;
	}
	return x.failed ? -1 : count_b(out, &f);
}

int align_whole(struct align_passage *out, struct arena *arena,
                const struct align_text *a, const struct align_text *b)
{
	struct finder f = {.a = a, .b = b, .least = shorter(a, b, 3), .arena = arena};
	struct pieces x = {.arena = arena};
	struct run at = {0, 0, 0};
	if (find_runs(&f))
		return -1;
	for (uint32_t i = 0; i < f.n; i++) {
		if (!goes_on(&at, f.runs + i, UINT32_MAX))
			continue;
		add_between(&x, &f, &at, f.runs + i);
		add_same(&x, f.runs + i);
		at = f.runs[i];
	}
	const struct run end = {a->n, b->n, 0};
	add_between(&x, &f, &at, &end);
	end_passage(&x, out);
	out->pieces = x.p;
	return x.failed ? -1 : 0;
}
