/* SPDX-License-Identifier: MIT */
/* record.c - what a run has written of a document, read back. */
#include "build.h"

#include "record.h"
#include <catena/utf8.h>
#include <math.h>
#include <stdalign.h>
#include <string.h>

struct json_value record_id(const char *line, size_t size)
{
	struct json_walk w = json_walk(json_value(line, size));
	struct json_value key, value;
	while (json_next_member(&w, &key, &value)) {
		if (json_equals(key, "id") && json_is_string(value))
			return value;
	}
	return (struct json_value){NULL, 0};
}

/* ---- Units ---- */

/* Code points and UTF-16 units come to a place in the bytes by one walk. */
static size_t to_byte(const char *text, size_t size, uint64_t place,
                      enum record_unit unit)
{
	uint64_t passed = 0;
	size_t i = 0;
	if (unit == UNIT_BYTES || unit == UNIT_UNKNOWN)
		return place < size ? (size_t)place : size;
	while (i < size && passed < place) {
		const unsigned char c = (unsigned char)text[i++];
		passed += unit == UNIT_UTF16 && c >= 0xF0 ? 2 : 1;
		while (i < size && !utf8_starts(text[i]))
			i++;
	}
	return i;
}

struct record_span record_bytes(const struct record *r, struct record_span s,
                                enum record_unit unit)
{
	size_t begin = to_byte(r->text, r->size, s.begin, unit);
	size_t end = to_byte(r->text, r->size, s.end, unit);
	while (begin < r->size && !utf8_starts(r->text[begin]))
		begin++;
	while (end < r->size && !utf8_starts(r->text[end]))
		end++;
	return (struct record_span){begin, end < begin ? begin : end};
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A span that was made by a tokenizer, a tagger or a finder of copies neither
 * begins nor ends with a blank, nor inside a word. */
static bool is_sound(const char *text, size_t size, size_t begin, size_t end)
{
	return begin < end && end <= size && utf8_starts(text[begin]) &&
	       (end == size || utf8_starts(text[end])) && !is_blank(text[begin]) &&
	       !is_blank(text[end - 1]);
}

static bool has_wide(const char *text, size_t size)
{
	return utf8_ascii_prefix(text, size) < size;
}

enum {
	SPANS_LOOKED_AT = 64
};

/* How many of the last spans of an array of [begin, end...] or {begin, end}
 * are sound in each unit: the last ones, since units drift apart. */
static void count_sound(const struct record *r, struct json_value list,
                        uint32_t *sound)
{
	struct record_span last[SPANS_LOOKED_AT];
	struct json_walk w = json_walk(list);
	struct json_value item;
	size_t n = 0;
	while (json_next_item(&w, &item)) {
		struct json_value begin = {NULL, 0}, end = {NULL, 0};
		struct json_walk pair = json_walk(item);
		if (*item.p == '{') {
			begin = json_member(item, "begin");
			end = json_member(item, "end");
		} else if (json_next_item(&pair, &begin)) {
			(void)json_next_item(&pair, &end);
		}
		const double from = json_number(begin, -1), to = json_number(end, -1);
		if (from >= 0 && to >= from && to < 4294967296.0)
			last[n++ % SPANS_LOOKED_AT] =
			    (struct record_span){(uint64_t)from, (uint64_t)to};
	}
	n = n < SPANS_LOOKED_AT ? n : SPANS_LOOKED_AT;
	for (size_t i = 0; i < n; i++) {
		for (int unit = 0; unit < UNIT_UNKNOWN; unit++) {
			const size_t begin =
			    to_byte(r->text, r->size, last[i].begin, (enum record_unit)unit);
			const size_t end =
			    to_byte(r->text, r->size, last[i].end, (enum record_unit)unit);
			sound[unit] += is_sound(r->text, r->size, begin, end);
		}
	}
}

/* An output does not say what its offsets count; its spans tell. */
static enum record_unit find_unit(const struct record *r, struct json_value line)
{
	static const char *const layers[] = {"tokens", "entities", "copies",
	                                     "sentences"};
	uint32_t sound[UNIT_UNKNOWN] = {0};
	int best = UNIT_CODEPOINTS;
	if (!r->text || !has_wide(r->text, r->size))
		return UNIT_BYTES;
	for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
		count_sound(r, json_member(line, layers[i]), sound);
	for (int unit = 0; unit < UNIT_UNKNOWN; unit++)
		best = sound[unit] > sound[best] ? unit : best;
	return (enum record_unit)best;
}

/* ---- Reading ---- */

struct reading {
	struct record *r;
	struct arena *arena;
	bool failed;
};

static const char *text_of(struct reading *x, struct json_value v, size_t *size)
{
	const char *const s = json_text(x->arena, v, size);
	x->failed = x->failed || (v.p && !s);
	return s;
}

static const char *string_of(struct reading *x, struct json_value v)
{
	return json_is_string(v) ? text_of(x, v, NULL) : NULL;
}

/* A value that is not there does not take the place of one that is. */
static void put_string(struct reading *x, const char **to, struct json_value v)
{
	const char *const s = string_of(x, v);
	*to = s ? s : *to;
}

static void put_number(double *to, struct json_value v)
{
	*to = json_number(v, *to);
}

static void read_duplicate(struct reading *x, struct json_value v)
{
	struct record *const r = x->r;
	put_string(x, &r->of, json_member(v, "of"));
	put_string(x, &r->group, json_member(v, "group"));
	put_string(x, &r->by, json_member(v, "by"));
	put_string(x, &r->rule, json_member(v, "rule"));
	put_number(&r->similarity, json_member(v, "similarity"));
	put_number(&r->containment, json_member(v, "containment"));
}

static bool begins(struct json_value key, const char *with)
{
	const size_t n = strlen(with);
	return key.n >= n + 2 && !memcmp(key.p + 1, with, n);
}

static bool tells(struct json_value key)
{
	return begins(key, "duplicate_") || begins(key, "story_") ||
	       begins(key, "repeated_");
}

static void read_fields(struct reading *x, struct json_value v)
{
	struct record *const r = x->r;
	struct json_walk w = json_walk(v);
	struct json_value key, value;
	uint32_t n = 0;
	while (json_next_member(&w, &key, &value))
		n += tells(key);
	r->fields = n ? arena_array(x->arena, n, sizeof *r->fields,
	                            alignof(struct record_field))
	              : NULL;
	x->failed = x->failed || (n && !r->fields);
	w = json_walk(v);
	while (!x->failed && json_next_member(&w, &key, &value)) {
		if (!tells(key))
			continue;
		r->fields[r->n_fields++] =
		    (struct record_field){text_of(x, key, NULL), text_of(x, value, NULL)};
	}
	put_string(x, &r->of, json_member(v, "duplicate_of"));
	put_string(x, &r->group, json_member(v, "duplicate_group"));
	put_string(x, &r->by, json_member(v, "duplicate_by"));
	put_string(x, &r->rule, json_member(v, "duplicate_rule"));
	put_number(&r->similarity, json_member(v, "duplicate_similarity"));
	put_number(&r->containment, json_member(v, "duplicate_containment"));
	if (json_member(v, "story").p)
		r->story = text_of(x, json_member(v, "story"), NULL);
}

static bool read_span(struct json_value v, const char *begin, const char *end,
                      struct record_span *s)
{
	const double from = json_number(json_member(v, begin), -1);
	const double to = json_number(json_member(v, end), -1);
	if (!(from >= 0 && to >= from && to < 4294967296.0))
		return false;
	*s = (struct record_span){(uint64_t)from, (uint64_t)to};
	return true;
}

static void read_copies(struct reading *x, struct json_value v)
{
	struct record *const r = x->r;
	struct json_walk w = json_walk(v);
	struct json_value item;
	uint32_t n = 0;
	while (json_next_item(&w, &item))
		n++;
	r->copies =
	    n ? arena_array(x->arena, n, sizeof *r->copies, alignof(struct record_copy))
	      : NULL;
	x->failed = x->failed || (n && !r->copies);
	w = json_walk(v);
	while (!x->failed && json_next_item(&w, &item)) {
		struct record_copy c = {.words = NAN, .similarity = NAN};
		c.of = string_of(x, json_member(item, "of"));
		c.by = string_of(x, json_member(item, "by"));
		put_number(&c.words, json_member(item, "words"));
		put_number(&c.similarity, json_member(item, "similarity"));
		c.there_in_bytes =
		    read_span(item, "of_begin_byte", "of_end_byte", &c.there);
		c.there_known =
		    c.there_in_bytes || read_span(item, "of_begin", "of_end", &c.there);
		if (c.of && read_span(item, "begin", "end", &c.here))
			r->copies[r->n_copies++] = c;
	}
}

static void read_verdict(struct reading *x, struct json_value line)
{
	struct record *const r = x->r;
	const char *const error = string_of(x, json_member(line, "error"));
	put_string(x, &r->stage, json_member(line, "stage"));
	put_string(x, &r->reason, json_member(line, "reason"));
	put_string(x, &r->detail, json_member(line, "detail"));
	if (r->stage && error) {
		r->verdict = VERDICT_QUARANTINED;
		r->reason = error;
	} else if (r->stage && r->reason) {
		r->verdict = VERDICT_DROPPED;
	}
}

int record_read(struct record *r, struct arena *arena, const char *file,
                uint64_t number, const char *bytes, size_t size,
                enum record_unit unit)
{
	struct reading x = {r, arena, false};
	const struct json_value line = json_value(bytes, size);
	struct json_value text = json_member(line, "text");
	*r = (struct record){.file = file,
	                     .line = number,
	                     .unit = unit,
	                     .similarity = NAN,
	                     .containment = NAN};
	r->id = text_of(&x, record_id(bytes, size), NULL);
	put_string(&x, &r->source, json_member(line, "source"));
	read_verdict(&x, line);
	if (!text.p && r->verdict == VERDICT_QUARANTINED)
		text = json_member(line, "raw");
	if (json_is_string(text))
		r->text = text_of(&x, text, &r->size);
	read_fields(&x, json_member(line, "fields"));
	read_duplicate(&x, json_member(line, "duplicate"));
	if (json_member(line, "story").p)
		r->story = text_of(&x, json_member(line, "story"), NULL);
	read_copies(&x, json_member(line, "copies"));
	if (unit == UNIT_UNKNOWN)
		r->unit = find_unit(r, line);
	return r->id && !x.failed ? 0 : -1;
}

void record_merge(struct record *r, const struct record *o)
{
	if (!r->text && o->text) {
		r->text = o->text;
		r->size = o->size;
		r->unit = o->unit;
	}
	if (!r->of && o->of) {
		r->of = o->of;
		r->group = o->group;
		r->by = o->by;
		r->rule = o->rule;
		r->similarity = o->similarity;
		r->containment = o->containment;
	}
	r->source = r->source ? r->source : o->source;
	r->story = r->story ? r->story : o->story;
	if (!r->n_fields) {
		r->fields = o->fields;
		r->n_fields = o->n_fields;
	}
	/* Spans hold for the text of their own line. */
	if (!r->n_copies && (!r->text || r->text == o->text)) {
		r->copies = o->copies;
		r->n_copies = o->n_copies;
	}
}
