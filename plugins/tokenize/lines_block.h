/* SPDX-License-Identifier: MIT */
/* lines_block.h - paragraphs from where lines begin, which bitmaps tell */
#include "block.h"
#include "lines.h"

/* A line that is not blank begins. */
struct line_start {
	uint32_t begin, conts;   /* conts: bytes before it that begin no character */
	uint32_t end, end_conts; /* the same of the end of the last word before */
	uint8_t indented;
	uint8_t apart; /* a blank line, a form feed or U+2029 is before it */
};

/* What the end of one block means for the next, as bit 0 each. */
struct lines_carry {
	uint64_t line_end; /* was the last byte */
	uint64_t white;    /* the last byte, in white space that holds a line end */
	uint64_t start, apart;
};

/* Bits of what begins a line: never white space. */
struct line_bits {
	uint64_t start, indented, apart;
};

/* next_lf: what follows the block is a line feed, as bit 0. */
TARGET INLINE struct line_bits line_starts(const struct block *b, uint64_t next_lf,
                                           struct lines_carry *c)
{
	const uint64_t ends =
	    b->lf | b->feed | b->line_end | (b->cr & ~(b->lf >> 1 | next_lf << 63));
	const uint64_t old = c->white, left = ends << 1 | c->line_end;
	const uint64_t white = bits_flood(ends, b->white, &c->white);
	const uint64_t second = ends & (white << 1 | old);
	struct line_bits bits;

	c->line_end = ends >> 63;
	bits.start = bits_behind(ends, b->white, &c->start);
	bits.apart = bits_behind(second | b->feed, b->white, &c->apart);
	bits.indented = bits.start & ~left;
	return bits;
}

struct lines_state {
	struct line_start at; /* the line at hand */
	struct line a;        /* the line before */
	size_t begin;         /* of the paragraph that a is in */
	int open;             /* is it in one? */
	int any;              /* is there a line at hand? */
};

/* The line at hand is complete, as `next` begins, for which there is room for a
 * row.  Which lines go on cannot be foreseen: no branches. */
TARGET INLINE void end_line(const struct cut *cut, struct lines_state *st,
                            struct span_rows *rows, const struct line_start *next)
{
	struct line b = {
	    .begin = st->at.begin, .end = next->end, .indented = st->at.indented};

	b.wide = b.end - b.begin - (next->end_conts - st->at.conts);
	b.word = line_word(cut->s, cut->n, b.begin, b.end);
	const int joined =
	    st->open & !st->at.apart & line_goes_on(cut->s, cut->lines, &st->a, &b);
	rows->begin[rows->n] = (uint32_t)st->begin;
	rows->end[rows->n] = (uint32_t)st->a.end;
	rows->n += (uint32_t)(st->open & !joined);
	st->begin = joined ? st->begin : b.begin;
	st->open = 1;
	st->a = b;
}
