/* SPDX-License-Identifier: MIT */
/* main_option.c - the options of a command line, and what is wrong with one. */
#include "build.h"

#include "main.h"
#include "option.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
	MOST_NAMES = 50
};

/* word: as given, "--smaple=1%". */
static void unknown(const char *command, const char *word,
                    const struct option *options)
{
	const char *names[MOST_NAMES];
	char name[100];
	size_t n = 0;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
	while (n < MOST_NAMES && options[n].name) {
		names[n] = options[n].name;
		n++;
	}
	const char *const near = nearest_name(name, names, n);
	fprintf(stderr, "catena %s: unknown option \"--%s\"", command, name);
	if (near)
		fprintf(stderr, "; did you mean \"--%s\"?\n", near);
	else
		fprintf(stderr, "; `catena %s --help` lists them\n", command);
}

static void say_wrong(int c, char **argv, const struct option *options)
{
	const char *const word = argv[optind - 1];
	const int is_long = strncmp(word, "--", 2) == 0;
	if (c == ':' && is_long)
		fprintf(stderr, "catena %s: %s needs a value\n", argv[0], word);
	else if (c == ':')
		fprintf(stderr, "catena %s: -%c needs a value\n", argv[0], optopt);
	else if (!is_long || (optopt && !strchr(word, '=')))
		fprintf(
		    stderr,
		    "catena %s: unknown option \"-%c\"; `catena %s --help` lists them\n",
		    argv[0], optopt, argv[0]);
	else if (optopt)
		fprintf(stderr, "catena %s: %.*s takes no value\n", argv[0],
		        (int)strcspn(word, "="), word);
	else
		unknown(argv[0], word, options);
}

int next_option(int argc, char **argv, const char *letters,
                const struct option *options)
{
	opterr = 0;
	const int c = getopt_long(argc, argv, letters, options, NULL);
	if (c != '?' && c != ':')
		return c;
	say_wrong(c, argv, options);
	return '?';
}
