/* SPDX-License-Identifier: MIT */
/* sketch.h - MinHash: `bins` numbers that two documents share in proportion to
 * the Jaccard similarity of their shingle sets; and the bands made of them. */
#ifndef CATENA_DEDUP_NEAR_SKETCH_H
#define CATENA_DEDUP_NEAR_SKETCH_H

#include "../share/machine.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKETCH_BINS_MAX 1024u
#define SKETCH_BANDS_MAX 64u
#define SKETCH_MARK_WORDS 4u /* 64-bit words of 16 four-bit marks */

struct sketch_plan {
	uint32_t bins;            /* numbers made: of the "permutations" those in use */
	uint32_t bands, rows;     /* bands of rows bins each, bands * rows <= bins */
	uint32_t marks;           /* four-bit marks kept of each document */
	uint32_t marks_min;       /* fewer marks alike: not a candidate, */
	uint32_t marks_min_short; /* where one has fewer than two shingles a bin */
};

struct sketch {
	uint32_t first[SKETCH_BINS_MAX];  /* the lowest of each bin */
	uint32_t second[SKETCH_BINS_MAX]; /* the next, where one is known */
	/* the same of bins that are each several of those, as many as go */
	uint32_t wide_first[SKETCH_BINS_MAX], wide_second[SKETCH_BINS_MAX];
};

/* Fills `bins` bins and `wide` wide ones, which are bins at most, from n >= 1
 * shingles, each given once.  [any] */
void dedup_near_sketch(const uint64_t *shingles, uint32_t n, struct sketch *,
                       uint32_t bins, uint32_t wide, enum share_machine);

/* keys[bands], each of a band, by which a document is found; behind them
 * probes[bands], by which it looks for others, too: the same with the second
 * number in the last row ("multi-probe LSH", Lv and others 2007).  A probe that
 * equals its key is none.  marks[SKETCH_MARK_WORDS].  [any] */
void dedup_near_bands(const struct sketch *, const struct sketch_plan *,
                      uint32_t *keys, uint64_t *marks);

/* How many marks are alike. */
uint32_t dedup_near_alike(const uint64_t *a, const uint64_t *b, uint32_t marks);

/* Chooses bands and rows so that a pair of similarity `threshold` shares a band
 * with chance `recall` at least.  bands 0: SKETCH_BANDS_WANTED, or more where
 * even the narrowest are too few; rows: as many as recall and `permutations`
 * allow, since wide bands bring fewer false candidates.  bands given: that
 * many, as wide as they can be.  False: there are none; *why says what to do
 * (true with *why set: a warning). */
#define SKETCH_BANDS_WANTED 16u
bool dedup_near_plan(double threshold, double recall, uint32_t permutations,
                     uint32_t bands, struct sketch_plan *, const char **why);

#endif
