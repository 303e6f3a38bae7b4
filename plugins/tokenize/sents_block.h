/* SPDX-License-Identifier: MIT */
/* sents_block.h - where the sentences of uax29 begin, 64 bytes at a time
 *
 * A term, the closing signs behind it and the spaces behind those are passed by
 * additions of bitmaps; what stands there decides.  A capital and a small letter
 * of ASCII are told at once; for the rest uax29_sentence.c is asked. */
#include "block.h"

#include "chars.h"
#include "uax29.h"

/* What the end of one block means for the next, as bit 0 each. */
struct terms_carry {
	uint64_t dot, bang;                /* a term was the last byte */
	uint64_t dot_closes, dot_spaces;   /* the closing signs, the spaces go on */
	uint64_t bang_closes, bang_spaces; /* the same behind ! ? */
	uint64_t cased_dot, high_dot;      /* what stood before that full stop */
	size_t pending;                    /* a boundary that lies ahead; 0: none */
	size_t decided; /* uax29_sentence.c has judged all terms before it */
};

/* The class of the first letter of ASCII behind the signs SB_CLOSE at `at`;
 * SB_OTHER: not as simple as that. */
static unsigned letter_behind(struct text t, size_t at)
{
	size_t next;

	while (at < t.n) {
		const unsigned k = class_at(t.s, t.n, at, &next).sentence;
		if (k != SB_CLOSE)
			return t.s[at] < 0x80 && (k == SB_UPPER || k == SB_LOWER)
			           ? k
			           : (unsigned)SB_OTHER;
		at = next;
	}
	return SB_OTHER;
}

/* The rules themselves, from the term at `at` on.  A boundary that they find
 * is put into *ends, or is pending. */
static void judge(struct text t, size_t at, size_t base, struct terms_carry *c,
                  uint64_t *ends)
{
	int plain = 0;

	if (at < c->decided)
		return;
	c->decided = tokenize_sentence_resume(t.s, t.n, 0, at, &plain);
	if (plain)
		return;
	if (c->decided - base < BLOCK)
		*ends |= UINT64_C(1) << (c->decided - base);
	else
		c->pending = c->decided;
}

/* The places `doubt` behind terms: those at which a sentence begins are put into
 * *ends.  dots: those behind full stops. */
static void judge_all(struct text t, size_t base, const struct block *b,
                      uint64_t doubt, uint64_t dots, struct terms_carry *c,
                      uint64_t *ends)
{
	for (; doubt; doubt &= doubt - 1) {
		const unsigned i = share_lowest(doubt);
		size_t at = base + i;
		if (b->term >> i & 1) {
			judge(t, at, base, c, ends);
			continue;
		}
		if (b->close >> i & 1) { /* behind spaces */
			const unsigned k = letter_behind(t, at);
			if (k == SB_UPPER || (k == SB_LOWER && !(dots >> i & 1)))
				*ends |= UINT64_C(1) << i;
			if (k != SB_OTHER)
				continue;
		}
		do
			at--;
		while (t.s[at] != '.' && t.s[at] != '!' && t.s[at] != '?');
		judge(t, at, base, c, ends);
	}
}

/* Boundaries behind terms: bits of the first bytes of what follows; before: the
 * block before. */
TARGET INLINE uint64_t after_terms(struct text t, size_t base,
                                   const struct block *before,
                                   const struct block *b, struct terms_carry *c)
{
	const uint64_t letter = b->letter & ~b->high, upper = b->upper & ~b->high;
	const uint64_t lines = b->lf | b->cr | b->line;
	const uint64_t others = ~(lines | b->dot | b->bang | b->term);
	const uint64_t spaces = b->white & ~lines;
	const uint64_t cased =
	    b->dot & (letter << 1 | (before->letter & ~before->high) >> 63);
	const uint64_t odd = b->dot & (b->high << 1 | before->high >> 63);
	const uint64_t next = b->dot << 1 | c->dot, next_bang = b->bang << 1 | c->bang;
	const uint64_t dots = bits_behind(bits_behind(next, b->close, &c->dot_closes),
	                                  spaces, &c->dot_spaces) &
	                      others & ~(letter & ~upper) &
	                      ~(next & b->digit & ~b->high) & /* SB6, 8 */
	                      ~(next & upper & (cased << 1 | c->cased_dot)); /* SB7 */
	const uint64_t bangs =
	    bits_behind(bits_behind(next_bang, b->close, &c->bang_closes), spaces,
	                &c->bang_spaces) &
	    others;
	const uint64_t doubt = (dots & ~upper) | (bangs & ~letter) |
	                       (next & upper & (odd << 1 | c->high_dot)) | b->term;
	uint64_t ends = (dots | bangs) & ~doubt;

	c->dot = b->dot >> 63;
	c->bang = b->bang >> 63;
	c->cased_dot = cased >> 63;
	c->high_dot = odd >> 63;
	if (c->pending && c->pending - base < BLOCK) {
		ends |= UINT64_C(1) << (c->pending - base);
		c->pending = 0;
	}
	if (doubt)
		judge_all(t, base, b, doubt, dots, c, &ends);
	return ends;
}

/* Must the next block be looked at, even if there is no term in it? */
static inline int terms_go_on(const struct terms_carry *c)
{
	return (c->dot | c->bang | c->dot_closes | c->dot_spaces | c->bang_closes |
	        c->bang_spaces | c->pending) != 0;
}

struct sents_carry {
	uint64_t line_end, cr, white;
};

/* Bits of what begins a sentence: never white space.  ends: what after_terms
 * found. */
TARGET INLINE uint64_t sentence_starts(const struct block *b, uint64_t ends,
                                       struct sents_carry *c)
{
	const uint64_t line_ends = b->lf | b->line_end;

	ends |= (line_ends << 1 | c->line_end) | ((b->cr << 1 | c->cr) & ~b->lf);
	c->line_end = line_ends >> 63;
	c->cr = b->cr >> 63;
	return bits_behind(ends, b->white, &c->white);
}
