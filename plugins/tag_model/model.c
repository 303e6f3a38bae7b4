/* SPDX-License-Identifier: MIT */
/* model.c - a model file: opened, checked, mapped. */
#define _POSIX_C_SOURCE 200809L

#include "model.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = {'C', 'A', 'T', 'E', 'N', 'T', 'A', 'G'};

size_t tag_model_size(uint32_t row_bits, uint32_t slot_bits, uint32_t phrase_bits)
{
	return MODEL_HEAD + ((size_t)MODEL_SLOT << slot_bits) +
	       ((size_t)MODEL_PHRASE << phrase_bits) +
	       ((size_t)MODEL_LANES << row_bits);
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

uint32_t tag_model_word(const struct model *m, uint32_t hash)
{
	const uint32_t slot = tag_model_slot(m->slots, m->slot_mask, hash);
	const unsigned char *const p = m->slots + (size_t)slot * MODEL_SLOT;

	return slot == UINT32_MAX || model_u32(p) != hash ? 0 : model_u32(p + 4);
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

void tag_model_find_small(struct model *m)
{
	memset(m->small, 0, sizeof m->small);
	for (size_t i = 0; i <= m->slot_mask; i++) {
		const unsigned char *const p = m->slots + i * MODEL_SLOT;
		const uint32_t bit = model_u32(p) % MODEL_SMALL_BITS;
		if (model_u32(p + 4) & (WORD_NAME | WORD_PART))
			m->small[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

static void read_head(struct model *m)
{
	const unsigned char *const b = m->bytes;

	m->slope = (int32_t)model_u32(b + AT_SLOPE);
	m->base = (int32_t)model_u32(b + AT_BASE);
	m->templates[0] = model_u64(b + AT_TEMPLATES);
	m->templates[1] = model_u64(b + AT_TEMPLATES + 8);
	for (unsigned i = 0; i < MODEL_STEPS * MODEL_LANES; i++) {
		const unsigned char *const p = b + AT_STEPS + (size_t)i * 2;
		m->step[i / MODEL_LANES][i % MODEL_LANES] =
		    (int16_t)(p[0] | (unsigned)p[1] << 8);
	}
	for (unsigned t = 0; t < MODEL_TYPES; t++)
		memcpy(m->types[t], b + AT_NAMES + (size_t)t * MODEL_NAME, MODEL_NAME);
}

static bool is_possible(uint32_t bits, uint32_t least, uint32_t most)
{
	return bits >= least && bits <= most;
}

static const char *check(const struct model *m, uint32_t slot_bits,
                         uint32_t phrase_bits)
{
	const unsigned char *const b = m->bytes;

	if (!is_possible(m->row_bits, MODEL_ROWS_LOG_MIN, MODEL_ROWS_LOG_MAX) ||
	    !is_possible(slot_bits, MODEL_SLOTS_LOG_MIN, MODEL_SLOTS_LOG_MAX) ||
	    !is_possible(phrase_bits, MODEL_SLOTS_LOG_MIN, MODEL_SLOTS_LOG_MAX))
		return "damaged: it says impossible sizes";
	if (model_u64(b + AT_SIZE) != m->size ||
	    m->size != tag_model_size(m->row_bits, slot_bits, phrase_bits))
		return "damaged: it is not as long as it says";
	if (model_u64(b + AT_SUM) != tag_model_sum(b, m->size))
		return "damaged: its checksum is wrong";
	for (unsigned t = 0; t < MODEL_TYPES; t++)
		if (!b[AT_NAMES + t * MODEL_NAME])
			return "damaged: a type has no name";
	return NULL;
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
		return "of another version of the format: this tag_model reads version 2";
	m->row_bits = model_u32(bytes + AT_ROWS);
	const uint32_t slot_bits = model_u32(bytes + AT_SLOTS);
	const uint32_t phrase_bits = model_u32(bytes + AT_PHRASES);
	why = check(m, slot_bits, phrase_bits);
	if (why)
		return why;
	m->slot_mask = (UINT32_C(1) << slot_bits) - 1;
	m->phrase_mask = (UINT32_C(1) << phrase_bits) - 1;
	m->slots = bytes + MODEL_HEAD;
	m->phrases = m->slots + ((size_t)MODEL_SLOT << slot_bits);
	m->rows = m->phrases + ((size_t)MODEL_PHRASE << phrase_bits);
	read_head(m);
	tag_model_find_small(m);
	return NULL;
}

const char *tag_model_open(struct model *m, const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
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
	    (uint64_t)st.st_size > tag_model_size(MODEL_ROWS_LOG_MAX,
	                                          MODEL_SLOTS_LOG_MAX,
	                                          MODEL_SLOTS_LOG_MAX)) {
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
	if (m->mapped)
		munmap((void *)(uintptr_t)m->bytes, m->size);
	memset(m, 0, sizeof *m);
}
