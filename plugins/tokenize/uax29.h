/* SPDX-License-Identifier: MIT */
/* uax29.h - word and sentence boundaries of Unicode Standard Annex 29,
 * revision 41 (Unicode 15.0)
 *
 * Pure functions over (text, size), one code point after the other: the
 * portable path, and what the faster ones are tested against. */
#ifndef TOKENIZE_UAX29_H
#define TOKENIZE_UAX29_H

#include <stddef.h>

/* The end of the word segment (white space is one too) which begins at `at`;
 * at < n must be a boundary.  Time: linear in the segment, and in what must be
 * looked at beyond its end. */
size_t tokenize_word_end(const unsigned char *s, size_t n, size_t at);

/* The same for sentences; a segment holds the white space that follows it. */
size_t tokenize_sentence_end(const unsigned char *s, size_t n, size_t at);

/* The same for a sentence that began at `from` and goes on to `at`, where a term
 * or a separator stands.  When it turns out that no sentence ends there, *plain
 * is set: the result is a place, from which the next term is to be looked for. */
size_t tokenize_sentence_resume(const unsigned char *s, size_t n, size_t from,
                                size_t at, int *plain);

#endif /* TOKENIZE_UAX29_H */
