/* SPDX-License-Identifier: MIT */
/* lists.h - words that mean something in names.  Sorted, NULL-ended.  [any] */
#ifndef LINK_NAMES_LISTS_H
#define LINK_NAMES_LISTS_H

#include <stdbool.h>
#include <stdint.h>

extern const char *const link_names_titles[];  /* before people's names */
extern const char *const link_names_address[]; /* "mr": say nothing of who it is */
/* "gen": "general"; the word itself when it is no short form of a title. */
const char *link_names_title_word(const char *word);

/* Titles that are family names, too ("Bo King"), but not behind the second ones
 * ("Crown Prince"). */
extern const char *const link_names_family_titles[];
extern const char *const link_names_before_titles[];

extern const char *const link_names_suffixes[];   /* behind them: "obe", "phd" */
extern const char *const link_names_generic[];    /* "university", "city", "inc" */
extern const char *const link_names_same_place[]; /* "City of X" is X */
extern const char *const link_names_countries[];  /* whose "X City" is not X */
extern const char *const link_names_small[];      /* "of", "and": not in acronyms */

/* The number of a word that tells people of one name apart: "jr" and "junior",
 * "sr", "ii"; 0: it is none.  And the word of a number, of those that mean the same
 * the short one. */
uint8_t link_names_generation(const char *word);
const char *link_names_generation_word(uint8_t generation);

bool link_names_in(const char *const *list, const char *word);

/* "bob" and "robert": one may stand for the other.  b NULL: is there any? */
bool link_names_nickname(const char *a, const char *b);

/* "us", "usa", "america": "united states"; the word itself when it has no
 * other. */
const char *link_names_alias(const char *words);

#endif
