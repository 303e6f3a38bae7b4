/* SPDX-License-Identifier: MIT */
/* option_value.c - one setting, turned into the value of one option. */
#include "option_value.h"
#include "quantity.h"
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum {
	TEXT = 512, /* room for a part of a message */
	QUOTED = 60 /* bytes of a bad value that a message shows */
};
#define ENDLESS 9e15 /* a bound of this size is no bound for people */

static bool no_memory(const struct value_context *c)
{
	diag_error(c->diag, "out of memory while reading the config");
	return false;
}

static void describe(const struct setting *s, char *text, size_t size)
{
	const struct setting *const items = s->items;
	switch (s->type) {
	case SET_BOOL:
		snprintf(text, size, "%s", s->i ? "true" : "false");
		break;
	case SET_INT:
		snprintf(text, size, "%lld", (long long)s->i);
		break;
	case SET_FLOAT:
		quantity_show(s->f, NULL, text, size);
		break;
	case SET_STRING:
		if (strlen(s->s) > QUOTED)
			snprintf(text, size, "\"%.*s...\"", QUOTED, s->s);
		else
			snprintf(text, size, "\"%s\"", s->s);
		break;
	case SET_LIST:
		if (s->n == 1 && items[0].type != SET_LIST && items[0].type != SET_GROUP)
			snprintf(text, size, "a list; take the brackets away");
		else
			snprintf(text, size, "a list");
		break;
	default:
		snprintf(text, size, "a group in braces");
		break;
	}
}

static void choices_text(const struct catena_option *o, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; o->choices[i]; i++) {
		const char *const between = i == 0 ? "" : o->choices[i + 1] ? ", " : " or ";
		const int n =
		    snprintf(text + used, size - used, "%s\"%s\"", between, o->choices[i]);
		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

/* "1 KiB" before "64 KiB" is "1", and so is "1 word" before "9 words". */
static void cut_common_unit(char *low, const char *high)
{
	char *const a = strchr(low, ' ');
	const char *const b = strchr(high, ' ');
	const size_t n = a ? strlen(a) : 0;
	if (a && b && strncmp(a, b, n) == 0 && (!b[n] || strcmp(b + n, "s") == 0))
		*a = '\0';
}

static void range_text(const struct catena_option *o, char *text, size_t size)
{
	char low[80], high[80];
	const bool any = o->min == 0 && o->max == 0;
	quantity_show(o->min, o->unit, low, sizeof low);
	quantity_show(o->max, o->unit, high, sizeof high);
	if (any || (o->min <= -ENDLESS && o->max >= ENDLESS)) {
		const bool shown = o->unit && strcmp(o->unit, "ratio") != 0;
		snprintf(text, size, "%s", shown ? o->unit : "");
	} else if (o->max >= ENDLESS) {
		snprintf(text, size, "at least %s", low);
	} else if (o->min <= -ENDLESS) {
		snprintf(text, size, "at most %s", high);
	} else {
		cut_common_unit(low, high);
		snprintf(text, size, "%s to %s", low, high);
	}
}

void option_range(const struct catena_option *o, char *text, size_t size)
{
	text[0] = '\0';
	if (o->type == CATENA_INT || o->type == CATENA_FLOAT)
		range_text(o, text, size);
	else if (o->type == CATENA_CHOICE && o->choices)
		choices_text(o, text, size);
	else if (o->type == CATENA_BOOL)
		snprintf(text, size, "true or false");
}

void option_wants(const struct catena_option *o, char *text, size_t size)
{
	char range[TEXT];
	option_range(o, range, sizeof range);
	const char *const comma = range[0] ? ", " : "";
	switch (o->type) {
	case CATENA_BOOL:
	case CATENA_CHOICE:
		snprintf(text, size, "%s", range);
		break;
	case CATENA_INT:
		snprintf(text, size, "a whole number%s%s", comma, range);
		break;
	case CATENA_FLOAT:
		snprintf(text, size, "a number%s%s", comma, range);
		break;
	case CATENA_STRING:
		snprintf(text, size, "a string in quotes");
		break;
	case CATENA_PATH:
		snprintf(text, size, "a file to read, in quotes");
		break;
	case CATENA_OUTPUT:
		snprintf(text, size, "a file to write, in quotes");
		break;
	case CATENA_PATHS:
		snprintf(text, size, "a list of files, [ \"a\", \"b\" ]");
		break;
	default:
		snprintf(text, size, "a list of strings, [ \"a\", \"b\" ]");
		break;
	}
}

static bool wrong_type(const struct catena_option *o, const struct setting *s,
                       const struct value_context *c)
{
	char wants[TEXT], is[TEXT];
	if (s->type == SET_BAD)
		return false;
	option_wants(o, wants, sizeof wants);
	describe(s, is, sizeof is);
	diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
	        "\"%s\" must be %s; it is %s", o->name, wants, is);
	return false;
}

/* Words of --set are strings whatever they look like. */
static const char *text_of(const struct setting *s)
{
	return s->type < SET_LIST ? s->s : NULL;
}

static bool to_bool(const struct catena_option *o, const struct setting *s,
                    const struct value_context *c, union catena_value *v)
{
	if (s->type == SET_BOOL)
		v->i = s->i != 0;
	else if (s->type == SET_STRING && strcmp(s->s, "true") == 0)
		v->i = 1;
	else if (s->type == SET_STRING && strcmp(s->s, "false") == 0)
		v->i = 0;
	else
		return wrong_type(o, s, c);
	return true;
}

static bool wrong_number(const struct catena_option *o, const struct setting *s,
                         const struct value_context *c, enum quantity_result r)
{
	char units[TEXT], is[TEXT];
	describe(s, is, sizeof is);
	quantity_units(o->unit, units, sizeof units);
	if (r == QUANTITY_UNKNOWN_UNIT && units[0])
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\": the unit in %s is not one of %s", o->name, is, units);
	else if (r == QUANTITY_UNKNOWN_UNIT)
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\" takes no unit; write the bare number, not %s", o->name, is);
	else if (r == QUANTITY_NOT_WHOLE)
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\" must be a whole number%s%s; %s is none", o->name,
		        o->unit ? " of " : "", o->unit ? o->unit : "", is);
	else if (r == QUANTITY_TOO_LARGE)
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\": the number in %s is too large or too long", o->name, is);
	else
		return wrong_type(o, s, c);
	return false;
}

static bool in_range(const struct catena_option *o, const struct setting *s,
                     const struct value_context *c, double n)
{
	char range[TEXT], is[TEXT];
	if ((o->min == 0 && o->max == 0) || (n >= o->min && n <= o->max))
		return true;
	range_text(o, range, sizeof range);
	describe(s, is, sizeof is);
	diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
	        "\"%s\" must be %s; it is %s", o->name, range, is);
	return false;
}

static bool to_int(const struct catena_option *o, const struct setting *s,
                   const struct value_context *c, union catena_value *v)
{
	enum quantity_result r = QUANTITY_OK;
	if (s->type == SET_STRING)
		r = quantity_int(s->s, o->unit, &v->i);
	else if (s->type == SET_INT)
		v->i = s->i;
	else if (s->type == SET_FLOAT)
		r = QUANTITY_NOT_WHOLE;
	else
		return wrong_type(o, s, c);
	if (r != QUANTITY_OK)
		return wrong_number(o, s, c, r);
	return in_range(o, s, c, (double)v->i);
}

static bool to_float(const struct catena_option *o, const struct setting *s,
                     const struct value_context *c, union catena_value *v)
{
	enum quantity_result r = QUANTITY_OK;
	if (s->type == SET_STRING)
		r = quantity_float(s->s, o->unit, &v->f);
	else if (s->type == SET_INT)
		v->f = (double)s->i;
	else if (s->type == SET_FLOAT)
		v->f = s->f;
	else
		return wrong_type(o, s, c);
	if (r != QUANTITY_OK)
		return wrong_number(o, s, c, r);
	return in_range(o, s, c, v->f);
}

static bool to_choice(const struct catena_option *o, const struct setting *s,
                      const struct value_context *c, union catena_value *v)
{
	const char *const word = text_of(s);
	char all[TEXT];
	size_t n = 0;
	if (!word)
		return wrong_type(o, s, c);
	for (; o->choices[n]; n++) {
		if (strcmp(o->choices[n], word) == 0) {
			v->i = (int64_t)n;
			return true;
		}
	}
	const char *const near = nearest_name(word, o->choices, n);
	if (!near)
		return wrong_type(o, s, c);
	choices_text(o, all, sizeof all);
	diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
	        "\"%s\" must be %s; it is \"%.*s\"; did you mean \"%s\"?", o->name, all,
	        QUOTED, word, near);
	return false;
}

const char *option_absolute(const char *dir, const char *path, struct arena *a)
{
	const size_t n = path[0] == '/' ? 0 : strlen(dir);
	const size_t m = strlen(path);
	char *const out = arena_alloc(a, n + m + 2, 1);
	if (!out)
		return NULL;
	memcpy(out, dir, n);
	size_t used = n;
	const char *p = path;
	while (*p) {
		const size_t k = strcspn(p, "/");
		if (k && !(k == 1 && p[0] == '.')) {
			if (used == 0 || out[used - 1] != '/')
				out[used++] = '/';
			memcpy(out + used, p, k);
			used += k;
		}
		p += k;
		if (*p)
			p++;
	}
	/* "wire/" says that it is a folder, and goes on saying so. */
	if (used == 0 || (m && path[m - 1] == '/' && out[used - 1] != '/'))
		out[used++] = '/';
	out[used] = '\0';
	return out;
}

static bool to_path(const struct catena_option *o, const struct setting *s,
                    const struct value_context *c, const char **v)
{
	const char *const text = text_of(s);
	if (!text)
		return wrong_type(o, s, c);
	*v = text;
	if (strcmp(text, "-") == 0)
		return true;
	if (text[0] == '\0') {
		if (o->initial && o->initial[0] == '\0')
			return true;
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\" is empty; it must be %s", o->name,
		        o->type == CATENA_OUTPUT ? "a file to write" : "a file to read");
		return false;
	}
	if (text[0] == '~' && (text[1] == '/' || text[1] == '\0')) {
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\": \"~\" has no meaning here; write \"${HOME}%.*s\"", o->name,
		        QUOTED, text + 1);
		return false;
	}
	*v = option_absolute(s->dir ? s->dir : c->dir, text, c->arena);
	return *v ? true : no_memory(c);
}

static bool to_item(const struct catena_option *o, const struct setting *s,
                    const struct value_context *c, const char **v)
{
	if (o->type == CATENA_PATH || o->type == CATENA_PATHS ||
	    o->type == CATENA_OUTPUT)
		return to_path(o, s, c, v);
	*v = text_of(s);
	return *v ? true : wrong_type(o, s, c);
}

static bool to_list(const struct catena_option *o, const struct setting *s,
                    const struct value_context *c, union catena_value *v)
{
	/* One string is a list of one. */
	const bool one = s->type != SET_LIST;
	const struct setting *const items = one ? s : s->items;
	const uint32_t n = one ? 1 : s->n;
	bool good = true;
	if (one && !text_of(s))
		return wrong_type(o, s, c);
	const char **const list =
	    arena_array(c->arena, (size_t)n + 1, sizeof *list, alignof(const char *));
	if (!list)
		return no_memory(c);
	for (uint32_t i = 0; i < n; i++)
		good = to_item(o, &items[i], c, &list[i]) && good;
	list[n] = NULL;
	v->list = list;
	return good;
}

bool option_value(const struct catena_option *o, const struct setting *s,
                  const struct value_context *c, union catena_value *v)
{
	memset(v, 0, sizeof *v);
	switch (o->type) {
	case CATENA_BOOL:
		return to_bool(o, s, c, v);
	case CATENA_INT:
		return to_int(o, s, c, v);
	case CATENA_FLOAT:
		return to_float(o, s, c, v);
	case CATENA_CHOICE:
		return to_choice(o, s, c, v);
	case CATENA_STRING:
	case CATENA_PATH:
	case CATENA_OUTPUT:
		return to_item(o, s, c, &v->s);
	case CATENA_STRINGS:
	case CATENA_PATHS:
		return to_list(o, s, c, v);
	default:
		diag_at(c->diag, CATENA_ERROR, s->where, c->stage,
		        "\"%s\" is of a type (%u) that this version does not know; a "
		        "newer catena is needed",
		        o->name, o->type);
		return false;
	}
}

static const char *skip_blanks(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

/* "a, b" as the list [ "a", "b" ]; n: room for items. */
static bool split(const char *text, struct setting *items, uint32_t *n,
                  struct arena *a)
{
	const char *p = skip_blanks(text);
	*n = 0;
	while (*p) {
		const size_t whole = strcspn(p, ",");
		size_t k = whole;
		while (k && p[k - 1] == ' ')
			k--;
		struct setting *const item = &items[(*n)++];
		memset(item, 0, sizeof *item);
		item->type = SET_STRING;
		item->s = arena_copy(a, p, k);
		if (!item->s)
			return false;
		p += whole;
		if (*p)
			p = skip_blanks(p + 1);
	}
	return true;
}

bool option_default(const struct catena_option *o, const struct value_context *c,
                    union catena_value *v)
{
	struct setting s = {.name = o->name, .type = SET_STRING, .s = o->initial};
	if (o->type == CATENA_STRINGS || o->type == CATENA_PATHS) {
		size_t most = 1;
		for (const char *p = o->initial; *p; p++)
			most += *p == ',';
		struct setting *const items =
		    arena_array(c->arena, most, sizeof *items, alignof(struct setting));
		if (!items || !split(o->initial, items, &s.n, c->arena))
			return no_memory(c);
		s.type = SET_LIST;
		s.s = NULL;
		s.items = items;
	}
	return option_value(o, &s, c, v);
}
