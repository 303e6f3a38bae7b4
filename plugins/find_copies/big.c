/* SPDX-License-Identifier: MIT */
/* big.c - large pieces of memory: see big.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, mremap */
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

static void *more_elsewhere(void *p, size_t size, size_t more)
{
	void *const larger = find_copies_big_new(more);

	if (!larger)
		return NULL;
	memcpy(larger, p, size);
	find_copies_big_free(p, size);
	return larger;
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
#ifdef MREMAP_MAYMOVE
/* Pages that the process has are not asked for again: for a table that grows those
 * would be four in five. */
void *find_copies_big_more(void *p, size_t size, size_t more)
{
	unsigned char *larger;

	if (size < LEAST || more < LEAST)
		return more_elsewhere(p, size, more);
	larger = mremap(p, size, more, MREMAP_MAYMOVE);
	if (larger == MAP_FAILED)
		return NULL;
#ifdef MADV_POPULATE_WRITE
	size = (size + LEAST - 1) / LEAST * LEAST; /* where a page begins */
	if (more > size)
		(void)madvise(larger + size, more - size, MADV_POPULATE_WRITE);
#endif
	return larger;
}
#else
void *find_copies_big_more(void *p, size_t size, size_t more)
{
	return more_elsewhere(p, size, more);
}
#endif
#else
void *find_copies_big_more(void *p, size_t size, size_t more)
{
	return more_elsewhere(p, size, more);
}

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
