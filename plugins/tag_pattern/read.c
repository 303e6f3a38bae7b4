/* SPDX-License-Identifier: MIT */
/* read.c - the statements of a file of rules.
 *
 *   list NAME = word word:value ...
 *   let  NAME = PATTERN
 *   rule TYPE = PATTERN
 *     value KIND   span LABEL   score NUMBER   rank NUMBER   also TYPE LABEL
 *
 * A statement begins where a line does and goes on in indented lines. */
#include "read.h"
#include "filter.h"
#include "../share/likeness.h"

#include <catena/plugin.h>
#include <catena/utf8.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MISTAKES_MAX = 20,
	SHARE_ROOM = 40 /* bytes of a score */
};

const char *const tag_pattern_value_names[VALUE_KINDS + 1] = {
    "none",    "date",   "time",    "duration", "money",
    "percent", "number", "ordinal", "quantity", NULL};

/* ---- Mistakes ---- */

void tag_pattern_wrong(struct reader *r, struct piece p, const char *what,
                       const char *way_out)
{
	char text[300];
	const int n = p.n > 40 ? 40 : (int)p.n;
	if (!r->silent && r->mistakes++ < MISTAKES_MAX) {
		if (p.kind == PIECE_WRONG)
			snprintf(text, sizeof text, "%s", r->lexer.why);
		else if (p.kind == PIECE_END)
			snprintf(text, sizeof text, "%s: the end of the file%s%s", what,
			         *way_out ? "; " : "", way_out);
		else
			snprintf(text, sizeof text, "%s: \"%.*s\"%s%s", what, n, p.s,
			         *way_out ? "; " : "", way_out);
		r->say->complain(r->say->user, r->file_name, p.line, text);
	}
	r->silent = true; /* of one statement the first mistake is the telling one */
}

void tag_pattern_full(struct reader *r, struct piece p)
{
	tag_pattern_wrong(r, p, "too many different tests, or out of memory, at", "");
}

void tag_pattern_nearest(struct near *near, struct piece p, const char *name)
{
	const size_t like = share_likeness(p.s, p.n, name);
	if (like > near->most) {
		near->most = like;
		near->name = name;
	}
}

void tag_pattern_unknown(struct reader *r, struct piece p, const char *what,
                         const struct near *near)
{
	char text[NAME_ROOM + 40];
	text[0] = '\0';
	if (near->name)
		snprintf(text, sizeof text, "did you mean \"%s\"?", near->name);
	tag_pattern_wrong(r, p, what, text);
}

/* ---- Pieces ---- */

void tag_pattern_advance(struct reader *r)
{
	r->at = tag_pattern_lexer_next(&r->lexer);
	if (r->at.kind == PIECE_WRONG)
		tag_pattern_wrong(r, r->at, "", "");
}

bool tag_pattern_piece_is(struct piece p, const char *s)
{
	return p.n == strlen(s) && !memcmp(p.s, s, p.n) &&
	       (p.kind == PIECE_NAME || p.kind == PIECE_SIGN);
}

bool tag_pattern_take(struct reader *r, const char *sign)
{
	if (r->at.first || !tag_pattern_piece_is(r->at, sign))
		return false;
	tag_pattern_advance(r);
	return true;
}

/* A name into room for NAME_ROOM bytes. */
bool tag_pattern_name(struct reader *r, char *to, const char *what)
{
	if (r->at.kind != PIECE_NAME || r->at.first) {
		tag_pattern_wrong(r, r->at, what, "a name has letters, digits and _");
		return false;
	}
	if (r->at.n >= NAME_ROOM) {
		tag_pattern_wrong(r, r->at, "this name is longer than 63 bytes", "");
		return false;
	}
	memcpy(to, r->at.s, r->at.n);
	to[r->at.n] = '\0';
	tag_pattern_advance(r);
	return true;
}

/* ---- list ---- */

static bool add_entry(struct reader *r, struct piece p, uint32_t list)
{
	const char *colon = NULL;
	uint32_t value = 0;
	for (size_t i = 1; i + 1 < p.n && !colon; i++)
		colon = p.s[i] == ':' ? p.s + i : NULL;
	const size_t n = colon ? (size_t)(colon - p.s) : p.n;
	if (colon)
		value = tag_pattern_add_string(r->rules, colon + 1, p.n - n - 1);
	return value != UINT32_MAX &&
	       tag_pattern_add_word(r->rules, p.s, n, list + 1,
	                            r->rules->lists[list].test, value);
}

static void read_list(struct reader *r)
{
	char name[NAME_ROOM];
	struct piece p;
	if (!tag_pattern_name(r, name, "a list needs a name, not"))
		return;
	if (!tag_pattern_piece_is(r->at, "=")) {
		tag_pattern_wrong(r, r->at, "= must follow the name of the list, not", "");
		return;
	}
	uint32_t list = tag_pattern_find_list(r->rules, name);
	if (list == UINT32_MAX)
		list = tag_pattern_add_list(r->rules, name);
	if (list == UINT32_MAX) {
		tag_pattern_full(r, r->at);
		return;
	}
	while ((p = tag_pattern_lexer_word(&r->lexer)).kind != PIECE_END) {
		if (!add_entry(r, p, list)) {
			tag_pattern_wrong(r, p, "a word has 200 bytes at most", "");
			return;
		}
	}
	tag_pattern_advance(r);
}

/* ---- let ---- */

static void read_let(struct reader *r)
{
	struct let let;
	if (!tag_pattern_name(r, let.name, "let needs a name, not"))
		return;
	if (!tag_pattern_take(r, "=")) {
		tag_pattern_wrong(r, r->at, "= must follow the name, not", "");
		return;
	}
	let.root = tag_pattern_read_pattern(r, NULL);
	if (r->silent)
		return;
	struct let *const more =
	    realloc(r->lets, ((size_t)r->n_lets + 1) * sizeof *more);
	if (!more) {
		tag_pattern_full(r, r->at);
		return;
	}
	r->lets = more;
	r->lets[r->n_lets++] = let;
}

/* ---- rule ---- */

static uint8_t label_of(struct reader *r, const struct rule *rule)
{
	struct near near = {NULL, 1};
	for (uint32_t i = 0; i < rule->n_labels; i++) {
		if (r->at.kind == PIECE_NAME &&
		    tag_pattern_piece_is(r->at, rule->labels[i])) {
			tag_pattern_advance(r);
			return (uint8_t)(i + 1);
		}
		tag_pattern_nearest(&near, r->at, rule->labels[i]);
	}
	tag_pattern_unknown(r, r->at, "the pattern has no label", &near);
	return 0;
}

static void read_value(struct reader *r, struct rule *rule)
{
	struct near near = {NULL, 1};
	for (uint32_t i = 1; i < VALUE_KINDS; i++) {
		if (tag_pattern_piece_is(r->at, tag_pattern_value_names[i])) {
			rule->value = i;
			tag_pattern_advance(r);
			return;
		}
		tag_pattern_nearest(&near, r->at, tag_pattern_value_names[i]);
	}
	tag_pattern_unknown(r, r->at, "there is no such value", &near);
}

/* All that follows without a blank between: of "1.5" the lexer makes three pieces.
 */
static struct piece take_all(struct reader *r)
{
	struct piece all = r->at;
	do {
		all.n = (size_t)(r->at.s - all.s) + r->at.n;
		tag_pattern_advance(r);
	} while (!r->silent && r->at.kind != PIECE_END && !r->at.first &&
	         !r->at.spaced);
	return all;
}

/* 0.85: digits, a point, digits.  As whole digits and a power of ten, which no
 * locale reads in another way, it is the double nearest to it. */
static double read_share(struct reader *r, const char *what)
{
	char text[SHARE_ROOM + 8]; /* 085e-2 */
	size_t n = 0, behind = 0;
	const bool plain = r->at.kind == PIECE_NAME && !r->at.first;
	const struct piece p = plain ? take_all(r) : r->at;
	bool point = false, good = plain && p.n <= SHARE_ROOM;
	for (size_t i = 0; i < p.n && good; i++) {
		if (p.s[i] == '.' && !point) {
			point = true;
			continue;
		}
		good = p.s[i] >= '0' && p.s[i] <= '9';
		text[n++] = p.s[i];
		behind += point;
	}
	if (good)
		snprintf(text + n, sizeof text - n, "e-%zu", behind);
	const double share = good ? strtod(text, NULL) : -1;
	if (!(share >= 0 && share <= 1))
		tag_pattern_wrong(r, p, what,
		                  plain && p.n > SHARE_ROOM ? "it has 40 digits at most"
		                                            : "");
	return share;
}

static void read_also(struct reader *r, struct rule *rule)
{
	if (rule->n_outputs == 1 + ALSO_MAX) {
		tag_pattern_wrong(r, r->at,
		                  "a rule makes 5 entities at most; this is one more", "");
		return;
	}
	struct output *const out = rule->outputs + rule->n_outputs;
	if (tag_pattern_name(r, out->type, "also needs a type, not"))
		out->label = label_of(r, rule);
	rule->n_outputs++;
}

static void read_clauses(struct reader *r, struct rule *rule)
{
	while (!r->silent && r->at.kind != PIECE_END && !r->at.first) {
		if (tag_pattern_take(r, "value"))
			read_value(r, rule);
		else if (tag_pattern_take(r, "span"))
			rule->outputs[0].label = label_of(r, rule);
		else if (tag_pattern_take(r, "score"))
			rule->score = read_share(r, "a score is a number from 0 to 1, not");
		else if (tag_pattern_take(r, "rank"))
			rule->rank = read_share(r, "a rank is a number from 0 to 1, not");
		else if (tag_pattern_take(r, "also"))
			read_also(r, rule);
		else
			tag_pattern_wrong(
			    r, r->at, "unexpected",
			    "after the pattern stand value, span, score, rank or also");
	}
}

static bool add_rule(struct rules *rules, const struct rule *rule)
{
	if (rules->n_rules == rules->cap_rules) {
		const uint32_t cap = rules->cap_rules ? rules->cap_rules * 2 : 64;
		struct rule *const more = realloc(rules->rules, cap * sizeof *more);
		if (!more)
			return false;
		rules->rules = more;
		rules->cap_rules = cap;
	}
	rules->rules[rules->n_rules++] = *rule;
	return true;
}

static void compile(struct reader *r, struct piece p, struct rule *rule,
                    uint32_t root)
{
	struct closure c = {0};
	struct nfa *const nfa = &r->rules->nfa;
	rule->from = nfa->n;
	tag_pattern_know_labels(rule);
	if (!tag_pattern_nfa_add(nfa, &r->tree, root, r->rules->n_rules,
	                         &rule->start) ||
	    !tag_pattern_closure_init(&c, nfa) || !add_rule(r->rules, rule)) {
		tag_pattern_wrong(r, p, "this rule makes the rules too large", "");
	} else {
		rule = r->rules->rules + r->rules->n_rules - 1;
		rule->to = nfa->n;
		tag_pattern_closure_add(&c, nfa, rule->start);
		for (uint32_t i = 0; i < c.n; i++) {
			if (nfa->states[c.items[i]].kind == STATE_ACCEPT)
				tag_pattern_wrong(r, p, "this pattern matches nothing at all", "");
		}
	}
	tag_pattern_closure_free(&c);
}

static void read_rule(struct reader *r)
{
	struct rule rule = {.n_outputs = 1, .score = -1, .file = r->file};
	const struct piece p = r->at;
	if (!tag_pattern_name(r, rule.outputs[0].type, "a rule needs a type, not"))
		return;
	if (!tag_pattern_take(r, "=")) {
		tag_pattern_wrong(r, r->at, "= must follow the type, not", "");
		return;
	}
	const uint32_t root = tag_pattern_read_pattern(r, &rule);
	if (!r->silent)
		read_clauses(r, &rule);
	if (!r->silent)
		compile(r, p, &rule, root);
}

/* ---- The file ---- */

static void read_statement(struct reader *r)
{
	static const char *const keys[] = {"list", "let", "rule"};
	static void (*const readers[])(struct reader *) = {read_list, read_let,
	                                                   read_rule};
	struct near near = {NULL, 1};
	const struct piece p = r->at;
	for (int i = 0; i < 3; i++) {
		tag_pattern_nearest(&near, p, keys[i]);
		if (!p.first || !tag_pattern_piece_is(p, keys[i]))
			continue;
		tag_pattern_advance(r);
		readers[i](r);
		return;
	}
	if (near.name)
		tag_pattern_unknown(r, p, "unknown statement", &near);
	else
		tag_pattern_wrong(r, p, "a statement begins with list, let or rule, not",
		                  "");
}

static void read_all(struct reader *r)
{
	tag_pattern_advance(r);
	while (r->at.kind != PIECE_END) {
		r->silent = false;
		const char *const began = r->at.s;
		read_statement(r);
		if (!r->silent && r->at.kind != PIECE_END && !r->at.first)
			tag_pattern_wrong(r, r->at, "unexpected",
			                  "a statement begins where its line does");
		while (r->at.kind != PIECE_END && (!r->at.first || r->at.s == began)) {
			r->silent = true;
			tag_pattern_advance(r);
		}
	}
}

static void read_file(struct reader *r, const struct source *source, uint32_t i)
{
	const size_t valid = utf8_valid_prefix(source->text, source->size);
	r->file = i;
	r->file_name = source->name;
	tag_pattern_lexer_init(&r->lexer, source->text, valid);
	read_all(r);
	r->silent = false;
	if (valid < source->size)
		tag_pattern_wrong(r, r->at, "this is not UTF-8", "");
}

struct rules *tag_pattern_rules_new(const struct source *sources, uint32_t n,
                                    const struct complaints *say)
{
	struct reader r = {.say = say, .rules = calloc(1, sizeof *r.rules)};
	if (!r.rules || tag_pattern_add_string(r.rules, "", 0) != 0) {
		say->complain(say->user, "rules", 0, "out of memory");
		tag_pattern_rules_free(r.rules);
		return NULL;
	}
	r.rules->nfa.limit = STATES_LIMIT;
	for (uint32_t i = 0; i < n; i++)
		read_file(&r, sources + i, i);
	tag_pattern_know_lists(r.rules);
	if (!r.mistakes && !r.rules->n_rules) {
		r.mistakes++;
		say->complain(say->user, n ? sources[n - 1].name : "rules", 0,
		              "there is no rule");
	}
	if (!r.mistakes && !(r.rules->filter = tag_pattern_filter_new(r.rules))) {
		r.mistakes++;
		say->complain(say->user, "rules", 0, "out of memory");
	}
	if (r.mistakes) {
		tag_pattern_rules_free(r.rules);
		r.rules = NULL;
	}
	tag_pattern_tree_free(&r.tree);
	free(r.lets);
	return r.rules;
}
