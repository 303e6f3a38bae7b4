/* SPDX-License-Identifier: MIT */
/* bench_tag_gazetteer.c - speed of tag_gazetteer alone, from tokens, and how
 * long the lists take to load.
 *
 *   bench_tag_gazetteer [OPTION=VALUE...] FILE.jsonl...
 *
 * lists=A.tsv,B.tsv.  Tokenizing is not counted. */
#define _POSIX_C_SOURCE 200809L
#include "../oracle/jsonl.h"
#include "../plugin/stand_in.h"
#include <time.h>

const struct catena_plugin *tag_gazetteer_LTX_catena_plugin(uint16_t, uint16_t);

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
	size_t n = 0, bytes = 0, words = 0, found = 0;
	double seconds = 0, load;
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
	load = now();
	if (stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), given) < 0) {
		fprintf(stderr, "%s\n", h.message);
		return 2;
	}
	load = now() - load;
	printf("%s loaded in %.2f s\n", h.message, load);
	for (size_t i = 0; i < n; i++) {
		stand_in_document(&h, docs[i].id, docs[i].text, (uint32_t)docs[i].size);
		const double t0 = now();
		if (h.plugin->process(&h.ctx, h.self, h.local) < 0) {
			fprintf(stderr, "%s: %s\n", docs[i].id, h.message);
			return 1;
		}
		seconds += now() - t0;
		bytes += docs[i].size;
		words += h.tokens.n;
		found += h.rows.n;
	}
	printf("%zu documents, %.1f MB, %zu tokens, %zu names found: %.0f MB/s, "
	       "%.1f ns a token\n",
	       n, (double)bytes / 1e6, words, found, (double)bytes / 1e6 / seconds,
	       seconds / (double)words * 1e9);
	stand_in_end(&h);
	return 0;
}
