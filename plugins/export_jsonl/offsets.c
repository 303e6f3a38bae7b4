/* SPDX-License-Identifier: MIT */
/* offsets.c - bytes to code points and UTF-16 units, and back to what was read */
#include "offsets.h"

#include <catena/utf8.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 128, /* bytes of text for each number of the table */
	AHEAD = 512, /* bytes in which ASCII is looked for */
	KEEP = 1 << 20
};

static uint32_t count(const struct export_jsonl_offsets *o, uint32_t from,
                      uint32_t size)
{
	const char *const s = o->text + from;
	return (uint32_t)(o->unit == EXPORT_JSONL_UTF16 ? utf8_utf16_units(s, size)
	                                                : utf8_codepoints(s, size));
}

static bool make_table(struct export_jsonl_offsets *o)
{
	const size_t blocks = (size_t)o->size / BLOCK + 1;
	uint32_t units = 0;
	if (blocks > o->cap || (o->cap > KEEP && blocks < o->cap / 4)) {
		free(o->before);
		o->before = malloc(blocks * sizeof *o->before);
		o->cap = o->before ? blocks : 0;
	}
	for (size_t i = 0; o->before && i < blocks; i++) {
		const uint32_t at = (uint32_t)(i * BLOCK);
		o->before[i] = units;
		units += count(o, at, o->size - at < BLOCK ? o->size - at : BLOCK);
	}
	return o->before != NULL;
}

bool export_jsonl_offsets_start(struct export_jsonl_offsets *o,
                                enum export_jsonl_unit unit, const char *text,
                                uint32_t size, const struct catena_map *map)
{
	o->unit = unit;
	o->text = text;
	o->size = size;
	o->last = o->last_unit = o->plain = o->row = 0;
	o->map = *map;
	o->now = NULL;
	o->same = unit == EXPORT_JSONL_BYTES || utf8_ascii_prefix(text, size) == size;
	return o->same || make_table(o);
}

void export_jsonl_offsets_free(struct export_jsonl_offsets *o)
{
	free(o->before);
	*o = (struct export_jsonl_offsets){0};
}

uint32_t export_jsonl_offsets_units(struct export_jsonl_offsets *o, uint32_t byte)
{
	uint32_t from = o->last, unit = o->last_unit;
	if (byte > o->size)
		byte = o->size;
	if (byte < from || byte - from > BLOCK) {
		from = byte / BLOCK * BLOCK;
		unit = o->before[byte / BLOCK];
	}
	unit += count(o, from, byte - from);
	from = o->size - byte < AHEAD ? o->size - byte : AHEAD;
	o->plain = byte + (uint32_t)utf8_ascii_prefix(o->text + byte, from);
	o->last = byte;
	o->last_unit = unit;
	return unit;
}

/* The last row of the map before `byte`; for begins, or at it.  Offsets mostly
 * rise, so it is looked for near the last one first. */
static uint32_t find_row(const struct export_jsonl_offsets *o, uint32_t byte)
{
	const uint32_t *const text = o->map.text;
	uint32_t low = 0, top = o->map.n;
	if (o->row < o->map.n && text[o->row] <= byte) {
		low = o->row;
		for (uint32_t step = 1; step < top - low; step *= 2)
			if (text[low + step] > byte)
				top = low + step;
	}
	while (top - low > 1) {
		const uint32_t mid = low + (top - low) / 2;
		if (text[mid] <= byte)
			low = mid;
		else
			top = mid;
	}
	return low;
}

/* Does all that was read up to the next row of the map stand for what ends at
 * `byte`?  So it is when other bytes were put in its place, and not when it stayed
 * and what follows was cut out. */
static bool was_replaced(const struct export_jsonl_offsets *o, uint32_t byte)
{
	const struct catena_map *const m = &o->map;
	const uint32_t from = m->text[o->row], read = m->original[o->row];
	return o->now && byte == m->text[o->row + 1] &&
	       memcmp(o->now + from, o->text + read, byte - from) != 0;
}

uint32_t export_jsonl_offsets_read(struct export_jsonl_offsets *o, uint32_t byte,
                                   bool end)
{
	const struct catena_map *const m = &o->map;
	const uint32_t look = end && byte ? byte - 1 : byte;
	if (m->text[0] > look)
		return byte;
	o->row = find_row(o, look);
	const uint64_t at = (uint64_t)m->original[o->row] + (byte - m->text[o->row]);
	if (o->row + 1 < m->n &&
	    (at > m->original[o->row + 1] ||
	     (end && at < m->original[o->row + 1] && was_replaced(o, byte))))
		return m->original[o->row + 1];
	return (uint32_t)at;
}
