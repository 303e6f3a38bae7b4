/* SPDX-License-Identifier: MIT */
/* titles.c - a family name alone in one document, and the person whom another calls
 * by the same title. */
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

uint32_t link_names_fitting(const struct linker *l, uint32_t form,
                            uint32_t groups[8])
{
	const struct link_form *const f = l->forms + form;
	uint32_t n = 0;
	if (f->name.n <= 1 && f->group != form)
		groups[n++] = l->forms[f->group].group;
	for (uint32_t i = 0; i < f->n_candidates && n < 8; i++)
		groups[n++] = l->candidates[f->candidates + i];
	return n;
}

/* Titles of who has two words or more, or a number ("Charles III"), by thing. */
struct titled {
	uint32_t thing, at, size;
};

static bool is_called(const struct resolving *r, const struct titled *t,
                      const struct met *m)
{
	const char *s = r->bytes + m->titles;
	const char *const end = s + m->titles_size;
	while (s < end) {
		const char *const stop = memchr(s, '\n', (size_t)(end - s));
		if ((uint32_t)(stop - s) == t->size &&
		    !memcmp(s, r->bytes + t->at, t->size))
			return true;
		s = stop + 1;
	}
	return false;
}

static int by_thing(const void *a, const void *b)
{
	const struct titled *const x = a, *const y = b;
	if (x->thing != y->thing)
		return x->thing < y->thing ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* All of them, sorted; NULL: out of memory. */
static struct titled *list_titles(const struct resolving *r, const struct linker *l,
                                  uint32_t units, uint32_t *n)
{
	size_t room = 1;
	*n = 0;
	for (uint32_t i = 0; i < units; i++)
		room += r->items[i].titles_size;
	struct titled *const t =
	    calloc(room, sizeof *t); /* a title has a byte or more */
	for (uint32_t i = 0; t && i < units; i++) {
		const struct met *const m = r->items + i;
		uint32_t at = m->titles;
		const struct plain_name *const name = &l->forms[l->form_of[i]].name;
		if (name->n <= 1 && !name->generation)
			continue;
		for (uint32_t k = at; k < m->titles + m->titles_size; k++) {
			if (r->bytes[k] == '\n') {
				t[(*n)++] = (struct titled){m->thing, at, k - at};
				at = k + 1;
			}
		}
	}
	if (*n)
		qsort(t, *n, sizeof *t, by_thing);
	return t;
}

static bool thing_is_called(const struct resolving *r, const struct titled *t,
                            uint32_t n, uint32_t thing, const struct met *m)
{
	uint32_t low = 0, high = n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (t[mid].thing < thing)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < n && t[low].thing == thing; low++) {
		if (is_called(r, t + low, m))
			return true;
	}
	return false;
}

bool link_names_join_by_title(struct resolving *r, const struct linker *l,
                              uint32_t units)
{
	uint32_t n, groups[8];
	struct titled *const t = list_titles(r, l, units, &n);
	for (uint32_t i = 0; t && i < units; i++) {
		struct met *const m = r->items + i;
		const uint32_t form = l->form_of[i];
		const uint32_t fits = l->forms[form].name.n == 1 && m->titles_size
		                          ? link_names_fitting(l, form, groups)
		                          : 0;
		uint32_t found = 0, thing = 0;
		for (uint32_t k = 0; k < fits; k++) {
			if (thing_is_called(r, t, n, groups[k], m)) {
				thing = groups[k];
				found++;
			}
		}
		if (found == 1 && fits < 8) {
			m->thing = thing;
			m->by_title = true;
		}
	}
	free(t);
	return t != NULL;
}
