/* SPDX-License-Identifier: MIT */
/* staff.c - who else worked on an item
 *
 * A note is clauses one after the other, up to the end of its line:
 *
 *   Reporting by A. Bell in Osk; editing by C. Dow
 *   Northern Press writers A. Bell in Osk and C. Dow contributed to this report.
 *   With assistance from A. Bell
 *   Follow A. Bell on Twitter: @abell
 *
 * Every word of it must be a label that is known, a name, or what joins names:
 * a sentence of the item has others. */
#include "staff.h"
#include "letters.h"

enum {
	NAMES_MOST = 60 /* words after one label */
};

enum {
	WEAK = 1,  /* a label of which one alone may also be a heading */
	STRONG = 2 /* says by itself what it is */
};

struct label {
	const char *words;
	unsigned how;
	bool bare; /* no name need follow */
};

static const struct label labels[] = {
    {"reporting by ", WEAK, false},
    {"reporting and writing by ", STRONG, false},
    {"reporting and editing by ", STRONG, false},
    {"additional reporting by ", STRONG, false},
    {"additional reporting from ", STRONG, false},
    {"additional writing by ", STRONG, false},
    {"additional editing by ", STRONG, false},
    {"further reporting by ", STRONG, false},
    {"writing by ", WEAK, false},
    {"writing and editing by ", STRONG, false},
    {"editing by ", WEAK, false},
    {"edited by ", WEAK, false},
    {"compiled by ", WEAK, false},
    {"compiled and edited by ", STRONG, false},
    {"translated by ", WEAK, false},
    {"translation by ", WEAK, false},
    {"translated and edited by ", STRONG, false},
    {"graphics by ", WEAK, false},
    {"graphic by ", WEAK, false},
    {"production by ", WEAK, false},
    {"research by ", WEAK, false},
    {"with reporting by ", STRONG, false},
    {"with reporting from ", STRONG, false},
    {"with additional reporting by ", STRONG, false},
    {"with additional reporting from ", STRONG, false},
    {"with assistance from ", STRONG, false},
    {"with assistance by ", STRONG, false},
    {"with contributions from ", STRONG, false},
    {"with files from ", STRONG, false},
    {"with input from ", STRONG, true},
    {"with inputs from ", STRONG, true},
    {"with agency inputs", STRONG, true},
    {"with agencies inputs", STRONG, true},
};

static bool is_one_of(const char *const *words, size_t n, const char *s,
                      uint32_t at, uint32_t end)
{
	for (size_t i = 0; i < n; i++)
		if (end > at && match_word(s, at, end, words[i]) == end - at)
			return true;
	return false;
}

#define ONE_OF(list, s, at, end) \
	is_one_of(list, sizeof(list) / sizeof *(list), s, at, end)

/* ---- Words of names ---- */

static bool is_joint(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {
	    "and", "in", "at",       "for",   "from",  "of",       "with",
	    "the", "on", "de",       "da",    "di",    "del",      "della",
	    "dos", "du", "la",       "le",    "van",   "von",      "der",
	    "den", "al", "el",       "bin",   "ibn",   "y",        "e",
	    "&",   "a",  "agencies", "wires", "staff", "newsroom", "bureaux"};

	return ONE_OF(words, s, at, end) ||
	       (end - at > 3 && s[at + 2] == '-' && is_letter_ascii(s[at]));
}

/* What people are called who write: "Northern Press writer Ann Bell". */
static bool is_trade(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"writer",
	                                    "writers",
	                                    "reporter",
	                                    "reporters",
	                                    "journalist",
	                                    "journalists",
	                                    "producer",
	                                    "correspondent",
	                                    "video",
	                                    "photographer",
	                                    "photographers",
	                                    "producers",
	                                    "editor",
	                                    "editors",
	                                    "correspondents",
	                                    "videojournalist",
	                                    "researcher",
	                                    "researchers",
	                                    "freelance",
	                                    "special",
	                                    "business",
	                                    "sports",
	                                    "science",
	                                    "political",
	                                    "medical",
	                                    "health",
	                                    "national",
	                                    "bureau",
	                                    "chief",
	                                    "news",
	                                    "economics",
	                                    "diplomatic",
	                                    "legal",
	                                    "religion",
	                                    "technology",
	                                    "also",
	                                    "freelancer",
	                                    "contributor",
	                                    "contributors",
	                                    "intern",
	                                    "videojournalists",
	                                    "freelancers",
	                                    "personnel",
	                                    "team"};

	return ONE_OF(words, s, at, end);
}

static bool is_name_word(const char *s, uint32_t at, uint32_t end)
{
	return s[at] == '@' ? end - at > 2 : clean_wire_is_name(s, at, end);
}

/* The full stop behind "A." and "Jr." ends nothing. */
static bool keeps_stop(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"jr", "sr", "st", "dr", "mr", "ms", "mrs"};

	return end - at == 1 || memchr(s + at, '.', end - at) ||
	       ONE_OF(words, s, at, end);
}

/* Names and what joins them, from `at` on: where they end, at a sign that ends a
 * clause or at another word.  trades: those may be among them. */
static uint32_t names_end(const char *s, uint32_t at, uint32_t end, bool trades,
                          unsigned *names)
{
	*names = 0;
	for (unsigned words = 0; at < end && words < NAMES_MOST; words++) {
		uint32_t to = at, core;
		while (to < end && !is_blank(s[to]) && s[to] != ';')
			to++;
		core = to;
		while (core > at && (s[core - 1] == ',' || s[core - 1] == '.'))
			core--;
		if (is_name_word(s, at, core))
			++*names;
		else if (!is_joint(s, at, core) && !(trades && is_trade(s, at, core)))
			return at;
		if (core < to && s[core] == '.' && !keeps_stop(s, at, core))
			return core;
		if (to < end && s[to] == ';')
			return to;
		at = skip_blanks(s, to, end);
	}
	return at;
}

/* ---- Clauses: where one ends; 0: none begins here ---- */

static uint32_t labelled(const char *s, uint32_t at, uint32_t end, unsigned *how)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		const uint32_t n = match_word(s, at, end, labels[i].words);
		unsigned names;
		if (!n)
			continue;
		const uint32_t to = names_end(s, at + n, end, false, &names);
		if (!names && !labels[i].bare)
			continue;
		*how = labels[i].how;
		return to;
	}
	return 0;
}

/* "... contributed to this report", "... reported from Osk" */
static uint32_t subject(const char *s, uint32_t at, uint32_t end, unsigned *how)
{
	static const char *const ends[] = {
	    "contributed to this report",  "contributed to this story",
	    "contributed to this article", "contributed to this dispatch",
	    "contributed reporting",       "assisted with this report"};
	unsigned names;
	uint32_t to = names_end(s, at, end, true, &names);

	if (!names || to == end)
		return 0;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const uint32_t n = match_word(s, to, end, ends[i]);
		if (!n)
			continue;
		*how = STRONG;
		to += n;
		if (match_word(s, to, end, " from ") || match_word(s, to, end, " in "))
			to = names_end(s, to + 1, end, false, &names);
		return to;
	}
	const uint32_t n = match_word(s, to, end, "reported from ");
	if (!n)
		return 0;
	to = names_end(s, to + n, end, false, &names);
	*how = 0;
	return names ? to : 0;
}

/* "Follow Ann Bell on Twitter: @abell"; the address goes to the end. */
static uint32_t follow(const char *s, uint32_t at, uint32_t end, unsigned *how)
{
	static const char *const where[] = {"twitter",  "facebook", "instagram",
	                                    "threads",  "bluesky",  "mastodon",
	                                    "telegram", "x"};
	const uint32_t n = match_word(s, at, end, "follow ");
	uint32_t to = at + n, word, next;

	if (!n)
		return 0;
	for (unsigned words = 0; to < end && words < 8; words++) {
		for (word = to; word < end && !is_blank(s[word]); word++)
			;
		next = skip_blanks(s, word, end);
		if (match_word(s, to, end, "on ")) {
			for (word = next; word < end && is_letter_ascii(s[word]); word++)
				;
			if (!ONE_OF(where, s, next, word))
				return 0;
			if (word < end && s[word] == ':')
				word++;
			next = skip_blanks(s, word, end);
			next += match_word(s, next, end, "at ");
			if (next == end ||
			    (s[next] != '@' && !match_word(s, next, end, "http")))
				return 0;
			while (next < end && !is_blank(s[next]))
				next++;
			*how = STRONG;
			return next == end ? end : 0;
		}
		if (!is_upper(char_at(s, to, end)) && !match_word(s, to, word, "the"))
			return 0;
		to = next;
	}
	return 0;
}

static uint32_t clause(const char *s, uint32_t at, uint32_t end, unsigned *how)
{
	uint32_t to = labelled(s, at, end, how);

	if (!to)
		to = follow(s, at, end, how);
	return to ? to : subject(s, at, end, how);
}

/* ---- Notes ---- */

/* Is all of [at, end) clauses? */
static bool are_clauses(const char *s, uint32_t at, uint32_t end, bool enough)
{
	unsigned points = 0;

	while (at < end) {
		unsigned how = 0;
		const uint32_t to = clause(s, at, end, &how);
		if (to <= at)
			return false;
		points += how;
		at = to;
		while (at < end &&
		       (is_blank(s[at]) || s[at] == '.' || s[at] == ';' || s[at] == ','))
			at++;
	}
	return points >= STRONG || (points && enough);
}

/* A note begins with a capital, maybe behind a bracket or dashes. */
static bool is_note(const char *s, uint32_t at, uint32_t end, bool last,
                    struct span *who)
{
	const bool bracket = s[at] == '(' || s[at] == '[';
	uint32_t cp = 0, n;

	if (bracket) {
		const char close = s[at] == '(' ? ')' : ']';
		end -= s[end - 1] == '.';
		if (end <= at + 1 || s[end - 1] != close)
			return false;
		at++;
		end--;
	} else {
		while (at < end && (n = utf8_decode(s + at, end - at, &cp)) != 0 &&
		       (cp == '-' || cp == '*' || cp == '_' || cp == ' ' || cp == 0x2013 ||
		        cp == 0x2014))
			at += n;
	}
	if (at >= end || (!bracket && !is_upper(char_at(s, at, end))))
		return false;
	*who = (struct span){at, end};
	return are_clauses(s, at, end, last || bracket);
}

/* Most lines end in a way that no note does: it costs them next to nothing. */
static bool may_end_so(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"report",    "story",    "article",
	                                    "reporting", "dispatch", "inputs",
	                                    "agencies",  "wires"};
	uint32_t word;

	while (end > at &&
	       (s[end - 1] == '.' || s[end - 1] == ')' || s[end - 1] == ']'))
		end--;
	for (word = end; word > at && !is_blank(s[word - 1]); word--)
		;
	return is_upper(char_at(s, word, end)) || s[word] == '@' ||
	       match_word(s, word, end, "http") || ONE_OF(words, s, word, end);
}

/* Behind the end of a sentence, or of a quotation. */
static bool begins_behind(const char *s, uint32_t line, uint32_t at)
{
	const uint32_t cp = char_before(s, trim_end(s, line, at));

	return cp == '.' || cp == '!' || cp == '?' || cp == '"' || cp == ')' ||
	       cp == ']' || cp == 0x201D || cp == 0x2019;
}

uint32_t clean_wire_staff(const char *s, uint32_t at, uint32_t end, bool last,
                          struct span *who)
{
	uint32_t from = end - at > STAFF_LONGEST ? end - STAFF_LONGEST : at;

	if (end - at < 12 || !may_end_so(s, at, end))
		return end;
	for (; from < end; from++) {
		if (from > at && (!is_blank(s[from - 1]) || is_blank(s[from]) ||
		                  !begins_behind(s, at, from)))
			continue;
		if (utf8_starts(s[from]) && is_note(s, from, end, last, who))
			return from;
	}
	return end;
}

/* ---- Over several lines ---- */

/* Does the first line say that more follows: a comma, "and", an open bracket? */
static bool goes_on(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"and", "by", "in", "&"};
	uint32_t word = end;
	const char close = s[at] == '(' ? ')' : s[at] == '[' ? ']' : '\0';

	if (close)
		return !memchr(s + at, close, end - at);
	while (word > at && !is_blank(s[word - 1]))
		word--;
	return s[end - 1] == ',' || s[end - 1] == ';' || ONE_OF(words, s, word, end);
}

/* Few lines begin so: with a dash, a bracket, a label or a name, and no small word
 * behind it but "and", "by", "in" and the like. */
static bool may_begin_so(const char *s, uint32_t at, uint32_t end)
{
	const uint32_t cp = char_at(s, at, end);
	unsigned names, how;
	uint32_t to;

	if (!is_upper(cp))
		return cp == '(' || cp == '[' || cp == '-' || cp == '*' || cp == '_' ||
		       cp == 0x2013 || cp == 0x2014;
	to = names_end(s, at, end, true, &names);
	return to == end || s[to] == '.' || s[to] == ';' ||
	       labelled(s, at, end, &how) || match_word(s, to, end, "contributed") ||
	       match_word(s, to, end, "reported") || match_word(s, to, end, "assisted");
}

/* Adds [at, end) with one space where there is white space; false: no room. */
static bool join(struct staff_block *b, uint32_t *n, const char *s, uint32_t at,
                 uint32_t end)
{
	if (*n && *n < STAFF_LONGEST)
		b->joined[(*n)++] = ' ';
	for (; at < end; at++) {
		if (is_blank(s[at]) && *n && b->joined[*n - 1] == ' ')
			continue;
		if (*n == STAFF_LONGEST)
			return false;
		b->joined[(*n)++] = is_blank(s[at]) ? ' ' : s[at];
	}
	return true;
}

bool clean_wire_staff_block(const char *s, uint32_t at, uint32_t end, uint32_t n,
                            uint32_t tail, struct staff_block *b)
{
	struct span who;
	uint32_t size = 0;

	if (at == end || !may_begin_so(s, at, end) || !join(b, &size, s, at, end) ||
	    (is_note(s, at, end, at >= tail, &who) && !goes_on(s, at, end)))
		return false;
	for (unsigned lines = 1; lines < STAFF_LINES && end < n; lines++) {
		const char *const eol = memchr(s + end, '\n', n - end);
		if (!eol)
			return false;
		const uint32_t from = (uint32_t)(eol - s) + 1;
		const char *const next = memchr(s + from, '\n', n - from);
		const uint32_t to = next ? (uint32_t)(next - s) : n;
		end = trim_end(s, from, to);
		const uint32_t text = skip_blanks(s, from, end);
		if (text == end || !join(b, &size, s, text, end))
			return false;
		if (may_end_so(b->joined, 0, size) &&
		    is_note(b->joined, 0, size, at >= tail, &b->who) &&
		    !goes_on(b->joined, 0, size)) {
			b->end = end;
			return true;
		}
	}
	return false;
}
