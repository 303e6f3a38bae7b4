/* SPDX-License-Identifier: MIT */
/* checkpoint.c - what a run writes down now and then, so that one which was
 * cut off can go on: catena run --resume.
 *
 * A checkpoint is made between documents: reading pauses, all batches under way
 * reach their end (turn.c); then the outputs are synced, and one journal with
 * their lengths, the counts and the states of all stages takes the place of the
 * one before.  A run that goes on cuts the outputs to those lengths and
 * restores the states.
 *
 * A chain cannot go on, and starts again, if a stage with a serial state has
 * no catena.sync/1, if it writes to standard output or a device, or if it
 * gathers: its documents are in nameless files, which end with the run.
 *
 * When only the renaming of the outputs is left, and telling the indexes that
 * they are in place, a journal says so: that is the moment from which the run
 * has taken place.  A chain with an index makes that one even if it makes no
 * other.
 *
 *   kind, fingerprint, name of the run, documents read, bytes, seconds, tallies,
 * times of the stages, paths and lengths of the outputs, ids, states of the
 * stages */
#include "build.h"

#include "journal.h"
#include "run_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	KIND_BETWEEN = 1, /* documents are still to be read */
	KIND_DONE = 2     /* only the renaming of the outputs was left */
};

enum {
	RUN_PER_COST = 50 /* a checkpoint may take 2 % of the time */
};

/* ---- Which chains ---- */

static bool keeps_state(const struct stage *s)
{
	return s->plugin->serial_new && !(s->sync && s->sync->save && s->sync->restore);
}

/* Whether an option of the stage names what is written in place. */
static bool writes_in_place(const struct stage *s)
{
	for (uint32_t k = 0; k < s->plugin->n_options; k++) {
		const char *path = s->values[k].s;
		if (s->plugin->options[k].type == CATENA_OUTPUT && *path &&
		    out_in_place(path))
			return true;
	}
	return false;
}

/* NULL: the chain can be resumed. */
static const char *why_not(const struct run *r, char *why, size_t size)
{
	const struct chain *c = r->chain;
	if (!c->config->checkpoint)
		return "the config says checkpoint = 0";
	if (!chain_first_output(c))
		return "the chain writes no file";
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		const char *what = NULL;
		if (keeps_state(s))
			what = "cannot save its state (its plugin has no catena.sync/1)";
		else if (writes_in_place(s))
			what = "writes to standard output, a device or a pipe";
		else if (i && r->n_phases > 1 && r->phases[0].gather_out == i)
			what = "gathers, and what was gathered ends with the run";
		if (what) {
			snprintf(why, size, "stage \"%s\" %s", s->name, what);
			return why;
		}
	}
	return NULL;
}

/* Whether its last steps can be gone on with: no state is needed for that. */
static bool can_end(const struct run *r)
{
	const struct chain *c = r->chain;
	for (uint32_t i = 0; i < c->n; i++)
		if (writes_in_place(&c->stages[i]))
			return false;
	return chain_first_output(c) != NULL;
}

static bool keeps_index(const struct run *r)
{
	for (uint32_t i = 0; i < r->chain->n; i++)
		if (r->chain->stages[i].keeps)
			return true;
	return false;
}

/* DIR/.NAME.journal, beside the first output DIR/NAME. */
static char *journal_path(const struct chain *c)
{
	const char *first = chain_first_output(c);
	if (!first)
		return NULL;
	const char *slash = strrchr(first, '/');
	const size_t dir = slash ? (size_t)(slash - first) + 1 : 0;
	const size_t n = strlen(first) + sizeof "..journal";
	char *path = malloc(n);
	if (path)
		snprintf(path, n, "%.*s.%s.journal", (int)dir, first, first + dir);
	return path;
}

/* ---- The fingerprint: what must not change in between ---- */

static void mix(uint64_t *h, const void *bytes, size_t n)
{
	const unsigned char *s = bytes;
	for (size_t i = 0; i < n; i++) /* FNV-1a, by Fowler, Noll and Vo */
		*h = (*h ^ s[i]) * UINT64_C(0x100000001B3);
}

static void mix_text(uint64_t *h, const char *s)
{
	mix(h, s ? s : "", s ? strlen(s) + 1 : 1);
}

/* A file that a stage reads: another size or time is another file. */
static void mix_file(uint64_t *h, const char *path)
{
	struct stat st;
	mix_text(h, path);
	if (!*path || stat(path, &st) || !S_ISREG(st.st_mode))
		return;
	const int64_t v[2] = {(int64_t)st.st_size, (int64_t)st.st_mtime};
	mix(h, v, sizeof v);
}

static void mix_value(uint64_t *h, const struct catena_option *o,
                      const union catena_value *v, bool reader)
{
	mix_text(h, o->name);
	switch (o->type) {
	case CATENA_FLOAT:
		mix(h, &v->f, sizeof v->f);
		break;
	case CATENA_STRING:
	case CATENA_OUTPUT:
		mix_text(h, v->s);
		break;
	case CATENA_PATH:
		mix_file(h, v->s);
		break;
	case CATENA_STRINGS:
	case CATENA_PATHS:
		for (const char *const *p = v->list; *p; p++) {
			if (o->type == CATENA_PATHS && !reader) /* input may grow */
				mix_file(h, *p);
			else
				mix_text(h, *p);
		}
		break;
	default:
		mix(h, &v->i, sizeof v->i);
	}
}

static void mix_stage(uint64_t *h, const struct stage *s)
{
	mix_text(h, s->name);
	mix_text(h, s->plugin->name);
	mix_text(h, s->plugin->version);
	mix_text(h, s->config->when);
	for (uint32_t k = 0; k < s->plugin->n_options; k++)
		mix_value(h, &s->plugin->options[k], &s->values[k], !s->index);
}

static uint64_t fingerprint(const struct run *r)
{
	const struct chain *c = r->chain;
	const struct config *k = c->config;
	const int64_t v[4] = {k->on_error, k->invalid_text, k->repeated_id,
	                      (int64_t)k->max_document};
	uint64_t h = UINT64_C(0xCBF29CE484222325);
	mix_text(&h, PACKAGE_VERSION);
	mix(&h, v, sizeof v);
	mix_text(&h, k->quarantine);
	mix(&h, &r->options->sample, sizeof r->options->sample);
	for (uint32_t i = 0; i < c->n; i++)
		mix_stage(&h, &c->stages[i]);
	return h;
}

/* ---- Making one ---- */

static void put_double(struct journal_writer *w, double v)
{
	uint64_t bits;
	memcpy(&bits, &v, sizeof bits);
	(void)journal_put_u64(w, bits);
}

static void put_tallies(struct journal_writer *w, const struct tallies *t)
{
	(void)journal_put_u64(w, t->n);
	for (uint32_t i = 0; i < t->n; i++) {
		(void)journal_put_text(w, t->items[i].stage);
		(void)journal_put_text(w, t->items[i].reason);
		(void)journal_put_u64(w, t->items[i].n);
	}
}

static void put_counts(struct journal_writer *w, const struct run *r)
{
	const struct summary *s = r->summary;
	uint64_t bytes = r->past_bytes, left_out = s->left_out;
	for (uint32_t k = 0; k < r->locals_made; k++) {
		bytes += r->workers[k].bytes;
		left_out += r->workers[k].left_out;
	}
	(void)journal_put_u64(w, r->next_number);
	(void)journal_put_u64(w, bytes);
	put_double(w, r->past_seconds + seconds_now() - r->start);
	(void)journal_put_u64(w, s->kept);
	(void)journal_put_u64(w, s->dropped);
	(void)journal_put_u64(w, s->quarantined);
	(void)journal_put_u64(w, s->repaired);
	(void)journal_put_u64(w, s->renamed);
	(void)journal_put_u64(w, left_out);
	put_tallies(w, &s->drops);
	put_tallies(w, &s->quarantines);
	(void)journal_put_u64(w, r->chain->n);
	for (uint32_t i = 0; i < r->chain->n; i++) {
		struct stage_time t;
		run_stage_time(r, i, &t);
		(void)journal_put_u64(w, t.documents);
		(void)journal_put_u64(w, t.bytes);
		put_double(w, t.seconds);
	}
}

static void put_outputs(struct journal_writer *w, const struct run *r)
{
	size_t n = 0;
	uint64_t bytes = 0;
	while (outputs_path(r->outputs, n, &bytes))
		n++;
	(void)journal_put_u64(w, n);
	for (size_t k = 0; k < n; k++) {
		(void)journal_put_text(w, outputs_path(r->outputs, k, &bytes));
		(void)journal_put_u64(w, bytes);
	}
}

/* Negative: call->message says why. */
static catena_status put_states(struct journal_writer *w, struct run *r,
                                struct call *call)
{
	const struct idset *ids = &r->ids.set;
	catena_status st = CATENA_OK;
	(void)journal_put_piece(w, ids->slots, ids->cap * sizeof *ids->slots);
	(void)journal_put_end(w);
	r->services.save_to = w;
	for (uint32_t i = 0; i < r->chain->n && !st; i++) {
		const struct stage *s = &r->chain->stages[i];
		if (s->plugin->serial_new) {
			call_begin(call, s, NULL, PHASE_SYNC);
			st = call_end(call, s->sync->save(&call->pub, s->self, r->serial[i]));
		}
		(void)journal_put_end(w);
	}
	r->services.save_to = NULL;
	return st;
}

static int write_journal(struct run *r, struct call *call, uint64_t kind, char *why,
                         size_t size)
{
	struct journal_writer *w = journal_create(r->checkpoint.path, why, size);
	if (!w)
		return -1;
	(void)journal_put_u64(w, kind);
	(void)journal_put_u64(w, fingerprint(r));
	(void)journal_put_text(w, r->name);
	put_counts(w, r);
	put_outputs(w, r);
	if (kind == KIND_BETWEEN && put_states(w, r, call)) {
		snprintf(why, size, "stage \"%s\": %.800s", call->stage->name,
		         call->message);
		journal_abandon(w);
		return -1;
	}
	return journal_commit(w, why, size);
}

/* A run goes on without a checkpoint; it does not without its output. */
static int make(struct run *r, struct call *call, uint64_t kind)
{
	struct checkpoint *k = &r->checkpoint;
	char why[1024] = "";
	if (outputs_sync(r->outputs, why, sizeof why)) {
		run_fail(r, NULL, why);
		return -1;
	}
	if (!write_journal(r, call, kind, why, sizeof why)) {
		k->made = true;
		outputs_keep(r->outputs);
	} else if (!k->warned) {
		k->warned = true;
		diag_warn(r->chain->diag,
		          "no checkpoint could be made, the run goes on without: %s", why);
	}
	return 0;
}

bool checkpoint_due(const struct run *r)
{
	return r->checkpoint.possible && !r->phase &&
	       seconds_now() >= r->checkpoint.next;
}

void checkpoint_make(struct run *r, struct call *call)
{
	struct checkpoint *k = &r->checkpoint;
	if (!k->possible || make(r, call, KIND_BETWEEN))
		return;
	const double now = seconds_now(), rest = (now - r->paused) * RUN_PER_COST;
	const double interval = (double)r->chain->config->checkpoint / 1000;
	k->next = now + (rest > interval ? rest : interval);
}

int checkpoint_finish(struct run *r)
{
	const struct checkpoint *k = &r->checkpoint;
	return (k->made || k->ends) && !k->complete ? make(r, NULL, KIND_DONE) : 0;
}

void checkpoint_close(struct run *r, bool well)
{
	struct checkpoint *k = &r->checkpoint;
	if (k->made && well)
		journal_remove(k->path);
	journal_close(k->from);
	free(k->path);
	free(k->times);
}

/* ---- Going on ---- */

static double get_double(struct journal_reader *j)
{
	const uint64_t bits = journal_get_u64(j);
	double v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

static int get_tallies(struct journal_reader *j, struct tallies *t)
{
	const uint64_t n = journal_get_u64(j);
	for (uint64_t i = 0; i < n && !journal_failed(j); i++) {
		const char *stage = journal_get_text(j), *reason = journal_get_text(j);
		if (summary_add_tally(t, stage, reason, journal_get_u64(j)))
			return -1;
	}
	return 0;
}

static int get_counts(struct journal_reader *j, struct run *r)
{
	struct summary *s = r->summary;
	s->read = r->next_number = journal_get_u64(j);
	r->past_bytes = journal_get_u64(j);
	r->past_seconds = get_double(j);
	s->kept = journal_get_u64(j);
	s->dropped = journal_get_u64(j);
	s->quarantined = journal_get_u64(j);
	s->repaired = journal_get_u64(j);
	s->renamed = journal_get_u64(j);
	s->left_out = journal_get_u64(j);
	if (get_tallies(j, &s->drops) || get_tallies(j, &s->quarantines) ||
	    journal_get_u64(j) != r->chain->n)
		return -1;
	for (uint32_t i = 0; i < r->chain->n; i++) {
		struct stage_time *t = &r->checkpoint.times[i];
		t->documents = journal_get_u64(j);
		t->bytes = journal_get_u64(j);
		t->seconds = get_double(j);
	}
	return journal_failed(j) ? -1 : 0;
}

/* The files as the journal knows them are there; they will go on. */
static int get_outputs(struct journal_reader *j, struct run *r)
{
	const uint64_t n = journal_get_u64(j);
	for (uint64_t i = 0; i < n && !journal_failed(j); i++) {
		const char *path = journal_get_text(j);
		const uint64_t bytes = journal_get_u64(j);
		if (!out_left(path, bytes) || outputs_expect(r->outputs, path, bytes))
			return -1;
	}
	return journal_failed(j) ? -1 : 0;
}

/* Only the last steps were left. */
static int complete(struct journal_reader *j, struct run *r)
{
	char why[1024];
	const uint64_t n = journal_get_u64(j);
	for (uint64_t i = 0; i < n && !journal_failed(j); i++) {
		const char *path = journal_get_text(j);
		const uint64_t bytes = journal_get_u64(j);
		if (out_complete(path, bytes, why, sizeof why)) {
			run_fail(r, NULL, why);
			return -1;
		}
		ledger_keep(r, path);
		(void)summary_add_file(r->summary, path, bytes);
	}
	r->checkpoint.made = r->checkpoint.complete = true;
	return 1;
}

/* Back to the beginning. */
static int start_again(struct run *r, const char *why)
{
	struct checkpoint *k = &r->checkpoint;
	diag_warn(r->chain->diag, "--resume: the run starts from the beginning: %s",
	          why);
	journal_close(k->from);
	k->from = NULL;
	summary_free(r->summary);
	memset(k->times, 0, r->chain->n * sizeof *k->times);
	run_draw_name(r);
	r->next_number = 0;
	r->past_bytes = 0;
	r->past_seconds = 0;
	outputs_free(r->outputs);
	r->services.outputs = r->outputs = outputs_new();
	return r->outputs ? 0 : -1;
}

static int load(struct run *r)
{
	struct checkpoint *k = &r->checkpoint;
	char why[1024];
	k->from = journal_open(k->path, why, sizeof why);
	if (!k->from)
		return start_again(r, *why ? why : "there is nothing to go on with");
	const uint64_t kind = journal_get_u64(k->from);
	if (journal_get_u64(k->from) != fingerprint(r)) {
		snprintf(
		    why, sizeof why,
		    "%s: the run that was cut off had another config, or other plugins "
		    "or files to read; bring those back, or run without --resume",
		    k->path);
		run_fail(r, NULL, why);
		return -1;
	}
	snprintf(r->name, sizeof r->name, "%s", journal_get_text(k->from));
	if (get_counts(k->from, r))
		return start_again(r, "its journal is damaged");
	if (kind == KIND_DONE)
		return complete(k->from, r);
	if (get_outputs(k->from, r))
		return start_again(r, "what it had written is not there any more");
	k->made = true;
	outputs_keep(r->outputs);
	return 0;
}

/* A chain that cannot go on may still have been at its last steps. */
static int load_end(struct run *r, const char *hindrance)
{
	struct checkpoint *k = &r->checkpoint;
	char why[1024];
	k->from = k->ends ? journal_open(k->path, why, sizeof why) : NULL;
	if (!k->from || journal_get_u64(k->from) != KIND_DONE ||
	    journal_get_u64(k->from) != fingerprint(r))
		return start_again(r, hindrance);
	snprintf(r->name, sizeof r->name, "%s", journal_get_text(k->from));
	return get_counts(k->from, r) ? start_again(r, "its journal is damaged")
	                              : complete(k->from, r);
}

/* Whose name it had: for the stages that keep an index. */
static void throw_away(struct run *r)
{
	char why[256];
	struct journal_reader *j = journal_open(r->checkpoint.path, why, sizeof why);
	diag_warn(r->chain->diag,
	          "%s: what a run that was cut off has done is thrown away; --resume "
	          "would have gone on with it",
	          r->checkpoint.path);
	if (!j)
		return;
	(void)journal_get_u64(j);
	(void)journal_get_u64(j);
	snprintf(r->replaced, sizeof r->replaced, "%s", journal_get_text(j));
	if (!journal_failed(j))
		r->services.replaced = r->replaced;
	journal_close(j);
}

int checkpoint_open(struct run *r)
{
	struct checkpoint *k = &r->checkpoint;
	char why[512];
	if (r->options->keep_no_files)
		return 0;
	const char *hindrance = why_not(r, why, sizeof why);
	k->possible = !hindrance;
	k->ends = keeps_index(r) && can_end(r);
	k->times = calloc(r->chain->n, sizeof *k->times);
	k->path = journal_path(r->chain);
	k->next = seconds_now() + (double)r->chain->config->checkpoint / 1000;
	if (!k->times || (!k->path && chain_first_output(r->chain))) {
		run_fail(r, NULL, "out of memory");
		return -1;
	}
	if (r->options->resume)
		return hindrance ? load_end(r, hindrance) : load(r);
	if (k->path && !access(k->path, F_OK))
		throw_away(r);
	return 0;
}

int checkpoint_restore(struct run *r, struct call *call)
{
	struct checkpoint *k = &r->checkpoint;
	if (!k->from && k->path)
		journal_remove(k->path);
	if (!k->from)
		return 0;
	size_t size = 0;
	const void *ids = journal_get_block(k->from, &size);
	if (!ids || !idset_restore(&r->ids.set, ids, size)) {
		run_fail(r, NULL, "the journal is damaged, or out of memory");
		return -1;
	}
	for (uint32_t i = 0; i < r->chain->n; i++) {
		const struct stage *s = &r->chain->stages[i];
		const void *state = journal_get_block(k->from, &size);
		if (!state) {
			run_fail(r, s, "the journal is damaged, or out of memory");
			return -1;
		}
		if (!s->plugin->serial_new)
			continue;
		r->services.saved = state;
		r->services.saved_size = size;
		call_begin(call, s, NULL, PHASE_SYNC);
		const catena_status st =
		    call_end(call, s->sync->restore(&call->pub, s->self, r->serial[i]));
		r->services.saved = NULL;
		if (st) {
			run_fail(r, s, call->message);
			return -1;
		}
	}
	journal_close(k->from);
	k->from = NULL;
	return ledger_resume(r);
}
