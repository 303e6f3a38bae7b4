/* SPDX-License-Identifier: MIT */
/* machine.c - rows of the deterministic automaton, made when they are met. */
#include "machine.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROWS_MAX = 2048,
	UNKNOWN = 0, /* as an entry of a row */
	DEAD = 1     /* row r is the entry r + 2 */
};

struct row {
	uint16_t *next; /* by letter */
	uint32_t cap;
	uint32_t accepts; /* rule + 1 */
};

struct made { /* what a row was made of */
	size_t members;
	uint32_t n_members;
};

/* ---- Life ---- */

static void forget_rows(struct machine *m)
{
	for (uint32_t i = 0; i < m->n_rows; i++)
		free(m->rows[i].next);
	m->n_rows = 0;
	m->n_members = 0;
	m->first_row = UNKNOWN;
	if (m->table)
		memset(m->table, 0, 4 * (size_t)ROWS_MAX * sizeof *m->table);
}

bool tag_pattern_machine_init(struct machine *m, const struct rules *rules)
{
	*m = (struct machine){.rules = rules};
	m->table = calloc(4 * (size_t)ROWS_MAX, sizeof *m->table);
	if (m->table && tag_pattern_capture_init(m) &&
	    tag_pattern_classes_init(&m->classes, rules) &&
	    tag_pattern_closure_init(&m->closure, &rules->nfa))
		return true;
	tag_pattern_machine_free(m);
	return false;
}

void tag_pattern_machine_free(struct machine *m)
{
	forget_rows(m);
	free(m->rows);
	free(m->made);
	free(m->members);
	free(m->table);
	free(m->steps);
	free(m->tried);
	free(m->before);
	tag_pattern_classes_free(&m->classes);
	tag_pattern_closure_free(&m->closure);
	*m = (struct machine){0};
}

void tag_pattern_machine_rest(struct machine *m)
{
	if (m->classes.n < CLASSES_MAX - 2 * PIECE_MAX)
		return;
	forget_rows(m);
	tag_pattern_capture_forget(m);
	tag_pattern_classes_forget(&m->classes);
}

/* ---- Rows ---- */

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static bool reserve_row(struct machine *m)
{
	if (m->n_rows == m->cap_rows) {
		const uint32_t cap = m->cap_rows ? m->cap_rows * 2 : 64;
		struct row *const more = realloc(m->rows, cap * sizeof *more);
		if (more)
			m->rows = more;
		struct made *const made = realloc(m->made, cap * sizeof *made);
		if (made)
			m->made = made;
		if (!more || !made)
			return false;
		m->cap_rows = cap;
	}
	const size_t need = m->n_members + m->closure.n;
	if (need > m->cap_members) {
		uint32_t *const more = realloc(m->members, need * 2 * sizeof *more);
		if (!more)
			return false;
		m->members = more;
		m->cap_members = need * 2;
	}
	return true;
}

static bool is_before(const struct rules *r, uint32_t a, uint32_t b)
{
	const uint32_t x = r->rules[a].file, y = r->rules[b].file;
	return x != y ? x > y : a < b;
}

/* Of the rules that accept the one that counts, + 1. */
static uint32_t accepted(const struct machine *m)
{
	uint32_t best = 0;
	for (uint32_t i = 0; i < m->closure.n; i++) {
		const struct state *const s = m->rules->nfa.states + m->closure.items[i];
		if (s->kind == STATE_ACCEPT &&
		    (!best || is_before(m->rules, s->arg, best - 1)))
			best = s->arg + 1;
	}
	return best;
}

/* The entry of the row of what is in the closure; UNKNOWN: out of memory. */
static uint32_t entry_of(struct machine *m)
{
	struct closure *const c = &m->closure;
	if (!c->n)
		return DEAD;
	qsort(c->items, c->n, sizeof *c->items, by_number);
	uint64_t h = 0;
	for (uint32_t i = 0; i < c->n; i++)
		h = catena_hash_step(h, c->items[i]);
	for (uint32_t at = catena_hash_end(h);; at++) {
		uint32_t *const slot = m->table + (at & (4 * ROWS_MAX - 1));
		const struct made *const r = *slot ? m->made + *slot - 2 : NULL;
		if (r && r->n_members == c->n &&
		    !memcmp(m->members + r->members, c->items, c->n * sizeof *c->items))
			return *slot;
		if (r)
			continue;
		if (!reserve_row(m))
			return UNKNOWN;
		m->rows[m->n_rows] = (struct row){NULL, 0, accepted(m)};
		m->made[m->n_rows] = (struct made){m->n_members, c->n};
		memcpy(m->members + m->n_members, c->items, c->n * sizeof *c->items);
		m->n_members += c->n;
		*slot = m->n_rows++ + 2;
		return *slot;
	}
}

static uint32_t first_entry(struct machine *m)
{
	if (m->first_row != UNKNOWN)
		return m->first_row;
	tag_pattern_closure_clear(&m->closure);
	for (uint32_t i = 0; i < m->rules->n_rules; i++)
		tag_pattern_closure_add(&m->closure, &m->rules->nfa,
		                        m->rules->rules[i].start);
	m->first_row = entry_of(m);
	return m->first_row;
}

static bool widen(struct row *r, uint32_t class_)
{
	const uint32_t cap = (class_ + 64) / 64 * 64 + r->cap;
	uint16_t *const more = realloc(r->next, cap * sizeof *more);
	if (!more)
		return false;
	memset(more + r->cap, 0, (cap - r->cap) * sizeof *more);
	r->next = more;
	r->cap = cap;
	return true;
}

/* From a row by a class that it has not met. */
static uint32_t learn(struct machine *m, uint32_t row, uint32_t class_)
{
	tag_pattern_closure_clear(&m->closure);
	const struct made made = m->made[row];
	for (uint32_t i = 0; i < made.n_members; i++) {
		const struct state *const s =
		    m->rules->nfa.states + m->members[made.members + i];
		if (s->kind == STATE_ATOM &&
		    tag_pattern_class_has(&m->classes, class_, s->arg))
			tag_pattern_closure_add(&m->closure, &m->rules->nfa, s->out);
	}
	const uint32_t entry = entry_of(m); /* may move the rows */
	struct row *const r = m->rows + row;
	if (class_ >= r->cap && !widen(r, class_))
		return UNKNOWN;
	r->next[class_] = (uint16_t)entry; /* not above ROWS_MAX + MATCH_MAX + 1 */
	return entry;
}

static inline uint32_t next_entry(struct machine *m, uint32_t entry,
                                  uint32_t class_)
{
	const struct row *const r = m->rows + (entry - 2);
	const uint32_t next = class_ < r->cap ? r->next[class_] : UNKNOWN;
	return next != UNKNOWN ? next : learn(m, entry - 2, class_);
}

/* ---- Matches ---- */

static inline uint32_t class_at(const struct letters *l, uint32_t i)
{
	if (l->classes[i] == UINT32_MAX)
		l->classes[i] = l->class_of(l->user, i);
	return l->classes[i];
}

int tag_pattern_match(struct machine *m, const struct letters *l, uint32_t from,
                      struct match *found)
{
	const uint32_t end = l->n - from < MATCH_MAX ? l->n : from + MATCH_MAX;
	uint32_t to = from;
	if (m->n_rows >= ROWS_MAX) /* one match adds MATCH_MAX at most */
		forget_rows(m);
	uint32_t entry = first_entry(m);
	found->to = 0;
	while (entry > DEAD) {
		const uint32_t accepts = m->rows[entry - 2].accepts;
		if (accepts)
			*found = (struct match){accepts - 1, from, to};
		if (to == end)
			break;
		const uint32_t class_ = class_at(l, to++);
		if (class_ == UINT32_MAX)
			return -1;
		entry = next_entry(m, entry, class_);
	}
	if (entry == UNKNOWN)
		return -1;
	return found->to != 0;
}
