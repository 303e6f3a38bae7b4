/* SPDX-License-Identifier: MIT */
/* checkpoint.c - a corpus as bytes and back, for a run that is taken up again.
 *
 * Head, first places, offsets of records, words, records, then for each key:
 * its halves, number of places, places.  The numbers are this machine's: a
 * checkpoint does not travel. */
#include "corpus_state.h"
#include <errno.h>
#include <string.h>

#define MAGIC UINT32_C(0x46435033) /* "FCP3" */

struct head {
	uint32_t magic, docs, min_words, cap, thinned, keys;
	uint64_t words, records; /* bytes */
};

static int put_pages(struct paged *p, find_copies_put *put, void *to)
{
	for (uint64_t at = 0; at < p->size; at += PAGED_PAGE) {
		const uint64_t left = p->size - at;
		const unsigned char *const page = find_copies_paged_view(p, at);
		if (!page ||
		    put(to, page, left < PAGED_PAGE ? (size_t)left : PAGED_PAGE) < 0)
			return -1;
	}
	return 0;
}

/* One word more than places, so that a key and its number come in one part. */
static int put_key(struct seeds *s, uint64_t key, find_copies_put *put, void *to)
{
	struct seeds_found f;
	uint32_t head[3] = {(uint32_t)(key >> 32), (uint32_t)key, 0};

	find_copies_seeds_find(s, key, &f);
	head[2] = f.common ? SEEDS_COMMON : f.n;
	if (put(to, head, sizeof head) < 0)
		return -1;
	return f.n ? put(to, f.places, f.n * sizeof *f.places) : 0;
}

int find_copies_corpus_save(struct corpus *x, find_copies_put *put, void *to)
{
	const struct head head = {MAGIC,
	                          x->n,
	                          x->params.min_words,
	                          x->cap,
	                          x->seeds.thinned,
	                          (uint32_t)x->seeds.keys,
	                          x->words.size,
	                          x->records.size};

	if (put(to, &head, sizeof head) < 0 ||
	    put(to, x->first, x->n * sizeof *x->first) < 0 ||
	    put(to, x->record, x->n * sizeof *x->record) < 0 ||
	    put_pages(&x->words, put, to) < 0 || put_pages(&x->records, put, to) < 0)
		return -1;
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		for (uint64_t k = 0; k < find_copies_seeds_slots(&x->seeds, i); k++) {
			uint64_t key;
			if (find_copies_seeds_key(&x->seeds, i, k, &key) &&
			    put_key(&x->seeds, key, put, to) < 0)
				return -1;
		}
	return 0;
}

struct part { /* what is left to be read */
	const unsigned char *at;
	size_t left;
};

static const void *get(struct part *p, uint64_t size)
{
	const void *const at = p->at;

	if (size > p->left)
		return errno = EINVAL, NULL;
	p->at += size;
	p->left -= (size_t)size;
	return at;
}

static bool get_key(struct corpus *x, struct part *p)
{
	uint32_t head[3], place = 1;
	const void *const bytes = get(p, sizeof head);
	struct seeds_found f;
	uint64_t key;

	if (!bytes)
		return false;
	memcpy(head, bytes, sizeof head);
	key = (uint64_t)head[0] << 32 | head[1];
	const bool common = head[2] == SEEDS_COMMON;
	for (uint32_t i = 0; i < (common ? 1 : head[2]); i++) {
		const void *const at = common ? &place : get(p, sizeof place);
		if (!at)
			return false;
		memcpy(&place, at, sizeof place);
		find_copies_seeds_find(&x->seeds, key, &f);
		errno = ENOMEM;
		if (!find_copies_seeds_add(&x->seeds, key, &f, place, SEEDS_MOST))
			return false;
	}
	if (common && find_copies_seeds_find(&x->seeds, key, &f))
		find_copies_seeds_mark(&x->seeds, &f);
	return true;
}

static bool get_docs(struct corpus *x, struct part *p, const struct head *head)
{
	const uint64_t first = (uint64_t)head->docs * sizeof *x->first;
	const uint64_t record = (uint64_t)head->docs * sizeof *x->record;
	const void *const a = get(p, first), *const b = a ? get(p, record) : NULL;
	const void *const words = b ? get(p, head->words) : NULL;
	const void *const records = words ? get(p, head->records) : NULL;

	if (!records || !find_copies_make_room(x, head->docs))
		return false;
	if (head->docs) {
		memcpy(x->first, a, (size_t)first);
		memcpy(x->record, b, (size_t)record);
		memset(x->date, 0, head->docs * sizeof *x->date);
	}
	for (uint32_t i = 0; i < head->docs; i++)
		if (!find_copies_record_near(x, i))
			return false;
	x->n = head->docs;
	x->words.size = 0; /* the border before the first document is among them */
	return find_copies_paged_add(&x->words, words, (size_t)head->words) &&
	       find_copies_paged_add(&x->records, records, (size_t)head->records);
}

int find_copies_corpus_load(struct corpus *x, const void *bytes, size_t size)
{
	struct part p = {bytes, size};
	const void *const at = get(&p, sizeof(struct head));
	struct head head;

	errno = EINVAL;
	if (!at || x->n)
		return -1;
	memcpy(&head, at, sizeof head);
	if (head.magic != MAGIC || head.min_words != x->params.min_words ||
	    head.cap != x->cap || !get_docs(x, &p, &head))
		return -1;
	x->seeds.thinned = head.thinned;
	for (uint32_t i = 0; i < head.keys; i++)
		if (!get_key(x, &p))
			return -1;
	return 0;
}
