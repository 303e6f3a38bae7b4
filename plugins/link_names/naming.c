/* SPDX-License-Identifier: MIT */
/* naming.c - the layer entity written anew, with names and candidates. */
#include "parts.h"
#include "../share/merge.h"

#include <string.h>

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* A name as it stands in the text, its white space made blanks; 0: no memory. */
static uint32_t add_name(const struct naming *x, const char *s, uint32_t n)
{
	struct json_buf *const b = x->json;
	if (link_names_is_plain(s, n))
		return x->ctx->host->string_add(x->ctx, s, n);
	b->n = 0;
	link_names_put_plain(b, s, n);
	return b->failed ? 0 : x->ctx->host->string_add(x->ctx, b->p, b->n);
}

static void put_candidate(struct json_buf *b, const char *s, uint32_t n)
{
	struct json_buf plain = {0};
	if (link_names_is_plain(s, n)) {
		json_string(b, s, n);
		return;
	}
	link_names_put_plain(&plain, s, n);
	if (plain.failed)
		b->failed = true;
	else
		json_string(b, plain.p, plain.n);
	json_free(&plain);
}

/* {..., "candidates":["Ann Holt","Bo Holt"]} */
static uint32_t with_candidates(const struct naming *x, uint32_t fields,
                                const char *const *s, const uint32_t *sizes,
                                uint32_t n)
{
	struct json_buf *const b = x->json;
	uint32_t size = 0;
	const char *const old =
	    fields ? x->ctx->host->string_get(x->ctx, fields, &size) : "";
	b->n = 0;
	if (size > 2) {
		json_raw(b, old, size - 1); /* without its } */
		json_char(b, ',');
	} else {
		json_char(b, '{');
	}
	json_raw(b, "\"candidates\":[", 14);
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			json_char(b, ',');
		put_candidate(b, s[i], sizes[i]);
	}
	json_raw(b, "]}", 2);
	return b->failed ? 0 : x->ctx->host->string_add(x->ctx, b->p, b->n);
}

struct said { /* a verdict of the run, and where it is among all */
	uint32_t group, place;
	const char *bytes;
};

struct verdicts { /* of the document at hand, by group and place */
	struct said *items;
	uint32_t n, cap;
};

static int by_group(const void *a, const void *b)
{
	const struct said *const x = a, *const y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool read_verdicts(const struct naming *x, struct verdicts *v)
{
	uint32_t size;
	const char *bytes;
	while ((bytes = x->ctx->host->assigned(x->ctx, v->n, &size))) {
		struct verdict one;
		memcpy(&one, bytes, sizeof one);
		if (!link_names_grow((void **)&v->items, &v->cap, (uint64_t)v->n + 1,
		                     sizeof *v->items))
			return false;
		v->items[v->n] = (struct said){one.group, v->n, bytes};
		v->n++;
	}
	if (v->n)
		qsort(v->items, v->n, sizeof *v->items, by_group);
	return true;
}

/* What the run says of a group, the first that gives it a name, or else the
 * first; NULL: nothing. */
static const char *verdict_of(const struct verdicts *all, uint32_t group,
                              struct verdict *v)
{
	const char *found = NULL;
	uint32_t low = 0, high = all->n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (all->items[mid].group < group)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < all->n && all->items[low].group == group; low++) {
		struct verdict one;
		memcpy(&one, all->items[low].bytes, sizeof one);
		if (found && !one.name_size)
			continue;
		*v = one;
		found = all->items[low].bytes + sizeof one;
		if (v->name_size)
			break;
	}
	return found;
}

struct named { /* one group, looked up once */
	uint32_t group, name, n_candidates;
	const char *candidates[8];
	uint32_t sizes[8];
};

/* The next byte of a name as it is to be shown; 0: the end. */
static unsigned next_plain(const char *s, uint32_t n, uint32_t *at)
{
	if (*at == n)
		return 0;
	const unsigned c = (unsigned char)s[(*at)++];
	if (c > ' ')
		return c;
	while (*at < n && (unsigned char)s[*at] <= ' ')
		++*at;
	return ' ';
}

static bool is_behind(const struct named *x, uint32_t i, uint32_t k)
{
	uint32_t at = 0, other = 0;
	unsigned a, b;
	do {
		a = next_plain(x->candidates[i], x->sizes[i], &at);
		b = next_plain(x->candidates[k], x->sizes[k], &other);
	} while (a && a == b);
	return a > b;
}

/* By their bytes as they are shown, whether the document or the run knows them. */
static void sort_candidates(struct named *x)
{
	for (uint32_t i = 1; i < x->n_candidates; i++) {
		for (uint32_t k = i; k > 0 && is_behind(x, k - 1, k); k--) {
			const char *const s = x->candidates[k];
			const uint32_t size = x->sizes[k];
			x->candidates[k] = x->candidates[k - 1];
			x->sizes[k] = x->sizes[k - 1];
			x->candidates[k - 1] = s;
			x->sizes[k - 1] = size;
		}
	}
}

static catena_status look_up(const struct naming *x, const struct row_name *row,
                             const struct verdicts *verdicts, struct named *out)
{
	const struct catena_host *const h = x->ctx->host;
	struct verdict v = {0};
	uint32_t text_size;
	const char *const text = h->text(x->ctx, &text_size);
	const char *const said = verdict_of(verdicts, row->group, &v);
	*out = (struct named){.group = row->group};
	if (said && v.name_size)
		out->name = h->string_add(x->ctx, said, v.name_size);
	else
		out->name = add_name(x, text + row->begin, row->end - row->begin);
	const char *at = said ? said + v.name_size : NULL;
	for (uint32_t i = 0; i < v.n_candidates && i < 8; i++) {
		memcpy(&out->sizes[i], at, sizeof(uint32_t));
		out->candidates[i] = at + sizeof(uint32_t);
		at += sizeof(uint32_t) + out->sizes[i];
		out->n_candidates++;
	}
	for (uint32_t i = 0; !out->n_candidates && i < row->n_candidates && i < 8;
	     i++) {
		const uint32_t *const span = x->candidates + 2 * (row->candidates + i);
		out->candidates[i] = text + span[0];
		out->sizes[i] = span[1] - span[0];
		if (i + 1 == row->n_candidates || i == 7)
			out->n_candidates = i + 1;
	}
	sort_candidates(out);
	return out->name ? CATENA_OK : no_memory(x->ctx);
}

/* A gazetteer's own name for its id stays. */
static bool keeps_name(const struct catena_layer *e, uint32_t i)
{
	return link_names_u32(e, ID, i) && link_names_u32(e, NAME, i);
}

/* A mention that has its id from another has its type, too, where that says more
 * (share/merge.h). */
static uint32_t type_of(const struct naming *x, uint32_t i, uint32_t from)
{
	const uint32_t type = link_names_u32(x->entities, TYPE, i);
	const uint32_t other = link_names_u32(x->entities, TYPE, from);
	if (!type || !other || type == other)
		return type;
	const struct catena_host *const h = x->ctx->host;
	return merge_says_more(h->symbol(x->ctx, type, NULL),
	                       h->symbol(x->ctx, other, NULL))
	           ? other
	           : type;
}

static void put_row(const struct catena_layer *e, uint32_t i,
                    struct catena_writer *w, uint32_t name, uint32_t id,
                    uint32_t fields, uint32_t type)
{
	const uint32_t row = w->n++;
	w->begin[row] = e->begin[i];
	w->end[row] = e->end[i];
	for (int k = 0; k <= FIELDS; k++) {
		if (!w->cols[k])
			continue;
		if (k == SCORE) {
			const double *const score = e->cols[SCORE];
			((double *)w->cols[k])[row] = score ? score[i] : 0;
		} else {
			((uint32_t *)w->cols[k])[row] = k == NAME     ? name
			                                : k == ID     ? id
			                                : k == FIELDS ? fields
			                                : k == TYPE   ? type
			                                              : link_names_u32(e, k, i);
		}
	}
}

static catena_status write_rows(const struct naming *x,
                                const struct verdicts *verdicts)
{
	const struct catena_layer *const e = x->entities;
	struct catena_writer *const w = x->ctx->host->write(x->ctx, 0, e->n);
	struct named known[64]; /* by group: the last one of each place */
	catena_status status = CATENA_OK;
	if (!w)
		return no_memory(x->ctx);
	for (int k = 0; k < 64; k++)
		known[k].group = LINK_NONE;
	for (uint32_t i = 0; i < e->n && status == CATENA_OK; i++) {
		const struct row_name *const row = x->names + i;
		struct named *const named = known + row->group % 64;
		/* Its own id, or that of its group. */
		const uint32_t from =
		    row->group != LINK_NONE && row->id && !link_names_u32(e, ID, i)
		        ? row->id - 1
		        : i;
		uint32_t name = link_names_u32(e, NAME, from),
		         fields = link_names_u32(e, FIELDS, i);
		if (row->group != LINK_NONE && !keeps_name(e, from)) {
			if (named->group != row->group)
				status = look_up(x, row, verdicts, named);
			name = named->name;
			if (named->n_candidates && status == CATENA_OK) {
				fields = with_candidates(x, fields, named->candidates, named->sizes,
				                         named->n_candidates);
				status = fields ? CATENA_OK : no_memory(x->ctx);
			}
		}
		if (status == CATENA_OK)
			put_row(e, i, w, name, link_names_u32(e, ID, from), fields,
			        type_of(x, i, from));
	}
	return status;
}

catena_status link_names_write(const struct naming *x, bool across)
{
	struct verdicts verdicts = {0};
	const catena_status status = across && !read_verdicts(x, &verdicts)
	                                 ? no_memory(x->ctx)
	                                 : write_rows(x, &verdicts);
	free(verdicts.items);
	return status;
}
