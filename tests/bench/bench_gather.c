/* SPDX-License-Identifier: MIT */
/* bench_gather.c - speed of what gathering needs: sorting facts in memory and
 * through a file, documents to the spool and back.  One thread.
 *
 *   bench_gather [FOLDER]       for temporary files; default: the current one */
#include "../unit/frame_sample.h"
#include "sort.h"
#include "spool.h"

#include <stdio.h>
#include <time.h>

enum {
	FACTS = 4000000,
	DOCS = 40000,
	TEXT = 4096,
	TOKENS = TEXT / 5
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(catena_status st, const char *why)
{
	if (st == CATENA_OK)
		return;
	fprintf(stderr, "bench_gather: %s\n", why);
	exit(1);
}

/* Facts as dedup_near emits them: a hash as key, a few numbers as value; or
 * with a long common beginning, as paths have. */
static void sort_facts(const char *folder, const char *what, uint64_t memory,
                       const char *head)
{
	struct sort *s = sort_new(folder, memory);
	char key[64];
	const size_t n = strlen(head);
	uint64_t x = 1, value[2] = {0, 0}, bytes = 0, count = 0;
	struct sort_record r;
	if (!s)
		exit(1);
	memcpy(key, head, n);
	const double start = now();
	for (uint64_t i = 0; i < FACTS; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17; /* xorshift64, by Marsaglia */
		memcpy(key + n, &x, 8);
		r = (struct sort_record){key, value, i, (uint32_t)n + 8, sizeof value};
		bytes += r.key_size + r.size;
		must(sort_add(s, &r), sort_error(s));
	}
	const uint64_t runs = sort_runs(s);
	must(sort_end(s), sort_error(s));
	const double sorted = now();
	while (!sort_next(s, &r))
		count++;
	const double end = now();
	printf("sort %-28s %4.1f M facts/s %5.0f MB/s (%u runs; in and sorted %.2f s, "
	       "out %.2f s)\n",
	       what, FACTS / (end - start) / 1e6, (double)bytes / (end - start) / 1e6,
	       (unsigned)runs, sorted - start, end - sorted);
	if (count != FACTS)
		exit(1);
	sort_free(s);
}

/* A text of 4 KiB with tokens, as an exporter would want them. */
static struct doc big_doc(struct arena *a)
{
	struct doc d = sample_empty(a, 0);
	char *text = arena_zalloc(a, TEXT + 1, 1);
	uint32_t *begin = arena_zalloc(a, TOKENS * 4, 8);
	uint32_t *end = arena_zalloc(a, TOKENS * 4, 8);
	void **cols = arena_zalloc(a, COLUMNS * sizeof *cols, 8);
	memset(text, 'x', TEXT);
	for (uint32_t i = 0; i < TOKENS; i++) {
		begin[i] = i * 5;
		end[i] = i * 5 + 4;
	}
	cols[KIND] = arena_zalloc(a, TOKENS, 8);
	cols[COUNT] = arena_zalloc(a, TOKENS * 4, 8);
	doc_set_id(&d, "some/file.txt", 13);
	doc_set_source(&d, "some/file.txt", 13);
	d.text = text;
	d.size = TEXT;
	d.layers[ENTITY] = (struct layer){true, TOKENS, begin, end, cols};
	return d;
}

static void spool_docs(const char *folder)
{
	struct sample_chain c;
	struct arena a = {0}, b = {0};
	char why[512];
	uint64_t frames = 0;
	sample_chain_init(&c);
	struct doc d = big_doc(&a);
	struct spool *s = spool_new(folder, why, sizeof why);
	must(s ? CATENA_OK : CATENA_E_IO, why);
	const double start = now();
	for (uint64_t i = 0; i < DOCS; i++) {
		d.number = i;
		must(spool_write(s, &c.chain, &d, 1), spool_error(s));
	}
	must(spool_rewind(s), spool_error(s));
	const double middle = now();
	for (uint64_t i = 0; i < DOCS; i++) {
		struct doc e = sample_empty(&b, 0);
		must(spool_read(s, &e), spool_error(s));
		frames += e.raw_size;
		must(spool_decode(&c.chain, &e, why, sizeof why), why);
		if (i % 16 == 15)
			arena_reset(&b, 4 << 20);
	}
	const double end = now();
	const double text = (double)DOCS * TEXT / 1e6;
	printf("spool, %d documents of %d bytes, %.0f bytes of frame each: write %.0f, "
	       "read %.0f MB/s of text (%.0f, %.0f MB/s of frames)\n",
	       DOCS, TEXT, (double)frames / DOCS, text / (middle - start),
	       text / (end - middle), (double)frames / 1e6 / (middle - start),
	       (double)frames / 1e6 / (end - middle));
	spool_free(s);
	arena_free(&a);
	arena_free(&b);
	symbols_free(c.chain.symbols);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".";
	sort_facts(folder, "in memory, 8-byte keys", UINT64_C(1) << 30, "");
	sort_facts(folder, "in memory, 40-byte keys", UINT64_C(1) << 30,
	           "a/common/beginning/of/thirty-two");
	sort_facts(folder, "in 64 MiB, 8-byte keys", 64 << 20, "");
	sort_facts(folder, "in 4 MiB, 8-byte keys", 4 << 20, "");
	spool_docs(folder);
	return 0;
}
