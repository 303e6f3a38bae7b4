/* SPDX-License-Identifier: MIT */
/* lang_table.h - inside of lang.c and lang_parse.c: keys, slots, and the files
 * that are compiled in (lang_files.c is made by tools/embed.awk) */
#ifndef TOKENIZE_LANG_TABLE_H
#define TOKENIZE_LANG_TABLE_H

#include "lang.h"

struct lang_file {
	const char *name; /* NULL ends the list */
	const unsigned char *text;
	size_t size;
};

extern const struct lang_file tokenize_lang_files[];

/* The form under which a word is kept: folded, its apostrophes straight.  key
 * has CATENA_FOLD_ROOM(2 * LANG_WORD_MAX) bytes; 0: too long to be a word. */
size_t tokenize_lang_key(const unsigned char *s, size_t n, unsigned char *key);

/* The slot of that key, or the free one where it belongs. */
struct lang_word *tokenize_lang_slot(const struct lang *lang,
                                     const unsigned char *key, size_t size);

#endif /* TOKENIZE_LANG_TABLE_H */
