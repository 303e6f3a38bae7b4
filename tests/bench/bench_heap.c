/* SPDX-License-Identifier: MIT */
/* bench_heap.c - a heap of documents, some of them copies of others, made from
 * real text by an edit model.  Prints JSONL.
 *
 *   bench_heap N FILE...
 *
 * Words are what stands between blanks in the files.  A document has 100 to 500 of
 * them, in a row where the files last; then the words are taken backwards, then
 * every second one, and so on, so that fresh text stays fresh.  Of the documents
 *
 *   4 %   are another one, anew,
 *   8 %   are another one with 1 word in 50 changed, left out or put in,
 *   4 %   are another one with 1 word in 15 changed, left out or put in,
 *  10 %   are fresh, but for a passage of 20 to 60 words of another one,
 *  10 %   are fresh, with one of 20 notices of 25 words at their end,
 *  64 %   are fresh;
 *
 * "another one" is any fresh one before it.  The same N and files give the same
 * heap on every machine. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
	char *text;
	uint32_t *at; /* n + 1 */
	size_t n, size, room;
};

struct recipe {    /* a stretch of the words */
	uint64_t from; /* of all that can be taken: see word */
	uint32_t n;
};

static uint64_t seed = 20;

static uint64_t chance(uint64_t below)
{
	uint64_t x = seed += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return (x ^ x >> 31) % below;
}

static void *must(void *p)
{
	if (!p) {
		perror("bench_heap");
		exit(2);
	}
	return p;
}

static void load(struct words *w, const char *path)
{
	FILE *const f = must(fopen(path, "r"));
	char *const bytes = must(malloc(65536));
	size_t n;

	while ((n = fread(bytes, 1, 65536, f)) > 0) {
		w->text = must(realloc(w->text, w->size + n + 1));
		memcpy(w->text + w->size, bytes, n);
		w->size += n;
	}
	if (w->text)
		w->text[w->size++] = ' ';
	free(bytes);
	fclose(f);
}

static int is_blank(char c)
{
	return (unsigned char)c <= ' ' || c == '"' || c == '\\';
}

static void cut(struct words *w)
{
	for (size_t i = 0; i < w->size;) {
		while (i < w->size && is_blank(w->text[i]))
			i++;
		if (i == w->size)
			break;
		if (w->n + 2 > w->room) {
			w->room = w->room ? w->room + w->room / 2 : 65536;
			w->at = must(realloc(w->at, w->room * sizeof *w->at));
		}
		w->at[w->n++] = (uint32_t)i;
		while (i < w->size && !is_blank(w->text[i]))
			i++;
	}
}

/* The i-th of all the words that can be taken: the files forwards, backwards,
 * every second one forwards, backwards, every third... */
static size_t word(const struct words *w, uint64_t i)
{
	const uint64_t pass = i / w->n, step = pass / 2 + 1;
	const uint64_t place = i % w->n * step;
	const uint64_t at = (place % w->n + place / w->n) % w->n;

	return (size_t)(pass % 2 ? w->n - 1 - at : at);
}

static void put(const struct words *w, uint64_t i, int *any)
{
	const char *const s = w->text + w->at[word(w, i)];
	size_t n = 0;

	while (!is_blank(s[n]))
		n++;
	if (*any)
		putchar(' ');
	fwrite(s, 1, n, stdout);
	*any = 1;
}

/* One word in `every` is changed, left out, or has one put before it. */
static void put_edited(const struct words *w, struct recipe r, uint64_t every,
                       int *any)
{
	for (uint64_t i = r.from; i < r.from + r.n; i++) {
		const uint64_t edit = every ? chance(every * 3) : 3;
		if (edit == 0)
			continue;
		if (edit == 1 || edit == 2)
			put(w, chance(w->n), any);
		if (edit != 1)
			put(w, i, any);
	}
}

int main(int argc, char **argv)
{
	const size_t n = argc > 2 ? strtoull(argv[1], NULL, 10) : 0;
	struct words w = {0};
	uint64_t next = 0;
	size_t fresh = 0;

	if (!n) {
		fprintf(stderr, "bench_heap N FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		load(&w, argv[i]);
	cut(&w);
	if (w.n < 10000 || w.size > UINT32_MAX) {
		fprintf(stderr, "bench_heap: too little text, or too much\n");
		return 2;
	}
	struct recipe *const docs = must(malloc(n * sizeof *docs));
	for (size_t d = 0; d < n; d++) {
		const uint64_t kind = fresh ? chance(100) : 99;
		const struct recipe other =
		    fresh ? docs[chance(fresh)] : (struct recipe){0, 0};
		int any = 0;
		printf("{\"id\":\"d%zu\",\"text\":\"", d);
		if (kind < 16) {
			put_edited(&w, other, kind < 4 ? 0 : kind < 12 ? 50 : 15, &any);
		} else {
			const struct recipe own = {next, 100 + (uint32_t)chance(401)};
			next += own.n;
			docs[fresh++] = own;
			put_edited(&w, own, 0, &any);
			if (kind < 26) {
				struct recipe part = other;
				part.n = 20 + (uint32_t)chance(41);
				part.n = part.n < other.n ? part.n : other.n;
				part.from += chance(other.n - part.n + 1);
				put_edited(&w, part, 0, &any);
			} else if (kind < 36) {
				put_edited(&w, (struct recipe){w.n / 2 + chance(20) * 25, 25}, 0,
				           &any);
			}
		}
		fputs("\"}\n", stdout);
	}
	free(docs);
	free(w.at);
	free(w.text);
	return fflush(stdout) || ferror(stdout) ? 2 : 0;
}
