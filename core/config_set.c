/* SPDX-License-Identifier: MIT */
/* config_set.c - `--set STAGE.OPTION=VALUE` and `--set KEY=VALUE`. */
#include "build.h"
#include "config_parts.h"
#include "option.h"
#include <catena/utf8.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_SETS = 1000,
	SHOWN = 80 /* bytes of one that a message shows */
};

static void ignore(void *user, uint32_t level, const char *message)
{
	(void)user;
	(void)level;
	(void)message;
}

/* Is it written like a number, a list or true?  Then *s is that.  (If memory
 * runs out while a bare word is tried, it is a string: which numbers and true
 * may be, too.) */
static bool literal(struct config_job *job, const char *text, struct diag *diag,
                    struct setting *s)
{
	struct config_job silent = *job; /* but for diag and scratch */
	struct setting root;
	struct scan scan;
	const size_t n = strlen(text);
	const uint32_t before = diag_errors(diag);
	char *const all = arena_alloc(&job->scratch, n + 8, 1);
	if (!all)
		return config_no_memory(job);
	memcpy(all, "v = ", 4);
	memcpy(all + 4, text, n + 1);
	silent.diag = diag;
	silent.scratch = (struct arena){0};
	const bool good = config_scan_text(s->where.file, all, &silent.config->arena,
	                                   &silent.scratch, diag, &scan) &&
	                  config_parse(&silent, &scan, &root);
	arena_free(&silent.scratch);
	if (good && root.n != 1)
		diag_at(diag, CATENA_ERROR, s->where, NULL, "a setting has one value");
	if (!good || root.n != 1 || diag_errors(diag) != before)
		return false;
	const char *const name = s->name;
	const struct where where = s->where;
	*s = root.items[0];
	s->name = name;
	s->where = where;
	return true;
}

static void set_dir(struct setting *s, const char *dir)
{
	s->dir = dir;
	/* Items are const to those who read; these are ours and new. */
	for (uint32_t i = 0; i < s->n; i++)
		set_dir((struct setting *)(uintptr_t)&s->items[i], dir);
}

static void set_where(struct setting *s, struct where where)
{
	s->where = where;
	for (uint32_t i = 0; i < s->n; i++)
		set_where((struct setting *)(uintptr_t)&s->items[i], where);
}

/* Bare words are strings; what opens a bracket or a quote must be well
 * written, save that a test of `when` may begin with a bracket of its own. */
static bool read_value(struct config_job *job, const char *text, struct setting *s)
{
	const bool test = strcmp(s->name, "when") == 0;
	const bool strict = text[0] && strchr(test ? "\"" : "\"[({", text[0]);
	struct diag *const quiet = diag_new(ignore, NULL, CATENA_ERROR);
	if (!quiet)
		return config_no_memory(job);
	bool good = literal(job, text, strict ? job->diag : quiet, s);
	const bool bare = !good && !strict;
	diag_free(quiet);
	if (bare) {
		s->type = SET_STRING;
		s->s = config_expand(text, &job->config->arena, s->where, NULL, job->diag);
		good = s->s != NULL;
	} else if (good && s->type != SET_STRING && s->type != SET_LIST &&
	           s->type != SET_GROUP) {
		s->s = text;
	}
	const char *const dir = config_working_folder(job);
	if (!dir)
		return config_no_memory(job);
	set_dir(s, dir);
	set_where(s, s->where);
	return good;
}

/* What messages call it: "--set dedup.threshold=0.7". */
static const char *label(struct config_job *job, const char *set)
{
	char text[SHOWN + 16];
	const size_t n = strlen(set);
	const size_t k = n > SHOWN ? utf8_valid_prefix(set, SHOWN) : n;
	snprintf(text, sizeof text, "--set %.*s%s", (int)k, set, k < n ? "..." : "");
	return arena_copy(&job->config->arena, text, strlen(text));
}

static void unknown_stage(const struct config_job *job, struct where where,
                          const char *name)
{
	const char *names[CONFIG_MOST_STAGES];
	size_t n = 0;
	for (uint32_t i = 0; i < job->n_stages; i++)
		names[n++] = job->stages[i].name;
	const char *const near = nearest_name(name, names, n);
	if (near)
		diag_at(job->diag, CATENA_ERROR, where, NULL,
		        "there is no stage \"%s\"; did you mean \"%s\"?", name, near);
	else
		diag_at(job->diag, CATENA_ERROR, where, NULL,
		        "there is no stage \"%s\"; `catena check` lists the stages", name);
}

static struct stage_config *find_stage(const struct config_job *job,
                                       const char *name)
{
	for (uint32_t i = 0; i < job->n_stages; i++) {
		if (job->stages[i].name && strcmp(job->stages[i].name, name) == 0)
			return &job->stages[i];
	}
	return NULL;
}

/* A copy of the settings without those of s's name, with s at the end. */
static const struct setting *with(struct config_job *job, const struct setting *old,
                                  uint32_t *n, const struct setting *s)
{
	struct setting *const all = arena_array(&job->config->arena, (size_t)*n + 1,
	                                        sizeof *all, alignof(struct setting));
	uint32_t k = 0;
	if (!all) {
		config_no_memory(job);
		return old;
	}
	for (uint32_t i = 0; i < *n; i++) {
		if (strcmp(old[i].name, s->name) != 0)
			all[k++] = old[i];
	}
	all[k++] = *s;
	*n = k;
	return all;
}

static void set_option(struct config_job *job, const char *stage_name,
                       const struct setting *s)
{
	struct stage_config *const stage = find_stage(job, stage_name);
	if (!stage)
		unknown_stage(job, s->where, stage_name);
	else if (strcmp(s->name, "plugin") == 0 || strcmp(s->name, "name") == 0)
		diag_at(job->diag, CATENA_ERROR, s->where, stage->name,
		        "\"%s\" can only be changed in the config itself", s->name);
	else if (!config_stage_key(job, stage, s))
		stage->settings = with(job, stage->settings, &stage->n_settings, s);
}

static void set_key(struct config_job *job, const struct setting *s)
{
	if (job->config->path && config_is_stage_list(s))
		diag_at(job->diag, CATENA_ERROR, s->where, NULL,
		        "a list of stages can only be changed in the config itself");
	else
		job->top = with(job, job->top, &job->n_top, s);
}

static bool is_utf8(struct config_job *job, const char *set)
{
	const struct where where = {"--set", 0};
	const size_t n = strlen(set);
	if (utf8_valid_prefix(set, n) == n && n <= CONFIG_MOST_STRING)
		return true;
	diag_at(job->diag, CATENA_ERROR, where, NULL,
	        n <= CONFIG_MOST_STRING ? "\"%.60s\" is not UTF-8"
	                                : "\"%.60s...\" is too long",
	        set);
	return false;
}

static bool one(struct config_job *job, const char *set)
{
	struct setting s = {.where = {label(job, set), 0}};
	const char *const equals = strchr(set, '=');
	if (!s.where.file)
		return config_no_memory(job);
	if (!equals || equals == set) {
		diag_at(job->diag, CATENA_ERROR, s.where, NULL,
		        "write --set STAGE.OPTION=VALUE or --set KEY=VALUE");
		return true;
	}
	char *const name = arena_copy(&job->config->arena, set, (size_t)(equals - set));
	const char *const text =
	    arena_copy(&job->config->arena, equals + 1, strlen(equals + 1));
	if (!name || !text)
		return config_no_memory(job);
	char *const dot = strchr(name, '.');
	s.name = dot ? dot + 1 : name;
	if (!read_value(job, text, &s))
		return true;
	if (dot) {
		*dot = '\0';
		set_option(job, name, &s);
	} else {
		set_key(job, &s);
	}
	return true;
}

void config_sets(struct config_job *job, const char *const *sets, uint32_t n)
{
	if (n > MOST_SETS) {
		diag_error(job->diag, "more than %d times --set", MOST_SETS);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (is_utf8(job, sets[i]) && !one(job, sets[i]))
			return;
	}
}

struct config *config_of_sets(const char *const *sets, uint32_t n_sets,
                              const struct setting **settings, uint32_t *n_settings,
                              struct diag *diag)
{
	const uint32_t before = diag_errors(diag);
	struct config *c = calloc(1, sizeof *c);
	struct config_job job = {.config = c, .diag = diag};
	*settings = NULL;
	*n_settings = 0;
	if (!c) {
		config_no_memory(&job);
		return NULL;
	}
	config_sets(&job, sets, n_sets);
	arena_free(&job.scratch);
	c->dir = config_working_folder(&job);
	if (!c->dir)
		config_no_memory(&job);
	if (diag_errors(diag) != before) {
		config_free(c);
		return NULL;
	}
	*settings = job.top;
	*n_settings = job.n_top;
	return c;
}
