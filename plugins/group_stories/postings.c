/* SPDX-License-Identifier: MIT */
/* postings.c - term to rows: the newest 1,024 rows of each term. */
#include "postings.h"
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
#ifdef __GNUC__
	if (p->size)
		__builtin_prefetch(p->slots + home(p, hash));
#else
	(void)p, (void)hash;
#endif
}

static bool more_slots(struct postings *p)
{
	const struct postings old = *p;
	const uint64_t size = p->size ? p->size * 2 : 4096;

	if (p->used < p->size / 4 * 3)
		return true;
	if (size > SIZE_MAX / sizeof *p->slots ||
	    !(p->slots = calloc((size_t)size, sizeof *p->slots))) {
		p->slots = old.slots;
		return false;
	}
	p->size = size;
	for (uint64_t i = 0; i < old.size; i++)
		if (old.slots[i].count)
			*slot_of(p, old.slots[i].hash) = old.slots[i];
	free(old.slots);
	return true;
}

/* A block of 2^k cells. */
static bool take_block(struct postings *p, uint32_t k, uint32_t *block)
{
	const uint32_t size = 1u << k;

	if (p->free[k]) {
		*block = p->free[k] - 1;
		p->free[k] = p->cells[*block];
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

struct posted group_stories_postings_find(const struct postings *p, uint32_t hash)
{
	const struct posting *const t = p->size ? slot_of(p, hash) : NULL;

	if (!t || !t->count)
		return (struct posted){NULL, 0, 0, 0};
	if (t->count == 1)
		return (struct posted){&t->at, 1, 0, 0};
	if (t->count < POSTINGS_ROWS)
		return (struct posted){p->cells + t->at, t->count, 0, UINT32_MAX};
	return (struct posted){p->cells + t->at, POSTINGS_ROWS,
	                       t->count & (POSTINGS_ROWS - 1), POSTINGS_ROWS - 1};
}

void group_stories_posted_prefetch(const struct posted *p)
{
#ifdef __GNUC__
	for (uint32_t i = 0; i < p->n; i += 16)
		__builtin_prefetch(p->cells + ((p->begin + i) & p->mask));
#else
	(void)p;
#endif
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
		uint32_t k = 0;
		while (t->count > 1u << k && k + 1 < POSTINGS_CLASSES)
			k++;
		used += t->count != 0;
		if (t->count > 1 && ((uint64_t)t->at + (1u << k) > p->n_cells ||
		                     t->count >= 2 * POSTINGS_ROWS))
			return false;
	}
	for (uint32_t k = 0; k < POSTINGS_CLASSES; k++)
		if (p->free[k] > p->n_cells)
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
