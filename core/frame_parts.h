/* SPDX-License-Identifier: MIT */
/* frame_parts.h - what the writer and the reader of frames agree on. */
#ifndef CATENA_FRAME_PARTS_H
#define CATENA_FRAME_PARTS_H

#include "frame.h"

#define FRAME_MAGIC 0x464E5443u /* "CTNF" */

enum {
	FRAME_VERSION = 1
};

enum { /* flags, from bit 8 on: what is there */
	HAS_SOURCE = 1 << 8,
	HAS_REASON = 1 << 9,
	HAS_DETAIL = 1 << 10,
	HAS_TEXT = 1 << 11,
	HAS_RAW = 1 << 12,
	RAW_IS_TEXT = 1 << 13,
	HAS_ORIGINAL = 1 << 14 /* else it is the text */
};

enum { /* places in the head's 64-bit values */
	W_SIZE,
	W_NUMBER,
	W_SKIP,
	W_SKIP_2,
	W_EXPECT,
	W_RAW,
	W_STRINGS,
	W_STASH,
	WIDE
};

enum { /* places in the head's 32-bit values */
	N_FLAGS,
	N_VERDICT,
	N_STAGE,
	N_ERROR,
	N_REPAIRS,
	N_ID,
	N_SOURCE,
	N_REASON,
	N_DETAIL,
	N_TEXT,
	N_MAP,
	N_FIELDS,
	N_SYMBOLS,
	N_LAYERS,
	N_ORIGINAL,
	N_RESERVED, /* 0 */
	NARROW
};

struct frame_head {
	uint64_t wide[WIDE];
	uint32_t narrow[NARROW];
};

enum {
	FRAME_HEAD = 8 + 8 * WIDE + 4 * NARROW
};
_Static_assert(FRAME_HEAD % 8 == 0, "parts of a frame stand at multiples of 8");

/* Little-endian numbers, native and back; the same both ways. */
static inline uint32_t frame_u32(uint32_t v)
{
#ifdef WORDS_BIGENDIAN
	return v >> 24 | (v >> 8 & 0xFF00) | (v << 8 & 0xFF0000) | v << 24;
#else
	return v;
#endif
}

static inline uint64_t frame_u64(uint64_t v)
{
#ifdef WORDS_BIGENDIAN
	return (uint64_t)frame_u32((uint32_t)v) << 32 | frame_u32((uint32_t)(v >> 32));
#else
	return v;
#endif
}

/* An array of cells of `size` bytes, native and back, in place. */
static inline void frame_swap(void *cells, size_t n, size_t size)
{
#ifdef WORDS_BIGENDIAN
	for (size_t i = 0; size == 4 && i < n; i++)
		((uint32_t *)cells)[i] = frame_u32(((uint32_t *)cells)[i]);
	for (size_t i = 0; size == 8 && i < n; i++)
		((uint64_t *)cells)[i] = frame_u64(((uint64_t *)cells)[i]);
#else
	(void)cells;
	(void)n;
	(void)size;
#endif
}

#endif
