/* SPDX-License-Identifier: MIT */
/* record.h - what a run has written of a document: a line of an output, of
 * dropped.jsonl or of quarantine.jsonl, read back.
 *
 * Records go by their keys, never by the names of files or plugins.  All is in
 * the arena that was given.  [one thread] */
#ifndef CATENA_RECORD_H
#define CATENA_RECORD_H

#include "arena.h"
#include "doc.h"
#include "json_read.h"
#include <stdbool.h>
#include <stdint.h>

/* What offsets in an output count. */
enum record_unit {
	UNIT_CODEPOINTS,
	UNIT_BYTES,
	UNIT_UTF16,
	UNIT_UNKNOWN
};

struct record_span { /* in bytes, or as the output counts */
	uint64_t begin, end;
};

struct record_copy { /* a row of layer "copy" */
	const char *of;  /* id of the document that has the original */
	const char *by;  /* the stage; NULL: not said */
	struct record_span here, there;
	bool there_known, there_in_bytes;
	double words, similarity; /* NAN: not said */
};

struct record_field { /* of the fields that tell what was decided */
	const char *name, *value;
};

struct record {
	const char *file;
	uint64_t line;
	enum verdict verdict;
	const char *id, *source;
	const char *stage, *reason, *detail; /* dropped, quarantined */
	const char *text;                    /* NULL: was not written */
	size_t size;
	enum record_unit unit;

	const char *of, *group, *by, *rule; /* duplicate; NULL: none, not said */
	double similarity, containment;     /* NAN: not said */
	const char *story;
	struct record_field *fields; /* whose names begin with "duplicate_", "story_" */
	uint32_t n_fields;
	struct record_copy *copies;
	uint32_t n_copies;
};

/* The line's id, as JSON; none: it is no line of such a file. */
struct json_value record_id(const char *line, size_t size);

/* The record of a line; `file` is not copied.  -1 when it is none, or out of
 * memory.  unit: UNIT_UNKNOWN finds it out from the spans. */
int record_read(struct record *, struct arena *, const char *file, uint64_t number,
                const char *line, size_t size, enum record_unit unit);

/* Adds what another line, of another output, says of the same document. */
void record_merge(struct record *, const struct record *other);

/* A span of the record's own text in bytes; what lies beyond the text, or
 * between characters, is put right. */
struct record_span record_bytes(const struct record *, struct record_span,
                                enum record_unit);

#endif
