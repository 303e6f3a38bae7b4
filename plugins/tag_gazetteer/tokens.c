/* SPDX-License-Identifier: MIT */
/* tokens.c - the atoms of a document's tokens.
 *
 * Most tokens are one atom each, and the bits of breaks.h say which: those are
 * copied, run by run.  The others are looked at one at a time. */
#include "../share/bits.h"
#include "../share/plain.h"
#include "atoms_parts.h"
#include "breaks.h"
#include "glance.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

/* Letters and digits of ASCII; not the line, which alone is a sign. */
static inline bool is_word(char c)
{
	const uint32_t b = (unsigned char)c;

	return (b | 0x20) - 'a' < 26 || b - '0' < 10;
}

/* Is a token one character of ASCII that stands for itself, and no letter? */
static bool is_sign(const char *s, size_t n, unsigned fold)
{
	return n == 1 && (unsigned char)*s < 0x80 && *s > ' ' && *s != '`' &&
	       !is_word(*s) && !(*s == '-' && (fold & FOLD_HYPHENS));
}

struct cutting { /* the tokens of a document, on the way */
	const char *text;
	uint32_t size;
	const struct catena_layer *tokens;
	const uint8_t *kind;
	const uint32_t *hash;
	uint32_t last; /* end of the token before */
	bool space;    /* white space since the atom before */
};

/* ---- One at a time ---- */

static bool is_ascii(const char *s, uint32_t n)
{
	uint64_t any = 0;

	for (; n > 8; s += 8, n -= 8)
		any |= catena_hash_load((const unsigned char *)s, 8);
	return !((any | catena_hash_load((const unsigned char *)s, n)) & PLAIN_HIGH);
}

/* The hash of the piece [at, to) of a token of ASCII. */
static inline uint32_t hash_of_piece(const struct atoms *a, const char *s,
                                     uint32_t n)
{
	const unsigned char c = (unsigned char)*s;

	return n == 1 ? a->sign[c] : catena_fold_hash(s, n);
}

/* Cuts a token of ASCII where its breaks are, as tag_gazetteer_atoms_cut does. */
static bool cut_ascii(struct atoms *a, const struct cutting *c, uint32_t begin,
                      uint32_t end, bool *space)
{
	const uint32_t first = a->n, n = end - begin;
	const char *const s = c->text + begin;
	uint64_t left = breaks_from(a->breaks, begin + 1);

	if (!tag_gazetteer_atoms_room(a, n))
		return false;
	left = (left & ((UINT64_C(1) << (n - 1)) - 1)) | UINT64_C(1) << (n - 1);
	for (uint32_t at = 0, to; at < n; at = to) {
		const enum tag_gazetteer_sort sort =
		    tag_gazetteer_ascii_sort((unsigned char)s[at]);
		to = share_lowest(left) + 1;
		left &= left - 1;
		if (sort == SPACE) {
			*space = true;
			continue;
		}
		const bool ends = to < n && (s[to] == '\'' || s[to] == '`') &&
		                  tag_gazetteer_is_possessive(s, to, n);
		tag_gazetteer_put(
		    a, hash_of_piece(a, s + at, to - at), begin + at, begin + to,
		    (*space ? ATOM_SPACE : 0u) |
		        (tag_gazetteer_may_be_capital(s + at) ? ATOM_CAPITAL : 0u) |
		        (sort == RUN || sort == DIGITS ? ATOM_WORD : 0u) |
		        (ends ? ATOM_ENDS : 0u));
		*space = false;
	}
	if (a->n > first) {
		a->flags[first] |= ATOM_BEGINS;
		a->flags[a->n - 1] |= ATOM_ENDS;
	}
	return true;
}

/* Token i is one atom. */
static void put_whole(struct atoms *a, struct cutting *c, uint32_t i, unsigned word)
{
	const uint32_t begin = c->tokens->begin[i], end = c->tokens->end[i];
	const char *const s = c->text + begin;

	tag_gazetteer_put(
	    a, c->hash ? c->hash[i] : catena_fold_hash(s, end - begin), begin, end,
	    (unsigned)ATOM_BEGINS | ATOM_ENDS | word | (c->space ? ATOM_SPACE : 0u) |
	        (tag_gazetteer_may_be_capital(s) ? ATOM_CAPITAL : 0u));
	c->space = false;
}

/* Cuts token i. */
static bool cut(struct atoms *a, struct cutting *c, uint32_t i)
{
	const uint32_t begin = c->tokens->begin[i], end = c->tokens->end[i];
	const uint32_t n = end - begin;

	if (c->hash && !(a->fold & (FOLD_DIACRITICS | FOLD_APOSTROPHES)) &&
	    tag_gazetteer_is_run(c->text, begin, end)) {
		put_whole(a, c, i, ATOM_WORD);
		return true;
	}
	if (c->hash && n <= BREAKS_SEEN &&
	    !(a->fold & (FOLD_HYPHENS | FOLD_APOSTROPHES)) &&
	    is_ascii(c->text + begin, n))
		return cut_ascii(a, c, begin, end, &c->space);
	return tag_gazetteer_atoms_cut(a, c->text, begin, end, &c->space);
}

/* Token i, whatever it is. */
static bool any_token(struct atoms *a, struct cutting *c, uint32_t i)
{
	const uint32_t begin = c->tokens->begin[i], end = c->tokens->end[i];
	const uint32_t n = end - begin;
	const char *const s = c->text + begin;
	const bool whole = c->kind && (c->kind[i] == CATENA_TOKEN_URL ||
	                               c->kind[i] == CATENA_TOKEN_EMAIL);
	const bool sign = !whole && n && is_sign(s, n, a->fold);

	c->space |= begin > c->last;
	c->last = end;
	if (!n)
		return true;
	if (!whole && !sign && !plain_run((const unsigned char *)s, n, c->size - begin))
		return cut(a, c, i) && tag_gazetteer_atoms_room(a, c->tokens->n - i);
	put_whole(a, c, i, sign ? 0 : ATOM_WORD);
	return true;
}

/* ---- Many at once ---- */

/* What the first byte of a token is, as bits of the flags of its atom. */
static void make_first(struct atoms *a)
{
	if (a->first_of == a->fold + 1)
		return;
	for (unsigned b = 0; b < 256; b++) {
		const char c = (char)b;
		const bool word = is_word(c);
		a->first[b] =
		    (uint8_t)((unsigned)ATOM_BEGINS | ATOM_ENDS | (word ? ATOM_WORD : 0u) |
		              (tag_gazetteer_may_be_capital(&c) ? ATOM_CAPITAL : 0u) |
		              (word || is_sign(&c, 1, a->fold) ? 0u : GLANCE_ODD));
		if (b < 0x80)
			a->sign[b] = tag_gazetteer_sign_hash(c);
	}
	/* alone it is a sign, and with others a letter */
	a->first['_'] |= GLANCE_ODD;
	a->first_of = a->fold + 1;
}

/* What has been put down from atom `at` on goes on with what stood before it. */
static void goes_on(struct atoms *a, struct cutting *c, uint32_t at)
{
	if (a->n == at)
		return;
	a->flags[at] |= c->space ? (unsigned)ATOM_SPACE : 0u;
	c->space = false;
	c->last = a->end[a->n - 1];
}

static bool look_through(struct atoms *a, struct cutting *c)
{
	const struct glance g = {(const unsigned char *)c->text,
	                         c->tokens->begin,
	                         c->tokens->end,
	                         c->hash,
	                         c->tokens->n,
	                         c->size >= 4 ? c->size - 3 : 0};
	struct glanced some = {0};

	do {
		uint32_t at = a->n, done = 0;
		glance_run(a, &g, some.from + some.n, &some);
		for (uint32_t odd = some.odd; odd; odd &= odd - 1) {
			const uint32_t k = share_lowest(odd);
			glance_put(a, &g, &some, done, k - done);
			goes_on(a, c, at);
			if (!any_token(a, c, some.from + k))
				return false;
			at = a->n;
			done = k + 1;
		}
		if (some.odd)
			glance_put(a, &g, &some, done, some.n - done);
		goes_on(a, c, at);
	} while (some.odd);
	return true;
}

static bool find_breaks(struct atoms *a, const char *text, uint32_t size)
{
	const size_t need = (size_t)size / 8 + BREAKS_SPARE;

	if (need > a->breaks_room) {
		unsigned char *const p = realloc(a->breaks, need + need / 2);
		if (!p)
			return false;
		a->breaks = p;
		a->breaks_room = need + need / 2;
	}
	breaks_of(a->machine, (const unsigned char *)text, size, a->breaks);
	return true;
}

bool tag_gazetteer_atoms_of_tokens(struct atoms *a, const char *text, uint32_t size,
                                   const struct catena_layer *tokens,
                                   const uint8_t *kind, const uint32_t *hash)
{
	struct cutting c = {text, size, tokens, kind, hash, 0, true};

	a->n = 0;
	a->size = size;
	if (!tag_gazetteer_atoms_room(a, tokens->n))
		return false;
	if (hash) {
		if (!a->machine)
			a->machine = share_machine();
		make_first(a);
		return find_breaks(a, text, size) && look_through(a, &c);
	}
	for (uint32_t i = 0; i < tokens->n; i++)
		if (!any_token(a, &c, i))
			return false;
	return true;
}
