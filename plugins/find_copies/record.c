/* SPDX-License-Identifier: MIT */
/* record.c - what is kept of each document to say where an original is: its id,
 * and the bytes and characters of its words.
 *
 * A record: its head, where words begin and end, the table of characters that are
 * more than a byte, the id.  Where words are: groups of GROUP, of the begin of the
 * first and for each word how far it is from that of the one before and how long it
 * is, in a byte each; or, if these do not fit a byte in a document, begin and size
 * of each. */
#include "corpus_state.h"
#include <errno.h>
#include <string.h>

struct record {
	uint32_t n, n_wide, id_size;
	uint32_t narrow; /* distances and sizes fit a byte */
};

#define GROUP 32u /* words */

struct group {
	uint32_t begin;
	uint8_t step[GROUP], size[GROUP]; /* the first step is 0 */
};

#define BATCH 1024u

/* Words and where they are have what the fingerprints leave: a page of them that is
 * asked for is seldom one that was asked for lately, but a fingerprint that is in
 * memory spares a read. */
bool find_copies_share_memory(struct corpus *x)
{
	const uint64_t all = x->params.memory / 16 * 15;
	const uint64_t used =
	    x->most_seeds +
	    x->room *
	        (uint64_t)(sizeof *x->first + sizeof *x->record + sizeof *x->date) +
	    x->room_near * (uint64_t)sizeof *x->near +
	    ((uint64_t)x->words.room + x->records.room) * sizeof *x->words.pages;
	const uint64_t left = used < all ? all - used : 0;

	return find_copies_paged_bound(&x->words, left / 3 * 2) &&
	       find_copies_paged_bound(&x->records, left / 3);
}

bool find_copies_make_room(struct corpus *x, uint32_t docs)
{
	uint32_t room = x->room, dates = x->room;

	if (docs <= x->room)
		return true;
	if (!find_copies_grow(&x->first, &room, docs, sizeof *x->first) ||
	    !find_copies_grow(&x->date, &dates, docs, sizeof *x->date) ||
	    !find_copies_grow(&x->record, &x->room, docs, sizeof *x->record))
		return false;
	return find_copies_share_memory(x);
}

static uint64_t size_of_words(const struct record *r)
{
	return r->narrow ? ((uint64_t)r->n + GROUP - 1) / GROUP * sizeof(struct group)
	                 : r->n * (uint64_t)8;
}

static bool is_narrow(const struct copy_doc *d)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < d->n; i++)
		longest |= d->end[i] - d->begin[i];
	for (uint32_t i = 1; i < d->n; i++)
		longest |= d->begin[i] - d->begin[i - 1];
	return longest < 256;
}

static bool add_groups(struct paged *p, const struct copy_doc *d)
{
	for (uint32_t i = 0; i < d->n; i += GROUP) {
		const uint32_t n = d->n - i < GROUP ? d->n - i : GROUP;
		struct group g = {.begin = d->begin[i]};
		for (uint32_t k = 0; k < n; k++) {
			g.step[k] = k ? (uint8_t)(d->begin[i + k] - d->begin[i + k - 1]) : 0;
			g.size[k] = (uint8_t)(d->end[i + k] - d->begin[i + k]);
		}
		if (!find_copies_paged_add(p, &g, sizeof g))
			return false;
	}
	return true;
}

static bool add_pairs(struct paged *p, const struct copy_doc *d)
{
	uint32_t pairs[BATCH][2];

	for (uint32_t i = 0; i < d->n; i += BATCH) {
		const uint32_t n = d->n - i < BATCH ? d->n - i : BATCH;
		for (uint32_t k = 0; k < n; k++) {
			pairs[k][0] = d->begin[i + k];
			pairs[k][1] = d->end[i + k];
		}
		if (!find_copies_paged_add(p, pairs, n * sizeof *pairs))
			return false;
	}
	return true;
}

/* The steps that lie before the first word of a document belong to those before
 * it. */
bool find_copies_record_near(struct corpus *x, uint32_t doc)
{
	const uint32_t steps = x->first[doc] / PLACES_NEAR + 1;

	if (!find_copies_grow(&x->near, &x->room_near, steps, sizeof *x->near))
		return false;
	while (x->n_near < steps) {
		const uint64_t place = (uint64_t)x->n_near * PLACES_NEAR;
		x->near[x->n_near++] = doc && place < x->first[doc] ? doc - 1 : doc;
	}
	return true;
}

bool find_copies_record_add(struct corpus *x, const struct copy_doc *d)
{
	const struct record head = {d->n, d->n_wide, d->id_size, is_narrow(d)};
	struct paged *const p = &x->records;

	if (!find_copies_make_room(x, x->n + 1))
		return false;
	x->first[x->n] = x->base;
	x->record[x->n] = p->size;
	x->date[x->n] = d->date;
	return find_copies_record_near(x, x->n) &&
	       find_copies_paged_add(p, &head, sizeof head) &&
	       (head.narrow ? add_groups(p, d) : add_pairs(p, d)) &&
	       find_copies_paged_add(p, d->wide, d->n_wide * sizeof *d->wide) &&
	       find_copies_paged_add(p, d->id, d->id_size);
}

/* The document that a place is in: between that of the step before it and that of
 * the step behind. */
uint32_t find_copies_record_of(const struct corpus *x, uint32_t place)
{
	const uint32_t step = place / PLACES_NEAR;
	uint32_t low = step < x->n_near ? x->near[step] : x->n - 1;
	uint32_t high = step + 1 < x->n_near ? x->near[step + 1] + 1 : x->n;

	if (high > x->n)
		high = x->n;
	while (high > low + 1) {
		const uint32_t mid = low + (high - low) / 2;
		if (x->first[mid] <= place)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* Two reads, each of which leads to the next. */
void find_copies_record_docs(struct corpus *x, struct copy *copies, uint32_t n)
{
	struct wanted *const w = &x->wanted;

	for (uint32_t i = 0; i < n; i++)
		if (copies[i].of / PLACES_NEAR < x->n_near)
			want(w, x->near + copies[i].of / PLACES_NEAR);
	find_copies_read(w);
	for (uint32_t i = 0; i < n; i++)
		if (copies[i].of / PLACES_NEAR < x->n_near)
			want(w, x->first + x->near[copies[i].of / PLACES_NEAR]);
	find_copies_read(w);
	for (uint32_t i = 0; i < n; i++)
		if (copies[i].doc == COPY_NO_DOC)
			copies[i].doc = find_copies_record_of(x, copies[i].of);
}

/* The characters before a byte, in code points and in UTF-16 units. */
static bool count(struct corpus *x, uint64_t table, uint32_t n, uint32_t byte,
                  uint32_t *chars, uint32_t *utf16)
{
	struct wide w = {0, 0, 0, 1};
	uint32_t low = 0, high = n;

	while (low < high) { /* the last entry at or before the byte */
		const uint32_t mid = low + (high - low) / 2;
		struct wide other;
		if (!find_copies_paged_get(&x->records, table + mid * (uint64_t)sizeof w,
		                           &other, sizeof other))
			return false;
		if (other.at <= byte) {
			w = other;
			low = mid + 1;
		} else
			high = mid;
	}
	*chars = w.chars + (byte - w.at) / w.size;
	*utf16 = w.utf16 + (byte - w.at) / w.size * (w.size == 4 ? 2 : 1);
	return true;
}

/* Where a word is. */
static bool get_word(struct corpus *x, const struct record *r, uint64_t words,
                     uint32_t word, uint32_t *begin, uint32_t *end)
{
	const uint32_t in = word % GROUP;
	uint32_t pair[2];
	struct group g;

	if (!r->narrow) {
		if (!find_copies_paged_get(&x->records, words + word * (uint64_t)8, pair,
		                           8))
			return false;
		*begin = pair[0];
		*end = pair[1];
		return true;
	}
	if (!find_copies_paged_get(
	        &x->records, words + word / GROUP * (uint64_t)sizeof g, &g, sizeof g))
		return false;
	*begin = g.begin;
	for (uint32_t i = 1; i <= in; i++)
		*begin += g.step[i];
	*end = *begin + g.size[in];
	return true;
}

static bool get_span(struct corpus *x, const struct record *r, uint64_t words,
                     const struct copy *c, struct copy_span *s)
{
	const uint32_t first = c->of - x->first[c->doc];
	const uint32_t last = c->of_end - 1 - x->first[c->doc];
	const uint64_t table = words + size_of_words(r);
	uint32_t other;

	return get_word(x, r, words, first, &s->begin, &other) &&
	       get_word(x, r, words, last, &other, &s->end) &&
	       count(x, table, r->n_wide, s->begin, &s->begin_chars, &s->begin_utf16) &&
	       count(x, table, r->n_wide, s->end, &s->end_chars, &s->end_utf16);
}

/* Three reads, each of which leads to the next. */
void find_copies_corpus_sources(struct corpus *x, const struct copy *copies,
                                uint32_t n)
{
	struct wanted *const w = &x->wanted;

	for (uint32_t i = 0; i < n; i++)
		want(w, x->record + copies[i].doc);
	find_copies_read(w);
	for (uint32_t i = 0; i < n; i++)
		want(w, paged_peek(&x->records, x->record[copies[i].doc]));
	find_copies_read(w);
	for (uint32_t i = 0; i < n; i++) {
		const struct copy *const c = copies + i;
		const uint64_t at = x->record[c->doc], words = at + sizeof(struct record);
		const uint32_t first = x->first[c->doc];
		struct record r;
		if (!paged_peek(&x->records, at) ||
		    !find_copies_paged_get(&x->records, at, &r, sizeof r))
			continue;
		const uint64_t wides = words + size_of_words(&r);
		const uint64_t step = r.narrow ? sizeof(struct group) : 8 * GROUP;
		const uint64_t from = (c->of - first) / GROUP * step;
		const uint64_t last = (c->of_end - 1 - first) / GROUP * step;
		want(w, paged_peek(&x->records, words + from));
		want(w, paged_peek(&x->records, words + last));
		if (r.n_wide)
			want(w, paged_peek(&x->records, wides));
		want(w, paged_peek(&x->records, wides + r.n_wide * sizeof(struct wide)));
	}
	find_copies_read(w);
}

int find_copies_corpus_source(struct corpus *x, const struct copy *c,
                              struct copy_span *s, const char **id,
                              uint32_t *id_size)
{
	struct record r;
	uint64_t at = x->record[c->doc];

	if (!find_copies_paged_get(&x->records, at, &r, sizeof r))
		return -1;
	at += sizeof r;
	if (!get_span(x, &r, at, c, s))
		return -1;
	at += size_of_words(&r) + (uint64_t)r.n_wide * sizeof(struct wide);
	if (!find_copies_grow(&x->id, &x->room_id, r.id_size + 1, 1) ||
	    !find_copies_paged_get(&x->records, at, x->id, r.id_size))
		return -1;
	x->id[r.id_size] = '\0';
	*id = x->id;
	*id_size = r.id_size;
	return 0;
}
