/* SPDX-License-Identifier: MIT */
/* cut_sse2.c - cut_block.h for any x86-64 */
#include "cut.h"

#ifdef SHARE_X86

#include <emmintrin.h>
#include <string.h>

#include <catena/fold.h>
#include <catena/plugin.h>

#include "block.h"

#define TARGET

static inline __m128i range(__m128i v, char low, char count)
{
	return _mm_cmplt_epi8(_mm_add_epi8(v, _mm_set1_epi8((char)(-128 - low))),
	                      _mm_set1_epi8((char)(-128 + count)));
}

static inline uint64_t mask(__m128i v)
{
	return (unsigned)_mm_movemask_epi8(v);
}

static inline __m128i is(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static inline uint64_t block_equal(const unsigned char *p, unsigned char c)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i += 16)
		bits |= mask(is(_mm_loadu_si128((const __m128i *)(const void *)(p + i)),
		                (char)c))
		        << i;
	return bits;
}

/* Bytes in [low, low + n). */
static inline uint64_t block_range(const unsigned char *p, unsigned char low,
                                   unsigned n)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i += 16)
		bits |= mask(range(_mm_loadu_si128((const __m128i *)(const void *)(p + i)),
		                   (char)low, (char)n))
		        << i;
	return bits;
}

static inline uint64_t mask_of(__m128i v)
{
	uint64_t bits = mask(v);

	/* or gcc puts many masks into vectors, which takes twice as long */
	__asm__("" : "+r"(bits));
	return bits;
}

static inline __m128i either(__m128i a, __m128i b)
{
	return _mm_or_si128(a, b);
}

/* Sets of bytes; small: the same with bit 5 set, which makes letters small. */
#define LETTER(v, small) range(small, 'a', 26)
#define DIGIT(v, small) range(v, '0', 10)
#define WHITE(v, small) either(is(v, ' '), range(v, '\t', 5))
#define DOT(v, small) is(v, '.')
#define APOSTROPHE(v, small) is(v, '\'')
#define COLON(v, small) is(v, ':')
#define SEMICOLON(v, small) is(v, ';')
#define COMMA(v, small) is(v, ',')
#define BANG(v, small) either(is(v, '!'), is(v, '?'))
#define CLOSE(v, small) \
	either(either(is(v, '"'), range(v, '(', 2)), \
	       either(is(small, '{'), is(small, '}')))
#define HIGH(v, small) (v)
#define SMALL(v, small) _mm_slli_epi16(v, 2)
#define LF(v, small) is(v, '\n')
#define CR(v, small) is(v, '\r')
#define FEED(v, small) is(v, '\f')

/* The bytes of the block that are in the set. */
#define ASK(set) \
	(mask_of(set(x[0], y[0])) | mask_of(set(x[1], y[1])) << 16 | \
	 mask_of(set(x[2], y[2])) << 32 | mask_of(set(x[3], y[3])) << 48)

/* Constants of block_ascii: none. */
struct sets {
	char none;
};

static inline struct sets block_sets(void)
{
	return (struct sets){0};
}

static inline int block_ascii(const struct sets *s, const unsigned char *p,
                              struct block *b)
{
	__m128i x[4], y[4];

	(void)s;
	for (unsigned k = 0; k < 4; k++) {
		x[k] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));
		y[k] = _mm_or_si128(x[k], _mm_set1_epi8(0x20));
	}
	const uint64_t letter = ASK(LETTER), digit = ASK(DIGIT), white = ASK(WHITE);
	const uint64_t dot = ASK(DOT), apostrophe = ASK(APOSTROPHE), comma = ASK(COMMA);
	const uint64_t colon = ASK(COLON), semicolon = ASK(SEMICOLON);
	const uint64_t bang = ASK(BANG), close = ASK(CLOSE), high = ASK(HIGH);
	const uint64_t others = ~(letter | digit | white | dot | apostrophe | comma |
	                          colon | semicolon | bang | close | high);

	b->letter = b->letters = letter;
	b->upper = letter & ~ASK(SMALL);
	b->digit = b->numbers = digit;
	b->white = white;
	b->mid_letter = dot | apostrophe | colon;
	b->mid_number = dot | apostrophe | comma | semicolon;
	b->dot = dot;
	b->bang = bang;
	b->close = close | apostrophe;
	b->high = high;
	b->lf = ASK(LF);
	b->under = b->symbol = b->other = b->cr = b->feed = 0;
	b->emoji = b->cont = b->bridge = b->hard = 0;
	b->term = b->line = b->line_end = 0;
	return (others | ASK(FEED) | ASK(CR)) != 0;
}

static void block_rare(const unsigned char *p, struct block *b)
{
	b->under = block_equal(p, '_');
	b->other = (block_range(p, 0, 32) & ~b->white) | block_equal(p, 127);
	b->symbol = block_range(p, '<', 3) | block_equal(p, '$') | block_equal(p, '+') |
	            block_equal(p, '^') | block_equal(p, '`') | block_equal(p, '|') |
	            block_equal(p, '~');
	b->cr = block_equal(p, '\r');
	b->feed = block_equal(p, '\f');
}

/* Eight at a time, wanted or not. */
static inline void take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	do {
		for (unsigned k = 0; k < 8; k++) {
			*to++ = at + bit_lowest(bits);
			bits &= bits - 1;
		}
	} while (bits);
}

/* A row of eight bytes each: bit i of byte f becomes bit f of byte i. */
static __m128i turn(__m128i x)
{
	const __m128i one = _mm_set1_epi64x(0x00AA00AA00AA00AA);
	const __m128i two = _mm_set1_epi64x(0x0000CCCC0000CCCC);
	const __m128i four = _mm_set1_epi64x(0x00000000F0F0F0F0);
	__m128i t = _mm_and_si128(_mm_xor_si128(x, _mm_srli_epi64(x, 7)), one);

	x = _mm_xor_si128(_mm_xor_si128(x, t), _mm_slli_epi64(t, 7));
	t = _mm_and_si128(_mm_xor_si128(x, _mm_srli_epi64(x, 14)), two);
	x = _mm_xor_si128(_mm_xor_si128(x, t), _mm_slli_epi64(t, 14));
	t = _mm_and_si128(_mm_xor_si128(x, _mm_srli_epi64(x, 28)), four);
	return _mm_xor_si128(_mm_xor_si128(x, t), _mm_slli_epi64(t, 28));
}

/* Bit i of seven bitmaps becomes bits 0 to 6 of byte i. */
static void bits_to_bytes(const uint64_t from[PLANES], uint8_t to[64])
{
	__m128i x[8], y[4];

	for (int i = 0; i < 7; i++)
		x[i] = _mm_cvtsi64_si128((long long)from[i]);
	x[7] = _mm_setzero_si128();
	for (int i = 0; i < 4; i++)
		y[i] = _mm_unpacklo_epi8(x[2 * i], x[2 * i + 1]);
	x[0] = _mm_unpacklo_epi16(y[0], y[1]);
	x[1] = _mm_unpackhi_epi16(y[0], y[1]);
	x[2] = _mm_unpacklo_epi16(y[2], y[3]);
	x[3] = _mm_unpackhi_epi16(y[2], y[3]);
	y[0] = _mm_unpacklo_epi32(x[0], x[2]);
	y[1] = _mm_unpackhi_epi32(x[0], x[2]);
	y[2] = _mm_unpacklo_epi32(x[1], x[3]);
	y[3] = _mm_unpackhi_epi32(x[1], x[3]);
	for (int i = 0; i < 4; i++)
		_mm_storeu_si128((__m128i *)(void *)(to + 16 * i), turn(y[i]));
}

static void spread(const uint64_t planes[PLANES], uint64_t end, uint8_t *kind,
                   uint8_t *flags)
{
	uint8_t all[64], some[64 + 16];
	unsigned n = 0;

	bits_to_bytes(planes, all);
	do {
		for (unsigned i = 0; i < 8; i++) { /* wanted or not */
			some[n + i] = all[bit_lowest(end)];
			end &= end - 1;
		}
		n += 8;
	} while (end);
	for (unsigned i = 0; i < n; i += 16) {
		const __m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(some + i));
		if (kind)
			_mm_storeu_si128((__m128i *)(void *)(kind + i),
			                 _mm_and_si128(_mm_srli_epi16(x, 5), _mm_set1_epi8(3)));
		if (flags)
			_mm_storeu_si128((__m128i *)(void *)(flags + i),
			                 _mm_and_si128(x, _mm_set1_epi8(31)));
	}
}

/* As in hash_avx2.h. */
static inline unsigned hash_four(const unsigned char *s, const uint32_t *begin,
                                 const uint32_t *end, uint32_t *hash)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	unsigned others = 0;

	for (unsigned i = 0; i < 4; i++) {
		const uint32_t size = end[i] - begin[i];
		uint64_t word;
		memcpy(&word, s + begin[i], 8);
		word &= ~UINT64_C(0) >> ((64 - 8 * size) & 63);
		hash[i] = catena_hash_end(catena_hash_step(0, catena_fold_word(word)));
		others |= (unsigned)((size > 8) | ((word & high) != 0)) << i;
	}
	return others;
}

#include "cut_block.h"

int tokenize_cut_sse2(const struct cut *cut)
{
	return cut_blocks(cut);
}

#else
typedef int tokenize_cut_sse2_is_for_x86;
#endif
