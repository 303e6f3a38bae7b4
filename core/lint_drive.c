/* SPDX-License-Identifier: MIT */
/* lint_drive.c - the passes: as it comes, in another order, in two threads,
 * with nothing optional, without memory, again and again. */
#include "build.h"

#include "lint_pass.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
	FILL_ONE = 0xA7,
	FILL_TWO = 0x59,
	MOST_REFUSALS = 300, /* requests for memory that are refused, one a try */
	WARM_UP = 12,
	ROUNDS = 12
};

/* What a pass ended with, to compare others with. */
struct outcome {
	struct lint_digest *processed, *committed;
	uint64_t written;
};

static void free_outcome(struct outcome *o)
{
	free(o->processed);
	free(o->committed);
	*o = (struct outcome){0};
}

static void take_outcome(struct outcome *o, struct lint_pass *p)
{
	*o = (struct outcome){p->processed, p->committed,
	                      guard_written(p->hands[0].guard)};
	p->processed = p->committed = NULL;
}

/* Reports the first document that differs: true. */
static bool compare_docs(const struct lint_pass *p, const struct lint_digest *a,
                         const struct lint_digest *b, const char *callback,
                         const char *why)
{
	char text[100], where[200];
	for (uint32_t i = 0; i < p->job->n; i++) {
		const char *what =
		    lint_difference(&a[i], &b[i], p->chain, text, sizeof text);
		if (!what)
			continue;
		snprintf(where, sizeof where, "%s of document \"%s\"", callback,
		         p->job->texts[i].name);
		lint_find(p->job->lint, "determinism", where,
		          "gives %s when %s; the result must depend on the document, the "
		          "options, and in commit on earlier documents alone",
		          what, why);
		return true;
	}
	return false;
}

static void compare(const struct lint_pass *p, const struct outcome *o,
                    const char *why)
{
	if (!compare_docs(p, o->processed, p->processed, "process", why) &&
	    !compare_docs(p, o->committed, p->committed, "commit", why) &&
	    o->written != guard_written(p->hands[0].guard))
		lint_find(
		    p->job->lint, "determinism", "commit",
		    "writes another output when %s; it must depend on the documents and "
		    "the options alone",
		    why);
}

static void commit_all(struct lint_pass *p, bool resume)
{
	const struct lint_job *job = p->job;
	for (uint32_t i = 0; i < job->n; i++) {
		if (resume && i == job->n / 2)
			pass_resume(p);
		lint_step(job->lint, "commit ran on document \"%.40s\"",
		          job->texts[i].name);
		pass_commit(p, i, 0);
	}
}

/* ---- The passes ---- */

static int open_pass(struct lint_pass *p, const struct lint_job *job,
                     const char *what, unsigned char fill, bool bare)
{
	const struct pass_options o = {
	    .what = what, .fill = fill, .bare = bare, .wants_columns = !bare};
	return pass_open(p, job, &o);
}

/* The chain was not built: for what the user has set, or for a default that
 * does not do here. */
static void say_why(const struct lint_job *job, const struct lint_pass *p)
{
	if (p->said[0] && job->options->n_sets)
		lint_usage(job->lint, p->said);
	else if (p->said[0])
		lint_note(job->lint, "its callbacks were not tried: %s", p->said);
}

/* In input order, one document at a time. */
static int as_it_comes(const struct lint_job *job, struct outcome *o)
{
	struct lint_pass p;
	const int rc = open_pass(&p, job, NULL, FILL_ONE, false);
	if (rc != 0)
		say_why(job, &p);
	else if (rc == 0) {
		for (uint32_t i = 0; i < job->n; i++) {
			lint_step(job->lint, "process ran on document \"%.40s\"",
			          job->texts[i].name);
			pass_process(&p, &p.hands[0], i, 0);
		}
		pass_gather(&p);
		commit_all(&p, false);
		take_outcome(o, &p);
	}
	pass_close(&p);
	return rc;
}

/* The last first, by two workers in turn; memory that nobody filled in holds
 * other bytes; a checkpoint halfway. */
static void backwards(const struct lint_job *job, const struct outcome *o)
{
	struct lint_pass p;
	if (open_pass(&p, job, "in another order", FILL_TWO, false) == 0) {
		for (uint32_t i = job->n; i-- > 0;) {
			lint_step(job->lint, "process ran on document \"%.40s\"",
			          job->texts[i].name);
			pass_process(&p, &p.hands[i % HANDS], i, 0);
		}
		pass_gather(&p);
		commit_all(&p, true);
		compare(&p, o,
		        p.stage->sync ? "documents are processed in another order and the "
		                        "run is resumed halfway"
		                      : "documents are processed in another order");
	}
	pass_close(&p);
}

struct thread {
	struct lint_pass *pass;
	struct hand *hand;
	uint32_t first;
};

static void *thread_main(void *user)
{
	const struct thread *t = user;
	for (uint32_t i = t->first; i < t->pass->job->n; i += HANDS)
		pass_process(t->pass, t->hand, i, 0);
	return NULL;
}

static void in_threads(const struct lint_job *job, const struct outcome *o)
{
	struct lint_pass p;
	pthread_t ids[HANDS];
	struct thread threads[HANDS];
	int started = 0;
	if (open_pass(&p, job, "in two threads", FILL_ONE, false) == 0) {
		lint_step(job->lint, "process ran in two threads at once");
		for (; started < HANDS; started++) {
			threads[started] =
			    (struct thread){&p, &p.hands[started], (uint32_t)started};
			if (pthread_create(&ids[started], NULL, thread_main,
			                   &threads[started]) != 0)
				break;
		}
		for (int i = 0; i < started; i++)
			pthread_join(ids[i], NULL);
		if (started == HANDS) {
			pass_gather(&p);
			commit_all(&p, false);
			compare(&p, o, "two workers process at once");
		}
	}
	pass_close(&p);
}

/* No optional layer, no optional column, and nobody reads what it writes. */
static void bare(const struct lint_job *job)
{
	struct lint_pass p;
	if (open_pass(&p, job, "without optional layers and columns", FILL_ONE, true) ==
	    0) {
		for (uint32_t i = 0; i < job->n; i++) {
			lint_step(job->lint, "process ran without optional layers on \"%.30s\"",
			          job->texts[i].name);
			pass_process(&p, &p.hands[0], i, 0);
		}
		pass_gather(&p);
		commit_all(&p, false);
	} else if (p.said[0])
		lint_find(
		    job->lint, "optional", "",
		    "without the optional layers and columns the chain does not build: "
		    "%s",
		    p.said);
	pass_close(&p);
}

/* Each request for memory refused in turn. */
static void without_memory(const struct lint_job *job)
{
	struct lint_pass p;
	const uint32_t doc = lint_ordinary();
	if (open_pass(&p, job, "when the host has no memory", FILL_ONE, false) == 0) {
		bool refused = true;
		for (unsigned k = 1; refused && k <= MOST_REFUSALS; k++) {
			lint_step(job->lint, "process was refused memory, request %u", k);
			if (pass_fresh_doc(&p, doc) != 0)
				break;
			pass_process(&p, &p.hands[0], doc, k);
			refused = guard_refused_memory(p.hands[0].guard);
		}
		refused = p.stage->plugin->commit != NULL && !p.stage->gather;
		for (unsigned k = 1; refused && k <= MOST_REFUSALS; k++) {
			lint_step(job->lint, "commit was refused memory, request %u", k);
			if (pass_fresh_doc(&p, doc) != 0 ||
			    pass_process(&p, &p.hands[0], doc, 0) != CATENA_OK)
				break;
			pass_commit(&p, doc, k);
			refused = guard_refused_memory(p.hands[0].guard);
		}
	}
	pass_close(&p);
}

/* Bytes in use on the heap; 0 where that cannot be told. */
static size_t heap(void)
{
#if defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	const struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
#else
	return 0;
#endif
}

static void small_pass(const struct lint_job *job)
{
	struct lint_pass p;
	if (open_pass(&p, job, NULL, FILL_ONE, false) == 0) {
		lint_step(job->lint, "process ran on small documents again");
		for (uint32_t i = 0; i < job->n; i++)
			pass_process(&p, &p.hands[0], i, 0);
		pass_gather(&p);
		commit_all(&p, false);
	}
	pass_close(&p);
}

/* From create to destroy again and again, over small documents.  malloc keeps
 * some of what was freed at first, in rising numbers for some rounds; what
 * grows each time, a dozen times, stays for ever. */
static void again(const struct lint_job *all)
{
	struct lint_job job = *all;
	size_t used[ROUNDS];
	job.n = lint_small();
	for (int i = 0; i < WARM_UP; i++)
		small_pass(&job);
	for (int i = 0; i < ROUNDS; i++) {
		small_pass(&job);
		used[i] = heap();
		if (i && used[i] <= used[i - 1])
			return;
	}
	lint_find(job.lint, "leak", "",
	          "from create to destroy, over %u small documents, %zu bytes are not "
	          "freed; free in destroy, local_free and serial_end what create, "
	          "local_new and serial_new allocate",
	          job.n, used[ROUNDS - 1] - used[ROUNDS - 2]);
}

/* ---- Readers ---- */

/* Not more documents than this: it may be a large heap of files. */
enum {
	MOST_READ = 2000
};

static catena_status call_reader(struct lint_pass *p, struct doc *d)
{
	const struct stage *s = p->stage;
	struct hand *h = &p->hands[0];
	struct lint *l = p->job->lint;
	catena_status st = CATENA_E_NOMEM;
	lint_step(l, "next ran for document %s", p->reading);
	catena_ctx *ctx = pass_begin(p, h, "next", PHASE_NEXT, d, 0);
	if (ctx)
		st = pass_end(h, s->reader->next(ctx, s->self, p->serial), false);
	if (st == CATENA_OK && !d->id)
		lint_find(l, "reader", "next",
		          "makes documents without an id; call set_id");
	if (st != CATENA_OK || !s->reader->load)
		return st;
	lint_step(l, "load ran for document %s", p->reading);
	ctx = pass_begin(p, h, "load", PHASE_LOAD, d, 0);
	return ctx ? pass_end(h, s->reader->load(ctx, s->self, h->local), false)
	           : CATENA_E_NOMEM;
}

static catena_status read_one(struct lint_pass *p, uint64_t number)
{
	struct arena arena = {0};
	struct doc d = {.arena = &arena, .number = number};
	snprintf(p->reading, sizeof p->reading, "%llu", (unsigned long long)number + 1);
	const catena_status st = call_reader(p, &d);
	if (st == CATENA_OK && !d.text && !d.raw)
		lint_find(p->job->lint, "reader", p->stage->reader->load ? "load" : "next",
		          "makes documents without a text; call set_text or set_raw");
	arena_free(&arena);
	return st;
}

static void read_all(struct lint_job *job)
{
	struct lint_pass p;
	uint64_t n = 0;
	catena_status st = CATENA_OK;
	job->n = 0;
	if (open_pass(&p, job, NULL, FILL_ONE, false) == 0) {
		while (n < MOST_READ && (st >= 0 || st == CATENA_E_INPUT) &&
		       st != CATENA_END) {
			st = read_one(&p, n);
			n += st != CATENA_END;
		}
		lint_note(job->lint, "%llu documents were read", (unsigned long long)n);
	} else
		say_why(job, &p);
	pass_close(&p);
}

/* ---- All of them ---- */

/* Options that must be given and were not; 0: none. */
static uint32_t missing_options(const struct lint_job *job)
{
	const struct catena_plugin *p = job->module->plugin;
	char names[300] = "";
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->n_options; i++) {
		const struct catena_option *o = &p->options[i];
		const size_t size = strlen(o->name), at = strlen(names);
		bool set = o->initial || o->type == CATENA_OUTPUT;
		for (uint32_t k = 0; k < job->options->n_sets && !set; k++)
			set = strncmp(job->options->sets[k], o->name, size) == 0 &&
			      job->options->sets[k][size] == '=';
		if (set)
			continue;
		snprintf(names + at, sizeof names - at, "%s--set %s=...", n++ ? " " : "",
		         o->name);
	}
	if (n)
		lint_note(
		    job->lint,
		    "its callbacks were not tried: it has options that must be given; "
		    "add %s",
		    names);
	return n;
}

void lint_drive(struct lint *l, const struct module *module,
                const struct lint_options *options, const char *folder,
                struct modules *modules)
{
	struct lint_job job = {.lint = l,
	                       .module = module,
	                       .options = options,
	                       .folder = folder,
	                       .modules = modules};
	struct outcome first = {0};
	job.texts = lint_docs(&job.arena, &job.n);
	if (!job.texts)
		lint_note(l, "out of memory");
	else if (missing_options(&job) == 0) {
		if (strcmp(module->plugin->kind, "reader") == 0)
			read_all(&job);
		else if (as_it_comes(&job, &first) == 0) {
			backwards(&job, &first);
			in_threads(&job, &first);
			bare(&job);
			without_memory(&job);
			again(&job);
		}
	}
	free_outcome(&first);
	arena_free(&job.arena);
}
