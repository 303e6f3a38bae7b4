/* SPDX-License-Identifier: MIT */
/* figures.c - issues of a series: figures in the same places, but other ones. */
#include "figures.h"
#include "terms.h"

/* ---- Of a document ---- */

static void keep(struct figures *f, struct figure figure)
{
	uint32_t at = 0;

	while (at < f->n && f->of[at].where < figure.where)
		at++;
	if (at == FIGURES_MAX || (at < f->n && f->of[at].where == figure.where))
		return;
	f->n += f->n < FIGURES_MAX;
	for (uint32_t i = f->n - 1; i > at; i--)
		f->of[i] = f->of[i - 1];
	f->of[at] = figure;
}

static bool is_digits(const struct words *w, uint32_t i, const unsigned char *s)
{
	return s[w->begin[i]] >= '0' && s[w->begin[i]] <= '9';
}

/* The last word of the figure that begins with this one: "6,418.07" is three. */
static uint32_t last_of(const struct words *w, uint32_t i, const unsigned char *s)
{
	while (i + 1 < w->n && w->begin[i + 1] == w->end[i] + 1 &&
	       strchr(".,:", s[w->end[i]]) && s[w->end[i]] && is_digits(w, i + 1, s))
		i++;
	return i;
}

void group_stories_figures(const struct words *w, const unsigned char *s,
                           struct figures *f)
{
	f->n = 0;
	for (uint32_t i = 0, last; i < w->n; i = last + 1) {
		last = i;
		if (!is_digits(w, i, s))
			continue;
		const uint32_t before = i ? w->hash[i - 1] : 0;
		uint32_t what = 0, behind = 0;
		last = last_of(w, i, s);
		for (uint32_t k = i; k <= last; k++)
			what = group_stories_pair(what, w->hash[k]);
		if (last + 1 < w->n)
			behind = w->hash[last + 1];
		keep(f,
		     (struct figure){(uint16_t)(group_stories_pair(before, behind) >> 16),
		                     (uint16_t)(what >> 16)});
	}
}

/* ---- Of a story ---- */

void group_stories_figures_date(const struct figures *f, int32_t day,
                                struct dated_figures *d)
{
	d->n = day == NO_DAY ? 0 : f->n;
	for (uint32_t i = 0; i < d->n; i++)
		d->of[i] = (struct dated_figure){f->of[i].where, f->of[i].what, day};
}

static int compare(const struct dated_figure *a, const struct dated_figure *b)
{
	if (a->where != b->where)
		return a->where < b->where ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->what < b->what ? -1 : a->what > b->what;
}

void group_stories_figures_add(struct dated_figures *f,
                               const struct dated_figures *other)
{
	const struct dated_figures own = *f;

	f->n = 0;
	for (uint32_t i = 0, k = 0;
	     f->n < FIGURES_STORY && (i < own.n || k < other->n);) {
		const int order = i == own.n      ? 1
		                  : k == other->n ? -1
		                                  : compare(own.of + i, other->of + k);
		f->of[f->n++] = order <= 0 ? own.of[i] : other->of[k];
		i += order <= 0;
		k += order >= 0;
	}
}

/* Where the figures of the place of `at` end. */
static uint32_t place_end(const struct dated_figures *f, uint32_t at)
{
	const uint16_t where = f->of[at].where;

	while (at < f->n && f->of[at].where == where)
		at++;
	return at;
}

static uint32_t places(const struct dated_figures *f)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->n; i = place_end(f, i))
		n++;
	return n;
}

/* No figure of this place is in both, and there are some of two days. */
static bool differ(const struct dated_figure *a, uint32_t n,
                   const struct dated_figure *b, uint32_t m)
{
	bool apart = false;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < m; k++) {
			if (a[i].what == b[k].what)
				return false;
			apart = apart || a[i].day != b[k].day;
		}
	return apart;
}

/* Three places, which are two fifths of those that one of the two has; and two
 * thirds of them with other figures: in a bulletin something is always the same,
 * "of 1,000 children".  In hand-keyed heaps follow-ups of an event, which have
 * other figures each day, too, had one such place in common at most. */
#define LEAST 3u

bool group_stories_figures_differ(const struct dated_figures *a,
                                  const struct dated_figures *b)
{
	uint32_t both = 0, other = 0, fewer;

	if (a->n < LEAST || b->n < LEAST)
		return false;
	for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
		const uint32_t x = a->of[i].where, y = b->of[k].where;
		const uint32_t i_end = place_end(a, i), k_end = place_end(b, k);
		if (x == y) {
			both++;
			other += differ(a->of + i, i_end - i, b->of + k, k_end - k);
		}
		i = x <= y ? i_end : i;
		k = y <= x ? k_end : k;
	}
	if (both < LEAST || other * 3 < both * 2)
		return false;
	fewer = places(a) < places(b) ? places(a) : places(b);
	fewer = fewer < FIGURES_MAX ? fewer : FIGURES_MAX;
	return both * 5 >= fewer * 2;
}
