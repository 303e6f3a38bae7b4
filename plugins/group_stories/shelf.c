/* SPDX-License-Identifier: MIT */
/* shelf.c - bytes that are only ever added, of which the newest are in memory. */
#define _POSIX_C_SOURCE 200809L
#include "shelf.h"
#include "huge.h"
#include "../share/temporary.h"
#include <string.h>

void group_stories_shelf_free(struct shelf *s)
{
	for (size_t i = 0; i < s->n_blocks; i++)
		free(s->blocks[i]);
	free(s->blocks);
	free(s->pieces);
	if (s->file)
		close(s->file - 1);
	memset(s, 0, sizeof *s);
}

uint64_t group_stories_shelf_memory(const struct shelf *s)
{
	return (uint64_t)(s->n - s->gone) * SHELF_PIECE + s->room * sizeof *s->pieces;
}

/* The oldest piece to the file; its memory is free for another. */
static unsigned char *put_away(struct shelf *s)
{
	unsigned char *const piece = s->pieces[s->gone];
	const uint64_t at = (uint64_t)s->gone * SHELF_PIECE;

	if (!s->file && !(s->file = temporary_open(NULL)))
		return NULL;
	if (!temporary_write(s->file, at, piece, SHELF_PIECE))
		return NULL;
	s->pieces[s->gone++] = NULL;
	return piece;
}

/* Pieces are made one by one, and so many at once, in large pages, when there are
 * as many already; at no time more than the bound allows. */
#define AT_ONCE 128u

static bool new_block(struct shelf *s, size_t in_memory)
{
	const bool many = in_memory >= AT_ONCE &&
	                  (in_memory + AT_ONCE) * (uint64_t)SHELF_PIECE <= s->bound;
	const size_t n = many ? AT_ONCE : 1;
	void *block;

	if (s->n_blocks == s->blocks_room) {
		const size_t room = s->blocks_room * 2 + 64;
		void **const p = realloc(s->blocks, room * sizeof *p);
		if (!p)
			return false;
		s->blocks = p;
		s->blocks_room = room;
	}
	if (!(block = malloc(n * SHELF_PIECE)))
		return false;
	group_stories_huge(block, n * SHELF_PIECE);
	s->blocks[s->n_blocks++] = s->spare = block;
	s->n_spare = n;
	return true;
}

static unsigned char *make_piece(struct shelf *s, size_t in_memory)
{
	unsigned char *piece;

	if (!s->n_spare && !new_block(s, in_memory))
		return errno = ENOMEM, NULL;
	piece = s->spare;
	s->spare += SHELF_PIECE;
	s->n_spare--;
	return piece;
}

static bool next_piece(struct shelf *s)
{
	const size_t in_memory = s->n - s->gone;
	unsigned char *piece;

	if (s->n == s->room) {
		const size_t room = s->room * 2 + 64;
		unsigned char **const p = realloc(s->pieces, room * sizeof *p);
		if (!p)
			return errno = ENOMEM, false;
		s->pieces = p;
		s->room = room;
	}
	if (in_memory < 2 || (in_memory + 1) * (uint64_t)SHELF_PIECE <= s->bound) {
		if (!(piece = make_piece(s, in_memory)))
			return false;
	} else if (!(piece = put_away(s))) {
		return false;
	}
	s->pieces[s->n++] = piece;
	return true;
}

bool group_stories_shelf_add(struct shelf *s, const void *bytes, size_t size)
{
	const unsigned char *from = bytes;

	while (size) {
		const size_t used = (size_t)(s->size % SHELF_PIECE);
		const size_t n = size < SHELF_PIECE - used ? size : SHELF_PIECE - used;
		if (!used && !next_piece(s))
			return false;
		memcpy(s->pieces[s->n - 1] + used, from, n);
		s->size += n;
		from += n;
		size -= n;
	}
	return true;
}

bool group_stories_shelf_get(const struct shelf *s, uint64_t offset, void *bytes,
                             size_t size)
{
	unsigned char *out = bytes;

	while (size) {
		const size_t piece = (size_t)(offset / SHELF_PIECE);
		const size_t from = (size_t)(offset % SHELF_PIECE);
		const size_t n = size < SHELF_PIECE - from ? size : SHELF_PIECE - from;
		if (s->pieces[piece])
			memcpy(out, s->pieces[piece] + from, n);
		else if (!temporary_read(s->file, offset, out, n))
			return false;
		out += n;
		offset += n;
		size -= n;
	}
	return true;
}
