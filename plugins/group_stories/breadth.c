/* SPDX-License-Identifier: MIT */
/* breadth.c - what two documents share, and how much of it is one thing.
 *
 * One name gives several terms: "Helga", "Orsund", "Helga Orsund".  Terms that are
 * parts of one pair are one thing, and so is what hangs together by several pairs
 * ("Prime Minister Helga Orsund"). */
#include "vector.h"

#define LOOKED_AT 12u /* of the terms that both have, those that say most */
#define FILTER 1024u

struct piece {            /* a term that both have */
	uint32_t hash, thing; /* thing: the least place of a piece of it */
	double worth;
	bool name;
};

struct pieces {
	struct piece of[LOOKED_AT];
	uint32_t n;
	uint64_t bits[FILTER / 64]; /* of the hashes: what is not there is no piece */
};

static void keep(struct pieces *p, const struct piece *piece)
{
	uint32_t at = p->n;

	if (p->n == LOOKED_AT && piece->worth <= p->of[p->n - 1].worth)
		return;
	at = p->n < LOOKED_AT ? p->n++ : p->n - 1;
	for (; at > 0 && p->of[at - 1].worth < piece->worth; at--)
		p->of[at] = p->of[at - 1];
	p->of[at] = *piece;
}

/* The terms that both have; what they make of the similarity goes to *shared. */
static void collect(const struct vector *a, const struct vector *b,
                    struct pieces *pieces, struct shared *shared)
{
	struct meeting places[MEETINGS];
	const uint32_t n = group_stories_meet(a, b, places);

	for (uint32_t m = 0; m < n; m++) {
		const uint32_t i = places[m].a, k = places[m].b;
		const struct piece piece = {
		    .hash = a->hash[i],
		    .worth = (double)a->weight[i] * b->weight[k] / ((double)UNIT * UNIT),
		    .name = ((a->traits[i] | b->traits[k]) & TRAIT_NAME) != 0};
		shared->all += piece.worth;
		shared->names += piece.name ? piece.worth : 0;
		keep(pieces, &piece);
	}
}

/* All of three things become the first of them. */
static void unite(struct pieces *p, uint32_t a, uint32_t b, uint32_t c)
{
	const uint32_t x = p->of[a].thing, y = p->of[b].thing, z = p->of[c].thing;
	const uint32_t least = x < y ? (x < z ? x : z) : (y < z ? y : z);

	for (uint32_t i = 0; i < p->n; i++)
		if (p->of[i].thing == x || p->of[i].thing == y || p->of[i].thing == z)
			p->of[i].thing = least;
}

static void find_pairs(struct pieces *p)
{
	for (uint32_t i = 0; i < p->n; i++) {
		p->of[i].thing = i;
		p->bits[p->of[i].hash % FILTER / 64] |= UINT64_C(1) << p->of[i].hash % 64;
	}
	for (uint32_t i = 0; i < p->n; i++)
		for (uint32_t k = 0; k < p->n; k++) {
			const uint32_t pair = group_stories_pair(p->of[i].hash, p->of[k].hash);
			if (!(p->bits[pair % FILTER / 64] >> pair % 64 & 1))
				continue;
			for (uint32_t m = 0; m < p->n; m++)
				if (p->of[m].hash == pair)
					unite(p, i, k, m);
		}
}

struct shared group_stories_breadth(const struct vector *a, const struct vector *b,
                                    double least, double most)
{
	struct shared shared = {0};
	struct pieces pieces = {.n = 0};

	collect(a, b, &pieces, &shared);
	if (shared.all < least || shared.all >= most)
		return shared;
	find_pairs(&pieces);
	for (uint32_t thing = 0; thing < pieces.n; thing++) {
		double all = 0, names = 0;
		for (uint32_t i = thing; i < pieces.n; i++) {
			const struct piece *const p = pieces.of + i;
			all += p->thing == thing ? p->worth : 0;
			names += p->thing == thing && p->name ? p->worth : 0;
		}
		shared.one = all > shared.one ? all : shared.one;
		shared.one_name = names > shared.one_name ? names : shared.one_name;
	}
	return shared;
}
