/* SPDX-License-Identifier: MIT */
/* nfa.h - expressions as trees, and the automata that recognise them.
 *
 * Used twice: for regular expressions (an atom is a set of bytes) and for
 * patterns (an atom is a test of a token).  The construction is Thompson's
 * (Regular Expression Search Algorithm, CACM 11:6, 1968); what a state
 * prefers comes first in its pair of ways.  [setup] */
#ifndef TAG_PATTERN_NFA_H
#define TAG_PATTERN_NFA_H

#include <stdbool.h>
#include <stdint.h>

#define TREE_NONE UINT32_MAX
#define REPEAT_MAX 100u /* of {m,n} */
#define REPEAT_ANY UINT32_MAX

enum node_kind {
	NODE_ATOM,   /* a: what is read */
	NODE_CAT,    /* a, then b */
	NODE_ALT,    /* a, or b */
	NODE_REPEAT, /* a, min to max times, rather more than less */
	NODE_LABEL   /* a, remembered under the name b */
};

struct node {
	enum node_kind kind;
	uint32_t a, b, min, max;
};

struct tree {
	struct node *nodes;
	uint32_t n, cap;
	bool failed; /* out of memory: once for all */
};

void tag_pattern_tree_free(struct tree *);

/* The number of the new node; 0 (and failed) when out of memory. */
uint32_t tag_pattern_node(struct tree *, struct node);

enum state_kind {
	STATE_ATOM,   /* reads arg, goes to out */
	STATE_SPLIT,  /* goes to out, else to other */
	STATE_OPEN,   /* label arg begins */
	STATE_CLOSE,  /* label arg ends */
	STATE_ACCEPT, /* arg: the rule */
};

struct state {
	enum state_kind kind;
	uint32_t arg, out, other;
};

struct nfa {
	struct state *states;
	uint32_t n, cap, limit; /* limit: states, set by who begins */
	bool failed;            /* out of memory */
};

void tag_pattern_nfa_free(struct nfa *);

/* Adds what recognises the tree below root and then accepts arg; *start is
 * where it begins.  False beyond the limit, or (failed) out of memory. */
bool tag_pattern_nfa_add(struct nfa *, const struct tree *, uint32_t root,
                         uint32_t arg, uint32_t *start);

/* A set of states that reading can stand in, in order of preference. */
struct closure {
	uint32_t *items, n;
	uint32_t *stack;
	uint32_t *seen, round; /* seen[s] == round: s is in, or was passed */
};

bool tag_pattern_closure_init(struct closure *, const struct nfa *);
void tag_pattern_closure_free(struct closure *);
void tag_pattern_closure_clear(struct closure *);

/* Adds the atoms and accepting states that s leads to without reading. */
void tag_pattern_closure_add(struct closure *, const struct nfa *, uint32_t s);

#endif
