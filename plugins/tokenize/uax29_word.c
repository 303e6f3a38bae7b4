/* SPDX-License-Identifier: MIT */
/* uax29_word.c - one word segment after the other, by the rules WB1 to WB999 */
#include "uax29.h"

#include "chars.h"

/* The rules speak of classes; sets of them are bits. */
#define BIT(class) (1u << (class))
#define NEWLINES (BIT(WB_CR) | BIT(WB_LF) | BIT(WB_NEWLINE))
#define IGNORED (BIT(WB_EXTEND) | BIT(WB_FORMAT) | BIT(WB_ZWJ))
#define LETTERS (BIT(WB_LETTER) | BIT(WB_HEBREW))
#define MID_NUM_LET_Q (BIT(WB_MID_NUM_LET) | BIT(WB_SINGLE_QUOTE))
#define IN(class, set) ((BIT(class) & (set)) != 0)

/* The class of the next character that is not ignored (WB4), newline at the
 * end of the text. */
static unsigned class_after(const unsigned char *s, size_t n, size_t at)
{
	while (at < n) {
		const struct char_class c = class_at(s, n, at, &at);
		if (!IN(c.word, IGNORED))
			return c.word;
	}
	return WB_NEWLINE;
}

/* Do a and b stand together whatever surrounds them?  WB5, 8-10, 13. */
static int joined(unsigned a, unsigned b)
{
	const unsigned alnum = LETTERS | BIT(WB_NUMERIC);

	if (IN(a, alnum) && IN(b, alnum))
		return 1;
	if (b == WB_EXTEND_NUM_LET)
		return IN(a, alnum | BIT(WB_KATAKANA) | BIT(WB_EXTEND_NUM_LET));
	if (a == WB_EXTEND_NUM_LET)
		return IN(b, alnum | BIT(WB_KATAKANA));
	return a == WB_KATAKANA && b == WB_KATAKANA;
}

/* Does b stand between a and the class after it?  WB6, 7, 7b, 7c, 11, 12. */
static int bridged(unsigned a, unsigned b, const unsigned char *s, size_t n,
                   size_t after)
{
	if (IN(a, LETTERS) && IN(b, BIT(WB_MID_LETTER) | MID_NUM_LET_Q))
		return IN(class_after(s, n, after), LETTERS);
	if (a == WB_HEBREW && b == WB_DOUBLE_QUOTE)
		return class_after(s, n, after) == WB_HEBREW;
	if (a == WB_NUMERIC && IN(b, BIT(WB_MID_NUM) | MID_NUM_LET_Q))
		return class_after(s, n, after) == WB_NUMERIC;
	return 0;
}

size_t tokenize_word_end(const unsigned char *s, size_t n, size_t at)
{
	struct char_class c = class_at(s, n, at, &at);
	unsigned last = c.word; /* as it stands */
	unsigned a = c.word;    /* without what WB4 ignores */
	unsigned before = 0;    /* a bridge was crossed: all is joined */
	int odd = a == WB_RI;   /* regional indicators so far */
	size_t next;

	for (; at < n; at = next) {
		c = class_at(s, n, at, &next);
		const unsigned b = c.word;
		if (IN(a, NEWLINES)) { /* WB3, 3a; nothing attaches to a newline */
			if (last == WB_CR && b == WB_LF)
				return next;
			return at;
		}
		if (IN(b, NEWLINES)) /* WB3b */
			return at;
		if (IN(b, IGNORED) || /* WB4 */
		    (last == WB_ZWJ && (c.flags & CHAR_PICTOGRAPH) && !before)) {
			if (!IN(b, IGNORED)) { /* WB3c */
				a = b;
				odd = 0;
			}
			last = b;
			continue;
		}
		if (before) {
			before = 0;
		} else if (bridged(a, b, s, n, next)) {
			before = 1;
		} else if (a == WB_RI && b == WB_RI) { /* WB15, 16 */
			if (!odd)
				return at;
		} else if (!joined(a, b) && !(last == WB_SPACE && b == WB_SPACE) &&
		           !(a == WB_HEBREW && b == WB_SINGLE_QUOTE)) { /* WB3d, 7a */
			return at;
		}
		odd = b == WB_RI && !odd;
		last = a = b;
	}
	return n;
}
