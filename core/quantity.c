/* SPDX-License-Identifier: MIT */
/* quantity.c - reads and shows numbers with units. */
#include "build.h"
#include "quantity.h"
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

/* `times`/`per` of `unit` make one `name`.  A name with show stands for all
 * its spellings in messages. */
struct multiple {
	const char *unit, *name;
	int64_t times, per;
	bool show;
};

#define KI INT64_C(1024)
#define K INT64_C(1000)
static const struct multiple multiples[] = {
    {"bytes", "B", 1, 1, true},
    {"bytes", "kB", K, 1, true},
    {"bytes", "MB", K *K, 1, true},
    {"bytes", "GB", K *K *K, 1, true},
    {"bytes", "TB", K *K *K *K, 1, true},
    {"bytes", "KiB", KI, 1, true},
    {"bytes", "MiB", KI *KI, 1, true},
    {"bytes", "GiB", KI *KI *KI, 1, true},
    {"bytes", "TiB", KI *KI *KI *KI, 1, true},
    {"seconds", "ms", 1, 1000, true},
    {"seconds", "s", 1, 1, true},
    {"seconds", "sec", 1, 1, false},
    {"seconds", "min", 60, 1, true},
    {"seconds", "minute", 60, 1, false},
    {"seconds", "h", 3600, 1, true},
    {"seconds", "hour", 3600, 1, false},
    {"seconds", "d", 86400, 1, true},
    {"seconds", "day", 86400, 1, false},
    {"milliseconds", "ms", 1, 1, true},
    {"milliseconds", "s", 1000, 1, true},
    {"milliseconds", "sec", 1000, 1, false},
    {"milliseconds", "second", 1000, 1, false},
    {"milliseconds", "min", 60000, 1, true},
    {"milliseconds", "minute", 60000, 1, false},
    {"milliseconds", "h", 3600000, 1, true},
    {"milliseconds", "hour", 3600000, 1, false},
    {"ratio", "%", 1, 100, true},
};
enum {
	N_MULTIPLES = sizeof multiples / sizeof multiples[0]
};

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* Case does not matter, nor a final "s" of a word: "minutes". */
static bool same_word(const char *a, size_t n, const char *b)
{
	size_t m = strlen(b);
	if (n > 3 && (a[n - 1] == 's' || a[n - 1] == 'S'))
		n--;
	if (m > 3 && b[m - 1] == 's')
		m--;
	return n == m && strncasecmp(a, b, n) == 0;
}

static bool find_multiple(const char *text, const char *unit, struct multiple *m)
{
	size_t n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	m->times = m->per = 1;
	if (n == 0)
		return true;
	if (!unit)
		return false;
	if (same_word(text, n, unit))
		return true;
	for (size_t i = 0; i < N_MULTIPLES; i++) {
		if (strcmp(multiples[i].unit, unit) == 0 &&
		    same_word(text, n, multiples[i].name)) {
			*m = multiples[i];
			return true;
		}
	}
	return false;
}

/* A number's digits without its point; `decimals` of them stood behind it. */
struct digits {
	uint64_t value;
	unsigned decimals, n;
	bool negative, exponent, overflow;
	const char *begin, *end;
};

static void add_digit(struct digits *d, char c)
{
	const uint64_t x = (uint64_t)(c - '0');
	if (d->value > (UINT64_MAX - x) / 10)
		d->overflow = true;
	else
		d->value = d->value * 10 + x;
	d->n++;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_exponent(const char *s, bool *found)
{
	const char *p = s;
	*found = false;
	if (*p != 'e' && *p != 'E')
		return s;
	p++;
	if (*p == '+' || *p == '-')
		p++;
	if (!is_digit(*p))
		return s;
	while (is_digit(*p))
		p++;
	*found = true;
	return p;
}

static bool read_digits(const char *text, struct digits *d)
{
	const char *s = skip_blanks(text);
	memset(d, 0, sizeof *d);
	d->begin = s;
	d->negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	for (; is_digit(*s); s++)
		add_digit(d, *s);
	if (*s == '.' && is_digit(s[1])) {
		for (s++; is_digit(*s); s++) {
			add_digit(d, *s);
			d->decimals++;
		}
	}
	if (d->n == 0)
		return false;
	d->end = skip_exponent(s, &d->exponent);
	return true;
}

/* value * times / (per * 10^decimals), if that is whole and fits. */
static enum quantity_result exact(const struct digits *d, const struct multiple *m,
                                  int64_t *out)
{
	const uint64_t most = (uint64_t)INT64_MAX + d->negative;
	uint64_t v = d->value, times = (uint64_t)m->times, per = (uint64_t)m->per;
	unsigned decimals = d->decimals;
	if (d->overflow || decimals > 15)
		return QUANTITY_TOO_LARGE;
	for (; decimals; decimals--)
		per *= 10;
	/* Shorten before multiplying: 1.50 GiB must not overflow. */
	while (per % 10 == 0 && v % 10 == 0 && v) {
		per /= 10;
		v /= 10;
	}
	while (per % 2 == 0 && times % 2 == 0) {
		per /= 2;
		times /= 2;
	}
	while (per % 5 == 0 && times % 5 == 0) {
		per /= 5;
		times /= 5;
	}
	if (v % per != 0)
		return QUANTITY_NOT_WHOLE;
	v /= per;
	if (v > most / times)
		return QUANTITY_TOO_LARGE;
	v *= times;
	*out = !d->negative ? (int64_t)v : v ? -(int64_t)(v - 1) - 1 : 0;
	return QUANTITY_OK;
}

enum quantity_result quantity_int(const char *text, const char *unit, int64_t *out)
{
	struct digits d;
	struct multiple m;
	if (!read_digits(text, &d))
		return QUANTITY_NOT_A_NUMBER;
	if (!find_multiple(skip_blanks(d.end), unit, &m))
		return QUANTITY_UNKNOWN_UNIT;
	if (d.exponent)
		return QUANTITY_NOT_WHOLE;
	return exact(&d, &m, out);
}

/* A decimal point is a point between these two, whatever locale the program
 * has set. */
static locale_t enter_c(locale_t *c)
{
	*c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	return *c ? uselocale(*c) : (locale_t)0;
}

static void leave_c(locale_t c, locale_t old)
{
	if (!c)
		return;
	uselocale(old);
	freelocale(c);
}

static double point_strtod(const char *s)
{
	locale_t c;
	const locale_t old = enter_c(&c);
	const double f = strtod(s, NULL);
	leave_c(c, old);
	return f;
}

enum quantity_result quantity_float(const char *text, const char *unit, double *out)
{
	struct digits d;
	struct multiple m;
	char number[400];
	if (!read_digits(text, &d))
		return QUANTITY_NOT_A_NUMBER;
	if (!find_multiple(skip_blanks(d.end), unit, &m))
		return QUANTITY_UNKNOWN_UNIT;
	const size_t n = (size_t)(d.end - d.begin);
	if (n >= sizeof number)
		return QUANTITY_TOO_LARGE;
	memcpy(number, d.begin, n);
	number[n] = '\0';
	const double f = point_strtod(number) * (double)m.times / (double)m.per;
	if (!isfinite(f))
		return QUANTITY_TOO_LARGE;
	*out = f;
	return QUANTITY_OK;
}

void quantity_units(const char *unit, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; unit && i < N_MULTIPLES; i++) {
		if (!multiples[i].show || strcmp(multiples[i].unit, unit) != 0)
			continue;
		const int n = snprintf(text + used, size - used, "%s%s", used ? ", " : "",
		                       multiples[i].name);
		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
	if (used == 0 && unit)
		snprintf(text, size, "%s", unit);
}

/* The largest multiple that divides n. */
static const struct multiple *best_multiple(double n, const char *unit)
{
	const struct multiple *best = NULL;
	for (size_t i = 0; i < N_MULTIPLES; i++) {
		const struct multiple *const m = &multiples[i];
		if (!m->show || m->per != 1 || strcmp(m->unit, unit) != 0)
			continue;
		if (n >= (double)m->times && fmod(n, (double)m->times) == 0 &&
		    (!best || m->times > best->times))
			best = m;
	}
	return best;
}

/* The fewest digits that read back the same. */
static void shortest(double n, char *text, size_t size)
{
	locale_t c;
	const locale_t old = enter_c(&c);
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, size, "%.*g", digits, n);
		if (strtod(text, NULL) == n)
			break;
	}
	leave_c(c, old);
	if (fabs(n) < 1e15 && n == floor(n))
		snprintf(text, size, "%.0f", n);
}

/* One word, two words. */
static size_t name_length(double n, const char *unit)
{
	const size_t length = strlen(unit);
	return n == 1 && length > 3 && unit[length - 1] == 's' ? length - 1 : length;
}

void quantity_show(double n, const char *unit, char *text, size_t size)
{
	char number[40];
	const struct multiple *const m = unit ? best_multiple(n, unit) : NULL;
	shortest(m ? n / (double)m->times : n, number, sizeof number);
	if (m)
		snprintf(text, size, "%s %s", number, m->name);
	else if (unit && strcmp(unit, "ratio") != 0)
		snprintf(text, size, "%s %.*s", number, (int)name_length(n, unit), unit);
	else
		snprintf(text, size, "%s", number);
}
