/* SPDX-License-Identifier: MIT */
/* values.c - dates, times, durations and amounts from what labels caught. */
#include "put.h"
#include "values.h"

#include <catena/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TENSE_FAR = 16 /* tokens between a verb and its day, at most */
};

/* ---- Dates ---- */

static size_t put_month(char *out, int year, int month)
{
	char *const to = put_bytes(put_number(out, year, 4), "-", 1);
	return put_end(out, put_number(to, month, 2));
}

static size_t put_day(char *out, struct day d)
{
	if (!d.year)
		return 0;
	char *const to = put_bytes(out + put_month(out, d.year, d.month), "-", 1);
	return put_end(out, put_number(to, d.day, 2));
}

int tag_pattern_whole_meaning(const struct caught *c, enum known_label label,
                              enum known_list list, int none)
{
	const char *const s = tag_pattern_meaning(c, label, list);
	char *end;
	if (!s || !*s)
		return none;
	const long n = strtol(s, &end, 10);
	return *end || n > 10000 || n < -10000 ? none : (int)n;
}

int tag_pattern_count_of(const struct caught *c, enum known_label label)
{
	struct decimal x;
	if (!tag_pattern_number(c, label, &x) || x.scale || x.digits > 100000)
		return -1;
	return (int)x.digits;
}

int tag_pattern_month_of(const struct caught *c, enum known_label label)
{
	const int m = tag_pattern_whole_meaning(c, label, LIST_MONTH, 0);
	return m ? m : tag_pattern_digits(c, label);
}

/* Two digits: of this century or the last, whichever is nearer to 2000. */
int tag_pattern_year_of(const struct caught *c, enum known_label label)
{
	const int y = tag_pattern_digits(c, label);
	struct span span;
	if (!tag_pattern_span(c, label, &span))
		return -1;
	const uint32_t n = c->tokens->end[span.from] - c->tokens->begin[span.from];
	return y >= 0 && y < 100 && n <= 3 ? y + (y < 50 ? 2000 : 1900) : y;
}

int tag_pattern_nearest_year(struct day today, int month, int day)
{
	int best = today.year;
	long least = 1000;
	for (int y = today.year - 1; y <= today.year + 1; y++) {
		const struct day d = {y, month, day};
		const long away = labs(tag_pattern_days_of(d) - tag_pattern_days_of(today));
		if (away < least && tag_pattern_exists(d)) {
			least = away;
			best = y;
		}
	}
	return best;
}

static size_t calendar_date(const struct caught *c, char *out)
{
	struct day d = {tag_pattern_year_of(c, LABEL_Y),
	                tag_pattern_month_of(c, LABEL_M),
	                tag_pattern_count_of(c, LABEL_D)};
	const int by = tag_pattern_whole_meaning(c, LABEL_MOD, LIST_MODIFIER, 0);
	const bool has_day = d.day >= 1, has_year = d.year >= 1;
	if (d.month < 1 || d.month > 12 ||
	    (has_day && d.day > tag_pattern_days_in(2000, d.month)))
		return 0;
	if (!has_year && c->today.year) {
		d.year = tag_pattern_nearest_year(c->today, d.month, has_day ? d.day : 15);
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
	return tag_pattern_exists(d) ? put_day(out, d) : 0;
}

/* Does the nearest word of the list `tense` before the match, in its sentence, say
 * so? */
static bool is_to_come(const struct caught *c, enum known_label label)
{
	struct span span;
	if (!tag_pattern_span(c, label, &span))
		return false;
	for (uint32_t i = span.from, n = 0; i > 0 && n < TENSE_FAR; n++) {
		if (c->tokens->flags[i--] & CATENA_F_SENTENCE_START)
			break;
		const char *const s = tag_pattern_value_in(c, i, LIST_TENSE);
		if (s && *s == 'n' && n) /* "by", not right before it */
			continue;
		if (s)
			return *s != '-';
	}
	return false;
}

/* "Friday": the one on or before the document's day, as news is told; what is yet
 * to come ("will meet on Friday"): on or after it; "last Friday": before it; "next
 * Friday": after it. */
struct day tag_pattern_weekday_told(const struct caught *c, int wanted)
{
	const int by = tag_pattern_whole_meaning(c, LABEL_MOD, LIST_MODIFIER, 0);
	struct span span;
	if (!c->today.year)
		return (struct day){0};
	int back = (tag_pattern_weekday_of(c->today) - wanted + 7) % 7;
	if (by < 0 && back == 0)
		back = 7;
	const bool plain = !tag_pattern_span(c, LABEL_MOD, &span);
	if (by > 0 || (back && plain && is_to_come(c, LABEL_WD)))
		back -= 7;
	return tag_pattern_add_days(c->today, -back);
}

static size_t weekday(const struct caught *c, int wanted, char *out)
{
	if (wanted < 1 || wanted > 7)
		return 0;
	if (!c->today.year)
		return (size_t)snprintf(out, VALUE_ROOM, "XXXX-WXX-%d", wanted);
	return put_day(out, tag_pattern_weekday_told(c, wanted));
}

/* The week of ISO 8601: that of its Thursday. */
static size_t put_week(char *out, struct day d)
{
	const struct day thursday =
	    tag_pattern_add_days(d, 4 - tag_pattern_weekday_of(d));
	if (!thursday.year)
		return 0;
	const long n = tag_pattern_days_of(thursday) -
	               tag_pattern_days_of((struct day){thursday.year, 1, 1});
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
		return put_day(out, tag_pattern_add_days(today, n));
	case 'W':
		return exact ? put_day(out, tag_pattern_add_days(today, 7 * n))
		             : put_week(out, tag_pattern_add_days(today, 7 * n));
	case 'M':
		return months < 12 || months > 119999
		           ? 0
		           : put_month(out, (int)(months / 12), (int)(months % 12) + 1);
	case 'Y':
		if (today.year + n < 1 || today.year + n > 9999)
			return 0;
		return put_end(out, put_number(out, (int)(today.year + n), 4));
	default:
		return 0;
	}
}

static char period_of(const struct caught *c)
{
	const char *const s = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	return s ? *s : 0;
}

/* As far ahead as the labels n and unit say, from the document's day on or from
 * that which a label says ("tomorrow"). */
static size_t ahead_of(const struct caught *c, enum known_label from, char *out)
{
	struct caught then = *c;
	const int n = tag_pattern_count_of(c, LABEL_N);
	const int by = tag_pattern_whole_meaning(c, from, LIST_RELATIVE, 0);
	if (c->today.year)
		then.today = tag_pattern_add_days(c->today, by);
	return n < 0 ? 0 : shifted(&then, period_of(c), n, true, out);
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
	return tag_pattern_exists(d) ? put_day(out, d) : 0;
}

static size_t decade(const struct caught *c, char *out)
{
	const int n = tag_pattern_digits(c, LABEL_DECADE);
	return n >= 1000 ? (size_t)snprintf(out, VALUE_ROOM, "%d", n / 10) : 0;
}

/* "2020-Q3", "2020-H1"; a quarter of no year is the nearest one. */
static size_t part_of_year(const struct caught *c, enum known_label label,
                           enum known_list list, char *out)
{
	const char *const part = tag_pattern_meaning(c, label, list);
	int y = tag_pattern_year_of(c, LABEL_Y);
	if (y < 1 && part && part[0] == 'Q' && part[1] >= '1' && part[1] <= '4' &&
	    c->today.year) /* its middle: 15 February, May, ... */
		y = tag_pattern_nearest_year(c->today, 3 * (part[1] - '0') - 1, 15);
	return part && strlen(part) < 8 && y > 0
	           ? put_end(out,
	                     put_text(put_bytes(put_number(out, y, 4), "-", 1), part))
	           : 0;
}

/* "Thursday night": 2020-01-09TNI. */
static size_t part_of_day(const struct caught *c, char *out)
{
	const char *const part = tag_pattern_meaning(c, LABEL_PART, LIST_PART);
	struct span span;
	size_t n;
	if (tag_pattern_span(c, LABEL_WD, &span))
		n = weekday(c, tag_pattern_whole_meaning(c, LABEL_WD, LIST_WEEKDAY, 0),
		            out);
	else if (tag_pattern_span(c, LABEL_REL, &span))
		n = shifted(c, 'D',
		            tag_pattern_whole_meaning(c, LABEL_REL, LIST_RELATIVE, 0), true,
		            out);
	else
		n = shifted(c, 'D',
		            tag_pattern_whole_meaning(c, LABEL_MOD, LIST_MODIFIER, 0), true,
		            out);
	if (!n || !part || strlen(part) > 8)
		return 0;
	return put_end(out, put_text(put_bytes(out + n, "T", 1), part));
}

/* "Easter 2019", "last Christmas", "New Year's Eve"; without a year that nearest to
 * the document's day. */
static struct day feast_of(const struct caught *c, const char *rule, int year)
{
	struct span span;
	struct day d = tag_pattern_feast(rule, year);
	if (!d.year || !tag_pattern_span(c, LABEL_EVE, &span))
		return d;
	d = tag_pattern_add_days(d, -1);
	if (d.year < year) /* the eve of a year is the one before its next */
		d = tag_pattern_add_days(tag_pattern_feast(rule, year + 1), -1);
	return d;
}

static size_t feast(const struct caught *c, char *out)
{
	const char *const rule = tag_pattern_meaning(c, LABEL_FEAST, LIST_FEAST);
	const int y = tag_pattern_year_of(c, LABEL_Y);
	const int said = tag_pattern_whole_meaning(c, LABEL_MOD, LIST_MODIFIER, 0);
	const int by = said ? said : is_to_come(c, LABEL_FEAST);
	struct day best = {0};
	long least = 1000;
	if (!rule || !*rule)
		return 0;
	if (y > 0)
		return put_day(out, feast_of(c, rule, y));
	for (int k = -2; c->today.year && k <= 2; k++) {
		const struct day d = feast_of(c, rule, c->today.year + k);
		const long away =
		    d.year ? tag_pattern_days_of(d) - tag_pattern_days_of(c->today) : 0;
		if (d.year && labs(away) < least && (!by || (by < 0) == (away < 0))) {
			least = labs(away);
			best = d;
		}
	}
	if (best.year)
		return put_day(out, best);
	/* The same each year; of those that move only the year says when. */
	const struct day d = feast_of(c, rule, 2001);
	return c->today.year || strlen(rule) != 5 || rule[2] != '-'
	           ? 0
	           : (size_t)snprintf(out, VALUE_ROOM, "XXXX-%02d-%02d", d.month,
	                              d.day);
}

static size_t date(const struct caught *c, char *out)
{
	struct span span;
	if (tag_pattern_span(c, LABEL_FEAST, &span))
		return feast(c, out);
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
		return weekday(c, tag_pattern_whole_meaning(c, LABEL_WD, LIST_WEEKDAY, 0),
		               out);
	if (tag_pattern_span(c, LABEL_REL, &span)) {
		const long by = tag_pattern_whole_meaning(c, LABEL_REL, LIST_RELATIVE, 0);
		const bool beyond = tag_pattern_span(c, LABEL_UNIT, &span);
		return shifted(c, 'D',
		               by + (!beyond || !by ? 0
		                     : by < 0       ? -1
		                                    : 1),
		               true, out);
	}
	if (tag_pattern_span(c, LABEL_FROM, &span))
		return ahead_of(c, LABEL_FROM, out);
	if (tag_pattern_span(c, LABEL_N, &span)) {
		const int n = tag_pattern_count_of(c, LABEL_N);
		const int by = tag_pattern_whole_meaning(c, LABEL_DIR, LIST_DIRECTION, 0);
		return n < 0 || !by ? 0 : shifted(c, period_of(c), (long)n * by, true, out);
	}
	if (tag_pattern_span(c, LABEL_UNIT, &span))
		return shifted(c, period_of(c),
		               tag_pattern_whole_meaning(c, LABEL_MOD, LIST_MODIFIER, 0),
		               false, out);
	const int y = tag_pattern_year_of(c, LABEL_Y);
	return y < 1 ? 0 : put_end(out, put_number(out, y, 4));
}

/* ---- Times ---- */

/* "9:30", "21.30", or the label's word in the list `clock` ("noon:12:00"). */
static bool clock_of(const struct caught *c, enum known_label label, int *hour,
                     int *minute)
{
	struct span span;
	if (!tag_pattern_span(c, label, &span))
		return false;
	const char *s = tag_pattern_meaning(c, label, LIST_CLOCK);
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

int tag_pattern_minutes_of(const struct caught *c, enum known_label t,
                           enum known_label ap)
{
	int hour, minute;
	struct span span;
	if (!clock_of(c, t, &hour, &minute))
		return -1;
	if (tag_pattern_span(c, ap, &span)) {
		const int after = tag_pattern_whole_meaning(c, ap, LIST_AMPM, 0);
		if (hour < 1 || hour > 12)
			return -1;
		hour = hour % 12 + after;
	}
	const int all = hour * 60 + minute;
	return minute > 59 || all > 24 * 60 ? -1 : all;
}

static size_t time_of_day(const struct caught *c, char *out)
{
	const int m = tag_pattern_minutes_of(c, LABEL_T, LABEL_AP);
	return m < 0 ? 0
	             : (size_t)snprintf(out, VALUE_ROOM, "PT%02d:%02d", m / 60, m % 60);
}

/* "P3D", "PT90M": the list says "D", "TM"; or a day that is yet to come. */
static size_t duration(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	char digits[NUMBER_ROOM];
	const size_t day = tag_pattern_is_ahead(c) ? ahead_of(c, LABEL_FROM, out) : 0;
	if (day)
		return day;
	const size_t n = unit && *unit && strlen(unit) <= 2
	                     ? tag_pattern_print_caught(c, LABEL_N, digits)
	                     : 0;
	if (!n)
		return 0;
	const bool time = *unit == 'T';
	char *const to = put_text(out, time ? "PT" : "P");
	return put_end(out, put_text(put_bytes(to, digits, n), unit + time));
}

/* ---- Amounts ---- */

/* "USD 2500000". */
static size_t money(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_CUR, LIST_CURRENCY);
	char digits[NUMBER_ROOM];
	if (!unit || !*unit || strlen(unit) > 60)
		return 0;
	const size_t n = tag_pattern_print_caught(c, LABEL_N, digits);
	if (!n)
		return 0;
	return put_end(out,
	               put_bytes(put_bytes(put_text(out, unit), " ", 1), digits, n));
}

/* "12 kg", "-5 °C", "100 km/h". */
static size_t quantity(const struct caught *c, char *out)
{
	const char *const unit = tag_pattern_meaning(c, LABEL_UNIT, LIST_UNIT);
	const char *const per = tag_pattern_meaning(c, LABEL_PER, LIST_PER_UNIT);
	struct span span;
	char digits[NUMBER_ROOM], *to = out;
	if (!unit || !*unit || strlen(unit) > 40 || (per && strlen(per) > 20))
		return 0;
	const size_t n = tag_pattern_print_caught(c, LABEL_N, digits);
	if (!n)
		return 0;
	if (tag_pattern_span(c, LABEL_MINUS, &span))
		to = put_bytes(to, "-", 1);
	to = put_text(put_bytes(put_bytes(to, digits, n), " ", 1), unit);
	return put_end(out, per ? put_text(put_bytes(to, "/", 1), per) : to);
}

static size_t number(const struct caught *c, const char *behind, char *out)
{
	const size_t n = tag_pattern_print_caught(c, LABEL_N, out);
	return n ? put_end(out, put_text(out + n, behind)) : 0;
}

size_t tag_pattern_value(const struct caught *c, char out[VALUE_ROOM])
{
	if (c->rule->may_range && tag_pattern_is_range(c))
		return tag_pattern_range(c, out);
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
