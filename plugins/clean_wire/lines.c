/* SPDX-License-Identifier: MIT */
/* lines.c - takes out what a line says besides the news: at the top dates,
 * datelines, bylines and pictures; anywhere notices, separators and credits. */
#include "credit.h"
#include "header.h"
#include "letters.h"
#include "staff.h"

#include <string.h>

enum {
	TOP_LINES = 8,       /* lines with text that may come before the item's */
	TOP_LONGEST = 120,   /* bytes of a headline; a longer line is the item */
	PREFIXES = 6,        /* dates and datelines one after the other */
	LINE_LONGEST = 1000, /* bytes of a line that is looked at as a whole */
	TAIL = 600 /* bytes of a document's end, where notes on its makers stand */
};

struct note { /* found by looking at [at, end) */
	uint32_t at, end, from;
	struct span who;
};

struct walk {
	struct wire *w;
	const char *s;
	uint32_t n;
	uint32_t last; /* where the last text of the document ends */
	uint32_t kept; /* where the last line that stays ends; 0: none yet */
	unsigned top;  /* lines that may still come before the item's */
	bool byline;   /* the line with text before was one */
	struct note note;
};

/* ---- Whole lines ---- */

/* "More to follow." and the like; ASCII case does not count. */
static bool is_notice(const char *s, uint32_t at, uint32_t end)
{
	static const char *const notices[] = {
	    "more to follow", "more to come", "more follows", "(more to follow)",
	    "(more to come)", "(more)",       "-more-",       "- more -",
	    "(ends)",         "-30-",         "- 30 -",       "###",
	    "# # #",          "enditem"};

	if (end - at > 20)
		return false;
	while (end > at && s[end - 1] == '.')
		end--;
	for (size_t i = 0; i < sizeof notices / sizeof *notices; i++) {
		const uint32_t n = match_word(s, at, end, notices[i]);
		if (n && at + n == end)
			return true;
	}
	return false;
}

/* A year, or two, and who has the right, but no sentence: "2031 Northern Press". */
static bool is_year_of_right(const char *s, uint32_t at, uint32_t end)
{
	uint32_t to = at;

	while (to < end && (is_digit(s[to]) || s[to] == '-' || s[to] == ','))
		to++;
	if (to - at < 4 || !is_digit(s[at]) || !is_digit(s[at + 1]) ||
	    !is_digit(s[at + 3]))
		return false;
	to = skip_blanks(s, to, end);
	return to == end || !is_letter(char_at(s, to, end)) ||
	       is_upper(char_at(s, to, end)) || match_word(s, to, end, "the ") ||
	       match_word(s, to, end, "by ");
}

/* "Copyright 2031 Northern Press", "© dpa", "All rights reserved." */
static bool is_copyright(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {
	    "all rights reserved", "this material may not be published, broadcast",
	    "our standards: the thomson reuters trust principles"};
	static const char *const marks[] = {"copyright ", "copyright: ", "(c) ",
	                                    "\xC2\xA9 ", "\xC2\xA9"};
	uint32_t from = at;

	if (end - at > 400)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const uint32_t n = match_word(s, at, end, words[i]);
		if (n) /* "All rights reserved to the tribes were ..." is news */
			return at + n == end || !is_blank(s[at + n]);
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		from += match_word(s, from, end, marks[i]);
	if (from == at || from == end)
		return false;
	return s[at] == '\xC2' || is_year_of_right(s, from, end);
}

/* A line that is a rule, "* * *"; or a few words between two of one dash. */
static bool is_rule(const char *s, uint32_t at, uint32_t end)
{
	const char sign = s[at];
	uint32_t signs = 0;

	if (sign != '*' && sign != '-' && sign != '_' && sign != '=')
		return false;
	for (; at < end; at++) {
		if (s[at] != sign && s[at] != ' ')
			return false;
		signs += s[at] == sign;
	}
	return signs >= 3;
}

static bool is_separator(const char *s, uint32_t at, uint32_t end)
{
	uint32_t cp = 0;
	const uint32_t n = utf8_decode(s + at, end - at, &cp);
	uint32_t words = 1;

	if (is_rule(s, at, end))
		return true;
	if ((cp != 0x2013 && cp != 0x2014 && cp != '-') || end - at < 2 * n + 5 ||
	    end - at > 60 || memcmp(s + at, s + end - n, n) != 0 || s[at + n] != ' ' ||
	    s[end - n - 1] != ' ' || !is_upper(char_at(s, at + n + 1, end)))
		return false;
	for (uint32_t i = at + n + 1; i < end - n - 1; i++) {
		if (s[i] == '.' || s[i] == ',' || s[i] == ';' || s[i] == '"' || s[i] == '?')
			return false;
		words += s[i] == ' ';
	}
	return words <= 5;
}

/* Where a note on who else worked on the item begins; `end`: nowhere.  A line is
 * asked twice. */
static uint32_t without_staff(struct walk *k, uint32_t at, uint32_t end,
                              struct span *who)
{
	struct note *const n = &k->note;

	if (!k->w->rules->on[RULE_STAFF] || end == at)
		return end;
	if (n->at != at || n->end != end) {
		n->at = at;
		n->end = end;
		n->from = clean_wire_staff(k->s, at, end, k->kept && k->last - end <= TAIL,
		                           &n->who);
	}
	*who = n->who;
	return n->from;
}

static void keep(struct walk *k, unsigned kind, struct span what)
{
	clean_wire_found_value(&k->w->found, kind, k->s + what.from,
	                       what.to - what.from);
}

static void keep_credit(struct walk *k, const struct credit *c)
{
	keep(k, FOUND_CREDIT, c->credit);
	keep(k, FOUND_CAPTION, c->caption);
}

/* Is all of [at, end) something that goes?  What it says is kept. */
static bool whole_line(struct walk *k, uint32_t at, uint32_t end)
{
	const bool *const on = k->w->rules->on;
	const bool alone = !k->kept && end == k->last;
	struct credit c;
	struct span who;

	if (end - at > LINE_LONGEST || alone)
		return false;
	if (on[RULE_NOTICES] &&
	    (is_notice(k->s, at, end) || is_copyright(k->s, at, end) ||
	     (end == k->last && match_word(k->s, at, end, "ends") == end - at)))
		return true;
	if (on[RULE_SEPARATORS] && is_separator(k->s, at, end))
		return true;
	const bool below = k->byline;
	k->byline = false;
	if (on[RULE_BYLINE] && k->top && clean_wire_byline(k->s, at, end, &who)) {
		keep(k, FOUND_BYLINE, who);
		return k->byline = true;
	}
	if (below && clean_wire_affiliation(k->w->rules, k->s, at, end))
		return true;
	if (without_staff(k, at, end, &who) == at) {
		keep(k, FOUND_STAFF, who);
		return true;
	}
	if (on[RULE_MASTHEAD] && !k->kept && end < k->last &&
	    clean_wire_masthead(k->w->rules, k->s, at, end) == at) {
		keep(k, FOUND_MASTHEAD, (struct span){at, end});
		return true;
	}
	if (on[RULE_CREDIT] &&
	    clean_wire_credit(k->w->rules, k->s, at, end, k->top != 0, &c) &&
	    c.cut.from == at && c.cut.to == end) {
		keep_credit(k, &c);
		return true;
	}
	return false;
}

/* Takes a line out with the blank lines before it; one that nothing stands before
 * with those behind it. */
static void cut_line(struct walk *k, uint32_t at, uint32_t end)
{
	const uint32_t changed = draft_changed(&k->w->draft);

	if (k->kept) {
		at = k->kept > changed ? k->kept : changed;
	} else if (end < k->last) {
		end = skip_spaces(k->s, end, k->n);
		while (end > at && k->s[end - 1] != '\n')
			end--; /* the next line is indented */
	}
	clean_wire_remove(k->w, at, end);
}

/* ---- Parts of lines ---- */

/* What stands before the item in its first line; where the rest begins. */
static uint32_t prefixes(struct walk *k, uint32_t at, uint32_t end, bool *dateline)
{
	const struct rules *const r = k->w->rules;
	struct found *const f = &k->w->found;
	struct span a, b;
	char day[11];

	for (unsigned i = 0; i < PREFIXES && at < end; i++) {
		uint32_t to = r->on[RULE_DATE] ? clean_wire_date(k->s, at, end, &a) : 0;
		if (to) {
			clean_wire_found_value(f, FOUND_DATE, k->s + a.from, a.to - a.from);
			at = to;
			continue;
		}
		to = r->on[RULE_DATELINE] ? clean_wire_dateline(r, k->s, at, end, &a, &b)
		                          : 0;
		if (!to)
			break;
		clean_wire_found_value(f, FOUND_DATELINE, k->s + a.from, a.to - a.from);
		clean_wire_found_value(f, FOUND_AGENCY, k->s + b.from, b.to - b.from);
		if (clean_wire_day(k->s, a.from, a.to, day))
			clean_wire_found_value(f, FOUND_DATE, day, strlen(day));
		*dateline = true;
		at = to;
	}
	return at;
}

/* Credits within a line, and one at its end that has a label. */
static void credits_inside(struct walk *k, uint32_t at, uint32_t end)
{
	const struct rules *const r = k->w->rules;
	const uint32_t from = at;
	struct credit c;

	while (clean_wire_bracket(r, k->s, at, end, &c)) {
		at = c.cut.to;
		if (c.cut.from == from && at == end)
			break; /* nothing else is there */
		if (c.cut.from > from && is_blank(k->s[c.cut.from - 1]))
			c.cut.from--;
		keep_credit(k, &c);
		clean_wire_remove(k->w, c.cut.from, c.cut.to);
	}
	if (clean_wire_credit(r, k->s, from, end, false, &c) && c.cut.to == end &&
	    c.cut.from > from && c.cut.from >= draft_changed(&k->w->draft)) {
		keep_credit(k, &c);
		clean_wire_remove(k->w, c.cut.from, c.cut.to);
	}
}

/* "- NP" and "(NP)" at the document's end; agency: the name. */
static bool is_signature(const struct rules *r, const char *s, uint32_t at,
                         uint32_t end, struct span *agency)
{
	const uint32_t cp = char_at(s, at, end);

	*agency = (struct span){at + 1, end};
	if (cp == '(' && s[end - 1] == ')')
		agency->to--;
	else if (cp >= 0x2012 && cp <= 0x2015)
		agency->from = skip_blanks(s, at + 3, end);
	else if (cp == '-')
		agency->from = skip_blanks(s, at + 1 + (s[at + 1] == '-'), end);
	else
		return false;
	return agency->from < agency->to &&
	       clean_wire_known_agency(r, s, agency->from, agency->to);
}

/* What was stuck to the end of the line: a notice, the agency; of the last one, a
 * date. */
static uint32_t without_tail(struct walk *k, uint32_t at, uint32_t end)
{
	const bool *const on = k->w->rules->on;
	uint32_t from = end - at > 24 ? end - 24 : at;
	struct span date, agency;

	if (end != k->last &&
	    (end == at || k->s[end - 1] == '.' || k->s[end - 1] == '"'))
		return end;
	while (!utf8_starts(k->s[from]))
		from++;
	for (; from < end; from++) {
		const bool begins = from > at && is_blank(k->s[from - 1]);
		if (!begins || trim_end(k->s, at, from) == at)
			continue;
		if (on[RULE_DATE] && end == k->last &&
		    clean_wire_date(k->s, from, end, &date) == end) {
			clean_wire_found_value(&k->w->found, FOUND_DATE, k->s + date.from,
			                       date.to - date.from);
			break;
		}
		const uint32_t before = trim_end(k->s, at, from);
		if (k->s[before - 1] != '.' && k->s[before - 1] != '"' &&
		    utf8_starts(k->s[before - 1]))
			continue;
		if (on[RULE_NOTICES] && is_notice(k->s, from, end))
			break;
		if (on[RULE_DATELINE] &&
		    is_signature(k->w->rules, k->s, from, end, &agency)) {
			keep(k, FOUND_AGENCY, agency);
			break;
		}
	}
	return from < end ? trim_end(k->s, at, from) : end;
}

/* The paper's name behind the first headline. */
static uint32_t without_masthead(struct walk *k, uint32_t at, uint32_t end)
{
	const struct rules *const r = k->w->rules;
	uint32_t to, name;

	if (!r->on[RULE_MASTHEAD] || !k->top || k->kept || end == k->last)
		return end;
	to = clean_wire_masthead(r, k->s, at, end);
	if (to == end || to == at)
		return end;
	for (name = to; name < end && !is_letter(char_at(k->s, name, end)); name++)
		;
	keep(k, FOUND_MASTHEAD, (struct span){name, end});
	return to;
}

/* Where the line ends without what says who made it, when, and for whom. */
static uint32_t without_ending(struct walk *k, uint32_t at, uint32_t end)
{
	struct span who;
	uint32_t stop = without_tail(k, at, end);
	const uint32_t staff = without_staff(k, at, stop, &who);

	if (staff > at && staff < stop) {
		keep(k, FOUND_STAFF, who);
		stop = trim_end(k->s, at, staff);
	}
	return without_masthead(k, at, stop);
}

/* A note over several lines that begins in this one: at the beginning of a
 * paragraph, behind another note, or with a bracket.  Where it begins; `end`:
 * nowhere. */
static uint32_t staff_block(struct walk *k, uint32_t at, uint32_t end,
                            struct staff_block *b)
{
	const uint32_t tail = !k->kept ? k->last : k->last > TAIL ? k->last - TAIL : 0;
	const char *const s = k->s;
	uint32_t open = end;

	if ((at != k->kept + 1 || s[at] == '(' || s[at] == '[') &&
	    clean_wire_staff_block(s, at, end, k->last, tail, b))
		return at;
	if (!memchr(s + at, '(', end - at) && !memchr(s + at, '[', end - at))
		return end;
	while (open > at && s[open - 1] != '(' && s[open - 1] != ')' &&
	       s[open - 1] != '[' && s[open - 1] != ']')
		open--;
	if (open <= at + 1 || (s[open - 1] != '(' && s[open - 1] != '[') ||
	    !is_blank(s[open - 2]))
		return end;
	return clean_wire_staff_block(s, open - 1, end, k->last, tail, b) ? open - 1
	                                                                  : end;
}

/* ---- The walk ---- */

static void line(struct walk *k, uint32_t begin, uint32_t eol)
{
	const uint32_t end = trim_end(k->s, begin, eol);
	uint32_t at = skip_blanks(k->s, begin, end), rest = at;
	bool dateline = false;

	if (at == end)
		return;
	if (k->top)
		rest = prefixes(k, at, end, &dateline);
	if (rest == end || whole_line(k, rest, end)) {
		if (rest < end || k->kept || end < k->last) {
			cut_line(k, begin, end);
			return;
		}
		rest = at; /* nothing would be left */
	}
	if (rest > at)
		clean_wire_remove(k->w, begin, rest);
	const uint32_t stop = without_ending(k, rest, end);
	if (k->w->rules->on[RULE_CREDIT])
		credits_inside(k, rest, stop);
	if (stop < end && stop >= draft_changed(&k->w->draft))
		clean_wire_remove(k->w, stop, end);
	if (k->top)
		k->top = dateline || end - rest > TOP_LONGEST ? 0 : k->top - 1;
	k->kept = stop;
}

/* Takes a note over several lines out; where to go on, `at` if there is none. */
static uint32_t block(struct walk *k, uint32_t at, uint32_t eol)
{
	const char *const s = k->s;
	const uint32_t end = trim_end(s, at, eol), begin = skip_blanks(s, at, end);
	struct staff_block b;

	if (!k->w->rules->on[RULE_STAFF] || begin == end || eol >= k->last ||
	    end - begin > STAFF_LONGEST || s[eol + 1] == '\n')
		return at;
	const uint32_t from = staff_block(k, begin, end, &b);
	if (from == end)
		return at;
	if (from > begin)
		line(k, at, from);
	if (!k->kept && b.end == k->last)
		return at; /* nothing would be left */
	clean_wire_found_value(&k->w->found, FOUND_STAFF, b.joined + b.who.from,
	                       b.who.to - b.who.from);
	cut_line(k, from > begin ? trim_end(s, at, from) : at, b.end);
	return b.end + 1;
}

void clean_wire_lines(struct wire *w)
{
	struct walk k = {.w = w, .s = w->draft.text, .n = w->draft.n, .top = TOP_LINES};

	k.last = trim_end(k.s, 0, k.n);
	for (uint32_t at = 0; at < k.last;) {
		const char *const eol = memchr(k.s + at, '\n', k.n - at);
		const uint32_t end = eol ? (uint32_t)(eol - k.s) : k.n;
		at = block(&k, at, end);
		if (at > end)
			continue;
		line(&k, at, end);
		at = end + 1;
	}
}
