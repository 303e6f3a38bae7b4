/* SPDX-License-Identifier: MIT */
/* doc.h - one document: who it is, its text, fields, layers and verdict.
 *
 * A document belongs to one thread at a time.  All its memory is in the arena
 * of the batch that carries it. */
#ifndef CATENA_DOC_H
#define CATENA_DOC_H

#include "arena.h"
#include "text.h"
#include <catena/plugin.h>
#include <stdbool.h>

enum verdict {
	VERDICT_KEPT,
	VERDICT_DROPPED,
	VERDICT_QUARANTINED
};

struct layer { /* columns as the chain's schema numbers them */
	bool made;
	uint32_t n;
	uint32_t *begin, *end;
	void **cols; /* NULL where nobody reads the column */
};

struct doc_bytes { /* a growing run of bytes in the arena */
	char *p;
	size_t n, cap;
};

struct doc_fact { /* what a gathering stage emitted */
	const struct doc_fact *next;
	const void *key, *value;
	uint32_t key_size, size;
};

struct doc {
	struct arena *arena;
	uint64_t number;         /* in input order, from 0 */
	const char *id, *source; /* NUL-ended */
	uint32_t id_size, source_size;
	const void *raw; /* as read; NULL: see source */
	size_t raw_size;
	uint64_t expect;  /* bytes that load will read */
	const char *text; /* NULL: not set yet; text[size] is 0 */
	uint32_t size;
	const char *original; /* the text before it was repaired and edited */
	uint32_t original_size;
	uint32_t repairs; /* places that were no UTF-8 and are U+FFFD now */
	struct text_map map;
	struct catena_field *fields;
	uint32_t n_fields, cap_fields;
	struct doc_bytes strings; /* behind CATENA_STR: size, bytes, NUL */
	struct doc_bytes stash;
	struct layer *layers;    /* one for each of the schema */
	struct text_edit *edits; /* of the process going on */
	uint32_t n_edits, cap_edits;
	const struct doc_fact *facts; /* the newest first */
	const void *assigned;         /* gather.c: what resolve gave it */
	size_t assigned_size;
	enum verdict verdict;
	uint32_t stage; /* that gave the verdict */
	catena_status error;
	const char *reason, *detail; /* of the verdict */
	uint64_t skip[2];            /* stages whose `when` was false, by bit */
};

enum {
	MAX_STAGES = 128
}; /* bits of skip */

/* These give CATENA_OK or CATENA_E_NOMEM. */
catena_status doc_set_id(struct doc *, const char *s, size_t size);
catena_status doc_set_source(struct doc *, const char *s, size_t size);
catena_status doc_field_set(struct doc *, const struct catena_field *);
catena_status doc_append(struct doc *, struct doc_bytes *, const void *, size_t);
void doc_empty(struct doc *, struct doc_bytes *);

const struct catena_field *doc_field_get(const struct doc *, const char *name);
void doc_field_remove(struct doc *, const char *name);

/* 0 when out of memory or empty. */
uint32_t doc_string_add(struct doc *, const char *s, size_t size);
/* NULL if str is no string of this document; "" for 0. */
const char *doc_string_get(const struct doc *, uint32_t str, uint32_t *size);

/* Applies and forgets the pending edits. */
catena_status doc_apply_edits(struct doc *);

/* The first verdict stays.  reason and detail are copied; detail may be NULL.
 * Never fails: out of memory, the reason is a fixed text. */
void doc_drop(struct doc *, uint32_t stage, const char *reason, const char *detail);
void doc_quarantine(struct doc *, uint32_t stage, catena_status error,
                    const char *reason);

static inline bool doc_skips(const struct doc *d, uint32_t stage)
{
	return d->skip[stage / 64] >> (stage % 64) & 1;
}

#endif
