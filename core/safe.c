/* SPDX-License-Identifier: MIT */
/* safe.c - printing text that may hold anything. */
#include "build.h"

#include "safe.h"

#include <stdbool.h>

/* The code point of a mark of direction at s, or 0. */
static unsigned direction_mark(const unsigned char *s, size_t n)
{
	if (n >= 2 && s[0] == 0xD8 && s[1] == 0x9C)
		return 0x061C;
	if (n < 3 || s[0] != 0xE2 || (s[1] & 0xFE) != 0x80 || (s[2] & 0xC0) != 0x80)
		return 0;
	const unsigned c = 0x2000U | (s[1] & 0x3FU) << 6 | (s[2] & 0x3FU);
	const bool mark = c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	                  (c >= 0x2066 && c <= 0x2069);
	return mark ? c : 0;
}

void safe_print(FILE *f, const char *text, size_t n)
{
	const unsigned char *const s = (const unsigned char *)text;
	size_t i = 0;
	while (i < n) {
		const unsigned mark = direction_mark(s + i, n - i);
		if (mark) {
			fprintf(f, "<U+%04X>", mark);
			i += mark < 0x800 ? 2 : 3;
		} else if (s[i] == 0xC2 && i + 1 < n && s[i + 1] < 0xA0) {
			fprintf(f, "<%02X>", s[i + 1]);
			i += 2;
		} else if ((s[i] < 32 && s[i] != '\n' && s[i] != '\t') || s[i] == 127) {
			fprintf(f, "<%02X>", s[i++]);
		} else {
			fputc(s[i++], f);
		}
	}
}
