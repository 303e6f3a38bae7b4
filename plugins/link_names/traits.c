/* SPDX-License-Identifier: MIT */
/* traits.c - what people's names must share to be one person's, in a few numbers.
 *
 * A form is held against up to 500 others of its family name; nearly all of them
 * differ in these numbers, which are made once for each. */
#include "link.h"

#include <stdlib.h>

static struct link_traits traits_of(const struct plain_name *name)
{
	const struct plain_word *const first = name->words;
	const struct plain_word *const last = name->words + name->n - 1;
	return (struct link_traits){.first = first->sounds,
	                            .last = last->sounds,
	                            .given = first->bones,
	                            .before_last = name->n > 1 ? last[-1].bones : 0,
	                            .letter = first->s[0],
	                            .initial = first->initial,
	                            .nick = first->nick};
}

bool link_names_make_traits(struct linker *l)
{
	free(l->traits);
	l->traits = calloc((size_t)l->n + 1, sizeof *l->traits);
	for (uint32_t i = 0; l->traits && i < l->n; i++) {
		struct link_form *const f = l->forms + i;
		link_names_listen(&f->name);
		if (f->family == FAMILY_PERSON && f->name.n)
			l->traits[i] = traits_of(&f->name);
	}
	return l->traits != NULL;
}

/* The family name as it sounds, and either the given name, or the word before the
 * family name, of which one of the two has no more to say. */
bool link_names_may_fit(const struct link_traits *a, const struct link_traits *b)
{
	if (a->last != b->last)
		return false;
	return a->given == b->given || a->before_last == b->before_last ||
	       (a->nick && b->nick) ||
	       ((a->initial || b->initial) && a->letter == b->letter);
}
