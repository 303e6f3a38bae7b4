/* SPDX-License-Identifier: MIT */
/* batch.h - documents on their way into the index on disk: they wait until there
 * are many, since what words they have in common is learned from all at once; and
 * the way back. */
#ifndef CATENA_DEDUP_NEAR_BATCH_H
#define CATENA_DEDUP_NEAR_BATCH_H

#include "../share/index.h"
#include "phrases.h"
#include <pthread.h>

struct batch_model {   /* what was learned; in the index's stream of its own */
	uint64_t at, size; /* there */
	uint64_t learned;  /* words that there were in the index then */
	struct phrases *phrases; /* NULL: not read yet */
};

struct batch_doc {
	int64_t date;
	uint32_t head_size, id_size, n_words;
};

struct batch_docs {
	struct batch_doc *docs;
	uint32_t *words,
	    *ends; /* theirs, then those of older ones; where each one's end */
	unsigned char *bytes; /* heads and ids */
	size_t n, n_words, n_bytes, room, room_ends, room_words, room_bytes;
};

struct batch_job { /* documents that are being encoded, in a thread of its own */
	struct batch_docs docs;
	size_t n_all, all_words; /* with the older ones, if it learns */
	bool learns, failed;     /* failed: out of memory */
	bool here, running;      /* there are documents; the thread is to be joined */
	pthread_t thread;
	uint32_t number; /* of the model; 0: none */
	uint64_t learned;
	struct phrases *phrases; /* if it learns, its own until it is done */
	unsigned char *model;    /* what it has learned */
	size_t model_size;
	unsigned char *bodies;
	size_t n_bodies, room_bodies, room_sizes;
	uint32_t *sizes; /* of the bodies */
};

struct batch {
	struct share_index *disk;
	struct batch_model *models;
	uint32_t n_models, room_models;
	uint64_t total; /* words in the index, those that wait with them */
	struct batch_docs waiting;
	struct batch_job job;
	unsigned char *body; /* that is read */
	size_t room_body;

	/* Older documents, for the first words of an index that grows by little: words
	 * of the one before the last n, NULL: there is none, or it cannot be read. */
	const uint32_t *(*older)(void *user, uint32_t n, uint32_t *n_words);
	void *user;
};

void dedup_near_batch_free(struct batch *);

/* Forgets what it knows of the index, and reads what models there are. */
catena_status dedup_near_batch_load(catena_ctx *, struct batch *);

/* Documents that were added, and are not in the index yet. */
size_t dedup_near_batch_size(const struct batch *);

/* Takes a document; if many wait they are encoded in a thread of its own while
 * others come. */
catena_status dedup_near_batch_add(catena_ctx *, struct batch *,
                                   const struct share_index_doc *,
                                   const uint32_t *words, uint32_t n_words);

/* Adds all that wait to the index. */
catena_status dedup_near_batch_write(catena_ctx *, struct batch *);

/* The words of a document whose body stands at `at`. */
catena_status dedup_near_batch_read(catena_ctx *, struct batch *, uint64_t at,
                                    uint32_t *words, uint32_t n);

#endif
