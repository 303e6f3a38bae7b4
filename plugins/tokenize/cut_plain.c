/* SPDX-License-Identifier: MIT */
/* cut_plain.c - uax29 one table after the other, character by character: the
 * portable path; and which paths there are */
#include "cut.h"

#include "spans.h"
#include "words.h"

enum {
	ROWS = 256 /* to ask for */
};

int tokenize_cut_plain(const struct cut *cut)
{
	struct words w = {.s = cut->s, .n = cut->n, .sents = cut->sentences};
	size_t at = 0;

	while (!tokenize_paragraphs(cut->s, cut->n, cut->lines, &at, cut->paragraphs))
		if (!cut->more_spans(cut->owner, cut->paragraphs, ROWS))
			return 0;
	at = 0;
	while (!tokenize_sentences(cut->s, cut->n, &at, cut->sentences))
		if (!cut->more_spans(cut->owner, cut->sentences, ROWS))
			return 0;
	while (!tokenize_words_plain(&w, cut->tokens))
		if (!cut->more_tokens(cut->owner, cut->tokens, ROWS))
			return 0;
	return 1;
}

void tokenize_cut_paths(struct cut_path paths[5])
{
	unsigned n = 0;

#ifdef SHARE_X86
	const enum share_machine machine = share_machine();

	if (machine >= SHARE_HAS_AVX512)
		paths[n++] = (struct cut_path){"avx512", tokenize_cut_avx512};
	if (machine >= SHARE_HAS_AVX2)
		paths[n++] = (struct cut_path){"avx2", tokenize_cut_avx2};
	paths[n++] = (struct cut_path){"sse2", tokenize_cut_sse2};
#endif
	paths[n++] = (struct cut_path){"none", tokenize_cut_plain};
	paths[n] = (struct cut_path){NULL, NULL};
}
