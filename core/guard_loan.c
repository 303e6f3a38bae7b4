/* SPDX-License-Identifier: MIT */
/* guard_loan.c - lent memory: marked, compared, spoiled. */
#include "build.h"

#include "guard_loan.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MARGIN = 1024, /* marked bytes on either side */
	MARK = 0xC5,
	SPOILED = 0xE3,
	KEPT_BYTES = 16 << 20 /* spoiled memory that is not given back yet */
};

struct one {
	struct one *next;
	enum loan_term term;
	size_t size;
	unsigned char *block; /* margin, bytes, margin */
	unsigned char *copy;  /* of what was lent to be read; NULL: writable */
	char what[160];
};

struct loans {
	struct one *out;  /* lent now */
	struct one *past; /* due, spoiled, not yet free */
	size_t past_bytes;
	loan_sink sink;
	void *user;
};

struct loans *loans_new(loan_sink sink, void *user)
{
	struct loans *l = calloc(1, sizeof *l);
	if (l) {
		l->sink = sink;
		l->user = user;
	}
	return l;
}

static void free_list(struct one *o)
{
	while (o) {
		struct one *next = o->next;
		free(o->block);
		free(o->copy);
		free(o);
		o = next;
	}
}

void loans_free(struct loans *l)
{
	if (!l)
		return;
	free_list(l->out);
	free_list(l->past);
	free(l);
}

void *loan(struct loans *l, enum loan_term term, const void *from, size_t size,
           unsigned char fill, const char *what)
{
	struct one *o = calloc(1, sizeof *o);
	if (!o || size > SIZE_MAX - 2 * MARGIN)
		goto fail;
	o->block = malloc(size + 2 * MARGIN);
	o->copy = from ? malloc(size + 1) : NULL;
	if (!o->block || (from && !o->copy))
		goto fail;
	memset(o->block, MARK, MARGIN);
	memset(o->block + MARGIN + size, MARK, MARGIN);
	if (!from)
		memset(o->block + MARGIN, fill, size);
	else if (size) {
		memcpy(o->block + MARGIN, from, size);
		memcpy(o->copy, from, size);
	}
	o->term = term;
	o->size = size;
	snprintf(o->what, sizeof o->what, "%s", what);
	o->next = l->out;
	l->out = o;
	return o->block + MARGIN;
fail:
	if (o)
		free(o->block);
	free(o);
	return NULL;
}

/* ---- Checking ---- */

/* The first byte of a margin that is no longer marked, or MARGIN. */
static size_t first_unmarked(const unsigned char *margin)
{
	size_t i = 0;
	while (i < MARGIN && margin[i] == MARK)
		i++;
	return i;
}

static void check_margins(const struct loans *l, const struct one *o)
{
	char what[400];
	const size_t after = first_unmarked(o->block + MARGIN + o->size);
	size_t before = MARGIN;
	while (before > 0 && o->block[before - 1] == MARK)
		before--;
	if (after < MARGIN) {
		snprintf(what, sizeof what,
		         "wrote %zu bytes beyond the end of %s (%zu bytes); ask grow for "
		         "room before writing a row",
		         after + 1, o->what, o->size);
		l->sink(l->user, "bounds", what);
	}
	if (before > 0) {
		snprintf(what, sizeof what,
		         "wrote before the beginning of %s; rows count "
		         "from 0",
		         o->what);
		l->sink(l->user, "bounds", what);
	}
}

static void check_unchanged(const struct loans *l, const struct one *o)
{
	char what[400];
	if (!o->copy || memcmp(o->copy, o->block + MARGIN, o->size) == 0)
		return;
	snprintf(what, sizeof what,
	         "changed %s, which is lent for reading only; never cast const away",
	         o->what);
	l->sink(l->user, "const", what);
}

static void retire(struct loans *l, struct one *o)
{
	check_margins(l, o);
	check_unchanged(l, o);
	memset(o->block + MARGIN, SPOILED, o->size);
	o->next = l->past;
	l->past = o;
	l->past_bytes += o->size + 2 * MARGIN;
	if (l->past_bytes > KEPT_BYTES) {
		free_list(l->past);
		l->past = NULL;
		l->past_bytes = 0;
	}
}

void loans_due(struct loans *l, enum loan_term term)
{
	for (struct one **p = &l->out; *p;) {
		struct one *o = *p;
		if (term != LOAN_CALL && o->term != term) {
			p = &o->next;
			continue;
		}
		*p = o->next;
		retire(l, o);
	}
}

void loan_due(struct loans *l, const void *bytes)
{
	for (struct one **p = &l->out; *p; p = &(*p)->next) {
		struct one *o = *p;
		if (o->block + MARGIN != bytes)
			continue;
		*p = o->next;
		retire(l, o);
		return;
	}
}
