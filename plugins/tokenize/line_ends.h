/* SPDX-License-Identifier: MIT */
/* line_ends.h - where the lines of a text end, some blocks of 64 bytes at a time */
#ifndef TOKENIZE_LINE_ENDS_H
#define TOKENIZE_LINE_ENDS_H

#include <stddef.h>
#include <stdint.h>

enum {
	LINE_BLOCKS = 16 /* at once */
};

/* Bitmaps of blocks, bit i for byte i. */
struct line_bytes {
	uint64_t ends[LINE_BLOCKS];  /* LF, CR, form feed */
	uint64_t wide[LINE_BLOCKS];  /* C2 and E2, if others may begin there */
	uint64_t inner[LINE_BLOCKS]; /* bytes that begin no character */
};

/* Fills in those of n blocks; returns nonzero if any is in wide or inner. */
typedef uint64_t line_bytes_fn(const unsigned char *p, unsigned n,
                               struct line_bytes *to);

line_bytes_fn tokenize_line_bytes; /* for any machine */

struct line_ends {
	const unsigned char *s;
	size_t n;
	line_bytes_fn *bytes;
	size_t base;   /* the blocks before are done */
	size_t inners; /* how many bytes before begin no character */
	uint32_t n_found, at;
	uint32_t place[LINE_BLOCKS * 64 + 2]; /* of the first bytes of line ends */
	uint32_t conts[LINE_BLOCKS * 64 + 2]; /* inner bytes before them */
};

/* The line ends of the next blocks. */
void tokenize_line_ends_more(struct line_ends *e);

/* The first line end at or behind `at`, which never falls, or the end of the text;
 * *conts: how many bytes before it begin no character. */
static inline size_t line_ends_next(struct line_ends *e, size_t at, size_t *conts)
{
	for (;;) {
		while (e->at < e->n_found && e->place[e->at] < at)
			e->at++;
		if (e->at < e->n_found) {
			*conts = e->conts[e->at];
			return e->place[e->at];
		}
		if (e->base >= e->n) {
			*conts = e->inners;
			return e->n;
		}
		tokenize_line_ends_more(e);
	}
}

#endif /* TOKENIZE_LINE_ENDS_H */
