/* SPDX-License-Identifier: MIT */
/* phrases.c - words as codes and back.
 *
 * As bytes (bits.h), what is common is:
 *
 *   32, 32      words; phrases
 *   5, 5        bits of a word's step; of the code of a word that is not there
 *   the words, rising: step from the one before by Golomb and Rice; 5 bits of code
 *   then groups of phrases, whose parts are before the group: 32, how many; 5, bits
 * of a step; each: step of its left part from the one before, its right part in as
 * many bits as it takes, 5 bits of code
 *
 * Codes are given in the order of their lengths, then of the entries (canonical).
 */
#include "phrases.h"
#include "bits.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define FAST 10u /* bits by which decode looks for a length */
#define AHEAD 1024u

struct slot {            /* of a word */
	uint32_t hash, word; /* + 1; 0: free */
};

struct phrases {
	uint32_t n_words, n;         /* entries: the words first */
	uint32_t *hashes;            /* of the words */
	struct phrases_entry *parts; /* of the phrases */
	uint32_t *text, *from;       /* entry i: text[from[i] .. from[i + 1]) */
	unsigned char *lengths; /* of the codes; [n]: of a word that is none of these */

	/* decode */
	uint32_t *order;                                           /* entries by code */
	uint32_t limit[PHRASES_CODE + 1], first[PHRASES_CODE + 1]; /* see assign */
	unsigned char fast[1u << FAST];

	/* encode */
	uint32_t *codes; /* code << 5 | length */
	struct slot *slots;
	uint64_t *edges;   /* see edge_of */
	uint32_t *meaning; /* of a node beyond the words: entry + 1; 0: none */
	uint64_t *filter;  /* bits: of each edge one is set */
	uint32_t slot_mask, edge_mask, n_nodes;
};

void dedup_near_phrases_free(struct phrases *p)
{
	if (!p)
		return;
	free(p->hashes);
	free(p->parts);
	free(p->text);
	free(p->from);
	free(p->lengths);
	free(p->order);
	free(p->codes);
	free(p->slots);
	free(p->edges);
	free(p->meaning);
	free(p->filter);
	free(p);
}

/* ---- Entries as words ---- */

/* The phrases' words, from their parts'. */
static bool make_text(struct phrases *p)
{
	uint64_t size = p->n_words;

	p->from = malloc(((size_t)p->n + 1) * sizeof *p->from);
	if (!p->from)
		return false;
	for (uint32_t i = 0; i <= p->n_words; i++)
		p->from[i] = i;
	for (uint32_t i = p->n_words; i < p->n; i++) {
		const struct phrases_entry e = p->parts[i - p->n_words];
		const uint32_t left = p->from[e.left + 1] - p->from[e.left];
		const uint32_t right = p->from[e.right + 1] - p->from[e.right];
		size += left + right;
		errno = EINVAL;
		if (left + right > PHRASES_LONGEST || size > PHRASES_TEXT)
			return false;
		p->from[i + 1] = (uint32_t)size;
	}
	errno = ENOMEM;
	if (!(p->text = malloc((size_t)size * sizeof *p->text + 1)))
		return false;
	memcpy(p->text, p->hashes, p->n_words * sizeof *p->text);
	for (uint32_t i = p->n_words; i < p->n; i++) {
		const struct phrases_entry e = p->parts[i - p->n_words];
		const uint32_t left = p->from[e.left + 1] - p->from[e.left];
		const uint32_t right = p->from[e.right + 1] - p->from[e.right];
		uint32_t *const to = p->text + p->from[i];
		memcpy(to, p->text + p->from[e.left], left * sizeof *to);
		memcpy(to + left, p->text + p->from[e.right], right * sizeof *to);
	}
	return true;
}

/* ---- Codes ---- */

/* By their lengths.  A code of length l, its bits the upper ones of PHRASES_CODE,
 * is below limit[l], and not below limit[l - 1]; first[l]: what its number, less
 * that, is above in `order`. */
static bool assign(struct phrases *p)
{
	uint32_t count[PHRASES_CODE + 2] = {0}, next[PHRASES_CODE + 1];
	uint64_t room = 0;

	for (uint32_t i = 0; i <= p->n; i++)
		count[p->lengths[i]]++;
	for (uint32_t l = 1; l <= PHRASES_CODE; l++)
		room += (uint64_t)count[l] << (PHRASES_CODE - l);
	errno = EINVAL;
	if (count[0] || room > UINT64_C(1) << PHRASES_CODE)
		return false;
	errno = ENOMEM;
	p->order = malloc(((size_t)p->n + 1) * sizeof *p->order);
	if (!p->order)
		return false;
	p->limit[0] = p->first[0] = next[0] = 0;
	for (uint32_t l = 1, at = 0; l <= PHRASES_CODE; l++) {
		p->limit[l] = p->limit[l - 1] + (count[l] << (PHRASES_CODE - l));
		p->first[l] = next[l] = at;
		at += count[l];
	}
	for (uint32_t i = 0; i <= p->n; i++)
		p->order[next[p->lengths[i]]++] = i;
	for (uint32_t v = 0, l = 1; v < 1u << FAST; v++) {
		while (l < PHRASES_CODE && v << (PHRASES_CODE - FAST) >= p->limit[l])
			l++;
		p->fast[v] = (unsigned char)l;
	}
	return true;
}

static bool make_codes(struct phrases *p)
{
	p->codes = malloc(((size_t)p->n + 1) * sizeof *p->codes);
	if (!p->codes)
		return false;
	for (uint32_t l = 1, at = 0; l <= PHRASES_CODE; l++)
		for (uint32_t code = p->limit[l - 1] >> (PHRASES_CODE - l);
		     code < p->limit[l] >> (PHRASES_CODE - l); code++)
			p->codes[p->order[at++]] = code << 5 | l;
	return true;
}

/* ---- Looking up ---- */

static uint32_t word_of(const struct phrases *p, uint32_t hash)
{
	uint32_t at = hash & p->slot_mask;

	while (p->slots[at].word && p->slots[at].hash != hash)
		at = (at + 1) & p->slot_mask;
	return p->slots[at].word - 1; /* NONE if there is none */
}

/* An edge leads from a node, by a word, to another: 22, 20 and 22 bits, not all 0.
 */
#define NODES (UINT32_C(1) << 22)

static uint64_t edge_of(uint32_t node, uint32_t word)
{
	return (uint64_t)node << 42 | (uint64_t)word << 22;
}

static uint64_t hash_of(uint64_t edge)
{
	return edge * UINT64_C(0x9E3779B97F4A7C15);
}

static uint64_t *edge_at(const struct phrases *p, uint64_t edge)
{
	uint64_t at = hash_of(edge) >> 32 & p->edge_mask;

	while (p->edges[at] && p->edges[at] >> 22 != edge >> 22)
		at = (at + 1) & p->edge_mask;
	return p->edges + at;
}

/* Most edges that are asked for are not there, which a bit tells. */
#define FILTER_BITS 19u

static bool may_have(const struct phrases *p, uint64_t edge)
{
	const uint64_t bit = hash_of(edge) >> (64 - FILTER_BITS);

	return p->filter[bit / 64] >> bit % 64 & 1;
}

static uint32_t mask_for(uint64_t n)
{
	uint32_t size = 256;

	while (size < 2 * n)
		size *= 2;
	return size - 1;
}

static bool make_slots(struct phrases *p)
{
	p->slot_mask = mask_for(p->n_words);
	p->slots = calloc((size_t)p->slot_mask + 1, sizeof *p->slots);
	if (!p->slots)
		return false;
	for (uint32_t i = 0; i < p->n_words; i++) {
		uint32_t at = p->hashes[i] & p->slot_mask;
		while (p->slots[at].word)
			at = (at + 1) & p->slot_mask;
		p->slots[at] = (struct slot){p->hashes[i], i + 1};
	}
	return true;
}

/* A phrase as a way from its first word. */
static void make_way(struct phrases *p, uint32_t entry)
{
	const uint32_t *const words = p->text + p->from[entry];
	const uint32_t n = p->from[entry + 1] - p->from[entry];
	uint32_t node = word_of(p, words[0]);

	for (uint32_t i = 1; i < n; i++) {
		const uint64_t edge = edge_of(node, word_of(p, words[i]));
		uint64_t *const at = edge_at(p, edge);
		const uint64_t bit = hash_of(edge) >> (64 - FILTER_BITS);
		if (!*at)
			*at = edge | p->n_nodes++;
		p->filter[bit / 64] |= UINT64_C(1) << bit % 64;
		node = (uint32_t)*at & (NODES - 1);
	}
	p->meaning[node - p->n_words] = entry + 1;
}

static bool make_ways(struct phrases *p)
{
	const size_t most = (size_t)p->from[p->n] - p->n_words + 1;

	/* 0 is no node that an edge leads to */
	p->n_nodes = p->n_words ? p->n_words : 1;
	if (most + p->n_nodes > NODES)
		return false;
	p->edge_mask = mask_for(most * 3 / 4);
	p->edges = calloc((size_t)p->edge_mask + 1, sizeof *p->edges);
	p->meaning = calloc(most, sizeof *p->meaning);
	p->filter = calloc((1u << FILTER_BITS) / 64, sizeof *p->filter);
	if (!p->edges || !p->meaning || !p->filter)
		return false;
	for (uint32_t i = p->n_words; i < p->n; i++)
		make_way(p, i);
	return true;
}

static bool make_ready(struct phrases *p)
{
	return p->slots || (make_slots(p) && make_ways(p));
}

bool dedup_near_phrases_prepare(struct phrases *p)
{
	return make_ready(p) && (p->codes || make_codes(p));
}

struct phrases *dedup_near_phrases_of(const uint32_t *words, uint32_t n_words,
                                      const struct phrases_entry *parts, uint32_t n)
{
	struct phrases *const p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->n_words = n_words;
	p->n = n_words + n;
	p->hashes = malloc((size_t)n_words * sizeof *words + 1);
	p->parts = malloc((size_t)n * sizeof *parts + 1);
	if (p->hashes && p->parts) {
		if (n_words)
			memcpy(p->hashes, words, n_words * sizeof *words);
		if (n)
			memcpy(p->parts, parts, n * sizeof *parts);
		if (make_text(p) && make_ready(p))
			return p;
	}
	dedup_near_phrases_free(p);
	return NULL;
}

/* ---- Encoding ---- */

/* Some words of a document, and for each the longest entry that begins there. Loops
 * over all of them are quicker than one over what is found, whose branches nobody
 * could guess. */
struct ahead {
	uint32_t numbers[AHEAD]; /* of the words; NONE: it is none */
	uint32_t best[AHEAD];    /* entry */
	uint32_t length[AHEAD];  /* its words */
	uint32_t place[AHEAD];   /* of those that may go on: where they begin, */
	uint64_t edge[AHEAD];    /* and the next edge */
};

static void prefetch(const void *at)
{
#ifdef __GNUC__
	__builtin_prefetch(at);
#else
	(void)at;
#endif
}

static void find_numbers(const struct phrases *p, struct ahead *a,
                         const uint32_t *words, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		prefetch(p->slots + (words[i] & p->slot_mask));
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t number = word_of(p, words[i]);
		a->numbers[i] = number;
		a->best[i] = number == NONE ? p->n : number;
		a->length[i] = 1;
	}
}

/* Edges that lead from the words to the ones behind them, if they may be there. */
static uint32_t first_edges(const struct phrases *p, struct ahead *a, uint32_t n)
{
	uint32_t some = 0;

	for (uint32_t i = 0; i + 1 < n; i++) {
		const uint64_t edge = edge_of(a->numbers[i], a->numbers[i + 1]);
		a->place[some] = i;
		a->edge[some] = edge;
		some += ((a->numbers[i] | a->numbers[i + 1]) != NONE) & may_have(p, edge);
	}
	return some;
}

/* Follows the edges, to the words that are `length` from the begin; leaves those
 * that may go on. */
static uint32_t next_edges(const struct phrases *p, struct ahead *a, uint32_t some,
                           uint32_t length, uint32_t n)
{
	uint32_t left = 0;

	for (uint32_t k = 0; k < some; k++)
		prefetch(p->edges + (hash_of(a->edge[k]) >> 32 & p->edge_mask));
	for (uint32_t k = 0; k < some; k++) {
		const uint32_t i = a->place[k];
		const uint32_t node = (uint32_t)*edge_at(p, a->edge[k]) & (NODES - 1);
		const uint32_t next = i + length + 1 < n ? i + length + 1 : i;
		if (!node)
			continue;
		const uint32_t meaning = p->meaning[node - p->n_words];
		const uint64_t edge = edge_of(node, a->numbers[next]);
		a->best[i] = meaning ? meaning - 1 : a->best[i];
		a->length[i] = meaning ? length + 1 : a->length[i];
		a->place[left] = i;
		a->edge[left] = edge;
		left += (next > i) & (a->numbers[next] != NONE) & may_have(p, edge);
	}
	return left;
}

/* The longest entries from each of the first words on; of how many of them this is
 * certain, however the document goes on. */
static uint32_t look_ahead(const struct phrases *p, struct ahead *a,
                           const uint32_t *words, uint32_t left)
{
	const uint32_t n = left < AHEAD ? left : AHEAD;

	find_numbers(p, a, words, n);
	uint32_t some = first_edges(p, a, n);
	for (uint32_t length = 1; some; length++)
		some = next_edges(p, a, some, length, n);
	return n == left ? n : n - PHRASES_LONGEST + 1;
}

void dedup_near_phrases_count(const struct phrases *p, const uint32_t *words,
                              uint32_t n, uint32_t *counts)
{
	struct ahead a;

	for (uint32_t from = 0; from < n;) {
		const uint32_t certain = look_ahead(p, &a, words + from, n - from);
		uint32_t i = 0;
		for (; i < certain; i += a.length[i])
			counts[a.best[i]]++;
		from += i;
	}
}

size_t dedup_near_phrases_encode(const struct phrases *p, const uint32_t *words,
                                 uint32_t n, unsigned char *bytes)
{
	struct bits_out o = {.at = bytes};
	struct ahead a;

	for (uint32_t from = 0; from < n;) {
		const uint32_t certain = look_ahead(p, &a, words + from, n - from);
		uint32_t i = 0;
		for (; i < certain; i += a.length[i]) {
			const uint32_t code = p->codes[a.best[i]];
			bits_put(&o, code >> 5, code & 31);
			if (a.best[i] == p->n)
				bits_put(&o, words[from + i], 32);
		}
		from += i;
	}
	return (size_t)(bits_end(&o) - bytes);
}

/* ---- Decoding ---- */

/* The next entry; NONE: there is no such code. */
static uint32_t get_entry(const struct phrases *p, struct bits_in *b)
{
	bits_fill(b);
	const uint32_t v = bits_peek(b) >> (32 - PHRASES_CODE);
	uint32_t l = p->fast[v >> (PHRASES_CODE - FAST)];
	while (l <= PHRASES_CODE && v >= p->limit[l])
		l++;
	if (l > PHRASES_CODE)
		return NONE;
	bits_skip(b, l);
	return p->order[p->first[l] + ((v - p->limit[l - 1]) >> (PHRASES_CODE - l))];
}

bool dedup_near_phrases_decode(const struct phrases *p, const unsigned char *bytes,
                               size_t size, uint32_t *words, uint32_t n)
{
	struct bits_in b;

	bits_begin(&b, bytes, size);
	for (uint32_t at = 0; at < n;) {
		const uint32_t entry = get_entry(p, &b);
		if (entry == NONE || !bits_sound(&b))
			return false;
		if (entry == p->n) {
			words[at++] = bits_get(&b, 32);
			continue;
		}
		const uint32_t length = p->from[entry + 1] - p->from[entry];
		if (length > n - at)
			return false;
		memcpy(words + at, p->text + p->from[entry], length * sizeof *words);
		at += length;
	}
	return bits_sound(&b);
}

/* ---- Reading ---- */

/* A step, by Golomb and Rice: at most `most`; else b is unsound. */
static uint32_t get_step(struct bits_in *b, uint32_t bits, uint32_t most)
{
	uint64_t step = 0;

	while (bits_get(b, 1)) {
		step += UINT64_C(1) << bits;
		if (step > most || !bits_sound(b)) {
			b->over = UINT32_MAX / 2;
			return 0;
		}
	}
	if (bits)
		step += bits_get(b, bits);
	if (step > most)
		b->over = UINT32_MAX / 2;
	return (uint32_t)step;
}

static bool read_words(struct phrases *p, struct bits_in *b, uint32_t bits)
{
	uint32_t least = 0;

	for (uint32_t i = 0; i < p->n_words; i++) {
		const uint32_t step = get_step(b, bits, UINT32_MAX - least);
		p->hashes[i] = least + step;
		p->lengths[i] = (unsigned char)bits_get(b, 5);
		if (!bits_sound(b) || (p->hashes[i] == UINT32_MAX && i + 1 < p->n_words))
			return false;
		least = p->hashes[i] + 1;
	}
	return true;
}

static uint32_t width_of(uint32_t n)
{
	uint32_t bits = 1;

	while (bits < 32 && n > UINT32_C(1) << bits)
		bits++;
	return bits;
}

/* Of a group that begins at entry `first`. */
static bool read_group(struct phrases *p, struct bits_in *b, uint32_t first,
                       uint32_t n)
{
	const uint32_t width = width_of(first), bits = bits_get(b, 5);
	uint32_t left = 0;

	for (uint32_t i = first; i < first + n; i++) {
		struct phrases_entry *const e = p->parts + (i - p->n_words);
		left += get_step(b, bits, first - 1 - left);
		*e = (struct phrases_entry){left, bits_get(b, width)};
		p->lengths[i] = (unsigned char)bits_get(b, 5);
		if (!bits_sound(b) || e->right >= first)
			return false;
	}
	return true;
}

static bool read_entries(struct phrases *p, struct bits_in *b)
{
	const uint32_t bits = bits_get(b, 5);

	p->lengths[p->n] = (unsigned char)bits_get(b, 5);
	if (!read_words(p, b, bits))
		return false;
	for (uint32_t at = p->n_words; at < p->n;) {
		const uint32_t n = bits_get(b, 32);
		if (!n || n > p->n - at || !at || !read_group(p, b, at, n))
			return false;
		at += n;
	}
	for (uint32_t i = 0; i <= p->n; i++)
		if (p->lengths[i] > PHRASES_CODE)
			return false;
	return bits_sound(b);
}

struct phrases *dedup_near_phrases_read(const unsigned char *bytes, size_t size)
{
	struct phrases *const p = calloc(1, sizeof *p);
	struct bits_in b;

	errno = ENOMEM;
	if (!p)
		return NULL;
	bits_begin(&b, bytes, size);
	p->n_words = bits_get(&b, 32);
	const uint32_t n = bits_get(&b, 32);
	errno = EINVAL;
	/* each takes some bits, so there cannot be many more than that */
	if (!bits_sound(&b) || p->n_words > PHRASES_ENTRIES || n > PHRASES_ENTRIES ||
	    (p->n_words + n) / 8 > size)
		goto bad;
	p->n = p->n_words + n;
	errno = ENOMEM;
	p->hashes = malloc((size_t)p->n_words * sizeof *p->hashes + 1);
	p->parts = malloc((size_t)n * sizeof *p->parts + 1);
	p->lengths = malloc((size_t)p->n + 1);
	if (!p->hashes || !p->parts || !p->lengths)
		goto bad;
	errno = EINVAL;
	if (read_entries(p, &b) && make_text(p) && assign(p))
		return p;
bad:
	dedup_near_phrases_free(p);
	return NULL;
}
