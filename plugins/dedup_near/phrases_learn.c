/* SPDX-License-Identifier: MIT */
/* phrases_learn.c - what words and phrases are common in documents.
 *
 * Two entries that stand one after the other more often than by chance become a
 * phrase, in rounds, so that phrases grow (Larsson and Moffat, "Off-line
 * dictionary-based compression", 1999: but many pairs a round).  A phrase must save
 * more bits than it takes to tell of it. */
#include "phrases.h"
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define ROUNDS 3u
#define WORD_TWICE \
	2u /* a word that is there less often is none of the common ones */
#define PAIR_LEAST 3u
#define PHRASE_BITS 60u /* that a phrase must save: what tells of it twice over */
#define SKETCH_BITS 20u

struct place { /* of a word, or of a pair; free: count 0 */
	uint64_t key;
	uint32_t count, value;
};

#define BLOCK 64u                  /* places that are asked for at once */
#define SAMPLE (UINT32_C(1) << 18) /* words that phrases are looked for in */

struct places { /* open addressing */
	struct place *at;
	uint32_t mask, used;
};

struct learn {
	struct places seen; /* words, then pairs of a round */
	uint32_t *tokens; /* the documents as entries; NONE: a word that is none, or an
	                   * end */
	size_t n_tokens;
	uint32_t *words; /* of the common ones, rising */
	uint32_t n_words;
	struct phrases_entry *parts;
	uint32_t groups[ROUNDS]; /* phrases by round */
	uint32_t n_parts, room_parts;
	uint32_t *counts; /* by entry */
	uint32_t *sizes;  /* words, by entry */
	uint32_t room;    /* of the two */
	uint32_t *all;    /* of the common words: how often, in all documents */
	uint64_t single;  /* words that are none of these */
	unsigned char *sketch;
	uint32_t every; /* of so many documents one is looked at for phrases */
};

static void learn_free(struct learn *l)
{
	free(l->seen.at);
	free(l->tokens);
	free(l->words);
	free(l->parts);
	free(l->counts);
	free(l->sizes);
	free(l->sketch);
	free(l->all);
}

/* ---- Places ---- */

static uint64_t mix(uint64_t key)
{
	key *= UINT64_C(0x9E3779B97F4A7C15);
	return key ^ key >> 32;
}

static struct place *seek(const struct places *s, uint64_t key)
{
	uint64_t i = mix(key) & s->mask;

	while (s->at[i].count && s->at[i].key != key)
		i = (i + 1) & s->mask;
	return s->at + i;
}

static void prefetch(const struct places *s, uint64_t key)
{
#ifdef __GNUC__
	__builtin_prefetch(s->at + (mix(key) & s->mask));
#else
	(void)s, (void)key;
#endif
}

static bool places_begin(struct places *s, uint32_t size)
{
	free(s->at);
	s->at = calloc(size, sizeof *s->at);
	s->mask = size - 1;
	s->used = 0;
	return s->at;
}

static bool places_grow(struct places *s)
{
	struct places more = {0};

	if (s->mask > UINT32_MAX / 4 || !places_begin(&more, (s->mask + 1) * 2))
		return false;
	for (uint32_t i = 0; i <= s->mask; i++)
		if (s->at[i].count)
			*seek(&more, s->at[i].key) = s->at[i];
	more.used = s->used;
	free(s->at);
	*s = more;
	return true;
}

/* Counts it once more; NULL when out of memory. */
static struct place *places_count(struct places *s, uint64_t key)
{
	struct place *p;

	if (s->used > s->mask / 2 && !places_grow(s))
		return NULL;
	p = seek(s, key);
	if (!p->count++) {
		p->key = key;
		s->used++;
	}
	return p;
}

static bool make_room(struct learn *l, uint32_t n)
{
	const uint32_t room = n + n / 2;
	uint32_t *p;

	if (n <= l->room)
		return true;
	if (!(p = realloc(l->counts, (size_t)room * sizeof *p)))
		return false;
	l->counts = p;
	if (!(p = realloc(l->sizes, (size_t)room * sizeof *p)))
		return false;
	l->sizes = p;
	l->room = room;
	return true;
}

/* ---- Words ---- */

static int rising(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The common words, as numbers of entries in their places. */
static bool find_words(struct learn *l)
{
	struct places *const s = &l->seen;

	l->words = malloc(((size_t)s->used + 1) * sizeof *l->words);
	l->all = malloc(((size_t)s->used + 1) * sizeof *l->all);
	if (!l->words || !l->all)
		return false;
	for (uint32_t i = 0; i <= s->mask; i++)
		if (s->at[i].count >= WORD_TWICE && l->n_words < PHRASES_ENTRIES / 2)
			l->words[l->n_words++] = (uint32_t)s->at[i].key;
	qsort(l->words, l->n_words, sizeof *l->words, rising);
	for (uint32_t i = 0; i <= s->mask; i++) {
		s->at[i].value = NONE;
		l->single += s->at[i].count;
	}
	for (uint32_t i = 0; i < l->n_words; i++) {
		struct place *const p = seek(s, l->words[i]);
		p->value = i;
		l->all[i] = p->count;
		l->single -= p->count;
	}
	return true;
}

static bool count_words(struct learn *l, const uint32_t *words, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i + BLOCK < n)
			prefetch(&l->seen, words[i + BLOCK]);
		if (!places_count(&l->seen, words[i]))
			return false;
	}
	return true;
}

/* Every few of the documents, as tokens. */
static bool begin(struct learn *l, const uint32_t *words, const uint32_t *ends,
                  uint32_t n)
{
	const uint32_t all = n ? ends[n - 1] : 0;

	l->every = all / SAMPLE + 1;
	l->tokens = malloc(((size_t)all + n + 1) * sizeof *l->tokens);
	l->sketch = malloc((size_t)1 << SKETCH_BITS);
	if (!l->tokens || !l->sketch || !places_begin(&l->seen, 32768) ||
	    !count_words(l, words, all) || !find_words(l))
		return false;
	for (uint32_t d = 0; d < n; d += l->every) {
		for (uint32_t i = d ? ends[d - 1] : 0; i < ends[d]; i++)
			l->tokens[l->n_tokens++] = seek(&l->seen, words[i])->value;
		l->tokens[l->n_tokens++] = NONE;
	}
	if (!make_room(l, l->n_words + 1))
		return false;
	for (uint32_t i = 0; i < l->n_words; i++)
		l->sizes[i] = 1;
	return true;
}

/* ---- Pairs ---- */

/* Binary logarithm of what is not 0, in 256ths. */
static int64_t logarithm(uint64_t x)
{
	int64_t log = 0;

	for (; x >= 65536; x >>= 1)
		log += 256;
	for (; x < 32768; x <<= 1)
		log -= 256;
	log += 15 * 256;
	for (int bit = 128; bit; bit >>= 1) {
		x = x * x >> 15;
		if (x >= 65536) {
			x >>= 1;
			log += bit;
		}
	}
	return log;
}

static uint64_t pair_of(uint32_t left, uint32_t right)
{
	return (uint64_t)left << 32 | right;
}

/* Bits that a pair would save in the documents to come, 0 if too few. */
static uint32_t saves(const struct learn *l, const struct place *p, int64_t all)
{
	const uint32_t left = (uint32_t)(p->key >> 32), right = (uint32_t)p->key;
	const int64_t more = logarithm(p->count) + all - logarithm(l->counts[left]) -
	                     logarithm(l->counts[right]);
	const double bits = (double)p->count * (double)more / 256 * l->every;

	if (p->count < PAIR_LEAST || more <= 0 || bits < PHRASE_BITS ||
	    l->sizes[left] + l->sizes[right] > PHRASES_LONGEST)
		return 0;
	return bits > 4e9 ? (uint32_t)4e9 : (uint32_t)bits;
}

/* How often entries, and pairs, stand in the tokens; pairs that are certainly too
 * rare are left out. */
static bool count_pairs(struct learn *l)
{
	const uint32_t *const t = l->tokens;
	const unsigned shift = 64 - SKETCH_BITS;

	memset(l->counts, 0, (l->n_words + l->n_parts) * sizeof *l->counts);
	memset(l->sketch, 0, (size_t)1 << SKETCH_BITS);
	for (size_t i = 0; i + 1 < l->n_tokens; i++) {
		if (t[i] == NONE)
			continue;
		l->counts[t[i]]++;
		unsigned char *const s =
		    l->sketch + (mix(pair_of(t[i], t[i + 1])) >> shift);
		*s = (unsigned char)(*s + (*s < PAIR_LEAST));
	}
	if (!places_begin(&l->seen, 65536))
		return false;
	uint64_t pairs[BLOCK];
	for (size_t i = 0; i + 1 < l->n_tokens;) {
		uint32_t n = 0;
		for (; n < BLOCK && i + 1 < l->n_tokens; i++) {
			const uint64_t pair = pair_of(t[i], t[i + 1]);
			pairs[n] = pair;
			n += ((t[i] | t[i + 1]) != NONE) &
			     (l->sketch[mix(pair) >> shift] >= PAIR_LEAST);
		}
		for (uint32_t k = 0; k < n; k++)
			prefetch(&l->seen, pairs[k]);
		for (uint32_t k = 0; k < n; k++)
			if (!places_count(&l->seen, pairs[k]))
				return false;
	}
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct place *const x = a, *const y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* Those that save something become phrases; in l->seen only they are left, `count`
 * what they save, `value` their entry.  How many, -1: out of memory. */
static int64_t choose_pairs(struct learn *l)
{
	const int64_t all = logarithm(l->n_tokens + 1);
	struct places *const s = &l->seen;
	const uint32_t before = l->n_parts;
	struct place *chosen;
	uint32_t n = 0;

	for (uint32_t i = 0; i <= s->mask; i++)
		if (s->at[i].count && (s->at[i].count = saves(l, s->at + i, all)))
			s->at[n++] = s->at[i];
	qsort(s->at, n, sizeof *s->at, by_key);
	if (n > PHRASES_ENTRIES / 2 - before)
		n = PHRASES_ENTRIES / 2 - before;
	chosen = s->at;
	s->at = NULL;
	uint32_t size = 256;
	while (size < 2 * n)
		size *= 2;
	if (n + before > l->room_parts) {
		struct phrases_entry *const p =
		    realloc(l->parts, ((size_t)n + before) * sizeof *p);
		if (p) {
			l->parts = p;
			l->room_parts = n + before;
		}
	}
	if (!places_begin(s, size) || l->room_parts < n + before ||
	    !make_room(l, l->n_words + before + n + 1)) {
		free(chosen);
		return -1;
	}
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t left = (uint32_t)(chosen[i].key >> 32);
		const uint32_t right = (uint32_t)chosen[i].key;
		const uint32_t entry = l->n_words + l->n_parts;
		chosen[i].value = entry;
		l->sizes[entry] = l->sizes[left] + l->sizes[right];
		l->parts[l->n_parts++] = (struct phrases_entry){left, right};
		*seek(s, chosen[i].key) = chosen[i];
	}
	free(chosen);
	memset(l->sketch, 0, (size_t)1 << SKETCH_BITS);
	for (uint32_t i = 0; i < n; i++) {
		const struct phrases_entry e = l->parts[before + i];
		l->sketch[mix(pair_of(e.left, e.right)) >> (64 - SKETCH_BITS)] = 1;
	}
	return n;
}

/* What a pair saves; 0: it is no phrase. */
static const struct place *phrase_at(const struct learn *l, size_t i)
{
	const uint64_t pair = pair_of(l->tokens[i], l->tokens[i + 1]);

	if (!l->sketch[mix(pair) >> (64 - SKETCH_BITS)])
		return NULL;
	const struct place *const p = seek(&l->seen, pair);
	return p->count ? p : NULL;
}

/* Puts phrases for pairs; of two that share a token the one that saves more. */
static void replace_pairs(struct learn *l)
{
	size_t to = 0;

	for (size_t i = 0; i < l->n_tokens; i++) {
		const struct place *const p =
		    i + 1 < l->n_tokens && l->tokens[i] != NONE ? phrase_at(l, i) : NULL;
		const struct place *const q =
		    p && i + 2 < l->n_tokens ? phrase_at(l, i + 1) : NULL;
		if (!p || (q && q->count > p->count)) {
			l->tokens[to++] = l->tokens[i];
			continue;
		}
		l->tokens[to++] = p->value;
		i++;
	}
	l->n_tokens = to;
}

static bool find_phrases(struct learn *l)
{
	for (uint32_t round = 0; round < ROUNDS; round++) {
		if (!count_pairs(l))
			return false;
		const int64_t n = choose_pairs(l);
		if (n < 0)
			return false;
		l->groups[round] = (uint32_t)n;
		if (!n)
			break;
		replace_pairs(l);
	}
	return true;
}

/* ---- What is used ---- */

/* Counts entries as encode would write them.  counts[all]: words that are none. */
static bool count_entries(struct learn *l, const uint32_t *words,
                          const uint32_t *ends, uint32_t n)
{
	const uint32_t all = l->n_words + l->n_parts;
	struct phrases *const p =
	    dedup_near_phrases_of(l->words, l->n_words, l->parts, l->n_parts);

	if (!p)
		return false;
	memset(l->counts, 0, ((size_t)all + 1) * sizeof *l->counts);
	for (uint32_t d = 0; d < n; d += l->every) {
		const uint32_t from = d ? ends[d - 1] : 0;
		dedup_near_phrases_count(p, words + from, ends[d] - from, l->counts);
	}
	dedup_near_phrases_free(p);
	return true;
}

/* From the documents that were looked at to all: a word may be in none of these. */
static void scale_counts(struct learn *l)
{
	const uint32_t all = l->n_words + l->n_parts;

	for (uint32_t i = 0; i < all; i++)
		l->counts[i] =
		    i < l->n_words && !l->counts[i] ? l->all[i] : l->counts[i] * l->every;
	l->counts[all] = l->single < UINT32_MAX ? (uint32_t)l->single : UINT32_MAX;
}

/* Leaves out phrases that are hardly written, unless others are made of them.  The
 * entries are renumbered. */
static bool leave_out(struct learn *l)
{
	const uint32_t all = l->n_words + l->n_parts;
	uint32_t *const number = calloc((size_t)all + 1, sizeof *number);
	uint32_t to = l->n_words, at = all;

	if (!number)
		return false;
	for (uint32_t i = all; i-- > l->n_words;)
		if (number[i] || l->counts[i] >= 2) {
			number[i] = 1;
			number[l->parts[i - l->n_words].left] = 1;
			number[l->parts[i - l->n_words].right] = 1;
		}
	for (uint32_t i = 0; i < l->n_words; i++)
		number[i] = i;
	at = l->n_words;
	for (uint32_t g = 0; g < ROUNDS; g++) {
		const uint32_t end = at + l->groups[g];
		l->groups[g] = 0;
		for (; at < end; at++) {
			if (!number[at])
				continue;
			const struct phrases_entry e = l->parts[at - l->n_words];
			number[at] = to;
			l->counts[to] = l->counts[at];
			l->parts[to - l->n_words] =
			    (struct phrases_entry){number[e.left], number[e.right]};
			l->groups[g]++;
			to++;
		}
	}
	l->counts[to] = l->counts[all];
	l->n_parts = to - l->n_words;
	free(number);
	return true;
}

unsigned char *dedup_near_phrases_learn(const uint32_t *words, const uint32_t *ends,
                                        uint32_t n, size_t *size)
{
	struct learn l = {.every = 1};
	unsigned char *bytes = NULL;

	if (begin(&l, words, ends, n) && find_phrases(&l) &&
	    count_entries(&l, words, ends, n) && leave_out(&l)) {
		scale_counts(&l);
		const struct phrases_learned what = {.words = l.words,
		                                     .n_words = l.n_words,
		                                     .parts = l.parts,
		                                     .n_parts = l.n_parts,
		                                     .groups = l.groups,
		                                     .n_groups = ROUNDS,
		                                     .counts = l.counts};
		bytes = dedup_near_phrases_write(&what, size);
	}
	learn_free(&l);
	return bytes;
}
