/* SPDX-License-Identifier: MIT */
/* cmd_plugin.c - `catena WORD COMMAND`: a command that a plugin brings; what it
 * takes is said by the plugin's own table. */
#include "build.h"

#include "command.h"
#include "config.h"
#include "diag.h"
#include "host.h"
#include "main.h"
#include "module.h"
#include "option.h"
#include "symbol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One that the word may mean. */
struct offer {
	const struct catena_plugin *plugin;
	const struct catena_commands *all;
};

struct job {
	const char *word; /* as given */
	char **argv;      /* behind the command's name */
	int argc;
	const struct catena_plugin *plugin;
	struct catena_command command;
	struct arena arena;
	struct diag *diag;
	struct setting *settings; /* of those options that were given */
	uint32_t n_settings;
	const char **args;
	uint32_t n_args;
	bool help;
};

/* ---- What there is ---- */

/* word NULL: all.  Only the files of plugins that name the extension are opened. */
static uint32_t find_offers(struct modules *m, const char *word,
                            struct offer **offers)
{
	uint32_t n = 0, found = 0;
	const struct module *const *const list =
	    modules_list_holding(m, COMMAND_EXTENSION, &n);
	*offers = calloc((size_t)n + 1, sizeof **offers);
	for (uint32_t i = 0; list && *offers && i < n; i++) {
		const struct catena_plugin *const p = list[i]->plugin;
		const struct catena_commands *const all = p ? commands_of(p) : NULL;
		if (all &&
		    (!word || strcmp(all->word, word) == 0 || strcmp(p->name, word) == 0))
			(*offers)[found++] = (struct offer){p, all};
	}
	return found;
}

static void print_offers(const char *word, const struct offer *offers, uint32_t n,
                         FILE *out)
{
	fprintf(out,
	        "Usage: catena %s COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n",
	        word);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < offers[i].all->n; k++) {
			const struct catena_command c = command_at(offers[i].all, k);
			fprintf(out, "  %-8s %-20s %s\n", c.name, c.args ? c.args : "",
			        c.summary);
		}
	}
	fprintf(out, "\n`catena %s COMMAND --help` says what a command takes.\n", word);
}

/* As it is written on the command line. */
static void option_word(const struct catena_option *o, char *name, size_t size)
{
	snprintf(name, size, "%s", o->name);
	for (char *p = name; *p; p++)
		*p = *p == '_' ? '-' : *p;
}

static bool is_list(const struct catena_option *o)
{
	return o->type == CATENA_STRINGS || o->type == CATENA_PATHS;
}

static void print_option(const struct catena_option *o, bool first_output)
{
	char range[400], name[80];
	option_word(o, name, sizeof name);
	option_range(o, range, sizeof range);
	printf("  %s--%s\n      %s%s%s%s; %s%s\n      %s\n", first_output ? "-o, " : "",
	       name, option_type_name(o->type),
	       is_list(o) ? " (the option once for each)" : "", range[0] ? ", " : "",
	       range, o->initial ? "default " : "required",
	       !o->initial     ? ""
	       : o->initial[0] ? o->initial
	                       : "empty",
	       o->help);
}

static int print_command(const struct job *job)
{
	const struct catena_command *const c = &job->command;
	bool output = false;
	printf("Usage: catena %s %s [OPTION...]%s%s\n%c%s, by the plugin %s.\n\n"
	       "Options:\n",
	       job->word, c->name, c->args ? " " : "", c->args ? c->args : "",
	       c->summary[0] & ~0x20, c->summary + 1, job->plugin->name);
	for (uint32_t i = 0; i < c->n_options; i++) {
		const bool is_output = c->options[i].type == CATENA_OUTPUT;
		print_option(&c->options[i], is_output && !output);
		output |= is_output;
	}
	puts("  -q, --quiet\n      says nothing of how it goes\n"
	     "  -h, --help\n      this text");
	return EXIT_ALL_WELL;
}

void print_plugin_commands(FILE *out)
{
	const struct module_options places = {.trust_environment = true};
	struct diag *const d = diag_new(NULL, NULL, CATENA_ERROR);
	struct modules *const m = d ? modules_new(&places, d) : NULL;
	struct offer *offers = NULL;
	const uint32_t n = m ? find_offers(m, NULL, &offers) : 0;
	if (n)
		fputs("Commands that plugins bring:\n", out);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < offers[i].all->n; k++) {
			const struct catena_command c = command_at(offers[i].all, k);
			const int used = fprintf(out, "  %s %s %s", offers[i].all->word, c.name,
			                         c.args ? c.args : "");
			fprintf(out, "%*s %s\n", used < 31 ? 31 - used : 0, "", c.summary);
		}
	}
	if (n)
		fputs("\n", out);
	free(offers);
	modules_free(m);
	diag_free(d);
}

/* ---- Which one is meant ---- */

/* Of those that may bring commands. */
static uint32_t count_refused(struct modules *m)
{
	uint32_t n = 0, refused = 0;
	const struct module *const *const list =
	    modules_list_holding(m, COMMAND_EXTENSION, &n);
	for (uint32_t i = 0; list && i < n; i++)
		refused += list[i]->refused != NULL;
	return refused;
}

static int no_word(const char *word, struct modules *m, const char *const *ours,
                   size_t n_ours, struct diag *d)
{
	struct offer *offers = NULL;
	const uint32_t n = find_offers(m, NULL, &offers);
	const char **const names = calloc(n_ours + n + 1, sizeof *names);
	const char *near = NULL;
	if (names && n_ours)
		memcpy(names, ours, n_ours * sizeof *names);
	for (uint32_t i = 0; names && i < n; i++)
		names[n_ours + i] = offers[i].all->word;
	if (names)
		near = nearest_name(word, names, n_ours + n);
	if (near)
		diag_error(d, "unknown command \"%s\"; did you mean \"%s\"?", word, near);
	else
		diag_error(d, "unknown command \"%s\"; `catena --help` lists them%s", word,
		           count_refused(m)
		               ? "; plugins are refused, `catena plugins` says why"
		               : "");
	free(names);
	free(offers);
	return EXIT_USAGE;
}

static int no_command(const char *word, const struct offer *offers, uint32_t n,
                      const char *name, struct diag *d)
{
	const char *names[200];
	size_t count = 0;
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < offers[i].all->n && count < 200; k++)
			names[count++] = command_at(offers[i].all, k).name;
	}
	const char *const near = nearest_name(name, names, count);
	if (near)
		diag_error(d, "%s: unknown command \"%s\"; did you mean \"%s\"?", word,
		           name, near);
	else
		diag_error(d, "%s: unknown command \"%s\"; `catena %s --help` lists them",
		           word, name, word);
	return EXIT_USAGE;
}

/* Sets plugin, command and its options in this host's size. */
static int choose(struct job *job, const struct offer *offers, uint32_t n,
                  const char *name)
{
	const struct offer *from = NULL;
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < offers[i].all->n; k++) {
			const struct catena_command c = command_at(offers[i].all, k);
			if (strcmp(c.name, name) != 0)
				continue;
			if (from) {
				diag_error(job->diag,
				           "%s %s: the plugins %s and %s both have it; write "
				           "`catena %s %s` or `catena %s %s`",
				           job->word, name, from->plugin->name,
				           offers[i].plugin->name, from->plugin->name, name,
				           offers[i].plugin->name, name);
				return EXIT_USAGE;
			}
			from = &offers[i];
			job->command = c;
		}
	}
	if (!from)
		return no_command(job->word, offers, n, name, job->diag);
	job->plugin = from->plugin;
	job->command.options = command_options(from->all, &job->command, &job->arena);
	return job->command.options ? EXIT_ALL_WELL : EXIT_RUN_FAILED;
}

/* ---- Its options and arguments ---- */

static const struct catena_option *find_option(const struct job *job,
                                               const char *text, size_t size)
{
	for (uint32_t i = 0; i < job->command.n_options; i++) {
		const char *const name = job->command.options[i].name;
		size_t k = 0;
		while (k < size && name[k] == (text[k] == '-' ? '_' : text[k]))
			k++;
		if (k == size && !name[k])
			return &job->command.options[i];
	}
	return NULL;
}

static const struct catena_option *first_output(const struct job *job)
{
	for (uint32_t i = 0; i < job->command.n_options; i++) {
		if (job->command.options[i].type == CATENA_OUTPUT)
			return &job->command.options[i];
	}
	return NULL;
}

static int unknown_option(const struct job *job, const char *given, size_t size)
{
	const char **const names =
	    calloc((size_t)job->command.n_options + 1, sizeof *names);
	char *const text = strndup(given, size);
	const char *near = NULL;
	size_t n = 0;
	for (char *p = text; p && *p; p++)
		*p = *p == '-' ? '_' : *p;
	for (; names && n < job->command.n_options; n++)
		names[n] = job->command.options[n].name;
	if (names && text)
		near = nearest_name(text, names, n);
	free(text);
	free(names);
	if (near)
		diag_error(job->diag, "unknown option \"--%.*s\"; did you mean \"--%s\"?",
		           (int)size, given, near);
	else
		diag_error(job->diag,
		           "unknown option \"--%.*s\"; `catena %s %s --help` lists them",
		           (int)size, given, job->word, job->command.name);
	return EXIT_USAGE;
}

static struct setting *setting_of(struct job *job, const char *name)
{
	for (uint32_t i = 0; i < job->n_settings; i++) {
		if (strcmp(job->settings[i].name, name) == 0)
			return &job->settings[i];
	}
	return NULL;
}

/* Values stay text: option_convert takes it from there. */
static int set_option(struct job *job, const struct catena_option *o,
                      const char *label, const char *value)
{
	const struct setting item = {
	    .name = o->name, .where = {label, 0}, .type = SET_STRING, .s = value};
	struct setting *s = setting_of(job, o->name);
	if (!s)
		s = &job->settings[job->n_settings++];
	if (!is_list(o)) {
		*s = item;
		return EXIT_ALL_WELL;
	}
	const uint32_t n = s->name ? s->n : 0;
	struct setting *const items = arena_array(
	    &job->arena, (size_t)n + 1, sizeof *items, _Alignof(struct setting));
	if (!items)
		return EXIT_RUN_FAILED;
	if (n)
		memcpy(items, s->items, n * sizeof *items);
	items[n] = item;
	*s = (struct setting){.name = o->name,
	                      .where = {label, 0},
	                      .type = SET_LIST,
	                      .items = items,
	                      .n = n + 1};
	return EXIT_ALL_WELL;
}

/* The option at argv[*i], and its value, which may be the next word. */
static int read_option(struct job *job, int *i)
{
	const char *const word = job->argv[*i];
	const bool is_long = word[1] == '-';
	const char *const name = word + (is_long ? 2 : 1);
	const size_t size = is_long ? strcspn(name, "=") : 1;
	const struct catena_option *const o = is_long ? find_option(job, name, size)
	                                      : *name == 'o' ? first_output(job)
	                                                     : NULL;
	const char *value = NULL;
	if (!o && !is_long) {
		diag_error(job->diag,
		           "unknown option \"-%c\"; `catena %s %s --help` lists them",
		           *name, job->word, job->command.name);
		return EXIT_USAGE;
	}
	if (!o)
		return unknown_option(job, name, size);
	if (name[size])
		value = name + size + (name[size] == '=' && is_long);
	else if (o->type == CATENA_BOOL)
		value = "true";
	else if (*i + 1 < job->argc)
		value = job->argv[++*i];
	if (!value) {
		diag_error(job->diag, "%s needs a value", word);
		return EXIT_USAGE;
	}
	const char *const label =
	    arena_copy(&job->arena, word, size + (is_long ? 2 : 1));
	return label ? set_option(job, o, label, value) : EXIT_RUN_FAILED;
}

static int read_words(struct job *job)
{
	int status = EXIT_ALL_WELL;
	bool options = true;
	for (int i = 0; i < job->argc && status == EXIT_ALL_WELL; i++) {
		const char *const w = job->argv[i];
		if (!options || w[0] != '-' || !w[1])
			job->args[job->n_args++] = w;
		else if (strcmp(w, "--") == 0)
			options = false;
		else if (strcmp(w, "--help") == 0 || strcmp(w, "-h") == 0)
			job->help = true;
		else if (strcmp(w, "--quiet") == 0 || strcmp(w, "-q") == 0)
			diag_limit(job->diag, CATENA_WARN);
		else
			status = read_option(job, &i);
	}
	return status;
}

static int check_args(const struct job *job)
{
	const struct catena_command *const c = &job->command;
	if (job->n_args >= c->min_args && job->n_args <= c->max_args)
		return EXIT_ALL_WELL;
	if (!c->max_args)
		diag_error(job->diag, "%s %s takes no arguments; \"%s\" is one", job->word,
		           c->name, job->args[0]);
	else
		diag_error(job->diag,
		           "too %s arguments; write `catena %s %s [OPTION...] %s`",
		           job->n_args < c->min_args ? "few" : "many", job->word, c->name,
		           c->args);
	return EXIT_USAGE;
}

/* ---- Running it ---- */

static int call_run(struct job *job, const union catena_value *values)
{
	struct stage stage = {.name = job->command.name, .plugin = job->plugin};
	struct chain chain = {.diag = job->diag, .stages = &stage, .n = 1};
	struct services services = {.outputs = outputs_new()};
	struct call call = {0};
	int status = EXIT_RUN_FAILED;
	chain.symbols = symbols_new();
	if (!services.outputs || !chain.symbols ||
	    call_init(&call, &chain, &services) != 0) {
		diag_error(job->diag, "out of memory");
		goto out;
	}
	call_begin(&call, &stage, NULL, PHASE_COMMAND);
	const catena_status st =
	    call_end(&call, job->command.run(&call.pub, values, job->args));
	if (st == CATENA_OK &&
	    outputs_finish(services.outputs, call.message, sizeof call.message) == 0)
		status = EXIT_ALL_WELL;
	else
		diag_error(job->diag, "%s", call.message);
	if (st == CATENA_E_CONFIG)
		status = EXIT_USAGE;
out:
	call_free(&call);
	outputs_free(services.outputs);
	symbols_free(chain.symbols);
	return status;
}

/* An option without a default, and without a value. */
static int missing_option(struct job *job)
{
	for (uint32_t i = 0; i < job->command.n_options; i++) {
		const struct catena_option *const o = &job->command.options[i];
		const bool output = o == first_output(job);
		char name[80];
		if (o->initial || setting_of(job, o->name))
			continue;
		option_word(o, name, sizeof name);
		diag_error(job->diag,
		           "%s %s needs %s--%s %s; `catena %s %s --help` says more",
		           job->word, job->command.name, output ? "-o FILE or " : "", name,
		           output ? "FILE" : "VALUE", job->word, job->command.name);
		return EXIT_USAGE;
	}
	return EXIT_ALL_WELL;
}

static int convert_and_run(struct job *job)
{
	char *const dir = getcwd(NULL, 0);
	const struct option_job options = {.options = job->command.options,
	                                   .n = job->command.n_options,
	                                   .settings = job->settings,
	                                   .n_settings = job->n_settings,
	                                   .owner = job->command.name,
	                                   .word = "option",
	                                   .dir = dir ? dir : "/",
	                                   .diag = job->diag};
	union catena_value *values;
	int status = EXIT_USAGE;
	if (!dir)
		diag_error(job->diag, "the working folder cannot be found");
	else if (option_convert(&options, &job->arena, &values) == 0)
		status = call_run(job, values);
	free(dir);
	return status;
}

static int run_command(struct job *job, const struct offer *offers, uint32_t n,
                       const char *name)
{
	int status = choose(job, offers, n, name);
	job->settings =
	    calloc((size_t)job->command.n_options + 1, sizeof *job->settings);
	job->args = calloc((size_t)job->argc + 1, sizeof *job->args);
	if (status == EXIT_ALL_WELL && (!job->settings || !job->args))
		status = EXIT_RUN_FAILED;
	if (status == EXIT_ALL_WELL)
		status = read_words(job);
	if (status == EXIT_ALL_WELL && job->help)
		status = print_command(job);
	else if (status == EXIT_ALL_WELL) {
		status = check_args(job);
		status = status == EXIT_ALL_WELL ? missing_option(job) : status;
		status = status == EXIT_ALL_WELL ? convert_and_run(job) : status;
	}
	free(job->settings);
	free(job->args);
	arena_free(&job->arena);
	return status;
}

int cmd_plugin(int argc, char **argv, const char *const *ours, size_t n_ours)
{
	const struct module_options places = {.trust_environment = true};
	struct diag *const d = main_diag(CATENA_INFO);
	struct modules *const m = d ? modules_new(&places, d) : NULL;
	struct offer *offers = NULL;
	const uint32_t n = m ? find_offers(m, argv[0], &offers) : 0;
	int status = EXIT_RUN_FAILED;
	if (offers && !n) {
		status = no_word(argv[0], m, ours, n_ours, d);
	} else if (n && argc < 2) {
		print_offers(argv[0], offers, n, stderr);
		status = EXIT_USAGE;
	} else if (n &&
	           (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_offers(argv[0], offers, n, stdout);
		status = EXIT_ALL_WELL;
	} else if (n) {
		struct job job = {
		    .word = argv[0], .argv = argv + 2, .argc = argc - 2, .diag = d};
		status = run_command(&job, offers, n, argv[1]);
	}
	free(offers);
	modules_free(m);
	diag_free(d);
	return status;
}
