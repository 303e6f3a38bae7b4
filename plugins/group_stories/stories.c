/* SPDX-License-Identifier: MIT */
/* stories.c - which documents are one story, and how well they hold together. */
#include "stories.h"
#include "../share/table.h"
#include <catena/fold.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct sum { /* a centroid at rest; then: hashes, weights, figures, names */
	uint32_t n, documents, figures;
};

struct name { /* of a story whose first document is not there */
	uint32_t row, size;
	char *s;
};

struct stories {
	struct story_index *index;
	uint32_t *up;            /* a row of the same story, the first in the end */
	struct sum **sums;       /* by first row; NULL: the row is alone */
	uint32_t n, room, fixed; /* fixed: rows whose stories keep apart */
	uint32_t forgotten;      /* rows */
	struct name *names;      /* by rising row */
	uint32_t n_names, names_room;
	struct table by_name; /* to places in names */
};

struct stories *group_stories_new(struct story_index *index)
{
	struct stories *const s = calloc(1, sizeof *s);

	if (s)
		s->index = index;
	return s;
}

void group_stories_free(struct stories *s)
{
	if (!s)
		return;
	for (uint32_t i = 0; i < s->n; i++)
		free(s->sums[i]);
	for (uint32_t i = 0; i < s->n_names; i++)
		free(s->names[i].s);
	free(s->names);
	table_free(&s->by_name);
	free(s->sums);
	free(s->up);
	free(s);
}

/* Bytes of a sum of n terms. */
static size_t size_of(uint32_t n, uint32_t figures)
{
	return sizeof(struct sum) + n * (2 * sizeof(uint32_t) + 1) +
	       figures * sizeof(struct dated_figure);
}

static size_t sum_size(const struct sum *sum)
{
	return size_of(sum->n, sum->figures);
}

static void drop_sum(struct stories *s, uint32_t first)
{
	if (s->sums[first])
		group_stories_index_beside(s->index, -(int64_t)sum_size(s->sums[first]));
	free(s->sums[first]);
	s->sums[first] = NULL;
}

/* Stories of which no document is found any more are as their first one. */
static bool forget(struct stories *s)
{
	unsigned char *found;

	if (s->forgotten == group_stories_index_forgotten(s->index))
		return true;
	s->forgotten = group_stories_index_forgotten(s->index);
	if (!(found = calloc(s->n, 1)))
		return false;
	for (uint32_t row = s->forgotten; row < s->n; row++)
		found[group_stories_first(s, row)] = 1;
	for (uint32_t row = 0; row < s->forgotten; row++)
		if (!found[row])
			drop_sum(s, row);
	free(found);
	return true;
}

bool group_stories_room(struct stories *s)
{
	const uint32_t n = group_stories_index_size(s->index);

	if (n > s->room) {
		const size_t room = (size_t)n + n / 2 + 1024;
		void *p = realloc(s->up, room * sizeof *s->up);
		if (!p)
			return false;
		s->up = p;
		if (!(p = realloc(s->sums, room * sizeof *s->sums)))
			return false;
		s->sums = p;
		s->room = (uint32_t)room;
	}
	for (; s->n < n; s->n++) {
		s->up[s->n] = s->n;
		s->sums[s->n] = NULL;
	}
	return forget(s);
}

uint32_t group_stories_first(const struct stories *s, uint32_t row)
{
	while (s->up[row] != row)
		row = s->up[row] = s->up[s->up[row]];
	return row;
}

/* ---- Names ---- */

bool group_stories_rename(struct stories *s, uint32_t first, const char *name,
                          uint32_t size)
{
	char *const copy = malloc((size_t)size + 1);

	if (s->n_names == s->names_room) {
		const size_t room = (size_t)s->names_room * 3 / 2 + 64;
		struct name *const p = realloc(s->names, room * sizeof *p);
		if (p) {
			s->names = p;
			s->names_room = (uint32_t)room;
		}
	}
	if (!copy || s->n_names == s->names_room ||
	    !table_add(&s->by_name, catena_hash(name, size), s->n_names)) {
		free(copy);
		return errno = ENOMEM, false;
	}
	if (size)
		memcpy(copy, name, size);
	copy[size] = '\0';
	s->names[s->n_names++] = (struct name){first, size, copy};
	return true;
}

const char *group_stories_renamed(const struct stories *s, uint32_t first,
                                  uint32_t *size)
{
	uint32_t low = 0, high = s->n_names;

	while (high > low) {
		const uint32_t mid = low + (high - low) / 2;
		if (s->names[mid].row < first)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == s->n_names || s->names[low].row != first)
		return NULL;
	*size = s->names[low].size;
	return s->names[low].s;
}

uint32_t group_stories_named(const struct stories *s, const char *name,
                             uint32_t size)
{
	uint32_t rows[TABLE_ROWS];
	const uint32_t n = table_find(&s->by_name, catena_hash(name, size), rows);

	for (uint32_t i = 0; i < n; i++) {
		const struct name *const other = s->names + rows[i];
		if (other->size == size && !memcmp(other->s, name, size))
			return other->row;
	}
	return UINT32_MAX;
}

void group_stories_fix(struct stories *s)
{
	s->fixed = s->n;
}

/* ---- Centroids at rest and in use ---- */

/* Of one row.  own: its vector, or NULL. */
static bool wake_row(const struct stories *s, uint32_t row,
                     const struct vector *own, struct centroid *c)
{
	struct figures f;
	struct vector v;

	if (!own && !group_stories_index_vector(s->index, row, &v))
		return false;
	if (!group_stories_index_figures(s->index, row, &f))
		return false;
	group_stories_centroid_begin(c, own ? own : &v);
	group_stories_figures_date(&f, group_stories_index_day(s->index, row),
	                           &c->figures);
	return true;
}

/* own: of the row `first`, or NULL. */
static bool wake(const struct stories *s, uint32_t first, const struct vector *own,
                 struct centroid *c)
{
	const struct sum *const sum = s->sums[first];

	if (!sum)
		return wake_row(s, first, own, c);
	const uint32_t *const columns = (const uint32_t *)(const void *)(sum + 1);
	c->n = sum->n;
	c->documents = sum->documents;
	memcpy(c->hash, columns, sum->n * sizeof *columns);
	memcpy(c->weight, columns + sum->n, sum->n * sizeof *columns);
	const struct dated_figure *const figures =
	    (const struct dated_figure *)(const void *)(columns + 2 * (size_t)sum->n);
	c->figures.n = sum->figures;
	memcpy(c->figures.of, figures, sum->figures * sizeof *figures);
	memcpy(c->name, figures + sum->figures, sum->n);
	return true;
}

static bool lay_down(struct stories *s, uint32_t first, const struct centroid *c)
{
	const size_t column = c->n * sizeof(uint32_t);
	struct sum *sum = s->sums[first];

	const size_t old = sum ? sum_size(sum) : 0;
	const size_t size = size_of(c->n, c->figures.n);
	const size_t figures = c->figures.n * sizeof *c->figures.of;
	unsigned char *at;

	if (old != size) {
		sum = realloc(sum, size);
		if (!sum)
			return errno = ENOMEM, false;
		group_stories_index_beside(s->index, (int64_t)size - (int64_t)old);
	}
	*sum = (struct sum){c->n, c->documents, c->figures.n};
	at = (unsigned char *)(sum + 1);
	memcpy(at, c->hash, column);
	memcpy(at + column, c->weight, column);
	memcpy(at + 2 * column, c->figures.of, figures);
	memcpy(at + 2 * column + figures, c->name, c->n);
	s->sums[first] = sum;
	return true;
}

/* ---- Joining ---- */

/* What joins several documents is to be alike in proportion to how alike these are:
 * the pages of one country over the years are so much more alike than those of two
 * neighbours. */
#define IN_PROPORTION 0.3

/* Of one day most of all: two accounts of one event tell the same then, while on
 * the next day there is something new to be told.  What one minister did here and
 * there on one day is two stories, each of documents that are more alike.  What
 * agencies have from each other is so much more alike than two accounts that it
 * says nothing.
 */
#define ONE_OF_A_DAY 0.6  /* one document, and several */
#define ALL_OF_A_DAY 0.75 /* several, and several */
#define ACCOUNTS 0.65     /* two accounts are not more alike than that */

static double least_of(const struct story_params *p, const struct centroid *a,
                       const struct centroid *b, bool one_day)
{
	const bool several = a->documents > 1 && b->documents > 1;
	const double of_a_day = several ? ALL_OF_A_DAY : ONE_OF_A_DAY;
	const struct centroid *const both[] = {a, b};
	double least = p->cohesion * p->threshold;

	for (int i = 0; i < 2 && p->cohesion > 0; i++) {
		const double within =
		    both[i]->documents > 1 ? group_stories_centroid_within(both[i]) : 0;
		double part = IN_PROPORTION * within;
		if (one_day) {
			const double accounts = within < ACCOUNTS ? within : ACCOUNTS;
			part = part > of_a_day * accounts ? part : of_a_day * accounts;
		}
		least = least > part ? least : part;
	}
	return least;
}

/* Do the two hold together?  Issues of a series do not.  Where one is mostly copied
 * from the other nobody asks. */
static bool cohere(const struct story_params *p, const struct match *m,
                   const struct centroid *a, const struct centroid *b, bool one_day)
{
	const double bonus = m->score - m->cosine;

	if (group_stories_figures_differ(&a->figures, &b->figures))
		return false;
	if (a->documents == 1 && b->documents == 1)
		return true;
	if (bonus > 0.5)
		return true;
	return group_stories_centroid_like(a, b) >= least_of(p, a, b, one_day);
}

/* The sum of both becomes that of a, the earlier one. */
static bool merge(struct stories *s, uint32_t a, uint32_t b, struct centroid *x,
                  const struct centroid *y)
{
	group_stories_centroid_add(x, y);
	if (!lay_down(s, a, x))
		return false;
	drop_sum(s, b);
	s->up[b] = a;
	return true;
}

int group_stories_join(struct stories *s, const struct story_params *p,
                       uint32_t row, const struct vector *own,
                       const struct match *m)
{
	const uint32_t one = group_stories_first(s, row);
	const uint32_t other = group_stories_first(s, m->row);
	const uint32_t a = one < other ? one : other, b = one < other ? other : one;
	const int32_t day = group_stories_index_day(s->index, row);
	const bool one_day =
	    day != NO_DAY && day == group_stories_index_day(s->index, m->row);
	struct centroid x, y;

	if (a == b || b < s->fixed)
		return 0;
	if (!wake(s, a, a == row ? own : NULL, &x) ||
	    !wake(s, b, b == row ? own : NULL, &y))
		return -1;
	if (!cohere(p, m, &x, &y, one_day))
		return 0;
	return merge(s, a, b, &x, &y) ? 1 : -1;
}

bool group_stories_attach(struct stories *s, uint32_t row, uint32_t first)
{
	struct centroid x, y;

	errno = ENOMEM;
	return group_stories_room(s) && wake(s, first, NULL, &x) &&
	       wake(s, row, NULL, &y) && merge(s, first, row, &x, &y);
}

size_t group_stories_sum(const struct stories *s, uint32_t row, const void **bytes)
{
	const struct sum *const sum = s->sums[row];

	*bytes = sum;
	return sum ? sum_size(sum) : 0;
}

bool group_stories_put_back(struct stories *s, uint32_t row, uint32_t first,
                            const void *bytes, size_t size)
{
	struct sum sum = {0};

	errno = ENOMEM;
	if (!group_stories_room(s))
		return false;
	s->up[row] = first;
	if (!size)
		return true;
	if (size >= sizeof sum)
		memcpy(&sum, bytes, sizeof sum);
	if (sum.n > TERMS_MAX || sum.figures > FIGURES_STORY || size != sum_size(&sum))
		return errno = EINVAL, false;
	if (!(s->sums[row] = malloc(size)))
		return false;
	memcpy(s->sums[row], bytes, size);
	group_stories_index_beside(s->index, (int64_t)size);
	return true;
}

bool group_stories_evidence(struct story_index *x, const struct vector *own,
                            const struct match *m, struct verdict *v)
{
	struct vector other;

	if (!group_stories_index_vector(x, m->row, &other))
		return false;
	v->score = m->score;
	v->copied = m->copied;
	v->n_terms = group_stories_shared(own, &other, m->but, v->terms);
	return true;
}
