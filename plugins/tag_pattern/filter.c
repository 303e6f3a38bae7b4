/* SPDX-License-Identifier: MIT */
/* filter.c - from the first two tests of every way through the rules to tables. */
#include "filter.h"

#include <catena/fold.h>
#include <catena/plugin.h>
#include <stdlib.h>
#include <string.h>

enum {
	APOSTROPHES_MAX = 4, /* of a word; with more of them any token may be it */
	VARIANT_ROOM = 1000
};

#define GOES_ON 32 /* the upper half */
#define ALL UINT64_MAX

/* ---- What a predicate asks of the token itself ---- */

enum sort { /* what tells most tokens that do not fulfil it */
	BY_WORD,
	BY_BYTES,
	BY_KIND,
	SORTS
};

static bool names_word(enum test_kind k)
{
	return k == TEST_WORD || k == TEST_LIST || k == TEST_EXACT;
}

/* The first test that it wants to hold and of which that is true; NULL: none. */
static const struct test *wanted(const struct rules *r, const struct predicate *p,
                                 bool (*is)(enum test_kind))
{
	for (uint32_t i = 0; i < p->n; i++) {
		if (!p->denied[i] && is(r->tests[p->test[i]].kind))
			return r->tests + p->test[i];
	}
	return NULL;
}

static bool names_bytes(enum test_kind k)
{
	return k == TEST_REGEX;
}

static enum sort sort_of(const struct rules *r, const struct predicate *p)
{
	if (wanted(r, p, names_word))
		return BY_WORD;
	return wanted(r, p, names_bytes) ? BY_BYTES : BY_KIND;
}

/* ---- Bits for pairs ---- */

/* Bits for pairs of what begins and what goes on, so many for each: the frequent
 * ones have more, for pairs of different predicates. */
static const struct range {
	unsigned from, n;
} pair_bits[SORTS][SORTS + 1] = {
    [BY_WORD] = {{0, 8}, {8, 5}, {13, 2}, {15, 1}},
    [BY_BYTES] = {{16, 4}, {20, 4}, {24, 1}, {25, 1}},
    [BY_KIND] = {{26, 3}, {29, 1}, {30, 1}, {31, 1}}, /* last ones: alone */
};

/* Which predicates share a bit is chance, and makes a fifth of the stage's time: of
 * 400 multipliers this one lets fewest tokens of the bench's texts through, with
 * the shipped rules.  Any other is as right. */
static const uint32_t spread = 0x1434f9d7;

static uint64_t bit_of(enum sort first, unsigned next, uint32_t predicate)
{
	const struct range *const b = &pair_bits[first][next];
	return UINT64_C(1) << (b->from + (predicate * spread >> 16) % b->n);
}

/* ---- Tables ---- */

static void set_bit(uint64_t *bits, uint32_t hash)
{
	const uint32_t i = hash >> (32 - FILTER_BITS);
	bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

static void open_all(uint64_t *words, size_t n, uint64_t bits)
{
	for (size_t i = 0; i < n; i++)
		words[i] |= bits;
}

/* Tokens of the kind and with the flags that it wants. */
static void open_kinds(struct filter *f, const struct rules *r,
                       const struct predicate *p, uint64_t bits)
{
	for (unsigned i = 0; i < 256; i++) {
		bool may = true;
		for (uint32_t k = 0; k < p->n; k++) {
			const struct test *const t = r->tests + p->test[k];
			if (p->denied[k])
				continue;
			if (t->kind == TEST_KIND)
				may = may && i / 16 == t->arg % 16;
			else if (t->kind == TEST_FLAG && t->arg < 16)
				may = may && (i & t->arg);
		}
		f->kinds[i] |= may ? bits : 0;
	}
}

static void open_bytes(struct filter *f, const struct rules *r,
                       const struct predicate *p, uint64_t bits)
{
	const struct test *const t = wanted(r, p, names_bytes);
	const struct regex *const x = t ? r->regexes[t->arg] : NULL;
	for (unsigned c = 0; c < 256; c++) {
		if (!x || tag_pattern_regex_begins(x, (unsigned char)c))
			f->first[c] |= bits;
		if (!x || tag_pattern_regex_ends(x, (unsigned char)c))
			f->last[c] |= bits;
	}
}

/* Is it a word that may fulfil the test?  (Words that are exact are not among the
 * rules' words.) */
static bool has_test(const struct rules *r, const struct word *w, uint32_t test)
{
	for (uint32_t e = w->first; e; e = r->entries[e - 1].next) {
		if (r->entries[e - 1].test == test)
			return true;
	}
	return false;
}

/* What is done with each of the hashes that tokens can have which are the word. */
struct use {
	struct filter *filter;
	uint64_t bits, *set; /* for its words; or a set of bits that it goes to */
};

static void use_hash(const struct use *u, const char *s, size_t n)
{
	const uint32_t hash = catena_hash(s, n);
	if (u->set)
		set_bit(u->set, hash);
	else
		u->filter->words[hash >> (32 - FILTER_WORD_BITS)] |= u->bits;
}

/* s with the apostrophes of `curly` as printers have them, and with a full stop at
 * its end, too: so the tests see neither. */
static void use_variant(const struct use *u, const char *s, size_t n,
                        unsigned curly)
{
	char out[VARIANT_ROOM];
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		const bool apostrophe = s[i] == '\'';
		if (apostrophe && curly & 1) {
			memcpy(out + to, "\xE2\x80\x99", 3);
			to += 3;
		} else {
			out[to++] = s[i];
		}
		curly >>= apostrophe;
	}
	use_hash(u, out, to);
	out[to++] = '.';
	use_hash(u, out, to);
}

static void use_word(const struct use *u, const char *s, size_t n)
{
	unsigned apostrophes = 0;
	for (size_t i = 0; i < n; i++)
		apostrophes += s[i] == '\'';
	if (apostrophes > APOSTROPHES_MAX || n > VARIANT_ROOM - 20) {
		if (u->set)
			open_all(u->set, (1 << FILTER_BITS) / 64, ALL);
		else
			open_all(u->filter->words, 1 << FILTER_WORD_BITS, u->bits);
		return;
	}
	for (unsigned curly = 0; curly < 1u << apostrophes; curly++)
		use_variant(u, s, n, curly);
}

static void use_words(const struct use *u, const struct rules *r, uint32_t test)
{
	for (uint32_t i = 0; i < r->cap_words; i++) {
		const struct word *const w = r->words + i;
		if (w->size && (test == UINT32_MAX || has_test(r, w, test)))
			use_word(u, r->strings + w->text, w->size);
	}
}

/* A literal is folded to be found by its hash; it may be as long as a line. */
static bool open_exact(const struct use *u, const char *s)
{
	const size_t n = strlen(s);
	char *const folded = malloc(CATENA_FOLD_ROOM(n) + 1);
	if (folded)
		use_hash(u, folded, catena_fold(folded, s, n));
	free(folded);
	return folded != NULL;
}

static bool open_words(struct filter *f, const struct rules *r,
                       const struct predicate *p, uint64_t bits)
{
	const struct use u = {f, bits, NULL};
	const struct test *const t = wanted(r, p, names_word);
	if (!t)
		open_all(f->words, 1 << FILTER_WORD_BITS, bits);
	else if (t->kind == TEST_EXACT)
		return open_exact(&u, r->strings + t->arg);
	else
		use_words(&u, r, (uint32_t)(t - r->tests));
	return true;
}

/* Tokens that may fulfil the predicate have these bits. */
static bool open(struct filter *f, const struct rules *r, uint32_t predicate,
                 uint64_t bits)
{
	const struct predicate *const p = r->predicates + predicate;
	open_kinds(f, r, p, bits);
	open_bytes(f, r, p, bits);
	return open_words(f, r, p, bits);
}

/* ---- Ways through the rules ---- */

struct work {
	const struct rules *rules;
	struct filter *filter;
	uint64_t *begins, *goes_on; /* bits of each predicate */
};

/* Behind a state that a match begins with. */
static void note_next(const struct work *w, const struct closure *next,
                      uint32_t first)
{
	const struct rules *const r = w->rules;
	const enum sort sort = sort_of(r, r->predicates + first);
	for (uint32_t i = 0; i < next->n; i++) {
		const struct state *const s = r->nfa.states + next->items[i];
		const bool ends = s->kind == STATE_ACCEPT;
		const unsigned then = ends ? SORTS : sort_of(r, r->predicates + s->arg);
		const uint64_t bit = bit_of(sort, then, first);
		w->begins[first] |= bit;
		if (ends)
			w->filter->alone |= bit << GOES_ON;
		else
			w->goes_on[s->arg] |= bit << GOES_ON;
	}
}

static bool find_pairs(const struct work *w)
{
	const struct rules *const r = w->rules;
	struct closure first = {0}, next = {0};
	const bool good = tag_pattern_closure_init(&first, &r->nfa) &&
	                  tag_pattern_closure_init(&next, &r->nfa);
	for (uint32_t i = 0; good && i < r->n_rules; i++)
		tag_pattern_closure_add(&first, &r->nfa, r->rules[i].start);
	for (uint32_t i = 0; good && i < first.n; i++) {
		const struct state *const s = r->nfa.states + first.items[i];
		if (s->kind != STATE_ATOM)
			continue;
		tag_pattern_closure_clear(&next);
		tag_pattern_closure_add(&next, &r->nfa, s->out);
		note_next(w, &next, s->arg);
	}
	tag_pattern_closure_free(&first);
	tag_pattern_closure_free(&next);
	return good;
}

static bool lists_numbers(const struct rules *r)
{
	bool found = false;
	for (uint32_t i = 0; i < r->cap_words && !found; i++) {
		const struct word *const w = r->words + i;
		const char *const s = r->strings + w->text;
		found = w->size && tag_pattern_filter_is_digit(s[0]) &&
		        tag_pattern_filter_is_digit(s[w->size - 1]);
	}
	return found;
}

static bool fill(struct filter *f, const struct rules *r)
{
	uint64_t bits[2][PREDICATES_MAX] = {{0}};
	const struct work w = {r, f, bits[0], bits[1]};
	bool good = find_pairs(&w);
	for (uint32_t i = 0; good && i < r->n_predicates; i++)
		good = !(bits[0][i] | bits[1][i]) || open(f, r, i, bits[0][i] | bits[1][i]);
	open_all(f->kinds, 256, f->alone);
	open_all(f->first, 256, f->alone);
	open_all(f->last, 256, f->alone);
	open_all(f->words, 1 << FILTER_WORD_BITS, f->alone);
	for (unsigned i = 0; i < 256; i++) { /* a match does not leave its sentence */
		if (i & CATENA_F_SENTENCE_START)
			f->kinds[i] &= f->alone | ALL >> GOES_ON;
	}
	use_words(&(struct use){f, 0, f->listed}, r, UINT32_MAX);
	f->lists_numbers = lists_numbers(r);
	for (uint32_t i = 0; i < r->n_tests; i++) {
		if (r->tests[i].kind == TEST_AFTER)
			use_words(&(struct use){f, 0, f->leading}, r, r->tests[i].arg);
	}
	return good;
}

struct filter *tag_pattern_filter_new(const struct rules *r)
{
	struct filter *f = calloc(1, sizeof *f);
	if (f && !fill(f, r)) {
		free(f);
		f = NULL;
	}
	return f;
}

/* ---- Tokens ---- */

static inline uint64_t may_be(const struct filter *f, const struct tokens *t,
                              uint32_t i)
{
	const uint32_t begin = t->begin[i], end = t->end[i];
	if (end <= begin)
		return ALL;
	return f->kinds[(t->kind[i] & 15) << 4 | (t->flags[i] & 15)] &
	       f->first[(unsigned char)t->text[begin]] &
	       f->last[(unsigned char)t->text[end - 1]] &
	       f->words[t->hash[i] >> (32 - FILTER_WORD_BITS)];
}

void tag_pattern_filter(const struct filter *f, const struct tokens *t,
                        uint64_t *may, uint64_t *begins)
{
	uint64_t next = f->alone; /* from the last token to the first */
	for (uint32_t i = t->n; i;) {
		const uint32_t from = (i - 1) & ~63u;
		uint64_t may_begin = 0, sentence = 0;
		while (i-- > from) {
			const uint64_t is = may_be(f, t, i);
			may_begin = may_begin << 1 | ((is & next >> GOES_ON) != 0);
			sentence = sentence << 1 | (t->flags[i] / CATENA_F_SENTENCE_START & 1u);
			next = is;
		}
		i = from;
		may[from / 64] = may_begin;
		begins[from / 64] = sentence;
	}
}
