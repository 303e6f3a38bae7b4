/* SPDX-License-Identifier: MIT */
/* vocabulary.c - words as bytes.
 *
 *   0 to 191         the number
 *   192 to 247, b    192 and more: 14,336 numbers
 *   248 to 254, b, b what follows: 458,752 numbers
 *   255, b, b, b, b  the hash itself */
#include "vocabulary.h"
#include "../share/prefetch.h"
#include <stdlib.h>
#include <string.h>

#define ONE 192u
#define TWO (ONE + 56u * 256u)
#define THREE (TWO + 7u * 65536u)

#define FRONT 32768u /* words in front */
#define SLACK 16u    /* codes that may be written behind the last */

void dedup_near_vocabulary_free(struct vocabulary *v)
{
	free(v->hashes);
	free(v->slots);
	free(v->front);
	free(v->codes);
	free(v->others);
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
	share_prefetch(v->slots + (hash & (v->size - 1)));
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

static bool code_room(struct vocabulary *v, uint32_t n)
{
	const uint32_t room = n + n / 2 + SLACK;
	uint32_t *p;

	if (n <= v->room_codes && v->room_codes - n >= SLACK)
		return true;
	if (n > UINT32_MAX / 8 || !(p = realloc(v->codes, room * sizeof *p)))
		return false;
	v->codes = p;
	if (!(p = realloc(v->others, room * sizeof *p)))
		return false;
	v->others = p;
	v->room_codes = room;
	return true;
}

static bool begin(struct vocabulary *v, uint32_t n)
{
	if (!v->machine)
		v->machine = share_machine();
	if (!v->front)
		v->front = calloc(FRONT, sizeof *v->front);
	return v->front && code_room(v, n) && (v->size || more_slots(v));
}

/* The codes of those that are in front, and where the others are; how many. */
static uint32_t look_in_front(const struct vocabulary *v, const uint32_t *words,
                              uint32_t n)
{
	uint32_t others = 0;

	for (uint32_t i = 0; i < n; i++) {
		const uint64_t front = v->front[words[i] & (FRONT - 1)];
		v->codes[i] = (uint32_t)front;
		v->others[others] = i;
		others += front >> 32 != words[i] || !(uint32_t)front;
	}
	return others;
}

/* The codes of these, in turn: new words get theirs, as long as there are numbers;
 * 0: it is written by its hash.  The first one of a place stays in front.  False
 * when out of memory. */
static bool look_up(struct vocabulary *v, const uint32_t *words, uint32_t others)
{
	for (uint32_t k = 0; k < others; k++)
		prefetch(v, words[v->others[k]]);
	for (uint32_t k = 0; k < others; k++) {
		const uint32_t word = words[v->others[k]];
		uint64_t *const front = v->front + (word & (FRONT - 1));
		uint32_t code = (uint32_t)*seek(v, word);
		if (!code && v->n < THREE) {
			if (!dedup_near_vocabulary_add(v, word))
				return false;
			code = code_of(v->n - 1);
		}
		if (code && !*front)
			*front = (uint64_t)word << 32 | code;
		v->codes[v->others[k]] = code;
	}
	return true;
}

static unsigned char *put_word(unsigned char *at, uint32_t word, uint32_t code)
{
	if (!code) {
		*at++ = 255;
		for (int i = 0; i < 4; i++)
			*at++ = (unsigned char)(word >> 8 * i);
		return at;
	}
	/* all three at once: the next word writes over what is too much */
	at[0] = (unsigned char)code;
	at[1] = (unsigned char)(code >> 8);
	at[2] = (unsigned char)(code >> 16);
	return at + (code >> 24);
}

static unsigned char *put_words(const uint32_t *words, const uint32_t *codes,
                                uint32_t n, unsigned char *at)
{
	for (uint32_t i = 0; i < n; i++)
		at = put_word(at, words[i], codes[i]);
	return at;
}

#ifdef SHARE_X86
#include <immintrin.h>

SHARE_AVX512 static uint32_t look_in_front_avx512(const struct vocabulary *v,
                                                  const uint32_t *words, uint32_t n)
{
	const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20,
	                                       22, 24, 26, 28, 30);
	const __m512i odd = _mm512_or_si512(even, _mm512_set1_epi32(1));
	__m512i at = _mm512_srli_epi32(even, 1);
	uint32_t others = 0;

	for (uint32_t i = 0; i < n; i += 16) {
		const uint32_t left = n - i < 16 ? n - i : 16;
		const __mmask16 here = (__mmask16)((1u << left) - 1);
		const __m512i word = _mm512_maskz_loadu_epi32(here, words + i);
		const __m512i place = _mm512_and_si512(word, _mm512_set1_epi32(FRONT - 1));
		const __m512i low =
		    _mm512_i32gather_epi64(_mm512_castsi512_si256(place), v->front, 8);
		const __m512i high = _mm512_i32gather_epi64(
		    _mm512_extracti64x4_epi64(place, 1), v->front, 8);
		const __m512i codes = _mm512_permutex2var_epi32(low, even, high);
		const __m512i hash = _mm512_permutex2var_epi32(low, odd, high);
		const __mmask16 other =
		    (__mmask16)(_mm512_mask_cmpneq_epi32_mask(here, hash, word) |
		                _mm512_mask_testn_epi32_mask(here, codes, codes));
		_mm512_storeu_si512(v->codes + i, codes);
		_mm512_storeu_si512(v->others + others,
		                    _mm512_maskz_compress_epi32(other, at));
		others += (uint32_t)__builtin_popcount(other);
		at = _mm512_add_epi32(at, _mm512_set1_epi32(16));
	}
	return others;
}

/* The bytes of sixteen words at a time, squeezed out of their codes. */
SHARE_AVX512 static unsigned char *put_words_avx512(const uint32_t *words,
                                                    const uint32_t *codes,
                                                    uint32_t n, unsigned char *at)
{
	const __m512i place = _mm512_set1_epi32(0x03020100);
	const __m512i last = _mm512_broadcast_i32x4(
	    _mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));

	for (uint32_t i = 0; i < n; i += 16) {
		const uint32_t left = n - i < 16 ? n - i : 16;
		const __mmask16 here = (__mmask16)((1u << left) - 1);
		const __m512i code = _mm512_maskz_loadu_epi32(here, codes + i);
		const __mmask64 bytes =
		    _mm512_cmplt_epu8_mask(place, _mm512_shuffle_epi8(code, last));
		if (_mm512_mask_testn_epi32_mask(here, code, code)) {
			at = put_words(words + i, codes + i, left, at);
			continue;
		}
		_mm512_storeu_si512(at, _mm512_maskz_compress_epi8(bytes, code));
		at += __builtin_popcountll(bytes);
	}
	return at;
}
#endif

size_t dedup_near_encode(struct vocabulary *v, const uint32_t *words, uint32_t n,
                         unsigned char *bytes)
{
	uint32_t others;

	if (!begin(v, n))
		return 0;
#ifdef SHARE_X86
	if (v->machine == SHARE_HAS_AVX512) {
		others = look_in_front_avx512(v, words, n);
		if (!look_up(v, words, others))
			return 0;
		return (size_t)(put_words_avx512(words, v->codes, n, bytes) - bytes);
	}
#endif
	others = look_in_front(v, words, n);
	if (!look_up(v, words, others))
		return 0;
	return (size_t)(put_words(words, v->codes, n, bytes) - bytes);
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
