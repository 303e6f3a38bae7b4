/* SPDX-License-Identifier: MIT */
/* chars.c - entities, mojibake, odd spaces, invisible characters: what is wrong
 * with single characters. */
#include "chars.h"
#include "letters.h"
#include "wire.h"

/* ---- Invisible characters and odd spaces ---- */

/* Left and right of it is nothing that needs it: joiners shape Arabic, Indic and
 * emoji, the zero width space divides Thai and Khmer. */
static bool is_plain(uint32_t cp)
{
	return cp < 0x250 || (cp >= 0x2000 && cp < 0x2070);
}

static bool is_odd_space(uint32_t cp)
{
	return cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F ||
	       cp == 0x205F || cp == 0x3000;
}

static bool is_invisible(const struct draft *d, uint32_t at, uint32_t cp,
                         uint32_t size)
{
	if (cp == 0xAD || cp == 0x2060 || cp == 0xFEFF)
		return true;
	return cp >= 0x200B && cp <= 0x200D && is_plain(char_before(d->text, at)) &&
	       is_plain(char_at(d->text, at + size, d->n));
}

/* A soft hyphen at the end of a line takes the line's end with it when the word
 * goes on. */
static uint32_t invisible_end(const struct draft *d, uint32_t cp, uint32_t end)
{
	uint32_t next = end;

	if (cp != 0xAD)
		return end;
	if (next < d->n && d->text[next] == '\r')
		next++;
	return next + 1 < d->n && d->text[next] == '\n' &&
	               is_lower_ascii(d->text[next + 1])
	           ? next + 1
	           : end;
}

/* ---- Entities ---- */

static uint32_t numeric_entity(const char *s, uint32_t at, uint32_t end,
                               uint32_t *cp)
{
	const bool hex = at < end && (s[at] == 'x' || s[at] == 'X');
	uint32_t value = 0, digits = 0;

	for (at += hex; at < end && digits < 8; at++, digits++) {
		const char c = s[at];
		uint32_t digit;
		if (is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			digit = ((uint32_t)c | 32u) - 'a' + 10;
		else
			break;
		value = value * (hex ? 16 : 10) + digit;
	}
	if (!digits || at >= end || s[at] != ';')
		return 0;
	*cp = clean_wire_windows(value);
	return at + 1;
}

/* The entity behind the '&' at at - 1: its character and where it ends; 0: none
 * stands there. */
static uint32_t entity(const char *s, uint32_t at, uint32_t end, uint32_t *cp)
{
	uint32_t to = at;

	if (at < end && s[at] == '#')
		to = numeric_entity(s, at + 1, end, cp);
	else {
		while (to < end && to - at <= ENTITY_LONGEST &&
		       (is_letter_ascii(s[to]) || is_digit(s[to])))
			to++;
		if (to >= end || s[to] != ';' || to == at)
			return 0;
		*cp = clean_wire_entity(s + at, to - at);
		to++;
	}
	/* no control characters, no surrogates, nothing beyond Unicode */
	if ((*cp < 32 && *cp != '\t' && *cp != '\n') || (*cp >= 0x7F && *cp < 0xA0) ||
	    (*cp >= 0xD800 && *cp < 0xE000) || *cp > 0x10FFFF)
		return 0;
	return to;
}

/* What was escaped several times, "&amp;amp;quot;", is decoded at once. */
static uint32_t mend_entity(struct wire *w, uint32_t at)
{
	const struct draft *const d = &w->draft;
	uint32_t end = at + 1, cp = '&', next = 0;
	char out[4];

	while (cp == '&' && (next = entity(d->text, end, d->n, &cp)) != 0)
		end = next;
	if (end == at + 1)
		return end;
	if (next == 0)
		cp = '&'; /* entity may have left something there */
	wire_mend(w, MENDED_ENTITIES, at, end, out, utf8_encode(cp, out));
	return end;
}

/* ---- The pass ---- */

static uint32_t mend_wide(struct wire *w, uint32_t at)
{
	const struct draft *const d = &w->draft;
	const bool *const on = w->rules->on;
	uint32_t cp = 0;
	const uint32_t size = utf8_decode(d->text + at, d->n - at, &cp);
	char out[MOJIBAKE_ROOM];
	uint32_t end = at + size, n;

	if (!size)
		return at + 1; /* the host sees to it that this does not happen */
	if (on[RULE_MOJIBAKE] && cp >= 0x80 && cp < 0x100 &&
	    (n = clean_wire_mojibake(d->text, at, d->n, &end, out)) != 0) {
		wire_mend(w, MENDED_MOJIBAKE, at, end, out, n);
		return end;
	}
	if (on[RULE_INVISIBLE] && is_invisible(d, at, cp, size)) {
		end = invisible_end(d, cp, end);
		wire_mend(w, MENDED_INVISIBLE, at, end, NULL, 0);
	} else if (on[RULE_SPACES] && is_odd_space(cp)) {
		wire_mend(w, MENDED_SPACES, at, end, " ", 1);
	}
	return end;
}

/* Bytes before the first that is '&' or not ASCII. */
static uint32_t plain_prefix(const char *s, uint32_t at, uint32_t end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;

	while (end - at >= 8) {
		const uint64_t word = utf8_load8(s + at), x = word ^ ones * '&';
		if ((word | ((x - ones) & ~x)) & high)
			break;
		at += 8;
	}
	while (at < end && s[at] != '&' && (unsigned char)s[at] < 0x80)
		at++;
	return at;
}

void clean_wire_chars(struct wire *w)
{
	const struct draft *const d = &w->draft;
	uint32_t at = 0;

	while ((at = plain_prefix(d->text, at, d->n)) < d->n) {
		if (d->text[at] != '&')
			at = mend_wide(w, at);
		else if (w->rules->on[RULE_ENTITIES])
			at = mend_entity(w, at);
		else
			at++;
	}
}
