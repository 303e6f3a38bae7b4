/* SPDX-License-Identifier: MIT */
/* regex.c - a regular expression is parsed to a tree over sets of bytes, made
 * an automaton, and that a table: one step a byte. */
#include "regex.h"
#include "nfa.h"

#include <stdlib.h>
#include <string.h>

enum {
	STATES_MAX = 4000, /* of the automaton */
	ROWS_MAX = 4000,   /* of the table */
	DEPTH_MAX = 50,    /* of brackets */
	SETS_MAX = 2000
};

struct set {
	uint32_t bits[8];
};

struct regex {
	uint8_t class_of[256];
	uint32_t n_classes, n_rows;
	uint16_t *next; /* [row][class]; row 0 is dead, row 1 the start */
	uint8_t *accepts;
};

struct parser {
	const unsigned char *s, *end;
	bool fold;
	unsigned depth;
	struct tree tree;
	struct set *sets;
	uint32_t n_sets;
	const char *why;
};

/* ---- Sets of bytes ---- */

static void set_add(struct set *x, unsigned c)
{
	x->bits[c >> 5] |= UINT32_C(1) << (c & 31);
}

static bool set_has(const struct set *x, unsigned c)
{
	return x->bits[c >> 5] >> (c & 31) & 1;
}

static void set_range(struct set *x, unsigned from, unsigned to)
{
	for (; from <= to; from++)
		set_add(x, from);
}

static void set_fold(struct set *x)
{
	for (unsigned c = 'a'; c <= 'z'; c++) {
		if (set_has(x, c))
			set_add(x, c - 'a' + 'A');
		else if (set_has(x, c - 'a' + 'A'))
			set_add(x, c);
	}
}

static void set_invert_ascii(struct set *x)
{
	for (unsigned i = 0; i < 4; i++)
		x->bits[i] = ~x->bits[i];
}

/* ---- Parsing ---- */

static uint32_t fail(struct parser *p, const char *why)
{
	if (!p->why)
		p->why = why;
	return TREE_NONE;
}

static uint32_t node(struct parser *p, enum node_kind kind, uint32_t a, uint32_t b)
{
	const uint32_t n = tag_pattern_node(&p->tree, (struct node){kind, a, b, 0, 0});
	return p->tree.failed ? fail(p, "out of memory") : n;
}

static uint32_t atom(struct parser *p, const struct set *set)
{
	if (p->n_sets == SETS_MAX)
		return fail(p, "the expression is too long");
	if (!p->sets)
		p->sets = malloc(SETS_MAX * sizeof *p->sets);
	if (!p->sets)
		return fail(p, "out of memory");
	p->sets[p->n_sets] = *set;
	if (p->fold)
		set_fold(p->sets + p->n_sets);
	return node(p, NODE_ATOM, p->n_sets++, 0);
}

static uint32_t byte_atom(struct parser *p, unsigned from, unsigned to)
{
	struct set set = {{0}};
	set_range(&set, from, to);
	return atom(p, &set);
}

static uint32_t cat(struct parser *p, uint32_t a, uint32_t b)
{
	return a == TREE_NONE || b == TREE_NONE ? TREE_NONE : node(p, NODE_CAT, a, b);
}

static uint32_t alt(struct parser *p, uint32_t a, uint32_t b)
{
	return a == TREE_NONE || b == TREE_NONE ? TREE_NONE : node(p, NODE_ALT, a, b);
}

/* A lead byte and its trail. */
static uint32_t many_bytes(struct parser *p, unsigned from, unsigned to,
                           unsigned trail)
{
	uint32_t n = byte_atom(p, from, to);
	while (trail--)
		n = cat(p, n, byte_atom(p, 0x80, 0xBF));
	return n;
}

/* One of these characters of ASCII, or any beyond. */
static uint32_t or_beyond(struct parser *p, const struct set *ascii)
{
	uint32_t n = atom(p, ascii);
	n = alt(p, n, many_bytes(p, 0xC2, 0xDF, 1));
	n = alt(p, n, many_bytes(p, 0xE0, 0xEF, 2));
	return alt(p, n, many_bytes(p, 0xF0, 0xF4, 3));
}

/* A character beyond ASCII, byte by byte. */
static uint32_t beyond(struct parser *p)
{
	uint32_t n = byte_atom(p, *p->s, *p->s);
	for (p->s++; p->s < p->end && (*p->s & 0xC0) == 0x80; p->s++)
		n = cat(p, n, byte_atom(p, *p->s, *p->s));
	return n;
}

/* What stands behind a backslash, into a set. */
static bool escape(struct parser *p, struct set *set)
{
	if (p->s == p->end)
		return fail(p, "nothing follows the last \\"), false;
	const unsigned c = *p->s++;
	const bool d = c == 'd', w = c == 'w';
	if (d || w)
		set_range(set, '0', '9');
	if (w) {
		set_range(set, 'a', 'z');
		set_range(set, 'A', 'Z');
		set_add(set, '_');
	}
	if (c == 's') {
		set_range(set, '\t', '\r');
		set_add(set, ' ');
	}
	if (d || w || c == 's')
		return true;
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c >= 0x80)
		return fail(p, "of letters behind \\ only d, w and s mean something"),
		       false;
	set_add(set, c);
	return true;
}

/* One character or range of a class. */
static bool member(struct parser *p, struct set *set)
{
	const unsigned c = *p->s++;
	if (c == '\\')
		return escape(p, set);
	if (p->end - p->s < 2 || p->s[0] != '-' || p->s[1] == ']') {
		set_add(set, c);
		return true;
	}
	const unsigned to = p->s[1];
	p->s += 2;
	if (to >= 0x80)
		return fail(p, "a range goes from one character of ASCII to another"),
		       false;
	if (to < c || to == '\\')
		return fail(p, "a range ends before it begins"), false;
	set_range(set, c, to);
	return true;
}

static uint32_t class_of_bytes(struct parser *p)
{
	struct set set = {{0}};
	uint32_t others = TREE_NONE; /* characters beyond ASCII */
	const bool inverted = p->s < p->end && *p->s == '^';
	p->s += inverted;
	const unsigned char *const first = p->s;
	while (p->s < p->end && (*p->s != ']' || p->s == first)) {
		if (*p->s < 0x80) {
			if (!member(p, &set))
				return TREE_NONE;
			continue;
		}
		if (inverted)
			return fail(p, "[^...] takes characters of ASCII only");
		const uint32_t c = beyond(p);
		others = others == TREE_NONE ? c : alt(p, others, c);
	}
	if (p->s == p->end)
		return fail(p, "] is missing");
	p->s++;
	if (inverted) {
		set_invert_ascii(&set);
		return or_beyond(p, &set);
	}
	const uint32_t n = atom(p, &set);
	return others == TREE_NONE ? n : alt(p, n, others);
}

static uint32_t alternatives(struct parser *p);

static uint32_t primary(struct parser *p)
{
	struct set set = {{0}};
	const unsigned c = *p->s;
	uint32_t n;
	if (c >= 0x80)
		return beyond(p);
	p->s++;
	switch (c) {
	case '(':
		if (++p->depth > DEPTH_MAX)
			return fail(p, "too many brackets in each other");
		n = alternatives(p);
		p->depth--;
		if (n != TREE_NONE && (p->s == p->end || *p->s != ')'))
			return fail(p, ") is missing");
		p->s++;
		return n;
	case '[':
		return class_of_bytes(p);
	case '.':
		set_invert_ascii(&set);
		return or_beyond(p, &set);
	case '\\':
		return escape(p, &set) ? atom(p, &set) : TREE_NONE;
	case '?':
	case '*':
	case '+':
	case '{':
		return fail(p, "there is nothing to repeat; write \\ before the sign to "
		               "mean itself");
	default:
		set_add(&set, c);
		return atom(p, &set);
	}
}

static bool number(struct parser *p, uint32_t *n)
{
	const unsigned char *const first = p->s;
	for (*n = 0; p->s < p->end && *p->s >= '0' && *p->s <= '9'; p->s++)
		*n = *n > REPEAT_MAX ? *n : *n * 10 + (*p->s - '0');
	return p->s > first;
}

/* {2} {2,} {2,5} */
static bool counts(struct parser *p, struct node *n)
{
	if (!number(p, &n->min))
		return false;
	n->max = n->min;
	if (p->s < p->end && *p->s == ',') {
		p->s++;
		if (!number(p, &n->max))
			n->max = REPEAT_ANY;
	}
	if (p->s == p->end || *p->s++ != '}')
		return false;
	return n->min <= REPEAT_MAX && n->max >= n->min && n->max != 0 &&
	       (n->max == REPEAT_ANY || n->max <= REPEAT_MAX);
}

static uint32_t repeated(struct parser *p)
{
	uint32_t at = primary(p);
	while (at != TREE_NONE && p->s < p->end && strchr("?*+{", *p->s)) {
		struct node n = {NODE_REPEAT, at, 0, 0, REPEAT_ANY};
		const unsigned c = *p->s++;
		if (c == '?')
			n.max = 1;
		else if (c == '+')
			n.min = 1;
		else if (c == '{' && !counts(p, &n))
			return fail(p, "write {2}, {2,} or {2,5}, up to 100");
		at = tag_pattern_node(&p->tree, n);
		if (p->tree.failed)
			return fail(p, "out of memory");
	}
	return at;
}

static uint32_t sequence(struct parser *p)
{
	uint32_t n = TREE_NONE;
	while (p->s < p->end && *p->s != '|' && *p->s != ')') {
		const uint32_t next = repeated(p);
		if (next == TREE_NONE)
			return next;
		n = n == TREE_NONE ? next : cat(p, n, next);
	}
	return n == TREE_NONE ? fail(p, "an alternative is empty") : n;
}

static uint32_t alternatives(struct parser *p)
{
	uint32_t n = sequence(p);
	while (n != TREE_NONE && p->s < p->end && *p->s == '|') {
		p->s++;
		n = alt(p, n, sequence(p));
	}
	return n;
}

/* ---- The table ---- */

/* Bytes that no set tells apart are one class. */
static void find_classes(struct regex *r, const struct parser *p)
{
	r->n_classes = 1;
	for (uint32_t k = 0; k < p->n_sets; k++) {
		int16_t moved[256];
		memset(moved, -1, sizeof moved);
		const uint32_t before = r->n_classes;
		uint32_t inside[256] = {0}, all[256] = {0};
		for (unsigned c = 0; c < 256; c++) {
			all[r->class_of[c]]++;
			inside[r->class_of[c]] += set_has(p->sets + k, c);
		}
		for (unsigned c = 0; c < 256; c++) {
			const unsigned old = r->class_of[c];
			if (old >= before || !set_has(p->sets + k, c) ||
			    inside[old] == all[old])
				continue;
			if (moved[old] < 0)
				moved[old] = (int16_t)r->n_classes++;
			r->class_of[c] = (uint8_t)moved[old];
		}
	}
}

struct maker { /* of rows: each is a set of states */
	struct regex *regex;
	const struct parser *parser;
	struct nfa nfa;
	struct closure closure;
	uint32_t **members, *n_members; /* of a row */
};

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

/* The row of what is in the closure; 0 if it is empty; UINT32_MAX: too many, or
 * no memory. */
static uint32_t row_of(struct maker *m)
{
	struct closure *const c = &m->closure;
	struct regex *const r = m->regex;
	if (!c->n)
		return 0;
	qsort(c->items, c->n, sizeof *c->items, by_number);
	for (uint32_t i = 1; i < r->n_rows; i++) {
		if (m->n_members[i] == c->n &&
		    !memcmp(m->members[i], c->items, c->n * sizeof *c->items))
			return i;
	}
	if (r->n_rows == ROWS_MAX)
		return UINT32_MAX;
	const uint32_t row = r->n_rows;
	m->members[row] = malloc(c->n * sizeof *c->items);
	if (!m->members[row])
		return UINT32_MAX;
	memcpy(m->members[row], c->items, c->n * sizeof *c->items);
	m->n_members[row] = c->n;
	for (uint32_t i = 0; i < c->n; i++)
		r->accepts[row] |= m->nfa.states[c->items[i]].kind == STATE_ACCEPT;
	r->n_rows++;
	return row;
}

static bool fill_row(struct maker *m, uint32_t row)
{
	struct regex *const r = m->regex;
	uint8_t byte_of[256] = {0};
	for (unsigned c = 0; c < 256; c++)
		byte_of[r->class_of[c]] = (uint8_t)c;
	for (uint32_t k = 0; k < r->n_classes; k++) {
		tag_pattern_closure_clear(&m->closure);
		for (uint32_t i = 0; i < m->n_members[row]; i++) {
			const struct state *const s = m->nfa.states + m->members[row][i];
			if (s->kind == STATE_ATOM &&
			    set_has(m->parser->sets + s->arg, byte_of[k]))
				tag_pattern_closure_add(&m->closure, &m->nfa, s->out);
		}
		const uint32_t to = row_of(m);
		if (to == UINT32_MAX)
			return false;
		r->next[(size_t)row * r->n_classes + k] = (uint16_t)to;
	}
	return true;
}

static bool fill(struct maker *m, uint32_t start)
{
	struct regex *const r = m->regex;
	find_classes(r, m->parser);
	r->next = calloc((size_t)ROWS_MAX * r->n_classes, sizeof *r->next);
	r->accepts = calloc(ROWS_MAX, 1);
	m->members = calloc(ROWS_MAX, sizeof *m->members);
	m->n_members = calloc(ROWS_MAX, sizeof *m->n_members);
	if (!r->next || !r->accepts || !m->members || !m->n_members ||
	    !tag_pattern_closure_init(&m->closure, &m->nfa))
		return false;
	r->n_rows = 1;
	tag_pattern_closure_clear(&m->closure);
	tag_pattern_closure_add(&m->closure, &m->nfa, start);
	bool good = row_of(m) == 1;
	for (uint32_t i = 1; good && i < r->n_rows; i++)
		good = fill_row(m, i);
	return good;
}

/* What is left is as large as it need be. */
static void shrink(struct regex *r)
{
	uint16_t *const next =
	    realloc(r->next, (size_t)r->n_rows * r->n_classes * sizeof *next);
	if (next)
		r->next = next;
}

static bool make_table(struct regex *r, struct parser *p, uint32_t root)
{
	struct maker m = {.regex = r, .parser = p, .nfa = {.limit = STATES_MAX}};
	uint32_t start;
	const bool good =
	    tag_pattern_nfa_add(&m.nfa, &p->tree, root, 0, &start) && fill(&m, start);
	for (uint32_t i = 1; m.members && i < r->n_rows; i++)
		free(m.members[i]);
	free(m.members);
	free(m.n_members);
	tag_pattern_closure_free(&m.closure);
	tag_pattern_nfa_free(&m.nfa);
	if (good)
		shrink(r);
	return good;
}

struct regex *tag_pattern_regex_new(const char *s, size_t n, bool fold,
                                    const char **why)
{
	struct parser p = {.s = (const unsigned char *)s, .fold = fold};
	struct regex *r = calloc(1, sizeof *r);
	p.end = p.s + n;
	uint32_t root = alternatives(&p);
	if (root != TREE_NONE && p.s < p.end)
		root = fail(&p, ") without its (");
	if (!r || root == TREE_NONE || !make_table(r, &p, root)) {
		*why = p.why ? p.why : r ? "the expression is too large" : "out of memory";
		tag_pattern_regex_free(r);
		r = NULL;
	}
	tag_pattern_tree_free(&p.tree);
	free(p.sets);
	return r;
}

void tag_pattern_regex_free(struct regex *r)
{
	if (!r)
		return;
	free(r->next);
	free(r->accepts);
	free(r);
}

bool tag_pattern_regex_begins(const struct regex *r, unsigned char c)
{
	return r->next[r->n_classes + r->class_of[c]] != 0;
}

bool tag_pattern_regex_ends(const struct regex *r, unsigned char c)
{
	bool ends = false;
	for (uint32_t i = 1; i < r->n_rows && !ends; i++)
		ends = r->accepts[r->next[(size_t)i * r->n_classes + r->class_of[c]]];
	return ends;
}

bool tag_pattern_regex_holds(const struct regex *r, unsigned char c)
{
	bool holds = false;
	for (uint32_t i = 1; i < r->n_rows && !holds; i++)
		holds = r->next[(size_t)i * r->n_classes + r->class_of[c]] != 0;
	return holds;
}

uint32_t tag_pattern_regex_step(const struct regex *r, uint32_t row,
                                unsigned char c)
{
	return r->next[(size_t)row * r->n_classes + r->class_of[c]];
}

bool tag_pattern_regex_accepts(const struct regex *r, uint32_t row)
{
	return r->accepts[row];
}

bool tag_pattern_regex_matches(const struct regex *r, const char *s, size_t n)
{
	uint32_t row = 1;
	for (size_t i = 0; i < n && row; i++)
		row = tag_pattern_regex_step(r, row, (unsigned char)s[i]);
	return r->accepts[row];
}
