/* SPDX-License-Identifier: MIT */
/* catena/fold.h - compare text without regard to case; hash what results
 *
 * Folding is Unicode's simple case folding (CaseFolding.txt, statuses C and
 * S): one code point becomes one code point, whatever the language.  "STRASSE"
 * and "straße" stay different, as do composed and decomposed letters.
 *
 *   catena_fold_char   one code point
 *   catena_fold        a string into a buffer of CATENA_FOLD_ROOM(n) bytes
 *   catena_fold_hash   32-bit hash of the folded string: the `hash` column of
 *                      the layer "token"
 *
 * The hash is the same on every machine and may be kept in files.  Text is
 * UTF-8; bytes that are not are taken as they are.  Sizes count bytes.  All of
 * it [any]: no state, no allocation, no error.
 */
#ifndef CATENA_FOLD_H
#define CATENA_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include <catena/fold_table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Two-byte letters may fold to three-byte ones (U+023A), never worse. */
#define CATENA_FOLD_ROOM(n) ((n) + (n) / 2 + 1)

/* Code point after the leading byte at s[0] (>= 0x80) and its size; a byte
 * that begins nothing valid counts alone, as 0xFFFFFFFF. */
static inline uint32_t catena_fold_decode(const unsigned char *s, size_t n,
                                          size_t *size)
{
	uint32_t c = s[0];
	size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

	*size = 1;
	if (c < 0xC2 || c > 0xF4 || want > n)
		return 0xFFFFFFFF;
	c &= 0x7Fu >> want;
	for (size_t i = 1; i < want; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0xFFFFFFFF;
		c = c << 6 | (s[i] & 0x3Fu);
	}
	*size = want;
	return c;
}

static inline size_t catena_fold_encode(unsigned char *dst, uint32_t c)
{
	if (c < 0x80) {
		dst[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		dst[0] = (unsigned char)(0xC0 | c >> 6);
		dst[1] = (unsigned char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		dst[0] = (unsigned char)(0xE0 | c >> 12);
		dst[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		dst[2] = (unsigned char)(0x80 | (c & 0x3F));
		return 3;
	}
	dst[0] = (unsigned char)(0xF0 | c >> 18);
	dst[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
	dst[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
	dst[3] = (unsigned char)(0x80 | (c & 0x3F));
	return 4;
}

static inline uint32_t catena_fold_search(uint32_t c)
{
	size_t low = 0;
	size_t high = sizeof catena_fold_runs / sizeof catena_fold_runs[0];
	const struct catena_fold_run *run = catena_fold_runs;

	while (high - low > 1) {
		const size_t mid = (low + high) / 2;
		if (catena_fold_runs[mid].first <= c)
			low = mid;
		else
			high = mid;
	}
	run += low;
	if (c < run->first || (c - run->first) / run->step >= run->count ||
	    (c - run->first) % run->step)
		return c;
	return (uint32_t)((int32_t)c + run->delta);
}

/* The folded code point.  The common scripts are answered without a search. */
static inline uint32_t catena_fold_char(uint32_t c)
{
	if (c < 0xB5)
		return c - 'A' < 26 ? c | 0x20 : c;
	if (c < 0x100)
		return c - 0xC0 < 0x1F && c != 0xD7 ? c + 32 : c == 0xB5 ? 0x3BC : c;
	if (c - 0x410 < 0x50)
		return c < 0x430 ? c + 32 : c;
	if (c - 0x2010 < 0xF0 || c - 0x2E80 < 0x77A0 || c - 0xAC00 < 0x4F00 ||
	    c > 0x1E943)
		return c;
	return catena_fold_search(c);
}

/* Folds n bytes of s into dst (CATENA_FOLD_ROOM(n) bytes; not s itself);
 * returns the size.  No NUL is added. */
static inline size_t catena_fold(char *dst, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char *out = (unsigned char *)dst;
	size_t made = 0;

	for (size_t i = 0, size; i < n; i += size) {
		size = 1;
		if (p[i] < 0x80) {
			out[made++] = (unsigned char)catena_fold_char(p[i]);
			continue;
		}
		const uint32_t c = catena_fold_decode(p + i, n - i, &size);
		if (c == 0xFFFFFFFF)
			out[made++] = p[i];
		else
			made += catena_fold_encode(out + made, catena_fold_char(c));
	}
	return made;
}

/* The hash reads the folded bytes as little-endian words of eight, the last
 * one filled up with zeros: start at 0, step for each word, then end. */
static inline uint64_t catena_hash_step(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 32;
}

static inline uint32_t catena_hash_end(uint64_t h)
{
	return (uint32_t)(h * UINT64_C(0xD6E8FEB86659FD93) >> 32);
}

static inline uint64_t catena_hash_load4(const unsigned char *s)
{
	return (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 |
	       (uint32_t)s[3] << 24;
}

/* n <= 8 bytes as a little-endian word, zeros above; the pieces overlap, so
 * that there is no loop. */
static inline uint64_t catena_hash_load(const unsigned char *s, size_t n)
{
	if (n >= 4)
		return catena_hash_load4(s) | catena_hash_load4(s + n - 4) << 8 * (n - 4);
	if (n == 0)
		return 0;
	return (uint64_t)s[0] | (uint64_t)s[n / 2] << 8 * (n / 2) |
	       (uint64_t)s[n - 1] << 8 * (n - 1);
}

/* A-Z to a-z in each of eight bytes that are all below 0x80. */
static inline uint64_t catena_fold_word(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t from_a = word + ones * (0x80 - 'A');
	const uint64_t after_z = word + ones * (0x80 - 'Z' - 1);

	return word | ((from_a & ~after_z & ones * 0x80) >> 2);
}

static inline uint64_t catena_hash_bytes(uint64_t h, const unsigned char *s,
                                         size_t n)
{
	for (; n > 8; s += 8, n -= 8)
		h = catena_hash_step(h, catena_hash_load(s, 8));
	return catena_hash_step(h, catena_hash_load(s, n));
}

/* Hash of a string that is folded already (n bytes; 0 of the empty one). */
static inline uint32_t catena_hash(const char *s, size_t n)
{
	return catena_hash_end(catena_hash_bytes(0, (const unsigned char *)s, n));
}

/* As catena_fold_hash for s that holds something beyond ASCII.  Folds piece
 * by piece: the piece ends where a character does, the rest is carried over
 * so that only whole words are hashed. */
static inline uint32_t catena_fold_hash_wide(const char *s, size_t n)
{
	unsigned char piece[CATENA_FOLD_ROOM(64) + 8];
	size_t held = 0;
	uint64_t h = 0;

	while (n) {
		size_t take = n > 64 ? 64 : n;
		if (take < n)
			while (take > 60 && ((unsigned char)s[take] & 0xC0) == 0x80)
				take--;
		if (take == 60 && n > 64) /* no character is that long */
			take = 64;
		held += catena_fold((char *)piece + held, s, take);
		s += take;
		n -= take;
		size_t done = 0;
		for (; held - done > 8; done += 8)
			h = catena_hash_step(h, catena_hash_load(piece + done, 8));
		for (size_t i = done; i < held; i++)
			piece[i - done] = piece[i];
		held -= done;
	}
	return catena_hash_end(catena_hash_step(h, catena_hash_load(piece, held)));
}

/* Hash of what catena_fold makes of n bytes of s. */
static inline uint32_t catena_fold_hash(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t h = 0, word;
	size_t left = n;

	for (; left > 8; p += 8, left -= 8) {
		word = catena_hash_load(p, 8);
		if (word & high)
			return catena_fold_hash_wide(s, n);
		h = catena_hash_step(h, catena_fold_word(word));
	}
	word = catena_hash_load(p, left);
	if (word & high)
		return catena_fold_hash_wide(s, n);
	return catena_hash_end(catena_hash_step(h, catena_fold_word(word)));
}

#ifdef __cplusplus
}
#endif
#endif /* CATENA_FOLD_H */
