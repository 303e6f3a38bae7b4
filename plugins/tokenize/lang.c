/* SPDX-License-Identifier: MIT */
/* lang.c - the words of a language: kept, and looked up */
#include "lang.h"

#include <stdlib.h>
#include <string.h>

#include <catena/fold.h>

#include "lang_table.h"

/* Size of the apostrophe at s, in one of its shapes (' ` ’ ‘ ʼ ´), or 0. */
static size_t apostrophe(const unsigned char *s, size_t n)
{
	if (s[0] == '\'' || s[0] == '`')
		return 1;
	if (n >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0x99 || s[2] == 0x98))
		return 3;
	if (n >= 2 &&
	    ((s[0] == 0xCA && s[1] == 0xBC) || (s[0] == 0xC2 && s[1] == 0xB4)))
		return 2;
	return 0;
}

size_t tokenize_lang_key(const unsigned char *s, size_t n, unsigned char *key)
{
	unsigned char plain[2 * LANG_WORD_MAX];
	size_t size = 0;

	if (n > LANG_WORD_MAX + 4)
		return 0;
	for (size_t at = 0; at < n;) {
		const size_t skip = apostrophe(s + at, n - at);
		plain[size++] = skip ? '\'' : s[at];
		at += skip ? skip : 1;
	}
	size = catena_fold((char *)key, (const char *)plain, size);
	return size <= LANG_WORD_MAX ? size : 0;
}

struct lang_word *tokenize_lang_slot(const struct lang *lang,
                                     const unsigned char *key, size_t size)
{
	const uint32_t hash = catena_hash((const char *)key, size);
	uint32_t at = hash & (lang->slots - 1);

	for (;; at = (at + 1) & (lang->slots - 1)) {
		struct lang_word *const w = lang->words + at;
		if (!w->text || (w->hash == hash && w->size == size &&
		                 !memcmp(lang->text + w->text, key, size)))
			return w;
	}
}

static int capital(const unsigned char *s, size_t n)
{
	size_t size = 1;
	const uint32_t c = s[0] < 0x80 ? s[0] : catena_fold_decode(s, n, &size);

	return c != 0xFFFFFFFF && catena_fold_char(c) != c;
}

/* A word of up to eight letters or other signs of ASCII, folded and packed, lowest
 * first; 0: it is none. */
static uint64_t packed(const unsigned char *s, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t word = catena_hash_load(s, n), tick = word ^ ones * '`';

	if (word & ones * 0x80 || ((tick - ones) & ~tick & ones * 0x80))
		return 0;
	return catena_fold_word(word);
}

/* The same as tokenize_lang_slot of such a word. */
static const struct lang_word *slot_of(const struct lang *lang, uint64_t word,
                                       size_t n)
{
	const uint32_t hash = catena_hash_end(catena_hash_step(0, word));

	for (uint32_t at = hash & (lang->slots - 1);;
	     at = (at + 1) & (lang->slots - 1)) {
		const struct lang_word *const w = lang->words + at;
		if (!w->text ||
		    (w->hash == hash && w->size == n &&
		     catena_hash_load((const unsigned char *)lang->text + w->text, n) ==
		         word))
			return w;
	}
}

unsigned tokenize_lang_find(const struct lang *lang, const unsigned char *s,
                            size_t n, const struct lang_word **found)
{
	unsigned char key[CATENA_FOLD_ROOM(2 * LANG_WORD_MAX)];
	const uint64_t word = n <= 8 ? packed(s, n) : 0;
	const struct lang_word *w;

	if (word) {
		w = slot_of(lang, word, n);
	} else {
		const size_t size = tokenize_lang_key(s, n, key);
		if (!size)
			return 0;
		w = tokenize_lang_slot(lang, key, size);
	}
	if (!w->text || (w->capital && !capital(s, n)))
		return 0;
	if (found)
		*found = w;
	return w->plain == w->roles || capital(s, n) ? w->roles : w->plain;
}

void tokenize_lang_free(struct lang *lang)
{
	if (!lang)
		return;
	free(lang->weights);
	free(lang->words);
	free(lang->text);
	free(lang);
}

const char *tokenize_lang_builtin(const char *name, size_t *size)
{
	for (const struct lang_file *f = tokenize_lang_files; f->name; f++) {
		if (!strcmp(f->name, name)) {
			*size = f->size;
			return (const char *)f->text;
		}
	}
	return NULL;
}
