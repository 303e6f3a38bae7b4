/* SPDX-License-Identifier: MIT */
/* say.c - what the entities of a document say of names: what is called how, and by
 * which other names. */
#include "job.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

static const double initials_score = 0.5; /* of a name, for its initials to count */

bool tag_repeats_in_capitals(const struct job *j, uint32_t token)
{
	const uint8_t *const flags = j->tokens->cols[0];
	return (flags[token] & CATENA_F_ALL_CAPS) != 0;
}

uint32_t tag_repeats_token_behind(const struct job *j, uint32_t from, uint32_t end)
{
	while (from < j->tokens->n && j->tokens->end[from] < end)
		from++;
	return from < j->tokens->n && j->tokens->end[from] == end ? from + 1 : 0;
}

/* ---- What is said of names ---- */

static bool read_families(const struct job *j)
{
	struct local *const l = j->l;
	if (l->merge.n > l->cap_families) {
		uint8_t *const more = realloc(l->families, 2 * (size_t)l->merge.n);
		if (!more)
			return false;
		l->families = more;
		l->cap_families = 2 * l->merge.n;
	}
	for (uint32_t i = 0; i < l->merge.n; i++) {
		const uint32_t type = l->merge.rows[i].type;
		const int family =
		    type ? merge_family(j->ctx->host->symbol(j->ctx, type, NULL)) : 0;
		l->families[i] = family == 'P'   ? REPEATS_PERSON
		                 : family == 'O' ? REPEATS_BODY
		                 : family == 'L' ? REPEATS_PLACE
		                                 : REPEATS_OTHER;
	}
	return true;
}

uint32_t tag_repeats_token_at(const struct job *j, uint32_t begin)
{
	uint32_t low = 0, high = j->tokens->n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (j->tokens->begin[mid] < begin)
			low = mid + 1;
		else
			high = mid;
	}
	return low < j->tokens->n && j->tokens->begin[low] == begin ? low
	                                                            : j->tokens->n;
}

/* The name that is text[begin, end), of the entity r: or as it is written at
 * `where`. */
static bool say_as(const struct job *j, const struct merge_row *r, uint32_t begin,
                   uint32_t end, uint32_t where, uint32_t family)
{
	const uint32_t token = tag_repeats_token_at(j, begin);
	const uint32_t first = token < j->tokens->n && j->tokens->end[token] < end
	                           ? j->tokens->end[token] - begin
	                           : end - begin;
	const bool open =
	    family == REPEATS_PLACE &&
	    merge_says_more(j->ctx->host->symbol(j->ctx, r->type, NULL), "GPE");
	const struct said s = {where,   end - begin, first,   family,
	                       r->type, open,        r->score};
	return tag_repeats_say(&j->l->names, j->text, &s);
}

static bool say(const struct job *j, const struct merge_row *r, uint32_t begin,
                uint32_t end, uint32_t family)
{
	return say_as(j, r, begin, end, begin, family);
}

/* And in capitals, where the document has headlines. */
static bool say_in_caps(const struct job *j, const struct merge_row *r,
                        uint32_t begin, uint32_t family)
{
	const uint32_t where = j->headlines ? tag_repeats_caps_add(&j->l->caps, begin,
	                                                           r->end - begin, true)
	                                    : 0;
	return !where || say_as(j, r, begin, r->end, where, family);
}

/* Where the last word of a name of several begins; its end if it has one. */
static uint32_t last_word(const struct job *j, const struct merge_row *r)
{
	uint32_t at = r->end;
	while (at > r->begin && j->text[at - 1] != ' ')
		at--;
	return at > r->begin ? at : r->end;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Where the word before text[at] begins, of this entity; `at` if there is none. */
static uint32_t word_before(const struct job *j, const struct merge_row *r,
                            uint32_t at)
{
	if (at < r->begin + 2)
		return at;
	for (at--; at > r->begin && j->text[at - 1] != ' ';)
		at--;
	return at;
}

/* Where the family name begins that has more than one word: "van der Wyk" of "Ruan
 * van der Wyk", "Sarr Fall" of "Aminata Sarr Fall"; the end if there is none. */
static uint32_t last_words(const struct job *j, const struct merge_row *r)
{
	const uint32_t last = last_word(j, r);
	uint32_t at = last < r->end ? word_before(j, r, last) : r->begin;
	while (at > r->begin && is_small(j->text[at]) &&
	       is_small(j->text[word_before(j, r, at)]))
		at = word_before(j, r, at);
	return at > r->begin ? at : r->end;
}

/* "Ahn Jae-won": bytes of the family name, which stands first where a given name of
 * two parts is the second word; 0: it does not. */
static uint32_t family_first(const struct job *j, const struct merge_row *r)
{
	const char *const s = j->text + r->begin;
	const uint32_t size = r->end - r->begin;
	uint32_t first = 0, at;
	while (first < size && s[first] != ' ')
		first++;
	for (at = first + 1; at < size && s[at] != ' ' && s[at] != '-'; at++)
		;
	return first > 1 && at + 1 < size && s[at] == '-' && s[at + 1] >= 'a' &&
	               s[at + 1] <= 'z' && !memchr(s + at, ' ', size - at)
	           ? first
	           : 0;
}

/* ---- Short forms of bodies ---- */

static bool make_initials(const struct job *j)
{
	struct local *const l = j->l;
	uint32_t cap = 16;
	while (cap < 2 * l->merge.n)
		cap *= 2;
	if (cap > l->cap_initials) {
		struct initials *const more = realloc(l->initials, cap * sizeof *more);
		if (!more)
			return false;
		l->initials = more;
		l->cap_initials = cap;
	}
	l->initials_mask = cap - 1;
	memset(l->initials, 0, cap * sizeof *l->initials);
	return true;
}

struct initials *tag_repeats_initials_slot(const struct job *j, const char *s,
                                           uint32_t n)
{
	for (uint32_t at = catena_hash(s, n);; at++) {
		struct initials *const x = j->l->initials + (at & j->l->initials_mask);
		if (!x->type || (!memcmp(x->s, s, n) && !x->s[n]))
			return x;
	}
}

static bool say_short(const struct job *j, const struct merge_row *r)
{
	const char *const s = j->text + r->begin;
	char letters[INITIALS_ROOM];
	const uint32_t n = tag_repeats_initials(s, r->end - r->begin, letters);
	if (n && r->score >= initials_score) {
		struct initials *const x = tag_repeats_initials_slot(j, letters, n);
		memcpy(x->s, letters, n + 1);
		x->type = r->type;
	}
	const struct short_forms f = tag_repeats_short(s, r->end - r->begin);
	for (uint32_t i = 0; i < f.n; i++) {
		const uint32_t begin = r->begin + f.begin[i], end = r->begin + f.end[i];
		if (f.club &&
		    tag_repeats_has_place(&j->l->names, j->text, begin, end - begin))
			continue;
		/* It is said on purpose: of more weight than what one sentence suggests. */
		if (!say(j, r, begin, end, REPEATS_BODY) ||
		    !say(j, r, begin, end, REPEATS_BODY))
			return false;
	}
	return true;
}

/* What a person is called by. */
static bool say_person(const struct job *j, const struct merge_row *r)
{
	const uint32_t last = last_word(j, r), more = last_words(j, r);
	const uint32_t first = family_first(j, r);
	if (r->end - last > 2 && (!say(j, r, last, r->end, REPEATS_PERSON) ||
	                          !say_in_caps(j, r, last, REPEATS_PERSON)))
		return false;
	if (more < r->end) {
		const uint32_t where =
		    is_small(j->text[more])
		        ? tag_repeats_caps_add(&j->l->caps, more, r->end - more, false)
		        : 0;
		if (!say(j, r, more, r->end, REPEATS_PERSON) ||
		    !say_in_caps(j, r, more, REPEATS_PERSON) ||
		    (where && !say_as(j, r, more, r->end, where, REPEATS_PERSON)))
			return false;
	}
	return !first || say(j, r, r->begin, r->begin + first, REPEATS_PERSON);
}

static bool say_all(const struct job *j)
{
	const struct merge *const m = &j->l->merge;
	for (uint32_t i = 0; i < m->n_old; i++) {
		const struct merge_row *const r = m->rows + i;
		const uint32_t family = j->l->families[i];
		if (family == REPEATS_OTHER || r->begin >= r->end)
			continue;
		if (!say(j, r, r->begin, r->end, family))
			return false;
		if (!say_in_caps(j, r, r->begin, family) ||
		    (family == REPEATS_PERSON && !say_person(j, r)))
			return false;
	}
	for (uint32_t i = 0; i < m->n_old; i++) { /* once all places are known */
		const struct merge_row *const r = m->rows + i;
		if (j->l->families[i] == REPEATS_BODY && r->begin < r->end &&
		    !say_short(j, r))
			return false;
	}
	return true;
}

bool tag_repeats_listen(const struct job *j)
{
	j->l->caps.size = j->size;
	return read_families(j) && make_initials(j) &&
	       tag_repeats_begin(&j->l->names, j->l->merge.n_old) && say_all(j);
}
