/* SPDX-License-Identifier: MIT */
/* run.c - a run from its first to its last moment: plan the phases, make the
 * plugins' states, start workers, gather between phases, finish the files. */
#include "build.h"

#include "gather.h"
#include "module_find.h"
#include "run_parts.h"
#include "spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE = 10 /* seconds for documents under way when the user stops */
};

double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Two runs may begin in one second, and a process number comes again. */
void run_draw_name(struct run *r)
{
	struct timespec t;
	struct tm tm;
	char when[32] = "";
	clock_gettime(CLOCK_REALTIME, &t);
	if (gmtime_r(&t.tv_sec, &tm))
		strftime(when, sizeof when, "%Y%m%dT%H%M%S", &tm);
	snprintf(r->name, sizeof r->name, "%s.%09ldZ-%ld", when, (long)t.tv_nsec,
	         (long)getpid());
}

/* ---- The plan ---- */

static void add_step(struct phase_plan *p, enum step_kind kind, uint32_t stage)
{
	const bool gate =
	    kind == STEP_IDS || kind == STEP_COMMIT || kind == STEP_FINISH;
	p->steps[p->n_steps++] = (struct step){kind, stage, gate ? p->n_gates++ : 0};
}

/* Steps of the phase that begins with stage `from` (a gathering stage's
 * commit, or the reader); gives the stage that the next one begins with. */
static uint32_t plan_phase(const struct chain *c, struct phase_plan *p,
                           uint32_t from)
{
	uint32_t i = from;
	add_step(p, STEP_LOAD, 0);
	if (!from && c->config->repeated_id != REPEATED_ID_KEEP)
		add_step(p, STEP_IDS, 0);
	if (from) {
		p->gather_in = from;
		if (c->stages[from].plugin->commit)
			add_step(p, STEP_COMMIT, from);
	}
	for (i = from + 1; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		if (s->plugin->process)
			add_step(p, STEP_PROCESS, i);
		if (s->gather) {
			p->gather_out = i;
			break;
		}
		if (s->plugin->commit)
			add_step(p, STEP_COMMIT, i);
	}
	add_step(p, STEP_FINISH, c->n - 1);
	return i;
}

static int plan(struct run *r)
{
	const struct chain *c = r->chain;
	r->n_phases = 1;
	for (uint32_t i = 1; i < c->n; i++)
		r->n_phases += (c->stages[i].gather != NULL);
	r->phases = calloc(r->n_phases, sizeof *r->phases);
	uint32_t from = 0;
	for (uint32_t i = 0; r->phases && i < r->n_phases; i++) {
		r->phases[i].steps = calloc(2 * (size_t)c->n + 3, sizeof(struct step));
		if (!r->phases[i].steps)
			return -1;
		from = plan_phase(c, &r->phases[i], from);
	}
	return r->phases ? 0 : -1;
}

/* ---- States of the plugins ---- */

static int make_serials(struct run *r, struct call *call)
{
	for (uint32_t i = 0; i < r->chain->n; i++) {
		const struct stage *s = &r->chain->stages[i];
		if (s->plugin->serial_new) {
			call_begin(call, s, NULL, PHASE_SETUP);
			if (call_end(call, s->plugin->serial_new(&call->pub, s->self,
			                                         &r->serial[i]))) {
				run_fail(r, s, call->message);
				return -1;
			}
		}
		r->serial_made[i] = true;
	}
	return 0;
}

static void end_serials(struct run *r, struct call *call)
{
	for (uint32_t i = 0; i < r->chain->n; i++) {
		const struct stage *s = &r->chain->stages[i];
		if (!r->serial_made[i] || !s->plugin->serial_end)
			continue;
		call_begin(call, s, NULL, PHASE_SETUP);
		const int failed = r->failed || atomic_load(&r->stop);
		if (call_end(call, s->plugin->serial_end(&call->pub, s->self, r->serial[i],
		                                         failed)) &&
		    !failed)
			run_fail(r, s, call->message);
	}
}

static int make_worker(struct run *r, struct worker *w)
{
	const struct chain *c = r->chain;
	w->run = r;
	w->local = calloc(c->n, sizeof *w->local);
	w->times = calloc(c->n, sizeof *w->times);
	w->told = calloc(c->n, sizeof *w->told);
	w->servants = calloc(c->n, sizeof *w->servants);
	for (uint32_t i = 0; w->servants && i < c->n; i++)
		w->servants[i].fd = -1;
	if (call_init(&w->call, c, &r->services) || !w->local || !w->times ||
	    !w->told || !w->servants) {
		run_fail(r, NULL, "out of memory");
		return -1;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		if (!s->plugin->local_new || r->nurseries[i])
			continue;
		call_begin(&w->call, s, NULL, PHASE_SETUP);
		if (call_end(&w->call,
		             s->plugin->local_new(&w->call.pub, s->self, &w->local[i]))) {
			run_fail(r, s, w->call.message);
			w->local[i] = NULL;
			return -1;
		}
	}
	return 0;
}

static void free_worker(struct run *r, struct worker *w)
{
	const struct chain *c = r->chain;
	for (uint32_t i = 0; w->servants && i < c->n; i++)
		servant_dismiss(&w->servants[i]);
	free(w->servants);
	for (uint32_t i = 0; w->local && i < c->n; i++) {
		if (w->local[i] && c->stages[i].plugin->local_free)
			c->stages[i].plugin->local_free(w->local[i]);
	}
	free(w->local);
	free(w->times);
	free(w->told);
	call_free(&w->call);
}

static uint32_t count_workers(const struct run *r)
{
	uint32_t n =
	    r->options->workers ? r->options->workers : r->chain->config->workers;
	if (!n) {
		const long cores = sysconf(_SC_NPROCESSORS_ONLN);
		n = cores > 0 ? (uint32_t)cores : 1;
	}
	return n > 1024 ? 1024 : n;
}

static int make_workers(struct run *r)
{
	r->n_workers = count_workers(r);
	r->workers = calloc(r->n_workers, sizeof *r->workers);
	if (!r->workers) {
		run_fail(r, NULL, "out of memory");
		return -1;
	}
	for (uint32_t i = 0; i < r->n_workers; i++) {
		r->locals_made = i + 1;
		if (make_worker(r, &r->workers[i]))
			return -1;
	}
	return 0;
}

/* Before any thread is started: a process that is forked then is whole. */
static int make_nurseries(struct run *r)
{
	const struct chain *c = r->chain;
	char why[256];
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		if (!s->config->isolate)
			continue;
		r->nurseries[i] =
		    nursery_new(c, s, c->config->isolate_timeout, why, sizeof why);
		if (!r->nurseries[i]) {
			run_fail(r, s, why);
			return -1;
		}
	}
	return 0;
}

/* ---- One phase ---- */

/* What is under way is left undone at the second asking, or at once if the run
 * could not go on from where it stopped. */
static void ask_to_stop(struct run *r)
{
	if (atomic_load(&r->stop) || !r->checkpoint.possible)
		atomic_store(&r->hurry, 1);
	else
		r->stopped = seconds_now();
	atomic_store(&r->stop, 1);
}

static void report_progress(struct run *r, double start)
{
	struct progress p = {.phase = r->phase + 1,
	                     .phases = r->n_phases,
	                     .chain = r->chain,
	                     .load = r->load_shown,
	                     .seconds = seconds_now() - start};
	memcpy(r->load_shown, r->load, r->chain->n * sizeof *r->load);
	p.documents = r->finished;
	p.bytes = r->finished_bytes;
	p.done = atomic_load_explicit(&r->done, memory_order_relaxed);
	p.total = atomic_load_explicit(&r->total, memory_order_relaxed);
	pthread_mutex_unlock(&r->lock);
	if (r->options->progress(r->options->user, &p))
		ask_to_stop(r);
	/* Documents under way come to their end first, if they can. */
	if (atomic_load(&r->stop) && seconds_now() - r->stopped > PATIENCE)
		atomic_store(&r->hurry, 1);
	pthread_mutex_lock(&r->lock);
}

/* Waits for the workers; ten times a second the user is told. */
static void watch(struct run *r, double start)
{
	pthread_mutex_lock(&r->lock);
	while (r->running) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 100000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		(void)pthread_cond_timedwait(&r->ended_all, &r->lock, &until);
		if (r->running && r->options->progress)
			report_progress(r, start);
	}
	pthread_mutex_unlock(&r->lock);
}

static int run_phase(struct run *r, double start)
{
	uint32_t started = 0;
	if (turn_start(r)) {
		run_fail(r, NULL, "out of memory");
		turn_stop(r);
		return -1;
	}
	r->running = r->n_workers;
	for (; started < r->n_workers; started++) {
		struct worker *w = &r->workers[started];
		if (pthread_create(&w->thread, NULL, turn_worker, w))
			break;
	}
	if (started < r->n_workers) {
		pthread_mutex_lock(&r->lock);
		r->running -= r->n_workers - started;
		pthread_mutex_unlock(&r->lock);
		run_fail(r, NULL,
		         "cannot start a thread for each worker; try fewer with -j");
	}
	watch(r, start);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(r->workers[i].thread, NULL);
	turn_stop(r);
	return r->failed ? -1 : 0;
}

/* ---- Between phases ---- */

static const char *spool_folder(const struct config *k)
{
	const char *named = environment_trusted() ? getenv("TMPDIR") : NULL;
	if (k->spool)
		return k->spool;
	return named && *named ? named : "/tmp";
}

static int open_gathering(struct run *r)
{
	const struct config *k = r->chain->config;
	const struct phase_plan *p = &r->phases[r->phase];
	const char *folder = spool_folder(k);
	char why[512] = "out of memory";
	if (!p->gather_out)
		return 0;
	r->gather_out = gather_new(folder, k->memory / 4);
	r->spool_out = spool_new(folder, why, sizeof why);
	if (r->gather_out && r->spool_out)
		return 0;
	run_fail(r, &r->chain->stages[p->gather_out], why);
	return -1;
}

/* What watch does, while no worker runs. */
static void tell(struct run *r, double *last)
{
	const double now = seconds_now();
	if (!r->options->progress || now - *last < 0.1)
		return;
	pthread_mutex_lock(&r->lock);
	report_progress(r, r->start);
	pthread_mutex_unlock(&r->lock);
	*last = now;
}

static catena_status resolve_keys(struct run *r, struct call *call,
                                  const struct stage *s)
{
	const void *key = NULL;
	uint32_t size = 0;
	double last = seconds_now();
	catena_status st = gather_sort(r->gather_out);
	while (!st && !(st = gather_key(r->gather_out, &key, &size))) {
		tell(r, &last);
		if (atomic_load_explicit(&r->stop, memory_order_relaxed))
			return CATENA_OK;
		call_begin(call, s, NULL, PHASE_RESOLVE);
		st = call_end(call, s->gather->resolve(&call->pub, s->self,
		                                       r->serial[s->index], key, size));
		if (st)
			return st;
	}
	if (st < 0)
		snprintf(call->message, sizeof call->message, "%s",
		         gather_error(r->gather_out));
	return st == CATENA_END ? CATENA_OK : st;
}

static int resolve(struct run *r, struct call *call)
{
	const struct stage *s = &r->chain->stages[r->phases[r->phase].gather_out];
	r->services.gather = r->gather_out;
	catena_status st = resolve_keys(r, call, s);
	if (!st && s->gather->resolved && !atomic_load(&r->stop)) {
		call_begin(call, s, NULL, PHASE_RESOLVE);
		st = call_end(
		    call, s->gather->resolved(&call->pub, s->self, r->serial[s->index]));
	}
	r->services.gather = NULL;
	if (!st && (st = gather_assigned(r->gather_out)))
		snprintf(call->message, sizeof call->message, "%s",
		         gather_error(r->gather_out));
	if (!st && (st = spool_rewind(r->spool_out)))
		snprintf(call->message, sizeof call->message, "%s",
		         spool_error(r->spool_out));
	if (st)
		run_fail(r, s, call->message);
	return st ? -1 : 0;
}

static void next_phase(struct run *r)
{
	spool_free(r->spool_in);
	gather_free(r->gather_in);
	r->spool_in = r->spool_out;
	r->gather_in = r->gather_out;
	r->spool_out = NULL;
	r->gather_out = NULL;
}

static int run_phases(struct run *r, struct call *call, double start)
{
	int rc = 0;
	for (r->phase = 0; !rc && r->phase < r->n_phases; r->phase++) {
		rc = open_gathering(r);
		if (!rc)
			rc = run_phase(r, start);
		if (!rc && r->phases[r->phase].gather_out && !atomic_load(&r->stop))
			rc = resolve(r, call);
		next_phase(r);
		if (atomic_load(&r->stop))
			break;
	}
	next_phase(r);
	next_phase(r);
	return rc;
}

/* ---- The summary ---- */

void run_stage_time(const struct run *r, uint32_t stage, struct stage_time *t)
{
	*t = (struct stage_time){0};
	if (r->checkpoint.times)
		*t = r->checkpoint.times[stage];
	for (uint32_t k = 0; k < r->locals_made; k++) {
		const struct stage_time *own = &r->workers[k].times[stage];
		t->documents += own->documents;
		t->bytes += own->bytes;
		t->seconds += own->seconds;
	}
}

static void sum_up(struct run *r, double start)
{
	struct summary *s = r->summary;
	struct rusage use;
	const uint32_t n = r->chain->n;
	s->seconds = r->past_seconds + seconds_now() - start;
	s->workers = r->n_workers;
	s->interrupted = atomic_load(&r->stop);
	if (!getrusage(RUSAGE_SELF, &use))
		s->peak_memory = (uint64_t)use.ru_maxrss * 1024;
	s->stages = calloc(n, sizeof *s->stages);
	for (uint32_t i = 0; s->stages && i < n; i++) {
		run_stage_time(r, i, &s->stages[i]);
		s->stages[i].name = strdup(r->chain->stages[i].name);
		if (!s->stages[i].name)
			break;
		s->n_stages++;
	}
	s->bytes = r->past_bytes;
	for (uint32_t k = 0; k < r->locals_made; k++) {
		s->read += r->workers[k].read;
		s->left_out += r->workers[k].left_out;
		s->bytes += r->workers[k].bytes;
	}
}

static void list_files(struct run *r)
{
	uint64_t bytes = 0;
	const char *path;
	for (size_t k = 0; (path = outputs_path(r->outputs, k, &bytes)); k++)
		(void)summary_add_file(r->summary, path, bytes);
}

static void finish(struct run *r, struct call *call)
{
	char why[1024] = "";
	const bool stopped = atomic_load(&r->stop);
	end_serials(r, call);
	if (!r->failed && !stopped && !summary_holds(r->summary))
		run_fail(r, NULL,
		         "the sum of the run does not hold: documents read are not kept + "
		         "dropped + quarantined; nothing was written");
	if (!r->failed && !stopped && !checkpoint_finish(r) &&
	    outputs_finish(r->outputs, why, sizeof why))
		run_fail(r, NULL, why);
	if (!r->failed && !stopped)
		list_files(r);
	r->summary->resumable = (r->failed || stopped) && r->checkpoint.made;
}

/* What stages remember from run to run: this one is a part of it when its
 * outputs are in place; never, if they will not be; and as long as it can be
 * resumed, neither. */
static void settle(struct run *r, struct call *call)
{
	const bool done =
	    !r->failed && !atomic_load(&r->stop) && !r->options->keep_no_files;
	if (!done && r->summary->resumable)
		return;
	for (uint32_t i = 0; r->serial_made && i < r->chain->n; i++) {
		const struct stage *s = &r->chain->stages[i];
		if (!s->keeps || (!r->serial_made[i] && !r->checkpoint.complete))
			continue;
		call_begin(call, s, NULL, PHASE_SETUP);
		if (call_end(call, s->keeps->settle(&call->pub, s->self, done)) && done)
			run_fail(r, s, call->message);
	}
}

/* ---- Setting up and taking down ---- */

static int set_up(struct run *r)
{
	const uint32_t n = r->chain->n;
	const uint64_t share = r->chain->config->memory / 16;
	r->serial = calloc(n, sizeof *r->serial);
	r->serial_made = calloc(n, sizeof *r->serial_made);
	r->load = calloc(n, sizeof *r->load);
	r->load_shown = calloc(n, sizeof *r->load_shown);
	r->nurseries = calloc(n, sizeof(struct nursery *));
	r->outputs = outputs_new();
	run_draw_name(r);
	r->services = (struct services){.outputs = r->outputs,
	                                .run = r->name,
	                                .stop = &r->hurry,
	                                .done = &r->done,
	                                .total = &r->total};
	r->max_bytes_in_flight = share > BATCH_BYTES ? share : BATCH_BYTES;
	if (!r->serial || !r->serial_made || !r->load || !r->load_shown ||
	    !r->nurseries || !r->outputs || plan(r)) {
		run_fail(r, NULL, "out of memory");
		return -1;
	}
	return 0;
}

static void take_down(struct run *r)
{
	for (uint32_t i = 0; i < r->locals_made; i++)
		free_worker(r, &r->workers[i]);
	for (uint32_t i = 0; r->phases && i < r->n_phases; i++)
		free(r->phases[i].steps);
	free(r->workers);
	free(r->phases);
	free(r->serial);
	free(r->serial_made);
	free(r->load);
	free(r->load_shown);
	/* The last first: a later one holds the earlier ones' sockets open. */
	for (uint32_t i = r->nurseries ? r->chain->n : 0; i--;)
		nursery_free(r->nurseries[i]);
	free(r->nurseries);
	outputs_free(r->outputs);
	idset_finish(&r->ids.set);
}

int run_chain(struct chain *chain, const struct run_options *options,
              struct summary *summary)
{
	const double start = seconds_now();
	struct run r = {
	    .chain = chain, .options = options, .summary = summary, .start = start};
	struct call call;
	*summary = (struct summary){0};
	if (pthread_mutex_init(&r.lock, NULL) || pthread_cond_init(&r.changed, NULL) ||
	    pthread_cond_init(&r.ended_all, NULL) ||
	    call_init(&call, chain, &r.services)) {
		diag_error(chain->diag, "out of memory");
		summary->failed = 1;
		return -1;
	}
	if (!set_up(&r) && !checkpoint_open(&r) && !make_nurseries(&r) &&
	    !make_serials(&r, &call) && !checkpoint_restore(&r, &call) &&
	    !make_workers(&r) && !run_phases(&r, &call, start) &&
	    atomic_load(&r.stop) && !atomic_load(&r.hurry))
		checkpoint_make(&r, &call);
	sum_up(&r, start);
	if (r.serial_made)
		finish(&r, &call);
	ledger_close(&r);
	settle(&r, &call);
	summary->failed = r.failed;
	if (options->over)
		options->over(options->over_user, summary);
	checkpoint_close(&r, !r.failed && !summary->interrupted);
	take_down(&r);
	call_free(&call);
	pthread_cond_destroy(&r.ended_all);
	pthread_cond_destroy(&r.changed);
	pthread_mutex_destroy(&r.lock);
	return r.failed || summary->interrupted ? -1 : 0;
}
