/* SPDX-License-Identifier: MIT */
/* people.c - which full names may be one person's. */
#include "link.h"
#include "lists.h"

#include <string.h>

static bool given_fits(const struct plain_word *a, const struct plain_word *b)
{
	if (a->initial || b->initial)
		return a->s[0] == b->s[0];
	return link_names_same_bones(a, b) ||
	       (a->nick && b->nick && link_names_nickname(a->s, b->s));
}

/* "de", "of" that is no initial. */
static bool is_particle(const struct plain_word *w)
{
	return !w->initial && w->size <= 3 && link_names_in(link_names_small, w->s);
}

/* The middle names of the shorter are those that the longer's begin with: "H. W."
 * is not "W.", nor is "Herbert Walker" "Walker": father and son may share them. */
static bool middles_fit(const struct plain_name *a, const struct plain_name *b)
{
	const struct plain_name *const few = a->n <= b->n ? a : b;
	const struct plain_name *const many = few == a ? b : a;
	uint32_t k = 1;
	for (uint32_t i = 1; i + 1 < few->n; i++) {
		while (k + 1 < many->n && !given_fits(few->words + i, many->words + k)) {
			if (!is_particle(many->words + k++))
				return false;
		}
		if (k + 1 >= many->n)
			return false;
		k++;
	}
	return true;
}

/* "Abdul Karim", "Abdulkarim": the same letters between the first and the last. */
static bool same_letters(const struct plain_name *a, const struct plain_name *b)
{
	uint32_t i = 1, k = 1, x = 0, y = 0;
	while (i + 1 < a->n && k + 1 < b->n) {
		if (a->words[i].s[x] != b->words[k].s[y])
			return false;
		if (++x == a->words[i].size) {
			i++;
			x = 0;
		}
		if (++y == b->words[k].size) {
			k++;
			y = 0;
		}
	}
	return i + 1 == a->n && k + 1 == b->n && a->n > 2;
}

/* All words of the shorter end the longer: "Abdul Mahdi", "Adel Abdul Mahdi"; with
 * an initial in front only the given name may be left out: "W. Holt", "Bo W. Holt".
 */
static bool is_tail(const struct plain_name *a, const struct plain_name *b)
{
	const struct plain_name *const few = a->n <= b->n ? a : b;
	const struct plain_name *const many = few == a ? b : a;
	const uint32_t from = many->n - few->n;
	if (few->n < 2 || (few->words[0].initial && from > 1))
		return false;
	for (uint32_t i = 0; i < few->n; i++) {
		if (!link_names_alike(few->words + i, many->words + from + i))
			return false;
	}
	return true;
}

bool link_names_compatible(const struct plain_name *a, const struct plain_name *b)
{
	if (!link_names_alike(a->words + a->n - 1, b->words + b->n - 1) ||
	    (a->generation && b->generation && a->generation != b->generation))
		return false;
	return is_tail(a, b) || (given_fits(a->words, b->words) &&
	                         (middles_fit(a, b) || same_letters(a, b)));
}
