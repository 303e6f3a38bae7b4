/* SPDX-License-Identifier: MIT */
/* resolve.c - the units of one key: which are one thing, and what it is called. */
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FORMS_MAX = 50000 /* different names of a key that are compared */
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Reading ---- */

static bool keep(struct resolving *r, const struct catena_fact *f)
{
	struct unit u;
	const uint32_t rest = f->size - (uint32_t)sizeof u;
	if (f->size < sizeof u ||
	    !link_names_grow((void **)&r->items, &r->cap, (uint64_t)r->n + 1,
	                     sizeof *r->items) ||
	    !link_names_grow((void **)&r->bytes, &r->cap_bytes,
	                     (uint64_t)r->n_bytes + rest, 1))
		return false;
	memcpy(&u, f->value, sizeof u);
	if (rest)
		memcpy(r->bytes + r->n_bytes, (const char *)f->value + sizeof u, rest);
	const uint32_t titles = r->n_bytes + u.name_size;
	r->items[r->n++] = (struct met){.doc = f->doc,
	                                .group = u.group,
	                                .mentions = u.mentions,
	                                .name = r->n_bytes,
	                                .name_size = u.name_size,
	                                .titles = titles,
	                                .titles_size = u.titles_size,
	                                .variants = titles + u.titles_size,
	                                .n_variants = u.n_variants};
	r->n_bytes += rest;
	return true;
}

static catena_status read_facts(struct resolving *r)
{
	struct catena_fact f;
	catena_status status;
	while ((status = r->ctx->host->fact(r->ctx, &f)) == CATENA_OK) {
		if (!keep(r, &f))
			return no_memory(r->ctx);
	}
	return status == CATENA_END ? CATENA_OK : status;
}

/* ---- Telling ---- */

static catena_status tell(const struct resolving *r, const struct met *m,
                          const struct met *name,
                          const struct met *const *candidates,
                          uint32_t n_candidates)
{
	const struct catena_host *const h = r->ctx->host;
	size_t size = sizeof(struct verdict) + (name ? name->name_size : 0), at;
	for (uint32_t i = 0; i < n_candidates; i++)
		size += sizeof(uint32_t) + candidates[i]->name_size;
	char *const bytes = malloc(size);
	if (!bytes)
		return no_memory(r->ctx);
	const struct verdict v = {m->group, name ? name->name_size : 0, n_candidates};
	memcpy(bytes, &v, sizeof v);
	at = sizeof v;
	if (name) {
		memcpy(bytes + at, r->bytes + name->name, name->name_size);
		at += name->name_size;
	}
	for (uint32_t i = 0; i < n_candidates; i++) {
		memcpy(bytes + at, &candidates[i]->name_size, sizeof(uint32_t));
		memcpy(bytes + at + sizeof(uint32_t), r->bytes + candidates[i]->name,
		       candidates[i]->name_size);
		at += sizeof(uint32_t) + candidates[i]->name_size;
	}
	const catena_status status = h->assign(r->ctx, m->doc, bytes, (uint32_t)size);
	free(bytes);
	return status;
}

/* ---- Names of things ---- */

static bool same_name(const struct resolving *r, const struct met *a,
                      const struct met *b)
{
	return a->name_size == b->name_size &&
	       !memcmp(r->bytes + a->name, r->bytes + b->name, a->name_size);
}

static bool has_lower(const struct resolving *r, const struct met *m)
{
	for (uint32_t i = 0; i < m->name_size; i++) {
		const char c = r->bytes[m->name + i];
		if (c >= 'a' && c <= 'z')
			return true;
	}
	return false;
}

struct chosen { /* for each thing the unit whose name it gets */
	const struct met *best;
	uint32_t documents;
	uint32_t units;
};

struct by_name {
	const struct resolving *r;
	const struct met *m;
	uint32_t documents; /* of sort_units: that have the name */
};

static int name_order(const struct by_name *x, const struct by_name *y)
{
	const char *const bytes = x->r->bytes;
	const uint32_t a = x->m->name_size, b = y->m->name_size;
	const int order = memcmp(bytes + x->m->name, bytes + y->m->name, a < b ? a : b);
	return order ? order : a < b ? -1 : a > b;
}

static int compare_names(const void *a, const void *b)
{
	const struct by_name *const x = a, *const y = b;
	if (x->m->thing != y->m->thing)
		return x->m->thing < y->m->thing ? -1 : 1;
	return name_order(x, y);
}

static int compare_units(const void *a, const void *b)
{
	const struct by_name *const x = a, *const y = b;
	if (x->documents != y->documents)
		return x->documents > y->documents ? -1 : 1;
	const int order = name_order(x, y);
	/* of one name as they came: by document and group */
	return order ? order : x->m < y->m ? -1 : x->m > y->m;
}

static bool is_better(const struct resolving *r, const struct met *a,
                      uint32_t a_docs, const struct chosen *b)
{
	if (!b->best || has_lower(r, a) != has_lower(r, b->best))
		return !b->best || has_lower(r, a);
	if (a_docs != b->documents)
		return a_docs > b->documents;
	return a->name_size > b->best->name_size;
}

/* The name that most documents use; of equals the longest, then by bytes.  False:
 * out of memory. */
static bool choose(struct resolving *r, uint32_t n_things)
{
	struct chosen *const chosen = calloc((size_t)n_things + 1, sizeof *chosen);
	struct by_name *const sorted = calloc((size_t)r->n + 1, sizeof *sorted);
	r->chosen = chosen;
	if (!chosen || !sorted) {
		free(sorted);
		return false;
	}
	for (uint32_t i = 0; i < r->n; i++) {
		sorted[i] = (struct by_name){r, r->items + i, 0};
		chosen[r->items[i].thing].units++;
	}
	qsort(sorted, r->n, sizeof *sorted, compare_names);
	for (uint32_t i = 0, from = 0; i < r->n; i++) {
		const struct met *const m = sorted[i].m;
		if (i + 1 < r->n && sorted[i + 1].m->thing == m->thing &&
		    same_name(r, m, sorted[i + 1].m))
			continue;
		struct chosen *const c = chosen + m->thing;
		if (!m->by_title && is_better(r, m, i + 1 - from, c)) {
			c->best = m;
			c->documents = i + 1 - from;
		}
		from = i + 1;
	}
	free(sorted);
	return true;
}

/* By bytes, so that the order of the input does not show. */
static void sort_candidates(const struct resolving *r, const struct met **c,
                            uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		for (uint32_t k = i; k > 0; k--) {
			const struct by_name x = {r, c[k - 1], 0}, y = {r, c[k], 0};
			if (name_order(&x, &y) <= 0)
				break;
			c[k] = x.m;
			c[k - 1] = y.m;
		}
	}
}

/* ---- People: who of those with one family name are one ---- */

static catena_status tell_person(const struct resolving *r, const struct linker *l,
                                 const struct met *m, uint32_t form)
{
	const struct chosen *const chosen = r->chosen;
	const struct met *candidates[8];
	const struct link_form *const f = l->forms + form;
	uint32_t groups[8], good = 0;
	if (m->by_title || (f->name.n > 1 && !f->n_candidates))
		return tell(r, m, chosen[m->thing].best, NULL, 0);
	/* One word is not enough from document to document: it is only listed. */
	const uint32_t n = link_names_fitting(l, form, groups);
	for (uint32_t i = 0; i < n; i++)
		candidates[i] = chosen[groups[i]].best;
	for (uint32_t i = 0; i < n; i++) {
		if (candidates[i])
			candidates[good++] = candidates[i];
	}
	sort_candidates(r, candidates, good);
	return good ? tell(r, m, NULL, candidates, good) : CATENA_OK;
}

/* Says of each of the sorted how many have its name. */
static void count_documents(struct by_name *sorted, uint32_t n)
{
	for (uint32_t from = 0, i = 0; i < n; i++) {
		if (i + 1 < n && !name_order(sorted + i, sorted + i + 1))
			continue;
		for (uint32_t k = from; k <= i; k++)
			sorted[k].documents = i + 1 - from;
		from = i + 1;
	}
}

/* The units by how many have their names, the most first, then by the bytes of
 * these: which fit which, where not all can be compared, must not depend on the
 * order of the documents.  False: out of memory. */
static bool sort_units(struct resolving *r)
{
	struct by_name *const sorted = calloc((size_t)r->n + 1, sizeof *sorted);
	struct met *const items = malloc(((size_t)r->n + 1) * sizeof *items);
	const bool good = sorted && items;
	for (uint32_t i = 0; good && i < r->n; i++)
		sorted[i] = (struct by_name){r, r->items + i, 0};
	if (good && r->n) {
		qsort(sorted, r->n, sizeof *sorted, compare_units);
		count_documents(sorted, r->n);
		qsort(sorted, r->n, sizeof *sorted, compare_units);
		for (uint32_t i = 0; i < r->n; i++)
			items[i] = *sorted[i].m;
		memcpy(r->items, items, r->n * sizeof *items);
	}
	free(sorted);
	free(items);
	return good;
}

static catena_status people(struct resolving *r)
{
	struct linker l = {0};
	catena_status status = sort_units(r) ? CATENA_OK : no_memory(r->ctx);
	const uint32_t n = r->n < FORMS_MAX ? r->n : FORMS_MAX;
	struct link_mention *const m = calloc((size_t)n + 1, sizeof *m);
	for (uint32_t i = 0; m && i < n; i++)
		m[i] = (struct link_mention){r->bytes + r->items[i].name,
		                             r->items[i].name_size, FAMILY_PERSON, 0, 0};
	if (status == CATENA_OK && (!m || !link_names_link(&l, m, n)))
		status = no_memory(r->ctx);
	for (uint32_t i = 0; status == CATENA_OK && i < r->n; i++) {
		const uint32_t form = i < n ? l.form_of[i] : LINK_NONE;
		const bool single = i < n && l.forms[form].name.n <= 1;
		/* beyond the bound, and of one word: a thing of its own name */
		r->items[i].thing = i >= n ? l.n : single ? form : l.forms[form].group;
	}
	if (status == CATENA_OK && !link_names_join_by_title(r, &l, n))
		status = no_memory(r->ctx);
	if (status == CATENA_OK && !choose(r, l.n + 1))
		status = no_memory(r->ctx);
	for (uint32_t i = 0; i < n && status == CATENA_OK; i++)
		status = tell_person(r, &l, r->items + i, l.form_of[i]);
	link_names_free(&l);
	free(m);
	return status;
}

/* ---- Bodies and places ---- */

static catena_status one_thing(struct resolving *r)
{
	catena_status status = choose(r, 1) ? CATENA_OK : no_memory(r->ctx);
	for (uint32_t i = 0; i < r->n && status == CATENA_OK; i++)
		status = tell(r, r->items + i, r->chosen[0].best, NULL, 0);
	return status;
}

/* "WHO": what those say who spell it out, if they agree. */
static catena_status short_form(struct resolving *r)
{
	const struct met *meanings[8];
	catena_status status = CATENA_OK;
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->n; i++) {
		uint32_t k = 0;
		if (r->items[i].group != LINK_NONE)
			continue;
		while (k < n && !same_name(r, meanings[k], r->items + i))
			k++;
		if (k == n && n < 8)
			meanings[n++] = r->items + i;
	}
	sort_candidates(r, meanings, n);
	for (uint32_t i = 0; i < r->n && n && status == CATENA_OK; i++) {
		if (r->items[i].group != LINK_NONE)
			status = tell(r, r->items + i, n == 1 ? meanings[0] : NULL, meanings,
			              n == 1 ? 0 : n);
	}
	return status;
}

/* ---- The side file ---- */

struct row {
	char *name; /* and the variants behind it, NUL-ended: one allocation */
	char kind;
	uint32_t documents, mentions, n_variants;
	struct variant {
		const char *s;
		uint32_t count;
	} * variants;
};

struct names_table {
	struct row *rows;
	uint32_t n, cap;
};

struct names_table *link_names_table_new(void)
{
	return calloc(1, sizeof(struct names_table));
}

void link_names_table_free(struct names_table *t)
{
	if (!t)
		return;
	for (uint32_t i = 0; i < t->n; i++) {
		free(t->rows[i].name);
		free(t->rows[i].variants);
	}
	free(t->rows);
	free(t);
}

struct seen { /* one variant of one unit */
	const char *s;
	uint32_t size, count, thing;
};

static int compare_seen(const void *a, const void *b)
{
	const struct seen *const x = a, *const y = b;
	if (x->thing != y->thing)
		return x->thing < y->thing ? -1 : 1;
	const int order = memcmp(x->s, y->s, x->size < y->size ? x->size : y->size);
	return order ? order : x->size < y->size ? -1 : x->size > y->size;
}

/* All variants of all units, by thing and bytes. */
static struct seen *collect(const struct resolving *r, uint32_t *n)
{
	size_t all = 0;
	for (uint32_t i = 0; i < r->n; i++)
		all += r->items[i].n_variants;
	struct seen *const seen = calloc(all + 1, sizeof *seen);
	*n = 0;
	for (uint32_t i = 0; seen && i < r->n; i++) {
		const char *at = r->bytes + r->items[i].variants;
		for (uint32_t k = 0; k < r->items[i].n_variants; k++) {
			uint32_t head[2];
			memcpy(head, at, sizeof head);
			at += sizeof head;
			seen[(*n)++] = (struct seen){at, head[1], head[0], r->items[i].thing};
			at += head[1];
		}
	}
	if (seen)
		qsort(seen, *n, sizeof *seen, compare_seen);
	return seen;
}

static bool equal_seen(const struct seen *a, const struct seen *b)
{
	return a->size == b->size && !memcmp(a->s, b->s, a->size);
}

static bool add_row(struct names_table *t, const struct resolving *r, char kind,
                    const struct chosen *c, const struct seen *seen, uint32_t n)
{
	size_t size = c->best->name_size + 1;
	for (uint32_t i = 0; i < n; i++)
		size += seen[i].size + 1;
	if (!link_names_grow((void **)&t->rows, &t->cap, (uint64_t)t->n + 1,
	                     sizeof *t->rows))
		return false;
	struct row row = {.kind = kind, .documents = c->units, .name = malloc(size)};
	row.variants = calloc((size_t)n + 1, sizeof *row.variants);
	if (!row.name || !row.variants) {
		free(row.name);
		free(row.variants);
		return false;
	}
	char *at = row.name;
	memcpy(at, r->bytes + c->best->name, c->best->name_size);
	at[c->best->name_size] = '\0';
	at += c->best->name_size + 1;
	for (uint32_t i = 0; i < n; i++) {
		row.mentions += seen[i].count;
		if (i && equal_seen(seen + i, seen + i - 1)) {
			row.variants[row.n_variants - 1].count += seen[i].count;
			continue;
		}
		memcpy(at, seen[i].s, seen[i].size);
		at[seen[i].size] = '\0';
		row.variants[row.n_variants++] = (struct variant){at, seen[i].count};
		at += seen[i].size + 1;
	}
	t->rows[t->n++] = row;
	return true;
}

static bool tabulate(struct names_table *t, const struct resolving *r, char kind)
{
	const struct chosen *const chosen = r->chosen;
	uint32_t n = 0;
	struct seen *const seen = collect(r, &n);
	bool good = seen != NULL;
	for (uint32_t from = 0, i = 0; good && i < n; i++) {
		if (i + 1 < n && seen[i + 1].thing == seen[i].thing)
			continue;
		if (chosen[seen[i].thing].best)
			good = add_row(t, r, kind, chosen + seen[i].thing, seen + from,
			               i + 1 - from);
		from = i + 1;
	}
	free(seen);
	return good;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *const x = a, *const y = b;
	if (x->mentions != y->mentions)
		return x->mentions > y->mentions ? -1 : 1;
	const int order = strcmp(x->name, y->name);
	return order ? order : x->kind < y->kind ? -1 : x->kind > y->kind;
}

static catena_status put(catena_ctx *ctx, struct catena_out *out, const char *s)
{
	char line[512];
	size_t n = 0;
	catena_status status = CATENA_OK;
	for (; *s && status == CATENA_OK; s++) {
		line[n++] = *s;
		if (n == sizeof line || !s[1]) {
			status = ctx->host->out_write(ctx, out, line, n);
			n = 0;
		}
	}
	return status;
}

static catena_status put_number(catena_ctx *ctx, struct catena_out *out,
                                const char *before, uint32_t n, const char *behind)
{
	char s[64];
	const int size =
	    snprintf(s, sizeof s, "%s%lu%s", before, (unsigned long)n, behind);
	return ctx->host->out_write(ctx, out, s, (size_t)size);
}

static catena_status put_row(catena_ctx *ctx, struct catena_out *out,
                             const struct row *row)
{
	catena_status status = put(ctx, out, row->name);
	if (status == CATENA_OK)
		status = put(ctx, out,
		             row->kind == 'P'   ? "\tPERSON\t"
		             : row->kind == 'O' ? "\tORG\t"
		                                : "\tGPE\t");
	if (status == CATENA_OK)
		status = put_number(ctx, out, "", row->documents, "\t");
	if (status == CATENA_OK)
		status = put_number(ctx, out, "", row->mentions, "\t");
	for (uint32_t i = 0; i < row->n_variants && status == CATENA_OK; i++) {
		status = put(ctx, out, i ? " | " : "");
		if (status == CATENA_OK)
			status = put(ctx, out, row->variants[i].s);
		if (status == CATENA_OK)
			status = put_number(ctx, out, " (", row->variants[i].count, ")");
	}
	return status == CATENA_OK ? put(ctx, out, "\n") : status;
}

catena_status link_names_table_write(catena_ctx *ctx, struct names_table *t,
                                     struct catena_out *out)
{
	catena_status status =
	    put(ctx, out, "name\ttype\tdocuments\tmentions\tvariants\n");
	if (t->n)
		qsort(t->rows, t->n, sizeof *t->rows, compare_rows);
	for (uint32_t i = 0; i < t->n && status == CATENA_OK; i++)
		status = put_row(ctx, out, t->rows + i);
	return status;
}

/* ---- All ---- */

catena_status link_names_resolve(catena_ctx *ctx, struct names_table *table,
                                 const void *key, uint32_t key_size)
{
	struct resolving r = {.ctx = ctx};
	const char *const k = key;
	const char kind = key_size ? k[0] : 0;
	catena_status status = read_facts(&r);
	if (status == CATENA_OK && kind == 'P')
		status = people(&r);
	else if (status == CATENA_OK && kind == 'A')
		status = short_form(&r);
	else if (status == CATENA_OK)
		status = one_thing(&r);
	if (status == CATENA_OK && table && kind != 'A' &&
	    !tabulate(table, &r, kind == 'I' ? k[1] : kind))
		status = no_memory(ctx);
	free(r.chosen);
	free(r.items);
	free(r.bytes);
	return status;
}
