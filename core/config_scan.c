/* SPDX-License-Identifier: MIT */
/* config_scan.c - libconfig's grammar, with a word for each way to miss it. */
#include "build.h"
#include "config_scan.h"
#include "config_lex.h"
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

struct name { /* a setting's name, in the group where it was set */
	struct name *next;
	const char *s;
	size_t n;
	uint32_t group;
	struct where at;
};

enum {
	BUCKETS = 256,
	SHOWN = 60 /* bytes of a word that a message shows */
};

struct scanner {
	struct lexer lexer;
	struct token now, last; /* the next word, and the one before it */
	uint32_t groups;        /* so far */
	unsigned depth;
	uint32_t settings;
	struct scan_place *places;
	uint32_t n, cap;
	char *text;
	size_t size, room;
	unsigned mute; /* > 0: what is read is not handed on */
	struct name *names[BUCKETS];
};

static int shown(const struct token *t)
{
	return (int)(t->n < SHOWN ? t->n : SHOWN);
}

static bool no_memory(const struct scanner *s)
{
	diag_error(s->lexer.diag, "out of memory while reading the config");
	return false;
}

static bool next(struct scanner *s)
{
	s->last = s->now;
	s->now = lexer_next(&s->lexer);
	return s->now.type != TOKEN_FAILED;
}

/* ---- What is handed on ---- */

static bool emit(struct scanner *s, const char *text, size_t n)
{
	if (s->mute)
		return true;
	if (n + 2 > s->room - s->size) {
		const size_t room = s->room * 2 + n + 1024;
		char *const more = arena_grow(s->lexer.scratch, s->text, s->room, room);
		if (!more)
			return no_memory(s);
		s->text = more;
		s->room = room;
	}
	memcpy(s->text + s->size, text, n);
	s->size += n;
	s->text[s->size++] = ' ';
	s->text[s->size] = '\0';
	return true;
}

/* A setting or an item begins at `at`. */
static bool begin_value(struct scanner *s, struct where at)
{
	if (++s->settings > CONFIG_MOST_SETTINGS) {
		diag_at(s->lexer.diag, CATENA_ERROR, at, NULL,
		        "more than %d settings and items of lists; long lists belong in "
		        "files of their own",
		        CONFIG_MOST_SETTINGS);
		return false;
	}
	if (s->mute)
		return true;
	if (s->n == s->cap) {
		const uint32_t cap = s->cap * 2 + 64;
		struct scan_place *const more = arena_grow(
		    s->lexer.scratch, s->places, s->cap * sizeof *more, cap * sizeof *more);
		if (!more)
			return no_memory(s);
		s->places = more;
		s->cap = cap;
	}
	s->places[s->n++] = (struct scan_place){at, false};
	return true;
}

/* The value that began last is the one at hand: a scalar holds no other. */
static void mark_bad(struct scanner *s)
{
	if (s->now.bad && !s->mute)
		s->places[s->n - 1].bad = true;
}

static bool emit_int(struct scanner *s, int64_t i)
{
	char text[32];
	const int n = snprintf(text, sizeof text, "%lld%s", (long long)i,
	                       i < INT_MIN || i > INT_MAX ? "L" : "");
	return emit(s, text, (size_t)n);
}

/* ---- Names that were set before ---- */

static unsigned bucket(uint32_t group, const char *s, size_t n)
{
	uint32_t h = 2166136261u ^ group; /* FNV-1a */
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return (h ^ h >> 16) % BUCKETS;
}

/* Remembers the name at hand; false: no memory.  *again: it was there. */
static bool remember(struct scanner *s, uint32_t group, bool *again)
{
	const struct token *const t = &s->now;
	struct name **const head = &s->names[bucket(group, t->s, t->n)];
	*again = false;
	for (const struct name *k = *head; k; k = k->next) {
		if (k->group != group || k->n != t->n || memcmp(k->s, t->s, t->n) != 0)
			continue;
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "\"%.*s\" is set twice, first at %s:%u; take one of them out",
		        shown(t), t->s, k->at.file, k->at.line);
		*again = true;
		return true;
	}
	struct name *const k =
	    arena_alloc(s->lexer.scratch, sizeof *k, alignof(struct name));
	if (!k)
		return no_memory(s);
	*k = (struct name){*head, t->s, t->n, group, t->at};
	*head = k;
	return true;
}

/* ---- What went wrong ---- */

static bool wrong(const struct scanner *s, struct where at, const char *what)
{
	diag_at(s->lexer.diag, CATENA_ERROR, at, NULL, "%s", what);
	return false;
}

static const char *quotes_hint(const struct token *t)
{
	static const char *const words[] = {"yes", "no", "on", "off"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (t->n == strlen(words[i]) && memcmp(t->s, words[i], t->n) == 0)
			return "write true or false";
	}
	return "a string stands in quotes";
}

/* A value should begin here; `what` for: "workers" or an item. */
static bool no_value(const struct scanner *s, const char *what, size_t n)
{
	const struct token *const t = &s->now;
	char after[160];
	snprintf(after, sizeof after, "%.*s", (int)(n < SHOWN ? n : SHOWN), what);
	if (t->type == TOKEN_NAME)
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "\"%.*s\" is no value; %s", shown(t), t->s, quotes_hint(t));
	else if (t->type == TOKEN_END)
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "the file ends where the value of \"%s\" should stand", after);
	else
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "there is a \"%.*s\" where the value of \"%s\" should stand",
		        shown(t), t->s, after);
	return false;
}

static const char *closer(enum token_type open)
{
	return open == TOKEN_GROUP ? "}" : open == TOKEN_LIST ? ")" : "]";
}

static bool never_closed(const struct scanner *s, const struct token *open)
{
	diag_at(s->lexer.diag, CATENA_ERROR, open->at, NULL,
	        "the \"%.*s\" here is never closed; it needs \"%s\"", (int)open->n,
	        open->s, closer(open->type));
	return false;
}

static bool wrong_closer(const struct scanner *s, const struct token *open)
{
	const struct token *const t = &s->now;
	diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
	        "\"%.*s\" cannot close the \"%.*s\" of %s:%u; that needs \"%s\" first",
	        (int)t->n, t->s, (int)open->n, open->s, open->at.file, open->at.line,
	        closer(open->type));
	return false;
}

static bool is_closer(enum token_type t)
{
	return t == TOKEN_GROUP_END || t == TOKEN_ARRAY_END || t == TOKEN_LIST_END;
}

static bool is_scalar(enum token_type t)
{
	return t == TOKEN_BOOL || t == TOKEN_INT || t == TOKEN_FLOAT ||
	       t == TOKEN_STRING;
}

/* A name should stand here, or the end of the group.  open NULL: top. */
static bool no_name(const struct scanner *s, const struct token *open)
{
	const struct token *const t = &s->now;
	if (t->type == TOKEN_END)
		return never_closed(s, open);
	if (is_closer(t->type) && open)
		return wrong_closer(s, open);
	if (is_closer(t->type))
		diag_at(
		    s->lexer.diag, CATENA_ERROR, t->at, NULL,
		    "\"%.*s\" closes nothing; take it out, or look for a bracket too many "
		    "above",
		    (int)t->n, t->s);
	else if (open && t->type == TOKEN_COMMA && s->last.type == TOKEN_SEMICOLON)
		diag_at(
		    s->lexer.diag, CATENA_ERROR, t->at, NULL,
		    "\",\" behind \";\": is the \"{\" of %s:%u not closed?  Else take one "
		    "of the two out",
		    open->at.file, open->at.line);
	else if (t->type == TOKEN_SEMICOLON || t->type == TOKEN_COMMA)
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "one \"%.*s\" too many; take it out", (int)t->n, t->s);
	else if (is_scalar(t->type) && is_scalar(s->last.type))
		diag_at(s->lexer.diag, CATENA_ERROR, t->at, NULL,
		        "%.*s behind %.*s: one setting has one value; a string stands in "
		        "quotes",
		        shown(t), t->s, shown(&s->last), s->last.s);
	else if (open)
		diag_at(
		    s->lexer.diag, CATENA_ERROR, t->at, NULL,
		    "\"%.*s\" where a setting's name should stand; is the \"{\" of %s:%u "
		    "not closed?",
		    shown(t), t->s, open->at.file, open->at.line);
	else
		diag_at(
		    s->lexer.diag, CATENA_ERROR, t->at, NULL,
		    "\"%.*s\" where a setting's name should stand; settings are written "
		    "NAME = VALUE;",
		    shown(t), t->s);
	return false;
}

/* now is what stands where "=" should, behind the name. */
static bool no_equals(const struct scanner *s, const struct token *name,
                      const struct token *before)
{
	const struct token *const t = &s->now;
	const bool same_line =
	    before->at.file == name->at.file && before->at.line == name->at.line;
	if (is_scalar(before->type) && same_line) {
		const bool number =
		    before->type == TOKEN_INT || before->type == TOKEN_FLOAT;
		diag_at(s->lexer.diag, CATENA_ERROR, name->at, NULL,
		        "%.*s %.*s is not one value; %s stands in quotes", shown(before),
		        before->s, shown(name), name->s,
		        number ? "a number with a unit" : "all of a string");
	} else if (t->type == TOKEN_NAME || is_scalar(t->type) ||
	           t->type == TOKEN_GROUP || t->type == TOKEN_LIST ||
	           t->type == TOKEN_ARRAY) {
		diag_at(s->lexer.diag, CATENA_ERROR, name->at, NULL,
		        "there is no \"=\" between \"%.*s\" and its value", shown(name),
		        name->s);
	} else {
		diag_at(s->lexer.diag, CATENA_ERROR, name->at, NULL,
		        "\"%.*s\" has no value; write %.*s = VALUE", shown(name), name->s,
		        shown(name), name->s);
	}
	return false;
}

/* Behind an item: neither a comma nor the end. */
static bool no_comma(const struct scanner *s, const struct token *open)
{
	const struct token *const t = &s->now;
	if (t->type == TOKEN_END)
		return never_closed(s, open);
	if (is_closer(t->type))
		return wrong_closer(s, open);
	if (t->type == TOKEN_SEMICOLON)
		return wrong(s, t->at, "items of a list are separated by \",\", not \";\"");
	if (t->type == TOKEN_EQUALS)
		return wrong(s, t->at,
		             "a list has items, not settings; NAME = VALUE stands "
		             "in a group, { }");
	const char *const quote = t->type == TOKEN_STRING ? "" : "\"";
	diag_at(
	    s->lexer.diag, CATENA_ERROR, t->at, NULL,
	    "there is no \",\" before %s%.*s%s, or the \"%.*s\" of %s:%u is not closed",
	    quote, shown(t), t->s, quote, (int)open->n, open->s, open->at.file,
	    open->at.line);
	return false;
}

/* ---- The grammar ---- */

static bool value(struct scanner *, const char *what, size_t n, bool in_list);

static bool enter(struct scanner *s)
{
	if (++s->depth <= CONFIG_MOST_DEPTH)
		return true;
	char what[80];
	snprintf(what, sizeof what, "lists and groups are nested deeper than %d",
	         CONFIG_MOST_DEPTH);
	return wrong(s, s->now.at, what);
}

/* Strings side by side are one. */
static bool string(struct scanner *s, bool in_list)
{
	size_t size = 0;
	const struct where at = s->now.at;
	do {
		mark_bad(s);
		size += s->now.n;
		if (size > CONFIG_MOST_STRING) {
			diag_at(s->lexer.diag, CATENA_ERROR, at, NULL,
			        "a string of more than %d bytes; put it in a file",
			        CONFIG_MOST_STRING);
			return false;
		}
		if (!emit(s, s->now.s, s->now.n) || !next(s))
			return false;
	} while (s->now.type == TOKEN_STRING && !in_list);
	return true;
}

static bool scalar(struct scanner *s, bool in_list)
{
	mark_bad(s);
	if (s->now.type == TOKEN_STRING)
		return string(s, in_list);
	const bool good = s->now.type == TOKEN_INT ? emit_int(s, s->now.i)
	                                           : emit(s, s->now.s, s->now.n);
	return good && next(s);
}

/* In [ ]: scalars of one type. */
static bool check_item(const struct scanner *s, enum token_type first)
{
	const struct token *const t = &s->now;
	if (t->type == TOKEN_GROUP || t->type == TOKEN_LIST || t->type == TOKEN_ARRAY)
		return wrong(s, t->at,
		             "groups and lists stand in a list in round brackets, "
		             "( ), not in [ ]");
	if (is_scalar(t->type) && is_scalar(first) && t->type != first)
		return wrong(s, t->at,
		             "in [ ] all items are of one type (1.0 is not of the "
		             "type of 1); take ( ) instead");
	return true;
}

static bool list(struct scanner *s)
{
	const struct token open = s->now;
	const enum token_type end =
	    open.type == TOKEN_LIST ? TOKEN_LIST_END : TOKEN_ARRAY_END;
	bool comma = false;
	if (!enter(s) || !emit(s, open.s, open.n) || !next(s))
		return false;
	const enum token_type first = s->now.type;
	while (s->now.type != end) {
		if (open.type == TOKEN_ARRAY && !check_item(s, first))
			return false;
		if (is_closer(s->now.type))
			return wrong_closer(s, &open);
		if (s->now.type == TOKEN_END)
			return never_closed(s, &open);
		/* libconfig 1.5 takes no comma behind the last item. */
		if ((comma && !emit(s, ",", 1)) || !begin_value(s, s->now.at) ||
		    !value(s, "an item", 7, true))
			return false;
		comma = s->now.type == TOKEN_COMMA;
		if (!comma && s->now.type != end)
			return no_comma(s, &open);
		if (comma && !next(s))
			return false;
	}
	s->depth--;
	return emit(s, s->now.s, s->now.n) && next(s);
}

static bool setting(struct scanner *s, uint32_t group)
{
	const struct token before = s->last;
	const struct token name = s->now;
	bool again = false;
	if (!remember(s, group, &again))
		return false;
	s->mute += again;
	if (!begin_value(s, name.at) || !emit(s, name.s, name.n) || !next(s))
		return false;
	if (s->now.type != TOKEN_EQUALS)
		return no_equals(s, &name, &before);
	if (!emit(s, "=", 1) || !next(s) || !value(s, name.s, name.n, false) ||
	    !emit(s, ";", 1))
		return false;
	s->mute -= again;
	if (s->now.type == TOKEN_SEMICOLON || s->now.type == TOKEN_COMMA)
		return next(s);
	return true;
}

static bool settings(struct scanner *s, const struct token *open)
{
	const uint32_t group = s->groups++;
	const enum token_type end = open ? TOKEN_GROUP_END : TOKEN_END;
	while (s->now.type != end) {
		if (s->now.type != TOKEN_NAME)
			return no_name(s, open);
		if (!setting(s, group))
			return false;
	}
	return true;
}

static bool group(struct scanner *s)
{
	const struct token open = s->now;
	if (!enter(s) || !emit(s, open.s, open.n) || !next(s) || !settings(s, &open))
		return false;
	s->depth--;
	return emit(s, s->now.s, s->now.n) && next(s);
}

static bool value(struct scanner *s, const char *what, size_t n, bool in_list)
{
	switch (s->now.type) {
	case TOKEN_BOOL:
	case TOKEN_INT:
	case TOKEN_FLOAT:
	case TOKEN_STRING:
		return scalar(s, in_list);
	case TOKEN_GROUP:
		return group(s);
	case TOKEN_ARRAY:
	case TOKEN_LIST:
		return list(s);
	default:
		return no_value(s, what, n);
	}
}

static bool scan(struct scanner *s, struct scan *out)
{
	/* Never empty: the text must be there even if the file says nothing. */
	if (!emit(s, "", 0) || !next(s) || !settings(s, NULL))
		return false;
	out->text = s->text;
	out->size = s->size;
	out->places = s->places;
	out->n = s->n;
	return true;
}

bool config_scan_file(const char *path, struct arena *keep, struct arena *scratch,
                      struct diag *diag, struct scan *out)
{
	struct scanner s = {.lexer = {NULL, keep, scratch, diag, 0, 0}};
	return lexer_open(&s.lexer, path) && scan(&s, out);
}

bool config_scan_text(const char *name, const char *text, struct arena *keep,
                      struct arena *scratch, struct diag *diag, struct scan *out)
{
	struct scanner s = {.lexer = {NULL, keep, scratch, diag, 0, 0}};
	return lexer_open_text(&s.lexer, name, text) && scan(&s, out);
}
