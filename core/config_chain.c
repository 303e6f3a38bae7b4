/* SPDX-License-Identifier: MIT */
/* config_chain.c - the lists of stages in a config, put into one chain. */
#include "build.h"
#include "config_parts.h"
#include "option.h"
#include "when.h"
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum {
	LONGEST_NAME = 63
};

enum state {
	NEW,
	OPEN, /* being put into the chain: naming it again would be a circle */
	DONE
};

struct entry { /* a stage, or the name of another list */
	const char *list;
	struct where where;
	struct stage_config stage;
};

struct list {
	const struct setting *from;
	struct entry *entries;
	enum state state;
};

struct build {
	struct config_job *job;
	struct list *lists;
	const char **names; /* of the lists */
	uint32_t n;
	uint32_t path[CONFIG_MOST_DEPTH + 1]; /* lists that are open */
	uint32_t depth;
};

static bool is_chain(const struct setting *s)
{
	return strcmp(s->name, "chain") == 0;
}

static bool is_key(const char *name)
{
	uint32_t n;
	const struct catena_option *const keys = config_top_options(&n);
	for (uint32_t i = 0; i < n; i++) {
		if (strcmp(keys[i].name, name) == 0)
			return true;
	}
	return false;
}

static uint32_t count(const struct setting *list, enum setting_type type)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < list->n; i++)
		n += list->items[i].type == type;
	return n;
}

bool config_is_stage_list(const struct setting *s)
{
	if (is_chain(s))
		return true;
	if (s->type != SET_LIST || is_key(s->name))
		return false;
	return count(s, SET_GROUP) > 0 || count(s, SET_STRING) == s->n;
}

/* ---- One stage ---- */

static bool good_name(const char *s)
{
	const size_t n =
	    strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	              "0123456789_-");
	return n > 0 && n <= LONGEST_NAME && s[n] == '\0';
}

static void error(const struct config_job *job, const struct setting *s,
                  const struct stage_config *stage, const char *what)
{
	if (s->type == SET_BAD)
		return;
	diag_at(job->diag, CATENA_ERROR, s->where,
	        stage->name ? stage->name : stage->plugin, "\"%s\" %s", s->name, what);
}

static void take_name(const struct config_job *job,
                      const struct stage_config *stage, const struct setting *s,
                      const char **to)
{
	if (s->type != SET_STRING)
		error(job, s, stage, "must be a string in quotes");
	else if (!good_name(s->s))
		error(job, s, stage,
		      "must be letters, digits, \"_\" and \"-\", at most 63");
	else
		*to = s->s;
}

static void take_when(struct config_job *job, struct stage_config *stage,
                      const struct setting *s)
{
	char why[320];
	stage->when = NULL;
	if (s->type != SET_STRING) {
		error(job, s, stage,
		      "must be a test in quotes: when = \"language == 'en'\"");
	} else if (!when_compile(s->s, &job->scratch, why, sizeof why)) {
		diag_at(job->diag, CATENA_ERROR, s->where,
		        stage->name ? stage->name : stage->plugin, "when: %s", why);
	} else {
		stage->when = s->s;
		stage->when_where = s->where;
	}
}

static void take_isolate(struct config_job *job, struct stage_config *stage,
                         const struct setting *s)
{
	/* A variable in its place is a string. */
	const bool text = s->type == SET_STRING;
	if (s->type == SET_BOOL)
		stage->isolate = s->i != 0;
	else if (text && strcmp(s->s, "true") == 0)
		stage->isolate = true;
	else if (text && strcmp(s->s, "false") == 0)
		stage->isolate = false;
	else
		error(job, s, stage, "must be true or false");
}

bool config_stage_key(struct config_job *job, struct stage_config *stage,
                      const struct setting *s)
{
	if (strcmp(s->name, "plugin") == 0)
		take_name(job, stage, s, &stage->plugin);
	else if (strcmp(s->name, "name") == 0)
		take_name(job, stage, s, &stage->name);
	else if (strcmp(s->name, "when") == 0)
		take_when(job, stage, s);
	else if (strcmp(s->name, "isolate") == 0)
		take_isolate(job, stage, s);
	else
		return false;
	return true;
}

static void no_plugin(const struct config_job *job, const struct setting *group,
                      const struct stage_config *stage)
{
	static const char *const plugin[] = {"plugin"};
	for (uint32_t i = 0; i < group->n; i++) {
		const struct setting *const s = &group->items[i];
		if (strcmp(s->name, "plugin") == 0)
			return; /* there is one, and what is wrong with it was said */
		if (!nearest_name(s->name, plugin, 1))
			continue;
		diag_at(job->diag, CATENA_ERROR, s->where, stage->name,
		        "a stage needs a plugin; \"%s\" is not known, did you mean "
		        "\"plugin\"?",
		        s->name);
		return;
	}
	diag_at(job->diag, CATENA_ERROR, group->where, stage->name,
	        "a stage needs a plugin: { plugin = \"NAME\"; ... }");
}

static bool read_stage(struct config_job *job, const struct setting *group,
                       struct stage_config *stage)
{
	struct setting *const options =
	    arena_array(&job->config->arena, (size_t)group->n + 1, sizeof *options,
	                alignof(struct setting));
	if (!options)
		return config_no_memory(job);
	stage->where = group->where;
	stage->settings = options;
	/* The names first, for the messages about the others. */
	for (uint32_t i = 0; i < group->n; i++) {
		const struct setting *const s = &group->items[i];
		if (strcmp(s->name, "plugin") == 0 || strcmp(s->name, "name") == 0)
			config_stage_key(job, stage, s);
	}
	for (uint32_t i = 0; i < group->n; i++) {
		const struct setting *const s = &group->items[i];
		if (strcmp(s->name, "plugin") == 0 || strcmp(s->name, "name") == 0)
			continue;
		if (!config_stage_key(job, stage, s))
			options[stage->n_settings++] = *s;
	}
	if (!stage->plugin)
		no_plugin(job, group, stage);
	return true;
}

/* ---- The lists ---- */

static bool read_list(struct config_job *job, struct list *list)
{
	const struct setting *const from = list->from;
	if (from->type == SET_BAD)
		return true;
	if (from->type != SET_LIST) {
		diag_at(job->diag, CATENA_ERROR, from->where, NULL,
		        "\"%s\" must be a list of stages in round brackets: "
		        "( { plugin = \"NAME\"; ... }, ... )",
		        from->name);
		return true;
	}
	list->entries = arena_array(&job->scratch, (size_t)from->n + 1,
	                            sizeof *list->entries, alignof(struct entry));
	if (!list->entries)
		return config_no_memory(job);
	memset(list->entries, 0, ((size_t)from->n + 1) * sizeof *list->entries);
	for (uint32_t i = 0; i < from->n; i++) {
		const struct setting *const item = &from->items[i];
		struct entry *const e = &list->entries[i];
		e->where = item->where;
		if (item->type == SET_STRING)
			e->list = item->s;
		else if (item->type == SET_BAD)
			continue;
		else if (item->type != SET_GROUP)
			diag_at(job->diag, CATENA_ERROR, item->where, NULL,
			        "\"%s\" takes stages, { plugin = \"NAME\"; ... }, and names of "
			        "other lists of stages in quotes",
			        from->name);
		else if (!read_stage(job, item, &e->stage))
			return false;
	}
	return true;
}

static bool named_in_a_list(const struct config_job *job, const char *name)
{
	for (uint32_t i = 0; i < job->n_top; i++) {
		const struct setting *const list = &job->top[i];
		for (uint32_t k = 0; config_is_stage_list(list) && k < list->n; k++) {
			if (list->items[k].type == SET_STRING &&
			    strcmp(list->items[k].s, name) == 0)
				return true;
		}
	}
	return false;
}

static bool read_lists(struct build *b)
{
	struct config_job *const job = b->job;
	const size_t most = (size_t)job->n_top + 1;
	b->lists =
	    arena_array(&job->scratch, most, sizeof *b->lists, alignof(struct list));
	b->names =
	    arena_array(&job->scratch, most, sizeof *b->names, alignof(const char *));
	if (!b->lists || !b->names)
		return config_no_memory(job);
	for (uint32_t i = 0; i < job->n_top; i++) {
		const struct setting *const s = &job->top[i];
		if (!config_is_stage_list(s))
			continue;
		b->lists[b->n] = (struct list){.from = s};
		b->names[b->n] = s->name;
		if (!read_list(job, &b->lists[b->n++]))
			return false;
	}
	return true;
}

static struct list *find_list(const struct build *b, const char *name)
{
	for (uint32_t i = 0; i < b->n; i++) {
		if (strcmp(b->names[i], name) == 0)
			return &b->lists[i];
	}
	return NULL;
}

static void unknown_list(const struct build *b, const struct entry *e)
{
	b->job->gaps = true;
	const char *const near = nearest_name(e->list, b->names, b->n);
	if (near && strcmp(near, "chain") != 0)
		diag_at(b->job->diag, CATENA_ERROR, e->where, NULL,
		        "there is no list of stages \"%s\"; did you mean \"%s\"?", e->list,
		        near);
	else
		diag_at(b->job->diag, CATENA_ERROR, e->where, NULL,
		        "there is no list of stages \"%s\"; write one, %s = ( ... );, or a "
		        "stage, { plugin = \"%s\"; }",
		        e->list, good_name(e->list) ? e->list : "NAME", e->list);
}

static void circle(const struct build *b, const struct entry *e)
{
	b->job->gaps = true;
	char ring[1024] = "";
	size_t used = 0;
	bool in = false;
	for (uint32_t i = 0; i < b->depth; i++) {
		const char *const name = b->names[b->path[i]];
		in = in || strcmp(name, e->list) == 0;
		const int n =
		    in ? snprintf(ring + used, sizeof ring - used, "\"%s\" names ", name)
		       : 0;
		if (n > 0 && (size_t)n < sizeof ring - used)
			used += (size_t)n;
	}
	diag_at(
	    b->job->diag, CATENA_ERROR, e->where, NULL,
	    "the lists of stages run in a circle: %s\"%s\"; take one of the names out",
	    ring, e->list);
}

/* ---- The chain ---- */

static bool add_stage(struct build *b, const struct entry *e)
{
	struct config_job *const job = b->job;
	if (job->n_stages == CONFIG_MOST_STAGES) {
		diag_at(job->diag, CATENA_ERROR, e->where, NULL,
		        "the chain has more than %d stages with its lists in place",
		        CONFIG_MOST_STAGES);
		return false;
	}
	if (e->stage.plugin)
		job->stages[job->n_stages++] = e->stage;
	else /* said when its list was read */
		job->gaps = true;
	return true;
}

static bool splice(struct build *b, uint32_t index);

static bool splice_entry(struct build *b, const struct entry *e)
{
	if (!e->list)
		return add_stage(b, e);
	struct list *const list = find_list(b, e->list);
	if (!list)
		unknown_list(b, e);
	else if (list->state == OPEN)
		circle(b, e);
	else
		return splice(b, (uint32_t)(list - b->lists));
	return true;
}

/* False: the chain is full. */
static bool splice(struct build *b, uint32_t index)
{
	struct list *const list = &b->lists[index];
	bool good = true;
	if (!list->entries)
		return true;
	if (b->depth > CONFIG_MOST_DEPTH) {
		diag_at(b->job->diag, CATENA_ERROR, list->from->where, NULL,
		        "lists of stages name each other more than %d deep",
		        CONFIG_MOST_DEPTH);
		return false;
	}
	list->state = OPEN;
	b->path[b->depth++] = index;
	for (uint32_t i = 0; good && i < list->from->n; i++)
		good = splice_entry(b, &list->entries[i]);
	b->depth--;
	list->state = DONE;
	return good;
}

static void no_chain(const struct build *b)
{
	static const char *const chain[] = {"chain"};
	const struct where top = {b->job->config->path, 1};
	for (uint32_t i = 0; i < b->n; i++) {
		if (!nearest_name(b->names[i], chain, 1))
			continue;
		diag_at(b->job->diag, CATENA_ERROR, b->lists[i].from->where, NULL,
		        "there is no chain; \"%s\" is not known, did you mean \"chain\"?",
		        b->names[i]);
		return;
	}
	diag_at(
	    b->job->diag, CATENA_ERROR, top, NULL,
	    "there is no chain; write chain = ( { plugin = \"NAME\"; ... }, ... );");
}

/* A list of strings that nobody names was not meant as a list of stages. */
static void unused(const struct build *b)
{
	for (uint32_t i = 0; i < b->n; i++) {
		const struct setting *const s = b->lists[i].from;
		if (b->lists[i].state != NEW || is_chain(s) ||
		    named_in_a_list(b->job, s->name))
			continue;
		if (s->n == 0 || count(s, SET_GROUP) > 0)
			diag_at(b->job->diag, CATENA_WARN, s->where, NULL,
			        "the list of stages \"%s\" is used nowhere; the chain can name "
			        "it: chain = ( ..., \"%s\", ... );",
			        s->name, s->name);
		else
			config_unknown_key(b->job, s);
	}
}

/* ---- Names ---- */

static const struct stage_config *named(const struct config_job *job,
                                        const char *name,
                                        const struct stage_config *but)
{
	for (uint32_t i = 0; i < job->n_stages; i++) {
		const struct stage_config *const s = &job->stages[i];
		if (s != but && s->name && strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

static void check_given_names(struct config_job *job)
{
	for (uint32_t i = 0; i < job->n_stages; i++) {
		struct stage_config *const s = &job->stages[i];
		const struct stage_config *const first =
		    s->name ? named(job, s->name, s) : NULL;
		if (!first || first > s)
			continue;
		const bool same = first->where.file == s->where.file &&
		                  first->where.line == s->where.line;
		diag_at(job->diag, CATENA_ERROR, s->where, s->name,
		        "this name is taken by the stage at %s:%u; %s", first->where.file,
		        first->where.line,
		        same ? "a list that is used twice cannot name its stages"
		             : "give one of them another");
	}
}

/* plugin, plugin_2, plugin_3: what is not taken. */
static bool give_name(struct config_job *job, struct stage_config *s)
{
	char name[LONGEST_NAME + 16];
	for (unsigned k = 1;; k++) {
		if (k == 1)
			snprintf(name, sizeof name, "%s", s->plugin);
		else
			snprintf(name, sizeof name, "%s_%u", s->plugin, k);
		if (!named(job, name, s))
			break;
	}
	s->name = arena_copy(&job->config->arena, name, strlen(name));
	return s->name || config_no_memory(job);
}

void config_chain(struct config_job *job)
{
	struct build b = {.job = job};
	job->stages = arena_array(&job->config->arena, CONFIG_MOST_STAGES,
	                          sizeof *job->stages, alignof(struct stage_config));
	if (!job->stages) {
		config_no_memory(job);
		return;
	}
	if (!read_lists(&b))
		return;
	struct list *const chain = find_list(&b, "chain");
	if (!chain) {
		no_chain(&b);
		return;
	}
	if (chain->from->type == SET_LIST && chain->from->n == 0)
		diag_at(job->diag, CATENA_ERROR, chain->from->where, NULL,
		        "the chain has no stages; the first one reads: "
		        "( { plugin = \"NAME\"; ... }, ... )");
	splice(&b, (uint32_t)(chain - b.lists));
	unused(&b);
	check_given_names(job);
	for (uint32_t i = 0; i < job->n_stages; i++) {
		if (!job->stages[i].name && !give_name(job, &job->stages[i]))
			job->n_stages = 0; /* none without a name */
	}
}
