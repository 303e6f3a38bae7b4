/* SPDX-License-Identifier: MIT */
/* cmd_check.c - `catena check`: all that can be known of a config without
 * reading a document; prints the chain as it is wired. */
#include "build.h"

#include "main.h"
#include "open.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "Usage: catena check [OPTION...] CONFIG\n"
    "Tells all that is wrong with CONFIG without reading a document: its syntax,\n"
    "its plugins and their options, the layers they need, the files they open.\n"
    "When nothing is, prints the chain: one line a stage.\n\n"
    "      --set KEY=VALUE  set an option: STAGE.OPTION=VALUE, or a key of the "
    "chain\n"
    "  -q, --quiet          print nothing but errors and warnings\n"
    "  -h, --help           this text\n";

struct check_arguments {
	struct open_options open;
	bool quiet, help;
};

enum {
	OPT_SET = 256
};

static const struct option long_options[] = {
    {"set", required_argument, NULL, OPT_SET},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int parse(int argc, char **argv, struct check_arguments *a)
{
	int option;
	while ((option = next_option(argc, argv, ":qh", long_options)) != -1) {
		if (option == OPT_SET) {
			a->open.sets[a->open.n_sets++] = optarg;
		} else if (option == 'q') {
			a->quiet = true;
		} else if (option == 'h') {
			a->help = true;
		} else {
			fputs("Try `catena check --help`.\n", stderr);
			return -1;
		}
	}
	if (a->help || argc - optind == 1) {
		a->open.config = argv[optind];
		return 0;
	}
	fputs(optind == argc ? "catena check: which config? `catena check CONFIG`\n"
	                     : "catena check: one config at a time\n",
	      stderr);
	return -1;
}

static int check(const struct check_arguments *a)
{
	struct opened o;
	int status = EXIT_USAGE;
	if (open_chain(&o, &a->open) == 0) {
		if (!a->quiet)
			chain_print(o.chain, stdout);
		status = EXIT_ALL_WELL;
	}
	open_close(&o);
	return status;
}

int cmd_check(int argc, char **argv)
{
	struct check_arguments a = {.open = {.level = CATENA_WARN}};
	int status = EXIT_USAGE;
	a.open.sets = calloc((size_t)argc, sizeof *a.open.sets);
	if (!a.open.sets) {
		fputs("catena check: out of memory\n", stderr);
		return EXIT_RUN_FAILED;
	}
	if (parse(argc, argv, &a) == 0) {
		if (a.help)
			status = print_usage(usage);
		else
			status = check(&a);
	}
	free(a.open.sets);
	return status;
}
