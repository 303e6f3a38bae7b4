/* SPDX-License-Identifier: MIT */
/* main.c - the program `catena`: finds the command and hands over to it. */
#include "build.h"

#include "main.h"
#include "diag.h"
#include "option.h"
#include <fcntl.h>
#include <getopt.h>
#include <catena/plugin.h>
#include <stdio.h>
#include <string.h>

#ifdef CATENA_STATIC_PLUGINS
#include <ltdl.h>
#endif

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *args, *summary;
};

/* In the order of --help: by what one does first. */
static const struct command commands[] = {
    {"run", cmd_run, "CONFIG [PATH...]", "send documents through a chain"},
    {"check", cmd_check, "CONFIG", "tell all that is wrong with a config"},
    {"show", cmd_show, "CONFIG PATH...",
     "print documents, marked, in the terminal"},
    {"explain", cmd_explain, "OUT ID", "why a document was dropped or marked"},
    {"plugins", cmd_plugins, "",
     "what plugins there are, and which were refused, why"},
    {"info", cmd_info, "PLUGIN",
     "a plugin's options, and the layers it reads and writes"},
    {"index", cmd_index, "COMMAND FOLDER",
     "what stages remember from run to run: info, check, compact, delete"},
    {"lint", cmd_lint, "FILE.so...", "what is wrong with a plugin"},
    {"new", cmd_new, "NAME --kind KIND", "a plugin that builds, tests and runs"},
    {NULL, NULL, NULL, NULL},
};

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c->name; c++) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

static int print_help(FILE *out)
{
	fputs(
	    "Usage: catena COMMAND [ARGUMENT...]\n"
	    "Sends documents through a chain of plugins and writes what they find.\n\n"
	    "Commands:\n",
	    out);
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  %-8s %-20s %s\n", c->name, c->args, c->summary);
	fputs("  help     COMMAND              what a command does and takes\n\n", out);
	print_plugin_commands(out);
	fputs("Options:\n"
	      "  --help, -h      this text\n"
	      "  --version, -V   the version of the program and of the plugin ABI\n\n"
	      "Exit status: 0 all well; 1 some documents were quarantined; 2 the "
	      "command\n"
	      "line or the config is wrong; 3 the run failed; 130 interrupted.\n"
	      "Manual: catena(1), catena.conf(5).\n",
	      out);
	return EXIT_ALL_WELL;
}

int print_usage(const char *usage)
{
	fputs(usage, stdout);
	return EXIT_ALL_WELL;
}

int parse_json(int argc, char **argv, int (*usage)(FILE *out, int status),
               int *json)
{
	static const struct option long_options[] = {{"json", no_argument, NULL, 'j'},
	                                             {"help", no_argument, NULL, 'h'},
	                                             {NULL, 0, NULL, 0}};
	for (int c; (c = next_option(argc, argv, ":h", long_options)) != -1;) {
		if (c == 'h')
			return usage(stdout, EXIT_ALL_WELL);
		if (c != 'j')
			return usage(stderr, EXIT_USAGE);
		*json = 1;
	}
	return -1;
}

static int print_version(void)
{
	printf("catena %s (plugin ABI %d.%d)\n", PACKAGE_VERSION, CATENA_ABI_MAJOR,
	       CATENA_ABI_MINOR);
	return EXIT_ALL_WELL;
}

static int run_of_plugin(int argc, char **argv)
{
	const char *names[sizeof commands / sizeof commands[0]];
	size_t n = 0;
	for (const struct command *c = commands; c->name; c++)
		names[n++] = c->name;
	names[n++] = "help";
	return cmd_plugin(argc, argv, names, n);
}

/* `catena help run` is `catena run --help`. */
static int help(int argc, char **argv)
{
	static char option[] = "--help";
	if (argc < 2 || argv[1][0] == '-')
		return print_help(stdout);
	const struct command *const c = find_command(argv[1]);
	char *args[] = {argv[1], option, NULL};
	return c ? c->run(2, args) : run_of_plugin(2, args);
}

/* Where a standard stream is closed the next file that is opened would get its
 * number, and messages would go into an output.  What stands in for it fails,
 * when it is used, as the closed one would. */
static int fill_streams(void)
{
	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			return -1;
	}
	return 0;
}

static int run_command(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	const char *const name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return print_help(stdout);
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
		return print_version();
	if (strcmp(name, "help") == 0)
		return help(argc - 1, argv + 1);
	const struct command *const c = find_command(name);
	return c ? c->run(argc - 1, argv + 1) : run_of_plugin(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	if (fill_streams())
		return EXIT_RUN_FAILED;
#ifdef CATENA_STATIC_PLUGINS
	LTDL_SET_PRELOADED_SYMBOLS();
#endif
	const int status = run_command(argc, argv);
	/* Of a run that has failed more is known than that. */
	if ((fflush(stdout) == 0 && !ferror(stdout)) || status == EXIT_RUN_FAILED)
		return status;
	fputs("catena: standard output cannot be written\n", stderr);
	return EXIT_RUN_FAILED;
}
