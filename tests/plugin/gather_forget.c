/* SPDX-License-Identifier: MIT */
/* gather_forget.c - gather_count without catena.sync/1: a chain with it cannot
 * be resumed. */
#define NAME gather_forget
#define SYNC 0
#include "gather_count.c"
