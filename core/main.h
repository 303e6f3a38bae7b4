/* SPDX-License-Identifier: MIT */
/* main.h - the program's commands: argv[0] is the command's name; each gives
 * the exit status. */
#ifndef CATENA_MAIN_H
#define CATENA_MAIN_H

#include <stdio.h>

enum exit_status {
	EXIT_ALL_WELL = 0,
	EXIT_QUARANTINED = 1,
	EXIT_USAGE = 2,
	EXIT_RUN_FAILED = 3,
	EXIT_INTERRUPTED = 130
};

int cmd_run(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_plugins(int argc, char **argv);
int cmd_index(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_lint(int argc, char **argv);

/* A command that a plugin brings: argv[0] is its word.  ours: the other commands
 * there are, for who has mistyped one. */
int cmd_plugin(int argc, char **argv, const char *const *ours, size_t n_ours);
/* All of them, a line each, under a heading; nothing if there are none. */
void print_plugin_commands(FILE *out);

/* EXIT_ALL_WELL: whether standard output took it, main looks at the end. */
int print_usage(const char *usage);

/* As getopt_long does, with letters that begin with ":"; '?': there is something
 * wrong, which was said. */
struct option;
int next_option(int argc, char **argv, const char *letters,
                const struct option *options);

/* --json and --help, of a command that has no other options.  -1: go on, with the
 * arguments at optind; otherwise what usage gave. */
int parse_json(int argc, char **argv, int (*usage)(FILE *out, int status),
               int *json);

/* Cells of a line: $COLUMNS, or of the terminal, or 80. */
unsigned terminal_width(void);

/* A diag that prints to standard error: `catena: ...` for errors without a
 * place, colour on a terminal.  NULL when out of memory. */
struct diag *main_diag(unsigned max_level);

#endif
