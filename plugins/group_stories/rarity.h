/* SPDX-License-Identifier: MIT */
/* rarity.h - how many documents of this run have a term, within a bound of
 * memory: where there are too many terms the rarest are forgotten, whose
 * number says next to nothing beside what is known of texts in general.  Not
 * for two threads at once. */
#ifndef CATENA_GROUP_STORIES_RARITY_H
#define CATENA_GROUP_STORIES_RARITY_H

#include "group_stories.h"
#include <float.h>
#include <string.h>

struct rarity_slot {
	uint32_t hash, documents; /* documents 0: free */
};

struct rarity {
	struct rarity_slot *slots; /* open addressing */
	uint64_t size, used, most; /* most: slots there may be; 0: any number */
	uint32_t documents;        /* in all */
	double general[256]; /* by prior: documents that stand for texts in general */
	double logs[2][256]; /* see group_stories_log; [1]: reciprocals */
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

_Static_assert(DBL_MANT_DIG == 53 && sizeof(double) == 8, "IEEE 754");

/* Natural logarithm of a number that is not below 1e-300, to eight digits: that of
 * the middle of the part, and the series for the rest, which is less than 1/500. */
static inline double group_stories_log(const struct rarity *r, double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	const int exponent = (int)(bits >> 52) - 1022, i = bits >> 44 & 0xFF;
	bits = (bits & UINT64_C(0x000FFFFFFFFFFFFF)) | UINT64_C(0x3FE0000000000000);
	memcpy(&x, &bits, sizeof x);
	const double rest = (x - (0.5 + (i + 0.5) / 512)) * r->logs[1][i];

	return exponent * 0.69314718055994530942 + r->logs[0][i] +
	       rest * (1 - rest / 2);
}

/* Of a term that so many in general have, where no document was counted yet. */
double group_stories_rarity_general(const struct rarity *, uint8_t prior);

/* A name that very many documents have is still a name: what half of the run is
 * about is one story, too.  So much of its rarity in general stays. */
#define NAME_STAYS 0.4

/* The same as rarity_of where the number of documents that have it is known. */
static inline double group_stories_rarity_seen(const struct rarity *r,
                                               uint8_t prior, bool name,
                                               uint32_t documents)
{
	const double rarity =
	    r->size ? r->all - group_stories_log(r, documents + r->general[prior])
	            : group_stories_rarity_general(r, prior);
	const double least = name ? prior / 16.0 * NAME_STAYS : 0;

	return rarity > least ? rarity : least;
}

#endif
