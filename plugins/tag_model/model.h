/* SPDX-License-Identifier: MIT */
/* model.h - a model file: opened, checked, mapped.
 *
 * All numbers are little-endian.  Offset, size:
 *    0   8  "CATENTAG"
 *    8   4  version of the format, 1
 *   12   4  log2 of the number of rows
 *   16   4  log2 of the number of slots for words' clusters
 *   20   4  0
 *   24   8  size of the file
 *   32   8  checksum of the file, these eight bytes taken as 0
 *   40   4  slope of the score, 4 base of the score, signed, in 1/65536
 *   48 128  [7 labels before, 7: a sentence begins][8 labels] signed 16 bits:
 *           weights of transitions; those into label 7 are 0
 *  176  48  names of the types, three of 16 bytes, filled up with zeros
 *  224  32  0
 *  256      slots: hash of the folded word, 4; coarse, 2, and fine cluster, 2,
 *           from 1 on; a slot with hash 0 is empty; open addressing
 *    .      rows: the weights of 8 labels, a byte each, 128 more than the weight
 * Labels: O, then for each type the first token of a name and any other. */
#ifndef TAG_MODEL_MODEL_H
#define TAG_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_LABELS 7u
#define MODEL_LANES 8u
#define MODEL_TYPES 3u
#define MODEL_HEAD 256u
#define MODEL_VERSION 1u
#define MODEL_ROWS_LOG_MIN 8u
#define MODEL_ROWS_LOG_MAX 22u
#define MODEL_SLOTS_LOG_MIN 4u
#define MODEL_SLOTS_LOG_MAX 20u
#define MODEL_NAME 16u

enum {
	AT_VERSION = 8,
	AT_ROWS = 12,
	AT_SLOTS = 16,
	AT_SIZE = 24,
	AT_SUM = 32,
	AT_SLOPE = 40,
	AT_BASE = 44,
	AT_STEPS = 48,
	AT_NAMES = 176
};

struct model {
	const unsigned char *bytes; /* the whole file */
	size_t size;
	bool mapped;
	uint32_t row_bits, slot_mask;
	int32_t slope, base;
	int16_t step[MODEL_LABELS + 1][MODEL_LANES];
	const unsigned char *slots, *rows;
	char types[MODEL_TYPES][MODEL_NAME + 1];
};

/* Opens the file at path, read-only.  NULL, or why not (static text, or put
 * together in why); then there is nothing to close. */
const char *tag_model_open(struct model *, const char *path);

/* The same for bytes in memory, which stay the caller's. */
const char *tag_model_of_bytes(struct model *, const unsigned char *bytes,
                               size_t size);
void tag_model_close(struct model *);

/* The bytes of a model with so many rows and slots. */
size_t tag_model_size(uint32_t row_bits, uint32_t slot_bits);
uint64_t tag_model_sum(const unsigned char *bytes, size_t size);

/* Number of the slot of a folded word's hash, or of the empty slot where it
 * belongs; slots that are all full: UINT32_MAX. */
uint32_t tag_model_slot(const unsigned char *slots, uint32_t mask, uint32_t hash);

static inline uint32_t model_u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t model_u64(const unsigned char *p)
{
	return model_u32(p) | (uint64_t)model_u32(p + 4) << 32;
}

static inline void model_put32(unsigned char *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline void model_put64(unsigned char *p, uint64_t v)
{
	model_put32(p, (uint32_t)v);
	model_put32(p + 4, (uint32_t)(v >> 32));
}

#endif /* TAG_MODEL_MODEL_H */
