/* SPDX-License-Identifier: MIT */
/* lay.c - lays out the names that were gathered as one block of bytes, as names.h
 * describes it. */
#include "build_parts.h"
#include <stdlib.h>
#include <string.h>

/* ---- Sorting ---- */

static int by_hash(const void *x, const void *y)
{
	const struct entry *const a = x, *const b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int by_number(const void *x, const void *y)
{
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return a < b ? -1 : a > b;
}

static size_t sort_unique(uint64_t *items, size_t n)
{
	size_t out = 0;

	if (n)
		qsort(items, n, sizeof *items, by_number);
	for (size_t i = 0; i < n; i++)
		if (!out || items[out - 1] != items[i])
			items[out++] = items[i];
	return out;
}

static int by_path(const void *x, const void *y)
{
	const struct path *const a = x, *const b = y;

	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

/* One for each beginning, which says all that it goes on with. */
static void join_paths(struct builder *b)
{
	struct path *const p = b->paths;
	size_t out = 0;

	if (b->n_paths)
		qsort(p, b->n_paths, sizeof *p, by_path);
	for (size_t i = 0; i < b->n_paths; i++)
		if (out && p[out - 1].hash == p[i].hash)
			p[out - 1].next |= p[i].next;
		else
			p[out++] = p[i];
	b->n_paths = out;
}

static size_t record_size(const unsigned char *r)
{
	return (RECORD_HEAD + get16(r + RECORD_FORM_SIZE) + 1 +
	        get16(r + RECORD_ID_SIZE) + 1 + 7) /
	       8 * 8;
}

static bool same_name(const struct builder *b, const struct entry *x,
                      const struct entry *y)
{
	const unsigned char *const p = b->records.p + (size_t)x->record * 8;
	const unsigned char *const q = b->records.p + (size_t)y->record * 8;
	const size_t size = record_size(p);

	return size == record_size(q) && p[RECORD_TYPE] == q[RECORD_TYPE] &&
	       !memcmp(p + RECORD_FORM_SIZE, q + RECORD_FORM_SIZE, 4) &&
	       !memcmp(p + RECORD_HEAD, q + RECORD_HEAD, size - RECORD_HEAD);
}

/* A name that stands in the lists twice is one. */
static void sort_entries(struct builder *b)
{
	uint32_t out = 0;

	if (b->n)
		qsort(b->entries, b->n, sizeof *b->entries, by_hash);
	for (uint32_t i = 0; i < b->n; i++) {
		const struct entry *const e = b->entries + i;
		if (out && b->entries[out - 1].hash == e->hash &&
		    same_name(b, &b->entries[out - 1], e))
			continue;
		b->entries[out++] = *e;
	}
	b->n = out;
}

/* ---- The block ---- */

struct plan {
	size_t at[SECTIONS + 1];
	unsigned small_bits, first_bits, pair_bits;
	uint32_t n_buckets, n_singles;
	unsigned char *bytes;
};

/* 2^bits cells for n things: `each` or more for each, at most 2^most. */
static unsigned filter_bits(size_t n, unsigned each, unsigned most)
{
	unsigned bits = 10;

	while (bits < most && n > ((size_t)1 << bits) / each)
		bits++;
	return bits;
}

/* How many beginnings of names there are, of one atom and of several; those where a
 * name goes on and one ends count twice. */
static void count_hashes(const struct builder *b, uint64_t *singles,
                         uint64_t *others)
{
	uint64_t n[2] = {0, 0};

	for (uint32_t i = 0; i < b->n; i++)
		if (i == 0 || b->entries[i].hash != b->entries[i - 1].hash)
			n[b->entries[i].single]++;
	for (size_t i = 0; i < b->n_paths; i++)
		n[b->paths[i].single]++;
	*singles = n[1];
	*others = n[0];
}

static size_t count_small(const struct builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_firsts; i++)
		n += (b->firsts[i] & FIRST_SMALL) != 0;
	return n;
}

/* What stood twice was left out of the entries, not of the records. */
static size_t records_size(const struct builder *b)
{
	size_t size = 0;

	for (uint32_t i = 0; i < b->n; i++)
		size += record_size(b->records.p + (size_t)b->entries[i].record * 8);
	return size;
}

static bool make_plan(struct builder *b, uint32_t n_types, struct plan *p)
{
	size_t sizes[SECTIONS];
	uint64_t singles, others;

	sort_entries(b);
	join_paths(b);
	b->n_firsts = sort_unique(b->firsts, b->n_firsts);
	b->n_seconds = sort_unique(b->seconds, b->n_seconds);
	/* most words of a text ask the first; all of them fit a cache together */
	p->small_bits = filter_bits(count_small(b), 32, 18);
	p->first_bits = filter_bits(b->n_firsts, 8, 20);
	p->pair_bits = filter_bits(b->n_seconds, 8, 23);
	/* three of five slots are taken: few have to be looked for elsewhere */
	count_hashes(b, &singles, &others);
	p->n_singles = (uint32_t)(singles / 3 + 1);
	if (singles + others > UINT32_MAX / 2 ||
	    singles + others > SIZE_MAX / BUCKET_SIZE / 2)
		return false;
	p->n_buckets = p->n_singles + (uint32_t)(others / 3 + 1);
	sizes[SECTION_TYPES] = 4 * (size_t)n_types;
	sizes[SECTION_SMALL] = (size_t)1 << (p->small_bits - 2);
	sizes[SECTION_FIRST] = (size_t)1 << (p->first_bits - 2);
	sizes[SECTION_PAIRS] = (size_t)1 << (p->pair_bits - 3);
	sizes[SECTION_BUCKETS] = BUCKET_SIZE * (size_t)p->n_buckets;
	sizes[SECTION_RECORDS] = records_size(b);
	sizes[SECTION_STRINGS] = b->strings.n;
	p->at[0] = IMAGE_HEAD;
	for (int i = 0; i < SECTIONS; i++) {
		size_t end = p->at[i] + sizes[i];
		if (i + 1 < SECTIONS)
			end = (end + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
		if (end < p->at[i] || end > SIZE_MAX / 2)
			return false;
		p->at[i + 1] = end;
	}
	return true;
}

static void fill_cell(unsigned char *cells, uint64_t first, unsigned bits)
{
	const uint32_t cell = (uint32_t)(first >> 8) >> (32 - bits);

	cells[cell / 4] |=
	    (unsigned char)((first & (FIRST_ALONE | FIRST_MORE)) << cell % 4 * 2);
}

static void write_filters(const struct builder *b, const struct plan *p)
{
	unsigned char *const pairs = p->bytes + p->at[SECTION_PAIRS];

	for (size_t i = 0; i < b->n_firsts; i++) {
		fill_cell(p->bytes + p->at[SECTION_FIRST], b->firsts[i], p->first_bits);
		if (b->firsts[i] & FIRST_SMALL)
			fill_cell(p->bytes + p->at[SECTION_SMALL], b->firsts[i], p->small_bits);
	}
	for (size_t i = 0; i < b->n_seconds; i++) {
		unsigned char *const word =
		    pairs + 8 * names_word(64 - (p->pair_bits - 6), b->seconds[i]);
		put64(word, get64(word) | names_pair(b->seconds[i]));
	}
}

struct group { /* entries with the same atoms */
	uint64_t place;
	uint32_t first; /* of the entries */
};

static int by_group(const void *x, const void *y)
{
	const struct group *const a = x, *const b = y;

	return a->place < b->place ? -1 : a->place > b->place;
}

/* The groups in the order in which they are to stand; NULL: out of memory. */
static struct group *make_groups(const struct builder *b, uint32_t *n)
{
	struct group *const groups = malloc((b->n + (size_t)1) * sizeof *groups);

	*n = 0;
	if (!groups)
		return NULL;
	for (uint32_t i = 0; i < b->n; i++) {
		const struct entry *const e = b->entries + i;
		if (i && e[-1].hash == e->hash)
			continue;
		groups[(*n)++] = (struct group){
		    (uint64_t)!e->single << 32 | (e->order & ~ENTRY_WEAK), i};
	}
	qsort(groups, *n, sizeof *groups, by_group);
	return groups;
}

/* The entries' places are those in the block then.  False: out of memory. */
static bool write_records(struct builder *b, const struct plan *p)
{
	unsigned char *const to = p->bytes + p->at[SECTION_RECORDS];
	uint32_t n;
	struct group *const groups = make_groups(b, &n);
	size_t used = 0;

	if (!groups)
		return false;
	for (uint32_t k = 0; k < n; k++) {
		struct entry *e = b->entries + groups[k].first;
		for (bool last = false; !last; e++) {
			const unsigned char *const from = b->records.p + (size_t)e->record * 8;
			const size_t size = record_size(from);
			last = e + 1 == b->entries + b->n || e[1].hash != e->hash;
			memcpy(to + used, from, size);
			to[used + RECORD_FLAGS] |= last ? RECORD_LAST : 0;
			e->record = (uint32_t)(used / 8);
			used += size;
		}
	}
	free(groups);
	return true;
}

/* The slot of a bucket that is this hash's, or free for it; BUCKET_SLOTS: none. */
static unsigned find_slot(const unsigned char *bucket, uint64_t hash)
{
	unsigned i = 0;

	for (; i < BUCKET_SLOTS; i++) {
		const unsigned char *const at = bucket + 4 * (size_t)i;
		const bool is_free = !get32(at + BUCKET_RECORD) && !get32(at + BUCKET_NEXT);
		if (is_free || get32(at + BUCKET_TAG) == (uint32_t)hash)
			break;
	}
	return i;
}

/* Says of a hash what it goes on with (0: nothing new), or that a name ends there
 * (its record's place + 1; 0: none).  The buckets on the way there. */
static uint32_t fill_slot(const struct plan *p, uint64_t hash, bool single,
                          uint32_t record, uint32_t next)
{
	uint32_t i =
	    single ? names_bucket(p->n_singles, hash)
	           : p->n_singles + names_bucket(p->n_buckets - p->n_singles, hash);

	for (uint32_t steps = 1;; steps++) {
		unsigned char *const bucket =
		    p->bytes + p->at[SECTION_BUCKETS] + BUCKET_SIZE * (size_t)i;
		const unsigned k = find_slot(bucket, hash);
		unsigned char *const at = bucket + 4 * (size_t)k;
		if (k < BUCKET_SLOTS) {
			put32(at + BUCKET_TAG, (uint32_t)hash);
			put32(at + BUCKET_NEXT, get32(at + BUCKET_NEXT) | next);
			/* of two hashes that look alike the first keeps its record */
			if (!get32(at + BUCKET_RECORD))
				put32(at + BUCKET_RECORD, record);
			return steps;
		}
		put32(bucket + BUCKET_FULL, 1);
		i = i + 1 == p->n_buckets ? 0 : i + 1;
	}
}

static uint32_t write_buckets(const struct builder *b, const struct plan *p)
{
	uint32_t most = 1;

	for (size_t i = 0; i < b->n_paths; i++) {
		const uint32_t steps =
		    fill_slot(p, b->paths[i].hash, b->paths[i].single, 0, b->paths[i].next);
		most = steps > most ? steps : most;
	}
	for (uint32_t i = 0; i < b->n; i++) {
		if (i && b->entries[i].hash == b->entries[i - 1].hash)
			continue;
		const uint32_t steps =
		    fill_slot(p, b->entries[i].hash, b->entries[i].single,
		              b->entries[i].record + 1, 0);
		most = steps > most ? steps : most;
	}
	return most;
}

static void write_head(const struct builder *b, const struct plan *p,
                       uint32_t n_types, uint32_t probes)
{
	unsigned char *const h = p->bytes;

	memcpy(h + IMAGE_AT_MAGIC, IMAGE_MAGIC, 8);
	put32(h + IMAGE_AT_VERSION, IMAGE_VERSION);
	put64(h + IMAGE_AT_SIZE, p->at[SECTIONS]);
	put32(h + IMAGE_AT_CASE, (uint32_t)b->how);
	put32(h + IMAGE_AT_FOLD, b->atoms.fold);
	put32(h + IMAGE_AT_NAMES, b->n);
	put32(h + IMAGE_AT_TYPES, n_types);
	h[IMAGE_AT_SMALL_BITS] = (unsigned char)p->small_bits;
	h[IMAGE_AT_FIRST_BITS] = (unsigned char)p->first_bits;
	h[IMAGE_AT_PAIR_BITS] = (unsigned char)p->pair_bits;
	put32(h + IMAGE_AT_BUCKETS, p->n_buckets);
	put32(h + IMAGE_AT_SINGLES, p->n_singles);
	put32(h + IMAGE_AT_PROBES, probes);
	for (int i = 0; i <= SECTIONS; i++)
		put64(h + IMAGE_AT_SECTIONS + 8 * i, p->at[i]);
	put64(h + IMAGE_AT_SUM, tag_gazetteer_sum(h, p->at[SECTIONS]));
}

unsigned char *tag_gazetteer_builder_end(struct builder *b,
                                         const char *const *types, uint32_t n_types,
                                         size_t *size)
{
	struct plan p = {.bytes = NULL};
	uint32_t places[NAME_TYPES_MAX];

	if (!b->strings.n && !tag_gazetteer_builder_string(b, "", 0))
		return NULL;
	for (uint32_t i = 0; i < n_types; i++)
		if (!(places[i] =
		          tag_gazetteer_builder_string(b, types[i], strlen(types[i]))))
			return NULL;
	if (!make_plan(b, n_types, &p))
		return NULL;
	*size = p.at[SECTIONS];
	p.bytes = calloc(*size, 1);
	if (!p.bytes)
		return NULL;
	for (uint32_t i = 0; i < n_types; i++)
		put32(p.bytes + p.at[SECTION_TYPES] + 4 * (size_t)i, places[i]);
	write_filters(b, &p);
	if (!write_records(b, &p)) {
		free(p.bytes);
		return NULL;
	}
	memcpy(p.bytes + p.at[SECTION_STRINGS], b->strings.p, b->strings.n);
	write_head(b, &p, n_types, write_buckets(b, &p));
	return p.bytes;
}
