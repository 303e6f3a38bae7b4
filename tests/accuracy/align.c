/* SPDX-License-Identifier: MIT */
/* align.c - counts what gold and system have in common */
#include "align.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <catena/fold.h>

struct score align_spans(const struct units *gold, const struct units *system)
{
	struct score s = {0, gold->n, system->n};
	size_t g = 0, y = 0;

	while (g < gold->n && y < system->n) {
		const struct unit *const a = gold->v + g, *const b = system->v + y;
		if (a->begin == b->begin && a->end == b->end) {
			s.correct++;
			g++;
			y++;
		} else if (a->end < b->end || (a->end == b->end && a->begin < b->begin)) {
			g++;
		} else {
			y++;
		}
	}
	return s;
}

static int same_form(const char *a, const char *b)
{
	const size_t n = strlen(a), m = strlen(b);
	char x[512], y[512];

	if (n > 300 || m > 300)
		return !strcmp(a, b);
	const size_t i = catena_fold(x, a, n), j = catena_fold(y, b, m);
	return i == j && !memcmp(x, y, i);
}

/* The longest common subsequence of two short stretches. */
static size_t common(const struct unit *g, size_t n, const struct unit *y, size_t m,
                     unsigned char *missed)
{
	size_t *const t = calloc((n + 1) * (m + 1), sizeof *t);
	size_t found = 0;

	if (!t)
		exit(3);
#define T(i, j) t[(i) * (m + 1) + (j)]
	for (size_t i = n; i-- > 0;)
		for (size_t j = m; j-- > 0;) {
			if (same_form(g[i].form, y[j].form))
				T(i, j) = 1 + T(i + 1, j + 1);
			else
				T(i, j) = T(i + 1, j) > T(i, j + 1) ? T(i + 1, j) : T(i, j + 1);
		}
	for (size_t i = 0, j = 0; i < n && j < m;) {
		if (same_form(g[i].form, y[j].form)) {
			missed[i++] = 0;
			j++;
			found++;
		} else if (T(i + 1, j) >= T(i, j + 1)) {
			i++;
		} else {
			j++;
		}
	}
#undef T
	free(t);
	return found;
}

static int beyond(const struct units *u, size_t i, size_t end)
{
	if (i >= u->n)
		return 1;
	return u->v[i].multi ? u->v[i].begin >= end : u->v[i].end > end;
}

/* The words of gold and system that a multi-word token touches: gold words
 * [*g, g end), system words [*y, y end). */
static void stretch(const struct units *gold, const struct units *system, size_t *g,
                    size_t *y)
{
	size_t end = gold->v[*g].end;

	while (!beyond(gold, *g, end) || !beyond(system, *y, end)) {
		if (*g < gold->n &&
		    (*y >= system->n || gold->v[*g].begin <= system->v[*y].begin)) {
			if (gold->v[*g].multi && gold->v[*g].end > end)
				end = gold->v[*g].end;
			++*g;
		} else {
			++*y;
		}
	}
}

struct score align_words(const struct units *gold, const struct units *system,
                         unsigned char *missed)
{
	struct score s = {0, gold->n, system->n};
	unsigned char *const flags = missed ? missed : malloc(gold->n + 1);
	size_t g = 0, y = 0;

	if (!flags)
		exit(3);
	memset(flags, 1, gold->n);
	while (g < gold->n && y < system->n) {
		const struct unit *const a = gold->v + g, *const b = system->v + y;
		if (a->multi) {
			if (b->begin < a->begin) {
				y++;
				continue;
			}
			const size_t g0 = g, y0 = y;
			stretch(gold, system, &g, &y);
			s.correct +=
			    common(gold->v + g0, g - g0, system->v + y0, y - y0, flags + g0);
		} else if (a->begin == b->begin && a->end == b->end) {
			flags[g++] = 0;
			y++;
			s.correct++;
		} else if (a->begin <= b->begin) {
			g++;
		} else {
			y++;
		}
	}
	if (!missed)
		free(flags);
	return s;
}

double score_f1(struct score s)
{
	return s.gold + s.system
	           ? 200.0 * (double)s.correct / (double)(s.gold + s.system)
	           : 0;
}
