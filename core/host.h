/* SPDX-License-Identifier: MIT */
/* host.h - one call of a plugin's callback and the table it calls back. */
#ifndef CATENA_HOST_H
#define CATENA_HOST_H

#include "chain.h"
#include "doc.h"
#include "layer.h"
#include "out.h"
#include <stdatomic.h>

enum phase {
	PHASE_CREATE,
	PHASE_SETUP, /* local_new, serial_new, serial_end */
	PHASE_NEXT,
	PHASE_LOAD,
	PHASE_PROCESS,
	PHASE_COMMIT,
	PHASE_RESOLVE, /* resolve, resolved */
	PHASE_SYNC,    /* save, restore */
	PHASE_COMMAND  /* a command of the plugin's own */
};

struct gather;         /* gather.h */
struct journal_writer; /* journal.h */

/* What a run lends to calls; in a test most of it is NULL. */
struct services {
	struct outputs *outputs;
	struct gather *gather;     /* of the stage being resolved */
	struct journal_writer *save_to; /* where save writes */
	const void *saved;              /* what saved gives */
	size_t saved_size;
	const char *run;      /* its name */
	const char *replaced; /* NULL: none is */
	const atomic_int *stop;
	_Atomic uint64_t *done, *total; /* bytes read */
};

/* One thread's call; used again for the next. */
struct call {
	catena_ctx pub; /* first: what the plugin sees */
	const struct chain *chain;
	const struct stage *stage;
	const struct services *services;
	struct doc *doc;        /* NULL outside documents */
	struct use_slot *slots; /* chain->max_uses */
	enum phase phase;
	catena_status misuse;          /* the plugin broke the contract */
	char message[1024];            /* from fail, or about the misuse */
	char reason[128], detail[512]; /* from drop */
};

extern const struct catena_host host_table;

/* slots are allocated here; 0 or -1 when out of memory. */
int call_init(struct call *, const struct chain *, const struct services *);
void call_free(struct call *);

void call_begin(struct call *, const struct stage *, struct doc *, enum phase);

/* What the callback returned becomes what holds: layers are frozen and edits
 * applied, a broken contract is CATENA_E_BUG, a failure has a message, and a
 * drop or a failure of a document is written down in it. */
catena_status call_end(struct call *, catena_status);

/* Several at once. */
catena_status call_process(struct call *, const struct stage *, struct doc *,
                           void *local);
catena_status call_commit(struct call *, const struct stage *, struct doc *,
                          void *serial);

#endif
