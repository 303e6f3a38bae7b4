/* SPDX-License-Identifier: MIT */
/* checkpoint.c - an index as bytes and back, for a run that is taken up again.
 *
 * The numbers are this machine's: a checkpoint does not travel. */
#define _POSIX_C_SOURCE 200809L
#include "index_state.h"
#include <errno.h>

#define MAGIC UINT32_C(0x4E445034) /* "NDP4" */

struct head {
	uint32_t magic, docs, shingle, window;
	uint32_t bins, bands, rows, components;
	uint64_t n_bands, n_samples, store; /* slots, slots, bytes */
	uint64_t book;                      /* words */
};

static uint64_t count_bands(const struct near_index *x)
{
	uint64_t n = 0;

	for (uint32_t b = 0; b < x->params.plan.bands; b++)
		n += dedup_near_band_count(x->bands + b);
	return n;
}

static struct head head_of(const struct near_index *x)
{
	return (struct head){
	    .magic = MAGIC,
	    .docs = x->n,
	    .shingle = x->params.shingle,
	    .window = x->params.window,
	    .bins = x->params.plan.bins,
	    .bands = x->params.plan.bands,
	    .rows = x->params.plan.rows,
	    .components = x->params.components,
	    .n_bands = count_bands(x),
	    .n_samples = x->samples.used,
	    .store = store_size(&x->store),
	    .book = x->book.places,
	};
}

/* Bytes of each part; false when the sum is not a size. */
static bool sizes_of(const struct head *h, uint64_t *size)
{
	const uint64_t slots = h->bands + h->n_bands + h->n_samples;
	const uint64_t doc = sizeof(struct indexed) + (h->components ? 4 : 0);

	if (h->n_bands > UINT32_MAX || h->n_samples > UINT32_MAX ||
	    h->store > UINT64_MAX / 2 || h->book > BOOK_PLACES ||
	    (h->book & (h->book - 1)))
		return false;
	*size = sizeof *h + h->docs * doc + slots * sizeof(uint64_t) +
	        h->book * sizeof(uint32_t) + h->store;
	return *size <= SIZE_MAX;
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

static unsigned char *put_slots(unsigned char *at, const struct table *t)
{
	for (uint64_t i = 0; t->slots && i < t->homes + TABLE_TAIL; i++)
		if (t->slots[i])
			at = put(at, t->slots + i, sizeof t->slots[i]);
	return at;
}

/* How many, and each. */
static unsigned char *put_band(unsigned char *at, const struct band *t)
{
	const uint64_t n = dedup_near_band_count(t);
	struct band_place p = {0};

	at = put(at, &n, sizeof n);
	while (dedup_near_band_next(t, &p)) {
		const uint64_t slot = (uint64_t)p.key << 32 | p.row;
		at = put(at, &slot, sizeof slot);
	}
	return at;
}

void *dedup_near_index_save(struct near_index *x, size_t *size)
{
	const struct head head = head_of(x);
	unsigned char *bytes, *at;
	uint64_t total;

	errno = ENOMEM;
	if (!sizes_of(&head, &total) || !(bytes = malloc((size_t)total)))
		return NULL;
	at = put(bytes, &head, sizeof head);
	at = put(at, x->docs, x->n * sizeof *x->docs);
	if (x->parent)
		at = put(at, x->parent, x->n * sizeof *x->parent);
	for (uint32_t b = 0; b < x->params.plan.bands; b++)
		at = put_band(at, x->bands + b);
	at = put_slots(at, &x->samples);
	at = put(at, x->book.hash, (size_t)head.book * sizeof *x->book.hash);
	if (!store_get(&x->store, 0, at, (size_t)head.store)) {
		free(bytes);
		return NULL;
	}
	*size = (size_t)total;
	return bytes;
}

static const unsigned char *get(const unsigned char *at, void *bytes, size_t size)
{
	if (size)
		memcpy(bytes, at, size);
	return at + size;
}

static const unsigned char *get_slots(const unsigned char *at, struct table *t,
                                      uint64_t n)
{
	for (uint64_t i = 0; i < n && at; i++) {
		uint64_t slot;
		at = get(at, &slot, sizeof slot);
		if (!table_add(t, (uint32_t)(slot >> 32), (uint32_t)slot - 1))
			return NULL;
	}
	return at;
}

static const unsigned char *get_band(const unsigned char *at, struct near_index *x,
                                     uint32_t band, uint64_t *left)
{
	uint64_t n;

	at = get(at, &n, sizeof n);
	if (n > *left)
		return NULL;
	*left -= n;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t slot;
		at = get(at, &slot, sizeof slot);
		if (!dedup_near_band_add(x->bands + band, (uint32_t)(slot >> 32),
		                         (uint32_t)slot, band))
			return NULL;
	}
	return at;
}

/* With room for all places, whatever numbers the documents hold. */
static const unsigned char *get_book(const unsigned char *at, struct book *b,
                                     size_t n)
{
	if (!n)
		return at;
	b->places = BOOK_PLACES;
	b->machine = share_machine();
	b->hash = calloc(b->places, sizeof *b->hash);
	return b->hash ? get(at, b->hash, n * sizeof *b->hash) : NULL;
}

static bool same_kind(const struct head *a, const struct head *b)
{
	return a->magic == b->magic && a->shingle == b->shingle &&
	       a->window == b->window && a->bins == b->bins && a->bands == b->bands &&
	       a->rows == b->rows && a->components == b->components;
}

int dedup_near_index_load(struct near_index *x, const void *bytes, size_t size)
{
	const struct head mine = head_of(x);
	const unsigned char *at = bytes;
	struct head head;
	uint64_t total;

	errno = EINVAL;
	if (size < sizeof head || x->n)
		return -1;
	at = get(at, &head, sizeof head);
	if (!same_kind(&head, &mine) || !sizes_of(&head, &total) || total != size)
		return -1;
	errno = ENOMEM;
	if (!dedup_near_index_room(x, head.docs))
		return -1;
	at = get(at, x->docs, head.docs * sizeof *x->docs);
	if (x->parent)
		at = get(at, x->parent, head.docs * sizeof *x->parent);
	for (uint32_t b = 0; b < head.bands; b++)
		if (!(at = get_band(at, x, b, &head.n_bands)))
			return -1;
	if (!(at = get_slots(at, &x->samples, head.n_samples)) ||
	    !(at = get_book(at, &x->book, (size_t)head.book)) ||
	    !store_add(&x->store, at, (size_t)head.store))
		return -1;
	x->n = head.docs;
	return 0;
}
