/* SPDX-License-Identifier: MIT */
/* fuzz_phrases.c - any bytes as what dedup_near has learned of words: refused, or a
 * model by which words are written and read back as they were, and by which any
 * bytes are no more words than were asked for.  And any bytes as documents to learn
 * from. */
#include "../../plugins/dedup_near/phrases.h"

#include <stdlib.h>
#include <string.h>

enum {
	MOST = 1100 /* words: more than are looked at together */
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void there_and_back(const struct phrases *p, const uint32_t *words,
                           uint32_t n)
{
	unsigned char bytes[MOST * PHRASES_WORD + PHRASES_SLACK];
	uint32_t back[MOST];

	const size_t size = dedup_near_phrases_encode(p, words, n, bytes);
	if (size > (size_t)n * PHRASES_WORD ||
	    !dedup_near_phrases_decode(p, bytes, size, back, n) ||
	    memcmp(words, back, n * sizeof *words))
		abort();
}

static void use(struct phrases *p, const uint8_t *bytes, size_t n,
                const uint32_t *words, uint32_t n_words)
{
	uint32_t back[MOST];

	for (uint32_t wanted = 1; wanted <= MOST; wanted = wanted * 3 + 1)
		(void)dedup_near_phrases_decode(p, bytes, n, back, wanted);
	if (dedup_near_phrases_prepare(p))
		there_and_back(p, words, n_words);
	dedup_near_phrases_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	uint32_t words[MOST], ends[2];
	const uint32_t n_words = n < MOST ? (uint32_t)n : MOST;
	struct phrases *p = dedup_near_phrases_read(bytes, n);
	unsigned char *model;
	size_t size;

	for (uint32_t i = 0; i < n_words; i++)
		words[i] = bytes[i] & 15u;
	if (p)
		use(p, bytes, n, words, n_words);
	if (n % 8) /* to learn takes longer */
		return 0;
	ends[0] = n_words / 2;
	ends[1] = n_words;
	model = dedup_near_phrases_learn(words, ends, 2, &size);
	if (!model || !(p = dedup_near_phrases_read(model, size)))
		abort();
	use(p, bytes, n, words, n_words);
	free(model);
	return 0;
}
