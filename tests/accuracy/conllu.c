/* SPDX-License-Identifier: MIT */
/* conllu.c - reads CoNLL-U and writes the text that it annotates, as the shared
 * task's raw text was made: forms, SpaceAfter, newpar and newdoc, 80 columns */
#include "conllu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *enlarge(void *old, size_t *cap, size_t need, size_t each)
{
	size_t room = *cap ? *cap : 1024;

	while (room < need)
		room *= 2;
	if (room == *cap)
		return old;
	void *const more = realloc(old, room * each);
	if (!more) {
		fputs("out of memory\n", stderr);
		exit(3);
	}
	*cap = room;
	return more;
}

struct unit *units_add(struct units *u, size_t begin, size_t end)
{
	u->v = enlarge(u->v, &u->cap, u->n + 1, sizeof *u->v);
	u->v[u->n] = (struct unit){begin, end, NULL, 0};
	return &u->v[u->n++];
}

struct reading {
	struct gold *gold;
	size_t wrap, line;  /* where the current line begins in the text */
	size_t at;          /* visible bytes so far */
	size_t sentence;    /* where the current sentence began */
	int words;          /* of this sentence */
	int paragraph;      /* a new one is due */
	int space;          /* one is due before the next token */
	long multi_last;    /* the last word of the multi-word token, 0: none */
	size_t multi_begin; /* of it */
	size_t multi_end;
};

static void put(struct reading *r, const char *s, size_t n)
{
	struct gold *const g = r->gold;

	g->text = enlarge(g->text, &g->cap, g->size + n + 1, 1);
	memcpy(g->text + g->size, s, n);
	g->size += n;
	g->text[g->size] = 0;
}

static size_t columns(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}

/* Breaks the line that has grown too long at its last space. */
static void wrap(struct reading *r)
{
	struct gold *const g = r->gold;

	while (r->wrap && columns(g->text + r->line, g->size - r->line) > r->wrap) {
		size_t cut = 0, count = 0;
		for (size_t i = r->line; i < g->size && count <= r->wrap; i++) {
			count += ((unsigned char)g->text[i] & 0xC0) != 0x80;
			if (g->text[i] == ' ')
				cut = i;
		}
		if (cut <= r->line)
			break;
		g->text[cut] = '\n';
		r->line = cut + 1;
	}
}

/* White space is in no form of the shared task: spaces, and NBSP. */
static size_t visible(const char *form, char *out)
{
	size_t n = 0;

	for (size_t i = 0; form[i]; i++) {
		if (form[i] == ' ')
			continue;
		if (!strncmp(form + i, "\xC2\xA0", 2)) {
			i++;
			continue;
		}
		out[n++] = form[i];
	}
	out[n] = 0;
	return n;
}

/* A surface token: into the text. */
static void surface(struct reading *r, const char *form, int space_after)
{
	if (r->paragraph && r->gold->size) {
		put(r, "\n\n", 2);
		r->line = r->gold->size;
	} else if (r->space) {
		put(r, " ", 1);
	}
	put(r, form, strlen(form));
	wrap(r);
	r->paragraph = 0;
	r->space = space_after;
}

static void word(struct reading *r, char **f)
{
	struct gold *const g = r->gold;
	const int space_after = !strstr(f[9], "SpaceAfter=No");
	char *end;
	const long id = strtol(f[0], &end, 10);
	const int inside = *end == 0 && id <= r->multi_last;
	char *const form = malloc(strlen(f[1]) + 1);

	if (!form)
		exit(3);
	const size_t n = visible(f[1], form);
	if (*end == '.') { /* an empty node */
		free(form);
		return;
	}
	if (!r->words++)
		r->sentence = r->at;
	if (inside) {
		struct unit *const u = units_add(&g->words, r->multi_begin, r->multi_end);
		u->form = form;
		u->multi = 1;
		return;
	}
	surface(r, f[1], space_after);
	units_add(&g->tokens, r->at, r->at + n);
	if (*end == '-') {
		r->multi_last = strtol(end + 1, NULL, 10);
		r->multi_begin = r->at;
		r->multi_end = r->at + n;
		free(form);
	} else {
		units_add(&g->words, r->at, r->at + n)->form = form;
	}
	r->at += n;
}

static void line(struct reading *r, char *s)
{
	char *f[10] = {s};
	int n = 1;

	if (*s == '#') {
		if (!strncmp(s, "# newpar", 8) || !strncmp(s, "# newdoc", 8))
			r->paragraph = 1;
		return;
	}
	if (!*s) {
		if (r->words)
			units_add(&r->gold->sentences, r->sentence, r->at);
		r->words = 0;
		r->multi_last = 0;
		return;
	}
	for (; *s && n < 10; s++) {
		if (*s == '\t') {
			*s = 0;
			f[n++] = s + 1;
		}
	}
	if (n == 10)
		word(r, f);
}

/* A line is a sentence, an empty one parts texts. */
static void plain_line(struct reading *r, char *s)
{
	const size_t begin = r->at;
	char *form;

	if (!*s) {
		r->paragraph = 1;
		return;
	}
	for (; *s; s = form) {
		while (*s == ' ')
			s++;
		form = s + strcspn(s, " ");
		if (*form)
			*form++ = 0;
		if (!*s)
			continue;
		surface(r, s, 1);
		char *const seen = malloc(strlen(s) + 1);
		if (!seen)
			exit(3);
		const size_t n = visible(s, seen);
		units_add(&r->gold->words, r->at, r->at + n)->form = seen;
		r->at += n;
	}
	units_add(&r->gold->sentences, begin, r->at);
}

int conllu_read(const char *path, size_t columns_most, struct gold *gold)
{
	FILE *const f = fopen(path, "r");
	struct reading r = {.gold = gold, .wrap = columns_most};
	const size_t name = strlen(path);
	const int plain = name < 7 || strcmp(path + name - 7, ".conllu") != 0;
	static char buffer[1 << 16];

	memset(gold, 0, sizeof *gold);
	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 0;
	}
	while (fgets(buffer, sizeof buffer, f)) {
		buffer[strcspn(buffer, "\r\n")] = 0;
		if (plain)
			plain_line(&r, buffer);
		else
			line(&r, buffer);
	}
	buffer[0] = 0;
	line(&r, buffer);
	fclose(f);
	if (!gold->words.n) {
		fprintf(stderr, "%s: no words in it: is it CoNLL-U?\n", path);
		conllu_free(gold);
		return 0;
	}
	put(&r, "\n", 1);
	return 1;
}

void conllu_free(struct gold *gold)
{
	for (size_t i = 0; i < gold->words.n; i++)
		free(gold->words.v[i].form);
	free(gold->words.v);
	free(gold->tokens.v);
	free(gold->sentences.v);
	free(gold->text);
	memset(gold, 0, sizeof *gold);
}
