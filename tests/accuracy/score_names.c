/* SPDX-License-Identifier: MIT */
/* score_names.c - B-cubed precision and recall (Bagga, Baldwin: Algorithms for
 * scoring coreference chains, 1998) of link_names within documents.
 *
 *   score_names [-v] FILE.tsv SPLIT
 *
 * The file has the columns doc, split, type, entity, mentions, and names with
 * their counts: "Milley (4) | Mark Milley (1)"; a line is an entity of a document.
 * Counted twice: mention by mention, and by the overlaps of groups and entities;
 * the two must agree.  -v prints the entities that were not found as they are. */
#include "link_names/link.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MENTIONS_MAX = 100000,
	LINE_MAX_ = 65536
};

struct totals {
	double precision, recall, precision2, recall2;
	size_t mentions, documents;
};

struct document {
	struct link_mention *mentions;
	uint32_t *entity;
	uint32_t n, n_entities;
	char name[256];
};

static void *must(void *p)
{
	if (p)
		return p;
	fputs("out of memory\n", stderr);
	exit(2);
}

/* Mention by mention. */
static void count(const struct document *d, const struct linker *l,
                  struct totals *t)
{
	for (uint32_t i = 0; i < d->n; i++) {
		double both = 0, group = 0, entity = 0;
		for (uint32_t k = 0; k < d->n; k++) {
			const int g =
			    l->forms[l->form_of[i]].group == l->forms[l->form_of[k]].group;
			const int e = d->entity[i] == d->entity[k];
			group += g;
			entity += e;
			both += g && e;
		}
		t->precision += both / group;
		t->recall += both / entity;
	}
	t->mentions += d->n;
	t->documents++;
}

/* Sums over pairs of a group and an entity: n mentions in both count n times. */
static void count_overlaps(const struct document *d, const struct linker *l,
                           struct totals *t)
{
	double *const both =
	    must(calloc((size_t)l->n * d->n_entities + 1, sizeof *both));
	double *const group = must(calloc(l->n + 1, sizeof *group));
	double *const entity = must(calloc(d->n_entities + 1, sizeof *entity));
	for (uint32_t i = 0; i < d->n; i++) {
		const uint32_t g = l->forms[l->form_of[i]].group;
		both[(size_t)g * d->n_entities + d->entity[i]]++;
		group[g]++;
		entity[d->entity[i]]++;
	}
	for (uint32_t g = 0; g < l->n; g++) {
		for (uint32_t e = 0; e < d->n_entities; e++) {
			const double x = both[(size_t)g * d->n_entities + e];
			t->precision2 += x > 0 ? x * x / group[g] : 0;
			t->recall2 += x > 0 ? x * x / entity[e] : 0;
		}
	}
	free(both);
	free(group);
	free(entity);
}

static void print_wrong(const struct document *d, const struct linker *l)
{
	for (uint32_t i = 0; i < d->n; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const struct link_form *const a = l->forms + l->form_of[i];
			const struct link_form *const b = l->forms + l->form_of[k];
			const int e = d->entity[i] == d->entity[k];
			if (l->form_of[i] == l->form_of[k] || (a->group == b->group) == e ||
			    a->first != i || b->first != k)
				continue;
			printf("%s: %s \"%.*s\" and \"%.*s\"\n", d->name,
			       e ? "apart:" : "together:", (int)d->mentions[k].n,
			       d->mentions[k].s, (int)d->mentions[i].n, d->mentions[i].s);
		}
	}
}

static void finish(struct document *d, struct linker *l, struct totals *t,
                   int verbose)
{
	if (d->n) {
		if (!link_names_link(l, d->mentions, d->n))
			must(NULL);
		count(d, l, t);
		count_overlaps(d, l, t);
		if (verbose)
			print_wrong(d, l);
	}
	for (uint32_t i = 0; i < d->n; i++)
		free((void *)(uintptr_t)d->mentions[i].s);
	d->n = d->n_entities = 0;
}

/* "Milley (4) | Mark Milley (1)" */
static void add_entity(struct document *d, char *names, const char *type)
{
	for (char *at = names; at && *at;) {
		char *const bar = strstr(at, " | ");
		if (bar)
			*bar = '\0';
		char *const open = strrchr(at, '(');
		const unsigned long n = open ? strtoul(open + 1, NULL, 10) : 0;
		if (open && open > at)
			open[-1] = '\0';
		for (unsigned long i = 0; i < n && d->n < MENTIONS_MAX; i++) {
			d->mentions[d->n] = (struct link_mention){
			    must(strdup(at)), (uint32_t)strlen(at), link_names_family(type), 0, 0};
			d->entity[d->n++] = d->n_entities;
		}
		at = bar ? bar + 3 : NULL;
	}
	d->n_entities++;
}

static int read_file(FILE *f, const char *split, struct totals *t, int verbose)
{
	static char line[LINE_MAX_];
	struct linker linker = {0};
	struct document d = {0};
	d.mentions = must(calloc(MENTIONS_MAX, sizeof *d.mentions));
	d.entity = must(calloc(MENTIONS_MAX, sizeof *d.entity));
	while (fgets(line, sizeof line, f)) {
		char *column[6], *at = line;
		int n = 0;
		line[strcspn(line, "\r\n")] = '\0';
		for (; at && n < 6; n++) {
			column[n] = at;
			at = strchr(at, '\t');
			if (at)
				*at++ = '\0';
		}
		if (n < 6 || strcmp(column[1], split) != 0)
			continue;
		if (strcmp(column[0], d.name) != 0)
			finish(&d, &linker, t, verbose);
		snprintf(d.name, sizeof d.name, "%s", column[0]);
		add_entity(&d, column[5], column[2]);
	}
	finish(&d, &linker, t, verbose);
	link_names_free(&linker);
	free(d.mentions);
	free(d.entity);
	return ferror(f);
}

int main(int argc, char **argv)
{
	const int verbose = argc == 4 && !strcmp(argv[1], "-v");
	struct totals t = {0};
	if (argc - verbose != 3) {
		fputs("Usage: score_names [-v] FILE.tsv SPLIT\n", stderr);
		return 2;
	}
	FILE *const f = fopen(argv[1 + verbose], "r");
	if (!f || read_file(f, argv[2 + verbose], &t, verbose)) {
		perror(argv[1 + verbose]);
		return 2;
	}
	fclose(f);
	const double n = t.mentions ? (double)t.mentions : 1;
	printf("names, %s: %zu documents, %zu mentions: B-cubed precision %.4f, recall "
	       "%.4f\n",
	       argv[2 + verbose], t.documents, t.mentions, t.precision / n,
	       t.recall / n);
	if (fabs(t.precision - t.precision2) > 1e-6 ||
	    fabs(t.recall - t.recall2) > 1e-6) {
		puts("the two ways of counting do not agree");
		return 1;
	}
	return 0;
}
