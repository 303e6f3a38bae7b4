/* SPDX-License-Identifier: MIT */
/* bench_copies.c - speed and memory of one plugin alone, from tokens, on documents
 * that come as JSONL on standard input.
 *
 *   bench_copies PLUGIN.so [-q] [OPTION=VALUE...] < FILE.jsonl
 *
 * Reading and tokenizing are not counted; nothing is kept but what the plugin
 * keeps. Prints documents, MB of text, MB/s, documents/s, and bytes of memory a
 * document: of what malloc has given out and not got back.  -q: the figures alone.
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

static double given_out(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	const struct mallinfo2 m = mallinfo2();

	return (double)m.uordblks + (double)m.hblkhd;
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
	uint64_t documents, bytes, dropped, marked;
	double process, commit;
};

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
	s->marked += h->n_fields > 0;
	return 0;
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
	struct sums s = {0};
	struct stand_in h;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int options = 0, quiet = 0, rc = 0;

	if (!plugin) {
		fprintf(stderr, "bench_copies PLUGIN.so [-q] [OPTION=VALUE...] < JSONL\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		char *const equals = strchr(argv[i], '=');
		if (equals && options < 60) {
			*equals = '\0';
			given[options++] = argv[i];
			given[options++] = equals + 1;
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
