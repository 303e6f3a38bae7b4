/* SPDX-License-Identifier: MIT */
/* bench_icu.c - ICU's BreakIterator over a file: how fast, and are the
 * boundaries ours?
 *
 *   bench_icu FILE
 *
 * Compiled by bench_tokenize.sh where ICU is installed.  Words and sentences of
 * the root locale; UTF-8 through UText, and UTF-16, best of three. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "uax29.h"

typedef size_t next_end(const unsigned char *, size_t, size_t);

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

static void speed(const char *name, UBreakIterator *it, size_t bytes)
{
	double best = 1e9;
	long count = 0;

	for (int run = 0; run < 3; run++) {
		const double start = now();
		count = 0;
		for (int32_t at = ubrk_first(it); at != UBRK_DONE; at = ubrk_next(it))
			count++;
		const double took = now() - start;
		best = took < best ? took : best;
	}
	printf("%-34s %8.1f MB/s  (%ld boundaries)\n", name, (double)bytes / best / 1e6,
	       count);
	fflush(stdout);
}

/* Boundaries that only one side has; the first few are shown. */
static void compare(const char *name, UBreakIterator *it, next_end *next,
                    const unsigned char *s, size_t n)
{
	size_t ours = 0, theirs = 0, only_ours = 0, only_theirs = 0, shown = 0;

	ubrk_first(it);
	theirs = (size_t)ubrk_next(it);
	ours = next(s, n, 0);
	while (ours < n || theirs < n) {
		if (ours == theirs) {
			ours = next(s, n, ours);
			theirs = (size_t)ubrk_next(it);
			continue;
		}
		const size_t at = ours < theirs ? ours : theirs;
		if (shown++ < 5) {
			const size_t from = at > 15 ? at - 15 : 0;
			printf("  only %s at %zu: \"%.*s|%.*s\"\n",
			       ours < theirs ? "ours" : "ICU's", at, (int)(at - from), s + from,
			       (int)(n - at < 15 ? n - at : 15), s + at);
		}
		if (ours < theirs) {
			only_ours++;
			ours = next(s, n, ours);
		} else {
			only_theirs++;
			theirs = (size_t)ubrk_next(it);
		}
	}
	printf("%s: %zu boundaries are only ours, %zu only ICU's\n", name, only_ours,
	       only_theirs);
}

int main(int argc, char **argv)
{
	UErrorCode error = U_ZERO_ERROR;
	FILE *const f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	const size_t room = (size_t)1 << 30;
	unsigned char *const s = malloc(room);

	if (!f || !s)
		die("usage: bench_icu FILE");
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
	speed("ICU words, UTF-8", words, n);
	speed("ICU sentences, UTF-8", sents, n);
	compare("words", words, tokenize_word_end, s, n);
	compare("sentences", sents, tokenize_sentence_end, s, n);

	UChar *const wide = malloc((n + 1) * sizeof *wide);
	int32_t length = 0;
	if (!wide)
		die("out of memory");
	u_strFromUTF8Lenient(wide, (int32_t)n + 1, &length, (const char *)s, (int32_t)n,
	                     &error);
	ubrk_setText(words, wide, length, &error);
	if (U_FAILURE(error))
		die(u_errorName(error));
	speed("ICU words, UTF-16 (bytes of UTF-8)", words, n);
	ubrk_close(words);
	ubrk_close(sents);
	utext_close(text);
	free(wide);
	free(s);
	return 0;
}
