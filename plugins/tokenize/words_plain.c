/* SPDX-License-Identifier: MIT */
/* words_plain.c - tokens one by one: the portable path */
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

int tokenize_words_until(struct words *w, struct token_rows *rows)
{
	while (w->at < w->n) {
		if (w->at >= w->plain_until)
			return 2;
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

int tokenize_words_plain(struct words *w, struct token_rows *rows)
{
	w->plain_until = w->n;
	return tokenize_words_until(w, rows);
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

void tokenize_words_paths(struct words_path paths[4])
{
	unsigned n = 0;

#ifdef TOKENIZE_X86
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
		paths[n++] = (struct words_path){"avx2", tokenize_words_avx2};
	paths[n++] = (struct words_path){"sse2", tokenize_words_sse2};
#endif
	paths[n++] = (struct words_path){"plain", tokenize_words_plain};
	paths[n] = (struct words_path){NULL, NULL};
}
