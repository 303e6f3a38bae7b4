/* SPDX-License-Identifier: MIT */
/* harness.c - makes a chain around one plugin and runs it in the core.
 *
 * The functions of module.h are here, not in a file of their own: whoever links
 * the harness needs no libltdl, and in an archive the linker then never looks
 * at the core's module.c. */
#include "build.h"

#include "accept.h"
#include "module.h"
#include "parts.h"
#include "run.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The harness's own plugins ---- */

static catena_status feed_start(catena_ctx *ctx, const void *self, void **serial)
{
	struct harness *h = (struct harness *)(uintptr_t)self;
	(void)ctx;
	h->next = h->first;
	*serial = h;
	return CATENA_OK;
}

static catena_status feed_fields(catena_ctx *ctx, struct harness *h,
                                 const struct pair *list)
{
	struct catena_field f;
	if (!list)
		return CATENA_OK;
	const catena_status st = feed_fields(ctx, h, list->next); /* the oldest first */
	if (st != CATENA_OK || !harness_field(h, list->name, list->value, &f))
		return st;
	return ctx->host->field_set(ctx, &f);
}

static catena_status feed_next(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *host = ctx->host;
	struct harness *h = serial;
	const struct input *in = h->next;
	catena_status st;
	(void)self;
	if (!in)
		return CATENA_END;
	h->next = in->next;
	if ((st = host->set_id(ctx, in->id, strlen(in->id))) != CATENA_OK ||
	    (st = feed_fields(ctx, h, in->fields)) != CATENA_OK)
		return st;
	return host->set_text(ctx, in->text, in->size);
}

static const struct catena_reader feed_reader = {
    .size = sizeof feed_reader,
    .next = feed_next,
};

static const void *feed_extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &feed_reader : NULL;
}

static const struct catena_plugin feed = {
    CATENA_DESCRIPTOR_HEAD,   .name = "harness_feed",      .kind = "reader",
    .serial_new = feed_start, .extension = feed_extension,
};

static const struct catena_plugin give = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "harness_give",
    .kind = "tagger",
    .process = harness_make,
};

/* Reads all columns of all layers, so that the plugin is asked for them. */
static const struct catena_use want_uses[] = {{"*", CATENA_READ, NULL}};
static const struct catena_plugin want = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "harness_want",
    .kind = "filter",
    .uses = want_uses,
    .n_uses = 1,
};

/* ---- In place of the core's module.c ---- */

struct modules {
	struct module feed, give, plugin, want;
};

const struct module *modules_open(struct modules *m, const char *name,
                                  struct where where, const char *stage,
                                  struct diag *diag)
{
	const struct module *all[] = {&m->feed, &m->give, &m->plugin, &m->want};
	(void)where;
	(void)stage;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	}
	diag_error(diag, "no plugin \"%s\" in the harness", name);
	return NULL;
}

const struct module *const *modules_list(struct modules *m, uint32_t *n)
{
	(void)m;
	*n = 0;
	return NULL;
}

struct modules *modules_new(const struct module_options *options, struct diag *diag)
{
	(void)options;
	diag_error(diag, "the harness has no folders of plugins");
	return NULL;
}

const struct module *modules_open_file(struct modules *m, const char *path,
                                       struct diag *diag)
{
	(void)m;
	diag_error(diag, "%s: the harness opens one plugin only", path);
	return NULL;
}

void modules_free(struct modules *m)
{
	(void)m;
}

/* ---- The plugin ---- */

static const char *plugin_name(struct harness *h)
{
	const char *slash = strrchr(h->file, '/');
	const char *name = slash ? slash + 1 : h->file;
	const char *dot = strrchr(name, '.');
	return harness_copy(h, name, dot ? (size_t)(dot - name) : strlen(name));
}

typedef const struct catena_plugin *entry_function(uint16_t major, uint16_t minor);

static const struct catena_plugin *load(struct harness *h, const char *name)
{
	char symbol[512], path[4096], why[1024];
	const char *here = strchr(h->file, '/') ? "" : "./";
	snprintf(symbol, sizeof symbol, "%s_LTX_catena_plugin", name);
	snprintf(path, sizeof path, "%s%s", here, h->file);
	void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!file)
		harness_stop(h->file, dlerror());
	void *found = dlsym(file, symbol);
	if (!found)
		harness_stop(h->file, dlerror());
	entry_function *entry;
	memcpy(&entry, &found, sizeof entry); /* POSIX: a function fits */
	const struct catena_plugin *raw = entry(CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
	if (!raw)
		harness_stop(h->file, "refuses this version of the ABI");
	const struct catena_plugin *p =
	    accept_plugin(name, raw, &h->arena, why, sizeof why);
	if (!p)
		harness_stop(h->file, why);
	return p;
}

static size_t name_size(const char *setting)
{
	return strcspn(setting, "=");
}

/* A setting takes the place of the table's default: it is text of the same
 * kind.  What the table does not have is left to the core to complain of. */
static const struct catena_plugin *with_settings(struct harness *h,
                                                 const struct catena_plugin *from,
                                                 struct stage_config *k)
{
	uint32_t n = 0, unknown = 0;
	while (h->settings && h->settings[n])
		n++;
	struct catena_plugin *p = arena_zalloc(&h->arena, sizeof *p, 16);
	struct catena_option *options =
	    arena_array(&h->arena, from->n_options + 1u, sizeof *options, 16);
	struct setting *others = arena_array(&h->arena, n + 1u, sizeof *others, 16);
	if (!p || !options || !others)
		harness_stop("harness_run", "out of memory");
	*p = *from;
	if (p->n_options)
		memcpy(options, from->options, p->n_options * sizeof *options);
	p->options = options;

	for (uint32_t i = 0; i < n; i++) {
		const char *s = h->settings[i];
		const size_t size = name_size(s);
		const char *value = s[size] ? s + size + 1 : s + size;
		uint32_t o = 0;
		while (o < p->n_options && (strncmp(options[o].name, s, size) != 0 ||
		                            options[o].name[size] != 0))
			o++;
		if (o < p->n_options)
			options[o].initial = value;
		else
			others[unknown++] = (struct setting){
			    .name = harness_copy(h, s, size), .type = SET_STRING, .s = value};
	}
	k->settings = others;
	k->n_settings = unknown;
	return p;
}

/* ---- The run ---- */

static void note(void *self, uint32_t level, const char *message)
{
	struct harness *h = self;
	(void)level;
	json_raw(&h->messages, message, strlen(message));
	json_char(&h->messages, '\n');
}

/* The stages: the plugin, and around it what it needs. */
static uint32_t plan_stages(struct harness *h, struct stage_config *stages,
                            struct modules *m)
{
	uint32_t n = 0;
	struct stage_config plugin = {.plugin = m->plugin.name, .name = m->plugin.name};
	m->plugin.plugin = with_settings(h, m->plugin.plugin, &plugin);
	if (strcmp(m->plugin.plugin->kind, "reader") != 0) {
		harness_plan(h, m->plugin.plugin);
		stages[n++] = (struct stage_config){.plugin = feed.name, .name = feed.name};
		if (h->n_uses)
			stages[n++] =
			    (struct stage_config){.plugin = give.name, .name = give.name};
	}
	stages[n++] = plugin;
	stages[n++] = (struct stage_config){.plugin = want.name, .name = want.name};
	return n;
}

static catena_status run(struct harness *h, struct chain *chain)
{
	const struct run_options options = {
	    .keep_no_files = true,
	    .document = harness_keep,
	    .document_user = h,
	    .user = h,
	};
	struct summary summary;
	for (uint32_t i = 0; i < chain->n; i++) {
		struct stage *s = &chain->stages[i];
		if (strncmp(s->name, "harness_", 8) == 0)
			s->self = h;
	}
	const int failed = run_chain(chain, &options, &summary);
	summary_free(&summary);
	return failed ? CATENA_E_IO : CATENA_OK;
}

catena_status harness_run(struct harness *h)
{
	struct stage_config stages[4];
	char here[4096];
	if (h->ran++)
		harness_stop("harness_run", "called twice: open another harness");
	const char *name = plugin_name(h);
	const struct catena_plugin *plugin = load(h, name);
	struct modules m = {
	    .feed = {.name = feed.name, .path = "", .plugin = &feed},
	    .plugin = {.name = name, .path = h->file, .plugin = plugin},
	    .want = {.name = want.name, .path = "", .plugin = &want},
	};
	struct config config = {
	    .path = "",
	    .dir = getcwd(here, sizeof here) ? here : "/",
	    .workers = 1, /* the harness itself is not made for more */
	    .memory = (uint64_t)256 << 20,
	    .max_document = (uint64_t)1 << 30,
	    .stages = stages,
	};
	config.n_stages = plan_stages(h, stages, &m);
	struct catena_plugin giver = give;
	giver.uses = h->uses;
	giver.n_uses = h->n_uses;
	m.give = (struct module){.name = give.name, .path = "", .plugin = &giver};

	struct diag *diag = diag_new(note, h, CATENA_DEBUG);
	if (!diag)
		harness_stop("harness_run", "out of memory");
	catena_status st = CATENA_E_CONFIG;
	struct chain *chain = chain_build(&config, &m, NULL, 0, diag);
	if (chain)
		st = run(h, chain);
	chain_free(chain);
	diag_free(diag);
	return st;
}
