/* SPDX-License-Identifier: MIT */
/* sort_memory.c - sorts the records that are in memory.
 *
 * Of each key a window of 8 bytes stands in its entry, as a number.  Windows
 * are sorted byte by byte, from the highest, by counting; where they are equal
 * the window moves on by 8 bytes.  So a key's bytes, which may be anywhere in
 * memory, are fetched once for each window and not for each comparison.  Small
 * groups are sorted by insertion, and what is equal in many windows by merging.
 * All of it is stable. */
#include "build.h"

#include "sort_parts.h"

#include <string.h>

enum {
	SMALL = 20,   /* entries sorted by insertion */
	DEEPEST = 128 /* bytes by windows; beyond them whole keys are compared */
};

uint64_t sort_prefix(const void *key, uint32_t size)
{
	const unsigned char *s = key;
	uint64_t v = 0;
	for (uint32_t i = 0; i < 8; i++)
		v = v << 8 | (i < size ? s[i] : 0);
	return v;
}

/* Of entries whose windows begin at `depth`; before it their keys are equal. */
static int compare_from(const struct sort_entry *a, const struct sort_entry *b,
                        uint32_t depth)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	const uint32_t x = a->head->key_size, y = b->head->key_size;
	const uint32_t least = x < y ? x : y, done = depth + 8;
	const int c = least > done ? memcmp(sort_key(a->head) + done,
	                                    sort_key(b->head) + done, least - done)
	                           : 0;
	return c ? c : (x > y) - (x < y);
}

int sort_compare(const struct sort_entry *a, const struct sort_entry *b)
{
	return compare_from(a, b, 0);
}

/* ---- Few, or very alike ---- */

static void insertion(struct sort_entry *e, size_t n, uint32_t depth)
{
	for (size_t i = 1; i < n; i++) {
		const struct sort_entry x = e[i];
		size_t k = i;
		for (; k && compare_from(&e[k - 1], &x, depth) > 0; k--)
			e[k] = e[k - 1];
		e[k] = x;
	}
}

/* Two sorted halves of e, through spare. */
static void merge_halves(struct sort_entry *e, struct sort_entry *spare,
                         size_t half, size_t n, uint32_t depth)
{
	size_t a = 0, b = half, to = 0;
	if (compare_from(&e[half - 1], &e[half], depth) <= 0)
		return;
	memcpy(spare, e, half * sizeof *e);
	while (a < half && b < n)
		e[to++] = compare_from(&spare[a], &e[b], depth) <= 0 ? spare[a++] : e[b++];
	memcpy(e + to, spare + a, (half - a) * sizeof *e);
}

static void by_merging(struct sort_entry *e, struct sort_entry *spare, size_t n,
                       uint32_t depth)
{
	if (n <= SMALL) {
		insertion(e, n, depth);
		return;
	}
	const size_t half = n / 2;
	by_merging(e, spare, half, depth);
	by_merging(e + half, spare, n - half, depth);
	merge_halves(e, spare, half, n, depth);
}

/* ---- Many ---- */

static unsigned byte_at(const struct sort_entry *e, unsigned shift)
{
	return e->prefix >> shift & 255;
}

/* Puts entries in the order of the byte at `shift`.  False: it is the same in
 * all, nothing was moved. */
static bool scatter(struct sort_entry *e, struct sort_entry *spare, size_t n,
                    unsigned shift)
{
	size_t where[256] = {0}, at = 0;
	for (size_t i = 0; i < n; i++)
		where[byte_at(&e[i], shift)]++;
	if (where[byte_at(e, shift)] == n)
		return false;
	for (int b = 0; b < 256; b++) {
		const size_t count = where[b];
		where[b] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		spare[where[byte_at(&e[i], shift)]++] = e[i];
	memcpy(e, spare, n * sizeof *e);
	return true;
}

/* Of entries with equal windows: those whose keys end in it come first, the
 * shorter before the longer.  How many. */
static size_t put_ended_first(struct sort_entry *e, struct sort_entry *spare,
                              size_t n, uint32_t depth)
{
	size_t ended = 0, others = 0;
	for (size_t i = 0; i < n; i++) {
		const uint32_t size = e[i].head->key_size;
		if (size <= depth + 8) {
			e[ended] = e[i];
			e[ended++].prefix = size - depth; /* 0 to 8 */
		} else {
			spare[others++] = e[i];
		}
	}
	memcpy(e + ended, spare, others * sizeof *e);
	if (ended)
		(void)scatter(e, spare, ended, 0);
	return ended;
}

/* By the bytes of the windows from `shift` down, then by what follows. */
static void by_bytes(struct sort_entry *e, struct sort_entry *spare, size_t n,
                     int shift, uint32_t depth)
{
	while (n > SMALL) {
		if (shift < 0) {
			const size_t ended = put_ended_first(e, spare, n, depth);
			e += ended;
			n -= ended;
			depth += 8;
			shift = 56;
			for (size_t i = 0; i < n; i++)
				e[i].prefix = sort_prefix(sort_key(e[i].head) + depth,
				                          e[i].head->key_size - depth);
			if (depth >= DEEPEST)
				break;
		} else if (scatter(e, spare, n, (unsigned)shift)) {
			for (size_t at = 0, end = 0; at < n; at = end) {
				while (end < n && byte_at(&e[end], (unsigned)shift) ==
				                      byte_at(&e[at], (unsigned)shift))
					end++;
				by_bytes(e + at, spare, end - at, shift - 8, depth);
			}
			return;
		} else {
			shift -= 8;
		}
	}
	by_merging(e, spare, n, depth);
}

void sort_entries(struct sort_entry *e, struct sort_entry *spare, size_t n)
{
	by_bytes(e, spare, n, 56, 0);
}
