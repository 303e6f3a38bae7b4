/* SPDX-License-Identifier: MIT */
/* progress.c - one line that tells how far a run is, on a terminal only:
 *
 *   1,234 documents  56.7 MB  23.4 MB/s  41 %  1 min 20 s left  tokenize 61 % ...
 */
#include "build.h"

#include "progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct progress_line {
	FILE *f;
	double shown; /* seconds of the last time */
};

struct progress_line *progress_new(FILE *f)
{
	struct progress_line *l = isatty(fileno(f)) ? calloc(1, sizeof *l) : NULL;
	if (l) {
		l->f = f;
		l->shown = -1;
	}
	return l;
}

static void add(char *text, size_t size, const char *fmt, ...) CATENA_FORMAT(3, 4);

static void add(char *text, size_t size, const char *fmt, ...)
{
	const size_t n = strlen(text);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text + n, size - n, fmt, ap);
	va_end(ap);
}

static void add_time(char *text, size_t size, double seconds)
{
	const uint64_t s = seconds < 0 ? 0 : (uint64_t)seconds;
	if (s >= 3600)
		add(text, size, "%" PRIu64 " h %" PRIu64 " min", s / 3600, s / 60 % 60);
	else if (s >= 60)
		add(text, size, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else
		add(text, size, "%" PRIu64 " s", s);
}

/* The busiest stages, up to three, with their share of the work. */
static void add_load(char *text, size_t size, const struct progress *p)
{
	const uint32_t n = p->load ? p->chain->n : 0;
	double all = 0, below = HUGE_VAL;
	for (uint32_t i = 0; i < n; i++)
		all += p->load[i];
	for (int k = 0; k < 3; k++) {
		uint32_t best = n;
		for (uint32_t i = 0; i < n; i++) {
			if (p->load[i] < below && (best == n || p->load[i] > p->load[best]))
				best = i;
		}
		if (best == n || p->load[best] < 0.05 * all)
			return;
		below = p->load[best];
		add(text, size, "  %s %.0f %%", p->chain->stages[best].name,
		    100 * below / all);
	}
}

void progress_text(const struct progress *p, char *text, size_t size)
{
	const double mb = (double)p->bytes / 1e6;
	*text = 0;
	if (p->phases > 1)
		add(text, size, "pass %" PRIu32 " of %" PRIu32 "  ", p->phase, p->phases);
	add(text, size, "%" PRIu64 " documents  %.1f MB", p->documents, mb);
	if (p->seconds > 0.5)
		add(text, size, "  %.1f MB/s", mb / p->seconds);
	if (p->total && p->done <= p->total) {
		const double share = (double)p->done / (double)p->total;
		add(text, size, "  %.0f %%", 100 * share);
		if (share > 0.01 && p->seconds > 2) {
			add(text, size, "  ");
			add_time(text, size, p->seconds * (1 - share) / share);
			add(text, size, " left");
		}
	}
	add_load(text, size, p);
}

static size_t columns(FILE *f)
{
	struct winsize w;
	return !ioctl(fileno(f), TIOCGWINSZ, &w) && w.ws_col > 1 ? w.ws_col - 1u : 79;
}

void progress_show(struct progress_line *l, const struct progress *p)
{
	char text[512];
	if (l->shown >= 0 && p->seconds - l->shown < 0.2)
		return;
	progress_text(p, text, sizeof text);
	const size_t most = columns(l->f);
	if (strlen(text) > most)
		text[most] = 0;
	fprintf(l->f, "\r%s\033[K", text);
	fflush(l->f);
	l->shown = p->seconds;
}

void progress_end(struct progress_line *l)
{
	if (!l)
		return;
	if (l->shown >= 0) {
		fputs("\r\033[K", l->f);
		fflush(l->f);
	}
	free(l);
}
