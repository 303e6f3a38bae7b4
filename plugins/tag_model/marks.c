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

/* Of the first sixteen bytes of a token. */
struct glance {
	uint8_t byte;      /* the first */
	bool upper, lower; /* any */
	bool several;      /* capitals */
	bool first;        /* is the first byte one? */
	bool high;         /* any byte beyond ASCII */
};

#ifdef __SSE2__
#include <emmintrin.h>

/* Bits of the bytes, if they are ASCII, that are from first to last. */
static inline uint32_t bits_from(__m128i v, char first, char last)
{
	const __m128i from = _mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1)));
	const __m128i after = _mm_cmpgt_epi8(v, _mm_set1_epi8(last));

	return (uint32_t)_mm_movemask_epi8(_mm_andnot_si128(after, from));
}

static inline struct glance glance_wide(const unsigned char *s, uint32_t n)
{
	const __m128i v = _mm_loadu_si128((const void *)s);
	const uint32_t keep = n < 16 ? (UINT32_C(1) << n) - 1 : 0xFFFF;
	const uint32_t upper = bits_from(v, 'A', 'Z') & keep;

	return (struct glance){s[0],
	                       upper != 0,
	                       (bits_from(v, 'a', 'z') & keep) != 0,
	                       (upper & (upper - 1)) != 0,
	                       upper & 1,
	                       ((uint32_t)_mm_movemask_epi8(v) & keep) != 0};
}
#else
static inline struct glance glance_wide(const unsigned char *s, uint32_t n)
{
	const uint64_t a = catena_hash_load(s, n < 8 ? n : 8);
	const uint64_t b = n > 8 ? catena_hash_load(s + 8, n < 16 ? n - 8 : 8) : 0;
	const uint64_t first = bytes_from(a, 'A', 'Z');
	const uint64_t upper = first | bytes_from(b, 'A', 'Z') >> 1;

	return (struct glance){s[0],
	                       upper != 0,
	                       (bytes_from(a, 'a', 'z') | bytes_from(b, 'a', 'z')) != 0,
	                       (upper & (upper - 1)) != 0,
	                       first >> 7 & 1,
	                       ((a | b) & HIGH) != 0};
}
#endif

/* The case by: any capital, any small letter, several capitals, the first byte. */
static inline uint8_t case_of(bool any, bool lower, bool several, bool first)
{
	static const uint8_t cases[] = {
	    LOWER, INNER,   LOWER, INNER,   LOWER, ALL_CAPS, LOWER, INNER,
	    LOWER, CAPITAL, LOWER, CAPITAL, LOWER, ALL_CAPS, LOWER, CAPITAL,
	};

	return cases[any | lower << 1 | several << 2 | first << 3];
}

/* Without a branch for what is short and ASCII: which of them is capitalised
 * cannot be foreseen.  n > 0. */
static inline uint8_t mark_of(const struct sheet *s, uint32_t begin, uint32_t n)
{
	const struct glance g = glance_wide(sheet_bytes(s, begin), n);
	const uint32_t c = g.byte;
	const uint8_t kind =
	    (uint8_t)((((c | 0x20) - 'a' < 26u) | (c >= 0x80)) * MARK_LETTER |
	              (c - '0' < 10u) * MARK_DIGIT);
	uint8_t in_case = case_of(g.upper, g.lower, g.several, g.first);

	if (n > 16 || g.high) {
		struct letters l;
		count_letters(&l, (const unsigned char *)s->tokens->text + begin, n);
		in_case = case_of(l.upper > 0, l.lower > 0, l.upper >= 2, l.first);
	}
	return kind | in_case | (uint8_t)((in_case != LOWER) * MARK_CORE);
}

/* ---- Words ---- */

#ifdef __SSE2__
#define WIDE 16u
#else
#define WIDE 8u
#endif

/* Is it certain that the n bytes are ASCII and none of them a capital?  WIDE of
 * them may be read. */
static inline bool is_small(const unsigned char *text, uint32_t n)
{
#ifdef __SSE2__
	const __m128i v = _mm_loadu_si128((const void *)text);
	const __m128i up = _mm_add_epi8(v, _mm_set1_epi8('\x7F' - 'Z'));
	const __m128i upper = _mm_cmpgt_epi8(up, _mm_set1_epi8('\x7F' - 26));
	const uint32_t other = (uint32_t)_mm_movemask_epi8(_mm_or_si128(v, upper));

	return (n - 1 < WIDE) & !(other << (32 - n) % 32);
#else
	const uint64_t v = model_u64(text) << (64 - 8 * n) % 64;

	return (n - 1 < WIDE) & !((v | bytes_from(v, 'A', 'Z')) & HIGH);
#endif
}

#define L MARK_LETTER
#define D MARK_DIGIT
#define LETTERS \
	L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L

/* Of a token by its first byte, if that is ASCII. */
static const uint8_t marks_of_first[256] = {
    ['0'] = D, D, D, D, D, D, D, D, D, D, ['A'] = LETTERS, ['a'] = LETTERS,
};
#undef L
#undef D

static inline uint32_t bit_of(const uint64_t *bits, uint32_t bit)
{
	return bits[bit / 64] >> bit % 64 & 1;
}

/* Tokens that are to be looked at again: in `odd`, and those that the lexicon says
 * something of.  What comes next cannot be foreseen, so each list is gone through
 * by itself, and nothing is jumped over. */
struct again {
	uint32_t *odd, *asked;
	uint32_t n_odd, n_asked;
};

#define AHEAD 8u /* words that are sent for */

static inline void fetch_slot(const struct model *m, uint32_t hash)
{
	share_prefetch(m->slots + (size_t)(hash & m->slot_mask) * MODEL_SLOT);
}

/* Most words are in small letters: they are soon done with. */
static void mark_small(struct sheet *s, struct again *a)
{
	const struct tokens *const t = s->tokens;
	const uint64_t *const small = s->model->small;
	const uint32_t *const begin = t->begin, *const end = t->end,
	                      *const hash = t->hash;
	uint32_t *const odd = a->odd, *const asked = a->asked, n_odd = 0, n_asked = 0;
	uint8_t *const marks = s->marks;

	for (uint32_t i = 0; i < t->n; i++) {
		const unsigned char *const at = sheet_bytes(s, begin[i]);
		const uint32_t in = is_small(at, end[i] - begin[i]);
		marks[i] = marks_of_first[*at];
		odd[n_odd] = i;
		n_odd += !in;
		asked[n_asked] = i;
		n_asked += in & bit_of(small, hash[i] % MODEL_SMALL_BITS);
	}
	a->n_odd = n_odd;
	a->n_asked = n_asked;
	for (uint32_t k = 0; k < n_asked && k < AHEAD; k++)
		fetch_slot(s->model, hash[asked[k]]);
}

/* Capitals, and what is long or beyond ASCII. */
static void mark_odd(struct sheet *s, struct again *a)
{
	const struct tokens *const t = s->tokens;

	for (uint32_t k = 0; k < a->n_odd; k++) {
		const uint32_t i = a->odd[k], n = t->end[i] - t->begin[i];
		const uint8_t mark = n ? mark_of(s, t->begin[i], n) : 0;
		const uint32_t hash = t->hash[i];
		s->marks[i] = mark;
		a->asked[a->n_asked] = i;
		a->n_asked += mark & MARK_CORE
		                  ? bit_of(s->model->plain, hash % MODEL_PLAIN_BITS)
		                  : bit_of(s->model->small, hash % MODEL_SMALL_BITS);
		if (a->n_asked <= AHEAD)
			fetch_slot(s->model, hash);
	}
}

/* The mark with what the lexicon says. */
static inline uint8_t mark_used(uint8_t mark, uint32_t use)
{
	static const uint8_t small[] = {
	    [USE_INNER] = MARK_PART,      [USE_INNER_PLAIN] = MARK_PART,
	    [USE_INNER_RARE] = MARK_PART, [USE_PART] = MARK_PART | MARK_EDGE,
	    [USE_NAME] = MARK_CORE,
	};
	static const uint8_t capital[] = {
	    [USE_PLAIN] = MARK_PLAIN,
	    [USE_RARE] = MARK_CORE | MARK_PART, /* which takes the first away */
	    [USE_INNER_PLAIN] = MARK_PLAIN,
	    [USE_INNER_RARE] = MARK_CORE | MARK_PART,
	    [USE_NAME] = 0,
	};

	return mark ^ (mark & MARK_CORE ? capital[use] : small[use]);
}

/* What the lexicon says of the few words that it says something of. */
static void mark_asked(struct sheet *s, const struct again *a)
{
	const struct model *const m = s->model;
	const uint32_t *const hash = s->tokens->hash;

	for (uint32_t k = 0; k < a->n_asked; k++) {
		const uint32_t i = a->asked[k];
		if (k + AHEAD < a->n_asked)
			fetch_slot(m, hash[a->asked[k + AHEAD]]);
		s->marks[i] = mark_used(s->marks[i], WORD_USE(tag_model_word(m, hash[i])));
	}
}

/* ---- Regions ---- */

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

/* May it be the first or the last token of a name whose others are capitalised?
 * Numbers are not, if the model is quick. */
static bool is_edge(uint8_t mark, bool quick)
{
	return !is_core(mark) && ((mark & MARK_PART && mark & MARK_EDGE) ||
	                          (mark & MARK_DIGIT && !quick));
}

/* Where the region of the core at i ends: it goes on over a few sides. */
static uint32_t end_of_region(const uint8_t *marks, uint32_t i, uint32_t end,
                              bool quick)
{
	for (;;) {
		while (i < end && is_core(marks[i]))
			i++;
		uint32_t next = i;
		while (next < end && next < i + GAP && is_side(marks[next]))
			next++;
		if (next == i || next == end || !is_core(marks[next]))
			return i + (i < end && is_edge(marks[i], quick));
		i = next;
	}
}

/* Is no other core in a region that ends at `to`?  Its last token is one, or a side
 * behind one. */
static bool is_alone(const uint8_t *marks, uint32_t i, uint32_t to)
{
	return to == i + 1 || (to == i + 2 && !is_core(marks[i + 1]));
}

struct counts {
	uint32_t letters, capitals, shouts;
};

#define COUNTED 2048u /* marks at once: their bytes do not run over */

#ifdef __SSE2__
static inline uint32_t sum_bytes(__m128i v)
{
	const __m128i s = _mm_sad_epu8(v, _mm_setzero_si128());

	return (uint32_t)(_mm_cvtsi128_si32(s) + _mm_extract_epi16(s, 4));
}

/* There may be MARKS_BEYOND marks behind the last. */
static inline void add_counts(struct counts *c, const uint8_t *marks, uint32_t n)
{
	const __m128i lower = _mm_set1_epi8(LOWER), shout = _mm_set1_epi8(ALL_CAPS);
	const __m128i places =
	    _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	__m128i letters = _mm_setzero_si128(), capitals = letters, shouts = letters;

	for (uint32_t i = 0; i < n; i += 16) {
		const uint32_t left = n - i < 16 ? n - i : 16;
		const __m128i in = _mm_cmplt_epi8(places, _mm_set1_epi8((char)left));
		const __m128i v =
		    _mm_and_si128(in, _mm_loadu_si128((const void *)(marks + i)));
		const __m128i in_case = _mm_and_si128(v, _mm_set1_epi8(MARK_CASE));
		const __m128i letter = _mm_and_si128(v, _mm_set1_epi8(MARK_LETTER));
		letters = _mm_sub_epi8(letters, _mm_cmpgt_epi8(letter, lower));
		capitals = _mm_sub_epi8(capitals, _mm_cmpgt_epi8(in_case, lower));
		shouts = _mm_sub_epi8(shouts, _mm_cmpeq_epi8(in_case, shout));
	}
	c->letters += sum_bytes(letters);
	c->capitals += sum_bytes(capitals);
	c->shouts += sum_bytes(shouts);
}
#else
static inline void add_counts(struct counts *c, const uint8_t *marks, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		c->letters += marks[i] / MARK_LETTER & 1u;
		c->capitals += (marks[i] & MARK_CASE) != LOWER;
		c->shouts += (marks[i] & MARK_CASE) == ALL_CAPS;
	}
}
#endif

/* Headlines, and text that shouts: capitals say little there. */
static uint32_t is_loud(const uint8_t *marks, uint32_t begin, uint32_t end)
{
	struct counts all = {0};

	for (uint32_t i = begin; i < end; i += COUNTED)
		add_counts(&all, marks + i, end - i < COUNTED ? end - i : COUNTED);
	if (all.letters < 4)
		return 0;
	return all.shouts * 3 > all.letters * 2     ? 2
	       : all.capitals * 3 > all.letters * 2 ? 1
	                                            : 0;
}

/* Writes which tokens are cores, and gives their number.  There may be MARKS_BEYOND
 * marks behind the last. */
static uint32_t list_cores(const uint8_t *marks, uint32_t n, uint32_t *cores)
{
	uint32_t found = 0, i = 0;

#ifdef __SSE2__
	for (; i < n; i += 16) {
		const __m128i v = _mm_loadu_si128((const void *)(marks + i));
		uint32_t bits = (uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 2));
		if (n - i < 16)
			bits &= (UINT32_C(1) << (n - i)) - 1;
		for (; bits; bits &= bits - 1)
			cores[found++] = i + (uint32_t)__builtin_ctz(bits);
	}
#endif
	for (; i < n; i++)
		if (is_core(marks[i]))
			cores[found++] = i;
	return found;
}

static bool list_regions(struct sheet *s, const uint32_t *cores, uint32_t n)
{
	const uint32_t *const sentence = s->tokens->sentence;
	const uint8_t *const marks = s->marks;
	const bool quick = s->model->quick;
	struct region r = {.loud = UINT32_MAX};

	for (uint32_t k = 0, q = 0; k < n;) {
		const uint32_t i = cores[k++];
		if (i >= sentence[q + 1])
			r.loud = UINT32_MAX;
		while (i >= sentence[q + 1])
			q++;
		r.sentence_begin = sentence[q];
		r.sentence_end = sentence[q + 1];
		r.begin = i - (i > sentence[q] && is_edge(marks[i - 1], quick));
		r.end = end_of_region(marks, i, sentence[q + 1], quick);
		while (k < n && cores[k] < r.end)
			k++;
		if (marks[i] & MARK_PLAIN && is_alone(marks, i, r.end))
			continue;
		if (r.loud == UINT32_MAX)
			r.loud = is_loud(marks, r.sentence_begin, r.sentence_end);
		if (!add_region(s, r))
			return false;
	}
	return true;
}

bool tag_model_find_regions(struct sheet *s)
{
	struct again a = {.odd = s->cores, .asked = s->cores + s->cap};

	s->n_regions = 0;
	mark_small(s, &a);
	mark_odd(s, &a);
	mark_asked(s, &a);
	return list_regions(s, s->cores, list_cores(s->marks, s->tokens->n, s->cores));
}
