/* SPDX-License-Identifier: MIT */
/* guard_parts.h - what the files of the guard share.
 *
 *   guard.c        around a callback
 *   guard_rows.c   layers: what is read, what is written
 *   guard_table.c  the other calls
 *   guard_loan.c   lent memory */
#ifndef CATENA_GUARD_PARTS_H
#define CATENA_GUARD_PARTS_H

#include "guard.h"
#include "guard_loan.h"
#include <pthread.h>

enum {
	TAIL = 32, /* marked bytes behind what alloc gives */
	TAIL_MARK = 0xC6,
	KEPT_CALLS = 4096,
	FEW_REASONS = 20,
	FEW_SYMBOLS = 1000,
	LENT_STRINGS = 200 /* a call; more are given as they are */
};

struct guard_ctx {
	catena_ctx pub; /* first */
	struct guard_ctx *next;
	pthread_t thread;
};

struct guard_writer { /* of one use */
	struct catena_writer pub;
	struct catena_writer *real; /* NULL: not written in this call */
	struct catena_writer lent;  /* as it should still be, but for n */
	const char *layer;
	const struct catena_column *columns;
	uint32_t n_columns;
};

struct guard {
	struct catena_host table; /* first: see guard_of */
	guard_sink sink;
	void *user;
	unsigned char fill;

	/* The call going on. */
	struct guard_ctx *now;
	struct call *call;
	const char *callback;
	unsigned fail_at, requests;
	bool refused;       /* it was, at fail_at */
	bool failed_call;   /* a call of the host's failed and has said why */
	catena_status said; /* the code given to fail */
	bool dropped, reported;
	const char *lent_text;
	uint32_t strings; /* lent */
	struct loans *loans;
	struct guard_writer *writers; /* one a use */
	uint32_t n_writers;
	unsigned char **tails; /* of what alloc gave */
	size_t n_tails, cap_tails;

	/* All calls. */
	struct guard_ctx *past;
	uint32_t n_past;
	uint64_t written;
	uint64_t reasons[FEW_REASONS + 1];
	uint32_t n_reasons;
	uint32_t first_symbol, most_symbols;
};

extern const struct catena_host guard_table;

void guard_report(struct guard *, const char *rule, const char *fmt, ...)
    CATENA_FORMAT(3, 4);

/* The guard of a call that is going on, in its own thread; NULL: reported. */
struct guard *guard_at(catena_ctx *);

/* Counts a request for memory; true: it gets none. */
bool guard_refuse(struct guard *);

/* guard_rows.c */
const struct catena_layer *guard_read(catena_ctx *, uint32_t use);
struct catena_writer *guard_write(catena_ctx *, uint32_t use, uint32_t rows);
catena_status guard_grow(catena_ctx *, struct catena_writer *, uint32_t rows);
/* Checks what was written and gives it to the real host. */
catena_status guard_hand_over(struct guard *);

#endif
