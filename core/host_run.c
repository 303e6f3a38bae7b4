/* SPDX-License-Identifier: MIT */
/* host_run.c - the part of the host table that is about the run: reading,
 * output files, gathering, checkpoints. */
#include "build.h"

#include "host_run.h"
#include "gather.h"
#include "journal.h"

#include <stdio.h>
#include <string.h>

/* ---- Readers ---- */

static struct doc *being_read(struct call *c)
{
	if (c->doc && (c->phase == PHASE_NEXT || c->phase == PHASE_LOAD))
		return c->doc;
	host_misuse(c, "a document is made in next and load only");
	return NULL;
}

static bool good_name(const char *s, size_t size)
{
	return size && text_valid(s, size) == size;
}

catena_status host_set_id(catena_ctx *ctx, const char *s, size_t size)
{
	struct doc *d = being_read(call_of(ctx));
	if (!d)
		return CATENA_E_BUG;
	if (!good_name(s, size))
		return host_misuse(call_of(ctx), "set_id: empty, or not UTF-8 text");
	return doc_set_id(d, s, size);
}

catena_status host_set_source(catena_ctx *ctx, const char *s, size_t size)
{
	struct doc *d = being_read(call_of(ctx));
	if (!d)
		return CATENA_E_BUG;
	if (!good_name(s, size))
		return host_misuse(call_of(ctx), "set_source: empty, or not UTF-8 text");
	return doc_set_source(d, s, size);
}

catena_status host_set_raw(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct doc *d = being_read(call_of(ctx));
	if (!d)
		return CATENA_E_BUG;
	d->raw = bytes;
	d->raw_size = size;
	return CATENA_OK;
}

const void *host_raw(catena_ctx *ctx, size_t *size)
{
	const struct doc *d = being_read(call_of(ctx));
	*size = d ? d->raw_size : 0;
	return d ? d->raw : NULL;
}

catena_status host_expect(catena_ctx *ctx, uint64_t bytes)
{
	struct doc *d = being_read(call_of(ctx));
	if (!d)
		return CATENA_E_BUG;
	d->expect = bytes;
	return CATENA_OK;
}

catena_status host_set_text(catena_ctx *ctx, const char *bytes, size_t size)
{
	struct call *c = call_of(ctx);
	struct doc *d = being_read(c);
	if (!d)
		return CATENA_E_BUG;
	if (size > host_max_document(ctx)) {
		snprintf(c->message, sizeof c->message,
		         "the document has %zu bytes, more than max_document = %llu; raise "
		         "max_document to let it in",
		         size, (unsigned long long)host_max_document(ctx));
		return CATENA_E_INPUT;
	}
	if (!bytes || bytes[size])
		return host_misuse(c, "set_text: there is no NUL behind the text");
	d->text = bytes;
	d->size = (uint32_t)size;
	return CATENA_OK;
}

void host_position(catena_ctx *ctx, uint64_t done, uint64_t total)
{
	const struct services *s = call_of(ctx)->services;
	if (!s || !s->done)
		return;
	atomic_store_explicit(s->done, done, memory_order_relaxed);
	atomic_store_explicit(s->total, total, memory_order_relaxed);
}

uint64_t host_max_document(catena_ctx *ctx)
{
	const uint64_t most = UINT32_MAX - 1; /* offsets are 32 bits wide */
	const struct config *k = call_of(ctx)->chain->config;
	return k && k->max_document && k->max_document < most ? k->max_document : most;
}

/* ---- Output files ---- */

struct catena_out *host_out_open(catena_ctx *ctx, const char *path)
{
	struct call *c = call_of(ctx);
	if ((c->phase != PHASE_SETUP && c->phase != PHASE_COMMAND) || !c->services ||
	    !c->services->outputs) {
		host_misuse(c, "out_open belongs into serial_new");
		return NULL;
	}
	return outputs_open(c->services->outputs, path, c->message, sizeof c->message);
}

catena_status host_out_write(catena_ctx *ctx, struct catena_out *o,
                             const void *bytes, size_t size)
{
	struct call *c = call_of(ctx);
	if (!o || (c->phase != PHASE_COMMIT && c->phase != PHASE_SETUP &&
	           c->phase != PHASE_COMMAND))
		return host_misuse(c, "out_write belongs into commit and serial_end");
	return out_write(o, bytes, size, c->message, sizeof c->message);
}

/* ---- Gathering ---- */

static void *copy_bytes(struct doc *d, const void *bytes, uint32_t size)
{
	return arena_copy(d->arena, bytes, size);
}

catena_status host_emit(catena_ctx *ctx, const void *key, uint32_t key_size,
                        const void *value, uint32_t size)
{
	struct call *c = call_of(ctx);
	struct doc *d = c->doc;
	if (!d || c->phase != PHASE_PROCESS || !c->stage->gather)
		return host_misuse(c, "emit belongs into process of a gathering stage");
	struct doc_fact *f =
	    arena_alloc(d->arena, sizeof *f, _Alignof(struct doc_fact));
	if (!f)
		return CATENA_E_NOMEM;
	*f = (struct doc_fact){d->facts, copy_bytes(d, key, key_size),
	                       copy_bytes(d, value, size), key_size, size};
	if (!f->key || !f->value)
		return CATENA_E_NOMEM;
	d->facts = f;
	return CATENA_OK;
}

static struct gather *resolving(struct call *c)
{
	if (c->phase == PHASE_RESOLVE && c->services && c->services->gather)
		return c->services->gather;
	host_misuse(c, "fact and assign belong into resolve");
	return NULL;
}

static catena_status explain(struct call *c, struct gather *g, catena_status st)
{
	if (st < 0)
		snprintf(c->message, sizeof c->message, "%s", gather_error(g));
	return st;
}

catena_status host_fact(catena_ctx *ctx, struct catena_fact *f)
{
	struct call *c = call_of(ctx);
	struct gather *g = resolving(c);
	return g ? explain(c, g, gather_fact(g, f)) : CATENA_E_BUG;
}

catena_status host_assign(catena_ctx *ctx, uint64_t doc, const void *value,
                          uint32_t size)
{
	struct call *c = call_of(ctx);
	struct gather *g = resolving(c);
	return g ? explain(c, g, gather_assign(g, doc, value, size)) : CATENA_E_BUG;
}

const void *host_assigned(catena_ctx *ctx, uint32_t k, uint32_t *size)
{
	struct call *c = call_of(ctx);
	*size = 0;
	if (!c->doc || c->phase != PHASE_COMMIT) {
		host_misuse(c, "assigned belongs into commit");
		return NULL;
	}
	return gather_value(c->doc, k, size);
}

/* ---- Checkpoints ---- */

catena_status host_save(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct call *c = call_of(ctx);
	if (c->phase != PHASE_SYNC || !c->services || !c->services->save_to)
		return host_misuse(c, "save belongs into save");
	if (!journal_put_piece(c->services->save_to, bytes, size))
		return CATENA_OK;
	snprintf(c->message, sizeof c->message, "the journal cannot be written: %s",
	         journal_why(c->services->save_to));
	return CATENA_E_IO;
}

const void *host_saved(catena_ctx *ctx, size_t *size)
{
	struct call *c = call_of(ctx);
	*size = 0;
	if (c->phase != PHASE_SYNC || !c->services || !c->services->saved) {
		host_misuse(c, "saved belongs into restore");
		return NULL;
	}
	*size = c->services->saved_size;
	return c->services->saved;
}

const char *host_run(catena_ctx *ctx)
{
	const struct services *s = call_of(ctx)->services;
	return s ? s->run : NULL;
}

const char *host_replaced(catena_ctx *ctx)
{
	const struct services *s = call_of(ctx)->services;
	return s ? s->replaced : NULL;
}

const char *host_written(catena_ctx *ctx, uint32_t k)
{
	const struct chain *c = call_of(ctx)->chain;
	return k < c->n_written ? c->written[k] : NULL;
}
