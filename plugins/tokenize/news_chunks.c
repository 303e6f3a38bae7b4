/* SPDX-License-Identifier: MIT */
/* news_chunks.c - a paragraph into tokens: plain words by bitmaps, what is not
 * plain by lex.c
 *
 * Nine chunks of ten are letters, perhaps with a quote before and some marks
 * behind.  Their tokens are those that lex.c would make (a test compares). */
#include "news_chunks.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "scan.h"

/* 64 bytes, bit i for byte i. */
struct window {
	uint64_t letter, upper, white; /* of ASCII */
};

#ifdef __SSE2__
static inline __m128i range(__m128i v, char low, char count)
{
	return _mm_cmplt_epi8(_mm_add_epi8(v, _mm_set1_epi8((char)(-128 - low))),
	                      _mm_set1_epi8((char)(-128 + count)));
}

static void look(const unsigned char *p, struct window *w)
{
	w->letter = w->upper = w->white = 0;
	for (unsigned i = 0; i < 64; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		const __m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
		const __m128i blank =
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')), range(v, '\t', 5));
		w->letter |= (uint64_t)(unsigned)_mm_movemask_epi8(range(small, 'a', 26))
		             << i;
		w->upper |= (uint64_t)(unsigned)_mm_movemask_epi8(range(v, 'A', 26)) << i;
		w->white |= (uint64_t)(unsigned)_mm_movemask_epi8(blank) << i;
	}
}
#else
static void look(const unsigned char *p, struct window *w)
{
	w->letter = w->upper = w->white = 0;
	for (unsigned i = 0; i < 64; i++) {
		const unsigned c = p[i];
		w->letter |= (uint64_t)lex_lower(c | 0x20) << i;
		w->upper |= (uint64_t)lex_upper(c) << i;
		w->white |= (uint64_t)(c == ' ' || c - '\t' < 5u) << i;
	}
}
#endif

/* The window at `at`; what is beyond the paragraph is white. */
static void window_at(const struct lex *x, size_t at, struct window *w)
{
	if (x->n - at >= 64) {
		look(x->s + at, w);
	} else {
		unsigned char last[64];
		memset(last, ' ', sizeof last);
		memcpy(last, x->s + at, x->n - at);
		look(last, w);
	}
	if (x->end - at < 64) {
		const uint64_t beyond = ~UINT64_C(0) << (x->end - at);
		w->white |= beyond;
		w->letter &= ~beyond;
	}
}

static inline uint64_t bits_of(unsigned from, unsigned to)
{
	return to - from == 64 ? ~UINT64_C(0)
	                       : ((UINT64_C(1) << (to - from)) - 1) << from;
}

static inline int room(struct lex *x)
{
	if (x->rows->n < x->rows->cap)
		return 1;
	if (!x->failed && x->more(x->owner, x->rows))
		return 1;
	x->failed = 1;
	return 0;
}

static void hash(struct lex *x, uint32_t k)
{
	const struct token_rows *const rows = x->rows;

	rows->hash[k] = catena_fold_hash((const char *)x->s + rows->begin[k],
	                                 rows->end[k] - rows->begin[k]);
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
		hash(x, k);
}

/* The word of letters at bits [from, to) of the window at `at`. */
static inline void add_word(struct lex *x, size_t at, const struct window *w,
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
static int simple(struct lex *x, size_t at, const struct window *w, unsigned from,
                  unsigned stop)
{
	const unsigned char *const s = x->s + at;
	unsigned a = from, b, size;

	if (s[a] == '"' || s[a] == '(')
		a++;
	else if (s[a] == 0xE2 && stop - a > 3 && s[a + 1] == 0x80 && s[a + 2] == 0x9C)
		a += 3;
	if (a >= stop || !(w->letter >> a & 1))
		return 0;
	b = a + scan_first(~(w->letter >> a));
	const unsigned plain = b;
	const unsigned apostrophe =
	    b < stop ? (unsigned)tokenize_lex_apostrophe(x->s, at + stop, at + b) : 0;
	if (apostrophe && b + apostrophe < stop &&
	    (w->letter >> (b + apostrophe) & 1)) {
		b += apostrophe;
		b += scan_first(~(w->letter >> b));
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

	for (; at < x->end; at = next)
		if (class_at(x->s, x->end, at, &next).flags & CHAR_SPACE)
			break;
	return at;
}

static size_t skip_space(const struct lex *x, size_t at)
{
	size_t next;

	while (at < x->end && (class_at(x->s, x->end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* Chunks of the window at `at`; returns where the next window begins. */
static size_t chunks(struct lex *x, size_t at, const struct window *w)
{
	unsigned from = 0;

	for (;;) {
		if (from >= 64 || !(~w->white >> from))
			return at + 64;
		from += scan_first(~w->white >> from);
		const uint64_t white = w->white >> from;
		if (!white && from)
			return at + from; /* it may be whole in a window of its own */
		const unsigned stop = white ? from + scan_first(white) : 64;
		if (white && !(bits_of(from, stop) & ~w->letter)) {
			add_word(x, at, w, from, stop, stop);
		} else if (!white || !simple(x, at, w, from, stop)) {
			size_t next = skip_space(x, at + from);
			if (next == at + from)
				next = tokenize_lex_chunk(x, next, chunk_end(x, next));
			if (next - at >= 64)
				return next;
			from = (unsigned)(next - at);
			continue;
		}
		from = stop;
	}
}

void tokenize_news_chunks(struct lex *x, size_t at)
{
	struct window w;

	while (at < x->end && !x->failed) {
		window_at(x, at, &w);
		at = chunks(x, at, &w);
	}
}

void tokenize_news_chunks_plain(struct lex *x, size_t at)
{
	for (at = skip_space(x, at); at < x->end && !x->failed; at = skip_space(x, at))
		at = tokenize_lex_chunk(x, at, chunk_end(x, at));
}
