/* SPDX-License-Identifier: MIT */
/* postings.c - term to rows: the newest 1,024 rows of each term. */
#include "postings.h"
#include "huge.h"
#include "../share/prefetch.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void group_stories_postings_free(struct postings *p)
{
	free(p->slots);
	free(p->cells);
	memset(p, 0, sizeof *p);
}

uint64_t group_stories_postings_memory(const struct postings *p)
{
	return p->size * sizeof *p->slots + (uint64_t)p->room * sizeof *p->cells;
}

uint64_t group_stories_postings_used(const struct postings *p)
{
	return p->size * sizeof *p->slots +
	       (uint64_t)(p->n_cells - p->n_free) * sizeof *p->cells;
}

static uint64_t home(const struct postings *p, uint32_t hash)
{
	return (uint64_t)hash * p->size >> 32;
}

static struct posting *slot_of(const struct postings *p, uint32_t hash)
{
	uint64_t at = home(p, hash);

	while (p->slots[at].count && p->slots[at].hash != hash)
		at = at + 1 < p->size ? at + 1 : 0;
	return p->slots + at;
}

void group_stories_postings_prefetch(const struct postings *p, uint32_t hash)
{
	if (p->size)
		share_prefetch(p->slots + home(p, hash));
}

/* All terms that have rows into a table of `size`. */
static bool move(struct postings *p, uint64_t size)
{
	const struct postings old = *p;

	if (size > SIZE_MAX / sizeof *p->slots ||
	    !(p->slots = calloc((size_t)size, sizeof *p->slots))) {
		p->slots = old.slots;
		return false;
	}
	group_stories_huge(p->slots, (size_t)size * sizeof *p->slots);
	p->size = size;
	p->used = 0;
	for (uint64_t i = 0; i < old.size; i++)
		if (old.slots[i].count) {
			*slot_of(p, old.slots[i].hash) = old.slots[i];
			p->used++;
		}
	free(old.slots);
	return true;
}

static bool more_slots(struct postings *p)
{
	return p->used < p->size / 4 * 3 || move(p, p->size ? p->size / 2 * 3 : 4096);
}

/* A block of 2^k cells. */
static bool take_block(struct postings *p, uint32_t k, uint32_t *block)
{
	const uint32_t size = 1u << k;

	if (p->free[k]) {
		*block = p->free[k] - 1;
		p->free[k] = p->cells[*block];
		p->n_free -= size;
		return true;
	}
	if (p->room - p->n_cells < size) {
		const uint64_t room = (uint64_t)p->room * 3 / 2 + 4096;
		uint32_t *const cells =
		    room > UINT32_MAX || room > SIZE_MAX / sizeof *cells
		        ? NULL
		        : realloc(p->cells, (size_t)room * sizeof *cells);
		if (!cells)
			return false;
		group_stories_huge(cells, (size_t)room * sizeof *cells);
		p->cells = cells;
		p->room = (uint32_t)room;
	}
	*block = p->n_cells;
	p->n_cells += size;
	return true;
}

static void give_block(struct postings *p, uint32_t k, uint32_t block)
{
	p->cells[block] = p->free[k];
	p->free[k] = block + 1;
	p->n_free += 1u << k;
}

/* Twice the room for a term whose block of 2^k cells is full. */
static bool widen(struct postings *p, struct posting *t, uint32_t k)
{
	uint32_t block;

	if (!take_block(p, k + 1, &block))
		return false;
	if (k == 0) {
		p->cells[block] = t->at;
	} else {
		memcpy(p->cells + block, p->cells + t->at, sizeof *p->cells << k);
		give_block(p, k, t->at);
	}
	t->at = block;
	return true;
}

bool group_stories_postings_add(struct postings *p, uint32_t hash, uint32_t row)
{
	struct posting *t;

	if (!more_slots(p))
		return false;
	t = slot_of(p, hash);
	if (!t->count) {
		*t = (struct posting){hash, 1, row};
		p->used++;
		return true;
	}
	for (uint32_t k = 0; k + 1 < POSTINGS_CLASSES; k++)
		if (t->count == 1u << k && !widen(p, t, k))
			return false;
	p->cells[t->at + (t->count & (POSTINGS_ROWS - 1))] = row;
	/* a ring that has been full once stays full */
	t->count = t->count + 1 < 2 * POSTINGS_ROWS ? t->count + 1 : POSTINGS_ROWS;
	return true;
}

/* Of a term that has any. */
static struct posted posted_of(const struct postings *p, const struct posting *t)
{
	if (t->count == 1)
		return (struct posted){&t->at, 1, 0, 0};
	if (t->count < POSTINGS_ROWS)
		return (struct posted){p->cells + t->at, t->count, 0, UINT32_MAX};
	return (struct posted){p->cells + t->at, POSTINGS_ROWS,
	                       t->count & (POSTINGS_ROWS - 1), POSTINGS_ROWS - 1};
}

/* The class of the block of so many rows. */
static uint32_t class_of(uint32_t count)
{
	uint32_t k = 0;

	while (count > 1u << k && k + 1 < POSTINGS_CLASSES)
		k++;
	return k;
}

/* Leaves the rows from `row` on, in the first cells of their block; what is behind
 * these is free. */
static void shorten(struct postings *p, struct posting *t, uint32_t row)
{
	uint32_t rows[POSTINGS_ROWS], n = 0, k = class_of(t->count);
	const struct posted all = posted_of(p, t);

	for (uint32_t i = 0; i < all.n; i++)
		if (group_stories_posted(&all, i) >= row)
			rows[n++] = group_stories_posted(&all, i);
	if (n == all.n)
		return;
	for (; k > 1 && k > class_of(n); k--)
		give_block(p, k - 1, t->at + (1u << (k - 1)));
	if (k == 1 && n < 2)
		give_block(p, 1, t->at);
	if (n > 1)
		memcpy(p->cells + t->at, rows, n * sizeof *rows);
	else if (n)
		t->at = rows[0];
	t->count = n;
}

bool group_stories_postings_forget(struct postings *p, uint32_t row)
{
	uint64_t left = 0;

	for (uint64_t i = 0; i < p->size; i++) {
		if (!p->slots[i].count)
			continue;
		shorten(p, p->slots + i, row);
		left += p->slots[i].count > 0;
	}
	return !p->size || move(p, left / 5 * 8 + 4096);
}

struct posted group_stories_postings_find(const struct postings *p, uint32_t hash)
{
	const struct posting *const t = p->size ? slot_of(p, hash) : NULL;

	return t && t->count ? posted_of(p, t) : (struct posted){NULL, 0, 0, 0};
}

void group_stories_posted_prefetch(const struct posted *p)
{
	for (uint32_t i = 0; i < p->n; i += 16)
		share_prefetch(p->cells + ((p->begin + i) & p->mask));
}

/* ---- Checkpoints ---- */

struct postings_pieces group_stories_postings_pieces(const struct postings *p)
{
	return (struct postings_pieces){{p, p->slots, p->cells},
	                                {sizeof *p, (size_t)p->size * sizeof *p->slots,
	                                 p->n_cells * sizeof *p->cells}};
}

/* Does each term's block lie within the cells?  Free blocks are looked at when
 * they are taken: they are this machine's own. */
static bool fits(const struct postings *p)
{
	uint64_t used = 0;

	for (uint64_t i = 0; i < p->size; i++) {
		const struct posting *const t = p->slots + i;
		const uint32_t k = class_of(t->count);
		used += t->count != 0;
		if (t->count > 1 && ((uint64_t)t->at + (1u << k) > p->n_cells ||
		                     t->count >= 2 * POSTINGS_ROWS))
			return false;
	}
	for (uint32_t k = 0; k < POSTINGS_CLASSES; k++)
		if (p->free[k] > p->n_cells || p->n_free > p->n_cells)
			return false;
	return used == p->used && (used < p->size || !p->size);
}

bool group_stories_postings_put_back(struct postings *p, const void *bytes,
                                     size_t size)
{
	const unsigned char *at = bytes;
	struct postings head = {0};

	errno = EINVAL;
	if (size < sizeof head)
		return false;
	memcpy(&head, at, sizeof head);
	at += sizeof head;
	if (head.size > SIZE_MAX / 64 ||
	    size != sizeof head + (size_t)head.size * sizeof *head.slots +
	                head.n_cells * sizeof *head.cells)
		return false;
	errno = ENOMEM;
	head.room = head.n_cells;
	head.slots = malloc((size_t)head.size * sizeof *head.slots + 1);
	head.cells = malloc(head.n_cells * sizeof *head.cells + 1);
	if (head.slots && head.cells) {
		memcpy(head.slots, at, (size_t)head.size * sizeof *head.slots);
		at += (size_t)head.size * sizeof *head.slots;
		memcpy(head.cells, at, head.n_cells * sizeof *head.cells);
		errno = EINVAL;
		if (fits(&head)) {
			group_stories_postings_free(p);
			*p = head;
			return true;
		}
	}
	group_stories_postings_free(&head);
	return false;
}
