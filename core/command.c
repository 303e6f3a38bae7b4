/* SPDX-License-Identifier: MIT */
/* command.c - what a plugin says of the commands it brings, checked. */
#include "build.h"

#include "command.h"
#include "option.h"

#include <stdio.h>
#include <string.h>

#define END_OF(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

enum {
	COMMANDS_1_0 = END_OF(struct catena_commands, n),
	COMMAND_1_0 = END_OF(struct catena_command, run),
	OPTION_1_0 = END_OF(struct catena_option, help),
	MAX_STRIDE = 4096,
	MAX_COMMANDS = 100,
	MAX_OPTIONS = 1000,
	LONGEST_WORD = 63
};

const struct catena_commands *commands_of(const struct catena_plugin *p)
{
	return p->extension ? p->extension(COMMAND_EXTENSION) : NULL;
}

struct catena_command command_at(const struct catena_commands *all, uint32_t i)
{
	struct catena_command c = {0};
	const size_t n =
	    all->command_size < sizeof c ? (size_t)all->command_size : sizeof c;
	memcpy(&c, (const char *)all->commands + (size_t)i * all->command_size, n);
	return c;
}

const struct catena_option *command_options(const struct catena_commands *all,
                                            const struct catena_command *c,
                                            struct arena *arena)
{
	const size_t stride = all->option_size;
	const char *const from = (const char *)c->options;
	struct catena_option *const to =
	    arena_array(arena, (size_t)c->n_options + 1, sizeof *to,
	                _Alignof(struct catena_option));
	if (!to)
		return NULL;
	memset(to, 0, ((size_t)c->n_options + 1) * sizeof *to);
	for (uint32_t i = 0; i < c->n_options; i++)
		memcpy(&to[i], from + i * stride,
		       stride < sizeof *to ? stride : sizeof *to);
	return to;
}

static bool good_word(const char *s)
{
	if (!s || s[0] < 'a' || s[0] > 'z' ||
	    strnlen(s, LONGEST_WORD + 1) > LONGEST_WORD)
		return false;
	return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static int wrong(char *why, size_t size, const char *what)
{
	snprintf(why, size, "its extension catena.command/1 %s", what);
	return -1;
}

static int check_sizes(const struct catena_commands *all, char *why, size_t size)
{
	if (all->size < COMMANDS_1_0 || all->size > MAX_STRIDE)
		return wrong(why, size, "says a wrong size; set it to sizeof");
	if (all->command_size < COMMAND_1_0 || all->command_size > MAX_STRIDE ||
	    all->command_size % _Alignof(struct catena_command))
		return wrong(why, size,
		             "says a wrong command_size; set it to "
		             "sizeof(struct catena_command)");
	if (all->option_size < OPTION_1_0 || all->option_size > MAX_STRIDE ||
	    all->option_size % _Alignof(struct catena_option))
		return wrong(why, size,
		             "says a wrong option_size; set it to "
		             "sizeof(struct catena_option)");
	if (!all->n || all->n > MAX_COMMANDS || !all->commands)
		return wrong(why, size,
		             "has no commands, or too many; set n to their "
		             "number");
	if (!good_word(all->word))
		return wrong(why, size,
		             "has a word that is not small letters, digits, "
		             "\"_\" and \"-\", a letter first");
	return 0;
}

/* The program has these for every command. */
static bool takes_ours(const struct catena_option *o, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (strcmp(o[i].name, "help") == 0 || strcmp(o[i].name, "quiet") == 0)
			return true;
	}
	return false;
}

static int check_command(const struct catena_commands *all,
                         const struct catena_command *c, char *why, size_t size)
{
	if (!good_word(c->name))
		return wrong(why, size,
		             "has a command whose name is not small letters, "
		             "digits, \"_\" and \"-\", a letter first");
	if (!c->run)
		return wrong(why, size, "has a command whose run is NULL; give it one");
	if (!c->summary || !c->summary[0] || strpbrk(c->summary, "\r\n\t\x1B"))
		return wrong(why, size, "has a command without a summary of one line");
	if (c->min_args > c->max_args || (c->max_args && !c->args))
		return wrong(why, size,
		             "has a command that takes arguments and does not "
		             "say which, or whose min_args is above its "
		             "max_args");
	if (c->n_options > MAX_OPTIONS || (c->n_options && !c->options))
		return wrong(why, size, "has a command with a wrong number of options");
	struct arena arena = {0};
	struct catena_plugin table = {.n_options = c->n_options,
	                              .options = command_options(all, c, &arena)};
	char what[300] = "out of memory";
	bool good = table.options && option_table_check(&table, what, sizeof what) == 0;
	if (good && takes_ours(table.options, table.n_options)) {
		snprintf(what, sizeof what,
		         "the options \"help\" and \"quiet\" are the program's own");
		good = false;
	}
	arena_free(&arena);
	if (!good)
		snprintf(why, size, "its command \"%s\": %s", c->name, what);
	return good ? 0 : -1;
}

int commands_check(const struct catena_plugin *p, char *why, size_t size)
{
	const struct catena_commands *const all = commands_of(p);
	if (!all)
		return 0;
	if (check_sizes(all, why, size) != 0)
		return -1;
	for (uint32_t i = 0; i < all->n; i++) {
		const struct catena_command c = command_at(all, i);
		if (check_command(all, &c, why, size) != 0)
			return -1;
		for (uint32_t k = 0; k < i; k++) {
			if (strcmp(command_at(all, k).name, c.name) == 0)
				return wrong(why, size, "has two commands of one name");
		}
	}
	return 0;
}
