/* SPDX-License-Identifier: MIT */
/* image.c - a model in the making: the bytes of its file. */
#define _POSIX_C_SOURCE 200809L

#include "image.h"
#include "decode.h"
#include "../share/file.h"
#include <catena/fold.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beyond it a weight is cut off: few are, and the others are rounded less. */
#define LARGEST 2.5

static const char *const types[MODEL_TYPES] = {"PERSON", "ORG", "LOC"};

/* ---- The lexicon ---- */

static unsigned char *slot_of(struct image *m, uint32_t hash)
{
	const uint32_t slot = tag_model_slot(m->model.slots, m->model.slot_mask, hash);

	return slot == UINT32_MAX ? NULL
	                          : m->bytes + MODEL_HEAD + (size_t)slot * MODEL_SLOT;
}

bool tag_model_image_know(struct image *m, uint32_t hash, uint32_t bits)
{
	unsigned char *const p = slot_of(m, hash);

	if (!hash)
		return true;
	if (!p)
		return false;
	model_put32(p, hash);
	model_put32(p + 4, model_u32(p + 4) | bits);
	return true;
}

/* Numbers after the first tab of a line. */
static bool read_numbers(const char *at, uint32_t n, uint32_t *v)
{
	for (uint32_t i = 0; i < n; i++) {
		char *end;
		errno = 0;
		const unsigned long u =
		    *at >= '0' && *at <= '9' ? strtoul(at, &end, 10) : 0;
		if (*at < '0' || *at > '9' || errno || u > 1000000000)
			return false;
		v[i] = (uint32_t)u;
		if (*end != (i + 1 < n ? '\t' : '\n'))
			return false;
		at = end + 1;
	}
	return true;
}

static const char *add_cluster(struct image *m, const char *word, size_t size,
                               const char *numbers, bool fine)
{
	const uint32_t hash = catena_fold_hash(word, size);
	const unsigned char *const p = slot_of(m, hash);
	uint32_t v;

	if (!read_numbers(numbers, 1, &v) || v >= (fine ? 2047u : 511u))
		return "a line that is not a word, a tab and a number below 511 (coarse) "
		       "or "
		       "2047 (fine)";
	/* "The" and "the" are one word: the first, more frequent, counts. */
	if (p && (fine ? WORD_FINE(model_u32(p + 4)) : WORD_COARSE(model_u32(p + 4))))
		return NULL;
	return tag_model_image_know(m, hash, fine ? v + 1 : (v + 1) << 11)
	           ? NULL
	           : "too many words";
}

/* How often a word is capitalised, by how often it was and was not. */
static uint32_t class_of(uint32_t small, uint32_t capital)
{
	const uint64_t all = (uint64_t)small + capital, c = capital;

	return all < 2              ? 0
	       : c * 100 > all * 95 ? 1
	       : c * 100 > all * 70 ? 2
	       : c * 100 > all * 30 ? 3
	       : c * 100 > all * 5  ? 4
	                            : 5;
}

static const char *add_entry(struct image *m, const char *word, size_t size,
                             const char *numbers)
{
	uint32_t v[3];

	if (!read_numbers(numbers, 3, v) || v[0] > 63)
		return "a line that is not a word and three numbers: lists up to 63, how "
		       "often small, how often capitalised";
	const bool name = v[0] && (uint64_t)v[1] * 8 <= v[2];
	return tag_model_image_know(m, catena_fold_hash(word, size),
	                            v[0] << 20 | class_of(v[1], v[2]) << 26 |
	                                (name ? WORD_USED(USE_NAME) : 0))
	           ? NULL
	           : "too many words";
}

static uint32_t hash_phrase(const char *words, size_t size)
{
	uint32_t h = 7;

	for (const char *at = words, *end = words + size; at < end;) {
		const char *const space = memchr(at, ' ', (size_t)(end - at));
		const char *const stop = space ? space : end;
		h = model_mix(h, catena_fold_hash(at, (size_t)(stop - at)));
		at = stop + 1;
	}
	return h;
}

static const char *add_phrase(struct image *m, const char *words, size_t size,
                              const char *numbers)
{
	const uint32_t h = hash_phrase(words, size), mask = m->model.phrase_mask;
	unsigned char *const table = m->bytes + (m->model.phrases - m->bytes);
	uint32_t v, at = h & mask, there;

	if (!read_numbers(numbers, 1, &v) || v < 1 || v > 7)
		return "a line that is not words, a tab and a number from 1 to 7";
	for (uint32_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
		there = model_u32(table + (size_t)at * MODEL_PHRASE);
		if (there && there >> 3 != h >> 3)
			continue;
		model_put32(table + (size_t)at * MODEL_PHRASE,
		            (h & ~UINT32_C(7)) | (there & 7) | v);
		return NULL;
	}
	return "too many phrases";
}

enum {
	FILE_COARSE,
	FILE_FINE,
	FILE_LEXICON,
	FILE_PHRASES
};

static const char *add_line(struct image *m, const char *line, int kind)
{
	const char *const tab = strchr(line, '\t');
	const size_t size = tab ? (size_t)(tab - line) : 0;

	if (!size)
		return "a line without a word and a tab";
	return kind == FILE_LEXICON ? add_entry(m, line, size, tab + 1)
	       : kind == FILE_PHRASES
	           ? add_phrase(m, line, size, tab + 1)
	           : add_cluster(m, line, size, tab + 1, kind == FILE_FINE);
}

static const char *read_lines(struct image *m, const char *path, int kind,
                              uint32_t most)
{
	const char *why;
	FILE *const f = share_file_stream(path, &why);
	char *line = NULL;
	size_t cap = 0;

	for (uint32_t n = 0; !why && n < most && getline(&line, &cap, f) > 0; n++)
		why = add_line(m, line, kind);
	free(line);
	if (f)
		fclose(f);
	return why;
}

static uint32_t count_lines(const char *path, uint32_t most)
{
	const char *why;
	FILE *const f = *path ? share_file_stream(path, &why) : NULL;
	uint32_t n = 0;

	for (int c; f && n < most && (c = getc(f)) != EOF;)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

/* A table of so many with room to spare. */
static uint32_t bits_for(uint64_t n)
{
	uint32_t bits = MODEL_SLOTS_LOG_MIN;

	while (bits < MODEL_SLOTS_LOG_MAX && UINT64_C(5) << bits < 6 * n)
		bits++;
	return bits;
}

/* ---- The file ---- */

static bool make(struct image *m, const struct image_plan *p)
{
	const uint32_t most =
	    p->clusters[0] ? count_lines(p->clusters[0], p->words) : 0;
	const uint32_t entries = count_lines(p->lexicon, 1000000);
	/* Words of both files are counted once, by half of the fewer. */
	const uint32_t fewer = most < entries ? most : entries;
	const uint32_t slot_bits =
	    bits_for((uint64_t)most + entries - fewer / 2 + 10000);
	const uint32_t phrase_bits = bits_for(count_lines(p->phrases, 1000000));

	struct model_sizes sizes = {.row_bits = p->row_bits,
	                            .slot_bits = slot_bits,
	                            .phrase_bits = phrase_bits};
	if (p->vectors) {
		sizes.width = p->vectors->width;
		sizes.units = p->units;
		sizes.shared_bits = p->shared_bits;
		sizes.words = p->vectors->n;
	}
	m->size = tag_model_size(&sizes);
	m->bytes = calloc(m->size, 1);
	if (!m->size || !m->bytes)
		return false;
	memcpy(m->bytes, "CATENTAG", 8);
	model_put32(m->bytes + AT_VERSION, MODEL_VERSION);
	model_put32(m->bytes + AT_ROWS, p->row_bits);
	model_put32(m->bytes + AT_SLOTS, slot_bits);
	model_put32(m->bytes + AT_PHRASES, phrase_bits);
	model_put32(m->bytes + AT_WIDTH, sizes.width);
	model_put32(m->bytes + AT_UNITS, sizes.units);
	model_put32(m->bytes + AT_SHARED, sizes.shared_bits);
	model_put32(m->bytes + AT_WORDS, sizes.words);
	model_put32(m->bytes + AT_QUICK, p->quick);
	model_put64(m->bytes + AT_SIZE, m->size);
	model_put64(m->bytes + AT_TEMPLATES, p->templates[0]);
	model_put64(m->bytes + AT_TEMPLATES + 8, p->templates[1]);
	for (uint32_t t = 0; t < MODEL_TYPES; t++)
		memcpy(m->bytes + AT_NAMES + (size_t)t * MODEL_NAME, types[t],
		       strlen(types[t]));
	if (p->vectors) /* as many as it says; whose they are is not known yet */
		tag_model_image_count_vectors(m->bytes + tag_model_ranks(&sizes), slot_bits,
		                              p->vectors->n);
	model_put64(m->bytes + AT_SUM, tag_model_sum(m->bytes, m->size));
	return true;
}

const char *tag_model_image_new(struct image *m, const struct image_plan *p,
                                const char **at)
{
	const char *const files[] = {p->clusters[0],
	                             p->clusters[0] ? p->clusters[1] : NULL, p->lexicon,
	                             p->phrases};
	const char *why;

	memset(m, 0, sizeof *m);
	*at = NULL;
	if (!make(m, p))
		return "out of memory";
	why = tag_model_of_bytes(&m->model, m->bytes, m->size);
	for (int k = FILE_COARSE; k <= FILE_PHRASES && !why; k++) {
		if (!files[k] || !*files[k])
			continue;
		*at = files[k];
		why = read_lines(m, files[k], k, k <= FILE_FINE ? p->words : UINT32_MAX);
	}
	if (!why && p->vectors && !tag_model_image_add_vectors(m, p->vectors))
		why = "too many words";
	tag_model_find_small(&m->model);
	return why;
}

bool tag_model_image_add_tally(struct image *m, const struct tally *t)
{
	bool good = true;

	for (uint32_t i = 0; i < t->cap && good; i++) {
		const uint32_t hash = t->words[i].hash;
		const uint32_t use =
		    hash
		        ? tag_model_tally_use(&t->words[i], tag_model_word(&m->model, hash),
		                              m->model.quick)
		        : 0;
		good = !use || tag_model_image_know(m, hash, WORD_USED(use));
	}
	tag_model_find_small(&m->model);
	return good;
}

void tag_model_image_free(struct image *m)
{
	tag_model_close(&m->model);
	free(m->bytes);
	memset(m, 0, sizeof *m);
}

void tag_model_image_seal(struct image *m)
{
	struct model *const k = &m->model;

	for (unsigned i = 0; i < MODEL_STEPS * MODEL_LANES; i++) {
		const uint16_t v = (uint16_t)k->step[i / MODEL_LANES][i % MODEL_LANES];
		m->bytes[AT_STEPS + 2 * i] = (unsigned char)v;
		m->bytes[AT_STEPS + 2 * i + 1] = (unsigned char)(v >> 8);
	}
	model_put32(m->bytes + AT_SLOPE, (uint32_t)k->slope);
	model_put32(m->bytes + AT_BASE, (uint32_t)k->base);
	model_put32(m->bytes + AT_GATE, (uint32_t)k->gate);
	model_put64(m->bytes + AT_SUM, tag_model_sum(m->bytes, m->size));
}

/* ---- Weights ---- */

static double scale_of(const float (*w)[MODEL_LANES], size_t rows)
{
	double most = 0.01;

	for (size_t r = 0; r < rows; r++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			most = fmax(most, fabs((double)w[r][y]));
	return 127 / fmin(most, LARGEST);
}

static int32_t rounded(double v, int32_t most)
{
	const double r = floor(v + 0.5);

	return r > most ? most : r < -most ? -most : (int32_t)r;
}

double tag_model_image_set_weights(struct image *m, const float (*w)[MODEL_LANES],
                                   const float (*steps)[MODEL_LANES],
                                   double caution)
{
	const size_t rows = (size_t)1 << m->model.row_bits;
	const double scale = scale_of(w, rows);
	unsigned char *p = m->bytes + (m->model.rows - m->bytes);

	for (size_t r = 0; r < rows; r++, p += MODEL_LANES) {
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			p[y] = (unsigned char)(128 + rounded((double)w[r][y] * scale, 127));
		for (uint32_t y = MODEL_LABELS; y < MODEL_LANES; y++)
			p[y] = 128;
	}
	for (uint32_t x = 0; x < MODEL_STEPS; x++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++) {
			const double v =
			    (double)steps[x][y] + (y || x == MODEL_END ? 0 : caution);
			m->model.step[x][y] = (int16_t)rounded(v * scale, 20000);
		}
	tag_model_read_steps(&m->model);
	return scale;
}

/* ---- Scores ---- */

bool tag_model_image_calibration_add(struct calibration *c, int32_t margin,
                                     bool right)
{
	if (c->n == c->cap) {
		const size_t cap = c->cap ? c->cap * 2 : 1024;
		int32_t *const a = realloc(c->margin, cap * sizeof *a);
		if (a)
			c->margin = a;
		unsigned char *const b = realloc(c->right, cap);
		if (b)
			c->right = b;
		if (!a || !b)
			return false;
		c->cap = cap;
	}
	c->margin[c->n] = margin;
	c->right[c->n++] = right;
	return true;
}

/* A step that is too far leads nowhere. */
static double shortened(double step)
{
	return step > 1 ? 1 : step < -1 ? -1 : step;
}

/* Logistic regression of right on margin, by Newton's steps (Platt 1999). */
static void fit(const struct calibration *c, double *slope, double *base)
{
	for (int turn = 0; turn < 30; turn++) {
		double g0 = 0, g1 = 0, h00 = 1e-6, h01 = 0, h11 = 1e-6;
		for (size_t i = 0; i < c->n; i++) {
			const double x = (double)c->margin[i] / 100;
			const double p = 1 / (1 + exp(-(*base + *slope * x)));
			const double w = p * (1 - p);
			g0 += c->right[i] - p;
			g1 += (c->right[i] - p) * x;
			h00 += w;
			h01 += w * x;
			h11 += w * x * x;
		}
		const double det = h00 * h11 - h01 * h01;
		if (det < 1e-9)
			return;
		*base += shortened((h11 * g0 - h01 * g1) / det);
		*slope += shortened((h00 * g1 - h01 * g0) / det);
	}
}

void tag_model_image_calibrate(struct image *m, const struct calibration *c)
{
	double slope = 0, base = 0;

	if (c->n >= 50)
		fit(c, &slope, &base);
	if (!(slope > 0 && slope < 100 && fabs(base) < 20)) {
		slope = 1;
		base = 0;
	}
	m->model.slope = rounded(slope / 100 * 65536, 1 << 20);
	m->model.base = rounded(base * 65536, 1 << 24);
}

void tag_model_image_calibration_free(struct calibration *c)
{
	free(c->margin);
	free(c->right);
	memset(c, 0, sizeof *c);
}

bool tag_model_image_number(const char *s, double *v)
{
	double unit = 1;
	bool digits = false;

	for (*v = 0; *s >= '0' && *s <= '9'; s++, digits = true)
		*v = *v * 10 + (*s - '0');
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, digits = true)
			*v += (unit /= 10) * (*s - '0');
	return digits && !*s && *v <= 100;
}
