/* SPDX-License-Identifier: MIT */
/* files.c - the files that a run writes: no two may be one, and none may be one
 * that it reads, or its output would take the place of what cannot be had
 * again.  And those that it reads: no FIFO, or it would wait for ever.
 *
 * An output is renamed to its name, so what counts is the name in its folder;
 * of a file that is read it is where the links end. */
#include "build.h"

#include "chain.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Which files ---- */

bool chain_is_file(const char *path)
{
	return *path && strcmp(path, "-") && strncmp(path, "/dev/", 5);
}

const char *chain_first_output(const struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t k = 0; s->values && k < s->plugin->n_options; k++) {
			const char *path = s->values[k].s;
			if (s->plugin->options[k].type == CATENA_OUTPUT && chain_is_file(path))
				return path;
		}
	}
	return NULL;
}

static char *in_folder(const char *folder, const char *name)
{
	const size_t n = strlen(folder) + strlen(name) + 2;
	char *path = malloc(n);
	if (path)
		snprintf(path, n, "%s/%s", folder, name);
	return path;
}

static char *folder_of(const char *path)
{
	char *copy = strdup(path);
	char *folder = copy ? strdup(dirname(copy)) : NULL;
	free(copy);
	return folder;
}

char *chain_ledger_file(const struct chain *c, bool quarantine)
{
	const char *given = c->config->quarantine;
	if (quarantine && given)
		return strdup(given);
	const char *beside =
	    given && chain_is_file(given) ? given : chain_first_output(c);
	char *folder = beside ? folder_of(beside) : strdup(c->config->dir);
	char *path = folder ? in_folder(folder, quarantine ? "quarantine.jsonl"
	                                                   : "dropped.jsonl")
	                    : NULL;
	free(folder);
	return path;
}

/* ---- Which are one ---- */

/* Whether two names stand in one folder and are the same. */
static bool same_name(const char *a, const char *b)
{
	struct stat at, bt;
	if (!strcmp(a, b))
		return true;
	const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
	if (!x || !y || strcmp(x, y))
		return false;
	char *p = folder_of(a), *q = folder_of(b);
	const bool same = p && q && !stat(p, &at) && !stat(q, &bt) &&
	                  at.st_dev == bt.st_dev && at.st_ino == bt.st_ino;
	free(p);
	free(q);
	return same;
}

/* Whether what is written under one name takes the place of a file that is
 * read.  Devices and pipes are written in place and stay. */
static bool takes_place(const char *written, const char *read)
{
	struct stat st;
	char *real =
	    stat(read, &st) || !S_ISREG(st.st_mode) ? NULL : realpath(read, NULL);
	const bool taken =
	    real && (same_name(written, real) || same_name(written, read));
	free(real);
	return taken;
}

/* The first stage, and its option, whose value is (or whose list holds) a file
 * that what is written would take the place of. */
static const struct stage *reader_of(const struct chain *c, const char *written,
                                     const char **option)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t k = 0; s->values && k < s->plugin->n_options; k++) {
			const struct catena_option *o = &s->plugin->options[k];
			const char *const one[] = {s->values[k].s, NULL};
			const char *const *list = o->type == CATENA_PATHS  ? s->values[k].list
			                          : o->type == CATENA_PATH ? one
			                                                   : NULL;
			*option = o->name;
			for (; list && *list; list++) {
				if (takes_place(written, *list))
					return s;
			}
		}
	}
	return NULL;
}

/* The stage before this option, and its option, that writes the same file. */
static const struct stage *writer_before(const struct chain *c, const char *written,
                                         uint32_t stage, uint32_t option)
{
	for (uint32_t i = 0; i < c->n && i <= stage; i++) {
		const struct stage *s = &c->stages[i];
		const uint32_t n = !s->values  ? 0
		                   : i < stage ? s->plugin->n_options
		                               : option;
		for (uint32_t k = 0; k < n; k++) {
			if (s->plugin->options[k].type == CATENA_OUTPUT && *s->values[k].s &&
			    same_name(s->values[k].s, written))
				return s;
		}
	}
	return NULL;
}

/* ---- The checks ---- */

static void check_output(const struct chain *c, uint32_t stage, uint32_t option)
{
	const struct stage *s = &c->stages[stage], *other;
	const char *path = s->values[option].s;
	const char *name = s->plugin->options[option].name, *other_option;
	if ((other = writer_before(c, path, stage, option)))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "option \"%s\" names the same file as stage \"%s\": %s; give each "
		        "its own",
		        name, other->name, path);
	else if ((other = reader_of(c, path, &other_option)))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "option \"%s\" names a file that stage \"%s\" reads (%s): %s; "
		        "write to another",
		        name, other->name, other_option, path);
	else if (takes_place(path, c->config->path))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "option \"%s\" names the config itself: %s; write to another file",
		        name, path);
}

/* A file of what was quarantined or dropped. */
static void check_ledger(const struct chain *c, bool quarantine)
{
	const char *what = quarantine ? "quarantined" : "dropped", *option;
	char *path = chain_ledger_file(c, quarantine);
	const struct stage *s;
	if (!path)
		diag_error(c->diag, "out of memory");
	else if (!chain_is_file(path))
		;
	else if ((s = writer_before(c, path, c->n, 0)))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "writes the file for the documents that are %s: %s; write to "
		        "another",
		        what, path);
	else if ((s = reader_of(c, path, &option)))
		diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
		        "option \"%s\" names the file that this run writes for the "
		        "documents that are %s, or removes when there are none: %s; %s",
		        option, what, path,
		        quarantine ? "set quarantine to another, or read a copy"
		                   : "read a copy");
	else if (takes_place(path, c->config->path))
		diag_error(c->diag,
		           "%s: this is the file for the documents that are %s; "
		           "name another",
		           c->config->path, what);
	free(path);
}

/* ---- What is remembered ---- */

/* The folder of a stage's index, or NULL: as plugins share it, the option "index"
 * of those that have the extension catena.index/1. */
static const char *index_of(const struct stage *s)
{
	for (uint32_t k = 0; s->keeps && s->values && k < s->plugin->n_options; k++) {
		const struct catena_option *o = &s->plugin->options[k];
		if (o->type == CATENA_PATH && !strcmp(o->name, "index") && *s->values[k].s)
			return s->values[k].s;
	}
	return NULL;
}

static char *without_slashes(const char *path)
{
	char *copy = strdup(path);
	size_t n = copy ? strlen(copy) : 0;
	while (n > 1 && copy[n - 1] == '/')
		copy[--n] = 0;
	return copy;
}

/* Whether two names lead to one folder, there now or not yet. */
static bool same_folder(const char *a, const char *b)
{
	struct stat at, bt;
	if (!stat(a, &at) && !stat(b, &bt))
		return at.st_dev == bt.st_dev && at.st_ino == bt.st_ino;
	char *p = without_slashes(a), *q = without_slashes(b);
	const bool same = p && q && same_name(p, q);
	free(p);
	free(q);
	return same;
}

/* Two stages would take each other's records for their own: the second could
 * not open it, after the first has made it. */
static void check_indexes(const struct chain *c)
{
	for (uint32_t i = 1; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		const char *path = index_of(s), *other = NULL;
		for (uint32_t k = 0; path && k < i; k++) {
			if (!(other = index_of(&c->stages[k])) || !same_folder(path, other))
				continue;
			diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
			        "index \"%s\" is that of another stage of this chain, \"%s\"; "
			        "give each stage an index of its own",
			        path, c->stages[k].name);
			break;
		}
	}
}

/* ---- What is read ---- */

/* A plugin that opens a FIFO waits for somebody to write into it: for ever, as a
 * rule.  Readers say themselves what they can read. */
static void check_input(const struct chain *c, const struct stage *s,
                        const char *option, const char *path)
{
	struct stat st;
	if (!chain_is_file(path) || stat(path, &st) ||
	    !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		return;
	diag_at(c->diag, CATENA_ERROR, s->config->where, s->name,
	        "option \"%s\" names a %s: %s; name a file", option,
	        S_ISFIFO(st.st_mode) ? "FIFO" : "socket", path);
}

static void check_inputs(const struct chain *c)
{
	for (uint32_t i = 1; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t k = 0; s->values && k < s->plugin->n_options; k++) {
			const struct catena_option *o = &s->plugin->options[k];
			if (o->type == CATENA_PATH)
				check_input(c, s, o->name, s->values[k].s);
			for (const char *const *p = s->values[k].list;
			     o->type == CATENA_PATHS && *p; p++)
				check_input(c, s, o->name, *p);
		}
	}
}

/* ---- The list for readers ---- */

static void list_file(struct chain *c, const char *path)
{
	if (chain_is_file(path))
		c->written[c->n_written++] = path;
}

static void list_ledger(struct chain *c, bool quarantine)
{
	char *path = chain_ledger_file(c, quarantine);
	const char *copy = path ? arena_copy(&c->arena, path, strlen(path)) : NULL;
	free(path);
	if (copy)
		list_file(c, copy);
	else
		diag_error(c->diag, "out of memory");
}

static void list_written(struct chain *c)
{
	const char *also = c->config->also_written;
	size_t n = 3;
	for (uint32_t i = 0; i < c->n; i++)
		n += c->stages[i].values ? c->stages[i].plugin->n_options : 0;
	c->written = arena_array(&c->arena, n, sizeof *c->written, 8);
	if (!c->written || (also && !(also = chain_absolute(&c->arena, also)))) {
		diag_error(c->diag, "out of memory");
		return;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t k = 0; s->values && k < s->plugin->n_options; k++) {
			if (s->plugin->options[k].type == CATENA_OUTPUT)
				list_file(c, s->values[k].s);
		}
	}
	if (also)
		list_file(c, also);
	list_ledger(c, true);
	list_ledger(c, false);
}

void chain_files(struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t k = 0; s->values && k < s->plugin->n_options; k++) {
			if (s->plugin->options[k].type == CATENA_OUTPUT && *s->values[k].s)
				check_output(c, i, k);
		}
	}
	check_inputs(c);
	check_indexes(c);
	if (c->flags & CHAIN_NO_OUTPUT)
		return;
	check_ledger(c, true);
	check_ledger(c, false);
	list_written(c);
}

bool chain_has_file(const struct chain *c, const char *path)
{
	const char *option;
	char *ledger[2] = {chain_ledger_file(c, false), chain_ledger_file(c, true)};
	char *folder = folder_of(path), *real = folder ? realpath(folder, NULL) : NULL;
	const char *name = strrchr(path, '/');
	char *full = real ? in_folder(real, name ? name + 1 : path) : NULL;
	bool has = false;
	if (full && chain_is_file(full))
		has = writer_before(c, full, c->n, 0) || reader_of(c, full, &option) ||
		      takes_place(full, c->config->path) ||
		      (ledger[0] && same_name(full, ledger[0])) ||
		      (ledger[1] && same_name(full, ledger[1]));
	for (int i = 0; i < 2; i++)
		free(ledger[i]);
	free(folder);
	free(real);
	free(full);
	return has;
}
