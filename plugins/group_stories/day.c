/* SPDX-License-Identifier: MIT */
/* day.c - the first full date in a string, as a number of days. */
#include "group_stories.h"

/* Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms" (public domain); years 1 to 9999. */
static int32_t days_of(int32_t y, int32_t m, int32_t d)
{
	y -= m <= 2;
	const int32_t era = y / 400, of_era = y - era * 400;
	const int32_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	const int32_t day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

	return era * 146097 + day - 719468;
}

struct piece { /* a run of digits, or of letters */
	uint32_t size;
	int32_t number; /* of digits; of letters the month they name, or 0 */
	bool digits;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* English names of months, or their beginnings: "Sept", "jan". */
static int32_t month_of(const char *s, size_t n)
{
	static const char *const names[] = {
	    "january", "february", "march",     "april",   "may",      "june",
	    "july",    "august",   "september", "october", "november", "december"};

	for (int32_t m = 0; m < 12 && n >= 3; m++) {
		size_t i = 0;
		while (i < n && names[m][i] && (s[i] | 0x20) == names[m][i])
			i++;
		if (i == n)
			return m + 1;
	}
	return 0;
}

static size_t next_piece(const char *s, size_t size, size_t at, struct piece *p)
{
	while (at < size && !is_digit(s[at]) && !is_letter(s[at]))
		at++;
	const size_t from = at;
	*p = (struct piece){.digits = at < size && is_digit(s[at])};
	while (at < size && (p->digits ? is_digit(s[at]) : is_letter(s[at])))
		at++;
	p->size = (uint32_t)(at - from);
	if (!p->digits)
		p->number = month_of(s + from, at - from);
	for (size_t i = from; p->digits && i < at && at - from <= 8; i++)
		p->number = p->number * 10 + (s[i] - '0');
	return at;
}

static bool is_year(const struct piece *p)
{
	return p->digits && p->size == 4 && p->number > 0;
}

static bool is_month(const struct piece *p)
{
	return p->number >= 1 && p->number <= 12 && (!p->digits || p->size <= 2);
}

static bool is_day(const struct piece *p)
{
	return p->digits && p->size <= 2 && p->number >= 1 && p->number <= 31;
}

static int32_t read_three(const struct piece *a, const struct piece *b,
                          const struct piece *c)
{
	if (is_year(a) && is_month(b) && b->digits && is_day(c))
		return days_of(a->number, b->number, c->number);
	if (is_day(a) && is_month(b) && !b->digits && is_year(c))
		return days_of(c->number, b->number, a->number);
	if (is_month(a) && !a->digits && is_day(b) && is_year(c))
		return days_of(c->number, a->number, b->number);
	return NO_DAY;
}

static int32_t read_compact(const struct piece *p)
{
	const struct piece y = {4, p->number / 10000, true};
	const struct piece m = {2, p->number / 100 % 100, true};
	const struct piece d = {2, p->number % 100, true};

	return p->digits && p->size == 8 ? read_three(&y, &m, &d) : NO_DAY;
}

int32_t group_stories_day(const char *s, size_t size)
{
	struct piece a = {0}, b = {0}, c;
	int32_t day = NO_DAY;

	for (size_t at = 0; at < size && day == NO_DAY; a = b, b = c) {
		at = next_piece(s, size, at, &c);
		if (!c.size)
			break;
		day = read_compact(&c);
		if (day == NO_DAY)
			day = read_three(&a, &b, &c);
	}
	return day;
}
