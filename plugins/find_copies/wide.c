/* SPDX-License-Identifier: MIT */
/* wide.c - where characters have how many bytes: see wide.h. */
#include "wide.h"
#include <stdlib.h>
#include <string.h>

static bool add(struct wides *w, struct wide entry)
{
	if (w->n == w->room) {
		const uint32_t room = w->room ? w->room * 2 : 64;
		struct wide *const p = realloc(w->items, room * sizeof *p);
		if (!p)
			return false;
		w->items = p;
		w->room = room;
	}
	w->items[w->n++] = entry;
	return true;
}

/* The end of the ASCII characters from `at` on. */
static uint32_t skip_ascii(const unsigned char *s, uint32_t at, uint32_t size)
{
	for (; at + 8 <= size; at += 8) {
		uint64_t eight;
		memcpy(&eight, s + at, sizeof eight);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < size && s[at] < 0x80)
		at++;
	return at;
}

static uint32_t size_of(unsigned char lead)
{
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool find_copies_wides(struct wides *w, const char *text, uint32_t size)
{
	const unsigned char *const s = (const unsigned char *)text;
	struct wide now = {0, 0, 0, 1};

	w->n = 0;
	while (now.at < size) {
		const uint32_t bytes = size_of(s[now.at]), from = now.at;
		uint32_t to = from + bytes;
		if (bytes != now.size) {
			now.size = bytes;
			if (!add(w, now))
				return false;
		}
		if (s[from] < 0x80)
			to = skip_ascii(s, from, size);
		now.chars += bytes == 1 ? to - from : 1;
		now.utf16 += bytes == 1 ? to - from : bytes == 4 ? 2 : 1;
		now.at = to;
	}
	return true;
}
