/* SPDX-License-Identifier: MIT */
/* step.c - one step of one batch: read it, load it, process it, commit it,
 * write down what became of it. */
#include "build.h"

#include "gather.h"
#include "run_parts.h"
#include "spool.h"
#include "when.h"

#include <catena/sample.h>
#include <stdio.h>
#include <string.h>

/* ---- What a status means for the run ---- */

/* From so many bytes on a document may itself be why memory is short. */
#define LARGE (UINT64_C(1) << 20)

static void say_large(const struct worker *w, const struct doc *d, char *message,
                      size_t size)
{
	const uint64_t text = d->size > d->raw_size ? d->size : d->raw_size;
	const uint64_t bytes = d->expect > text ? d->expect : text;

	snprintf(message, size, "%s", w->call.message);
	if (d->id && bytes >= LARGE)
		snprintf(message, size,
		         "%.300s; document \"%.500s\" has %llu bytes: a smaller "
		         "max_document puts such ones aside",
		         w->call.message, d->id, (unsigned long long)bytes);
}

/* 0: go on (the document may be out); -1: the run has failed. */
static int judge(struct worker *w, const struct stage *s, const struct doc *d,
                 catena_status st)
{
	struct run *r = w->run;
	if (st >= 0)
		return 0;
	char message[1200];
	if (st == CATENA_E_INPUT || st == CATENA_E_BUG) {
		if (r->chain->config->on_error == ON_ERROR_QUARANTINE)
			return 0;
		snprintf(message, sizeof message, "document \"%s\": %s",
		         d && d->id ? d->id : "?", w->call.message);
		run_fail(r, s, message);
		return -1;
	}
	if (st == CATENA_E_NOMEM && d) {
		say_large(w, d, message, sizeof message);
		run_fail(r, s, message);
		return -1;
	}
	run_fail(r, s, w->call.message);
	return -1;
}

/* ---- Reading ---- */

static struct doc *new_doc(struct run *r, struct batch *b)
{
	const struct chain *c = r->chain;
	struct doc *d = &b->docs[b->n];
	const uint32_t n = c->schema.n ? c->schema.n : 1;
	memset(d, 0, sizeof *d);
	d->arena = &b->arena;
	d->number = r->next_number;
	d->layers = arena_zalloc(&b->arena, n * sizeof *d->layers, 8);
	return d->layers ? d : NULL;
}

/* A document that was quarantined before it was named still has a name. */
static int name_it(struct doc *d)
{
	char id[64];
	if (d->id)
		return 0;
	const int n =
	    snprintf(id, sizeof id, "document %llu", (unsigned long long)d->number + 1);
	return doc_set_id(d, id, (size_t)n);
}

static uint64_t weight(const struct doc *d)
{
	uint64_t n = d->expect;
	if (d->raw_size > n)
		n = d->raw_size;
	return (d->size > n ? d->size : n) + 64;
}

/* 0 and *ended when there was no more. */
static int read_one(struct worker *w, struct batch *b, bool *ended)
{
	struct run *r = w->run;
	const struct stage *s = &r->chain->stages[0];
	struct doc *d = new_doc(r, b);
	if (!d) {
		run_fail(r, s, "out of memory");
		return -1;
	}
	call_begin(&w->call, s, d, PHASE_NEXT);
	catena_status st =
	    call_end(&w->call, s->reader->next(&w->call.pub, s->self, r->serial[0]));
	if (st == CATENA_END) {
		*ended = true;
		return 0;
	}
	if (st == CATENA_OK && !d->id) {
		snprintf(w->call.message, sizeof w->call.message,
		         "the reader gave a document without an id");
		st = CATENA_E_BUG;
		doc_quarantine(d, 0, st, w->call.message);
	}
	if (name_it(d)) {
		run_fail(r, s, "out of memory");
		return -1;
	}
	r->next_number++;
	b->n++;
	b->bytes += weight(d);
	w->read++;
	return judge(w, s, d, st);
}

static int read_spooled(struct worker *w, struct batch *b, bool *ended)
{
	struct run *r = w->run;
	struct doc *d = new_doc(r, b);
	const catena_status st = d ? spool_read(r->spool_in, d) : CATENA_E_NOMEM;
	if (st == CATENA_END) {
		*ended = true;
		return 0;
	}
	if (st < 0) {
		run_fail(r, NULL, d ? spool_error(r->spool_in) : "out of memory");
		return -1;
	}
	if (gather_give(r->gather_in, d)) {
		run_fail(r, NULL, gather_error(r->gather_in));
		return -1;
	}
	b->n++;
	b->bytes += weight(d);
	return 0;
}

int step_read(struct worker *w, struct batch *b, bool *ended)
{
	struct run *r = w->run;
	const double start = seconds_now();
	int rc = 0;
	while (!rc && !*ended && b->n < BATCH_DOCUMENTS && b->bytes < BATCH_BYTES) {
		if (atomic_load_explicit(&r->stop, memory_order_relaxed))
			*ended = true;
		else if (r->phase)
			rc = read_spooled(w, b, ended);
		else if (r->options->limit && r->next_number >= r->options->limit)
			*ended = true;
		else
			rc = read_one(w, b, ended);
	}
	w->times[0].seconds += seconds_now() - start;
	return rc;
}

/* ---- Loading ---- */

/* Without load, or if load set no text, what was read is the text. */
static catena_status raw_is_text(struct worker *w, struct doc *d)
{
	struct call *c = &w->call;
	if (!d->raw && d->raw_size) {
		snprintf(c->message, sizeof c->message,
		         "the reader gave a document no text");
		return CATENA_E_BUG;
	}
	if (d->raw_size > host_table.max_document(&c->pub)) {
		snprintf(c->message, sizeof c->message,
		         "the document has %zu bytes, more than max_document", d->raw_size);
		return CATENA_E_INPUT;
	}
	char *copy = arena_copy(d->arena, d->raw, d->raw_size);
	d->text = copy;
	d->size = (uint32_t)d->raw_size;
	return copy ? CATENA_OK : CATENA_E_NOMEM;
}

static catena_status check_text(struct worker *w, struct doc *d)
{
	d->original = d->text;
	d->original_size = d->size;
	const size_t good = text_valid(d->text, d->size);
	const bool mark = d->size >= 3 && !memcmp(d->text, "\xEF\xBB\xBF", 3);
	if (good == d->size && !mark)
		return CATENA_OK;
	if (good < d->size &&
	    w->run->chain->config->invalid_text == BAD_TEXT_QUARANTINE) {
		snprintf(w->call.message, sizeof w->call.message,
		         d->text[good] ? "invalid UTF-8 at byte %zu"
		                       : "a NUL byte at byte %zu",
		         good);
		return CATENA_E_INPUT;
	}
	if (text_is_hopeless(d->text, d->size)) {
		snprintf(w->call.message, sizeof w->call.message,
		         "no UTF-8 text: more than one byte in eight is invalid; is it in "
		         "another encoding?");
		return CATENA_E_INPUT;
	}
	if (text_repair(d->arena, &d->text, &d->size, &d->map, &d->repairs)) {
		snprintf(w->call.message, sizeof w->call.message, "out of memory");
		return CATENA_E_NOMEM;
	}
	return CATENA_OK;
}

static int load_one(struct worker *w, struct doc *d)
{
	const struct stage *s = &w->run->chain->stages[0];
	catena_status st = CATENA_OK;
	call_begin(&w->call, s, d, PHASE_LOAD);
	if (s->reader->load)
		st =
		    call_end(&w->call, s->reader->load(&w->call.pub, s->self, w->local[0]));
	doc_empty(d, &d->stash);
	if (st == CATENA_OK && !d->text)
		st = raw_is_text(w, d);
	if (st == CATENA_OK)
		st = check_text(w, d);
	if (st == CATENA_E_INPUT || st == CATENA_E_BUG)
		doc_quarantine(d, 0, st, w->call.message);
	return judge(w, s, d, st);
}

static int check_ids(struct worker *w, struct batch *b)
{
	const struct stage *s = &w->run->chain->stages[0];
	int rc = 0;
	for (uint32_t i = 0; i < b->n; i++)
		idset_soon(&w->run->ids.set, b->docs[i].id, b->docs[i].id_size);
	for (uint32_t i = 0; i < b->n && !rc; i++) {
		const char *why;
		rc = ids_check(w->run, &b->docs[i], &why);
		if (!rc)
			continue;
		snprintf(w->call.message, sizeof w->call.message, "%s", why);
		rc = judge(w, s, &b->docs[i], rc < 0 ? CATENA_E_NOMEM : CATENA_E_INPUT);
	}
	return rc;
}

/* ---- Processing and committing ---- */

/* What `when` tests: fields, and what every document has. */
struct subject {
	const struct doc *doc;
	struct catena_field own[3];
};

static const struct catena_field *get_field(void *subject, const char *name)
{
	struct subject *s = subject;
	const struct doc *d = s->doc;
	const struct catena_field *f = doc_field_get(d, name);
	if (f)
		return f;
	if (!strcmp(name, "id")) {
		s->own[0] = (struct catena_field){
		    .type = CATENA_FIELD_STRING, .s = d->id, .size = d->id_size};
		return &s->own[0];
	}
	if (!strcmp(name, "source") && d->source) {
		s->own[1] = (struct catena_field){
		    .type = CATENA_FIELD_STRING, .s = d->source, .size = d->source_size};
		return &s->own[1];
	}
	if (!strcmp(name, "text_size")) {
		s->own[2] = (struct catena_field){.type = CATENA_FIELD_INT, .i = d->size};
		return &s->own[2];
	}
	return NULL;
}

static bool applies(const struct stage *s, struct doc *d)
{
	struct subject subject = {.doc = d};
	if (!s->when || when_true(s->when, get_field, &subject))
		return true;
	d->skip[s->index / 64] |= (uint64_t)1 << (s->index % 64);
	return false;
}

static bool wanted(const struct stage *s, struct doc *d, enum step_kind kind)
{
	if (d->verdict != VERDICT_KEPT)
		return false;
	/* Decided once, before the first callback that sees the document. */
	if (kind == STEP_PROCESS || !s->plugin->process)
		return applies(s, d);
	return !doc_skips(d, s->index);
}

static catena_status run_callback(struct worker *w, const struct stage *s,
                                  struct doc *d, enum step_kind kind)
{
	struct run *r = w->run;
	if (kind == STEP_COMMIT)
		return call_commit(&w->call, s, d, r->serial[s->index]);
	if (r->nurseries[s->index])
		return servant_process(r->nurseries[s->index], &w->servants[s->index],
		                       &w->call, s, d);
	return call_process(&w->call, s, d, w->local[s->index]);
}

static int run_stage(struct worker *w, struct batch *b, const struct step *step)
{
	struct run *r = w->run;
	const struct stage *s = &r->chain->stages[step->stage];
	struct stage_time *t = &w->times[step->stage];
	const bool first = step->kind == STEP_PROCESS || !s->plugin->process;
	const double start = seconds_now();
	int rc = 0;
	for (uint32_t i = 0; i < b->n && !rc; i++) {
		struct doc *d = &b->docs[i];
		if (!wanted(s, d, step->kind))
			continue;
		t->documents += first;
		t->bytes += first ? d->size : 0;
		const catena_status st = run_callback(w, s, d, step->kind);
		rc = st < 0 ? judge(w, s, d, st) : 0;
	}
	t->seconds += seconds_now() - start;
	return rc;
}

/* The id may be known only now.  What is left out goes, as if it had not been
 * read. */
static bool left_out(struct worker *w, const struct doc *d)
{
	const double part = w->run->options->sample;
	if (!(part > 0) || catena_in_sample(d->id, d->id_size, part))
		return false;
	w->left_out++;
	w->read--; /* the sum over all workers is right */
	return true;
}

static int load_batch(struct worker *w, struct batch *b)
{
	struct run *r = w->run;
	struct stage_time *t = &w->times[0];
	const double start = seconds_now();
	uint32_t n = 0;
	int rc = 0;
	for (uint32_t i = 0; i < b->n && !rc; i++) {
		struct doc *d = &b->docs[i];
		if (r->phase) {
			char why[256];
			rc = spool_decode(r->chain, d, why, sizeof why);
			if (rc)
				run_fail(r, NULL, why);
			n++;
			continue;
		}
		if (d->verdict == VERDICT_KEPT)
			rc = load_one(w, d);
		if (left_out(w, d))
			continue;
		if (n < i)
			b->docs[n] = *d;
		d = &b->docs[n++];
		t->documents++;
		t->bytes += d->size;
		w->bytes += d->size;
	}
	b->n = rc ? b->n : n;
	t->seconds += seconds_now() - start;
	return rc;
}

/* ---- The end of the phase ---- */

static int pass_on(struct run *r, struct doc *d)
{
	const struct stage *s = &r->chain->stages[r->phases[r->phase].gather_out];
	catena_status st = CATENA_OK;
	if (!doc_skips(d, s->index))
		st = gather_add(r->gather_out, d);
	if (st)
		run_fail(r, s, gather_error(r->gather_out));
	else if ((st = spool_write(r->spool_out, r->chain, d, s->index)))
		run_fail(r, s, spool_error(r->spool_out));
	return st ? -1 : 0;
}

static int finish_one(struct run *r, struct doc *d)
{
	if (r->phases[r->phase].gather_out && d->verdict == VERDICT_KEPT)
		return pass_on(r, d);
	if (r->options->document)
		r->options->document(r->options->document_user, r->chain, d);
	return ledger_add(r, d);
}

static int finish_batch(struct worker *w, struct batch *b)
{
	struct run *r = w->run;
	uint64_t bytes = 0;
	int rc = 0;
	for (uint32_t i = 0; i < b->n && !rc; i++) {
		bytes += b->docs[i].size;
		rc = finish_one(r, &b->docs[i]);
	}
	pthread_mutex_lock(&r->lock);
	r->finished += b->n;
	r->finished_bytes += bytes;
	pthread_mutex_unlock(&r->lock);
	return rc;
}

int step_run(struct worker *w, struct batch *b, const struct step *s)
{
	switch (s->kind) {
	case STEP_LOAD:
		return load_batch(w, b);
	case STEP_IDS:
		return check_ids(w, b);
	case STEP_FINISH:
		return finish_batch(w, b);
	default:
		return run_stage(w, b, s);
	}
}
