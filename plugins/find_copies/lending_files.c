/* SPDX-License-Identifier: MIT */
/* lending_files.c - the matrix of loans as a table (TSV) and as a picture (SVG). */
#include "lending.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLOT_MOST 400u /* groups that are drawn: those with the most words */

struct say {
	find_copies_say *say;
	void *to;
	int status;
};

static void put(struct say *s, const char *text, size_t size)
{
	if (s->status == 0 && size)
		s->status = s->say(s->to, text, size);
}

static void put_text(struct say *s, const char *text)
{
	put(s, text, strlen(text));
}

/* `decimals` digits behind the point. */
static void put_number(struct say *s, double number, int decimals)
{
	char text[64];
	const int n = snprintf(text, sizeof text, "%.*f", decimals, number);

	put(s, text, n > 0 && (size_t)n < sizeof text ? (size_t)n : 0);
}

/* A name in a column: no tab, no end of line. */
static void put_cell(struct say *s, const struct group *g)
{
	uint32_t from = 0;

	for (uint32_t i = 0; i <= g->size; i++)
		if (i == g->size || (unsigned char)g->name[i] < ' ') {
			put(s, g->name + from, i - from);
			if (i < g->size)
				put(s, " ", 1);
			from = i + 1;
		}
}

int find_copies_lending_table(const struct lending *l, const struct loan *loans,
                              uint32_t n, find_copies_say *say, void *to)
{
	struct say s = {say, to, 0};

	put_text(&s, "borrower\tlender\twords\tshare\tpassages\n");
	for (uint32_t i = 0; i < n; i++) {
		const struct loan *const loan = loans + i;
		const struct group *const b = l->groups + loan->borrower;
		put_cell(&s, b);
		put(&s, "\t", 1);
		put_cell(&s, l->groups + loan->lender);
		put(&s, "\t", 1);
		put_number(&s, (double)loan->words, 0);
		put(&s, "\t", 1);
		put_number(&s, b->words ? (double)loan->words / (double)b->words : 0, 4);
		put(&s, "\t", 1);
		put_number(&s, (double)loan->passages, 0);
		put(&s, "\n", 1);
	}
	return s.status;
}

/* ---- The picture ---- */

struct plot {
	struct say s;
	const struct lending *l;
	uint32_t *place; /* of each group; UINT32_MAX: not drawn */
	uint32_t n;      /* groups that are drawn */
	double cell, left, top;
};

static void put_xml(struct say *s, const char *text, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++) {
		const char c = text[i];
		if (c == '<')
			put_text(s, "&lt;");
		else if (c == '&')
			put_text(s, "&amp;");
		else if (c == '"')
			put_text(s, "&quot;");
		else
			put(s, (unsigned char)c < ' ' ? " " : text + i, 1);
	}
}

static int by_size(const void *a_, const void *b_)
{
	const struct group *const *const a = a_, *const *const b = b_;
	const uint64_t x = (*a)->lent + (*a)->took, y = (*b)->lent + (*b)->took;

	if (x != y)
		return x > y ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

/* Those with the most words lent and borrowed, in input order. */
static int place_groups(struct plot *p)
{
	const uint32_t n = p->l->n_groups;
	const struct group **const sorted = malloc((n + (size_t)1) * sizeof *sorted);

	p->place = malloc((n + (size_t)1) * sizeof *p->place);
	if (!sorted || !p->place) {
		free(sorted);
		return -1;
	}
	for (uint32_t i = 0; i < n; i++) {
		sorted[i] = p->l->groups + i;
		p->place[i] = UINT32_MAX;
	}
	qsort(sorted, n, sizeof *sorted, by_size);
	for (uint32_t i = 0; i < n && i < PLOT_MOST; i++)
		if (sorted[i]->lent + sorted[i]->took)
			p->place[sorted[i] - p->l->groups] = 0;
	for (uint32_t i = 0; i < n; i++)
		if (!p->place[i])
			p->place[i] = p->n++;
	free(sorted);
	return 0;
}

static void put_attribute(struct say *s, const char *name, double value)
{
	put_text(s, " ");
	put_text(s, name);
	put_text(s, "=\"");
	put_number(s, value, 1);
	put_text(s, "\"");
}

static void put_labels(struct plot *p)
{
	for (uint32_t i = 0; i < p->l->n_groups; i++) {
		const struct group *const g = p->l->groups + i;
		const double at = (p->place[i] + 0.8) * p->cell;
		if (p->place[i] == UINT32_MAX)
			continue;
		put_text(&p->s, "<text text-anchor=\"end\"");
		put_attribute(&p->s, "x", p->left - 4);
		put_attribute(&p->s, "y", p->top + at);
		put_text(&p->s, ">");
		put_xml(&p->s, g->name, g->size);
		put_text(&p->s, "</text>\n<text transform=\"translate(");
		put_number(&p->s, p->left + at, 1);
		put_text(&p->s, " ");
		put_number(&p->s, p->top - 4, 1);
		put_text(&p->s, ") rotate(-90)\">");
		put_xml(&p->s, g->name, g->size);
		put_text(&p->s, "</text>\n");
	}
}

/* White for nothing to dark blue for all of the borrower's words, by the square
 * root: a tenth is seen well. */
static void put_colour(struct say *s, double share)
{
	const double depth = sqrt(share < 1 ? share : 1);
	char text[32];

	snprintf(text, sizeof text, " fill=\"#%02x%02x%02x\"",
	         (unsigned)(235 - 227 * depth), (unsigned)(242 - 194 * depth),
	         (unsigned)(250 - 143 * depth));
	put_text(s, text);
}

static void put_loan(struct plot *p, const struct loan *loan)
{
	const struct group *const b = p->l->groups + loan->borrower;
	const struct group *const g = p->l->groups + loan->lender;
	const double share = b->words ? (double)loan->words / (double)b->words : 0;
	char text[96];

	if (p->place[loan->borrower] == UINT32_MAX ||
	    p->place[loan->lender] == UINT32_MAX)
		return;
	put_text(&p->s, "<rect");
	put_attribute(&p->s, "x", p->left + p->place[loan->lender] * p->cell);
	put_attribute(&p->s, "y", p->top + p->place[loan->borrower] * p->cell);
	put_attribute(&p->s, "width", p->cell);
	put_attribute(&p->s, "height", p->cell);
	put_colour(&p->s, share);
	put_text(&p->s, "><title>");
	put_xml(&p->s, b->name, b->size);
	put_text(&p->s, " from ");
	put_xml(&p->s, g->name, g->size);
	snprintf(text, sizeof text, ": %" PRIu64 " words, %.1f %%</title></rect>\n",
	         loan->words, 100 * share);
	put_text(&p->s, text);
}

static double longest_name(const struct plot *p)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < p->l->n_groups; i++)
		if (p->place[i] != UINT32_MAX && p->l->groups[i].size > longest)
			longest = p->l->groups[i].size;
	return longest < 60 ? longest : 60;
}

int find_copies_lending_plot(const struct lending *l, const struct loan *loans,
                             uint32_t n, find_copies_say *say, void *to)
{
	struct plot p = {.s = {say, to, 0}, .l = l};

	if (place_groups(&p) < 0) {
		free(p.place);
		return -1;
	}
	p.cell = p.n > 200 ? 5 : p.n > 60 ? 9 : 16;
	p.left = p.top = longest_name(&p) * p.cell * 0.6 + 30;
	const double size = p.n * p.cell;
	put_text(&p.s, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	put_attribute(&p.s, "width", p.left + size + 10);
	put_attribute(&p.s, "height", p.top + size + 10);
	put_attribute(&p.s, "font-size", p.cell * 0.9);
	put_text(&p.s,
	         " font-family=\"sans-serif\">\n"
	         "<title>Words that each row borrowed from each column, as a part "
	         "of its words</title>\n"
	         "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<rect");
	put_attribute(&p.s, "x", p.left);
	put_attribute(&p.s, "y", p.top);
	put_attribute(&p.s, "width", size);
	put_attribute(&p.s, "height", size);
	put_text(&p.s, " fill=\"none\" stroke=\"#bbb\"/>\n");
	put_labels(&p);
	for (uint32_t i = 0; i < n; i++)
		put_loan(&p, loans + i);
	put_text(&p.s, "<text x=\"4\" y=\"14\" font-size=\"12\">rows borrowed from "
	               "columns</text>\n</svg>\n");
	free(p.place);
	return p.s.status;
}
