/* SPDX-License-Identifier: MIT */
/* fuzz_model.c - any bytes as a model of names, and any text tagged by it.
 *
 * As they are, the bytes must be refused or read within bounds.  With the right
 * magic, size and checksum around them they are a model with senseless weights
 * and tables: it must tag the same bytes, taken as text, and stay inside. */
#include "../../plugins/tag_model/network.h"
#include "../../plugins/tag_model/tag.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum {
	TOKENS = 512
};

static void tag_region(const struct model *m, struct sheet *s,
                       const struct region *r, struct path *p)
{
	const uint32_t n = r->end - r->begin;
	struct mark mark;

	if (!tag_model_prepare(s, r, p) || !tag_model_finish(s, r, p))
		abort();
	for (uint32_t at = 0; tag_model_next_mark(p, n, &at, &mark);) {
		const double score = tag_model_score(m, mark.margin);
		if (mark.first >= mark.end || mark.end > n || mark.type >= MODEL_TYPES ||
		    mark.margin < 0 || !(score >= 0 && score <= 1))
			abort();
	}
}

static void tag(const struct model *m, const uint8_t *text, size_t size)
{
	static uint32_t begin[TOKENS], end[TOKENS], hash[TOKENS];
	uint32_t n = 0;
	struct sheet s = {0};
	struct path p = {0};

	for (size_t i = 0; i < size && n < TOKENS; i++) {
		const size_t from = i;
		while (i < size && text[i] > ' ')
			i++;
		if (i == from)
			continue;
		begin[n] = (uint32_t)from;
		end[n] = (uint32_t)i;
		hash[n] = catena_fold_hash((const char *)text + from, i - from);
		n++;
	}
	const uint32_t sentence[] = {0, n / 2, n};
	const struct tokens t = {(const char *)text, begin, end,           hash, n,
	                         sentence,           2,     (uint32_t)size};
	for (int turn = 0; turn < 2; turn++) { /* words are kept for the second */
		if (!tag_model_sheet_fill(&s, m, &t))
			abort();
		for (uint32_t k = 0; k < s.n_regions; k++)
			tag_region(m, &s, &s.regions[k], &p);
	}
	tag_model_sheet_free(&s);
	tag_model_path_free(&p);
}

/* Ranks that count as they must, whatever bits they hold; gives the words. */
static uint32_t rank(unsigned char *ranks, size_t size)
{
	uint32_t n = 0;

	for (size_t at = 0; at < size; at += MODEL_RANK) {
		model_put32(ranks + at + 8, n);
		model_put32(ranks + at + 12, 0);
		for (uint64_t bits = model_u64(ranks + at); bits; bits &= bits - 1)
			n++;
	}
	return n;
}

static unsigned char *dress(const uint8_t *bytes, size_t n, size_t *size)
{
	struct model_sizes sizes = {.row_bits = 8 + bytes[0] % 3,
	                            .slot_bits = 7 + bytes[0] / 4 % 2,
	                            .phrase_bits = 4,
	                            .width = 16 * (1 + bytes[0] / 8 % 3),
	                            .units = bytes[0] / 32 % 4 * 32,
	                            .shared_bits = 4};
	unsigned char *model, *ranks;
	const size_t slots = (size_t)1 << sizes.slot_bits;

	sizes.words = (uint32_t)slots;
	model = malloc(tag_model_size(&sizes));
	if (!model)
		abort();
	for (size_t i = 0; i < tag_model_size(&sizes); i++)
		model[i] = bytes[i % n];
	ranks = model + tag_model_ranks(&sizes);
	sizes.words = sizes.units ? rank(ranks, slots / 64 * MODEL_RANK) : 0;
	*size = tag_model_size(&sizes);
	memcpy(model, "CATENTAG", 8);
	model_put32(model + AT_VERSION, MODEL_VERSION);
	model_put32(model + AT_ROWS, sizes.row_bits);
	model_put32(model + AT_SLOTS, sizes.slot_bits);
	model_put32(model + AT_PHRASES, sizes.phrase_bits);
	model_put32(model + AT_WIDTH, sizes.width);
	model_put32(model + AT_UNITS, sizes.units);
	model_put32(model + AT_SHARED, sizes.shared_bits);
	model_put32(model + AT_WORDS, sizes.words);
	model_put32(model + AT_QUICK, bytes[0] >> 7);
	model_put64(model + AT_SIZE, *size);
	for (uint32_t t = 0; t < MODEL_TYPES; t++)
		model[AT_NAMES + t * MODEL_NAME] = 'N';
	model_put64(model + AT_SUM, tag_model_sum(model, *size));
	return model;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct model m;
	unsigned char *model;
	size_t size;

	if (!n)
		return 0;
	if (!tag_model_of_bytes(&m, bytes, n))
		tag(&m, bytes, n);
	tag_model_close(&m);
	model = dress(bytes, n, &size);
	if (tag_model_of_bytes(&m, model, size) != NULL)
		abort();
	tag(&m, bytes, n);
	tag_model_close(&m);
	free(model);
	return 0;
}
