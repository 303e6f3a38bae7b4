/* SPDX-License-Identifier: MIT */
/* offsets.h - offsets in bytes of the text, turned into what readers of the
 * output count by: code points, UTF-16 units or bytes, of the text or of what
 * was read.
 *
 * A table of the units before each block of the text makes any offset a matter
 * of one look and at most BLOCK bytes of counting, whatever the order; near the
 * offset before it, of counting the bytes between; and of one subtraction in
 * the same run of ASCII, where most offsets are. */
#ifndef EXPORT_JSONL_OFFSETS_H
#define EXPORT_JSONL_OFFSETS_H

#include <catena/plugin.h>
#include <stdbool.h>

enum export_jsonl_unit {
	EXPORT_JSONL_CODEPOINTS,
	EXPORT_JSONL_BYTES,
	EXPORT_JSONL_UTF16
};

struct export_jsonl_offsets { /* zeroed: empty; one thread's */
	enum export_jsonl_unit unit;
	bool same; /* bytes are units: nothing to do */
	const char *text;
	uint32_t size;
	uint32_t *before; /* units before each block */
	size_t cap;
	uint32_t last, last_unit, plain; /* [last, plain) is ASCII */
	struct catena_map map;           /* n 0: none */
	uint32_t row;                    /* of map, where the last offset was */
	const char *now; /* the text the map is of; start makes it NULL: unknown */
};

/* Begins a text (well-formed UTF-8, or at least one whose characters begin
 * where utf8_starts says).  map: where it stands in what was read, and then
 * text is what was read; n 0: none.  False when out of memory. */
bool export_jsonl_offsets_start(struct export_jsonl_offsets *,
                                enum export_jsonl_unit, const char *text,
                                uint32_t size, const struct catena_map *map);
void export_jsonl_offsets_free(struct export_jsonl_offsets *);

/* For the functions below. */
uint32_t export_jsonl_offsets_units(struct export_jsonl_offsets *, uint32_t byte);
uint32_t export_jsonl_offsets_read(struct export_jsonl_offsets *, uint32_t byte,
                                   bool end);

static inline uint32_t export_jsonl_units(struct export_jsonl_offsets *o,
                                          uint32_t byte)
{
	if (o->same)
		return byte;
	if (byte >= o->last && byte <= o->plain)
		return o->last_unit + (byte - o->last);
	return export_jsonl_offsets_units(o, byte);
}

/* Where a row begins; where one ends (behind its last character: what was cut
 * out after that does not count). */
static inline uint32_t export_jsonl_begin(struct export_jsonl_offsets *o,
                                          uint32_t byte)
{
	if (o->map.n)
		byte = export_jsonl_offsets_read(o, byte, false);
	return export_jsonl_units(o, byte);
}

static inline uint32_t export_jsonl_end(struct export_jsonl_offsets *o,
                                        uint32_t byte)
{
	if (o->map.n)
		byte = export_jsonl_offsets_read(o, byte, true);
	return export_jsonl_units(o, byte);
}

#endif
