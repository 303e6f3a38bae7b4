/* SPDX-License-Identifier: MIT */
/* fold.h - a name as a sequence of plain words: what is compared. */
#ifndef LINK_NAMES_FOLD_H
#define LINK_NAMES_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WORDS_MAX = 12, /* of a name; what is beyond does not count */
	WORD_ROOM = 32  /* bytes of one, with NUL */
};

enum family { /* of entity types: only names of one family can be one */
	FAMILY_PERSON,
	FAMILY_ORG,
	FAMILY_PLACE,
	FAMILY_NONE /* is not linked */
};

struct plain_word {
	uint32_t sounds,
	    bones;         /* hashes of what alike words, those with the same bones,
	                      have the same; 0: not known (link_names_listen) */
	char s[WORD_ROOM]; /* lower case, without marks, apostrophes, full stops */
	uint8_t size;
	bool upper;   /* all capitals, as written, and more than one letter */
	bool initial; /* one letter */
	bool owner;   /* as written it ends in a possessive */
	bool nick;    /* a given name that has other forms; set of first words only */
};

struct plain_name {
	struct plain_word words[WORDS_MAX];
	uint32_t n;
	char
	    title[2 * WORD_ROOM]; /* the titles that were taken off: "vice president" */
	bool several;             /* "Ann Holt and Bo Lee": no one's name */
	uint8_t generation;       /* "Jr.", "III" behind it: link_names_generation; with
	                             no word before it: no one's name */
};

enum family link_names_family(const char *type);

/* Case, diacritics (of Latin letters), hyphens, apostrophes and full stops do not
 * count; "the", a possessive and, of people, titles and what stands behind are
 * taken off.  May leave no word.  [any] */
void link_names_fold(const char *s, size_t n, enum family, struct plain_name *);

/* Where in s the name itself stands, as it is to be shown: without titles and
 * possessive; all of s if nothing else would be left. */
void link_names_shown(const char *s, size_t n, enum family, size_t *begin,
                      size_t *end);

/* How many bytes before s[at] are titles of the name that begins there: "Lt. Gen.
 * ". A full stop ends a sentence but behind a short form. */
size_t link_names_titles_before(const char *s, size_t at);

/* How many bytes behind s[at] are a suffix that tells people of one name apart:
 * ", Jr.", " III". */
size_t link_names_suffix_behind(const char *s, size_t n, size_t at);

/* Two spellings of one word: the same after what transliterations differ in
 * ("Qassem", "Qasem"; "Hussein", "Husayn").  Short words must be equal. */
bool link_names_alike(const struct plain_word *, const struct plain_word *);

/* The same consonants: enough for given names before one family name ("Mohammed",
 * "Muhammad"). */
bool link_names_same_bones(const struct plain_word *, const struct plain_word *);

/* The consonants that a word is looked up by; their number.  Alike words have the
 * same ones. */
size_t link_names_bones(const struct plain_word *, char out[WORD_ROOM]);

/* Sets the hashes of the words, so that most comparisons are of two numbers. */
void link_names_listen(struct plain_name *);

#endif
