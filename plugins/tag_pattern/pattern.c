/* SPDX-License-Identifier: MIT */
/* pattern.c - patterns over tokens, parsed to trees of tests.
 *
 *   "word" 'Exact' /regex/ /regex/i @list name .   one token each ("a b": two)
 *   [cap & !upper & kind=word & shape="Xxx" & @list & !"word" & entity=PERSON]
 *   (a | b)   a? a* a+ a{2,5}   label:a+ (all that a+ catches) */
#include "read.h"

#include <catena/fold.h>
#include <catena/plugin.h>
#include <string.h>

enum {
	DEPTH_MAX = 50
};

static uint32_t alternatives(struct reader *r, struct rule *rule);

static uint32_t node(struct reader *r, struct node n)
{
	const uint32_t at = tag_pattern_node(&r->tree, n);
	if (r->tree.failed)
		tag_pattern_full(r, r->at);
	return at;
}

/* ---- Tests ---- */

/* An atom for one test that must hold. */
static uint32_t atom_of(struct reader *r, uint32_t test)
{
	const struct predicate p = {1, {(uint16_t)test}, {false}};
	const uint32_t predicate =
	    test == UINT32_MAX ? test : tag_pattern_add_predicate(r->rules, &p);
	if (predicate == UINT32_MAX) {
		tag_pattern_full(r, r->at);
		return 0;
	}
	return node(r, (struct node){NODE_ATOM, predicate, 0, 0, 0});
}

/* The test for a literal, whose text is folded. */
static uint32_t word_test(struct reader *r, const char *s, size_t n)
{
	char folded[CATENA_FOLD_ROOM(200)];
	struct rules *const x = r->rules;
	if (n > 200)
		return UINT32_MAX;
	const size_t size = catena_fold(folded, s, n);
	const struct word *w = tag_pattern_word(x, folded, size);
	if (w && w->size == size) {
		for (uint32_t i = w->first; i; i = x->entries[i - 1].next) {
			if (!x->entries[i - 1].list)
				return x->entries[i - 1].test;
		}
	}
	const uint32_t text = tag_pattern_add_string(x, folded, size);
	const uint32_t test =
	    text == UINT32_MAX ? text : tag_pattern_add_test(x, TEST_WORD, text);
	if (test == UINT32_MAX || !tag_pattern_add_word(x, s, n, 0, test, 0))
		return UINT32_MAX;
	return test;
}

/* A test whose argument is a string: equal strings are one. */
static uint32_t string_test(struct reader *r, enum test_kind kind, const char *s,
                            size_t n)
{
	struct rules *const x = r->rules;
	for (uint32_t i = 0; i < x->n_tests; i++) {
		if (x->tests[i].kind != kind)
			continue;
		const char *const old = x->strings + x->tests[i].arg;
		if (strlen(old) == n && !memcmp(old, s, n))
			return i;
	}
	const uint32_t text = tag_pattern_add_string(x, s, n);
	return text == UINT32_MAX ? text : tag_pattern_add_test(x, kind, text);
}

static uint32_t type_test(struct reader *r, const char *type)
{
	struct rules *const x = r->rules;
	uint32_t i = 0;
	while (i < x->n_types && strcmp(x->types[i], type) != 0)
		i++;
	if (i == x->n_types) {
		if (i == TESTS_MAX)
			return UINT32_MAX;
		memcpy(x->types[x->n_types++], type, NAME_ROOM);
	}
	return tag_pattern_add_test(x, TEST_ENTITY, i + 1);
}

/* ---- Atoms ---- */

/* "prime minister": one atom after the other. */
static uint32_t words(struct reader *r)
{
	const struct piece p = r->at;
	const char *s = p.s;
	const char *const end = p.s + p.n;
	uint32_t all = TREE_NONE;
	while (s < end && !r->silent) {
		size_t n = 0;
		while (s + n < end && s[n] != ' ')
			n++;
		if (n) {
			const uint32_t one = atom_of(r, word_test(r, s, n));
			all = all == TREE_NONE
			          ? one
			          : node(r, (struct node){NODE_CAT, all, one, 0, 0});
		}
		s += n + (s + n < end);
	}
	if (all == TREE_NONE)
		tag_pattern_wrong(r, p, "there must be a word in", "");
	tag_pattern_advance(r);
	return all;
}

static uint32_t regex_test(struct reader *r)
{
	const struct piece p = r->at;
	const char *why;
	tag_pattern_advance(r);
	const bool fold = !r->at.spaced && tag_pattern_take(r, "i");
	struct regex *const x = tag_pattern_regex_new(p.s, p.n, fold, &why);
	if (!x) {
		tag_pattern_wrong(r, p, why, "");
		return 0;
	}
	const uint32_t number = tag_pattern_add_regex(r->rules, x);
	return number == UINT32_MAX
	           ? number
	           : tag_pattern_add_test(r->rules, TEST_REGEX, number);
}

/* Behind '@'. */
static uint32_t list_test(struct reader *r)
{
	struct near near = {NULL, 1};
	const struct piece p = r->at;
	for (uint32_t i = 0; i < r->rules->n_lists; i++) {
		if (p.kind == PIECE_NAME &&
		    tag_pattern_piece_is(p, r->rules->lists[i].name)) {
			tag_pattern_advance(r);
			return tag_pattern_ask_list(r->rules, i);
		}
		tag_pattern_nearest(&near, p, r->rules->lists[i].name);
	}
	tag_pattern_unknown(r, p, "there is no list above of this name", &near);
	return 0;
}

static uint32_t let(struct reader *r, struct piece p)
{
	struct near near = {NULL, 1};
	for (uint32_t i = r->n_lets; i-- > 0;) {
		if (tag_pattern_piece_is(p, r->lets[i].name))
			return r->lets[i].root;
		tag_pattern_nearest(&near, p, r->lets[i].name);
	}
	tag_pattern_unknown(r, p, "there is no let above of this name", &near);
	return 0;
}

/* ---- [...] ---- */

static const struct {
	const char *name;
	enum test_kind kind;
	uint32_t arg;
} keys[] = {
    {"cap", TEST_FLAG, CATENA_F_CAPITALISED},
    {"upper", TEST_FLAG, CATENA_F_ALL_CAPS},
    {"digit", TEST_FLAG, CATENA_F_HAS_DIGIT},
    {"first", TEST_FIRST, 0},
    {"glued", TEST_GLUED, 0},
    {"entity", TEST_ENTITY, 0},
    {"copy", TEST_COPY, 0},
    {"kind", TEST_KIND, 0},
    {"shape", TEST_SHAPE, 0},
    {"after", TEST_AFTER, 0},
};

static const char *const kinds[CATENA_TOKEN_KINDS] = {
    [CATENA_TOKEN_WORD] = "word",       [CATENA_TOKEN_NUMBER] = "number",
    [CATENA_TOKEN_PUNCT] = "punct",     [CATENA_TOKEN_SYMBOL] = "symbol",
    [CATENA_TOKEN_URL] = "url",         [CATENA_TOKEN_EMAIL] = "email",
    [CATENA_TOKEN_MENTION] = "mention", [CATENA_TOKEN_HASHTAG] = "hashtag",
    [CATENA_TOKEN_EMOJI] = "emoji",     [CATENA_TOKEN_OTHER] = "other"};

static uint32_t kind_test(struct reader *r)
{
	struct near near = {NULL, 1};
	for (uint32_t i = 0; i < CATENA_TOKEN_KINDS; i++) {
		if (tag_pattern_take(r, kinds[i]))
			return tag_pattern_add_test(r->rules, TEST_KIND, i);
		tag_pattern_nearest(&near, r->at, kinds[i]);
	}
	tag_pattern_unknown(r, r->at, "there is no such kind of token", &near);
	return 0;
}

static uint32_t shape_test(struct reader *r)
{
	const struct piece p = r->at;
	if (p.kind != PIECE_STRING && p.kind != PIECE_EXACT) {
		tag_pattern_wrong(r, p, "a shape stands in quotes (\"Xxxx\"), not", "");
		return 0;
	}
	tag_pattern_advance(r);
	return string_test(r, TEST_SHAPE, p.s, p.n);
}

static uint32_t valued_test(struct reader *r, enum test_kind kind)
{
	char type[NAME_ROOM] = "";
	if (kind == TEST_KIND)
		return kind_test(r);
	if (kind == TEST_SHAPE)
		return shape_test(r);
	if (kind == TEST_AFTER) { /* after=@list, or without the @ */
		(void)tag_pattern_take(r, "@");
		const uint32_t list = list_test(r);
		return list == UINT32_MAX
		           ? list
		           : tag_pattern_add_test(r->rules, TEST_AFTER, list);
	}
	return tag_pattern_name(r, type, "a type is expected, not") ? type_test(r, type)
	                                                            : 0;
}

static uint32_t key_test(struct reader *r)
{
	struct near near = {NULL, 1};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const bool needs = keys[i].kind == TEST_KIND ||
		                   keys[i].kind == TEST_SHAPE || keys[i].kind == TEST_AFTER;
		if (r->at.kind == PIECE_NAME && tag_pattern_take(r, keys[i].name)) {
			if ((needs || keys[i].kind == TEST_ENTITY) && tag_pattern_take(r, "="))
				return valued_test(r, keys[i].kind);
			if (needs)
				tag_pattern_wrong(r, r->at,
				                  "= must follow kind, shape and after, not", "");
			return tag_pattern_add_test(r->rules, keys[i].kind, keys[i].arg);
		}
		tag_pattern_nearest(&near, r->at, keys[i].name);
	}
	tag_pattern_unknown(r, r->at, "there is no such test", &near);
	return 0;
}

/* One test of a conjunction. */
static uint32_t one_test(struct reader *r)
{
	const struct piece p = r->at;
	if (p.kind == PIECE_REGEX)
		return regex_test(r);
	if (p.kind == PIECE_STRING || p.kind == PIECE_EXACT) {
		tag_pattern_advance(r);
		if (p.kind == PIECE_EXACT)
			return string_test(r, TEST_EXACT, p.s, p.n);
		if (p.n && !memchr(p.s, ' ', p.n))
			return word_test(r, p.s, p.n);
		tag_pattern_wrong(r, p, "in [...] a string is one word, not", "");
		return 0;
	}
	return tag_pattern_take(r, "@") ? list_test(r) : key_test(r);
}

static uint32_t conjunction(struct reader *r)
{
	struct predicate p = {0};
	do {
		if (p.n == LITERALS_MAX) {
			tag_pattern_wrong(r, r->at, "more than 8 tests in one [...], at", "");
			return 0;
		}
		p.denied[p.n] = tag_pattern_take(r, "!");
		const uint32_t test = one_test(r);
		if (test == UINT32_MAX)
			tag_pattern_full(r, r->at);
		p.test[p.n++] = (uint16_t)test;
	} while (!r->silent && tag_pattern_take(r, "&"));
	if (!r->silent && !tag_pattern_take(r, "]"))
		tag_pattern_wrong(r, r->at, "& or ] is expected, not", "");
	const uint32_t predicate = tag_pattern_add_predicate(r->rules, &p);
	if (predicate == UINT32_MAX)
		tag_pattern_full(r, r->at);
	return r->silent ? 0 : node(r, (struct node){NODE_ATOM, predicate, 0, 0, 0});
}

static uint32_t any_token(struct reader *r)
{
	const struct predicate p = {0};
	const uint32_t predicate = tag_pattern_add_predicate(r->rules, &p);
	if (predicate == UINT32_MAX)
		tag_pattern_full(r, r->at);
	return node(r, (struct node){NODE_ATOM, predicate, 0, 0, 0});
}

/* ---- Items ---- */

static uint32_t group(struct reader *r, struct rule *rule)
{
	if (++r->depth > DEPTH_MAX) {
		tag_pattern_wrong(r, r->at, "too many brackets in each other, at", "");
		return 0;
	}
	const uint32_t at = alternatives(r, rule);
	r->depth--;
	if (!r->silent && !tag_pattern_take(r, ")"))
		tag_pattern_wrong(r, r->at, ") is expected, not", "");
	return at;
}

static uint32_t labelled(struct reader *r, struct rule *rule, struct piece p);
static uint32_t item(struct reader *r, struct rule *rule);

static uint32_t atom(struct reader *r, struct rule *rule)
{
	const struct piece p = r->at;
	struct piece next;
	if (p.kind == PIECE_STRING)
		return words(r);
	if (p.kind == PIECE_REGEX)
		return atom_of(r, regex_test(r));
	if (p.kind != PIECE_EXACT && p.kind != PIECE_NAME && p.kind != PIECE_SIGN) {
		tag_pattern_wrong(r, p, "a test of a token is expected", "");
		return 0;
	}
	tag_pattern_advance(r);
	next = r->at;
	if (p.kind == PIECE_EXACT)
		return atom_of(r, string_test(r, TEST_EXACT, p.s, p.n));
	if (p.kind == PIECE_NAME)
		return !next.spaced && tag_pattern_take(r, ":") ? labelled(r, rule, p)
		                                                : let(r, p);
	switch (*p.s) {
	case '(':
		return group(r, rule);
	case '[':
		return conjunction(r);
	case '@':
		return atom_of(r, list_test(r));
	case '.':
		return any_token(r);
	default:
		tag_pattern_wrong(r, p, "a test of a token is expected, not", "");
		return 0;
	}
}

static uint32_t labelled(struct reader *r, struct rule *rule, struct piece p)
{
	uint32_t label = 0;
	if (!rule) {
		tag_pattern_wrong(r, p, "labels stand in rules, not in let", "");
		return 0;
	}
	while (label < rule->n_labels && !tag_pattern_piece_is(p, rule->labels[label]))
		label++;
	if (label == LABELS_MAX || p.n >= NAME_ROOM) {
		tag_pattern_wrong(r, p, "a rule has 8 labels of 63 bytes at most; too many",
		                  "");
		return 0;
	}
	if (label == rule->n_labels) {
		memcpy(rule->labels[label], p.s, p.n);
		rule->n_labels++;
	}
	const uint32_t a = item(r, rule);
	return node(r, (struct node){NODE_LABEL, a, label, 0, 0});
}

static bool count(struct reader *r, uint32_t *n)
{
	*n = 0;
	for (size_t i = 0; i < r->at.n; i++) {
		const char c = r->at.s[i];
		if (r->at.kind != PIECE_NAME || c < '0' || c > '9' || *n > REPEAT_MAX)
			return false;
		*n = *n * 10 + (uint32_t)(c - '0');
	}
	tag_pattern_advance(r);
	return true;
}

/* m} m,} m,n} */
static void counts(struct reader *r, struct node *n)
{
	const struct piece p = r->at;
	bool good = count(r, &n->min);
	n->max = n->min;
	if (good && tag_pattern_take(r, ",")) {
		n->max = REPEAT_ANY;
		if (!tag_pattern_piece_is(r->at, "}"))
			good = count(r, &n->max);
	}
	good = good && tag_pattern_take(r, "}") && n->min <= REPEAT_MAX && n->max &&
	       n->max >= n->min && (n->max == REPEAT_ANY || n->max <= REPEAT_MAX);
	if (!good)
		tag_pattern_wrong(r, p, "write {2}, {2,} or {2,5}, up to 100, not", "");
}

static uint32_t item(struct reader *r, struct rule *rule)
{
	uint32_t at = atom(r, rule);
	while (!r->silent && r->at.kind == PIECE_SIGN && !r->at.first) {
		struct node n = {NODE_REPEAT, at, 0, 0, REPEAT_ANY};
		if (tag_pattern_take(r, "?"))
			n.max = 1;
		else if (tag_pattern_take(r, "+"))
			n.min = 1;
		else if (tag_pattern_take(r, "{"))
			counts(r, &n);
		else if (!tag_pattern_take(r, "*"))
			break;
		at = node(r, n);
	}
	return at;
}

static bool ends(const struct reader *r)
{
	static const char *const clauses[] = {"value", "span", "score", "rank",
	                                      "also",  "|",    ")"};
	if (r->silent || r->at.kind == PIECE_END || r->at.first)
		return true;
	for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
		if (tag_pattern_piece_is(r->at, clauses[i]))
			return true;
	}
	return false;
}

static uint32_t sequence(struct reader *r, struct rule *rule)
{
	uint32_t all = item(r, rule);
	while (!ends(r)) {
		const uint32_t next = item(r, rule);
		all = node(r, (struct node){NODE_CAT, all, next, 0, 0});
	}
	return all;
}

static uint32_t alternatives(struct reader *r, struct rule *rule)
{
	uint32_t all = sequence(r, rule);
	while (!r->silent && tag_pattern_take(r, "|")) {
		const uint32_t next = sequence(r, rule);
		all = node(r, (struct node){NODE_ALT, all, next, 0, 0});
	}
	return all;
}

uint32_t tag_pattern_read_pattern(struct reader *r, struct rule *rule)
{
	r->depth = 0;
	return alternatives(r, rule);
}
