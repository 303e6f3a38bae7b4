/* SPDX-License-Identifier: MIT */
/* module.c - the plugins that are there: by name, built in, as a file.  How
 * one is opened is in module_load.c. */
#include "build.h"

#include "accept.h"
#include "arena.h"
#include "module.h"
#include "module_elf.h"
#include "module_find.h"
#include "module_load.h"
#include "option.h"
#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUILT_IN "(built in)"

enum {
	PROBE_MS = 2000,
	PROBE_MS_MAX = 600000,
	MAX_MODULES = 10000
};
static const uint64_t probe_memory =
    sizeof(void *) >= 8 ? (uint64_t)4 << 30 : 1U << 30;

struct entry {
	struct module module;
	const char *real;         /* what is opened; NULL: built in */
	struct lt__handle *built; /* of a built-in one */
	bool tried;
	bool listed; /* found by name, not given as a file */
};

struct modules {
	struct arena arena;
	struct folders folders;
	struct probe_limits limits;
	struct entry **entries;
	const struct module **list; /* as large as entries */
	uint32_t n, cap;
	bool any_owner;
};

/* ---- entries ---- */

static int make_room(struct modules *m)
{
	if (m->n < m->cap)
		return 0;
	const uint32_t cap = m->cap ? m->cap * 2 : 64;
	struct entry **entries = realloc(m->entries, cap * sizeof *entries);
	if (!entries)
		return -1;
	m->entries = entries;
	const struct module **list = realloc(m->list, cap * sizeof *list);
	if (!list)
		return -1;
	m->list = list;
	m->cap = cap;
	return 0;
}

static struct entry *add_entry(struct modules *m, const char *name)
{
	if (make_room(m) != 0)
		return NULL;
	struct entry *e = arena_zalloc(&m->arena, sizeof *e, _Alignof(struct entry));
	if (!e)
		return NULL;
	e->module.name = arena_copy(&m->arena, name, strlen(name));
	if (!e->module.name)
		return NULL;
	m->entries[m->n++] = e;
	return e;
}

static struct entry *get_entry(const struct modules *m, const char *name)
{
	for (uint32_t i = 0; i < m->n; i++)
		if (m->entries[i]->listed && strcmp(m->entries[i]->module.name, name) == 0)
			return m->entries[i];
	return NULL;
}

static void refuse(struct modules *m, struct entry *e, const char *why)
{
	e->tried = true;
	e->module.plugin = NULL;
	e->module.refused = arena_copy(&m->arena, why, strlen(why));
	if (!e->module.refused)
		e->module.refused = "out of memory";
}

/* Says why not in `why`, of `size`. */
static const struct catena_plugin *
open_entry(struct modules *m, const struct entry *e, char *why, size_t size)
{
	const char *name = e->module.name;
	if (!module_name_ok(name)) {
		snprintf(why, size,
		         "its name is none for a plugin; use letters, digits, _ and -, a "
		         "letter first, at most 64");
		return NULL;
	}
	if (e->built)
		return module_load(name, NULL, e->built, &m->arena, why, size);
	if (elf_check(e->real, why, size) != 0 ||
	    module_try(name, e->real, &m->limits, why, size) != 0)
		return NULL;
	return module_load(name, e->real, NULL, &m->arena, why, size);
}

static void try_entry(struct modules *m, struct entry *e)
{
	char why[512] = "";
	if (e->tried)
		return;
	e->tried = true;
	e->module.plugin = open_entry(m, e, why, sizeof why);
	if (!e->module.plugin)
		refuse(m, e, why);
}

/* ---- finding ---- */

static struct entry *add_found(struct modules *m, const char *name,
                               const struct found *found, bool listed)
{
	struct entry *e = add_entry(m, name);
	if (!e)
		return NULL;
	e->listed = listed;
	e->module.path = found->path;
	e->real = found->real;
	if (found->refused)
		refuse(m, e, found->refused);
	return e;
}

/* NULL and *rc 0: there is none. */
static struct entry *find_entry(struct modules *m, const char *name, int *rc)
{
	struct found found;
	struct entry *e = get_entry(m, name);
	*rc = 1;
	if (e)
		return e;
	*rc = folders_find(&m->folders, name, &m->arena, &found);
	if (*rc > 0 && !(e = add_found(m, name, &found, true)))
		*rc = -1;
	return e;
}

static int add_built_in(void *user, const char *name, struct lt__handle *handle)
{
	struct modules *m = user;
	if (get_entry(m, name))
		return 0;
	struct entry *e = add_entry(m, name);
	if (!e)
		return -1;
	e->listed = true;
	e->module.path = BUILT_IN;
	e->built = handle;
	return 0;
}

/* ---- the contract ---- */

static unsigned probe_time(const struct module_options *o)
{
	const char *s = o->trust_environment && environment_trusted()
	                    ? getenv("CATENA_PROBE_SECONDS")
	                    : NULL;
	char *end;
	const double seconds = s ? strtod(s, &end) : 0;
	if (!s || end == s || *end ||
	    !(seconds >= 0.01 && seconds <= PROBE_MS_MAX / 1000))
		return PROBE_MS;
	return (unsigned)(seconds * 1000);
}

struct modules *modules_new(const struct module_options *options, struct diag *d)
{
	const struct module_options usual = {.trust_environment = true};
	char why[256];
	if (!options)
		options = &usual;
	struct modules *m = calloc(1, sizeof *m);
	if (!m) {
		diag_error(d, "out of memory");
		return NULL;
	}
	m->limits.milliseconds = probe_time(options);
	m->limits.memory = probe_memory;
	m->any_owner = options->any_owner;
	if (module_start(why, sizeof why) != 0) {
		diag_error(d, "the loader of plugins (libltdl) does not start: %s", why);
		goto fail;
	}
	if (folders_make(&m->folders, options, &m->arena, d) != 0)
		goto fail;
	if (make_room(m) != 0 || module_built_ins(add_built_in, m) != 0) {
		diag_error(d, "out of memory");
		goto fail;
	}
	return m;
fail:
	modules_free(m);
	return NULL;
}

void modules_free(struct modules *m)
{
	if (!m)
		return;
	arena_free(&m->arena);
	free(m->entries);
	free(m->list);
	free(m);
}

static int add_name(void *user, const char *name)
{
	struct modules *m = user;
	int rc;
	if (m->n >= MAX_MODULES)
		return 1;
	find_entry(m, name, &rc);
	return rc < 0 ? -1 : 0;
}

static const char *nearest(struct modules *m, const char *name)
{
	const char *best = NULL;
	if (folders_names(&m->folders, add_name, m) < 0)
		return NULL;
	const char **names = malloc((m->n + 1) * sizeof *names);
	uint32_t n = 0;
	if (!names)
		return NULL;
	for (uint32_t i = 0; i < m->n; i++)
		if (m->entries[i]->listed)
			names[n++] = m->entries[i]->module.name;
	best = nearest_name(name, names, n);
	free(names);
	return best;
}

/* "; looked in /a, /b" */
static void say_folders(const struct modules *m, char *text, size_t size)
{
	size_t at = 0;
	if (m->folders.n == 0)
		snprintf(text, size,
		         "; there is no folder of plugins (set "
		         "CATENA_PLUGIN_PATH)");
	for (uint32_t i = 0; i < m->folders.n && at < size; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%s",
		                       i ? ", " : "; looked in ", m->folders.items[i].path);
}

static void report_missing(struct modules *m, const char *name, struct where where,
                           const char *stage, struct diag *d)
{
	char folders[1024];
	const char *near = nearest(m, name);
	if (near) {
		diag_at(d, CATENA_ERROR, where, stage,
		        "there is no plugin \"%s\"; did you mean \"%s\"?", name, near);
		return;
	}
	say_folders(m, folders, sizeof folders);
	diag_at(d, CATENA_ERROR, where, stage,
	        "there is no plugin \"%s\"; `catena plugins` lists them%s", name,
	        folders);
}

const struct module *modules_open(struct modules *m, const char *name,
                                  struct where where, const char *stage,
                                  struct diag *d)
{
	int rc = 0;
	struct entry *e = module_name_ok(name) ? find_entry(m, name, &rc) : NULL;
	if (rc < 0) {
		diag_at(d, CATENA_ERROR, where, stage, "out of memory");
		return NULL;
	}
	if (!e) {
		report_missing(m, name, where, stage, d);
		return NULL;
	}
	try_entry(m, e);
	if (!e->module.plugin)
		diag_at(d, CATENA_ERROR, where, stage, "plugin \"%s\" is refused: %s: %s",
		        e->module.name, e->module.path, e->module.refused);
	return e->module.plugin ? &e->module : NULL;
}

int modules_add(struct modules *m, const struct catena_plugin *plugin,
                struct diag *d)
{
	char why[512];
	struct entry *e = get_entry(m, plugin->name);
	const struct catena_plugin *p =
	    accept_plugin(plugin->name, plugin, &m->arena, why, sizeof why);
	if (p && !e)
		e = add_entry(m, plugin->name);
	if (!p || !e) {
		diag_error(d, "%s: %s", plugin->name, p ? "out of memory" : why);
		return -1;
	}
	e->module = (struct module){e->module.name, BUILT_IN, p, NULL};
	e->listed = e->tried = true;
	return 0;
}

/* The part of a path that names the plugin. */
static void file_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t n = strlen(base), suffix = strlen(MODULE_SUFFIX);
	if (n > suffix && strcmp(base + n - suffix, MODULE_SUFFIX) == 0)
		n -= suffix;
	snprintf(name, size, "%.*s", (int)(n < size ? n : size - 1), base);
}

const struct module *modules_open_file(struct modules *m, const char *path,
                                       struct diag *d)
{
	char name[256];
	struct found found;
	struct entry *e = NULL;
	file_name(path, name, sizeof name);
	if (file_find(path, m->any_owner, &m->arena, &found) > 0)
		e = add_found(m, name, &found, false);
	if (!e) {
		diag_error(d, "out of memory");
		return NULL;
	}
	try_entry(m, e);
	if (!e->module.plugin)
		diag_error(d, "%s: %s", path, e->module.refused);
	return e->module.plugin ? &e->module : NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct module *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static bool may_hold(const struct entry *e, const char *text)
{
	return e->tried || e->built || file_holds(e->real, text);
}

/* text NULL: all. */
static const struct module *const *list_those(struct modules *m, const char *text,
                                              uint32_t *n)
{
	uint32_t count = 0;
	*n = 0;
	if (folders_names(&m->folders, add_name, m) < 0)
		return NULL;
	for (uint32_t i = 0; i < m->n; i++) {
		if (!m->entries[i]->listed || (text && !may_hold(m->entries[i], text)))
			continue;
		try_entry(m, m->entries[i]);
		m->list[count++] = &m->entries[i]->module;
	}
	if (count)
		qsort(m->list, count, sizeof(const struct module *), by_name);
	*n = count;
	return m->list;
}

const struct module *const *modules_list(struct modules *m, uint32_t *n)
{
	return list_those(m, NULL, n);
}

const struct module *const *modules_list_holding(struct modules *m,
                                                 const char *text, uint32_t *n)
{
	return list_those(m, text, n);
}
