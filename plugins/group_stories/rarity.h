/* SPDX-License-Identifier: MIT */
/* rarity.h - how many documents of this run have a term, within a bound of
 * memory: where there are too many terms the rarest are forgotten, whose
 * number says next to nothing beside what is known of texts in general.  Not
 * for two threads at once. */
#ifndef CATENA_GROUP_STORIES_RARITY_H
#define CATENA_GROUP_STORIES_RARITY_H

#include "group_stories.h"

struct rarity_slot {
	uint32_t hash, documents; /* documents 0: free */
};

struct rarity {
	struct rarity_slot *slots; /* open addressing */
	uint64_t size, used, most; /* most: slots there may be; 0: any number */
	uint32_t documents;        /* in all */
	double general[256]; /* by prior: documents that stand for texts in general */
	double logs[2][256]; /* see group_stories_rarity_of; [1]: reciprocals */
	double all;          /* logarithm of all documents, and those in general */
};

void group_stories_rarity_free(struct rarity *);

/* Has what is known of terms read beforehand; hashes stand `step` bytes apart. */
void group_stories_rarity_ahead(const struct rarity *, const void *hashes,
                                size_t step, uint32_t n);

/* Counts a document's terms.  seen, if not NULL, gets how many documents have each
 * of them, this one too; room for CHOSEN * TERMS_MAX.  False when out of memory. */
bool group_stories_rarity_count(struct rarity *, const struct record *,
                                uint32_t *seen);

/* The same in steps: room for n terms, 1,024 at most (false when out of memory),
 * when others may be forgotten, and not before the next time, so that the order of
 * a document's terms does not matter; one term that so many documents had, which
 * returns how many have it now; and how many documents there are. */
bool group_stories_rarity_room(struct rarity *, uint32_t n);
uint32_t group_stories_rarity_add(struct rarity *, uint32_t hash,
                                  uint32_t documents);
void group_stories_rarity_documents(struct rarity *, uint32_t documents);

/* Natural logarithm of how many times fewer documents have the term than there
 * are: what is in general counts as much as 300 documents. */
double group_stories_rarity_of(const struct rarity *, const struct term *);

/* The same where the number of documents that have it is known. */
double group_stories_rarity_seen(const struct rarity *, uint8_t prior, bool name,
                                 uint32_t documents);

#endif
