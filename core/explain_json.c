/* SPDX-License-Identifier: MIT */
/* explain_json.c - what happened to a document, for programs.
 *
 * Offsets count bytes of the texts, which are written too. */
#include "build.h"

#include "explain.h"
#include <catena/json.h>
#include <math.h>
#include <string.h>

static void key(struct json_buf *b, const char *name)
{
	const char last = b->n ? b->p[b->n - 1] : '{';
	if (last != '{' && last != '[')
		json_char(b, ',');
	json_char(b, '"');
	json_raw(b, name, strlen(name));
	json_raw(b, "\":", 2);
}

static void put_string(struct json_buf *b, const char *name, const char *s)
{
	if (!s)
		return;
	key(b, name);
	(void)json_string_repair(b, s, strlen(s));
}

static void put_number(struct json_buf *b, const char *name, double v)
{
	if (isnan(v))
		return;
	key(b, name);
	json_double(b, v);
}

static void put_count(struct json_buf *b, const char *name, uint64_t v)
{
	key(b, name);
	json_uint(b, v);
}

static void put_comma(struct json_buf *b, bool first)
{
	if (!first)
		json_char(b, ',');
}

static const char *verdict_name(const struct record *r)
{
	return r->verdict == VERDICT_DROPPED       ? "dropped"
	       : r->verdict == VERDICT_QUARANTINED ? "quarantined"
	                                           : "kept";
}

static void put_verdict(struct json_buf *b, const struct record *r)
{
	put_string(b, "verdict", verdict_name(r));
	put_string(b, "stage", r->stage);
	put_string(b, "reason", r->reason);
	put_string(b, "detail", r->detail);
	put_string(b, "file", r->file);
	put_count(b, "line", r->line);
}

static void put_duplicate(struct json_buf *b, const struct record *r)
{
	if (!r->of)
		return;
	key(b, "duplicate");
	json_char(b, '{');
	put_string(b, "of", r->of);
	put_number(b, "similarity", r->similarity);
	put_number(b, "containment", r->containment);
	put_string(b, "group", r->group);
	put_string(b, "by", r->by);
	put_string(b, "rule", r->rule);
	json_char(b, '}');
}

static void put_fields(struct json_buf *b, const struct record *r)
{
	if (!r->n_fields)
		return;
	key(b, "fields");
	json_char(b, '{');
	for (uint32_t i = 0; i < r->n_fields; i++)
		put_string(b, r->fields[i].name, r->fields[i].value);
	json_char(b, '}');
}

/* ---- Passages ---- */

struct place { /* a text, and where it stands in the document's */
	struct align_text t;
	size_t base;
};

static void put_words(struct json_buf *b, const struct place *p, const char *begin,
                      const char *end, uint32_t from, uint32_t to)
{
	const bool none = from == to;
	put_count(b, begin,
	          p->base + (none && from ? p->t.end[from - 1]
	                     : none       ? 0
	                                  : p->t.begin[from]));
	put_count(b, end, p->base + (to ? p->t.end[to - 1] : 0));
}

static void put_differences(struct json_buf *b, const struct align_passage *s,
                            const struct place *here, const struct place *there)
{
	bool first = true;
	key(b, "differences");
	json_char(b, '[');
	for (uint32_t i = 0; i < s->n; i++) {
		const struct align_piece *const x = &s->pieces[i];
		if (x->same)
			continue;
		put_comma(b, first);
		first = false;
		json_char(b, '{');
		put_words(b, here, "begin", "end", x->a, x->a_end);
		put_words(b, there, "of_begin", "of_end", x->b, x->b_end);
		json_char(b, '}');
	}
	json_char(b, ']');
}

static void put_slice(struct json_buf *b, const char *name, const struct place *p,
                      uint32_t from, uint32_t to)
{
	const uint32_t begin = to > from ? p->t.begin[from] : 0;
	const uint32_t end = to > from ? p->t.end[to - 1] : 0;
	key(b, name);
	(void)json_string_repair(b, p->t.text + begin, end - begin);
}

static void put_passage(struct json_buf *b, const char *of,
                        const struct align_passage *s, const struct place *here,
                        const struct place *there)
{
	put_string(b, "of", of);
	put_words(b, here, "begin", "end", s->a, s->a_end);
	put_words(b, there, "of_begin", "of_end", s->b, s->b_end);
	put_count(b, "same", s->same);
	put_slice(b, "text", here, s->a, s->a_end);
	put_slice(b, "of_text", there, s->b, s->b_end);
	put_differences(b, s, here, there);
}

static int put_shared(struct json_buf *b, struct explanation *x,
                      const struct explain_other *o)
{
	struct place here = {.base = 0}, there = {.base = 0};
	struct align_result shared;
	if (!x->self.text || !o->found || !o->r.text)
		return 0;
	if (align_words(&here.t, &x->arena, x->self.text, x->self.size) ||
	    align_words(&there.t, &x->arena, o->r.text, o->r.size) ||
	    align_shared(&shared, &x->arena, &here.t, &there.t, EXPLAIN_LEAST))
		return -1;
	put_count(b, "words", here.t.n);
	put_count(b, "of_words", there.t.n);
	put_count(b, "same", shared.a_same);
	put_count(b, "of_same", shared.b_same);
	key(b, "passages");
	json_char(b, '[');
	for (uint32_t i = 0; i < shared.n; i++) {
		put_comma(b, i == 0);
		json_char(b, '{');
		put_passage(b, o->id, &shared.passages[i], &here, &there);
		json_char(b, '}');
	}
	json_char(b, ']');
	return 0;
}

static int cut_span(struct place *p, struct arena *arena, const struct record *r,
                    struct record_span span, enum record_unit unit)
{
	const struct record_span s = record_bytes(r, span, unit);
	p->base = (size_t)s.begin;
	return align_words(&p->t, arena, r->text + s.begin, (size_t)(s.end - s.begin));
}

static int put_copy(struct json_buf *b, struct explanation *x,
                    const struct record_copy *c)
{
	const struct explain_other *const o = explain_other(x, c->of);
	const struct record *const other = !strcmp(c->of, x->self.id) ? &x->self
	                                   : o && o->found            ? &o->r
	                                                              : NULL;
	struct place here, there;
	struct align_passage whole;
	put_number(b, "words", c->words);
	put_number(b, "similarity", c->similarity);
	put_string(b, "by", c->by);
	if (!other || !other->text || !x->self.text || !c->there_known) {
		put_string(b, "of", c->of);
		return 0;
	}
	if (cut_span(&here, &x->arena, &x->self, c->here, x->self.unit) ||
	    cut_span(&there, &x->arena, other, c->there,
	             c->there_in_bytes ? UNIT_BYTES : other->unit) ||
	    align_whole(&whole, &x->arena, &here.t, &there.t))
		return -1;
	put_passage(b, c->of, &whole, &here, &there);
	return 0;
}

static int put_copies(struct json_buf *b, struct explanation *x)
{
	int rc = 0;
	if (!x->self.n_copies)
		return 0;
	key(b, "copies");
	json_char(b, '[');
	for (uint32_t i = 0; i < x->self.n_copies && !rc; i++) {
		put_comma(b, i == 0);
		json_char(b, '{');
		rc = put_copy(b, x, &x->self.copies[i]);
		json_char(b, '}');
	}
	json_char(b, ']');
	return rc;
}

/* ---- The others ---- */

static void put_ties(struct json_buf *b, uint32_t ties)
{
	static const char *const names[] = {"of",        "group",  "copy",
	                                    "duplicate", "copied", "story"};
	bool first = true;
	key(b, "ties");
	json_char(b, '[');
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!(ties >> i & 1))
			continue;
		put_comma(b, first);
		first = false;
		json_string(b, names[i], strlen(names[i]));
	}
	json_char(b, ']');
}

static void put_others(struct json_buf *b, const struct explanation *x)
{
	if (!x->n_others)
		return;
	key(b, "others");
	json_char(b, '[');
	for (uint32_t i = 0; i < x->n_others; i++) {
		const struct explain_other *const o = &x->others[i];
		put_comma(b, i == 0);
		json_char(b, '{');
		put_string(b, "id", o->id);
		put_ties(b, o->ties);
		if (o->found) {
			put_verdict(b, &o->r);
			put_duplicate(b, &o->r);
		}
		json_char(b, '}');
	}
	json_char(b, ']');
}

int explain_json(struct explanation *x, FILE *f)
{
	struct json_buf b = {0};
	const struct explain_other *const of =
	    x->self.of ? explain_other(x, x->self.of) : NULL;
	int rc = 0;
	json_char(&b, '{');
	put_string(&b, "id", x->self.id);
	put_string(&b, "source", x->self.source);
	put_verdict(&b, &x->self);
	put_duplicate(&b, &x->self);
	put_string(&b, "story", x->self.story);
	put_fields(&b, &x->self);
	if (of)
		rc = put_shared(&b, x, of);
	rc = rc || put_copies(&b, x) ? -1 : 0;
	put_others(&b, x);
	put_count(&b, "duplicates", x->back.duplicates);
	put_count(&b, "copied_by", x->back.copies);
	json_raw(&b, "}\n", 2);
	rc = rc || b.failed ? -1 : 0;
	if (!rc)
		fwrite(b.p, 1, b.n, f);
	json_free(&b);
	return rc;
}
