/* SPDX-License-Identifier: MIT */
/* numbers.c - numbers in digits and in words. */
#include "values.h"

#include <string.h>

enum {
	DIGITS_MAX = 18
};

/* ---- What labels have caught ---- */

const char *tag_pattern_value_in(const struct caught *c, uint32_t token,
                                 enum known_list list)
{
	const struct word *const w =
	    tag_pattern_token_word(c->classes, c->tokens, token);
	return tag_pattern_word_value(c->classes->rules, w, list);
}

const char *tag_pattern_meaning(const struct caught *c, enum known_label label,
                                enum known_list list)
{
	struct span span;
	const char *value = NULL;
	if (!tag_pattern_span(c, label, &span))
		return NULL;
	for (uint32_t i = span.from; i < span.to && !value; i++)
		value = tag_pattern_value_in(c, i, list);
	return value;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int tag_pattern_digits(const struct caught *c, enum known_label label)
{
	struct span span;
	int n = -1;
	if (!tag_pattern_span(c, label, &span))
		return -1;
	const char *s = c->tokens->text + c->tokens->begin[span.from];
	const char *const end = c->tokens->text + c->tokens->end[span.from];
	while (s < end && !is_digit(*s))
		s++;
	for (; s < end && is_digit(*s) && n < 100000; s++)
		n = (n < 0 ? 0 : n) * 10 + (*s - '0');
	return n;
}

/* ---- Arithmetic that says when it does not fit ---- */

static bool times(struct decimal *x, uint64_t by)
{
	while (x->scale && by % 10 == 0) {
		x->scale--;
		by /= 10;
	}
	if (by && x->digits > UINT64_MAX / by)
		return false;
	x->digits *= by;
	return true;
}

static bool raise(struct decimal *x, unsigned scale)
{
	for (; x->scale < scale; x->scale++) {
		if (x->digits > UINT64_MAX / 10)
			return false;
		x->digits *= 10;
	}
	return true;
}

static bool plus(struct decimal *x, struct decimal y)
{
	if (!raise(x, y.scale) || !raise(&y, x->scale) ||
	    x->digits > UINT64_MAX - y.digits)
		return false;
	x->digits += y.digits;
	return true;
}

/* ---- One token ---- */

/* "2,500.75" and how many bytes of s it takes; 0: there is no number. */
static size_t literal(const struct caught *c, const char *s, size_t n,
                      struct decimal *x)
{
	const char point = c->classes->rules->comma_is_decimal ? ',' : '.';
	const char group = point == '.' ? ',' : '.';
	size_t i = 0, digits = 0;
	bool behind = false;
	*x = (struct decimal){0, 0};
	for (; i < n; i++) {
		const bool between =
		    i > 0 && i + 1 < n && is_digit(s[i - 1]) && is_digit(s[i + 1]);
		if (is_digit(s[i])) {
			if (++digits > DIGITS_MAX)
				return 0;
			x->digits = x->digits * 10 + (uint64_t)(s[i] - '0');
			x->scale += behind;
		} else if (s[i] == point && !behind && (between || (i == 0 && n > 1))) {
			behind = true;
		} else if (s[i] != group || behind || !between) {
			break;
		}
	}
	return digits ? i : 0;
}

static bool whole_number(const char *s, uint64_t *n)
{
	if (!s || !*s)
		return false;
	for (*n = 0; *s; s++) {
		if (!is_digit(*s) || *n > UINT64_MAX / 10 - 1)
			return false;
		*n = *n * 10 + (uint64_t)(*s - '0');
	}
	return true;
}

struct sum { /* "two million three hundred thousand five" */
	struct decimal total, part;
	bool any, literal;
};

static bool add_scale(struct sum *s, uint64_t by)
{
	if (!s->any)
		s->part = (struct decimal){1, 0};
	s->any = true;
	s->literal = false;
	if (by == 100)
		return times(&s->part, by);
	if (!times(&s->part, by) || !plus(&s->total, s->part))
		return false;
	s->part = (struct decimal){0, 0};
	return true;
}

/* Digits, and what stands behind them in the same token: "2.5m", "3rd". */
static bool add_literal(const struct caught *c, const char *s, size_t n,
                        struct sum *sum)
{
	struct decimal x;
	uint64_t by;
	const size_t used = literal(c, s, n, &x);
	if (!used || sum->literal || !plus(&sum->part, x))
		return false;
	sum->any = true;
	sum->literal = true;
	if (used == n || n - used > 8)
		return used == n;
	char rest[8 + 1];
	for (size_t i = used; i < n; i++)
		rest[i - used] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : s[i];
	const struct word *const w =
	    tag_pattern_word(c->classes->rules, rest, n - used);
	if (whole_number(tag_pattern_word_value(c->classes->rules, w, LIST_SCALE), &by))
		return add_scale(sum, by);
	return w != NULL; /* "3rd", "5kg": of no weight here */
}

static bool add_token(const struct caught *c, uint32_t i, struct sum *sum)
{
	const char *const s = c->tokens->text + c->tokens->begin[i];
	const size_t n = c->tokens->end[i] - c->tokens->begin[i];
	uint64_t x;
	const struct rules *const r = c->classes->rules;
	const struct word *const w = tag_pattern_token_word(c->classes, c->tokens, i);
	const char *value = tag_pattern_word_value(r, w, LIST_SCALE);
	if (whole_number(value, &x) && x)
		return add_scale(sum, x);
	value = tag_pattern_word_value(r, w, LIST_NUMBER);
	if (!value)
		value = tag_pattern_word_value(r, w, LIST_ORDINAL);
	if (whole_number(value, &x)) {
		sum->any = true;
		sum->literal = false;
		return plus(&sum->part, (struct decimal){x, 0});
	}
	if (n && (is_digit(*s) || *s == '.'))
		return add_literal(c, s, n, sum);
	return true; /* "and", "-", "about" */
}

bool tag_pattern_number(const struct caught *c, enum known_label label,
                        struct decimal *out)
{
	struct sum sum = {0};
	struct span span;
	if (!tag_pattern_span(c, label, &span))
		return false;
	for (uint32_t i = span.from; i < span.to; i++) {
		if (!add_token(c, i, &sum))
			return false;
	}
	*out = sum.total;
	return sum.any && plus(out, sum.part);
}

static bool is_less(struct decimal a, struct decimal b)
{
	return raise(&a, b.scale) && raise(&b, a.scale) && a.digits < b.digits;
}

/* The number without what is behind it, and what that multiplies it by: "3
 * million". */
static bool take_apart(const struct caught *c, enum known_label label,
                       struct decimal *bare, uint64_t *by)
{
	struct span span;
	struct sum sum = {0};
	*by = 1;
	if (!tag_pattern_span(c, label, &span) || !add_token(c, span.from, &sum) ||
	    !sum.any)
		return false;
	*bare = sum.total;
	if (!plus(bare, sum.part))
		return false;
	for (uint32_t i = span.from + 1; i < span.to; i++) {
		uint64_t x;
		if (!whole_number(tag_pattern_value_in(c, i, LIST_SCALE), &x) || !x)
			continue;
		if (*by > UINT64_MAX / x)
			return false;
		*by *= x;
	}
	return true;
}

bool tag_pattern_two_numbers(const struct caught *c, struct decimal *low,
                             struct decimal *high)
{
	struct decimal first, last;
	uint64_t none, by;
	if (!tag_pattern_number(c, LABEL_N, low) ||
	    !tag_pattern_number(c, LABEL_N2, high) ||
	    !take_apart(c, LABEL_N, &first, &none) ||
	    !take_apart(c, LABEL_N2, &last, &by))
		return false;
	if (none == 1 && by > 1 && is_less(first, last) && !times(low, by))
		return false;
	return is_less(*low, *high);
}

/* The digits of n, `least` of them at least, ending before `end`. */
static char *digits_before(char *end, uint64_t n, unsigned least)
{
	for (unsigned i = 0; n || i < least; i++, n /= 10)
		*--end = (char)('0' + n % 10);
	return end;
}

size_t tag_pattern_print(const struct decimal *x, char *out, size_t room)
{
	char text[2 * 20 + 2]; /* 64 bits have 20 digits */
	char *const end = text + sizeof text - 1, *s = end;
	uint64_t whole = x->digits, unit = 1;
	unsigned scale = x->scale;
	while (scale && whole % 10 == 0) {
		whole /= 10;
		scale--;
	}
	if (scale > DIGITS_MAX)
		return 0;
	for (unsigned i = 0; i < scale; i++)
		unit *= 10;
	*end = '\0';
	if (scale) {
		s = digits_before(s, whole % unit, scale);
		*--s = '.';
	}
	s = digits_before(s, whole / unit, 1);
	const size_t n = (size_t)(end - s);
	if (n >= room)
		return 0;
	memcpy(out, s, n + 1);
	return n;
}

/* Most numbers are one token of digits: "2,500.75", which says itself what there is
 * to print.  0: to be reckoned, as one with leading zeros or more digits is. */
static size_t copy_literal(const struct caught *c, uint32_t token, char *out)
{
	const char *const s = c->tokens->text + c->tokens->begin[token];
	const size_t n = c->tokens->end[token] - c->tokens->begin[token];
	size_t to = 0;
	bool behind = false;
	if (!n || n > DIGITS_MAX || !is_digit(*s) ||
	    c->classes->rules->comma_is_decimal || (*s == '0' && n > 1 && s[1] != '.'))
		return 0;
	for (size_t i = 0; i < n; i++) {
		const bool point = s[i] == '.';
		if (is_digit(s[i])) {
			out[to++] = s[i];
			continue;
		}
		if ((!point && s[i] != ',') || behind || i + 1 == n || !is_digit(s[i + 1]))
			return 0;
		behind = point;
		if (point)
			out[to++] = '.';
	}
	while (behind && out[to - 1] == '0')
		to--;
	to -= out[to - 1] == '.';
	out[to] = '\0';
	return to;
}

size_t tag_pattern_print_caught(const struct caught *c, enum known_label label,
                                char out[NUMBER_ROOM])
{
	struct span span;
	struct decimal n;
	if (tag_pattern_span(c, label, &span) && span.to - span.from == 1 &&
	    !tag_pattern_token_word(c->classes, c->tokens, span.from)) {
		const size_t size = copy_literal(c, span.from, out);
		if (size)
			return size;
	}
	return tag_pattern_number(c, label, &n)
	           ? tag_pattern_print(&n, out, NUMBER_ROOM)
	           : 0;
}
