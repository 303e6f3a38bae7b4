/* SPDX-License-Identifier: MIT */
/* loans.c - keeps the matrix of who borrowed from whom while documents pass, and
 * writes it when they have. */
#define _POSIX_C_SOURCE 200809L
#include "find_copies.h"
#include <inttypes.h>
#include <stdio.h>

#define LENDERS_SAID 5u /* in the log */

catena_status find_copies_loans_check(catena_ctx *ctx, struct find_self *self,
                                      const char *pattern)
{
	char why[200];
	int code;

	if (!*pattern)
		return CATENA_OK;
	code = regcomp(&self->pattern, pattern, REG_EXTENDED);
	if (code) {
		regerror(code, &self->pattern, why, sizeof why);
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "matrix_pattern \"%s\" is no regular expression: %s",
		                       pattern, why);
	}
	self->has_pattern = true;
	return CATENA_OK;
}

catena_status find_copies_loans_open(catena_ctx *ctx, const struct find_self *self,
                                     struct serial *s)
{
	s->lends = self->matrix || self->plot;
	if (self->matrix && !(s->matrix = ctx->host->out_open(ctx, self->matrix)))
		return CATENA_E_IO;
	if (self->plot && !(s->plot = ctx->host->out_open(ctx, self->plot)))
		return CATENA_E_IO;
	return CATENA_OK;
}

/* ---- The group of a document ---- */

static char *copy_of(const char *s, uint32_t size)
{
	char *const copy = malloc((size_t)size + 1);

	if (copy) {
		memcpy(copy, s, size);
		copy[size] = '\0';
	}
	return copy;
}

/* Owned by the caller; NULL: out of memory.  A document without the field has an
 * empty group. */
static char *group_value(catena_ctx *ctx, const char *by)
{
	const struct catena_field *const f = ctx->host->field_get(ctx, by);
	char number[32];
	uint32_t size;
	const char *s;

	if (f && f->type == CATENA_FIELD_STRING)
		return copy_of(f->s, f->size);
	if (f && f->type == CATENA_FIELD_INT) {
		const int n = snprintf(number, sizeof number, "%" PRId64, f->i);
		return copy_of(number, n > 0 ? (uint32_t)n : 0);
	}
	if (!strcmp(by, "id"))
		s = ctx->host->id(ctx, &size);
	else if (!strcmp(by, "source"))
		s = ctx->host->source(ctx, &size);
	else
		return copy_of("", 0);
	return copy_of(s, size);
}

/* What the pattern's first parenthesis matches, else all that it matches, else
 * all. */
static void cut_group(const struct find_self *self, const char *value,
                      uint32_t *from, uint32_t *to)
{
	regmatch_t m[2];

	*from = 0;
	*to = (uint32_t)strlen(value);
	if (!self->has_pattern || regexec(&self->pattern, value, 2, m, 0))
		return;
	const regmatch_t *const hit = m[1].rm_so >= 0 ? m + 1 : m;
	*from = (uint32_t)hit->rm_so;
	*to = (uint32_t)hit->rm_eo;
}

char *find_copies_loans_group(catena_ctx *ctx, const struct find_self *self,
                              uint32_t *size)
{
	char *const value = group_value(ctx, self->by);
	uint32_t from, to;

	if (!value)
		return NULL;
	cut_group(self, value, &from, &to);
	*size = to - from;
	memmove(value, value + from, *size);
	return value;
}

catena_status find_copies_loans_add(catena_ctx *ctx, const struct find_self *self,
                                    struct serial *s, const struct copy_doc *d,
                                    const struct copy *copies, uint32_t n)
{
	uint32_t size;
	char *group;
	bool taken;

	if (!s->lends)
		return CATENA_OK;
	group = find_copies_loans_group(ctx, self, &size);
	if (!group)
		return find_copies_no_memory(ctx);
	taken = find_copies_lending_take(&s->lending, group, size, d->n, copies, n);
	free(group);
	return taken ? CATENA_OK : find_copies_no_memory(ctx);
}

/* ---- The files ---- */

struct target {
	catena_ctx *ctx;
	struct catena_out *out;
	char buffer[8192];
	size_t used;
};

static int flush(struct target *t)
{
	const size_t n = t->used;

	t->used = 0;
	return !n || t->ctx->host->out_write(t->ctx, t->out, t->buffer, n) == CATENA_OK
	           ? 0
	           : -1;
}

static int say(void *to, const char *s, size_t size)
{
	struct target *const t = to;

	while (size) {
		size_t part = sizeof t->buffer - t->used;
		if (part > size)
			part = size;
		memcpy(t->buffer + t->used, s, part);
		t->used += part;
		s += part;
		size -= part;
		if (t->used == sizeof t->buffer && flush(t) < 0)
			return -1;
	}
	return 0;
}

static const struct group *best_lender(const struct lending *l,
                                       const struct group *after)
{
	const struct group *best = NULL;

	for (uint32_t i = 0; i < l->n_groups; i++) {
		const struct group *const g = l->groups + i;
		const bool later = !after || g->lent < after->lent ||
		                   (g->lent == after->lent && g > after);
		if (g->lent && later && (!best || g->lent > best->lent))
			best = g;
	}
	return best;
}

static void say_lenders(catena_ctx *ctx, const struct lending *l)
{
	const struct group *g = NULL;

	for (uint32_t i = 0; i < LENDERS_SAID && (g = best_lender(l, g)); i++)
		ctx->host->log(ctx, CATENA_INFO,
		               "%s lent %" PRIu64 " words to %" PRIu32 " others", g->name,
		               g->lent, g->debtors);
}

catena_status find_copies_loans_write(catena_ctx *ctx, struct serial *s)
{
	struct target *t;
	struct loan *loans;
	uint32_t n;
	int status = 0;

	if (!s->lends)
		return CATENA_OK;
	loans = find_copies_lending_sum(&s->lending, &n);
	t = calloc(1, sizeof *t);
	if (!loans || !t) {
		free(loans);
		free(t);
		return find_copies_no_memory(ctx);
	}
	t->ctx = ctx;
	t->out = s->matrix;
	if (s->matrix)
		status = find_copies_lending_table(&s->lending, loans, n, say, t);
	if (status == 0 && s->matrix)
		status = flush(t);
	t->out = s->plot;
	if (status == 0 && s->plot)
		status = find_copies_lending_plot(&s->lending, loans, n, say, t);
	if (status == 0 && s->plot)
		status = flush(t);
	say_lenders(ctx, &s->lending);
	free(loans);
	free(t);
	return status == 0 ? CATENA_OK : CATENA_E_IO;
}
