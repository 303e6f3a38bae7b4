/* SPDX-License-Identifier: MIT */
/* names.h - places that datelines are from, agencies, picture houses. */
#ifndef CLEAN_WIRE_NAMES_H
#define CLEAN_WIRE_NAMES_H

#include "set.h"

/* All that are built in; false: out of memory. */
bool clean_wire_places_load(struct set *);
bool clean_wire_regions_load(struct set *);
bool clean_wire_agencies_load(struct set *);

/* Adds the first column of a list as tag_gazetteer reads them: UTF-8, columns
 * separated by tabs, '#' and white space begin a comment.  NULL, or what is
 * wrong. */
const char *clean_wire_places_read(struct set *, const char *path);

#endif
