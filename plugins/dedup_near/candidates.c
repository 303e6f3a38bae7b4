/* SPDX-License-Identifier: MIT */
/* candidates.c - the documents of an index that share a band or samples with a
 * new one.
 *
 * What that waits for is memory: first all lines of the tables are asked for, then
 * what these lead to, then the documents found, and only then these are looked at.
 */
#define _POSIX_C_SOURCE 200809L
#include "../share/prefetch.h"
#include "index_state.h"

static bool touch(struct near_index *x, uint32_t row)
{
	if (x->hits[row])
		return true;
	if (x->n_touched == x->room_touched) {
		const uint32_t room = x->room_touched ? x->room_touched * 2 : 1024;
		uint32_t *p = realloc(x->touched, room * sizeof *p);
		if (!p)
			return false;
		x->touched = p;
		if (!(p = realloc(x->chosen, room * sizeof *p)))
			return false;
		x->chosen = p;
		x->room_touched = room;
	}
	x->touched[x->n_touched++] = row;
	return true;
}

static bool found_room(struct near_index *x, uint32_t n)
{
	const size_t room = (size_t)x->room_found * 2 + BAND_ROWS;
	uint32_t *p;

	if (x->room_found - n >= BAND_ROWS)
		return true;
	if (!(p = realloc(x->found, room * sizeof *p)))
		return false;
	x->found = p;
	x->room_found = (uint32_t)room;
	return true;
}

/* Documents that were found: they will be looked at soon. */
static void expect_found(const struct near_index *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct indexed *const doc = x->docs + x->found[i];
		share_prefetch(x->hits + x->found[i]);
		share_prefetch(doc);
		share_prefetch((const char *)(doc + 1) - 1);
	}
}

/* What a look-up of many keys has come to. */
struct bands_search {
	struct band_search left[2 * SKETCH_BANDS_MAX]; /* that have not ended */
	uint32_t n_left, n;                            /* n: rows in x->found */
};

static bool begin_bands(struct near_index *x, const struct near_doc *d,
                        struct bands_search *s)
{
	const uint32_t bands = x->params.plan.bands;
	const uint32_t *const probes = d->keys + bands;

	s->n = s->n_left = 0;
	for (uint32_t k = 0; k < 2 * bands; k++) {
		const uint32_t b = k / 2, from = s->n;
		bool more;
		if (k & 1 && probes[b] == d->keys[b])
			continue;
		if (!found_room(x, s->n))
			return false;
		struct band_search *const one = s->left + s->n_left;
		*one = (struct band_search){x->bands + b, NULL,
		                            k & 1 ? probes[b] : d->keys[b]};
		s->n += dedup_near_band_begin(one, x->found + s->n, &more);
		s->n_left += more;
		expect_found(x, from, s->n);
	}
	return true;
}

static bool go_on_with_bands(struct near_index *x, struct bands_search *s)
{
	uint32_t lists = 0;

	for (uint32_t i = 0; i < s->n_left; i++) {
		const uint32_t from = s->n;
		bool more;
		if (!found_room(x, s->n))
			return false;
		s->n += dedup_near_band_on(s->left + i, x->found + s->n, &more);
		if (more)
			s->left[lists++] = s->left[i];
		expect_found(x, from, s->n);
	}
	for (uint32_t i = 0; i < lists; i++) {
		const uint32_t from = s->n;
		if (!found_room(x, s->n))
			return false;
		s->n += dedup_near_band_end(s->left + i, x->found + s->n);
		expect_found(x, from, s->n);
	}
	return true;
}

static void expect_bands(const struct near_index *x, const struct near_doc *d)
{
	const uint32_t bands = x->params.plan.bands;

	for (uint32_t b = 0; b < bands; b++) {
		dedup_near_band_prefetch(x->bands + b, d->keys[b]);
		dedup_near_band_prefetch(x->bands + b, d->keys[bands + b]);
	}
}

static bool look_up_bands(struct near_index *x, const struct near_doc *d)
{
	struct bands_search s;

	if (!begin_bands(x, d, &s) || !go_on_with_bands(x, &s))
		return false;
	for (uint32_t i = 0; i < s.n; i++) {
		if (!touch(x, x->found[i]))
			return false;
		x->hits[x->found[i]] |= BAND;
	}
	return true;
}

int dedup_near_index_prepare(struct near_index *x, const struct near_doc *d)
{
	expect_bands(x, d);
	return dedup_near_index_write_words(x, d) ? 0 : -1;
}

/* 0: none; r: up to 2^(r-1) rows. */
static uint8_t rarity(uint64_t rows)
{
	uint8_t r = 0;

	while (rows > (UINT64_C(1) << r) >> 1)
		r++;
	return r;
}

/* Room to order so many samples. */
static bool order_room(struct near_index *x, uint32_t samples)
{
	void *p;

	if (samples <= x->room_order)
		return true;
	if (!(p = realloc(x->order, (size_t)samples * sizeof *x->order)))
		return false;
	x->order = p;
	if (!(p = realloc(x->rarity, samples)))
		return false;
	x->rarity = p;
	x->room_order = samples;
	return true;
}

static uint32_t count_rows_of(struct near_index *x, uint32_t key, bool *good)
{
	uint32_t rows[TABLE_ROWS];
	const uint32_t n = table_find(&x->samples, key, rows);

	for (uint32_t i = 0; i < n && *good; i++) {
		*good = touch(x, rows[i]);
		if (*good && (x->hits[rows[i]] & ~BAND) + 1 < BAND)
			x->hits[rows[i]]++;
	}
	return n;
}

/* full: samples that have as many rows as one can have. */
static bool count_rows(struct near_index *x, uint32_t sample, uint32_t *full)
{
	bool good = true;

	if (count_rows_of(x, sample, &good) < TABLE_ROWS || !good)
		return good;
	++*full;
	(void)count_rows_of(x, key_of_short(sample), &good);
	return good;
}

/* Of the samples from the i-th on, which are not looked at: the short documents
 * that some of them would have forgotten. */
static bool count_short(struct near_index *x, const struct near_doc *d, uint32_t i)
{
	bool good = true;

	for (uint32_t n = 0; n < 4 && i < d->n_samples && good; n++, i++)
		(void)count_rows_of(x, key_of_short(d->samples[x->order[i]]), &good);
	return good;
}

/* Samples with few rows first, and those that very many documents share only
 * while the work stays in proportion to the document.  A document that is
 * contained in another one shares most of its samples, so the rarer half is
 * always looked at: it cannot be missed for sharing only what all have. */
#define RARITIES 12u /* none, up to 1, 2, 4... TABLE_ROWS rows */

static bool look_up_samples(struct near_index *x, const struct near_doc *d)
{
	const uint64_t budget = (uint64_t)d->n_samples * 16 + 4096;
	uint32_t first[RARITIES + 1] = {0};
	uint32_t full = 0;
	uint64_t work = 0;
	bool good = true;

	if (!order_room(x, d->n_samples))
		return false;
	for (uint32_t s = 0; s < d->n_samples; s++) {
		if (s % 16 == 0)
			for (uint32_t k = s; k < d->n_samples && k < s + 16; k++)
				table_prefetch(&x->samples, d->samples[k]);
		x->rarity[s] = rarity(table_count(&x->samples, d->samples[s]));
		first[x->rarity[s]]++;
	}
	for (uint32_t r = 0, sum = 0; r <= RARITIES; r++) {
		const uint32_t n = first[r];
		first[r] = sum;
		sum += n;
	}
	x->skipped = d->n_samples;
	for (uint32_t s = 0; s < d->n_samples; s++)
		x->order[first[x->rarity[s]]++] = s;
	for (uint32_t i = 0; i < d->n_samples; i++, x->skipped--) {
		const uint32_t s = x->order[i];
		work += UINT64_C(1) << x->rarity[s];
		if (work > budget && i > d->n_samples / 2) {
			good = count_short(x, d, i);
			break;
		}
		if (x->rarity[s] && !count_rows(x, d->samples[s], &full))
			return false;
	}
	x->skipped += full;
	return good;
}

bool dedup_near_index_look_up(struct near_index *x, const struct near_doc *d)
{
	x->n_touched = 0;
	if (x->written != d->words)
		expect_bands(x, d);
	return look_up_bands(x, d) &&
	       (x->params.containment <= 0 || look_up_samples(x, d));
}
