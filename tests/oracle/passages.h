/* SPDX-License-Identifier: MIT */
/* passages.h - the words of documents, and the copies that a chain reported of
 * them: for tools that judge find_copies.  Nothing of Catena's is used.
 *
 * Words are runs of what the C library calls letters and digits, and of _, in
 * lower case; an ideograph or a hiragana is one by itself.  They are compared as
 * such, never by a hash alone. */
#ifndef CATENA_ORACLE_PASSAGES_H
#define CATENA_ORACLE_PASSAGES_H

#include "jsonl.h"
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>
#include <wctype.h>

static inline void *must(void *p)
{
	if (!p) {
		perror("out of memory");
		exit(2);
	}
	return p;
}

/* ---- Words to numbers ---- */

struct trie { /* (number of the beginning, next letter) to a number */
	uint32_t (*keys)[2], *slots, n, size;
};

static inline uint32_t *trie_slot(const struct trie *t, const uint32_t *key)
{
	uint64_t h = (key[0] * UINT64_C(0x9E3779B97F4A7C15)) ^
	             (key[1] * UINT64_C(0xC2B2AE3D27D4EB4F));

	h ^= h >> 31;
	for (uint32_t at = (uint32_t)h & (t->size - 1);; at = (at + 1) & (t->size - 1))
		if (!t->slots[at] || !memcmp(t->keys[t->slots[at] - 1], key, 8))
			return t->slots + at;
}

static inline uint32_t trie_number(struct trie *t, uint32_t from, uint32_t letter)
{
	const uint32_t key[2] = {from, letter};

	if (t->n >= t->size / 2) {
		t->size = t->size ? t->size * 2 : 1024;
		free(t->slots);
		t->slots = must(calloc(t->size, sizeof *t->slots));
		t->keys = must(realloc(t->keys, t->size * sizeof *t->keys));
		for (uint32_t i = 0; i < t->n; i++)
			*trie_slot(t, t->keys[i]) = i + 1;
	}
	uint32_t *const slot = trie_slot(t, key);
	if (!*slot) {
		memcpy(t->keys[t->n], key, 8);
		*slot = ++t->n;
	}
	return *slot;
}

struct text {
	char *id;
	uint32_t *words, *begin, *end; /* numbers from 1 on; bytes */
	uint32_t n;
};

/* A code point and its size; what is no UTF-8 counts as one byte. */
static inline uint32_t code_point(const unsigned char *s, size_t left,
                                  uint32_t *size)
{
	wchar_t c = 0;
	mbstate_t state;

	memset(&state, 0, sizeof state);
	const size_t n = mbrtowc(&c, (const char *)s, left, &state);
	*size = n == 0 || n > 4 ? 1 : (uint32_t)n;
	return n == 0 || n > 4 ? 0 : (uint32_t)c;
}

static inline bool in_word(uint32_t c)
{
	return iswalnum((wint_t)c) || c == '_';
}

static inline bool is_alone(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x309F) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

static inline struct text text_of(const struct jsonl_doc *d, struct trie *t)
{
	const unsigned char *const s = (const unsigned char *)d->text;
	struct text x = {d->id, NULL, NULL, NULL, 0};
	uint32_t at = 0, size;
	const size_t room = d->size / 2 + 2;

	x.words = must(malloc(room * sizeof *x.words));
	x.begin = must(malloc(room * sizeof *x.begin));
	x.end = must(malloc(room * sizeof *x.end));
	while (at < d->size) {
		uint32_t c = code_point(s + at, d->size - at, &size), number = 0;
		const uint32_t from = at;
		while (at < d->size && in_word(c)) {
			const bool alone = is_alone(c);
			if (alone && at > from)
				break;
			number = trie_number(t, number, (uint32_t)towlower((wint_t)c));
			at += size;
			if (alone)
				break;
			c = at < d->size ? code_point(s + at, d->size - at, &size) : 0;
		}
		if (at == from) {
			at += size;
			continue;
		}
		x.words[x.n] = number;
		x.begin[x.n] = from;
		x.end[x.n++] = at;
	}
	return x;
}

/* The word that begins (ends) at a byte; UINT32_MAX: none does. */
static inline uint32_t word_at_byte(const uint32_t *bytes, uint32_t n,
                                    uint32_t byte)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (bytes[mid] < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && bytes[low] == byte ? low : UINT32_MAX;
}

/* ---- Documents by id ---- */

struct heap {
	struct jsonl_doc *docs;
	struct text *texts;
	uint32_t *by_id; /* slots: number + 1 */
	size_t n, slots;
	struct trie trie;
};

static inline uint32_t *heap_slot(const struct heap *h, const char *id)
{
	uint64_t hash = 14695981039346656037u;

	for (const char *s = id; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	for (size_t at = hash & (h->slots - 1);; at = (at + 1) & (h->slots - 1))
		if (!h->by_id[at] || !strcmp(h->docs[h->by_id[at] - 1].id, id))
			return h->by_id + at;
}

static inline uint32_t heap_find(const struct heap *h, const char *id)
{
	return *heap_slot(h, id) - 1; /* UINT32_MAX: none */
}

static inline int heap_load(struct heap *h, char **files, int n)
{
	for (int i = 0; i < n; i++)
		if (jsonl_load(files[i], &h->docs, &h->n) < 0)
			return -1;
	for (size_t i = 0; i < h->n; i++) /* a byte order mark is no text */
		if (!strncmp(h->docs[i].text, "\xEF\xBB\xBF", 3)) {
			h->docs[i].size -= 3;
			memmove(h->docs[i].text, h->docs[i].text + 3, h->docs[i].size + 1);
		}
	for (h->slots = 64; h->slots < h->n * 2;)
		h->slots *= 2;
	h->by_id = must(calloc(h->slots, sizeof *h->by_id));
	h->texts = must(calloc(h->n + 1, sizeof *h->texts));
	for (size_t i = 0; i < h->n; i++) {
		*heap_slot(h, h->docs[i].id) = (uint32_t)i + 1;
		h->texts[i] = text_of(h->docs + i, &h->trie);
	}
	return 0;
}

static inline void heap_free(struct heap *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->docs[i].id);
		free(h->docs[i].text);
		free(h->texts[i].words);
		free(h->texts[i].begin);
		free(h->texts[i].end);
	}
	free(h->docs);
	free(h->texts);
	free(h->by_id);
	free(h->trie.keys);
	free(h->trie.slots);
}

/* ---- What was reported ---- */

struct row { /* words [from, to) of doc are [of_from, of_to) of of */
	uint32_t doc, from, to, of, of_from, of_to;
};

struct rows {
	struct row *items;
	size_t n, room;
	size_t odd; /* with borders that are none of a word, or of no document */
};

static inline uint32_t number_after(const char *s, const char *end, const char *key)
{
	const char *const at = strstr(s, key);

	return at && at < end ? (uint32_t)strtoul(at + strlen(key), NULL, 10)
	                      : UINT32_MAX;
}

static inline void rows_add(struct rows *r, const struct heap *h, uint32_t doc,
                            const char *s, const char *end)
{
	const char *const key = strstr(s, "\"of\":\""), *after;
	size_t size;
	char *const of = key && key < end ? jsonl_string(key + 6, &after, &size) : NULL;
	struct row row = {.doc = doc, .of = of ? heap_find(h, of) : UINT32_MAX};

	free(of);
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 1024;
		r->items = must(realloc(r->items, r->room * sizeof *r->items));
	}
	if (row.of != UINT32_MAX) {
		const struct text *const a = h->texts + doc, *const b = h->texts + row.of;
		row.from = word_at_byte(a->begin, a->n, number_after(s, end, "\"begin\":"));
		row.to = word_at_byte(a->end, a->n, number_after(s, end, "\"end\":")) + 1;
		row.of_from =
		    word_at_byte(b->begin, b->n, number_after(s, end, "\"of_begin\":"));
		row.of_to =
		    word_at_byte(b->end, b->n, number_after(s, end, "\"of_end\":")) + 1;
	}
	if (row.of == UINT32_MAX || row.from == UINT32_MAX || !row.to ||
	    row.of_from == UINT32_MAX || !row.of_to)
		r->odd++;
	else
		r->items[r->n++] = row;
}

/* From JSONL with offsets = "bytes". */
static inline int rows_load(struct rows *r, const struct heap *h, const char *path)
{
	FILE *const f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, size;

	if (!f)
		return perror(path), -1;
	while (getline(&line, &room, f) > 0) {
		char *const id = jsonl_value(line, "id", &size);
		const uint32_t doc = id ? heap_find(h, id) : UINT32_MAX;
		const char *s = strstr(line, "\"copies\":[");
		free(id);
		while (doc != UINT32_MAX && s && (s = strchr(s, '{'))) {
			const char *end = s; /* no brace stands in an id of these files */
			while (*end && *end != '}')
				end++;
			rows_add(r, h, doc, s, end);
			s = *end && end[1] == ',' ? end + 1 : NULL;
		}
	}
	free(line);
	fclose(f);
	return 0;
}

#endif
