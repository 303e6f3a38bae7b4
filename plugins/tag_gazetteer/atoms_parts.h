/* SPDX-License-Identifier: MIT */
/* atoms_parts.h - what atoms.c and tokens.c share. */
#ifndef CATENA_TAG_GAZETTEER_ATOMS_PARTS_H
#define CATENA_TAG_GAZETTEER_ATOMS_PARTS_H

#include "atoms.h"

enum tag_gazetteer_sort {
	SPACE,
	RUN,      /* letters: they stay together */
	DIGITS,   /* so do these, but not with others: "5G" is two atoms */
	KATAKANA, /* so do these, but not with others */
	SINGLE,   /* each an atom */
	HYPHEN,
	APOSTROPHE,
	OTHER /* each an atom */
};

/* Of a character of ASCII. */
static inline enum tag_gazetteer_sort tag_gazetteer_ascii_sort(uint32_t c)
{
	if ((c | 0x20) - 'a' < 26 || c == '_')
		return RUN;
	if (c - '0' < 10)
		return DIGITS;
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return SPACE;
	return c == '-' ? HYPHEN : c == '\'' || c == '`' ? APOSTROPHE : OTHER;
}

static inline void tag_gazetteer_put(struct atoms *a, uint32_t hash, uint32_t begin,
                                     uint32_t end, unsigned flags)
{
	a->hash[a->n] = hash;
	a->begin[a->n] = begin;
	a->end[a->n] = end;
	a->flags[a->n++] = (uint8_t)flags;
}

static inline bool tag_gazetteer_may_be_capital(const char *s)
{
	const unsigned c = (unsigned char)*s;

	return c - 'a' >= 26; /* digits and what is beyond ASCII, too */
}

/* Room for `more` atoms.  False when out of memory. */
bool tag_gazetteer_atoms_room(struct atoms *, uint32_t more);

/* The atoms of [begin, end), which holds a token or a piece of a name without
 * white space around it.  *space: white space stands before it.  False when out of
 * memory. */
bool tag_gazetteer_atoms_cut(struct atoms *, const char *text, uint32_t begin,
                             uint32_t end, bool *space);

/* Is the rest of a token from `at` on a possessive ending: 's, ' ? */
bool tag_gazetteer_is_possessive(const char *text, uint32_t at, uint32_t end);

/* Are [begin, end) letters that stay together, and no more? */
bool tag_gazetteer_is_run(const char *text, uint32_t begin, uint32_t end);

/* The hash of one sign of ASCII. */
uint32_t tag_gazetteer_sign_hash(char sign);

#endif
