/* SPDX-License-Identifier: MIT */
/* capture.c - which tokens of a match each label caught.
 *
 * Goes the preferred ways first and back where they fail, but never twice
 * through one state at one token: linear in states times tokens. */
#include "machine.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHORT_MAX = 4, /* tokens of a match that is remembered */
	BEFORE = 512   /* a power of 2 */
};

struct step {
	uint32_t state; /* UINT32_MAX: give the span back */
	uint32_t at;
	uint32_t label;
	struct span before;
};

static bool reserve(struct machine *m, uint32_t steps, size_t words)
{
	if (steps > m->cap_steps) {
		struct step *const more = realloc(m->steps, steps * sizeof *more);
		if (!more)
			return false;
		m->steps = more;
		m->cap_steps = steps;
	}
	if (words > m->cap_tried) {
		uint64_t *const more = realloc(m->tried, words * sizeof *more);
		if (!more)
			return false;
		m->tried = more;
		m->cap_tried = words;
	}
	memset(m->tried, 0, words * sizeof *m->tried);
	return true;
}

/* True the first time. */
static bool try_once(struct machine *m, size_t i)
{
	uint64_t *const word = m->tried + i / 64;
	const uint64_t bit = UINT64_C(1) << i % 64;
	const bool first = !(*word & bit);
	*word |= bit;
	return first;
}

static bool capture(struct machine *m, const uint32_t *classes,
                    const struct match *match, struct span spans[LABELS_MAX])
{
	const struct rule *const rule = m->rules->rules + match->rule;
	const uint32_t n = match->to - match->from + 1, states = rule->to - rule->from;
	uint32_t depth = 0;
	memset(spans, 0, LABELS_MAX * sizeof *spans);
	/* Each state at each token is entered once, and leaves two steps. */
	if (!reserve(m, 2 * states * n + 2, (size_t)states * n / 64 + 1))
		return false;
	m->steps[depth++] = (struct step){rule->start, match->from, 0, {0, 0}};
	while (depth) {
		const struct step s = m->steps[--depth];
		if (s.state == UINT32_MAX) {
			spans[s.label] = s.before;
			continue;
		}
		if (!try_once(m, (size_t)(s.state - rule->from) * n + (s.at - match->from)))
			continue;
		const struct state *const x = m->rules->nfa.states + s.state;
		switch (x->kind) {
		case STATE_ACCEPT:
			if (s.at == match->to)
				return true;
			break;
		case STATE_ATOM:
			if (s.at < match->to &&
			    tag_pattern_class_has(&m->classes, classes[s.at], x->arg))
				m->steps[depth++] = (struct step){x->out, s.at + 1, 0, {0, 0}};
			break;
		case STATE_SPLIT:
			m->steps[depth++] = (struct step){x->other, s.at, 0, {0, 0}};
			m->steps[depth++] = (struct step){x->out, s.at, 0, {0, 0}};
			break;
		default:
			m->steps[depth++] = (struct step){UINT32_MAX, 0, x->arg, spans[x->arg]};
			if (x->kind == STATE_OPEN)
				spans[x->arg] = (struct span){s.at, s.at};
			else
				spans[x->arg].to = s.at;
			m->steps[depth++] = (struct step){x->out, s.at, 0, {0, 0}};
		}
	}
	return true; /* not reached: the automaton has accepted this */
}

/* ---- What short matches have caught before ---- */

/* It goes by the rule and the classes alone. */
struct caught_before {
	uint32_t rule; /* + 1; 0: none */
	uint32_t n, classes[SHORT_MAX];
	struct span spans[LABELS_MAX]; /* from the match's first token */
};

static struct caught_before *
before(const struct machine *m, const uint32_t *classes, const struct match *match)
{
	uint64_t h = match->rule;
	for (uint32_t i = match->from; i < match->to; i++)
		h = catena_hash_step(h, classes[i]);
	return m->before + (catena_hash_end(h) & (BEFORE - 1));
}

bool tag_pattern_capture_init(struct machine *m)
{
	m->before = calloc(BEFORE, sizeof *m->before);
	return m->before != NULL;
}

void tag_pattern_capture_forget(struct machine *m)
{
	memset(m->before, 0, BEFORE * sizeof *m->before);
}

static void keep(struct caught_before *b, const uint32_t *classes,
                 const struct match *match, const struct span *spans)
{
	b->rule = match->rule + 1;
	b->n = match->to - match->from;
	memcpy(b->classes, classes + match->from, b->n * sizeof *classes);
	for (uint32_t i = 0; i < LABELS_MAX; i++) {
		const bool any = spans[i].from < spans[i].to;
		b->spans[i].from = any ? spans[i].from - match->from : 0;
		b->spans[i].to = any ? spans[i].to - match->from : 0;
	}
}

static void move(struct span *to, const struct span *from, uint32_t n, uint32_t by)
{
	for (uint32_t i = 0; i < n; i++) {
		to[i].from = from[i].from + by;
		to[i].to = from[i].to + by;
	}
}

bool tag_pattern_capture(struct machine *m, const uint32_t *classes,
                         const struct match *match, uint32_t first,
                         struct span spans[LABELS_MAX])
{
	const uint32_t n = match->to - match->from;
	const uint32_t labels = m->rules->rules[match->rule].n_labels;
	if (n > SHORT_MAX) {
		if (!capture(m, classes, match, spans))
			return false;
		move(spans, spans, labels, first);
		return true;
	}
	struct caught_before *const b = before(m, classes, match);
	if (b->rule != match->rule + 1 || b->n != n ||
	    memcmp(b->classes, classes + match->from, n * sizeof *classes) != 0) {
		if (!capture(m, classes, match, spans))
			return false;
		keep(b, classes, match, spans);
	}
	move(spans, b->spans, labels, match->from + first);
	return true;
}
