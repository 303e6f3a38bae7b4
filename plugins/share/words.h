/* SPDX-License-Identifier: MIT */
/* words.h - the words of a document as one hash each, from its tokens: what
 * the deduplicators compare.
 *
 * A word is a run of letters, digits, marks and underscores.  A token that
 * holds more ("don't", "3,000.5", an URL) is cut into its runs, so that
 * straight or curly quotes change nothing; tokens that cut a run ("can|not",
 * "5|G") are joined again; those without letter and digit are left out.  The hash
 * is that of the folded word (catena_fold_hash), so case does not count either. */
#ifndef CATENA_SHARE_WORDS_H
#define CATENA_SHARE_WORDS_H

#include "plain.h"
#include "words_run.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <catena/fold.h>
#include <catena/plugin.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct words {
	uint32_t *hash, *begin, *end; /* begin, end: NULL unless `spans` */
	uint32_t n, room;
	uint32_t last_begin, last_end; /* of the last word */
	/* 64 noughts, then of the text: letters and digits of ASCII, '_' */
	unsigned char *bits;
	size_t room_bits;
	enum share_machine machine; /* SHARE_UNKNOWN: is asked for */
	bool spans;                 /* keep begin and end of each word */
	bool cased;                 /* upper and lower case differ */
	bool numbers;               /* all numbers are one word */
	/* Not NULL: writes a word beyond ASCII as it is to be compared; 0: as it is. */
	size_t (*strip)(const char *s, size_t n, char *out, size_t room);
};

#define WORDS_NUMBER 0x6E756D21u /* the hash of any number, if `numbers` */

static inline void words_free(struct words *w)
{
	free(w->hash);
	free(w->begin);
	free(w->end);
	free(w->bits);
	memset(w, 0, sizeof *w);
}

/* After a document of many words: gives back the memory. */
#define WORDS_KEEP (1u << 20)
static inline void words_trim(struct words *w)
{
	if (w->room <= WORDS_KEEP)
		return;
	free(w->hash);
	free(w->begin);
	free(w->end);
	free(w->bits);
	w->hash = w->begin = w->end = NULL;
	w->bits = NULL;
	w->n = w->room = 0;
	w->room_bits = 0;
}

static inline bool words_grow(uint32_t **column, uint32_t room)
{
	uint32_t *const p = realloc(*column, (size_t)room * sizeof *p);

	if (p)
		*column = p;
	return p != NULL;
}

static inline bool words_room(struct words *w, uint32_t more)
{
	uint32_t room = w->room ? w->room : 1024;

	if (more > UINT32_MAX / 8 || w->n > UINT32_MAX / 8)
		return false;
	if (w->room - w->n >= more)
		return true;
	while (room - w->n < more)
		room += room / 2;
	if (!words_grow(&w->hash, room))
		return false;
	if (w->spans && (!words_grow(&w->begin, room) || !words_grow(&w->end, room)))
		return false;
	w->room = room;
	return true;
}

/* Does a code point beyond ASCII stand between words though tokens may hold
 * it?  Those of WordBreakProperty's MidLetter, MidNum and MidNumLet, and what
 * else stands inside an URL: general punctuation. */
static inline bool words_cut_wide(uint32_t c)
{
	switch (c) {
	case 0x85:
	case 0xA0:
	case 0xAD: /* a soft hyphen: in no word, as it may not be seen */
	case 0xB7:
	case 0x387:
	case 0x37E:
	case 0x55F:
	case 0x589:
	case 0x5F4:
	case 0x60C:
	case 0x60D:
	case 0x66C:
	case 0x7F8:
		return true;
	default:
		return (c >= 0x2000 && c <= 0x200A) || (c >= 0x2010 && c <= 0x2029) ||
		       (c >= 0x202F && c <= 0x205F) || c == 0x1680 || c == 0x3000 ||
		       (c >= 0xFE10 && c <= 0xFE19) || (c >= 0xFE50 && c <= 0xFE6B) ||
		       (c >= 0xFF01 && c <= 0xFF0F) || c == 0xFF1A || c == 0xFF1B;
	}
}

static inline bool words_cut(const unsigned char *s, size_t n, size_t *size)
{
	const unsigned c = s[0];

	*size = 1;
	if (c < 0x80)
		return !((c | 0x20u) - 'a' < 26 || c - '0' < 10 || c == '_');
	const uint32_t wide = catena_fold_decode(s, n, size);
	return wide != 0xFFFFFFFF && words_cut_wide(wide);
}

static inline uint32_t words_hash(const struct words *w, const char *s, size_t n)
{
	const unsigned first = (unsigned char)s[0];

	if (w->numbers && first - '0' < 10) {
		size_t i = 1;
		while (i < n && (unsigned)(unsigned char)s[i] - '0' < 10)
			i++;
		if (i == n)
			return WORDS_NUMBER;
	}
	return w->cased ? catena_hash(s, n) : catena_fold_hash(s, n);
}

static inline uint32_t words_hash_any(const struct words *w, const char *s,
                                      size_t n)
{
	char stripped[512];
	const size_t size = w->strip ? w->strip(s, n, stripped, sizeof stripped) : 0;

	return size ? words_hash(w, stripped, size) : words_hash(w, s, n);
}

/* Does a word go on where the last one ended?  (Letters beyond ASCII are left
 * as the tokenizer cut them: ideographs have no blanks between words.) */
static inline bool words_go_on(const struct words *w, const char *text,
                               uint32_t begin)
{
	return w->n && begin == w->last_end &&
	       !(((unsigned char)text[begin - 1] | (unsigned char)text[begin]) & 0x80);
}

/* Room was made. */
static inline void words_put(struct words *w, const char *text, uint32_t hash,
                             uint32_t begin, uint32_t end)
{
	if (words_go_on(w, text, begin)) {
		begin = w->last_begin;
		w->n--;
		hash = words_hash(w, text + begin, end - begin);
	}
	if (w->spans) {
		w->begin[w->n] = begin;
		w->end[w->n] = end;
	}
	w->hash[w->n++] = hash;
	w->last_begin = begin;
	w->last_end = end;
}

/* The runs of a token.  False when out of memory. */
static inline bool words_pieces(struct words *w, const char *text, uint32_t begin,
                                uint32_t end)
{
	const unsigned char *const s = (const unsigned char *)text;
	uint32_t at = begin;

	while (at < end) {
		size_t size = 1;
		while (at < end && words_cut(s + at, end - at, &size))
			at += (uint32_t)size;
		const uint32_t from = at;
		while (at < end && !words_cut(s + at, end - at, &size))
			at += (uint32_t)size;
		if (at == from)
			break;
		if (!words_room(w, 1))
			return false;
		words_put(w, text, words_hash_any(w, text + from, at - from), from, at);
	}
	return true;
}

static inline bool words_has_none(uint32_t kind, char first)
{
	return (kind == CATENA_TOKEN_PUNCT || kind == CATENA_TOKEN_SYMBOL ||
	        kind == CATENA_TOKEN_EMOJI || kind == CATENA_TOKEN_OTHER) &&
	       first != '_';
}

/* One bit for each byte of eight, from their high bits. */
static inline uint64_t words_gather(uint64_t high)
{
	return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* High bits of the bytes that are letters or digits of ASCII, or '_'. */
static inline uint64_t words_letters(uint64_t word)
{
	const uint64_t x = word & ~PLAIN_HIGH, lower = x | PLAIN_ONES * 0x20;
	const uint64_t letter = plain_from(lower, 'a') & ~plain_from(lower, 'z' + 1);
	const uint64_t digit = plain_from(x, '0') & ~plain_from(x, '9' + 1);
	const uint64_t line = ~plain_from(x ^ PLAIN_ONES * '_', 1);

	return (letter | digit | line) & ~word & PLAIN_HIGH;
}

/* Bits of the 64 bytes at s. */
static inline uint64_t words_block(const unsigned char *s)
{
	uint64_t bits = 0;

#ifdef __SSE2__
	const __m128i case_bit = _mm_set1_epi8(0x20), line = _mm_set1_epi8('_');
	for (unsigned k = 0; k < 64; k += 16) {
		const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + k));
		const __m128i lower = _mm_or_si128(x, case_bit);
		/* signed: bytes beyond ASCII are below all that is asked for */
		const __m128i letter =
		    _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
		                  _mm_cmpgt_epi8(_mm_set1_epi8('z' + 1), lower));
		const __m128i digit =
		    _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8('0' - 1)),
		                  _mm_cmpgt_epi8(_mm_set1_epi8('9' + 1), x));
		const __m128i any =
		    _mm_or_si128(_mm_or_si128(letter, digit), _mm_cmpeq_epi8(x, line));
		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(any) << k;
	}
#else
	for (unsigned k = 0; k < 8; k++)
		bits |= words_gather(words_letters(catena_hash_load(s + k * 8, 8)))
		        << k * 8;
#endif
	return bits;
}

/* The lowest first, on any machine. */
static inline void words_put_block(unsigned char *out, uint64_t bits)
{
	for (unsigned k = 0; k < 8; k++)
		out[k] = (unsigned char)(bits >> 8 * k);
}

static inline void words_blocks(const struct words *w, const unsigned char *s,
                                size_t n, unsigned char *bits)
{
	(void)w;
#ifdef SHARE_X86
	if (w->machine == SHARE_HAS_AVX512) {
		words_blocks_avx512(s, n, bits);
		return;
	}
	if (w->machine == SHARE_HAS_AVX2) {
		words_blocks_avx2(s, n, bits);
		return;
	}
#endif
	for (size_t i = 0; i < n; i++)
		words_put_block(bits + i * 8, words_block(s + i * 64));
}

static inline bool words_map(struct words *w, const char *text, uint32_t size)
{
	const unsigned char *const s = (const unsigned char *)text;
	const size_t whole = size / 64, n = (whole + 3) * 8;
	unsigned char last[64] = {0};

	if (n > w->room_bits) {
		unsigned char *const p = realloc(w->bits, n + n / 2);
		if (!p)
			return false;
		w->bits = p;
		w->room_bits = n + n / 2;
	}
	words_put_block(w->bits, 0);
	words_blocks(w, s, whole, w->bits + 8);
	if (size % 64)
		memcpy(last, s + whole * 64, size % 64);
	words_put_block(w->bits + (whole + 1) * 8, words_block(last));
	words_put_block(w->bits + (whole + 2) * 8, 0);
	return true;
}

/* The bit of the byte before `at`, then those of WORDS_NEAR bytes from there on. */
#define WORDS_NEAR 56u
static inline uint64_t words_bits(const unsigned char *bits, uint32_t at)
{
	const uint64_t from = (uint64_t)at + 63;
	const unsigned char *const s = bits + from / 8;
	const uint64_t all = (uint64_t)s[0] | (uint64_t)s[1] << 8 |
	                     (uint64_t)s[2] << 16 | (uint64_t)s[3] << 24 |
	                     (uint64_t)s[4] << 32 | (uint64_t)s[5] << 40 |
	                     (uint64_t)s[6] << 48 | (uint64_t)s[7] << 56;

	return all >> from % 8;
}

/* A token of any kind.  Room was made for it, and is for `left` more after. */
static inline bool words_token(struct words *w, const char *text, uint32_t size,
                               uint32_t begin, uint32_t end, uint32_t kind,
                               uint32_t left)
{
	if (begin == end || words_has_none(kind, text[begin]))
		return true;
	if (kind > CATENA_TOKEN_NUMBER ||
	    !plain_word((const unsigned char *)text + begin, end - begin, size - begin))
		return words_pieces(w, text, begin, end) &&
		       words_room(w, left + WORDS_SLACK);
	words_put(w, text, words_hash(w, text + begin, end - begin), begin, end);
	return true;
}

/* As words_token, of a token that is not as most are; `last`: the one that gave
 * the last word, if any did since such a one. */
static inline bool words_odd(struct words *w, const char *text, uint32_t size,
                             const struct catena_layer *tokens, uint32_t i,
                             uint32_t kind, uint32_t last)
{
	if (last < i) {
		w->last_begin = tokens->begin[last];
		w->last_end = tokens->end[last];
	}
	return words_token(w, text, size, tokens->begin[i], tokens->end[i], kind,
	                   tokens->n - i);
}

/* Tokens i to `to`, as long as each is a plain word or none; where the first one
 * stands that is not.  No branch tells the two apart: it would often guess wrong.
 */
static inline uint32_t words_run_plain(struct words_run *r, uint32_t i, uint32_t to,
                                       const bool spans)
{
	const struct words_run own = *r; /* in registers, whatever is written */
	uint32_t n = own.n, last = own.last;

	for (; i < to; i++) {
		const uint32_t begin = own.begin[i], size = own.end[i] - begin;
		const uint32_t k = own.kind[i];
		const uint64_t bits = words_bits(own.bits, begin);
		/* a word that goes on here, and what is no letter or digit */
		const uint64_t odd = (bits & 1) | ~bits >> 1 << ((64 - size) & 63);
		const uint32_t plain =
		    (size - 1 < WORDS_NEAR) & (k <= CATENA_TOKEN_NUMBER) & (odd == 0);
		const uint32_t skip = WORDS_NONE >> (k & 31) & 1 & (uint32_t)(~bits >> 1);

		if (!(plain | skip))
			break;
		own.out[n] = own.hash[i];
		if (spans) {
			own.out_begin[n] = begin;
			own.out_end[n] = begin + size;
		}
		n += plain;
		last = plain ? i : last;
	}
	r->n = n;
	r->last = last;
	return i;
}

/* The same, to the end of the tokens. */
static inline uint32_t words_run(struct words_run *r, uint32_t i,
                                 enum share_machine machine)
{
	const bool spans = r->out_begin != NULL;

#ifdef SHARE_X86
	while (machine >= SHARE_HAS_AVX2) {
		i = machine == SHARE_HAS_AVX512 ? words_run_avx512(r, i)
		                                : words_run_avx2(r, i);
		if (i == r->n_tokens || words_run_plain(r, i, i + 1, spans) == i)
			return i;
		i++;
	}
#endif
	(void)machine;
	return spans ? words_run_plain(r, i, r->n_tokens, true)
	             : words_run_plain(r, i, r->n_tokens, false);
}

/* Most tokens are plain words whose hash is there, or none. */
static inline bool words_fill_plain(struct words *w, const char *text,
                                    uint32_t size,
                                    const struct catena_layer *tokens,
                                    const uint8_t *kind, const uint32_t *hash)
{
	struct words_run r = {tokens->begin, tokens->end, hash,      kind,
	                      NULL,          tokens->n,   NULL,      NULL,
	                      NULL,          0,           UINT32_MAX};

	if (!words_map(w, text, size))
		return false;
	r.bits = w->bits;
	for (uint32_t i = 0;; i++) {
		r.out = w->hash;
		r.out_begin = w->spans ? w->begin : NULL;
		r.out_end = w->spans ? w->end : NULL;
		i = words_run(&r, i, size < INT32_MAX ? w->machine : SHARE_HAS_NONE);
		w->n = r.n;
		if (i == r.n_tokens)
			return true;
		if (!words_odd(w, text, size, tokens, i, kind[i], r.last))
			return false;
		r.n = w->n;
		r.last = UINT32_MAX;
	}
}

/* Fills w from a token layer; hash may be NULL.  False when out of memory. */
static inline bool words_fill(struct words *w, const char *text, uint32_t size,
                              const struct catena_layer *tokens,
                              const uint8_t *kind, const uint32_t *hash)
{
	w->n = 0;
	if (!w->machine)
		w->machine = share_machine();
	if (tokens->n > UINT32_MAX / 8 || !words_room(w, tokens->n + WORDS_SLACK))
		return false;
	if (hash && kind && !w->cased && !w->numbers)
		return words_fill_plain(w, text, size, tokens, kind, hash);
	for (uint32_t i = 0; i < tokens->n; i++) {
		if (!words_token(w, text, size, tokens->begin[i], tokens->end[i],
		                 kind ? kind[i] : CATENA_TOKEN_WORD, tokens->n - i))
			return false;
	}
	return true;
}

#endif
