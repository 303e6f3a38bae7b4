/* SPDX-License-Identifier: MIT */
/* guard.h - the host's table with a check behind every call, for lint.
 *
 * What the core leaves out for speed is looked at here: arrays are exactly as
 * long as the contract says and stand between marked bytes; what is lent is
 * compared with what was lent, and spoiled when it is due; a callback's status
 * is compared with what it told the host.  Rows go on to the real host, whose
 * own checks follow.
 *
 *     call_begin(call, stage, doc, phase);
 *     ctx = guard_begin(g, call, "process", 0);
 *     st = plugin->process(ctx, self, local);
 *     st = call_end(call, guard_end(g, st));
 *
 * A guard belongs to one thread; several can be at work at once. */
#ifndef CATENA_GUARD_H
#define CATENA_GUARD_H

#include "host.h"

struct guard;

/* rule: a word for what was broken; what: one sentence with the way out. */
typedef void (*guard_sink)(void *user, const char *rule, const char *what);

/* fill: what memory holds that nobody wrote to.  NULL when out of memory. */
struct guard *guard_new(guard_sink, void *user, unsigned char fill);
void guard_free(struct guard *);

/* Around one callback.  fail_at: which of its requests for memory gets none,
 * from 1; 0: all get theirs. */
catena_ctx *guard_begin(struct guard *, struct call *, const char *callback,
                        unsigned fail_at);
catena_status guard_end(struct guard *, catena_status);

/* Did the last callback ask for memory often enough to be refused? */
bool guard_refused_memory(const struct guard *);

/* Has it reported something in the last callback? */
bool guard_reported(const struct guard *);

/* A sum of the bytes that went to output files, in order. */
uint64_t guard_written(const struct guard *);

/* Reports what shows only over many calls. */
void guard_finish(struct guard *);

#endif
