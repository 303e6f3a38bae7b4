/* SPDX-License-Identifier: MIT */
/* news_way.c - the portable way, and which ways there are */
#include "news_way.h"

#include <string.h>

#include <catena/plugin.h>

#include "bits64.h"

static void window(const unsigned char *p, struct news_window *w)
{
	memset(w, 0, sizeof *w);
	for (unsigned i = 0; i < 64; i++) {
		const unsigned c = p[i];
		const uint64_t bit = UINT64_C(1) << i;
		if ((c | 0x20) - 'a' < 26u) {
			w->letter |= bit;
			w->upper |= c < 'a' ? bit : 0;
			continue;
		}
		if (c == ' ' || c - '\t' < 5u) {
			w->white |= bit;
			continue;
		}
		if (c == 0xE2 && i < 62 && p[i + 1] == 0x80) {
			const unsigned last = p[i + 2];
			if ((last | 1) == 0x99)
				w->curly |= bit;
			else if (last - 0x93 < 2u || last - 0x9C < 2u || last == 0xA6)
				w->sign |= bit;
		}
		w->digit |= c - '0' < 10u ? bit : 0;
		w->hyphen |= c == '-' ? bit : 0;
		w->tick |= c == '\'' ? bit : 0;
		if (c >= 0x80 || c == 0 || !strchr(",;:!?.\"()[]", (int)c))
			continue;
		w->mark |= bit;
		w->colon |= c == ':' || c == ';' ? bit : 0;
		w->term |= c == '.' || c == '!' || c == '?' ? bit : 0;
		w->dot |= c == '.' ? bit : 0;
		w->comma |= c == ',' ? bit : 0;
		w->late |= strchr(",.!?)]", (int)c) ? bit : 0;
	}
}

/* The numbers of the gaps among the begins, as bits: few are. */
static uint64_t gaps_of(uint64_t gaps, uint64_t begin)
{
	uint64_t numbers = 0;

	for (; gaps; gaps &= gaps - 1)
		numbers |= UINT64_C(1) << bits_count(begin & ((gaps & -gaps) - 1));
	return numbers;
}

enum {
	AT_ONCE = 4 /* rows */
};

uint64_t tokenize_news_add(const struct news_plan *p, unsigned from, unsigned to,
                           size_t at, struct token_rows *rows)
{
	const uint64_t all = p->begin & bits_of(from, to);
	uint64_t begin = all;
	uint64_t end = p->end & bits_of(from + 1, to);
	uint8_t spare[64 + AT_ONCE];
	const uint32_t first = rows->n;
	uint32_t *const begins = rows->begin + first, *const ends = rows->end + first;
	uint8_t *const kinds = rows->kind ? rows->kind + first : spare;
	uint8_t *const flags = rows->flags ? rows->flags + first : spare;
	const unsigned n = bits_count(begin);

	for (unsigned k = 0; k < n; k += AT_ONCE) {
		for (unsigned i = k; i < k + AT_ONCE; i++) {
			const unsigned b = bits_first(begin), e = bits_first(end);
			const unsigned word = p->word >> e & 1, number = p->number >> e & 1;
			begin &= begin - 1;
			end &= end - 1;
			begins[i] = (uint32_t)at + b;
			ends[i] = (uint32_t)at + e;
			kinds[i] =
			    (uint8_t)(CATENA_TOKEN_PUNCT ^
			              ((CATENA_TOKEN_PUNCT ^ CATENA_TOKEN_WORD) & (0 - word)) ^
			              ((CATENA_TOKEN_PUNCT ^ CATENA_TOKEN_NUMBER) &
			               (0 - number)));
			flags[i] = (uint8_t)((p->capitalised >> e & 1) * CATENA_F_CAPITALISED |
			                     (p->all_caps >> e & 1) * CATENA_F_ALL_CAPS |
			                     number * CATENA_F_HAS_DIGIT |
			                     (p->spaced >> e & 1) * CATENA_F_SPACE_AFTER);
		}
	}
	rows->n += n;
	return gaps_of(p->gap & all, all);
}

const struct news_way tokenize_news_plain = {
    "none", window, NULL, tokenize_news_add, tokenize_line_bytes};

void tokenize_news_ways(const struct news_way *ways[5])
{
	unsigned n = 0;

#ifdef SHARE_X86
	const enum share_machine machine = share_machine();

	if (machine >= SHARE_HAS_AVX512)
		ways[n++] = &tokenize_news_avx512;
	if (machine >= SHARE_HAS_AVX2)
		ways[n++] = &tokenize_news_avx2;
	ways[n++] = &tokenize_news_sse2;
#endif
	ways[n++] = &tokenize_news_plain;
	ways[n] = NULL;
}

const struct news_way *tokenize_news_best(void)
{
	const struct news_way *ways[5];

	tokenize_news_ways(ways);
	return ways[0];
}
