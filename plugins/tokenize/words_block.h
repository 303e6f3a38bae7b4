/* SPDX-License-Identifier: MIT */
/* words_block.h - uax29 tokens, 64 bytes at a time
 *
 * Rules are shifts and ands of bitmaps (which bytes are joined to the byte
 * before), and boundaries are taken out in bulk.  What the bitmaps cannot tell
 * (combining marks, Hebrew, emoji...) is hard: the last two tokens are taken
 * back and uax29_word.c goes on from there, to where bitmaps are safe again.
 *
 * Before: take_out and spread, which turn bits into columns, and hash_four. */
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

/* What becomes of a run of blocks, step by step.  A step for all blocks before
 * the next: so that the processor has several blocks in hand at a time, of which
 * each is a long chain of dependent operations. */
struct words_run {
	uint32_t n;                                  /* blocks */
	uint64_t joined[CHUNK];                      /* to the byte before */
	uint64_t begin[CHUNK], end[CHUNK];           /* of tokens */
	uint32_t begins[CHUNK + 1], ends[CHUNK + 1]; /* how many before the block */
	uint64_t planes[CHUNK][PLANES];
};

/* Where tokens begin and end; next to the last block is the one behind it. */
TARGET static void find_tokens(const struct block *b, struct words_run *run,
                               struct words_carry *carry)
{
	struct words_carry c = *carry;
	uint32_t begins = 0, ends = 0;

	for (uint32_t i = 0; i < run->n; i++, b++) {
		const uint64_t word = b->letter | b->digit | b->under;
		const uint64_t letter_after = b->letter >> 1 | b[1].letter << 63;
		const uint64_t digit_after = b->digit >> 1 | b[1].digit << 63;
		const uint64_t mid =
		    (b->mid_letter & (b->letter << 1 | c.letter) & letter_after) |
		    (b->mid_number & (b->digit << 1 | c.digit) & digit_after);
		const uint64_t joined = (word & (word << 1 | c.word)) | b->cont |
		                        b->bridge | mid | mid << 1 | c.mid;
		const uint64_t begin = ~(joined | b->white);
		const uint64_t end = ~(joined | b->white << 1 | c.white);

		run->joined[i] = joined;
		run->begin[i] = begin;
		run->end[i] = end;
		run->begins[i] = begins;
		run->ends[i] = ends;
		begins += bit_count(begin);
		ends += bit_count(end);
		c.word = word >> 63;
		c.letter = b->letter >> 63;
		c.digit = b->digit >> 63;
		c.white = b->white >> 63;
		c.mid = mid >> 63;
	}
	run->begins[run->n] = begins;
	run->ends[run->n] = ends;
	*carry = c;
}

/* The planes of all blocks. */
TARGET static void find_planes(const struct block *b, const uint64_t *starts,
                               struct words_run *run, struct words_carry *carry)
{
	struct words_carry c = *carry;

	for (uint32_t i = 0; i < run->n; i++, b++) {
		const uint64_t joined = run->joined[i];
		uint64_t before; /* bytes with a letter before them in their token */
		const uint64_t letter =
		    bits_reach(b->letters, joined, &c.has_letter, &before);
		const uint64_t number = bits_reach(b->numbers, joined, &c.has_number, NULL);
		const uint64_t lower =
		    bits_reach(b->letters & ~b->upper, joined, &c.lower, NULL);
		const uint64_t second =
		    bits_reach(b->letters & before, joined, &c.second, NULL);
		uint64_t *const p = run->planes[i];

		p[CAPITAL] =
		    bits_reach(b->letters & b->upper & ~before, joined, &c.capital, NULL);
		p[CAPS] = second & ~lower;
		p[NUMBER] = number;
		p[SENTENCE] = bits_reach(starts[i], joined, &c.sentence, NULL);
		p[SPACE] = b->white;
		p[ODD] = (number | at_end(b->symbol, c.symbol)) & ~letter;
		p[MARK] = ~(letter | number);
		c.symbol = b->symbol >> 63;
	}
	*carry = c;
}

/* The kinds of characters that are a token each, and rare: of those that end at
 * the bits `end`. */
TARGET static void rare_kinds(const struct block *b, const struct words_run *run,
                              struct words_carry *c, uint8_t *kind)
{
	for (uint32_t i = 0; i < run->n; i++, b++) {
		const uint64_t end = run->end[i];
		const uint64_t emoji = at_end(b->emoji, c->emoji) & end;
		uint64_t left = emoji | (at_end(b->other, c->other) & end);

		for (; left; left &= left - 1) {
			const uint64_t bit = left & -left;
			kind[run->ends[i] + bit_count(end & (bit - 1))] =
			    emoji & bit ? CATENA_TOKEN_EMOJI : CATENA_TOKEN_OTHER;
		}
		c->other = b->other >> 63;
		c->emoji = b->emoji >> 63;
	}
}

/* Kinds and flags of the tokens that end in the run. */
TARGET static void write_kinds(const struct block *b, const uint64_t *starts,
                               struct words_run *run, struct words_carry *c,
                               uint8_t *kind, uint8_t *flags)
{
	uint64_t rare = c->other | c->emoji;

	find_planes(b, starts, run, c);
	for (uint32_t i = 0; i < run->n; i++) {
		spread(run->planes[i], run->end[i], kind ? kind + run->ends[i] : NULL,
		       flags ? flags + run->ends[i] : NULL);
		rare |= b[i].other | b[i].emoji;
	}
	if (kind && rare)
		rare_kinds(b, run, c, kind);
}

/* The rows of a run of blocks at `at`, for which there is room; *ends: rows that
 * are closed. */
TARGET static void write_tokens(struct token_rows *rows, uint32_t *ends, size_t at,
                                const struct block *b, const uint64_t *starts,
                                struct words_run *run, struct words_carry *c)
{
	uint32_t *const begin = rows->begin + rows->n, *const end = rows->end + *ends;

	for (uint32_t i = 0; i < run->n; i++)
		take_out(run->begin[i], (uint32_t)at + i * BLOCK, begin + run->begins[i]);
	for (uint32_t i = 0; i < run->n; i++)
		take_out(run->end[i], (uint32_t)at + i * BLOCK, end + run->ends[i]);
	if (rows->kind || rows->flags)
		write_kinds(b, starts, run, c, rows->kind ? rows->kind + *ends : NULL,
		            rows->flags ? rows->flags + *ends : NULL);
	rows->n += run->begins[run->n];
	*ends += run->ends[run->n];
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

/* The hash of a token that is not as most are: longer than a word of the machine,
 * or with something beyond ASCII. */
static uint32_t hash_other(const unsigned char *s, size_t size)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	if (size > 8 && size <= 16) {
		uint64_t first, last;
		memcpy(&first, s, 8);
		memcpy(&last, s + size - 8, 8);
		last >>= 128 - 8 * size;
		if (!((first | last) & high))
			return catena_hash_end(
			    catena_hash_step(catena_hash_step(0, catena_fold_word(first)),
			                     catena_fold_word(last)));
	}
	return catena_fold_hash((const char *)s, size);
}

/* Hashes of the rows [from, to).  All as if they were short and ASCII, for most
 * are; then those that are not, which cannot be foreseen. */
TARGET static void hash_rows(struct text t, struct token_rows *rows, uint32_t from,
                             uint32_t to)
{
	const uint32_t *const begin = rows->begin, *const end = rows->end;
	uint32_t *const hash = rows->hash;

	for (; to - from >= 64 && t.n - begin[from + 63] >= 8; from += 64) {
		uint64_t others = 0;
		for (unsigned i = 0; i < 64; i += 4)
			others |= (uint64_t)hash_four(t.s, begin + from + i, end + from + i,
			                              hash + from + i)
			          << i;
		for (; others; others &= others - 1) {
			const uint32_t k = from + share_lowest(others);
			hash[k] = hash_other(t.s + begin[k], end[k] - begin[k]);
		}
	}
	for (; from < to; from++)
		hash[from] = hash_other(t.s + begin[from], end[from] - begin[from]);
}
