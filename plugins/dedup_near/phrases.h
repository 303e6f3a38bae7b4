/* SPDX-License-Identifier: MIT */
/* phrases.h - the words of a document as few bits, by what is common: words and
 * phrases of several words have each a code, the shorter the more common they are
 * (Huffman, 1952); a word that is not among them is written by its hash.  Nothing
 * is lost.
 *
 * What is common is learned from documents (phrases_learn.c) and does not change
 * then, so every document can be read alone. */
#ifndef CATENA_DEDUP_NEAR_PHRASES_H
#define CATENA_DEDUP_NEAR_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PHRASES_CODE 20u                    /* bits of a code at most */
#define PHRASES_LONGEST 64u                 /* words of a phrase at most */
#define PHRASES_ENTRIES (UINT32_C(1) << 18) /* words, and phrases, at most */
#define PHRASES_TEXT (UINT32_C(1) << 22)    /* words of all of them at most */
#define PHRASES_WORD 7u                     /* bytes that a word takes at most */
#define PHRASES_SLACK 16u /* bytes that may be written behind the last */

struct phrases;

/* Learns from `n` documents: words[ends[i - 1] .. ends[i]) is one.  Bytes that
 * read takes; the caller frees.  NULL when out of memory. */
unsigned char *dedup_near_phrases_learn(const uint32_t *words, const uint32_t *ends,
                                        uint32_t n, size_t *size);

/* NULL with errno: EINVAL when the bytes make no sense. */
struct phrases *dedup_near_phrases_read(const unsigned char *, size_t);
void dedup_near_phrases_free(struct phrases *); /* NULL is fine */

/* Makes ready for encode.  False when out of memory. */
bool dedup_near_phrases_prepare(struct phrases *);

/* Writes at most n * PHRASES_WORD bytes, some behind them, and returns how many. */
size_t dedup_near_phrases_encode(const struct phrases *, const uint32_t *words,
                                 uint32_t n, unsigned char *bytes);

/* False when they are no n words.  Some of `size` may be another's. */
bool dedup_near_phrases_decode(const struct phrases *, const unsigned char *bytes,
                               size_t size, uint32_t *words, uint32_t n);

/* ---- For phrases_learn.c and phrases_write.c ---- */

struct phrases_entry { /* a phrase: two entries one after the other; words come
	                      first */
	uint32_t left, right;
};

/* What is common, without codes, made ready: words, rising, then phrases of entries
 * before them, of PHRASES_LONGEST words at most.  NULL when out of memory. */
struct phrases *dedup_near_phrases_of(const uint32_t *words, uint32_t n_words,
                                      const struct phrases_entry *, uint32_t n);

struct phrases_learned {
	const uint32_t *words; /* rising */
	const struct phrases_entry *parts;
	const uint32_t
	    *groups; /* phrases of each; their parts stand before the group */
	const uint32_t *counts; /* of the entries, then of words that are none */
	uint32_t n_words, n_parts, n_groups;
};

/* Bytes that read takes; the caller frees.  NULL when out of memory. */
unsigned char *dedup_near_phrases_write(const struct phrases_learned *,
                                        size_t *size);

/* Adds to counts[entry] how often encode would write it, to counts[all of them] how
 * many words stand for themselves. */
void dedup_near_phrases_count(const struct phrases *, const uint32_t *words,
                              uint32_t n, uint32_t *counts);

#endif
