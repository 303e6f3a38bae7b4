/* SPDX-License-Identifier: MIT */
/* caps.c - names in capitals, behind the text that they are of. */
#include "caps.h"

#include <stdlib.h>
#include <string.h>

void tag_repeats_caps_free(struct caps *c)
{
	free(c->text);
	memset(c, 0, sizeof *c);
}

bool tag_repeats_caps_begin(struct caps *c, const char *text, uint32_t size,
                            uint64_t more)
{
	const uint64_t need = size + more;
	if (need >= UINT32_MAX)
		return false;
	if (need > c->cap) {
		free(c->text);
		c->text = malloc((size_t)need);
		c->cap = c->text ? (uint32_t)need : 0;
	}
	if (!c->text && need)
		return false;
	if (size)
		memcpy(c->text, text, size);
	c->size = size;
	return true;
}

/* The capital of the letter that ends at s[i]: ASCII, and Latin-1's in UTF-8. */
static unsigned char capital(const char *s, uint32_t i)
{
	const unsigned char c = (unsigned char)s[i];
	const unsigned char before = i ? (unsigned char)s[i - 1] : 0;
	if (c >= 'a' && c <= 'z')
		return (unsigned char)(c - 'a' + 'A');
	if (before == 0xC3 && c >= 0xA0 && c <= 0xBE && c != 0xB7)
		return (unsigned char)(c - 0x20);
	return c;
}

uint32_t tag_repeats_caps_add(struct caps *c, uint32_t begin, uint32_t n, bool all)
{
	const uint32_t at = c->size;
	bool changed = false;
	if (n > c->cap - at)
		return 0;
	for (uint32_t i = 0; i < n; i++) {
		const bool first = i == 0 || (i == 1 && (c->text[begin] & 0x80));
		const unsigned char to = all || first ? capital(c->text + begin, i)
		                                      : (unsigned char)c->text[begin + i];
		changed = changed || to != (unsigned char)c->text[begin + i];
		c->text[at + i] = (char)to;
	}
	if (!changed)
		return 0;
	c->size += n;
	return at;
}
