/* SPDX-License-Identifier: MIT */
/* jsonl.h - id and text of documents in JSONL, read in the plainest way, with
 * nothing of Catena's: for tools that say what the right answer is. */
#ifndef CATENA_ORACLE_JSONL_H
#define CATENA_ORACLE_JSONL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct jsonl_doc {
	char *id, *text; /* owned; UTF-8, a NUL at the end */
	size_t size;     /* of text */
};

static inline unsigned jsonl_hex(const char *s)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		const char c = s[i];
		v = v * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return v;
}

static inline size_t jsonl_utf8(char *out, unsigned c)
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

static inline char jsonl_plain(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	default:
		return c;
	}
}

/* s is behind the opening quote; *end behind the closing one.  The string is
 * undone into a new buffer. */
static inline char *jsonl_string(const char *s, const char **end, size_t *size)
{
	char *const out = malloc(strlen(s) + 1);
	size_t n = 0;

	while (out && *s && *s != '"') {
		if (*s != '\\') {
			out[n++] = *s++;
			continue;
		}
		if (s[1] != 'u') {
			out[n++] = jsonl_plain(s[1]);
			s += 2;
			continue;
		}
		unsigned c = jsonl_hex(s + 2);
		s += 6;
		if (c >= 0xD800 && c < 0xDC00 && s[0] == '\\' && s[1] == 'u') {
			c = 0x10000 + ((c & 0x3FF) << 10 | (jsonl_hex(s + 2) & 0x3FF));
			s += 6;
		}
		n += jsonl_utf8(out + n, c);
	}
	*end = *s ? s + 1 : s;
	if (out)
		out[n] = '\0';
	*size = n;
	return out;
}

/* The value of `key` in a line, if it is a string.  (A key inside another
 * object would be found too; these files have none.) */
static inline char *jsonl_value(const char *line, const char *key, size_t *size)
{
	const char *s = line;

	while (*s) {
		if (*s != '"') {
			s++;
			continue;
		}
		const char *const from = s + 1;
		const char *to = from;
		while (*to && *to != '"')
			to += *to == '\\' && to[1] ? 2 : 1;
		s = *to ? to + 1 : to;
		if ((size_t)(to - from) != strlen(key) ||
		    memcmp(from, key, strlen(key)) != 0)
			continue;
		while (*s == ' ')
			s++;
		if (*s++ != ':')
			continue;
		while (*s == ' ')
			s++;
		return *s == '"' ? jsonl_string(s + 1, &s, size) : NULL;
	}
	return NULL;
}

/* Adds the documents of a file; 0, or -1 with a message. */
static inline int jsonl_load(const char *path, struct jsonl_doc **docs, size_t *n)
{
	FILE *const f = strcmp(path, "-") ? fopen(path, "r") : stdin;
	char *line = NULL;
	size_t room = 0, ignored;

	if (!f)
		return perror(path), -1;
	while (getline(&line, &room, f) > 0) {
		struct jsonl_doc d = {.id = jsonl_value(line, "id", &ignored)};
		d.text = jsonl_value(line, "text", &d.size);
		struct jsonl_doc *const p = realloc(*docs, (*n + 1) * sizeof *p);
		if (!p || !d.id || !d.text) {
			fprintf(stderr, "%s: a line without id or text\n", path);
			free(line);
			return -1;
		}
		*docs = p;
		p[(*n)++] = d;
	}
	free(line);
	if (f != stdin)
		fclose(f);
	return 0;
}

#endif
