/* SPDX-License-Identifier: MIT */
/* masthead.c - the paper's name, above an item or behind its headline */
#include "header.h"
#include "letters.h"

enum {
	HEADLINE_LONGEST = 200, /* bytes, with the name */
	HEADLINE_SHORTEST = 12, /* bytes before the name */
	NAME_MOST = 6           /* words */
};

static bool last_word_is(const char *const *words, size_t n, const char *s,
                         uint32_t at, uint32_t end)
{
	uint32_t word = end;

	while (word > at && !is_blank(s[word - 1]))
		word--;
	for (size_t i = 0; i < n; i++)
		if (match_word(s, word, end, words[i]) == end - word)
			return true;
	return false;
}

#define LAST_WORD_IS(list, s, at, end) \
	last_word_is(list, sizeof(list) / sizeof *(list), s, at, end)

/* "The Osk Evening Post": such a name says that it is one. */
static bool is_paper(const char *s, uint32_t at, uint32_t end)
{
	static const char *const last[] = {
	    "times",      "post",        "herald",   "tribune",   "gazette",
	    "courier",    "chronicle",   "journal",  "telegraph", "guardian",
	    "observer",   "independent", "examiner", "inquirer",  "mercury",
	    "bulletin",   "mail",        "express",  "globe",     "dispatch",
	    "sentinel",   "register",    "news",     "daily",     "argus",
	    "advertiser", "standard",    "echo",     "star"};
	const uint32_t words = clean_wire_names(s, at, end, NAME_MOST);

	return words >= 2 && LAST_WORD_IS(last, s, at, end);
}

/* Of one that a bar divides from the headline less is needed. */
static bool is_site(const struct rules *r, const char *s, uint32_t at, uint32_t end)
{
	static const char *const last[] = {"agency", "press",  "media",    "network",
	                                   "radio",  "tv",     "magazine", "online",
	                                   "weekly", "sun",    "mirror",   "today",
	                                   "wire",   "review", "monitor"};
	uint32_t dot = end;

	if (is_paper(s, at, end) || clean_wire_known_agency(r, s, at, end))
		return true;
	if (clean_wire_names(s, at, end, NAME_MOST) >= 2 &&
	    LAST_WORD_IS(last, s, at, end))
		return true;
	/* "osk-post.example", "Digital.gov" */
	while (dot > at && is_lower_ascii(s[dot - 1]))
		dot--;
	if (end - dot < 2 || dot - at < 3 || s[dot - 1] != '.')
		return false;
	for (; at < dot; at++)
		if (!is_letter_ascii(s[at]) && !is_digit(s[at]) && s[at] != '-' &&
		    s[at] != '.')
			return false;
	return true;
}

/* "World news", between the headline and the name. */
static bool is_section(const char *s, uint32_t at, uint32_t end)
{
	static const char *const sections[] = {
	    "world",         "world news",  "news",          "national",
	    "politics",      "business",    "economy",       "sport",
	    "sports",        "opinion",     "technology",    "science",
	    "health",        "culture",     "middle east",   "europe",
	    "africa",        "asia",        "us news",       "u.s. news",
	    "uk news",       "local news",  "top news",      "americas",
	    "international", "environment", "entertainment", "breaking news",
	    "latest news"};

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (match_word(s, at, end, sections[i]) == end - at)
			return true;
	return false;
}

/* The last bar or dash with blanks around it; its size in *size; `at`: none. */
static uint32_t last_divider(const char *s, uint32_t at, uint32_t end,
                             uint32_t *size)
{
	for (uint32_t i = end; i > at + 1; i--) {
		uint32_t cp;
		if (!utf8_starts(s[i - 1]) || !is_blank(s[i - 2]))
			continue;
		cp = char_at(s, i - 1, end);
		*size = cp < 0x80 ? 1 : cp < 0x800 ? 2 : 3;
		if (i - 1 + *size < end && is_blank(s[i - 1 + *size]) &&
		    (cp == '|' || cp == '-' || cp == 0xBB || cp == 0x2013 || cp == 0x2014))
			return i - 1;
	}
	return at;
}

/* "The Osk Evening Post", "THE OSK EVENING POST with Halden Wire" */
static bool is_name_line(const struct rules *r, const char *s, uint32_t at,
                         uint32_t end)
{
	static const char *const with[] = {" with ", " and ", " / ", " | "};
	uint32_t to = end;

	if (clean_wire_known_agency(r, s, at, end))
		return end - at > 5; /* "AP" alone may be anything */
	for (uint32_t i = at; i < end && to == end; i++)
		for (size_t k = 0; k < sizeof with / sizeof *with; k++) {
			const uint32_t n = match_word(s, i, end, with[k]);
			if (n && clean_wire_names(s, i + n, end, 4) >= 2)
				to = i;
		}
	return match_word(s, at, to, "the ") && clean_wire_names(s, at, to, 7) >= 3 &&
	       is_paper(s, at, to);
}

uint32_t clean_wire_masthead(const struct rules *r, const char *s, uint32_t at,
                             uint32_t end)
{
	uint32_t size = 0, divider, to = end;

	if (end - at > HEADLINE_LONGEST)
		return end;
	if (is_name_line(r, s, at, end))
		return at;
	divider = last_divider(s, at, end, &size);
	while (divider > at + HEADLINE_SHORTEST) {
		const uint32_t name = skip_blanks(s, divider + size, to);
		const bool bar = s[divider] == '|' || (unsigned char)s[divider] == 0xC2;
		if (!(to == end ? (bar ? is_site(r, s, name, to) : is_paper(s, name, to))
		                : bar && is_section(s, name, to)))
			break;
		to = trim_end(s, at, divider);
		divider = last_divider(s, at, to, &size);
	}
	return to;
}
