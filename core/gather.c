/* SPDX-License-Identifier: MIT */
/* gather.c - facts sorted by key, and what was assigned sorted by document.
 *
 * Documents come in input order and their facts in the order of emitting, so a
 * stable sort by key alone keeps that order among the facts of a key. */
#include "build.h"

#include "gather.h"
#include "sort.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
	struct sort *facts, *assigned;
	bool any;                  /* a document was added */
	uint64_t last;             /* the number of the last one */
	struct sort_record record; /* the next fact, or the next assigned value */
	enum {
		BEFORE, /* no record was drawn yet */
		READY,  /* record is the next one */
		TAKEN,  /* record was handed out, and is valid until the next is drawn */
		OVER
	} state;
	char *key; /* of the facts being read */
	uint32_t key_size;
	size_t key_cap;
	char error[512];
};

/* What doc->assigned points to: doc->assigned_size bytes of these. */
struct given {
	const void *value;
	uint32_t size;
};

struct gather *gather_new(const char *folder, uint64_t memory)
{
	struct gather *g = calloc(1, sizeof *g);
	if (!g)
		return NULL;
	g->facts = sort_new(folder, memory / 4 * 3);
	g->assigned = sort_new(folder, memory / 4);
	if (g->facts && g->assigned)
		return g;
	gather_free(g);
	return NULL;
}

void gather_free(struct gather *g)
{
	if (!g)
		return;
	sort_free(g->facts);
	sort_free(g->assigned);
	free(g->key);
	free(g);
}

const char *gather_error(const struct gather *g)
{
	return g->error;
}

static catena_status no_memory(struct gather *g)
{
	snprintf(g->error, sizeof g->error, "out of memory");
	return CATENA_E_NOMEM;
}

/* st, with the sorter's reason if it is a failure. */
static catena_status explain(struct gather *g, const struct sort *s,
                             catena_status st)
{
	if (st < 0)
		snprintf(g->error, sizeof g->error, "%s", sort_error(s));
	return st;
}

/* ---- Emitting ---- */

catena_status gather_add(struct gather *g, const struct doc *d)
{
	size_t n = 0;
	g->any = true;
	g->last = d->number;
	for (const struct doc_fact *f = d->facts; f; f = f->next)
		n++;
	if (!n)
		return CATENA_OK;
	/* The newest stands first. */
	const struct doc_fact **facts =
	    arena_array(d->arena, n, sizeof *facts, _Alignof(struct doc_fact *));
	if (!facts)
		return no_memory(g);
	size_t at = n;
	for (const struct doc_fact *f = d->facts; f; f = f->next)
		facts[--at] = f;
	for (size_t i = 0; i < n; i++) {
		const struct doc_fact *f = facts[i];
		const struct sort_record r = {f->key, f->value, d->number, f->key_size,
		                              f->size};
		const catena_status st = sort_add(g->facts, &r);
		if (st)
			return explain(g, g->facts, st);
	}
	return CATENA_OK;
}

catena_status gather_sort(struct gather *g)
{
	return explain(g, g->facts, sort_end(g->facts));
}

/* ---- Resolving ---- */

static catena_status draw(struct gather *g, struct sort *from)
{
	const catena_status st = sort_next(from, &g->record);
	g->state = st ? OVER : READY;
	return explain(g, from, st);
}

/* The next record is of the key being read. */
static bool same_key(const struct gather *g)
{
	return g->record.key_size == g->key_size &&
	       (!g->key_size || !memcmp(g->record.key, g->key, g->key_size));
}

static catena_status keep_key(struct gather *g)
{
	const uint32_t n = g->record.key_size;
	if (n > g->key_cap || !g->key) {
		const size_t cap =
		    (size_t)n + n / 2 + 64; /* keys are read: below SIZE_MAX/2 */
		char *p = realloc(g->key, cap);
		if (!p)
			return no_memory(g);
		g->key = p;
		g->key_cap = cap;
	}
	if (n)
		memcpy(g->key, g->record.key, n);
	g->key_size = n;
	return CATENA_OK;
}

catena_status gather_key(struct gather *g, const void **key, uint32_t *size)
{
	catena_status st = CATENA_OK;
	if (g->state == BEFORE) {
		st = draw(g, g->facts);
	} else {
		while (!st && g->state != OVER && (g->state == TAKEN || same_key(g)))
			st = draw(g, g->facts);
	}
	if (st < 0)
		return st;
	if (g->state == OVER)
		return CATENA_END;
	st = keep_key(g);
	*key = g->key;
	*size = g->key_size;
	return st;
}

catena_status gather_fact(struct gather *g, struct catena_fact *f)
{
	if (g->state == TAKEN) {
		const catena_status st = draw(g, g->facts);
		if (st)
			return st;
	}
	if (g->state != READY || !same_key(g))
		return CATENA_END;
	*f = (struct catena_fact){g->record.doc, g->record.value, g->record.size};
	g->state = TAKEN;
	return CATENA_OK;
}

/* ---- Assigning ---- */

catena_status gather_assign(struct gather *g, uint64_t doc, const void *value,
                            uint32_t size)
{
	unsigned char key[8];
	if (!g->any || doc > g->last) {
		snprintf(g->error, sizeof g->error,
		         "the plugin broke the contract: assign to document number %llu, "
		         "which was not there",
		         (unsigned long long)doc);
		return CATENA_E_BUG;
	}
	for (int i = 0; i < 8; i++)
		key[i] = (unsigned char)(doc >> (56 - 8 * i));
	const struct sort_record r = {key, value, doc, sizeof key, size};
	return explain(g, g->assigned, sort_add(g->assigned, &r));
}

catena_status gather_assigned(struct gather *g)
{
	sort_free(g->facts);
	g->facts = NULL;
	g->state = BEFORE;
	catena_status st = explain(g, g->assigned, sort_end(g->assigned));
	if (!st)
		st = draw(g, g->assigned);
	return st == CATENA_END ? CATENA_OK : st;
}

static catena_status give_one(struct gather *g, struct doc *d,
                              struct doc_bytes *list)
{
	const size_t n = g->record.size;
	void *copy = arena_alloc(d->arena, n ? n : 1, 8);
	const struct given v = {copy, g->record.size};
	if (!copy || doc_append(d, list, &v, sizeof v))
		return no_memory(g);
	if (n)
		memcpy(copy, g->record.value, n);
	return CATENA_OK;
}

catena_status gather_give(struct gather *g, struct doc *d)
{
	struct doc_bytes list = {0};
	catena_status st = CATENA_OK;
	while (!st && g->state == READY && g->record.doc <= d->number) {
		/* What is for a document that did not come here is passed over. */
		if (g->record.doc == d->number)
			st = give_one(g, d, &list);
		if (!st)
			st = draw(g, g->assigned);
	}
	if (st < 0)
		return st;
	d->assigned = list.p;
	d->assigned_size = list.n;
	return CATENA_OK;
}

const void *gather_value(const struct doc *d, uint32_t k, uint32_t *size)
{
	const struct given *v = d->assigned;
	*size = 0;
	if (k >= d->assigned_size / sizeof *v)
		return NULL;
	*size = v[k].size;
	return v[k].value;
}
