/* SPDX-License-Identifier: MIT */
/* cmd_train.c - `catena train PLUGIN`: a plugin that can learn makes a model
 * file; what it takes is said by the plugin's own table. */
#include "build.h"

#include "diag.h"
#include "host.h"
#include "main.h"
#include "module.h"
#include "option.h"
#include "symbol.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(FILE *out, int status)
{
	fputs(
	    "Usage: catena train PLUGIN [--set OPTION=VALUE]...\n"
	    "       catena train PLUGIN --list\n"
	    "Makes a model file from annotated files, by a plugin that can.\n\n"
	    "  --set OPTION=VALUE   an option of the training; a list is written\n"
	    "                       [ \"a\", \"b\" ]\n"
	    "  --list               prints the options\n"
	    "  --quiet              says nothing of how it goes\n\n"
	    "Exit status: 0 all well; 2 the command line is wrong; 3 it could not be\n"
	    "done.\n",
	    out);
	return status;
}

struct train_job {
	const char *name, **sets;
	uint32_t n_sets;
	int list, quiet;
};

static const struct catena_train *trainer_of(const struct catena_plugin *p,
                                             struct diag *d)
{
	const struct catena_train *const t =
	    p->extension ? p->extension("catena.train/1") : NULL;
	if (!t) {
		diag_error(d, "%s has nothing to train", p->name);
		return NULL;
	}
	if (t->size < sizeof *t || t->option_size != sizeof(struct catena_option) ||
	    !t->train) {
		diag_error(d, "%s: what it says of training is not of this ABI", p->name);
		return NULL;
	}
	return t;
}

static int list_options(const struct catena_train *t)
{
	for (uint32_t i = 0; i < t->n_options; i++) {
		const struct catena_option *const o = &t->options[i];
		char range[400];
		option_range(o, range, sizeof range);
		printf("%s\n    %s%s%s; %s%s\n    %s\n", o->name, option_type_name(o->type),
		       range[0] ? ", " : "", range, o->initial ? "default " : "required",
		       !o->initial     ? ""
		       : o->initial[0] ? o->initial
		                       : "empty",
		       o->help);
	}
	return EXIT_ALL_WELL;
}

static int run_trainer(const struct catena_plugin *p, const struct catena_train *t,
                       const union catena_value *values, struct diag *d)
{
	struct stage stage = {.name = p->name, .plugin = p};
	struct chain chain = {.diag = d, .stages = &stage, .n = 1};
	struct call call;
	int status = EXIT_RUN_FAILED;
	chain.symbols = symbols_new();
	if (!chain.symbols || call_init(&call, &chain, NULL) != 0) {
		diag_error(d, "out of memory");
		symbols_free(chain.symbols);
		return status;
	}
	call_begin(&call, &stage, NULL, PHASE_CREATE);
	const catena_status st = call_end(&call, t->train(&call.pub, values));
	if (st == CATENA_OK)
		status = EXIT_ALL_WELL;
	else
		diag_error(d, "%s: %s", p->name, call.message);
	if (st == CATENA_E_CONFIG)
		status = EXIT_USAGE;
	call_free(&call);
	symbols_free(chain.symbols);
	return status;
}

static int convert_and_run(const struct train_job *job,
                           const struct catena_plugin *p,
                           const struct catena_train *t, struct diag *d)
{
	struct option_job options = {.options = t->options,
	                             .n = t->n_options,
	                             .owner = p->name,
	                             .word = "option",
	                             .diag = d};
	union catena_value *values;
	int status = EXIT_USAGE;
	struct config *const c = config_of_sets(
	    job->sets, job->n_sets, &options.settings, &options.n_settings, d);
	if (!c)
		return status;
	options.dir = c->dir;
	if (option_convert(&options, &c->arena, &values) == 0)
		status = run_trainer(p, t, values, d);
	config_free(c);
	return status;
}

static int train(const struct train_job *job, struct diag *d)
{
	const struct module_options places = {.trust_environment = true};
	struct modules *const m = modules_new(&places, d);
	const struct module *const module =
	    m ? modules_open(m, job->name, (struct where){0}, NULL, d) : NULL;
	const struct catena_train *const t =
	    module ? trainer_of(module->plugin, d) : NULL;
	int status = EXIT_USAGE;
	if (t)
		status = job->list ? list_options(t)
		                   : convert_and_run(job, module->plugin, t, d);
	modules_free(m);
	return status;
}

/* 0, or the exit status with *done. */
static int parse(int argc, char **argv, struct train_job *job, int *done)
{
	static const struct option long_options[] = {
	    {"set", required_argument, NULL, 's'},
	    {"list", no_argument, NULL, 'l'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0}};
	*done = 1;
	for (int c; (c = getopt_long(argc, argv, "hq", long_options, NULL)) != -1;) {
		if (c == 'h')
			return usage(stdout, EXIT_ALL_WELL);
		if (c == 's')
			job->sets[job->n_sets++] = optarg;
		else if (c == 'l')
			job->list = 1;
		else if (c == 'q')
			job->quiet = 1;
		else
			return usage(stderr, EXIT_USAGE);
	}
	if (optind + 1 != argc)
		return usage(stderr, EXIT_USAGE);
	job->name = argv[optind];
	*done = 0;
	return 0;
}

int cmd_train(int argc, char **argv)
{
	struct train_job job = {.sets = calloc((size_t)argc + 1, sizeof *job.sets)};
	int status = EXIT_RUN_FAILED, done = 0;
	if (!job.sets)
		return status;
	status = parse(argc, argv, &job, &done);
	struct diag *const d =
	    done ? NULL : main_diag(job.quiet ? CATENA_WARN : CATENA_INFO);
	if (!done)
		status = d ? train(&job, d) : EXIT_RUN_FAILED;
	diag_free(d);
	free(job.sets);
	return status;
}
