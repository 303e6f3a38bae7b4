/* SPDX-License-Identifier: MIT */
/* caps.h - a name as headlines ("VAN WYK WINS") and beginnings of sentences ("Van
 * Wyk won") write it.
 *
 * Such forms are put behind a copy of the document's text, so that all names are
 * bytes of one text. */
#ifndef TAG_REPEATS_CAPS_H
#define TAG_REPEATS_CAPS_H

#include <stdbool.h>
#include <stdint.h>

struct caps { /* zeroed: empty */
	char *text;
	uint32_t size, cap; /* bytes in use, and there are */
};

void tag_repeats_caps_free(struct caps *);

/* Copies the text and makes room for so many bytes more; false: out of memory, or
 * too much. */
bool tag_repeats_caps_begin(struct caps *, const char *text, uint32_t size,
                            uint64_t more);

/* Puts the n bytes at `begin` behind, in capitals (all) or with a capital first,
 * and says where; 0: they are so already, or there is no room.  The form has n
 * bytes: letters whose capitals have other bytes than Latin-1's stay. */
uint32_t tag_repeats_caps_add(struct caps *, uint32_t begin, uint32_t n, bool all);

#endif
