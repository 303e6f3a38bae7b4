/* SPDX-License-Identifier: MIT */
/* sketch.c - MinHash with one hash a shingle, and its bands.
 *
 * One permutation hashing (Li, Owen, Zhang 2012) leaves bins empty when a set
 * is small.  They are filled as in "Fast Similarity Sketching" (Dahlgaard,
 * Knudsen, Thorup, FOCS 2017): round after round, all shingles are hashed
 * anew and what falls into a bin still empty stays.  The estimate is unbiased
 * and as sharp as that of independent permutations for sets of any size, and
 * a set of a few hundred shingles needs one round. */
#include "sketch.h"
#include "../share/shingles.h"
#include <math.h>
#include <string.h>

#define EMPTY UINT32_MAX

static uint32_t bin_of(uint64_t hash, uint32_t bins)
{
	return (uint32_t)((hash >> 32) * bins >> 32);
}

/* Of the low bits; never EMPTY. */
static uint32_t value_of(uint64_t hash)
{
	return (uint32_t)hash & 0xFFFFFFFE;
}

static void first_round(const uint64_t *shingles, uint32_t n, struct sketch *k,
                        uint32_t bins)
{
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t bin = bin_of(shingles[i], bins);
		const uint32_t value = value_of(shingles[i]);
		const uint32_t first = k->first[bin], second = k->second[bin];
		/* no branch: it would not guess */
		uint32_t higher = value > first ? value : first;
		higher = value == first ? EMPTY : higher;
		k->first[bin] = value < first ? value : first;
		k->second[bin] = higher < second ? higher : second;
	}
}

struct rounds {
	uint64_t best[SKETCH_BINS_MAX]; /* round << 32 | value */
	uint32_t bins, empty;
	/* Of eight hashes.  Not on round_avx512's own stack: where it checks for use
	 * after return, GCC before 14 puts what it takes to be at a multiple of 64
	 * at one of 32 there (its bug 110027). */
	uint64_t bin[8], value[8];
};

static inline void enter(struct rounds *r, uint64_t bin, uint64_t value)
{
	r->empty -= r->best[bin] == UINT64_MAX;
	r->best[bin] = value < r->best[bin] ? value : r->best[bin];
}

#ifdef SHARE_X86
#include <immintrin.h>

/* Eight hashes at a time; what is lower than what is in its bin, which few are, one
 * by one. */
SHARE_AVX512 static void round_avx512(const uint64_t *shingles, uint32_t n,
                                      struct rounds *r, uint32_t round,
                                      uint64_t salt)
{
	const __m512i above = _mm512_set1_epi64((long long)((uint64_t)round << 32));
	const __m512i low = _mm512_set1_epi64(0xFFFFFFFE);

	for (uint32_t i = 0; i < n; i += 8) {
		const __mmask8 here = (__mmask8)(n - i < 8 ? (1u << (n - i)) - 1 : 255);
		const __m512i h = shingles_end_avx512(
		    _mm512_add_epi64(_mm512_maskz_loadu_epi64(here, shingles + i),
		                     _mm512_set1_epi64((long long)salt)));
		const __m512i bin = _mm512_srli_epi64(
		    _mm512_mul_epu32(_mm512_srli_epi64(h, 32), _mm512_set1_epi64(r->bins)),
		    32);
		const __m512i value = _mm512_or_si512(_mm512_and_si512(h, low), above);
		uint32_t lower = _mm512_mask_cmplt_epu64_mask(
		    here, value, _mm512_i64gather_epi64(bin, r->best, 8));
		if (!lower)
			continue;
		_mm512_storeu_si512(r->bin, bin);
		_mm512_storeu_si512(r->value, value);
		for (; lower; lower &= lower - 1) {
			const unsigned k = (unsigned)__builtin_ctz(lower);
			enter(r, r->bin[k], r->value[k]);
		}
	}
}
#endif

/* A number of an earlier round is lower than any of a later one.  Beyond round
 * `bins` each round has one bin to fill. */
static void one_round(const uint64_t *shingles, uint32_t n, struct rounds *r,
                      uint32_t round, enum share_machine machine)
{
	const uint64_t salt = round * UINT64_C(0x9E3779B97F4A7C15);

#ifdef SHARE_X86
	/* where many bins are empty, or shingles few, there is little to pass over */
	if (machine == SHARE_HAS_AVX512 && round < r->bins && n >= 16 &&
	    r->empty <= r->bins / 8) {
		round_avx512(shingles, n, r, round, salt);
		return;
	}
#endif
	(void)machine;
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t h = shingle_end(shingles[i] + salt);
		const uint32_t bin = round < r->bins ? bin_of(h, r->bins) : round - r->bins;
		enter(r, bin, (uint64_t)round << 32 | value_of(h));
	}
}

/* The rounds that follow, as long as a wide bin is empty; there is an end. */
static void next_rounds(const uint64_t *shingles, uint32_t n, struct sketch *k,
                        uint32_t wide, uint32_t empty, enum share_machine machine)
{
	struct rounds r;

	r.bins = wide;
	r.empty = empty;
	for (uint32_t i = 0; i < wide; i++)
		r.best[i] = k->wide_first[i] == EMPTY ? UINT64_MAX : k->wide_first[i];
	for (uint32_t round = 1; r.empty && round < 2 * wide; round++)
		one_round(shingles, n, &r, round, machine);
	for (uint32_t i = 0; i < wide; i++)
		k->wide_first[i] = (uint32_t)r.best[i];
}

/* Several narrow bins are a wide one: of that the lowest, and the lowest but one.
 * Counts those that are empty. */
struct gaps {
	uint32_t narrow, wide;
};

static struct gaps widen(struct sketch *k, uint32_t bins, uint32_t wide)
{
	const uint32_t parts = bins / wide;
	struct gaps gaps = {.narrow = bins % wide}; /* of these it is not known */

	for (uint32_t i = 0; i < wide; i++) {
		uint32_t first = EMPTY, second = EMPTY;
		for (uint32_t b = i * parts; b < (i + 1) * parts; b++) {
			const uint32_t value = k->first[b];
			const uint32_t higher = first > value ? first : value;
			const uint32_t next = higher < k->second[b] ? higher : k->second[b];
			first = first < value ? first : value;
			second = second < next ? second : next;
			gaps.narrow += value == EMPTY;
		}
		k->wide_first[i] = first;
		k->wide_second[i] = second;
		gaps.wide += first == EMPTY;
	}
	return gaps;
}

#ifdef SHARE_X86
/* Two of them each time; wide is a multiple of eight. */
SHARE_AVX512 static struct gaps widen_avx512(struct sketch *k, uint32_t wide)
{
	const __m512i low = _mm512_set1_epi64(0xFFFFFFFF);
	struct gaps gaps = {0};

	for (uint32_t i = 0; i < wide; i += 8) {
		const __m512i first = _mm512_loadu_si512(k->first + 2 * i);
		const __m512i second = _mm512_loadu_si512(k->second + 2 * i);
		const __m512i a = _mm512_and_si512(first, low);
		const __m512i b = _mm512_srli_epi64(first, 32);
		const __m512i next = _mm512_min_epu64(_mm512_and_si512(second, low),
		                                      _mm512_srli_epi64(second, 32));
		const __m512i lowest = _mm512_min_epu64(a, b);
		_mm256_storeu_si256((__m256i *)(void *)(k->wide_first + i),
		                    _mm512_cvtepi64_epi32(lowest));
		_mm256_storeu_si256(
		    (__m256i *)(void *)(k->wide_second + i),
		    _mm512_cvtepi64_epi32(_mm512_min_epu64(_mm512_max_epu64(a, b), next)));
		gaps.narrow += (uint32_t)__builtin_popcount(
		    _mm512_cmpeq_epi32_mask(first, _mm512_set1_epi32(-1)));
		gaps.wide +=
		    (uint32_t)__builtin_popcount(_mm512_cmpeq_epi64_mask(lowest, low));
	}
	return gaps;
}
#endif

/* A narrow bin that is empty gets other bits of the wide one.  Where that is so in
 * two documents it tells once more what the wide one tells; where it is so in one
 * of them they differ, as they do in the shingle that the other one has there. */
static void fill_narrow(struct sketch *k, uint32_t bins, uint32_t wide)
{
	const uint32_t parts = bins / wide;

	for (uint32_t i = 0; i < bins; i++)
		if (k->first[i] == EMPTY)
			k->first[i] =
			    k->wide_first[i / parts % wide] >> 4 * (1 + i % parts % 4);
}

void dedup_near_sketch(const uint64_t *shingles, uint32_t n, struct sketch *k,
                       uint32_t bins, uint32_t wide, enum share_machine machine)
{
	struct gaps gaps;

	memset(k->first, 0xFF, bins * sizeof *k->first);
	memset(k->second, 0xFF, bins * sizeof *k->second);
	first_round(shingles, n, k, bins);
#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512 && bins == 2 * wide && wide % 8 == 0)
		gaps = widen_avx512(k, wide);
	else
#endif
		gaps = widen(k, bins, wide);
	if (gaps.wide)
		next_rounds(shingles, n, k, wide, gaps.wide, machine);
	if (gaps.narrow)
		fill_narrow(k, bins, wide);
}

static void make_keys(const struct sketch *sketch, const struct sketch_plan *plan,
                      uint32_t *keys)
{
	uint32_t *const probes = keys + plan->bands;
	uint32_t row = 0;

	for (uint32_t b = 0; b < plan->bands; b++) {
		uint64_t h = b + 1;
		for (uint32_t r = 1; r < plan->rows; r++)
			h = (h + sketch->wide_first[row++]) * SHINGLE_BASE;
		const uint32_t first = sketch->wide_first[row];
		const uint32_t second = sketch->wide_second[row++];
		keys[b] = (uint32_t)(shingle_mix(h + first) >> 32);
		probes[b] =
		    second == EMPTY ? keys[b] : (uint32_t)(shingle_mix(h + second) >> 32);
	}
}

/* The lower bits: the least of many values has few set above. */
static void make_marks(const struct sketch *sketch, const struct sketch_plan *plan,
                       uint64_t *marks)
{
	const uint32_t step = plan->bins / plan->marks;

	memset(marks, 0, SKETCH_MARK_WORDS * sizeof *marks);
	for (uint32_t i = 0; i < plan->marks; i += 16) {
		const uint32_t n = plan->marks - i < 16 ? plan->marks - i : 16;
		uint64_t word = 0;
		for (uint32_t k = n; k-- > 0;)
			word = word << 4 | (sketch->first[(i + k) * step] >> 1 & 15);
		marks[i / 16] = word;
	}
}

void dedup_near_bands(const struct sketch *sketch, const struct sketch_plan *plan,
                      uint32_t *keys, uint64_t *marks)
{
	make_keys(sketch, plan, keys);
	make_marks(sketch, plan, marks);
}

/* Of 16 numbers of four bits, how many are not 0. */
static uint32_t count_some(uint64_t x)
{
	x |= x >> 1;
	x |= x >> 2;
	x &= UINT64_C(0x1111111111111111);
	return (uint32_t)(((x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) *
	                      UINT64_C(0x0101010101010101) >>
	                  56);
}

uint32_t dedup_near_alike(const uint64_t *a, const uint64_t *b, uint32_t marks)
{
	uint32_t other = 0;

	for (uint32_t i = 0; i < SKETCH_MARK_WORDS; i++)
		other += count_some(a[i] ^ b[i]);
	return marks - other;
}

/* A band is found by its key, or by the probe: when the number that differs is
 * the other's lowest but one (the first of the union is this one's alone, the
 * next common). */
static double chance(double threshold, uint32_t rows, uint32_t bands)
{
	const double band = pow(threshold, rows) * (1 + (1 - threshold) / 2);

	return 1 - pow(1 - band, bands);
}

/* Marks of unlike bins are alike by chance one time in 16; at the threshold
 * fewer than marks_min are alike one time in 2,000 (3.3 sigma). */
static void plan_marks(struct sketch_plan *plan, double threshold)
{
	const uint32_t used = plan->bands * plan->rows;
	const double p = threshold + (1 - threshold) / 16;
	const uint32_t most = SKETCH_MARK_WORDS * 16;
	double least;

	plan->marks = plan->bins < most ? plan->bins : most;
	plan->bins = used > plan->marks ? used : plan->marks;
	least = plan->marks * p - 3.3 * sqrt(plan->marks * p * (1 - p));
	plan->marks_min = least > 0 ? (uint32_t)least : 0;
	/* where bins are empty several marks may tell the same */
	least = plan->marks * p -
	        3.3 * sqrt(plan->marks * p * (1 - p) * ((double)plan->bins / used));
	plan->marks_min_short = least > 0 ? (uint32_t)least : 0;
}

/* The widest of `bands` bands that find a pair at the threshold often enough;
 * none: plan->rows stays 0. */
static void widest(struct sketch_plan *plan, double threshold, double recall,
                   uint32_t bands, uint32_t least)
{
	for (uint32_t rows = plan->bins / bands; rows >= least && !plan->rows; rows--)
		if (chance(threshold, rows, bands) >= recall) {
			plan->rows = rows;
			plan->bands = bands;
		}
}

bool dedup_near_plan(double threshold, double recall, uint32_t permutations,
                     uint32_t bands, struct sketch_plan *plan, const char **why)
{
	const uint32_t most = bands ? bands : SKETCH_BANDS_WANTED;

	plan->bins = permutations;
	plan->rows = plan->bands = 0;
	if (bands > permutations) {
		*why = "more bands than permutations: raise permutations or lower bands";
		return false;
	}
	if (bands)
		widest(plan, threshold, 0, most, 1);
	/* one number alone is shared by very many: rather more bands of two */
	for (uint32_t least = 2; least > 0; least--)
		for (uint32_t n = most; !plan->rows && n <= SKETCH_BANDS_MAX; n++)
			widest(plan, threshold, recall, n, least);
	if (!plan->rows) {
		*why = "so low a threshold needs more permutations for that recall";
		return false;
	}
	if (bands && chance(threshold, plan->rows, bands) < 0.5)
		*why = "with so few bands most pairs at the threshold are missed";
	plan_marks(plan, threshold);
	return true;
}
