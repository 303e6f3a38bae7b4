/* SPDX-License-Identifier: MIT */
/* header.c - dates stuck to an item, bylines, names */
#include "header.h"
#include "letters.h"

/* ---- Dates ---- */

static bool number(const char *s, uint32_t at, uint32_t digits, uint32_t least,
                   uint32_t most)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < digits; i++) {
		if (!is_digit(s[at + i]))
			return false;
		value = value * 10 + (uint32_t)(s[at + i] - '0');
	}
	return value >= least && value <= most;
}

uint32_t clean_wire_date(const char *s, uint32_t at, uint32_t end,
                         struct span *date)
{
	uint32_t from = at + match_word(s, at, end, "date");

	if (from == at)
		return 0;
	from += from < end && s[from] == ':';
	if (from >= end || s[from] != ' ' || end - from < 11)
		return 0;
	from++;
	if (!number(s, from, 4, 1500, 2999) || s[from + 4] != '-' ||
	    !number(s, from + 5, 2, 1, 12) || s[from + 7] != '-' ||
	    !number(s, from + 8, 2, 1, 31) ||
	    (from + 10 < end && !is_space(s[from + 10])))
		return 0;
	*date = (struct span){from, from + 10};
	return skip_blanks(s, from + 10, end);
}

/* ---- Names ---- */

static bool is_particle(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"and", "de",  "da", "di",   "del", "della",
	                                    "dos", "du",  "la", "le",   "van", "von",
	                                    "der", "den", "al", "el",   "bin", "ibn",
	                                    "of",  "the", "on", "upon", "y",   "&"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (match_word(s, at, end, words[i]) == end - at)
			return true;
	return (end - at > 3) && (s[at + 2] == '-') &&
	       (!memcmp(s + at, "al", 2) || !memcmp(s + at, "el", 2));
}

bool clean_wire_is_name(const char *s, uint32_t at, uint32_t end)
{
	uint32_t cp = char_at(s, at, end);

	if (!is_upper(cp))
		return false;
	for (; at < end; at += utf8_decode(s + at, end - at, &cp)) {
		if (!utf8_decode(s + at, end - at, &cp))
			return false;
		if (!is_letter(cp) && cp != '.' && cp != '-' && cp != '\'' && cp != '/' &&
		    cp != '&' && cp != 0x2019)
			return false;
	}
	return true;
}

uint32_t clean_wire_names(const char *s, uint32_t at, uint32_t end, uint32_t most)
{
	uint32_t words = 0, names = 0;

	while (at < end) {
		uint32_t to = at;
		while (to < end && s[to] != ' ')
			to++;
		if (clean_wire_is_name(s, at, to))
			names++;
		else if (!is_particle(s, at, to))
			return 0;
		if (++words > most)
			return 0;
		at = to < end ? to + 1 : to;
		if (at < end && s[at] == ' ')
			return 0;
	}
	return names;
}

/* ---- Bylines ---- */

/* "By Any Means", "By Monday Night": headlines begin like bylines. */
static bool is_no_first_name(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {
	    "any",       "all",      "the",    "land",       "sea",    "air",
	    "day",       "night",    "no",     "this",       "that",   "his",
	    "her",       "our",      "my",     "your",       "its",    "their",
	    "far",       "now",      "then",   "which",      "some",   "every",
	    "each",      "one",      "two",    "three",      "law",    "proxy",
	    "force",     "popular",  "order",  "invitation", "monday", "tuesday",
	    "wednesday", "thursday", "friday", "saturday",   "sunday", "early",
	    "late",      "next",     "last",   "noon",       "dawn",   "accident",
	    "chance",    "hook",     "word",   "and",        "of",     "a"};
	uint32_t to = at;

	while (to < end && s[to] != ' ')
		to++;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (match_word(s, at, to, words[i]) == to - at)
			return true;
	return false;
}

bool clean_wire_byline(const char *s, uint32_t at, uint32_t end, struct span *who)
{
	uint32_t to, rest;

	if (end - at < 7 || end - at > 120 || match_word(s, at, end, "by ") != 3 ||
	    s[at] != 'B' || s[end - 1] == '?' || s[end - 1] == '!')
		return false;
	at += 3;
	if (is_no_first_name(s, at, end))
		return false;
	for (to = at; to < end && s[to] != ',' && s[to] != '|'; to++)
		;
	const uint32_t name = trim_end(s, at, to);
	if (clean_wire_names(s, at, name, 7) < 2)
		return false;
	*who = (struct span){at, end};
	if (to == end)
		return s[end - 1] != '.';
	rest = skip_blanks(s, to + 1, end);
	return clean_wire_names(s, rest, end, 8) > 0;
}

bool clean_wire_affiliation(const struct rules *r, const char *s, uint32_t at,
                            uint32_t end)
{
	static const char *const trades[] = {"writer",        "writers",
	                                     "reporter",      "reporters",
	                                     "correspondent", "correspondents"};
	uint32_t word = end;

	if (end - at > 60 || clean_wire_names(s, at, end, 6) == 0)
		return false;
	if (clean_wire_known_agency(r, s, at, end))
		return true;
	while (word > at && s[word - 1] != ' ')
		word--;
	for (size_t i = 0; word > at && i < sizeof trades / sizeof *trades; i++)
		if (match_word(s, word, end, trades[i]) == end - word)
			return true;
	return false;
}
