/* SPDX-License-Identifier: MIT */
/* values.h - what a match means: a date, an amount, a number.
 *
 * A value is made of what the labels of the rule have caught; which labels a
 * kind of value looks for, and in which lists words get their meaning, is in
 * tag_pattern.md.  Dates are written as in TIMEX3 (ISO-TimeML, ISO 24617-1):
 * what is not known is X.  [worker] */
#ifndef TAG_PATTERN_VALUES_H
#define TAG_PATTERN_VALUES_H

#include "machine.h"

struct day { /* of the proleptic Gregorian calendar; year 0: not known */
	int year, month, day;
};

/* ---- The calendar (calendar.c) ---- */

/* Days since 1 March of the year 0. */
long tag_pattern_days_of(struct day);
int tag_pattern_days_in(int year, int month);
bool tag_pattern_exists(struct day);

/* The day n days after; year 0 beyond the calendar. */
struct day tag_pattern_add_days(struct day, long n);

/* 1: Monday. 7: Sunday. */
int tag_pattern_weekday_of(struct day);

/* The day of a feast in a year; year 0: it has none there.  "12-25": each year the
 * same; "11/4/4": the fourth Thursday of November, "5/5/1": the last Monday of May;
 * "E": Easter; both may be shifted by days: "11/4/4+1", "E-2". */
struct day tag_pattern_feast(const char *rule, int year);

/* "2020-01-03", also before "T..." or a blank, and "20200103". */
struct day tag_pattern_day(const char *s, size_t n);

#define VALUE_ROOM 128u

struct caught {
	struct classes *classes;
	const struct tokens *tokens;
	const struct rule *rule;
	const struct span *spans; /* of the rule's labels, in tokens */
	struct day today;         /* the document's */
};

/* Writes the value, NUL-ended; its size, 0 when what was caught has none. */
size_t tag_pattern_value(const struct caught *, char out[VALUE_ROOM]);

/* ---- Ranges (ranges.c) ---- */

/* Has a label caught the end of a range ("d2")? */
bool tag_pattern_is_range(const struct caught *);

/* "2020-01-03/2020-01-05", "10/12%"; as tag_pattern_value. */
size_t tag_pattern_range(const struct caught *, char out[VALUE_ROOM]);

/* ---- Parts of values (values.c): -1 where the label caught none ---- */

int tag_pattern_year_of(const struct caught *, enum known_label label);
int tag_pattern_month_of(const struct caught *, enum known_label label);

/* "3", "3rd", "third". */
int tag_pattern_count_of(const struct caught *, enum known_label label);

/* The day of a weekday as news tells it: on or before the document's, on or after
 * it where the sentence says that it is to come; year 0: the document has none. */
struct day tag_pattern_weekday_told(const struct caught *, int wanted);

/* Minutes since midnight, -1 for what no clock shows; t and ap: labels. */
int tag_pattern_minutes_of(const struct caught *, enum known_label t,
                           enum known_label ap);

/* Does the sentence say that the labels n and unit tell of a day that is yet to
 * come
 * ("will open in three days", not "won it in three days")?  (ahead.c) */
bool tag_pattern_is_ahead(const struct caught *);

/* The whole number that the label's word has in the list, else `none`. */
int tag_pattern_whole_meaning(const struct caught *, enum known_label label,
                              enum known_list list, int none);

/* The year in which a day of the calendar is nearest to the document's. */
int tag_pattern_nearest_year(struct day today, int month, int day);

/* ---- Numbers (numbers.c) ---- */

struct decimal { /* digits / 10^scale */
	uint64_t digits;
	unsigned scale;
};

/* The number that the label has caught: "2,500", "2.5 million", "twenty - five".
 * False: there is none, or it has too many digits. */
bool tag_pattern_number(const struct caught *, enum known_label label,
                        struct decimal *);

/* Those that the labels n and n2 have caught: "10" and "12", "2" and "3 million",
 * which are both millions.  False: there are none, or the first is not the lower.
 */
bool tag_pattern_two_numbers(const struct caught *, struct decimal *low,
                             struct decimal *high);
size_t tag_pattern_print(const struct decimal *, char *out, size_t room);

/* The number that the label has caught, as tag_pattern_print writes it; 0: there is
 * none. */
#define NUMBER_ROOM 32u
size_t tag_pattern_print_caught(const struct caught *, enum known_label label,
                                char out[NUMBER_ROOM]);

/* ---- What labels have caught (numbers.c) ---- */

/* False: no such label in this rule, or it caught nothing. */
static inline bool tag_pattern_span(const struct caught *c, enum known_label label,
                                    struct span *span)
{
	const uint8_t i = c->rule->known[label];
	if (!i)
		return false;
	*span = c->spans[i - 1];
	return span->from < span->to;
}

/* The value in the list of a token; NULL: it is not in it. */
const char *tag_pattern_value_in(const struct caught *, uint32_t token,
                                 enum known_list);

/* The value in the list of the first word of the label's that is in it; NULL. */
const char *tag_pattern_meaning(const struct caught *, enum known_label,
                                enum known_list);

/* The whole number that the label's first digits make; -1: none. */
int tag_pattern_digits(const struct caught *, enum known_label);

#endif
