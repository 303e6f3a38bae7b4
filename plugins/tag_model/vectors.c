/* SPDX-License-Identifier: MIT */
/* vectors.c - a file of word vectors, the network to begin with. */
#define _POSIX_C_SOURCE 200809L

#include "vectors.h"
#include "../share/file.h"
#include "model.h"
#include <catena/fold.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "out of memory";
static const char wrong[] =
    "a line that is not a word, a tab and 16 to 64 numbers, a "
    "multiple of 16, as many as in the first line";

/* Whole numbers with decimals, whatever the locale.  NULL: none. */
static const char *read_number(const char *at, float *v)
{
	const double sign = *at == '-' ? -1 : 1;
	double unit = 1, all = 0;

	at += *at == '-';
	if (*at < '0' || *at > '9')
		return NULL;
	for (; *at >= '0' && *at <= '9'; at++)
		all = all * 10 + (*at - '0');
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			all += (unit /= 10) * (*at - '0');
	*v = (float)(sign * all);
	return all < 1000 ? at : NULL;
}

static uint32_t read_numbers(const char *at, float *v)
{
	for (uint32_t n = 0; n < MODEL_WIDTH_MAX;) {
		at = read_number(at, &v[n++]);
		if (!at)
			return 0;
		if (*at == '\n' || !*at)
			return n;
		if (*at++ != ' ')
			return 0;
	}
	return 0;
}

static bool reserve(struct vectors *s, uint32_t most)
{
	uint32_t slots = 16;

	while (slots / 2 < most && slots < UINT32_C(1) << 24)
		slots *= 2;
	s->cap = most < slots / 2 ? most : slots / 2;
	s->slot_mask = slots - 1;
	s->hash = malloc(s->cap * sizeof *s->hash);
	s->v = malloc((size_t)s->cap * s->width * sizeof *s->v);
	s->slots = calloc(slots, sizeof *s->slots);
	return s->hash && s->v && s->slots;
}

/* The first of the same word, the more frequent, counts. */
static void add(struct vectors *s, uint32_t hash, const float *v)
{
	uint32_t at = hash & s->slot_mask;

	while (s->slots[at] && s->hash[s->slots[at] - 1] != hash)
		at = (at + 1) & s->slot_mask;
	if (s->slots[at] || !hash)
		return;
	memcpy(s->v + (size_t)s->n * s->width, v, s->width * sizeof *v);
	s->hash[s->n++] = hash;
	s->slots[at] = s->n;
}

static const char *read_line(struct vectors *s, const char *line, uint32_t most)
{
	const char *const tab = strchr(line, '\t');
	float v[MODEL_WIDTH_MAX];
	const uint32_t n = tab && tab > line ? read_numbers(tab + 1, v) : 0;

	if (n < 16 || n % 16 || (s->width && n != s->width))
		return wrong;
	s->width = n;
	if (!s->hash && !reserve(s, most))
		return no_memory;
	add(s, catena_fold_hash(line, (size_t)(tab - line)), v);
	return NULL;
}

const char *tag_model_vectors_read(struct vectors *s, const char *path,
                                   uint32_t most)
{
	const char *why;
	FILE *const f = share_file_stream(path, &why);
	char *line = NULL;
	size_t cap = 0;

	memset(s, 0, sizeof *s);
	for (uint32_t i = 0; !why && i < most && getline(&line, &cap, f) > 0; i++)
		why = read_line(s, line, most);
	free(line);
	if (f)
		fclose(f);
	if (!why && !s->n)
		why = wrong;
	if (why)
		tag_model_vectors_free(s);
	return why;
}

void tag_model_vectors_free(struct vectors *s)
{
	free(s->hash);
	free(s->v);
	free(s->slots);
	memset(s, 0, sizeof *s);
}
