/* SPDX-License-Identifier: MIT */
/* summary.c - what became of the documents of a run, and how long it took. */
#include "build.h"

#include "safe.h"
#include "summary.h"

#include <catena/json.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_REASONS = 64
};

static void free_tallies(struct tallies *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		free(t->items[i].stage);
		free(t->items[i].reason);
	}
	free(t->items);
}

void summary_free(struct summary *s)
{
	free_tallies(&s->drops);
	free_tallies(&s->quarantines);
	for (uint32_t i = 0; i < s->n_stages; i++)
		free(s->stages[i].name);
	free(s->stages);
	for (uint32_t i = 0; i < s->n_files; i++)
		free(s->files[i].path);
	free(s->files);
	*s = (struct summary){0};
}

/* ---- Counting ---- */

static struct tally *find_tally(const struct tallies *t, const char *stage,
                                const char *reason)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (!strcmp(t->items[i].stage, stage) &&
		    !strcmp(t->items[i].reason, reason))
			return &t->items[i];
	}
	return NULL;
}

static struct tally *new_tally(struct tallies *t, const char *stage,
                               const char *reason)
{
	if (t->n == t->cap) {
		const uint32_t cap = t->cap ? t->cap * 2 : 8;
		struct tally *p = realloc(t->items, cap * sizeof *p);
		if (!p)
			return NULL;
		t->items = p;
		t->cap = cap;
	}
	struct tally x = {strdup(stage), strdup(reason), 0};
	if (!x.stage || !x.reason) {
		free(x.stage);
		free(x.reason);
		return NULL;
	}
	t->items[t->n] = x;
	return &t->items[t->n++];
}

int summary_add_tally(struct tallies *t, const char *stage, const char *reason,
                      uint64_t n)
{
	struct tally *x = find_tally(t, stage, reason);
	if (!x && t->n >= MAX_REASONS) {
		stage = "-";
		reason = "other reasons";
		x = find_tally(t, stage, reason);
	}
	if (!x)
		x = new_tally(t, stage, reason);
	if (x)
		x->n += n;
	return x ? 0 : -1;
}

int summary_count(struct summary *s, const struct doc *d, const char *stage)
{
	s->repaired += d->repairs > 0;
	switch (d->verdict) {
	case VERDICT_DROPPED:
		s->dropped++;
		return summary_add_tally(&s->drops, stage, d->reason, 1);
	case VERDICT_QUARANTINED:
		s->quarantined++;
		return summary_add_tally(&s->quarantines, stage, d->reason, 1);
	default:
		s->kept++;
		return 0;
	}
}

int summary_add_file(struct summary *s, const char *path, uint64_t bytes)
{
	struct summary_file *p = realloc(s->files, (s->n_files + 1) * sizeof *p);
	if (!p)
		return -1;
	s->files = p;
	p[s->n_files] = (struct summary_file){strdup(path), bytes};
	if (!p[s->n_files].path)
		return -1;
	s->n_files++;
	return 0;
}

static uint64_t total(const struct tallies *t)
{
	uint64_t n = 0;
	for (uint32_t i = 0; i < t->n; i++)
		n += t->items[i].n;
	return n;
}

uint64_t summary_unfinished(const struct summary *s)
{
	const uint64_t done = s->kept + s->dropped + s->quarantined;
	return (s->failed || s->interrupted) && s->read > done ? s->read - done : 0;
}

bool summary_holds(const struct summary *s)
{
	return s->read ==
	           s->kept + s->dropped + s->quarantined + summary_unfinished(s) &&
	       total(&s->drops) == s->dropped &&
	       total(&s->quarantines) == s->quarantined;
}

/* ---- For reading ---- */

static void print_bytes(FILE *f, double n)
{
	static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
	int u = 0;
	for (; n >= 1000 && u < 4; u++)
		n /= 1000;
	fprintf(f, u ? "%.1f %s" : "%.0f %s", n, units[u]);
}

static void print_tallies(FILE *f, const struct tallies *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		fprintf(f, "  %11" PRIu64 "  %s: ", t->items[i].n, t->items[i].stage);
		safe_print_line(f, t->items[i].reason);
		fputc('\n', f);
	}
}

static void print_stages(FILE *f, const struct summary *s)
{
	double all = 0;
	int width = 5;
	for (uint32_t i = 0; i < s->n_stages; i++) {
		const int n = (int)strlen(s->stages[i].name);
		all += s->stages[i].seconds;
		width = n > width ? n : width;
	}
	fprintf(f, "\n%-*s  documents    seconds  share       MB/s\n", width, "stage");
	for (uint32_t i = 0; i < s->n_stages; i++) {
		const struct stage_time *t = &s->stages[i];
		fprintf(f, "%-*s  %9" PRIu64 "  %9.3f  %4.0f%%", width, t->name,
		        t->documents, t->seconds, all > 0 ? 100 * t->seconds / all : 0);
		if (t->seconds > 0)
			fprintf(f, "  %9.1f", (double)t->bytes / 1e6 / t->seconds);
		fputc('\n', f);
	}
}

void summary_print(const struct summary *s, FILE *f)
{
	fprintf(f, "%11" PRIu64 "  documents read, ", s->read);
	print_bytes(f, (double)s->bytes);
	fprintf(f, " of text in %.2f s", s->seconds);
	if (s->seconds > 0)
		fprintf(f, " (%.1f MB/s, %u worker%s)", (double)s->bytes / 1e6 / s->seconds,
		        s->workers, s->workers == 1 ? "" : "s");
	if (s->left_out)
		fprintf(f, "\n%11" PRIu64 "  left out by the sample", s->left_out);
	fprintf(f, "\n%11" PRIu64 "  kept\n", s->kept);
	fprintf(f, "%11" PRIu64 "  dropped\n", s->dropped);
	print_tallies(f, &s->drops);
	fprintf(f, "%11" PRIu64 "  quarantined\n", s->quarantined);
	print_tallies(f, &s->quarantines);
	if (summary_unfinished(s))
		fprintf(f, "%11" PRIu64 "  were under way when the run ended\n",
		        summary_unfinished(s));
	if (s->repaired)
		fprintf(f, "%11" PRIu64 "  had invalid UTF-8, repaired to U+FFFD\n",
		        s->repaired);
	if (s->renamed)
		fprintf(f, "%11" PRIu64 "  had the id of an earlier one, renamed\n",
		        s->renamed);
	print_stages(f, s);
	if (s->peak_memory) {
		fputs("\npeak memory ", f);
		print_bytes(f, (double)s->peak_memory);
		fputc('\n', f);
	}
	for (uint32_t i = 0; i < s->n_files; i++) {
		fputs(i ? "        " : "\nwritten ", f);
		safe_print_line(f, s->files[i].path);
		fputs(" (", f);
		print_bytes(f, (double)s->files[i].bytes);
		fputs(")\n", f);
	}
	if (!summary_holds(s))
		fputs("THE SUM DOES NOT HOLD: read is not kept + dropped + quarantined\n",
		      f);
}

/* ---- For programs ---- */

static void key(struct json_buf *b, const char *name)
{
	if (b->n && b->p[b->n - 1] != '{')
		json_char(b, ',');
	json_string(b, name, strlen(name));
	json_char(b, ':');
}

static void number(struct json_buf *b, const char *name, uint64_t n)
{
	key(b, name);
	json_uint(b, n);
}

static void real(struct json_buf *b, const char *name, double x)
{
	key(b, name);
	json_double(b, x);
}

static void text(struct json_buf *b, const char *name, const char *s)
{
	key(b, name);
	json_string(b, s, strlen(s));
}

static void tallies(struct json_buf *b, const char *name, const struct tallies *t)
{
	key(b, name);
	json_char(b, '[');
	for (uint32_t i = 0; i < t->n; i++) {
		json_raw(b, i ? ",{" : "{", i ? 2 : 1);
		text(b, "stage", t->items[i].stage);
		text(b, "reason", t->items[i].reason);
		number(b, "documents", t->items[i].n);
		json_char(b, '}');
	}
	json_char(b, ']');
}

static void stages(struct json_buf *b, const struct summary *s)
{
	key(b, "stages");
	json_char(b, '[');
	for (uint32_t i = 0; i < s->n_stages; i++) {
		json_raw(b, i ? ",{" : "{", i ? 2 : 1);
		text(b, "name", s->stages[i].name);
		number(b, "documents", s->stages[i].documents);
		number(b, "bytes", s->stages[i].bytes);
		real(b, "seconds", s->stages[i].seconds);
		json_char(b, '}');
	}
	json_char(b, ']');
}

static void files(struct json_buf *b, const struct summary *s)
{
	key(b, "files");
	json_char(b, '[');
	for (uint32_t i = 0; i < s->n_files; i++) {
		json_raw(b, i ? ",{" : "{", i ? 2 : 1);
		text(b, "path", s->files[i].path);
		number(b, "bytes", s->files[i].bytes);
		json_char(b, '}');
	}
	json_char(b, ']');
}

int summary_json(const struct summary *s, FILE *f)
{
	struct json_buf b = {0};
	json_char(&b, '{');
	number(&b, "read", s->read);
	if (s->left_out)
		number(&b, "left_out", s->left_out);
	number(&b, "kept", s->kept);
	number(&b, "dropped", s->dropped);
	number(&b, "quarantined", s->quarantined);
	if (summary_unfinished(s))
		number(&b, "unfinished", summary_unfinished(s));
	number(&b, "repaired", s->repaired);
	if (s->renamed)
		number(&b, "renamed", s->renamed);
	number(&b, "bytes", s->bytes);
	real(&b, "seconds", s->seconds);
	number(&b, "workers", s->workers);
	number(&b, "peak_memory", s->peak_memory);
	text(&b, "ended",
	     s->failed        ? "failed"
	     : s->interrupted ? "interrupted"
	                      : "well");
	tallies(&b, "dropped_by", &s->drops);
	tallies(&b, "quarantined_by", &s->quarantines);
	stages(&b, s);
	files(&b, s);
	json_raw(&b, "}\n", 2);
	const int bad = b.failed || fwrite(b.p, 1, b.n, f) != b.n || fflush(f);
	json_free(&b);
	return bad ? -1 : 0;
}
