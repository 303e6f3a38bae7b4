/* SPDX-License-Identifier: MIT */
/* fail_alloc.h - put before each source of a test by -include: its calls of
 * malloc and the like go to the test, which lets them fail. */
#ifndef CATENA_TEST_FAIL_ALLOC_H
#define CATENA_TEST_FAIL_ALLOC_H

#include <stdlib.h>

void *fail_malloc(size_t);
void *fail_calloc(size_t, size_t);
void *fail_realloc(void *, size_t);

#define malloc fail_malloc
#define calloc fail_calloc
#define realloc fail_realloc

#endif
