/* SPDX-License-Identifier: MIT */
/* vector.h - a document as its weightiest terms, and how alike two are.
 *
 * Of a term is kept what stands in the document alone (its traits); its weight
 * follows from that and from its rarity, which changes while documents come. */
#ifndef CATENA_GROUP_STORIES_VECTOR_H
#define CATENA_GROUP_STORIES_VECTOR_H

#include "rarity.h"

#define INDEXED 24u /* terms of a document that point to it: the heaviest */
#define UNIT 65535u /* the length of a vector that is 1 */

/* Traits: strength and prior by half, and what is one bit. */
#define TRAIT_HEAD 0x80u  /* it stands in the first block, */
#define TRAIT_NAME 0x100u /* it is a name, */
#define TRAIT_FOOT \
	0x200u /* it stands in the last block; in no other than these \
	        */

/* Does a term stand in nothing but blocks that are `but`? */
static inline bool vector_is_out(uint16_t traits, uint16_t but)
{
	const uint16_t blocks = traits & (TRAIT_HEAD | TRAIT_FOOT);

	return blocks && !(blocks & ~but);
}

struct vector {
	uint32_t n;
	float length;               /* before it was made 1 */
	float names;                /* length of what names make of it, 0 to 1 */
	uint32_t hash[TERMS_MAX];   /* rising */
	uint16_t traits[TERMS_MAX]; /* see above */
	uint16_t weight[TERMS_MAX];
	uint32_t n_heaviest;
	uint16_t heaviest[INDEXED]; /* places of terms, the weightiest first */
};

/* The `terms` weightiest terms of a document, and which of these are the heaviest.
 * seen: how many documents have each term of the record, as rarity_count has it;
 * NULL: to be looked up. */
void group_stories_weigh(const struct record *, const struct rarity *,
                         const uint32_t *seen, uint32_t terms, struct vector *);
void group_stories_heaviest(struct vector *);

/* Weights and length anew, of a vector whose terms and traits are known. */
void group_stories_weigh_again(const struct rarity *, struct vector *);

/* A vector from which others are looked at. */
#define LENS_SLOTS 512u
#define LENS_BITS 8192u

struct lens {
	uint8_t bits[LENS_BITS / 8]; /* of the hashes: what is not there is no term */
	uint32_t hash[LENS_SLOTS];   /* open addressing */
	float worth[LENS_SLOTS];     /* 0: free */
	uint16_t traits[LENS_SLOTS];
};

void group_stories_lens(const struct vector *, struct lens *);

struct seen {          /* cosines, times the length of the other one */
	double all, names; /* names: what they make of it */
};
/* Hashes of 4 bytes and traits of 2, wherever they begin; without terms that stand
 * in nothing but the blocks `but`. */
struct seen group_stories_seen(const struct lens *, const void *hashes,
                               const void *traits, uint32_t n, uint16_t but);

/* The places of the terms that two vectors have in common, by rising hash; returns
 * how many. */
#define MEETINGS (TERMS_MAX + 1) /* room; the last one is for what is none */
struct meeting {
	uint16_t a, b;
};
uint32_t group_stories_meet(const struct vector *a, const struct vector *b,
                            struct meeting *);

/* Two vectors without the terms that stand in nothing but these blocks, in one or
 * the other. */
void group_stories_leave_out(struct vector *, struct vector *, uint16_t but);

struct shared {           /* of a similarity */
	double all, names;    /* names: what they make of it */
	double one, one_name; /* the thing that makes most of each */
};
/* one and one_name are left out where all is below `least`, or not below `most`. */
struct shared group_stories_breadth(const struct vector *, const struct vector *,
                                    double least, double most);

/* How alike two vectors are, 0 to 1: the cosine; less where it rests on one thing,
 * and where both have names and these are not alike.  Below `least` it may be more
 * than that. */
double group_stories_alike(const struct vector *, const struct vector *other,
                           double least);

/* What a cosine is to be multiplied by, 0 to 1, for names that are not alike.
 * shared: the names' part of the product of both; a, b: of each length, the
 * part that names make; lengths: the product of those. */
double group_stories_names(double shared, double a, double b, double lengths);

/* The terms that both have, those that add most to their similarity first;
 * returns how many, EVIDENCE_TERMS at most. */
uint32_t group_stories_shared(const struct vector *, const struct vector *,
                              uint16_t but, uint32_t *hashes);

#endif
