/* SPDX-License-Identifier: MIT */
/* spill_merge.c - goes through seeds in memory and in files in the order of their
 * keys, and writes them to one file: see spill.h. */
#define _POSIX_C_SOURCE 200809L
#include "spill.h"
#include "seeds.h"
#include "../share/prefetch.h"
#include "../share/temporary.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS (128 * SPILL_PAGE) /* that are read or written in one go */
#define AHEAD 16u                /* slots whose blocks are read beforehand */
#define NUMBERS 8192u            /* of places; more than a key has */
/* Pages of slots, and numbers, that are written in one go. */
#define PAGES ((uint32_t)(TEMPORARY_WRITE / sizeof(struct spill_page)))
#define WRITTEN ((uint32_t)(TEMPORARY_WRITE / sizeof(uint32_t)))

/* ---- Reading ---- */

struct cursor {                    /* in a shard of one part, or of the memory */
	const struct spill_part *part; /* NULL: the memory */
	uint64_t *slots;               /* of the memory */
	struct spill_page *pages;      /* of a part */
	uint32_t at, n;                /* of those in either */
	uint32_t read, left;
	uint32_t *numbers;   /* of places, from unit `unit` on */
	uint64_t unit, have; /* units */
};

static void cursor_free(struct cursor *c)
{
	free(c->slots);
	free(c->pages);
	free(c->numbers);
	*c = (struct cursor){.slots = NULL};
}

static bool cursor_fill(struct cursor *c, uint32_t shard)
{
	const uint64_t from = c->part->page[shard] + c->read / SPILL_PAGE;

	c->n = c->left < SLOTS ? c->left : SLOTS;
	c->at = 0;
	c->read += c->n;
	c->left -= c->n;
	return temporary_read(c->part->file, from * sizeof *c->pages, c->pages,
	                      (c->n + SPILL_PAGE - 1) / SPILL_PAGE * sizeof *c->pages);
}

static bool cursor_open(struct cursor *c, uint32_t shard,
                        const struct spill_part *part,
                        const struct spill_source *memory)
{
	c->part = part;
	c->at = c->n = c->read = c->left = 0;
	if (!part) {
		free(c->slots);
		c->slots = NULL;
		if (!memory->used[shard])
			return true;
		c->slots = memory->shard(memory->from, shard, &c->n);
		return c->slots != NULL;
	}
	c->left = part->n[shard];
	if (!c->pages)
		c->pages = malloc(SLOTS / SPILL_PAGE * sizeof *c->pages);
	if (!c->numbers)
		c->numbers = malloc(NUMBERS * sizeof *c->numbers);
	if (!c->pages || !c->numbers)
		return errno = ENOMEM, false;
	return !c->left || cursor_fill(c, shard);
}

static bool cursor_next(struct cursor *c, uint32_t shard)
{
	return ++c->at < c->n || !c->left || cursor_fill(c, shard);
}

static uint64_t slot_at(const struct cursor *c)
{
	return c->part ? c->pages[c->at / SPILL_PAGE].slots[c->at % SPILL_PAGE]
	               : c->slots[c->at];
}

/* The number of places, then they, which are in the page; NULL with errno. */
static const uint32_t *near_block(const struct cursor *c, uint32_t unit)
{
	const uint32_t *const block =
	    c->pages[c->at / SPILL_PAGE].places + unit * SPILL_UNIT;

	return *block < (SPILL_NEAR - unit) * SPILL_UNIT ? block : (errno = EIO, NULL);
}

static const uint32_t *cursor_block(struct cursor *c, uint32_t unit)
{
	const uint64_t most = (SEEDS_MOST + SPILL_UNIT) / SPILL_UNIT;
	const uint64_t left = c->part->units + SPILL_NEAR - unit;
	const uint64_t need = left < most ? left : most;

	if (unit < SPILL_NEAR)
		return near_block(c, unit);
	if (unit < c->unit || unit + need > c->unit + c->have) {
		c->unit = unit;
		c->have = left < NUMBERS / SPILL_UNIT ? left : NUMBERS / SPILL_UNIT;
		if (!temporary_read(c->part->file, spill_places_at(c->part, unit),
		                    c->numbers,
		                    (size_t)c->have * SPILL_UNIT * sizeof *c->numbers))
			return NULL;
	}
	const uint32_t *const block = c->numbers + (unit - c->unit) * SPILL_UNIT;
	return *block < need * SPILL_UNIT ? block : (errno = EIO, NULL);
}

static int call_with(struct cursor *c, uint32_t shard,
                     const struct spill_source *memory, find_copies_spilled *call,
                     void *to)
{
	const uint64_t slot = slot_at(c);
	const uint32_t *block;

	if (!c->part && c->at + AHEAD < c->n)
		share_prefetch(memory->block(memory->from, c->slots[c->at + AHEAD]));
	if (!seeds_has_block(slot))
		return call(to, shard, slot, NULL, 1);
	block = c->part ? cursor_block(c, (uint32_t)slot)
	                : memory->block(memory->from, slot);
	return block ? call(to, shard, slot, block + 1, block[0] & SEEDS_COUNT) : -1;
}

static uint32_t tag_at(const struct cursor *c) /* 0: the end */
{
	return c->at < c->n ? (uint32_t)(slot_at(c) >> 33) : 0;
}

/* The last of the cursors that has the lowest tag; n: all are at their ends. */
static uint32_t lowest(const struct cursor *all, uint32_t n)
{
	uint32_t best = n;

	for (uint32_t i = 0; i < n; i++)
		if (tag_at(all + i) && (best == n || tag_at(all + i) <= tag_at(all + best)))
			best = i;
	return best;
}

/* The lowest tag of the others; UINT32_MAX: all are at their ends. */
static uint32_t next_of(const struct cursor *all, uint32_t n, uint32_t best)
{
	uint32_t next = UINT32_MAX;

	for (uint32_t i = 0; i < n; i++)
		if (i != best && tag_at(all + i) && tag_at(all + i) < next)
			next = tag_at(all + i);
	return next;
}

/* Goes on as long as the tags of one are lower than those of the others. */
static int run_of_one(struct cursor *c, uint32_t shard, uint32_t other,
                      const struct spill_source *memory, find_copies_spilled *call,
                      void *to)
{
	do {
		if (call_with(c, shard, memory, call, to) < 0 || !cursor_next(c, shard))
			return -1;
	} while (tag_at(c) && tag_at(c) < other);
	return 0;
}

static int each_of_shard(struct cursor *all, uint32_t n, uint32_t shard,
                         const struct spill_source *memory,
                         find_copies_spilled *call, void *to)
{
	for (;;) {
		const uint32_t best = lowest(all, n);
		if (best == n)
			return 0;
		const uint32_t tag = tag_at(all + best), other = next_of(all, n, best);
		if (tag < other) {
			if (run_of_one(all + best, shard, other, memory, call, to) < 0)
				return -1;
			continue;
		}
		if (call_with(all + best, shard, memory, call, to) < 0)
			return -1;
		for (uint32_t i = 0; i < n; i++)
			if (tag_at(all + i) == tag && !cursor_next(all + i, shard))
				return -1;
	}
}

int find_copies_spill_each(const struct spill *s, uint32_t first,
                           const struct spill_source *memory,
                           find_copies_spilled *call, void *to)
{
	struct cursor all[SPILL_PARTS + 1] = {{.part = NULL}};
	const uint32_t n = s->n - first + 1; /* the memory is the newest */
	int rc = 0;

	for (uint32_t shard = 0; rc == 0 && shard < SPILL_SHARDS; shard++) {
		for (uint32_t i = 0; rc == 0 && i < n; i++)
			if (!cursor_open(all + i, shard,
			                 i + 1 < n ? s->parts + first + i : NULL, memory))
				rc = -1;
		if (rc == 0)
			rc = each_of_shard(all, n, shard, memory, call, to);
	}
	for (uint32_t i = 0; i < n; i++)
		cursor_free(all + i);
	return rc;
}

static bool slots_of(struct cursor *c, uint32_t shard,
                     const struct spill_part *part, find_copies_slot *call,
                     void *to)
{
	if (!cursor_open(c, shard, part, NULL))
		return false;
	while (c->at < c->n) {
		call(to, shard, slot_at(c));
		if (!cursor_next(c, shard))
			return false;
	}
	return true;
}

bool find_copies_spill_slots(const struct spill *s, find_copies_slot *call,
                             void *to)
{
	struct cursor c = {.part = NULL};
	bool good = true;

	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t shard = 0; good && shard < SPILL_SHARDS; shard++)
			good = slots_of(&c, shard, s->parts + i, call, to);
	cursor_free(&c);
	return good;
}

/* ---- Writing ---- */

struct writer {
	struct spill *spill;
	struct spill_part part;
	uint32_t shard; /* that is written */
	uint32_t page;  /* the next */
	uint32_t most;  /* pages that `first` has room for */
	uint32_t n;     /* slots of that page */
	uint32_t near;  /* units of its places that are taken */
	uint32_t done;  /* pages that are written; those up to `page` are in `pages` */
	uint32_t n_numbers;
	struct spill_page pages[PAGES];
	uint32_t numbers[WRITTEN + NUMBERS];
};

static struct spill_page *page_at(struct writer *w)
{
	return w->pages + (w->page - w->done);
}

static bool flush_pages(struct writer *w)
{
	if (!temporary_write(w->part.file, (uint64_t)w->done * sizeof *w->pages,
	                     w->pages, (size_t)(w->page - w->done) * sizeof *w->pages))
		return false;
	w->done = w->page;
	return true;
}

static bool end_page(struct writer *w)
{
	struct spill_page *const page = page_at(w);

	if (!w->n)
		return true;
	if (w->page == w->most)
		return errno = EOVERFLOW, false;
	w->part.first[w->page] = (uint32_t)(page->slots[0] >> 33);
	memset(page->slots + w->n, 0, (SPILL_PAGE - w->n) * sizeof *page->slots);
	memset(page->places + w->near * SPILL_UNIT, 0,
	       (SPILL_NEAR - w->near) * SPILL_UNIT * sizeof *page->places);
	w->page++;
	w->n = w->near = 0;
	return w->page - w->done < PAGES || flush_pages(w);
}

/* The first n of those that are not written yet. */
static bool flush_numbers(struct writer *w, uint32_t n)
{
	const uint64_t units = w->n_numbers / SPILL_UNIT;

	if (!temporary_write(
	        w->part.file,
	        spill_places_at(&w->part, w->part.units + SPILL_NEAR - units),
	        w->numbers, n * sizeof *w->numbers))
		return false;
	w->n_numbers -= n;
	memmove(w->numbers, w->numbers + n, w->n_numbers * sizeof *w->numbers);
	return true;
}

/* Up to a shard, all that come before it are empty. */
static bool go_to_shard(struct writer *w, uint32_t shard)
{
	if (!end_page(w))
		return false;
	while (w->shard < shard)
		w->part.page[++w->shard] = w->page;
	return true;
}

static void put_block(uint32_t *to, const uint32_t *places, uint32_t n,
                      uint32_t units)
{
	memset(to, 0, units * SPILL_UNIT * sizeof *to);
	to[0] = n;
	memcpy(to + 1, places, n * sizeof *to);
}

/* *unit: where they are. */
static bool put_places(struct writer *w, const uint32_t *places, uint32_t n,
                       uint32_t *unit)
{
	const uint32_t units = (n + SPILL_UNIT) / SPILL_UNIT;

	if (units <= SPILL_NEAR - w->near) {
		*unit = w->near;
		put_block(page_at(w)->places + w->near * SPILL_UNIT, places, n, units);
		w->near += units;
		return true;
	}
	if (w->part.units + SPILL_NEAR >= SEEDS_COMMON_BLOCK)
		return errno = EOVERFLOW, false;
	*unit = (uint32_t)w->part.units + SPILL_NEAR;
	put_block(w->numbers + w->n_numbers, places, n, units);
	w->n_numbers += units * SPILL_UNIT;
	w->part.units += units;
	return w->n_numbers < WRITTEN || flush_numbers(w, WRITTEN);
}

static int put(void *to, uint32_t shard, uint64_t slot, const uint32_t *places,
               uint32_t n)
{
	struct writer *const w = to;

	if ((shard != w->shard || w->n == SPILL_PAGE) && !go_to_shard(w, shard))
		return -1;
	if (places) {
		uint32_t unit;
		if (!put_places(w, places, n, &unit))
			return -1;
		slot = slot >> 32 << 32 | unit;
	}
	page_at(w)->slots[w->n++] = slot;
	w->part.n[shard]++;
	w->part.keys++;
	return 0;
}

/* From which part on all is merged with so many keys. */
static uint32_t merged_from(const struct spill *s, uint64_t keys)
{
	uint32_t i = s->n;

	while (i > 0 && s->parts[i - 1].keys / SPILL_RATIO < keys)
		keys += s->parts[--i].keys;
	return i;
}

/* Pages that slots of the parts from `first` on and of the memory fill at most. */
static uint64_t pages_from(const struct spill *s, uint32_t first,
                           const struct spill_source *memory)
{
	uint64_t pages = 0;

	for (uint32_t k = 0; k < SPILL_SHARDS; k++) {
		uint64_t n = memory->used[k];
		for (uint32_t i = first; i < s->n; i++)
			n += s->parts[i].n[k];
		pages += (n + SPILL_PAGE - 1) / SPILL_PAGE;
	}
	return pages;
}

static bool write_part(struct writer *w, uint32_t first,
                       const struct spill_source *memory)
{
	const uint64_t pages = pages_from(w->spill, first, memory);

	if (pages >= UINT32_MAX || pages >= SIZE_MAX / sizeof *w->part.first)
		return errno = EOVERFLOW, false;
	w->part.pages = w->most = (uint32_t)pages;
	w->part.places = (pages * sizeof *w->pages + TEMPORARY_WRITE - 1) /
	                 TEMPORARY_WRITE * TEMPORARY_WRITE;
	w->part.first = malloc(((size_t)pages + 1) * sizeof *w->part.first);
	if (!w->part.first)
		return errno = ENOMEM, false;
	w->part.file = temporary_open(NULL);
	return w->part.file &&
	       find_copies_spill_each(w->spill, first, memory, put, w) == 0 &&
	       go_to_shard(w, SPILL_SHARDS - 1) && flush_pages(w) &&
	       flush_numbers(w, w->n_numbers);
}

static uint64_t index_bytes(const struct spill_part *p)
{
	return ((uint64_t)p->pages + 1) * sizeof *p->first;
}

bool find_copies_spill_add(struct spill *s, const struct spill_source *memory)
{
	struct writer *const w = calloc(1, sizeof *w);
	uint64_t keys = 0;

	if (!w)
		return errno = ENOMEM, false;
	for (uint32_t k = 0; k < SPILL_SHARDS; k++)
		keys += memory->used[k];
	const uint32_t first = merged_from(s, keys);
	w->spill = s;
	const bool done = first < SPILL_PARTS ? write_part(w, first, memory)
	                                      : (errno = EOVERFLOW, false);
	const int error = errno;
	if (done) {
		for (uint32_t i = first; i < s->n; i++) {
			s->bytes -= index_bytes(s->parts + i);
			find_copies_spill_close(s->parts + i);
		}
		s->n = first;
		s->parts[s->n++] = w->part;
		s->bytes += index_bytes(&w->part);
		s->written++;
	} else {
		find_copies_spill_close(&w->part);
	}
	free(w);
	errno = error;
	return done;
}
