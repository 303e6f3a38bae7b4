/* SPDX-License-Identifier: MIT */
/* draft.c - changes, applied and added up */
#include "draft.h"

void clean_wire_draft_init(struct draft *d, const char *text, uint32_t n)
{
	memset(d, 0, sizeof *d);
	d->text = text;
	d->n = n;
}

void clean_wire_draft_free(struct draft *d)
{
	free(d->own);
	free(d->edits);
	free(d->changes);
	json_free(&d->bytes);
}

void clean_wire_draft_change(struct draft *d, uint32_t from, uint32_t to,
                             const char *bytes, uint32_t size)
{
	if (d->n_changes == d->cap_changes) {
		const size_t cap = d->cap_changes ? d->cap_changes * 2 : 64;
		struct draft_change *const p = realloc(d->changes, cap * sizeof *p);
		if (!p) {
			d->failed = true;
			return;
		}
		d->changes = p;
		d->cap_changes = cap;
	}
	if (size)
		json_raw(&d->bytes, bytes, size);
	if (!d->bytes.failed)
		d->changes[d->n_changes++] = (struct draft_change){from, to, size};
}

/* ---- Adding the changes to the edits ---- */

/* Two lists over the text as it is now, walked side by side. */
struct merge {
	const struct draft_edit *old;
	const struct draft_change *new;
	size_t n_old, n_new;    /* left */
	int64_t back, forth;    /* to the start's text, to the next text */
	uint32_t until;         /* end of the group */
	struct draft_edit *out; /* room for all */
	size_t n_out;
};

/* Of two that begin at one place the one that ends first comes first: what
 * was removed there is not drawn into what follows. */
static bool old_is_next(const struct merge *m)
{
	if (!m->n_old || !m->n_new)
		return m->n_old != 0;
	if (m->old->at != m->new->from)
		return m->old->at < m->new->from;
	return m->old->until <= m->new->to;
}

static void take(struct merge *m)
{
	uint32_t end;

	if (old_is_next(m)) {
		end = m->old->until;
		m->back = (int64_t)m->old->to - end;
		m->old++;
		m->n_old--;
	} else {
		end = m->new->to;
		m->forth += (int64_t)m->new->size - (m->new->to - m->new->from);
		m->new ++;
		m->n_new--;
	}
	if (end > m->until)
		m->until = end;
}

static uint32_t next_begin(const struct merge *m)
{
	return old_is_next(m) ? m->old->at : m->new->from;
}

/* The next group: edits and changes that overlap become one edit. */
static void merge_group(struct merge *m)
{
	struct draft_edit e;
	const uint32_t begin = next_begin(m);

	e.from = (uint32_t)(begin + m->back);
	e.at = (uint32_t)(begin + m->forth);
	m->until = begin;
	take(m);
	while ((m->n_old || m->n_new) && next_begin(m) < m->until)
		take(m);
	e.to = (uint32_t)(m->until + m->back);
	e.until = (uint32_t)(m->until + m->forth);
	m->out[m->n_out++] = e;
}

static bool add_up(struct draft *d)
{
	const size_t n = d->n_edits + d->n_changes;
	struct merge m = {.old = d->edits,
	                  .n_old = d->n_edits,
	                  .new = d->changes,
	                  .n_new = d->n_changes,
	                  .out = calloc(n, sizeof *m.out)};

	if (!m.out)
		return false;
	while (m.n_old || m.n_new)
		merge_group(&m);
	free(d->edits);
	d->edits = m.out;
	d->n_edits = m.n_out;
	return true;
}

/* The next text, in new memory; NULL when there is none. */
static char *rewrite(const struct draft *d, size_t size)
{
	char *const out = malloc(size + 1), *p = out;
	const char *bytes = d->bytes.p;
	uint32_t from = 0;

	if (!out)
		return NULL;
	for (size_t i = 0; i < d->n_changes; i++) {
		const struct draft_change *const c = d->changes + i;
		memcpy(p, d->text + from, c->from - from);
		p += c->from - from;
		if (c->size) {
			memcpy(p, bytes, c->size);
			p += c->size;
			bytes += c->size;
		}
		from = c->to;
	}
	memcpy(p, d->text + from, d->n - from);
	out[size] = 0;
	return out;
}

bool clean_wire_draft_apply(struct draft *d)
{
	uint64_t size = d->n;
	char *next = NULL;

	if (d->bytes.failed)
		d->failed = true;
	if (d->failed || !d->n_changes)
		return false;
	for (size_t i = 0; i < d->n_changes; i++)
		size = size - (d->changes[i].to - d->changes[i].from) + d->changes[i].size;
	if (size < UINT32_MAX)
		next = rewrite(d, (size_t)size);
	if (!next || !add_up(d)) {
		free(next);
		d->failed = true;
		return false;
	}
	free(d->own);
	d->text = d->own = next;
	d->n = (uint32_t)size;
	d->n_changes = 0;
	d->bytes.n = 0;
	return true;
}
