/* SPDX-License-Identifier: MIT */
/* match.c - finds names among the atoms of a document.
 *
 * Passes over the document, so that the memory of each step is on its way
 * before it is needed: first the filter of first atoms, then that of pairs,
 * then the table. */
#include "names.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

/* In `places`: atom << 2 | what the filters left possible. */
enum {
	PLACE_ALONE = 1,
	PLACE_MORE = 2
};

void tag_gazetteer_matcher_free(struct matcher *m)
{
	free(m->found);
	free(m->places);
	memset(m, 0, sizeof *m);
}

static inline void prefetch(const void *p)
{
#ifdef __GNUC__
	__builtin_prefetch(p);
#else
	(void)p;
#endif
}

/* ---- Is it the name? ---- */

struct letters { /* of one word */
	uint32_t n, capitals;
	bool first; /* the first one is a capital */
};

/* Reads the word at *i of s (letters and digits up to what is neither in
 * ASCII); other characters are stepped over one at a time. */
static struct letters read_word(const char *s, size_t size, size_t *i)
{
	struct letters l = {0};
	bool begun = false;

	while (*i < size) {
		uint32_t c = (unsigned char)s[*i];
		size_t step = 1;
		if (c >= 0x80)
			c = catena_fold_decode((const unsigned char *)s + *i, size - *i, &step);
		else if (!((c | 0x20) - 'a' < 26 || c - '0' < 10 || c == '_'))
			break;
		*i += step;
		const bool capital = c != 0xFFFFFFFF && catena_fold_char(c) != c;
		l.capitals += capital;
		l.n += !(c < 0x80 && (c - '0' < 10 || c == '_'));
		l.first |= !begun && capital;
		begun = true;
	}
	if (!begun && *i < size)
		++*i;
	return l;
}

static bool smart_case(const char *name, size_t name_size, const char *text,
                       size_t text_size)
{
	size_t i = 0, k = 0;

	while (i < name_size && k < text_size) {
		const struct letters want = read_word(name, name_size, &i);
		const struct letters have = read_word(text, text_size, &k);
		if (want.n > 1 && want.capitals == want.n) {
			if (have.capitals != have.n)
				return false;
		} else if (want.first && !have.first)
			return false;
		else if (want.capitals && !have.capitals)
			return false;
	}
	return i == name_size && k == text_size;
}

static bool same_folded(const char *a, size_t a_size, const char *b, size_t b_size)
{
	char x[CATENA_FOLD_ROOM(NAME_FORM_MAX)], y[CATENA_FOLD_ROOM(NAME_FORM_MAX)];
	const size_t n = catena_fold(x, a, a_size);

	return catena_fold(y, b, b_size) == n && !memcmp(x, y, n);
}

bool tag_gazetteer_same(const struct names *n, const struct name *name,
                        const char *form, size_t size)
{
	const char *const want = n->strings + name->form;

	if (size == name->form_size && !memcmp(form, want, size))
		return true;
	if (n->how == CASE_EXACT || !same_folded(form, size, want, name->form_size))
		return false;
	return n->how == CASE_FOLD || smart_case(want, name->form_size, form, size);
}

/* ---- Where a name may begin ---- */

static uint32_t first_pass(const struct names *n, const struct atoms *a,
                           uint32_t *places)
{
	/* what is possible, by nibble, for a small and for a capital letter */
	static const uint8_t small[16] = {0, 0, 0, 0, 1, 1, 1, 1,
	                                  2, 2, 2, 2, 3, 3, 3, 3};
	static const uint8_t capital[16] = {0, 1, 2, 3, 1, 1, 3, 3,
	                                    2, 3, 2, 3, 3, 3, 3, 3};
	uint32_t count = 0;

	for (uint32_t i = 0; i < a->n; i++) {
		const uint32_t cell = a->hash[i] >> n->first_shift;
		const unsigned nibble = n->first[cell / 2] >> (cell % 2 * 4) & 15u;
		const unsigned flags = a->flags[i];
		const unsigned may = flags & ATOM_CAPITAL ? capital[nibble] : small[nibble];
		places[count] = i << 2 | may;
		count += may && (flags & ATOM_BEGINS);
	}
	return count;
}

static uint32_t second_pass(const struct names *n, const struct atoms *a,
                            uint32_t *places, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t p = 0; p < count; p++) {
		const uint32_t i = places[p] >> 2;
		unsigned may = places[p] & 3u;
		const uint64_t h = names_begin(a->hash[i]);
		if (may & PLACE_MORE) {
			const uint64_t h2 = i + 1 < a->n ? names_step(h, a->hash[i + 1]) : 0;
			const uint64_t bit = h2 >> n->pairs_shift;
			if (i + 1 < a->n && n->pairs[bit / 64] >> bit % 64 & 1)
				prefetch(n->slots + names_slot(n, h2));
			else
				may &= ~(unsigned)PLACE_MORE;
		}
		if (may & PLACE_ALONE)
			prefetch(n->slots + names_slot(n, h));
		places[kept] = i << 2 | may;
		kept += may != 0;
	}
	return kept;
}

/* ---- The longest name at a place ---- */

/* 0: the table does not know it. */
static uint64_t look_up(const struct names *n, uint64_t hash)
{
	const uint32_t tag = (uint32_t)hash;
	uint64_t i = names_slot(n, hash);

	while (n->slots[i]) {
		if (n->slots[i] >> 32 == tag)
			return n->slots[i];
		i = i + 1 == n->n_slots ? 0 : i + 1;
	}
	return 0;
}

/* The first of the names with these atoms that the text is; false: none. */
static bool confirm(const struct names *n, const struct atoms *a, const char *text,
                    uint32_t from, uint32_t to, uint32_t first, uint32_t *name)
{
	char form[NAME_FORM_MAX];
	const size_t size = tag_gazetteer_form(a, text, from, to, form, sizeof form);

	if (size == SIZE_MAX)
		return false;
	for (uint32_t i = first;; i++) {
		if (tag_gazetteer_same(n, n->items + i, form, size)) {
			*name = i;
			return true;
		}
		if (n->items[i].last)
			return false;
	}
}

static bool longest(const struct names *n, const struct atoms *a, const char *text,
                    uint32_t place, struct found *found)
{
	uint32_t ends[NAME_ATOMS_MAX], names[NAME_ATOMS_MAX], count = 0;
	const uint32_t from = place >> 2;
	uint64_t hash = names_begin(a->hash[from]), slot = 0;

	if (place & PLACE_ALONE)
		slot = look_up(n, hash);
	for (uint32_t to = from;;) {
		if ((uint32_t)slot & (uint32_t)~NAMES_MORE && (a->flags[to] & ATOM_ENDS)) {
			names[count] = ((uint32_t)slot & (uint32_t)~NAMES_MORE) - 1;
			ends[count++] = to;
		}
		const bool more =
		    to == from ? place & PLACE_MORE : (slot & NAMES_MORE) != 0;
		if (!more || ++to == a->n || count == NAME_ATOMS_MAX)
			break;
		hash = names_step(hash, a->hash[to]);
		slot = look_up(n, hash);
		if (!slot)
			break;
	}
	while (count-- > 0)
		if (confirm(n, a, text, from, ends[count], names[count], &found->name)) {
			found->from = from;
			found->to = ends[count];
			return true;
		}
	return false;
}

static bool make_room(void *column, uint32_t *room, uint32_t need, size_t size)
{
	void **const at = column;
	uint32_t more = *room ? *room : 1024;
	void *p;

	if (need <= *room)
		return true;
	while (more < need)
		more += more / 2;
	p = realloc(*at, (size_t)more * size);
	if (!p)
		return false;
	*at = p;
	*room = more;
	return true;
}

bool tag_gazetteer_match(const struct names *n, const struct atoms *a,
                         const char *text, struct matcher *m)
{
	uint32_t count, next = 0;

	m->n = 0;
	if (!n->n || !a->n)
		return true;
	if (a->n >= UINT32_MAX / 4 ||
	    !make_room(&m->places, &m->places_room, a->n + 1, sizeof *m->places))
		return false;
	count = first_pass(n, a, m->places);
	count = second_pass(n, a, m->places, count);
	for (uint32_t p = 0; p < count; p++) {
		if (m->places[p] >> 2 < next)
			continue;
		if (!make_room(&m->found, &m->room, m->n + 1, sizeof *m->found))
			return false;
		if (longest(n, a, text, m->places[p], m->found + m->n))
			next = m->found[m->n++].to + 1;
	}
	return true;
}
