/* SPDX-License-Identifier: MIT */
/* all_pairs.c - the right answer for dedup_near: every pair of documents, by
 * exact comparison of their sets of word shingles.
 *
 *   all_pairs [-t JACCARD] [-c CONTAINMENT] [-k WORDS] [-m SHINGLES]
 *             [-p PAIRS] FILE.jsonl...
 *
 * Without -p, prints the pairs: later id, earlier id, Jaccard, containment.
 * With -p, compares with the pairs that dedup_near wrote and prints precision
 * and recall; exit status 1 when precision is below 1 or recall below 0.99.
 * A pair counts by containment (-c) if the smaller set has -m shingles.
 *
 * It shares no code with Catena: words are runs of what the C library calls
 * letters and digits (and _), in lower case; words and shingles are compared
 * as such, never by a hash alone. */
#define _POSIX_C_SOURCE 200809L
#include "jsonl.h"
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#define KEY_MAX 16

/* Tuples of up to KEY_MAX numbers to consecutive numbers. */
struct dictionary {
	uint32_t *keys, *slots; /* slots: number + 1, 0: free */
	uint32_t width, n, size;
};

struct set {
	uint32_t *items, n;
};

struct options {
	double jaccard, containment;
	uint32_t shingle, least;
	const char *pairs;
};

static void *must(void *p)
{
	if (!p) {
		perror("all_pairs");
		exit(2);
	}
	return p;
}

static uint32_t *slot_of(struct dictionary *d, const uint32_t *key)
{
	uint64_t h = 14695981039346656037u;

	for (uint32_t i = 0; i < d->width; i++)
		h = (h ^ key[i]) * 1099511628211u;
	h ^= h >> 29;
	for (uint32_t at = (uint32_t)h & (d->size - 1);; at = (at + 1) & (d->size - 1))
		if (!d->slots[at] || memcmp(d->keys + (size_t)(d->slots[at] - 1) * d->width,
		                            key, d->width * sizeof *key) == 0)
			return d->slots + at;
}

static void grow(struct dictionary *d)
{
	d->size = d->size ? d->size * 2 : 1024;
	free(d->slots);
	d->slots = must(calloc(d->size, sizeof *d->slots));
	d->keys = must(realloc(d->keys, (size_t)d->size * d->width * sizeof *d->keys));
	for (uint32_t i = 0; i < d->n; i++)
		*slot_of(d, d->keys + (size_t)i * d->width) = i + 1;
}

static uint32_t number_of(struct dictionary *d, const uint32_t *key)
{
	if (d->n >= d->size / 2)
		grow(d);
	uint32_t *const slot = slot_of(d, key);
	if (!*slot) {
		memcpy(d->keys + (size_t)d->n * d->width, key, d->width * sizeof *key);
		*slot = ++d->n;
	}
	return *slot - 1;
}

/* A word as a chain of numbers: (number of the beginning, next letter). */
static uint32_t word_number(struct dictionary *letters, const wchar_t *s, size_t n)
{
	uint32_t key[2] = {UINT32_MAX, 0};

	for (size_t i = 0; i < n; i++) {
		key[1] = (uint32_t)towlower((wint_t)s[i]);
		key[0] = number_of(letters, key);
	}
	return key[0];
}

static uint32_t *words_of(const char *text, struct dictionary *letters, uint32_t *n)
{
	const size_t size = strlen(text);
	wchar_t *const wide = must(malloc((size + 1) * sizeof *wide));
	uint32_t *const words = must(malloc((size + 1) * sizeof *words));
	const size_t length = mbstowcs(wide, text, size + 1);
	size_t i = 0;

	*n = 0;
	while (length != (size_t)-1 && i < length) {
		const size_t from = i;
		while (i < length && (iswalnum((wint_t)wide[i]) || wide[i] == L'_'))
			i++;
		if (i > from)
			words[(*n)++] = word_number(letters, wide + from, i - from);
		else
			i++;
	}
	free(wide);
	return words;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static struct set set_of(const char *text, uint32_t width,
                         struct dictionary *letters, struct dictionary *shingles)
{
	uint32_t n, out = 0;
	uint32_t *const words = words_of(text, letters, &n);
	struct set s = {must(malloc((n + 1) * sizeof *s.items)), 0};

	for (uint32_t i = 0; i + (n < width ? n : width) <= n && n; i++) {
		uint32_t key[KEY_MAX];
		for (uint32_t k = 0; k < width; k++)
			key[k] = k < n ? words[i + k] : UINT32_MAX;
		s.items[s.n++] = number_of(shingles, key);
	}
	qsort(s.items, s.n, sizeof *s.items, by_number);
	for (uint32_t i = 0; i < s.n; i++)
		if (!i || s.items[i] != s.items[i - 1])
			s.items[out++] = s.items[i];
	s.n = out;
	free(words);
	return s;
}

/* ---- Pairs ---- */

struct pair {
	uint32_t later, earlier;
	double jaccard, containment;
	int found;
};

struct pairs {
	struct pair *items;
	size_t n, room;
};

static void add_pair(struct pairs *p, struct pair pair)
{
	if (p->n == p->room) {
		p->room = p->room ? p->room * 2 : 1024;
		p->items = must(realloc(p->items, p->room * sizeof *p->items));
	}
	p->items[p->n++] = pair;
}

static int wanted(const struct options *o, const struct pair *p, uint32_t smaller)
{
	return p->jaccard >= o->jaccard - 1e-9 ||
	       (o->containment > 0 && smaller >= o->least &&
	        p->containment >= o->containment - 1e-9);
}

/* For each document, how much each earlier one shares, by way of the lists of
 * documents of each shingle. */
static struct pairs compare_all(const struct set *sets, uint32_t n,
                                uint32_t shingles, const struct options *o)
{
	struct set *const lists = must(calloc(shingles + 1, sizeof *lists));
	uint32_t *const shared = must(calloc(n, sizeof *shared));
	struct pairs pairs = {0};

	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < sets[i].n; k++) {
			struct set *const list = lists + sets[i].items[k];
			for (uint32_t j = 0; j < list->n; j++)
				shared[list->items[j]]++;
			if ((list->n & (list->n - 1)) == 0)
				list->items = must(realloc(
				    list->items, (list->n ? list->n * 2u : 1u) * sizeof *shared));
			list->items[list->n++] = i;
		}
		for (uint32_t j = 0; j < i; j++) {
			const uint32_t a = sets[i].n, b = sets[j].n, s = shared[j];
			struct pair p = {i, j, 0, 0, 0};
			shared[j] = 0;
			if (!s)
				continue;
			p.jaccard = (double)s / (a + b - s);
			p.containment = (double)s / (a < b ? a : b);
			if (wanted(o, &p, a < b ? a : b))
				add_pair(&pairs, p);
		}
	}
	for (uint32_t i = 0; i < shingles; i++)
		free(lists[i].items);
	free(lists);
	free(shared);
	return pairs;
}

/* ---- Judging what was found ---- */

static uint32_t doc_number(const struct jsonl_doc *docs, uint32_t n, const char *id)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(docs[i].id, id) == 0)
			return i;
	return UINT32_MAX;
}

static int by_pair(const void *a_, const void *b_)
{
	const struct pair *const a = a_, *const b = b_;

	if (a->later != b->later)
		return a->later < b->later ? -1 : 1;
	return a->earlier < b->earlier ? -1 : a->earlier > b->earlier;
}

/* Up to the next tab or the end of the line; NULL when there is no more. */
static char *cut_field(char **rest)
{
	char *const field = *rest;
	char *end;

	if (!field)
		return NULL;
	end = field + strcspn(field, "\t\n");
	*rest = *end == '\t' ? end + 1 : NULL;
	*end = '\0';
	return field;
}

static int judge(const struct options *o, const struct pairs *pairs,
                 const struct jsonl_doc *docs, uint32_t n)
{
	FILE *const f = must(fopen(o->pairs, "r"));
	char *line = NULL;
	size_t room = 0, right = 0, wrong = 0;

	while (getline(&line, &room, f) > 0) {
		char *rest = line;
		const char *const later = cut_field(&rest);
		const char *const earlier = cut_field(&rest);
		const struct pair key = {
		    doc_number(docs, n, later),
		    earlier ? doc_number(docs, n, earlier) : UINT32_MAX, 0, 0, 0};
		struct pair *const p =
		    bsearch(&key, pairs->items, pairs->n, sizeof key, by_pair);
		if (p && !p->found)
			p->found = 1, right++;
		else {
			wrong++;
			fprintf(stderr, "not a pair: %s %s\n", later, earlier ? earlier : "");
		}
	}
	free(line);
	fclose(f);
	const double precision =
	    right + wrong ? (double)right / (double)(right + wrong) : 1;
	const double recall = pairs->n ? (double)right / (double)pairs->n : 1;
	printf("%zu pairs, %zu found, %zu of them wrong: precision %.4f, recall %.4f\n",
	       pairs->n, right + wrong, wrong, precision, recall);
	return precision < 1 || recall < 0.99;
}

static void print_pairs(const struct pairs *pairs, const struct jsonl_doc *docs)
{
	for (size_t i = 0; i < pairs->n; i++)
		printf("%s\t%s\t%.6f\t%.6f\n", docs[pairs->items[i].later].id,
		       docs[pairs->items[i].earlier].id, pairs->items[i].jaccard,
		       pairs->items[i].containment);
}

static struct options read_options(int argc, char **argv)
{
	struct options o = {0.5, 0, 5, 8, NULL};
	int c;

	while ((c = getopt(argc, argv, "t:c:k:m:p:")) != -1) {
		if (c == 't')
			o.jaccard = strtod(optarg, NULL);
		else if (c == 'c')
			o.containment = strtod(optarg, NULL);
		else if (c == 'k')
			o.shingle = (uint32_t)strtoul(optarg, NULL, 10);
		else if (c == 'm')
			o.least = (uint32_t)strtoul(optarg, NULL, 10);
		else if (c == 'p')
			o.pairs = optarg;
		else
			exit(2);
	}
	if (!o.shingle || o.shingle > KEY_MAX) {
		fprintf(stderr, "all_pairs: -k must be 1 to %d\n", KEY_MAX);
		exit(2);
	}
	return o;
}

int main(int argc, char **argv)
{
	const struct options o = read_options(argc, argv);
	struct dictionary letters = {.width = 2}, shingles = {.width = o.shingle};
	struct jsonl_doc *docs = NULL;
	size_t n = 0;
	int status = 0;

	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		fprintf(stderr, "all_pairs: no locale C.UTF-8\n");
		return 2;
	}
	for (int i = optind; i < argc; i++)
		if (jsonl_load(argv[i], &docs, &n) < 0)
			return 2;
	struct set *const sets = must(calloc(n + 1, sizeof *sets));
	for (size_t i = 0; i < n; i++)
		sets[i] = set_of(docs[i].text, o.shingle, &letters, &shingles);
	const struct pairs pairs = compare_all(sets, (uint32_t)n, shingles.n, &o);
	if (o.pairs)
		status = judge(&o, &pairs, docs, (uint32_t)n);
	else
		print_pairs(&pairs, docs);
	for (size_t i = 0; i < n; i++) {
		free(docs[i].id);
		free(docs[i].text);
		free(sets[i].items);
	}
	free(docs);
	free(sets);
	free(pairs.items);
	free(letters.keys);
	free(letters.slots);
	free(shingles.keys);
	free(shingles.slots);
	return status;
}
