/* SPDX-License-Identifier: MIT */
/* frame_sample.h - a chain's schema and a document with something of
 * everything, for the tests of frames and the spool. */
#ifndef FRAME_SAMPLE_H
#define FRAME_SAMPLE_H

#include "chain.h"
#include "doc.h"
#include <stdlib.h>
#include <string.h>

enum {
	SENTENCE,
	ENTITY,
	NEVER_MADE,
	LAYERS
};

enum {
	KIND,
	COUNT,
	WHEN,
	SCORE,
	TYPE,
	NAME,
	IN,
	COLUMNS
};

struct sample_chain {
	struct chain chain;
	struct schema_layer layers[LAYERS];
	struct schema_column columns[COLUMNS];
	struct stage stages[4];
};

static inline void sample_chain_init(struct sample_chain *s)
{
	*s = (struct sample_chain){.columns = {[KIND] = {"kind", CATENA_U8, 0, 3},
	                                       [COUNT] = {"count", CATENA_U32, 0, 3},
	                                       [WHEN] = {"when", CATENA_I64, 0, 2},
	                                       [SCORE] = {"score", CATENA_F64, 0, 3},
	                                       [TYPE] = {"type", CATENA_SYM, 0, 3},
	                                       [NAME] = {"name", CATENA_STR, 0, 3},
	                                       [IN] = {"in", CATENA_ROW, SENTENCE, 3}}};
	s->layers[SENTENCE] = (struct schema_layer){.name = "sentence"};
	s->layers[ENTITY] = (struct schema_layer){
	    .name = "entity", .columns = s->columns, .n = COLUMNS};
	s->layers[NEVER_MADE] = (struct schema_layer){.name = "never"};
	s->chain.schema = (struct schema){s->layers, LAYERS, LAYERS};
	s->chain.stages = s->stages;
	s->chain.n = 4;
	s->chain.symbols = symbols_new();
}

static inline void *sample_copy(struct doc *d, const void *from, size_t size)
{
	void *p = arena_alloc(d->arena, size ? size : 1, 8);
	if (!p)
		abort();
	return memcpy(p, from, size);
}

#define SAMPLE_COPY(d, ...) sample_copy(d, __VA_ARGS__, sizeof __VA_ARGS__)

/* A document that is ready to be filled. */
static inline struct doc sample_empty(struct arena *a, uint64_t number)
{
	struct doc d = {.arena = a, .number = number};
	d.layers = arena_zalloc(a, LAYERS * sizeof *d.layers, 8);
	if (!d.layers)
		abort();
	return d;
}

static inline void sample_field(struct doc *d, const char *name, uint32_t type,
                                int64_t i, double f, const char *s, uint32_t size)
{
	const struct catena_field v = {name, (uint32_t)strlen(name), type, i, f, s,
	                               size};
	if (doc_field_set(d, &v))
		abort();
}

static inline struct doc sample_doc(const struct sample_chain *c, struct arena *a)
{
	static const char text[] = "Ann met Bo. \xC3\x89ric slept.";
	struct doc d = sample_empty(a, 41);
	doc_set_id(&d, "doc 42", 6);
	doc_set_source(&d, "some/file.txt", 13);
	d.text = arena_copy(a, text, sizeof text - 1);
	d.size = sizeof text - 1;
	d.raw = "<p>Ann met Bo.</p>";
	d.raw_size = 18;
	d.expect = 77;
	d.repairs = 2;
	d.skip[0] = 5;
	d.skip[1] = (uint64_t)1 << 63;
	d.map.n = 2;
	d.map.text = SAMPLE_COPY(&d, (uint32_t[]){0, 11});
	d.map.original = SAMPLE_COPY(&d, (uint32_t[]){3, 18});
	static const char before[] = "\xEF\xBB\xBF the text as it was\xFF";
	d.original = arena_copy(a, before, sizeof before - 1);
	d.original_size = sizeof before - 1;
	sample_field(&d, "nothing", CATENA_FIELD_NULL, 0, 0, NULL, 0);
	sample_field(&d, "truth", CATENA_FIELD_BOOL, 1, 0, NULL, 0);
	sample_field(&d, "count", CATENA_FIELD_INT, INT64_MIN, 0, NULL, 0);
	sample_field(&d, "part", CATENA_FIELD_FLOAT, 0, 0.1, NULL, 0);
	sample_field(&d, "title", CATENA_FIELD_STRING, 0, 0, "a\0b", 3);
	sample_field(&d, "list", CATENA_FIELD_JSON, 0, 0, "[1,2]", 5);
	doc_append(&d, &d.stash, "stashed", 8);
	const uint32_t ann = doc_string_add(&d, "Ann", 3);
	const uint32_t eric = doc_string_add(&d, "\xC3\x89ric", 5);
	const uint32_t person = symbol_intern(c->chain.symbols, "PERSON", 6);
	const uint32_t other = symbol_intern(c->chain.symbols, "OTHER", 5);
	d.layers[SENTENCE] =
	    (struct layer){true, 2, SAMPLE_COPY(&d, (uint32_t[]){0, 12}),
	                   SAMPLE_COPY(&d, (uint32_t[]){11, 24}), NULL};
	void **cols = SAMPLE_COPY(&d, (void *[COLUMNS]){0});
	cols[KIND] = SAMPLE_COPY(&d, (uint8_t[]){1, 255, 3});
	cols[COUNT] = SAMPLE_COPY(&d, (uint32_t[]){1, UINT32_MAX, 3});
	cols[WHEN] = SAMPLE_COPY(&d, (int64_t[]){-1, INT64_MAX, 0});
	cols[SCORE] = SAMPLE_COPY(&d, (double[]){0.25, -1e300, 1});
	cols[TYPE] = SAMPLE_COPY(&d, (uint32_t[]){person, 0, other});
	cols[NAME] = SAMPLE_COPY(&d, (uint32_t[]){ann, 0, eric});
	cols[IN] = SAMPLE_COPY(&d, (uint32_t[]){0, UINT32_MAX, 1});
	d.layers[ENTITY] =
	    (struct layer){true, 3, SAMPLE_COPY(&d, (uint32_t[]){0, 8, 12}),
	                   SAMPLE_COPY(&d, (uint32_t[]){3, 10, 17}), cols};
	return d;
}

#endif
