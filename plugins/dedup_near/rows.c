/* SPDX-License-Identifier: MIT */
/* rows.c - the documents of an index: added, put away, had back; the groups that
 * they are of. */
#define _POSIX_C_SOURCE 200809L
#include "index_state.h"

#define EXPECTED 1024u /* bytes; the rest follows by itself */

struct near_index *dedup_near_index_new(const struct near_params *params)
{
	struct near_index *const x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->params = *params;
	x->store.bound = params->memory;
	x->limit = INT64_MIN;
	return x;
}

void dedup_near_index_free(struct near_index *x)
{
	if (!x)
		return;
	for (uint32_t b = 0; b < SKETCH_BANDS_MAX; b++)
		dedup_near_band_free(x->bands + b);
	table_free(&x->samples);
	store_free(&x->store);
	free(x->docs);
	free(x->hits);
	free(x->parent);
	free(x->dates);
	dedup_near_align_free(&x->align);
	sieve_free(&x->sieve);
	free(x->found);
	free(x->touched);
	free(x->chosen);
	free(x->matches);
	free(x->set.hash);
	free(x->set.first);
	free(x->set.counted);
	free(x->set.slots);
	free(x->words);
	free(x->others);
	free(x->order);
	free(x->rarity);
	free(x->got);
	free(x->id);
	free(x);
}

uint32_t dedup_near_index_size(const struct near_index *x)
{
	return x->n;
}

uint32_t dedup_near_index_distinct(const struct near_index *x, uint32_t row)
{
	return x->docs[row].distinct;
}

void dedup_near_index_memory(const struct near_index *x, uint64_t *tables,
                             uint64_t *words)
{
	*tables = table_bytes(&x->samples);
	for (uint32_t b = 0; b < x->params.plan.bands; b++)
		*tables += dedup_near_band_bytes(x->bands + b);
	*tables += (uint64_t)x->room * (sizeof *x->docs + sizeof *x->hits +
	                                (x->parent ? sizeof *x->parent : 0) +
	                                (x->dates ? sizeof *x->dates : 0));
	*words = x->store.room;
}

static uint64_t disk_offset(const struct indexed *doc)
{
	return (doc->offset & ~ON_DISK) >> DISK_ID_BITS;
}

static uint32_t disk_id_size(const struct indexed *doc)
{
	return (uint32_t)(doc->offset & DISK_ID_LONGEST);
}

const uint32_t *dedup_near_index_words(struct near_index *x, uint32_t row)
{
	const struct indexed *const doc = x->docs + row;
	const bool on_disk = doc->offset & ON_DISK;
	const void *const here =
	    on_disk ? NULL
	            : store_peek(&x->store, doc->offset,
	                         (uint64_t)doc->n_words * sizeof *x->words);

	if (here)
		return here; /* all in the store is a multiple of 4 bytes */
	if (doc->n_words > x->room_words) {
		uint32_t *const p = realloc(x->words, (size_t)doc->n_words * sizeof *p);
		if (!p)
			return NULL;
		x->words = p;
		x->room_words = doc->n_words;
	}
	if (on_disk)
		return x->known.words(x->known.user, disk_offset(doc), disk_id_size(doc),
		                      x->words, doc->n_words)
		           ? x->words
		           : NULL;
	return store_get(&x->store, doc->offset, x->words,
	                 (size_t)doc->n_words * sizeof *x->words)
	           ? x->words
	           : NULL;
}

void dedup_near_index_expect(const struct near_index *x, uint32_t row)
{
#ifdef __GNUC__
	const struct indexed *const doc = x->docs + row;
	const size_t size = (size_t)doc->n_words * sizeof *x->words;
	const char *const at =
	    doc->offset & ON_DISK ? NULL : store_peek(&x->store, doc->offset, size);

	for (size_t i = 0; at && i < size && i < EXPECTED; i += 64)
		__builtin_prefetch(at + i);
#else
	(void)x, (void)row;
#endif
}

/* ---- Groups and growth ---- */

uint32_t dedup_near_index_group(struct near_index *x, uint32_t row)
{
	if (!x->parent)
		return row;
	while (x->parent[row] != row) {
		x->parent[row] = x->parent[x->parent[row]];
		row = x->parent[row];
	}
	return row;
}

void dedup_near_index_join(struct near_index *x, uint32_t a, uint32_t b)
{
	a = dedup_near_index_group(x, a);
	b = dedup_near_index_group(x, b);
	if (a < b)
		x->parent[b] = a;
	else
		x->parent[a] = b;
}

bool dedup_near_index_room(struct near_index *x, uint32_t docs)
{
	const uint32_t room = docs + docs / 8 + 256;
	void *p;

	if (docs <= x->room)
		return true;
	if (docs > UINT32_MAX / 2)
		return false;
	if (!(p = realloc(x->docs, (size_t)room * sizeof *x->docs)))
		return false;
	x->docs = p;
	if (!(p = realloc(x->hits, (size_t)room * sizeof *x->hits)))
		return false;
	x->hits = p;
	memset(x->hits + x->room, 0, (size_t)(room - x->room) * sizeof *x->hits);
	if (x->dates) {
		if (!(p = realloc(x->dates, (size_t)room * sizeof *x->dates)))
			return false;
		x->dates = p;
	}
	if (x->params.components) {
		if (!(p = realloc(x->parent, (size_t)room * sizeof *x->parent)))
			return false;
		x->parent = p;
	}
	x->room = room;
	return true;
}

/* Bytes behind an id, so that the words of the next one are at a multiple of 4. */
static uint32_t padding(uint32_t id_size)
{
	return (4 - id_size % 4) % 4;
}

static bool add_words(struct near_index *x, const struct near_doc *d)
{
	static const char none[4];

	return store_add(&x->store, d->words, (size_t)d->n_words * sizeof *d->words) &&
	       store_add(&x->store, &d->id_size, sizeof d->id_size) &&
	       store_add(&x->store, d->id, d->id_size) &&
	       store_add(&x->store, none, padding(d->id_size));
}

void dedup_near_index_limit(struct near_index *x, int64_t limit)
{
	x->limit = limit;
}

static bool set_date(struct near_index *x, int64_t date)
{
	if (x->limit == INT64_MIN && !x->dates)
		return true;
	if (!x->dates) {
		x->dates = malloc((size_t)x->room * sizeof *x->dates);
		for (uint32_t i = 0; x->dates && i < x->n; i++)
			x->dates[i] = INT64_MAX;
	}
	if (x->dates)
		x->dates[x->n] = date;
	return x->dates;
}

/* The document as the last row, which find does not see yet. */
static bool add_row(struct near_index *x, const struct near_doc *d, uint64_t offset,
                    int64_t date)
{
	struct indexed *doc;

	errno = ENOMEM;
	if (!dedup_near_index_room(x, x->n + 1) || !set_date(x, date))
		return false;
	doc = x->docs + x->n;
	doc->offset = offset;
	doc->n_words = d->n_words;
	doc->distinct = d->distinct;
	memcpy(doc->marks, d->marks, sizeof doc->marks);
	if (x->parent)
		x->parent[x->n] = x->n;
	x->n++;
	return true;
}

/* With its words. */
static bool add_document(struct near_index *x, const struct near_doc *d)
{
	const uint64_t offset = store_size(&x->store);

	return add_words(x, d) && add_row(x, d, offset, d->date);
}

int dedup_near_index_enter(struct near_index *x, uint32_t row,
                           const struct near_doc *d)
{
	errno = ENOMEM;
	for (uint32_t b = 0; b < x->params.plan.bands; b++)
		if (!dedup_near_band_add(x->bands + b, d->keys[b], row, b))
			return -1;
	for (uint32_t s = 0; x->params.containment > 0 && s < d->n_samples; s++)
		if (!table_add(&x->samples, d->samples[s], row))
			return -1;
	return 0;
}

int dedup_near_index_add(struct near_index *x, const struct near_doc *d,
                         const struct near_match *matches, uint32_t n)
{
	const uint32_t row = x->n;

	if (!add_document(x, d) || dedup_near_index_enter(x, row, d) < 0)
		return -1;
	for (uint32_t i = 0; x->parent && i < n; i++)
		dedup_near_index_join(x, row, matches[i].row);
	return 0;
}

/* Behind words and id: how many samples, keys, samples. */
int dedup_near_index_store(struct near_index *x, const struct near_doc *d)
{
	const size_t keys = 2 * x->params.plan.bands * sizeof *d->keys;

	return add_document(x, d) &&
	               store_add(&x->store, &d->n_samples, sizeof d->n_samples) &&
	               store_add(&x->store, d->keys, keys) &&
	               store_add(&x->store, d->samples,
	                         (size_t)d->n_samples * sizeof *d->samples)
	           ? 0
	           : -1;
}

int dedup_near_index_get(struct near_index *x, uint32_t row, struct near_doc *d)
{
	const struct indexed *const doc = x->docs + row;
	const uint32_t keys = 2 * x->params.plan.bands;
	uint64_t at = doc->offset + (uint64_t)doc->n_words * sizeof *x->got;
	size_t n;

	*d = (struct near_doc){.n_words = doc->n_words, .distinct = doc->distinct};
	memcpy(d->marks, doc->marks, sizeof d->marks);
	if (!store_get(&x->store, at, &d->id_size, sizeof d->id_size))
		return -1;
	at += sizeof d->id_size + d->id_size + padding(d->id_size);
	if (!store_get(&x->store, at, &d->n_samples, sizeof d->n_samples))
		return -1;
	n = (size_t)doc->n_words + keys + d->n_samples;
	if (n > x->room_got) {
		uint32_t *const p = realloc(x->got, n * sizeof *p);
		if (!p)
			return errno = ENOMEM, -1;
		x->got = p;
		x->room_got = n;
	}
	d->words = x->got;
	d->keys = x->got + doc->n_words;
	d->samples = d->keys + keys;
	return store_get(&x->store, doc->offset, x->got,
	                 (size_t)doc->n_words * sizeof *x->got) &&
	               store_get(&x->store, at + sizeof d->n_samples,
	                         x->got + doc->n_words,
	                         ((size_t)keys + d->n_samples) * sizeof *x->got)
	           ? 0
	           : -1;
}

bool dedup_near_index_add_known(struct near_index *x, const struct near_doc *d,
                                uint64_t at, int64_t date)
{
	const uint32_t row = x->n;

	return at < ON_DISK >> (DISK_ID_BITS + 1) && d->id_size <= DISK_ID_LONGEST &&
	       add_row(x, d, ON_DISK | at << DISK_ID_BITS | d->id_size, date) &&
	       dedup_near_index_enter(x, row, d) == 0;
}

const char *dedup_near_index_id(struct near_index *x, uint32_t row, uint32_t *size)
{
	const struct indexed *const doc = x->docs + row;
	const bool on_disk = doc->offset & ON_DISK;
	const uint64_t at = doc->offset + (uint64_t)doc->n_words * 4;
	char *id;

	if (on_disk)
		*size = disk_id_size(doc);
	else if (!store_get(&x->store, at, size, sizeof *size))
		return NULL;
	id = realloc(x->id, (size_t)*size + 1);
	if (!id)
		return NULL;
	x->id = id;
	id[*size] = '\0';
	if (on_disk)
		return x->known.id(x->known.user, disk_offset(doc), id, *size) ? id : NULL;
	return store_get(&x->store, at + sizeof *size, id, *size) ? id : NULL;
}
