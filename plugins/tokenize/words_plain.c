/* SPDX-License-Identifier: MIT */
/* words_plain.c - tokens one by one */
#include "words.h"

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "facts.h"
#include "uax29.h"

/* Does a sentence begin in a token that ends at `end`? */
static uint8_t sentence_start(struct words *w, size_t end)
{
	uint8_t flag = 0;

	for (; w->sents && w->sent < w->sents->n && w->sents->begin[w->sent] < end;
	     w->sent++)
		flag = CATENA_F_SENTENCE_START;
	return flag;
}

/* Is s[at, end) white space and nothing else? */
static int blank(const unsigned char *s, size_t at, size_t end)
{
	if (s[at] > ' ' && s[at] < 0x7F)
		return 0;
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
			rows->flags[k] = (uint8_t)(f.flags | sentence_start(w, end) |
			                           tokenize_space_after(w->s, w->n, end));
	}
	if (rows->hash)
		rows->hash[k] = catena_fold_hash((const char *)s, end - begin);
}

enum words_stop tokenize_words_until(struct words *w, struct token_rows *rows)
{
	while (w->at < w->n) {
		if (w->at >= w->until)
			return WORDS_UNTIL;
		const size_t end =
		    w->ahead ? w->ahead : tokenize_word_end(w->s, w->n, w->at);
		w->ahead = end > w->known ? end : 0;
		if (w->ahead)
			return WORDS_KNOWN;
		if (!blank(w->s, w->at, end)) {
			if (rows->n == rows->cap) {
				w->ahead = end;
				return WORDS_FULL;
			}
			add(w, rows, w->at, end);
		}
		w->at = end;
	}
	return WORDS_END;
}

int tokenize_words_plain(struct words *w, struct token_rows *rows)
{
	w->until = w->known = w->n;
	return tokenize_words_until(w, rows) != WORDS_FULL;
}

int tokenize_words_space(struct words *w, struct token_rows *rows)
{
	while (w->at < w->n) {
		size_t end = w->at, next;
		const int space = class_at(w->s, w->n, end, &next).flags & CHAR_SPACE;
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
