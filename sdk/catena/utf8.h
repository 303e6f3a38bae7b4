/* SPDX-License-Identifier: MIT */
/* catena/utf8.h - UTF-8: decode, encode, check, count.  [any]
 *
 * Static functions only: nothing to link, no tables, no state, no locale.
 * Well-formed means table 3-7 of the Unicode Standard: shortest forms, no
 * surrogates, nothing above U+10FFFF.  NUL is a character like any other. */
#ifndef CATENA_UTF8_H
#define CATENA_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD, 3 bytes */

/* One character of s[0, size): its bytes (1 to 4) and its number in *cp.
 * 0 when no well-formed character stands there, or size is 0. */
static inline unsigned utf8_decode(const char *s, size_t size, uint32_t *cp)
{
	const unsigned char *const u = (const unsigned char *)s;
	if (size && u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (size < 2 || u[0] < 0xC2 || u[0] > 0xF4 || (u[1] & 0xC0) != 0x80)
		return 0;
	if (u[0] < 0xE0) {
		*cp = (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
		return 2;
	}
	if (size < 3 || (u[2] & 0xC0) != 0x80)
		return 0;
	if (u[0] < 0xF0) {
		const uint32_t c =
		    (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		*cp = c;
		return c < 0x800 || (c >= 0xD800 && c < 0xE000) ? 0 : 3;
	}
	if (size < 4 || (u[3] & 0xC0) != 0x80)
		return 0;
	const uint32_t c = (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 |
	                   (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
	*cp = c;
	return c < 0x10000 || c > 0x10FFFF ? 0 : 4;
}

/* Writes cp to out (room for 4 bytes) and gives the bytes written; 0 for a
 * surrogate or a number above U+10FFFF. */
static inline unsigned utf8_encode(uint32_t cp, char *out)
{
	unsigned char *const u = (unsigned char *)out;
	if (cp < 0x80) {
		u[0] = (unsigned char)cp;
		return 1;
	}
	if (cp < 0x800) {
		u[0] = (unsigned char)(0xC0 | cp >> 6);
		u[1] = (unsigned char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		if (cp >= 0xD800 && cp < 0xE000)
			return 0;
		u[0] = (unsigned char)(0xE0 | cp >> 12);
		u[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
		u[2] = (unsigned char)(0x80 | (cp & 0x3F));
		return 3;
	}
	if (cp > 0x10FFFF)
		return 0;
	u[0] = (unsigned char)(0xF0 | cp >> 18);
	u[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3F));
	u[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
	u[3] = (unsigned char)(0x80 | (cp & 0x3F));
	return 4;
}

/* Nonzero where a character may begin: anything but 10xxxxxx. */
static inline int utf8_starts(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

/* Eight bytes as they stand in memory; only ever used for tests and sums that
 * do not depend on their order. */
static inline uint64_t utf8_load8(const char *s)
{
	uint64_t w;
	memcpy(&w, s, sizeof w);
	return w;
}

/* Bytes before the first one that is not ASCII; size if there is none. */
static inline size_t utf8_ascii_prefix(const char *s, size_t size)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t i = 0;
	while (size - i >= 16 && !((utf8_load8(s + i) | utf8_load8(s + i + 8)) & high))
		i += 16;
	while (i < size && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* Bytes before the first ill-formed one; size if all is well-formed. */
static inline size_t utf8_valid_prefix(const char *s, size_t size)
{
	size_t i = 0;
	while (i < size) {
		uint32_t cp;
		if ((unsigned char)s[i] < 0x80) {
			i += utf8_ascii_prefix(s + i, size - i);
			continue;
		}
		const unsigned n = utf8_decode(s + i, size - i, &cp);
		if (!n)
			break;
		i += n;
	}
	return i;
}

/* How many bytes at s, where utf8_decode gave 0, one U+FFFD stands for: the
 * longest start of a character, else 1 (the Unicode Standard's "substitution
 * of maximal subparts", as web browsers do it).  size must not be 0. */
static inline unsigned utf8_bad_length(const char *s, size_t size)
{
	const unsigned char *const u = (const unsigned char *)s;
	if (u[0] < 0xC2 || u[0] > 0xF4 || size < 2)
		return 1;
	const unsigned low = u[0] == 0xE0 ? 0xA0 : u[0] == 0xF0 ? 0x90 : 0x80;
	const unsigned top = u[0] == 0xED ? 0x9F : u[0] == 0xF4 ? 0x8F : 0xBF;
	if (u[0] < 0xE0 || u[1] < low || u[1] > top)
		return 1;
	return u[0] < 0xF0 || size < 3 || (u[2] & 0xC0) != 0x80 ? 2 : 3;
}

/* Sum of the eight bytes of w, each at most 31. */
static inline unsigned utf8_sum8(uint64_t w)
{
	return (unsigned)(w * UINT64_C(0x0101010101010101) >> 56);
}

/* Code points of well-formed text. */
static inline size_t utf8_codepoints(const char *s, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0, tails = 0;
	while (size - i >= 8) { /* up to 31 words before a byte could overflow */
		uint64_t sum = 0;
		for (unsigned k = 0; k < 31 && size - i >= 8; k++, i += 8) {
			const uint64_t w = utf8_load8(s + i);
			sum += w >> 7 & ~(w >> 6) & ones;
		}
		tails += utf8_sum8(sum);
	}
	for (; i < size; i++)
		tails += !utf8_starts(s[i]);
	return size - tails;
}

/* UTF-16 units of well-formed text: one a code point, two above U+FFFF. */
static inline size_t utf8_utf16_units(const char *s, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0, less = 0;
	while (size - i >= 8) {
		uint64_t tails = 0, longs = 0;
		for (unsigned k = 0; k < 31 && size - i >= 8; k++, i += 8) {
			const uint64_t w = utf8_load8(s + i);
			tails += w >> 7 & ~(w >> 6) & ones;
			longs += w >> 7 & w >> 6 & w >> 5 & w >> 4 & ones;
		}
		less += utf8_sum8(tails) - utf8_sum8(longs);
	}
	for (; i < size; i++) {
		less += !utf8_starts(s[i]);
		less -= (unsigned char)s[i] >= 0xF0;
	}
	return size - less;
}

#ifdef __cplusplus
}
#endif
#endif /* CATENA_UTF8_H */
