/* SPDX-License-Identifier: MIT */
/* names.h - the compiled names: one block of bytes, made once (build.c), opened
 * from memory or a file (image.c), read by all workers (match.c).
 *
 * A name is a sequence of atoms (atoms.h); the hash of each of its beginnings
 * is in one table, so the longest name at a place is found by walking on while
 * the table knows the way.  Before that, filters that fit a cache let most places
 * go: two bits for the first atom, two of a word for the first two.  Most words of
 * a text begin with a small letter and few names do, so those have a filter of
 * their own.  A slot of the table says which atoms may come next, a bit of 32 for
 * each, so that most walks end before a look into memory that finds nothing.
 * A match is claimed only when the text itself says so: the hashes just find it.
 *
 * All numbers are little-endian, wherever they are read.  The block:
 *
 *   head      HEAD bytes, IMAGE_AT_... below
 *   types     a string's place for each type
 *   small     two bits a cell: FIRST_..., by the first atom's hash; of the names
 *             whose first letter may be small in the text
 *   first     the same of all names
 *   pairs     words of 64 bits, by the hash of the first two atoms (names_word);
 *             the bits of names_pair are set in it
 *   buckets   of 64 bytes, a line of the cache each, BUCKET_...; by the hash, what
 *             has no room in the next ones.  Single atoms, which are asked for
 *             most, have the first ones for themselves
 *   records   of a name, at multiples of 8 bytes: RECORD_..., its form, a NUL, its
 *             id, a NUL; those with the same atoms stand together, the weak last;
 *             names of one atom first, then in the order of the lists, where what
 *             is frequent mostly stands together
 *   strings   ended by NUL; the first one is empty */
#ifndef CATENA_TAG_GAZETTEER_NAMES_H
#define CATENA_TAG_GAZETTEER_NAMES_H

#include "../share/machine.h"
#include "atoms.h"

enum {
	CASE_EXACT, /* as in the list */
	CASE_FOLD,  /* case does not count */
	CASE_SMART  /* word by word: all lower case in the list: any case; all
	             * capitals (two or more): all capitals; else a capital */
};

#define NAME_FORM_MAX 1000u /* bytes of a name in the form it is compared in */
#define NAME_ID_MAX 1000u
#define NAME_ATOMS_MAX 128u
#define NAME_TYPES_MAX 255u

enum { /* in the head */
	IMAGE_AT_MAGIC = 0,
	IMAGE_AT_VERSION = 8,
	IMAGE_AT_SIZE = 16, /* of the block */
	IMAGE_AT_SUM = 24,
	IMAGE_AT_CASE = 32,
	IMAGE_AT_FOLD = 36,
	IMAGE_AT_NAMES = 40,
	IMAGE_AT_TYPES = 44,
	IMAGE_AT_BUCKETS = 48,
	IMAGE_AT_PROBES = 52,     /* buckets of the longest way to a slot */
	IMAGE_AT_SMALL_BITS = 56, /* 2^bits cells, or bits of pairs */
	IMAGE_AT_FIRST_BITS = 57,
	IMAGE_AT_PAIR_BITS = 58,
	IMAGE_AT_SINGLES = 60,  /* buckets for single atoms */
	IMAGE_AT_SECTIONS = 64, /* where each begins, and where the last ends */
	IMAGE_HEAD = 128
};

enum {
	SECTION_TYPES,
	SECTION_SMALL,
	SECTION_FIRST,
	SECTION_PAIRS,
	SECTION_BUCKETS,
	SECTION_RECORDS,
	SECTION_STRINGS,
	SECTIONS
};

#define IMAGE_MAGIC "CATENAGZ"
#define IMAGE_VERSION 2u
#define IMAGE_ALIGN 64u /* of a section */

#define BUCKET_SLOTS 5u

enum {                  /* in a bucket: 32 bits for each slot, */
	BUCKET_TAG = 0,     /* lower half of the hash */
	BUCKET_RECORD = 20, /* the record's place + 1; 0: no name ends here */
	BUCKET_NEXT = 40,   /* names_next of the atoms that go on; 0: none does */
	BUCKET_FULL = 60,   /* and for all: not 0, more of it is in the next one */
	BUCKET_SIZE = 64
};

enum {                    /* in a record */
	RECORD_CANONICAL = 0, /* a string's place; 0: the form itself */
	RECORD_FIELDS = 4,    /* the same; 0: none */
	RECORD_FORM_SIZE = 8,
	RECORD_ID_SIZE = 10,
	RECORD_TYPE = 12,
	RECORD_FLAGS = 13,
	RECORD_SCORE = 14, /* thousandths; 0: the list says none */
	RECORD_HEAD = 16
};

enum {                /* in RECORD_FLAGS */
	RECORD_LAST = 1,  /* of those with the same atoms */
	RECORD_CAPS = 2,  /* begins with two capitals, and the text must, too */
	RECORD_WEAK = 4,  /* counts only beside another name of its type */
	RECORD_BEHIND = 8 /* and only behind one */
};

struct names { /* an opened block */
	const unsigned char *bytes;
	size_t size;
	bool mapped; /* else from malloc */
	uint32_t how, fold, n, n_types;
	unsigned first_shift[2], pairs_shift; /* [0]: small, [1]: all */
	uint32_t n_buckets, n_singles, probes;
	const unsigned char *first[2];
	const unsigned char *types, *pairs, *buckets, *records;
	size_t records_size;
	const char *strings;
	size_t strings_size;
};

struct name {                                   /* a record, looked at */
	const char *form, *id, *canonical, *fields; /* ended by NUL; "" for none */
	uint32_t form_size, id_size;
	uint32_t type;
	unsigned flags, score;
};

enum { /* of a cell: names of one atom, of several */
	FIRST_ALONE = 1,
	FIRST_MORE = 2,
	FIRST_SMALL = 4 /* while they are built */
};

/* ---- Numbers ---- */

static inline uint32_t get16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t get64(const unsigned char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static inline void put16(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static inline void put32(unsigned char *p, uint32_t v)
{
	put16(p, v);
	put16(p + 2, v >> 16);
}

static inline void put64(unsigned char *p, uint64_t v)
{
	put32(p, (uint32_t)v);
	put32(p + 4, (uint32_t)(v >> 32));
}

/* ---- Hashes ---- */

static inline uint64_t names_begin(uint32_t hash)
{
	return (hash + UINT64_C(0x632BE59B)) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t names_step(uint64_t h, uint32_t hash)
{
	h = (h ^ hash) * UINT64_C(0xD6E8FEB86659FD93);
	return h ^ h >> 32;
}

/* The bucket of a hash among n. */
static inline uint32_t names_bucket(uint32_t n, uint64_t h)
{
	return (uint32_t)((h >> 32) * n >> 32);
}

/* Of the hash of two atoms: its word in the filter of pairs, shift: 64 less the
 * bits of that number. */
static inline size_t names_word(unsigned shift, uint64_t h)
{
	return (size_t)(h >> shift);
}

static inline uint64_t names_pair(uint64_t h)
{
	return UINT64_C(1) << h % 64 | UINT64_C(1) << h / 64 % 64;
}

/* The bit of an atom among those that come next. */
static inline uint32_t names_next(uint32_t hash)
{
	return UINT32_C(1) << (hash * UINT32_C(0x9E3779B1) >> 27);
}

/* ---- Opening ---- */

/* Takes over bytes (from malloc).  NULL, or what is wrong; then they are freed. */
const char *tag_gazetteer_names_of(struct names *, unsigned char *bytes,
                                   size_t size);

/* Maps a file.  NULL, or what is wrong with it. */
const char *tag_gazetteer_names_open(struct names *, const char *path);

/* Whether the file begins as compiled names do, or is what is left of one that was
 * cut off within its first 8 bytes: 4 or more of them, or none where it is called
 * X.gaz. */
bool tag_gazetteer_is_compiled(const char *path);

void tag_gazetteer_names_free(struct names *);

/* What the block's sum must be. */
uint64_t tag_gazetteer_sum(const unsigned char *bytes, size_t size);

/* The record at place `at` (in steps of 8 bytes).  False: there is none, in a
 * block that was made to deceive. */
static inline bool tag_gazetteer_name_at(const struct names *n, uint32_t at,
                                         struct name *name)
{
	const size_t place = (size_t)at * 8;
	const unsigned char *const r = n->records + place;
	uint32_t canonical, fields;

	if (place > n->records_size || n->records_size - place < RECORD_HEAD)
		return false;
	canonical = get32(r + RECORD_CANONICAL);
	fields = get32(r + RECORD_FIELDS);
	name->form_size = get16(r + RECORD_FORM_SIZE);
	name->id_size = get16(r + RECORD_ID_SIZE);
	name->type = r[RECORD_TYPE];
	name->flags = r[RECORD_FLAGS];
	name->score = get16(r + RECORD_SCORE);
	if (n->records_size - place - RECORD_HEAD <
	        (size_t)name->form_size + name->id_size + 2 ||
	    canonical >= n->strings_size || fields >= n->strings_size ||
	    name->type >= n->n_types || name->score > 1000 || !name->form_size ||
	    name->form_size > NAME_FORM_MAX)
		return false;
	name->form = (const char *)r + RECORD_HEAD;
	name->id = name->form + name->form_size + 1;
	name->canonical = canonical ? n->strings + canonical : name->form;
	name->fields = n->strings + fields;
	return !name->form[name->form_size] && !name->id[name->id_size];
}

/* The place of the record behind it. */
static inline uint32_t names_behind(uint32_t at, const struct name *n)
{
	return at + (RECORD_HEAD + n->form_size + 1 + n->id_size + 1 + 7) / 8;
}

const char *tag_gazetteer_type(const struct names *, uint32_t type);

/* ---- Building ---- */

struct builder;

struct new_name { /* what stands in a list; sizes 0: nothing */
	const char *name, *id, *canonical, *fields;
	size_t size, id_size, canonical_size, fields_size;
	uint8_t type;
	uint8_t flags;  /* RECORD_WEAK, RECORD_BEHIND */
	uint16_t score; /* thousandths; 0: none */
};

/* NULL when out of memory. */
struct builder *tag_gazetteer_builder_new(int64_t how, unsigned fold);
void tag_gazetteer_builder_free(struct builder *); /* NULL is fine */

/* NULL, or what is wrong with it; *fatal: nothing more can be added. */
const char *tag_gazetteer_builder_add(struct builder *, const struct new_name *,
                                      bool *fatal);

/* The block, from malloc; types: names of the types.  NULL when out of memory or
 * when there is more than fits.  The builder is spent. */
unsigned char *tag_gazetteer_builder_end(struct builder *, const char *const *types,
                                         uint32_t n_types, size_t *size);

/* ---- Matching ---- */

struct found {
	uint32_t from, to; /* atoms, both included */
	uint32_t name;     /* the record's place, and what it says: */
	uint16_t score;
	uint8_t type, flags;
};

struct matcher { /* one worker's */
	struct found *found;
	uint32_t n, room;
	struct pass *pass;
	enum share_machine machine; /* asked for when it is not known */
};

void tag_gazetteer_matcher_free(struct matcher *);

/* Names in the text.  Of those that begin at the first place the longest, then on
 * behind it, so that they never overlap; or, with `everywhere`, the longest at each
 * place.  False when out of memory. */
bool tag_gazetteer_match(const struct names *, const struct atoms *,
                         const char *text, bool everywhere, struct matcher *);

/* Is `form` (of the text) that name, going by case?  [any] */
bool tag_gazetteer_same(uint32_t how, const char *want, size_t want_size,
                        const char *form, size_t size);

#endif
