/* SPDX-License-Identifier: MIT */
/* doc.c - one document: names, fields, strings, verdict. */
#include "build.h"

#include "doc.h"

#include <string.h>

enum {
	KEEP = 512 * 1024 /* bytes of a stash, for the next stage's */
};

static catena_status set_name(struct doc *d, const char **name, uint32_t *name_size,
                              const char *s, size_t size)
{
	if (size >= UINT32_MAX)
		return CATENA_E_NOMEM;
	char *copy = arena_copy(d->arena, s, size);
	if (!copy)
		return CATENA_E_NOMEM;
	*name = copy;
	*name_size = (uint32_t)size;
	return CATENA_OK;
}

catena_status doc_set_id(struct doc *d, const char *s, size_t size)
{
	return set_name(d, &d->id, &d->id_size, s, size);
}

catena_status doc_set_source(struct doc *d, const char *s, size_t size)
{
	return set_name(d, &d->source, &d->source_size, s, size);
}

/* Room for so many bytes more. */
static catena_status make_room(struct doc *d, struct doc_bytes *b, size_t size)
{
	if (size <= b->cap - b->n)
		return CATENA_OK;
	if (size > SIZE_MAX / 2 - b->n)
		return CATENA_E_NOMEM;
	size_t cap = b->cap ? b->cap * 2 : 128;
	if (cap < b->n + size)
		cap = b->n + size;
	char *p = arena_grow(d->arena, b->p, b->cap, cap);
	if (!p)
		return CATENA_E_NOMEM;
	b->p = p;
	b->cap = cap;
	return CATENA_OK;
}

catena_status doc_append(struct doc *d, struct doc_bytes *b, const void *bytes,
                         size_t size)
{
	if (make_room(d, b, size))
		return CATENA_E_NOMEM;
	if (size)
		memcpy(b->p + b->n, bytes, size);
	b->n += size;
	return CATENA_OK;
}

/* A large one costs nothing any more. */
void doc_empty(struct doc *d, struct doc_bytes *b)
{
	if (b->cap > KEEP) {
		arena_give_back(d->arena, b->p, b->cap);
		*b = (struct doc_bytes){0};
	}
	b->n = 0;
}

/* ---- Fields ---- */

static struct catena_field *find_field(const struct doc *d, const char *name,
                                       size_t n)
{
	for (uint32_t i = 0; i < d->n_fields; i++) {
		struct catena_field *f = &d->fields[i];
		if (f->name_size == n && !memcmp(f->name, name, n))
			return f;
	}
	return NULL;
}

static struct catena_field *new_field(struct doc *d)
{
	if (d->n_fields == d->cap_fields) {
		if (d->cap_fields > UINT32_MAX / 2)
			return NULL;
		const uint32_t cap = d->cap_fields ? d->cap_fields * 2 : 8;
		struct catena_field *p = arena_grow(
		    d->arena, d->fields, d->cap_fields * sizeof *p, cap * sizeof *p);
		if (!p)
			return NULL;
		d->fields = p;
		d->cap_fields = cap;
	}
	return &d->fields[d->n_fields];
}

catena_status doc_field_set(struct doc *d, const struct catena_field *f)
{
	struct catena_field copy = *f;
	struct catena_field *to = find_field(d, f->name, f->name_size);
	if (f->type == CATENA_FIELD_STRING || f->type == CATENA_FIELD_JSON) {
		copy.s = arena_copy(d->arena, f->s, f->size);
		if (!copy.s)
			return CATENA_E_NOMEM;
	} else {
		copy.s = NULL;
		copy.size = 0;
	}
	if (to) {
		copy.name = to->name;
		*to = copy;
		return CATENA_OK;
	}
	to = new_field(d);
	copy.name = arena_copy(d->arena, f->name, f->name_size);
	if (!to || !copy.name)
		return CATENA_E_NOMEM;
	*to = copy;
	d->n_fields++;
	return CATENA_OK;
}

const struct catena_field *doc_field_get(const struct doc *d, const char *name)
{
	return find_field(d, name, strlen(name));
}

void doc_field_remove(struct doc *d, const char *name)
{
	struct catena_field *f = find_field(d, name, strlen(name));
	if (!f)
		return;
	d->n_fields--;
	memmove(f, f + 1, (size_t)(d->fields + d->n_fields - f) * sizeof *f);
}

/* ---- Strings: uint32_t size, the bytes, a NUL; at multiples of 4 ---- */

uint32_t doc_string_add(struct doc *d, const char *s, size_t size)
{
	static const char zeros[4];
	struct doc_bytes *b = &d->strings;
	if (!size || size >= UINT32_MAX - 16 || b->n >= UINT32_MAX - size - 16)
		return 0;
	const uint32_t n = (uint32_t)size;
	if (!b->n && doc_append(d, b, zeros, 4)) /* so that none begins at 0 */
		return 0;
	const size_t at = b->n, pad = 4 - (size & 3);
	if (make_room(d, b, sizeof n + size + pad))
		return 0;
	char *p = b->p + at;
	memcpy(p, &n, sizeof n);
	memset(p + size + pad, 0, 4); /* behind the string, or over its last bytes */
	memcpy(p + sizeof n, s, size);
	b->n = at + sizeof n + size + pad;
	return (uint32_t)at;
}

const char *doc_string_get(const struct doc *d, uint32_t str, uint32_t *size)
{
	const struct doc_bytes *b = &d->strings;
	uint32_t n = 0;
	if (size)
		*size = 0;
	if (!str)
		return "";
	if ((str & 3) || str >= b->n || b->n - str < 8)
		return NULL;
	memcpy(&n, b->p + str, sizeof n);
	if (n >= b->n - str - 4)
		return NULL;
	if (size)
		*size = n;
	return b->p + str + 4;
}

/* ---- Edits and verdicts ---- */

catena_status doc_apply_edits(struct doc *d)
{
	const uint32_t n = d->n_edits;
	d->n_edits = 0;
	if (n && text_apply(d->arena, &d->text, &d->size, &d->map, d->edits, n))
		return CATENA_E_NOMEM;
	return CATENA_OK;
}

static const char *keep(struct doc *d, const char *s)
{
	const char *copy = s ? arena_copy(d->arena, s, strlen(s)) : NULL;
	return copy || !s ? copy : "out of memory";
}

void doc_drop(struct doc *d, uint32_t stage, const char *reason, const char *detail)
{
	if (d->verdict != VERDICT_KEPT)
		return;
	d->verdict = VERDICT_DROPPED;
	d->stage = stage;
	d->reason = keep(d, reason);
	d->detail = keep(d, detail);
}

void doc_quarantine(struct doc *d, uint32_t stage, catena_status error,
                    const char *reason)
{
	if (d->verdict == VERDICT_QUARANTINED)
		return;
	d->verdict = VERDICT_QUARANTINED;
	d->stage = stage;
	d->error = error;
	d->reason = keep(d, reason && *reason ? reason : "no reason given");
	d->detail = NULL;
}
