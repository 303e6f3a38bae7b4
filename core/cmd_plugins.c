/* SPDX-License-Identifier: MIT */
/* cmd_plugins.c - `catena plugins`: what is there, where, and what was refused,
 * why. */
#include "build.h"

#include "diag.h"
#include "main.h"
#include "module.h"
#include <catena/json.h>

#include <unistd.h>
#include <stdio.h>
#include <string.h>

static int usage(FILE *out, int status)
{
	fputs("Usage: catena plugins [--json]\n"
	      "Lists the plugins that can stand in a chain, and the files that were\n"
	      "refused, with the reason.  Folders: those of CATENA_PLUGIN_PATH, then "
	      "the\n"
	      "system's; of two plugins with one name the first is used.\n\n"
	      "  --json   one object, for programs\n",
	      out);
	return status;
}

/* ---- for people ---- */

struct widths {
	int name, kind, version;
};

static int wider(int width, const char *s)
{
	const int n = (int)strlen(s);
	return n > width ? n : width;
}

static struct widths measure(const struct module *const *list, uint32_t n)
{
	struct widths w = {0};
	for (uint32_t i = 0; i < n; i++) {
		if (!list[i]->plugin)
			continue;
		w.name = wider(w.name, list[i]->name);
		w.kind = wider(w.kind, list[i]->plugin->kind);
		w.version = wider(w.version, list[i]->plugin->version);
	}
	return w;
}

/* Bytes of a path before its last slash. */
static int folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (int)(slash == path ? 1 : slash - path) : (int)strlen(path);
}

static int same_folder(const struct module *a, const struct module *b)
{
	const int n = folder_size(a->path);
	return n == folder_size(b->path) && strncmp(a->path, b->path, (size_t)n) == 0;
}

static void print_folder(const struct module *const *list, uint32_t n,
                         uint32_t first, const struct widths *w)
{
	const char *path = list[first]->path;
	printf("%.*s\n", folder_size(path), path);
	for (uint32_t i = first; i < n; i++) {
		const struct catena_plugin *p = list[i]->plugin;
		if (p && same_folder(list[first], list[i]))
			printf("  %-*s  %-*s  %-*s  %s\n", w->name, p->name, w->kind, p->kind,
			       w->version, p->version, p->summary);
	}
}

/* One heading a folder, in the order of the first plugin of each. */
static void print_usable(const struct module *const *list, uint32_t n)
{
	const struct widths w = measure(list, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t before = 0;
		if (!list[i]->plugin)
			continue;
		while (before < i &&
		       !(list[before]->plugin && same_folder(list[before], list[i])))
			before++;
		if (before == i)
			print_folder(list, n, i, &w);
	}
}

/* File names may hold anything; a terminal should not see it. */
static void print_clean(const char *s)
{
	for (; *s; s++)
		putchar((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s);
}

static void print_refused(const struct module *const *list, uint32_t n)
{
	uint32_t refused = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (list[i]->plugin)
			continue;
		if (refused++ == 0)
			puts("refused");
		fputs("  ", stdout);
		print_clean(list[i]->path);
		fputs(": ", stdout);
		print_clean(list[i]->refused);
		putchar('\n');
	}
}

static void print_text(const struct module *const *list, uint32_t n)
{
	print_usable(list, n);
	print_refused(list, n);
	if (n == 0)
		puts("There are no plugins; set CATENA_PLUGIN_PATH to the folder that has "
		     "them.");
}

/* ---- for programs ---- */

static void put_text(struct json_buf *b, const char *key, const char *value)
{
	json_char(b, ',');
	json_string(b, key, strlen(key));
	json_char(b, ':');
	json_string_repair(b, value, strlen(value));
}

static void put_module(struct json_buf *b, const struct module *m)
{
	const struct catena_plugin *p = m->plugin;
	json_raw(b, "{\"name\":", 8);
	json_string_repair(b, m->name, strlen(m->name));
	put_text(b, "path", m->path);
	if (p) {
		put_text(b, "kind", p->kind);
		put_text(b, "version", p->version);
		put_text(b, "license", p->license);
		put_text(b, "summary", p->summary);
	} else
		put_text(b, "refused", m->refused);
	json_char(b, '}');
}

static int print_json(const struct module *const *list, uint32_t n)
{
	char head[64];
	struct json_buf b = {0};
	snprintf(head, sizeof head, "{\"abi\":\"%d.%d\",\"plugins\":[",
	         CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
	json_raw(&b, head, strlen(head));
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			json_char(&b, ',');
		put_module(&b, list[i]);
	}
	json_raw(&b, "]}\n", 3);
	const int failed = b.failed;
	if (!failed)
		fwrite(b.p, 1, b.n, stdout);
	json_free(&b);
	return failed ? -1 : 0;
}

/* ---- the command ---- */

static int list_plugins(int json, struct diag *d)
{
	const struct module_options options = {.trust_environment = true};
	int status = EXIT_RUN_FAILED;
	uint32_t n = 0;
	struct modules *m = modules_new(&options, d);
	const struct module *const *list = m ? modules_list(m, &n) : NULL;
	if (!m)
		goto out;
	if (list && !json)
		print_text(list, n);
	if (!list || (json && print_json(list, n) != 0))
		diag_error(d, "out of memory");
	else
		status = EXIT_ALL_WELL;
out:
	modules_free(m);
	return status;
}

int cmd_plugins(int argc, char **argv)
{
	int json = 0;
	const int done = parse_json(argc, argv, usage, &json);
	if (done >= 0)
		return done;
	if (optind < argc)
		return usage(stderr, EXIT_USAGE);
	struct diag *d = main_diag(CATENA_WARN);
	if (!d)
		return EXIT_RUN_FAILED;
	const int status = list_plugins(json, d);
	diag_free(d);
	return status;
}
