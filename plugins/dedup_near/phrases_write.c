/* SPDX-License-Identifier: MIT */
/* phrases_write.c - what was learned as the bytes that phrases.c tells of, with a
 * code for each entry: Huffman's, of PHRASES_CODE bits at most. */
#include "bits.h"
#include "phrases.h"
#include <stdlib.h>

/* ---- Codes ---- */

/* By count, the rarest first: from and to have n. */
static void sort_counts(uint64_t *from, uint64_t *to, uint32_t n)
{
	for (unsigned shift = 32; shift < 64; shift += 8) {
		uint32_t begin[257] = {0};
		for (uint32_t i = 0; i < n; i++)
			begin[(from[i] >> shift & 255) + 1]++;
		for (unsigned i = 0; i < 256; i++)
			begin[i + 1] += begin[i];
		for (uint32_t i = 0; i < n; i++)
			to[begin[from[i] >> shift & 255]++] = from[i];
		uint64_t *const swap = from;
		from = to;
		to = swap;
	}
}

/* Lengths of a Huffman code; leaves[i]: count << 32 | entry, the rarest first, n of
 * them, at least two; parent has room for 2 * n.  The longest. */
static uint32_t huffman(const uint64_t *leaves, uint32_t n, uint64_t *counts,
                        uint32_t *parent, unsigned char *lengths)
{
	uint32_t leaf = 0, node = 0, most = 0;

	for (uint32_t made = 0; made + 1 < n; made++) { /* nodes: n + made */
		uint64_t sum = 0;
		for (int k = 0; k < 2; k++) {
			const bool is_leaf =
			    leaf < n && (node == made || leaves[leaf] >> 32 <= counts[node]);
			sum += is_leaf ? leaves[leaf] >> 32 : counts[node];
			parent[is_leaf ? leaf++ : n + node++] = n + made;
		}
		counts[made] = sum;
	}
	/* depths, from the root on; in `counts` */
	counts[n - 2] = 0;
	for (uint32_t i = n - 2; i-- > 0;)
		counts[i] = counts[parent[n + i] - n] + 1;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t depth = (uint32_t)counts[parent[i] - n] + 1;
		lengths[(uint32_t)leaves[i]] = (unsigned char)(depth < 255 ? depth : 255);
		most = depth > most ? depth : most;
	}
	return most;
}

/* The rarest are taken for as rare as a code of PHRASES_CODE bits can say. */
static unsigned char *find_lengths(const struct phrases_learned *l)
{
	const uint32_t n = l->n_words + l->n_parts + 1;
	uint64_t *const leaves = malloc((size_t)n * 3 * sizeof *leaves);
	uint32_t *const parent = malloc((size_t)n * 2 * sizeof *parent);
	unsigned char *lengths = malloc((size_t)n + 1);

	if (!leaves || !parent || !lengths) {
		free(lengths);
		lengths = NULL;
	} else if (n == 1) {
		lengths[0] = 1;
	} else {
		for (uint32_t least = 1;; least *= 2) {
			for (uint32_t i = 0; i < n; i++)
				leaves[i] = (uint64_t)(l->counts[i] > least ? l->counts[i] : least)
				                << 32 |
				            i;
			sort_counts(leaves, leaves + n, n);
			if (huffman(leaves, n, leaves + 2 * (size_t)n, parent, lengths) <=
			    PHRASES_CODE)
				break;
		}
	}
	free(leaves);
	free(parent);
	return lengths;
}

/* ---- Bytes ---- */

static void put_step(struct bits_out *o, uint32_t step, uint32_t bits)
{
	for (uint32_t i = step >> bits; i; i--)
		bits_put(o, 1, 1);
	bits_put(o, 0, 1);
	if (bits)
		bits_put(o, step & ((UINT32_C(1) << bits) - 1), bits);
}

/* Bits of a step, where n of them make up `all`. */
static uint32_t step_bits(uint64_t all, uint32_t n)
{
	uint32_t bits = 0;

	while (bits < 31 && n && all / n >> bits > 1)
		bits++;
	return bits;
}

static uint32_t width_of(uint32_t n)
{
	uint32_t bits = 1;

	while (bits < 32 && n > UINT32_C(1) << bits)
		bits++;
	return bits;
}

static void put_group(const struct phrases_learned *l, struct bits_out *o,
                      uint32_t first, uint32_t n, const unsigned char *lengths)
{
	const uint32_t width = width_of(first), bits = step_bits(first, n);
	uint32_t left = 0;

	bits_put(o, n, 32);
	bits_put(o, bits, 5);
	for (uint32_t i = first; i < first + n; i++) {
		const struct phrases_entry e = l->parts[i - l->n_words];
		put_step(o, e.left - left, bits);
		bits_put(o, e.right, width);
		bits_put(o, lengths[i], 5);
		left = e.left;
	}
}

static unsigned char *put_all(const struct phrases_learned *l,
                              const unsigned char *lengths, size_t *size)
{
	const uint32_t bits = step_bits(UINT32_MAX, l->n_words);
	/* a step takes one more bit than those, and at most 2 ^ 32 >> bits in all */
	const size_t most = 64 + (size_t)l->n_words * 8 + (size_t)l->n_parts * 16;
	unsigned char *const bytes = malloc(most);
	struct bits_out o = {.at = bytes};
	uint32_t least = 0;

	if (!bytes)
		return NULL;
	bits_put(&o, l->n_words, 32);
	bits_put(&o, l->n_parts, 32);
	bits_put(&o, bits, 5);
	bits_put(&o, lengths[l->n_words + l->n_parts], 5);
	for (uint32_t i = 0; i < l->n_words; i++) {
		put_step(&o, l->words[i] - least, bits);
		bits_put(&o, lengths[i], 5);
		least = l->words[i] + 1;
	}
	for (uint32_t g = 0, at = l->n_words; g < l->n_groups; at += l->groups[g++])
		if (l->groups[g])
			put_group(l, &o, at, l->groups[g], lengths);
	*size = (size_t)(bits_end(&o) - bytes);
	return bytes;
}

unsigned char *dedup_near_phrases_write(const struct phrases_learned *l,
                                        size_t *size)
{
	unsigned char *const lengths = find_lengths(l);
	unsigned char *const bytes = lengths ? put_all(l, lengths, size) : NULL;

	free(lengths);
	return bytes;
}
