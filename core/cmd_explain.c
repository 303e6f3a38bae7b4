/* SPDX-License-Identifier: MIT */
/* cmd_explain.c - `catena explain`: why a document was dropped, marked or
 * grouped, with the shared text side by side. */
#include "build.h"

#include "explain.h"
#include "safe.h"
#include "main.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "Usage: catena explain [OPTION...] OUT... ID\n"
    "Says what happened to the document ID, why, and shows the text that it "
    "shares\n"
    "with others. OUT is what a run has written: its folder, or its .jsonl file "
    "(what\n"
    "was dropped and quarantined stands beside it). With the files that were "
    "read, or\n"
    "of other runs, as further OUTs, more texts can be shown.\n\n"
    "      --full           leave nothing out\n"
    "      --json           print one object, for programs\n"
    "      --offsets UNIT   what offsets in OUT count: codepoints, bytes or "
    "utf16\n"
    "                       (default: as the spans of the text tell)\n"
    "      --width N        cells of a line; from 100 on there are two columns\n"
    "      --colour WHEN    auto (default), always or never\n"
    "  -h, --help           this text\n";

enum {
	OPT_FULL = 256,
	OPT_JSON,
	OPT_OFFSETS,
	OPT_WIDTH,
	OPT_COLOUR
};

static const struct option long_options[] = {
    {"full", no_argument, NULL, OPT_FULL},
    {"json", no_argument, NULL, OPT_JSON},
    {"offsets", required_argument, NULL, OPT_OFFSETS},
    {"width", required_argument, NULL, OPT_WIDTH},
    {"colour", required_argument, NULL, OPT_COLOUR},
    {"color", required_argument, NULL, OPT_COLOUR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

struct explain_arguments {
	struct side_style style;
	enum record_unit unit;
	const char *const *outs;
	uint32_t n_outs;
	const char *id;
	bool json, help;
};

/* The place of a word in a list; -1: said. */
static int choose(const char *option, const char *word, const char *const *list,
                  const char *what)
{
	for (int i = 0; list[i]; i++) {
		if (!strcmp(list[i], word))
			return i;
	}
	fprintf(stderr, "catena explain: %s takes %s, not \"%s\"\n", option, what,
	        word);
	return -1;
}

static int take_width(struct explain_arguments *a, const char *text)
{
	char *end;
	const unsigned long n = strtoul(text, &end, 10);
	if (end == text || *end || strchr(text, '-') || n < 20 || n > 1000) {
		fprintf(stderr,
		        "catena explain: --width takes a number from 20 to 1000, not "
		        "\"%s\"\n",
		        text);
		return -1;
	}
	a->style.width = (unsigned)n;
	return 0;
}

static int take_option(struct explain_arguments *a, int option)
{
	static const char *const units[] = {"codepoints", "bytes", "utf16", NULL};
	static const char *const whens[] = {"never", "always", "auto", NULL};
	int k;
	switch (option) {
	case OPT_FULL:
		a->style.full = true;
		return 0;
	case OPT_JSON:
		a->json = true;
		return 0;
	case OPT_WIDTH:
		return take_width(a, optarg);
	case OPT_OFFSETS:
		k = choose("--offsets", optarg, units, "codepoints, bytes or utf16");
		a->unit = k < 0 ? UNIT_UNKNOWN : (enum record_unit)k;
		return k < 0 ? -1 : 0;
	case OPT_COLOUR:
		k = choose("--colour", optarg, whens, "auto, always or never");
		a->style.colour = k == 2 ? a->style.colour : k == 1;
		return k < 0 ? -1 : 0;
	case 'h':
		a->help = true;
		return 0;
	default:
		return -1; /* getopt has said what */
	}
}

static int parse(int argc, char **argv, struct explain_arguments *a)
{
	int option;
	while ((option = next_option(argc, argv, ":h", long_options)) != -1) {
		if (take_option(a, option)) {
			fputs("Try `catena explain --help`.\n", stderr);
			return -1;
		}
	}
	if (a->help)
		return 0;
	if (argc - optind < 2) {
		fputs("catena explain: of which run, and which document? "
		      "`catena explain OUT ID`\n",
		      stderr);
		return -1;
	}
	a->outs = (const char *const *)(argv + optind);
	a->n_outs = (uint32_t)(argc - optind - 1);
	a->id = argv[argc - 1];
	return 0;
}

static int explain(const struct explain_arguments *a)
{
	struct explanation x;
	char why[1024] = "";
	int status = EXIT_USAGE;
	const enum explain_result result =
	    explain_find(&x, a->outs, a->n_outs, a->id, a->unit, why, sizeof why);
	if (result != EXPLAIN_FOUND) {
		fputs("catena explain: ", stderr);
		safe_print_line(stderr, why);
		fputc('\n', stderr);
		status = result == EXPLAIN_FAILED ? EXIT_RUN_FAILED : EXIT_USAGE;
	} else if (a->json ? explain_json(&x, stdout)
	                   : explain_text(&x, &a->style, stdout)) {
		fputs("catena explain: out of memory, or a text of 2 GiB\n", stderr);
		status = EXIT_RUN_FAILED;
	} else {
		status = EXIT_ALL_WELL;
	}
	explain_free(&x);
	return status;
}

int cmd_explain(int argc, char **argv)
{
	struct explain_arguments a = {.unit = UNIT_UNKNOWN};
	a.style.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	a.style.width = terminal_width();
	if (parse(argc, argv, &a))
		return EXIT_USAGE;
	if (a.help)
		return print_usage(usage);
	return explain(&a);
}
