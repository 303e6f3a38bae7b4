/* SPDX-License-Identifier: MIT */
/* line.h - what export_jsonl.c, fields.c and layers.c share: the line in the
 * making.
 *
 *   export_jsonl.c  options, the line as a whole, the plugin
 *   fields.c        the document's fields, and what has a key of its own
 *   layers.c        the document's layers */
#ifndef EXPORT_JSONL_LINE_H
#define EXPORT_JSONL_LINE_H

#include "keys.h"
#include "offsets.h"

#include <catena/json.h>

enum {
	PLACE_TEXT,
	PLACE_ORIGINAL
};

/* Of uses[], and of their columns. */
enum {
	USE_TOKEN,
	USE_SENTENCE,
	USE_PARAGRAPH,
	USE_ENTITY,
	USE_COPY
};

enum {
	TOKEN_KIND
};
enum {
	ENTITY_TYPE,
	ENTITY_NAME,
	ENTITY_ID,
	ENTITY_SCORE,
	ENTITY_BY,
	ENTITY_FIELDS
};
enum {
	COPY_OF,
	COPY_OF_BEGIN,
	COPY_OF_END,
	COPY_WORDS,
	COPY_SIMILARITY,
	COPY_OF_BEGIN_CHARS,
	COPY_OF_END_CHARS,
	COPY_OF_BEGIN_UTF16,
	COPY_OF_END_UTF16,
	COPY_QUOTE,
	COPY_SPEAKER
};

struct exporter { /* self */
	const char *path;
	enum export_jsonl_unit unit;
	int64_t place, types;
	uint32_t keys; /* a bit for each */
};

/* What is at hand while a line is made. */
struct job {
	catena_ctx *ctx;
	const struct catena_host *h;
	const struct exporter *self;
	struct json_buf *b;
	struct export_jsonl_offsets *o;
	const char *text;
	uint32_t size;
	bool begun;             /* a key has been written */
	struct catena_out *out; /* in commit: where the line goes, piece by piece */
	catena_status status;   /* of that */
};

static inline bool wanted(const struct job *j, uint32_t key)
{
	return j->self->keys >> key & 1;
}

/* A key of the line, with the comma before it. */
static inline void put_key(struct job *j, uint32_t key)
{
	if (j->begun)
		json_char(j->b, ',');
	j->begun = true;
	json_char(j->b, '"');
	json_raw(j->b, export_jsonl_keys[key], strlen(export_jsonl_keys[key]));
	json_raw(j->b, "\":", 2);
}

static inline void put_literal(struct json_buf *b, const char *s)
{
	json_raw(b, s, strlen(s));
}

/* Between any two calls of json_*: what is there may go out. */
void export_jsonl_flush(struct job *);

/* Each writes its keys, those that are wanted and not empty. */
void export_jsonl_fields(struct job *);
void export_jsonl_duplicate(struct job *);
void export_jsonl_story(struct job *);
void export_jsonl_spans(struct job *); /* tokens, sentences, paragraphs */
void export_jsonl_entities(struct job *);
void export_jsonl_copies(struct job *);

#endif
