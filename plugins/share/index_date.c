/* SPDX-License-Identifier: MIT */
/* index_date.c - ISO 8601 dates as seconds since 1970: 2024-05-01, with a time
 * and a zone or without; 2024-05 and 2024 are the first of it. */
#include "index_parts.h"

struct text {
	const char *s, *end;
};

/* n digits. */
static bool number(struct text *t, int n, int *value)
{
	*value = 0;
	if (t->end - t->s < n)
		return false;
	for (; n > 0; n--, t->s++) {
		if (*t->s < '0' || *t->s > '9')
			return false;
		*value = *value * 10 + (*t->s - '0');
	}
	return true;
}

static bool sign(struct text *t, char c)
{
	if (t->s == t->end || *t->s != c)
		return false;
	t->s++;
	return true;
}

/* Days since 1970 in the Gregorian calendar, whose year is made to begin in
 * March, so that the leap day comes last. */
static int64_t days(int year, int month, int day)
{
	const int64_t y = year - (month <= 2);
	const int64_t in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

static bool clock_time(struct text *t, int64_t *seconds)
{
	int hour = 0, minute = 0, second = 0;

	if (!number(t, 2, &hour) || !sign(t, ':') || !number(t, 2, &minute) ||
	    (sign(t, ':') && !number(t, 2, &second)) || hour > 24 || minute > 59 ||
	    second > 60)
		return false;
	if (sign(t, '.'))
		while (t->s < t->end && *t->s >= '0' && *t->s <= '9')
			t->s++;
	*seconds += hour * 3600 + minute * 60 + second;
	return true;
}

static bool zone(struct text *t, int64_t *seconds)
{
	const int east = sign(t, '+') ? 1 : sign(t, '-') ? -1 : 0;
	int hour, minute = 0;

	if (!east)
		return sign(t, 'Z') || t->s == t->end;
	if (!number(t, 2, &hour))
		return false;
	(void)sign(t, ':');
	if (t->s < t->end && !number(t, 2, &minute))
		return false;
	*seconds -= east * (hour * 3600 + minute * 60);
	return true;
}

bool share_index_parse_date(const char *s, size_t size, int64_t *seconds)
{
	struct text t = {s, s + size};
	int year, month = 1, day = 1;

	if (!number(&t, 4, &year) || (sign(&t, '-') && !number(&t, 2, &month)) ||
	    (sign(&t, '-') && !number(&t, 2, &day)) || !month || month > 12 || !day ||
	    day > 31)
		return false;
	*seconds = days(year, month, day) * 86400;
	if (t.s == t.end)
		return true;
	if (!sign(&t, 'T') && !sign(&t, ' '))
		return false;
	return clock_time(&t, seconds) && zone(&t, seconds);
}
