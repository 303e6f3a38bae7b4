/* SPDX-License-Identifier: MIT */
/* select.c - the k-th largest of some numbers.
 *
 * They are counted by bins of equal width first, without a branch that depends on
 * them; only the bin that holds the k-th is looked at more closely. */
#include "select.h"

#define BINS 256u

/* k-th largest; the order of x changes (Hoare, "Algorithm 65: Find", 1961). */
static double find(double *x, int32_t n, int32_t k)
{
	int32_t low = 0, high = n - 1;

	while (low < high) {
		const double pivot = x[k];
		int32_t i = low, j = high;
		do {
			while (x[i] > pivot)
				i++;
			while (x[j] < pivot)
				j--;
			if (i <= j) {
				const double swap = x[i];
				x[i++] = x[j];
				x[j--] = swap;
			}
		} while (i <= j);
		if (j < k)
			low = i;
		if (k < i)
			high = j;
	}
	return x[k];
}

double group_stories_select(const double *x, uint32_t n, uint32_t k)
{
	uint16_t counts[BINS] = {0};
	uint8_t bins[SELECT_MAX];
	double within[SELECT_MAX], most = 0;
	uint32_t bin = BINS - 1, above = 0, in = 0;

	for (uint32_t i = 0; i < n; i++)
		most = x[i] > most ? x[i] : most;
	if (!(most > 0))
		return 0;
	const double scale = (BINS - 1) / most;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t at = (uint32_t)(int32_t)(x[i] * scale);
		bins[i] = (uint8_t)(at < BINS ? at : BINS - 1);
		counts[bins[i]]++;
	}
	while (above + counts[bin] <= k)
		above += counts[bin--];
	for (uint32_t i = 0; i < n; i++) {
		within[in] = x[i];
		in += bins[i] == bin;
	}
	return find(within, (int32_t)in, (int32_t)(k - above));
}
