/* SPDX-License-Identifier: MIT */
/* guard.c - around one callback: the ctx it gets, its status, and what it told
 * the host. */
#include "build.h"

#include "guard_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reports ---- */

void guard_report(struct guard *g, const char *rule, const char *fmt, ...)
{
	char what[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	g->reported = true;
	g->sink(g->user, rule, what);
}

static void hear_loan(void *user, const char *rule, const char *what)
{
	struct guard *g = user;
	g->reported = true;
	g->sink(g->user, rule, what);
}

/* ---- Whose call is it? ---- */

static struct guard *guard_of(const catena_ctx *ctx)
{
	/* Every ctx carries the table that stands first in its guard, even a copy
	 * of one. */
	return (struct guard *)(uintptr_t)ctx->host;
}

struct guard *guard_at(catena_ctx *ctx)
{
	struct guard *g = guard_of(ctx);
	const struct guard_ctx *c = g->past;
	if (!g->now || ctx != &g->now->pub) {
		while (c && ctx != &c->pub)
			c = c->next;
		guard_report(
		    g, "ctx",
		    c ? "used the ctx of an earlier call; a ctx is over when its "
		        "callback returns"
		      : "used a copy of a ctx; pass the pointer on as it was given");
		g->failed_call = true;
		return NULL;
	}
	if (!pthread_equal(g->now->thread, pthread_self())) {
		guard_report(g, "ctx",
		             "called the host from a thread of its own; only the "
		             "thread of the callback may");
		g->failed_call = true;
		return NULL;
	}
	return g;
}

bool guard_refuse(struct guard *g)
{
	g->requests++;
	if (g->requests != g->fail_at)
		return false;
	g->refused = g->failed_call = true;
	return true;
}

/* ---- A guard ---- */

struct guard *guard_new(guard_sink sink, void *user, unsigned char fill)
{
	struct guard *g = calloc(1, sizeof *g);
	if (!g)
		return NULL;
	g->sink = sink;
	g->user = user;
	g->fill = fill;
	g->table = guard_table;
	g->loans = loans_new(hear_loan, g);
	if (!g->loans) {
		free(g);
		return NULL;
	}
	return g;
}

static void free_calls(struct guard_ctx *c)
{
	while (c) {
		struct guard_ctx *next = c->next;
		free(c);
		c = next;
	}
}

void guard_free(struct guard *g)
{
	if (!g)
		return;
	free_calls(g->past);
	free(g->now);
	loans_free(g->loans);
	free(g->writers);
	free(g->tails);
	free(g);
}

/* ---- One callback ---- */

static int make_writers(struct guard *g, uint32_t n)
{
	if (n <= g->n_writers)
		return 0;
	struct guard_writer *w = realloc(g->writers, n * sizeof *w);
	if (!w)
		return -1;
	g->writers = w;
	g->n_writers = n;
	return 0;
}

catena_ctx *guard_begin(struct guard *g, struct call *call, const char *callback,
                        unsigned fail_at)
{
	struct guard_ctx *c = calloc(1, sizeof *c);
	if (!c || make_writers(g, call->stage->n_uses + 1) != 0) {
		free(c);
		return NULL;
	}
	memset(g->writers, 0, g->n_writers * sizeof *g->writers);
	c->pub.host = &g->table;
	c->thread = pthread_self();
	g->now = c;
	g->call = call;
	g->callback = callback;
	g->fail_at = fail_at;
	g->requests = 0;
	g->refused = g->failed_call = g->dropped = g->reported = false;
	g->said = CATENA_OK;
	g->lent_text = NULL;
	g->strings = 0;
	g->n_tails = 0;
	return &c->pub;
}

bool guard_refused_memory(const struct guard *g)
{
	return g->refused;
}

bool guard_reported(const struct guard *g)
{
	return g->reported;
}

uint64_t guard_written(const struct guard *g)
{
	return g->written;
}

static void check_failure(struct guard *g, catena_status st)
{
	if (g->said == CATENA_OK && !g->failed_call && st != CATENA_E_NOMEM)
		guard_report(g, "status",
		             "returned %d without a word; say why with host->fail before "
		             "returning a failure",
		             (int)st);
	if (st == CATENA_E_CONFIG && strcmp(g->callback, "create") != 0)
		guard_report(g, "status",
		             "returned CATENA_E_CONFIG, which only create can; use "
		             "CATENA_E_INPUT for a bad document");
}

static void check_status(struct guard *g, catena_status st)
{
	if (st < 0)
		check_failure(g, st);
	else if (g->said != CATENA_OK)
		guard_report(g, "status",
		             "called host->fail and returned %d all the same; return what "
		             "fail returns",
		             (int)st);
	if (st == CATENA_DROP && !g->dropped)
		guard_report(
		    g, "drop",
		    "returned CATENA_DROP without a reason; return what host->drop "
		    "returns");
	if (st != CATENA_DROP && st >= 0 && g->dropped)
		guard_report(g, "drop",
		             "called host->drop and returned %d; return what drop returns",
		             (int)st);
	if (g->refused && st >= 0)
		guard_report(g, "memory",
		             "was refused memory by the host and returned %d all the same; "
		             "return CATENA_E_NOMEM",
		             (int)st);
}

static void check_tails(struct guard *g)
{
	for (size_t i = 0; i < g->n_tails; i++)
		for (size_t k = 0; k < TAIL; k++)
			if (g->tails[i][k] != TAIL_MARK) {
				guard_report(
				    g, "bounds",
				    "wrote %zu bytes beyond what host->alloc gave; ask for "
				    "as much as is needed",
				    k + 1);
				break;
			}
}

catena_status guard_end(struct guard *g, catena_status st)
{
	check_status(g, st);
	check_tails(g);
	if (st == CATENA_OK)
		st = guard_hand_over(g);
	loans_due(g->loans, LOAN_CALL);
	g->now->next = g->past;
	g->past = g->now;
	g->now = NULL;
	if (++g->n_past > KEPT_CALLS) {
		free_calls(g->past->next);
		g->past->next = NULL;
		g->n_past = 1;
	}
	return st;
}

void guard_finish(struct guard *g)
{
	if (g->n_reasons > FEW_REASONS)
		guard_report(
		    g, "drop",
		    "gave more than %d different reasons to drop; reasons are few, "
		    "the summary counts by them: put what differs into the detail",
		    FEW_REASONS);
	if (g->most_symbols > FEW_SYMBOLS)
		guard_report(g, "intern",
		             "interned %u different strings; symbols live as long as the "
		             "run: use string_add for what is of one document",
		             g->most_symbols);
}
