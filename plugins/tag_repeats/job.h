/* SPDX-License-Identifier: MIT */
/* job.h - one document: what the parts of tag_repeats share. */
#ifndef TAG_REPEATS_JOB_H
#define TAG_REPEATS_JOB_H

#include "bodies.h"
#include "caps.h"
#include "names.h"
#include "../share/merge.h"

#define TAG_REPEATS_SURE 0.9 /* entities below give way to longer names */

struct self {
	bool types, again;
	double score;
	uint32_t by;
};

struct local {
	struct merge merge;
	struct repeats names;
	uint8_t *families; /* of the merge's rows */
	uint32_t cap_families;
	struct initials { /* of bodies that were found, each once */
		char s[INITIALS_ROOM];
		uint32_t type;
	} * initials; /* a table; type 0: empty */
	uint32_t cap_initials, initials_mask;
	struct caps caps; /* the text, and names in capitals behind it */
};

struct job { /* one document */
	catena_ctx *ctx;
	const struct self *self;
	struct local *l;
	const char *text;
	uint32_t size;
	const struct catena_layer *tokens;
	bool headlines; /* it has words in capitals beside each other */
};

/* ---- say.c ---- */

/* The number of the token that begins there; the tokens' number if none does. */
uint32_t tag_repeats_token_at(const struct job *, uint32_t begin);

/* The tokens' number behind the bytes [begin, end), 0 if none ends there; the first
 * of them is token `from`. */
uint32_t tag_repeats_token_behind(const struct job *, uint32_t from, uint32_t end);

bool tag_repeats_in_capitals(const struct job *, uint32_t token);

/* Where these letters are in the table of initials, or are to be. */
struct initials *tag_repeats_initials_slot(const struct job *, const char *,
                                           uint32_t n);

/* Gathers all that the entities say of names, anew; false: out of memory. */
bool tag_repeats_listen(const struct job *);

/* ---- headlines.c ---- */

/* Sees whether there are headlines.  From here on the document's text has room
 * behind it for names in capitals; false: out of memory. */
bool tag_repeats_make_room(struct job *);

/* Entities in capitals that begin with a known name end with it. */
void tag_repeats_cut_headlines(const struct job *);

#endif
