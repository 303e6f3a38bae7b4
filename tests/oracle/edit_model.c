/* SPDX-License-Identifier: MIT */
/* edit_model.c - documents with borrowed and edited passages in them, and how
 * well those were found.
 *
 *   edit_model [-s SEED] [-n DOCUMENTS] [-e ONE_IN] [-p LEAST] [-q MOST]
 *              -t TRUTH.tsv [BASE.jsonl...] >HEAP.jsonl
 *   edit_model -j OUT.jsonl -t TRUTH.tsv [-r RECALL] [-x PRECISION] HEAP.jsonl
 *
 * The model.  Every other document is an original: 400 words of the base texts,
 * which no other document has (without base texts: of a made-up language whose
 * words are as frequent as Zipf says).  Each of the others is such a text too,
 * with one to three passages of originals before it put between its sentences, each
 * of LEAST (30) to MOST (150) words, all lengths as likely.  In a passage, one word
 * in ONE_IN (15; 0: none) is changed, each by itself: half of these are replaced by
 * another word, a quarter are dropped, a quarter get a new word before them; the
 * first and the last stay, or the passage would begin elsewhere.  In every other
 * passage straight quotes become curly.
 *
 * With -j: of the words in borrowed passages, how many are in a reported copy
 * (recall); of the words in reported copies, how many are in a borrowed passage
 * (precision).  Exit status 1 when below RECALL (0.95) or PRECISION (0.98). */
#define _POSIX_C_SOURCE 200809L
#include "passages.h"
#include <unistd.h>

#define DOC_WORDS 400u

struct string {
	char *s;
	size_t n, room;
};

struct vocabulary { /* blank-separated words of the base, as they come */
	char **words;
	size_t n, room;
};

struct model {
	uint64_t seed;
	uint32_t docs, one_in, least, most;
	struct vocabulary base;
	size_t next; /* word of the base that no document has yet */
	FILE *truth;
};

struct original { /* words [from, from + DOC_WORDS) of the base */
	size_t from;
	uint32_t doc;
};

static uint32_t draw(struct model *m, uint32_t below)
{
	m->seed = m->seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)((m->seed >> 33) % below);
}

static void put(struct string *s, const char *bytes, size_t n)
{
	if (s->n + n + 1 > s->room) {
		s->room = (s->n + n + 1) * 2;
		s->s = must(realloc(s->s, s->room));
	}
	memcpy(s->s + s->n, bytes, n);
	s->n += n;
	s->s[s->n] = '\0';
}

static void add_word(struct vocabulary *v, const char *s, size_t n)
{
	if (v->n == v->room) {
		v->room = v->room ? v->room * 2 : 4096;
		v->words = must(realloc(v->words, v->room * sizeof *v->words));
	}
	char *const copy = must(malloc(n + 1));
	memcpy(copy, s, n);
	copy[n] = '\0';
	v->words[v->n++] = copy;
}

static void read_base(struct vocabulary *v, const char *text)
{
	while (*text) {
		const size_t blank = strspn(text, " \n\t\r"),
		             n = strcspn(text + blank, " \n\t\r");
		text += blank;
		if (n)
			add_word(v, text, n);
		text += n;
	}
}

/* A language of 20,000 words; word k is drawn as often as 1 / (k + 1) says. */
static void make_base(struct model *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t k = 1;
		while (k < 20000 && draw(m, 1000) < 930)
			k += 1 + k / 8;
		char word[32];
		k += draw(m, 1 + k / 8);
		const int size =
		    snprintf(word, sizeof word, "%c%x%s", "bdfgklmnprst"[k % 12], k,
		             i % 17 == 16 ? "." : "");
		add_word(&m->base, word, (size_t)size);
	}
}

/* ---- Writing ---- */

static void put_word(struct string *out, const char *word, bool curly)
{
	static const char *const open[] = {"\xE2\x80\x98", "\xE2\x80\x9C"};
	static const char *const close[] = {"\xE2\x80\x99", "\xE2\x80\x9D"};

	if (out->n)
		put(out, " ", 1);
	for (const char *s = word; *s; s++) {
		const bool quote = curly && (*s == '\'' || *s == '"');
		const char *const *const which = s == word ? open : close;
		put(out, quote ? which[*s == '"'] : s, quote ? 3 : 1);
	}
}

static const char *other_word(struct model *m)
{
	return m->base.words[draw(m, (uint32_t)m->base.n)];
}

static void put_passage(struct model *m, struct string *out, size_t from,
                        uint32_t n)
{
	const bool curly = m->one_in && draw(m, 2);

	for (uint32_t i = 0; i < n; i++) {
		const char *const word = m->base.words[from + i];
		const bool change = m->one_in && i && i + 1 < n && !draw(m, m->one_in);
		const uint32_t kind = change ? draw(m, 4) : 4;
		if (kind == 2)
			continue;
		if (kind == 3)
			put_word(out, other_word(m), curly);
		put_word(out, kind < 2 ? other_word(m) : word, curly);
	}
}

static void put_json(const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < ' ')
			printf("\\u%04x", (unsigned)*s);
		else
			putchar(*s);
	}
}

static void put_borrowed(struct model *m, struct string *out, uint32_t doc,
                         const struct original *o)
{
	const uint32_t n = m->least + draw(m, m->most - m->least + 1);
	const uint32_t from = draw(m, DOC_WORDS - n + 1);
	const size_t begin = out->n + (out->n > 0);

	put_passage(m, out, o->from + from, n);
	fprintf(m->truth, "m%u\t%zu\t%zu\tm%u\n", doc, begin, out->n, o->doc);
}

static void make_heap(struct model *m)
{
	struct original *const originals = must(malloc(m->docs * sizeof *originals));
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->docs && m->next + DOC_WORDS <= m->base.n; i++) {
		struct string out = {0};
		const uint32_t passages = i % 2 ? 1 + draw(m, 3) : 0;
		uint32_t at = 0;
		if (!passages)
			originals[n++] = (struct original){m->next, i};
		for (uint32_t k = 0; k <= passages; k++) {
			const uint32_t to = DOC_WORDS * (k + 1) / (passages + 1);
			for (; at < to; at++)
				put_word(&out, m->base.words[m->next + at], false);
			if (k < passages)
				put_borrowed(m, &out, i, originals + draw(m, n));
		}
		m->next += DOC_WORDS;
		printf("{\"id\":\"m%u\",\"text\":\"", i);
		put_json(out.s);
		puts("\"}");
		free(out.s);
	}
	free(originals);
}

/* ---- Judging ---- */

static void mark(bool **flags, const struct heap *h, uint32_t doc, uint32_t from,
                 uint32_t to)
{
	const struct text *const t = h->texts + doc;

	if (!flags[doc])
		flags[doc] = must(calloc(t->n + 1, sizeof **flags));
	for (uint32_t i = from; i < to && i < t->n; i++)
		flags[doc][i] = true;
}

static void read_truth(FILE *f, bool **flags, const struct heap *h)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, f) > 0) {
		char *const tab = strchr(line, '\t');
		if (!tab)
			continue;
		*tab = '\0';
		char *end;
		const uint32_t doc = heap_find(h, line);
		const uint32_t begin = (uint32_t)strtoul(tab + 1, &end, 10);
		const uint32_t stop = (uint32_t)strtoul(end, NULL, 10);
		const struct text *const t = h->texts + (doc == UINT32_MAX ? 0 : doc);
		uint32_t from = 0, to;
		while (from < t->n && t->begin[from] < begin)
			from++;
		for (to = from; to < t->n && t->end[to] <= stop;)
			to++;
		if (doc != UINT32_MAX)
			mark(flags, h, doc, from, to);
	}
	free(line);
}

static int judge(FILE *truth, const char *reported, char **files, int n,
                 double least, double least_right)
{
	struct heap h = {0};
	struct rows rows = {0};
	size_t borrowed = 0, found = 0, words = 0;

	if (heap_load(&h, files, n) < 0 || rows_load(&rows, &h, reported) < 0)
		return 2;
	bool **const is = must(calloc(h.n + 1, sizeof *is));
	bool **const said = must(calloc(h.n + 1, sizeof *said));
	read_truth(truth, is, &h);
	for (size_t i = 0; i < rows.n; i++)
		mark(said, &h, rows.items[i].doc, rows.items[i].from, rows.items[i].to);
	for (size_t i = 0; i < h.n; i++) {
		for (uint32_t k = 0; k < h.texts[i].n; k++) {
			borrowed += is[i] && is[i][k];
			words += said[i] && said[i][k];
			found += is[i] && said[i] && is[i][k] && said[i][k];
		}
		free(is[i]);
		free(said[i]);
	}
	free(is);
	free(said);
	heap_free(&h);
	free(rows.items);
	const double recall = borrowed ? (double)found / (double)borrowed : 1;
	const double precision = words ? (double)found / (double)words : 1;
	printf("%zu words are borrowed, %zu are in reported copies, %zu of these "
	       "borrowed: "
	       "recall %.4f, precision %.4f\n",
	       borrowed, words, found, recall, precision);
	return recall < least || precision < least_right || rows.odd;
}

int main(int argc, char **argv)
{
	struct model m = {
	    .seed = 1, .docs = 400, .one_in = 15, .least = 30, .most = 150};
	const char *reported = NULL, *truth = NULL;
	double least = 0.95, least_right = 0.98;
	struct jsonl_doc *docs = NULL;
	size_t n = 0;
	int c;

	while ((c = getopt(argc, argv, "s:n:e:p:q:t:j:r:x:")) != -1) {
		const uint32_t number = (uint32_t)strtoul(optarg ? optarg : "", NULL, 10);
		if (c == 's')
			m.seed = number;
		else if (c == 'n')
			m.docs = number;
		else if (c == 'e')
			m.one_in = number;
		else if (c == 'p')
			m.least = number;
		else if (c == 'q')
			m.most = number;
		else if (c == 't')
			truth = optarg;
		else if (c == 'j')
			reported = optarg;
		else if (c == 'r')
			least = strtod(optarg, NULL);
		else if (c == 'x')
			least_right = strtod(optarg, NULL);
		else
			return 2;
	}
	if (!setlocale(LC_CTYPE, "C.UTF-8") || !truth || !m.least ||
	    m.most > DOC_WORDS || m.least > m.most || !m.docs) {
		fprintf(stderr,
		        "edit_model: needs -t, passages of 1 to %u words, and the "
		        "locale C.UTF-8\n",
		        DOC_WORDS);
		return 2;
	}
	m.truth = fopen(truth, reported ? "r" : "w");
	if (!m.truth)
		return perror(truth), 2;
	if (reported)
		c = judge(m.truth, reported, argv + optind, argc - optind, least,
		          least_right);
	else {
		for (int i = optind; i < argc; i++)
			if (jsonl_load(argv[i], &docs, &n) < 0)
				return 2;
		for (size_t i = 0; i < n; i++) {
			read_base(&m.base, docs[i].text);
			free(docs[i].id);
			free(docs[i].text);
		}
		free(docs);
		if (!n)
			make_base(&m, (size_t)m.docs * DOC_WORDS);
		make_heap(&m);
		for (size_t i = 0; i < m.base.n; i++)
			free(m.base.words[i]);
		free(m.base.words);
		c = 0;
	}
	fclose(m.truth);
	return c;
}
