/* SPDX-License-Identifier: MIT */
/* mojibake.c - UTF-8 that was read as windows-1252 or Latin-1
 *
 * "CafÃ©" is certain: no language has a capital A with tilde and a copyright sign
 * in a word.  "é”—" is not, though it would decode to something: a word may end in
 * é and a quotation end behind it.  So the sequence must decode to what is usual
 * in news, and consist of characters that do not follow each other otherwise; or
 * stand beside others like it. */
#include "chars.h"
#include "letters.h"

/* windows-1252, 0x80 to 0x9F; 0 where it has nothing. */
static const uint16_t windows[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

uint32_t clean_wire_windows(uint32_t byte)
{
	return byte >= 0x80 && byte < 0xA0 && windows[byte - 0x80]
	           ? windows[byte - 0x80]
	           : byte;
}

/* The byte that was read as this character; 0: none above 0x7F. */
static unsigned byte_of(uint32_t cp)
{
	if (cp >= 0x80 && cp < 0x100)
		return cp;
	for (unsigned i = 0; cp >= 0x100 && i < 32; i++)
		if (windows[i] == cp)
			return 0x80 + i;
	return 0;
}

struct sequence {
	unsigned lead; /* first byte */
	uint32_t cp;   /* what it should be */
	uint32_t end;  /* behind its last character */
	bool control;  /* it has a C1 control character, as no text has */
	bool natural;  /* all but the first are signs that may follow a letter */
};

/* Signs that texts have behind a letter: quotes, dashes, ellipsis, NBSP, and so
 * on. */
static bool may_follow(uint32_t cp)
{
	return cp == 0xA0 || cp == 0xAB || cp == 0xBB || cp == 0xBA || cp == 0xAA ||
	       cp == 0xB7 || cp == 0xB9 || cp == 0xB2 || cp == 0xB3 || cp == 0xB4 ||
	       cp == 0x2039 || cp == 0x203A || cp == 0x2026 ||
	       (cp >= 0x2013 && cp <= 0x201E);
}

static bool read_sequence(const char *s, uint32_t at, uint32_t end,
                          struct sequence *q)
{
	uint32_t cp = 0, n = utf8_decode(s + at, end - at, &cp);
	char bytes[4];
	unsigned size;

	*q = (struct sequence){.lead = n ? byte_of(cp) : 0, .natural = true};
	if (cp >= 0x100 || q->lead < 0xC2 || q->lead > 0xF4)
		return false;
	size = q->lead < 0xE0 ? 2 : q->lead < 0xF0 ? 3 : 4;
	bytes[0] = (char)q->lead;
	for (unsigned i = 1; i < size; i++) {
		at += n;
		n = at < end ? utf8_decode(s + at, end - at, &cp) : 0;
		const unsigned byte = n ? byte_of(cp) : 0;
		if (byte < 0x80 || byte > 0xBF)
			return false;
		bytes[i] = (char)byte;
		q->control = q->control || (cp < 0xA0);
		if (!may_follow(cp))
			q->natural = false;
	}
	q->end = at + n;
	return utf8_decode(bytes, size, &q->cp) == size;
}

/* Usual in news: punctuation, currencies, trade marks, arrows and operators,
 * ligatures, the byte order mark, emoji. */
static bool usual(uint32_t cp)
{
	return (cp >= 0x2000 && cp <= 0x206F) || (cp >= 0x20A0 && cp <= 0x20BF) ||
	       (cp >= 0x2100 && cp <= 0x22FF) || (cp >= 0x25A0 && cp <= 0x27BF) ||
	       cp == 0xFB01 || cp == 0xFB02 || cp == 0xFEFF ||
	       (cp >= 0x1F000 && cp < 0x1FB00);
}

static bool is_certain(const char *s, uint32_t at, uint32_t end,
                       const struct sequence *q)
{
	const uint32_t before = char_before(s, at);
	const bool capital = is_upper(before);

	if (q->cp < 0xA0 || q->cp == 0xFFFD)
		return false;
	if (q->control)
		return true;
	if (q->lead == 0xC2)
		return !capital;
	if (q->lead == 0xC3)
		return !q->natural || !capital;
	if (q->lead == 0xC4 || q->lead == 0xC5)
		return !q->natural && q->cp < 0x180 &&
		       (is_letter(before) || is_lower_ascii(s[q->end < end ? q->end : at]));
	return (q->lead == 0xE2 || q->lead == 0xEF || q->lead == 0xF0) &&
	       usual(q->cp) && (!q->natural || q->lead == 0xF0);
}

/* A byte of windows-1252 read as Latin-1, U+0092 for an apostrophe.  U+0085 may
 * be a line's end. */
static uint32_t lone_control(uint32_t cp, char *out)
{
	const uint32_t meant = clean_wire_windows(cp);

	return cp >= 0x80 && cp < 0xA0 && cp != 0x85 && meant != cp
	           ? utf8_encode(meant, out)
	           : 0;
}

uint32_t clean_wire_mojibake(const char *s, uint32_t at, uint32_t end, uint32_t *to,
                             char out[MOJIBAKE_ROOM])
{
	struct sequence first, next;
	uint32_t cp = 0, n;

	if (!read_sequence(s, at, end, &first)) {
		*to = at + utf8_decode(s + at, end - at, &cp);
		return lone_control(cp, out);
	}
	if (is_certain(s, at, end, &first)) {
		*to = first.end;
		return utf8_encode(first.cp, out);
	}
	/* Two and more in a row, "Ð¿Ñ€", are one word of another script. */
	if (first.cp < 0xA0 || first.natural ||
	    !read_sequence(s, first.end, end, &next) || next.lead < 0xC2 ||
	    next.natural || next.cp < 0xA0)
		return 0;
	n = utf8_encode(first.cp, out);
	*to = first.end;
	while (n + 4 <= MOJIBAKE_ROOM && read_sequence(s, *to, end, &next) &&
	       next.cp >= 0xA0) {
		n += utf8_encode(next.cp, out + n);
		*to = next.end;
	}
	return n;
}
