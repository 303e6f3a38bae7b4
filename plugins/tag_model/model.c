/* SPDX-License-Identifier: MIT */
/* model.c - a model file: opened, checked, mapped. */
#define _POSIX_C_SOURCE 200809L

#include "model.h"
#include "decode.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = {'C', 'A', 'T', 'E', 'N', 'T', 'A', 'G'};

static bool is_possible(uint32_t n, uint32_t least, uint32_t most)
{
	return n >= least && n <= most;
}

static size_t ranks_size(uint32_t slot_bits)
{
	return slot_bits < 6 ? MODEL_RANK : (size_t)MODEL_RANK << (slot_bits - 6);
}

static size_t vectors_size(const struct model_sizes *s)
{
	return (((size_t)1 << s->shared_bits) + s->words) * s->width;
}

static size_t network_size(const struct model_sizes *s)
{
	return ranks_size(s->slot_bits) + vectors_size(s) +
	       (size_t)s->units * (MODEL_PLACES * s->width + 8 + MODEL_LANES);
}

static bool is_network(const struct model_sizes *s)
{
	return is_possible(s->units, 16, MODEL_UNITS_MAX) && s->units % 16 == 0 &&
	       is_possible(s->width, 16, MODEL_WIDTH_MAX) && s->width % 16 == 0 &&
	       is_possible(s->shared_bits, MODEL_SHARED_MIN, MODEL_SHARED_MAX) &&
	       s->words <= UINT32_C(1) << s->slot_bits;
}

size_t tag_model_size(const struct model_sizes *s)
{
	if (!is_possible(s->row_bits, MODEL_ROWS_LOG_MIN, MODEL_ROWS_LOG_MAX) ||
	    !is_possible(s->slot_bits, MODEL_SLOTS_LOG_MIN, MODEL_SLOTS_LOG_MAX) ||
	    !is_possible(s->phrase_bits, MODEL_SLOTS_LOG_MIN, MODEL_SLOTS_LOG_MAX) ||
	    (s->units && !is_network(s)))
		return 0;
	return tag_model_ranks(s) + (s->units ? network_size(s) : 0);
}

size_t tag_model_ranks(const struct model_sizes *s)
{
	return MODEL_HEAD + ((size_t)MODEL_SLOT << s->slot_bits) +
	       ((size_t)MODEL_PHRASE << s->phrase_bits) +
	       ((size_t)MODEL_LANES << s->row_bits);
}

/* Four sums beside one another, or one would wait for the last. */
uint64_t tag_model_sum(const unsigned char *bytes, size_t size)
{
	uint64_t h[4] = {1, 2, 3, 4}, all = size;

	for (size_t i = 0; i + 8 <= size; i += 8) {
		uint64_t *const one = &h[i / 8 % 4];
		const uint64_t word = i == AT_SUM ? 0 : model_u64(bytes + i);
		*one = (*one ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		*one ^= *one >> 32;
	}
	for (unsigned k = 0; k < 4; k++) {
		all = (all ^ h[k]) * UINT64_C(0xD6E8FEB86659FD93);
		all ^= all >> 32;
	}
	return all;
}

uint32_t tag_model_slot(const unsigned char *slots, uint32_t mask, uint32_t hash)
{
	uint32_t at = hash & mask;

	for (uint32_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
		const uint32_t there = model_u32(slots + (size_t)at * MODEL_SLOT);
		if (there == hash || !there)
			return at;
	}
	return UINT32_MAX;
}

uint32_t tag_model_find(const struct model *m, uint32_t hash)
{
	const uint32_t slot = tag_model_slot(m->slots, m->slot_mask, hash);

	return slot == UINT32_MAX ||
	               model_u32(m->slots + (size_t)slot * MODEL_SLOT) != hash
	           ? UINT32_MAX
	           : slot;
}

uint32_t tag_model_known(const struct model *m, uint32_t slot)
{
	return slot == UINT32_MAX ? 0
	                          : model_u32(m->slots + (size_t)slot * MODEL_SLOT + 4);
}

uint32_t tag_model_word(const struct model *m, uint32_t hash)
{
	return tag_model_known(m, tag_model_find(m, hash));
}

static uint32_t count_bits(uint64_t v)
{
	v -= v >> 1 & UINT64_C(0x5555555555555555);
	v = (v & UINT64_C(0x3333333333333333)) +
	    (v >> 2 & UINT64_C(0x3333333333333333));
	v = (v + (v >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
	return (uint32_t)(v * UINT64_C(0x0101010101010101) >> 56);
}

uint32_t tag_model_vector(const struct model *m, uint32_t slot)
{
	const unsigned char *const p =
	    m->network.ranks + (size_t)(slot / 64) * MODEL_RANK;

	if (slot == UINT32_MAX || !(model_u64(p) >> slot % 64 & 1))
		return UINT32_MAX;
	return model_u32(p + 8) +
	       count_bits(model_u64(p) & ((UINT64_C(1) << slot % 64) - 1));
}

uint32_t tag_model_phrase(const struct model *m, uint32_t hash)
{
	uint32_t at = hash & m->phrase_mask;

	for (uint32_t tries = 0; tries <= m->phrase_mask; tries++) {
		const uint32_t there = model_u32(m->phrases + (size_t)at * MODEL_PHRASE);
		if (!there)
			return 0;
		if (there >> 3 == hash >> 3)
			return there & 7;
		at = (at + 1) & m->phrase_mask;
	}
	return 0;
}

static void set_bit(uint64_t *bits, uint32_t hash, uint32_t n)
{
	bits[hash % n / 64] |= UINT64_C(1) << hash % 64;
}

static bool has_phrases(const struct model *m)
{
	for (size_t i = 0; i <= m->phrase_mask; i++)
		if (model_u32(m->phrases + i * MODEL_PHRASE))
			return true;
	return false;
}

void tag_model_find_small(struct model *m)
{
	m->has_phrases = has_phrases(m);
	memset(m->small, 0, sizeof m->small);
	memset(m->plain, 0, sizeof m->plain);
	for (size_t i = 0; i <= m->slot_mask; i++) {
		const unsigned char *const p = m->slots + i * MODEL_SLOT;
		const uint32_t word = model_u32(p + 4);
		if (WORD_USE(word) >= USE_INNER)
			set_bit(m->small, model_u32(p), MODEL_SMALL_BITS);
		if (model_is_plain(WORD_USE(word)) || model_is_rare(WORD_USE(word)))
			set_bit(m->plain, model_u32(p), MODEL_PLAIN_BITS);
	}
}

static void read_head(struct model *m)
{
	const unsigned char *const b = m->bytes;

	m->slope = (int32_t)model_u32(b + AT_SLOPE);
	m->base = (int32_t)model_u32(b + AT_BASE);
	m->gate = (int32_t)model_u32(b + AT_GATE);
	m->quick = model_u32(b + AT_QUICK) != 0;
	m->templates[0] = model_u64(b + AT_TEMPLATES);
	m->templates[1] = model_u64(b + AT_TEMPLATES + 8);
	for (unsigned i = 0; i < MODEL_STEPS * MODEL_LANES; i++) {
		const unsigned char *const p = b + AT_STEPS + (size_t)i * 2;
		m->step[i / MODEL_LANES][i % MODEL_LANES] =
		    (int16_t)(p[0] | (unsigned)p[1] << 8);
	}
	struct row_way ways[3];
	tag_model_row_ways(ways);
	m->row = ways[0];
	tag_model_read_steps(m);
	for (unsigned t = 0; t < MODEL_TYPES; t++)
		memcpy(m->types[t], b + AT_NAMES + (size_t)t * MODEL_NAME, MODEL_NAME);
}

/* Ranks count the vectors one by one, or a word's would be beyond them. */
static bool are_ranks(const unsigned char *ranks, size_t size, uint32_t words)
{
	uint32_t n = 0;

	for (size_t at = 0; at < size; at += MODEL_RANK) {
		if (model_u32(ranks + at + 8) != n || model_u32(ranks + at + 12))
			return false;
		n += count_bits(model_u64(ranks + at));
	}
	return n == words;
}

static const char *check(const struct model *m, const struct model_sizes *s)
{
	const unsigned char *const b = m->bytes;
	const size_t size = tag_model_size(s);

	if (!size)
		return "damaged: it says impossible sizes";
	if (model_u64(b + AT_SIZE) != m->size || m->size != size)
		return "damaged: it is not as long as it says";
	if (model_u64(b + AT_SUM) != tag_model_sum(b, m->size))
		return "damaged: its checksum is wrong";
	for (unsigned t = 0; t < MODEL_TYPES; t++)
		if (!b[AT_NAMES + t * MODEL_NAME])
			return "damaged: a type has no name";
	return NULL;
}

/* Sums of a unit stay far from 2^31, whatever the file says. */
static int32_t read_bias(const unsigned char *p)
{
	const int32_t v = (int32_t)model_u32(p), most = 1 << 29;

	return v > most ? most : v < -most ? -most : v;
}

/* Of unit h the weight of number i, in pairs. */
static size_t pair_of(const struct network *n, size_t i, uint32_t h)
{
	return (i / 2 * n->units + h) * 2 + i % 2;
}

/* The places around a run of one word, by the near ones that they are. */
static void add_alone(struct network *n)
{
	static const uint8_t near[] = {0, 1, 2, 2, 3, 4};
	const size_t place = (size_t)n->width * n->units, five = 5 * place;

	memcpy(n->alone, n->weights, five * sizeof *n->alone);
	for (size_t k = 0; k < sizeof near; k++)
		for (size_t i = 0; i < place; i++) {
			int16_t *const to = &n->alone[near[k] * place + i];
			*to = (int16_t)(*to + n->weights[five + k * place + i]);
		}
}

void tag_model_read_network(struct model *m)
{
	struct network *const n = &m->network;
	const size_t weights = (size_t)MODEL_PLACES * n->width;
	const int8_t *const w =
	    n->vectors + (((size_t)1 << n->shared_bits) + n->words) * n->width;
	const unsigned char *const units =
	    (const unsigned char *)w + weights * n->units;
	const int8_t *const out = (const int8_t *)units + (size_t)n->units * 8;

	for (uint32_t h = 0; h < n->units; h++) {
		const uint32_t scale = model_u32(units + (size_t)h * 8 + 4);
		n->bias[h] = read_bias(units + (size_t)h * 8);
		n->scale[h] = (uint16_t)(scale < 0xFFFF ? scale : 0xFFFF);
		for (size_t i = 0; i < weights; i++)
			n->weights[pair_of(n, i, h)] = w[h * weights + i];
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			n->out[(h / 2 * MODEL_LANES + y) * 2 + h % 2] =
			    out[h * MODEL_LANES + y];
	}
	add_alone(n);
	n->out_scale = model_u32(m->bytes + AT_OUT_SCALE) & INT32_MAX;
}

static void free_network(struct network *n)
{
	free(n->weights);
	free(n->alone);
	free(n->out);
}

static const char *find_network(struct model *m, const struct model_sizes *s)
{
	struct network *const n = &m->network;
	struct product_path paths[6];

	if (!s->units)
		return NULL;
	n->ranks = m->bytes + tag_model_ranks(s);
	if (!are_ranks(n->ranks, ranks_size(s->slot_bits), s->words))
		return "damaged: its vectors are not as many as its words";
	const size_t place = (size_t)s->units * s->width;
	n->weights = malloc(place * MODEL_PLACES * sizeof *n->weights);
	n->alone = malloc(place * 5 * sizeof *n->alone);
	n->out = malloc(s->units * MODEL_LANES * sizeof *n->out);
	if (!n->weights || !n->alone || !n->out) {
		free_network(n);
		return "out of memory";
	}
	tag_model_product_paths(paths);
	n->way = paths[0];
	n->vectors = (const int8_t *)n->ranks + ranks_size(s->slot_bits);
	n->width = s->width;
	n->units = s->units;
	n->shared_bits = s->shared_bits;
	n->words = s->words;
	tag_model_read_network(m);
	return NULL;
}

static struct model_sizes read_sizes(const unsigned char *b)
{
	return (struct model_sizes){
	    .row_bits = model_u32(b + AT_ROWS),
	    .slot_bits = model_u32(b + AT_SLOTS),
	    .phrase_bits = model_u32(b + AT_PHRASES),
	    .width = model_u32(b + AT_WIDTH),
	    .units = model_u32(b + AT_UNITS),
	    .shared_bits = model_u32(b + AT_SHARED),
	    .words = model_u32(b + AT_WORDS),
	};
}

const char *tag_model_of_bytes(struct model *m, const unsigned char *bytes,
                               size_t size)
{
	const char *why;

	memset(m, 0, sizeof *m);
	m->bytes = bytes;
	m->size = size;
	if (size < MODEL_HEAD || memcmp(bytes, magic, sizeof magic) != 0)
		return "not a model of tag_model";
	if (model_u32(bytes + AT_VERSION) != MODEL_VERSION)
		return "of another version of the format: this tag_model reads version 5";
	const struct model_sizes sizes = read_sizes(bytes);
	why = check(m, &sizes);
	if (why)
		return why;
	m->row_bits = sizes.row_bits;
	m->slot_mask = (UINT32_C(1) << sizes.slot_bits) - 1;
	m->phrase_mask = (UINT32_C(1) << sizes.phrase_bits) - 1;
	m->slots = bytes + MODEL_HEAD;
	m->phrases = m->slots + ((size_t)MODEL_SLOT << sizes.slot_bits);
	m->rows = m->phrases + ((size_t)MODEL_PHRASE << sizes.phrase_bits);
	why = find_network(m, &sizes);
	if (why)
		return why;
	read_head(m);
	tag_model_find_small(m);
	return NULL;
}

const char *tag_model_open(struct model *m, const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const struct model_sizes most = {MODEL_ROWS_LOG_MAX,
	                                 MODEL_SLOTS_LOG_MAX,
	                                 MODEL_SLOTS_LOG_MAX,
	                                 MODEL_WIDTH_MAX,
	                                 MODEL_UNITS_MAX,
	                                 MODEL_SHARED_MAX,
	                                 UINT32_C(1) << MODEL_SLOTS_LOG_MAX};
	const char *why = NULL;
	struct stat st;
	void *map;

	memset(m, 0, sizeof *m);
	if (fd < 0 || fstat(fd, &st) != 0) {
		why = strerror(errno);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		why = "not a regular file";
		goto out;
	}
	if (st.st_size < (off_t)MODEL_HEAD ||
	    (uint64_t)st.st_size > tag_model_size(&most)) {
		why = "not a model of tag_model";
		goto out;
	}
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED) {
		why = strerror(errno);
		goto out;
	}
	why = tag_model_of_bytes(m, map, (size_t)st.st_size);
	m->mapped = true;
	if (why)
		tag_model_close(m);
out:
	if (fd >= 0)
		close(fd);
	return why;
}

void tag_model_close(struct model *m)
{
	free_network(&m->network);
	if (m->mapped)
		munmap((void *)(uintptr_t)m->bytes, m->size);
	memset(m, 0, sizeof *m);
}
