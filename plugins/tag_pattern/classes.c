/* SPDX-License-Identifier: MIT */
/* classes.c - from tokens to classes. */
#include "classes.h"
#include "filter.h"
#include "../share/bits.h"
#include "../share/prefetch.h"

#include <catena/fold.h>
#include <catena/plugin.h>
#include <stdlib.h>
#include <string.h>

enum {
	CACHED =
	    32768, /* a power of 2: 1 MiB; half as many are a fifth slower on books */
	TEXT_MAX = 25,   /* bytes of a token that is kept */
	RECALLED = 4096, /* a power of 2 */
	SCANNED = 512,   /* a power of 2 */
	WORDED = 512,    /* a power of 2 */
	WORD_MAX = 15    /* bytes of one that is kept */
};

/* The token's own facts that tests may ask for, beside its text. */
#define OWN_FLAGS (CATENA_F_CAPITALISED | CATENA_F_ALL_CAPS | CATENA_F_HAS_DIGIT)

struct cached {
	uint32_t class_; /* + 1; 0: empty */
	uint8_t size, kind, flags;
	char text[TEXT_MAX];
};

struct recalled {
	uint64_t key;
	uint32_t own, letter;
};

struct worded {
	const struct word *word; /* of the rules; NULL: it is none */
	uint8_t size;            /* of the text; 0: empty */
	char text[WORD_MAX];
};

/* Of tokens that are no words of the rules only this is asked. */
struct scanned {
	uint32_t class_; /* + 1; 0: empty */
	uint16_t state;
	uint8_t kind, flags;
};

struct class
{
	uint64_t tests[TESTS_MAX / 64];
	uint64_t predicates[PREDICATES_MAX / 64];
	bool leads;
};

static void set_bit(uint64_t *bits, uint32_t i)
{
	bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

static bool has_bit(const uint64_t *bits, uint32_t i)
{
	return bits[i >> 6] >> (i & 63) & 1;
}

bool tag_pattern_class_fulfils(const struct classes *c, uint32_t class_, uint32_t t)
{
	return has_bit(c->items[class_].tests, t);
}

bool tag_pattern_class_leads(const struct classes *c, uint32_t class_)
{
	return c->items[class_].leads;
}

bool tag_pattern_class_has(const struct classes *c, uint32_t class_, uint32_t p)
{
	return has_bit(c->items[class_].predicates, p);
}

/* ---- Life ---- */

struct byte_may { /* be the first, the last, any byte of a token that fulfils a test
	               */
	bool begin, end, any;
};

static struct byte_may may_at(const struct rules *r, const struct test *t,
                              unsigned char c)
{
	const char *const s = t->kind == TEST_EXACT ? r->strings + t->arg : "";
	const size_t n = strlen(s);
	if (t->kind == TEST_REGEX)
		return (struct byte_may){tag_pattern_regex_begins(r->regexes[t->arg], c),
		                         tag_pattern_regex_ends(r->regexes[t->arg], c),
		                         tag_pattern_regex_holds(r->regexes[t->arg], c)};
	if (n)
		return (struct byte_may){(unsigned char)*s == c,
		                         (unsigned char)s[n - 1] == c,
		                         memchr(s, c, n) != NULL};
	return (struct byte_may){true, true, true};
}

/* Words are looked up, kinds and flags are seen and context is set: the others are
 * tried, those of them that a first and a last byte leave possible. */
static void list_tried(struct classes *c)
{
	const struct rules *const r = c->rules;
	memset(c->kinds, 0xFF, sizeof c->kinds);
	memset(c->flags, 0xFF, sizeof c->flags);
	for (uint32_t i = 0; i < r->n_tests; i++) {
		const struct test *const t = r->tests + i;
		if (t->kind == TEST_KIND)
			c->kinds[t->arg % CATENA_TOKEN_KINDS] = i;
		else if (t->kind == TEST_FLAG)
			c->flags[t->arg % CLASSES_FLAGS] = i;
		else if (t->kind == TEST_EXACT || t->kind == TEST_REGEX ||
		         t->kind == TEST_SHAPE)
			c->tried[c->n_tried++] = (uint16_t)i;
	}
	for (uint32_t k = 0; k < c->n_tried; k++) {
		for (unsigned ch = 0; ch < 256; ch++) {
			const struct byte_may may =
			    may_at(r, r->tests + c->tried[k], (unsigned char)ch);
			c->may[k / 64].begin[ch] |= (uint64_t)may.begin << k % 64;
			c->may[k / 64].end[ch] |= (uint64_t)may.end << k % 64;
			c->may[k / 64].any[ch] |= (uint64_t)may.any << k % 64;
		}
	}
}

bool tag_pattern_classes_init(struct classes *c, const struct rules *rules)
{
	*c = (struct classes){.rules = rules};
	c->table = calloc(2 * CLASSES_MAX, sizeof *c->table);
	c->cache = calloc(CACHED, sizeof *c->cache);
	c->recalled = calloc(RECALLED, sizeof *c->recalled);
	c->scanned = calloc(SCANNED, sizeof *c->scanned);
	c->worded = calloc(WORDED, sizeof *c->worded);
	const bool scan = tag_pattern_scan_init(&c->scan, rules);
	list_tried(c);
	memset(c->context, 0xFF, sizeof c->context);
	for (uint32_t i = rules->n_tests; i-- > 0;) {
		if (rules->tests[i].kind >= TEST_FIRST)
			c->context[rules->tests[i].kind] = i;
	}
	if (c->table && c->cache && c->recalled && c->scanned && c->worded && scan)
		return true;
	tag_pattern_classes_free(c);
	return false;
}

void tag_pattern_classes_free(struct classes *c)
{
	free(c->items);
	free(c->letters);
	free(c->table);
	free(c->cache);
	free(c->recalled);
	free(c->scanned);
	free(c->worded);
	tag_pattern_scan_free(&c->scan);
	free(c->folded);
	*c = (struct classes){0};
}

void tag_pattern_classes_forget(struct classes *c)
{
	c->n = 0;
	memset(c->table, 0, 2 * CLASSES_MAX * sizeof *c->table);
	memset(c->cache, 0, CACHED * sizeof *c->cache);
	memset(c->recalled, 0, RECALLED * sizeof *c->recalled);
	memset(c->scanned, 0, SCANNED * sizeof *c->scanned);
}

/* ---- Classes by their tests ---- */

static bool holds(const struct predicate *p, const uint64_t *tests)
{
	for (uint32_t i = 0; i < p->n; i++) {
		if (has_bit(tests, p->test[i]) == p->denied[i])
			return false;
	}
	return true;
}

static bool leads(const struct classes *c, const uint64_t *tests)
{
	const struct rules *const r = c->rules;
	for (uint32_t i = c->context[TEST_AFTER]; i < r->n_tests; i++) {
		if (r->tests[i].kind == TEST_AFTER && has_bit(tests, r->tests[i].arg))
			return true;
	}
	return false;
}

static uint32_t hash_tests(const uint64_t *tests)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < TESTS_MAX / 64; i++)
		h = catena_hash_step(h, tests[i]);
	return catena_hash_end(h);
}

static bool more_classes(struct classes *c)
{
	const uint32_t cap = c->cap ? c->cap * 2 : 256;
	struct class *const more = realloc(c->items, cap * sizeof *more);
	if (more)
		c->items = more;
	uint32_t *const letters = realloc(c->letters, cap * sizeof *letters);
	if (letters)
		c->letters = letters;
	if (more && letters)
		c->cap = cap;
	return more && letters;
}

/* Of the newest class, which is not counted yet. */
static uint32_t letter_of_last(const struct classes *c)
{
	const struct class *const x = c->items + c->n;
	uint32_t i = 0;
	while (i < c->n &&
	       (c->letters[i] != i || memcmp(c->items[i].predicates, x->predicates,
	                                     sizeof x->predicates) != 0))
		i++;
	return i;
}

/* Beyond the limit only until the caller forgets: the table has twice the
 * room, and a sentence's piece has fewer tokens than are left. */
static uint32_t intern(struct classes *c, const uint64_t *tests)
{
	uint32_t at = hash_tests(tests);
	for (;; at++) {
		uint32_t *const slot = c->table + (at & (2 * CLASSES_MAX - 1));
		if (*slot &&
		    !memcmp(c->items[*slot - 1].tests, tests, sizeof c->items[0].tests))
			return *slot - 1;
		if (*slot)
			continue;
		if (c->n == c->cap && !more_classes(c))
			return UINT32_MAX;
		struct class *const x = c->items + c->n;
		memcpy(x->tests, tests, sizeof x->tests);
		memset(x->predicates, 0, sizeof x->predicates);
		for (uint32_t i = 0; i < c->rules->n_predicates; i++) {
			if (holds(c->rules->predicates + i, tests))
				set_bit(x->predicates, i);
		}
		x->leads = leads(c, tests);
		c->letters[c->n] = letter_of_last(c);
		*slot = ++c->n;
		return c->n - 1;
	}
}

/* ---- The tests of one token ---- */

/* Folded, with the apostrophe that keyboards have; NULL: out of memory. */
static const char *fold(struct classes *c, const char *s, size_t n, size_t *size)
{
	const size_t need = CATENA_FOLD_ROOM(n);
	if (need > c->folded_cap) {
		char *const more = realloc(c->folded, need + 64);
		if (!more)
			return NULL;
		c->folded = more;
		c->folded_cap = need + 64;
	}
	*size = catena_fold(c->folded, s, n);
	size_t to = 0;
	for (size_t i = 0; i < *size; i++, to++) {
		const bool curly =
		    *size - i > 2 && !memcmp(c->folded + i, "\xE2\x80\x99", 3);
		c->folded[to] = curly ? '\'' : c->folded[i];
		i += curly ? 2 : 0;
	}
	*size = to;
	return c->folded;
}

/* Runs of more than four alike count as four. */
static bool has_shape(const char *s, size_t n, const char *shape)
{
	char last = 0;
	unsigned run = 0;
	for (size_t i = 0; i < n; i++) {
		const char ch = s[i];
		char sign = ch;
		if ((ch >= 'a' && ch <= 'z') || (unsigned char)ch >= 0x80)
			sign = 'x';
		else if (ch >= 'A' && ch <= 'Z')
			sign = 'X';
		else if (ch >= '0' && ch <= '9')
			sign = 'd';
		if (((unsigned char)ch & 0xC0) == 0x80)
			continue; /* inside a character */
		run = sign == last ? run + 1 : 1;
		last = sign;
		if (run > 4)
			continue;
		if (*shape++ != sign)
			return false;
	}
	return !*shape;
}

struct token {
	const char *s, *folded;
	size_t n, folded_n;
	uint8_t kind, flags;
};

static bool fulfils(const struct rules *r, const struct test *t,
                    const struct token *x)
{
	const char *s;
	switch (t->kind) {
	case TEST_EXACT:
		s = r->strings + t->arg;
		return strlen(s) == x->n && !memcmp(s, x->s, x->n);
	case TEST_REGEX:
		return tag_pattern_regex_matches(r->regexes[t->arg], x->s, x->n);
	case TEST_SHAPE:
		return has_shape(x->s, x->n, r->strings + t->arg);
	default:
		return false; /* not tried */
	}
}

/* Which of the word's 64 tests that are tried may hold, by the bytes. */
static uint64_t may_hold(const struct classes *c, uint32_t word,
                         const struct token *x)
{
	const unsigned char *const s = (const unsigned char *)x->s;
	uint64_t may =
	    x->n ? c->may[word].begin[*s] & c->may[word].end[s[x->n - 1]] : 0;
	for (size_t i = 1; i + 1 < x->n && may; i++)
		may &= c->may[word].any[s[i]];
	return may;
}

/* Those of the bytes, where the scan does not know them. */
static void try_tests(const struct classes *c, const struct token *x,
                      uint64_t *tests)
{
	const struct rules *const r = c->rules;
	for (uint32_t k = 0; k < c->n_tried; k += 64) {
		for (uint64_t may = may_hold(c, k / 64, x); may; may &= may - 1) {
			const uint32_t test = c->tried[k + share_lowest(may)];
			if (fulfils(r, r->tests + test, x))
				set_bit(tests, test);
		}
	}
}

/* Those of its bytes, which the scan has ended in, its kind and its flags. */
static void find_tests(const struct classes *c, const struct token *x,
                       uint32_t state, uint64_t *tests)
{
	if (x->n && state != SCAN_UNKNOWN)
		memcpy(tests, c->scan.holds[state], sizeof *c->scan.holds);
	else
		try_tests(c, x, tests);
	if (x->kind < CATENA_TOKEN_KINDS && c->kinds[x->kind] != UINT32_MAX)
		set_bit(tests, c->kinds[x->kind]);
	for (unsigned f = 1; f < CLASSES_FLAGS; f *= 2) {
		if (x->flags & f && c->flags[f] != UINT32_MAX)
			set_bit(tests, c->flags[f]);
	}
}

/* Those of words of the rules. */
static void find_words(const struct classes *c, const struct token *x,
                       uint64_t *tests)
{
	const struct rules *const r = c->rules;
	const struct word *const w = tag_pattern_word(r, x->folded, x->folded_n);
	for (uint32_t e = w ? w->first : 0; e; e = r->entries[e - 1].next) {
		if (r->entries[e - 1].test != UINT32_MAX &&
		    (w->size == x->folded_n || r->entries[e - 1].list))
			set_bit(tests, r->entries[e - 1].test);
	}
}

static bool is_listed(const struct classes *c, const struct tokens *t, uint32_t i)
{
	const struct filter *const f = c->rules->filter;
	return tag_pattern_filter_has(f, f->listed, t, i);
}

static uint32_t class_without_cache(struct classes *c, const struct tokens *t,
                                    uint32_t i)
{
	uint64_t tests[TESTS_MAX / 64] = {0};
	struct token x = {.s = t->text + t->begin[i],
	                  .n = t->end[i] - t->begin[i],
	                  .kind = t->kind[i],
	                  .flags = t->flags[i]};
	find_tests(c, &x, tag_pattern_scan(&c->scan, x.s, x.n), tests);
	if (is_listed(c, t, i)) {
		x.folded = fold(c, x.s, x.n, &x.folded_n);
		if (!x.folded)
			return UINT32_MAX;
		find_words(c, &x, tests);
	}
	return intern(c, tests);
}

/* Numbers hardly come again: they are not worth their place in the cache, and the
 * scan of one is as fast. */
static bool is_passing(const struct classes *c, const struct tokens *t, uint32_t i)
{
	return t->flags[i] & CATENA_F_HAS_DIGIT && t->end[i] > t->begin[i] &&
	       !is_listed(c, t, i);
}

static uint32_t class_of_state(struct classes *c, const struct tokens *t,
                               uint32_t i, uint32_t state)
{
	uint64_t tests[TESTS_MAX / 64] = {0};
	const struct token x = {.s = t->text + t->begin[i],
	                        .n = t->end[i] - t->begin[i],
	                        .kind = t->kind[i],
	                        .flags = t->flags[i]};
	find_tests(c, &x, state, tests);
	return intern(c, tests);
}

static uint32_t class_of_passing(struct classes *c, const struct tokens *t,
                                 uint32_t i)
{
	const uint32_t begin = t->begin[i];
	const uint8_t kind = t->kind[i], flags = t->flags[i] & OWN_FLAGS;
	const uint32_t state =
	    tag_pattern_scan(&c->scan, t->text + begin, t->end[i] - begin);
	struct scanned *const known =
	    c->scanned + ((state * 8 ^ kind * 64u ^ flags) & (SCANNED - 1));
	if (state != SCAN_UNKNOWN && known->class_ && known->state == state &&
	    known->kind == kind && known->flags == flags)
		return known->class_ - 1;
	const uint32_t own = class_of_state(c, t, i, state);
	if (own != UINT32_MAX && state != SCAN_UNKNOWN)
		*known = (struct scanned){own + 1, (uint16_t)state, kind, flags};
	return own;
}

static struct cached *place(const struct classes *c, const struct tokens *t,
                            uint32_t i)
{
	const uint32_t flags = t->flags[i] & OWN_FLAGS;
	return c->cache + ((t->hash[i] ^ flags * 0x9E5u) & (CACHED - 1));
}

void tag_pattern_class_fetch(const struct classes *c, const struct tokens *t,
                             uint32_t i)
{
	share_prefetch(place(c, t, i));
}

/* The first n bytes; a call of memcmp would take longer. */
static inline bool is_same(const char *a, const char *b, uint32_t n)
{
	uint64_t x[2], y[2];
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n < 8) {
		const unsigned char *const s = (const unsigned char *)a;
		const unsigned char *const t = (const unsigned char *)b;
		return catena_hash_load(s, n) == catena_hash_load(t, n);
	}
	memcpy(x, a, 8);
	memcpy(y, b, 8);
	memcpy(x + 1, a + n - 8, 8);
	memcpy(y + 1, b + n - 8, 8);
	return x[0] == y[0] && x[1] == y[1];
}

uint32_t tag_pattern_class(struct classes *c, const struct tokens *t, uint32_t i)
{
	const uint32_t n = t->end[i] - t->begin[i];
	const char *const s = t->text + t->begin[i];
	const uint8_t flags = t->flags[i] & OWN_FLAGS;
	if (is_passing(c, t, i))
		return class_of_passing(c, t, i);
	if (n > TEXT_MAX)
		return class_without_cache(c, t, i);
	struct cached *const x = place(c, t, i);
	if (!x->class_ || x->size != n || x->kind != t->kind[i] || x->flags != flags ||
	    !is_same(x->text, s, n)) {
		const uint32_t own = class_without_cache(c, t, i);
		if (own == UINT32_MAX)
			return own;
		*x = (struct cached){own + 1, (uint8_t)n, t->kind[i], flags, {0}};
		memcpy(x->text, s, n);
	}
	return x->class_ - 1;
}

/* ---- In a context ---- */

static struct recalled *recalled(const struct classes *c, uint32_t own,
                                 uint64_t key)
{
	const uint64_t h = catena_hash_step(catena_hash_step(0, key), own);
	return c->recalled + (catena_hash_end(h) & (RECALLED - 1));
}

uint32_t tag_pattern_class_recall(const struct classes *c, uint32_t own,
                                  uint64_t key)
{
	const struct recalled *const x = recalled(c, own, key);
	return key && x->key == key && x->own == own ? x->letter : UINT32_MAX;
}

uint32_t tag_pattern_class_in(struct classes *c, uint32_t own,
                              const struct context *more, uint64_t key)
{
	uint64_t tests[TESTS_MAX / 64];
	for (uint32_t k = 0; k < TESTS_MAX / 64; k++)
		tests[k] = c->items[own].tests[k] | more->bits[k];
	const uint32_t in = intern(c, tests);
	if (in == UINT32_MAX)
		return in;
	const uint32_t letter = tag_pattern_class_letter(c, in);
	if (key)
		*recalled(c, own, key) = (struct recalled){key, own, letter};
	return letter;
}

const struct word *tag_pattern_token_word(struct classes *c, const struct tokens *t,
                                          uint32_t i)
{
	const char *const s = t->text + t->begin[i];
	const uint32_t n = t->end[i] - t->begin[i];
	struct worded *const x = c->worded + (t->hash[i] & (WORDED - 1));
	if (!is_listed(c, t, i))
		return NULL;
	if (n && n == x->size && is_same(x->text, s, n))
		return x->word;
	size_t size;
	const char *const folded = fold(c, s, n, &size);
	const struct word *const word =
	    folded ? tag_pattern_word(c->rules, folded, size) : NULL;
	if (folded && n <= WORD_MAX) {
		*x = (struct worded){word, (uint8_t)n, {0}};
		memcpy(x->text, s, n);
	}
	return word;
}
