/* SPDX-License-Identifier: MIT */
/* config.c - reads a config: the scanner's text through libconfig, then the
 * parts.  The only file that knows libconfig.
 *
 * libconfig 1.5 ends the program when an allocation fails in it; nothing can
 * be done about that here. */
#include "build.h"
#include "config_parts.h"
#include "option_value.h"
#include <catena/utf8.h>
#include <errno.h>
#include <libconfig.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A walk over libconfig's settings, in the order of the text. */
struct walk {
	struct config_job *job;
	const struct scan *scan;
	uint32_t next; /* place of the next setting */
};

bool config_no_memory(const struct config_job *job)
{
	diag_error(job->diag, "out of memory while reading the config");
	return false;
}

static bool walk(struct walk *, const config_setting_t *, struct setting *);

static bool walk_string(struct walk *w, const char *text, struct setting *s)
{
	struct config_job *const job = w->job;
	const size_t n = strlen(text);
	s->type = SET_STRING;
	if (utf8_valid_prefix(text, n) != n) {
		diag_at(job->diag, CATENA_ERROR, s->where, NULL,
		        "the string is not UTF-8 with its \\x escapes in place");
		s->type = SET_BAD;
		return true;
	}
	const char *const kept = arena_copy(&job->config->arena, text, n);
	if (!kept)
		return config_no_memory(job);
	s->s = config_expand(kept, &job->config->arena, s->where, NULL, job->diag);
	if (!s->s)
		s->type = SET_BAD;
	return true;
}

static bool walk_items(struct walk *w, const config_setting_t *from,
                       struct setting *s)
{
	const int n = config_setting_length(from);
	struct setting *const items =
	    arena_array(&w->job->config->arena, (size_t)n + 1, sizeof *items,
	                alignof(struct setting));
	if (!items)
		return config_no_memory(w->job);
	memset(items, 0, ((size_t)n + 1) * sizeof *items);
	for (int i = 0; i < n; i++) {
		if (!walk(w, config_setting_get_elem(from, (unsigned)i), &items[i]))
			return false;
	}
	s->items = items;
	s->n = (uint32_t)n;
	return true;
}

static bool walk_value(struct walk *w, const config_setting_t *from,
                       struct setting *s)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_BOOL:
		s->type = SET_BOOL;
		s->i = config_setting_get_bool(from) != 0;
		return true;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		s->type = SET_INT;
		s->i = config_setting_get_int64(from);
		return true;
	case CONFIG_TYPE_FLOAT:
		s->type = SET_FLOAT;
		s->f = config_setting_get_float(from);
		return true;
	case CONFIG_TYPE_STRING:
		return walk_string(w, config_setting_get_string(from), s);
	case CONFIG_TYPE_GROUP:
		s->type = SET_GROUP;
		return walk_items(w, from, s);
	default:
		s->type = SET_LIST;
		return walk_items(w, from, s);
	}
}

static bool walk(struct walk *w, const config_setting_t *from, struct setting *s)
{
	struct scan_place place = {{NULL, 0}, false};
	const char *const name = config_setting_name(from);
	if (w->next < w->scan->n)
		place = w->scan->places[w->next++];
	s->where = place.where;
	if (name) {
		s->name = arena_copy(&w->job->config->arena, name, strlen(name));
		if (!s->name)
			return config_no_memory(w->job);
	}
	if (!place.bad)
		return walk_value(w, from, s);
	s->type = SET_BAD;
	return true;
}

bool config_parse(struct config_job *job, const struct scan *scan,
                  struct setting *root)
{
	struct walk w = {job, scan, 0};
	config_t parser;
	bool good = true;
	config_init(&parser);
	memset(root, 0, sizeof *root);
	if (config_read_string(&parser, scan->text) != CONFIG_TRUE) {
		/* The scanner lets nothing pass that libconfig refuses; should it
		 * ever, the reason must not be lost. */
		const struct where at = {job->config->path, 0};
		diag_at(job->diag, CATENA_ERROR, at, NULL, "libconfig: %s",
		        config_error_text(&parser) ? config_error_text(&parser) : "error");
		good = false;
	} else {
		root->type = SET_GROUP;
		good = walk_items(&w, config_root_setting(&parser), root);
	}
	config_destroy(&parser);
	return good;
}

/* The folder of the config, absolute. */
static const char *folder(struct config_job *job, const char *path)
{
	const char *const slash = strrchr(path, '/');
	const size_t n = slash ? (size_t)(slash - path) + (slash == path) : 0;
	const char *const part = arena_copy(&job->scratch, path, n);
	const char *const cwd = config_working_folder(job);
	return part && cwd ? option_absolute(cwd, part, &job->config->arena) : NULL;
}

const char *config_working_folder(struct config_job *job)
{
	for (size_t size = 256; size <= 1 << 20; size *= 2) {
		char *const text = arena_alloc(&job->config->arena, size, 1);
		if (!text)
			return NULL;
		if (getcwd(text, size))
			return text;
		if (errno != ERANGE)
			break;
	}
	return arena_copy(&job->config->arena, "/", 1);
}

static bool load(struct config_job *job, const char *path, const char *const *sets,
                 uint32_t n_sets)
{
	struct config *const c = job->config;
	struct scan scan;
	struct setting root;
	c->path = arena_copy(&c->arena, path, strlen(path));
	c->dir = folder(job, path);
	if (!c->path || !c->dir)
		return config_no_memory(job);
	if (!config_scan_file(path, &c->arena, &job->scratch, job->diag, &scan) ||
	    !config_parse(job, &scan, &root))
		return false;
	job->top = root.items;
	job->n_top = root.n;
	config_chain(job);
	config_sets(job, sets, n_sets);
	config_top(job);
	c->stages = job->stages;
	c->n_stages = job->n_stages;
	return true;
}

struct config *config_load(const char *path, const char *const *sets,
                           uint32_t n_sets, struct diag *diag)
{
	const uint32_t before = diag_errors(diag);
	struct config *c = calloc(1, sizeof *c);
	struct config_job job = {.config = c, .diag = diag};
	if (!c) {
		config_no_memory(&job);
		return NULL;
	}
	const bool loaded = load(&job, path, sets, n_sets);
	c->broken = diag_errors(diag) != before;
	if (!loaded || (c->broken && (c->n_stages == 0 || job.gaps))) {
		config_free(c);
		c = NULL;
	}
	arena_free(&job.scratch);
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	arena_free(&c->arena);
	free(c);
}
