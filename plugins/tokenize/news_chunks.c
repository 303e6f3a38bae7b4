/* SPDX-License-Identifier: MIT */
/* news_chunks.c - a paragraph into tokens: plain words by bitmaps, what is not
 * plain by lex.c
 *
 * Nine chunks of ten are letters, perhaps with a quote before and some marks
 * behind.  Their tokens are taken out of bitmaps in bulk, and are those that
 * lex.c would make (a test compares). */
#include "news_chunks.h"

#include <string.h>

#include <catena/plugin.h>

#include "bits64.h"
#include "chars.h"
#include "hash_quick.h"
#include "news_gaps.h"
#include "news_way.h"
#include "scan.h"

static inline int room(struct lex *x)
{
	if (x->rows->n < x->rows->cap)
		return 1;
	if (!x->failed && x->more(x->owner, x->rows))
		return 1;
	x->failed = 1;
	return 0;
}

/* Hashes of the rows [first, n). */
static void hash_rows(struct lex *x, uint32_t first)
{
	const struct token_rows *const rows = x->rows;

	for (uint32_t k = first; k < rows->n; k++)
		rows->hash[k] = hash_quick(x->s, x->n, rows->begin[k], rows->end[k]);
}

static inline void add(struct lex *x, size_t begin, size_t end, unsigned kind,
                       unsigned flags)
{
	if (!room(x))
		return;
	struct token_rows *const rows = x->rows;
	const uint32_t k = rows->n++;
	rows->begin[k] = (uint32_t)begin;
	rows->end[k] = (uint32_t)end;
	if (rows->kind)
		rows->kind[k] = (uint8_t)kind;
	if (rows->flags)
		rows->flags[k] = (uint8_t)flags;
	if (rows->hash)
		hash_rows(x, k);
}

/* Is that a word that the language splits? */
static inline int is_split(const struct lex *x, size_t begin, size_t end)
{
	const unsigned char *const s = x->s + begin;

	return lang_may_split(x->lang, s, end - begin) &&
	       tokenize_lang_roles(x->lang, s, end - begin, NULL) & LANG_SPLIT;
}

/* Is one of the tokens of the window at `at` which end at these bits such a word?
 */
static int split_of_ends(const struct lex *x, size_t at, uint64_t begin,
                         uint64_t ends)
{
	for (; ends; ends &= ends - 1) {
		const unsigned end = share_lowest(ends);
		if (is_split(x, at + bits_up_to(begin & bits_of(0, end)) - 1, at + end))
			return 1;
	}
	return 0;
}

/* Is one of the rows [first, n)? */
static int split_of_rows(const struct lex *x, uint32_t first)
{
	const struct token_rows *const rows = x->rows;

	for (uint32_t k = first; k < rows->n; k++)
		if (is_split(x, rows->begin[k], rows->end[k]))
			return 1;
	return 0;
}

/* May one of the rows [first, n) be a word that the language splits? */
static inline uint32_t may_split(const struct lex *x, uint32_t first)
{
	const struct token_rows *const rows = x->rows;
	const struct lang_sieve *const sieve = &x->lang->split;
	uint32_t may = 0;

	for (uint32_t k = first; k < rows->n; k++) {
		const unsigned char *const s = x->s + rows->begin[k];
		const size_t n = rows->end[k] - rows->begin[k];
		may |= lang_sieve_holds(sieve, lang_sieve_at(s[0], s[n > 1], s[n - 1], n));
	}
	return may;
}

/* Is one of the rows [first, n), tokens of the window at `at` that end at these
 * bits, a word that the language splits? */
static inline int any_split(const struct lex *x, size_t at,
                            const struct news_plan *p, uint64_t end, uint32_t first)
{
	if (x->way->split && x->n - at >= 64)
		return split_of_ends(
		    x, at, p->begin,
		    x->way->split(x->s + at, p->begin, end, &x->lang->tails));
	return may_split(x, first) && split_of_rows(x, first);
}

/* Room for the rows of a window, and for those written beyond. */
static inline int much_room(struct lex *x)
{
	while (x->rows->cap - x->rows->n < 64 + NEWS_SPARE)
		if (x->failed || !x->more(x->owner, x->rows)) {
			x->failed = 1;
			return 0;
		}
	return 1;
}

/* The gaps up to the last row: those of the rows from `first` on are given, the gap
 * before each from bit 0 on. */
static inline void note_gaps(struct lex *x, uint32_t first, uint64_t gaps)
{
	const struct token_rows *const rows = x->rows;

	if (rows->n == first || !news_gaps_room(x->gaps, rows->n))
		return;
	news_gaps_look(x->gaps, x->lang, x->s, rows, first);
	news_gaps_add(x->gaps, gaps >> 1, rows->n - 1 - first);
}

/* The tokens of the plain chunks in bits [from, to).  0: one of them is a word
 * to be split; no row was added. */
static inline int bulk(struct lex *x, size_t at, const struct news_plan *p,
                       unsigned from, unsigned to)
{
	struct token_rows *const rows = x->rows;
	const uint32_t first = rows->n;

	if (!much_room(x))
		return 1;
	const uint64_t gaps = x->way->add(p, from, to, at, rows);
	if (any_split(x, at, p, p->end & bits_of(from + 1, to), first)) {
		rows->n = first;
		return 0;
	}
	if (rows->hash)
		hash_rows(x, first);
	if (x->gaps)
		note_gaps(x, first, gaps);
	return 1;
}

/* The word of letters at bits [from, to) of the window at `at`. */
static inline void add_word(struct lex *x, size_t at, const struct news_window *w,
                            unsigned from, unsigned to, unsigned stop)
{
	const unsigned char *const s = x->s + at + from;
	const unsigned n = to - from;
	unsigned flags = stop == to ? CATENA_F_SPACE_AFTER : 0;

	if (lang_may_split(x->lang, s, n)) {
		tokenize_lex_cut(x, at + from, at + to);
		return;
	}
	if (w->upper >> from & 1) {
		flags |= CATENA_F_CAPITALISED;
		if (n > 1 && !(bits_of(from, to) & ~w->upper))
			flags |= CATENA_F_ALL_CAPS;
	}
	add(x, at + from, at + to, CATENA_TOKEN_WORD, flags);
}

/* The size of the mark at s (n > 0) if it is one that stands alone. */
static inline unsigned mark_size(const unsigned char *s, size_t n, unsigned curly)
{
	switch (s[0]) {
	case ',':
	case ';':
	case ':':
	case '!':
	case '?':
	case '.':
	case '"':
	case ')':
		return 1;
	case 0xE2:
		return n >= 3 && s[1] == 0x80 && s[2] == curly ? 3 : 0;
	default:
		return 0;
	}
}

/* Are the marks [at, end) such that each is a token?  Not if two of . ! ? meet
 * (a run), or : ; and something (a face). */
static int each_alone(const unsigned char *s, unsigned at, unsigned end)
{
	unsigned size, term = 0;

	for (; at < end; at += size) {
		size = mark_size(s + at, end - at, 0x9D);
		if (!size || ((s[at] == ':' || s[at] == ';') && at + size < end))
			return 0;
		const unsigned is_term = s[at] == '.' || s[at] == '!' || s[at] == '?';
		if (is_term && term)
			return 0;
		term = is_term;
	}
	return 1;
}

/* A chunk at bits [from, stop): an opening quote or bracket, letters, marks.
 * 0: it is not of that shape. */
static int simple(struct lex *x, size_t at, const struct news_window *w,
                  unsigned from, unsigned stop)
{
	const unsigned char *const s = x->s + at;
	unsigned a = from, b, size;

	if (s[a] == '"' || s[a] == '(')
		a++;
	else if (s[a] == 0xE2 && stop - a > 3 && s[a + 1] == 0x80 && s[a + 2] == 0x9C)
		a += 3;
	if (a >= stop || !(w->letter >> a & 1))
		return 0;
	b = a + share_lowest(~(w->letter >> a));
	const unsigned plain = b;
	const unsigned apostrophe =
	    b < stop ? (unsigned)tokenize_lex_apostrophe(x->s, at + stop, at + b) : 0;
	if (apostrophe && b + apostrophe < stop &&
	    (w->letter >> (b + apostrophe) & 1)) {
		b += apostrophe;
		b += share_lowest(~(w->letter >> b));
	}
	if (!each_alone(s, b, stop))
		return 0;
	if (a > from)
		add(x, at + from, at + a, CATENA_TOKEN_PUNCT, 0);
	if (b < stop && s[b] == '.' &&
	    tokenize_lex_keeps_dot(x, at + a, at + b, at + stop)) {
		tokenize_lex_cut(x, at + a, at + b + 1);
		b++;
	} else if (b > plain) {
		tokenize_lex_cut(x, at + a, at + b);
	} else {
		add_word(x, at, w, a, b, stop);
	}
	for (; b < stop; b += size) {
		size = mark_size(s + b, stop - b, 0x9D);
		add(x, at + b, at + b + size, CATENA_TOKEN_PUNCT,
		    b + size == stop ? CATENA_F_SPACE_AFTER : 0);
	}
	return 1;
}

/* Where the chunk at `at` ends, byte by byte: white space may be beyond ASCII. */
static size_t chunk_end(const struct lex *x, size_t at)
{
	size_t next;

	for (; at < x->end; at = next) {
		next = at + 1;
		if (x->s[at] > ' ' && x->s[at] < 0x7F)
			continue;
		if (class_at(x->s, x->end, at, &next).flags & CHAR_SPACE)
			break;
	}
	return at;
}

static size_t skip_space(const struct lex *x, size_t at)
{
	size_t next;

	while (at < x->end && (class_at(x->s, x->end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* The chunk at s[at], whatever it is, or the white space there.  Returns where
 * to go on. */
static size_t any_chunk(struct lex *x, size_t at)
{
	const size_t next = skip_space(x, at);

	return next == at ? tokenize_lex_chunk(x, at, chunk_end(x, at)) : next;
}

/* The chunks in bits [from, to), one by one. */
static void one_by_one(struct lex *x, size_t at, const struct news_window *w,
                       unsigned from, unsigned to)
{
	while (from < to) {
		if (w->white >> from & 1) {
			from++;
			continue;
		}
		const unsigned stop = from + share_lowest(w->white >> from);
		if (!simple(x, at, w, from, stop))
			any_chunk(x, at + from);
		from = stop;
	}
}

/* Chunks of the window at `at`; returns where the next window begins. */
static size_t chunks(struct lex *x, size_t at, const struct news_window *w)
{
	const unsigned whole = bits_up_to(w->white); /* chunks up to here are */
	struct news_plan p;
	unsigned from = 0;

	tokenize_news_plan(x->lang, x->s + at, w, &p);
	for (;;) {
		const uint64_t bad = p.bad & bits_of(from, whole);
		unsigned to = whole;
		if (bad) {
			to = bits_up_to(w->white & bits_of(0, share_lowest(bad)));
			to = to > from ? to : from;
		}
		if (to > from && !bulk(x, at, &p, from, to))
			one_by_one(x, at, w, from, to);
		if (!bad) {
			from = to > from ? to : from;
			if (from) /* what is behind may be whole in a window of its own */
				return at + from;
			to = 0;
		}
		const uint64_t white = w->white >> to;
		const unsigned stop = white ? to + share_lowest(white) : to;
		size_t next = at + stop;
		if (stop == to || !simple(x, at, w, to, stop))
			next = any_chunk(x, at + to);
		if (next - at >= 64)
			return next;
		from = (unsigned)(next - at);
	}
}

static void window_at(const struct news_way *way, const unsigned char *s, size_t n,
                      size_t at, size_t end, struct news_window *w)
{
	if (n - at >= 64) {
		way->window(s + at, w);
	} else {
		unsigned char last[64];
		memset(last, ' ', sizeof last);
		memcpy(last, s + at, n - at);
		way->window(last, w);
	}
	if (end - at < 64) {
		const uint64_t within = (UINT64_C(1) << (end - at)) - 1;
		w->white |= ~within;
		w->letter &= within;
		w->upper &= within;
		w->digit &= within;
		w->mark &= within;
		w->colon &= within;
		w->term &= within;
		w->dot &= within;
		w->comma &= within;
		w->late &= within;
		w->hyphen &= within;
		w->tick &= within;
		w->sign &= within >> 2;
		w->curly &= within >> 2;
	}
}

/* All gaps within the paragraph are known, and that behind it is none. */
static void end_gaps(struct lex *x)
{
	const struct token_rows *const rows = x->rows;

	if (x->gaps->done == rows->n || !news_gaps_room(x->gaps, rows->n))
		return;
	news_gaps_look(x->gaps, x->lang, x->s, rows, rows->n - 1);
	x->gaps->done = rows->n;
}

void tokenize_news_chunks(struct lex *x, size_t at)
{
	struct news_window w;

	while (at < x->end && !x->failed) {
		window_at(x->way, x->s, x->n, at, x->end, &w);
		at = chunks(x, at, &w);
	}
	if (x->gaps)
		end_gaps(x);
}

void tokenize_news_chunks_plain(struct lex *x, size_t at)
{
	for (at = skip_space(x, at); at < x->end && !x->failed; at = skip_space(x, at))
		at = tokenize_lex_chunk(x, at, chunk_end(x, at));
}
