/* SPDX-License-Identifier: MIT */
/* words_block.h - uax29 tokens 64 bytes at a time
 *
 * The body of words_sse2.c and words_avx2.c.  Classes are bitmaps, rules are
 * shifts and ands of them (which bytes are joined to the byte before), and
 * boundaries are taken out in bulk.  Characters beyond ASCII are patched into
 * the bitmaps.  What the bitmaps cannot tell (combining marks, Hebrew, emoji...)
 * is hard: the last two tokens are taken back and uax29_word.c goes on from
 * there, to where bitmaps are safe again.
 *
 * Before: TARGET, block_ascii(const unsigned char *, struct block *), and
 * `spread`, which turns bits into columns.
 */
#include "block.h"

#include <string.h>

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "words.h"

enum {
	BLOCK = 64,
	SLACK = 2 * BLOCK,
	BATCH = 256 /* tokens */
};

/* A sign beyond ASCII that may join what is around it (WB6, 7, 11, 12). */
TARGET static void patch_mid(const struct words *w, size_t at, size_t next,
                             unsigned i, unsigned word, struct block *b,
                             const struct spill *in, struct spill *out)
{
	const uint64_t before = UINT64_C(1) << ((i - 1) & 63);
	const int letter = i ? (b->letter & before) != 0 : in->letter != 0;
	const int digit = i ? (b->digit & before) != 0 : in->digit != 0;
	size_t after;

	if (next >= w->n || !(letter || digit))
		return;
	const unsigned c = class_at(w->s, w->n, next, &after).word;
	if (!(letter && c == WB_LETTER && word != WB_MID_NUM) &&
	    !(digit && c == WB_NUMERIC && word != WB_MID_LETTER))
		return;
	b->bridge |= UINT64_C(1) << i;
	if (next - at + i < 64)
		b->bridge |= UINT64_C(1) << (next - at + i);
	else
		out->bridge |= UINT64_C(1) << (next - at + i - 64);
}

/* Is the character none that a bitmap can tell? */
static inline int is_hard(struct char_class k)
{
	switch (k.word) {
	case WB_OTHER:
		return k.cat == CAT_EMOJI || (k.cat == CAT_NONE && !(k.flags & CHAR_SPACE));
	case WB_LETTER:
		return k.cat != CAT_LETTER && !(k.flags & CHAR_UPPER);
	case WB_NUMERIC:
		return k.cat != CAT_NUMBER;
	case WB_NEWLINE:
	case WB_MID_LETTER:
	case WB_MID_NUM:
	case WB_MID_NUM_LET:
		return 0;
	default:
		return 1;
	}
}

/* Puts the characters beyond ASCII into the bitmaps of the block at `at`. */
TARGET static void patch(const struct words *w, size_t at, struct block *b,
                         const struct spill *in, struct spill *out)
{
	uint64_t left = b->high & ~in->cont;

	b->letter |= in->letter & in->cont;
	b->digit |= in->digit & in->cont;
	b->white |= in->white & in->cont;
	b->symbol |= in->symbol & in->cont;
	b->cont |= in->cont;
	b->bridge |= in->bridge;
	while (left) {
		const unsigned i = bit_first(left);
		size_t next;
		const struct char_class k = class_at(w->s, w->n, at + i, &next);
		const unsigned size = (unsigned)(next - at) - i;
		const uint64_t first = UINT64_C(1) << i;
		const uint64_t all = ((UINT64_C(1) << size) - 1) << i;
		const uint64_t over =
		    i + size > 64 ? (UINT64_C(1) << (i + size - 64)) - 1 : 0;
		if (is_hard(k)) {
			b->hard = i;
			return;
		}
		left &= ~all;
		b->cont |= all & ~first;
		out->cont |= over;
		if (k.flags & CHAR_SPACE) {
			b->white |= all;
			out->white |= over;
			continue;
		}
		if (k.flags & CHAR_UPPER)
			b->upper |= first;
		if (k.word == WB_LETTER) {
			b->letter |= all;
			b->letters |= first;
			out->letter |= over;
		} else if (k.word == WB_NUMERIC) {
			b->digit |= all;
			b->numbers |= first;
			out->digit |= over;
		} else if (k.cat == CAT_LETTER || (k.flags & CHAR_UPPER)) {
			b->letters |= first;
		} else if (k.cat == CAT_NUMBER) {
			b->numbers |= first;
		} else {
			if (k.cat == CAT_SYMBOL) {
				b->symbol |= all;
				out->symbol |= over;
			}
			if (k.word != WB_OTHER)
				patch_mid(w, at + i, next, i, k.word, b, in, out);
		}
	}
}

/* The bitmaps of the block at `at`; in and out: what spills from the block
 * before, and into the next. */
TARGET static void load(const struct words *w, size_t at, struct block *b,
                        const struct spill *in, struct spill *out)
{
	unsigned char last[BLOCK];
	const unsigned char *p = w->s + at;

	if (w->n - at < BLOCK) {
		memset(last, ' ', sizeof last);
		memcpy(last, p, w->n - at);
		p = last;
	}
	memset(out, 0, sizeof *out);
	block_ascii(p, b);
	b->hard = 64;
	if (b->high | in->cont | in->bridge)
		patch(w, at, b, in, out);
	if (b->control) {
		const unsigned c = bit_first(b->control);
		b->hard = c < b->hard ? c : b->hard;
	}
	out->letter |= b->letter >> 63 & ~out->cont;
	out->digit |= b->digit >> 63 & ~out->cont;
}

/* The carries from block to block, as bit 0. */
struct carry {
	uint64_t word, letter, digit, white, mid;
	uint64_t has_letter, has_number, lower, second, capital, symbol, sentence;
};

/* Seeds, and what is joined behind them. */
static inline uint64_t flood(uint64_t seeds, uint64_t joined, uint64_t *carry)
{
	const uint64_t step = (seeds << 1 | *carry) & joined;
	const uint64_t all = seeds | step | (joined & ~(joined + step));

	*carry = all >> 63;
	return all;
}

/* Bits of the sentences that begin in [at, at + 64). */
static inline uint64_t sentence_bits(struct words *w, size_t at)
{
	uint64_t bits = 0;

	if (!w->sents)
		return 0;
	while (w->sent < w->sents->n && w->sents->begin[w->sent] < at + BLOCK)
		bits |= UINT64_C(1) << (w->sents->begin[w->sent++] - at);
	return bits;
}

/* One block into rows.  ends: rows that are closed. */
TARGET static void emit(struct words *w, struct token_rows *rows, uint32_t *ends,
                        size_t at, const struct block *b, const struct block *next,
                        struct carry *c)
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
		const uint64_t old_letters = c->has_letter;
		uint64_t before = 0;
		const uint64_t has_letter = flood(b->letters, joined, &c->has_letter);
		/* letters with one before them in their token */
		before = (has_letter << 1 | old_letters) & joined;
#define AT_END(plane, carry_in) ((plane) << 1 | (carry_in))
		uint64_t old = c->has_number;
		const uint64_t has_number = flood(b->numbers, joined, &c->has_number);
		p.number = AT_END(has_number, old);
		p.letter = AT_END(has_letter, old_letters);
		old = c->lower;
		p.lower = AT_END(flood(b->letters & ~b->upper, joined, &c->lower), old);
		old = c->second;
		p.second = AT_END(flood(b->letters & before, joined, &c->second), old);
		old = c->capital;
		p.capital = AT_END(
		    flood(b->letters & ~before & b->upper, joined, &c->capital), old);
		old = c->symbol;
		p.symbol = AT_END(b->symbol, old);
		c->symbol = b->symbol >> 63;
		old = c->sentence;
		p.sentence = AT_END(flood(sentence_bits(w, at), joined, &c->sentence), old);
		p.space = b->white;
#undef AT_END
		spread(&p, end, rows->kind ? rows->kind + *ends : NULL,
		       rows->flags ? rows->flags + *ends : NULL);
	}
	*ends += take_out(end, (uint32_t)at, rows->end + *ends);
	c->word = word >> 63;
	c->letter = b->letter >> 63;
	c->digit = b->digit >> 63;
	c->white = b->white >> 63;
	c->mid = mid >> 63;
}

/* Hashes of the rows [from, to). */
static void hash_rows(const struct words *w, struct token_rows *rows,
                             uint32_t from, uint32_t to)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	for (uint32_t k = from; k < to; k++) {
		const size_t begin = rows->begin[k], size = rows->end[k] - begin;
		const unsigned char *const s = w->s + begin;
		if (size <= 8 && begin + 8 <= w->n) {
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

/* Takes back the rows from `hard` on, and two more: uax29_word.c goes on. */
static void take_back(struct words *w, struct token_rows *rows, uint32_t from,
                      size_t hard)
{
	while (rows->n > from && rows->begin[rows->n - 1] >= hard)
		rows->n--;
	for (int i = 0; i < 2 && rows->n > from; i++)
		w->at = rows->begin[--rows->n];
	while (w->sents && w->sent && w->sents->begin[w->sent - 1] >= w->at)
		w->sent--;
}

/* Tokens from w->at, where bitmaps are safe, until the rows are full (0), the
 * text ends (1), or something is hard (2; *hard is its place). */
TARGET static int blocks(struct words *w, struct token_rows *rows, size_t *hard)
{
	struct block two[2], *b = &two[0], *next = &two[1];
	struct spill spill[2];
	struct carry c = {.white = 1};
	const uint32_t from = rows->n;
	uint32_t ends = rows->n, hashed = rows->n;
	size_t at = w->at;
	int flip = 0;

	memset(&spill[0], 0, sizeof spill[0]);
	load(w, at, b, &spill[0], &spill[1]);
	for (;; at += BLOCK) {
		const int more = w->n - at >= BLOCK;
		if (rows->cap - rows->n < SLACK) {
			take_back(w, rows, from, at);
			if (rows->hash && hashed < rows->n)
				hash_rows(w, rows, hashed, rows->n);
			return 0;
		}
		flip = !flip;
		if (more)
			load(w, at + BLOCK, next, &spill[flip], &spill[!flip]);
		else
			memset(next, 0, sizeof *next);
		emit(w, rows, &ends, at, b, next, &c);
		if (b->hard < 64) {
			*hard = at + b->hard;
			take_back(w, rows, from, *hard);
			if (rows->hash && hashed < rows->n)
				hash_rows(w, rows, hashed, rows->n);
			return 2;
		}
		/* In batches, when the stores are done.  What take_back may still take is
		 * not hashed yet. */
		if (rows->hash && ends > hashed + BATCH) {
			hash_rows(w, rows, hashed, ends - 2);
			hashed = ends - 2;
		}
		if (!more)
			break;
		struct block *const done = b;
		b = next;
		next = done;
	}
	if (rows->hash)
		hash_rows(w, rows, hashed, ends);
	w->at = w->n;
	return 1;
}

/* After a hard place, this many bytes one by one at least, twice as many each
 * time it happens again at once. */
enum {
	LEAST = 32,
	MOST = 4096
};

TARGET static int words_fill(struct words *w, struct token_rows *rows)
{
	size_t hard, least = LEAST;

	while (w->at < w->n) {
		const size_t from = w->at;
		const int how = w->plain_until > w->at ? 2 : blocks(w, rows, &hard);
		if (how != 2)
			return how;
		if (w->plain_until <= w->at) {
			least = hard - from > 512 ? LEAST : least < MOST ? least * 2 : MOST;
			w->plain_until = hard + least;
		}
		const int done = tokenize_words_until(w, rows);
		if (done < 2)
			return done;
	}
	return 1;
}
