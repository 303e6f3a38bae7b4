/* SPDX-License-Identifier: MIT */
/* shared_runs.c - the right answer for find_copies with max_gap = 0: every run
 * of words that stands earlier, by a suffix array over the words of all
 * documents.
 *
 *   shared_runs [-w WORDS] [-v] [-c OUT.jsonl] FILE.jsonl...
 *
 * For each word, the longest run from it on that begins earlier - in a document
 * before, or before it in the same - is the longest previous factor (Crochemore
 * and Ilie, "Computing Longest Previous Factor in linear time and
 * applications", 2008).  The maximal ones are those that no other contains.
 *
 * Without -c, prints them: id, byte where it begins, byte where it ends, words.
 * With -c, compares with what a chain reported (JSONL, offsets = "bytes",
 * max_gap = 0): recall is the part of the maximal runs that is reported with
 * exactly these borders; each reported copy must agree word by word with an
 * original that begins earlier, and must not go on at either end.  Exit status
 * 1 unless recall is 1 and all are right. */
#define _POSIX_C_SOURCE 200809L
#include "passages.h"
#include <unistd.h>

struct suffixes {
	uint32_t *words; /* all, with a number of its own between documents */
	uint32_t *doc;   /* of each */
	uint32_t *start; /* of each document */
	uint32_t n;
	uint32_t *array, *rank, *common; /* common: words with the one before */
	uint32_t *longest, *where;       /* previous factor of each */
};

static void concatenate(struct suffixes *s, const struct heap *h)
{
	uint32_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += h->texts[i].n + 1;
	s->words = must(malloc((n + 1) * sizeof *s->words));
	s->doc = must(malloc((n + 1) * sizeof *s->doc));
	s->start = must(malloc((h->n + 1) * sizeof *s->start));
	for (uint32_t i = 0; i < h->n; i++) {
		const struct text *const t = h->texts + i;
		s->start[i] = s->n;
		for (uint32_t k = 0; k <= t->n; k++) {
			s->doc[s->n] = i;
			s->words[s->n++] = k < t->n ? t->words[k] : h->trie.n + 1 + i;
		}
	}
}

/* Sorts positions by a key of each, stably. */
static void sort_by(const uint32_t *key, uint32_t keys, const uint32_t *in,
                    uint32_t *out, uint32_t n, uint32_t *count)
{
	memset(count, 0, ((size_t)keys + 1) * sizeof *count);
	for (uint32_t i = 0; i < n; i++)
		count[key[i] + 1]++;
	for (uint32_t i = 1; i <= keys; i++)
		count[i] += count[i - 1];
	for (uint32_t i = 0; i < n; i++)
		out[count[key[in[i]]]++] = in[i];
}

/* Prefix doubling (Manber and Myers, 1993), sorting by counting. */
static void sort_suffixes(struct suffixes *s, uint32_t keys)
{
	const uint32_t n = s->n;
	uint32_t *second = must(malloc((n + 1) * sizeof *second));
	uint32_t *next = must(malloc((n + 1) * sizeof *next));
	uint32_t *const count =
	    must(malloc(((size_t)(keys > n ? keys : n) + 2) * sizeof *count));
	uint32_t classes = keys;

	s->array = must(malloc((n + 1) * sizeof *s->array));
	s->rank = must(malloc((n + 1) * sizeof *s->rank));
	for (uint32_t i = 0; i < n; i++) {
		second[i] = i;
		s->rank[i] = s->words[i];
	}
	sort_by(s->rank, keys, second, s->array, n, count);
	for (uint32_t width = 0; classes != n || !width;
	     width = width ? width * 2 : 1) {
		if (width) {
			uint32_t out = 0;
			for (uint32_t i = n > width ? n - width : 0; i < n; i++)
				second[out++] = i;
			for (uint32_t i = 0; i < n; i++)
				if (s->array[i] >= width)
					second[out++] = s->array[i] - width;
			sort_by(s->rank, classes, second, s->array, n, count);
		}
		classes = 0;
		for (uint32_t i = 0; i < n; i++) {
			const uint32_t a = s->array[i], b = i ? s->array[i - 1] : 0;
			const uint32_t a2 = a + width < n ? s->rank[a + width] + 1 : 0;
			const uint32_t b2 = b + width < n ? s->rank[b + width] + 1 : 0;
			classes += !i || s->rank[a] != s->rank[b] || (width && a2 != b2);
			next[a] = classes - 1;
		}
		uint32_t *const swap = s->rank;
		s->rank = next;
		next = swap;
		if (width > n)
			break;
	}
	free(second);
	free(next);
	free(count);
}

/* Kasai and others, "Linear-time longest-common-prefix computation", 2001. */
static void measure_common(struct suffixes *s)
{
	uint32_t n = 0;

	s->common = must(calloc(s->n + 1, sizeof *s->common));
	for (uint32_t i = 0; i < s->n; i++) {
		if (!s->rank[i]) {
			n = 0;
			continue;
		}
		const uint32_t k = s->array[s->rank[i] - 1];
		while (i + n < s->n && k + n < s->n && s->words[i + n] == s->words[k + n])
			n++;
		s->common[s->rank[i]] = n;
		n -= n > 0;
	}
}

/* One sweep over the array with a stack of positions that rise. */
static void find_longest(struct suffixes *s)
{
	uint32_t *const stack = must(malloc((s->n + 1) * sizeof *stack));
	uint32_t *const to = must(malloc((s->n + 1) * sizeof *to));
	uint32_t top = 0;

	s->longest = must(calloc(s->n + 1, sizeof *s->longest));
	s->where = must(calloc(s->n + 1, sizeof *s->where));
	for (uint32_t i = 0; i <= s->n; i++) {
		const uint32_t at = i < s->n ? s->array[i] : 0;
		uint32_t common = i < s->n ? s->common[i] : 0;
		/* what begins later than this has this as its next earlier one */
		while (top && (i == s->n || stack[top - 1] > at)) {
			const uint32_t p = stack[--top];
			const uint32_t above = top ? to[top] : 0;
			const bool down = i < s->n && common > above;
			s->longest[p] = down ? common : above;
			s->where[p] = down ? at : top ? stack[top - 1] : 0;
			if (above < common)
				common = above;
		}
		stack[top] = at;
		to[top++] = common;
	}
	free(stack);
	free(to);
}

/* ---- Judging ---- */

static bool is_maximal(const struct suffixes *s, uint32_t i, uint32_t least)
{
	return s->longest[i] >= least &&
	       (i == 0 || s->longest[i - 1] != s->longest[i] + 1);
}

static int by_begin(const void *a_, const void *b_)
{
	const struct row *const a = a_, *const b = b_;

	if (a->doc != b->doc)
		return a->doc < b->doc ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

static bool is_right(const struct suffixes *s, const struct row *r, uint32_t least)
{
	const uint32_t a = s->start[r->doc] + r->from, b = s->start[r->of] + r->of_from;
	const uint32_t n = r->to - r->from;

	if (b >= a || n < least || r->of_to - r->of_from != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (s->words[a + i] != s->words[b + i])
			return false;
	if (s->words[a + n] == s->words[b + n])
		return false;
	return !a || !b || s->words[a - 1] != s->words[b - 1];
}

static int judge(const struct suffixes *s, const struct heap *h, struct rows *rows,
                 uint32_t least, bool verbose)
{
	size_t runs = 0, found = 0, wrong = rows->odd, words = 0, covered = 0;
	bool *const cover = must(calloc(s->n + 1, sizeof *cover));
	uint32_t end = 0;

	if (rows->n)
		qsort(rows->items, rows->n, sizeof *rows->items, by_begin);
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *const r = rows->items + i;
		if (!is_right(s, r, least)) {
			wrong++;
			if (verbose)
				printf("wrong: %s words %u to %u of %s words %u to %u\n",
				       h->docs[r->doc].id, r->from, r->to, h->docs[r->of].id,
				       r->of_from, r->of_to);
			continue;
		}
		for (uint32_t k = r->from; k < r->to; k++)
			cover[s->start[r->doc] + k] = true;
	}
	for (uint32_t i = 0; i < s->n; i++) {
		const uint32_t doc = s->doc[i];
		struct row key = {.doc = doc, .from = i - s->start[doc]};
		if (s->longest[i] >= least && i + s->longest[i] > end)
			end = i + s->longest[i];
		words += i < end;
		covered += i < end && cover[i];
		if (!is_maximal(s, i, least))
			continue;
		runs++;
		key.to = key.from + s->longest[i];
		const bool is =
		    rows->n && bsearch(&key, rows->items, rows->n, sizeof key, by_begin);
		found += is;
		if (!is && verbose)
			printf("missed: %s words %u to %u, also in %s\n", h->docs[doc].id,
			       key.from, key.to, h->docs[s->doc[s->where[i]]].id);
	}
	free(cover);
	printf(
	    "%zu maximal runs, %zu reported: recall %.6f; of their %zu words %zu are "
	    "covered: %.6f; %zu rows, %zu of them wrong\n",
	    runs, found, runs ? (double)found / (double)runs : 1, words, covered,
	    words ? (double)covered / (double)words : 1, rows->n + rows->odd, wrong);
	return found < runs || wrong;
}

static void print_runs(const struct suffixes *s, const struct heap *h,
                       uint32_t least)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct text *const t = h->texts + s->doc[i];
		const uint32_t from = i - s->start[s->doc[i]];
		if (is_maximal(s, i, least))
			printf("%s\t%u\t%u\t%u\n", t->id, t->begin[from],
			       t->end[from + s->longest[i] - 1], s->longest[i]);
	}
}

int main(int argc, char **argv)
{
	uint32_t least = 12;
	const char *reported = NULL;
	bool verbose = false;
	struct heap h = {0};
	struct suffixes s = {0};
	struct rows rows = {0};
	int c, status = 0;

	while ((c = getopt(argc, argv, "w:c:v")) != -1) {
		if (c == 'w')
			least = (uint32_t)strtoul(optarg, NULL, 10);
		else if (c == 'c')
			reported = optarg;
		else if (c == 'v')
			verbose = true;
		else
			return 2;
	}
	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		fprintf(stderr, "shared_runs: no locale C.UTF-8\n");
		return 2;
	}
	if (heap_load(&h, argv + optind, argc - optind) < 0)
		return 2;
	concatenate(&s, &h);
	sort_suffixes(&s, h.trie.n + 1 + (uint32_t)h.n);
	measure_common(&s);
	find_longest(&s);
	if (reported && rows_load(&rows, &h, reported) < 0)
		return 2;
	if (reported)
		status = judge(&s, &h, &rows, least, verbose);
	else
		print_runs(&s, &h, least);
	free(rows.items);
	free(s.words);
	free(s.doc);
	free(s.start);
	free(s.array);
	free(s.rank);
	free(s.common);
	free(s.longest);
	free(s.where);
	heap_free(&h);
	return status;
}
