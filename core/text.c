/* SPDX-License-Identifier: MIT */
/* text.c - is it UTF-8, and if not, what can be made of it; edits of a text
 * and the map back to what was read. */
#include "build.h"

#include "text.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes from s that are ASCII and not NUL: all of them, or a little fewer. */
#ifdef __SSE2__
static size_t ascii_run(const unsigned char *s, size_t n)
{
	const __m128i zero = _mm_setzero_si128();
	size_t i = 0;
	for (; n - i >= 16; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		/* The sign bit of bytes beyond ASCII, and of those equal to 0. */
		const int bad = _mm_movemask_epi8(_mm_or_si128(v, _mm_cmpeq_epi8(v, zero)));
		if (bad)
			return i + (size_t)__builtin_ctz((unsigned)bad);
	}
	return i;
}
#else
static size_t ascii_run(const unsigned char *s, size_t n)
{
	const uint64_t high = 0x8080808080808080u, low = 0x0101010101010101u;
	size_t i = 0;
	for (; n - i >= 8; i += 8) {
		uint64_t w;
		memcpy(&w, s + i, sizeof w);
		/* w - low sets the high bit of a byte that was 0, or of one after
		 * such a byte: enough to know that there is one. */
		if ((w | (w - low)) & high)
			break;
	}
	return i;
}
#endif

/* Length of the valid sequence at s; 0 if there is none, and then *bad is the
 * length of the maximal invalid part (at least 1). */
static size_t sequence(const unsigned char *s, size_t n, size_t *bad)
{
	unsigned lo = 0x80, hi = 0xBF;
	size_t need;
	*bad = 1;
	if (s[0] < 0x80)
		return s[0] != 0;
	if (s[0] >= 0xC2 && s[0] <= 0xDF) {
		need = 1;
	} else if ((s[0] & 0xF0) == 0xE0) {
		need = 2;
		if (s[0] == 0xE0)
			lo = 0xA0;
		else if (s[0] == 0xED)
			hi = 0x9F;
	} else if (s[0] >= 0xF0 && s[0] <= 0xF4) {
		need = 3;
		if (s[0] == 0xF0)
			lo = 0x90;
		else if (s[0] == 0xF4)
			hi = 0x8F;
	} else {
		return 0;
	}
	for (size_t i = 1; i <= need; i++) {
		if (i >= n || s[i] < lo || s[i] > hi) {
			*bad = i;
			return 0;
		}
		lo = 0x80;
		hi = 0xBF;
	}
	return need + 1;
}

size_t text_valid(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, bad;
	while (i < n) {
		i += ascii_run(s + i, n - i);
		if (i == n)
			break;
		/* What is beyond ASCII often comes in runs; and one byte at least is
		 * looked at here, so that the end of the text is reached. */
		do {
			const size_t k = sequence(s + i, n - i, &bad);
			if (!k)
				return i;
			i += k;
		} while (i < n && s[i] >= 0x80);
	}
	return n;
}

uint32_t text_original(const struct text_map *m, uint32_t t)
{
	uint32_t lo = 0, hi = m->n; /* the last row with text <= t */
	while (lo < hi) {
		const uint32_t mid = lo + (hi - lo) / 2;
		if (m->text[mid] <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return t;
	const uint64_t at = (uint64_t)m->original[lo - 1] + (t - m->text[lo - 1]);
	if (lo < m->n && at > m->original[lo])
		return m->original[lo];
	return (uint32_t)at;
}

static void add_row(struct text_map *m, uint32_t text, uint32_t original)
{
	if (m->n && m->text[m->n - 1] == text)
		m->n--; /* nothing lies between: the later row holds */
	m->text[m->n] = text;
	m->original[m->n++] = original;
}

/* The map after the edits: the rows of the old one outside the edits, moved,
 * and two rows for each edit: where its replacement stands for what was
 * there, and where the text goes on. */
static int compose(struct arena *a, struct text_map *m, const struct text_edit *e,
                   uint32_t n)
{
	const size_t cap = (size_t)m->n + 2 * (size_t)n;
	struct text_map out = {0, arena_array(a, cap, sizeof(uint32_t), 4),
	                       arena_array(a, cap, sizeof(uint32_t), 4)};
	if (!out.text || !out.original)
		return -1;
	uint32_t row = 0;
	int64_t shift = 0; /* new offset - old offset */
	for (uint32_t i = 0; i <= n; i++) {
		const uint32_t until = i < n ? e[i].begin : UINT32_MAX;
		for (; row < m->n && m->text[row] < until; row++)
			add_row(&out, (uint32_t)(m->text[row] + shift), m->original[row]);
		if (i == n)
			break;
		const uint32_t at = (uint32_t)(e[i].begin + shift);
		if (e[i].size)
			add_row(&out, at, text_original(m, e[i].begin));
		add_row(&out, at + e[i].size, text_original(m, e[i].end));
		while (row < m->n && m->text[row] <= e[i].end)
			row++;
		shift += (int64_t)e[i].size - (e[i].end - e[i].begin);
	}
	*m = out;
	return 0;
}

int text_apply(struct arena *a, const char **text, uint32_t *size,
               struct text_map *m, const struct text_edit *e, uint32_t n)
{
	uint64_t total = *size;
	for (uint32_t i = 0; i < n; i++)
		total = total - (e[i].end - e[i].begin) + e[i].size;
	if (total >= UINT32_MAX)
		return -1;
	char *out = arena_alloc(a, (size_t)total + 1, 1);
	if (!out || compose(a, m, e, n))
		return -1;
	uint32_t from = 0;
	char *p = out;
	for (uint32_t i = 0; i < n; i++) {
		memcpy(p, *text + from, e[i].begin - from);
		p += e[i].begin - from;
		if (e[i].size)
			memcpy(p, e[i].bytes, e[i].size);
		p += e[i].size;
		from = e[i].end;
	}
	memcpy(p, *text + from, *size - from);
	out[total] = 0;
	*text = out;
	*size = (uint32_t)total;
	return 0;
}

struct edit_list {
	struct text_edit *items;
	uint32_t n, cap;
};

static int add_edit(struct arena *a, struct edit_list *l, struct text_edit e)
{
	if (l->n == l->cap) {
		const uint32_t cap = l->cap ? l->cap * 2 : 16;
		struct text_edit *more =
		    arena_grow(a, l->items, l->cap * sizeof e, cap * sizeof e);
		if (!more)
			return -1;
		l->items = more;
		l->cap = cap;
	}
	l->items[l->n++] = e;
	return 0;
}

bool text_is_hopeless(const char *text, uint32_t n)
{
	const uint32_t most = n / 8 > 1000 ? n / 8 : 1000;
	uint32_t i = 0, places = 0;
	while (places <= most && (i += (uint32_t)text_valid(text + i, n - i)) < n) {
		size_t bad;
		(void)sequence((const unsigned char *)text + i, n - i, &bad);
		i += (uint32_t)bad;
		places++;
	}
	return places > most;
}

int text_repair(struct arena *a, const char **text, uint32_t *size,
                struct text_map *m, uint32_t *repairs)
{
	const char *s = *text;
	const uint32_t n = *size;
	struct edit_list edits = {0};
	uint32_t i = 0;
	*repairs = 0;
	if (n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3)) {
		i = 3;
		if (add_edit(a, &edits, (struct text_edit){0, 3, 0, NULL}))
			return -1;
	}
	while ((i += (uint32_t)text_valid(s + i, n - i)) < n) {
		size_t bad;
		(void)sequence((const unsigned char *)s + i, n - i, &bad);
		const uint32_t end = i + (uint32_t)bad;
		if (add_edit(a, &edits, (struct text_edit){i, end, 3, "\xEF\xBF\xBD"}))
			return -1;
		++*repairs;
		i = end;
	}
	return edits.n ? text_apply(a, text, size, m, edits.items, edits.n) : 0;
}
