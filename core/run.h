/* SPDX-License-Identifier: MIT */
/* run.h - sends every document of a chain's reader through the chain. */
#ifndef CATENA_RUN_H
#define CATENA_RUN_H

#include "chain.h"
#include "summary.h"

struct progress {
	uint64_t documents;   /* that have reached the end of the chain */
	uint64_t bytes;       /* of their text */
	uint64_t done, total; /* bytes of input; total 0: not known */
	double seconds;
	uint32_t phase, phases; /* a chain that gathers is passed more than once */
	const struct chain *chain;
	const double *load; /* of each stage: seconds of all workers together */
};

struct run_options {
	uint32_t workers;   /* 0: as the config says; there 0: one per core */
	uint64_t limit;     /* documents to read; 0: all */
	double sample;      /* part of the documents that is read, by id; 0: all */
	bool keep_no_files; /* do not write quarantine.jsonl and dropped.jsonl */
	bool resume;        /* go on where a run that was cut off stopped */
	/* [one thread] Called about ten times a second; nonzero ends the run: when
	 * the documents under way are through, or at once the second time. */
	int (*progress)(void *user, const struct progress *);
	/* [serial] Each document at the end of the chain, whatever its verdict. */
	void (*document)(void *user, const struct chain *, const struct doc *);
	void *document_user;
	void *user; /* of progress */
	/* [one thread] The run is over, well or not, and the summary complete: the
	 * place to say so.  Only then its journal goes: a run that was cut off before
	 * it could say that it is done is replaced when it is run again, as any other
	 * that was cut off, and what its stages had remembered is forgotten. */
	void (*over)(void *over_user, const struct summary *);
	void *over_user;
};

/* 0: all documents have their verdict and the outputs are in place; -1: the
 * run failed (reported to the chain's diag) or was interrupted: the outputs
 * are as they were before.  The summary is filled in in any case; free it. */
int run_chain(struct chain *, const struct run_options *, struct summary *);

#endif
