/* SPDX-License-Identifier: MIT */
/* store.c - the tables of a file of rules: words, lists, tests. */
#include "store.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

enum {
	WORD_BYTES_MAX = 200
};

static const char *const known_labels[LABELS_KNOWN] = {
    [LABEL_Y] = "y",           [LABEL_M] = "m",         [LABEL_D] = "d",
    [LABEL_ISO] = "iso",       [LABEL_MDY] = "mdy",     [LABEL_DMY] = "dmy",
    [LABEL_DECADE] = "decade", [LABEL_WD] = "wd",       [LABEL_REL] = "rel",
    [LABEL_MOD] = "mod",       [LABEL_N] = "n",         [LABEL_UNIT] = "unit",
    [LABEL_DIR] = "dir",       [LABEL_PART] = "part",   [LABEL_Q] = "q",
    [LABEL_HALF] = "half",     [LABEL_T] = "t",         [LABEL_AP] = "ap",
    [LABEL_CUR] = "cur",       [LABEL_MINUS] = "minus", [LABEL_PER] = "per",
    [LABEL_FEAST] = "feast",   [LABEL_EVE] = "eve",     [LABEL_Y2] = "y2",
    [LABEL_M2] = "m2",         [LABEL_D2] = "d2",       [LABEL_N2] = "n2",
    [LABEL_T2] = "t2",         [LABEL_AP2] = "ap2",     [LABEL_WD2] = "wd2",
    [LABEL_BOTH] = "both",     [LABEL_FROM] = "from",   [LABEL_AHEAD] = "ahead",
};

static const char *const known_lists[LISTS_KNOWN] = {
    [LIST_MONTH] = "month",         [LIST_WEEKDAY] = "weekday",
    [LIST_TENSE] = "tense",         [LIST_RELATIVE] = "relative",
    [LIST_MODIFIER] = "modifier",   [LIST_PERIOD] = "period",
    [LIST_DIRECTION] = "direction", [LIST_PART] = "part",
    [LIST_QUARTER] = "quarter",     [LIST_HALF] = "half",
    [LIST_CLOCK] = "clock",         [LIST_AMPM] = "ampm",
    [LIST_NUMBER] = "number",       [LIST_SCALE] = "scale",
    [LIST_ORDINAL] = "ordinal",     [LIST_DECIMAL] = "decimal",
    [LIST_CURRENCY] = "currency",   [LIST_UNIT] = "unit",
    [LIST_PER_UNIT] = "per_unit",   [LIST_FEAST] = "feast",
    [LIST_AHEAD] = "ahead",
};

/* Room for one more item; false when out of memory. */
static bool room(void **items, uint32_t n, uint32_t *cap, size_t size)
{
	if (n < *cap)
		return true;
	const uint32_t more = *cap ? *cap * 2 : 32;
	void *const p = more < NONE / 256 ? realloc(*items, more * size) : NULL;
	if (!p)
		return false;
	*items = p;
	*cap = more;
	return true;
}

/* ---- Strings ---- */

uint32_t tag_pattern_add_string(struct rules *r, const char *s, size_t n)
{
	if (n > NONE / 4 || r->n_strings > NONE / 4)
		return NONE;
	if (r->cap_strings - r->n_strings < n + 1) {
		const uint32_t cap = (r->n_strings + (uint32_t)n + 4096) * 2;
		char *const p = realloc(r->strings, cap);
		if (!p)
			return NONE;
		r->strings = p;
		r->cap_strings = cap;
	}
	const uint32_t at = r->n_strings;
	memcpy(r->strings + at, s, n);
	r->strings[at + n] = '\0';
	r->n_strings += (uint32_t)n + 1;
	return at;
}

/* ---- Words ---- */

static struct word *slot(const struct rules *r, const char *s, size_t n)
{
	uint32_t at = catena_hash(s, n);
	for (;; at++) {
		struct word *const w = r->words + (at & (r->cap_words - 1));
		if (!w->size || (w->size == n && !memcmp(r->strings + w->text, s, n)))
			return w;
	}
}

static bool more_words(struct rules *r)
{
	const struct rules old = *r;
	const uint32_t cap = old.cap_words ? old.cap_words * 2 : 256;
	struct word *const words = calloc(cap, sizeof *words);
	if (!words)
		return false;
	r->words = words;
	r->cap_words = cap;
	for (uint32_t i = 0; i < old.cap_words; i++) {
		const struct word *const w = old.words + i;
		if (w->size)
			*slot(r, r->strings + w->text, w->size) = *w;
	}
	free(old.words);
	return true;
}

bool tag_pattern_add_word(struct rules *r, const char *s, size_t n, uint32_t list,
                          uint32_t test, uint32_t value)
{
	char folded[CATENA_FOLD_ROOM(WORD_BYTES_MAX)];
	if (!n || n > WORD_BYTES_MAX)
		return false;
	n = catena_fold(folded, s, n);
	if (2 * (r->n_words + 1) > r->cap_words && !more_words(r))
		return false;
	if (!room((void **)&r->entries, r->n_entries, &r->cap_entries,
	          sizeof *r->entries))
		return false;
	struct word *const w = slot(r, folded, n);
	if (!w->size) {
		const uint32_t text = tag_pattern_add_string(r, folded, n);
		if (text == NONE)
			return false;
		*w = (struct word){text, (uint32_t)n, 0};
		r->n_words++;
	}
	r->entries[r->n_entries] = (struct entry){test, list, value, w->first};
	w->first = ++r->n_entries;
	return true;
}

const struct word *tag_pattern_word(const struct rules *r, const char *folded,
                                    size_t n)
{
	const struct word *w = n && r->cap_words ? slot(r, folded, n) : NULL;
	if (w && !w->size && n > 1 && folded[n - 1] == '.')
		w = slot(r, folded, n - 1);
	return w && w->size ? w : NULL;
}

const char *tag_pattern_word_value(const struct rules *r, const struct word *w,
                                   enum known_list list)
{
	const uint32_t number = r->known[list];
	for (uint32_t i = w && number ? w->first : 0; i; i = r->entries[i - 1].next) {
		if (r->entries[i - 1].list == number)
			return r->strings + r->entries[i - 1].value;
	}
	return NULL;
}

/* ---- Lists ---- */

uint32_t tag_pattern_find_list(const struct rules *r, const char *name)
{
	for (uint32_t i = 0; i < r->n_lists; i++) {
		if (!strcmp(r->lists[i].name, name))
			return i;
	}
	return NONE;
}

uint32_t tag_pattern_add_list(struct rules *r, const char *name)
{
	if (!room((void **)&r->lists, r->n_lists, &r->cap_lists, sizeof *r->lists))
		return NONE;
	struct list *const l = r->lists + r->n_lists;
	*l = (struct list){.test = NONE};
	memcpy(l->name, name, strnlen(name, NAME_ROOM - 1));
	return r->n_lists++;
}

uint32_t tag_pattern_ask_list(struct rules *r, uint32_t list)
{
	if (r->lists[list].test == NONE) {
		r->lists[list].test = tag_pattern_add_test(r, TEST_LIST, list);
		for (uint32_t i = 0; i < r->n_entries; i++) {
			if (r->entries[i].list == list + 1)
				r->entries[i].test = r->lists[list].test;
		}
	}
	return r->lists[list].test;
}

void tag_pattern_know_lists(struct rules *r)
{
	for (uint32_t i = 0; i < LISTS_KNOWN; i++) {
		const uint32_t list = tag_pattern_find_list(r, known_lists[i]);
		r->known[i] = list == NONE ? 0 : list + 1;
	}
	r->comma_is_decimal =
	    tag_pattern_word_value(r, tag_pattern_word(r, ",", 1), LIST_DECIMAL);
}

void tag_pattern_know_labels(struct rule *rule)
{
	for (uint32_t k = 0; k < LABELS_KNOWN; k++) {
		rule->known[k] = 0;
		for (uint32_t i = rule->n_labels; i-- > 0;) {
			if (!strcmp(rule->labels[i], known_labels[k]))
				rule->known[k] = (uint8_t)(i + 1);
		}
	}
	for (uint32_t k = LABEL_Y2; k <= LABEL_BOTH; k++)
		rule->may_range = rule->may_range || rule->known[k];
}

/* ---- Tests ---- */

uint32_t tag_pattern_add_test(struct rules *r, enum test_kind kind, uint32_t arg)
{
	for (uint32_t i = 0; i < r->n_tests; i++) {
		if (r->tests[i].kind == kind && r->tests[i].arg == arg)
			return i;
	}
	if (r->n_tests == TESTS_MAX)
		return NONE;
	r->tests[r->n_tests] = (struct test){kind, arg};
	return r->n_tests++;
}

uint32_t tag_pattern_add_predicate(struct rules *r, const struct predicate *p)
{
	for (uint32_t i = 0; i < r->n_predicates; i++) {
		const struct predicate *const q = r->predicates + i;
		if (q->n == p->n && !memcmp(q->test, p->test, p->n * sizeof *p->test) &&
		    !memcmp(q->denied, p->denied, p->n * sizeof *p->denied))
			return i;
	}
	if (r->n_predicates == PREDICATES_MAX)
		return NONE;
	r->predicates[r->n_predicates] = *p;
	return r->n_predicates++;
}

uint32_t tag_pattern_add_regex(struct rules *r, struct regex *regex)
{
	if (!room((void **)&r->regexes, r->n_regexes, &r->cap_regexes,
	          sizeof(struct regex *))) {
		tag_pattern_regex_free(regex);
		return NONE;
	}
	r->regexes[r->n_regexes] = regex;
	return r->n_regexes++;
}

void tag_pattern_rules_free(struct rules *r)
{
	if (!r)
		return;
	for (uint32_t i = 0; i < r->n_regexes; i++)
		tag_pattern_regex_free(r->regexes[i]);
	free(r->regexes);
	free(r->strings);
	free(r->words);
	free(r->entries);
	free(r->lists);
	free(r->rules);
	free(r->filter);
	tag_pattern_nfa_free(&r->nfa);
	free(r);
}
