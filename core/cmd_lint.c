/* SPDX-License-Identifier: MIT */
/* cmd_lint.c - `catena lint FILE.so`: what is wrong with a plugin. */
#include "build.h"

#include "diag.h"
#include "lint.h"
#include "main.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	USUAL_SECONDS = 10,
	MOST_SECONDS = 3600,
	FOUND_SOMETHING = 1
};

static int usage(FILE *out, int status)
{
	fputs(
	    "Usage: catena lint [--set NAME=VALUE]... [--seconds N] FILE.so...\n"
	    "Looks for what is wrong with plugins: in the file, in what it says of\n"
	    "itself, and in what it does with documents made to be difficult.  Each "
	    "is\n"
	    "run in a process of its own.\n\n"
	    "  --set NAME=VALUE   an option of the plugin; needed where one is "
	    "required\n"
	    "  --seconds N        time for one callback (10)\n"
	    "  --here             in this process, without limits: for a debugger\n\n"
	    "Exit status: 0 nothing was found; 1 something was; 2 the command line is\n"
	    "wrong; 3 it could not be done.\n",
	    out);
	return status;
}

struct report {
	const char *path;
	unsigned n;
};

/* What a plugin says reaches a terminal as text only. */
static void print_clean(const char *s)
{
	for (; *s; s++)
		putchar((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s);
	putchar('\n');
}

static void print_finding(void *user, const char *rule, const char *what)
{
	struct report *r = user;
	if (rule)
		printf("%s: [%s] ", r->path, rule);
	else
		printf("%s: note: ", r->path);
	print_clean(what);
	fflush(stdout);
	r->n += rule != NULL;
}

static int lint_one(const struct lint_options *o, struct diag *d)
{
	struct report r = {.path = o->path};
	const int n = lint_file(o, print_finding, &r, d);
	if (n < 0)
		return n == LINT_USAGE ? EXIT_USAGE : EXIT_RUN_FAILED;
	if (n == 0)
		printf("%s: nothing found\n", o->path);
	else
		printf("%s: %d finding%s\n", o->path, n, n == 1 ? "" : "s");
	return n ? FOUND_SOMETHING : EXIT_ALL_WELL;
}

static int lint_all(struct lint_options *o, char **paths, struct diag *d)
{
	int worst = EXIT_ALL_WELL;
	for (; *paths; paths++) {
		o->path = *paths;
		const int status = lint_one(o, d);
		worst = status > worst ? status : worst;
	}
	return worst;
}

static int parse_seconds(const char *s, unsigned *seconds)
{
	char *end;
	const unsigned long v = strtoul(s, &end, 10);
	if (*s < '0' || *s > '9' || *end || v < 1 || v > MOST_SECONDS) {
		fprintf(
		    stderr,
		    "catena: --seconds must be a whole number from 1 to %d, not \"%s\"\n",
		    MOST_SECONDS, s);
		return -1;
	}
	*seconds = (unsigned)v;
	return 0;
}

/* 0, or the exit status with *done. */
static int parse(int argc, char **argv, struct lint_options *o, const char **sets,
                 int *done)
{
	static const struct option long_options[] = {
	    {"set", required_argument, NULL, 's'},
	    {"seconds", required_argument, NULL, 't'},
	    {"here", no_argument, NULL, 'd'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0}};
	*done = 1;
	for (int c; (c = next_option(argc, argv, ":h", long_options)) != -1;) {
		if (c == 'h')
			return usage(stdout, EXIT_ALL_WELL);
		if (c == 's' && !strchr(optarg, '=')) {
			fprintf(stderr, "catena: --set wants NAME=VALUE, not \"%s\"\n", optarg);
			return EXIT_USAGE;
		}
		if (c == 's')
			sets[o->n_sets++] = optarg;
		else if (c == 'd')
			o->here = true;
		else if (c != 't')
			return usage(stderr, EXIT_USAGE);
		else if (parse_seconds(optarg, &o->seconds) != 0)
			return EXIT_USAGE;
	}
	if (optind == argc)
		return usage(stderr, EXIT_USAGE);
	*done = 0;
	return 0;
}

int cmd_lint(int argc, char **argv)
{
	struct lint_options o = {.seconds = USUAL_SECONDS};
	const char **sets = calloc((size_t)argc + 1, sizeof *sets);
	struct diag *d = main_diag(CATENA_WARN);
	int status = EXIT_RUN_FAILED, done = 0;
	if (!sets || !d)
		goto out;
	o.sets = sets;
	status = parse(argc, argv, &o, sets, &done);
	if (!done)
		status = lint_all(&o, argv + optind, d);
out:
	diag_free(d);
	free(sets);
	return status;
}
