/* SPDX-License-Identifier: MIT */
/* likeness.h - which known name a slip may have meant, in files of plugins' own. */
#ifndef CATENA_SHARE_LIKENESS_H
#define CATENA_SHARE_LIKENESS_H

#include <stddef.h>
#include <string.h>

/* Letters that n bytes of s and a name share at their ends: two and more are
 * enough to guess a slip.  [any] */
static inline size_t share_likeness(const char *s, size_t n, const char *name)
{
	const size_t m = strlen(name);
	size_t head = 0, tail = 0;

	while (head < m && head < n && name[head] == s[head])
		head++;
	while (tail < m - head && tail < n - head &&
	       name[m - 1 - tail] == s[n - 1 - tail])
		tail++;
	return head + tail;
}

#endif
