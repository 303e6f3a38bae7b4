/* SPDX-License-Identifier: MIT */
/* tally.c - how often words are names in annotated text. */
#include "tally.h"
#include <stdlib.h>
#include <string.h>

static struct tally_word *find(const struct tally *t, uint32_t hash)
{
	uint32_t at = hash & (t->cap - 1);

	while (t->words[at].hash && t->words[at].hash != hash)
		at = (at + 1) & (t->cap - 1);
	return &t->words[at];
}

static bool grow(struct tally *t)
{
	struct tally more = {.n = t->n, .cap = t->cap ? t->cap * 2 : 1u << 12};

	if (t->cap && t->n < t->cap / 2)
		return true;
	if (more.cap > UINT32_MAX / 4)
		return false;
	more.words = calloc(more.cap, sizeof *more.words);
	if (!more.words)
		return false;
	for (uint32_t i = 0; i < t->cap; i++)
		if (t->words[i].hash)
			*find(&more, t->words[i].hash) = t->words[i];
	free(t->words);
	*t = more;
	return true;
}

void tag_model_tally_free(struct tally *t)
{
	free(t->words);
	memset(t, 0, sizeof *t);
}

static bool is_capitalised(const struct tokens *t, uint32_t i)
{
	return tag_model_is_capitalised(t->text, t->begin[i], t->end[i]);
}

/* Has the name that token i is of a capitalised word? */
static bool name_is_capitalised(const struct tokens *t, const uint8_t *label,
                                uint32_t i)
{
	uint32_t from = i;
	bool any = false;

	while (model_place(label[from]) == PLACE_INNER ||
	       model_place(label[from]) == PLACE_LAST)
		from--;
	for (;; from++) {
		any = any || is_capitalised(t, from);
		if (!model_is_open(label[from]))
			return any;
	}
}

static void count(struct tally_word *w, const struct tokens *t,
                  const uint8_t *label, uint32_t k, uint32_t i)
{
	const bool beside = (i > t->sentence[k] && is_capitalised(t, i - 1)) ||
	                    (i + 1 < t->sentence[k + 1] && is_capitalised(t, i + 1));

	if (is_capitalised(t, i)) {
		w->capital_name += label[i] != 0;
		w->capital_none += !label[i];
		w->alone_name += !beside && label[i];
		w->alone_none += !beside && !label[i];
		return;
	}
	if (!label[i]) {
		w->small_none++;
		w->beside += beside;
	} else if (name_is_capitalised(t, label, i)) {
		w->small_part++;
		w->edge += model_place(label[i]) != PLACE_INNER;
	} else {
		w->small_name++;
	}
}

bool tag_model_tally_add(struct tally *tally, const struct tokens *t,
                         const uint8_t *label)
{
	for (uint32_t k = 0; k < t->n_sentences; k++)
		for (uint32_t i = t->sentence[k]; i < t->sentence[k + 1]; i++) {
			struct tally_word *w;
			if (!t->hash[i])
				continue;
			if (!grow(tally))
				return false;
			w = find(tally, t->hash[i]);
			tally->n += !w->hash;
			w->hash = t->hash[i];
			count(w, t, label, k, i);
		}
	return true;
}

/* The limits are those that lost few names and added few tokens; those of plain
 * words lose one name in 300 and spare a fifth to a third of all capitalised
 * tokens.  Those of what is no edge of a name, nor a part of one with a capital,
 * spare a quarter of what is left, and more names are found without it. */
uint32_t tag_model_tally_use(const struct tally_word *w, uint32_t known, bool quick)
{
	const bool small = w->small_name && w->small_name * 20 >= w->small_none;
	const bool capital = w->capital_name >= 2 &&
	                     w->small_none * 10 <= w->capital_name &&
	                     WORD_CAPITALS(known) <= 3;
	const bool part = w->small_part >= 2 && w->small_part * 60 >= w->beside;
	const bool edge = w->edge >= 2 && w->edge * 6 >= w->beside;
	const bool plain = w->alone_none >= 20 && w->alone_name * 200 <= w->alone_none;
	const bool rare =
	    w->capital_none >= 20 && w->capital_name * 100 <= w->capital_none;

	if (small || capital || WORD_USE(known) == USE_NAME)
		return USE_NAME;
	if (part && (edge || !quick))
		return USE_PART;
	if (!quick)
		return USE_CORE;
	return (part ? USE_INNER : USE_CORE) + (rare    ? USE_RARE
	                                        : plain ? USE_PLAIN
	                                                : USE_CORE);
}
