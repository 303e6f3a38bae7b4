/* SPDX-License-Identifier: MIT */
/* checkpoint.c - a corpus as bytes and back, for a run that is taken up again.
 *
 * Head, first places, offsets of records, words, records, then for each key:
 * its halves, number of places, places; then such a head with no places.  The
 * numbers are this machine's: a checkpoint does not travel. */
#include "corpus_state.h"
#include <errno.h>
#include <string.h>

#define MAGIC UINT32_C(0x46435038) /* "FCP8" */

struct head {
	uint32_t magic, docs, min_words, cap;
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

struct sink {
	find_copies_put *put;
	void *to;
};

static int put_key(void *to, uint64_t key, const uint32_t *places, uint32_t n)
{
	const struct sink *const sink = to;
	const uint32_t head[] = {(uint32_t)(key >> 32), (uint32_t)key, n};

	if (sink->put(sink->to, head, sizeof head) < 0)
		return -1;
	return n == SEEDS_COMMON ? 0 : sink->put(sink->to, places, n * sizeof *places);
}

int find_copies_corpus_save(struct corpus *x, find_copies_put *put, void *to)
{
	const struct head head = {MAGIC,  x->n,          x->params.min_words,
	                          x->cap, x->words.size, x->records.size};
	const uint32_t end[3] = {0};

	if (put(to, &head, sizeof head) < 0 ||
	    put(to, x->first, x->n * sizeof *x->first) < 0 ||
	    put(to, x->record, x->n * sizeof *x->record) < 0 ||
	    put_pages(&x->words, put, to) < 0 || put_pages(&x->records, put, to) < 0)
		return -1;
	if (find_copies_seeds_each(&x->seeds, put_key, &(struct sink){put, to}) < 0)
		return -1;
	return put(to, end, sizeof end);
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

/* One key, which is new.  *more: it was not the end. */
static bool get_key(struct corpus *x, struct part *p, bool *more)
{
	uint32_t head[3], place = 1;
	const void *const bytes = get(p, sizeof head);
	struct seeds_found f = {.slot = NULL};
	uint64_t key;

	if (!bytes)
		return false;
	memcpy(head, bytes, sizeof head);
	key = (uint64_t)head[0] << 32 | head[1];
	const bool common = head[2] == SEEDS_COMMON;
	*more = head[2] != 0;
	if (!find_copies_seeds_relieve(&x->seeds))
		return false;
	for (uint32_t i = 0; i < (common ? 1 : head[2]); i++) {
		const void *const at = common ? &place : get(p, sizeof place);
		if (!at)
			return false;
		memcpy(&place, at, sizeof place);
		if (!find_copies_seeds_add(&x->seeds, key, &f, place, SEEDS_MOST))
			return errno = ENOMEM, false;
		find_copies_seeds_find(&x->seeds, key, true, &f);
	}
	if (common)
		find_copies_seeds_mark(&x->seeds, key, &f);
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
	for (bool more = true; more;)
		if (!get_key(x, &p, &more))
			return -1;
	return 0;
}
