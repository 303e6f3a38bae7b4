/* SPDX-License-Identifier: MIT */
/* record.c - what is kept of each document to say where an original is: its id,
 * and the bytes and characters of its words.
 *
 * A record: its head, the id, where words begin and end, the table of characters
 * that are more than a byte.  Where words are: groups of GROUP, of the end of the
 * word before the first and of a byte for each word: how far it is from the one
 * before it, and how long it is.  Behind the groups are those words that are
 * farther away or longer.  Where this would be more than begin and end of each
 * word, it is these. */
#include "corpus_state.h"
#include <errno.h>
#include <string.h>

struct record {
	uint32_t n, n_wide, id_size;
	uint32_t n_far; /* words that do not fit their byte */
	uint32_t bits;  /* of a size; the others of a byte are a gap; 0: pairs */
};

#define GROUP 32u /* words */
#define FAR 255u  /* a byte of one that does not fit */

struct group {
	uint32_t before;
	uint8_t word[GROUP];
};

struct far_word {
	uint32_t word, gap, size;
};

#define BATCH 1024u

/* Words and where they are have what the fingerprints leave: a page of them that is
 * asked for is seldom one that was asked for lately, but a fingerprint that is in
 * memory spares a read.  Where they are is asked least: that has what words do not
 * need, with some more for those to come, or little. */
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
	const uint64_t need = x->words.size / 2 * 3 + left / 8;
	const uint64_t words = need < left / 8 * 7 ? need : left / 8 * 7;

	return find_copies_paged_bound(&x->words, words) &&
	       find_copies_paged_bound(&x->records, left - words);
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

static uint64_t size_of_groups(const struct record *r)
{
	return ((uint64_t)r->n + GROUP - 1) / GROUP * sizeof(struct group);
}

static uint64_t size_of_words(const struct record *r)
{
	return r->bits
	           ? size_of_groups(r) + r->n_far * (uint64_t)sizeof(struct far_word)
	           : r->n * (uint64_t)8;
}

/* Does a word fit a byte with so many bits for its size? */
static inline bool fits(uint32_t gap, uint32_t size, uint32_t bits)
{
	return gap < 256u >> bits && size < 1u << bits && (size | gap << bits) != FAR;
}

/* Of texts some have words that are near each other, some long words. */
static void choose_bits(struct record *r, const struct copy_doc *d)
{
	uint32_t far_5 = 0, far_6 = 0, last = 0;

	for (uint32_t i = 0; i < d->n; i++) {
		const uint32_t gap = d->begin[i] - last, size = d->end[i] - d->begin[i];
		far_5 += !fits(gap, size, 5);
		far_6 += !fits(gap, size, 6);
		last = d->end[i];
	}
	r->n_far = far_5 <= far_6 ? far_5 : far_6;
	r->bits = far_5 <= far_6 ? 5 : 6;
	if (size_of_words(r) > r->n * (uint64_t)8)
		r->n_far = r->bits = 0;
}

static bool add_groups(struct paged *p, const struct record *r,
                       const struct copy_doc *d)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < d->n; i += GROUP) {
		const uint32_t n = d->n - i < GROUP ? d->n - i : GROUP;
		struct group g = {.before = last};
		for (uint32_t k = 0; k < n; k++) {
			const uint32_t begin = d->begin[i + k], end = d->end[i + k];
			g.word[k] = fits(begin - last, end - begin, r->bits)
			                ? (uint8_t)((begin - last) << r->bits | (end - begin))
			                : FAR;
			last = end;
		}
		if (!find_copies_paged_add(p, &g, sizeof g))
			return false;
	}
	return true;
}

static bool add_far(struct paged *p, const struct record *r,
                    const struct copy_doc *d)
{
	uint32_t last = 0;

	for (uint32_t i = 0, n = 0; n < r->n_far; i++) {
		const struct far_word f = {i, d->begin[i] - last, d->end[i] - d->begin[i]};
		last = d->end[i];
		if (fits(f.gap, f.size, r->bits))
			continue;
		if (!find_copies_paged_add(p, &f, sizeof f))
			return false;
		n++;
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
	struct record head = {.n = d->n, .n_wide = d->n_wide, .id_size = d->id_size};
	struct paged *const p = &x->records;

	if (!find_copies_make_room(x, x->n + 1))
		return false;
	choose_bits(&head, d);
	x->first[x->n] = x->base;
	x->record[x->n] = p->size;
	x->date[x->n] = d->date;
	return find_copies_record_near(x, x->n) &&
	       find_copies_paged_add(p, &head, sizeof head) &&
	       find_copies_paged_add(p, d->id, d->id_size) &&
	       (head.bits ? add_groups(p, &head, d) && add_far(p, &head, d)
	                  : add_pairs(p, d)) &&
	       find_copies_paged_add(p, d->wide, d->n_wide * sizeof *d->wide);
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

/* The gap before a word and its size, which do not fit its byte. */
static bool get_far(struct corpus *x, const struct record *r, uint64_t words,
                    uint32_t word, struct far_word *f)
{
	const uint64_t table = words + size_of_groups(r);
	uint32_t low = 0, high = r->n_far;

	*f = (struct far_word){UINT32_MAX, 0, 0};
	while (low < high && f->word != word) {
		const uint32_t mid = low + (high - low) / 2;
		if (!find_copies_paged_get(&x->records, table + mid * (uint64_t)sizeof *f,
		                           f, sizeof *f))
			return false;
		if (f->word < word)
			low = mid + 1;
		else
			high = mid;
	}
	if (f->word != word)
		errno = EIO;
	return f->word == word;
}

/* Where a word is in a group of which the words before it are known. */
static bool get_in_group(struct corpus *x, const struct record *r, uint64_t words,
                         uint32_t word, uint32_t *begin, uint32_t *end)
{
	const uint32_t in = word % GROUP, sizes = (1u << r->bits) - 1;
	struct group g;

	if (!find_copies_paged_get(
	        &x->records, words + word / GROUP * (uint64_t)sizeof g, &g, sizeof g))
		return false;
	*end = g.before;
	for (uint32_t i = 0; i <= in; i++) {
		struct far_word f = {0, g.word[i] >> r->bits, g.word[i] & sizes};
		if (g.word[i] == FAR && !get_far(x, r, words, word - in + i, &f))
			return false;
		*begin = *end + f.gap;
		*end = *begin + f.size;
	}
	return true;
}

/* Where a word is. */
static bool get_word(struct corpus *x, const struct record *r, uint64_t words,
                     uint32_t word, uint32_t *begin, uint32_t *end)
{
	uint32_t pair[2];

	if (r->bits)
		return get_in_group(x, r, words, word, begin, end);
	if (!find_copies_paged_get(&x->records, words + word * (uint64_t)8, pair, 8))
		return false;
	*begin = pair[0];
	*end = pair[1];
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
		const uint64_t at = x->record[c->doc];
		const uint32_t first = x->first[c->doc];
		struct record r;
		if (!paged_peek(&x->records, at) ||
		    !find_copies_paged_get(&x->records, at, &r, sizeof r))
			continue;
		const uint64_t words = at + sizeof r + r.id_size;
		const uint64_t step = r.bits ? sizeof(struct group) : 8 * GROUP;
		const uint64_t from = (c->of - first) / GROUP * step;
		const uint64_t last = (c->of_end - 1 - first) / GROUP * step;
		want(w, paged_peek(&x->records, words + from));
		want(w, paged_peek(&x->records, words + last));
		if (r.n_wide)
			want(w, paged_peek(&x->records, words + size_of_words(&r)));
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
	if (!find_copies_grow(&x->id, &x->room_id, r.id_size + 1, 1) ||
	    !find_copies_paged_get(&x->records, at, x->id, r.id_size) ||
	    !get_span(x, &r, at + r.id_size, c, s))
		return -1;
	x->id[r.id_size] = '\0';
	*id = x->id;
	*id_size = r.id_size;
	return 0;
}
