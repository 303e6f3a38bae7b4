/* SPDX-License-Identifier: MIT */
/* spans.h - paragraphs, and the sentences of rules = "uax29"
 *
 * Each call goes on at *at and adds rows until the text ends (nonzero) or the
 * rows are full (0).  Rows hold no white space at either end; what is white
 * space only is no row. */
#ifndef TOKENIZE_SPANS_H
#define TOKENIZE_SPANS_H

#include "line_ends.h"
#include "rows.h"

int tokenize_sentences(const unsigned char *s, size_t n, size_t *at,
                       struct span_rows *rows);

/* How a line end within a block of lines is taken. */
enum lines {
	LINES_AUTO,     /* a wrapped line goes on, any other ends its paragraph */
	LINES_WRAP,     /* only a blank line ends a paragraph */
	LINES_PARAGRAPH /* every line is a paragraph */
};

int tokenize_paragraphs(const unsigned char *s, size_t n, enum lines lines,
                        size_t *at, struct span_rows *rows);

/* The same; bytes: a way to find line ends that the machine has. */
int tokenize_paragraphs_by(line_bytes_fn *bytes, const unsigned char *s, size_t n,
                           enum lines lines, size_t *at, struct span_rows *rows);

#endif /* TOKENIZE_SPANS_H */
