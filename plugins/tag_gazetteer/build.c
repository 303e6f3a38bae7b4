/* SPDX-License-Identifier: MIT */
/* build.c - gathers names for a block of them; lay.c makes it. */
#include "build_parts.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

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

uint32_t tag_gazetteer_builder_string(struct builder *b, const char *s, size_t size)
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
	*before = tag_gazetteer_builder_string(b, s, size);
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

static bool more_room(void *column, size_t size, size_t *room, size_t used,
                      size_t more)
{
	const size_t larger = *room * 3 / 2 + 1024 + more;

	if (*room - used >= more)
		return true;
	if (!grow(column, larger * size))
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
	return more_room(&b->paths, sizeof *b->paths, &b->paths_room, b->n_paths,
	                 b->atoms.n) &&
	       more_room(&b->firsts, sizeof *b->firsts, &b->firsts_room, b->n_firsts,
	                 1) &&
	       more_room(&b->seconds, sizeof *b->seconds, &b->seconds_room,
	                 b->n_seconds, 1);
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
	e->single = a->n == 1;
	b->firsts[b->n_firsts++] = (uint64_t)a->hash[0] << 8 | first_of(b, name);
	for (uint32_t i = 1; i < a->n; i++) {
		b->paths[b->n_paths++] =
		    (struct path){e->hash, names_next(a->hash[i]), i == 1};
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
	struct entry e = {.order = b->n | (n->flags ? ENTRY_WEAK : 0)};
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
