/* SPDX-License-Identifier: MIT */
/* run_parts.h - what run.c, turn.c, step.c and ledger.c share: the state of a
 * run in progress.
 *
 *   run.c     sets up, starts the workers for each phase, takes down
 *   turn.c    who does what next: batches, gates, backpressure
 *   step.c    one step of one batch: read, load, process, commit
 *   ids.c     no two documents with one id
 *   ledger.c  the verdicts: quarantine.jsonl, dropped.jsonl, the counts
 *   checkpoint.c  what a run that was cut off needs to go on */
#ifndef CATENA_RUN_PARTS_H
#define CATENA_RUN_PARTS_H

#include "host.h"
#include "idset.h"
#include "isolate.h"
#include "out.h"
#include "run.h"
#include <pthread.h>

/* Documents carried together, about 64 KiB of text: large enough that the
 * locks cost nothing, small enough to stay in a core's cache. */
enum {
	BATCH_BYTES = 64 * 1024,
	BATCH_DOCUMENTS = 1024
};

struct batch {
	struct batch *next; /* in the free list */
	uint64_t sequence;
	struct arena arena;
	struct doc *docs; /* BATCH_DOCUMENTS */
	uint32_t n;
	uint32_t step;  /* the next of the phase's */
	uint64_t bytes; /* expected, for backpressure */
};

enum step_kind {
	STEP_LOAD,
	STEP_IDS,
	STEP_PROCESS,
	STEP_COMMIT,
	STEP_FINISH
};

struct step {
	enum step_kind kind;
	uint32_t stage;
	uint32_t gate; /* of IDS, COMMIT and FINISH */
};

struct gate {
	uint64_t next; /* sequence of the batch whose turn it is */
	bool busy;
	struct batch **waiting; /* sequence % run->window */
};

/* The stages between two gatherings (or the ends of the chain). */
struct phase_plan {
	struct step *steps;
	uint32_t n_steps, n_gates;
	uint32_t gather_in;  /* the stage whose commit begins it; 0: none */
	uint32_t gather_out; /* the stage whose process ends it; 0: none */
};

struct worker {
	struct run *run;
	pthread_t thread;
	struct call call;
	void **local;             /* of each stage */
	struct servant *servants; /* of each stage; used where it is isolated */
	double *told;             /* of times, what r->load has of it */
	struct stage_time *times; /* of each stage */
	uint64_t read, bytes;
	uint64_t left_out; /* not in the sample */
};

struct ledger {
	struct catena_out *quarantine, *dropped;
	bool kept[2];    /* dropped, quarantine: written by the run before this one */
	uint32_t warned; /* about repairs */
};

struct ids { /* ids.c */
	struct idset set;
	uint32_t warned;
	bool full; /* said that it is */
};

struct journal_reader;

struct checkpoint { /* checkpoint.c */
	char *path;     /* of the journal; NULL: the chain writes no file */
	bool possible;  /* the chain can be resumed */
	bool ends;      /* at least its last steps can be, and must be */
	bool made;      /* there is a journal to go on with */
	bool complete;  /* that one had all but ended, and has now */
	bool warned;
	double next;                 /* when the next is due */
	struct journal_reader *from; /* what this run goes on with, until restored */
	struct stage_time *times;    /* of each stage, in the runs before */
};

struct spool; /* spool.h */

enum {
	RUN_NAME_SIZE = 64
};

struct run {
	struct chain *chain;
	const struct run_options *options;
	struct summary *summary;
	struct outputs *outputs;
	struct services services;
	struct ids ids;
	struct ledger ledger;
	void **serial; /* of each stage */
	bool *serial_made;
	struct nursery **nurseries; /* of each stage; NULL: not isolated */
	struct worker *workers;
	uint32_t n_workers, locals_made;

	/* Gathering: what the phase reads from and writes to. */
	struct phase_plan *phases;
	uint32_t n_phases, phase;
	struct spool *spool_in, *spool_out;
	struct gather *gather_in, *gather_out;

	char name[RUN_NAME_SIZE];
	char replaced[RUN_NAME_SIZE]; /* the name of the run that is thrown away */
	struct checkpoint checkpoint;
	double start, past_seconds; /* past: of the runs that this one goes on with */
	uint64_t past_bytes;

	atomic_int stop;  /* the user wants it to end: nothing more is read */
	atomic_int hurry; /* plugins see that too, and may leave work undone */
	double stopped;   /* when */
	_Atomic uint64_t done, total;

	pthread_mutex_t lock;     /* of all below */
	pthread_cond_t changed;   /* there may be work, or none any more */
	pthread_cond_t ended_all; /* the last worker has ended */
	struct gate *gates;
	struct batch *free_batches;
	uint32_t window; /* batches in flight at most */
	uint32_t in_flight;
	uint64_t bytes_in_flight, max_bytes_in_flight;
	uint64_t next_sequence, next_number;
	bool reading, ended; /* reading: someone is; ended: no more input */
	bool pause, busy;    /* for a checkpoint: do not read; one is being made */
	double paused;       /* since when */
	bool failed;
	double *load_shown; /* a copy for the progress, which has no lock */
	double *load;       /* seconds in each stage, for the progress */
	uint32_t running;   /* workers */
	uint64_t finished, finished_bytes;
};

/* turn.c */
int turn_start(struct run *); /* batches and gates for run->phase */
void turn_stop(struct run *);
void *turn_worker(void *worker); /* a thread's main */
/* Ends the run; the first reason is reported. */
void run_fail(struct run *, const struct stage *, const char *message);

/* step.c: negative when the run cannot go on (reported by run_fail). */
int step_read(struct worker *, struct batch *, bool *ended);
int step_run(struct worker *, struct batch *, const struct step *);

/* ledger.c */
int ledger_add(struct run *, const struct doc *);
void ledger_close(struct run *);
/* Opens those of its files that a run before this one wrote to. */
int ledger_resume(struct run *);
/* path stays though this run does not write it. */
void ledger_keep(struct run *, const char *path);

/* ids.c.  1: the document has the id of an earlier one and is quarantined, or, if
 * the config says so, the run is to stop; -1: out of memory.  why: says it. */
int ids_check(struct run *, struct doc *, const char **why);

/* checkpoint.c.  open: after the plan, before a file is opened; 0, -1 if the
 * run failed, 1 if the run that was cut off had all but ended and is complete
 * now.  restore: once all states are made.  make: when no document is under
 * way.  finish: when only the renaming of outputs is left.  close: well says
 * that the outputs are in place. */
int checkpoint_open(struct run *);
int checkpoint_restore(struct run *, struct call *);
bool checkpoint_due(const struct run *);
void checkpoint_make(struct run *, struct call *);
int checkpoint_finish(struct run *);
void checkpoint_close(struct run *, bool well);

/* run.c: a name that no other run has. */
void run_draw_name(struct run *);

/* run.c: what all workers, and the runs before this one, spent on a stage. */
void run_stage_time(const struct run *, uint32_t stage, struct stage_time *);

double seconds_now(void);

#endif
