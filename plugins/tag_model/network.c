/* SPDX-License-Identifier: MIT */
/* network.c - a small network that adds to the sums of the rows. */
#include "network.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 16u

/* n numbers, a multiple of 16: a call of memcpy would take longer. */
static inline void copy(int16_t *to, const int16_t *from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += BLOCK)
		memcpy(to + i, from + i, BLOCK * sizeof *to);
}

static inline void copy_units(int32_t *to, const int32_t *from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += BLOCK)
		memcpy(to + i, from + i, BLOCK * sizeof *to);
}

static inline void add_vector(int16_t *x, const int8_t *v)
{
	for (uint32_t j = 0; j < BLOCK; j++)
		x[j] = (int16_t)(x[j] + v[j]);
}

void tag_model_network_read(const struct network *net, const int16_t *first,
                            const uint32_t *vectors, uint32_t n, int16_t *x)
{
	const uint32_t width = net->width;

	for (uint32_t d = 0; d < width; d += BLOCK) {
		int16_t some[BLOCK] = {0};
		if (first)
			memcpy(some, first + d, sizeof some);
		for (uint32_t k = 0; k < n; k++)
			add_vector(some, net->vectors + (size_t)vectors[k] * width + d);
		memcpy(x + d, some, sizeof some);
	}
}

static void add(const struct network *net, const int16_t *w, const int16_t *x,
                uint32_t places, uint32_t tokens, int32_t *units)
{
	const struct product p = {.w = w,
	                          .x = x,
	                          .pairs = places * net->width / 2,
	                          .n = net->units,
	                          .tokens = tokens,
	                          .stride = net->width,
	                          .sums = units};

	net->way.add(&p);
}

/* What the places around a run add to the units. */
static void read_run(const struct network *net, const int32_t *base,
                     const int16_t *slots, const uint32_t *run, int32_t *units)
{
	const size_t place = (size_t)net->width * net->units;
	const int16_t *const w = net->weights + NETWORK_NEAR * place;
	const uint32_t some = 3 * net->width; /* places beside one another */
	const int16_t *const first = slots + (size_t)run[0] * net->width;
	const int16_t *const last =
	    slots + (size_t)(run[1] - 1 + NETWORK_SIDE) * net->width;
	int16_t x[6 * MODEL_WIDTH_MAX];

	copy(x, first, some);
	copy(x + some, last, some);
	copy_units(units, base, net->units);
	add(net, w, x, 6, 1, units);
}

/* Some tokens of one run, or one that is a run by itself: of that the places
 * around it are near ones, and the weights of both have been added up. */
static void add_some(const struct network *net, const int32_t *base,
                     const int16_t *x, uint32_t n, const int32_t *run,
                     int32_t (*sums)[MODEL_LANES])
{
	int32_t units[PRODUCT_MOST * MODEL_UNITS_MAX];
	int32_t all[PRODUCT_MOST * MODEL_LANES] = {0};
	int16_t bent[PRODUCT_MOST * MODEL_UNITS_MAX];
	const size_t size = net->units;
	const struct product out = {.w = net->out,
	                            .x = bent,
	                            .pairs = net->units / 2,
	                            .n = MODEL_LANES,
	                            .tokens = n,
	                            .stride = net->units,
	                            .sums = all};

	for (uint32_t i = 0; i < n; i++)
		copy_units(units + i * size, run ? run : base, net->units);
	add(net, run ? net->weights : net->alone, x, NETWORK_NEAR, n, units);
	for (uint32_t i = 0; i < n; i++)
		net->way.bend(units + i * size, net->scale, net->units, bent + i * size);
	net->way.add(&out);
	for (uint32_t i = 0; i < n; i++)
		net->way.scale(all + (size_t)i * MODEL_LANES, net->out_scale, sums[i]);
}

#ifdef __SSE2__
#define FEW \
	(UINT32_C(1) << 20) /* words: sums of theirs, made louder, have 32 bits */

static inline __m128i mean_of_four(const int64_t *sums, __m128d by)
{
	const __m128 low = _mm_castsi128_ps(_mm_loadu_si128((const void *)sums));
	const __m128 high = _mm_castsi128_ps(_mm_loadu_si128((const void *)(sums + 2)));
	const __m128i four = _mm_castps_si128(_mm_shuffle_ps(low, high, 0x88));
	const __m128i v = _mm_slli_epi32(four, NETWORK_LOUDER_BITS);
	const __m128i a = _mm_cvttpd_epi32(_mm_div_pd(_mm_cvtepi32_pd(v), by));
	const __m128i b =
	    _mm_cvttpd_epi32(_mm_div_pd(_mm_cvtepi32_pd(_mm_unpackhi_epi64(v, v)), by));
	const __m128i all = _mm_unpacklo_epi64(a, b);
	return _mm_packs_epi32(all, all);
}
#endif

void tag_model_network_mean(const struct network *net, const int64_t *sums,
                            uint32_t n, int16_t *x)
{
	/* Whole numbers below 2^53: the quotient is cut off where theirs would be. */
	const double by = n ? (double)n : 1;

#ifdef __SSE2__
	if (n <= FEW) {
		const __m128d all = _mm_set1_pd(by);
		for (uint32_t d = 0; d < net->width; d += 4)
			_mm_storel_epi64((void *)(x + d), mean_of_four(sums + d, all));
		return;
	}
#endif
	for (uint32_t d = 0; d < net->width; d++)
		x[d] = (int16_t)(n ? (double)(sums[d] * NETWORK_LOUDER) / by : 0);
}

void tag_model_network_place(const struct network *net, uint32_t place, uint32_t n,
                             const int16_t *x, int32_t *units)
{
	add(net, net->weights + (size_t)place * net->width * net->units, x, n, 1,
	    units);
}

void tag_model_network_add(const struct network *net, const int32_t *base,
                           const int16_t *slots, const uint32_t (*runs)[2],
                           uint32_t n, int32_t (*sums)[MODEL_LANES])
{
	int32_t run[MODEL_UNITS_MAX];

	for (uint32_t i = 0; i < n;) {
		const uint32_t left = runs[i][1] - i;
		const uint32_t some = left < PRODUCT_MOST ? left : PRODUCT_MOST;
		const bool alone = runs[i][1] - runs[i][0] == 1;
		if (!alone && i == runs[i][0])
			read_run(net, base, slots, runs[i], run);
		add_some(net, base, slots + (size_t)i * net->width, some,
		         alone ? NULL : run, sums + i);
		i += some;
	}
}
