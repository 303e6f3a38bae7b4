/* SPDX-License-Identifier: MIT */
/* wire.h - the rules of clean_wire: what they are given, what they find.
 *
 * A rule looks at the draft and lists changes (draft.h); it is certain or it
 * leaves the text alone.  Each pass takes time linear in the text. */
#ifndef CLEAN_WIRE_WIRE_H
#define CLEAN_WIRE_WIRE_H

#include "draft.h"
#include "set.h"

enum { /* in the order of the options */
	RULE_DATE,
	RULE_DATELINE,
	RULE_BYLINE,
	RULE_STAFF,
	RULE_MASTHEAD,
	RULE_CREDIT,
	RULE_NOTICES,
	RULE_SEPARATORS,
	RULE_ENTITIES,
	RULE_MOJIBAKE,
	RULE_SPACES,
	RULE_INVISIBLE,
	RULE_DASHES,
	RULE_GLUED,
	RULES
};

enum {
	QUOTES_KEEP,
	QUOTES_MEND,
	QUOTES_STRAIGHT,
	QUOTES_CURLY
};

struct rules { /* fixed once the stage is created */
	bool on[RULES];
	int64_t quotes;
	int64_t language;    /* LANGUAGE_... */
	struct set places;   /* folded: where datelines are from */
	struct set regions;  /* folded: countries and states, behind a place */
	struct set agencies; /* folded: wire agencies and picture houses */
	struct set words;    /* see words.h */
};

enum { /* what the texts are in */
	LANGUAGE_AUTO,
	LANGUAGE_EN,
	LANGUAGE_OTHER
};

enum {
	FOUND_DATE,
	FOUND_DATELINE,
	FOUND_AGENCY,
	FOUND_BYLINE,
	FOUND_STAFF,
	FOUND_MASTHEAD,
	FOUND_CREDIT,
	FOUND_CAPTION,
	FOUND_VALUES
};

enum { /* of what is mended */
	MENDED_ENTITIES,
	MENDED_MOJIBAKE,
	MENDED_SPACES,
	MENDED_INVISIBLE,
	MENDED_QUOTES,
	MENDED_DASHES,
	MENDED_KINDS
};

struct found { /* in one document; zeroed: nothing */
	struct json_buf value[FOUND_VALUES];
	struct json_buf removed, glued; /* JSON strings with commas between */
	uint32_t mended[MENDED_KINDS];
};

struct wire {
	const struct rules *rules;
	struct draft draft;
	struct found found;
	int64_t language; /* of the document; LANGUAGE_AUTO: not said */
};

/* ---- Passes; each lists its changes ---- */

/* Entities, mojibake, odd spaces, invisible characters. */
void clean_wire_chars(struct wire *);

/* Dates, datelines, bylines, credits, notices, separators. */
void clean_wire_lines(struct wire *);

/* Double quotes. */
void clean_wire_quotes(struct wire *);

/* Apostrophes and dashes. */
void clean_wire_signs(struct wire *);

/* Words that have grown together. */
void clean_wire_glued(struct wire *);

/* ---- For the passes ---- */

/* The first value of a kind stays; of credits, captions and staff all, a line
 * each. */
void clean_wire_found_value(struct found *, unsigned kind, const char *s, size_t n);

/* Cuts [from, to) out of the draft and keeps it in `removed`. */
void clean_wire_remove(struct wire *, uint32_t from, uint32_t to);

static inline void wire_mend(struct wire *w, unsigned kind, uint32_t from,
                             uint32_t to, const char *bytes, size_t size)
{
	clean_wire_draft_change(&w->draft, from, to, bytes, (uint32_t)size);
	w->found.mended[kind]++;
}

#endif
