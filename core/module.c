/* SPDX-License-Identifier: MIT */
/* module.c - opens plugins: a child process first, then the true error, then
 * libltdl.  The only file that includes ltdl.h.
 *
 * libltdl opens lazily (a missing symbol would kill us at its first call),
 * says "file not found" for everything, and searches what the environment
 * says when given a bare name.  So it is given absolute paths only, of files
 * that dlopen with RTLD_NOW has taken already.  Nothing is ever closed: a
 * plugin's strings, and its frames in a trace, stay valid to the end. */
#include "build.h"

#include "accept.h"
#include "arena.h"
#include "module.h"
#include "module_elf.h"
#include "module_find.h"
#include "option.h"
#include "probe.h"

#include <ltdl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_DLOPEN
#include <dlfcn.h>
#endif

#define BUILT_IN "(built in)"
#define BUILT_IN_SUFFIX ".a"
#define SYMBOL_SUFFIX "_LTX_catena_plugin"

enum {
	PROBE_MS = 2000,
	PROBE_MS_MAX = 600000,
	MAX_MODULES = 10000
};
static const uint64_t probe_memory =
    sizeof(void *) >= 8 ? (uint64_t)4 << 30 : 1U << 30;

struct entry {
	struct module module;
	const char *real;  /* what is opened; NULL: built in */
	lt_dlhandle built; /* of a built-in one */
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
};

typedef const struct catena_plugin *(*plugin_function)(uint16_t, uint16_t);

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

/* ---- opening one file: in the child, then here ---- */

/* dlerror's text begins with the path, which we have said already. */
static void say_error(const char *text, const char *path, char *why, size_t size)
{
	const size_t n = strlen(path);
	if (!text)
		text = "the dynamic loader gave no reason";
	if (strncmp(text, path, n) == 0 && strncmp(text + n, ": ", 2) == 0)
		text += n + 2;
	const char *out = "";
	if (strstr(text, "undefined symbol") || strstr(text, "not found"))
		out = "; link it with the library that has it (-Wl,-z,defs tells when it "
		      "is built)";
	else if (strstr(text, "cannot open shared object"))
		out = "; install that library";
	snprintf(why, size, "%s%s", text, out);
}

/* All symbols now, or the true reason why not. */
static int open_now(const char *path, char *why, size_t size)
{
#ifdef HAVE_DLOPEN
	if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
		say_error(dlerror(), path, why, size);
		return -1;
	}
#else
	(void)path;
	(void)why;
	(void)size;
#endif
	return 0;
}

static int get_function(lt_dlhandle handle, const char *name, plugin_function *fn,
                        char *why, size_t size)
{
	char symbol[128];
	snprintf(symbol, sizeof symbol, "%s" SYMBOL_SUFFIX, name);
	for (char *c = symbol; *c; c++)
		if (*c == '-')
			*c = '_';
	void *const address = lt_dlsym(handle, symbol);
	if (!address) {
		snprintf(why, size,
		         "has no function %s; write CATENA_PLUGIN(%.*s) in it, or name the "
		         "file as it is named there",
		         symbol, (int)(strlen(symbol) - strlen(SYMBOL_SUFFIX)), symbol);
		return -1;
	}
	_Static_assert(sizeof *fn == sizeof address, "functions have data addresses");
	memcpy(fn, &address, sizeof *fn);
	return 0;
}

/* handle: of a built-in one; NULL: open `path`. */
static const struct catena_plugin *load(const char *name, const char *path,
                                        lt_dlhandle handle, struct arena *arena,
                                        struct probe_child *child, char *why,
                                        size_t size)
{
	plugin_function fn;
	if (child)
		probe_step(child, "it was opened (a constructor of its, or of a library)");
	if (!handle) {
		if (open_now(path, why, size) != 0)
			return NULL;
		handle = lt_dlopen(path);
	}
	if (!handle) {
		say_error(lt_dlerror(), path, why, size);
		return NULL;
	}
	if (get_function(handle, name, &fn, why, size) != 0)
		return NULL;
	if (child)
		probe_step(child, "its function catena_plugin was called");
	const struct catena_plugin *raw = fn(CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
	if (child)
		probe_step(child, "its descriptor was read");
	return accept_plugin(name, raw, arena, why, size);
}

/* ---- the child ---- */

enum {
	SAID_REASON,
	SAID_NAME
};

struct attempt {
	const struct entry *entry;
	char why[512];
	bool named;
};

static int in_child(struct probe_child *child, void *user)
{
	const struct attempt *a = user;
	struct arena arena = {0};
	char why[380] = "";
	const struct catena_plugin *p = load(a->entry->module.name, a->entry->real,
	                                     NULL, &arena, child, why, sizeof why);
	if (p)
		probe_say(child, SAID_NAME, "%s %s %u.%u", p->name, p->kind, p->abi_major,
		          p->abi_minor);
	else
		probe_say(child, SAID_REASON, "%s", why);
	return p ? 0 : 1;
}

static void hear_child(void *user, uint32_t what, const char *line)
{
	struct attempt *a = user;
	const size_t n = strlen(a->entry->module.name);
	if (what == SAID_REASON)
		snprintf(a->why, sizeof a->why, "%s", line);
	else
		a->named = strncmp(line, a->entry->module.name, n) == 0 && line[n] == ' ';
}

/* 0: a child has opened it and lived. */
static int try_in_child(const struct modules *m, struct attempt *a)
{
	struct probe probe;
	probe_run(&probe, &m->limits, in_child, a, hear_child, a);
	if (probe.end == PROBE_RETURNED && probe.code == 0 && a->named)
		return 0;
	if (probe.end != PROBE_RETURNED) {
		char words[256];
		probe_words(&probe, &m->limits, words, sizeof words);
		snprintf(a->why, sizeof a->why, "%s; mend the plugin, or remove it", words);
	} else if (!a->why[0])
		snprintf(a->why, sizeof a->why, "gave no answer when tried; remove it");
	return -1;
}

static void try_entry(struct modules *m, struct entry *e)
{
	struct attempt a = {.entry = e};
	if (e->tried)
		return;
	e->tried = true;
	if (!module_name_ok(e->module.name))
		snprintf(a.why, sizeof a.why,
		         "its name is none for a plugin; use letters, digits, _ and -, a "
		         "letter first, at most 64");
	else if (e->built || (elf_check(e->real, a.why, sizeof a.why) == 0 &&
	                      try_in_child(m, &a) == 0))
		e->module.plugin = load(e->module.name, e->real, e->built, &m->arena, NULL,
		                        a.why, sizeof a.why);
	if (!e->module.plugin)
		refuse(m, e, a.why);
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

static int keep_handle(lt_dlhandle handle)
{
	(void)handle;
	return 0;
}

static int add_built_in(struct modules *m, lt_dlhandle handle)
{
	char name[128], why[256];
	plugin_function fn;
	const lt_dlinfo *info = lt_dlgetinfo(handle);
	const char *file = info ? info->filename : NULL;
	const size_t suffix = strlen(BUILT_IN_SUFFIX);
	const size_t n = file ? strlen(file) : 0;
	if (n <= suffix || n >= sizeof name || strchr(file, '/') ||
	    strcmp(file + n - suffix, BUILT_IN_SUFFIX) != 0)
		return 0;
	memcpy(name, file, n - suffix);
	name[n - suffix] = 0;
	if (get_entry(m, name) || get_function(handle, name, &fn, why, sizeof why) != 0)
		return 0; /* libltdl's own loaders are among them */
	struct entry *e = add_entry(m, name);
	if (!e)
		return -1;
	e->listed = true;
	e->module.path = BUILT_IN;
	e->built = handle;
	return 0;
}

/* What the program was linked with by -dlpreopen. */
static int add_built_ins(struct modules *m)
{
	int rc = 0;
	lt_dlinterface_id id = lt_dlinterface_register("catena", NULL);
	if (!id)
		return -1;
	lt_dlpreload_open(NULL, keep_handle); /* fails when there are none */
	for (lt_dlhandle h = NULL; rc == 0 && (h = lt_dlhandle_iterate(id, h)) != NULL;)
		rc = add_built_in(m, h);
	lt_dlinterface_free(id);
	return rc;
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
	if (!options)
		options = &usual;
	struct modules *m = calloc(1, sizeof *m);
	if (!m) {
		diag_error(d, "out of memory");
		return NULL;
	}
	m->limits.milliseconds = probe_time(options);
	m->limits.memory = probe_memory;
	if (lt_dlinit() != 0) {
		diag_error(d, "the loader of plugins (libltdl) does not start: %s",
		           lt_dlerror());
		goto fail;
	}
	if (folders_make(&m->folders, options, &m->arena, d) != 0)
		goto fail;
	if (make_room(m) != 0 || add_built_ins(m) != 0) {
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
	if (file_find(path, &m->arena, &found) > 0)
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

const struct module *const *modules_list(struct modules *m, uint32_t *n)
{
	uint32_t count = 0;
	*n = 0;
	if (folders_names(&m->folders, add_name, m) < 0)
		return NULL;
	for (uint32_t i = 0; i < m->n; i++) {
		if (!m->entries[i]->listed)
			continue;
		try_entry(m, m->entries[i]);
		m->list[count++] = &m->entries[i]->module;
	}
	if (count)
		qsort(m->list, count, sizeof(const struct module *), by_name);
	*n = count;
	return m->list;
}
