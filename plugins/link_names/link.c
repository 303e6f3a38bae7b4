/* SPDX-License-Identifier: MIT */
/* link.c - the groups that forms make. */
#include "link.h"
#include "lists.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_COMPARED = 500, /* forms of one index key, of one group, one by one:
	                        beyond, only the same ones join */
	MOST_CANDIDATES = 8
};

enum index_kind { /* what a form can be found by */
	BY_LAST,
	BY_FIRST,
	BY_MIDDLE,
	BY_WORD,
	BY_INITIALS,
	BY_TITLE
};

struct link_entry {
	uint32_t key, form;
};

void link_names_free(struct linker *l)
{
	free(l->forms);
	free(l->form_of);
	free(l->candidates);
	free(l->traits);
	free(l->index);
	free(l->order);
	free(l->next);
	free(l->table);
	free(l->same);
	free(l->like);
	memset(l, 0, sizeof *l);
}

/* ---- The index: forms by their words ---- */

static uint32_t key_of(enum index_kind kind, enum family family, const char *s,
                       size_t n)
{
	return catena_hash(s, n) * 31 + kind * 8 + (uint32_t)family;
}

/* People's words by their consonants: spellings fall together. */
static uint32_t bones_key(enum index_kind kind, const struct plain_word *w)
{
	char bones[WORD_ROOM];
	const size_t n = link_names_bones(w, bones);
	return key_of(kind, FAMILY_PERSON, bones, n);
}

static void add_entry(struct linker *l, uint32_t key, uint32_t form)
{
	if (!link_names_grow((void **)&l->index, &l->cap_index,
	                     (uint64_t)l->n_index + 1, sizeof *l->index)) {
		l->failed = true;
		return;
	}
	l->index[l->n_index++] = (struct link_entry){key, form};
}

static size_t initials(const struct plain_name *name, bool all, char out[WORDS_MAX])
{
	size_t n = 0;
	for (uint32_t i = 0; i < name->n; i++) {
		if (all || !link_names_in(link_names_small, name->words[i].s))
			out[n++] = name->words[i].s[0];
	}
	return n;
}

/* "Lula" of Luiz Inácio Lula da Silva; no initials and particles. */
static bool is_middle(const struct plain_word *w)
{
	return w->size > 3 && !link_names_in(link_names_small, w->s);
}

static void index_form(struct linker *l, uint32_t i)
{
	const struct link_form *const f = l->forms + i;
	const struct plain_name *const name = &f->name;
	char letters[WORDS_MAX];
	if (f->family == FAMILY_PERSON && *name->title && name->n &&
	    !link_names_in(link_names_address, name->title))
		add_entry(l,
		          key_of(BY_TITLE, FAMILY_PERSON, name->title, strlen(name->title)),
		          i);
	if (f->family == FAMILY_PERSON && name->n == 1 && name->generation)
		add_entry(l, bones_key(BY_LAST, name->words), i); /* "Charles III" */
	if (name->n < 2 || (f->family == FAMILY_PERSON && name->several))
		return; /* looked for, not found */
	if (f->family == FAMILY_PERSON) {
		add_entry(l, bones_key(BY_LAST, name->words + name->n - 1), i);
		add_entry(l, bones_key(BY_FIRST, name->words), i);
		for (uint32_t k = 1; k + 1 < name->n; k++) {
			if (is_middle(name->words + k))
				add_entry(l, bones_key(BY_MIDDLE, name->words + k), i);
		}
		return;
	}
	for (uint32_t k = 0; k < name->n; k++)
		add_entry(l,
		          key_of(BY_WORD, f->family, name->words[k].s, name->words[k].size),
		          i);
	size_t n = initials(name, false, letters);
	add_entry(l, key_of(BY_INITIALS, f->family, letters, n), i);
	if (n < name->n) {
		n = initials(name, true, letters);
		add_entry(l, key_of(BY_INITIALS, f->family, letters, n), i);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct link_entry *const x = a, *const y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->form < y->form ? -1 : x->form > y->form;
}

static bool make_index(struct linker *l)
{
	l->failed = false;
	for (uint32_t i = 0; i < l->n; i++) {
		if (l->forms[i].family != FAMILY_NONE)
			index_form(l, i);
	}
	if (l->n_index)
		qsort(l->index, l->n_index, sizeof *l->index, by_key);
	return !l->failed;
}

static uint32_t find(const struct linker *l, uint32_t key)
{
	uint32_t low = 0, high = l->n_index;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (l->index[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* ---- Groups that a form fits ---- */

struct fits { /* the groups that a form fits */
	uint32_t groups[MOST_CANDIDATES], n;
};

static void add_fit(struct fits *fits, uint32_t group)
{
	for (uint32_t i = 0; i < fits->n; i++) {
		if (fits->groups[i] == group)
			return;
	}
	if (fits->n < MOST_CANDIDATES)
		fits->groups[fits->n++] = group;
}

/* Forms that can be found by a key, until there are as many candidates as are
 * listed. */
struct looking {
	struct fits fits;
	uint32_t key, at, left;
};

static struct looking look_for(const struct linker *l, uint32_t key)
{
	return (struct looking){{.n = 0}, key, find(l, key), MOST_COMPARED};
}

/* The next form; LINK_NONE at the end. */
static uint32_t next_form(const struct linker *l, struct looking *x)
{
	if (!x->left || x->at == l->n_index || l->index[x->at].key != x->key ||
	    x->fits.n == MOST_CANDIDATES)
		return LINK_NONE;
	x->left--;
	return l->index[x->at++].form;
}

/* Joins the one, or lists the several.  False: it fits none. */
static bool settle(struct linker *l, uint32_t form, const struct fits *fits)
{
	struct link_form *const f = l->forms + form;
	if (fits->n == 1) {
		link_names_join(l, form, fits->groups[0]);
	} else if (fits->n > 1) {
		if (!link_names_grow((void **)&l->candidates, &l->cap_candidates,
		                     (uint64_t)l->n_candidates + fits->n,
		                     sizeof *l->candidates)) {
			l->failed = true;
			return true;
		}
		f->candidates = l->n_candidates;
		f->n_candidates = fits->n;
		memcpy(l->candidates + l->n_candidates, fits->groups,
		       fits->n * sizeof *fits->groups);
		l->n_candidates += fits->n;
	}
	return fits->n > 0;
}

/* ---- People ---- */

static bool starts_with_initial(const struct link_form *f)
{
	return f->name.n > 1 && f->name.words[0].initial;
}

/* All its forms; of an initial one is enough ("R. Dunn" of Robert, called Bob).
 * `left`: names that may still be compared. */
static bool fits_group(const struct linker *l, uint32_t form, uint32_t group,
                       uint32_t *left)
{
	const struct link_form *const f = l->forms + form;
	const bool one_is_enough = starts_with_initial(f);
	if (!link_names_may_join(l, form, group))
		return false;
	uint32_t tried = 0;
	for (uint32_t i = group; i != LINK_NONE; i = l->next[i]) {
		if (l->forms[i].name.n < 2)
			continue;
		if (!*left || tried++ == MOST_COMPARED)
			return false;
		--*left;
		if (link_names_compatible(&f->name, &l->forms[i].name) == one_is_enough)
			return one_is_enough;
	}
	return !one_is_enough;
}

/* Full names, the longest first, those with initials last: what is short finds
 * what is long settled. */
static void link_full(struct linker *l, uint32_t form, const bool *placed)
{
	const struct plain_name *const name = &l->forms[form].name;
	struct looking x = look_for(l, bones_key(BY_LAST, name->words + name->n - 1));
	const bool initial = starts_with_initial(l->forms + form);
	uint32_t left = 4 * MOST_COMPARED, other;
	while ((other = next_form(l, &x)) != LINK_NONE) {
		if (other == form || !placed[other] ||
		    (!initial && !link_names_may_fit(l->traits + form, l->traits + other)))
			continue;
		const uint32_t group = l->forms[other].group;
		if (l->forms[group].tried == form + 1)
			continue;
		l->forms[group].tried = form + 1;
		if (fits_group(l, form, group, &left))
			add_fit(&x.fits, group);
	}
	(void)settle(l, form, &x.fits);
}

/* Is the word the last, the first, one of the middle ones of the name? */
static bool has_word(const struct linker *l, uint32_t form, uint32_t single,
                     enum index_kind kind)
{
	const struct plain_name *const name = &l->forms[form].name;
	const struct plain_word *const word = l->forms[single].name.words;
	const struct link_traits *const x = l->traits + form;
	if (kind == BY_LAST)
		return x->last == l->traits[single].last &&
		       link_names_alike(word, name->words + name->n - 1);
	if (kind == BY_FIRST)
		return x->first == l->traits[single].first &&
		       link_names_alike(word, name->words);
	uint32_t k = 1;
	while (k + 1 < name->n && !link_names_alike(word, name->words + k))
		k++;
	return k + 1 < name->n;
}

/* What it is said to stand for: "WHO" in brackets behind a name, "known as Bo". */
static bool join_meaning(struct linker *l, uint32_t form)
{
	const uint32_t means = l->forms[form].means;
	if (means >= LINK_SEVERAL || l->forms[means].name.n < 2 ||
	    !link_names_may_join(l, form, l->forms[means].group))
		return false;
	link_names_join(l, form, l->forms[means].group);
	return true;
}

/* Could it be several's, and says no more than their names do? */
static bool is_ambiguous(const struct linker *l, const struct link_form *f)
{
	for (uint32_t i = 0; i < f->n_candidates; i++) {
		if (l->forms[l->candidates[f->candidates + i]].name.n >= f->name.n)
			return true;
	}
	return false;
}

/* May the one word be short for the other form?  With "Jr." or "III" behind it only
 * for who is called so, too. */
static bool single_fits(const struct linker *l, uint32_t form, uint32_t other,
                        enum index_kind kind)
{
	const struct link_form *const f = l->forms + other;
	const uint8_t generation = l->forms[form].name.generation;
	return other != form && has_word(l, other, form, kind) && !is_ambiguous(l, f) &&
	       link_names_may_join(l, form, f->group) &&
	       (!generation || generation == l->forms[f->group].group_generation);
}

/* Is there none whose family name it is for sure?  The Charles of "Charles III" may
 * be another's given name. */
static bool no_family_name(const struct linker *l, const struct fits *fits)
{
	uint32_t i = 0;
	while (i < fits->n && l->forms[fits->groups[i]].name.n == 1)
		i++;
	return i == fits->n;
}

/* One word: a family name of one person, or the name of one king, else a given name
 * of one, else one of the middle ones. */
static void link_single(struct linker *l, uint32_t form, const bool *placed)
{
	struct fits fits = {.n = 0};
	if (join_meaning(l, form))
		return;
	for (enum index_kind kind = BY_LAST; kind <= BY_MIDDLE; kind++) {
		struct looking x = look_for(l, bones_key(kind, l->forms[form].name.words));
		uint32_t other;
		x.fits = fits;
		while ((other = next_form(l, &x)) != LINK_NONE) {
			if (placed[other] && single_fits(l, form, other, kind))
				add_fit(&x.fits, l->forms[other].group);
		}
		fits = x.fits;
		if (kind == BY_LAST && no_family_name(l, &fits))
			continue;
		if (settle(l, form, &fits))
			return;
	}
}

/* "The President": the one person here who is called so by name. */
static void link_title(struct linker *l, uint32_t form)
{
	const char *const title = l->forms[form].name.title;
	struct looking x =
	    look_for(l, key_of(BY_TITLE, FAMILY_PERSON, title, strlen(title)));
	uint32_t other;
	while ((other = next_form(l, &x)) != LINK_NONE) {
		const struct link_form *const f = l->forms + other;
		if (!strcmp(f->name.title, title) && link_names_may_join(l, form, f->group))
			add_fit(&x.fits, f->group);
	}
	(void)settle(l, form, &x.fits);
}

/* ---- Bodies and places ---- */

static bool is_vague(const char *word, enum family family)
{
	return link_names_in(family == FAMILY_PLACE ? link_names_same_place
	                                            : link_names_generic,
	                     word) ||
	       link_names_in(link_names_small, word);
}

/* Where the words of a stand together in b; b->n if nowhere. */
static uint32_t inside(const struct plain_name *a, const struct plain_name *b)
{
	for (uint32_t from = 0; from + a->n <= b->n; from++) {
		uint32_t i = 0;
		while (i < a->n && link_names_alike(a->words + i, b->words + from + i))
			i++;
		if (i == a->n)
			return from;
	}
	return b->n;
}

static bool all_vague(const struct link_form *f, uint32_t from, uint32_t to)
{
	const struct plain_name *const name = &f->name;
	for (uint32_t i = 0; i < name->n; i++) {
		if ((i < from || i >= to) && !is_vague(name->words[i].s, f->family))
			return false;
	}
	return true;
}

/* "Acme Norway" is not Acme where Norway is a place of the document. */
static bool ends_in_place(const struct linker *l, const struct plain_name *name,
                          uint32_t from)
{
	struct link_form place = {.family = FAMILY_PLACE};
	if (from >= name->n)
		return false;
	place.name.n = name->n - from;
	memcpy(place.name.words, name->words + from,
	       place.name.n * sizeof *place.name.words);
	return link_names_has_form(l, &place);
}

/* "Osk's Alm" is of Osk, and not Osk; but "Macy's" is short for "Macy's Stores". */
static bool is_owner(const struct plain_name *a, const struct plain_name *b,
                     uint32_t from)
{
	const uint32_t last = from + a->n - 1;
	return last + 1 < b->n && b->words[last].owner && !a->words[a->n - 1].owner;
}

/* "Rice" of "Rice University"; "State Department" of "US State Department"; of
 * places only where the rest says nothing ("City of Cleveland"). */
static bool is_short_for(const struct linker *l, const struct link_form *a,
                         const struct link_form *b)
{
	const uint32_t from = inside(&a->name, &b->name);
	if (a->name.n >= b->name.n || from == b->name.n)
		return false;
	const bool says_nothing = all_vague(a, 0, 0);
	const bool rest_says_nothing = all_vague(b, from, from + a->name.n);
	if (a->family == FAMILY_PLACE && link_names_in(link_names_countries, a->key) &&
	    !strcmp(b->name.words[b->name.n - 1].s, "city"))
		return false;
	if (a->family == FAMILY_PLACE || (a->name.n == 1 && a->name.words[0].size < 3))
		return !says_nothing && rest_says_nothing;
	const bool at_edge = from == 0 || from + a->name.n == b->name.n;
	return at_edge && !is_owner(&a->name, &b->name, from) &&
	       (!says_nothing || a->name.n > 1) &&
	       !ends_in_place(l, &b->name, from + a->name.n);
}

static void link_short(struct linker *l, uint32_t form)
{
	const struct link_form *const f = l->forms + form;
	struct looking x = look_for(
	    l, key_of(BY_WORD, f->family, f->name.words[0].s, f->name.words[0].size));
	uint32_t other;
	while ((other = next_form(l, &x)) != LINK_NONE) {
		if (other != form && is_short_for(l, f, l->forms + other) &&
		    link_names_may_join(l, form, l->forms[other].group))
			add_fit(&x.fits, l->forms[other].group);
	}
	(void)settle(l, form, &x.fits);
}

/* "WHO", of one word in capitals. */
static bool link_acronym(struct linker *l, uint32_t form)
{
	const struct link_form *const f = l->forms + form;
	const struct plain_word *const word = f->name.words;
	if (join_meaning(l, form))
		return true;
	if (f->name.n != 1 || !word->upper || word->size < 2 || word->size > 8)
		return false;
	struct looking x =
	    look_for(l, key_of(BY_INITIALS, f->family, word->s, word->size));
	uint32_t other;
	while ((other = next_form(l, &x)) != LINK_NONE) {
		if (link_names_may_join(l, form, l->forms[other].group))
			add_fit(&x.fits, l->forms[other].group);
	}
	return settle(l, form, &x.fits);
}

/* ---- All ---- */

/* Full names with "Jr." and the like before those without, which may be several's;
 * then long before short, one word with "III" before one without, plain before
 * initials. */
static uint32_t rank_of(const struct link_form *f)
{
	const uint32_t full = f->name.n > 1 && f->name.generation;
	const uint32_t words = 2 * (WORDS_MAX - f->name.n) + !f->name.generation;
	return 2 * (full ? words : words + 2 * WORDS_MAX) + starts_with_initial(f);
}

/* Sorts the numbers of forms by rank, those of one rank as they come. */
static void sort_forms(struct linker *l)
{
	enum {
		RANKS = 8 * WORDS_MAX + 4
	};
	uint32_t at[RANKS + 1] = {0};
	for (uint32_t i = 0; i < l->n; i++)
		at[rank_of(l->forms + i) + 1]++;
	for (uint32_t k = 1; k <= RANKS; k++)
		at[k] += at[k - 1];
	for (uint32_t i = 0; i < l->n; i++)
		l->order[at[rank_of(l->forms + i)]++] = i;
}

bool link_names_link(struct linker *l, const struct link_mention *m, uint32_t n)
{
	if (!link_names_make_forms(l, m, n) || !link_names_make_traits(l) ||
	    !make_index(l) || !link_names_make_same(l))
		return false;
	bool *const placed = calloc((size_t)l->n + 1, sizeof *placed);
	if (!placed)
		return false;
	sort_forms(l);
	for (uint32_t k = 0; k < l->n; k++) {
		const uint32_t i = l->order[k];
		const struct link_form *const f = l->forms + i;
		placed[i] = true;
		if (f->family == FAMILY_NONE || link_names_same(l, i) || f->name.several)
			continue;
		if (!f->name.n && *f->name.title)
			link_title(l, i);
		else if (!f->name.n)
			continue;
		else if (f->family == FAMILY_PERSON && f->name.n > 1)
			link_full(l, i, placed);
		else if (f->family == FAMILY_PERSON)
			link_single(l, i, placed);
		else if (!link_acronym(l, i))
			link_short(l, i);
	}
	free(placed);
	return !l->failed;
}
