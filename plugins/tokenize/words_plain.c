/* SPDX-License-Identifier: MIT */
/* words_plain.c - uax29 tokens one by one: the portable path */
#include "words.h"

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "facts.h"
#include "uax29.h"

/* A token that begins where a sentence does, or first within it. */
static uint8_t sentence_start(struct words *w, size_t begin)
{
	if (!w->sents || w->sent >= w->sents->n || begin < w->sents->begin[w->sent])
		return 0;
	while (w->sent < w->sents->n && w->sents->begin[w->sent] <= begin)
		w->sent++;
	return CATENA_F_SENTENCE_START;
}

/* Is s[at, end) white space and nothing else? */
static int blank(const unsigned char *s, size_t at, size_t end)
{
	while (at < end)
		if (!(class_at(s, end, at, &at).flags & CHAR_SPACE))
			return 0;
	return 1;
}

static void add(struct words *w, struct token_rows *rows, size_t begin, size_t end)
{
	const uint32_t k = rows->n++;
	const unsigned char *const s = w->s + begin;

	rows->begin[k] = (uint32_t)begin;
	rows->end[k] = (uint32_t)end;
	if (rows->kind || rows->flags) {
		const struct token_facts f = tokenize_facts(s, end - begin);
		if (rows->kind)
			rows->kind[k] = f.kind;
		if (rows->flags)
			rows->flags[k] = (uint8_t)(f.flags | sentence_start(w, begin) |
			                           tokenize_space_after(w->s, w->n, end));
	}
	if (rows->hash)
		rows->hash[k] = catena_fold_hash((const char *)s, end - begin);
}

int tokenize_words_plain(struct words *w, struct token_rows *rows)
{
	while (w->at < w->n) {
		const size_t end = tokenize_word_end(w->s, w->n, w->at);
		if (!blank(w->s, w->at, end)) {
			if (rows->n == rows->cap)
				return 0;
			add(w, rows, w->at, end);
		}
		w->at = end;
	}
	return 1;
}

int tokenize_words_space(struct words *w, struct token_rows *rows)
{
	while (w->at < w->n) {
		size_t end = w->at, next;
		int space = class_at(w->s, w->n, end, &next).flags & CHAR_SPACE;
		for (end = next; !space && end < w->n; end = next)
			if (class_at(w->s, w->n, end, &next).flags & CHAR_SPACE)
				break;
		if (!space) {
			if (rows->n == rows->cap)
				return 0;
			add(w, rows, w->at, end);
		}
		w->at = end;
	}
	return 1;
}
