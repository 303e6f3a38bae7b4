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

/* The rounds that follow, as long as a bin is empty; there is an end. */
static void next_rounds(const uint64_t *shingles, uint32_t n, struct sketch *k,
                        uint32_t bins, uint32_t empty, enum share_machine machine)
{
	struct rounds r;

	r.bins = bins;
	r.empty = empty;
	for (uint32_t i = 0; i < bins; i++)
		r.best[i] = k->first[i] == EMPTY ? UINT64_MAX : k->first[i];
	for (uint32_t round = 1; r.empty && round < 2 * bins; round++)
		one_round(shingles, n, &r, round, machine);
	for (uint32_t i = 0; i < bins; i++)
		k->first[i] = (uint32_t)r.best[i];
}

void dedup_near_sketch(const uint64_t *shingles, uint32_t n, struct sketch *k,
                       uint32_t bins, enum share_machine machine)
{
	uint32_t empty = 0;

	memset(k->first, 0xFF, bins * sizeof *k->first);
	memset(k->second, 0xFF, bins * sizeof *k->second);
	first_round(shingles, n, k, bins);
	for (uint32_t i = 0; i < bins; i++)
		empty += k->first[i] == EMPTY;
	if (empty)
		next_rounds(shingles, n, k, bins, empty, machine);
}

void dedup_near_bands(const struct sketch *sketch, const struct sketch_plan *plan,
                      uint32_t *keys, uint64_t *marks)
{
	uint32_t *const probes = keys + plan->bands;
	uint32_t row = 0;

	for (uint32_t b = 0; b < plan->bands; b++) {
		uint64_t h = b + 1;
		for (uint32_t r = 1; r < plan->rows; r++)
			h = (h + sketch->first[row++]) * SHINGLE_BASE;
		keys[b] = (uint32_t)(shingle_mix(h + sketch->first[row]) >> 32);
		probes[b] = sketch->second[row] == EMPTY
		                ? keys[b]
		                : (uint32_t)(shingle_mix(h + sketch->second[row]) >> 32);
		row++;
	}
	memset(marks, 0, SKETCH_MARK_WORDS * sizeof *marks);
	/* the lower bits: the least of many values has few set above */
	for (uint32_t i = 0; i < plan->marks; i++)
		marks[i / 16] |=
		    (uint64_t)(sketch->first[i * (plan->bins / plan->marks)] >> 1 & 15)
		    << i % 16 * 4;
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
