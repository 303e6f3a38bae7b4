/* SPDX-License-Identifier: MIT */
/* marks.c - which tokens may be part of a name: a quick look at each. */
#include "marks.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)
#define GAP 2u /* tokens between two that may be names by themselves */

/* ---- Letters ---- */

struct letters {
	uint32_t upper, lower;
	bool first; /* is the first character a capital? */
};

static uint32_t count_high(uint64_t v)
{
	return (uint32_t)((v >> 7) * ONES >> 56);
}

static void count_wide(struct letters *l, const unsigned char *s, size_t n)
{
	for (size_t i = 0, size; i < n; i += size) {
		size = 1;
		const uint32_t c =
		    s[i] < 0x80 ? s[i] : catena_fold_decode(s + i, n - i, &size);
		const bool upper = catena_fold_char(c) != c;
		l->upper += upper;
		l->lower +=
		    !upper && (c - 'a' < 26u || (c >= 0x80 && (c < 0x2000 || c > 0x2E7F)));
		l->first = l->first || (upper && i == 0);
	}
}

/* Bits of the bytes, all below 0x80, that are from first to last. */
static uint64_t bytes_from(uint64_t word, char first, char last)
{
	const uint64_t from = word + ONES * (0x80 - (uint64_t)first);
	const uint64_t after = word + ONES * (0x80 - (uint64_t)last - 1);

	return from & ~after & HIGH;
}

/* Eight bytes at a time, as long as they are ASCII. */
static void count_letters(struct letters *l, const unsigned char *s, size_t n)
{
	*l = (struct letters){0};
	for (size_t i = 0; i < n; i += 8) {
		const uint64_t word = catena_hash_load(s + i, n - i < 8 ? n - i : 8);
		const uint64_t upper = bytes_from(word, 'A', 'Z');
		if (word & HIGH) {
			*l = (struct letters){0};
			count_wide(l, s, n > 64 ? 64 : n);
			return;
		}
		l->first = l->first || (i == 0 && upper >> 7 & 1);
		l->upper += upper ? count_high(upper) : 0;
		l->lower += count_high(bytes_from(word, 'a', 'z'));
	}
}

bool tag_model_is_capitalised(const char *text, uint32_t begin, uint32_t end)
{
	struct letters l;

	count_letters(&l, (const unsigned char *)text + begin, end - begin);
	return l.upper > 0;
}

/* The first bytes of a token, eight at most; limit: the text may be read so far. */
static uint64_t first_bytes(const unsigned char *text, uint32_t begin, uint32_t n,
                            uint32_t limit)
{
	if (limit < 8 || begin > limit - 8)
		return catena_hash_load(text + begin, n < 8 ? n : 8);
	return model_u64(text + begin) & UINT64_MAX >> (n < 8 ? 64 - 8 * n : 0);
}

/* Only what holds a capital, or may, is looked at twice. */
static inline uint8_t mark_of(const unsigned char *text, uint32_t begin, uint32_t n,
                              uint32_t limit)
{
	const uint64_t word = first_bytes(text, begin, n, limit);
	const uint32_t c = word & 0xFF;
	const uint8_t kind = (c | 0x20) - 'a' < 26u || c >= 0x80 ? MARK_LETTER
	                     : c - '0' < 10u                     ? MARK_DIGIT
	                                                         : 0;
	struct letters l;

	if (n <= 8 && !((word | bytes_from(word, 'A', 'Z')) & HIGH))
		return kind;
	count_letters(&l, text + begin, n);
	if (!l.upper)
		return kind;
	return kind | MARK_CORE |
	       (uint8_t)(!l.lower && l.upper >= 2 ? ALL_CAPS
	                 : l.first                ? CAPITAL
	                                          : INNER);
}

/* ---- Regions ---- */

static uint8_t mark_of_small(const struct model *m, uint32_t hash)
{
	const uint32_t bit = hash % MODEL_SMALL_BITS;
	uint32_t word;

	if (!(m->small[bit / 64] >> bit % 64 & 1))
		return 0;
	word = tag_model_word(m, hash);
	return (uint8_t)((word & WORD_NAME ? MARK_CORE : 0) |
	                 (word & WORD_PART ? MARK_PART : 0));
}

static void mark_all(struct sheet *s)
{
	const struct tokens *const t = s->tokens;
	const unsigned char *const text = (const unsigned char *)t->text;

	const uint32_t limit = t->n ? t->end[t->n - 1] : 0;

	for (uint32_t i = 0; i < t->n; i++) {
		uint8_t mark =
		    t->end[i] > t->begin[i]
		        ? mark_of(text, t->begin[i], t->end[i] - t->begin[i], limit)
		        : 0;
		mark |= mark_of_small(s->model, t->hash[i]);
		s->marks[i] = mark;
	}
}

static bool add_region(struct sheet *s, struct region r)
{
	if (s->n_regions == s->cap_regions) {
		const uint32_t cap = s->cap_regions ? s->cap_regions * 2 : 64;
		struct region *const grown = cap < UINT32_MAX / sizeof *grown / 2
		                                 ? realloc(s->regions, cap * sizeof *grown)
		                                 : NULL;
		if (!grown)
			return false;
		s->regions = grown;
		s->cap_regions = cap;
	}
	s->regions[s->n_regions++] = r;
	return true;
}

static bool is_core(uint8_t mark)
{
	return mark & MARK_CORE;
}

static bool is_side(uint8_t mark)
{
	return !is_core(mark) && mark & (MARK_PART | MARK_DIGIT);
}

/* Where the region of the core at i ends: it goes on over a few sides. */
static uint32_t end_of_region(const uint8_t *marks, uint32_t i, uint32_t end)
{
	for (;;) {
		while (i < end && is_core(marks[i]))
			i++;
		uint32_t next = i;
		while (next < end && next < i + GAP && is_side(marks[next]))
			next++;
		if (next == i || next == end || !is_core(marks[next]))
			return i + (next > i);
		i = next;
	}
}

/* Headlines, and text that shouts: capitals say little there. */
static uint32_t is_loud(const uint8_t *marks, uint32_t begin, uint32_t end)
{
	uint32_t capitals = 0, shouts = 0, letters = 0;

	for (uint32_t i = begin; i < end; i++) {
		const uint32_t c = marks[i] & MARK_CASE;
		letters += (marks[i] & MARK_LETTER) != 0;
		capitals += c != LOWER;
		shouts += c == ALL_CAPS;
	}
	if (letters < 4)
		return 0;
	return shouts * 3 > letters * 2 ? 2 : capitals * 3 > letters * 2 ? 1 : 0;
}

static bool split_sentence(struct sheet *s, uint32_t begin, uint32_t end)
{
	const uint8_t *const marks = s->marks;
	uint32_t loud = 3;

	for (uint32_t i = begin; i < end; i++) {
		if (!is_core(marks[i]))
			continue;
		const uint32_t from = i - (i > begin && is_side(marks[i - 1]));
		const uint32_t to = end_of_region(marks, i, end);
		loud = loud == 3 ? is_loud(marks, begin, end) : loud;
		if (!add_region(s, (struct region){from, to, begin, end, loud, 0}))
			return false;
		i = to - 1;
	}
	return true;
}

bool tag_model_find_regions(struct sheet *s)
{
	const struct tokens *const t = s->tokens;

	s->n_regions = 0;
	mark_all(s);
	for (uint32_t k = 0; k < t->n_sentences; k++)
		if (!split_sentence(s, t->sentence[k], t->sentence[k + 1]))
			return false;
	return true;
}
