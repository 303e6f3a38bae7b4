/* SPDX-License-Identifier: MIT */
/* rows.c - the documents of an index: added, put away, had back; the groups that
 * they are of. */
#define _POSIX_C_SOURCE 200809L
#include "index_state.h"
#include "../share/prefetch.h"

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
	free(x->shingles);
	free(x->got);
	free(x->record);
	free(x->numbers);
	free(x->full);
	dedup_near_book_free(&x->book);
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
	*words = x->store.room + dedup_near_book_bytes(&x->book);
}

static uint64_t disk_offset(const struct indexed *doc)
{
	return (doc->offset & ~ON_DISK) >> DISK_ID_BITS;
}

static uint32_t disk_id_size(const struct indexed *doc)
{
	return (uint32_t)(doc->offset & DISK_ID_LONGEST);
}

/* ---- Records ---- */

struct record { /* of a document in the store: then the id, the numbers of its
	               words, those that are written in full; stored by
	               dedup_near_index_store: how many samples, keys, samples */
	uint32_t id_size, n_full;
};

/* What follows is at a multiple of 4. */
static size_t padded(size_t size)
{
	return (size + 3) / 4 * 4;
}

static size_t numbers_at(const struct record *r)
{
	return sizeof *r + padded(r->id_size);
}

static size_t full_at(const struct record *r, uint32_t n_words)
{
	return numbers_at(r) + padded(n_words * sizeof(uint16_t));
}

static size_t rest_at(const struct record *r, uint32_t n_words)
{
	return full_at(r, n_words) + r->n_full * sizeof(uint32_t);
}

static uint64_t record_size(const struct near_index *x, uint32_t row)
{
	const uint64_t end =
	    row + 1 < x->n ? x->docs[row + 1].offset : store_size(&x->store);

	return end - x->docs[row].offset;
}

static bool grow(void *column, size_t *room, size_t wanted, size_t size)
{
	void **const at = column;
	void *p;

	if (wanted <= *room)
		return true;
	errno = ENOMEM;
	if (wanted > SIZE_MAX / 2 / size || !(p = realloc(*at, wanted * size)))
		return false;
	*at = p;
	*room = wanted;
	return true;
}

/* Where it is, or read from the file; NULL with errno. */
static const struct record *record_of(struct near_index *x, uint32_t row)
{
	const uint64_t at = x->docs[row].offset, size = record_size(x, row);
	const void *const here = store_peek(&x->store, at, size);

	if (here)
		return here; /* all in the store is a multiple of 4 bytes */
	return size <= SIZE_MAX && grow(&x->record, &x->room_record, (size_t)size, 1) &&
	               store_get(&x->store, at, x->record, (size_t)size)
	           ? (const void *)x->record
	           : NULL;
}

/* What stands so many bytes behind the begin of a record. */
static const void *part_of(const struct record *r, size_t at)
{
	return (const unsigned char *)r + at;
}

/* The words of a record.  False with errno. */
static bool read_words(const struct near_index *x, const struct record *r,
                       uint32_t *words, uint32_t n)
{
	errno = EIO;
	return dedup_near_book_read(&x->book, part_of(r, numbers_at(r)), n,
	                            part_of(r, full_at(r, n)), r->n_full, words);
}

const uint32_t *dedup_near_index_words(struct near_index *x, uint32_t row)
{
	const struct indexed *const doc = x->docs + row;
	const struct record *r;

	if (!grow(&x->words, &x->room_words, doc->n_words, sizeof *x->words))
		return NULL;
	if (doc->offset & ON_DISK)
		return x->known.words(x->known.user, disk_offset(doc), disk_id_size(doc),
		                      x->words, doc->n_words)
		           ? x->words
		           : NULL;
	r = record_of(x, row);
	return r && read_words(x, r, x->words, doc->n_words) ? x->words : NULL;
}

void dedup_near_index_expect(const struct near_index *x, uint32_t row)
{
	const struct indexed *const doc = x->docs + row;
	const uint64_t size = doc->offset & ON_DISK ? 0 : record_size(x, row);
	const char *const at = size ? store_peek(&x->store, doc->offset, size) : NULL;

	for (uint64_t i = 0; at && i < size && i < EXPECTED; i += 64)
		share_prefetch(at + i);
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

static bool add_padded(struct store *s, const void *bytes, size_t size)
{
	static const char none[4];

	return store_add(s, bytes, size) && store_add(s, none, padded(size) - size);
}

/* What comes next may stand where these words do; of a document of very many the
 * room is given back. */
#define WRITTEN_KEEP (1u << 20)
static void forget_written(struct near_index *x)
{
	x->written = NULL;
	if (x->room_numbers <= WRITTEN_KEEP)
		return;
	free(x->numbers);
	free(x->full);
	x->numbers = NULL;
	x->full = NULL;
	x->room_numbers = x->room_full = 0;
}

bool dedup_near_index_write_words(struct near_index *x, const struct near_doc *d)
{
	const size_t most = (size_t)d->n_words + BOOK_SLACK;

	x->written = NULL;
	if (!grow(&x->numbers, &x->room_numbers, most, sizeof *x->numbers) ||
	    !grow(&x->full, &x->room_full, most, sizeof *x->full))
		return false;
	errno = ENOMEM;
	if (!dedup_near_book_begin(&x->book, store_size(&x->store)))
		return false;
	x->n_full =
	    dedup_near_book_write(&x->book, d->words, d->n_words, x->numbers, x->full);
	x->written = d->words;
	return true;
}

static bool add_record(struct near_index *x, const struct near_doc *d)
{
	if (x->written != d->words && !dedup_near_index_write_words(x, d))
		return false;
	const struct record r = {.id_size = d->id_size, .n_full = x->n_full};
	const bool added =
	    store_add(&x->store, &r, sizeof r) &&
	    add_padded(&x->store, d->id, d->id_size) &&
	    add_padded(&x->store, x->numbers, d->n_words * sizeof *x->numbers) &&
	    store_add(&x->store, x->full, r.n_full * sizeof *x->full);
	forget_written(x);
	return added;
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

	return add_record(x, d) && add_row(x, d, offset, d->date);
}

static bool enter_sample(struct near_index *x, uint32_t sample, uint32_t row)
{
	const uint32_t other = key_of_short(sample);
	uint32_t gone = UINT32_MAX;

	if (!table_put(&x->samples, sample, row, &gone))
		return false;
	return gone == UINT32_MAX || x->docs[gone].distinct > ALL_SAMPLES ||
	       table_count(&x->samples, other) >= KEPT_SHORT ||
	       table_add(&x->samples, other, gone);
}

int dedup_near_index_enter(struct near_index *x, uint32_t row,
                           const struct near_doc *d)
{
	errno = ENOMEM;
	for (uint32_t b = 0; b < x->params.plan.bands; b++)
		if (!dedup_near_band_add(x->bands + b, d->keys[b], row, b))
			return -1;
	for (uint32_t s = 0; x->params.containment > 0 && s < d->n_samples; s++)
		if (!enter_sample(x, d->samples[s], row))
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
	const struct record *const r = record_of(x, row);
	const uint32_t *rest;

	if (!r)
		return -1;
	rest = part_of(r, rest_at(r, doc->n_words));
	*d = (struct near_doc){.n_words = doc->n_words,
	                       .distinct = doc->distinct,
	                       .id_size = r->id_size,
	                       .n_samples = *rest};
	memcpy(d->marks, doc->marks, sizeof d->marks);
	if (!grow(&x->got, &x->room_got, (size_t)doc->n_words + keys + d->n_samples,
	          sizeof *x->got) ||
	    !read_words(x, r, x->got, doc->n_words))
		return -1;
	memcpy(x->got + doc->n_words, rest + 1,
	       ((size_t)keys + d->n_samples) * sizeof *x->got);
	d->words = x->got;
	d->keys = x->got + doc->n_words;
	d->samples = d->keys + keys;
	return 0;
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
	char *id;

	if (on_disk)
		*size = disk_id_size(doc);
	else if (!store_get(&x->store, doc->offset, size, sizeof *size))
		return NULL;
	id = realloc(x->id, (size_t)*size + 1);
	if (!id)
		return NULL;
	x->id = id;
	id[*size] = '\0';
	if (on_disk)
		return x->known.id(x->known.user, disk_offset(doc), id, *size) ? id : NULL;
	return store_get(&x->store, doc->offset + sizeof(struct record), id, *size)
	           ? id
	           : NULL;
}
