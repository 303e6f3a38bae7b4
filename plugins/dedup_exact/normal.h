/* SPDX-License-Identifier: MIT */
/* normal.h - the fingerprint of a text after what does not count is gone. */
#ifndef CATENA_DEDUP_EXACT_NORMAL_H
#define CATENA_DEDUP_EXACT_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NORMAL_CASE = 1,        /* simple case folding */
	NORMAL_SPACE = 2,       /* white space: one blank, none at the ends */
	NORMAL_PUNCTUATION = 4, /* nothing */
	NORMAL_UNICODE = 8      /* NFKC; only where built with utf8proc */
};

struct fingerprint {
	uint64_t high, low;
};

struct normal; /* one worker's buffers */

struct normal *dedup_exact_normal_new(void); /* NULL when out of memory */
void dedup_exact_normal_free(struct normal *);

bool dedup_exact_has_unicode(void);

/* 128 bits (XXH3) of the normalised text.  False when out of memory.
 * *letters: bytes that were left. */
bool dedup_exact_fingerprint(struct normal *, unsigned flags, const char *text,
                             size_t size, struct fingerprint *, size_t *left);

#endif
