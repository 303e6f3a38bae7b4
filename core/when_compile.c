/* SPDX-License-Identifier: MIT */
/* when_compile.c - reads a test on fields and explains what is wrong in it. */
#include "build.h"
#include "quantity.h"
#include "when_node.h"
#include <catena/utf8.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum {
	DEEPEST = 50 /* brackets and nots in each other */
};

enum token {
	END,
	FAILED,
	WORD, /* a field */
	VALUE,
	AND,
	OR,
	NOT,
	IN,
	OPEN,
	CLOSE,
	COMMA,
	OPERATOR
};

struct parser {
	const char *text, *p; /* p: behind the token */
	const char *begin;    /* of the token */
	enum token now;
	enum when_kind operator;
	struct when *leaf; /* WORD, VALUE: its node */
	struct arena *arena;
	char *error;
	size_t size;
	int depth;
};

/* ---- Errors ---- */

static unsigned column(const struct parser *p, const char *at)
{
	return (unsigned)utf8_codepoints(p->text, (size_t)(at - p->text)) + 1;
}

/* What stands there, for a message. */
static void sight(const struct parser *p, char *text, size_t size)
{
	const size_t n = (size_t)(p->p - p->begin);
	if (p->now == END)
		snprintf(text, size, "the end");
	else
		snprintf(text, size, "\"%.*s\"",
		         (int)utf8_valid_prefix(p->begin, n < 40 ? n : 40), p->begin);
}

static bool wrong(struct parser *p, const char *at, const char *what)
{
	snprintf(p->error, p->size, "column %u: %s", column(p, at), what);
	p->now = FAILED;
	return false;
}

static bool expected(struct parser *p, const char *what)
{
	char is[80], text[240];
	if (p->now == FAILED)
		return false;
	sight(p, is, sizeof is);
	snprintf(text, sizeof text, "%s should stand here, not %s", what, is);
	return wrong(p, p->begin, text);
}

static bool no_memory(struct parser *p)
{
	snprintf(p->error, p->size, "out of memory");
	p->now = FAILED;
	return false;
}

static struct when *node(struct parser *p, enum when_kind kind)
{
	struct when *const w = arena_zalloc(p->arena, sizeof *w, alignof(struct when));
	if (w)
		w->kind = kind;
	else
		no_memory(p);
	return w;
}

/* ---- Words ---- */

static bool name_begins(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool read_field(struct parser *p, const char *name, size_t n)
{
	p->leaf = node(p, WHEN_FIELD);
	if (!p->leaf)
		return false;
	p->leaf->name = arena_copy(p->arena, name, n);
	p->now = WORD;
	return p->leaf->name || no_memory(p);
}

static bool read_constant(struct parser *p, uint32_t type, int64_t i)
{
	p->leaf = node(p, WHEN_VALUE);
	if (!p->leaf)
		return false;
	p->leaf->value.type = type;
	p->leaf->value.i = i;
	p->now = VALUE;
	return true;
}

static bool is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

static bool read_word(struct parser *p)
{
	const char *const s = p->p;
	while (name_begins(*p->p) || digit(*p->p) || *p->p == '.' || *p->p == '-')
		p->p++;
	const size_t n = (size_t)(p->p - s);
	if (is_word(s, n, "and"))
		p->now = AND;
	else if (is_word(s, n, "or"))
		p->now = OR;
	else if (is_word(s, n, "not"))
		p->now = NOT;
	else if (is_word(s, n, "in"))
		p->now = IN;
	else if (is_word(s, n, "true") || is_word(s, n, "false"))
		return read_constant(p, CATENA_FIELD_BOOL, n == 4);
	else if (is_word(s, n, "null"))
		return read_constant(p, CATENA_FIELD_NULL, 0);
	else
		return read_field(p, s, n);
	return true;
}

static bool read_quoted_field(struct parser *p)
{
	const char *const end = strchr(p->p + 1, '`');
	if (!end || end == p->p + 1)
		return wrong(p, p->p, "a field in backquotes is written `name`");
	const char *const s = p->p + 1;
	p->p = end + 1;
	return read_field(p, s, (size_t)(end - s));
}

/* Quotes in the text are doubled. */
static bool read_text(struct parser *p)
{
	const char quote = *p->p;
	char *const out = arena_alloc(p->arena, strlen(p->p), 1);
	size_t n = 0;
	const char *s = p->p + 1;
	if (!out)
		return no_memory(p);
	for (; *s && (*s != quote || s[1] == quote); s++) {
		s += *s == quote;
		out[n++] = *s;
	}
	if (!*s)
		return wrong(p, p->p, "this quote is never closed");
	p->p = s + 1;
	if (!read_constant(p, CATENA_FIELD_STRING, 0))
		return false;
	p->leaf->value.s = out;
	p->leaf->value.size = (uint32_t)n;
	return true;
}

static bool read_number(struct parser *p)
{
	char text[64];
	const char *s = p->p;
	size_t n = 0;
	while (
	    digit(*s) || *s == '.' || name_begins(*s) ||
	    ((*s == '-' || *s == '+') && (s == p->p || s[-1] == 'e' || s[-1] == 'E'))) {
		if (n + 1 < sizeof text)
			text[n++] = *s;
		s++;
	}
	text[n] = '\0';
	if (!read_constant(p, CATENA_FIELD_INT, 0))
		return false;
	struct catena_field *const v = &p->leaf->value;
	if (n + 1 == sizeof text)
		return wrong(p, p->begin, "this number is too long");
	if (quantity_int(text, NULL, &v->i) != QUANTITY_OK) {
		v->type = CATENA_FIELD_FLOAT;
		if (quantity_float(text, NULL, &v->f) != QUANTITY_OK)
			return wrong(p, p->begin,
			             "this is not a number; a text stands in quotes, "
			             "'...'");
	} else if (strpbrk(text, ".")) { /* 1.0 is as good as 1 */
		v->type = CATENA_FIELD_FLOAT;
		v->f = (double)v->i;
	}
	p->p = s;
	return true;
}

static bool read_operator(struct parser *p)
{
	static const struct {
		const char *sign;
		enum when_kind kind;
	} signs[] = {{"==", WHEN_EQUAL}, {"!=", WHEN_UNEQUAL}, {"<=", WHEN_MOST},
	             {">=", WHEN_LEAST}, {"<", WHEN_LESS},     {">", WHEN_GREATER}};
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		const size_t n = strlen(signs[i].sign);
		if (strncmp(p->p, signs[i].sign, n) != 0)
			continue;
		p->p += n;
		p->now = OPERATOR;
		p->operator= signs[i].kind;
		return true;
	}
	return false;
}

/* What other languages write. */
static bool odd_sign(struct parser *p)
{
	static const struct {
		const char *sign, *hint;
	} signs[] = {
	    {"=", "\"=\" is no operator; did you mean \"==\"?"},
	    {"!", "\"!\" is no operator; did you mean \"not\" or \"!=\"?"},
	    {"&", "\"&\" is no operator; did you mean \"and\"?"},
	    {"|", "\"|\" is no operator; did you mean \"or\"?"},
	    {"[", "square brackets have no meaning here; a list stands in ( )"},
	    {"~", "there is no matching by pattern; compare with == or in"}};
	char text[80];
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (*p->p == signs[i].sign[0])
			return wrong(p, p->p, signs[i].hint);
	}
	snprintf(
	    text, sizeof text,
	    "\"%c\" has no meaning here; a field with an odd name is written `name`",
	    *p->p);
	return wrong(p, p->p, text);
}

static bool next(struct parser *p)
{
	static const char signs[] = "(),";
	static const enum token tokens[] = {OPEN, CLOSE, COMMA};
	while (*p->p == ' ' || *p->p == '\t' || *p->p == '\n' || *p->p == '\r')
		p->p++;
	p->begin = p->p;
	const char c = *p->p;
	const char *const sign = c ? strchr(signs, c) : NULL;
	if (!c) {
		p->now = END;
	} else if (sign) {
		p->now = tokens[sign - signs];
		p->p++;
	} else if (strncmp(p->p, "<>", 2) == 0) {
		return wrong(p, p->p, "\"<>\" is no operator; did you mean \"!=\"?");
	} else if (name_begins(c)) {
		return read_word(p);
	} else if (c == '`') {
		return read_quoted_field(p);
	} else if (c == '\'' || c == '"') {
		return read_text(p);
	} else if (digit(c) || c == '-' || c == '+' || c == '.') {
		return read_number(p);
	} else if (!read_operator(p)) {
		return odd_sign(p);
	}
	return true;
}

/* ---- The grammar ---- */

static struct when *either(struct parser *);

static struct when *in_list(struct parser *p, struct when *left)
{
	struct when *const w = node(p, WHEN_IN);
	struct when **tail = &left->next;
	if (!w || !next(p))
		return NULL;
	w->first = left;
	if (p->now != OPEN) {
		expected(p, "a list of values, ('a', 'b'),");
		return NULL;
	}
	do {
		if (!next(p))
			return NULL;
		if (p->now != VALUE) {
			expected(p, "a value ('text', a number, true, false, null)");
			return NULL;
		}
		*tail = p->leaf;
		tail = &p->leaf->next;
		if (!next(p))
			return NULL;
	} while (p->now == COMMA);
	if (p->now == CLOSE)
		return next(p) ? w : NULL;
	expected(p, "\",\" or \")\"");
	return NULL;
}

static struct when *comparison(struct parser *p, struct when *left)
{
	struct when *const w = node(p, p->operator);
	if (!w || !next(p))
		return NULL;
	if (p->now != WORD && p->now != VALUE) {
		expected(p, "a field or a value");
		return NULL;
	}
	w->first = left;
	left->next = p->leaf;
	if (!next(p))
		return NULL;
	if (p->now == OPERATOR) {
		wrong(p, p->begin, "comparisons do not chain; write a < b and b < c");
		return NULL;
	}
	return w;
}

/* now is behind a field or a value. */
static struct when *behind_side(struct parser *p, struct when *left,
                                const char *begin)
{
	if (p->now == OPERATOR)
		return comparison(p, left);
	if (p->now == IN)
		return in_list(p, left);
	if (p->now == NOT) {
		struct when *const negation = node(p, WHEN_NOT);
		if (!negation || !next(p))
			return NULL;
		if (p->now != IN) {
			expected(p, "\"in\", \"and\" or \"or\"");
			return NULL;
		}
		negation->first = in_list(p, left);
		return negation->first ? negation : NULL;
	}
	if (left->kind == WHEN_VALUE && left->value.type != CATENA_FIELD_BOOL) {
		wrong(p, begin,
		      "a value is no test; compare it with a field, field == VALUE");
		return NULL;
	}
	return left;
}

static struct when *brackets(struct parser *p)
{
	const char *const begin = p->begin;
	struct when *const w = next(p) ? either(p) : NULL;
	if (!w)
		return NULL;
	if (p->now == END) {
		wrong(p, begin, "this \"(\" is never closed");
		return NULL;
	}
	if (p->now != CLOSE) {
		expected(p, "\"and\", \"or\" or \")\"");
		return NULL;
	}
	if (!next(p))
		return NULL;
	if (p->now == OPERATOR || p->now == IN) {
		wrong(p, p->begin,
		      "fields and values can be compared, not what is in brackets");
		return NULL;
	}
	return w;
}

static struct when *negation(struct parser *p)
{
	struct when *const w = node(p, WHEN_NOT);
	return w && next(p) ? w : NULL;
}

static struct when *one(struct parser *p)
{
	struct when *w = NULL;
	if (++p->depth > DEEPEST) {
		wrong(p, p->begin, "brackets and nots are nested too deep");
	} else if (p->now == NOT) {
		w = negation(p);
		if (w && !(w->first = one(p)))
			w = NULL;
	} else if (p->now == OPEN) {
		w = brackets(p);
	} else if (p->now == WORD || p->now == VALUE) {
		struct when *const left = p->leaf;
		const char *const begin = p->begin;
		w = next(p) ? behind_side(p, left, begin) : NULL;
	} else {
		expected(p, "a field, a value, \"not\" or \"(\"");
	}
	p->depth--;
	return w;
}

/* One, or several joined by the token. */
static struct when *joined(struct parser *p, enum token by, enum when_kind kind,
                           struct when *(*part)(struct parser *))
{
	struct when *const first = part(p);
	if (!first || p->now != by)
		return first;
	struct when *const w = node(p, kind);
	struct when *last = first;
	if (!w)
		return NULL;
	w->first = first;
	while (p->now == by) {
		last->next = next(p) ? part(p) : NULL;
		last = last->next;
		if (!last)
			return NULL;
	}
	return w;
}

static struct when *both(struct parser *p)
{
	return joined(p, AND, WHEN_AND, one);
}

static struct when *either(struct parser *p)
{
	return joined(p, OR, WHEN_OR, both);
}

static void left_over(struct parser *p)
{
	static const char *const words[] = {"and", "or", "not", "in"};
	char text[120];
	const size_t n = (size_t)(p->p - p->begin);
	for (size_t i = 0; p->now == WORD && i < sizeof words / sizeof words[0]; i++) {
		size_t k = 0;
		while (k < n && words[i][k] && (p->begin[k] | 0x20) == words[i][k])
			k++;
		if (k != n || words[i][k])
			continue;
		snprintf(text, sizeof text, "\"%.*s\" is written in small letters, \"%s\"",
		         (int)n, p->begin, words[i]);
		wrong(p, p->begin, text);
		return;
	}
	if (p->now == CLOSE)
		wrong(p, p->begin, "this \")\" closes nothing");
	else
		expected(p, "\"and\", \"or\", a comparison or the end");
}

struct when *when_compile(const char *text, struct arena *arena, char *error,
                          size_t size)
{
	struct parser p = {
	    .text = text, .p = text, .arena = arena, .error = error, .size = size};
	if (size)
		error[0] = '\0';
	struct when *const w = next(&p) ? either(&p) : NULL;
	if (!w)
		return NULL;
	if (p.now == END)
		return w;
	left_over(&p);
	return NULL;
}
