/* SPDX-License-Identifier: MIT */
/* news_plan.c - which chunks of a window are plain, and their tokens
 *
 * Plain are letters, numbers and the commonest signs; words with an apostrophe and
 * words joined by a hyphen are so too, unless a sieve says that the language may
 * want something else.  All else is bad, and left to lex.c.  The tokens of plain
 * chunks are those that lex.c would make of them (a test compares). */
#include "news_plan.h"

#include "bits64.h"
#include "lex.h"

/* What is known of a window on the way to its plan. */
struct site {
	const struct lang *lang;
	const unsigned char *s;
	const struct news_window *w;
	uint64_t run;   /* letters, and apostrophes between them */
	uint64_t ticks; /* first bytes of apostrophes */
	uint64_t cuts;  /* where clitics begin */
	uint64_t kept;  /* full stops that belong to titles */
	uint64_t bad;
};

static inline uint64_t bit(unsigned i)
{
	return UINT64_C(1) << i;
}

/* Where the run of ones before bit i begins. */
static inline unsigned run_before(uint64_t bits, unsigned i)
{
	return bits_up_to(~bits & bits_of(0, i));
}

/* Where the run of ones at bit i ends. */
static inline unsigned run_behind(uint64_t bits, unsigned i)
{
	return i + share_lowest(~(bits >> i));
}

static inline unsigned tick_size(const struct site *t, unsigned i)
{
	return t->w->tick >> i & 1 ? 1 : 3;
}

/* May the letters [from, i) not be cut from the sign behind them? */
static inline uint32_t joins_behind(const struct site *t, unsigned from, unsigned i,
                                    unsigned sign)
{
	return lang_sieve_holds(&t->lang->joints.joint,
	                        lang_sieve_at(t->s[from],
	                                      from + 1 < i ? t->s[from + 1] : sign,
	                                      sign, i - from + 1));
}

/* The same of the sign at i and the letters behind it. */
static inline uint32_t joins_before(const struct lang_sieve *sieve,
                                    const struct site *t, unsigned sign,
                                    unsigned from, unsigned to)
{
	return lang_sieve_holds(
	    sieve, lang_sieve_at(sign, t->s[from], t->s[to - 1], to - from + 1));
}

/* n < 5 letters behind an apostrophe, packed with it. */
static inline uint32_t pack(const unsigned char *s, unsigned n)
{
	uint32_t packed = '\'';

	for (unsigned i = 0; i < n; i++)
		packed |= (uint32_t)(s[i] | 0x20) << 8 * (i + 1);
	return packed;
}

static inline int is_clitic(const struct lang *lang, uint32_t packed)
{
	return lang->joints.clitics[lang_clitic_slot(packed)] == packed;
}

/* The apostrophe between letters at i. */
static void inner_tick(struct site *t, unsigned i)
{
	const unsigned size = tick_size(t, i), behind = i + size;
	const unsigned from = run_before(t->w->letter, i);
	const unsigned to = run_behind(t->w->letter, behind), n = to - behind;
	const unsigned second = from + 1 < i ? t->s[from + 1] : '\'';

	if ((from && t->run >> (from - 1) & 1) || (to < 64 && (t->run >> to & 1)) ||
	    joins_behind(t, from, i, '\'') ||
	    lang_sieve_holds(&t->lang->joints.whole,
	                     lang_sieve_at(t->s[from], second, t->s[to - 1],
	                                   to - from - (size - 1)))) {
		t->bad |= bit(i);
		return;
	}
	if (n < 4 && is_clitic(t->lang, pack(t->s + behind, n)))
		t->cuts |= bit(i);
	else if (n < 3 && i - 1 > from &&
	         is_clitic(t->lang,
	                   pack(t->s + behind, n) << 8 | (t->s[i - 1] | 0x20u)))
		t->cuts |= bit(i - 1);
}

/* All apostrophes. */
static void ticks(struct site *t)
{
	const struct news_window *const w = t->w;
	const uint64_t last = w->tick | w->curly << 2;
	const uint64_t behind = t->ticks & w->letter << 1;
	const uint64_t before =
	    (w->tick & w->letter >> 1) | (w->curly & w->letter >> 3);
	const uint64_t inner = behind & before, curly = inner & w->curly;

	if (!t->lang->joints.ticks) {
		t->bad |= t->ticks;
		return;
	}
	t->run = w->letter | inner | curly << 1 | curly << 2;
	t->bad |= t->ticks & last << 1;
	for (uint64_t left = inner; left; left &= left - 1)
		inner_tick(t, share_lowest(left));
	for (uint64_t left = behind & ~inner; left; left &= left - 1) {
		const unsigned i = share_lowest(left);
		if (joins_behind(t, run_before(w->letter, i), i, '\''))
			t->bad |= bit(i);
	}
	for (uint64_t left = before & ~inner; left; left &= left - 1) {
		const unsigned i = share_lowest(left), from = i + tick_size(t, i);
		const unsigned to = run_behind(w->letter, from);
		if (joins_before(&t->lang->joints.whole, t, '\'', from, to) ||
		    (t->ticks >> (to & 63) & 1)) /* it may be 'n' */
			t->bad |= bit(i);
	}
}

/* All hyphens behind a letter. */
static void hyphens(struct site *t)
{
	const struct news_window *const w = t->w;
	const uint64_t between = w->hyphen & w->letter << 1 & w->letter >> 1;

	if (!t->lang->joints.hyphens)
		t->bad |= between;
	for (uint64_t left = w->hyphen & w->letter << 1; left; left &= left - 1) {
		const unsigned i = share_lowest(left);
		if (joins_behind(t, run_before(w->letter, i), i, '-') ||
		    ((between >> i & 1) &&
		     joins_before(&t->lang->joints.joint, t, '-', i + 1,
		                  run_behind(w->letter, i + 1))))
			t->bad |= bit(i);
	}
}

/* Does the sentence go on behind the full stop at i?  (The byte is in the text: it
 * is a mark of the window.) */
static inline int goes_on(const struct site *t, unsigned i)
{
	return (t->w->mark >> i >> 1 & 1) && lex_behind_dot(t->s[i + 1]);
}

/* Is [from, i) a title, with white space around it and the full stop at i?  It
 * always keeps that. */
static int is_title(const struct site *t, unsigned from, unsigned i)
{
	const uint64_t white = t->w->white;

	if (i == 63 || !(white >> (i + 1) & 1) ||
	    (from && !(white >> (from - 1) & 1)) || run_before(t->w->letter, i) != from)
		return 0;
	const unsigned roles =
	    tokenize_lang_roles(t->lang, t->s + from, i - from, NULL);
	return (roles & ~(unsigned)LANG_ABBR) == LANG_TITLE;
}

/* Full stops that may belong to the words before them: of abbreviations and
 * initials. */
static void dots(struct site *t, uint64_t left)
{
	const uint64_t words = t->run | t->w->digit;

	for (; left; left &= left - 1) {
		const unsigned i = share_lowest(left), from = run_before(words, i);
		const unsigned second = t->s[from + (i - from > 1)];
		if (i - from > 1 &&
		    lang_sieve_holds(&t->lang->dot, lang_sieve_at(t->s[from], second,
		                                                  t->s[i - 1], i - from)) &&
		    is_title(t, from, i)) {
			t->kept |= bit(i);
			continue;
		}
		if ((i - from < 2) | goes_on(t, i) ||
		    (i - from > LANG_COMPOUND_MIN &&
		     lang_may_compound(t->lang, t->s + i - LANG_COMPOUND_MIN)) ||
		    lang_sieve_holds(&t->lang->dot,
		                     lang_sieve_at(t->s[from],
		                                   second < 0x80 ? second : '\'',
		                                   t->s[i - 1], i - from)))
			t->bad |= bit(i);
		/* l'etc. */
		const unsigned part = run_before(t->w->letter | t->w->digit, i);
		if (part > from && i - part > 1 &&
		    lang_sieve_holds(
		        &t->lang->dot,
		        lang_sieve_at(t->s[part], t->s[part + 1], t->s[i - 1], i - part)))
			t->bad |= bit(i);
	}
}

/* Numbers and full stops that stand as they must not. */
static uint64_t bad_numbers(const struct lang *lang, const struct news_window *w,
                            uint64_t tick_ends)
{
	const uint64_t word = w->letter | w->digit;
	const uint64_t bad =
	    (w->digit & (w->letter | tick_ends | w->hyphen) << 1) |
	    (w->digit & (w->letter | w->tick | w->curly | w->hyphen) >> 1) |
	    (w->mark & w->digit << 1 & w->digit >> 1) | (w->dot & word >> 1);

	return lang->groups_space ? bad | w->digit
	       : lang->ordinals   ? bad | (w->dot & w->digit << 1)
	                          : bad;
}

static void facts(const struct site *t, uint64_t begin, struct news_plan *p)
{
	const struct news_window *const w = t->w;
	const uint64_t joined = t->run & ~begin;
	/* letters with one before them in their token */
	const uint64_t more =
	    bits_behind_in(w->letter, joined) << 1 & joined & w->letter;
	const uint64_t first = w->letter & ~more & w->upper;
	const uint64_t small = bits_behind_in(w->letter & ~w->upper, joined);

	p->word = (w->letter | t->kept) << 1;
	p->number = w->digit << 1;
	p->capitalised = bits_behind_in(first, joined) << 1;
	p->all_caps = (bits_behind_in(more, joined) & ~small) << 1;
	p->spaced = w->white;
}

/* Where those marks of the ends of tokens get to by passing white space. */
static inline uint64_t next_begin(uint64_t marks, uint64_t white)
{
	return (((marks & white) + white) | marks) & ~white;
}

/* Before which tokens may a sentence end?  ends_may for all of them. */
static uint64_t gaps(const struct lang *lang, const struct news_window *w,
                     uint64_t end)
{
	const uint64_t soft = (w->letter | w->digit | w->hyphen | w->colon) << 1;
	const uint64_t comma = w->comma << 1, white = w->white;
	const uint64_t marked = next_begin(end & ~(soft | comma), white);

	if (!lang->model)
		return marked;
	return marked |
	       (next_begin(end & soft & white, white) &
	        ~((w->letter & ~w->upper) | w->late)) |
	       (next_begin(end & comma & white, white) & w->upper);
}

void tokenize_news_plan(const struct lang *lang, const unsigned char *s,
                        const struct news_window *w, struct news_plan *p)
{
	struct site t = {.lang = lang,
	                 .s = s,
	                 .w = w,
	                 .run = w->letter,
	                 .ticks = w->tick | w->curly};
	const uint64_t wide = w->sign | w->curly;
	const uint64_t tick_ends = w->tick | w->curly << 2;

	t.bad = ~(w->letter | w->digit | w->white | w->mark | w->hyphen | w->tick |
	          wide | wide << 1 | wide << 2) |
	        (w->colon & ~(w->white >> 1)) | (w->term & w->term << 1) |
	        bad_numbers(lang, w, tick_ends);
	for (uint64_t left = w->colon & w->mark << 1; left; left &= left - 1)
		if (s[share_lowest(left) - 1] == '(') /* it may be a face */
			t.bad |= left;
	if (t.ticks)
		ticks(&t);
	if (w->hyphen)
		hyphens(&t);
	dots(&t, w->dot & (t.run | w->digit) << 1 & ~t.bad);
	t.run |= t.kept;

	const uint64_t outer = t.ticks & ~t.run;
	const uint64_t outer_ends = tick_ends & ~t.run;
	const uint64_t mark = w->mark & ~t.kept, alone = mark | w->sign | outer;
	p->begin = (t.run & ~(t.run << 1)) | (w->digit & ~(w->digit << 1)) |
	           (w->hyphen & ~(w->hyphen << 1)) | alone | t.cuts;
	p->end = (t.run << 1 & ~t.run) | (w->digit << 1 & ~w->digit) |
	         (w->hyphen << 1 & ~w->hyphen) |
	         (mark | w->sign << 2 | outer_ends) << 1 | t.cuts;
	p->bad = t.bad;
	facts(&t, p->begin, p);
	p->gap = gaps(lang, w, p->end);
}
