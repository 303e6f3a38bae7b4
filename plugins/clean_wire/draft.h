/* SPDX-License-Identifier: MIT */
/* draft.h - a text that is changed in passes, and what became of each place.
 *
 * A pass reads the text as it is now and lists its changes in rising order; then
 * they are applied together.  The changes of all passes are kept as one list of
 * edits against the text of the start.  Offsets count bytes. */
#ifndef CLEAN_WIRE_DRAFT_H
#define CLEAN_WIRE_DRAFT_H

#include <catena/json.h>
#include <stdbool.h>

struct draft_edit {
	uint32_t from, to;  /* of the text of the start */
	uint32_t at, until; /* what stands there now */
};

struct draft_change { /* of the text as it is now, not yet applied */
	uint32_t from, to, size;
};

struct draft {
	const char *text; /* as it is now; text[n] is 0 */
	uint32_t n;
	char *own; /* what text points to, once it was changed */
	struct draft_edit *edits;
	size_t n_edits;
	struct draft_change *changes;
	size_t n_changes, cap_changes;
	struct json_buf bytes; /* what the changes put in, one after the other */
	bool failed;           /* out of memory, or 4 GiB and more */
};

/* A draft of text, which is not copied and must outlive it. */
void clean_wire_draft_init(struct draft *, const char *text, uint32_t n);
void clean_wire_draft_free(struct draft *);

/* Where the last change of this pass ends; 0 if there is none. */
static inline uint32_t draft_changed(const struct draft *d)
{
	return d->n_changes ? d->changes[d->n_changes - 1].to : 0;
}

/* Puts bytes in the place of [from, to), which begins at draft_changed or behind
 * it. */
void clean_wire_draft_change(struct draft *, uint32_t from, uint32_t to,
                             const char *bytes, uint32_t size);

/* Ends a pass: true if something was changed. */
bool clean_wire_draft_apply(struct draft *);

#endif
