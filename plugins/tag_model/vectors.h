/* SPDX-License-Identifier: MIT */
/* vectors.h - a file of word vectors, the network to begin with. */
#ifndef TAG_MODEL_VECTORS_H
#define TAG_MODEL_VECTORS_H

#include <stdint.h>

/* Each word once, by its hash; zeroed it is empty. */
struct vectors {
	uint32_t width, n, cap;
	uint32_t *hash;
	float *v;        /* n of width numbers */
	uint32_t *slots; /* of a table: place in hash and 1 more */
	uint32_t slot_mask;
};

/* Lines of a word, a tab and numbers between spaces, most of them at most.
 * NULL, or why not. */
const char *tag_model_vectors_read(struct vectors *, const char *path,
                                   uint32_t most);
void tag_model_vectors_free(struct vectors *);

#endif /* TAG_MODEL_VECTORS_H */
