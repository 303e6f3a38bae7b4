/* SPDX-License-Identifier: MIT */
/* option.c - the settings of a stage against the option table of its plugin. */
#include "option.h"
#include "option_value.h"
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

const char *const option_reserved[N_OPTION_RESERVED] = {"plugin", "name", "when",
                                                        "isolate"};

static const struct catena_option *find(const struct option_job *job,
                                        const char *name)
{
	for (uint32_t i = 0; i < job->n; i++) {
		if (strcmp(job->options[i].name, name) == 0)
			return &job->options[i];
	}
	return NULL;
}

/* Names of the table, as "a, b, c". */
static void names_text(const struct option_job *job, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (uint32_t i = 0; i < job->n; i++) {
		const int n = snprintf(text + used, size - used, "%s%s", used ? ", " : "",
		                       job->options[i].name);
		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

static void unknown(const struct option_job *job, const struct setting *s,
                    struct arena *arena)
{
	char names[1024];
	const size_t n = (size_t)job->n + job->n_others;
	const char **const all =
	    arena_array(arena, n + 1, sizeof *all, alignof(const char *));
	const char *near = NULL;
	for (uint32_t i = 0; all && i < job->n; i++)
		all[i] = job->options[i].name;
	for (uint32_t i = 0; all && i < job->n_others; i++)
		all[job->n + i] = job->others[i];
	if (all)
		near = nearest_name(s->name, all, n);
	if (near) {
		diag_at(job->diag, CATENA_ERROR, s->where, job->stage,
		        "unknown %s \"%s\"; did you mean \"%s\"?", job->word, s->name,
		        near);
		return;
	}
	names_text(job, names, sizeof names);
	diag_at(job->diag, CATENA_ERROR, s->where, job->stage,
	        names[0] ? "unknown %s \"%s\"; %s takes %s"
	                 : "unknown %s \"%s\"; %s takes no options%s",
	        job->word, s->name, job->owner, names);
}

static const struct setting *setting_of(const struct option_job *job,
                                        const char *name)
{
	const struct setting *last = NULL; /* --set comes after the file */
	for (uint32_t i = 0; i < job->n_settings; i++) {
		if (strcmp(job->settings[i].name, name) == 0)
			last = &job->settings[i];
	}
	return last;
}

static bool one(const struct option_job *job, const struct catena_option *o,
                const struct value_context *c, union catena_value *v)
{
	char wants[512];
	const struct setting *const s = setting_of(job, o->name);
	if (s)
		return option_value(o, s, c, v);
	if (o->initial)
		return option_default(o, c, v);
	option_wants(o, wants, sizeof wants);
	diag_at(job->diag, CATENA_ERROR, job->where, job->stage,
	        "%s \"%s\" is missing; %s needs it: %s", job->word, o->name, job->owner,
	        wants);
	return false;
}

int option_convert(const struct option_job *job, struct arena *arena,
                   union catena_value **values)
{
	const struct value_context c = {job->dir, job->stage, arena, job->diag};
	int result = 0;
	*values = NULL;
	union catena_value *const v = arena_array(arena, (size_t)job->n + 1, sizeof *v,
	                                          alignof(union catena_value));
	if (!v) {
		diag_error(job->diag, "out of memory while reading the config");
		return -1;
	}
	for (uint32_t i = 0; i < job->n_settings; i++) {
		if (!find(job, job->settings[i].name)) {
			unknown(job, &job->settings[i], arena);
			result = -1;
		}
	}
	for (uint32_t i = 0; i < job->n; i++) {
		if (!one(job, &job->options[i], &c, &v[i]))
			result = -1;
	}
	*values = result == 0 ? v : NULL;
	return result;
}

int option_values(const struct catena_plugin *plugin,
                  const struct stage_config *stage, const char *dir,
                  struct arena *arena, union catena_value **values,
                  struct diag *diag)
{
	const struct option_job job = {.options = plugin->options,
	                               .n = plugin->n_options,
	                               .settings = stage->settings,
	                               .n_settings = stage->n_settings,
	                               .where = stage->where,
	                               .stage = stage->name,
	                               .owner = plugin->name,
	                               .word = "option",
	                               .others = option_reserved,
	                               .n_others = N_OPTION_RESERVED,
	                               .dir = dir,
	                               .diag = diag};
	return option_convert(&job, arena, values);
}
