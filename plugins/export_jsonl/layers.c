/* SPDX-License-Identifier: MIT */
/* layers.c - a document's layers as JSON
 *
 * Rows of numbers are most of the output, so they are written by hand into room
 * that is made for many rows at once. */
#include "line.h"

#include <string.h>

/* A layer that has rows; NULL if not. */
static const struct catena_layer *rows(struct job *j, uint32_t key, uint32_t use)
{
	const struct catena_layer *const l =
	    wanted(j, key) ? j->h->read(j->ctx, use) : NULL;
	if (!l || !l->n)
		return NULL;
	put_key(j, key);
	return l;
}

/* "[12,34" at p (room for 32); gives the bytes. */
static size_t put_span(char *p, struct job *j, uint32_t begin, uint32_t end)
{
	size_t n = 0;
	p[n++] = '[';
	n += json_put_uint(p + n, export_jsonl_begin(j->o, begin));
	p[n++] = ',';
	n += json_put_uint(p + n, export_jsonl_end(j->o, end));
	return n;
}

enum {
	CHUNK = 256, /* rows for which room is made at once */
	ROW = 48     /* bytes of the largest row */
};

/* What follows the numbers of a token: by its kind. */
static const struct {
	const char *s;
	size_t n;
} kinds[] = {
#define KIND(name) \
	{ \
		",\"" name "\"],", sizeof name + 4 \
	}
    KIND("word"),  KIND("number"),  KIND("punct"),   KIND("symbol"), KIND("url"),
    KIND("email"), KIND("mention"), KIND("hashtag"), KIND("emoji"),  KIND("other"),
#undef KIND
};
_Static_assert(sizeof kinds / sizeof *kinds == CATENA_TOKEN_KINDS, "a name each");

/* [[begin,end,kind],...]; without kinds [[begin,end],...]. */
static void put_rows(struct job *j, const struct catena_layer *l,
                     const uint8_t *kind)
{
	json_char(j->b, '[');
	for (uint32_t i = 0; i < l->n;) {
		export_jsonl_flush(j);
		char *const begin = json_room(j->b, CHUNK * ROW);
		const uint32_t stop = l->n - i < CHUNK ? l->n : i + CHUNK;
		char *p = begin;
		if (!p)
			return;
		for (; i < stop; i++) {
			p += put_span(p, j, l->begin[i], l->end[i]);
			if (!kind) {
				memcpy(p, "],", 2);
				p += 2;
				continue;
			}
			const uint8_t k =
			    kind[i] < CATENA_TOKEN_KINDS ? kind[i] : CATENA_TOKEN_OTHER;
			memcpy(p, kinds[k].s, kinds[k].n);
			p += kinds[k].n;
		}
		j->b->n += (size_t)(p - begin);
	}
	j->b->p[j->b->n - 1] = ']'; /* instead of the last comma */
}

void export_jsonl_spans(struct job *j)
{
	const struct catena_layer *l = rows(j, KEY_TOKENS, USE_TOKEN);
	if (l)
		put_rows(j, l, l->cols[TOKEN_KIND]);
	l = rows(j, KEY_SENTENCES, USE_SENTENCE);
	if (l)
		put_rows(j, l, NULL);
	l = rows(j, KEY_PARAGRAPHS, USE_PARAGRAPH);
	if (l)
		put_rows(j, l, NULL);
}

/* {"begin":12,"end":34 */
static void put_begin_end(struct job *j, uint32_t begin, uint32_t end)
{
	put_literal(j->b, "{\"begin\":");
	json_uint(j->b, export_jsonl_begin(j->o, begin));
	put_literal(j->b, ",\"end\":");
	json_uint(j->b, export_jsonl_end(j->o, end));
}

/* ,"name":"value" unless it is empty; name is given with its punctuation. */
static void put_string(struct job *j, const char *name, const char *s, size_t n)
{
	if (!n)
		return;
	put_literal(j->b, name);
	json_string(j->b, s, n);
}

static void put_str(struct job *j, const char *name, const uint32_t *col,
                    uint32_t i)
{
	uint32_t n = 0;
	const char *const s = col ? j->h->string_get(j->ctx, col[i], &n) : "";
	put_string(j, name, s, n);
}

/* What is a JSON object already; if it is none, a string. */
static void put_object(struct job *j, const char *name, const uint32_t *col,
                       uint32_t i)
{
	uint32_t n = 0;
	const char *const s = col && col[i] ? j->h->string_get(j->ctx, col[i], &n) : "";
	if (!n)
		return;
	put_literal(j->b, name);
	if (s[0] == '{' && s[n - 1] == '}')
		json_raw(j->b, s, n);
	else
		json_string(j->b, s, n);
}

static void put_entity(struct job *j, const struct catena_layer *l, uint32_t i,
                       const char *type, size_t type_size)
{
	const uint32_t *const by = l->cols[ENTITY_BY];
	const double *const score = l->cols[ENTITY_SCORE];
	put_begin_end(j, l->begin[i], l->end[i]);
	put_string(j, ",\"type\":", type, type_size);
	put_string(j, ",\"text\":", j->text + l->begin[i], l->end[i] - l->begin[i]);
	put_str(j, ",\"name\":", l->cols[ENTITY_NAME], i);
	put_str(j, ",\"id\":", l->cols[ENTITY_ID], i);
	if (score && isfinite(score[i])) {
		put_literal(j->b, ",\"score\":");
		json_double(j->b, score[i]);
	}
	if (by) {
		size_t n = 0;
		const char *const s = by[i] ? j->h->symbol(j->ctx, by[i], &n) : "";
		put_string(j, ",\"by\":", s, n);
	}
	put_object(j, ",\"fields\":", l->cols[ENTITY_FIELDS], i);
	json_char(j->b, '}');
}

void export_jsonl_entities(struct job *j)
{
	const struct catena_layer *const l =
	    wanted(j, KEY_ENTITIES) ? j->h->read(j->ctx, USE_ENTITY) : NULL;
	bool any = false;
	for (uint32_t i = 0; l && i < l->n; i++) {
		const uint32_t sym = ((const uint32_t *)l->cols[ENTITY_TYPE])[i];
		size_t n = 0;
		const char *type = sym ? j->h->symbol(j->ctx, sym, &n) : "";
		type = export_jsonl_type(j->self->types, type, &n);
		if (!type)
			continue;
		if (!any)
			put_key(j, KEY_ENTITIES);
		json_char(j->b, any ? ',' : '[');
		any = true;
		put_entity(j, l, i, type, n);
		export_jsonl_flush(j);
	}
	if (any)
		json_char(j->b, ']');
}

static void put_pair(struct job *j, const char *begin_name, uint32_t begin,
                     const char *end_name, uint32_t end)
{
	put_literal(j->b, begin_name);
	json_uint(j->b, begin);
	put_literal(j->b, end_name);
	json_uint(j->b, end);
}

/* Where the passage is in the other document.  Its text is not at hand: unless
 * that document is this one, the stage that found the copy must have said it in
 * the unit that is asked for; if it said bytes only, the names say so. */
static void put_of_span(struct job *j, const struct catena_layer *l, uint32_t i,
                        bool own)
{
	static const uint32_t columns[] = {[EXPORT_JSONL_CODEPOINTS] =
	                                       COPY_OF_BEGIN_CHARS,
	                                   [EXPORT_JSONL_BYTES] = COPY_OF_BEGIN,
	                                   [EXPORT_JSONL_UTF16] = COPY_OF_BEGIN_UTF16};
	const uint32_t col = columns[j->self->unit];
	const uint32_t *const begin = l->cols[COPY_OF_BEGIN];
	const uint32_t *const end = l->cols[COPY_OF_END];
	const uint32_t *const unit_begin = l->cols[col];
	const uint32_t *const unit_end = l->cols[col + 1];
	if (own && begin && end)
		put_pair(j, ",\"of_begin\":", export_jsonl_begin(j->o, begin[i]),
		         ",\"of_end\":", export_jsonl_end(j->o, end[i]));
	else if (unit_begin && unit_end && j->self->place == PLACE_TEXT)
		put_pair(j, ",\"of_begin\":", unit_begin[i], ",\"of_end\":", unit_end[i]);
	else if (begin && end)
		put_pair(j, ",\"of_begin_byte\":", begin[i], ",\"of_end_byte\":", end[i]);
}

static void put_of(struct job *j, const struct catena_layer *l, uint32_t i)
{
	const uint32_t *const of = l->cols[COPY_OF];
	uint32_t n, id_size;
	const char *const s = j->h->string_get(j->ctx, of[i], &n);
	const char *const id = j->h->id(j->ctx, &id_size);
	put_string(j, ",\"of\":", s, n);
	put_of_span(j, l, i, n == id_size && memcmp(s, id, n) == 0);
}

static void put_quote(struct job *j, const struct catena_layer *l, uint32_t i)
{
	const uint8_t *const quote = l->cols[COPY_QUOTE];
	const uint32_t *const speaker = l->cols[COPY_SPEAKER];
	uint32_t n = 0;
	if (quote && quote[i])
		put_literal(j->b, ",\"quote\":true");
	const char *const s = speaker ? j->h->string_get(j->ctx, speaker[i], &n) : NULL;
	put_string(j, ",\"speaker\":", s, n);
}

void export_jsonl_copies(struct job *j)
{
	const struct catena_layer *const l = rows(j, KEY_COPIES, USE_COPY);
	if (!l)
		return;
	const uint32_t *const words = l->cols[COPY_WORDS];
	const double *const similarity = l->cols[COPY_SIMILARITY];
	for (uint32_t i = 0; i < l->n; i++) {
		json_char(j->b, i ? ',' : '[');
		put_begin_end(j, l->begin[i], l->end[i]);
		put_of(j, l, i);
		if (words) {
			put_literal(j->b, ",\"words\":");
			json_uint(j->b, words[i]);
		}
		if (similarity && isfinite(similarity[i])) {
			put_literal(j->b, ",\"similarity\":");
			json_double(j->b, similarity[i]);
		}
		put_quote(j, l, i);
		json_char(j->b, '}');
		export_jsonl_flush(j);
	}
	json_char(j->b, ']');
}
