/* SPDX-License-Identifier: MIT */
/* quotes.c - quotes that do not match, apostrophes the wrong way round, dashes
 * made of hyphens. */
#include "letters.h"
#include "wire.h"

#define OPEN "\xE2\x80\x9C"       /* U+201C */
#define CLOSE "\xE2\x80\x9D"      /* U+201D */
#define APOSTROPHE "\xE2\x80\x99" /* U+2019 */

struct quote { /* an opening one that waits for its other half */
	uint32_t at;
	uint32_t cp; /* 0: none waits */
};

struct pass {
	struct wire *w;
	const char *s;
	uint32_t n;
	struct quote open;
	uint32_t twin; /* where `` waits for its other half, and 1; 0: none does */
	bool mend, curly, straight, dashes;
};

/* ---- Apostrophes ---- */

/* Is what follows s, t, re, ve, ll, d, m, and then no letter? */
static bool is_clitic(const char *s, uint32_t at, uint32_t end)
{
	static const char *const clitics[] = {"s", "t", "re", "ve", "ll", "d", "m"};

	for (size_t i = 0; i < sizeof clitics / sizeof *clitics; i++) {
		const uint32_t n = match_word(s, at, end, clitics[i]);
		if (n && !is_letter(char_at(s, at + n, end)))
			return true;
	}
	return false;
}

/* A left quote, grave or acute accent for an apostrophe.  More than clitics would
 * not be certain: Sana‘a is written so. */
static void apostrophe(struct pass *p, uint32_t at, uint32_t to, uint32_t cp)
{
	const bool inside =
	    is_letter(char_before(p->s, at)) && is_letter(char_at(p->s, to, p->n));

	if (p->straight &&
	    (cp == 0x2018 || cp == 0x2019 || cp == 0x201A || cp == 0x201B))
		wire_mend(p->w, MENDED_QUOTES, at, to, "'", 1);
	else if (p->mend && cp != 0x2019 && cp != '\'' && inside &&
	         is_clitic(p->s, to, p->n))
		wire_mend(p->w, MENDED_QUOTES, at, to, p->straight ? "'" : APOSTROPHE,
		          p->straight ? 1 : 3);
	else if (p->curly && cp == '\'' && inside)
		wire_mend(p->w, MENDED_QUOTES, at, to, APOSTROPHE, 3);
}

/* ---- Double quotes ---- */

static bool opens(const struct pass *p, uint32_t at, uint32_t to)
{
	const uint32_t before = char_before(p->s, at), after = char_at(p->s, to, p->n);

	return (!before || (before < 0x80 && is_space((char)before)) || before == '(' ||
	        before == '[' || (before >= 0x2012 && before <= 0x2018)) &&
	       after && !(after < 0x80 && is_space((char)after));
}

static bool closes(const struct pass *p, uint32_t at, uint32_t to)
{
	const uint32_t before = char_before(p->s, at), after = char_at(p->s, to, p->n);

	return before && !(before < 0x80 && is_space((char)before)) &&
	       !is_letter(after) && !(after < 0x80 && is_digit((char)after));
}

/* The two halves are of different kinds, or straight ones shall be curly. */
static void pair(struct pass *p, uint32_t at, uint32_t cp)
{
	if (p->open.cp == '"' && (cp == 0x201D || p->curly))
		wire_mend(p->w, MENDED_QUOTES, p->open.at, p->open.at + 1, OPEN, 3);
	if (cp == '"' && (p->open.cp == 0x201C || p->curly))
		wire_mend(p->w, MENDED_QUOTES, at, at + 1, CLOSE, 3);
	p->open.cp = 0;
}

static void double_quote(struct pass *p, uint32_t at, uint32_t to, uint32_t cp)
{
	if (p->straight) {
		if (cp != '"')
			wire_mend(p->w, MENDED_QUOTES, at, to, "\"", 1);
		return;
	}
	if (!p->mend)
		return;
	if (p->open.cp && (cp == 0x201D || cp == '"') && closes(p, at, to)) {
		pair(p, at, cp);
	} else if ((cp == 0x201C || cp == '"') && opens(p, at, to)) {
		p->open = (struct quote){at, cp};
	} else {
		p->open.cp = 0; /* not clear which is which */
	}
}

/* `` and '', as telegraphs wrote what keyboards have no key for. */
static void twin(struct pass *p, uint32_t at)
{
	const bool graves = p->s[at] == '`';
	const uint32_t from = p->twin - 1;

	if (p->twin && !graves && closes(p, at, at + 2)) {
		const bool curly = p->curly;
		wire_mend(p->w, MENDED_QUOTES, from, from + 2, curly ? OPEN : "\"",
		          curly ? 3 : 1);
		wire_mend(p->w, MENDED_QUOTES, at, at + 2, curly ? CLOSE : "\"",
		          curly ? 3 : 1);
		p->twin = 0;
	} else {
		p->twin = opens(p, at, at + 2) ? at + 1 : 0;
	}
}

static bool is_twin(const struct pass *p, uint32_t at)
{
	const char c = p->s[at];

	return p->s[at + 1] == c && p->s[at + 2] != c && (at == 0 || p->s[at - 1] != c);
}

/* ---- Dashes ---- */

static void hyphens(struct pass *p, uint32_t at, uint32_t to)
{
	const uint32_t before = char_before(p->s, at), after = char_at(p->s, to, p->n);
	const bool blank = before == ' ' && after == ' ';

	if ((to - at == 2 || (to - at == 3 && blank)) &&
	    (blank || (is_letter(before) && is_letter(after))))
		wire_mend(p->w, MENDED_DASHES, at, to, "\xE2\x80\x94", 3);
}

static void dash(struct pass *p, uint32_t at, uint32_t to, uint32_t cp)
{
	if (cp == 0x2010 || cp == 0x2011)
		wire_mend(p->w, MENDED_DASHES, at, to, "-", 1);
	else if (cp == 0x2012)
		wire_mend(p->w, MENDED_DASHES, at, to, "\xE2\x80\x93", 3);
	else if (cp == 0x2015)
		wire_mend(p->w, MENDED_DASHES, at, to, "\xE2\x80\x94", 3);
}

/* ---- The passes ---- */

static void start(struct pass *p, struct wire *w)
{
	const struct rules *const r = w->rules;

	*p = (struct pass){.w = w,
	                   .s = w->draft.text,
	                   .n = w->draft.n,
	                   .mend = r->quotes != QUOTES_KEEP,
	                   .curly = r->quotes == QUOTES_CURLY,
	                   .straight = r->quotes == QUOTES_STRAIGHT,
	                   .dashes = r->on[RULE_DASHES]};
}

enum {
	QUOTE = 1, /* bytes that clean_wire_quotes looks at */
	SIGN = 2   /* and clean_wire_signs */
};

static const unsigned char bytes[256] = {
    ['\n'] = QUOTE, ['"'] = QUOTE, ['\''] = QUOTE | SIGN, ['`'] = QUOTE | SIGN,
    ['-'] = SIGN,   [0xC2] = SIGN, [0xE2] = QUOTE | SIGN,
};

/* The next byte of that kind at `at` or behind it, or the end. */
static uint32_t next_of(const struct pass *p, uint32_t at, unsigned kind)
{
	while (at < p->n && !(bytes[(unsigned char)p->s[at]] & kind))
		at++;
	return at;
}

void clean_wire_quotes(struct wire *w)
{
	struct pass p;

	start(&p, w);
	if (!p.mend)
		return;
	for (uint32_t at = next_of(&p, 0, QUOTE); at < p.n;
	     at = next_of(&p, at, QUOTE)) {
		uint32_t cp = (unsigned char)p.s[at], to = at + 1;
		if (cp == '\'' || cp == '`') {
			if (is_twin(&p, at)) {
				p.open.cp = 0;
				twin(&p, at);
				to++;
			}
			at = to;
			continue;
		}
		if (cp == 0xE2 && p.s[at + 1] == '\x80')
			to = at + utf8_decode(p.s + at, p.n - at, &cp);
		if (cp != 0xE2)
			p.twin = 0;
		if (cp == '"' || (cp >= 0x201C && cp <= 0x201F))
			double_quote(&p, at, to, cp);
		else if (cp == '\n')
			p.open.cp = 0; /* a quotation that goes on is opened again */
		at = to;
	}
}

static uint32_t sign(struct pass *p, uint32_t at)
{
	uint32_t cp = 0, to = at + utf8_decode(p->s + at, p->n - at, &cp);

	if (cp == '-') {
		while (to < p->n && p->s[to] == '-')
			to++;
		if (p->dashes && to - at > 1)
			hyphens(p, at, to);
	} else if (cp == '\'' || cp == '`' || cp == 0xB4 ||
	           (cp >= 0x2018 && cp <= 0x201B)) {
		apostrophe(p, at, to, cp);
	} else if (p->dashes) {
		dash(p, at, to, cp);
	}
	return to > at ? to : at + 1;
}

void clean_wire_signs(struct wire *w)
{
	struct pass p;

	start(&p, w);
	for (uint32_t at = next_of(&p, 0, SIGN); at < p.n; at = next_of(&p, at, SIGN)) {
		if (p.s[at] != '\xC2' || p.s[at + 1] == '\xB4')
			at = sign(&p, at);
		else
			at++;
	}
}
