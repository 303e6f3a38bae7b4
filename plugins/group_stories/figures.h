/* SPDX-License-Identifier: MIT */
/* figures.h - issues of a series: the market report of each day, the bulletin of
 * each week.  They have the same words and names, and figures in the same places,
 * but of another day, and other ones.
 *
 * The place of a figure is what stands before and behind it.  Of a document the
 * places with the least hashes are kept, so that two of one template keep the
 * same ones (Broder, "On the Resemblance and Containment of Documents", 1997). */
#ifndef CATENA_GROUP_STORIES_FIGURES_H
#define CATENA_GROUP_STORIES_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#define FIGURES_MAX 8u    /* of a document, */
#define FIGURES_STORY 24u /* and of a story, that are kept */

struct figure { /* both are hashes */
	uint16_t where, what;
};

struct figures { /* of a document, by rising place; of each place the first */
	uint32_t n;
	struct figure of[FIGURES_MAX];
};

struct dated_figure {
	uint16_t where, what;
	int32_t day;
};

struct dated_figures { /* of a story, in one order, each once */
	uint32_t n;
	struct dated_figure of[FIGURES_STORY];
};

struct words;

/* The figures of the words of a text s. */
void group_stories_figures(const struct words *, const unsigned char *s,
                           struct figures *);

/* With its day; a document without a day gives none. */
void group_stories_figures_date(const struct figures *, int32_t day,
                                struct dated_figures *);

/* Those of both, in whatever order they come. */
void group_stories_figures_add(struct dated_figures *,
                               const struct dated_figures *);

/* Are they of one series, but not of one day: where both have figures in the same
 * places, and most of these differ between days? */
bool group_stories_figures_differ(const struct dated_figures *,
                                  const struct dated_figures *);

#endif
