/* SPDX-License-Identifier: MIT */
/* main_diag.c - the terminal: the library's messages on standard error, for
 * people, and how wide it is. */
#include "build.h"

#include "main.h"
#include "diag.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* The size of the `news.conf:12: ` that a message may begin with, or 0. */
static size_t place_size(const char *message)
{
	const char *const end = strstr(message, ": ");
	const char *p = end;
	while (p && p > message && isdigit((unsigned char)p[-1]))
		p--;
	if (!end || p == end || p == message || p[-1] != ':')
		return 0;
	return (size_t)(end + 2 - message);
}

static const char *level_word(uint32_t level)
{
	if (level == CATENA_WARN)
		return "warning: ";
	return level == CATENA_DEBUG ? "debug: " : "";
}

static void print_plain(void *user, uint32_t level, const char *message)
{
	const size_t place = place_size(message);
	(void)user;
	if (place)
		fprintf(stderr, "%.*s%s%s\n", (int)place, message, level_word(level),
		        message + place);
	else
		fprintf(stderr, "catena: %s%s\n", level_word(level), message);
}

/* On a terminal a line of progress may stand where this one goes. */
static void print_coloured(void *user, uint32_t level, const char *message)
{
	static const char clear[] = "\r\033[K", off[] = "\033[0m";
	static const char bold[] = "\033[1m";
	const char *const mark = level == CATENA_ERROR  ? "\033[1;31m"
	                         : level == CATENA_WARN ? "\033[1;33m"
	                                                : "";
	const size_t place = place_size(message);
	(void)user;
	if (place)
		fprintf(stderr, "%s%s%.*s%s%s%s%s%s\n", clear, bold, (int)place, message,
		        off, mark, level_word(level), off, message + place);
	else
		fprintf(stderr, "%s%scatena: %s%s%s\n", clear, mark, level_word(level), off,
		        message);
}

/* As https://no-color.org asks. */
static int wants_colour(void)
{
	const char *const no = getenv("NO_COLOR");
	const char *const term = getenv("TERM");
	if ((no && *no) || !term || strcmp(term, "dumb") == 0)
		return 0;
	return isatty(STDERR_FILENO);
}

struct diag *main_diag(unsigned max_level)
{
	return diag_new(wants_colour() ? print_coloured : print_plain, NULL, max_level);
}

unsigned terminal_width(void)
{
	const char *const columns = getenv("COLUMNS");
	struct winsize size;
	const unsigned long said = columns ? strtoul(columns, NULL, 10) : 0;
	if (said >= 20 && said <= 1000)
		return (unsigned)said;
	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) &&
	    size.ws_col >= 20)
		return size.ws_col;
	return 80;
}
