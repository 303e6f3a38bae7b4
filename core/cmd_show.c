/* SPDX-License-Identifier: MIT */
/* cmd_show.c - `catena show`: documents through the chain, printed for reading
 * in a terminal instead of exported. */
#include "build.h"

#include "main.h"
#include "open.h"
#include "run.h"
#include "show.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "Usage: catena show [OPTION...] CONFIG PATH...\n"
    "Sends the documents at PATH through the chain of CONFIG without its "
    "exporters\n"
    "and prints them: entities and copies marked, edits shown.\n\n"
    "  -n, --limit N        show N documents at most (default 1; 0: all)\n"
    "  -t, --tokens         list the tokens too, a sentence on a line\n"
    "      --set KEY=VALUE  set an option: STAGE.OPTION=VALUE\n"
    "      --colour WHEN    auto (default), always or never\n"
    "  -h, --help           this text\n";

enum {
	OPT_SET = 256,
	OPT_COLOUR
};

static const struct option long_options[] = {
    {"limit", required_argument, NULL, 'n'},
    {"tokens", no_argument, NULL, 't'},
    {"set", required_argument, NULL, OPT_SET},
    {"colour", required_argument, NULL, OPT_COLOUR},
    {"color", required_argument, NULL, OPT_COLOUR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

struct show_arguments {
	struct open_options open;
	struct run_options run;
	struct show_options show;
	bool help;
};

static int take_colour(struct show_arguments *a, const char *when)
{
	if (!strcmp(when, "always"))
		a->show.colour = true;
	else if (!strcmp(when, "never"))
		a->show.colour = false;
	else if (strcmp(when, "auto")) {
		fprintf(stderr,
		        "catena show: --colour takes auto, always or never, not \"%s\"\n",
		        when);
		return -1;
	}
	return 0;
}

static int take_limit(struct show_arguments *a, const char *text)
{
	char *end;
	a->run.limit = strtoull(text, &end, 10);
	if (end != text && !*end && !strchr(text, '-'))
		return 0;
	fprintf(stderr, "catena show: --limit takes a whole number, not \"%s\"\n",
	        text);
	return -1;
}

static int take_option(struct show_arguments *a, int option)
{
	switch (option) {
	case 'n':
		return take_limit(a, optarg);
	case 't':
		a->show.tokens = true;
		return 0;
	case OPT_SET:
		a->open.sets[a->open.n_sets++] = optarg;
		return 0;
	case OPT_COLOUR:
		return take_colour(a, optarg);
	case 'h':
		a->help = true;
		return 0;
	default:
		return -1;
	}
}

static int parse(int argc, char **argv, struct show_arguments *a)
{
	int option;
	while ((option = next_option(argc, argv, ":n:th", long_options)) != -1) {
		if (take_option(a, option)) {
			fputs("Try `catena show --help`.\n", stderr);
			return -1;
		}
	}
	if (!a->help && argc - optind < 2) {
		fputs("catena show: which config and which document? "
		      "`catena show CONFIG PATH...`\n",
		      stderr);
		return -1;
	}
	if (!a->help) {
		a->open.config = argv[optind];
		a->open.paths = (const char *const *)(argv + optind + 1);
	}
	return 0;
}

static void on_document(void *user, const struct chain *c, const struct doc *d)
{
	show_document(c, d, user, stdout);
}

static int show(struct show_arguments *a)
{
	struct opened o;
	struct summary s = {0};
	int status = EXIT_USAGE;
	if (!open_chain(&o, &a->open)) {
		a->run.document = on_document;
		a->run.document_user = &a->show;
		status = run_chain(o.chain, &a->run, &s) ? EXIT_RUN_FAILED
		         : s.quarantined                 ? EXIT_QUARANTINED
		                                         : EXIT_ALL_WELL;
		if (!s.read && status == EXIT_ALL_WELL) {
			fputs("catena show: there is no document at the given path\n", stderr);
			status = EXIT_RUN_FAILED;
		}
	}
	summary_free(&s);
	open_close(&o);
	return status;
}

int cmd_show(int argc, char **argv)
{
	struct show_arguments a = {
	    .open = {.flags = CHAIN_NO_OUTPUT | CHAIN_KEEP_COLUMNS,
	             .level = CATENA_INFO},
	    .run = {.workers = 1, .limit = 1, .keep_no_files = true}};
	int status = EXIT_USAGE;
	a.show.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	a.open.sets = calloc((size_t)argc, sizeof *a.open.sets);
	if (!a.open.sets) {
		fputs("catena show: out of memory\n", stderr);
		return EXIT_RUN_FAILED;
	}
	if (!parse(argc, argv, &a)) {
		if (a.help)
			status = print_usage(usage);
		else
			status = show(&a);
	}
	free(a.open.sets);
	return status;
}
