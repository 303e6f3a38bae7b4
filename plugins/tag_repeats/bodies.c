/* SPDX-License-Identifier: MIT */
/* bodies.c - short forms and initials of the names of bodies. */
#include "bodies.h"

#include <string.h>

/* What says that a name is a company's: its form in law, and words that many have.
 */
static const char *const forms[] = {"&",    "AB",    "AG",   "AS",  "Co",   "Co.",
                                    "Corp", "Corp.", "GmbH", "Inc", "Inc.", "LLC",
                                    "LLP",  "Ltd",   "Ltd.", "NV",  "Oyj",  "PLC",
                                    "Plc",  "SA",    "SE",   "SpA", "plc",  NULL};
static const char *const trades[] = {
    "Airlines",     "Airways",     "Aerospace",     "Bancorp",
    "Biosciences",  "Electronics", "Energy",        "Entertainment",
    "Foods",        "Group",       "Holdings",      "Industries",
    "Insurance",    "Labs",        "Logistics",     "Motors",
    "Partners",     "Petroleum",   "Pharma",        "Pharmaceuticals",
    "Records",      "Securities",  "Semiconductor", "Steel",
    "Studios",      "Systems",     "Technologies",  "Telecom",
    "Therapeutics", NULL};

/* Last words of clubs' names, which go by the first alone. */
static const char *const clubs[] = {
    "Albion",  "Athletic", "City",      "County",    "Dragons", "FC",
    "Hornets", "Hotspur",  "Rangers",   "Rovers",    "SC",      "Sharks",
    "Town",    "United",   "Wanderers", "Wednesday", NULL};
static const char *const club_heads[] = {
    "AC",       "AFC",  "AS",     "Atletico",  "Atlético",
    "Borussia", "CD",   "CF",     "Deportivo", "Dinamo",
    "Dynamo",   "FC",   "Hapoel", "Maccabi",   "Olympique",
    "Racing",   "Real", "SC",     "Sporting",  NULL};

/* First words that many names have, or that are words by themselves. */
static const char *const common[] = {
    "American",  "Applied", "Associated",    "Atlantic", "Bank",         "Big",
    "British",   "Central", "China",         "City",     "Consolidated", "Eastern",
    "European",  "Federal", "First",         "General",  "Global",       "Great",
    "Grand",     "High",    "International", "Japan",    "Korea",        "Local",
    "National",  "New",     "North",         "Northern", "Old",          "Pacific",
    "Public",    "Royal",   "Saint",         "San",      "South",        "Southern",
    "Standard",  "State",   "The",           "Trans",    "Union",        "United",
    "Universal", "US",      "U.S.",          "West",     "Western",      "World",
    NULL};

static bool is_in(const char *const *list, const char *s, uint32_t n)
{
	for (; *list; list++) {
		if (strlen(*list) == n && !memcmp(*list, s, n))
			return true;
	}
	return false;
}

/* Where the last word of s[0, end) begins. */
static uint32_t last_word(const char *s, uint32_t end)
{
	while (end > 0 && s[end - 1] != ' ')
		end--;
	return end;
}

/* "German", "British": what comes from somewhere. */
static bool is_people(const char *s, uint32_t n)
{
	static const char *const ends[] = {"an", "ish", "ese", NULL};
	for (const char *const *e = ends; *e; e++) {
		const size_t size = strlen(*e);
		if (n > size + 1 && !memcmp(s + n - size, *e, size))
			return true;
	}
	return false;
}

/* "Calder & Finch", not "AT&T". */
static bool has_and(const char *s, uint32_t size)
{
	for (uint32_t i = 0; i + 3 <= size; i++) {
		if (!memcmp(s + i, " & ", 3))
			return true;
	}
	return false;
}

static uint32_t first_word(const char *s, uint32_t size)
{
	uint32_t end = 0;
	while (end < size && s[end] != ' ' && s[end] != ',')
		end++;
	return end;
}

/* "Westhaven United", "Real Betis": two words of which one says that it is a club.
 */
static bool club(const char *s, uint32_t size, struct short_forms *out)
{
	const uint32_t first = first_word(s, size), second = last_word(s, size);
	if (second != first + 1 || s[first] != ' ' || is_in(common, s, first))
		return false;
	const bool head = is_in(club_heads, s, first);
	if (!head && !is_in(clubs, s + second, size - second))
		return false;
	*out =
	    (struct short_forms){{head ? second : 0}, {head ? size : first}, 1, true};
	return out->end[0] - out->begin[0] > 2;
}

struct short_forms tag_repeats_short(const char *s, uint32_t size)
{
	struct short_forms out = {.n = 0};
	uint32_t end = size;
	bool company = has_and(s, size);
	for (;;) {
		const uint32_t word = last_word(s, end);
		if (!word || (!is_in(forms, s + word, end - word) &&
		              !is_in(trades, s + word, end - word)))
			break;
		company = true;
		for (end = word; end > 0 && (s[end - 1] == ' ' || s[end - 1] == ',');)
			end--;
	}
	const uint32_t first = first_word(s, end);
	if (!company && club(s, size, &out))
		return out;
	out.n = 0;
	if (!company || first < 3 || is_in(common, s, first))
		return out;
	if (end > first && end < size)
		out.end[out.n++] = end;
	if (!is_people(s, first))
		out.end[out.n++] = first;
	return out;
}

uint32_t tag_repeats_initials(const char *s, uint32_t size, char out[INITIALS_ROOM])
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < size; i++) {
		if (s[i] < 'A' || s[i] > 'Z' ||
		    (i > 0 && s[i - 1] != ' ' && s[i - 1] != '-'))
			continue;
		if (n == INITIALS_ROOM - 1)
			return 0;
		out[n++] = s[i];
	}
	out[n] = '\0';
	return n >= 3 ? n : 0;
}

bool tag_repeats_are_initials(const char *s, uint32_t size)
{
	uint32_t i = 0;
	while (i < size && s[i] >= 'A' && s[i] <= 'Z')
		i++;
	return i == size && size >= 3 && size < INITIALS_ROOM;
}
