/* SPDX-License-Identifier: MIT */
/* words.c - unpacks the list of words */
#include "words.h"

#include "letters.h"

/* The next word of the list is put together in `word`, which holds the last one;
 * gives what is left of the row. */
static const char *unpack(const char *row, char *word, size_t *size, uint8_t *flags)
{
	*size = (size_t)(*row++ - 'A');
	while (is_lower_ascii(*row) && *size < SET_LONGEST)
		word[(*size)++] = *row++;
	*flags = 0;
	if (is_digit(*row))
		*flags = (uint8_t)(*row++ - '0');
	return row;
}

bool clean_wire_words_load(struct set *set)
{
	char word[SET_LONGEST];
	size_t size;
	uint8_t flags;

	for (const char *const *row = clean_wire_words; *row; row++) {
		for (const char *p = *row; *p;) {
			p = unpack(p, word, &size, &flags);
			if (!clean_wire_set_add(set, word, size, flags))
				return false;
		}
	}
	return true;
}
