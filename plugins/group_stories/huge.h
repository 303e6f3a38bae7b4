/* SPDX-License-Identifier: MIT */
/* huge.h - large pages for what is read all over: with small ones most look-ups in
 * a table of 100 MB wait for the page's address before they wait for memory. */
#ifndef CATENA_GROUP_STORIES_HUGE_H
#define CATENA_GROUP_STORIES_HUGE_H

#include <stddef.h>

#define HUGE_PAGE ((size_t)2 << 20)

/* Asks for them where the system has any, for what of the block lies in whole ones.
 * It is only a hint. */
void group_stories_huge(void *p, size_t size);

#endif
