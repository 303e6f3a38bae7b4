/* SPDX-License-Identifier: MIT */
/* list.h - reads a list of names: UTF-8, one name a line, columns by tabs.
 *
 * Columns are name, type, id, canonical name; the last ones may be missing.
 * A first line whose first column is "name" says otherwise: it names the
 * columns, in any order; those that are none of these are further fields.  A column
 * "type=PERSON" of the header has no place in the rows: it is what all of them say
 * there that say nothing.
 * Empty lines and lines that begin with "#" and white space are comments. */
#ifndef CATENA_TAG_GAZETTEER_LIST_H
#define CATENA_TAG_GAZETTEER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_ID,
	COLUMN_CANONICAL,
	COLUMN_WEAK, /* these in lists with a header only */
	COLUMN_SCORE,
	COLUMNS
};

#define LIST_COLUMNS_MAX 64u

struct list_row {
	const char *s[COLUMNS]; /* white space at the ends is gone */
	size_t size[COLUMNS];   /* 0: empty or missing */
	uint32_t line;
	/* Further fields: number i is called list->field[i]. */
	const char *value[LIST_COLUMNS_MAX];
	size_t value_size[LIST_COLUMNS_MAX];
};

struct list {
	char *bytes; /* the whole file */
	size_t size, at;
	uint32_t line;
	uint8_t place[LIST_COLUMNS_MAX]; /* column of the file -> COLUMN_..., or
	                                  * COLUMNS + the number of a field */
	uint32_t n_places, n_fields;
	const char *field[LIST_COLUMNS_MAX];
	size_t field_size[LIST_COLUMNS_MAX];
	/* What rows say that say nothing. */
	const char *constant[COLUMNS], *constant_value[LIST_COLUMNS_MAX];
	size_t constant_size[COLUMNS], constant_value_size[LIST_COLUMNS_MAX];
	bool header;
};

/* Reads the file into memory.  NULL, or why not (static or strerror). */
const char *tag_gazetteer_list_open(struct list *, const char *path);
void tag_gazetteer_list_close(struct list *);

enum { /* what a row says of `weak` */
	LIST_WEAK_NO,
	LIST_WEAK_YES,    /* counts only beside another name of its type */
	LIST_WEAK_BEHIND, /* only behind one */
	LIST_WEAK_WRONG
};
int tag_gazetteer_list_weak(const struct list_row *);

/* The score of a row in thousandths, 1 to 1000; 0: it has none; -1: it is not a
 * number above 0 and up to 1. */
int tag_gazetteer_list_score(const struct list_row *);

/* 1: a row; 0: the end; -1: *why is wrong with row->line; go on. */
int tag_gazetteer_list_next(struct list *, struct list_row *, const char **why);

#endif
