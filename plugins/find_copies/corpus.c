/* SPDX-License-Identifier: MIT */
/* corpus.c - looks up the fingerprints of a document, has them made into
 * passages, and keeps what it needs to find its own passages later. */
#define _POSIX_C_SOURCE 200809L
#include "corpus_state.h"

/* Of a fingerprint so many places are looked at, the earliest ones: what stands
 * in very many documents is boilerplate, and must not cost each new one a look
 * at all of them. */
#define PLACES_LOOKED_AT 64u

struct corpus *find_copies_corpus_new(const struct copy_params *params)
{
	struct corpus *const x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->params = *params;
	x->store.bound = params->memory;
	x->loaded = UINT32_MAX;
	return x;
}

void find_copies_corpus_free(struct corpus *x)
{
	if (!x)
		return;
	table_free(&x->table);
	store_free(&x->store);
	free(x->places);
	free(x->docs);
	free(x->copies);
	free(x->active);
	free(x->words);
	free(x->id);
	free(x);
}

double find_copies_similarity(const struct copy *c)
{
	const uint32_t a = c->to - c->from, b = c->of_to - c->of_from;

	return (double)c->same / (a > b ? a : b);
}

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

bool find_copies_make_room(struct corpus *x, uint32_t docs, uint32_t places)
{
	errno = ENOMEM;
	if (docs > UINT32_MAX / 2 || places > UINT32_MAX / 2)
		return false;
	if (docs > x->room) {
		const uint32_t room = docs + docs / 8 + 64;
		if (!grow(&x->docs, (size_t)room * sizeof *x->docs))
			return false;
		x->room = room;
	}
	if (places > x->room_places) {
		const uint32_t room = places + places / 8 + 1024;
		if (!grow(&x->places, (size_t)room * sizeof *x->places))
			return false;
		x->room_places = room;
	}
	return true;
}

/* ---- Searching ---- */

static const uint32_t *words_of(struct corpus *x, uint32_t doc)
{
	const struct taken *const t = x->docs + doc;
	const void *const here = store_peek(&x->store, t->offset);

	if (here)
		return here;
	if (x->loaded == doc)
		return x->words;
	if (t->n > x->room_words) {
		if (!grow(&x->words, (size_t)t->n * sizeof *x->words))
			return errno = ENOMEM, NULL;
		x->room_words = t->n;
	}
	x->loaded = UINT32_MAX;
	if (!store_get(&x->store, t->offset, x->words, (size_t)t->n * sizeof *x->words))
		return NULL;
	x->loaded = doc;
	return x->words;
}

/* Lets go of what ends at or before word `at`: words come in rising order. */
static void keep_active(struct corpus *x, uint32_t at)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->n_active; i++)
		if (x->copies[x->active[i]].to > at)
			x->active[n++] = x->active[i];
	x->n_active = n;
}

static bool activate(struct corpus *x, uint32_t copy)
{
	if (x->n_active == x->room_active) {
		const uint32_t room = x->room_active ? x->room_active * 2 : 64;
		if (!grow(&x->active, (size_t)room * sizeof *x->active))
			return errno = ENOMEM, false;
		x->room_active = room;
	}
	x->active[x->n_active++] = copy;
	return true;
}

/* Does a passage that was found already hold this seed? */
static bool is_known(const struct corpus *x, uint32_t doc, uint32_t at,
                     uint32_t of_at)
{
	for (uint32_t i = 0; i < x->n_active; i++) {
		const struct copy *const c = x->copies + x->active[i];
		if (c->of == doc && at >= c->from && at < c->to && of_at >= c->of_from &&
		    of_at < c->of_to)
			return true;
	}
	return false;
}

/* Is the passage inside so many others that one more says nothing new? */
static bool is_enough(const struct corpus *x, const struct copy *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->n_active; i++) {
		const struct copy *const a = x->copies + x->active[i];
		n += !a->ignored && a->from <= c->from && a->to >= c->to;
	}
	return n >= x->params.sources;
}

static bool add_copy(struct corpus *x, const struct copy *c)
{
	if (x->n_copies == x->room_copies) {
		const uint32_t room = x->room_copies ? x->room_copies * 2 : 64;
		if (!grow(&x->copies, (size_t)room * sizeof *x->copies))
			return errno = ENOMEM, false;
		x->room_copies = room;
	}
	x->copies[x->n_copies] = *c;
	return activate(x, x->n_copies++);
}

static bool look_up(struct corpus *x, const struct copy_doc *d,
                    const struct print *print)
{
	uint32_t rows[TABLE_ROWS];
	uint32_t n;

	/* What is new here reaches beyond the passages that are known, so that one
	 * of the later fingerprints finds it. */
	const struct copy here = {.from = print->at,
	                          .to = print->at + x->params.min_words};

	keep_active(x, print->at);
	if (is_enough(x, &here))
		return true;
	n = table_find(&x->table, print->key, rows);
	for (uint32_t i = 0; i < n && i < PLACES_LOOKED_AT; i++) {
		const struct place p = x->places[rows[i]];
		const bool itself = p.doc == x->n;
		struct copy c = {.of = p.doc, .from = print->at, .of_from = p.at};
		const uint32_t *words;
		if (is_known(x, p.doc, print->at, p.at))
			continue;
		words = itself ? d->hash : words_of(x, p.doc);
		if (!words)
			return false;
		if (!find_copies_extend(&x->params, d, words,
		                        itself ? d->n : x->docs[p.doc].n, itself, &c))
			continue;
		c.ignored = c.to - c.from < x->params.min_words ||
		            find_copies_similarity(&c) < x->params.min_similarity ||
		            is_enough(x, &c);
		if (!add_copy(x, &c))
			return false;
	}
	return true;
}

static bool remember(struct corpus *x, const struct print *print)
{
	if (!find_copies_make_room(x, 0, x->n_places + 1))
		return false;
	x->places[x->n_places] = (struct place){x->n, print->at};
	if (!table_add(&x->table, print->key, x->n_places))
		return errno = ENOMEM, false;
	x->n_places++;
	return true;
}

/* By where they begin; then the longer first, then the earlier original. */
static bool before(const struct copy *a, const struct copy *b)
{
	if (a->from != b->from)
		return a->from < b->from;
	if (a->to != b->to)
		return a->to > b->to;
	return a->of != b->of ? a->of < b->of : a->of_from < b->of_from;
}

/* Shell sort: no two are equal, so any sort gives the same. */
static void sort_copies(struct corpus *x)
{
	for (uint32_t gap = x->n_copies / 2; gap > 0; gap /= 2)
		for (uint32_t i = gap; i < x->n_copies; i++) {
			const struct copy c = x->copies[i];
			uint32_t k = i;
			for (; k >= gap && before(&c, x->copies + k - gap); k -= gap)
				x->copies[k] = x->copies[k - gap];
			x->copies[k] = c;
		}
}

/* A copy that lies inside `sources` others goes.  (The others come before it:
 * what is kept moves up, so `active` stays right.) */
static bool thin_out(struct corpus *x)
{
	const uint32_t n = x->n_copies;

	sort_copies(x);
	x->n_copies = x->n_active = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct copy c = x->copies[i];
		keep_active(x, c.from);
		if (c.ignored || is_enough(x, &c))
			continue;
		x->copies[x->n_copies] = c;
		if (!activate(x, x->n_copies++))
			return false;
	}
	return true;
}

/* ---- Taking in ---- */

static bool keep_words(struct corpus *x, const struct copy_doc *d)
{
	static const char zeros[4] = {0};
	struct taken *const t = x->docs + x->n;
	const size_t size = (size_t)d->n * sizeof *d->hash;

	*t = (struct taken){store_size(&x->store), d->n, d->id_size};
	return store_add(&x->store, d->hash, size) &&
	       store_add(&x->store, d->begin, size) &&
	       store_add(&x->store, d->end, size) &&
	       store_add(&x->store, d->id, d->id_size) &&
	       store_add(&x->store, zeros, -(size_t)d->id_size % 4);
}

int find_copies_corpus_take(struct corpus *x, const struct copy_doc *d,
                            const struct copy **copies, uint32_t *n)
{
	x->n_copies = x->n_active = 0;
	if (!find_copies_make_room(x, x->n + 1, x->n_places))
		return -1;
	for (uint32_t i = 0; i < d->n_prints; i++)
		if (!look_up(x, d, d->prints + i) || !remember(x, d->prints + i))
			return -1;
	if (!keep_words(x, d))
		return -1;
	x->n++;
	if (!thin_out(x))
		return -1;
	*copies = x->copies;
	*n = x->n_copies;
	return 0;
}

int find_copies_corpus_source(struct corpus *x, const struct copy *c,
                              uint32_t *begin, uint32_t *end, const char **id,
                              uint32_t *id_size)
{
	const struct taken *const t = x->docs + c->of;
	const uint64_t column = (uint64_t)t->n * sizeof(uint32_t);

	if (!store_get(&x->store, t->offset + column + (uint64_t)c->of_from * 4, begin,
	               sizeof *begin) ||
	    !store_get(&x->store, t->offset + 2 * column + (uint64_t)(c->of_to - 1) * 4,
	               end, sizeof *end))
		return -1;
	if (!grow(&x->id, (size_t)t->id_size + 1))
		return errno = ENOMEM, -1;
	x->id[t->id_size] = '\0';
	*id = x->id;
	*id_size = t->id_size;
	return store_get(&x->store, t->offset + 3 * column, x->id, t->id_size) ? 0 : -1;
}

/* ---- Checkpoints: the numbers are this machine's ---- */

struct head {
	uint32_t magic, docs, places, min_words;
	uint64_t store;
};

#define MAGIC UINT32_C(0x46435031) /* "FCP1" */

void *find_copies_corpus_save(const struct corpus *x, size_t *size)
{
	const struct head head = {MAGIC, x->n, x->n_places, x->params.min_words,
	                          store_size(&x->store)};
	const uint64_t docs = (uint64_t)x->n * sizeof *x->docs;
	const uint64_t places = (uint64_t)x->n_places * (sizeof *x->places + 4);
	unsigned char *bytes, *at;

	errno = ENOMEM;
	if (head.store > SIZE_MAX / 2 || docs + places > SIZE_MAX / 2 - sizeof head)
		return NULL;
	*size = (size_t)(sizeof head + docs + places + head.store);
	if (!(bytes = malloc(*size)))
		return NULL;
	memcpy(bytes, &head, sizeof head);
	at = bytes + sizeof head;
	if (docs)
		memcpy(at, x->docs, (size_t)docs);
	at += docs;
	if (x->n_places)
		memcpy(at, x->places, x->n_places * sizeof *x->places);
	at += x->n_places * sizeof *x->places;
	memset(at, 0, (size_t)x->n_places * 4); /* keys of what is remembered */
	for (uint64_t i = 0; x->table.slots && i < x->table.homes + TABLE_TAIL; i++) {
		const uint64_t slot = x->table.slots[i];
		const uint32_t key = (uint32_t)(slot >> 32);
		if (slot)
			memcpy(at + ((size_t)(uint32_t)slot - 1) * 4, &key, 4);
	}
	at += (size_t)x->n_places * 4;
	if (!store_get(&x->store, 0, at, (size_t)head.store)) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

int find_copies_corpus_load(struct corpus *x, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	const unsigned char *keys;
	struct head head;

	errno = EINVAL;
	if (size < sizeof head || x->n)
		return -1;
	memcpy(&head, at, sizeof head);
	at += sizeof head;
	if (head.magic != MAGIC || head.min_words != x->params.min_words ||
	    head.store > size ||
	    size != sizeof head + head.docs * (uint64_t)sizeof *x->docs +
	                head.places * (uint64_t)(sizeof *x->places + 4) + head.store)
		return -1;
	if (!find_copies_make_room(x, head.docs, head.places))
		return -1;
	if (head.docs)
		memcpy(x->docs, at, head.docs * sizeof *x->docs);
	at += head.docs * sizeof *x->docs;
	if (head.places)
		memcpy(x->places, at, head.places * sizeof *x->places);
	keys = at + head.places * sizeof *x->places;
	errno = ENOMEM;
	for (; x->n_places < head.places; x->n_places++) {
		uint32_t key;
		memcpy(&key, keys + (size_t)x->n_places * 4, 4);
		if (!table_add(&x->table, key, x->n_places))
			return -1;
	}
	if (!store_add(&x->store, keys + (size_t)head.places * 4, (size_t)head.store))
		return -1;
	x->n = head.docs;
	return 0;
}
