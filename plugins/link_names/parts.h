/* SPDX-License-Identifier: MIT */
/* parts.h - what the files of the plugin itself share: a document's mentions
 * (link_names.c), its units as facts (units.c), its new names (naming.c).
 * [worker] */
#ifndef LINK_NAMES_PARTS_H
#define LINK_NAMES_PARTS_H

#include "units.h"

#include <catena/json.h>

/* What process leaves for commit: a number for each row of the layer entity. */
struct row_name {
	uint32_t group;                    /* LINK_NONE: it keeps what it has */
	uint32_t begin, end;               /* of the group's name in the text */
	uint32_t candidates, n_candidates; /* in the list behind the rows: groups */
	uint32_t id; /* the row + 1 with the group's id; 0: none */
};

struct local {
	struct linker linker;
	struct link_mention *mentions;
	uint32_t *rows; /* by mention: its row */
	uint32_t *ids;  /* a table: the row + 1 of the first that has an id */
	uint32_t cap_ids, ids_mask;
	uint32_t *fullest; /* by who stands for a group: the form that says most */
	uint32_t cap_fullest;
	struct row_name *names;
	uint32_t cap;
	struct json_buf bytes;
};

enum { /* columns of the layer entity */
	TYPE,
	NAME,
	ID,
	SCORE,
	BY,
	FIELDS
};

static inline uint32_t link_names_u32(const struct catena_layer *l, int column,
                                      uint32_t i)
{
	const uint32_t *const c = l->cols[column];
	return c ? c[i] : 0;
}

/* The row + 1 that has the id of a group; 0: none has. */
static inline uint32_t link_names_id_row(const struct local *l, uint32_t group)
{
	return l->linker.forms[group].group_id;
}

/* Finds the form of each group that says most; false: out of memory. */
bool link_names_find_fullest(struct local *);

/* Where a form's name is in the text, as it is to be shown. */
void link_names_show_form(const struct local *, uint32_t form, const char **s,
                          uint32_t *n);

/* Is a name written with single blanks and no other white space? [any] */
bool link_names_is_plain(const char *s, uint32_t n);

/* Adds a name as it is to be shown, all white space a blank: one that goes over
 * the end of a line, or has a tab in it, must not break the file of names.  The
 * number of bytes added.  [any] */
uint32_t link_names_put_plain(struct json_buf *, const char *s, uint32_t n);

/* Emits the units of all groups. */
catena_status link_names_emit(catena_ctx *, struct local *,
                              const struct catena_layer *entities);

struct naming { /* in process, or in commit of what process left */
	catena_ctx *ctx;
	const struct catena_layer *entities;
	const struct row_name *names; /* by row */
	const uint32_t *candidates;   /* pairs: where the name of each is */
	struct json_buf *json;
};

/* Writes the layer anew, with names.  across: with what the run says of them. */
catena_status link_names_write(const struct naming *, bool across);

#endif
