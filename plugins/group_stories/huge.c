/* SPDX-License-Identifier: MIT */
/* huge.c - large pages for what is read all over. */
#define _DEFAULT_SOURCE
#include "huge.h"
#include <stdint.h>
#include <sys/mman.h>

void group_stories_huge(void *p, size_t size)
{
#ifdef MADV_HUGEPAGE
	const size_t to_next = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;

	if (p && size >= HUGE_PAGE + to_next)
		(void)madvise((char *)p + to_next, (size - to_next) / HUGE_PAGE * HUGE_PAGE,
		              MADV_HUGEPAGE);
#else
	(void)p, (void)size;
#endif
}
