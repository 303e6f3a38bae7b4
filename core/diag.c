/* SPDX-License-Identifier: MIT */
/* diag.c - composes a message, makes it safe to print, counts it, hands it to
 * the sink. */
#include "diag.h"
#include <catena/utf8.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_HELD = 100 /* that are handed over */
};

struct held {
	struct where at; /* file: a copy */
	uint32_t level, order;
	char *message;
};

struct diag {
	diag_sink sink;
	void *user;
	uint32_t max_level;
	uint32_t errors;
	pthread_mutex_t lock; /* errors, held ones, and one sink call at a time */
	bool holding;
	struct held *held;
	size_t n, cap;
};

struct diag *diag_new(diag_sink sink, void *user, uint32_t max_level)
{
	struct diag *const d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	if (pthread_mutex_init(&d->lock, NULL) != 0) {
		free(d);
		return NULL;
	}
	d->sink = sink;
	d->user = user;
	d->max_level = max_level;
	return d;
}

void diag_free(struct diag *d)
{
	if (!d)
		return;
	diag_release(d);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

void diag_limit(struct diag *d, uint32_t max_level)
{
	d->max_level = max_level;
}

uint32_t diag_errors(const struct diag *d)
{
	/* The lock is no part of what the caller sees as const. */
	struct diag *const mine = (struct diag *)(uintptr_t)d;
	pthread_mutex_lock(&mine->lock);
	const uint32_t n = mine->errors;
	pthread_mutex_unlock(&mine->lock);
	return n;
}

/* A text being put together; what does not fit is left out whole. */
struct line {
	char *text;
	size_t n, cap; /* a NUL always fits behind n */
	bool full;
};

static void line_add(struct line *l, const char *s, size_t n)
{
	if (l->full || n >= l->cap - l->n) {
		l->full = true;
		return;
	}
	memcpy(l->text + l->n, s, n);
	l->n += n;
	l->text[l->n] = '\0';
}

/* Messages quote configs, file names and plugins: what is not well-formed
 * UTF-8, and whatever moves a terminal's cursor, is shown as \xNN. */
static void line_add_safe(struct line *l, const char *s)
{
	size_t left = strlen(s);
	while (left) {
		uint32_t cp = 0;
		unsigned n = utf8_decode(s, left, &cp);
		const bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
		const bool bidi =
		    (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
		if (cp == '\n' || cp == '\t') {
			line_add(l, " ", 1);
		} else if (n && !control && !bidi) {
			line_add(l, s, n);
		} else {
			n = n ? n : 1;
			for (unsigned i = 0; i < n; i++) {
				char hex[8];
				const int k =
				    snprintf(hex, sizeof hex, "\\x%02X", (unsigned char)s[i]);
				line_add(l, hex, (size_t)k);
			}
		}
		s += n;
		left -= n;
	}
}

static void line_add_place(struct line *l, struct where at, const char *stage)
{
	char number[16];
	if (at.file) {
		line_add_safe(l, at.file);
		if (at.line) {
			const int k = snprintf(number, sizeof number, ":%u", at.line);
			line_add(l, number, (size_t)k);
		}
		line_add(l, ": ", 2);
	}
	if (stage) {
		line_add(l, "stage \"", 7);
		line_add_safe(l, stage);
		line_add(l, "\": ", 3);
	}
}

/* room: at least 8 bytes. */
static void compose(char *room, size_t size, struct where at, const char *stage,
                    const char *message)
{
	static const char dots[] = "...";
	struct line l = {room, 0, size - (sizeof dots - 1), false};
	room[0] = '\0';
	line_add_place(&l, at, stage);
	line_add_safe(&l, message);
	if (l.full)
		memcpy(room + l.n, dots, sizeof dots);
}

/* ---- Messages that wait ---- */

static char *copy(const char *s)
{
	const size_t n = strlen(s) + 1;
	char *const p = malloc(n);
	return p ? memcpy(p, s, n) : NULL;
}

static bool hold(struct diag *d, uint32_t level, struct where at,
                 const char *message)
{
	if (d->n == d->cap) {
		const size_t cap = d->cap ? d->cap * 2 : 16;
		struct held *const more = realloc(d->held, cap * sizeof *more);
		if (!more)
			return false;
		d->held = more;
		d->cap = cap;
	}
	char *const text = copy(message);
	char *const file = at.file ? copy(at.file) : NULL;
	if (!text || (at.file && !file)) {
		free(text);
		free(file);
		return false;
	}
	d->held[d->n] = (struct held){{file, at.line}, level, (uint32_t)d->n, text};
	d->n++;
	return true;
}

/* Those without a file last; of one place in the order in which they came. */
static int by_place(const void *x, const void *y)
{
	const struct held *const a = x, *const b = y;
	if (!a->at.file != !b->at.file)
		return a->at.file ? -1 : 1;
	const int c = a->at.file ? strcmp(a->at.file, b->at.file) : 0;
	if (c)
		return c;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* Was the same said before of the same place? */
static bool said(const struct held *all, size_t i)
{
	for (size_t k = i; k > 0 && all[k - 1].at.line == all[i].at.line; k--) {
		if (strcmp(all[k - 1].message, all[i].message) == 0)
			return true;
	}
	return false;
}

static void hand_over_held(struct diag *d)
{
	size_t shown = 0, left = 0;
	char more[64];
	for (size_t i = 0; i < d->n; i++) {
		if (said(d->held, i))
			continue;
		if (shown++ < MOST_HELD)
			d->sink(d->user, d->held[i].level, d->held[i].message);
		else
			left++;
	}
	snprintf(more, sizeof more, "and %zu more", left);
	if (left)
		d->sink(d->user, CATENA_ERROR, more);
}

void diag_hold(struct diag *d)
{
	pthread_mutex_lock(&d->lock);
	d->holding = true;
	pthread_mutex_unlock(&d->lock);
}

void diag_release(struct diag *d)
{
	pthread_mutex_lock(&d->lock);
	d->holding = false;
	if (d->n)
		qsort(d->held, d->n, sizeof *d->held, by_place);
	hand_over_held(d);
	for (size_t i = 0; i < d->n; i++) {
		free((char *)(uintptr_t)d->held[i].at.file);
		free(d->held[i].message);
	}
	free(d->held);
	d->held = NULL;
	d->n = d->cap = 0;
	pthread_mutex_unlock(&d->lock);
}

static void hand_over(struct diag *d, uint32_t level, struct where at,
                      const char *message)
{
	pthread_mutex_lock(&d->lock);
	if (level == CATENA_ERROR && d->errors < UINT32_MAX)
		d->errors++;
	if (level <= d->max_level && d->sink &&
	    !(d->holding && hold(d, level, at, message)))
		d->sink(d->user, level, message);
	pthread_mutex_unlock(&d->lock);
}

void diag_vat(struct diag *d, uint32_t level, struct where at, const char *stage,
              const char *fmt, va_list args)
{
	enum {
		USUAL = 1024,
		MOST = 64 * 1024
	};
	char plain[USUAL], shown[USUAL];
	char *big = NULL;
	if (!d)
		return;
	va_list again;
	va_copy(again, args);
	const int n = vsnprintf(plain, sizeof plain, fmt, args);
	const size_t size = n < 0 ? 0 : (size_t)n;
	/* Safe text is at most four times as long; if there is no memory for
	 * that, the message is cut, not lost. */
	const size_t need =
	    size + strlen(at.file ? at.file : "") + strlen(stage ? stage : "") + 64;
	if (need * 5 >= USUAL && need <= MOST)
		big = malloc(need * 5);
	if (big && size >= sizeof plain) {
		vsnprintf(big, size + 1, fmt, again);
		compose(big + size + 1, need * 5 - size - 1, at, stage, big);
		hand_over(d, level, at, big + size + 1);
	} else if (big) {
		compose(big, need * 5, at, stage, plain);
		hand_over(d, level, at, big);
	} else {
		compose(shown, sizeof shown, at, stage, n < 0 ? fmt : plain);
		hand_over(d, level, at, shown);
	}
	free(big);
	va_end(again);
}

void diag_at(struct diag *d, uint32_t level, struct where at, const char *stage,
             const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	diag_vat(d, level, at, stage, fmt, args);
	va_end(args);
}

void diag_error(struct diag *d, const char *fmt, ...)
{
	const struct where nowhere = {NULL, 0};
	va_list args;
	va_start(args, fmt);
	diag_vat(d, CATENA_ERROR, nowhere, NULL, fmt, args);
	va_end(args);
}

void diag_warn(struct diag *d, const char *fmt, ...)
{
	const struct where nowhere = {NULL, 0};
	va_list args;
	va_start(args, fmt);
	diag_vat(d, CATENA_WARN, nowhere, NULL, fmt, args);
	va_end(args);
}
