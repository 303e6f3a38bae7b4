/* SPDX-License-Identifier: MIT */
/* bench_find_copies.c - speed and memory of find_copies alone, from tokens.
 *
 *   bench_find_copies [-s STEPS] [-c BYTES] [OPTION=VALUE...] FILE.jsonl...
 *
 * Tokenizing is not counted; process and commit are timed apart.  The documents
 * are passed once, in input order, and measured in STEPS (4) parts of about as
 * many bytes, so that it is seen whether the work for a byte grows with what has
 * been seen.  -c cuts the texts into documents of that many bytes at most, at
 * blanks. */
#define _POSIX_C_SOURCE 200809L
#include "../oracle/jsonl.h"
#include "../plugin/stand_in.h"
#include <time.h>
#include <unistd.h>

const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);

struct sums {
	size_t docs, bytes, tokens, rows, copied; /* copied: bytes in rows, each once */
	double process, commit;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kib(void)
{
	FILE *const f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = 0;

	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, "VmRSS:", 6))
			kib = strtol(line + 6, NULL, 10);
	if (f)
		fclose(f);
	return kib;
}

static void print(const char *what, const struct sums *s, long kib)
{
	const double mb = (double)s->bytes / 1e6;

	printf(
	    "%s: %zu documents, %.1f MB, %zu rows, %.1f %% copied: process %.0f MB/s, "
	    "commit %.0f MB/s, both %.1f MB/s",
	    what, s->docs, mb, s->rows,
	    s->bytes ? 100.0 * (double)s->copied / (double)s->bytes : 0,
	    mb / s->process, mb / s->commit, mb / (s->process + s->commit));
	if (kib && s->docs)
		printf(", %.0f bytes of memory a document, %.2f a byte of text",
		       1024.0 * (double)kib / (double)s->docs,
		       1024.0 * (double)kib / (double)s->bytes);
	putchar('\n');
	fflush(stdout);
}

static void add(struct sums *to, const struct sums *s)
{
	to->docs += s->docs;
	to->bytes += s->bytes;
	to->tokens += s->tokens;
	to->rows += s->rows;
	to->copied += s->copied;
	to->process += s->process;
	to->commit += s->commit;
}

static int by_begin(const void *a_, const void *b_)
{
	const uint32_t *const a = a_, *const b = b_;

	return a[0] != b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] < b[1] ? -1 : a[1] > b[1];
}

static size_t covered(const struct catena_writer *rows)
{
	uint32_t(*const spans)[2] = malloc((rows->n + 1) * sizeof *spans);
	uint32_t end = 0;
	size_t sum = 0;

	if (!spans)
		return 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		spans[i][0] = rows->begin[i];
		spans[i][1] = rows->end[i];
	}
	qsort(spans, rows->n, sizeof *spans, by_begin);
	for (uint32_t i = 0; i < rows->n; i++) {
		const uint32_t from = spans[i][0] < end ? end : spans[i][0];
		if (spans[i][1] > from) {
			sum += spans[i][1] - from;
			end = spans[i][1];
		}
	}
	free(spans);
	return sum;
}

static int pass(struct stand_in *h, const char *id, const char *text, uint32_t size,
                struct sums *s)
{
	stand_in_document(h, id, text, size);
	const double t0 = now();
	catena_status status = h->plugin->process(&h->ctx, h->self, h->local);
	const double t1 = now();
	if (status == CATENA_OK)
		status = h->plugin->commit(&h->ctx, h->self, h->serial);
	s->commit += now() - t1;
	s->process += t1 - t0;
	if (status < 0) {
		fprintf(stderr, "%s: %s\n", id, h->message);
		return -1;
	}
	s->docs++;
	s->bytes += size;
	s->tokens += h->tokens.n;
	s->rows += h->rows.n;
	s->copied += covered(&h->rows);
	return 0;
}

/* Cuts a text at blanks; the piece's end is made 0. */
static int pass_pieces(struct stand_in *h, struct jsonl_doc *d, size_t most,
                       struct sums *s)
{
	size_t at = 0;

	for (int k = 0; at < d->size; k++) {
		char id[256];
		size_t to = at + most < d->size ? at + most : d->size;
		while (to < d->size && to > at + 1 && d->text[to] != ' ' &&
		       d->text[to] != '\n')
			to--;
		d->text[to] = '\0';
		snprintf(id, sizeof id, "%.200s.%d", d->id, k);
		if (pass(h, id, d->text + at, (uint32_t)(to - at), s) < 0)
			return -1;
		at = to + 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *given[64] = {0};
	struct jsonl_doc *docs = NULL;
	struct stand_in h;
	struct sums all = {0}, part = {0};
	size_t n = 0, bytes = 0, most = SIZE_MAX / 2, steps = 4;
	int options = 0, c;

	while ((c = getopt(argc, argv, "s:c:")) != -1) {
		const size_t value = strtoul(optarg ? optarg : "", NULL, 10);
		if ((c != 's' && c != 'c') || !value)
			return 2;
		*(c == 's' ? &steps : &most) = value;
	}
	for (int i = optind; i < argc; i++) {
		char *const equals = strchr(argv[i], '=');
		if (equals && options < 60) {
			*equals = '\0';
			given[options++] = argv[i];
			given[options++] = equals + 1;
		} else if (jsonl_load(argv[i], &docs, &n) < 0)
			return 2;
	}
	for (size_t i = 0; i < n; i++)
		bytes += docs[i].size;
	const long before = peak_kib();
	if (stand_in_begin(&h, find_copies_LTX_catena_plugin(1, 0), given) < 0) {
		fprintf(stderr, "%s\n", h.message);
		return 2;
	}
	for (size_t i = 0; i < n; i++) {
		if (pass_pieces(&h, docs + i, most, &part) < 0)
			return 1;
		if (part.bytes >= bytes / steps || i + 1 == n) {
			print("part", &part, 0);
			add(&all, &part);
			part = (struct sums){0};
		}
	}
	print("all", &all, peak_kib() - before);
	h.plugin->serial_end(&h.ctx, h.self, h.serial, 0);
	h.serial = NULL;
	puts(h.message);
	stand_in_end(&h);
	for (size_t i = 0; i < n; i++) {
		free(docs[i].id);
		free(docs[i].text);
	}
	free(docs);
	return 0;
}
