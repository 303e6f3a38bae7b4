/* SPDX-License-Identifier: MIT */
/* vector.c - a document as its weightiest terms, and how alike two are. */
#include "vector.h"
#include <math.h>
#include <string.h>

/* The k-th largest of n, k from 0; their order changes (Hoare, "Algorithm 65:
 * Find", 1961). */
static double kth_largest(double *x, int32_t n, int32_t k)
{
	int32_t low = 0, high = n - 1;

	while (low < high) {
		const double pivot = x[k];
		int32_t i = low, j = high;
		do {
			while (x[i] > pivot)
				i++;
			while (x[j] < pivot)
				j--;
			if (i <= j) {
				const double swap = x[i];
				x[i++] = x[j];
				x[j--] = swap;
			}
		} while (i <= j);
		if (j < k)
			low = i;
		if (k < i)
			high = j;
	}
	return x[k];
}

/* The weight below which terms are left out; *ties: how many of just that
 * weight stay. */
static double cut_of(const double *weights, uint32_t n, uint32_t terms,
                     uint32_t *ties)
{
	double copy[CHOSEN * TERMS_MAX], cut;

	*ties = n;
	if (n <= terms)
		return 0;
	memcpy(copy, weights, n * sizeof *copy);
	cut = kth_largest(copy, (int32_t)n, (int32_t)terms - 1);
	*ties = terms;
	for (uint32_t i = 0; i < n; i++)
		*ties -= weights[i] > cut;
	return cut;
}

void group_stories_weigh(const struct record *record, const struct rarity *r,
                         uint32_t terms, struct vector *v)
{
	const struct term *const t = record_terms(record);
	const uint32_t most = CHOSEN * TERMS_MAX;
	const uint32_t n = record->n_terms < most ? record->n_terms : most;
	double weights[CHOSEN * TERMS_MAX], cut, sum = 0;
	uint32_t ties, chosen[TERMS_MAX];

	for (uint32_t i = 0; i < n; i++)
		weights[i] = t[i].strength * group_stories_rarity_of(r, t + i);
	cut = cut_of(weights, n, terms, &ties);
	v->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		const bool above = weights[i] > cut;
		if (!above && (weights[i] < cut || ties == 0))
			continue;
		ties -= !above;
		sum += weights[i] * weights[i];
		chosen[v->n++] = i;
	}
	const double scale = sum > 0 ? UNIT / sqrt(sum) : 0;
	for (uint32_t i = 0; i < v->n; i++) {
		const double w = weights[chosen[i]] * scale;
		v->hash[i] = t[chosen[i]].hash;
		v->weight[i] = (uint16_t)(w > 0 ? w : 0);
	}
}

void group_stories_lens(const struct vector *v, struct lens *l)
{
	memset(l->weight, 0, sizeof l->weight);
	for (uint32_t i = 0; i < v->n; i++) {
		uint32_t at = v->hash[i] % LENS_SLOTS;
		if (!v->weight[i])
			continue;
		while (l->weight[at])
			at = (at + 1) % LENS_SLOTS;
		l->hash[at] = v->hash[i];
		l->weight[at] = v->weight[i];
	}
}

uint64_t group_stories_seen(const struct lens *l, const uint32_t *hashes,
                            const uint16_t *weights, uint32_t n)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = hashes[i] % LENS_SLOTS;
		while (l->weight[at] && l->hash[at] != hashes[i])
			at = (at + 1) % LENS_SLOTS;
		sum += (uint32_t)l->weight[at] * weights[i];
	}
	return sum;
}

uint32_t group_stories_shared(const struct vector *a, const struct vector *b,
                              uint32_t *hashes)
{
	uint32_t worth[EVIDENCE_TERMS], n = 0;

	for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
		const uint32_t x = a->hash[i], y = b->hash[k];
		const uint32_t w = x == y ? (uint32_t)a->weight[i] * b->weight[k] : 0;
		i += x <= y;
		k += y <= x;
		if (!w || (n == EVIDENCE_TERMS && w <= worth[n - 1]))
			continue;
		uint32_t at = n < EVIDENCE_TERMS ? n++ : n - 1;
		for (; at > 0 && worth[at - 1] < w; at--) {
			worth[at] = worth[at - 1];
			hashes[at] = hashes[at - 1];
		}
		worth[at] = w;
		hashes[at] = x;
	}
	return n;
}
