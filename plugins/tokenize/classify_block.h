/* SPDX-License-Identifier: MIT */
/* classify_block.h - the bitmaps of a block, with the characters beyond ASCII */
#include "block.h"

#include <string.h>

#include "chars.h"

struct text {
	const unsigned char *s;
	size_t n;
};

/* A sign beyond ASCII, at bit i, that may join what is around it (WB6, 7, 11,
 * 12); next: where the following character begins. */
TARGET static void patch_mid(struct text t, size_t next, unsigned i, unsigned size,
                             unsigned word, struct block *b, struct spill *out)
{
	const struct block *const before = i ? b : b - 1;
	const unsigned last = (i - 1) % BLOCK;
	const int letter = before->letter >> last & 1;
	const int digit = before->digit >> last & 1;
	size_t after;

	if (next >= t.n || !(letter || digit))
		return;
	const unsigned c = class_at(t.s, t.n, next, &after).word;
	if (!(letter && c == WB_LETTER && word != WB_MID_NUM) &&
	    !(digit && c == WB_NUMERIC && word != WB_MID_LETTER))
		return;
	b->bridge |= UINT64_C(1) << i;
	if (size + i < 64)
		b->bridge |= UINT64_C(1) << (size + i);
	else
		out->bridge |= UINT64_C(1) << (size + i - 64);
}

/* Is the character none that bitmaps can cut words by? */
static inline int is_hard(struct char_class k)
{
	switch (k.word) {
	case WB_LETTER:
		return k.cat != CAT_LETTER && !(k.flags & CHAR_UPPER);
	case WB_NUMERIC:
		return k.cat != CAT_NUMBER;
	case WB_OTHER:
	case WB_NEWLINE:
	case WB_MID_LETTER:
	case WB_MID_NUM:
	case WB_MID_NUM_LET:
		return 0;
	default:
		return 1;
	}
}

/* Sets bits of a character; what is beyond the block spills. */
#define PUT(plane, all, over) (b->plane |= (all), out->plane |= (over))

/* What sentences and lines want to know. */
TARGET static inline void patch_ends(const unsigned char *s, struct char_class k,
                                     unsigned i, unsigned size, uint64_t all,
                                     uint64_t over, struct block *b,
                                     struct spill *out)
{
	const unsigned last = i + size - 1;
	const uint64_t last_bit = UINT64_C(1) << (last & 63);
	const int parts = size == 3 && s[2] == 0xA9; /* U+2029 */

	switch (k.sentence) {
	case SB_CLOSE:
		PUT(close, all, over);
		break;
	case SB_ATERM:
	case SB_TERM:
		b->term |= UINT64_C(1) << i;
		break;
	case SB_SEP:
		PUT(line, all, over);
		PUT(line_end, last < 64 ? last_bit : 0, last < 64 ? 0 : last_bit);
		if (parts)
			PUT(feed, last < 64 ? last_bit : 0, last < 64 ? 0 : last_bit);
		break;
	default:
		break;
	}
}

/* The letters U+00C0 to U+00FF, as far as they do not reach beyond the block:
 * their first bytes. */
TARGET static inline uint64_t patch_latin(const unsigned char *p, struct block *b)
{
	const uint64_t second = b->high & ~block_range(p, 0xC0, 0x40);
	const uint64_t signs = block_equal(p, 0x97) | block_equal(p, 0xB7);
	const uint64_t first = block_equal(p, 0xC3) & (second & ~signs) >> 1;

	b->letters |= first;
	b->upper |= first & block_range(p, 0x80, 0x1F) >> 1;
	b->letter |= first | first << 1;
	return first;
}

/* The first bytes of the signs U+2010 to U+201F, dashes and quotes, as far as
 * neither they nor what they may join reach beyond the block. */
TARGET static inline uint64_t find_quotes(const unsigned char *p)
{
	return block_equal(p, 0xE2) & block_equal(p, 0x80) >> 1 &
	       block_range(p, 0x90, 0x10) >> 2 & bits_below(61);
}

/* Puts those into the bitmaps, when all letters are there. */
TARGET static inline void patch_quotes(const unsigned char *p, uint64_t first,
                                       struct block *b)
{
	const uint64_t quote = first & block_range(p, 0x98, 8) >> 2;
	const uint64_t single =
	    first & block_range(p, 0x98, 2) >> 2; /* WB6, 7, 11, 12 */
	const uint64_t joins =
	    single & (((b->letter << 1 | b[-1].letter >> 63) & b->letter >> 3) |
	              ((b->digit << 1 | b[-1].digit >> 63) & b->digit >> 3));

	b->close |= quote | quote << 1 | quote << 2;
	b->bridge |= joins | joins << 3;
}

static inline void spill_in(const struct spill *in, struct block *b)
{
	b->letter |= in->letter;
	b->digit |= in->digit;
	b->white |= in->white;
	b->symbol |= in->symbol;
	b->other |= in->other;
	b->emoji |= in->emoji;
	b->close |= in->close;
	b->line |= in->line;
	b->line_end |= in->line_end;
	b->feed |= in->feed;
	b->cont |= in->cont;
	b->bridge |= in->bridge;
}

/* Puts the characters beyond ASCII into the bitmaps of the block at `at`, of
 * which p is a whole copy; those of western languages in bulk.  The block before
 * it is done.  in and out: what spills from that, and into the next. */
TARGET static void patch(struct text t, size_t at, const unsigned char *p,
                         struct block *b, const struct spill *in, struct spill *out)
{
	const uint64_t quotes = find_quotes(p), latin = patch_latin(p, b);
	const uint64_t inner = latin << 1 | quotes << 1 | quotes << 2;
	const uint64_t spilled = in->any ? in->cont : 0;
	uint64_t left = b->high & ~(spilled | latin | quotes | inner);

	b->cont |= inner;
	if (in->any)
		spill_in(in, b);
	memset(out, 0, sizeof *out);
	while (left) {
		const unsigned i = share_lowest(left);
		size_t next;
		const struct char_class k = class_at(t.s, t.n, at + i, &next);
		const unsigned size = (unsigned)(next - at) - i;
		const uint64_t first = UINT64_C(1) << i;
		const uint64_t all = bits_below(size) << i;
		const uint64_t over = i + size > 64 ? bits_below(i + size - 64) : 0;

		left &= ~all;
		PUT(cont, all & ~first, over);
		patch_ends(t.s + at + i, k, i, size, all, over, b, out);
		if (is_hard(k))
			b->hard |= first;
		if (k.flags & CHAR_SPACE) {
			PUT(white, all, over);
			continue;
		}
		if (k.flags & CHAR_UPPER)
			b->upper |= first;
		if (k.word == WB_LETTER) {
			PUT(letter, all, over);
			b->letters |= first;
		} else if (k.word == WB_NUMERIC) {
			PUT(digit, all, over);
			b->numbers |= first;
		} else if (k.cat == CAT_LETTER || (k.flags & CHAR_UPPER)) {
			b->letters |= first;
		} else if (k.cat == CAT_NUMBER) {
			b->numbers |= first;
		} else {
			if (k.cat == CAT_SYMBOL)
				PUT(symbol, all, over);
			else if (k.cat == CAT_EMOJI)
				PUT(emoji, all, over);
			else if (k.cat == CAT_NONE)
				PUT(other, all, over);
			if (k.word != WB_OTHER && !is_hard(k))
				patch_mid(t, next, i, size, k.word, b, out);
		}
	}
	if (quotes)
		patch_quotes(p, quotes, b);
	out->any = out->cont || out->bridge;
}
