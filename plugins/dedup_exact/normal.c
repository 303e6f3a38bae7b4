/* SPDX-License-Identifier: MIT */
/* normal.c - text into a small buffer, normalised, and the buffer into the
 * hash.  The text is never copied whole. */
#include "normal.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#ifdef CATENA_UTF8PROC
#include <utf8proc.h>
#endif

#define BUFFER 8192u

struct normal {
	XXH3_state_t *state;
	unsigned char bytes[BUFFER];
	size_t used, total;
	bool blank;      /* a blank is due before the next character */
	int32_t *points; /* of a run beyond ASCII */
	size_t points_size;
};

struct normal *dedup_exact_normal_new(void)
{
	struct normal *const n = calloc(1, sizeof *n);

	if (!n)
		return NULL;
	n->state = XXH3_createState();
	if (!n->state) {
		free(n);
		return NULL;
	}
	return n;
}

void dedup_exact_normal_free(struct normal *n)
{
	if (!n)
		return;
	XXH3_freeState(n->state);
	free(n->points);
	free(n);
}

bool dedup_exact_has_unicode(void)
{
#ifdef CATENA_UTF8PROC
	return true;
#else
	return false;
#endif
}

static void flush(struct normal *n)
{
	XXH3_128bits_update(n->state, n->bytes, n->used);
	n->total += n->used;
	n->used = 0;
}

/* White space beyond ASCII: White_Space of PropList.txt. */
static bool is_wide_space(uint32_t c)
{
	return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x80 && is_wide_space(c));
}

/* What stands between and around words in the scripts of Europe, China, Japan
 * and Korea; ASCII's symbols too. */
static bool is_punctuation(uint32_t c)
{
	if (c < 0x80)
		return c > ' ' && c < 0x7F && !(c - '0' < 10 || (c | 0x20) - 'a' < 26);
	return c == 0xA1 || c == 0xA7 || c == 0xAB || c == 0xB6 || c == 0xB7 ||
	       c == 0xBB || c == 0xBF || (c >= 0x2010 && c <= 0x2027) ||
	       (c >= 0x2030 && c <= 0x205E) || (c >= 0x3001 && c <= 0x3003) ||
	       (c >= 0x3008 && c <= 0x3011) || (c >= 0x3014 && c <= 0x301F) ||
	       (c >= 0xFE10 && c <= 0xFE19) || (c >= 0xFE30 && c <= 0xFE6B) ||
	       (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF1F) ||
	       (c >= 0xFF3B && c <= 0xFF3F) || (c >= 0xFF5B && c <= 0xFF65);
}

/* One character into the buffer, or not. */
static void put(struct normal *n, unsigned flags, uint32_t c)
{
	if (n->used + 8 > BUFFER)
		flush(n);
	if ((flags & NORMAL_SPACE) && is_space(c)) {
		n->blank = n->used + n->total > 0;
		return;
	}
	if ((flags & NORMAL_PUNCTUATION) && is_punctuation(c))
		return;
	if (n->blank)
		n->bytes[n->used++] = ' ';
	n->blank = false;
	if (flags & NORMAL_CASE)
		c = catena_fold_char(c);
	n->used += catena_fold_encode(n->bytes + n->used, c);
}

/* What is not UTF-8 is taken byte by byte. */
static void put_raw(struct normal *n, unsigned flags, const unsigned char *s,
                    size_t size)
{
	for (size_t i = 0, step; i < size; i += step) {
		uint32_t c = s[i];
		step = 1;
		if (c >= 0x80)
			c = catena_fold_decode(s + i, size - i, &step);
		if (c != 0xFFFFFFFF) {
			put(n, flags, c);
			continue;
		}
		if (n->used + 8 > BUFFER)
			flush(n);
		n->bytes[n->used++] = s[i];
	}
}

#ifdef CATENA_UTF8PROC
/* NFKC of a run that begins with the ASCII character before it, to which its
 * first mark may belong.  What follows in ASCII never joins it. */
static bool put_composed(struct normal *n, unsigned flags, const unsigned char *s,
                         size_t size)
{
	const int how = UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_COMPAT;
	utf8proc_ssize_t count = utf8proc_decompose(
	    s, (utf8proc_ssize_t)size, n->points, (utf8proc_ssize_t)n->points_size,
	    (utf8proc_option_t)how);

	if (count < 0) {
		put_raw(n, flags, s, size);
		return true;
	}
	if ((size_t)count > n->points_size) {
		int32_t *const p = realloc(n->points, (size_t)count * 2 * sizeof *p);
		if (!p)
			return false;
		n->points = p;
		n->points_size = (size_t)count * 2;
		return put_composed(n, flags, s, size);
	}
	count = utf8proc_normalize_utf32(n->points, count, (utf8proc_option_t)how);
	for (utf8proc_ssize_t i = 0; i < count; i++)
		put(n, flags, (uint32_t)n->points[i]);
	return true;
}
#endif

static bool put_wide(struct normal *n, unsigned flags, const unsigned char *s,
                     size_t size)
{
#ifdef CATENA_UTF8PROC
	if (flags & NORMAL_UNICODE)
		return put_composed(n, flags, s, size);
#endif
	put_raw(n, flags, s, size);
	return true;
}

bool dedup_exact_fingerprint(struct normal *n, unsigned flags, const char *text,
                             size_t size, struct fingerprint *print, size_t *left)
{
	const unsigned char *const s = (const unsigned char *)text;
	size_t i = 0;

	n->used = n->total = 0;
	n->blank = false;
	XXH3_128bits_reset(n->state);
	while (i < size) {
		size_t to = i + 1;
		if (to == size || (s[i] < 0x80 && s[to] < 0x80)) {
			if (s[i] < 0x80) {
				put(n, flags, s[i]);
				i++;
				continue;
			}
		}
		while (to < size && s[to] >= 0x80)
			to++;
		if (!put_wide(n, flags, s + i, to - i))
			return false;
		i = to;
	}
	flush(n);
	const XXH128_hash_t h = XXH3_128bits_digest(n->state);
	print->high = h.high64;
	print->low = h.low64;
	*left = n->total;
	return true;
}
