/* SPDX-License-Identifier: MIT */
/* module_load.c - opens plugins: a child process first, then the true error,
 * then libltdl.  The only file that includes ltdl.h. */
#include "build.h"

#include "module_load.h"
#include "accept.h"

#include <ltdl.h>
#include <stdio.h>
#include <string.h>
#ifdef HAVE_DLOPEN
#include <dlfcn.h>
#endif

#define BUILT_IN_SUFFIX ".a"
#define SYMBOL_SUFFIX "_LTX_catena_plugin"

typedef const struct catena_plugin *(*plugin_function)(uint16_t, uint16_t);

int module_start(char *why, size_t size)
{
	if (lt_dlinit() == 0)
		return 0;
	snprintf(why, size, "%s", lt_dlerror());
	return -1;
}

/* ---- One file ---- */

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

/* child: NULL when this is the process that will use it. */
static const struct catena_plugin *load(const char *name, const char *path,
                                        lt_dlhandle handle, struct arena *arena,
                                        struct probe_child *child, char *why,
                                        size_t size)
{
	plugin_function fn;
	if (child)
		probe_step(child, "it was opened (a constructor in it, or in a library)");
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

const struct catena_plugin *module_load(const char *name, const char *path,
                                        struct lt__handle *handle,
                                        struct arena *arena, char *why, size_t size)
{
	return load(name, path, handle, arena, NULL, why, size);
}

/* ---- The child ---- */

enum {
	SAID_REASON,
	SAID_NAME
};

struct attempt {
	const char *name, *path;
	char *why;
	size_t size;
	bool named;
};

static int in_child(struct probe_child *child, void *user)
{
	const struct attempt *a = user;
	struct arena arena = {0};
	char why[380] = "";
	const struct catena_plugin *p =
	    load(a->name, a->path, NULL, &arena, child, why, sizeof why);
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
	const size_t n = strlen(a->name);
	if (what == SAID_REASON)
		snprintf(a->why, a->size, "%s", line);
	else
		a->named = strncmp(line, a->name, n) == 0 && line[n] == ' ';
}

int module_try(const char *name, const char *path,
               const struct probe_limits *limits, char *why, size_t size)
{
	struct attempt a = {.name = name, .path = path, .why = why, .size = size};
	struct probe probe;
	why[0] = 0;
	probe_run(&probe, limits, in_child, &a, hear_child, &a);
	if (probe.end == PROBE_RETURNED && probe.code == 0 && a.named)
		return 0;
	if (probe.end != PROBE_RETURNED) {
		char words[256];
		probe_words(&probe, limits, words, sizeof words);
		snprintf(why, size, "%s; %s", words,
		         probe.end == PROBE_BROKEN
		             ? "free some memory, or allow more processes"
		         : probe.end == PROBE_TIMEOUT
		             ? "mend the plugin, or, on a slow machine, set "
		               "CATENA_PROBE_SECONDS"
		             : "mend the plugin, or remove it");
	} else if (!why[0])
		snprintf(why, size, "gave no answer when tried; remove it");
	return -1;
}

/* ---- Built in ---- */

static int keep_handle(lt_dlhandle handle)
{
	(void)handle;
	return 0;
}

/* libltdl's own loaders are among the handles: they lack our function. */
static bool is_plugin(lt_dlhandle handle, char *name, size_t size)
{
	char why[256];
	plugin_function fn;
	const lt_dlinfo *info = lt_dlgetinfo(handle);
	const char *file = info ? info->filename : NULL;
	const size_t suffix = strlen(BUILT_IN_SUFFIX);
	const size_t n = file ? strlen(file) : 0;
	if (n <= suffix || n >= size || strchr(file, '/') ||
	    strcmp(file + n - suffix, BUILT_IN_SUFFIX) != 0)
		return false;
	memcpy(name, file, n - suffix);
	name[n - suffix] = 0;
	return get_function(handle, name, &fn, why, sizeof why) == 0;
}

int module_built_ins(int (*fn)(void *user, const char *name, struct lt__handle *),
                     void *user)
{
	int rc = 0;
	char name[128];
	lt_dlinterface_id id = lt_dlinterface_register("catena", NULL);
	if (!id)
		return -1;
	lt_dlpreload_open(NULL, keep_handle); /* fails when there are none */
	for (lt_dlhandle h = NULL; rc == 0 && (h = lt_dlhandle_iterate(id, h)) != NULL;)
		if (is_plugin(h, name, sizeof name))
			rc = fn(user, name, h);
	lt_dlinterface_free(id);
	return rc;
}
