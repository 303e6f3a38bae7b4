/* SPDX-License-Identifier: MIT */
/* names.h - the compiled names: built once, then read by all workers.
 *
 * A name is a sequence of atoms (atoms.h); the hash of each of its beginnings
 * is in one table, so the longest name at a place is found by walking on while
 * the table knows the way.  Before that, two filters that fit a cache let most
 * places go: four bits for the first atom, one for the first two.  A match is
 * claimed only when the text itself says so: the hashes just find it. */
#ifndef CATENA_TAG_GAZETTEER_NAMES_H
#define CATENA_TAG_GAZETTEER_NAMES_H

#include "atoms.h"

enum {
	CASE_EXACT, /* as in the list */
	CASE_FOLD,  /* case does not count */
	CASE_SMART  /* word by word: all lower case in the list: any case; all
	             * capitals (two or more): all capitals; else a capital */
};

#define NAME_FORM_MAX 1000u /* bytes of a name in the form it is compared in */
#define NAME_ATOMS_MAX 128u

struct name {           /* 16 bytes */
	uint32_t form;      /* where it is in `strings`, ended by NUL */
	uint32_t id;        /* 0: none */
	uint32_t canonical; /* never 0 */
	uint16_t form_size;
	uint8_t type;
	uint8_t last; /* of the names with the same atoms */
};

struct names {
	int64_t how; /* CASE_... */
	unsigned fold;
	struct name *items; /* by hash; of one hash: in the order of the lists */
	uint32_t n;
	char *strings;
	uint64_t *slots; /* tag << 32 | NAMES_MORE | number of the name + 1 */
	uint64_t n_slots;
	uint8_t *first;  /* a nibble for each first atom's hash */
	uint64_t *pairs; /* a bit for each first two atoms' hash */
	unsigned first_shift, pairs_shift;
};

#define NAMES_MORE UINT64_C(0x80000000) /* longer names begin like this */

enum { /* of a nibble: names of one atom, of several; whose first may be small */
	FIRST_ALONE = 1,
	FIRST_MORE = 2,
	FIRST_ALONE_SMALL = 4,
	FIRST_MORE_SMALL = 8
};

static inline uint64_t names_begin(uint32_t hash)
{
	return (hash + UINT64_C(0x632BE59B)) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t names_step(uint64_t h, uint32_t hash)
{
	h = (h ^ hash) * UINT64_C(0xD6E8FEB86659FD93);
	return h ^ h >> 32;
}

static inline uint64_t names_slot(const struct names *n, uint64_t h)
{
	return (h >> 32) * n->n_slots >> 32;
}

void tag_gazetteer_names_free(struct names *);

/* ---- Building ---- */

struct builder;

/* NULL when out of memory. */
struct builder *tag_gazetteer_builder_new(int64_t how, unsigned fold);
void tag_gazetteer_builder_free(struct builder *); /* NULL is fine */

/* Adds a name; id and canonical may be empty.  NULL, or what is wrong with it;
 * *fatal: nothing more can be added. */
const char *tag_gazetteer_builder_add(struct builder *, const char *name,
                                      size_t size, uint8_t type, const char *id,
                                      size_t id_size, const char *canonical,
                                      size_t canonical_size, bool *fatal);

/* False when out of memory.  The builder is spent. */
bool tag_gazetteer_builder_end(struct builder *, struct names *);

/* ---- Matching ---- */

struct found {
	uint32_t from, to; /* atoms, both included */
	uint32_t name;
};

struct matcher { /* one worker's */
	struct found *found;
	uint32_t n, room;
	uint32_t *places; /* where a name may begin */
	uint32_t places_room;
};

void tag_gazetteer_matcher_free(struct matcher *);

/* All names in the text: of those that begin at the first place the longest,
 * then on behind it; they never overlap.  False when out of memory. */
bool tag_gazetteer_match(const struct names *, const struct atoms *,
                         const char *text, struct matcher *);

/* Is `form` (of the text) that name, going by case?  [any] */
bool tag_gazetteer_same(const struct names *, const struct name *, const char *form,
                        size_t size);

#endif
