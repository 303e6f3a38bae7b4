/* SPDX-License-Identifier: MIT */
/* safe.c - printing text that may hold anything. */
#include "build.h"

#include "safe.h"

#include <catena/utf8.h>
#include <stdbool.h>
#include <string.h>

/* Controls, formats that cannot be seen or that turn the direction of writing
 * (general categories Cc, Cf, Zl, Zp of UnicodeData.txt), noncharacters and
 * what is for private use; not what joins letters or keeps them apart (U+200C,
 * U+200D). */
static bool is_hidden(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {{0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},
	              {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},
	              {0x180E, 0x180E},   {0x200B, 0x200B},   {0x200E, 0x200F},
	              {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
	              {0xD800, 0xF8FF},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
	              {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x1BCA0, 0x1BCA3},
	              {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF}};
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (c <= hidden[i].last)
			return c >= hidden[i].first;
	}
	return false;
}

size_t safe_character(const char *s, size_t n, char name[SAFE_NAME], uint32_t *c)
{
	const unsigned size = utf8_decode(s, n, c);
	name[0] = '\0';
	if (!size) {
		snprintf(name, SAFE_NAME, "<%02X>", (unsigned char)*s);
		*c = 0xFFFD;
		return 1;
	}
	if (is_hidden(*c))
		snprintf(name, SAFE_NAME, "<U+%04X>", (unsigned)*c);
	return size;
}

static void print(FILE *f, const char *s, size_t n, bool lines)
{
	for (size_t size; n; s += size, n -= size) {
		char name[SAFE_NAME];
		uint32_t c;
		size = safe_character(s, n, name, &c);
		if (!*name || (lines && (c == '\n' || c == '\t')))
			fwrite(s, 1, size, f);
		else
			fputs(name, f);
	}
}

void safe_print(FILE *f, const char *s, size_t n)
{
	print(f, s, n, true);
}

void safe_print_line(FILE *f, const char *s)
{
	print(f, s, strlen(s), false);
}
