/* SPDX-License-Identifier: MIT */
/* fuzz_tok.c - any bytes as a .tok file of tokenize, up to the first NUL, and what
 * is behind it as a text that is cut by it: a complaint with the file's name, or
 * tokens that hold every byte that is not white space once and part no character.
 */
#include "../../plugins/tokenize/chars.h"
#include "../../plugins/tokenize/lang.h"
#include "../../plugins/tokenize/news.h"
#include "../../plugins/tokenize/spans.h"
#include "../plugin/tokenize_rows.h"

#include <catena/utf8.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void hold(const unsigned char *s, size_t n, const struct token_rows *t)
{
	size_t at = 0, next;

	for (uint32_t k = 0; k <= t->n; k++) {
		const size_t begin = k < t->n ? t->begin[k] : n;
		for (; at < begin; at = next)
			if (!(class_at(s, n, at, &next).flags & CHAR_SPACE) || next > begin)
				abort();
		if (k == t->n)
			break;
		if (at != begin || t->end[k] <= begin || t->end[k] > n ||
		    !utf8_starts((char)s[begin]) ||
		    (t->end[k] < n && !utf8_starts((char)s[t->end[k]])))
			abort();
		at = t->end[k];
	}
}

static void cut(const struct lang *lang, const unsigned char *s, size_t n)
{
	struct token_rows tokens = {0};
	struct span_rows sents = {0}, pars = {0};
	const struct news news = {s,      n,           lang,       &pars, &tokens,
	                          &sents, more_tokens, more_spans, NULL};
	size_t at = 0;

	more_tokens(NULL, &tokens);
	more_spans(NULL, &sents);
	while (!tokenize_paragraphs(s, n, LINES_AUTO, &at, &pars))
		more_spans(NULL, &pars);
	if (!tokenize_news(&news))
		abort();
	hold(s, n, &tokens);
	release_tokens(&tokens);
	release_spans(&sents);
	release_spans(&pars);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const uint8_t *const nul = n ? memchr(bytes, 0, n) : NULL;
	const size_t size = nul ? (size_t)(nul - bytes) : n;
	size_t left = n - size;
	unsigned char *const text = malloc(left + 1);
	char *const file = malloc(size + 1), error[512] = "";

	if (!text || !file)
		abort();
	memcpy(file, bytes, size);
	memcpy(text, bytes + size, left);
	left = utf8_valid_prefix((const char *)text, left); /* as the host sees to it */
	struct lang *const lang =
	    tokenize_lang_parse("x.tok", file, size, error, sizeof error);
	if (lang)
		cut(lang, text, left);
	else if (strncmp(error, "x.tok", 5) != 0)
		abort();
	tokenize_lang_free(lang);
	free(file);
	free(text);
	return 0;
}
