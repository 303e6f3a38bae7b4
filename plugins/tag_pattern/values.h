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

/* ---- Numbers (numbers.c) ---- */

struct decimal { /* digits / 10^scale */
	uint64_t digits;
	unsigned scale;
};

/* The number that the label has caught: "2,500", "2.5 million", "twenty - five".
 * False: there is none, or it has too many digits. */
bool tag_pattern_number(const struct caught *, enum known_label, struct decimal *);
size_t tag_pattern_print(const struct decimal *, char *out, size_t room);

/* ---- What labels have caught (numbers.c) ---- */

/* False: no such label in this rule, or it caught nothing. */
bool tag_pattern_span(const struct caught *, enum known_label, struct span *);

/* The value in the list of a token; NULL: it is not in it. */
const char *tag_pattern_value_in(const struct caught *, uint32_t token,
                                 enum known_list);

/* The value in the list of the first word of the label's that is in it; NULL. */
const char *tag_pattern_meaning(const struct caught *, enum known_label,
                                enum known_list);

/* The whole number that the label's first digits make; -1: none. */
int tag_pattern_digits(const struct caught *, enum known_label);

#endif
