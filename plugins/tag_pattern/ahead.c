/* SPDX-License-Identifier: MIT */
/* ahead.c - is what a duration says a day that is yet to come ("will open in three
 * days"), or how long something took ("won it in three days")?
 *
 * Words of the list `ahead` tell, by their values:
 *   in     right before a duration: it may be a day
 *   +      before that, in the same clause: it is yet to come (will)
 *   +to    the same, where the word behind is that one (is to, set to)
 *   told+  the same, a few words behind one of value told (said he would)
 *   be+    the same, right behind a word with +to, or right before the first (due)
 *   no     (and told) here the clause ends, or it is counted, not told (which, four
 * times) not    the same; and what stands right behind it says nothing (than
 * expected)
 */
#include "values.h"

#include <catena/plugin.h>
#include <string.h>

enum {
	AHEAD_FAR = 12, /* tokens that are looked at, at most */
	TOLD_FAR = 6    /* ... for who says so */
};

static bool is_text(const struct tokens *t, uint32_t i, const char *word)
{
	const size_t n = i < t->n ? t->end[i] - t->begin[i] : 0;
	return n == strlen(word) && !memcmp(t->text + t->begin[i], word, n);
}

/* The value that the word before token i has, in its sentence; "": none. */
static const char *before(const struct caught *c, uint32_t i)
{
	const char *const s = !i || c->tokens->flags[i] & CATENA_F_SENTENCE_START
	                          ? NULL
	                          : tag_pattern_value_in(c, i - 1, LIST_AHEAD);
	return s ? s : "";
}

static bool is_told(const struct caught *c, uint32_t i)
{
	for (uint32_t far = 0; far < TOLD_FAR; far++, i--) {
		const char *const s = before(c, i);
		if (!strcmp(s, "told"))
			return true;
		if (!i || c->tokens->flags[i] & CATENA_F_SENTENCE_START)
			return false;
	}
	return false;
}

/* Does token i, of value s, say that what follows is yet to come?  in: where "in"
 * stands. */
static bool says(const struct caught *c, uint32_t i, const char *s, uint32_t in)
{
	if (c->tokens->flags[i] & CATENA_F_CAPITALISED || !strcmp(before(c, i), "not"))
		return false;
	if (!strcmp(s, "be+"))
		return i + 1 == in || before(c, i)[0] == '+';
	if (!strcmp(s, "told+"))
		return is_told(c, i);
	return s[0] == '+' && (!s[1] || is_text(c->tokens, i + 1, s + 1));
}

/* "in 3 days", not "in 3-day" nor "in three days of"; a day takes as long as it is.
 */
static bool is_counted(const struct caught *c, struct span n)
{
	const char *const period = tag_pattern_meaning(c, LABEL_UNIT, LIST_PERIOD);
	struct span unit;
	return tag_pattern_span(c, LABEL_UNIT, &unit) && unit.from == n.to &&
	       !is_text(c->tokens, unit.to, "of") && period &&
	       (period[0] != 'D' || tag_pattern_count_of(c, LABEL_N) != 1);
}

bool tag_pattern_is_ahead(const struct caught *c)
{
	struct span n, time;
	if (!tag_pattern_span(c, LABEL_N, &n) || strcmp(before(c, n.from), "in") != 0)
		return false;
	if (tag_pattern_span(c, LABEL_AHEAD, &time))
		return true;
	const uint32_t in = n.from - 1;
	if (!is_counted(c, n) || c->tokens->flags[in] & CATENA_F_SENTENCE_START)
		return false;
	for (uint32_t i = in; i && in - i < AHEAD_FAR;) {
		const char *const s = tag_pattern_value_in(c, --i, LIST_AHEAD);
		if (c->tokens->kind[i] != CATENA_TOKEN_WORD)
			return false;
		if (s && strcmp(s, "in") != 0)
			return says(c, i, s, in);
		if (c->tokens->flags[i] & CATENA_F_SENTENCE_START)
			return false;
	}
	return false;
}
