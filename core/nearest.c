/* SPDX-License-Identifier: MIT */
/* nearest.c - which known name was meant by a word that is none. */
#include "option.h"
#include <string.h>

enum {
	LONGEST = 64 /* names above are not compared */
};

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: changes, additions, losses and swaps of
 * neighbours, each part of a word touched once (Damerau 1964; the
 * restriction is what three rows can hold). */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned char row[3][LONGEST + 1];
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned char *const now = row[i % 3];
		const unsigned char *const last = row[(i + 2) % 3];
		const unsigned char *const before = row[(i + 1) % 3];
		now[0] = (unsigned char)i;
		for (size_t j = 1; j <= m; j++) {
			const unsigned char x = lower(a[i - 1]), y = lower(b[j - 1]);
			unsigned d = least(last[j] + 1u, now[j - 1] + 1u);
			d = least(d, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
				d = least(d, before[j - 2] + 1u);
			now[j] = (unsigned char)d;
		}
	}
	return row[n % 3][m];
}

static int starts_with(const char *name, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (lower(name[i]) != lower(word[i]))
			return 0;
	}
	return 1;
}

/* "lang" for "language": only if no other name begins so. */
static const char *only_beginning(const char *word, size_t n,
                                  const char *const *names, size_t count)
{
	const char *found = NULL;
	for (size_t i = 0; n >= 3 && i < count; i++) {
		if (!starts_with(names[i], word, n))
			continue;
		if (found)
			return NULL;
		found = names[i];
	}
	return found;
}

const char *nearest_name(const char *word, const char *const *names, size_t n)
{
	const size_t size = strlen(word);
	const char *best = NULL;
	if (size == 0 || size > LONGEST)
		return NULL;
	/* One slip in a short word, one in three letters of a long one. */
	unsigned limit = size < 4 ? 1 : (unsigned)(size + 2) / 3;
	for (size_t i = 0; i < n; i++) {
		const size_t length = strlen(names[i]);
		if (length == 0 || length > LONGEST)
			continue;
		const unsigned d = distance(word, size, names[i], length);
		if (d > limit || d >= size || d >= length)
			continue;
		best = names[i];
		if (d == 0)
			break;
		limit = d - 1;
	}
	return best ? best : only_beginning(word, size, names, n);
}
