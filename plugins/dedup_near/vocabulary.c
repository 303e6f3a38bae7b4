/* SPDX-License-Identifier: MIT */
/* vocabulary.c - words as bytes.
 *
 *   0 to 191         the number
 *   192 to 247, b    192 and more: 14,336 numbers
 *   248 to 254, b, b what follows: 458,752 numbers
 *   255, b, b, b, b  the hash itself */
#include "vocabulary.h"
#include <stdlib.h>
#include <string.h>

#define ONE 192u
#define TWO (ONE + 56u * 256u)
#define THREE (TWO + 7u * 65536u)

#define AHEAD 16u /* words whose slots are fetched before they are needed */

void dedup_near_vocabulary_free(struct vocabulary *v)
{
	free(v->hashes);
	free(v->slots);
	memset(v, 0, sizeof *v);
}

/* The hashes of words are well mixed. */
static uint64_t *seek(const struct vocabulary *v, uint32_t hash)
{
	uint32_t at = hash & (v->size - 1);

	while (v->slots[at] && v->slots[at] >> 32 != hash)
		at = (at + 1) & (v->size - 1);
	return v->slots + at;
}

static void prefetch(const struct vocabulary *v, uint32_t hash)
{
#ifdef __GNUC__
	__builtin_prefetch(v->slots + (hash & (v->size - 1)));
#else
	(void)v, (void)hash;
#endif
}

/* The bytes of a number, the first one lowest, and above them how many. */
static uint32_t code_of(uint32_t number)
{
	if (number < ONE)
		return 1u << 24 | number;
	if (number < TWO) {
		number -= ONE;
		return 2u << 24 | (number % 256) << 8 | (192 + number / 256);
	}
	number -= TWO;
	return 3u << 24 | (number % 256) << 16 | (number / 256 % 256) << 8 |
	       (248 + number / 65536);
}

static uint64_t slot_of(const struct vocabulary *v, uint32_t number)
{
	return (uint64_t)v->hashes[number] << 32 | code_of(number);
}

static bool more_slots(struct vocabulary *v)
{
	const uint32_t size = v->size ? v->size * 2 : 8192;
	uint64_t *const slots = calloc(size, sizeof *slots);

	if (!slots)
		return false;
	free(v->slots);
	v->slots = slots;
	v->size = size;
	for (uint32_t i = 0; i < v->n; i++)
		*seek(v, v->hashes[i]) = slot_of(v, i);
	return true;
}

bool dedup_near_vocabulary_add(struct vocabulary *v, uint32_t hash)
{
	if (v->n == v->room) {
		const uint32_t room = v->room ? v->room * 2 : 4096;
		uint32_t *const p = realloc(v->hashes, (size_t)room * sizeof *p);
		if (!p)
			return false;
		v->hashes = p;
		v->room = room;
	}
	if (v->n >= v->size / 2 && !more_slots(v))
		return false;
	v->hashes[v->n] = hash;
	*seek(v, hash) = slot_of(v, v->n);
	v->n++;
	return true;
}

static unsigned char *put_hash(unsigned char *at, uint32_t hash)
{
	*at++ = 255;
	for (int i = 0; i < 4; i++)
		*at++ = (unsigned char)(hash >> 8 * i);
	return at;
}

size_t dedup_near_encode(struct vocabulary *v, const uint32_t *words, uint32_t n,
                         unsigned char *bytes)
{
	unsigned char *at = bytes;

	for (uint32_t i = 0; i < n; i++) {
		if (n - i > AHEAD && v->size)
			prefetch(v, words[i + AHEAD]);
		uint32_t code = v->size ? (uint32_t)*seek(v, words[i]) : 0;
		if (!code && v->n < THREE) {
			if (!dedup_near_vocabulary_add(v, words[i]))
				return 0;
			code = code_of(v->n - 1);
		}
		if (!code) {
			at = put_hash(at, words[i]);
			continue;
		}
		/* all three at once: the next word writes over what is too much */
		at[0] = (unsigned char)code;
		at[1] = (unsigned char)(code >> 8);
		at[2] = (unsigned char)(code >> 16);
		at += code >> 24;
	}
	return (size_t)(at - bytes);
}

bool dedup_near_decode(const struct vocabulary *v, const unsigned char *bytes,
                       size_t size, uint32_t *words, uint32_t n)
{
	const unsigned char *at = bytes, *const end = bytes + size;

	for (uint32_t i = 0; i < n; i++) {
		if (end - at < (ptrdiff_t)VOCABULARY_LONGEST &&
		    (at == end || end - at < (*at < ONE   ? 1
		                              : *at < 248 ? 2
		                              : *at < 255 ? 3
		                                          : 5)))
			return false;
		uint32_t number = *at++;
		if (number == 255) {
			words[i] = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
			           (uint32_t)at[3] << 24;
			at += 4;
			continue;
		}
		if (number >= 248) {
			number = TWO + (number - 248) * 65536 + at[0] * 256u + at[1];
			at += 2;
		} else if (number >= ONE)
			number = ONE + (number - ONE) * 256 + *at++;
		if (number >= v->n)
			return false;
		words[i] = v->hashes[number];
	}
	return true;
}
