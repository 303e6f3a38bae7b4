/* SPDX-License-Identifier: MIT */
/* bits.h - numbers of a few bits in a row of bytes, the first bit highest: the same
 * bytes on every machine. */
#ifndef CATENA_DEDUP_NEAR_BITS_H
#define CATENA_DEDUP_NEAR_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Writing: the caller has made room, with BITS_SLACK bytes behind ---- */

#define BITS_SLACK 8u

struct bits_out {
	unsigned char *at;
	uint64_t held; /* its upper bits are not written yet */
	uint32_t n;    /* how many, below 8 between calls */
};

/* n: 1 to 32 bits, the lower ones of value; those above are 0. */
static inline void bits_put(struct bits_out *o, uint32_t value, uint32_t n)
{
	o->held |= (uint64_t)value << (64 - o->n - n);
	o->n += n;
	/* all at once: the next ones write over the rest */
	o->at[0] = (unsigned char)(o->held >> 56);
	o->at[1] = (unsigned char)(o->held >> 48);
	o->at[2] = (unsigned char)(o->held >> 40);
	o->at[3] = (unsigned char)(o->held >> 32);
	o->at[4] = (unsigned char)(o->held >> 24);
	o->at[5] = (unsigned char)(o->held >> 16);
	o->at[6] = (unsigned char)(o->held >> 8);
	o->at[7] = (unsigned char)o->held;
	o->at += o->n / 8;
	o->held <<= o->n / 8 * 8;
	o->n %= 8;
}

/* Fills the last byte with 0; returns what is behind it. */
static inline unsigned char *bits_end(struct bits_out *o)
{
	if (o->n)
		*o->at++ = (unsigned char)(o->held >> 56);
	o->n = 0;
	o->held = 0;
	return o->at;
}

/* ---- Reading: nothing but zeros stands behind the end ---- */

struct bits_in {
	const unsigned char *at, *end;
	uint64_t held; /* its upper bits are next */
	uint32_t n;    /* how many */
	uint32_t over; /* bits that were taken from behind the end */
};

static inline void bits_begin(struct bits_in *b, const unsigned char *bytes,
                              size_t size)
{
	*b = (struct bits_in){.at = bytes, .end = bytes + size};
}

/* Holds 32 bits and more. */
static inline void bits_fill(struct bits_in *b)
{
	for (; b->n <= 56; b->n += 8) {
		if (b->at < b->end)
			b->held |= (uint64_t)*b->at++ << (56 - b->n);
		else
			b->over += 8;
	}
}

/* The next 32 bits, which stay; after fill. */
static inline uint32_t bits_peek(const struct bits_in *b)
{
	return (uint32_t)(b->held >> 32);
}

/* At most what is held. */
static inline void bits_skip(struct bits_in *b, uint32_t n)
{
	b->held <<= n;
	b->n -= n;
}

/* n: 1 to 32. */
static inline uint32_t bits_get(struct bits_in *b, uint32_t n)
{
	bits_fill(b);
	const uint32_t value = bits_peek(b) >> (32 - n);
	bits_skip(b, n);
	return value;
}

/* Were all bits that were taken there? */
static inline bool bits_sound(const struct bits_in *b)
{
	return b->over <= b->n;
}

#endif
