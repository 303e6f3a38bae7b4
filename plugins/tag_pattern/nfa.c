/* SPDX-License-Identifier: MIT */
/* nfa.c - trees to automata, and which states are reached without reading. */
#include "nfa.h"

#include <stdlib.h>
#include <string.h>

/* ---- Trees ---- */

void tag_pattern_tree_free(struct tree *t)
{
	free(t->nodes);
	*t = (struct tree){0};
}

uint32_t tag_pattern_node(struct tree *t, struct node node)
{
	if (t->n == t->cap) {
		const uint32_t cap = t->cap ? t->cap * 2 : 64;
		struct node *const more =
		    cap < UINT32_MAX / 64 ? realloc(t->nodes, cap * sizeof *more) : NULL;
		if (!more) {
			t->failed = true;
			return 0;
		}
		t->nodes = more;
		t->cap = cap;
	}
	t->nodes[t->n] = node;
	return t->n++;
}

/* ---- States ---- */

void tag_pattern_nfa_free(struct nfa *nfa)
{
	free(nfa->states);
	*nfa = (struct nfa){0};
}

/* UINT32_MAX: none more. */
static uint32_t add_state(struct nfa *nfa, struct state s)
{
	if (nfa->n == nfa->limit)
		return UINT32_MAX;
	if (nfa->n == nfa->cap) {
		const uint32_t cap = nfa->cap ? nfa->cap * 2 : 64;
		struct state *const more = realloc(nfa->states, cap * sizeof *more);
		if (!more) {
			nfa->failed = true;
			return UINT32_MAX;
		}
		nfa->states = more;
		nfa->cap = cap;
	}
	nfa->states[nfa->n] = s;
	return nfa->n++;
}

/* Built from the end: what comes next is known.  UINT32_MAX: no more room. */
static uint32_t build(struct nfa *nfa, const struct tree *t, uint32_t at,
                      uint32_t next);

static uint32_t build_any(struct nfa *nfa, const struct tree *t, uint32_t a,
                          uint32_t next)
{
	const uint32_t split =
	    add_state(nfa, (struct state){STATE_SPLIT, 0, next, next});
	const uint32_t body = split == UINT32_MAX ? split : build(nfa, t, a, split);
	if (body == UINT32_MAX)
		return body;
	nfa->states[split].out = body;
	return split;
}

static uint32_t build_repeat(struct nfa *nfa, const struct tree *t,
                             const struct node *node, uint32_t next)
{
	const uint32_t end = next;
	uint32_t max = node->max;
	if (max == REPEAT_ANY) {
		next = build_any(nfa, t, node->a, next);
		max = node->min;
	}
	for (uint32_t i = max; i > 0 && next != UINT32_MAX; i--) {
		next = build(nfa, t, node->a, next);
		if (i > node->min && next != UINT32_MAX)
			next = add_state(nfa, (struct state){STATE_SPLIT, 0, next, end});
	}
	return next;
}

static uint32_t build_label(struct nfa *nfa, const struct tree *t,
                            const struct node *node, uint32_t next)
{
	next = add_state(nfa, (struct state){STATE_CLOSE, node->b, next, 0});
	if (next != UINT32_MAX)
		next = build(nfa, t, node->a, next);
	if (next != UINT32_MAX)
		next = add_state(nfa, (struct state){STATE_OPEN, node->b, next, 0});
	return next;
}

static uint32_t build_alt(struct nfa *nfa, const struct tree *t,
                          const struct node *node, uint32_t next)
{
	const uint32_t a = build(nfa, t, node->a, next);
	const uint32_t b = a == UINT32_MAX ? a : build(nfa, t, node->b, next);
	return b == UINT32_MAX ? b
	                       : add_state(nfa, (struct state){STATE_SPLIT, 0, a, b});
}

static uint32_t build(struct nfa *nfa, const struct tree *t, uint32_t at,
                      uint32_t next)
{
	const struct node *const node = t->nodes + at;
	switch (node->kind) {
	case NODE_ATOM:
		return add_state(nfa, (struct state){STATE_ATOM, node->a, next, 0});
	case NODE_CAT:
		next = build(nfa, t, node->b, next);
		return next == UINT32_MAX ? next : build(nfa, t, node->a, next);
	case NODE_ALT:
		return build_alt(nfa, t, node, next);
	case NODE_REPEAT:
		return build_repeat(nfa, t, node, next);
	default:
		return build_label(nfa, t, node, next);
	}
}

bool tag_pattern_nfa_add(struct nfa *nfa, const struct tree *t, uint32_t root,
                         uint32_t arg, uint32_t *start)
{
	const uint32_t end = add_state(nfa, (struct state){STATE_ACCEPT, arg, 0, 0});
	*start = end == UINT32_MAX ? end : build(nfa, t, root, end);
	return *start != UINT32_MAX;
}

/* ---- Closures ---- */

bool tag_pattern_closure_init(struct closure *c, const struct nfa *nfa)
{
	const size_t n = (size_t)nfa->n + 1;
	*c = (struct closure){.round = 1};
	c->items = malloc(n * sizeof *c->items);
	c->stack = malloc(2 * n * sizeof *c->stack);
	c->seen = calloc(n, sizeof *c->seen);
	if (c->items && c->stack && c->seen)
		return true;
	tag_pattern_closure_free(c);
	return false;
}

void tag_pattern_closure_free(struct closure *c)
{
	free(c->items);
	free(c->stack);
	free(c->seen);
	*c = (struct closure){0};
}

void tag_pattern_closure_clear(struct closure *c)
{
	c->n = 0;
	c->round++; /* 2^32 rounds are more than one process makes sets */
}

void tag_pattern_closure_add(struct closure *c, const struct nfa *nfa, uint32_t s)
{
	uint32_t depth = 0;
	c->stack[depth++] = s;
	while (depth) {
		s = c->stack[--depth];
		const struct state *const at = nfa->states + s;
		if (c->seen[s] == c->round)
			continue;
		c->seen[s] = c->round;
		switch (at->kind) {
		case STATE_SPLIT:
			c->stack[depth++] = at->other;
			c->stack[depth++] = at->out;
			break;
		case STATE_OPEN:
		case STATE_CLOSE:
			c->stack[depth++] = at->out;
			break;
		default:
			c->items[c->n++] = s;
		}
	}
}
