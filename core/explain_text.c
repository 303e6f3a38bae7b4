/* SPDX-License-Identifier: MIT */
/* explain_text.c - what happened to a document, printed for people. */
#include "build.h"

#include "explain.h"
#include "safe.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

struct report {
	struct explanation *x;
	const struct side_style *style;
	FILE *f;
	struct align_text self; /* n 0: not cut into words yet, or none */
	bool cut;
};

enum {
	SHOWN_PASSAGES = 12,
	SHOWN_OTHERS = 12
};

static void bold(const struct report *p, const char *s)
{
	fputs(p->style->colour ? "\033[1m" : "", p->f);
	safe_print_line(p->f, s);
	fputs(p->style->colour ? "\033[0m" : "", p->f);
}

static void label(const struct report *p, const char *name)
{
	fprintf(p->f, "  %-13s ", name);
}

static void row(const struct report *p, const char *name, const char *value)
{
	if (!value)
		return;
	label(p, name);
	safe_print_line(p->f, value);
	fputc('\n', p->f);
}

static void figure(const struct report *p, const char *name, double value)
{
	if (isnan(value))
		return;
	label(p, name);
	fprintf(p->f, "%.3f\n", value);
}

/* ---- What happened ---- */

/* ", which was dropped by ..." */
static void print_fate(const struct report *p, const struct explain_other *o)
{
	if (!o || !o->found) {
		fputs(" (not in these files)", p->f);
	} else if (o->r.verdict != VERDICT_KEPT) {
		fputs(o->r.verdict == VERDICT_DROPPED ? " (itself dropped by "
		                                      : " (itself quarantined by ",
		      p->f);
		safe_print_line(p->f, o->r.stage);
		fputc(')', p->f);
	}
}

static void print_verdict(const struct report *p)
{
	const struct record *const r = &p->x->self;
	const char *const what = r->verdict == VERDICT_DROPPED       ? "dropped"
	                         : r->verdict == VERDICT_QUARANTINED ? "quarantined"
	                                                             : "kept";
	fputs("  ", p->f);
	bold(p, what);
	if (r->verdict != VERDICT_KEPT) {
		fputs(" by ", p->f);
		safe_print_line(p->f, r->stage);
		fputs(": ", p->f);
		safe_print_line(p->f, r->reason);
		if (r->detail) {
			fputc(' ', p->f);
			safe_print_line(p->f, r->detail);
		}
	} else if (r->of) {
		fputs(", marked as a duplicate", p->f);
		if (r->by) {
			fputs(" by ", p->f);
			safe_print_line(p->f, r->by);
		}
	}
	fputc('\n', p->f);
}

static void print_duplicate(const struct report *p)
{
	const struct record *const r = &p->x->self;
	if (!r->of)
		return;
	label(p, "duplicate of");
	safe_print_line(p->f, r->of);
	print_fate(p, explain_other(p->x, r->of));
	fputc('\n', p->f);
	figure(p, "similarity", r->similarity);
	figure(p, "containment", r->containment);
	row(p, "rule", r->rule);
	if (r->group && strcmp(r->group, r->of))
		row(p, "group", r->group);
}

static bool is_told(const char *name)
{
	static const char *const told[] = {
	    "duplicate_of",    "duplicate_similarity", "duplicate_containment",
	    "duplicate_group", "duplicate_by",         "duplicate_rule"};
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		if (!strcmp(name, told[i]))
			return true;
	}
	return false;
}

static void print_head(const struct report *p)
{
	const struct record *const r = &p->x->self;
	bold(p, r->id);
	fputc('\n', p->f);
	print_verdict(p);
	print_duplicate(p);
	row(p, "story", r->story);
	for (uint32_t i = 0; i < r->n_fields; i++) {
		if (!is_told(r->fields[i].name))
			row(p, r->fields[i].name, r->fields[i].value);
	}
	if (r->source && strcmp(r->source, r->id))
		row(p, "source", r->source);
	for (uint32_t i = 0; i < p->x->n_lines; i++)
		row(p, i ? "and in" : "written in", p->x->lines[i]);
}

/* ---- What it shares with one other document ---- */

static int cut_self(struct report *p)
{
	if (p->cut)
		return 0;
	p->cut = true;
	return align_words(&p->self, &p->x->arena, p->x->self.text, p->x->self.size);
}

static void print_no_text(const struct report *p, const char *what, const char *id)
{
	fputs("\nthe text of ", p->f);
	safe_print_line(p->f, id);
	fprintf(p->f, " is not in these files, so %s cannot be shown\n", what);
}

static int print_passage(struct report *p, const struct align_text *other,
                         const struct align_passage *s, uint32_t number)
{
	fprintf(p->f, "\n  %" PRIu32 ". %" PRIu32 " word%s the same", number, s->same,
	        s->same == 1 ? "" : "s");
	if (s->same < s->a_end - s->a || s->same < s->b_end - s->b)
		fprintf(p->f, ", of %" PRIu32 " here and %" PRIu32 " there",
		        s->a_end - s->a, s->b_end - s->b);
	fputc('\n', p->f);
	return side_passage(p->f, p->style, &p->self, other, s);
}

static int print_shared(struct report *p, const struct explain_other *o)
{
	struct align_text other;
	struct align_result shared;
	const uint32_t most = p->style->full ? UINT32_MAX : SHOWN_PASSAGES;
	int rc = 0;
	if (!o->found || !o->r.text || !p->x->self.text) {
		print_no_text(p, "what the two share",
		              p->x->self.text ? o->id : p->x->self.id);
		return 0;
	}
	if (cut_self(p) || align_words(&other, &p->x->arena, o->r.text, o->r.size) ||
	    align_shared(&shared, &p->x->arena, &p->self, &other, EXPLAIN_LEAST))
		return -1;
	fputs("\nshared with ", p->f);
	bold(p, o->id);
	fprintf(p->f,
	        ": %" PRIu32 " of %" PRIu32 " words here, %" PRIu32 " of %" PRIu32
	        " there, in %" PRIu32 " passage%s\n",
	        shared.a_same, p->self.n, shared.b_same, other.n, shared.n,
	        shared.n == 1 ? "" : "s");
	for (uint32_t i = 0; i < shared.n && i < most && !rc; i++)
		rc = print_passage(p, &other, &shared.passages[i], i + 1);
	if (shared.n > most)
		fprintf(p->f, "\n  and %" PRIu32 " more passages (--full shows all)\n",
		        shared.n - most);
	return rc;
}

/* ---- Its passages that are copies ---- */

static int cut_span(struct align_text *t, struct arena *arena,
                    const struct record *r, struct record_span span,
                    enum record_unit unit)
{
	const struct record_span s = record_bytes(r, span, unit);
	return align_words(t, arena, r->text + s.begin, (size_t)(s.end - s.begin));
}

/* Offsets in the other document count what its own output counts. */
static int print_copy_text(const struct report *p, const struct record_copy *c,
                           const struct record *other)
{
	struct arena *const arena = &p->x->arena;
	struct align_text here, there;
	struct align_passage whole;
	if (cut_span(&here, arena, &p->x->self, c->here, p->x->self.unit) ||
	    cut_span(&there, arena, other, c->there,
	             c->there_in_bytes ? UNIT_BYTES : other->unit) ||
	    align_whole(&whole, arena, &here, &there))
		return -1;
	return side_passage(p->f, p->style, &here, &there, &whole);
}

static int print_copy(const struct report *p, const struct record_copy *c,
                      uint32_t number)
{
	const bool own = !strcmp(c->of, p->x->self.id);
	const struct explain_other *const o = explain_other(p->x, c->of);
	const struct record *const other = own             ? &p->x->self
	                                   : o && o->found ? &o->r
	                                                   : NULL;
	fprintf(p->f, "\n  %" PRIu32 ". ", number);
	if (!isnan(c->words))
		fprintf(p->f, "%.0f words of ", c->words);
	bold(p, own ? "this document, earlier" : c->of);
	if (!own)
		print_fate(p, o);
	if (!isnan(c->similarity))
		fprintf(p->f, ", similarity %.3f", c->similarity);
	if (c->by) {
		fputs(", by ", p->f);
		safe_print_line(p->f, c->by);
	}
	fputc('\n', p->f);
	if (!other || !other->text || !p->x->self.text || !c->there_known) {
		fputs("    (its text is not in these files)\n", p->f);
		return 0;
	}
	return print_copy_text(p, c, other);
}

static int print_copies(const struct report *p)
{
	const struct record *const r = &p->x->self;
	const uint32_t most = p->style->full ? UINT32_MAX : SHOWN_PASSAGES;
	int rc = 0;
	if (!r->n_copies)
		return 0;
	fprintf(p->f,
	        "\n%" PRIu32 " passage%s that stand%s in another document, or "
	        "earlier in this one\n",
	        r->n_copies, r->n_copies == 1 ? "" : "s", r->n_copies == 1 ? "s" : "");
	for (uint32_t i = 0; i < r->n_copies && i < most && !rc; i++)
		rc = print_copy(p, &r->copies[i], i + 1);
	if (r->n_copies > most)
		fprintf(p->f, "\n  and %" PRIu32 " more (--full shows all)\n",
		        r->n_copies - most);
	return rc;
}

/* ---- What others say of it ---- */

/* one, many: what is said of them. */
static void print_tied(const struct report *p, uint32_t how, uint64_t n,
                       const char *one, const char *many)
{
	uint64_t shown = 0;
	if (!n)
		return;
	fprintf(p->f, "\n%" PRIu64 " %s\n", n, n == 1 ? one : many);
	for (uint32_t i = 0; i < p->x->n_others; i++) {
		const struct explain_other *const o = &p->x->others[i];
		if (!(o->ties & how))
			continue;
		if (shown == SHOWN_OTHERS && !p->style->full)
			break;
		shown++;
		fputs("  ", p->f);
		safe_print_line(p->f, o->id);
		if (o->r.verdict == VERDICT_DROPPED)
			fputs(", dropped", p->f);
		if (how == TIE_BACK && !isnan(o->r.similarity))
			fprintf(p->f, ", similarity %.3f, containment %.3f", o->r.similarity,
			        o->r.containment);
		fputc('\n', p->f);
	}
	if (n > shown)
		fprintf(p->f, "  and %" PRIu64 " more\n", n - shown);
}

/* The document that brought it into its story, if a field says which. */
static const struct explain_other *story_with(const struct explanation *x)
{
	for (uint32_t i = 0; i < x->self.n_fields; i++) {
		if (!strcmp(x->self.fields[i].name, "story_with"))
			return explain_other(x, x->self.fields[i].value);
	}
	return NULL;
}

/* That one, or the member of its story with which it shares most. */
static int print_story(struct report *p)
{
	const struct explain_other *best = story_with(p->x);
	uint32_t most = 0;
	if (!p->x->self.story)
		return 0;
	print_tied(p, TIE_STORY, p->x->back.story, "other is of its story",
	           "others are of its story");
	if (!p->x->self.text || cut_self(p))
		return p->x->self.text ? -1 : 0;
	for (uint32_t i = 0; i < p->x->n_others && !story_with(p->x); i++) {
		const struct explain_other *const o = &p->x->others[i];
		struct align_text other;
		struct align_result shared;
		if (!(o->ties & TIE_STORY) || !o->r.text || (o->ties & TIE_OF))
			continue;
		if (align_words(&other, &p->x->arena, o->r.text, o->r.size) ||
		    align_shared(&shared, &p->x->arena, &p->self, &other, EXPLAIN_LEAST))
			return -1;
		if (shared.a_same > most) {
			most = shared.a_same;
			best = o;
		}
	}
	return best ? print_shared(p, best) : 0;
}

int explain_text(struct explanation *x, const struct side_style *style, FILE *f)
{
	struct report p = {.x = x, .style = style, .f = f};
	const struct explain_other *const of =
	    x->self.of ? explain_other(x, x->self.of) : NULL;
	int rc = 0;
	print_head(&p);
	if (of)
		rc = print_shared(&p, of);
	rc = rc || print_copies(&p) || print_story(&p) ? -1 : 0;
	print_tied(&p, TIE_BACK, x->back.duplicates, "is a duplicate of it",
	           "are duplicates of it");
	print_tied(&p, TIE_COPIED, x->back.copies, "has passages of it",
	           "have passages of it");
	if (x->self.verdict == VERDICT_KEPT && !x->self.of && !x->self.n_copies &&
	    !x->self.story && !x->back.duplicates && !x->back.copies)
		fputs("\nnothing was found that it shares with another\n", f);
	return rc;
}
