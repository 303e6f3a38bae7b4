/* SPDX-License-Identifier: MIT */
/* turn.c - who does what next.
 *
 * Workers carry batches from step to step.  At a gate (a commit) batches pass
 * in input order: one that comes early is left there, and its worker looks for
 * other work; whoever finishes the batch before it finds it.  Work near the
 * end of the chain comes first, so that memory is given back before more is
 * read; and no more than `window` batches, or max_bytes_in_flight bytes, are
 * under way at once.  One lock, taken a few times for each batch.
 *
 * When a checkpoint is due, nothing more is read; whoever finds that the last
 * batch has come to its end makes it, and reading goes on. */
#include "build.h"

#include "run_parts.h"

#include <stdlib.h>

enum {
	LARGE_BYTES = 1024 * 1024, /* of documents in flight, for each worker */
	KEEP_MEMORY = 4 * 1024 * 1024
}; /* of a batch's arena, between uses */

/* ---- Batches ---- */

static struct batch *batch_new(void)
{
	struct batch *b = calloc(1, sizeof *b);
	if (b)
		b->docs = malloc(BATCH_DOCUMENTS * sizeof *b->docs);
	if (b && !b->docs) {
		free(b);
		return NULL;
	}
	return b;
}

static void batch_free(struct batch *b)
{
	arena_free(&b->arena);
	free(b->docs);
	free(b);
}

/* ---- The phase ---- */

int turn_start(struct run *r)
{
	const struct phase_plan *p = &r->phases[r->phase];
	r->window = 2 * r->n_workers + 2;
	r->next_sequence = 0;
	r->ended = r->pause = r->busy = false;
	r->gates = calloc(p->n_gates, sizeof *r->gates);
	for (uint32_t i = 0; r->gates && i < p->n_gates; i++) {
		r->gates[i].waiting = calloc(r->window, sizeof(struct batch *));
		if (!r->gates[i].waiting)
			return -1;
	}
	for (uint32_t i = 0; r->gates && i < r->window; i++) {
		struct batch *b = batch_new();
		if (!b)
			return -1;
		b->next = r->free_batches;
		r->free_batches = b;
	}
	return r->gates ? 0 : -1;
}

void turn_stop(struct run *r)
{
	const struct phase_plan *p = &r->phases[r->phase];
	for (uint32_t i = 0; r->gates && i < p->n_gates; i++) {
		for (uint32_t k = 0; r->gates[i].waiting && k < r->window; k++) {
			if (r->gates[i].waiting[k])
				batch_free(r->gates[i].waiting[k]);
		}
		free(r->gates[i].waiting);
	}
	free(r->gates);
	r->gates = NULL;
	for (struct batch *b = r->free_batches, *next; b; b = next) {
		next = b->next;
		batch_free(b);
	}
	r->free_batches = NULL;
	r->in_flight = 0;
	r->bytes_in_flight = 0;
}

void run_fail(struct run *r, const struct stage *s, const char *message)
{
	static const struct where nowhere;
	pthread_mutex_lock(&r->lock);
	const bool first = !r->failed;
	r->failed = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	if (first)
		diag_at(r->chain->diag, CATENA_ERROR, s ? s->config->where : nowhere,
		        s ? s->name : NULL, "%s", message);
}

/* ---- Choosing; the lock is held ---- */

static struct batch *take_waiting(struct run *r)
{
	for (uint32_t i = r->phases[r->phase].n_gates; i--;) {
		struct gate *g = &r->gates[i];
		struct batch **slot = &g->waiting[g->next % r->window];
		if (g->busy || !*slot)
			continue;
		struct batch *b = *slot;
		*slot = NULL;
		g->busy = true;
		return b;
	}
	return NULL;
}

static struct batch *take_fresh(struct run *r)
{
	if (r->reading || r->ended || r->pause || !r->free_batches)
		return NULL;
	r->pause = checkpoint_due(r);
	if (r->pause) {
		r->paused = seconds_now();
		return NULL;
	}
	if (r->in_flight && r->bytes_in_flight >= r->max_bytes_in_flight)
		return NULL;
	/* Large documents wait outside: one for each worker, and one more. */
	if (r->in_flight > r->n_workers &&
	    r->bytes_in_flight >= (uint64_t)LARGE_BYTES * r->n_workers)
		return NULL;
	struct batch *b = r->free_batches;
	r->free_batches = b->next;
	r->reading = true;
	r->in_flight++;
	return b;
}

/* What the worker did since it last told; told with each batch, as the lock is
 * held then anyway. */
static void tell_load(struct worker *w)
{
	struct run *r = w->run;
	for (uint32_t i = 0; i < r->chain->n; i++) {
		r->load[i] += w->times[i].seconds - w->told[i];
		w->told[i] = w->times[i].seconds;
	}
}

static void give_back(struct run *r, struct batch *b)
{
	r->bytes_in_flight -= b->bytes;
	b->bytes = 0;
	b->n = 0;
	b->next = r->free_batches;
	r->free_batches = b;
	r->in_flight--;
	pthread_cond_broadcast(&r->changed);
}

/* ---- Carrying; the lock is not held ---- */

/* Whether the batch may pass the gate now; else it is left there. */
static bool enter(struct run *r, struct batch *b, uint32_t gate)
{
	pthread_mutex_lock(&r->lock);
	struct gate *g = &r->gates[gate];
	const bool mine = !g->busy && g->next == b->sequence;
	if (mine)
		g->busy = true;
	else
		g->waiting[b->sequence % r->window] = b;
	pthread_mutex_unlock(&r->lock);
	return mine;
}

static void leave(struct run *r, uint32_t gate)
{
	pthread_mutex_lock(&r->lock);
	struct gate *g = &r->gates[gate];
	g->busy = false;
	g->next++;
	if (g->waiting[g->next % r->window])
		pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

static bool is_gate(const struct step *s)
{
	return s->kind == STEP_IDS || s->kind == STEP_COMMIT || s->kind == STEP_FINISH;
}

/* Carries a batch on, from its step to where it must wait or to the end.
 * entered: it stands inside the gate of its step. */
static void carry(struct worker *w, struct batch *b, bool entered)
{
	struct run *r = w->run;
	const struct phase_plan *p = &r->phases[r->phase];
	bool good = true;
	while (good && b->step < p->n_steps) {
		const struct step *s = &p->steps[b->step];
		if (is_gate(s) && !entered && !enter(r, b, s->gate))
			return;
		entered = false;
		good = !step_run(w, b, s);
		b->step++;
		if (is_gate(s) && good)
			leave(r, s->gate);
	}
	arena_reset(&b->arena, KEEP_MEMORY);
	pthread_mutex_lock(&r->lock);
	tell_load(w);
	give_back(r, b);
	pthread_mutex_unlock(&r->lock);
}

/* Fills a fresh batch; it is in the reader's turn, so in order. */
static bool fill(struct worker *w, struct batch *b)
{
	struct run *r = w->run;
	bool ended = false;
	const bool good = !step_read(w, b, &ended);
	pthread_mutex_lock(&r->lock);
	r->reading = false;
	r->ended = r->ended || ended || !good;
	const bool carried = good && b->n;
	if (carried) {
		b->sequence = r->next_sequence++;
		b->step = 0;
		r->bytes_in_flight += b->bytes;
	} else {
		b->bytes = 0;
		give_back(r, b);
	}
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	return carried;
}

/* A checkpoint is wanted, and no document is under way. */
static bool may_save(const struct run *r)
{
	return r->pause && !r->busy && !r->in_flight;
}

/* The lock is held before and after. */
static void save(struct worker *w)
{
	struct run *r = w->run;
	r->busy = true;
	pthread_mutex_unlock(&r->lock);
	checkpoint_make(r, &w->call);
	pthread_mutex_lock(&r->lock);
	r->busy = r->pause = false;
	pthread_cond_broadcast(&r->changed);
}

void *turn_worker(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	pthread_mutex_lock(&r->lock);
	while (!r->failed) {
		struct batch *b = take_waiting(r);
		const bool waiting = b;
		if (!b)
			b = take_fresh(r);
		if (!b && r->ended && !r->in_flight)
			break;
		if (!b && may_save(r)) {
			save(w);
			continue;
		}
		if (!b) {
			pthread_cond_wait(&r->changed, &r->lock);
			continue;
		}
		pthread_mutex_unlock(&r->lock);
		if (waiting || fill(w, b))
			carry(w, b, waiting);
		pthread_mutex_lock(&r->lock);
	}
	if (!--r->running)
		pthread_cond_signal(&r->ended_all);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}
