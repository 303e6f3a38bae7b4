/* SPDX-License-Identifier: MIT */
/* dateline.c - where, when and by whom an item was sent
 *
 * PLACE [, PLACE] [, DATE] [(AGENCY)] DASH, as agencies write it; or a known
 * place and a colon, as papers do. */
#include "header.h"
#include "letters.h"

#include <string.h>

enum {
	HEAD_LONGEST = 100,  /* bytes of place and date */
	AGENCY_LONGEST = 60, /* bytes between the brackets */
	ITEM_SHORTEST = 20,  /* bytes that follow "Oslo:" */
	ITEM_LONG = 100      /* bytes of a line that is no headline */
};

struct head {
	struct span all, place; /* place: the first part */
	bool capitals;          /* the place is in capitals */
	bool date;              /* a part is a date */
	bool known;             /* the place is known */
	bool region;            /* it is in a country or state that is known */
};

/* ---- Parts of the head ---- */

static bool is_year_or_day(const char *s, uint32_t at, uint32_t end)
{
	const uint32_t n = end - at;

	for (uint32_t i = at; i < end; i++)
		if (!is_digit(s[i]))
			return false;
	return n == 1 || n == 2 || (n == 4 && (s[at] == '1' || s[at] == '2'));
}

/* The name of a month or weekday at `at`, or its abbreviation; 0: none.  month: 1
 * to 12, 0 of a weekday. */
static uint32_t calendar_name(const char *s, uint32_t at, uint32_t end,
                              unsigned *month)
{
	static const char *const names[] = {
	    "january", "february", "march",     "april",    "may",      "june",
	    "july",    "august",   "september", "october",  "november", "december",
	    "jan",     "feb",      "mar",       "apr",      "",         "jun",
	    "jul",     "aug",      "sep",       "oct",      "nov",      "dec",
	    "",        "",         "",          "",         "",         "",
	    "",        "",         "sept",      "",         "",         "",
	    "monday",  "tuesday",  "wednesday", "thursday", "friday",   "saturday",
	    "sunday",  "mon",      "tue",       "wed",      "thu",      "fri",
	    "sat",     "sun"};

	if (at >= end || !is_upper_ascii(s[at]))
		return 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const uint32_t n = match_word(s, at, end, names[i]);
		*month = i < 36 ? (unsigned)(i % 12 + 1) : 0;
		if (n && (at + n == end || !is_letter_ascii(s[at + n])))
			return at + n < end && s[at + n] == '.' ? n + 1 : n;
	}
	return 0;
}

/* The name of a month in Spanish, French or German, or its abbreviation; 0: none.
 * To be believed beside a number only: some are words. */
static uint32_t foreign_month(const char *s, uint32_t at, uint32_t end)
{
	static const char *const names[] = {
	    "enero",     "febrero", "marzo",      "abril",    "mayo",      "junio",
	    "julio",     "agosto",  "septiembre", "octubre",  "noviembre", "diciembre",
	    "ene",       "abr",     "ago",        "dic",      "janvier",   "février",
	    "mars",      "avril",   "mai",        "juin",     "juillet",   "août",
	    "septembre", "octobre", "novembre",   "décembre", "janv",      "févr",
	    "avr",       "juil",    "déc",        "januar",   "februar",   "märz",
	    "juni",      "juli",    "oktober",    "dezember", "dez",       "feb",
	    "mar",       "may",     "jun",        "jul",      "sep",       "sept",
	    "oct",       "okt",     "nov"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const uint32_t n = match_word(s, at, end, names[i]);
		if (n && (at + n == end || (s[at + n] == '.' && at + n + 1 == end)))
			return end - at;
	}
	return 0;
}

/* "Jan. 3", "3 January", "Friday", "2031": every word is one of these. */
static bool is_date(const char *s, uint32_t at, uint32_t end)
{
	bool name = false, number = false, foreign = false;
	unsigned month;

	while (at < end) {
		uint32_t to = at;
		while (to < end && s[to] != ' ')
			to++;
		const uint32_t n = calendar_name(s, at, to, &month);
		if (n == to - at && n)
			name = true;
		else if (is_year_or_day(s, at, to))
			number = true;
		else if (foreign_month(s, at, to))
			foreign = true;
		else
			return false;
		at = skip_blanks(s, to, end);
	}
	return number || (name && !foreign);
}

static bool in_capitals(const char *s, uint32_t at, uint32_t end)
{
	uint32_t letters = 0, cp = 0;

	for (; at < end; at += utf8_decode(s + at, end - at, &cp)) {
		if (!utf8_decode(s + at, end - at, &cp))
			return false;
		if (is_letter(cp) && !is_upper(cp))
			return false;
		letters += is_letter(cp);
	}
	return letters >= 2;
}

/* Places are known by all their parts: "WASHINGTON/OSLO". */
static bool is_known_place(const struct rules *r, const char *s, uint32_t at,
                           uint32_t end)
{
	for (uint32_t i = at; i <= end; i++) {
		if (i < end && s[i] != '/')
			continue;
		if (!clean_wire_set_has_folded(&r->places, s + at, i - at))
			return false;
		at = i + 1;
	}
	return true;
}

/* "SANA" in "Damascus, SANA - ": from where on; all.to: no agency ends the head. */
static uint32_t agency_part(const struct rules *r, const char *s, struct span all)
{
	uint32_t at = all.to;

	while (at > all.from && s[at - 1] != ',')
		at--;
	at = skip_blanks(s, at, all.to);
	return at < all.to && clean_wire_known_agency(r, s, at, all.to) ? at : all.to;
}

/* The parts between commas: a place, then places and dates. */
static bool read_head(const struct rules *r, const char *s, struct span all,
                      struct head *h)
{
	uint32_t part = all.from, parts = 0;

	*h = (struct head){.all = all};
	for (uint32_t i = all.from; i <= all.to; i++) {
		if (i < all.to && s[i] != ',')
			continue;
		const uint32_t from = skip_blanks(s, part, i), to = trim_end(s, from, i);
		if (from == to || ++parts > 4)
			return false;
		if (is_date(s, from, to)) {
			h->date = true;
		} else if (parts > 1 &&
		           clean_wire_set_has_folded(&r->regions, s + from, to - from)) {
			h->region = true;
		} else if (!clean_wire_names(s, from, to, 5)) {
			return false;
		} else if (parts == 1) {
			h->place = (struct span){from, to};
			h->capitals = in_capitals(s, from, to);
			h->known = is_known_place(r, s, from, to);
		}
		part = i + 1;
	}
	return true;
}

/* ---- Separators ---- */

enum {
	SIGN_NONE,
	SIGN_DASH,
	SIGN_COLON
};

/* A dash or colon that divides: its kind, and where it ends.  A hyphen or an
 * underscore needs a blank behind it, or one before it and a capital behind it; a
 * colon a blank behind it. */
static unsigned sign_at(const char *s, uint32_t from, uint32_t at, uint32_t end,
                        uint32_t *to)
{
	const uint32_t cp = char_at(s, at, end);
	const bool spaced = at > from && is_blank(s[at - 1]);

	*to = at + 1;
	if (cp >= 0x2012 && cp <= 0x2015) {
		*to = at + 3;
		return SIGN_DASH;
	}
	if (cp == ':')
		return *to < end && is_blank(s[*to]) ? SIGN_COLON : SIGN_NONE;
	if (cp != '-' && cp != '_')
		return SIGN_NONE;
	while (*to < end && s[*to] == '-')
		++*to;
	if (*to - at > 3)
		return SIGN_NONE;
	if (*to - at > 1 || *to == end || is_blank(s[*to]))
		return SIGN_DASH;
	return spaced && is_upper(char_at(s, *to, end)) ? SIGN_DASH : SIGN_NONE;
}

/* ---- Agencies ---- */

bool clean_wire_known_agency(const struct rules *r, const char *s, uint32_t at,
                             uint32_t end)
{
	for (uint32_t i = at; i <= end; i++) {
		if (i < end && s[i] != '/')
			continue;
		if (!clean_wire_set_has_folded(&r->agencies, s + at, i - at))
			return false;
		at = i + 1;
	}
	return true;
}

/* "NP"; "Tarsk News Agency". */
static bool looks_like_agency(const char *s, uint32_t at, uint32_t end)
{
	static const char *const last[] = {
	    "agency",     "press",   "news",    "wire",    "newswire",
	    "service",    "media",   "times",   "post",    "bureau",
	    "herald",     "tribune", "courier", "network", "radio",
	    "television", "tv",      "today",   "journal", "telegraph"};
	uint32_t word = end;

	if (end - at <= 6 && in_capitals(s, at, end)) {
		for (uint32_t i = at; i < end; i++)
			if (!is_upper_ascii(s[i]) && s[i] != '/')
				return false;
		return true;
	}
	if (!clean_wire_names(s, at, end, 6))
		return false;
	while (word > at && s[word - 1] != ' ')
		word--;
	for (size_t i = 0; word > at && i < sizeof last / sizeof *last; i++)
		if (match_word(s, word, end, last[i]) == end - word)
			return true;
	return false;
}

/* ---- Its day ---- */

static unsigned value_of(const char *s, uint32_t at, uint32_t end)
{
	unsigned n = 0;

	for (; at < end; at++)
		n = n * 10 + (unsigned)(s[at] - '0');
	return n;
}

/* n's last digits, up to `end`. */
static void put_digits(char *end, unsigned digits, unsigned n)
{
	for (; digits; digits--, n /= 10)
		*--end = (char)('0' + n % 10);
}

bool clean_wire_day(const char *s, uint32_t at, uint32_t end, char day[11])
{
	unsigned y = 0, m = 0, d = 0, month;

	while (at < end) {
		uint32_t to = at;
		while (to < end && s[to] != ' ' && s[to] != ',')
			to++;
		if (calendar_name(s, at, to, &month) && month)
			m = month;
		else if (to > at && is_year_or_day(s, at, to))
			*(to - at == 4 ? &y : &d) = value_of(s, at, to);
		at = to + (to < end);
	}
	if (!y || !m || d < 1 || d > 31)
		return false;
	memcpy(day, "0000-00-00", 11);
	put_digits(day + 4, 4, y);
	put_digits(day + 7, 2, m);
	put_digits(day + 10, 2, d);
	return true;
}

/* Words of a name, and numbers: "Kurdistan 24". */
static bool is_numbered_name(const char *s, uint32_t at, uint32_t end)
{
	bool names = false;

	for (uint32_t to = at; at < end; at = skip_blanks(s, to, end)) {
		for (to = at; to < end && !is_blank(s[to]); to++)
			;
		if (clean_wire_is_name(s, at, to))
			names = true;
		else if (!is_year_or_day(s, at, to))
			return false;
	}
	return names;
}

/* ---- The whole ---- */

/* Where the head ends: at a bracket or a sign; 0: at neither. */
static uint32_t head_end(const char *s, uint32_t at, uint32_t end)
{
	uint32_t to;

	for (uint32_t i = at; i < end && i - at <= HEAD_LONGEST; i++) {
		if (s[i] == '(' && (i == at || is_blank(s[i - 1])))
			return i;
		if (utf8_starts(s[i]) && i > at && sign_at(s, at, i, end, &to))
			return i;
	}
	return 0;
}

/* What follows must begin like a sentence, and be one. */
static bool item_follows(const char *s, uint32_t at, uint32_t end)
{
	const uint32_t cp = char_at(s, at, end);

	return end - at >= ITEM_SHORTEST &&
	       (is_upper(cp) || cp == '"' || cp == 0x201C || cp == 0x201D ||
	        cp == 0x2018);
}

static bool is_certain(const struct rules *r, const char *s, const struct head *h,
                       struct span agency, unsigned sign, uint32_t item,
                       uint32_t end)
{
	const bool bare = h->all.from == h->all.to || h->place.from == h->place.to;

	if (agency.from < agency.to) {
		if (clean_wire_known_agency(r, s, agency.from, agency.to))
			return sign != SIGN_NONE ||
			       ((bare || h->known || h->region || h->date) &&
			        item_follows(s, item, end));
		if (sign == SIGN_NONE || bare)
			return false;
		if (looks_like_agency(s, agency.from, agency.to))
			return h->capitals || h->known || h->region || h->date;
		return sign == SIGN_DASH && h->capitals && h->known &&
		       (clean_wire_names(s, agency.from, agency.to, 6) ||
		        is_numbered_name(s, agency.from, agency.to));
	}
	if (bare)
		return false;
	if (sign == SIGN_DASH)
		return (h->capitals && (h->known || h->date)) || (h->known && h->date) ||
		       (h->known && item_follows(s, item, end) && end - item >= ITEM_LONG);
	return sign == SIGN_COLON && h->known && item_follows(s, item, end);
}

uint32_t clean_wire_dateline(const struct rules *r, const char *s, uint32_t at,
                             uint32_t end, struct span *place, struct span *agency)
{
	struct head h = {.all = {at, at}};
	uint32_t to = s[at] == '(' ? at : head_end(s, at, end), item;
	unsigned sign;

	*agency = (struct span){0, 0};
	if (at >= end || (to == 0 && s[at] != '('))
		return 0;
	h.all.to = trim_end(s, at, to);
	const bool bracket = s[to] == '(';
	if (!bracket && to > at) {
		*agency = (struct span){agency_part(r, s, h.all), h.all.to};
		if (agency->from < agency->to) {
			h.all.to = trim_end(s, at, agency->from);
			h.all.to -= h.all.to > at && s[h.all.to - 1] == ',';
		}
	}
	if (h.all.to > at && !read_head(r, s, h.all, &h))
		return 0;
	*place = h.all;
	if (bracket) {
		agency->from = ++to;
		while (to < end && s[to] != ')' && to - agency->from <= AGENCY_LONGEST)
			to++;
		if (to == end || s[to] != ')')
			return 0;
		agency->to = to++;
		if (agency->to == agency->from)
			return 0;
	}
	item = skip_blanks(s, to, end);
	if (agency->to < to && item + 1 < end && s[item] == '.' && s[item + 1] == '-')
		item++; /* Madrid (EFE).- */
	sign = item < end ? sign_at(s, to, item, end, &to) : SIGN_NONE;
	if (sign != SIGN_NONE)
		item = skip_blanks(s, to, end);
	if (!bracket &&
	    agency->from < agency->to && /* "Ann Bell, AFP - " is a byline */
	    (sign != SIGN_DASH || !item_follows(s, item, end) ||
	     !(h.all.from == h.all.to || h.known || h.capitals || h.date)))
		return 0;
	return is_certain(r, s, &h, *agency, sign, item, end) ? item : 0;
}
