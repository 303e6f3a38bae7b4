/* SPDX-License-Identifier: MIT */
/* host.c - the table that plugins call back; what is about the document at
 * hand.  A misuse never crashes: it is noted and the call fails at its end. */
#include "build.h"

#include "host.h"
#include "host_run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static catena_status misuse(struct call *c, const char *what)
{
	if (!c->misuse) {
		c->misuse = CATENA_E_BUG;
		snprintf(c->message, sizeof c->message, "the plugin broke the contract: %s",
		         what);
	}
	return CATENA_E_BUG;
}

catena_status host_misuse(struct call *c, const char *what)
{
	return misuse(c, what);
}

/* ---- Messages and symbols ---- */

static catena_status host_fail(catena_ctx *ctx, catena_status code, const char *fmt,
                               ...)
{
	struct call *c = call_of(ctx);
	va_list ap;
	if (code >= 0)
		return misuse(c, "fail was called with a status that is no failure");
	if (c->misuse) /* what it says now follows from that */
		return code;
	va_start(ap, fmt);
	vsnprintf(c->message, sizeof c->message, fmt, ap);
	va_end(ap);
	return code;
}

static void host_log(catena_ctx *ctx, uint32_t level, const char *fmt, ...)
{
	static const struct where nowhere;
	struct call *c = call_of(ctx);
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	const struct where w = c->stage->config ? c->stage->config->where : nowhere;
	/* A plugin's word does not fail a run under way: that is what fail is for. */
	if (level == CATENA_ERROR && c->phase != PHASE_CREATE &&
	    c->phase != PHASE_COMMAND)
		level = CATENA_WARN;
	if (c->doc && c->doc->id)
		diag_at(c->chain->diag, level, w, c->stage->name, "document \"%s\": %s",
		        c->doc->id, text);
	else
		diag_at(c->chain->diag, level, w,
		        c->phase == PHASE_COMMAND ? NULL : c->stage->name, "%s", text);
}

static uint32_t host_intern(catena_ctx *ctx, const char *s, size_t size)
{
	return symbol_intern(call_of(ctx)->chain->symbols, s, size);
}

static const char *host_symbol(catena_ctx *ctx, uint32_t sym, size_t *size)
{
	return symbol_text(call_of(ctx)->chain->symbols, sym, size);
}

static int host_stopping(catena_ctx *ctx)
{
	const struct services *s = call_of(ctx)->services;
	return s && s->stop && atomic_load_explicit(s->stop, memory_order_relaxed);
}

static const char *host_stage(catena_ctx *ctx)
{
	return call_of(ctx)->stage->name;
}

static const struct catena_use *host_schema(catena_ctx *ctx, uint32_t *n)
{
	const struct call *c = call_of(ctx);
	*n = c->phase == PHASE_CREATE ? 0 : c->stage->n_uses;
	return c->phase == PHASE_CREATE ? NULL : c->stage->uses;
}

static const void *host_extension(catena_ctx *ctx, const char *id)
{
	(void)ctx;
	(void)id;
	return NULL; /* none yet */
}

/* ---- The document ---- */

static struct doc *doc_at_hand(struct call *c)
{
	if (!c->doc)
		misuse(c, "a document was asked for where there is none");
	return c->doc;
}

static const char *host_text(catena_ctx *ctx, uint32_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	*size = d ? d->size : 0;
	return d && d->text ? d->text : "";
}

static const char *give_name(const char *s, uint32_t n, uint32_t *size)
{
	if (size)
		*size = s ? n : 0;
	return s ? s : "";
}

static const char *host_id(catena_ctx *ctx, uint32_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	return d ? give_name(d->id, d->id_size, size) : give_name(NULL, 0, size);
}

static const char *host_source(catena_ctx *ctx, uint32_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	return d ? give_name(d->source, d->source_size, size)
	         : give_name(NULL, 0, size);
}

static uint64_t host_number(catena_ctx *ctx)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	return d ? d->number : 0;
}

static void host_map(catena_ctx *ctx, struct catena_map *m)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	*m = (struct catena_map){0};
	if (d)
		*m = (struct catena_map){d->map.n, d->map.text, d->map.original};
}

static const char *host_original(catena_ctx *ctx, uint32_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	*size = d && d->original ? d->original_size : 0;
	return d && d->original ? d->original : "";
}

/* ---- Layers ---- */

static const struct use_map *good_use(struct call *c, uint32_t use, uint32_t mode)
{
	if (!doc_at_hand(c))
		return NULL;
	if (c->phase != PHASE_PROCESS && c->phase != PHASE_COMMIT) {
		misuse(c, "layers are there in process and commit only");
		return NULL;
	}
	if (use >= c->stage->n_uses || !(c->stage->uses[use].mode & mode)) {
		char what[200];
		const bool known = use < c->stage->n_uses;
		snprintf(what, sizeof what,
		         "%s use %u%s%.60s%s, which uses[] does not announce as %s",
		         mode == CATENA_READ ? "read of" : "write to", (unsigned)use,
		         known ? " (\"" : "", known ? c->stage->uses[use].layer : "",
		         known ? "\")" : "", mode == CATENA_READ ? "read" : "written");
		misuse(c, what);
		return NULL;
	}
	return &c->stage->maps[use];
}

static const struct catena_layer *host_read(catena_ctx *ctx, uint32_t use)
{
	struct call *c = call_of(ctx);
	const struct use_map *m = good_use(c, use, CATENA_READ);
	return m ? layer_read(c->doc, m, &c->slots[use]) : NULL;
}

static struct catena_writer *host_write(catena_ctx *ctx, uint32_t use,
                                        uint32_t rows)
{
	struct call *c = call_of(ctx);
	const struct use_map *m = good_use(c, use, CATENA_WRITE);
	if (!m)
		return NULL;
	if (m->layer == NO_LAYER) {
		misuse(c, "the text is changed by edit, not by write");
		return NULL;
	}
	return layer_write(c->chain, c->doc, m, &c->slots[use], rows);
}

static catena_status host_grow(catena_ctx *ctx, struct catena_writer *w,
                               uint32_t rows)
{
	struct call *c = call_of(ctx);
	for (uint32_t i = 0; i < c->stage->n_uses; i++) {
		struct use_slot *s = &c->slots[i];
		if (s->writing && &s->writer == w)
			return layer_grow(c->chain, c->doc, &c->stage->maps[i], s, rows);
	}
	return misuse(c, "grow of a writer that write did not give in this call");
}

/* ---- Memory, strings, fields ---- */

static void *host_alloc(catena_ctx *ctx, size_t size, size_t align)
{
	struct doc *d = doc_at_hand(call_of(ctx));
	if (!d)
		return NULL;
	if (!align || (align & (align - 1)) || align > 64) {
		misuse(call_of(ctx), "alloc: align is not a power of two up to 64");
		return NULL;
	}
	return arena_alloc(d->arena, size ? size : 1, align);
}

static uint32_t host_string_add(catena_ctx *ctx, const char *s, size_t size)
{
	struct doc *d = doc_at_hand(call_of(ctx));
	return d ? doc_string_add(d, s, size) : 0;
}

static const char *host_string_get(catena_ctx *ctx, uint32_t str, uint32_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	const char *s = d ? doc_string_get(d, str, size) : NULL;
	if (!s) {
		misuse(call_of(ctx), "string_get of a number that string_add did not give");
		if (size)
			*size = 0;
	}
	return s ? s : "";
}

static catena_status host_field_set(catena_ctx *ctx, const struct catena_field *f)
{
	struct call *c = call_of(ctx);
	struct doc *d = doc_at_hand(c);
	if (!d)
		return CATENA_E_BUG;
	if (!f->name || !f->name_size || f->type > CATENA_FIELD_JSON)
		return misuse(c, "field_set without a name or with an unknown type");
	if (memchr(f->name, 0, f->name_size) ||
	    text_valid(f->name, f->name_size) < f->name_size)
		return misuse(c, "field_set: the name is not UTF-8 text");
	const bool text =
	    f->type == CATENA_FIELD_STRING || f->type == CATENA_FIELD_JSON;
	if (text && !f->s && f->size)
		return misuse(c, "field_set: a string without bytes");
	return doc_field_set(d, f);
}

static const struct catena_field *host_field_get(catena_ctx *ctx, const char *name)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	return d ? doc_field_get(d, name) : NULL;
}

static const struct catena_field *host_fields(catena_ctx *ctx, uint32_t *n)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	*n = d ? d->n_fields : 0;
	return d ? d->fields : NULL;
}

static void host_field_remove(catena_ctx *ctx, const char *name)
{
	struct doc *d = doc_at_hand(call_of(ctx));
	if (d)
		doc_field_remove(d, name);
}

/* ---- Edits, drops, the stash ---- */

static catena_status add_edit(struct doc *d, struct text_edit e, const char *bytes)
{
	if (d->n_edits == d->cap_edits) {
		const uint32_t cap = d->cap_edits ? d->cap_edits * 2 : 16;
		struct text_edit *p = arena_grow(d->arena, d->edits,
		                                 d->cap_edits * sizeof *p, cap * sizeof *p);
		if (!p)
			return CATENA_E_NOMEM;
		d->edits = p;
		d->cap_edits = cap;
	}
	e.bytes = arena_copy(d->arena, bytes, e.size);
	if (!e.bytes)
		return CATENA_E_NOMEM;
	d->edits[d->n_edits++] = e;
	return CATENA_OK;
}

static catena_status host_edit(catena_ctx *ctx, uint32_t begin, uint32_t end,
                               const char *bytes, uint32_t size)
{
	struct call *c = call_of(ctx);
	struct doc *d = doc_at_hand(c);
	if (!d || c->phase != PHASE_PROCESS || !c->stage->edits)
		return misuse(c,
		              "edit outside process, or uses[] does not announce \"text\"");
	const uint32_t from = d->n_edits ? d->edits[d->n_edits - 1].end : 0;
	if (begin < from || end < begin || end > d->size)
		return misuse(c, "edits overlap, do not rise, or go beyond the text");
	if (((unsigned char)d->text[begin] & 0xC0) == 0x80 ||
	    ((unsigned char)d->text[end] & 0xC0) == 0x80)
		return misuse(c, "edit begins or ends inside a UTF-8 sequence");
	if (size && text_valid(bytes, size) < size)
		return misuse(c, "edit puts in what is not UTF-8");
	return add_edit(d, (struct text_edit){begin, end, size, NULL}, bytes);
}

static catena_status host_drop(catena_ctx *ctx, const char *reason, const char *fmt,
                               ...)
{
	struct call *c = call_of(ctx);
	if (!doc_at_hand(c))
		return CATENA_E_BUG;
	if (c->phase == PHASE_NEXT)
		return misuse(c, "next drops nothing: skip it, or drop in load");
	snprintf(c->reason, sizeof c->reason, "%s", reason ? reason : "");
	c->detail[0] = 0;
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(c->detail, sizeof c->detail, fmt, ap);
		va_end(ap);
	}
	return CATENA_DROP;
}

static catena_status host_stash(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct call *c = call_of(ctx);
	struct doc *d = doc_at_hand(c);
	return d ? doc_append(d, &d->stash, bytes, size) : CATENA_E_BUG;
}

static const void *host_stashed(catena_ctx *ctx, size_t *size)
{
	const struct doc *d = doc_at_hand(call_of(ctx));
	*size = d ? d->stash.n : 0;
	return d && d->stash.n ? d->stash.p : NULL;
}

/* ---- The table ---- */

const struct catena_host host_table = {
    .size = sizeof(struct catena_host),
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = CATENA_ABI_MINOR,
    .version = PACKAGE_VERSION,
    .fail = host_fail,
    .log = host_log,
    .intern = host_intern,
    .symbol = host_symbol,
    .stopping = host_stopping,
    .stage = host_stage,
    .schema = host_schema,
    .text = host_text,
    .id = host_id,
    .source = host_source,
    .number = host_number,
    .map = host_map,
    .read = host_read,
    .write = host_write,
    .grow = host_grow,
    .alloc = host_alloc,
    .string_add = host_string_add,
    .string_get = host_string_get,
    .field_set = host_field_set,
    .field_get = host_field_get,
    .fields = host_fields,
    .field_remove = host_field_remove,
    .edit = host_edit,
    .drop = host_drop,
    .stash = host_stash,
    .stashed = host_stashed,
    .set_id = host_set_id,
    .set_source = host_set_source,
    .set_raw = host_set_raw,
    .raw = host_raw,
    .expect = host_expect,
    .set_text = host_set_text,
    .position = host_position,
    .max_document = host_max_document,
    .out_open = host_out_open,
    .out_write = host_out_write,
    .emit = host_emit,
    .fact = host_fact,
    .assign = host_assign,
    .assigned = host_assigned,
    .save = host_save,
    .saved = host_saved,
    .extension = host_extension,
    .original = host_original,
    .run = host_run,
    .replaced = host_replaced,
    .written = host_written,
};
