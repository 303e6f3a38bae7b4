/* SPDX-License-Identifier: MIT */
/* bench_icu.c - how fast are ICU's BreakIterators over a file?
 *
 *   bench_icu RUNS FILE
 *
 * Compiled by bench_tokenize.sh where ICU is installed.  Words and sentences of
 * the root locale; UTF-8 through UText, and UTF-16.  A line each: the name, MB
 * of UTF-8 a second (median), boundaries, peak memory in bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

enum {
	MOST_RUNS = 99
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "bench_icu: %s\n", what);
	exit(2);
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void speed(const char *name, UBreakIterator *it, size_t bytes, int runs)
{
	double took[MOST_RUNS];
	struct rusage usage;
	long count = 0;

	for (int run = 0; run < runs; run++) {
		const double start = now();
		count = 0;
		for (int32_t at = ubrk_first(it); at != UBRK_DONE; at = ubrk_next(it))
			count++;
		took[run] = now() - start;
	}
	qsort(took, (size_t)runs, sizeof *took, by_size);
	getrusage(RUSAGE_SELF, &usage);
	printf("%s %.1f %ld %ld\n", name, (double)bytes / took[runs / 2] / 1e6, count,
	       usage.ru_maxrss * 1024);
}

int main(int argc, char **argv)
{
	UErrorCode error = U_ZERO_ERROR;
	FILE *const f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	const int runs = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0;
	const size_t room = (size_t)1 << 28;
	unsigned char *const s = malloc(room);

	if (!f || !s || runs < 1 || runs > MOST_RUNS)
		die("usage: bench_icu RUNS FILE");
	const size_t n = fread(s, 1, room, f);
	fclose(f);
	UText *const text = utext_openUTF8(NULL, (const char *)s, (int64_t)n, &error);
	UBreakIterator *const words = ubrk_open(UBRK_WORD, "", NULL, 0, &error);
	UBreakIterator *const sents = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &error);
	if (U_FAILURE(error))
		die(u_errorName(error));
	ubrk_setUText(words, text, &error);
	ubrk_setUText(sents, text, &error);
	if (U_FAILURE(error))
		die(u_errorName(error));
	speed("words,UTF-8", words, n, runs);
	speed("sentences,UTF-8", sents, n, runs);

	UChar *const wide = malloc((n + 1) * sizeof *wide);
	int32_t length = 0;
	if (!wide)
		die("out of memory");
	u_strFromUTF8Lenient(wide, (int32_t)n + 1, &length, (const char *)s, (int32_t)n,
	                     &error);
	ubrk_setText(words, wide, length, &error);
	if (U_FAILURE(error))
		die(u_errorName(error));
	speed("words,UTF-16", words, n, runs);
	ubrk_close(words);
	ubrk_close(sents);
	utext_close(text);
	free(wide);
	free(s);
	return 0;
}
