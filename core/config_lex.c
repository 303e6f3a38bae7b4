/* SPDX-License-Identifier: MIT */
/* config_lex.c - the words of a config, and its includes. */
#include "build.h"
#include "config_lex.h"
#include "config_env.h"
#include "config_scan.h"
#include "quantity.h"
#include <catena/utf8.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct source {
	const char *path;
	const char *p, *end;
	uint32_t line;
	struct config_file file;
	struct source *up; /* who included it */
	struct where from; /* where */
	bool can_include;
};

static struct where here(const struct lexer *l)
{
	const struct where at = {l->top->path, l->top->line};
	return at;
}

static bool no_memory(const struct lexer *l)
{
	diag_error(l->diag, "out of memory while reading the config");
	return false;
}

static bool push(struct lexer *l, const char *path, const struct config_file *file,
                 struct where from, bool can_include)
{
	struct source *const s =
	    arena_zalloc(l->scratch, sizeof *s, alignof(struct source));
	if (!s)
		return no_memory(l);
	s->path = path;
	s->p = file->text;
	s->end = file->text + file->size;
	s->line = can_include; /* what is no file has no lines */
	s->file = *file;
	s->up = l->top;
	s->from = from;
	s->can_include = can_include;
	l->top = s;
	l->bytes += file->size;
	l->files++;
	return true;
}

bool lexer_open(struct lexer *l, const char *path)
{
	const struct where nowhere = {NULL, 0};
	struct config_file file;
	const char *const kept = arena_copy(l->keep, path, strlen(path));
	if (!kept)
		return no_memory(l);
	return config_file_read(kept, CONFIG_MOST_BYTES, nowhere, l->scratch, l->diag,
	                        &file) &&
	       push(l, kept, &file, nowhere, true);
}

bool lexer_open_text(struct lexer *l, const char *name, const char *text)
{
	const struct where nowhere = {NULL, 0};
	const struct config_file file = {.text = text, .size = strlen(text)};
	const char *const kept = arena_copy(l->keep, name, strlen(name));
	return kept ? push(l, kept, &file, nowhere, false) : no_memory(l);
}

static struct token token(enum token_type type, const char *s, size_t n,
                          struct where at)
{
	const struct token t = {type, s, n, at, 0, false};
	return t;
}

static struct token failed(const struct lexer *l)
{
	return token(TOKEN_FAILED, "", 0, here(l));
}

static bool refuse(const struct lexer *l, const char *what)
{
	diag_at(l->diag, CATENA_ERROR, here(l), NULL, "%s", what);
	return false;
}

static struct token fail(const struct lexer *l, const char *what)
{
	refuse(l, what);
	return failed(l);
}

/* ---- Blanks and comments ---- */

static bool line_end(const char *p, const char *end)
{
	return *p == '\n' || (*p == '\r' && end - p > 1 && p[1] == '\n');
}

static bool starts(const struct source *s, const char *with)
{
	const size_t n = strlen(with);
	return (size_t)(s->end - s->p) >= n && memcmp(s->p, with, n) == 0;
}

static void skip_line(struct source *s)
{
	const char *const stop = memchr(s->p, '\n', (size_t)(s->end - s->p));
	s->p = stop ? stop : s->end;
}

/* At the slash of a comment: false if it has no end. */
static bool skip_comment(struct source *s)
{
	const char *p = s->p + 2;
	uint32_t lines = 0;
	for (; s->end - p >= 2; p++) {
		if (p[0] == '*' && p[1] == '/') {
			s->p = p + 2;
			s->line += lines;
			return true;
		}
		lines += *p == '\n';
	}
	return false;
}

/* False: a comment that never ends. */
static bool skip_blanks(struct source *s)
{
	while (s->p < s->end) {
		if (*s->p == '\n')
			s->line++;
		if (strchr(" \t\f", *s->p) || line_end(s->p, s->end))
			s->p++;
		else if (*s->p == '#' || starts(s, "//"))
			skip_line(s);
		else if (!starts(s, "/*"))
			return true;
		else if (!skip_comment(s))
			return false;
	}
	return true;
}

/* ---- Includes ---- */

/* The folder of the file that includes, then the path as written. */
static const char *beside(struct lexer *l, const char *path)
{
	const char *const slash = strrchr(l->top->path, '/');
	const size_t n =
	    !slash || path[0] == '/' ? 0 : (size_t)(slash - l->top->path) + 1;
	const size_t m = strlen(path);
	char *const out = arena_alloc(l->keep, n + m + 1, 1);
	if (!out) {
		no_memory(l);
		return NULL;
	}
	memcpy(out, l->top->path, n);
	memcpy(out + n, path, m + 1);
	return out;
}

/* From `first`, which stands highest, down to the file that closes the ring. */
static void ring_text(const struct source *s, const struct source *first,
                      char *text, size_t size, size_t *used)
{
	if (s != first)
		ring_text(s->up, first, text, size, used);
	const int n = snprintf(text + *used, size - *used, "\"%s\" includes ", s->path);
	if (n > 0 && (size_t)n < size - *used)
		*used += (size_t)n;
}

static bool is_ring(struct lexer *l, const char *path,
                    const struct config_file *file, struct where at)
{
	char ring[2048] = "";
	size_t used = 0;
	for (const struct source *s = l->top; s; s = s->up) {
		if (s->file.device != file->device || s->file.inode != file->inode)
			continue;
		ring_text(l->top, s, ring, sizeof ring, &used);
		diag_at(l->diag, CATENA_ERROR, at, NULL,
		        "the includes run in a circle: %s\"%s\"; take one of them out",
		        ring, path);
		return true;
	}
	return false;
}

static bool include(struct lexer *l, const char *written, struct where at)
{
	struct config_file file;
	const char *const expanded =
	    config_expand(written, l->scratch, at, NULL, l->diag);
	const char *const path = expanded ? beside(l, expanded) : NULL;
	if (!path)
		return false;
	if (l->files >= CONFIG_MOST_FILES) {
		diag_at(l->diag, CATENA_ERROR, at, NULL,
		        "more than %d includes; put some of them together",
		        CONFIG_MOST_FILES);
		return false;
	}
	return config_file_read(path, CONFIG_MOST_BYTES - l->bytes, at, l->scratch,
	                        l->diag, &file) &&
	       !is_ring(l, path, &file, at) && push(l, path, &file, at, true);
}

/* At "@": false if reported. */
static bool read_include(struct lexer *l)
{
	static const char word[] = "@include";
	struct source *const s = l->top;
	const struct where at = here(l);
	if (!starts(s, word))
		return refuse(l, "\"@\" can only begin @include \"FILE\"");
	if (!s->can_include)
		return refuse(l, "nothing can be included here");
	const char *p = s->p + sizeof word - 1;
	while (p < s->end && (*p == ' ' || *p == '\t'))
		p++;
	const size_t left = (size_t)(s->end - p);
	char *const path = arena_alloc(l->scratch, left + 1, 1);
	size_t n = 0;
	if (!path)
		return no_memory(l);
	if (left && *p == '"') {
		for (p++; p < s->end && *p != '"' && *p != '\n'; p++) {
			if (*p == '\\' && s->end - p > 1 && (p[1] == '\\' || p[1] == '"'))
				p++;
			path[n++] = *p;
		}
	}
	path[n] = '\0';
	if (n == 0 || p == s->end || *p != '"')
		return refuse(l, "@include needs a file in quotes: @include \"FILE\"");
	s->p = p + 1;
	return include(l, path, at);
}

/* ---- Numbers ---- */

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' ||
	       (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && digit(*p))
		p++;
	return p;
}

/* The largest value that fits, and whether s[0, n) in this base is above it. */
static bool too_large(const char *s, const char *end, unsigned base, bool negative,
                      int64_t *value)
{
	const uint64_t most = (uint64_t)INT64_MAX + negative;
	uint64_t v = 0;
	for (; s < end; s++) {
		const unsigned d =
		    digit(*s) ? (unsigned)(*s - '0') : ((unsigned)*s | 0x20u) - 'a' + 10u;
		if (v > (most - d) / base)
			return true;
		v = v * base + d;
	}
	*value = !negative ? (int64_t)v : v ? -(int64_t)(v - 1) - 1 : 0;
	return false;
}

static struct token integer(const struct lexer *l, struct token t,
                            const char *begin, const char *end, unsigned base)
{
	t.type = TOKEN_INT;
	t.bad = too_large(begin, end, base, t.s[0] == '-', &t.i);
	if (t.bad)
		diag_at(l->diag, CATENA_ERROR, t.at, NULL,
		        "the number %.*s does not fit in 64 bits; the largest is "
		        "9223372036854775807",
		        (int)(t.n < 60 ? t.n : 60), t.s);
	return t;
}

static struct token floating(const struct lexer *l, struct token t)
{
	char text[400];
	double f = 0;
	t.type = TOKEN_FLOAT;
	if (t.n < sizeof text) {
		memcpy(text, t.s, t.n);
		text[t.n] = '\0';
	}
	t.bad = t.n >= sizeof text || quantity_float(text, NULL, &f) != QUANTITY_OK;
	if (!t.bad)
		return t;
	diag_at(l->diag, CATENA_ERROR, t.at, NULL,
	        "the number %.*s%s is too large or too "
	        "long",
	        (int)(t.n < 60 ? t.n : 60), t.s, t.n < 60 ? "" : "...");
	t.s = "0.0";
	t.n = 3;
	return t;
}

/* A letter right behind a number, a second point: all of it was meant to be
 * one word. */
static struct token not_a_number(const struct lexer *l, struct token t,
                                 const char *end)
{
	const int n = (int)(end - t.s < 60 ? end - t.s : 60);
	diag_at(l->diag, CATENA_ERROR, t.at, NULL,
	        "%.*s is not a number; a string, or a number with a unit, stands in "
	        "quotes: \"%.*s\"",
	        n, t.s, n, t.s);
	return failed(l);
}

static struct token read_hex(struct lexer *l, struct token t, const char *p)
{
	struct source *const s = l->top;
	const char *const begin = p;
	while (p < s->end && (digit(*p) || (((unsigned)*p | 0x20u) - 'a') < 6))
		p++;
	const char *const end = p;
	for (int i = 0; i < 2 && p < s->end && *p == 'L'; i++)
		p++;
	if (begin == end || (p < s->end && word_char(*p))) {
		while (p < s->end && word_char(*p))
			p++;
		return not_a_number(l, t, p);
	}
	t.n = (size_t)(p - t.s);
	s->p = p;
	return integer(l, t, begin, end, 16);
}

static struct token read_number(struct lexer *l)
{
	struct source *const s = l->top;
	struct token t = token(TOKEN_INT, s->p, 0, here(l));
	const char *p = s->p;
	bool point = false, exponent = false;
	if (*p == '+' || *p == '-')
		p++;
	if (p == s->p && s->end - p > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return read_hex(l, t, p + 2);
	const char *const begin = p;
	p = digits(p, s->end);
	const char *end = p;
	if (p < s->end && *p == '.' && digits(p + 1, s->end) > p + 1) {
		point = true;
		p = digits(p + 1, s->end);
	}
	if (p > begin && p < s->end && (*p == 'e' || *p == 'E')) {
		const char *q = p + 1;
		if (q < s->end && (*q == '+' || *q == '-'))
			q++;
		exponent = digits(q, s->end) > q;
		p = exponent ? digits(q, s->end) : p;
	}
	for (int i = 0; !point && !exponent && p > begin && i < 2; i++)
		p += p < s->end && *p == 'L';
	if (p == begin || (p < s->end && word_char(*p))) {
		while (p < s->end && word_char(*p))
			p++;
		return not_a_number(l, t, p > t.s ? p : t.s + 1);
	}
	t.n = (size_t)(p - t.s);
	s->p = p;
	return point || exponent ? floating(l, t) : integer(l, t, begin, end, 10);
}

/* ---- Strings ---- */

/* What is wrong with the escape at p (a backslash); NULL: nothing.  n: how
 * long it is. */
static const char *bad_escape(const char *p, const char *end, size_t *n)
{
	*n = 2;
	if (end - p < 2)
		return "a backslash at the end";
	if (strchr("nrtf\\\"", p[1]))
		return NULL;
	if (p[1] != 'x' && p[1] != 'X')
		return "it is no escape; for a backslash write two: \\\\";
	unsigned value = 0;
	for (int i = 2; i < 4; i++) {
		const unsigned c = p + i < end ? (unsigned char)p[i] : 0;
		const unsigned low = (c | 0x20u) - 'a';
		if (!digit((char)c) && low >= 6)
			return "\\x needs two hexadecimal digits; for a backslash write two: "
			       "\\\\";
		value = value * 16 + (digit((char)c) ? c - '0' : low + 10);
	}
	*n = 4;
	return value ? NULL : "a string cannot hold a NUL byte";
}

static void report_escape(const struct lexer *l, const char *p, const char *end,
                          size_t size, const char *what)
{
	const size_t left = (size_t)(end - p);
	uint32_t cp;
	if (size <= 2 && left > 1)
		size = 1 + utf8_decode(p + 1, left - 1, &cp);
	diag_at(l->diag, CATENA_ERROR, here(l), NULL, "\"%.*s\" in a string: %s",
	        (int)(size < left ? size : left), p, what);
}

static struct token read_string(struct lexer *l)
{
	struct source *const s = l->top;
	struct token t = token(TOKEN_STRING, s->p, 0, here(l));
	const char *p = s->p + 1;
	bool good = true;
	while (p < s->end && *p != '"' && !line_end(p, s->end)) {
		size_t n = 1;
		if (*p == '\\') {
			const char *const what = bad_escape(p, s->end, &n);
			if (what && good)
				report_escape(l, p, s->end, n, what);
			good = good && !what;
			if (what)
				n = s->end - p > 1 && p[1] != '\n' ? 2 : 1;
		} else if ((unsigned char)*p < 0x20 && *p != '\t') {
			return fail(l, "a control character in a string; write \\xNN");
		}
		p += n;
	}
	if (p >= s->end || *p != '"')
		return fail(l, "the string that begins here has no closing quote on its "
		               "line; write \\n for a line break, and cut a long string in "
		               "two that stand side by side");
	s->p = p + 1;
	t.n = (size_t)(s->p - t.s);
	if (!good) { /* reported: an empty one will do for the rest */
		t.s = "\"\"";
		t.n = 2;
		t.bad = true;
	}
	return t;
}

/* ---- Everything else ---- */

static struct token read_name(struct lexer *l)
{
	struct source *const s = l->top;
	const char *p = s->p;
	while (p < s->end &&
	       ((word_char(*p) && *p != '.' && (unsigned char)*p < 0x80) || *p == '-' ||
	        *p == '*'))
		p++;
	struct token t = token(TOKEN_NAME, s->p, (size_t)(p - s->p), here(l));
	if ((t.n == 4 && strncasecmp(t.s, "true", 4) == 0) ||
	    (t.n == 5 && strncasecmp(t.s, "false", 5) == 0))
		t.type = TOKEN_BOOL;
	s->p = p;
	return t;
}

static struct token odd_character(const struct lexer *l)
{
	const struct source *const s = l->top;
	uint32_t cp = 0;
	const unsigned n = utf8_decode(s->p, (size_t)(s->end - s->p), &cp);
	const char *hint = "no value and no name begins with it; a string stands in "
	                   "double quotes";
	if ((cp >= 0x2018 && cp <= 0x201F) || cp == 0xAB || cp == 0xBB)
		hint = "this is a typographer's quote; a string stands in \"...\"";
	else if (cp == '\'')
		hint = "a string stands in double quotes";
	else if (cp == 0xA0 || cp == 0x200B || cp == 0xFEFF || cp == 0x3000)
		hint = "this is a space that is none for programs; type it anew";
	else if (cp == '\r')
		hint = "the lines end with CR alone; save the file with LF or CRLF";
	else if (cp == '/' || cp == '~' || cp == '$')
		hint = "a path stands in double quotes";
	diag_at(l->diag, CATENA_ERROR, here(l), NULL, "\"%.*s\" cannot stand here: %s",
	        (int)n, s->p, hint);
	return failed(l);
}

static struct token read_word(struct lexer *l)
{
	static const char signs[] = "=:,;{}[]()";
	static const enum token_type types[] = {
	    TOKEN_EQUALS, TOKEN_EQUALS,    TOKEN_COMMA, TOKEN_SEMICOLON,
	    TOKEN_GROUP,  TOKEN_GROUP_END, TOKEN_ARRAY, TOKEN_ARRAY_END,
	    TOKEN_LIST,   TOKEN_LIST_END};
	struct source *const s = l->top;
	const char c = *s->p;
	const char *const sign = strchr(signs, c);
	if (sign)
		return token(types[sign - signs], s->p++, 1, here(l));
	if (c == '"')
		return read_string(l);
	if (digit(c) || c == '+' || c == '-' || c == '.')
		return read_number(l);
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*')
		return read_name(l);
	return odd_character(l);
}

struct token lexer_next(struct lexer *l)
{
	for (;;) {
		struct source *const s = l->top;
		if (!skip_blanks(s))
			return fail(l,
			            "the comment that begins here has no end; it needs \"*/\"");
		if (s->p < s->end && *s->p != '@')
			return read_word(l);
		if (s->p < s->end) {
			if (!read_include(l))
				return failed(l);
		} else if (s->up) {
			l->top = s->up;
		} else {
			return token(TOKEN_END, "", 0, here(l));
		}
	}
}
