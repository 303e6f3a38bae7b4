/* SPDX-License-Identifier: MIT */
/* call.c - one call of a plugin's callback: before it and after it. */
#include "build.h"

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int call_init(struct call *c, const struct chain *chain,
              const struct services *services)
{
	memset(c, 0, sizeof *c);
	c->pub.host = &host_table;
	c->chain = chain;
	c->services = services;
	const size_t uses = chain->max_uses ? chain->max_uses : 1;
	const size_t cols = chain->max_columns + 1;
	c->slots = calloc(uses, sizeof *c->slots);
	const void **views = calloc(uses * cols, sizeof *views);
	void **cells = calloc(uses * cols, sizeof *cells);
	if (!c->slots || !views || !cells) {
		free(c->slots);
		free(views);
		free(cells);
		c->slots = NULL;
		return -1;
	}
	for (size_t i = 0; i < uses; i++) {
		c->slots[i].view_cols = views + i * cols;
		c->slots[i].writer_cols = cells + i * cols;
	}
	return 0;
}

void call_free(struct call *c)
{
	if (c->slots) {
		free(c->slots[0].view_cols);
		free(c->slots[0].writer_cols);
	}
	free(c->slots);
	c->slots = NULL;
}

void call_begin(struct call *c, const struct stage *s, struct doc *d,
                enum phase phase)
{
	c->stage = s;
	c->doc = d;
	c->phase = phase;
	c->misuse = CATENA_OK;
	c->message[0] = c->reason[0] = c->detail[0] = 0;
	for (uint32_t i = 0; i < s->n_uses; i++)
		c->slots[i].writing = false;
}

static bool has_rows_of_others(const struct chain *c, const struct use_map *m)
{
	const struct schema_layer *l = &c->schema.layers[m->layer];
	for (uint32_t k = 0; k < l->n; k++) {
		if (l->columns[k].type == CATENA_ROW)
			return true;
	}
	return false;
}

/* Layers that refer to rows of others come after those. */
static catena_status freeze(struct call *c)
{
	const struct stage *s = c->stage;
	for (uint32_t i = 0; i < 2 * s->n_uses; i++) {
		const uint32_t use = i % s->n_uses;
		struct use_slot *slot = &c->slots[use];
		if (!slot->writing ||
		    has_rows_of_others(c->chain, &s->maps[use]) != (i >= s->n_uses))
			continue;
		const bool replace = s->uses[use].mode & CATENA_REPLACE;
		const catena_status st =
		    layer_freeze(c->chain, s->index, c->doc, &s->maps[use], slot, replace,
		                 c->message, sizeof c->message);
		if (st)
			return st;
	}
	return doc_apply_edits(c->doc);
}

/* Negative: something; the message says what, whoever was to write it. */
static catena_status failure(struct call *c, catena_status st)
{
	static const char *const names[] = {
	    "out of memory", "reading or writing failed",
	    "the document cannot be processed", "the options make no sense",
	    "the contract between catena and plugin was broken"};
	if (c->misuse)
		st = c->misuse;
	if (st < CATENA_E_BUG) {
		snprintf(c->message, sizeof c->message,
		         "the plugin answered with the unknown status %d", (int)st);
		st = CATENA_E_BUG;
	}
	if (!*c->message) {
		const char *s = st == CATENA_E_NOMEM    ? names[0]
		                : st == CATENA_E_IO     ? names[1]
		                : st == CATENA_E_INPUT  ? names[2]
		                : st == CATENA_E_CONFIG ? names[3]
		                                        : names[4];
		snprintf(c->message, sizeof c->message, "%s (the plugin does not say more)",
		         s);
	}
	if (c->doc && (st == CATENA_E_INPUT || st == CATENA_E_BUG))
		doc_quarantine(c->doc, c->stage->index, st, c->message);
	return st;
}

catena_status call_end(struct call *c, catena_status st)
{
	struct doc *d = c->doc;
	if (st > CATENA_END || (st == CATENA_END && c->phase != PHASE_NEXT)) {
		snprintf(c->message, sizeof c->message,
		         "the plugin answered with the unknown status %d", (int)st);
		st = CATENA_E_BUG;
	}
	if (!c->misuse && st == CATENA_OK && d)
		st = freeze(c);
	if (c->misuse || st < 0)
		return failure(c, st);
	if (st == CATENA_DROP && d)
		doc_drop(d, c->stage->index, *c->reason ? c->reason : c->stage->name,
		         c->detail);
	if (d && st != CATENA_OK)
		d->n_edits = 0;
	return st;
}

catena_status call_process(struct call *c, const struct stage *s, struct doc *d,
                           void *local)
{
	call_begin(c, s, d, PHASE_PROCESS);
	return call_end(c, s->plugin->process(&c->pub, s->self, local));
}

catena_status call_commit(struct call *c, const struct stage *s, struct doc *d,
                          void *serial)
{
	call_begin(c, s, d, PHASE_COMMIT);
	const catena_status st =
	    call_end(c, s->plugin->commit(&c->pub, s->self, serial));
	doc_empty(d, &d->stash);
	return st;
}
