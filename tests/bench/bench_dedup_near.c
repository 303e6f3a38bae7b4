/* SPDX-License-Identifier: MIT */
/* bench_dedup_near.c - speed and memory of dedup_near alone, from tokens.
 *
 *   bench_dedup_near [OPTION=VALUE...] FILE.jsonl...
 *
 * Tokenizing is not counted.  Process and commit are timed apart. */
#define _POSIX_C_SOURCE 200809L
#include "../oracle/jsonl.h"
#include "../plugin/stand_in.h"
#include <time.h>

const struct catena_plugin *dedup_near_LTX_catena_plugin(uint16_t, uint16_t);

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	const char *given[64] = {0};
	struct jsonl_doc *docs = NULL;
	struct stand_in h;
	size_t n = 0, bytes = 0, dropped = 0, marked = 0, words = 0;
	double process = 0, commit = 0;
	int options = 0;

	for (int i = 1; i < argc; i++) {
		char *const equals = strchr(argv[i], '=');
		if (equals && options < 60) {
			*equals = '\0';
			given[options++] = argv[i];
			given[options++] = equals + 1;
		} else if (jsonl_load(argv[i], &docs, &n) < 0)
			return 2;
	}
	if (stand_in_begin(&h, dedup_near_LTX_catena_plugin(1, 0), given) < 0) {
		fprintf(stderr, "%s\n", h.message);
		return 2;
	}
	for (size_t i = 0; i < n; i++) {
		stand_in_document(&h, docs[i].id, docs[i].text, (uint32_t)docs[i].size);
		const double t0 = now();
		catena_status status = h.plugin->process(&h.ctx, h.self, h.local);
		const double t1 = now();
		if (status == CATENA_OK)
			status = h.plugin->commit(&h.ctx, h.self, h.serial);
		commit += now() - t1;
		process += t1 - t0;
		if (status < 0) {
			fprintf(stderr, "%s: %s\n", docs[i].id, h.message);
			return 1;
		}
		bytes += docs[i].size;
		words += h.tokens.n;
		dropped += status == CATENA_DROP;
		marked += h.n_fields > 0;
	}
	const double mb = (double)bytes / 1e6;
	h.plugin->serial_end(&h.ctx, h.self, h.serial, 0);
	h.serial = NULL;
	printf("%zu documents, %.1f MB, %zu tokens, %zu duplicates, %zu dropped\n", n,
	       mb, words, marked, dropped);
	printf("process %.0f MB/s, commit %.0f MB/s, both %.0f MB/s, "
	       "%.0f documents/s\n",
	       mb / process, mb / commit, mb / (process + commit),
	       (double)n / (process + commit));
	printf("%s\n", h.message);
	stand_in_end(&h);
	return 0;
}
