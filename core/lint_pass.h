/* SPDX-License-Identifier: MIT */
/* lint_pass.h - one pass of lint: the plugin in a chain of its own, all
 * documents through it, every callback guarded. */
#ifndef CATENA_LINT_PASS_H
#define CATENA_LINT_PASS_H

#include "guard.h"
#include "lint.h"

/* What all passes are about. */
struct lint_job {
	struct lint *lint;
	const struct module *module;
	const struct lint_options *options;
	const char *folder; /* for files */
	struct modules *modules;
	struct arena arena;
	const struct lint_doc *texts;
	uint32_t n;
};

/* Where a finding was made. */
struct scene {
	struct lint *lint;
	const char *pass; /* "in two threads"; NULL: nothing special */
	const char *callback;
	const char *doc; /* name of the document; NULL: none */
};

/* A worker: what one thread has. */
struct hand {
	struct scene scene;
	struct call call;
	struct guard *guard;
	void *local;
	bool ready, local_made;
};

enum {
	HANDS = 2
};

struct lint_pass {
	const struct lint_job *job;
	const char *what;
	struct config *config;
	struct chain *chain;
	struct diag *diag;
	char said[512]; /* the first error of building the chain */
	const struct stage *stage, *maker;
	struct services services;
	struct arena arena; /* of what the pass itself needs */
	atomic_int stop;
	_Atomic uint64_t done, total;
	struct arena *arenas; /* one a document */
	struct doc *docs;
	struct lint_digest *processed, *committed;
	struct hand hands[HANDS];
	void *serial;
	char reading[24]; /* of a reader: which document; "": not one */
	bool serial_made, failed; /* failed: the run would have stopped */
};

struct pass_options {
	const char *what;   /* words for a report */
	unsigned char fill; /* of fresh memory */
	bool bare;          /* nothing that is optional */
	bool wants_columns; /* somebody reads all that is written */
};

/* The chain, the documents with the layers the plugin reads, the hands and the
 * serial state.  -1: it cannot be driven; said tells why, if the plugin's
 * options are the reason. */
int pass_open(struct lint_pass *, const struct lint_job *,
              const struct pass_options *);
/* serial_end, local_free, destroy. */
void pass_close(struct lint_pass *);

/* One document; the result is in its digest. */
catena_status pass_process(struct lint_pass *, struct hand *, uint32_t doc,
                           unsigned fail_at);
/* A gathering plugin's resolve and resolved, between process and commit; if
 * they fail nothing is committed. */
void pass_gather(struct lint_pass *);
catena_status pass_commit(struct lint_pass *, uint32_t doc, unsigned fail_at);
/* save, a fresh serial state, restore: the rest goes on with that one. */
void pass_resume(struct lint_pass *);

/* The document as it was before process, again. */
int pass_fresh_doc(struct lint_pass *, uint32_t doc);

/* Around callbacks that are about no document. */
catena_ctx *pass_begin(struct lint_pass *, struct hand *, const char *callback,
                       enum phase, struct doc *, unsigned fail_at);
catena_status pass_end(struct hand *, catena_status, bool may_fail);

#endif
