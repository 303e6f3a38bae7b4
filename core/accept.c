/* SPDX-License-Identifier: MIT */
/* accept.c - the checks of a descriptor; those of its tables are in
 * accept_uses.c. */
#include "build.h"

#include "accept.h"
#include "accept_uses.h"
#include "command.h"
#include "option.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define END_OF(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

/* What 1.0 had: no plugin can have less. */
enum {
	PLUGIN_1_0 = END_OF(struct catena_plugin, extension),
	OPTION_1_0 = END_OF(struct catena_option, help),
	USE_1_0 = END_OF(struct catena_use, columns),
	READER_1_0 = END_OF(struct catena_reader, load),
	GATHER_1_0 = END_OF(struct catena_gather, wanted),
	SYNC_1_0 = END_OF(struct catena_sync, restore),
	INDEX_1_0 = END_OF(struct catena_index, forget),
	TUNE_1_0 = END_OF(struct catena_tune, lowest),
	MAX_STRIDE = 4096,
	MAX_TABLE = 1000,
	MAX_TEXT = 1000
};

struct candidate {
	const char *name; /* of the file */
	const struct catena_plugin *raw;
	struct catena_plugin *p; /* the copy, once the sizes are known to be right */
	struct arena *arena;
	char *why;
	size_t size;
};

static int refuse(const struct candidate *, const char *fmt, ...)
    CATENA_FORMAT(2, 3);

static int refuse(const struct candidate *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(c->why, c->size, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- before the size is known ---- */

static int check_given(struct candidate *c)
{
	if (!c->raw)
		return refuse(c,
		              "refuses catena ABI %d.%d; get a version of the plugin for "
		              "this catena",
		              CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
	if ((uintptr_t)c->raw % _Alignof(struct catena_plugin) != 0)
		return refuse(c, "returned a descriptor at an odd address; it must be a "
		                 "static struct catena_plugin");
	return 0;
}

static int check_magic(struct candidate *c)
{
	if (c->raw->magic == CATENA_MAGIC)
		return 0;
	return refuse(c,
	              "its descriptor begins with 0x%08lx, not 0x%08lx; begin it with "
	              "CATENA_DESCRIPTOR_HEAD",
	              (unsigned long)c->raw->magic, (unsigned long)CATENA_MAGIC);
}

static int check_major(struct candidate *c)
{
	if (c->raw->abi_major == CATENA_ABI_MAJOR)
		return 0;
	return refuse(
	    c,
	    "was built for catena ABI %u.%u, this catena has %d.%d; rebuild it "
	    "with this catena's catena/plugin.h, or use it with a catena of "
	    "ABI %u",
	    c->raw->abi_major, c->raw->abi_minor, CATENA_ABI_MAJOR, CATENA_ABI_MINOR,
	    c->raw->abi_major);
}

static int check_minor(struct candidate *c)
{
	if (c->raw->abi_minor <= CATENA_ABI_MINOR)
		return 0;
	return refuse(
	    c,
	    "needs catena ABI %u.%u, this catena has %d.%d; update catena, or "
	    "set abi_minor to the oldest minor that will do",
	    c->raw->abi_major, c->raw->abi_minor, CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
}

static int check_size(struct candidate *c)
{
	if (c->raw->size >= PLUGIN_1_0 && c->raw->size <= MAX_STRIDE)
		return 0;
	return refuse(c,
	              "its descriptor says it has %lu bytes, ABI 1.0 has %d; begin it "
	              "with CATENA_DESCRIPTOR_HEAD",
	              (unsigned long)c->raw->size, (int)PLUGIN_1_0);
}

static int check_stride(struct candidate *c, const char *what, unsigned is,
                        unsigned at_least, size_t align)
{
	if (is >= at_least && is <= MAX_STRIDE && is % align == 0)
		return 0;
	return refuse(
	    c,
	    "its %s_size is %u, that of ABI 1.0 is %u; begin the descriptor with "
	    "CATENA_DESCRIPTOR_HEAD",
	    what, is, at_least);
}

static int check_strides(struct candidate *c)
{
	const struct catena_plugin *r = c->raw;
	if (check_stride(c, "option", r->option_size, OPTION_1_0,
	                 _Alignof(struct catena_option)) != 0 ||
	    check_stride(c, "use", r->use_size, USE_1_0, _Alignof(struct catena_use)) !=
	        0)
		return -1;
	return check_stride(c, "column", r->column_size, COLUMN_1_0,
	                    _Alignof(struct catena_column));
}

/* ---- the copy ---- */

static int copy_plugin(struct candidate *c)
{
	const size_t n = c->raw->size < sizeof *c->p ? c->raw->size : sizeof *c->p;
	c->p = arena_zalloc(c->arena, sizeof *c->p, _Alignof(struct catena_plugin));
	if (!c->p)
		return refuse(c, "out of memory");
	memcpy(c->p, c->raw, n);
	return 0;
}

static int check_text(struct candidate *c, const char *what, const char *s)
{
	if (!s)
		return refuse(c, "its %s is NULL; set it in the descriptor", what);
	const size_t n = strnlen(s, MAX_TEXT + 1);
	if (n == 0 || n > MAX_TEXT)
		return refuse(c, "its %s has %s; write one short line", what,
		              n ? "more than 1000 bytes" : "no letter");
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return refuse(c, "its %s has a control character; write one line",
			              what);
	return 0;
}

static int check_texts(struct candidate *c)
{
	const struct catena_plugin *p = c->p;
	if (check_text(c, "name", p->name) != 0 ||
	    check_text(c, "kind", p->kind) != 0 ||
	    check_text(c, "version", p->version) != 0 ||
	    check_text(c, "license", p->license) != 0)
		return -1;
	return check_text(c, "summary", p->summary);
}

static int check_name(struct candidate *c)
{
	if (strcmp(c->p->name, c->name) == 0)
		return 0;
	return refuse(
	    c,
	    "calls itself \"%s\"; the file's name must be the plugin's: rename "
	    "it to %s.so, or set the name to \"%s\"",
	    c->p->name, c->p->name, c->name);
}

int accept_kind(const char *kind)
{
	static const char *const kinds[] = {"reader", "cleaner",      "tokenizer",
	                                    "tagger", "deduplicator", "exporter",
	                                    "filter"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kind, kinds[i]) == 0)
			return 1;
	return 0;
}

static int check_kind(struct candidate *c)
{
	if (accept_kind(c->p->kind))
		return 0;
	return refuse(
	    c,
	    "its kind is \"%s\"; it must be reader, cleaner, tokenizer, tagger, "
	    "deduplicator, exporter or filter",
	    c->p->kind);
}

/* ---- tables ---- */

static int copy_options(struct candidate *c)
{
	struct catena_plugin *p = c->p;
	const char *from = (const char *)p->options;
	if (p->n_options > MAX_TABLE || (p->n_options && !from))
		return refuse(c, "says it has %lu options%s; set n_options to their number",
		              (unsigned long)p->n_options, from ? "" : " in no table");
	struct catena_option *to = arena_array(c->arena, p->n_options + 1U, sizeof *to,
	                                       _Alignof(struct catena_option));
	if (!to)
		return refuse(c, "out of memory");
	memset(to, 0, (p->n_options + 1U) * sizeof *to);
	const size_t n = p->option_size < sizeof *to ? p->option_size : sizeof *to;
	for (uint32_t i = 0; i < p->n_options; i++)
		memcpy(&to[i], from + (size_t)i * p->option_size, n);
	p->options = to;
	p->option_size = sizeof *to;
	return 0;
}

static int check_options(struct candidate *c)
{
	char why[400];
	if (copy_options(c) != 0)
		return -1;
	if (option_table_check(c->p, why, sizeof why) != 0)
		return refuse(c, "%s", why);
	return 0;
}

static int check_uses(struct candidate *c)
{
	return accept_uses(c->p, c->arena, c->why, c->size);
}

/* ---- callbacks ---- */

static const void *extension(const struct candidate *c, const char *id)
{
	return c->p->extension ? c->p->extension(id) : NULL;
}

static int check_extension_size(struct candidate *c, const char *id, uint32_t is,
                                uint32_t at_least)
{
	if (is >= at_least && is <= MAX_STRIDE)
		return 0;
	return refuse(
	    c,
	    "its extension %s says it has %lu bytes, that of ABI 1.0 has %lu; "
	    "set its size to sizeof",
	    id, (unsigned long)is, (unsigned long)at_least);
}

static int check_reader(struct candidate *c)
{
	const struct catena_reader *r = extension(c, "catena.reader/1");
	const int is_reader = strcmp(c->p->kind, "reader") == 0;
	if (!is_reader && r)
		return refuse(c,
		              "its kind is \"%s\", but it has the extension "
		              "catena.reader/1; set the kind to "
		              "\"reader\"",
		              c->p->kind);
	if (!r)
		return is_reader
		           ? refuse(c, "is a reader without the extension catena.reader/1; "
		                       "let extension() give a struct catena_reader")
		           : 0;
	if (check_extension_size(c, "catena.reader/1", r->size, READER_1_0) != 0)
		return -1;
	return r->next
	           ? 0
	           : refuse(c, "is a reader whose next is NULL; give it one: it makes "
	                       "the documents");
}

static int check_gather(struct candidate *c)
{
	const struct catena_gather *g = extension(c, "catena.gather/1");
	if (!g)
		return 0;
	if (check_extension_size(c, "catena.gather/1", g->size, GATHER_1_0) != 0)
		return -1;
	if (!g->resolve)
		return refuse(c, "gathers, but its resolve is NULL; give it one");
	return c->p->process
	           ? 0
	           : refuse(c, "gathers, but has no process to emit facts; give "
	                       "it one");
}

static int check_sync(struct candidate *c)
{
	const struct catena_sync *s = extension(c, "catena.sync/1");
	if (!s)
		return 0;
	if (check_extension_size(c, "catena.sync/1", s->size, SYNC_1_0) != 0)
		return -1;
	return s->save && s->restore
	           ? 0
	           : refuse(c,
	                    "has the extension catena.sync/1 without save and restore; "
	                    "give both, or none");
}

static int check_index(struct candidate *c)
{
	const struct catena_index *x = extension(c, "catena.index/1");
	if (!x)
		return 0;
	if (check_extension_size(c, "catena.index/1", x->size, INDEX_1_0) != 0)
		return -1;
	return x->settle && x->info && x->check && x->compact && x->forget
	           ? 0
	           : refuse(c,
	                    "has the extension catena.index/1, but not all of settle, "
	                    "info, check, compact and forget; give it all five");
}

static int has_option(const struct candidate *c, const char *name, uint32_t type)
{
	for (uint32_t i = 0; name && i < c->p->n_options; i++) {
		if (!strcmp(c->p->options[i].name, name))
			return c->p->options[i].type == type;
	}
	return 0;
}

static int check_tune(struct candidate *c)
{
	const struct catena_tune *t = extension(c, "catena.tune/1");
	if (!t)
		return 0;
	if (check_extension_size(c, "catena.tune/1", t->size, TUNE_1_0) != 0)
		return -1;
	return has_option(c, t->option, CATENA_FLOAT) &&
	               has_option(c, t->report, CATENA_OUTPUT) &&
	               has_option(c, t->sample, CATENA_FLOAT) && t->set && t->figures &&
	               t->figures[0]
	           ? 0
	           : refuse(
	                 c,
	                 "has the extension catena.tune/1, but its option and sample "
	                 "are no options of type float, or its report none of type "
	                 "output, or set or figures are missing");
}

static int check_commands(struct candidate *c)
{
	char why[500];
	if (commands_check(c->p, why, sizeof why) == 0)
		return 0;
	return refuse(c, "%s", why);
}

static int check_work(struct candidate *c)
{
	const struct catena_plugin *p = c->p;
	if (p->process || p->commit || strcmp(p->kind, "reader") == 0)
		return 0;
	return refuse(
	    c,
	    "its kind is \"%s\", but it has neither process nor commit: it would "
	    "do nothing; give it one of them",
	    p->kind);
}

/* ---- all of it ---- */

const struct catena_plugin *accept_plugin(const char *name,
                                          const struct catena_plugin *raw,
                                          struct arena *arena, char *why,
                                          size_t size)
{
	static int (*const checks[])(struct candidate *) = {
	    check_given,   check_magic, check_major,    check_minor,  check_size,
	    check_strides, copy_plugin, check_texts,    check_name,   check_kind,
	    check_options, check_uses,  check_reader,   check_gather, check_sync,
	    check_index,   check_tune,  check_commands, check_work};
	struct candidate c = {
	    .name = name, .raw = raw, .arena = arena, .why = why, .size = size};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (checks[i](&c) != 0)
			return NULL;
	c.p->size = sizeof *c.p;
	return c.p;
}
