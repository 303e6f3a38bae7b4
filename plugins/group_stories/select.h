/* SPDX-License-Identifier: MIT */
/* select.h - the k-th largest of some numbers. */
#ifndef CATENA_GROUP_STORIES_SELECT_H
#define CATENA_GROUP_STORIES_SELECT_H

#include <stdint.h>

#define SELECT_MAX 1024u /* numbers */

/* Of n numbers, none below 0, SELECT_MAX at most; k from 0, below n.  [any] */
double group_stories_select(const double *x, uint32_t n, uint32_t k);

#endif
