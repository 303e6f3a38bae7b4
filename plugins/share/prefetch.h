/* SPDX-License-Identifier: MIT */
/* prefetch.h - asks for memory that will soon be looked at. */
#ifndef CATENA_SHARE_PREFETCH_H
#define CATENA_SHARE_PREFETCH_H

/* The line of the cache that holds this byte; any address will do. */
static inline void share_prefetch(const void *at)
{
#ifdef __GNUC__
	__builtin_prefetch(at);
	/* without it GCC takes a function that does nothing else for one that need
	 * not be called */
	__asm__ volatile("");
#else
	(void)at;
#endif
}

#endif
