/* SPDX-License-Identifier: MIT */
/* headlines.c - names in lines that are all capitals. */
#include "job.h"

enum {
	HEADLINE_TRIED = 64, /* names with one first word that are tried at a place */
	HEADLINE_WORD = 3    /* bytes; "US" and the like stand in other text, too */
};

static bool has_headlines(const struct job *j)
{
	const struct catena_layer *const t = j->tokens;
	for (uint32_t i = 1; i < t->n; i++) {
		if (tag_repeats_in_capitals(j, i) && tag_repeats_in_capitals(j, i - 1) &&
		    t->end[i] - t->begin[i] >= HEADLINE_WORD &&
		    t->end[i - 1] - t->begin[i - 1] >= HEADLINE_WORD)
			return true;
	}
	return false;
}

bool tag_repeats_make_room(struct job *j)
{
	const struct merge *const m = &j->l->merge;
	uint64_t more = 0;
	j->headlines = has_headlines(j);
	for (uint32_t i = 0; i < m->n_old; i++) {
		if (m->rows[i].begin < m->rows[i].end)
			more += 4 * (uint64_t)(m->rows[i].end - m->rows[i].begin);
	}
	if (!tag_repeats_caps_begin(&j->l->caps, j->text, j->size, more))
		return false;
	j->text = j->l->caps.text;
	return true;
}

/* The end of the longest name in capitals with which an entity in capitals begins
 * and that goes on: "ANNE HIDALGO" of "ANNE HIDALGO CALLS"; 0: there is none. */
static uint32_t name_within(const struct job *j, const struct merge_row *r)
{
	const struct repeats *const names = &j->l->names;
	const uint32_t i = tag_repeats_token_at(j, r->begin);
	uint32_t best = 0, tried = 0;
	if (i == j->tokens->n || !tag_repeats_in_capitals(j, i))
		return 0;
	for (uint32_t k = tag_repeats_first(names, j->text + r->begin,
	                                    j->tokens->end[i] - r->begin);
	     k != REPEATS_NONE && tried < HEADLINE_TRIED;
	     k = tag_repeats_next(names, k), tried++) {
		const uint32_t end = r->begin + tag_repeats_size(names, k);
		if (tag_repeats_where(names, k) < j->size || end >= r->end || end <= best ||
		    !tag_repeats_is(names, k, j->text, r->begin))
			continue;
		const uint32_t behind = tag_repeats_token_behind(j, i, end);
		if (behind && behind < j->tokens->n && tag_repeats_in_capitals(j, behind))
			best = end;
	}
	return best;
}

void tag_repeats_cut_headlines(const struct job *j)
{
	struct merge *const m = &j->l->merge;
	for (uint32_t i = 0; i < m->n_old; i++) {
		struct merge_row *const r = m->rows + i;
		const uint32_t end = j->l->families[i] != REPEATS_OTHER &&
		                             r->begin < r->end &&
		                             r->score < TAG_REPEATS_SURE
		                         ? name_within(j, r)
		                         : 0;
		if (!end)
			continue;
		r->end = end;
		r->by = j->self->by;
		r->name = r->id = r->fields = 0;
		m->changed = true;
	}
}
