/* SPDX-License-Identifier: MIT */
/* build.c - names into one block of bytes, as names.h describes it. */
#include "names.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

struct entry { /* a name with the hash of its atoms */
	uint64_t hash;
	uint32_t order;  /* weak ones behind the others */
	uint32_t record; /* its place in `records`, in steps of 8 bytes */
};

struct bytes {
	unsigned char *p;
	size_t n, room;
};

struct builder {
	int64_t how;
	struct entry *entries;
	uint32_t n, room;
	uint64_t *paths; /* hashes of beginnings that go on */
	size_t n_paths, paths_room;
	uint64_t *firsts; /* first atom's hash << 8 | its FIRST_... */
	size_t n_firsts, firsts_room;
	uint64_t *seconds; /* hashes of the first two atoms */
	size_t n_seconds, seconds_room;
	struct bytes records, strings;
	uint32_t canonical, fields; /* strings of the name before */
	struct atoms atoms;
};

struct builder *tag_gazetteer_builder_new(int64_t how, unsigned fold)
{
	struct builder *const b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	b->how = how;
	b->atoms.fold = fold;
	return b;
}

void tag_gazetteer_builder_free(struct builder *b)
{
	if (!b)
		return;
	tag_gazetteer_atoms_free(&b->atoms);
	free(b->entries);
	free(b->paths);
	free(b->firsts);
	free(b->seconds);
	free(b->records.p);
	free(b->strings.p);
	free(b);
}

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

/* ---- Bytes ---- */

/* Room for n more; NULL when there is none.  Not cleared. */
static unsigned char *append(struct bytes *b, size_t n)
{
	if (n > b->room - b->n) {
		const size_t room = b->room + b->room / 2 + n + 4096;
		if (room < b->room || !grow(&b->p, room))
			return NULL;
		b->room = room;
	}
	b->n += n;
	return b->p + b->n - n;
}

/* The place of a string that ends with NUL; 0: no memory, or more than 4 GiB. */
static uint32_t add_string(struct builder *b, const char *s, size_t size)
{
	unsigned char *p;

	if (!b->strings.n && (p = append(&b->strings, 1)))
		*p = 0;
	const size_t at = b->strings.n;
	if (!at || size > UINT32_MAX - 2 || at + size + 1 > UINT32_MAX)
		return 0;
	p = append(&b->strings, size + 1);
	if (!p)
		return 0;
	memcpy(p, s, size);
	p[size] = 0;
	return (uint32_t)at;
}

/* The same canonical name or fields often stand in many lines in a row. */
static bool share_string(struct builder *b, uint32_t *before, const char *s,
                         size_t size)
{
	if (*before && b->strings.n - *before > size) {
		const unsigned char *const old = b->strings.p + *before;
		if (!memcmp(old, s, size) && !old[size])
			return true;
	}
	*before = add_string(b, s, size);
	return *before != 0;
}

/* ---- Adding ---- */

static bool begins_with_capital(const char *s, size_t n)
{
	size_t size;
	uint32_t c = (unsigned char)*s;

	if (c >= 0x80)
		c = catena_fold_decode((const unsigned char *)s, n, &size);
	return c != 0xFFFFFFFF && catena_fold_char(c) != c;
}

/* What the filters of first atoms say of this name. */
static unsigned first_of(const struct builder *b, const char *name)
{
	const struct atoms *const a = &b->atoms;
	const bool small =
	    b->how == CASE_FOLD ||
	    !begins_with_capital(name + a->begin[0], a->end[0] - a->begin[0]);

	return (a->n == 1 ? FIRST_ALONE : FIRST_MORE) | (small ? FIRST_SMALL : 0u);
}

static bool more_room(uint64_t **column, size_t *room, size_t used, size_t more)
{
	const size_t larger = *room * 3 / 2 + 1024 + more;

	if (*room - used >= more)
		return true;
	if (!grow(column, larger * sizeof **column))
		return false;
	*room = larger;
	return true;
}

static bool make_room(struct builder *b)
{
	if (b->n == b->room) {
		const uint32_t room = b->room ? b->room + b->room / 2 : 1024;
		if (room > INT32_MAX || !grow(&b->entries, room * sizeof *b->entries))
			return false;
		b->room = room;
	}
	return more_room(&b->paths, &b->paths_room, b->n_paths, b->atoms.n) &&
	       more_room(&b->firsts, &b->firsts_room, b->n_firsts, 1) &&
	       more_room(&b->seconds, &b->seconds_room, b->n_seconds, 1);
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Says at a glance what the comparison of case would say in the end: names of
 * capitals are mostly acronyms, which are common words but for their case. */
static unsigned caps_of(const struct builder *b, const char *form, size_t size)
{
	size_t n = 0;

	while (n < size && is_capital(form[n]))
		n++;
	if (b->how == CASE_FOLD || n < 2 || (n < size && form[n] != ' '))
		return 0;
	return RECORD_CAPS;
}

/* False: out of memory, or too much. */
static bool add_record(struct builder *b, const struct new_name *n,
                       const char *form, size_t form_size, uint32_t *place)
{
	const size_t size = (RECORD_HEAD + form_size + 1 + n->id_size + 1 + 7) / 8 * 8;
	const char *canonical = n->canonical_size ? n->canonical : n->name;
	const size_t canonical_size = n->canonical_size ? n->canonical_size : n->size;
	const bool same =
	    canonical_size == form_size && !memcmp(canonical, form, form_size);
	unsigned char *r;

	if ((!same && !share_string(b, &b->canonical, canonical, canonical_size)) ||
	    (n->fields_size && !share_string(b, &b->fields, n->fields, n->fields_size)))
		return false;
	*place = (uint32_t)(b->records.n / 8);
	if (b->records.n / 8 >= INT32_MAX - 1)
		return false;
	r = append(&b->records, size);
	if (!r)
		return false;
	memset(r, 0, size);
	put32(r + RECORD_CANONICAL, same ? 0 : b->canonical);
	put32(r + RECORD_FIELDS, n->fields_size ? b->fields : 0);
	put16(r + RECORD_FORM_SIZE, (uint32_t)form_size);
	put16(r + RECORD_ID_SIZE, (uint32_t)n->id_size);
	r[RECORD_TYPE] = n->type;
	r[RECORD_FLAGS] = (unsigned char)(caps_of(b, form, form_size) | n->flags);
	put16(r + RECORD_SCORE, n->score);
	memcpy(r + RECORD_HEAD, form, form_size);
	if (n->id_size)
		memcpy(r + RECORD_HEAD + form_size + 1, n->id, n->id_size);
	return true;
}

static void add_hashes(struct builder *b, struct entry *e, const char *name)
{
	const struct atoms *const a = &b->atoms;

	e->hash = names_begin(a->hash[0]);
	b->firsts[b->n_firsts++] = (uint64_t)a->hash[0] << 8 | first_of(b, name);
	for (uint32_t i = 1; i < a->n; i++) {
		b->paths[b->n_paths++] = e->hash;
		e->hash = names_step(e->hash, a->hash[i]);
		if (i == 1)
			b->seconds[b->n_seconds++] = e->hash;
	}
}

const char *tag_gazetteer_builder_add(struct builder *b, const struct new_name *n,
                                      bool *fatal)
{
	struct atoms *const a = &b->atoms;
	char form[NAME_FORM_MAX];
	struct entry e = {.order = b->n | (n->flags ? 0x80000000u : 0)};
	size_t form_size;

	*fatal = true;
	if (!tag_gazetteer_atoms_of_name(a, n->name, n->size) || !make_room(b))
		return "out of memory";
	*fatal = false;
	if (a->n == 0)
		return "a name without a letter";
	form_size = tag_gazetteer_form(a, n->name, 0, a->n - 1, form, sizeof form);
	if (a->n > NAME_ATOMS_MAX || form_size == SIZE_MAX)
		return "a name of more than 1,000 bytes or 128 words";
	if (n->id_size > NAME_ID_MAX)
		return "an id of more than 1,000 bytes";
	*fatal = true;
	if (!add_record(b, n, form, form_size, &e.record))
		return "out of memory, or more than fits into one list";
	*fatal = false;
	add_hashes(b, &e, n->name);
	b->entries[b->n++] = e;
	return NULL;
}

/* ---- Sorting ---- */

static int by_hash(const void *x, const void *y)
{
	const struct entry *const a = x, *const b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int by_number(const void *x, const void *y)
{
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return a < b ? -1 : a > b;
}

static size_t sort_unique(uint64_t *items, size_t n)
{
	size_t out = 0;

	if (n)
		qsort(items, n, sizeof *items, by_number);
	for (size_t i = 0; i < n; i++)
		if (!out || items[out - 1] != items[i])
			items[out++] = items[i];
	return out;
}

static size_t record_size(const unsigned char *r)
{
	return (RECORD_HEAD + get16(r + RECORD_FORM_SIZE) + 1 +
	        get16(r + RECORD_ID_SIZE) + 1 + 7) /
	       8 * 8;
}

static bool same_name(const struct builder *b, const struct entry *x,
                      const struct entry *y)
{
	const unsigned char *const p = b->records.p + (size_t)x->record * 8;
	const unsigned char *const q = b->records.p + (size_t)y->record * 8;
	const size_t size = record_size(p);

	return size == record_size(q) && p[RECORD_TYPE] == q[RECORD_TYPE] &&
	       !memcmp(p + RECORD_FORM_SIZE, q + RECORD_FORM_SIZE, 4) &&
	       !memcmp(p + RECORD_HEAD, q + RECORD_HEAD, size - RECORD_HEAD);
}

/* A name that stands in the lists twice is one. */
static void sort_entries(struct builder *b)
{
	uint32_t out = 0;

	if (b->n)
		qsort(b->entries, b->n, sizeof *b->entries, by_hash);
	for (uint32_t i = 0; i < b->n; i++) {
		const struct entry *const e = b->entries + i;
		if (out && b->entries[out - 1].hash == e->hash &&
		    same_name(b, &b->entries[out - 1], e))
			continue;
		b->entries[out++] = *e;
	}
	b->n = out;
}

/* ---- The block ---- */

struct plan {
	size_t at[SECTIONS + 1];
	unsigned small_bits, first_bits, pair_bits;
	uint32_t n_slots;
	unsigned char *bytes;
};

/* 2^bits cells for n things: `each` or more for each, at most 2^most. */
static unsigned filter_bits(size_t n, unsigned each, unsigned most)
{
	unsigned bits = 10;

	while (bits < most && n > ((size_t)1 << bits) / each)
		bits++;
	return bits;
}

static uint32_t count_hashes(const struct builder *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->n; i++)
		n += i == 0 || b->entries[i].hash != b->entries[i - 1].hash;
	return n;
}

static size_t count_small(const struct builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_firsts; i++)
		n += (b->firsts[i] & FIRST_SMALL) != 0;
	return n;
}

/* What stood twice was left out of the entries, not of the records. */
static size_t records_size(const struct builder *b)
{
	size_t size = 0;

	for (uint32_t i = 0; i < b->n; i++)
		size += record_size(b->records.p + (size_t)b->entries[i].record * 8);
	return size;
}

static bool make_plan(struct builder *b, uint32_t n_types, struct plan *p)
{
	size_t sizes[SECTIONS];
	uint64_t slots;

	sort_entries(b);
	b->n_paths = sort_unique(b->paths, b->n_paths);
	b->n_firsts = sort_unique(b->firsts, b->n_firsts);
	b->n_seconds = sort_unique(b->seconds, b->n_seconds);
	/* most words of a text ask the first; all of them fit a cache together */
	p->small_bits = filter_bits(count_small(b), 32, 18);
	p->first_bits = filter_bits(b->n_firsts, 8, 20);
	p->pair_bits = filter_bits(b->n_seconds, 8, 23);
	slots = ((uint64_t)b->n_paths + count_hashes(b)) * 2 + 8;
	if (slots > UINT32_MAX / 2 || slots > SIZE_MAX / 16)
		return false;
	p->n_slots = (uint32_t)slots;
	sizes[SECTION_TYPES] = 4 * (size_t)n_types;
	sizes[SECTION_SMALL] = (size_t)1 << (p->small_bits - 2);
	sizes[SECTION_FIRST] = (size_t)1 << (p->first_bits - 2);
	sizes[SECTION_PAIRS] = (size_t)1 << (p->pair_bits - 3);
	sizes[SECTION_SLOTS] = 8 * (size_t)p->n_slots;
	sizes[SECTION_RECORDS] = records_size(b);
	sizes[SECTION_STRINGS] = b->strings.n;
	p->at[0] = IMAGE_HEAD;
	for (int i = 0; i < SECTIONS; i++) {
		size_t end = p->at[i] + sizes[i];
		if (i + 1 < SECTIONS)
			end = (end + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
		if (end < p->at[i] || end > SIZE_MAX / 2)
			return false;
		p->at[i + 1] = end;
	}
	return true;
}

static void fill_cell(unsigned char *cells, uint64_t first, unsigned bits)
{
	const uint32_t cell = (uint32_t)(first >> 8) >> (32 - bits);

	cells[cell / 4] |=
	    (unsigned char)((first & (FIRST_ALONE | FIRST_MORE)) << cell % 4 * 2);
}

static void write_filters(const struct builder *b, const struct plan *p)
{
	unsigned char *const pairs = p->bytes + p->at[SECTION_PAIRS];

	for (size_t i = 0; i < b->n_firsts; i++) {
		fill_cell(p->bytes + p->at[SECTION_FIRST], b->firsts[i], p->first_bits);
		if (b->firsts[i] & FIRST_SMALL)
			fill_cell(p->bytes + p->at[SECTION_SMALL], b->firsts[i], p->small_bits);
	}
	for (size_t i = 0; i < b->n_seconds; i++) {
		const uint64_t bit = b->seconds[i] >> (64 - p->pair_bits);
		pairs[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
}

/* In the order of the hashes; the entries' places are those in the block then. */
static void write_records(struct builder *b, const struct plan *p)
{
	unsigned char *const to = p->bytes + p->at[SECTION_RECORDS];
	size_t used = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		struct entry *const e = b->entries + i;
		const unsigned char *const from = b->records.p + (size_t)e->record * 8;
		const size_t size = record_size(from);
		memcpy(to + used, from, size);
		if (i + 1 == b->n || e[1].hash != e->hash)
			to[used + RECORD_FLAGS] |= RECORD_LAST;
		e->record = (uint32_t)(used / 8);
		used += size;
	}
}

/* Adds bits to the slot of a hash; the steps on the way there. */
static uint32_t fill_slot(const struct plan *p, uint64_t hash, uint32_t bits)
{
	unsigned char *const slots = p->bytes + p->at[SECTION_SLOTS];
	uint32_t i = names_slot(p->n_slots, hash), steps = 1;

	for (;; steps++) {
		unsigned char *const slot = slots + 8 * (size_t)i;
		const bool is_free = get64(slot) == 0;
		if (is_free || get32(slot + 4) == (uint32_t)hash) {
			/* of two hashes that look alike the first keeps its record */
			if (bits == NAMES_MORE || !(get32(slot) & ~NAMES_MORE))
				put32(slot, get32(slot) | bits);
			put32(slot + 4, (uint32_t)hash);
			return steps;
		}
		i = i + 1 == p->n_slots ? 0 : i + 1;
	}
}

static uint32_t write_slots(const struct builder *b, const struct plan *p)
{
	uint32_t most = 1;

	for (size_t i = 0; i < b->n_paths; i++) {
		const uint32_t steps = fill_slot(p, b->paths[i], NAMES_MORE);
		most = steps > most ? steps : most;
	}
	for (uint32_t i = 0; i < b->n; i++) {
		if (i && b->entries[i].hash == b->entries[i - 1].hash)
			continue;
		const uint32_t steps =
		    fill_slot(p, b->entries[i].hash, b->entries[i].record + 1);
		most = steps > most ? steps : most;
	}
	return most;
}

static void write_head(const struct builder *b, const struct plan *p,
                       uint32_t n_types, uint32_t probes)
{
	unsigned char *const h = p->bytes;

	memcpy(h + IMAGE_AT_MAGIC, IMAGE_MAGIC, 8);
	put32(h + IMAGE_AT_VERSION, IMAGE_VERSION);
	put64(h + IMAGE_AT_SIZE, p->at[SECTIONS]);
	put32(h + IMAGE_AT_CASE, (uint32_t)b->how);
	put32(h + IMAGE_AT_FOLD, b->atoms.fold);
	put32(h + IMAGE_AT_NAMES, b->n);
	put32(h + IMAGE_AT_TYPES, n_types);
	h[IMAGE_AT_SMALL_BITS] = (unsigned char)p->small_bits;
	h[IMAGE_AT_FIRST_BITS] = (unsigned char)p->first_bits;
	h[IMAGE_AT_PAIR_BITS] = (unsigned char)p->pair_bits;
	put32(h + IMAGE_AT_SLOTS, p->n_slots);
	put32(h + IMAGE_AT_PROBES, probes);
	for (int i = 0; i <= SECTIONS; i++)
		put64(h + IMAGE_AT_SECTIONS + 8 * i, p->at[i]);
	put64(h + IMAGE_AT_SUM, tag_gazetteer_sum(h, p->at[SECTIONS]));
}

unsigned char *tag_gazetteer_builder_end(struct builder *b,
                                         const char *const *types, uint32_t n_types,
                                         size_t *size)
{
	struct plan p = {.bytes = NULL};
	uint32_t places[NAME_TYPES_MAX];

	if (!b->strings.n) { /* the empty string, at 0 */
		unsigned char *const first = append(&b->strings, 1);
		if (!first)
			return NULL;
		*first = 0;
	}
	for (uint32_t i = 0; i < n_types; i++)
		if (!(places[i] = add_string(b, types[i], strlen(types[i]))))
			return NULL;
	if (!make_plan(b, n_types, &p))
		return NULL;
	*size = p.at[SECTIONS];
	p.bytes = calloc(*size, 1);
	if (!p.bytes)
		return NULL;
	for (uint32_t i = 0; i < n_types; i++)
		put32(p.bytes + p.at[SECTION_TYPES] + 4 * (size_t)i, places[i]);
	write_filters(b, &p);
	write_records(b, &p);
	memcpy(p.bytes + p.at[SECTION_STRINGS], b->strings.p, b->strings.n);
	write_head(b, &p, n_types, write_slots(b, &p));
	return p.bytes;
}
