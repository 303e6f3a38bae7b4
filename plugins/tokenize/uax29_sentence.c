/* SPDX-License-Identifier: MIT */
/* uax29_sentence.c - one sentence segment after the other, by the rules SB1 to
 * SB998 */
#include "uax29.h"

#include "chars.h"

#define BIT(class) (1u << (class))
#define SEPARATORS (BIT(SB_SEP) | BIT(SB_CR) | BIT(SB_LF))
#define TERMS (BIT(SB_ATERM) | BIT(SB_TERM))
#define CASED (BIT(SB_UPPER) | BIT(SB_LOWER))
#define IGNORED (BIT(SB_EXTEND) | BIT(SB_FORMAT))
#define IN(class, set) ((BIT(class) & (set)) != 0)

/* SB8: does the next letter, before any other end, continue in lower case? */
static int lower_follows(const unsigned char *s, size_t n, size_t at)
{
	while (at < n) {
		const unsigned c = class_at(s, n, at, &at).sentence;
		if (IN(c, CASED | BIT(SB_LETTER) | SEPARATORS | TERMS))
			return c == SB_LOWER;
	}
	return 0;
}

/* How far behind a term we are: each part may only be followed by the next. */
enum {
	NO_TERM,
	TERM,
	CLOSES,
	SPACES
};

struct state {
	unsigned last;       /* class of the last character that counts */
	unsigned term;       /* SB_ATERM or SB_TERM, when part is not NO_TERM */
	unsigned before_dot; /* the class before that term */
	unsigned part;
};

static void pass(struct state *st, unsigned c)
{
	if (IN(c, TERMS)) {
		st->part = TERM;
		st->term = c;
		st->before_dot = st->last;
	} else if (c == SB_CLOSE && (st->part == TERM || st->part == CLOSES)) {
		st->part = CLOSES;
	} else if (c == SB_SPACE && st->part != NO_TERM) {
		st->part = SPACES;
	} else {
		st->part = NO_TERM;
	}
	st->last = c;
}

/* Behind a term, is there a boundary before c, which begins at `at`? */
static int ends(const struct state *st, unsigned c, const unsigned char *s,
                size_t n, size_t at)
{
	if (st->term == SB_ATERM && st->part == TERM) {
		if (c == SB_NUMERIC) /* SB6 */
			return 0;
		if (c == SB_UPPER && IN(st->before_dot, CASED)) /* SB7 */
			return 0;
	}
	if (IN(c, TERMS | SEPARATORS | BIT(SB_CONTINUE) | BIT(SB_SPACE))) /* SB8a-10 */
		return 0;
	if (c == SB_CLOSE && st->part != SPACES) /* SB9 */
		return 0;
	return st->term != SB_ATERM || !lower_follows(s, n, at); /* SB8, 11 */
}

/* Goes on at `at`; the end of the sentence, or, with `until_plain`, *plain is
 * set and the result is a place where no term is near any more. */
static size_t go_on(struct state *st, const unsigned char *s, size_t n, size_t at,
                    int *plain)
{
	size_t next;

	for (; at < n; at = next) {
		const unsigned c = class_at(s, n, at, &next).sentence;
		if (IN(c, SEPARATORS)) { /* SB3, 4 */
			if (c == SB_CR && next < n && s[next] == '\n')
				next++;
			return next;
		}
		if (IN(c, IGNORED)) /* SB5 */
			continue;
		if (st->part != NO_TERM && ends(st, c, s, n, at))
			return at;
		pass(st, c);
		if (plain && st->part == NO_TERM) {
			*plain = 1;
			return next;
		}
	}
	return n;
}

size_t tokenize_sentence_end(const unsigned char *s, size_t n, size_t at)
{
	struct state st = {SB_OTHER, SB_OTHER, SB_OTHER, NO_TERM};

	return go_on(&st, s, n, at, NULL);
}

/* The class of the last character of [from, at) that is not ignored. */
static unsigned class_before(const unsigned char *s, size_t n, size_t from,
                             size_t at)
{
	size_t next;

	while (at > from) {
		const size_t end = at--;
		while (at > from && (s[at] & 0xC0) == 0x80)
			at--;
		const unsigned c = class_at(s, n, at, &next).sentence;
		if (next != end) /* no UTF-8: U+FFFD */
			return SB_OTHER;
		if (!IN(c, IGNORED))
			return c;
	}
	return SB_OTHER;
}

size_t tokenize_sentence_resume(const unsigned char *s, size_t n, size_t from,
                                size_t at, int *plain)
{
	struct state st = {class_before(s, n, from, at), SB_OTHER, SB_OTHER, NO_TERM};

	return go_on(&st, s, n, at, plain);
}
