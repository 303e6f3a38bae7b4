/* SPDX-License-Identifier: MIT */
/* bench_copies.c - speed and memory of one plugin alone, from tokens, on documents
 * that come as JSONL on standard input.
 *
 *   bench_copies PLUGIN.so [-q] [-p N] [OPTION=VALUE...] < FILE.jsonl
 *
 * Reading and tokenizing are not counted; nothing is kept but what the plugin
 * keeps. Prints documents, MB of text, MB/s, documents/s, and bytes of memory a
 * document: of what was asked for and not given back.  -q: the figures alone.
 * -p: a line on standard error for each N documents, too, so that it is seen how
 * the speed and the process grow: its MB/s, the memory of the process, and the part
 * of that which belongs to files; and a sum over all rows so far, to compare.
 */
#define _GNU_SOURCE
#include "../plugin/stand_in.h"
#include "../oracle/jsonl.h"
#include <dlfcn.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

typedef const struct catena_plugin *get_plugin(uint16_t, uint16_t);

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A line of /proc/self/status, in MiB; 0: there is none. */
static double status_mib(const char *name)
{
	FILE *const f = fopen("/proc/self/status", "r");
	char line[256];
	double mib = 0;

	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, name, strlen(name)))
			mib = strtod(line + strlen(name), NULL) / 1024;
	if (f)
		fclose(f);
	return mib;
}

/* What malloc has given out, and what was asked of the system beside it. */
static double given_out(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	const struct mallinfo2 m = mallinfo2();
	const double all = status_mib("VmData:") * 1048576;
	const double beside = all - (double)m.arena - (double)m.hblkhd;

	return (double)m.uordblks + (double)m.hblkhd + (all > 0 ? beside : 0);
#else
	return 0;
#endif
}

static const struct catena_plugin *open_plugin(const char *path)
{
	const char *const slash = strrchr(path, '/');
	const char *const name = slash ? slash + 1 : path;
	const size_t n = strcspn(name, ".");
	char symbol[256];
	void *const so = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	snprintf(symbol, sizeof symbol, "%.*s_LTX_catena_plugin", (int)n, name);
	void *const p = so ? dlsym(so, symbol) : NULL;
	get_plugin *get;
	if (!p) {
		fprintf(stderr, "bench_copies: %s\n", dlerror());
		return NULL;
	}
	memcpy(&get, &p, sizeof get);
	return get(CATENA_ABI_MAJOR, CATENA_ABI_MINOR);
}

struct sums {
	uint64_t documents, bytes, dropped, marked, rows;
	double process, commit;
};

/* All rows of a document: where they are and the columns of numbers. */
static uint64_t sum_rows(uint64_t sum, const struct catena_writer *rows,
                         const size_t *sizes)
{
	const size_t n = rows->n;

	for (size_t i = 0; i < n; i++)
		sum =
		    ((sum ^ rows->begin[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ rows->end[i]) *
		    UINT64_C(0xC2B2AE3D27D4EB4F);
	for (size_t c = 0; c < STAND_IN_COLUMNS; c++)
		for (size_t i = 0; sizes[c] == 4 && rows->cols[c] && i < n; i++)
			sum = (sum ^ ((const uint32_t *)rows->cols[c])[i]) *
			          UINT64_C(0x9E3779B97F4A7C15) +
			      (sum >> 29);
	return sum;
}

static int pass(struct stand_in *h, struct sums *s, const char *id,
                const char *text, size_t size)
{
	stand_in_document(h, id, text, (uint32_t)size);
	h->number = s->documents;
	const double t0 = now();
	catena_status status = h->plugin->process
	                           ? h->plugin->process(&h->ctx, h->self, h->local)
	                           : CATENA_OK;
	const double t1 = now();
	if (status == CATENA_OK && h->plugin->commit)
		status = h->plugin->commit(&h->ctx, h->self, h->serial);
	s->commit += now() - t1;
	s->process += t1 - t0;
	if (status < 0) {
		fprintf(stderr, "bench_copies: %s: %s\n", id, h->message);
		return -1;
	}
	s->documents++;
	s->bytes += size;
	s->dropped += status == CATENA_DROP;
	s->rows = sum_rows(s->rows, &h->rows, h->row_sizes);
	s->marked += h->n_fields > 0;
	return 0;
}

static void print_part(const struct sums *s, const struct sums *last)
{
	const double mb = (double)(s->bytes - last->bytes) / 1e6;
	const double process = s->process - last->process;
	const double commit = s->commit - last->commit;

	fprintf(stderr,
	        "%9.0f documents: process %.0f MB/s, commit %.1f MB/s, both %.1f MB/s; "
	        "%.0f MiB, %.0f of files, at most %.0f; rows %016llx\n",
	        (double)s->documents, mb / process, mb / commit,
	        mb / (process + commit), status_mib("VmRSS:"), status_mib("RssFile:"),
	        status_mib("VmHWM:"), (unsigned long long)s->rows);
}

static void print(const struct sums *s, double memory, int quiet)
{
	const double mb = (double)s->bytes / 1e6, n = (double)s->documents;
	const double both = s->process + s->commit;

	if (quiet)
		printf("%.0f %.1f %.4f %.0f %.0f %.0f\n", n, mb, both, mb / both, n / both,
		       memory / n);
	else
		printf(
		    "%.0f documents, %.1f MB, %.0f duplicates: process %.0f MB/s, commit "
		    "%.0f MB/s, both %.0f MB/s, %.0f documents/s, %.0f bytes of memory a "
		    "document\n",
		    n, mb, (double)(s->dropped > s->marked ? s->dropped : s->marked),
		    mb / s->process, mb / s->commit, mb / both, n / both, memory / n);
}

int main(int argc, char **argv)
{
	const char *given[64] = {0};
	const struct catena_plugin *const plugin =
	    argc > 1 ? open_plugin(argv[1]) : NULL;
	struct sums s = {0}, last = {0};
	struct stand_in h;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	uint64_t part = 0;
	int options = 0, quiet = 0, rc = 0;

	if (!plugin) {
		fprintf(stderr,
		        "bench_copies PLUGIN.so [-q] [-p N] [OPTION=VALUE...] < JSONL\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		char *const equals = strchr(argv[i], '=');
		if (equals && options < 60) {
			*equals = '\0';
			given[options++] = argv[i];
			given[options++] = equals + 1;
		} else if (!strcmp(argv[i], "-p") && i + 1 < argc) {
			part = strtoull(argv[++i], NULL, 10);
		} else {
			quiet = quiet || !strcmp(argv[i], "-q");
		}
	}
	if (stand_in_begin(&h, plugin, given) < 0) {
		fprintf(stderr, "bench_copies: %s\n", h.message);
		return 2;
	}
	const double before = given_out();
	while (!rc && (n = getline(&line, &room, stdin)) > 0) {
		size_t ignored, size;
		char *const id = jsonl_value(line, "id", &ignored);
		char *const text = jsonl_value(line, "text", &size);
		if (id && text)
			rc = pass(&h, &s, id, text, size);
		if (part && s.documents == last.documents + part) {
			print_part(&s, &last);
			last = s;
		}
		free(id);
		free(text);
	}
	if (s.documents)
		print(&s, given_out() - before - (double)room, quiet);
	h.plugin->serial_end(&h.ctx, h.self, h.serial, 0);
	h.serial = NULL;
	stand_in_end(&h);
	free(line);
	return rc ? 1 : 0;
}
