/* SPDX-License-Identifier: MIT */
/* names.h - the names of a document, and what is said of each: how often it is
 * found, as a person, a body or a place, and how surely.  [worker] */
#ifndef TAG_REPEATS_NAMES_H
#define TAG_REPEATS_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define REPEATS_NONE UINT32_MAX

enum {
	REPEATS_PERSON,
	REPEATS_BODY,
	REPEATS_PLACE,
	REPEATS_OTHER /* nothing is said of these */
};

struct said {
	uint32_t begin, size; /* of the name in the text, bytes */
	uint32_t first;       /* bytes of its first token */
	uint32_t family, type;
	bool open; /* the type leaves open what others say (LOC: merge_says_more) */
	double score;
};

struct hit { /* a name where no stage has seen it */
	uint32_t name, begin;
	bool over; /* entities of which no stage was sure */
};

struct repeats { /* zeroed: empty */
	struct name *names;
	uint32_t n, cap;
	uint32_t *by_name, *by_first; /* two tables: name + 1 */
	uint32_t cap_table, mask;     /* mask: of the part that is in use */
	struct hit *hits;
	uint32_t n_hits, cap_hits;
};

void tag_repeats_free(struct repeats *);

/* Empties it and makes room for what is said of n entities; false: out of memory.
 */
bool tag_repeats_begin(struct repeats *, uint32_t n);

/* False: out of memory. */
bool tag_repeats_say(struct repeats *, const char *text, const struct said *);

/* The type that the document gives this name, if it is of another family and surer
 * enough; 0: it keeps its own. */
uint32_t tag_repeats_type(const struct repeats *, const char *text, uint32_t begin,
                          uint32_t size, uint32_t family, double score);

/* The type that says most of a place of this name; 0: none says more than that. */
uint32_t tag_repeats_place(const struct repeats *, const char *text, uint32_t begin,
                           uint32_t size);

/* Is there a place of this name? */
bool tag_repeats_has_place(const struct repeats *, const char *text, uint32_t begin,
                           uint32_t size);

/* Names by their first token: the first, the next; REPEATS_NONE. */
uint32_t tag_repeats_first(const struct repeats *, const char *token,
                           uint32_t size);
uint32_t tag_repeats_next(const struct repeats *, uint32_t name);
uint32_t tag_repeats_size(const struct repeats *, uint32_t name);

/* Where it was said first. */
uint32_t tag_repeats_where(const struct repeats *, uint32_t name);

/* Does the name stand at text[begin]?  It must have room there. */
bool tag_repeats_is(const struct repeats *, uint32_t name, const char *text,
                    uint32_t begin);

/* The name stands where no stage has seen it; false: out of memory. */
bool tag_repeats_hit(struct repeats *, uint32_t name, uint32_t begin, bool over);

/* The type that a hit gets, once all are counted; 0: its name is not sure enough.
 */
uint32_t tag_repeats_trusted(const struct repeats *, const struct hit *);

#endif
