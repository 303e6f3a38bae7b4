/* SPDX-License-Identifier: MIT */
/* around.c - tests that ask for more than the token itself. */
#include "around.h"
#include "filter.h"

#include <catena/plugin.h>
#include <string.h>

static void set_test(struct context *c, uint32_t test)
{
	c->bits[test >> 6] |= UINT64_C(1) << (test & 63);
}

/* An entity of this type (a symbol) holds the token. */
static void set_type(const struct around *a, struct context *c, uint32_t type)
{
	const struct rules *const r = a->classes->rules;
	for (uint32_t i = 0; i < r->n_tests; i++) {
		const struct test *const t = r->tests + i;
		if (t->kind == TEST_ENTITY && (!t->arg || a->types[t->arg - 1] == type))
			set_test(c, i);
	}
}

/* The entities of earlier stages that hold the token.  Rows are sorted by
 * begin; those that end before the token are passed for good once all before
 * them are, too. */
static void in_entities(struct around *a, uint32_t i, struct context *c)
{
	const struct merge *const m = a->merge;
	const uint32_t begin = a->tokens->begin[i], end = a->tokens->end[i];
	while (a->next_entity < m->n_old && m->rows[a->next_entity].end <= begin)
		a->next_entity++;
	for (uint32_t k = a->next_entity;
	     k < m->n_old && m->rows[k].begin <= begin && k < a->next_entity + 64;
	     k++) {
		if (m->rows[k].end >= end)
			set_type(a, c, m->rows[k].type);
	}
}

static bool in_copies(struct around *a, uint32_t i)
{
	const struct catena_layer *const l = a->copies;
	while (l && a->next_copy < l->n &&
	       l->begin[a->next_copy] <= a->tokens->begin[i]) {
		if (l->end[a->next_copy] > a->copy_reach)
			a->copy_reach = l->end[a->next_copy];
		a->next_copy++;
	}
	return a->copy_reach >= a->tokens->end[i];
}

/* What the token before it fulfils. */
static void after(struct around *a, uint32_t previous, struct context *c)
{
	const struct rules *const r = a->classes->rules;
	const struct classes *const classes = a->classes;
	for (uint32_t i = classes->context[TEST_AFTER]; i < r->n_tests; i++) {
		if (r->tests[i].kind == TEST_AFTER &&
		    tag_pattern_class_fulfils(classes, previous, r->tests[i].arg))
			set_test(c, i);
	}
}

enum { /* of the context's key */
	KEY_FIRST = 1,
	KEY_GLUED = 2,
	KEY_COPY = 4,
	KEY_BEHIND = 8 /* from here on */
};

/* The class by itself of the token before it in the sentence, if it leads;
 * UINT32_MAX: it does not. */
static uint32_t leading(struct around *a, uint32_t i, bool sentence, bool *failed)
{
	const struct filter *const f = a->classes->rules->filter;
	if (!sentence || a->classes->context[TEST_AFTER] == UINT32_MAX ||
	    !tag_pattern_filter_has(f, f->leading, a->tokens, i - 1))
		return UINT32_MAX;
	const uint32_t class_ = tag_pattern_class(a->classes, a->tokens, i - 1);
	*failed = class_ == UINT32_MAX;
	return !*failed && tag_pattern_class_leads(a->classes, class_) ? class_
	                                                               : UINT32_MAX;
}

/* A number for all of the context but the entities; 0: nothing of it holds. */
static uint64_t context_key(struct around *a, uint32_t i, uint32_t leads)
{
	const uint32_t *const asks = a->classes->context;
	const struct tokens *const t = a->tokens;
	uint64_t key = 0;
	if (asks[TEST_FIRST] != UINT32_MAX && t->flags[i] & CATENA_F_SENTENCE_START)
		key |= KEY_FIRST;
	if (asks[TEST_GLUED] != UINT32_MAX && i && t->end[i - 1] == t->begin[i])
		key |= KEY_GLUED;
	if (asks[TEST_COPY] != UINT32_MAX && a->copies && in_copies(a, i))
		key |= KEY_COPY;
	if (leads != UINT32_MAX)
		key |= (uint64_t)(leads + 1) * KEY_BEHIND;
	return key;
}

uint32_t tag_pattern_class_around(struct around *a, uint32_t i, bool sentence)
{
	struct classes *const classes = a->classes;
	const uint32_t *const asks = classes->context;
	bool failed = false;
	const uint32_t own = tag_pattern_class(classes, a->tokens, i);
	const uint32_t leads = leading(a, i, sentence, &failed);
	const bool entity = asks[TEST_ENTITY] != UINT32_MAX && a->merge->n_old;
	const uint64_t key = context_key(a, i, leads);
	if (own == UINT32_MAX || failed)
		return UINT32_MAX;
	if (!key && !entity)
		return tag_pattern_class_letter(classes, own);
	const uint32_t known =
	    entity ? UINT32_MAX : tag_pattern_class_recall(classes, own, key);
	if (known != UINT32_MAX)
		return known;
	struct context c = {{0}};
	if (key & KEY_FIRST)
		set_test(&c, asks[TEST_FIRST]);
	if (key & KEY_GLUED)
		set_test(&c, asks[TEST_GLUED]);
	if (key & KEY_COPY)
		set_test(&c, asks[TEST_COPY]);
	if (entity)
		in_entities(a, i, &c);
	if (key >= KEY_BEHIND)
		after(a, leads, &c);
	return tag_pattern_class_in(classes, own, &c, entity ? 0 : key);
}
