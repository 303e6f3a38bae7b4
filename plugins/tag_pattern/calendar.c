/* SPDX-License-Identifier: MIT */
/* calendar.c - days, their weekdays, and feasts. */
#include "values.h"

#include <stdlib.h>

/* Days since 1 March of the year 0: months counted from March have the days
 * (153 m + 2) / 5 before them. */
long tag_pattern_days_of(struct day d)
{
	const long y = d.month > 2 ? d.year : d.year - 1;
	const long m = (d.month + 9) % 12;
	const long century = y / 100;
	return y * 365 + y / 4 - century + century / 4 + (153 * m + 2) / 5 + d.day - 1;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int tag_pattern_days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool tag_pattern_exists(struct day d)
{
	return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 &&
	       d.day >= 1 && d.day <= tag_pattern_days_in(d.year, d.month);
}

struct day tag_pattern_add_days(struct day d, long n)
{
	const long wanted = tag_pattern_days_of(d) + n;
	const long year = wanted / 366;
	if (n > 3700000 || n < -3700000 || year < 1 || year > 9998)
		return (struct day){0};
	d = (struct day){(int)year, 1, 1};
	while (tag_pattern_days_of((struct day){d.year + 1, 1, 1}) <= wanted)
		d.year++;
	while (d.month < 12 &&
	       tag_pattern_days_of((struct day){d.year, d.month + 1, 1}) <= wanted)
		d.month++;
	d.day = (int)(wanted - tag_pattern_days_of(d)) + 1;
	return tag_pattern_exists(d) ? d : (struct day){0};
}

/* 1 March of the year 0 was a Wednesday. */
int tag_pattern_weekday_of(struct day d)
{
	return (int)((tag_pattern_days_of(d) + 2) % 7) + 1;
}

struct day tag_pattern_day(const char *s, size_t n)
{
	int part[3] = {0, 0, 0};
	static const int sizes[] = {4, 2, 2};
	size_t at = 0;
	for (int k = 0; k < 3; k++) {
		for (int i = 0; i < sizes[k]; i++, at++) {
			if (at == n || s[at] < '0' || s[at] > '9')
				return (struct day){0};
			part[k] = part[k] * 10 + (s[at] - '0');
		}
		at += k < 2 && at < n && s[at] == '-';
	}
	const struct day d = {part[0], part[1], part[2]};
	const bool ends = at == n || s[at] < '0' || s[at] > '9';
	return ends && tag_pattern_exists(d) ? d : (struct day){0};
}

/* ---- Feasts ---- */

/* Easter Sunday of the Gregorian calendar, by the computus that an anonymous
 * reader sent to Nature (20 April 1876): epact and dominical letter in integers. */
static struct day easter(int year)
{
	const int golden = year % 19, century = year / 100, rest = year % 100;
	const int leap = (century - (century + 8) / 25 + 1) / 3;
	const int epact = (19 * golden + century - century / 4 - leap + 15) % 30;
	const int week =
	    (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
	const int late = (golden + 11 * epact + 22 * week) / 451;
	const int n = epact + week - 7 * late + 114;
	return (struct day){year, n / 31, n % 31 + 1};
}

/* The nth weekday of a month; beyond the fourth: the last. */
static struct day nth_weekday(int year, int month, int n, int weekday)
{
	struct day d = {year, month, 1};
	d.day += (weekday - tag_pattern_weekday_of(d) + 7) % 7 + 7 * (n - 1);
	while (d.day > tag_pattern_days_in(year, month))
		d.day -= 7;
	return d;
}

/* "-46", "+1": moves the pointer behind it; 0 where there is none. */
static long shift_at(const char *s)
{
	return *s == '+' || *s == '-' ? strtol(s, NULL, 10) : 0;
}

struct day tag_pattern_feast(const char *rule, int year)
{
	const struct day none = {0};
	char *at;
	if (year < 1583 || year > 9990) /* the Gregorian calendar */
		return none;
	if (*rule == 'E')
		return tag_pattern_add_days(easter(year), shift_at(rule + 1));
	const long month = strtol(rule, &at, 10);
	if (month < 1 || month > 12 || (*at != '-' && *at != '/'))
		return none;
	const bool fixed = *at == '-';
	const long n = strtol(at + 1, &at, 10);
	if (fixed) {
		const struct day d = {year, (int)month, (int)n};
		return n < 1 || n > 31 || *at || !tag_pattern_exists(d) ? none : d;
	}
	if (n < 1 || n > 5 || *at != '/' || at[1] < '1' || at[1] > '7')
		return none;
	return tag_pattern_add_days(nth_weekday(year, (int)month, (int)n, at[1] - '0'),
	                            shift_at(at + 2));
}
