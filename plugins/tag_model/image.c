/* SPDX-License-Identifier: MIT */
/* image.c - a model in the making: the bytes of its file. */
#define _POSIX_C_SOURCE 200809L

#include "image.h"
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

/* ---- Clusters ---- */

static bool whole_number(const char *s, uint32_t *v)
{
	char *end;
	unsigned long u;

	errno = 0;
	u = strtoul(s, &end, 10);
	if (*s < '0' || *s > '9' || errno || u > 60000)
		return false;
	*v = (uint32_t)u;
	return *end == '\0' || *end == '\n' || *end == '\r';
}

static const char *add_cluster(struct image *m, const char *line, uint32_t which)
{
	const char *const tab = strchr(line, '\t');
	uint32_t cluster, hash, slot;

	if (!tab || tab == line || !whole_number(tab + 1, &cluster))
		return "clusters: a line that is not a word, a tab and a number up to "
		       "60000";
	hash = catena_fold_hash(line, (size_t)(tab - line));
	slot = tag_model_slot(m->model.slots, m->model.slot_mask, hash);
	if (!hash || slot == UINT32_MAX)
		return NULL;
	unsigned char *const p = m->bytes + MODEL_HEAD + (size_t)slot * MODEL_LANES;
	model_put32(p, hash);
	p[4 + 2 * which] = (unsigned char)(cluster + 1);
	p[5 + 2 * which] = (unsigned char)((cluster + 1) >> 8);
	return NULL;
}

static const char *read_clusters(struct image *m, const char *path, uint32_t which,
                                 uint32_t words)
{
	FILE *const f = fopen(path, "r");
	const char *why = f ? NULL : "clusters: a file cannot be opened";
	char *line = NULL;
	size_t cap = 0;

	for (uint32_t n = 0; !why && n < words && getline(&line, &cap, f) > 0; n++)
		why = add_cluster(m, line, which);
	free(line);
	if (f)
		fclose(f);
	return why;
}

/* ---- The file ---- */

const char *tag_model_image_new(struct image *m, uint32_t row_bits,
                                const char *const *clusters, uint32_t words)
{
	uint32_t slot_bits = MODEL_SLOTS_LOG_MIN;
	const char *why;

	memset(m, 0, sizeof *m);
	while (clusters[0] && UINT64_C(2) << slot_bits < UINT64_C(3) * words)
		slot_bits++;
	m->size = tag_model_size(row_bits, slot_bits);
	m->bytes = calloc(m->size, 1);
	if (!m->bytes)
		return "out of memory";
	memcpy(m->bytes, "CATENTAG", 8);
	model_put32(m->bytes + AT_VERSION, MODEL_VERSION);
	model_put32(m->bytes + AT_ROWS, row_bits);
	model_put32(m->bytes + AT_SLOTS, slot_bits);
	model_put64(m->bytes + AT_SIZE, m->size);
	for (uint32_t t = 0; t < MODEL_TYPES; t++)
		memcpy(m->bytes + AT_NAMES + (size_t)t * MODEL_NAME, types[t],
		       strlen(types[t]));
	model_put64(m->bytes + AT_SUM, tag_model_sum(m->bytes, m->size));
	why = tag_model_of_bytes(&m->model, m->bytes, m->size);
	for (uint32_t k = 0; k < 2 && clusters[k] && !why; k++)
		why = read_clusters(m, clusters[k], k, words);
	return why;
}

void tag_model_image_free(struct image *m)
{
	free(m->bytes);
	memset(m, 0, sizeof *m);
}

static void seal(struct image *m)
{
	struct model *const k = &m->model;

	for (unsigned i = 0; i < (MODEL_LABELS + 1) * MODEL_LANES; i++) {
		const uint16_t v = (uint16_t)k->step[i / MODEL_LANES][i % MODEL_LANES];
		m->bytes[AT_STEPS + 2 * i] = (unsigned char)v;
		m->bytes[AT_STEPS + 2 * i + 1] = (unsigned char)(v >> 8);
	}
	model_put32(m->bytes + AT_SLOPE, (uint32_t)k->slope);
	model_put32(m->bytes + AT_BASE, (uint32_t)k->base);
	model_put64(m->bytes + AT_SUM, tag_model_sum(m->bytes, m->size));
}

bool tag_model_image_write(struct image *m, const char *path)
{
	const size_t n = strlen(path);
	char *const name = malloc(n + 5);
	FILE *f = NULL;
	bool good = name != NULL;

	seal(m);
	if (good) {
		memcpy(name, path, n);
		memcpy(name + n, ".new", 5);
		f = fopen(name, "wb");
		good = f && fwrite(m->bytes, 1, m->size, f) == m->size;
	}
	if (f && fclose(f) != 0)
		good = false;
	if (good)
		good = rename(name, path) == 0;
	if (!good && f) {
		const int why = errno;
		unlink(name);
		errno = why;
	}
	free(name);
	return good;
}

/* ---- Weights ---- */

static double scale_of(const struct learner *l)
{
	const size_t rows = (size_t)1 << l->row_bits;
	double most = 0.01;

	for (size_t r = 0; r < rows; r++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			most = fmax(most, fabs((double)l->w[r][y]));
	return 127 / fmin(most, LARGEST);
}

static int32_t rounded(double v, int32_t most)
{
	const double r = floor(v + 0.5);

	return r > most ? most : r < -most ? -most : (int32_t)r;
}

/* A name goes on only where one of its type is. */
static bool is_possible(uint32_t x, uint32_t y)
{
	return y == 0 || y % 2 == 1 || x == y || x + 1 == y;
}

void tag_model_image_set_weights(struct image *m, const struct learner *l,
                                 double caution)
{
	const double scale = scale_of(l);
	unsigned char *p = m->bytes + (m->model.rows - m->bytes);

	for (size_t r = 0; r < (size_t)1 << l->row_bits; r++, p += MODEL_LANES) {
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			p[y] = (unsigned char)(128 + rounded((double)l->w[r][y] * scale, 127));
		p[MODEL_LABELS] = 128;
	}
	for (uint32_t x = 0; x <= MODEL_LABELS; x++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++) {
			const double v = (double)l->step[x][y] + (y ? 0 : caution);
			m->model.step[x][y] =
			    (int16_t)(is_possible(x, y) ? rounded(v * scale, 20000) : -30000);
		}
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
		*base += (h11 * g0 - h01 * g1) / det;
		*slope += (h00 * g1 - h01 * g0) / det;
	}
}

void tag_model_image_calibrate(struct image *m, struct calibration *c)
{
	double slope = 1, base = 0;

	if (c->n >= 50)
		fit(c, &slope, &base);
	if (!(slope > 0 && slope < 100 && fabs(base) < 20)) {
		slope = 1;
		base = 0;
	}
	m->model.slope = rounded(slope / 100 * 65536, 1 << 20);
	m->model.base = rounded(base * 65536, 1 << 24);
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
