/* SPDX-License-Identifier: MIT */
/* words_block.h - uax29 tokens, 64 bytes at a time
 *
 * Rules are shifts and ands of bitmaps (which bytes are joined to the byte
 * before), and boundaries are taken out in bulk.  What the bitmaps cannot tell
 * (combining marks, Hebrew, emoji...) is hard: the last two tokens are taken
 * back and uax29_word.c goes on from there, to where bitmaps are safe again.
 *
 * Before: take_out and spread, which turn bits into columns. */
#include "block.h"

#include <string.h>

#include <catena/fold.h>
#include <catena/plugin.h>

#include "words.h"

/* The carries from block to block, as bit 0. */
struct words_carry {
	uint64_t word, letter, digit, white, mid;
	uint64_t has_letter, has_number, lower, second, capital, symbol, sentence;
	uint64_t other, emoji;
};

/* A plane as it is one byte further on, where a token that had it ends. */
static inline uint64_t at_end(uint64_t plane, uint64_t old)
{
	return plane << 1 | old;
}

/* Planes of the tokens that end at the bits `end`. */
TARGET static inline void facts(const struct block *b, uint64_t joined,
                                uint64_t starts, struct words_carry *c,
                                struct planes *p)
{
	const struct words_carry old = *c;
	const uint64_t has_letter = bits_flood(b->letters, joined, &c->has_letter);
	/* letters with one before them in their token */
	const uint64_t before = at_end(has_letter, old.has_letter) & joined;

	p->letter = at_end(has_letter, old.has_letter);
	p->number =
	    at_end(bits_flood(b->numbers, joined, &c->has_number), old.has_number);
	p->lower =
	    at_end(bits_flood(b->letters & ~b->upper, joined, &c->lower), old.lower);
	p->second =
	    at_end(bits_flood(b->letters & before, joined, &c->second), old.second);
	p->capital =
	    at_end(bits_flood(b->letters & ~before & b->upper, joined, &c->capital),
	           old.capital);
	p->symbol = at_end(b->symbol, old.symbol);
	c->symbol = b->symbol >> 63;
	p->sentence = at_end(bits_flood(starts, joined, &c->sentence), old.sentence);
	p->space = b->white;
}

/* The kinds of characters that are a token each, and rare: of those that end at
 * the bits `end`. */
TARGET static void rare_kinds(const struct block *b, const struct words_carry *c,
                              uint64_t end, uint8_t *kind)
{
	const uint64_t emoji = at_end(b->emoji, c->emoji) & end;
	uint64_t left = emoji | (at_end(b->other, c->other) & end);

	for (; left; left &= left - 1) {
		const uint64_t bit = left & -left;
		kind[bit_count(end & (bit - 1))] =
		    emoji & bit ? CATENA_TOKEN_EMOJI : CATENA_TOKEN_OTHER;
	}
}

/* One block into rows; *ends: rows that are closed. */
TARGET static inline void emit(struct token_rows *rows, uint32_t *ends, size_t at,
                               const struct block *b, const struct block *next,
                               uint64_t starts, struct words_carry *c)
{
	const uint64_t word = b->letter | b->digit | b->under;
	const uint64_t letter_after = b->letter >> 1 | next->letter << 63;
	const uint64_t digit_after = b->digit >> 1 | next->digit << 63;
	const uint64_t mid =
	    (b->mid_letter & (b->letter << 1 | c->letter) & letter_after) |
	    (b->mid_number & (b->digit << 1 | c->digit) & digit_after);
	const uint64_t joined = (word & (word << 1 | c->word)) | b->cont | b->bridge |
	                        mid | mid << 1 | c->mid;
	const uint64_t begin = ~joined & ~b->white;
	const uint64_t end = ~joined & ~(b->white << 1 | c->white);

	rows->n += take_out(begin, (uint32_t)at, rows->begin + rows->n);
	if (rows->kind || rows->flags) {
		struct planes p;
		facts(b, joined, starts, c, &p);
		spread(&p, end, rows->kind ? rows->kind + *ends : NULL,
		       rows->flags ? rows->flags + *ends : NULL);
		if (rows->kind && (b->other | b->emoji | c->other | c->emoji))
			rare_kinds(b, c, end, rows->kind + *ends);
		c->other = b->other >> 63;
		c->emoji = b->emoji >> 63;
	}
	*ends += take_out(end, (uint32_t)at, rows->end + *ends);
	c->word = word >> 63;
	c->letter = b->letter >> 63;
	c->digit = b->digit >> 63;
	c->white = b->white >> 63;
	c->mid = mid >> 63;
}

/* The block as if all before bit i, a boundary, were white space. */
static inline struct block block_from(const struct block *b, unsigned i)
{
	const uint64_t live = ~bits_below(i), first = UINT64_C(1) << i;
	struct block out = *b;

	out.white |= ~live;
	out.letter &= live;
	out.digit &= live;
	out.under &= live;
	out.mid_letter &= live;
	out.mid_number &= live;
	out.letters &= live;
	out.numbers &= live;
	out.symbol &= live;
	out.other &= live;
	out.emoji &= live;
	out.cont &= live;
	out.hard &= live;
	out.bridge &= live;
	if (out.bridge & first) { /* from the sign to what follows it */
		const uint64_t sign = ((out.cont | first) + first) & ~(out.cont | first);
		out.bridge &= ~first & ~(sign & -sign);
	}
	return out;
}

/* Hashes of the rows [from, to). */
static void hash_rows(struct text t, struct token_rows *rows, uint32_t from,
                      uint32_t to)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	for (uint32_t k = from; k < to; k++) {
		const size_t begin = rows->begin[k], size = rows->end[k] - begin;
		const unsigned char *const s = t.s + begin;
		if (size <= 8 && begin + 8 <= t.n) {
			uint64_t word;
			memcpy(&word, s, 8);
			word &= ~UINT64_C(0) >> (64 - 8 * size);
			if (!(word & high)) {
				rows->hash[k] =
				    catena_hash_end(catena_hash_step(0, catena_fold_word(word)));
				continue;
			}
		}
		rows->hash[k] = catena_fold_hash((const char *)s, size);
	}
}
