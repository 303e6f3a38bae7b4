/* SPDX-License-Identifier: MIT */
/* option_check.c - does a plugin's option table make sense in itself? */
#include "option.h"
#include "option_value.h"
#include <catena/utf8.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	MOST_OPTIONS = 500,
	LONGEST_NAME = 63,
	MOST_CHOICES = 200
};

struct check {
	const struct catena_option *option;
	char *why;
	size_t size;
};

const char *option_type_name(uint32_t type)
{
	static const char *const names[] = {
	    [CATENA_BOOL] = "true or false", [CATENA_INT] = "integer",
	    [CATENA_FLOAT] = "number",       [CATENA_STRING] = "string",
	    [CATENA_CHOICE] = "choice",      [CATENA_PATH] = "file",
	    [CATENA_STRINGS] = "strings",    [CATENA_PATHS] = "files",
	    [CATENA_OUTPUT] = "output file"};
	return type < sizeof names / sizeof names[0] ? names[type] : "unknown";
}

static bool wrong(const struct check *c, const char *what)
{
	snprintf(c->why, c->size, "option \"%s\" %s", c->option->name, what);
	return false;
}

static bool good_name(const char *s)
{
	if (s[0] < 'a' || s[0] > 'z' || strlen(s) > LONGEST_NAME)
		return false;
	for (; *s; s++) {
		if ((*s < 'a' || *s > 'z') && (*s < '0' || *s > '9') && *s != '_')
			return false;
	}
	return true;
}

static bool one_line(const char *s)
{
	return utf8_valid_prefix(s, strlen(s)) == strlen(s) &&
	       !strpbrk(s, "\r\n\t\x1B");
}

static bool check_name(const struct check *c, const struct catena_plugin *p,
                       uint32_t index)
{
	const char *const name = c->option->name;
	if (!good_name(name))
		return wrong(c, "must be named in lower case letters, digits and \"_\", at "
		                "most 63, a letter first");
	for (uint32_t i = 0; i < N_OPTION_RESERVED; i++) {
		if (strcmp(option_reserved[i], name) == 0)
			return wrong(c, "has a name that every stage has for its own use");
	}
	for (uint32_t i = 0; i < index; i++) {
		if (strcmp(p->options[i].name, name) == 0)
			return wrong(c, "is in the table twice");
	}
	return true;
}

static bool check_choices(const struct check *c)
{
	const char *const *const choices = c->option->choices;
	if (!choices || !choices[0])
		return wrong(c, "is a choice without choices");
	for (size_t i = 0; choices[i]; i++) {
		if (i >= MOST_CHOICES)
			return wrong(c, "has more than 200 choices, or no NULL after them");
		if (!choices[i][0] || !one_line(choices[i]))
			return wrong(c, "has a choice that is empty or not one line of UTF-8");
		for (size_t k = 0; k < i; k++) {
			if (strcmp(choices[i], choices[k]) == 0)
				return wrong(c, "has the same choice twice");
		}
	}
	return true;
}

static bool check_range(const struct check *c)
{
	const struct catena_option *const o = c->option;
	if (isnan(o->min) || isnan(o->max) || o->min > o->max)
		return wrong(c, "has a range whose min is above its max");
	if (o->type != CATENA_INT && o->type != CATENA_FLOAT &&
	    (o->min != 0 || o->max != 0))
		return wrong(c, "has a range, but is no number");
	if (o->type == CATENA_INT && o->unit && strcmp(o->unit, "ratio") == 0)
		return wrong(c, "is a ratio, which must be a FLOAT");
	return true;
}

static bool check_words(const struct check *c)
{
	const struct catena_option *const o = c->option;
	if (!o->help || !o->help[0])
		return wrong(c, "has no help; say in one sentence what it does");
	if (!one_line(o->help))
		return wrong(c, "has a help that is not one line of UTF-8");
	if (o->unit && (!o->unit[0] || !one_line(o->unit)))
		return wrong(c,
		             "has a unit that is empty or not one line; NULL means none");
	if (o->initial &&
	    utf8_valid_prefix(o->initial, strlen(o->initial)) != strlen(o->initial))
		return wrong(c, "has a default that is not UTF-8");
	return true;
}

static void keep_first(void *user, uint32_t level, const char *message)
{
	const struct check *const c = user;
	(void)level;
	if (!c->why[0])
		snprintf(c->why, c->size, "the default does not convert: %s", message);
}

static bool check_default(struct check *c)
{
	if (!c->option->initial)
		return true;
	struct arena arena = {0};
	struct diag *const diag = diag_new(keep_first, c, CATENA_ERROR);
	if (!diag) {
		snprintf(c->why, c->size, "out of memory");
		return false;
	}
	const struct value_context context = {"/", NULL, &arena, diag};
	union catena_value value;
	const bool good = option_default(c->option, &context, &value);
	diag_free(diag);
	arena_free(&arena);
	return good;
}

static bool check_one(const struct catena_plugin *p, uint32_t i, char *why,
                      size_t size)
{
	struct check c = {&p->options[i], why, size};
	if (!c.option->name) {
		snprintf(why, size, "option %u of the table has no name", i + 1);
		return false;
	}
	if (c.option->type > CATENA_OUTPUT)
		return wrong(&c, "has a type that this version does not know");
	return check_name(&c, p, i) && check_words(&c) && check_range(&c) &&
	       (c.option->type != CATENA_CHOICE || check_choices(&c)) &&
	       check_default(&c);
}

int option_table_check(const struct catena_plugin *p, char *why, size_t size)
{
	if (size)
		why[0] = '\0';
	if (p->n_options > MOST_OPTIONS) {
		snprintf(why, size, "has %u options; %d are the most", p->n_options,
		         MOST_OPTIONS);
		return -1;
	}
	if (p->n_options && !p->options) {
		snprintf(why, size, "says that it has %u options but has no table",
		         p->n_options);
		return -1;
	}
	for (uint32_t i = 0; i < p->n_options; i++) {
		if (!check_one(p, i, why, size))
			return -1;
	}
	return 0;
}
