/* SPDX-License-Identifier: MIT */
/* build.c - names into tables. */
#include "names.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

struct entry { /* a name with the hash of its atoms */
	uint64_t hash;
	uint32_t order;
	struct name name;
};

struct builder {
	struct names names; /* only how, fold and strings are in use */
	struct entry *entries;
	uint32_t n, room;
	uint64_t *paths; /* hashes of beginnings that go on */
	size_t n_paths, paths_room;
	uint64_t *firsts; /* first atom's hash << 8 | its nibble */
	uint32_t firsts_room;
	uint64_t *seconds; /* hashes of the first two atoms */
	size_t n_seconds, seconds_room;
	size_t strings_used, strings_room;
	struct atoms atoms;
};

void tag_gazetteer_names_free(struct names *n)
{
	free(n->items);
	free(n->strings);
	free(n->slots);
	free(n->first);
	free(n->pairs);
	memset(n, 0, sizeof *n);
}

struct builder *tag_gazetteer_builder_new(int64_t how, unsigned fold)
{
	struct builder *const b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	b->names.how = how;
	b->names.fold = b->atoms.fold = fold;
	b->strings_used = 1; /* 0 means none */
	return b;
}

void tag_gazetteer_builder_free(struct builder *b)
{
	if (!b)
		return;
	tag_gazetteer_names_free(&b->names);
	tag_gazetteer_atoms_free(&b->atoms);
	free(b->entries);
	free(b->paths);
	free(b->firsts);
	free(b->seconds);
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

/* ---- Strings ---- */

static uint32_t add_string(struct builder *b, const char *s, size_t size)
{
	const size_t at = b->strings_used;

	if (size > UINT32_MAX - 2 || at + size + 1 > UINT32_MAX)
		return 0;
	if (at + size + 1 > b->strings_room) {
		const size_t room = (at + size + 1) * 3 / 2 + 4096;
		if (!grow(&b->names.strings, room))
			return 0;
		b->strings_room = room;
	}
	b->names.strings[0] = '\0';
	memcpy(b->names.strings + at, s, size);
	b->names.strings[at + size] = '\0';
	b->strings_used = at + size + 1;
	return (uint32_t)at;
}

static bool is_string(const struct builder *b, uint32_t at, const char *s,
                      size_t size)
{
	return at && !memcmp(b->names.strings + at, s, size) &&
	       !b->names.strings[at + size];
}

/* The same id and canonical name often stand in many lines in a row. */
static uint32_t share_string(struct builder *b, uint32_t before, const char *s,
                             size_t size)
{
	if (before && b->strings_used - before > size && is_string(b, before, s, size))
		return before;
	return add_string(b, s, size);
}

static bool add_strings(struct builder *b, struct name *name, const char *form,
                        const char *id, size_t id_size, const char *canonical,
                        size_t canonical_size)
{
	const struct name *const before = b->n ? &b->entries[b->n - 1].name : NULL;

	name->form = add_string(b, form, name->form_size);
	if (!name->form)
		return false;
	if (id_size) {
		name->id = share_string(b, before ? before->id : 0, id, id_size);
		if (!name->id)
			return false;
	}
	if (canonical_size == name->form_size &&
	    is_string(b, name->form, canonical, canonical_size))
		name->canonical = name->form;
	else
		name->canonical = share_string(b, before ? before->canonical : 0, canonical,
		                               canonical_size);
	return name->canonical != 0;
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

/* What the filter of first atoms says of this name. */
static unsigned nibble_of(const struct builder *b, const char *name)
{
	const struct atoms *const a = &b->atoms;
	const bool small =
	    b->names.how == CASE_FOLD ||
	    !begins_with_capital(name + a->begin[0], a->end[0] - a->begin[0]);
	const unsigned one = a->n == 1;

	return (one ? FIRST_ALONE : FIRST_MORE) | (!small ? 0u
	                                           : one  ? FIRST_ALONE_SMALL
	                                                  : FIRST_MORE_SMALL);
}

static bool make_room(struct builder *b)
{
	if (b->n == b->room) {
		const uint32_t room = b->room ? b->room + b->room / 2 : 1024;
		if (room > INT32_MAX || !grow(&b->entries, room * sizeof *b->entries) ||
		    !grow(&b->firsts, room * sizeof *b->firsts))
			return false;
		b->room = room;
	}
	if (b->paths_room - b->n_paths < b->atoms.n) {
		const size_t room = b->paths_room * 3 / 2 + 1024 + b->atoms.n;
		if (!grow(&b->paths, room * sizeof *b->paths))
			return false;
		b->paths_room = room;
	}
	if (b->seconds_room == b->n_seconds) {
		const size_t room = b->seconds_room * 3 / 2 + 1024;
		if (!grow(&b->seconds, room * sizeof *b->seconds))
			return false;
		b->seconds_room = room;
	}
	return true;
}

const char *tag_gazetteer_builder_add(struct builder *b, const char *name,
                                      size_t size, uint8_t type, const char *id,
                                      size_t id_size, const char *canonical,
                                      size_t canonical_size, bool *fatal)
{
	struct atoms *const a = &b->atoms;
	char form[NAME_FORM_MAX];
	struct entry e = {.order = b->n};
	size_t form_size;

	*fatal = true;
	if (!tag_gazetteer_atoms_of_name(a, name, size) || !make_room(b))
		return "out of memory";
	*fatal = false;
	if (a->n == 0)
		return "a name without a letter";
	form_size = tag_gazetteer_form(a, name, 0, a->n - 1, form, sizeof form);
	if (a->n > NAME_ATOMS_MAX || form_size == SIZE_MAX)
		return "a name of more than 1,000 bytes or 128 words";
	e.name.form_size = (uint16_t)form_size;
	e.name.type = type;
	*fatal = true;
	if (!canonical_size) {
		canonical = name;
		canonical_size = size;
	}
	if (!add_strings(b, &e.name, form, id, id_size, canonical, canonical_size))
		return "out of memory, or more than 4 GiB of names";
	*fatal = false;
	e.hash = names_begin(a->hash[0]);
	b->firsts[b->n] = (uint64_t)a->hash[0] << 8 | nibble_of(b, name);
	for (uint32_t i = 1; i < a->n; i++) {
		b->paths[b->n_paths++] = e.hash;
		e.hash = names_step(e.hash, a->hash[i]);
		if (i == 1)
			b->seconds[b->n_seconds++] = e.hash;
	}
	b->entries[b->n++] = e;
	return NULL;
}

/* ---- Tables ---- */

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

static bool same_name(const struct names *n, const struct name *a,
                      const struct name *b)
{
	return a->type == b->type && a->form_size == b->form_size &&
	       !memcmp(n->strings + a->form, n->strings + b->form, a->form_size) &&
	       !strcmp(n->strings + a->id, n->strings + b->id);
}

/* A name that stands in the lists twice is one. */
static uint32_t sort_entries(struct builder *b)
{
	uint32_t out = 0;

	if (b->n)
		qsort(b->entries, b->n, sizeof *b->entries, by_hash);
	for (uint32_t i = 0; i < b->n; i++) {
		const struct entry *const e = b->entries + i;
		if (out && b->entries[out - 1].hash == e->hash &&
		    same_name(&b->names, &b->entries[out - 1].name, &e->name))
			continue;
		b->entries[out++] = *e;
	}
	return b->n = out;
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

/* Adds bits to the slot of a hash. */
static void fill_slot(struct names *n, uint64_t hash, uint64_t bits)
{
	const uint64_t tag = hash << 32;
	uint64_t i = names_slot(n, hash);

	while (n->slots[i] && n->slots[i] >> 32 != tag >> 32)
		i = i + 1 == n->n_slots ? 0 : i + 1;
	n->slots[i] |= tag | bits;
}

static bool make_slots(struct builder *b, struct names *n)
{
	uint64_t used = b->n_paths;

	for (uint32_t i = 0; i < b->n; i++)
		used += i == 0 || b->entries[i].hash != b->entries[i - 1].hash;
	n->n_slots = used + used / 2 + 8;
	if (n->n_slots > UINT32_MAX || n->n_slots > SIZE_MAX / sizeof *n->slots)
		return false;
	n->slots = calloc((size_t)n->n_slots, sizeof *n->slots);
	if (!n->slots)
		return false;
	for (size_t i = 0; i < b->n_paths; i++)
		fill_slot(n, b->paths[i], NAMES_MORE);
	for (uint32_t i = 0; i < b->n; i++)
		if (i == 0 || b->entries[i].hash != b->entries[i - 1].hash)
			fill_slot(n, b->entries[i].hash, i + 1);
	return true;
}

/* 2^bits cells for n things: eight or more for each, at most 2^most. */
static unsigned filter_bits(size_t n, unsigned most)
{
	unsigned bits = 10;

	while (bits < most && n > (size_t)1 << bits >> 3)
		bits++;
	return bits;
}

static bool make_filters(struct builder *b, struct names *n)
{
	const unsigned first = filter_bits(b->n, 21);
	const unsigned pairs = filter_bits(b->n_seconds, 23);

	n->first_shift = 32 - first;
	n->pairs_shift = 64 - pairs;
	n->first = calloc((size_t)1 << first >> 1, 1);
	n->pairs = calloc((size_t)1 << pairs >> 6, sizeof *n->pairs);
	if (!n->first || !n->pairs)
		return false;
	for (uint32_t i = 0; i < b->n; i++) {
		const uint32_t cell = (uint32_t)(b->firsts[i] >> 8) >> n->first_shift;
		n->first[cell / 2] |= (uint8_t)((b->firsts[i] & 15) << (cell % 2 * 4));
	}
	for (size_t i = 0; i < b->n_seconds; i++) {
		const uint64_t bit = b->seconds[i] >> n->pairs_shift;
		n->pairs[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	return true;
}

bool tag_gazetteer_builder_end(struct builder *b, struct names *n)
{
	*n = (struct names){.how = b->names.how, .fold = b->names.fold};
	if (!make_filters(b, n))
		goto failed;
	sort_entries(b);
	b->n_paths = sort_unique(b->paths, b->n_paths);
	n->items = malloc((b->n + 1) * sizeof *n->items);
	if (!n->items || !make_slots(b, n))
		goto failed;
	n->n = b->n;
	for (uint32_t i = 0; i < b->n; i++) {
		n->items[i] = b->entries[i].name;
		n->items[i].last =
		    i + 1 == b->n || b->entries[i + 1].hash != b->entries[i].hash;
	}
	n->strings = b->names.strings;
	b->names.strings = NULL;
	return true;
failed:
	tag_gazetteer_names_free(n);
	return false;
}
