/* SPDX-License-Identifier: MIT */
/* link.h - which mentions of one document name the same thing.
 *
 * Precise before complete: a form is joined to another only where there is one
 * that it fits; where it fits several, they are its candidates.  The rules are in
 * link_names.md.  [worker] */
#ifndef LINK_NAMES_LINK_H
#define LINK_NAMES_LINK_H

#include "fold.h"

#include <stdlib.h>

#define LINK_NONE UINT32_MAX
#define LINK_SEVERAL (UINT32_MAX - 1)

struct link_mention {
	const char *s; /* as in the text */
	uint32_t n;
	enum family family;
	uint32_t id;    /* equal numbers: the same id of a gazetteer; 0: none */
	uint32_t means; /* mention + 1 that it stands behind in brackets; 0: none */
};

struct link_form { /* one spelling, folded, of one family */
	struct plain_name name;
	enum family family;
	uint32_t id;
	uint32_t first; /* mention */
	uint32_t count; /* of mentions */
	uint32_t means; /* form that it is said to stand for; LINK_NONE; LINK_SEVERAL */
	uint32_t group; /* the form that stands for its group: itself, or another */
	uint32_t candidates, n_candidates; /* in linker->candidates: groups' forms */
	uint32_t group_id, tried; /* of who stands for a group: see same.c, link.c */
	uint8_t group_generation; /* of who stands for a group: see same.c */
	char key[WORDS_MAX * WORD_ROOM +
	         4]; /* its words, a blank between: "bo lee jr" */
};

struct link_traits { /* of a person's name: what must be equal where names are alike
	                  */
	uint32_t first, last;        /* hashes of these words as they sound */
	uint32_t given, before_last; /* of the bones of the first, the last but one */
	char letter;                 /* the first */
	bool initial, nick;          /* of the first word */
};

struct linker { /* zeroed: empty */
	struct link_form *forms;
	uint32_t n, cap;
	uint32_t *form_of; /* by mention */
	uint32_t cap_mentions;
	uint32_t *candidates;
	uint32_t n_candidates, cap_candidates;
	struct link_traits *traits; /* of forms */
	struct link_entry *index;
	uint32_t n_index, cap_index;
	uint32_t *order, *next; /* of forms: next of its group, LINK_NONE at the end */
	uint32_t *table;
	uint32_t cap_table;
	uint32_t *same; /* two tables: of the placed forms by id, and by key */
	struct link_like {
		uint32_t place, next; /* the next one with the same key */
		uint32_t last;        /* of the first: the last one */
	} * like;                 /* of placed forms */
	uint32_t placed;
	bool failed;
};

void link_names_free(struct linker *);

/* Finds the forms and groups of n mentions; false when out of memory. */
bool link_names_link(struct linker *, const struct link_mention *, uint32_t n);

/* forms.c: the forms of the mentions, each a group by itself; false when out of
 * memory. */
bool link_names_make_forms(struct linker *, const struct link_mention *,
                           uint32_t n);

/* forms.c: is there a form of the family and the words of this one? */
bool link_names_has_form(const struct linker *, struct link_form *);

/* people.c: may two names of people with two words or more be one person's? */
bool link_names_compatible(const struct plain_name *, const struct plain_name *);

/* traits.c: what there is to compare quickly of the names of people; false when out
 * of memory. */
bool link_names_make_traits(struct linker *);

/* traits.c: false: link_names_compatible would be, too. */
bool link_names_may_fit(const struct link_traits *, const struct link_traits *);

/* same.c: may the form be of the group?  Things with two ids are two; so are people
 * with "Jr." and "Sr." behind their names. */
bool link_names_may_join(const struct linker *, uint32_t form, uint32_t group);
void link_names_join(struct linker *, uint32_t form, uint32_t group);

/* Before the first form is placed; false when out of memory. */
bool link_names_make_same(struct linker *);

/* Places the form.  Joins it to the first of those placed before that has its id,
 * or its key, if the group's id does not speak against it; false: to none. */
bool link_names_same(struct linker *, uint32_t form);

/* Makes room for `need` items of `size` bytes; false when out of memory. */
static inline bool link_names_grow(void **items, uint32_t *cap, uint64_t need,
                                   size_t size)
{
	if (need <= *cap)
		return true;
	if (need > UINT32_MAX / 4)
		return false;
	void *const more = realloc(*items, (size_t)need * 2 * size);
	if (!more)
		return false;
	*items = more;
	*cap = (uint32_t)need * 2;
	return true;
}

#endif
