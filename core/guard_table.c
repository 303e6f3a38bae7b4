/* SPDX-License-Identifier: MIT */
/* guard_table.c - the table that a guarded plugin calls: each call is looked
 * at, then made to the real host. */
#include "build.h"

#include "guard_parts.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a (Fowler, Noll, Vo), 64 bits: tells runs apart, nothing more. */
static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;
	sum = sum ? sum : 0xcbf29ce484222325U;
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ p[i]) * 0x100000001b3U;
	return sum;
}

static catena_status pass(struct guard *g, catena_status st)
{
	if (st < 0)
		g->failed_call = true;
	return st;
}

static void check_utf8(struct guard *g, const char *call, const char *s,
                       size_t size)
{
	if (s && size && text_valid(s, size) < size)
		guard_report(g, "utf8",
		             "gave %s a string that is not UTF-8, or holds a NUL, at byte "
		             "%zu; cut text at character borders only",
		             call, text_valid(s, size));
}

/* ---- Messages ---- */

static void check_message(struct guard *g, const char *call, const char *text)
{
	const size_t n = strlen(text);
	if (n == 0)
		guard_report(g, "message", "called %s with an empty message", call);
	else if (strchr(text, '\n'))
		guard_report(g, "message",
		             "called %s with a line end in the message; a message is one "
		             "line without one",
		             call);
	check_utf8(g, call, text, n);
}

static catena_status g_fail(catena_ctx *ctx, catena_status code, const char *fmt,
                            ...)
{
	char text[1024];
	va_list ap;
	struct guard *g = guard_at(ctx);
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (!g)
		return CATENA_E_BUG;
	check_message(g, "fail", text);
	g->said = code < 0 ? code : CATENA_E_BUG;
	return host_table.fail(&g->call->pub, code, "%s", text);
}

static void g_log(catena_ctx *ctx, uint32_t level, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	struct guard *g = guard_at(ctx);
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (!g)
		return;
	if (level > CATENA_DEBUG)
		guard_report(g, "message",
		             "called log with level %u; levels go from CATENA_ERROR to "
		             "CATENA_DEBUG",
		             level);
	check_message(g, "log", text);
}

static uint32_t g_intern(catena_ctx *ctx, const char *s, size_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g || guard_refuse(g))
		return 0;
	check_utf8(g, "intern", s, size);
	const uint32_t sym = host_table.intern(&g->call->pub, s, size);
	if (!g->first_symbol)
		g->first_symbol = sym;
	if (sym > g->first_symbol && sym - g->first_symbol > g->most_symbols)
		g->most_symbols = sym - g->first_symbol;
	return sym;
}

static const char *g_symbol(catena_ctx *ctx, uint32_t sym, size_t *size)
{
	struct guard *g = guard_at(ctx);
	const char *s = g ? host_table.symbol(&g->call->pub, sym, size) : NULL;
	if (g && !s && sym) /* 0: a row whose writer had no such column */
		guard_report(g, "symbol", "asked for symbol %u, which intern did not give",
		             sym);
	return s;
}

static int g_stopping(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.stopping(&g->call->pub) : 1;
}

static const char *g_stage(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.stage(&g->call->pub) : "";
}

static const struct catena_use *g_schema(catena_ctx *ctx, uint32_t *n)
{
	struct guard *g = guard_at(ctx);
	*n = 0;
	return g ? host_table.schema(&g->call->pub, n) : NULL;
}

/* ---- The document ---- */

static const char *g_text(catena_ctx *ctx, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	if (!g)
		return "";
	const char *real = host_table.text(&g->call->pub, size);
	if (!g->lent_text)
		g->lent_text =
		    loan(g->loans, LOAN_CALL, real, (size_t)*size + 1, 0, "the text");
	return g->lent_text ? g->lent_text : real;
}

static const char *g_id(catena_ctx *ctx, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.id(&g->call->pub, size) : "";
}

static const char *g_source(catena_ctx *ctx, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.source(&g->call->pub, size) : "";
}

static uint64_t g_number(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.number(&g->call->pub) : 0;
}

static const char *g_original(catena_ctx *ctx, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	return g ? host_table.original(&g->call->pub, size) : "";
}

static void g_map(catena_ctx *ctx, struct catena_map *m)
{
	struct guard *g = guard_at(ctx);
	*m = (struct catena_map){0};
	if (g)
		host_table.map(&g->call->pub, m);
}

/* ---- Memory and strings ---- */

static void *g_alloc(catena_ctx *ctx, size_t size, size_t align)
{
	struct guard *g = guard_at(ctx);
	if (!g || guard_refuse(g))
		return NULL;
	if (g->n_tails == g->cap_tails) {
		const size_t cap = g->cap_tails ? g->cap_tails * 2 : 16;
		unsigned char **p = realloc(g->tails, cap * sizeof *p);
		if (!p)
			return NULL;
		g->tails = p;
		g->cap_tails = cap;
	}
	unsigned char *p = size < SIZE_MAX - TAIL
	                       ? host_table.alloc(&g->call->pub, size + TAIL, align)
	                       : NULL;
	if (!p) {
		g->failed_call = true;
		return NULL;
	}
	memset(p, g->fill, size);
	memset(p + size, TAIL_MARK, TAIL);
	g->tails[g->n_tails++] = p + size;
	return p;
}

static uint32_t g_string_add(catena_ctx *ctx, const char *s, size_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g || (size && guard_refuse(g)))
		return 0;
	check_utf8(g, "string_add", s, size);
	const uint32_t str = host_table.string_add(&g->call->pub, s, size);
	loans_due(g->loans, LOAN_STRING);
	return str;
}

static const char *g_string_get(catena_ctx *ctx, uint32_t str, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	uint32_t n = 0;
	if (size)
		*size = 0;
	if (!g)
		return "";
	const char *real = host_table.string_get(&g->call->pub, str, &n);
	if (size)
		*size = n;
	if (g->strings++ >= LENT_STRINGS)
		return real;
	const char *s = loan(g->loans, LOAN_STRING, real, (size_t)n + 1, 0,
	                     "a string of the document");
	return s ? s : real;
}

/* ---- Fields ---- */

static catena_status g_field_set(catena_ctx *ctx, const struct catena_field *f)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return CATENA_E_BUG;
	if (guard_refuse(g))
		return CATENA_E_NOMEM;
	if (f->type == CATENA_FIELD_STRING)
		check_utf8(g, "field_set", f->s, f->size);
	const catena_status st = pass(g, host_table.field_set(&g->call->pub, f));
	loans_due(g->loans, LOAN_FIELD);
	return st;
}

static const struct catena_field *
lend_fields(struct guard *g, const struct catena_field *real, uint32_t n)
{
	const struct catena_field *f =
	    real ? loan(g->loans, LOAN_FIELD, real, n * sizeof *real, 0,
	                "a field of the document")
	         : NULL;
	return f ? f : real;
}

static const struct catena_field *g_field_get(catena_ctx *ctx, const char *name)
{
	struct guard *g = guard_at(ctx);
	return g ? lend_fields(g, host_table.field_get(&g->call->pub, name), 1) : NULL;
}

static const struct catena_field *g_fields(catena_ctx *ctx, uint32_t *n)
{
	struct guard *g = guard_at(ctx);
	*n = 0;
	const struct catena_field *real =
	    g ? host_table.fields(&g->call->pub, n) : NULL;
	return g ? lend_fields(g, real, *n) : NULL;
}

static void g_field_remove(catena_ctx *ctx, const char *name)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return;
	host_table.field_remove(&g->call->pub, name);
	loans_due(g->loans, LOAN_FIELD);
}

/* ---- Edits, drops, the stash ---- */

static catena_status g_edit(catena_ctx *ctx, uint32_t begin, uint32_t end,
                            const char *bytes, uint32_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return CATENA_E_BUG;
	if (guard_refuse(g))
		return CATENA_E_NOMEM;
	return pass(g, host_table.edit(&g->call->pub, begin, end, bytes, size));
}

static void count_reason(struct guard *g, const char *reason)
{
	const uint64_t sum = add_bytes(0, reason, strlen(reason));
	for (uint32_t i = 0; i < g->n_reasons; i++)
		if (g->reasons[i] == sum)
			return;
	if (g->n_reasons <= FEW_REASONS)
		g->reasons[g->n_reasons++] = sum;
}

static catena_status g_drop(catena_ctx *ctx, const char *reason, const char *fmt,
                            ...)
{
	char detail[512] = "";
	struct guard *g = guard_at(ctx);
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(detail, sizeof detail, fmt, ap);
		va_end(ap);
	}
	if (!g)
		return CATENA_E_BUG;
	if (!reason || !*reason)
		guard_report(g, "drop",
		             "called drop without a reason; give it a few words");
	else {
		check_utf8(g, "drop", reason, strlen(reason));
		count_reason(g, reason);
	}
	g->dropped = true;
	return pass(g, fmt ? host_table.drop(&g->call->pub, reason, "%s", detail)
	                   : host_table.drop(&g->call->pub, reason, NULL));
}

static catena_status g_stash(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return CATENA_E_BUG;
	if (guard_refuse(g))
		return CATENA_E_NOMEM;
	if (strcmp(g->callback, "commit") == 0)
		guard_report(g, "stash",
		             "called stash in commit; stash is what process "
		             "leaves for commit");
	return pass(g, host_table.stash(&g->call->pub, bytes, size));
}

static const void *g_stashed(catena_ctx *ctx, size_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	if (!g)
		return NULL;
	const void *real = host_table.stashed(&g->call->pub, size);
	const void *p =
	    real ? loan(g->loans, LOAN_CALL, real, *size, 0, "the stash") : NULL;
	return p ? p : real;
}

/* ---- Readers ---- */

static catena_status g_set_id(catena_ctx *ctx, const char *s, size_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.set_id(&g->call->pub, s, size)) : CATENA_E_BUG;
}

static catena_status g_set_source(catena_ctx *ctx, const char *s, size_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.set_source(&g->call->pub, s, size))
	         : CATENA_E_BUG;
}

static catena_status g_set_raw(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.set_raw(&g->call->pub, bytes, size))
	         : CATENA_E_BUG;
}

static const void *g_raw(catena_ctx *ctx, size_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	return g ? host_table.raw(&g->call->pub, size) : NULL;
}

static catena_status g_expect(catena_ctx *ctx, uint64_t bytes)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.expect(&g->call->pub, bytes)) : CATENA_E_BUG;
}

static catena_status g_set_text(catena_ctx *ctx, const char *bytes, size_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.set_text(&g->call->pub, bytes, size))
	         : CATENA_E_BUG;
}

static void g_position(catena_ctx *ctx, uint64_t done, uint64_t total)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return;
	if (total && done > total)
		guard_report(g, "position", "said that %llu of %llu bytes were read",
		             (unsigned long long)done, (unsigned long long)total);
	host_table.position(&g->call->pub, done, total);
}

static uint64_t g_max_document(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.max_document(&g->call->pub) : 0;
}

/* ---- Files ---- */

static struct catena_out *g_out_open(catena_ctx *ctx, const char *path)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return NULL;
	if (strcmp(g->callback, "serial_new") != 0)
		guard_report(g, "output",
		             "called out_open in %s; it belongs into serial_new",
		             g->callback);
	struct catena_out *o = host_table.out_open(&g->call->pub, path);
	g->failed_call = g->failed_call || !o;
	return o;
}

static catena_status g_out_write(catena_ctx *ctx, struct catena_out *o,
                                 const void *bytes, size_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return CATENA_E_BUG;
	if (strcmp(g->callback, "local_new") == 0 ||
	    strcmp(g->callback, "process") == 0)
		guard_report(g, "output", "called out_write in %s; it belongs into commit",
		             g->callback);
	g->written = add_bytes(g->written, bytes, size);
	return pass(g, host_table.out_write(&g->call->pub, o, bytes, size));
}

/* ---- Gathering, checkpoints ---- */

static catena_status g_emit(catena_ctx *ctx, const void *key, uint32_t key_size,
                            const void *value, uint32_t size)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return CATENA_E_BUG;
	if (guard_refuse(g))
		return CATENA_E_NOMEM;
	return pass(g, host_table.emit(&g->call->pub, key, key_size, value, size));
}

static catena_status g_fact(catena_ctx *ctx, struct catena_fact *f)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.fact(&g->call->pub, f)) : CATENA_E_BUG;
}

static catena_status g_assign(catena_ctx *ctx, uint64_t doc, const void *value,
                              uint32_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.assign(&g->call->pub, doc, value, size))
	         : CATENA_E_BUG;
}

static const void *g_assigned(catena_ctx *ctx, uint32_t k, uint32_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	return g ? host_table.assigned(&g->call->pub, k, size) : NULL;
}

static catena_status g_save(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct guard *g = guard_at(ctx);
	return g ? pass(g, host_table.save(&g->call->pub, bytes, size)) : CATENA_E_BUG;
}

static const void *g_saved(catena_ctx *ctx, size_t *size)
{
	struct guard *g = guard_at(ctx);
	*size = 0;
	return g ? host_table.saved(&g->call->pub, size) : NULL;
}

static const void *g_extension(catena_ctx *ctx, const char *id)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.extension(&g->call->pub, id) : NULL;
}

static const char *g_run(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.run(&g->call->pub) : NULL;
}

static const char *g_replaced(catena_ctx *ctx)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.replaced(&g->call->pub) : NULL;
}

static const char *g_written(catena_ctx *ctx, uint32_t k)
{
	struct guard *g = guard_at(ctx);
	return g ? host_table.written(&g->call->pub, k) : NULL;
}

const struct catena_host guard_table = {
    .size = sizeof(struct catena_host),
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = CATENA_ABI_MINOR,
    .version = PACKAGE_VERSION,
    .fail = g_fail,
    .log = g_log,
    .intern = g_intern,
    .symbol = g_symbol,
    .stopping = g_stopping,
    .stage = g_stage,
    .schema = g_schema,
    .text = g_text,
    .id = g_id,
    .source = g_source,
    .number = g_number,
    .map = g_map,
    .read = guard_read,
    .write = guard_write,
    .grow = guard_grow,
    .alloc = g_alloc,
    .string_add = g_string_add,
    .string_get = g_string_get,
    .field_set = g_field_set,
    .field_get = g_field_get,
    .fields = g_fields,
    .field_remove = g_field_remove,
    .edit = g_edit,
    .drop = g_drop,
    .stash = g_stash,
    .stashed = g_stashed,
    .set_id = g_set_id,
    .set_source = g_set_source,
    .set_raw = g_set_raw,
    .raw = g_raw,
    .expect = g_expect,
    .set_text = g_set_text,
    .position = g_position,
    .max_document = g_max_document,
    .out_open = g_out_open,
    .out_write = g_out_write,
    .emit = g_emit,
    .fact = g_fact,
    .assign = g_assign,
    .assigned = g_assigned,
    .save = g_save,
    .saved = g_saved,
    .extension = g_extension,
    .original = g_original,
    .run = g_run,
    .replaced = g_replaced,
    .written = g_written,
};
