/* SPDX-License-Identifier: MIT */
/* letters.h - what a character is, as far as the rules need to know.  Positions
 * are always at the beginning of a character; the text is valid UTF-8. */
#ifndef CLEAN_WIRE_LETTERS_H
#define CLEAN_WIRE_LETTERS_H

#include <catena/fold.h>
#include <catena/utf8.h>
#include <stdbool.h>

static inline bool is_lower_ascii(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_upper_ascii(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_letter_ascii(char c)
{
	return is_lower_ascii(c) || is_upper_ascii(c);
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline bool is_space(char c)
{
	return is_blank(c) || c == '\n';
}

/* Letters of the scripts that have case, and all that is not a sign: Latin-1's
 * signs, general punctuation, symbols, CJK punctuation are none. */
static inline bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return is_letter_ascii((char)cp);
	if (cp < 0xC0)
		return cp == 0xAA || cp == 0xB5 || cp == 0xBA;
	if (cp == 0xD7 || cp == 0xF7)
		return false;
	return cp < 0x2000 || (cp >= 0x2C00 && cp < 0x2E00) ||
	       (cp >= 0x3040 && cp < 0xE000) || (cp >= 0xF900 && cp < 0xFE00);
}

static inline bool is_upper(uint32_t cp)
{
	return cp < 0x80 ? is_upper_ascii((char)cp)
	                 : is_letter(cp) && catena_fold_char(cp) != cp;
}

/* The character that ends before `at`; 0 at the start. */
static inline uint32_t char_before(const char *s, uint32_t at)
{
	uint32_t from = at, cp = 0;

	if (!at)
		return 0;
	do
		from--;
	while (from && !utf8_starts(s[from]));
	return utf8_decode(s + from, at - from, &cp) ? cp : 0;
}

/* The character at `at`; 0 at the end. */
static inline uint32_t char_at(const char *s, uint32_t at, uint32_t end)
{
	uint32_t cp = 0;

	return at < end && utf8_decode(s + at, end - at, &cp) ? cp : 0;
}

static inline uint32_t skip_blanks(const char *s, uint32_t at, uint32_t end)
{
	while (at < end && is_blank(s[at]))
		at++;
	return at;
}

static inline uint32_t skip_spaces(const char *s, uint32_t at, uint32_t end)
{
	while (at < end && is_space(s[at]))
		at++;
	return at;
}

/* Where [from, end) ends without the white space at its end. */
static inline uint32_t trim_end(const char *s, uint32_t from, uint32_t end)
{
	while (end > from && is_space(s[end - 1]))
		end--;
	return end;
}

/* How many bytes of s[at, end) are `word`, ASCII case aside; 0: they are not. */
static inline uint32_t match_word(const char *s, uint32_t at, uint32_t end,
                                  const char *word)
{
	uint32_t n = 0;

	for (; word[n]; n++) {
		if (at + n >= end)
			return 0;
		const char c = s[at + n];
		if ((is_upper_ascii(c) ? (char)(c + 32) : c) != word[n])
			return 0;
	}
	return n;
}

#endif
