/* SPDX-License-Identifier: MIT */
/* resolve.h - what the files of resolve share: the units of one key that were met
 * (resolve.c), and who is called by which title (titles.c).  [serial] */
#ifndef LINK_NAMES_RESOLVE_H
#define LINK_NAMES_RESOLVE_H

#include "units.h"

struct met { /* a unit that was met, its strings in bytes */
	uint64_t doc;
	uint32_t group, mentions, name, name_size;
	uint32_t titles, titles_size;  /* at: in bytes */
	uint32_t variants, n_variants; /* at: in bytes */
	uint32_t thing;                /* which of the things of this key */
	bool by_title;                 /* it is one of that only by a title */
};

struct resolving {
	catena_ctx *ctx;
	struct met *items;
	char *bytes;
	uint32_t n, cap, n_bytes, cap_bytes;
	struct chosen *chosen; /* by thing; NULL until choose */
};

/* The groups that a form fits but is not of; their number. */
uint32_t link_names_fitting(const struct linker *, uint32_t form,
                            uint32_t groups[8]);

/* "President Holt" here, "President Ann Holt" there: makes units of one word that
 * have a title one thing with the only person of that family name who is called so.
 * The first `units` of the items are the linker's mentions.  False: out of memory.
 */
bool link_names_join_by_title(struct resolving *, const struct linker *,
                              uint32_t units);

#endif
