/* SPDX-License-Identifier: MIT */
/* atoms.h - what names and documents are compared by: runs of letters, runs of
 * digits, and every other character that is not white space by itself.
 *
 * Tokens are cut into atoms ("O'Neill" is O, ', Neill), and so are the names of
 * a list; thus it does not matter how a tokenizer treats what is inside a
 * name, as long as it does not cut runs of letters.  Ideographs and
 * other letters of scripts without blanks are atoms each. */
#ifndef CATENA_TAG_GAZETTEER_ATOMS_H
#define CATENA_TAG_GAZETTEER_ATOMS_H

#include "../share/machine.h"
#include <catena/plugin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { /* what does not count when names are compared */
	FOLD_DIACRITICS = 1,
	FOLD_HYPHENS = 2,     /* a hyphen is white space */
	FOLD_APOSTROPHES = 4, /* an apostrophe inside a word is nothing */
	FOLD_SPACES = 8       /* white space beside punctuation is nothing */
};

enum {                /* flags of an atom */
	ATOM_BEGINS = 1,  /* a token begins here */
	ATOM_ENDS = 2,    /* a token ends here, or goes on with "'s" or "'" only */
	ATOM_SPACE = 4,   /* white space before it */
	ATOM_CAPITAL = 8, /* may begin with a capital */
	ATOM_WORD = 16    /* letters or digits, no punctuation */
};

struct atoms {
	uint32_t *hash, *begin, *end; /* hash: of the folded atom */
	uint8_t *flags;
	uint32_t n, room;
	uint32_t size; /* bytes of the text */
	unsigned fold;
	unsigned char *breaks; /* breaks.h */
	size_t breaks_room;
	uint8_t first[256]; /* what tokens that begin so are; of fold first_of - 1 */
	uint32_t sign[128]; /* hashes of the signs of ASCII */
	unsigned first_of;
	enum share_machine machine; /* asked for when it is not known */
};

void tag_gazetteer_atoms_free(struct atoms *);

/* All atoms of a document.  hash may be NULL.  False when out of memory. */
bool tag_gazetteer_atoms_of_tokens(struct atoms *, const char *text, uint32_t size,
                                   const struct catena_layer *tokens,
                                   const uint8_t *kind, const uint32_t *hash);

/* All atoms of a name (valid UTF-8). */
bool tag_gazetteer_atoms_of_name(struct atoms *, const char *name, size_t size);

/* The atoms [from, to] as they are compared: one blank for white space, one
 * kind of apostrophe and hyphen, without what is folded; case is kept.
 * Returns the size, or SIZE_MAX when it is more than room. */
size_t tag_gazetteer_form(const struct atoms *, const char *text, uint32_t from,
                          uint32_t to, char *out, size_t room);

bool tag_gazetteer_can_fold_diacritics(void);

#endif
