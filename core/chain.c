/* SPDX-License-Identifier: MIT */
/* chain.c - from a checked config to stages that are ready to run. */
#include "build.h"

#include "chain.h"
#include "doc.h"
#include "host.h"
#include "option.h"
#include "when.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Paths of the command line ---- */

const char *chain_absolute(struct arena *a, const char *path)
{
	char here[4096];
	if (*path == '/' || !strcmp(path, "-"))
		return path;
	if (!getcwd(here, sizeof here))
		return NULL;
	const size_t n = strlen(here) + strlen(path) + 2;
	char *out = arena_alloc(a, n, 1);
	if (out)
		snprintf(out, n, "%s/%s", here, path);
	return out;
}

static struct setting *paths_setting(struct arena *a, const char *const *paths)
{
	struct setting *s = arena_zalloc(a, sizeof *s, 8);
	uint32_t n = 0;
	while (paths[n])
		n++;
	struct setting *items = arena_zalloc(a, (n + 1) * sizeof *items, 8);
	if (!s || !items)
		return NULL;
	for (uint32_t i = 0; i < n; i++) {
		items[i].type = SET_STRING;
		items[i].s = chain_absolute(a, paths[i]);
		if (!items[i].s)
			return NULL;
	}
	*s =
	    (struct setting){.name = "paths", .type = SET_LIST, .items = items, .n = n};
	return s;
}

/* The reader's settings with `paths` replaced. */
static const struct stage_config *with_paths(struct chain *c,
                                             const struct stage_config *from,
                                             const char *const *paths)
{
	struct stage_config *to = arena_alloc(&c->arena, sizeof *to, 8);
	struct setting *all =
	    arena_array(&c->arena, (size_t)from->n_settings + 1, sizeof *all, 8);
	const struct setting *fresh = paths_setting(&c->arena, paths);
	uint32_t n = 0;
	if (!to || !all || !fresh)
		return NULL;
	for (uint32_t i = 0; i < from->n_settings; i++) {
		if (strcmp(from->settings[i].name, "paths"))
			all[n++] = from->settings[i];
	}
	all[n++] = *fresh;
	*to = *from;
	to->settings = all;
	to->n_settings = n;
	return to;
}

/* ---- Stages ---- */

static const void *extension(const struct catena_plugin *p, const char *id)
{
	return p->extension ? p->extension(id) : NULL;
}

static void compile_when(struct chain *c, struct stage *s)
{
	char error[256] = "";
	const struct stage_config *k = s->config;
	if (!k->when)
		return;
	s->when = when_compile(k->when, &c->arena, error, sizeof error);
	if (!s->when)
		diag_at(c->diag, CATENA_ERROR, k->when_where, s->name, "when: %s", error);
}

/* Opens the plugin of one stage and converts its options; what is wrong is
 * reported, and the stage stays without a plugin. */
static void open_stage(struct chain *c, struct stage *s, const char *const *paths)
{
	const struct stage_config *k = s->config;
	const struct module *m =
	    modules_open(c->modules, k->plugin, k->where, s->name, c->diag);
	compile_when(c, s);
	if (!m)
		return;
	s->plugin = m->plugin;
	s->reader = extension(s->plugin, "catena.reader/1");
	s->gather = extension(s->plugin, "catena.gather/1");
	s->sync = extension(s->plugin, "catena.sync/1");
	s->keeps = extension(s->plugin, "catena.index/1");
	s->tune = extension(s->plugin, "catena.tune/1");
	if (paths && s->index == 0 && !(k = s->config = with_paths(c, k, paths)))
		diag_error(c->diag, "out of memory");
	else
		option_values(s->plugin, k, c->config->dir, &c->arena, &s->values, c->diag);
}

static bool is_kind(const struct stage *s, const char *kind)
{
	return s->plugin && !strcmp(s->plugin->kind, kind);
}

static void check_places(const struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		if (!s->plugin)
			continue;
		if (!i && !is_kind(s, "reader"))
			diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
			        "the first stage must be a reader, and \"%s\" is a %s; put a "
			        "reader, such as read_text, before it",
			        s->plugin->name, s->plugin->kind);
		if (i && is_kind(s, "reader"))
			diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
			        "a reader can only be the first stage; name all input in one "
			        "reader's paths");
		if (!i && s->config->when)
			diag_at(c->diag, CATENA_ERROR, s->config->when_where, s->name,
			        "a reader takes no `when`: it has no document to test yet; put "
			        "`when` on a later stage");
	}
}

/* Once the options have said whether the stage gathers. */
static void check_isolate(const struct chain *c, const struct stage *s)
{
	if (s->config->isolate && (!s->plugin->process || s->gather))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "isolate = true is for stages that only process documents, and "
		        "\"%s\" is a %s that %s; remove isolate",
		        s->plugin->name, s->plugin->kind,
		        s->gather ? "gathers" : "has no process");
}

static void create_stages(struct chain *c)
{
	struct call call;
	if (call_init(&call, c, NULL)) {
		diag_error(c->diag, "out of memory");
		return;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		struct stage *s = &c->stages[i];
		catena_status st = CATENA_OK;
		if (s->plugin->create) {
			call_begin(&call, s, NULL, PHASE_CREATE);
			st = call_end(&call, s->plugin->create(&call.pub, s->values, &s->self));
		}
		s->created = st == CATENA_OK;
		if (s->created && s->gather && s->gather->wanted &&
		    !s->gather->wanted(s->self))
			s->gather = NULL; /* not with these options */
		if (st != CATENA_OK)
			diag_at(c->diag, CATENA_ERROR, s->config->where, s->name, "%s",
			        call.message);
		else
			check_isolate(c, s);
	}
	call_free(&call);
}

static void build(struct chain *c, const char *const *paths)
{
	const struct config *k = c->config;
	for (uint32_t i = 0; i < k->n_stages; i++) {
		struct stage *s = &c->stages[c->n];
		*s = (struct stage){.index = c->n, .config = &k->stages[i]};
		s->name = s->config->name;
		open_stage(c, s, paths);
		if (!(c->flags & CHAIN_NO_OUTPUT) || !is_kind(s, "exporter"))
			c->n++;
	}
	check_places(c);
	chain_files(c);
	bool complete = true;
	for (uint32_t i = 0; i < c->n; i++)
		complete = complete && c->stages[i].plugin;
	if (complete && !chain_flow(c) && !diag_errors(c->diag))
		create_stages(c);
}

struct chain *chain_build(const struct config *config, struct modules *modules,
                          const char *const *paths, uint32_t flags,
                          struct diag *diag)
{
	struct chain *c = calloc(1, sizeof *c);
	if (!c) {
		diag_error(diag, "out of memory");
		return NULL;
	}
	*c = (struct chain){
	    .config = config, .modules = modules, .diag = diag, .flags = flags};
	c->symbols = symbols_new();
	c->stages = calloc(config->n_stages ? config->n_stages : 1, sizeof *c->stages);
	if (!c->symbols || !c->stages)
		diag_error(diag, "out of memory");
	else if (!config->n_stages)
		diag_error(diag, "%s: the chain is empty; put a reader first",
		           config->path);
	else if (config->n_stages > MAX_STAGES)
		diag_error(diag, "%s: a chain has %d stages at most", config->path,
		           MAX_STAGES);
	else
		build(c, paths);
	if (diag_errors(diag)) {
		chain_free(c);
		return NULL;
	}
	return c;
}

void chain_free(struct chain *c)
{
	if (!c)
		return;
	for (uint32_t i = 0; c->stages && i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		if (s->created && s->plugin->destroy)
			s->plugin->destroy(s->self);
	}
	free(c->stages);
	symbols_free(c->symbols);
	arena_free(&c->arena);
	free(c);
}

/* ---- Showing ---- */

/* Who may read what earlier stages made, and is the first to make it, reads
 * nothing. */
static bool is_first(const struct chain *c, const struct stage *s, uint32_t use)
{
	const uint32_t layer = s->maps[use].layer;
	return layer != NO_LAYER && c->schema.layers[layer].first_write == s->index &&
	       (s->uses[use].mode & CATENA_WRITE);
}

static void print_uses(const struct chain *c, const struct stage *s, uint32_t mode,
                       const char *word, FILE *f)
{
	const char *before = word;
	for (uint32_t i = 0; i < s->n_uses; i++) {
		const struct catena_use *u = &s->uses[i];
		const bool text = !strcmp(u->layer, "text");
		if (!(u->mode & mode) || (!text && s->maps[i].layer == NO_LAYER))
			continue;
		if (mode == CATENA_READ && is_first(c, s, i))
			continue;
		fprintf(f, "%s%s", before, u->layer);
		before = ", ";
	}
}

void chain_print(const struct chain *c, FILE *f)
{
	int name = 5, plugin = 6;
	for (uint32_t i = 0; i < c->n; i++) {
		const int n = (int)strlen(c->stages[i].name);
		const int p = (int)strlen(c->stages[i].plugin->name);
		name = n > name ? n : name;
		plugin = p > plugin ? p : plugin;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		fprintf(f, "%3u  %-*s  %-*s  %-*s", i + 1, name, s->name, plugin,
		        s->plugin->name, s->n_uses || s->gather || s->config->when ? 12 : 0,
		        s->plugin->kind);
		print_uses(c, s, CATENA_READ, "  reads ", f);
		print_uses(c, s, CATENA_WRITE, "  writes ", f);
		if (s->gather)
			fputs("  gathers", f);
		if (s->config->when)
			fprintf(f, "  when %s", s->config->when);
		fputc('\n', f);
	}
}
