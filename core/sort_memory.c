/* SPDX-License-Identifier: MIT */
/* sort_memory.c - sorts the records that are in memory.
 *
 * The first 8 bytes of the keys are sorted byte by byte, from the highest, by
 * counting; small groups by insertion, and what is equal in 8 bytes by merging
 * whole keys.  All three are stable. */
#include "build.h"

#include "sort_parts.h"

#include <string.h>

enum {
	SMALL = 20 /* sorted by insertion */
};

uint64_t sort_prefix(const void *key, uint32_t size)
{
	const unsigned char *s = key;
	uint64_t v = 0;
	for (uint32_t i = 0; i < 8; i++)
		v = v << 8 | (i < size ? s[i] : 0);
	return v;
}

int sort_compare(const struct sort_entry *a, const struct sort_entry *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	const uint32_t x = a->head->key_size, y = b->head->key_size;
	const uint32_t least = x < y ? x : y;
	const int c =
	    least > 8 ? memcmp(sort_key(a->head) + 8, sort_key(b->head) + 8, least - 8)
	              : 0;
	return c ? c : (x > y) - (x < y);
}

static void insertion(struct sort_entry *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct sort_entry x = e[i];
		size_t k = i;
		for (; k && sort_compare(&e[k - 1], &x) > 0; k--)
			e[k] = e[k - 1];
		e[k] = x;
	}
}

/* Two sorted halves of e, through spare. */
static void merge_halves(struct sort_entry *e, struct sort_entry *spare,
                         size_t half, size_t n)
{
	size_t a = 0, b = half, to = 0;
	if (sort_compare(&e[half - 1], &e[half]) <= 0)
		return;
	memcpy(spare, e, half * sizeof *e);
	while (a < half && b < n)
		e[to++] = sort_compare(&spare[a], &e[b]) <= 0 ? spare[a++] : e[b++];
	memcpy(e + to, spare + a, (half - a) * sizeof *e);
}

/* By whole keys. */
static void by_merging(struct sort_entry *e, struct sort_entry *spare, size_t n)
{
	if (n <= SMALL) {
		insertion(e, n);
		return;
	}
	const size_t half = n / 2;
	by_merging(e, spare, half);
	by_merging(e + half, spare, n - half);
	merge_halves(e, spare, half, n);
}

/* Puts entries in the order of the byte at `shift`; where[b] is then the end of
 * the group of byte b.  False: all are in one group, nothing was moved. */
static bool scatter(struct sort_entry *e, struct sort_entry *spare, size_t n,
                    unsigned shift, size_t where[256])
{
	size_t at = 0;
	memset(where, 0, 256 * sizeof *where);
	for (size_t i = 0; i < n; i++)
		where[e[i].prefix >> shift & 255]++;
	if (where[e[0].prefix >> shift & 255] == n)
		return false;
	for (int b = 0; b < 256; b++) {
		const size_t count = where[b];
		where[b] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		spare[where[e[i].prefix >> shift & 255]++] = e[i];
	memcpy(e, spare, n * sizeof *e);
	return true;
}

/* By the bytes of the prefix from `shift` down, then by whole keys. */
static void by_bytes(struct sort_entry *e, struct sort_entry *spare, size_t n,
                     int shift)
{
	size_t where[256];
	while (n > SMALL && shift >= 0) {
		if (scatter(e, spare, n, (unsigned)shift, where)) {
			for (size_t b = 0, at = 0; b < 256; at = where[b++]) {
				if (where[b] - at > 1)
					by_bytes(e + at, spare, where[b] - at, shift - 8);
			}
			return;
		}
		shift -= 8;
	}
	by_merging(e, spare, n);
}

void sort_entries(struct sort_entry *e, struct sort_entry *spare, size_t n)
{
	by_bytes(e, spare, n, 56);
}
