/* SPDX-License-Identifier: MIT */
/* book.c - words as numbers of two bytes. */
#include "book.h"
#include <stdlib.h>
#include <string.h>

#define FIRST 4096u
#define SMALL 64u /* parts of what is written */

void dedup_near_book_free(struct book *b)
{
	free(b->hash);
	memset(b, 0, sizeof *b);
}

bool dedup_near_book_begin(struct book *b, uint64_t written)
{
	uint32_t places = b->places ? b->places : FIRST;
	uint32_t *p;

	while (places < BOOK_PLACES && places * sizeof *p * SMALL < written)
		places *= 2;
	if (places == b->places)
		return true;
	if (!b->machine)
		b->machine = share_machine();
	if (!(p = realloc(b->hash, places * sizeof *p)))
		return false;
	memset(p + b->places, 0, (places - b->places) * sizeof *p);
	b->hash = p;
	b->places = places;
	return true;
}

/* The number of a word, which may get its place now; 0: it has none.  Nor has one
 * whose place would be the first.  (When the book has grown a word may get a second
 * place: both are it.) */
static uint32_t number_of(struct book *b, uint32_t word)
{
	const uint32_t place = word & (b->places - 1);
	uint32_t *const at = b->hash + place;

	if (!*at && place)
		*at = word;
	return *at == word ? place : 0;
}

#ifdef SHARE_X86
#include <immintrin.h>

/* Sixteen at a time, without a branch that would often guess wrong. */
SHARE_AVX512 static uint32_t write_avx512(struct book *b, const uint32_t *words,
                                          uint32_t n, uint16_t *numbers,
                                          uint32_t *full)
{
	const __m512i mask = _mm512_set1_epi32((int)b->places - 1);
	uint32_t n_full = 0;

	for (uint32_t i = 0; i < n; i += 16) {
		const uint32_t left = n - i < 16 ? n - i : 16;
		const __mmask16 here = (__mmask16)((1u << left) - 1);
		const __m512i word = _mm512_maskz_loadu_epi32(here, words + i);
		const __m512i place = _mm512_and_si512(word, mask);
		__m512i there = _mm512_i32gather_epi32(place, b->hash, 4);
		const __mmask16 placed = _mm512_test_epi32_mask(place, place);
		if (_mm512_mask_testn_epi32_mask(placed, there, there)) {
			for (uint32_t k = i; k < i + left; k++)
				(void)number_of(b, words[k]);
			there = _mm512_i32gather_epi32(place, b->hash, 4);
		}
		const __mmask16 same = _mm512_mask_cmpeq_epi32_mask(placed, word, there);
		const __mmask16 other = (__mmask16)(here & ~same);
		_mm256_storeu_si256((__m256i *)(void *)(numbers + i),
		                    _mm512_maskz_cvtepi32_epi16(same, place));
		_mm512_storeu_si512(full + n_full,
		                    _mm512_maskz_compress_epi32(other, word));
		n_full += (uint32_t)__builtin_popcount(other);
	}
	return n_full;
}

SHARE_AVX512 static bool read_avx512(const uint32_t *book, const uint16_t *numbers,
                                     uint32_t n, const uint32_t *full,
                                     uint32_t n_full, uint32_t *words)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < n; i += 16) {
		const uint32_t left = n - i < 16 ? n - i : 16;
		const __mmask16 here = (__mmask16)((1u << left) - 1);
		const __m512i place =
		    _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(here, numbers + i));
		const __mmask16 other = _mm512_mask_testn_epi32_mask(here, place, place);
		const uint32_t more = (uint32_t)__builtin_popcount(other);
		const __mmask16 some = (__mmask16)((1u << more) - 1);
		if (n_full - at < more)
			return false;
		const __m512i word =
		    _mm512_mask_expand_epi32(_mm512_i32gather_epi32(place, book, 4), other,
		                             _mm512_maskz_loadu_epi32(some, full + at));
		_mm512_mask_storeu_epi32(words + i, here, word);
		at += more;
	}
	return at == n_full;
}
#endif

uint32_t dedup_near_book_write(struct book *b, const uint32_t *words, uint32_t n,
                               uint16_t *numbers, uint32_t *full)
{
	uint32_t n_full = 0;

#ifdef SHARE_X86
	if (b->machine == SHARE_HAS_AVX512)
		return write_avx512(b, words, n, numbers, full);
#endif
	const uint32_t mask = b->places - 1;
	uint32_t *const hash = b->hash;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t word = words[i], place = word & mask;
		if (!hash[place])
			(void)number_of(b, word);
		/* no branch: it would not guess */
		const uint32_t other = (hash[place] != word) | !place;
		numbers[i] = (uint16_t)(place & (other - 1));
		full[n_full] = word;
		n_full += other;
	}
	return n_full;
}

bool dedup_near_book_read(const struct book *b, const uint16_t *numbers, uint32_t n,
                          const uint32_t *full, uint32_t n_full, uint32_t *words)
{
	uint32_t at = 0;

#ifdef SHARE_X86
	if (b->machine == SHARE_HAS_AVX512)
		return read_avx512(b->hash, numbers, n, full, n_full, words);
#endif
	for (uint32_t i = 0; i < n && at <= n_full; i++) {
		const uint32_t number = numbers[i], other = !number;
		const uint32_t *const from = other ? full + at : b->hash + number;
		if (other && at == n_full)
			return false;
		words[i] = *from;
		at += other;
	}
	return at == n_full;
}
