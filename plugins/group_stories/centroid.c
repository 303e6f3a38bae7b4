/* SPDX-License-Identifier: MIT */
/* centroid.c - what the documents of a story have in common. */
#include "centroid.h"
#include "select.h"
#include <math.h>

void group_stories_centroid_begin(struct centroid *c, const struct vector *v)
{
	c->n = v->n;
	c->documents = 1;
	c->figures.n = 0;
	for (uint32_t i = 0; i < v->n; i++) {
		c->hash[i] = v->hash[i];
		c->weight[i] = v->weight[i];
		c->name[i] = (v->traits[i] & TRAIT_NAME) != 0;
	}
}

struct slot {
	uint64_t weight;
	uint32_t hash;
	uint8_t name;
};

/* Both in turn, terms of both once; returns how many. */
static uint32_t merge(const struct centroid *a, const struct centroid *b,
                      struct slot *out)
{
	uint32_t n = 0;

	for (uint32_t i = 0, k = 0; i < a->n || k < b->n; n++) {
		const bool left = k == b->n || (i < a->n && a->hash[i] <= b->hash[k]);
		const bool right = i == a->n || (k < b->n && b->hash[k] <= a->hash[i]);
		out[n].hash = left ? a->hash[i] : b->hash[k];
		out[n].weight =
		    (left ? (uint64_t)a->weight[i] : 0) + (right ? b->weight[k] : 0);
		out[n].name = (left ? a->name[i] : 0) | (right ? b->name[k] : 0);
		i += left;
		k += right;
	}
	return n;
}

_Static_assert(2 * TERMS_MAX <= SELECT_MAX, "the terms of two can be ranked");

/* Of `most` slots that are weightier than the others, the least: its weight, and of
 * equal ones the greatest hash that is in. */
static struct slot last_of(const struct slot *slots, uint32_t n, uint32_t most)
{
	struct slot last = {.hash = UINT32_MAX};
	double weights[2 * TERMS_MAX];
	uint32_t above = 0;

	for (uint32_t i = 0; i < n; i++)
		weights[i] = (double)slots[i].weight;
	last.weight = (uint64_t)group_stories_select(weights, n, most - 1);
	for (uint32_t i = 0; i < n; i++)
		above += slots[i].weight > last.weight;
	/* by rising hash: the first of those that are equal */
	for (uint32_t i = 0; i < n && above < most; i++)
		if (slots[i].weight == last.weight) {
			last.hash = slots[i].hash;
			above++;
		}
	return last;
}

static bool is_in(const struct slot *s, const struct slot *last)
{
	return s->weight > last->weight ||
	       (s->weight == last->weight && s->hash <= last->hash);
}

void group_stories_centroid_add(struct centroid *c, const struct centroid *other)
{
	struct slot slots[2 * TERMS_MAX];
	const uint32_t n = merge(c, other, slots);
	const struct slot last = n > CENTROID_TERMS ? last_of(slots, n, CENTROID_TERMS)
	                                            : (struct slot){.hash = UINT32_MAX};

	c->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (!is_in(slots + i, &last))
			continue;
		c->hash[c->n] = slots[i].hash;
		c->name[c->n] = slots[i].name;
		c->weight[c->n++] =
		    (uint32_t)(slots[i].weight < UINT32_MAX ? slots[i].weight : UINT32_MAX);
	}
	c->documents += other->documents;
	group_stories_figures_add(&c->figures, &other->figures);
}

/* Squared: of it all, and of the names. */
static void lengths(const struct centroid *c, double *all, double *names)
{
	*all = *names = 0;
	for (uint32_t i = 0; i < c->n; i++) {
		const double w = c->weight[i];
		*all += w * w;
		*names += c->name[i] ? w * w : 0;
	}
}

double group_stories_centroid_like(const struct centroid *a,
                                   const struct centroid *b)
{
	double sum = 0, names = 0, all_a, all_b, names_a, names_b;

	for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
		const uint32_t x = a->hash[i], y = b->hash[k];
		const double both = x == y;
		const double w = both * (double)a->weight[i] * (double)b->weight[k];
		sum += w;
		names += (a->name[i] | b->name[k]) * w;
		i += x <= y;
		k += y <= x;
	}
	lengths(a, &all_a, &names_a);
	lengths(b, &all_b, &names_b);
	const double average =
	    sum / ((double)UNIT * UNIT * a->documents * b->documents);
	if (!(all_a > 0) || !(all_b > 0))
		return 0;
	return average * group_stories_names(names, sqrt(names_a / all_a),
	                                     sqrt(names_b / all_b),
	                                     sqrt(all_a * all_b));
}

double group_stories_centroid_within(const struct centroid *c)
{
	const double n = c->documents;
	double all, names;

	lengths(c, &all, &names);
	return (all / ((double)UNIT * UNIT) - n) / (n * (n - 1));
}
