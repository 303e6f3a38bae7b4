/* SPDX-License-Identifier: MIT */
/* lending.c - counts borrowed words: see lending.h. */
#define _POSIX_C_SOURCE 200809L
#include "lending.h"
#include "../share/shingle.h"
#include "corpus_state.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void find_copies_lending_free(struct lending *l)
{
	for (uint32_t i = 0; i < l->n_groups; i++)
		free(l->groups[i].name);
	free(l->groups);
	free(l->by_name);
	free(l->of_doc);
	free(l->loans);
	free(l->next);
	free(l->order);
	memset(l, 0, sizeof *l);
}

/* ---- Groups ---- */

static uint32_t *name_slot(const struct lending *l, const char *s, uint32_t size)
{
	uint64_t h = size;

	for (uint32_t i = 0; i < size; i++)
		h = shingle_mix(h + (unsigned char)s[i]);
	for (uint32_t at = (uint32_t)h & (l->name_slots - 1);;
	     at = (at + 1) & (l->name_slots - 1)) {
		const uint32_t group = l->by_name[at];
		if (!group || (l->groups[group - 1].size == size &&
		               !memcmp(l->groups[group - 1].name, s, size)))
			return l->by_name + at;
	}
}

static bool grow_names(struct lending *l)
{
	uint32_t *const old = l->by_name;
	const uint32_t slots = l->name_slots ? l->name_slots * 2 : 64;

	l->by_name = calloc(slots, sizeof *l->by_name);
	if (!l->by_name) {
		l->by_name = old;
		return false;
	}
	free(old);
	l->name_slots = slots;
	for (uint32_t i = 0; i < l->n_groups; i++)
		*name_slot(l, l->groups[i].name, l->groups[i].size) = i + 1;
	return true;
}

static bool group_of(struct lending *l, const char *s, uint32_t size,
                     uint32_t *group)
{
	uint32_t *slot;
	char *name;

	if (l->n_groups >= l->name_slots / 2 && !grow_names(l))
		return false;
	slot = name_slot(l, s, size);
	if (*slot) {
		*group = *slot - 1;
		return true;
	}
	name = malloc((size_t)size + 1);
	if (!name || !find_copies_grow(&l->groups, &l->room_groups, l->n_groups + 1,
	                               sizeof *l->groups)) {
		free(name);
		return false;
	}
	memcpy(name, s, size);
	name[size] = '\0';
	*group = l->n_groups;
	l->groups[l->n_groups++] = (struct group){.name = name, .size = size};
	*slot = l->n_groups;
	return true;
}

/* ---- Loans ---- */

static struct loan *loan_slot(const struct lending *l, uint32_t borrower,
                              uint32_t lender)
{
	const uint64_t h = shingle_mix((uint64_t)borrower << 32 | lender);
	uint32_t at = (uint32_t)h & (l->loan_slots - 1);

	while (l->loans[at].passages &&
	       (l->loans[at].borrower != borrower || l->loans[at].lender != lender))
		at = (at + 1) & (l->loan_slots - 1);
	return l->loans + at;
}

static bool grow_loans(struct lending *l)
{
	struct loan *const old = l->loans;
	const uint32_t n = l->loan_slots, slots = n ? n * 2 : 256;

	l->loans = calloc(slots, sizeof *l->loans);
	if (!l->loans) {
		l->loans = old;
		return false;
	}
	l->loan_slots = slots;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].passages)
			*loan_slot(l, old[i].borrower, old[i].lender) = old[i];
	free(old);
	return true;
}

static bool lend(struct lending *l, uint32_t borrower, uint32_t lender,
                 uint64_t words, uint64_t passages)
{
	if (l->n_loans >= l->loan_slots / 2 && !grow_loans(l))
		return false;
	struct loan *const loan = loan_slot(l, borrower, lender);
	l->n_loans += !loan->passages;
	loan->borrower = borrower;
	loan->lender = lender;
	loan->words += words;
	loan->passages += passages;
	return true;
}

/* ---- Documents ---- */

/* Heap sort by original, then by where the copy begins. */
static bool is_before(const struct copy *c, uint32_t a, uint32_t b)
{
	return c[a].of != c[b].of ? c[a].of < c[b].of : a < b;
}

static void sift(const struct copy *c, uint32_t *order, uint32_t i, uint32_t n)
{
	const uint32_t x = order[i];

	for (uint32_t k; (k = 2 * i + 1) < n; i = k) {
		if (k + 1 < n && is_before(c, order[k], order[k + 1]))
			k++;
		if (!is_before(c, x, order[k]))
			break;
		order[i] = order[k];
	}
	order[i] = x;
}

static bool sort_by_original(struct lending *l, const struct copy *c, uint32_t n)
{
	if (!find_copies_grow(&l->order, &l->room_order, n, sizeof *l->order))
		return false;
	for (uint32_t i = 0; i < n; i++)
		l->order[i] = i;
	for (uint32_t i = n / 2; i-- > 0;)
		sift(c, l->order, i, n);
	for (uint32_t i = n; i-- > 1;) {
		const uint32_t x = l->order[i];
		l->order[i] = l->order[0];
		l->order[0] = x;
		sift(c, l->order, 0, i);
	}
	return true;
}

/* The first word from i on that nobody lent yet; paths are halved on the way. */
static uint32_t next_free(uint32_t *next, uint32_t i)
{
	while (next[i] != i) {
		next[i] = next[next[i]];
		i = next[i];
	}
	return i;
}

static uint32_t take_words(struct lending *l, const struct copy *c)
{
	uint32_t words = 0;

	for (uint32_t i = next_free(l->next, c->from); i < c->to;
	     i = next_free(l->next, i)) {
		l->next[i] = i + 1;
		words++;
	}
	return words;
}

bool find_copies_lending_take(struct lending *l, const char *name, uint32_t size,
                              uint32_t words, const struct copy *c, uint32_t n)
{
	uint32_t group;

	if (!group_of(l, name, size, &group) ||
	    !find_copies_grow(&l->of_doc, &l->room_docs, l->n_docs + 1,
	                      sizeof *l->of_doc) ||
	    !find_copies_grow(&l->next, &l->room_next, words + 1, sizeof *l->next) ||
	    !sort_by_original(l, c, n))
		return false;
	l->of_doc[l->n_docs++] = group;
	l->groups[group].docs++;
	l->groups[group].words += words;
	for (uint32_t i = 0; n && i <= words; i++)
		l->next[i] = i;
	for (uint32_t i = 0; i < n; i++) {
		const struct copy *const copy = c + l->order[i];
		if (copy->doc + 1 >= l->n_docs) /* of itself */
			continue;
		const uint32_t took = take_words(l, copy);
		if (took && !lend(l, group, l->of_doc[copy->doc], took, 1))
			return false;
	}
	return true;
}

/* ---- Sums ---- */

static int by_words(const void *a_, const void *b_)
{
	const struct loan *const a = a_, *const b = b_;

	if (a->words != b->words)
		return a->words > b->words ? -1 : 1;
	if (a->borrower != b->borrower)
		return a->borrower < b->borrower ? -1 : 1;
	return a->lender < b->lender ? -1 : a->lender > b->lender;
}

struct loan *find_copies_lending_sum(struct lending *l, uint32_t *n)
{
	struct loan *const out = malloc((l->n_loans + (size_t)1) * sizeof *out);

	*n = 0;
	if (!out)
		return NULL;
	for (uint32_t i = 0; i < l->n_groups; i++)
		l->groups[i].lent = l->groups[i].took = l->groups[i].debtors = 0;
	for (uint32_t i = 0; i < l->loan_slots; i++) {
		const struct loan *const loan = l->loans + i;
		if (!loan->passages)
			continue;
		out[(*n)++] = *loan;
		if (loan->borrower == loan->lender)
			continue;
		l->groups[loan->lender].lent += loan->words;
		l->groups[loan->lender].debtors++;
		l->groups[loan->borrower].took += loan->words;
	}
	qsort(out, *n, sizeof *out, by_words);
	return out;
}

/* ---- Checkpoints: this machine's numbers ---- */

struct head {
	uint32_t groups, docs, loans, names; /* names: bytes */
};

void *find_copies_lending_save(const struct lending *l, size_t *size)
{
	struct head head = {l->n_groups, l->n_docs, l->n_loans, 0};
	unsigned char *bytes, *at;

	for (uint32_t i = 0; i < l->n_groups; i++)
		head.names += l->groups[i].size;
	*size = sizeof head + (size_t)head.groups * sizeof *l->groups + head.names +
	        (size_t)head.docs * 4 + (size_t)head.loans * sizeof *l->loans;
	at = bytes = malloc(*size);
	if (!bytes)
		return NULL;
	memcpy(at, &head, sizeof head);
	at += sizeof head;
	for (uint32_t i = 0; i < l->n_groups; i++, at += sizeof *l->groups)
		memcpy(at, l->groups + i, sizeof *l->groups);
	for (uint32_t i = 0; i < l->n_groups; at += l->groups[i++].size)
		memcpy(at, l->groups[i].name, l->groups[i].size);
	if (head.docs)
		memcpy(at, l->of_doc, (size_t)head.docs * 4);
	at += (size_t)head.docs * 4;
	for (uint32_t i = 0; i < l->loan_slots; i++)
		if (l->loans[i].passages) {
			memcpy(at, l->loans + i, sizeof *l->loans);
			at += sizeof *l->loans;
		}
	return bytes;
}

static bool load_groups(struct lending *l, const struct head *head,
                        const unsigned char *at, const unsigned char *end)
{
	const unsigned char *name = at + (size_t)head->groups * sizeof *l->groups;

	for (uint32_t i = 0; i < head->groups; i++, at += sizeof *l->groups) {
		struct group g;
		uint32_t group;
		memcpy(&g, at, sizeof g);
		if (g.size > (size_t)(end - name))
			return errno = EINVAL, false;
		errno = ENOMEM;
		if (!group_of(l, (const char *)name, g.size, &group))
			return false;
		name += g.size;
		g.name = l->groups[group].name;
		l->groups[group] = g;
	}
	return true;
}

bool find_copies_lending_load(struct lending *l, const void *bytes, size_t size)
{
	const unsigned char *at = bytes, *const end = at + size;
	struct head head;
	struct loan loan;

	errno = EINVAL;
	if (size < sizeof head)
		return false;
	memcpy(&head, at, sizeof head);
	at += sizeof head;
	if (size != sizeof head + (uint64_t)head.groups * sizeof *l->groups +
	                head.names + head.docs * (uint64_t)4 +
	                head.loans * (uint64_t)sizeof *l->loans ||
	    !load_groups(l, &head, at, end))
		return false;
	at += (size_t)head.groups * sizeof *l->groups + head.names;
	errno = ENOMEM;
	if (!find_copies_grow(&l->of_doc, &l->room_docs, head.docs, sizeof *l->of_doc))
		return false;
	if (head.docs)
		memcpy(l->of_doc, at, (size_t)head.docs * 4);
	l->n_docs = head.docs;
	at += (size_t)head.docs * 4;
	for (uint32_t i = 0; i < head.loans; i++, at += sizeof loan) {
		memcpy(&loan, at, sizeof loan);
		if (!lend(l, loan.borrower, loan.lender, loan.words, loan.passages))
			return false;
	}
	return true;
}
