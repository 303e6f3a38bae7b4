/* SPDX-License-Identifier: MIT */
/* units.h - a document's names as facts, and what the run makes of them.
 *
 * A unit is a group of mentions of one document.  It goes as a fact under a key
 * where it meets those of other documents that may be the same:
 *
 *   I family id          units with an id of a gazetteer
 *   P consonants         people, by their family name
 *   O name, L name       bodies and places, by the name in full
 *   A family name        who is called by this short form, and who says of what it
 *                        is one
 *
 * resolve sees all units of a key and assigns each its name in the run. */
#ifndef LINK_NAMES_UNITS_H
#define LINK_NAMES_UNITS_H

#include "link.h"
#include <catena/plugin.h>

struct unit {
	uint32_t
	    group; /* in its document: LINK_NONE: says what a short form means, only */
	uint32_t mentions; /* of all its forms; under a short form 0, as what follows */
	uint32_t name_size;
	uint32_t
	    titles_size; /* of people: folded, spelled out, each with a line feed */
	uint32_t n_variants;
	/* then the name and the titles, and for each variant: count and size
	 * (uint32_t), bytes */
};

/* What a document is told: values of assign begin with this. */
struct verdict {
	uint32_t group;
	uint32_t name_size;    /* 0: keep the document's own */
	uint32_t n_candidates; /* then the name, and for each: size, bytes */
};

struct names_table; /* of the side file; NULL: not asked for */

struct names_table *link_names_table_new(void);
void link_names_table_free(struct names_table *); /* NULL is fine */

/* TSV, most mentions first.  [serial] */
catena_status link_names_table_write(catena_ctx *, struct names_table *,
                                     struct catena_out *);

/* For catena_gather.  [serial] */
catena_status link_names_resolve(catena_ctx *, struct names_table *,
                                 const void *key, uint32_t key_size);

#endif
