/* SPDX-License-Identifier: MIT */
/* put.h - values as text, piece by piece: printf takes longer than all that finds
 * what it is to print.  [any] */
#ifndef TAG_PATTERN_PUT_H
#define TAG_PATTERN_PUT_H

#include <string.h>

/* n bytes; gives what is behind them, as all of these do. */
static inline char *put_bytes(char *to, const char *s, size_t n)
{
	memcpy(to, s, n);
	return to + n;
}

static inline char *put_text(char *to, const char *s)
{
	return put_bytes(to, s, strlen(s));
}

/* At least so many digits; at most 10. */
static inline char *put_number(char *to, int n, unsigned least)
{
	char digits[10];
	unsigned k = 0, rest = n < 0 ? 0 : (unsigned)n;
	for (; (rest || k < least) && k < sizeof digits; rest /= 10)
		digits[sizeof digits - ++k] = (char)('0' + rest % 10);
	return put_bytes(to, digits + sizeof digits - k, k);
}

/* Ends a value that began at `from`; its size. */
static inline size_t put_end(const char *from, char *to)
{
	*to = '\0';
	return (size_t)(to - from);
}

#endif
