/* SPDX-License-Identifier: MIT */
/* facts.h - what is known of one token from its own text */
#ifndef TOKENIZE_FACTS_H
#define TOKENIZE_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct token_facts {
	uint8_t kind;  /* CATENA_TOKEN_* */
	uint8_t flags; /* CATENA_F_CAPITALISED, ALL_CAPS, HAS_DIGIT */
};

/* Of the n > 0 bytes at s.  A token with a letter is a word; else with a
 * digit, a number; else an emoji; else what its first character is. */
struct token_facts tokenize_facts(const unsigned char *s, size_t n);

/* CATENA_F_SPACE_AFTER or 0: what stands at `at` in a text of n bytes? */
uint8_t tokenize_space_after(const unsigned char *s, size_t n, size_t at);

#endif /* TOKENIZE_FACTS_H */
