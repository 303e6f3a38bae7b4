/* SPDX-License-Identifier: MIT */
/* conllu.h - a CoNLL-U file as gold: its raw text, tokens, words, sentences */
#ifndef ACCURACY_CONLLU_H
#define ACCURACY_CONLLU_H

#include <stddef.h>

struct unit {
	size_t begin, end; /* bytes of text that are not white space, counted */
	char *form;        /* without white space; of words only */
	int multi; /* a word of a multi-word token: begin, end are its token's */
};

struct units {
	struct unit *v;
	size_t n, cap;
};

struct gold {
	char *text; /* raw: paragraphs parted by a blank line, lines wrapped */
	size_t size, cap;
	struct units tokens, words, sentences;
};

/* Reads the file, of which a name that does not end in .conllu says that it holds
 * a sentence a line and empty lines between texts; wrap: columns of the raw text,
 * 0: one line a paragraph. 0 with a message on standard error when it cannot be
 * read. */
int conllu_read(const char *path, size_t wrap, struct gold *gold);
void conllu_free(struct gold *gold);

struct unit *units_add(struct units *u, size_t begin, size_t end);

#endif /* ACCURACY_CONLLU_H */
