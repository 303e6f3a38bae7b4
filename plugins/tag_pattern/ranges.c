/* SPDX-License-Identifier: MIT */
/* ranges.c - from when to when, from how much to how much.
 *
 * The labels that end in 2 have caught the end of a range, those of the same names
 * its begin; what one of the two does not say it has from the other.  What ends
 * before it begins has no value. */
#include "values.h"

#include <stdio.h>
#include <string.h>

static bool caught(const struct caught *c, enum known_label label)
{
	struct span span;
	return tag_pattern_span(c, label, &span);
}

bool tag_pattern_is_range(const struct caught *c)
{
	return caught(c, LABEL_N2) || caught(c, LABEL_Y2) || caught(c, LABEL_M2) ||
	       caught(c, LABEL_D2) || caught(c, LABEL_T2) || caught(c, LABEL_WD2) ||
	       caught(c, LABEL_BOTH);
}

/* ---- Dates ---- */

static long order_of(struct day d)
{
	return d.month * 32L + d.day;
}

/* "1939-45", "1999-2002", "1999-00". */
static int last_year(const struct caught *c, int from)
{
	const int y = tag_pattern_digits(c, LABEL_Y2);
	if (y < 0 || y >= 100 || from < 0)
		return y;
	const int same = from / 100 * 100 + y;
	return same > from ? same : from % 100 >= 90 && y < 10 ? same + 100 : -1;
}

/* One end says what both mean; without a year, those nearest to the document. */
static void complete(const struct caught *c, struct day *a, struct day *b)
{
	const bool shared = a->month < 1 || b->month < 1;
	if (a->month < 1)
		a->month = b->month;
	if (b->month < 1)
		b->month = a->month;
	const bool turns = !shared && order_of(*a) > order_of(*b);
	if (a->year < 1 && b->year > 0)
		a->year = b->year - turns;
	if (a->year < 1 && c->today.year && a->month > 0 && a->month <= 12)
		a->year = tag_pattern_nearest_year(
		    c->today, a->month, a->day > 0 && a->day <= 31 ? a->day : 15);
	if (b->year < 1 && a->year > 0)
		b->year = a->year + turns;
}

/* A day of no year is tried in one that has all days. */
static bool is_real(struct day d)
{
	const struct day whole = {d.year > 0 ? d.year : 2000, d.month > 0 ? d.month : 1,
	                          d.day > 0 ? d.day : 1};
	return tag_pattern_exists(whole);
}

static size_t put(char *out, size_t room, struct day d)
{
	char year[16] = "XXXX";
	if (d.year > 0)
		snprintf(year, sizeof year, "%04d", d.year);
	if (d.month < 1)
		return (size_t)snprintf(out, room, "%s", year);
	return (size_t)(d.day < 1 ? snprintf(out, room, "%s-%02d", year, d.month)
	                          : snprintf(out, room, "%s-%02d-%02d", year, d.month,
	                                     d.day));
}

/* "Monday to Friday": from the day that is told of to the next one of that name. */
static size_t weekdays(const struct caught *c, char *out)
{
	const int from = tag_pattern_whole_meaning(c, LABEL_WD, LIST_WEEKDAY, 0);
	const int to = tag_pattern_whole_meaning(c, LABEL_WD2, LIST_WEEKDAY, 0);
	if (from < 1 || from > 7 || to < 1 || to > 7 || from == to)
		return 0;
	if (!c->today.year)
		return (size_t)snprintf(out, VALUE_ROOM, "XXXX-WXX-%d/XXXX-WXX-%d", from,
		                        to);
	const struct day a = tag_pattern_weekday_told(c, from);
	const struct day b = tag_pattern_add_days(a, (to - from + 7) % 7);
	if (!a.year || !b.year)
		return 0;
	size_t n = put(out, VALUE_ROOM, a);
	out[n++] = '/';
	return n + put(out + n, VALUE_ROOM - n, b);
}

/* Both ends stand in one token, with this sign between them: its two parts. */
static bool halves(const struct caught *c, char sign, const char *part[2],
                   size_t size[2])
{
	struct span span;
	if (!tag_pattern_span(c, LABEL_BOTH, &span))
		return false;
	const char *const s = c->tokens->text + c->tokens->begin[span.from];
	const char *const end = c->tokens->text + c->tokens->end[span.from];
	const char *middle = s;
	while (middle < end && *middle != sign)
		middle++;
	if (middle == end)
		return false;
	part[0] = s;
	size[0] = (size_t)(middle - s);
	part[1] = middle + 1;
	size[1] = (size_t)(end - middle - 1);
	return true;
}

/* "2020-01-03/2020-01-05" */
static size_t iso_dates(const struct caught *c, char *out)
{
	const char *part[2];
	size_t size[2];
	if (!halves(c, '/', part, size))
		return 0;
	const struct day a = tag_pattern_day(part[0], size[0]);
	const struct day b = tag_pattern_day(part[1], size[1]);
	if (!a.year || !b.year || tag_pattern_days_of(a) >= tag_pattern_days_of(b))
		return 0;
	size_t n = put(out, VALUE_ROOM, a);
	out[n++] = '/';
	return n + put(out + n, VALUE_ROOM - n, b);
}

static size_t dates(const struct caught *c, char *out)
{
	if (caught(c, LABEL_BOTH))
		return iso_dates(c, out);
	if (caught(c, LABEL_WD2))
		return weekdays(c, out);
	struct day a = {tag_pattern_year_of(c, LABEL_Y),
	                tag_pattern_month_of(c, LABEL_M),
	                tag_pattern_count_of(c, LABEL_D)};
	struct day b = {last_year(c, a.year), tag_pattern_month_of(c, LABEL_M2),
	                tag_pattern_count_of(c, LABEL_D2)};
	const bool days = a.day > 0;
	if (days != (b.day > 0) || (caught(c, LABEL_Y2) && b.year < 1))
		return 0;
	complete(c, &a, &b);
	if (!is_real(a) || !is_real(b) || (a.year > 0) != (b.year > 0))
		return 0;
	if (a.year > b.year ||
	    (a.year == b.year && a.year > 0 && order_of(a) >= order_of(b)))
		return 0;
	size_t n = put(out, VALUE_ROOM, a);
	out[n++] = '/';
	return n + put(out + n, VALUE_ROOM - n, b);
}

/* ---- Times: "9-11 a.m.", "11-1 p.m." ---- */

/* "10:30", "9.15" as minutes; `after`: of noon, -1: the clock has 24 hours. */
static int minutes_in(const char *s, size_t n, int after)
{
	int hour = 0, minute = 0;
	size_t at = 0;
	for (; at < n && at < 2 && s[at] >= '0' && s[at] <= '9'; at++)
		hour = hour * 10 + (s[at] - '0');
	if (at + 3 != n || (s[at] != ':' && s[at] != '.'))
		return -1;
	minute = (s[at + 1] - '0') * 10 + (s[at + 2] - '0');
	if (after >= 0 && (hour < 1 || hour > 12))
		return -1;
	hour = after >= 0 ? hour % 12 + after : hour;
	return hour > 24 || minute > 59 ? -1 : hour * 60 + minute;
}

/* The ends of a range of times, in minutes. */
static void ends_of(const struct caught *c, int *a, int *b)
{
	const int after = tag_pattern_whole_meaning(c, LABEL_AP2, LIST_AMPM, -1);
	const char *part[2];
	size_t size[2];
	if (halves(c, '-', part, size)) {
		*a = minutes_in(part[0], size[0], after);
		*b = minutes_in(part[1], size[1], after);
		return;
	}
	*b = tag_pattern_minutes_of(c, LABEL_T2, LABEL_AP2);
	*a = tag_pattern_minutes_of(c, LABEL_T,
	                            caught(c, LABEL_AP) ? LABEL_AP : LABEL_AP2);
}

static size_t times_of_day(const struct caught *c, char *out)
{
	int a, b;
	ends_of(c, &a, &b);
	if (a < 0 || b < 0)
		return 0;
	/* "11-1 p.m."; "22:00-02:00" is over midnight */
	if (a > b && caught(c, LABEL_AP2) && !caught(c, LABEL_AP) && a >= 12 * 60)
		a -= 12 * 60;
	return a == b ? 0
	              : (size_t)snprintf(out, VALUE_ROOM, "PT%02d:%02d/PT%02d:%02d",
	                                 a / 60, a % 60, b / 60, b % 60);
}

/* ---- Amounts: the unit stands once, where it does in a value ---- */

static size_t between(const char *before, const char *behind, const char *low,
                      const char *high, char *out)
{
	const int n = snprintf(out, VALUE_ROOM, "%s%s/%s%s", before, low, high, behind);
	return n > 0 && n < (int)VALUE_ROOM ? (size_t)n : 0;
}

static size_t durations(const struct caught *c, const char *low, const char *high,
                        char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	if (!unit || !*unit || strlen(unit) > 2)
		return 0;
	const bool time = *unit == 'T';
	const int n = snprintf(out, VALUE_ROOM, "P%s%s%s/P%s%s%s", time ? "T" : "", low,
	                       unit + time, time ? "T" : "", high, unit + time);
	return n > 0 && n < (int)VALUE_ROOM ? (size_t)n : 0;
}

static size_t quantities(const struct caught *c, const char *low, const char *high,
                         char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_UNIT);
	const char *const per = tag_pattern_meaning(c, LABEL_PER, LIST_PER_UNIT);
	char behind[64];
	if (!unit || !*unit || strlen(unit) > 30 || (per && strlen(per) > 20))
		return 0;
	snprintf(behind, sizeof behind, " %s%s%s", unit, per ? "/" : "",
	         per ? per : "");
	return between("", behind, low, high, out);
}

static size_t amounts(const struct caught *c, char *out)
{
	struct decimal a, b;
	char low[24], high[24], before[32];
	if (!tag_pattern_two_numbers(c, &a, &b) ||
	    !tag_pattern_print(&a, low, sizeof low) ||
	    !tag_pattern_print(&b, high, sizeof high))
		return 0;
	const char *const cur = tag_pattern_meaning(c, LABEL_CUR, LIST_CURRENCY);
	switch (c->rule->value) {
	case VALUE_DURATION:
		return durations(c, low, high, out);
	case VALUE_MONEY:
		if (!cur || !*cur || strlen(cur) > 20)
			return 0;
		snprintf(before, sizeof before, "%s ", cur);
		return between(before, "", low, high, out);
	case VALUE_PERCENT:
		return between("", "%", low, high, out);
	case VALUE_QUANTITY:
		return quantities(c, low, high, out);
	case VALUE_NUMBER:
		return between("", "", low, high, out);
	default:
		return 0;
	}
}

size_t tag_pattern_range(const struct caught *c, char out[VALUE_ROOM])
{
	return c->rule->value == VALUE_DATE   ? dates(c, out)
	       : c->rule->value == VALUE_TIME ? times_of_day(c, out)
	                                      : amounts(c, out);
}
