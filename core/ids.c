/* SPDX-License-Identifier: MIT */
/* ids.c - no two documents of a run have one id: the second is renamed, or
 * quarantined, as the config says.
 *
 * Ids are known once documents are loaded, so this is a gate behind that: in
 * input order, before any stage has seen the document. */
#include "build.h"

#include "run_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WARN_IDS = 10,
	PART_OF_MEMORY = 8
};

static const char used[] = "its id is that of an earlier document";

static void warn(struct run *r, const struct doc *d, const char *before)
{
	if (r->ids.warned > WARN_IDS)
		return;
	if (r->ids.warned++ == WARN_IDS)
		diag_warn(r->chain->diag,
		          "more documents with the id of an earlier one: only counted");
	else
		diag_warn(r->chain->diag,
		          "document \"%s\"%s%s: %s; it is \"%s\" from here on", before,
		          d->source ? " of " : "", d->source ? d->source : "", used, d->id);
}

/* id#k in `name`, which has room for it.  Bytes. */
static size_t numbered(char *name, const struct doc *d, uint64_t k)
{
	char number[24];
	const int n = snprintf(number, sizeof number, "#%llu", (unsigned long long)k);
	memcpy(name, d->id, d->id_size);
	memcpy(name + d->id_size, number, (size_t)n + 1);
	return d->id_size + (size_t)n;
}

/* A k > 1 for which id#k is not taken: the first, if all before it are.  Doubles
 * and then halves, as there may be a million. */
static uint64_t free_number(const struct idset *set, char *name,
                            const struct doc *d)
{
	uint64_t taken = 1, free = 2;
	while (idset_has(set, name, numbered(name, d, free))) {
		taken = free;
		free *= 2;
	}
	while (free - taken > 1) {
		const uint64_t k = taken + (free - taken) / 2;
		if (idset_has(set, name, numbered(name, d, k)))
			taken = k;
		else
			free = k;
	}
	return free;
}

static void warn_full(struct run *r, const struct doc *d)
{
	if (!r->ids.full)
		diag_warn(r->chain->diag,
		          "from document \"%s\" on ids are not remembered, and not noticed "
		          "when they occur again: %zu of them fill an eighth of `memory`",
		          d->id, r->ids.set.n);
	r->ids.full = true;
}

static int rename_it(struct run *r, struct doc *d)
{
	const char *before = d->id;
	char *name = malloc((size_t)d->id_size + 32);
	if (!name)
		return -1;
	const uint64_t k = free_number(&r->ids.set, name, d);
	const size_t n = numbered(name, d, k);
	const enum idset_answer a = idset_add(&r->ids.set, name, n);
	const int rc = a == IDSET_NO_MEMORY || doc_set_id(d, name, n) ? -1 : 0;
	free(name);
	if (rc)
		return -1;
	if (a == IDSET_FULL)
		warn_full(r, d);
	r->summary->renamed++;
	warn(r, d, before);
	return 0;
}

/* 0: no more is said of it; 1: quarantined. */
static int met_again(struct run *r, struct doc *d)
{
	if (r->chain->config->repeated_id == REPEATED_ID_RENAME)
		return rename_it(r, d);
	if (d->verdict != VERDICT_KEPT)
		return 0;
	doc_quarantine(d, 0, CATENA_E_INPUT, used);
	return 1;
}

int ids_check(struct run *r, struct doc *d, const char **why)
{
	int rc = 0;
	r->ids.set.most = r->chain->config->memory / PART_OF_MEMORY;
	switch (idset_add(&r->ids.set, d->id, d->id_size)) {
	case IDSET_NEW:
		break;
	case IDSET_KNOWN:
		rc = met_again(r, d);
		break;
	case IDSET_FULL:
		warn_full(r, d);
		break;
	default:
		rc = -1;
	}
	*why = rc < 0 ? "out of memory" : used;
	return rc;
}
