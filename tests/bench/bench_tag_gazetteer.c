/* SPDX-License-Identifier: MIT */
/* bench_tag_gazetteer.c - speed of tag_gazetteer alone, from tokens, and how
 * long the lists take to load.
 *
 *   bench_tag_gazetteer [OPTION=VALUE...] FILE.jsonl...
 *
 * lists=A.tsv,B.gaz.  Tokenizing is not counted.  The best of some rounds, for
 * others may use the machine too; how fast the plain tokenizer of the tests was in
 * it tells how busy that was. */
#define _POSIX_C_SOURCE 200809L
#include "../oracle/jsonl.h"
#include "../plugin/stand_in.h"
#include <time.h>

const struct catena_plugin *tag_gazetteer_LTX_catena_plugin(uint16_t, uint16_t);

enum {
	ROUNDS = 7
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct round {
	double seconds, cutting;
	size_t bytes, words, found;
};

static int run(struct stand_in *h, const struct jsonl_doc *docs, size_t n,
               struct round *r)
{
	*r = (struct round){0};
	for (size_t i = 0; i < n; i++) {
		const double t0 = now();
		stand_in_document(h, docs[i].id, docs[i].text, (uint32_t)docs[i].size);
		const double t1 = now();
		if (h->plugin->process(&h->ctx, h->self, h->local) < 0) {
			fprintf(stderr, "%s: %s\n", docs[i].id, h->message);
			return -1;
		}
		r->seconds += now() - t1;
		r->cutting += t1 - t0;
		r->bytes += docs[i].size;
		r->words += h->tokens.n;
		r->found += h->rows.n;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *given[64] = {0};
	struct jsonl_doc *docs = NULL;
	struct stand_in h;
	struct round best = {.seconds = 1e9}, r;
	size_t n = 0;
	double load;
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
	printf("%s loaded in %.1f ms\n", h.message, load * 1e3);
	for (int i = 0; i < ROUNDS; i++) {
		if (run(&h, docs, n, &r))
			return 1;
		best = r.seconds < best.seconds ? r : best;
	}
	const double mb = (double)best.bytes / 1e6;
	printf("%zu documents, %.1f MB, %zu tokens, %zu names found: %.0f MB/s, "
	       "%.1f ns a token (cutting tokens: %.0f MB/s)\n",
	       n, mb, best.words, best.found, mb / best.seconds,
	       best.seconds / (double)best.words * 1e9, mb / best.cutting);
	stand_in_end(&h);
	return 0;
}
