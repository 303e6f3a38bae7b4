/* SPDX-License-Identifier: MIT */
/* values.c - dates, times, durations and amounts from what labels caught. */
#include "values.h"

#include <catena/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TENSE_FAR = 16 /* tokens between a verb and its day, at most */
};

/* ---- The calendar ---- */

/* Days since 1 March of the year 0: months counted from March have the days
 * (153 m + 2) / 5 before them. */
static long days_of(struct day d)
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

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool exists(struct day d)
{
	return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 &&
	       d.day >= 1 && d.day <= days_in(d.year, d.month);
}

/* The day n days after; year 0 beyond the calendar. */
static struct day add_days(struct day d, long n)
{
	const long wanted = days_of(d) + n;
	const long year = wanted / 366;
	if (n > 3700000 || n < -3700000 || year < 1 || year > 9998)
		return (struct day){0};
	d = (struct day){(int)year, 1, 1};
	while (days_of((struct day){d.year + 1, 1, 1}) <= wanted)
		d.year++;
	while (d.month < 12 && days_of((struct day){d.year, d.month + 1, 1}) <= wanted)
		d.month++;
	d.day = (int)(wanted - days_of(d)) + 1;
	return exists(d) ? d : (struct day){0};
}

/* 1: Monday. 7: Sunday.  1 March of the year 0 was a Wednesday. */
static int weekday_of(struct day d)
{
	return (int)((days_of(d) + 2) % 7) + 1;
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
	return ends && exists(d) ? d : (struct day){0};
}

/* ---- Dates ---- */

static size_t put_day(char *out, struct day d)
{
	return d.year ? (size_t)snprintf(out, VALUE_ROOM, "%04d-%02d-%02d", d.year,
	                                 d.month, d.day)
	              : 0;
}

static size_t put_month(char *out, int year, int month)
{
	return (size_t)snprintf(out, VALUE_ROOM, "%04d-%02d", year, month);
}

static int meaning(const struct caught *c, enum known_label label,
                   enum known_list list, int none)
{
	const char *const s = tag_pattern_meaning(c, label, list);
	char *end;
	if (!s || !*s)
		return none;
	const long n = strtol(s, &end, 10);
	return *end || n > 10000 || n < -10000 ? none : (int)n;
}

/* "3", "3rd", "third". */
static int number_of(const struct caught *c, enum known_label label)
{
	struct decimal x;
	if (!tag_pattern_number(c, label, &x) || x.scale || x.digits > 100000)
		return -1;
	return (int)x.digits;
}

static int month_of(const struct caught *c)
{
	const int m = meaning(c, LABEL_M, LIST_MONTH, 0);
	return m ? m : tag_pattern_digits(c, LABEL_M);
}

/* Two digits: of this century or the last, whichever is nearer to 2000. */
static int year_of(const struct caught *c)
{
	const int y = tag_pattern_digits(c, LABEL_Y);
	struct span span;
	if (!tag_pattern_span(c, LABEL_Y, &span))
		return -1;
	const uint32_t n = c->tokens->end[span.from] - c->tokens->begin[span.from];
	return y >= 0 && y < 100 && n <= 3 ? y + (y < 50 ? 2000 : 1900) : y;
}

/* The year in which a day of the calendar is nearest to the document's. */
static int nearest_year(struct day today, int month, int day)
{
	int best = today.year;
	long least = 1000;
	for (int y = today.year - 1; y <= today.year + 1; y++) {
		const long away =
		    labs(days_of((struct day){y, month, day}) - days_of(today));
		if (away < least) {
			least = away;
			best = y;
		}
	}
	return best;
}

static size_t calendar_date(const struct caught *c, char *out)
{
	struct day d = {year_of(c), month_of(c), number_of(c, LABEL_D)};
	const int by = meaning(c, LABEL_MOD, LIST_MODIFIER, 0);
	const bool has_day = d.day >= 1, has_year = d.year >= 1;
	if (d.month < 1 || d.month > 12 || (has_day && d.day > days_in(2000, d.month)))
		return 0;
	if (!has_year && c->today.year) {
		d.year = nearest_year(c->today, d.month, has_day ? d.day : 15);
		if (by < 0 && (d.year > c->today.year ||
		               (d.year == c->today.year && d.month >= c->today.month)))
			d.year--;
		if (by > 0 && (d.year < c->today.year ||
		               (d.year == c->today.year && d.month <= c->today.month)))
			d.year++;
	}
	if (!has_year && !c->today.year)
		return (size_t)(has_day ? snprintf(out, VALUE_ROOM, "XXXX-%02d-%02d",
		                                   d.month, d.day)
		                        : snprintf(out, VALUE_ROOM, "XXXX-%02d", d.month));
	if (!has_day)
		return put_month(out, d.year, d.month);
	return exists(d) ? put_day(out, d) : 0;
}

/* Does the nearest word of the list `tense` before the match, in its sentence, say
 * so? */
static bool is_to_come(const struct caught *c)
{
	struct span span;
	if (!tag_pattern_span(c, LABEL_WD, &span))
		return false;
	for (uint32_t i = span.from, n = 0; i > 0 && n < TENSE_FAR; n++) {
		if (c->tokens->flags[i--] & CATENA_F_SENTENCE_START)
			break;
		const char *const s = tag_pattern_value_in(c, i, LIST_TENSE);
		if (s)
			return *s != '-';
	}
	return false;
}

/* "Friday": the one on or before the document's day, as news is told; what is yet
 * to come ("will meet on Friday"): on or after it; "last Friday": before it; "next
 * Friday": after it. */
static size_t weekday(const struct caught *c, int wanted, char *out)
{
	const int by = meaning(c, LABEL_MOD, LIST_MODIFIER, 0);
	struct span span;
	if (wanted < 1 || wanted > 7)
		return 0;
	if (!c->today.year)
		return (size_t)snprintf(out, VALUE_ROOM, "XXXX-WXX-%d", wanted);
	int back = (weekday_of(c->today) - wanted + 7) % 7;
	if (by < 0 && back == 0)
		back = 7;
	const bool plain = !tag_pattern_span(c, LABEL_MOD, &span);
	if (by > 0 || (back && plain && is_to_come(c)))
		back -= 7;
	return put_day(out, add_days(c->today, -back));
}

/* The week of ISO 8601: that of its Thursday. */
static size_t put_week(char *out, struct day d)
{
	const struct day thursday = add_days(d, 4 - weekday_of(d));
	if (!thursday.year)
		return 0;
	const long n = days_of(thursday) - days_of((struct day){thursday.year, 1, 1});
	return (size_t)snprintf(out, VALUE_ROOM, "%04d-W%02ld", thursday.year,
	                        n / 7 + 1);
}

/* n days, weeks, months or years from the document's day on. */
static size_t shifted(const struct caught *c, char period, long n, bool exact,
                      char *out)
{
	const struct day today = c->today;
	if (!today.year || n > 100000 || n < -100000)
		return 0;
	const long months = today.year * 12L + today.month - 1 + n;
	switch (period) {
	case 'D':
		return put_day(out, add_days(today, n));
	case 'W':
		return exact ? put_day(out, add_days(today, 7 * n))
		             : put_week(out, add_days(today, 7 * n));
	case 'M':
		return months < 12 || months > 119999
		           ? 0
		           : put_month(out, (int)(months / 12), (int)(months % 12) + 1);
	case 'Y':
		if (today.year + n < 1 || today.year + n > 9999)
			return 0;
		return (size_t)snprintf(out, VALUE_ROOM, "%04ld", today.year + n);
	default:
		return 0;
	}
}

static char period_of(const struct caught *c)
{
	const char *const s = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	return s ? *s : 0;
}

/* "3 / 1 / 2020" in one token, parts in this order: "ymd", "mdy", "dmy". */
static size_t digits_date(const struct caught *c, enum known_label label,
                          const char *order, char *out)
{
	struct span span;
	int part[3] = {0, 0, 0}, k = 0;
	if (!tag_pattern_span(c, label, &span))
		return 0;
	const char *s = c->tokens->text + c->tokens->begin[span.from];
	const char *const end = c->tokens->text + c->tokens->end[span.to - 1];
	for (; s < end && k < 3; s++) {
		if (*s < '0' || *s > '9')
			k++;
		else if (part[k] < 10000)
			part[k] = part[k] * 10 + (*s - '0');
	}
	struct day d = {part[strchr(order, 'y') - order],
	                part[strchr(order, 'm') - order],
	                part[strchr(order, 'd') - order]};
	if (d.year < 100)
		d.year += d.year < 50 ? 2000 : 1900;
	return exists(d) ? put_day(out, d) : 0;
}

static size_t decade(const struct caught *c, char *out)
{
	const int n = tag_pattern_digits(c, LABEL_DECADE);
	return n >= 1000 ? (size_t)snprintf(out, VALUE_ROOM, "%d", n / 10) : 0;
}

/* "2020-Q3", "2020-H1". */
static size_t part_of_year(const struct caught *c, enum known_label label,
                           enum known_list list, char *out)
{
	const char *const part = tag_pattern_meaning(c, label, list);
	const int y = year_of(c);
	return part && strlen(part) < 8 && y > 0
	           ? (size_t)snprintf(out, VALUE_ROOM, "%04d-%s", y, part)
	           : 0;
}

/* "Thursday night": 2020-01-09TNI. */
static size_t part_of_day(const struct caught *c, char *out)
{
	const char *const part = tag_pattern_meaning(c, LABEL_PART, LIST_PART);
	struct span span;
	size_t n;
	if (tag_pattern_span(c, LABEL_WD, &span))
		n = weekday(c, meaning(c, LABEL_WD, LIST_WEEKDAY, 0), out);
	else if (tag_pattern_span(c, LABEL_REL, &span))
		n = shifted(c, 'D', meaning(c, LABEL_REL, LIST_RELATIVE, 0), true, out);
	else
		n = shifted(c, 'D', meaning(c, LABEL_MOD, LIST_MODIFIER, 0), true, out);
	if (!n || !part || strlen(part) > 8)
		return 0;
	return n + (size_t)snprintf(out + n, VALUE_ROOM - n, "T%s", part);
}

static size_t date(const struct caught *c, char *out)
{
	struct span span;
	if (tag_pattern_span(c, LABEL_PART, &span))
		return part_of_day(c, out);
	if (tag_pattern_span(c, LABEL_Q, &span))
		return part_of_year(c, LABEL_Q, LIST_QUARTER, out);
	if (tag_pattern_span(c, LABEL_HALF, &span))
		return part_of_year(c, LABEL_HALF, LIST_HALF, out);
	if (tag_pattern_span(c, LABEL_ISO, &span))
		return digits_date(c, LABEL_ISO, "ymd", out);
	if (tag_pattern_span(c, LABEL_MDY, &span))
		return digits_date(c, LABEL_MDY, "mdy", out);
	if (tag_pattern_span(c, LABEL_DMY, &span))
		return digits_date(c, LABEL_DMY, "dmy", out);
	if (tag_pattern_span(c, LABEL_DECADE, &span))
		return decade(c, out);
	if (tag_pattern_span(c, LABEL_M, &span))
		return calendar_date(c, out);
	if (tag_pattern_span(c, LABEL_WD, &span))
		return weekday(c, meaning(c, LABEL_WD, LIST_WEEKDAY, 0), out);
	if (tag_pattern_span(c, LABEL_REL, &span))
		return shifted(c, 'D', meaning(c, LABEL_REL, LIST_RELATIVE, 0), true, out);
	if (tag_pattern_span(c, LABEL_N, &span)) {
		const int n = number_of(c, LABEL_N);
		const int by = meaning(c, LABEL_DIR, LIST_DIRECTION, 0);
		return n < 0 || !by ? 0 : shifted(c, period_of(c), (long)n * by, true, out);
	}
	if (tag_pattern_span(c, LABEL_UNIT, &span))
		return shifted(c, period_of(c), meaning(c, LABEL_MOD, LIST_MODIFIER, 0),
		               false, out);
	const int y = year_of(c);
	return y < 1 ? 0 : (size_t)snprintf(out, VALUE_ROOM, "%04d", y);
}

/* ---- Times ---- */

/* "9:30", "21.30", or the label's word in the list `clock` ("noon:12:00"). */
static bool clock_of(const struct caught *c, int *hour, int *minute)
{
	struct span span;
	if (!tag_pattern_span(c, LABEL_T, &span))
		return false;
	const char *s = tag_pattern_meaning(c, LABEL_T, LIST_CLOCK);
	const char *end =
	    s ? s + strlen(s) : c->tokens->text + c->tokens->end[span.from];
	s = s ? s : c->tokens->text + c->tokens->begin[span.from];
	int part[2] = {0, 0}, k = 0, digits = 0;
	for (; s < end && k < 2; s++) {
		const bool digit = *s >= '0' && *s <= '9';
		if (!digit && digits)
			k++;
		else if (digit && part[k] < 1000)
			part[k] = part[k] * 10 + (*s - '0');
		digits += digit;
	}
	if (digits == 4 && !k) { /* "0900" */
		part[1] = part[0] % 100;
		part[0] /= 100;
	}
	*hour = part[0];
	*minute = part[1];
	return digits > 0;
}

static size_t time_of_day(const struct caught *c, char *out)
{
	int hour, minute;
	struct span span;
	if (!clock_of(c, &hour, &minute))
		return 0;
	if (tag_pattern_span(c, LABEL_AP, &span)) {
		const int after = meaning(c, LABEL_AP, LIST_AMPM, 0);
		if (hour < 1 || hour > 12)
			return 0;
		hour = hour % 12 + after;
	}
	if (hour > 24 || minute > 59)
		return 0;
	return (size_t)snprintf(out, VALUE_ROOM, "PT%02d:%02d", hour, minute);
}

/* "P3D", "PT90M": the list says "D", "TM". */
static size_t duration(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	struct decimal n;
	char digits[32];
	if (!unit || !*unit || strlen(unit) > 2 ||
	    !tag_pattern_number(c, LABEL_N, &n) ||
	    !tag_pattern_print(&n, digits, sizeof digits))
		return 0;
	const bool time = *unit == 'T';
	return (size_t)snprintf(out, VALUE_ROOM, "P%s%s%s", time ? "T" : "", digits,
	                        unit + time);
}

/* ---- Amounts ---- */

/* "USD 2500000". */
static size_t money(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_CUR, LIST_CURRENCY);
	struct decimal n;
	char digits[32];
	if (!unit || !*unit || strlen(unit) > 60 ||
	    !tag_pattern_number(c, LABEL_N, &n) ||
	    !tag_pattern_print(&n, digits, sizeof digits))
		return 0;
	return (size_t)snprintf(out, VALUE_ROOM, "%s %s", unit, digits);
}

/* "12 kg", "-5 °C", "100 km/h". */
static size_t quantity(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_UNIT);
	const char *const per = tag_pattern_meaning(c, LABEL_PER, LIST_PER_UNIT);
	struct span span;
	struct decimal n;
	char digits[32];
	if (!unit || !*unit || strlen(unit) > 40 || (per && strlen(per) > 20) ||
	    !tag_pattern_number(c, LABEL_N, &n) ||
	    !tag_pattern_print(&n, digits, sizeof digits))
		return 0;
	return (size_t)snprintf(out, VALUE_ROOM, "%s%s %s%s%s",
	                        tag_pattern_span(c, LABEL_MINUS, &span) ? "-" : "",
	                        digits, unit, per ? "/" : "", per ? per : "");
}

static size_t number(const struct caught *c, const char *behind, char *out)
{
	struct decimal n;
	if (!tag_pattern_number(c, LABEL_N, &n))
		return 0;
	const size_t size = tag_pattern_print(&n, out, VALUE_ROOM - 2);
	if (size)
		memcpy(out + size, behind, strlen(behind) + 1);
	return size ? size + strlen(behind) : 0;
}

size_t tag_pattern_value(const struct caught *c, char out[VALUE_ROOM])
{
	switch (c->rule->value) {
	case VALUE_DATE:
		return date(c, out);
	case VALUE_TIME:
		return time_of_day(c, out);
	case VALUE_DURATION:
		return duration(c, out);
	case VALUE_MONEY:
		return money(c, out);
	case VALUE_PERCENT:
		return number(c, "%", out);
	case VALUE_NUMBER:
	case VALUE_ORDINAL:
		return number(c, "", out);
	case VALUE_QUANTITY:
		return quantity(c, out);
	default:
		return 0;
	}
}
