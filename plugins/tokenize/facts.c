/* SPDX-License-Identifier: MIT */
/* facts.c - the kind and the flags of one token, character by character */
#include "facts.h"

#include <catena/plugin.h>

#include "chars.h"

struct tally {
	uint32_t letters, upper, digits, emoji;
	int first_cat, first_upper, asked; /* asked: U+FE0F wants a picture */
};

static void count(struct tally *t, uint32_t c)
{
	const struct char_class k = char_class(c);

	if (t->first_cat < 0)
		t->first_cat = k.cat;
	if (k.cat == CAT_LETTER || (k.flags & CHAR_UPPER)) {
		const int upper = (k.flags & CHAR_UPPER) != 0;
		if (!t->letters++)
			t->first_upper = upper;
		t->upper += (uint32_t)upper;
	} else if (k.cat == CAT_NUMBER) {
		t->digits++;
	} else if (k.cat == CAT_EMOJI || k.word == WB_RI) {
		t->emoji++;
	} else if (c == 0xFE0F) {
		t->asked = 1;
	}
}

static uint8_t kind_of(const struct tally *t)
{
	if (t->asked && !t->letters)
		return CATENA_TOKEN_EMOJI;
	if (t->letters)
		return CATENA_TOKEN_WORD;
	if (t->digits)
		return CATENA_TOKEN_NUMBER;
	if (t->emoji)
		return CATENA_TOKEN_EMOJI;
	if (t->first_cat == CAT_MARK)
		return CATENA_TOKEN_WORD;
	if (t->first_cat == CAT_PUNCT)
		return CATENA_TOKEN_PUNCT;
	return t->first_cat == CAT_SYMBOL ? CATENA_TOKEN_SYMBOL : CATENA_TOKEN_OTHER;
}

/* The facts of letters of ASCII and apostrophes; 0: there is something else. */
static int plain_facts(const unsigned char *s, size_t n, struct token_facts *facts)
{
	unsigned letters = 0, upper = 0, first = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned c = s[i], capital = c - 'A' < 26u;
		if ((c | 0x20) - 'a' >= 26u) {
			if (c == '\'')
				continue;
			return 0;
		}
		if (!letters++)
			first = capital;
		upper += capital;
	}
	if (!letters)
		return 0;
	facts->kind = CATENA_TOKEN_WORD;
	facts->flags =
	    (uint8_t)((first ? CATENA_F_CAPITALISED : 0) |
	              (letters > 1 && upper == letters ? CATENA_F_ALL_CAPS : 0));
	return 1;
}

/* The facts of one character that stands alone and is not U+FE0F. */
static struct token_facts facts_of(struct char_class k)
{
	static const uint8_t kinds[] = {
	    [CAT_NONE] = CATENA_TOKEN_OTHER,  [CAT_LETTER] = CATENA_TOKEN_WORD,
	    [CAT_MARK] = CATENA_TOKEN_WORD,   [CAT_NUMBER] = CATENA_TOKEN_NUMBER,
	    [CAT_PUNCT] = CATENA_TOKEN_PUNCT, [CAT_SYMBOL] = CATENA_TOKEN_SYMBOL,
	    [CAT_EMOJI] = CATENA_TOKEN_EMOJI};

	if (k.flags & CHAR_UPPER)
		return (struct token_facts){CATENA_TOKEN_WORD, CATENA_F_CAPITALISED};
	if (k.word == WB_RI && k.cat != CAT_LETTER && k.cat != CAT_NUMBER)
		return (struct token_facts){CATENA_TOKEN_EMOJI, 0};
	return (struct token_facts){kinds[k.cat],
	                            k.cat == CAT_NUMBER ? CATENA_F_HAS_DIGIT : 0};
}

struct token_facts tokenize_facts(const unsigned char *s, size_t n)
{
	struct tally t = {0, 0, 0, 0, -1, 0, 0};
	struct token_facts facts = {0, 0};
	size_t one;

	if (plain_facts(s, n, &facts))
		return facts;
	if (n == 1 || (n < 5 && s[0] >= 0x80)) {
		const uint32_t c = char_at(s, n, 0, &one);
		if (one == n && c != 0xFE0F)
			return facts_of(char_class(c));
	}
	for (size_t at = 0; at < n;)
		count(&t, char_at(s, n, at, &at));
	facts.kind = kind_of(&t);
	if (t.first_upper)
		facts.flags |= CATENA_F_CAPITALISED;
	if (t.letters > 1 && t.upper == t.letters)
		facts.flags |= CATENA_F_ALL_CAPS;
	if (t.digits)
		facts.flags |= CATENA_F_HAS_DIGIT;
	return facts;
}

uint8_t tokenize_space_after(const unsigned char *s, size_t n, size_t at)
{
	size_t next;

	if (at < n && s[at] > ' ' && s[at] < 0x7F)
		return 0;
	if (at >= n || (class_at(s, n, at, &next).flags & CHAR_SPACE))
		return CATENA_F_SPACE_AFTER;
	return 0;
}
