/* SPDX-License-Identifier: MIT */
/* big.c - large pieces of memory: see big.h. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "big.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LINE 64u
#define LEAST 65536u /* less is malloc's */

/* All of it will be used: to be asked for each page costs more (3 % of all time).
 * Large pages of memory make no difference beyond that, measured. */
#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

static void *lines_new(size_t size)
{
	const size_t all = (size + LINE - 1) / LINE * LINE;
	void *const p = size < SIZE_MAX - LINE ? aligned_alloc(LINE, all) : NULL;

	return p ? memset(p, 0, all) : NULL;
}

#ifdef MAP_ANONYMOUS
void *find_copies_big_new(size_t size)
{
	void *p;

	if (size < LEAST)
		return lines_new(size);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void find_copies_big_free(void *p, size_t size)
{
	if (size < LEAST)
		free(p);
	else if (p)
		munmap(p, size);
}
#else
void *find_copies_big_new(size_t size)
{
	return lines_new(size);
}

void find_copies_big_free(void *p, size_t size)
{
	(void)size;
	free(p);
}
#endif
