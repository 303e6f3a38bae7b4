/* SPDX-License-Identifier: MIT */
/* probe.h - runs a function in a child process that may crash, hang, end or
 * lie, and says what became of it.
 *
 * A child that ends well is not believed: `return 0` counts only with the
 * number that the parent drew for it, so a constructor that calls _Exit(0)
 * is found out.  The child has no terminal, no output, no core file, and
 * limits on time and memory.  [setup: call it while there is one thread] */
#ifndef CATENA_PROBE_H
#define CATENA_PROBE_H

#include <catena/plugin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct probe_child; /* the child's side */

/* In the child.  step names what is being done now, for the report of a
 * death; say hands a line to the parent's sink at once. */
void probe_step(struct probe_child *, const char *step);
void probe_say(struct probe_child *, uint32_t what, const char *fmt, ...)
    CATENA_FORMAT(3, 4);

/* In the parent, for each line said. */
typedef void (*probe_sink)(void *user, uint32_t what, const char *line);

struct probe_limits {
	/* Of wall time, from when its process has begun; as much of CPU time, rounded
	 * up. */
	unsigned milliseconds;
	uint64_t memory; /* bytes of address space beyond ours; 0: any */
	bool each_step;  /* the time begins anew with every step and line */
};

enum probe_end {
	PROBE_RETURNED, /* code: what the function returned */
	PROBE_SIGNAL,   /* code: the signal that killed it */
	PROBE_EXITED,   /* code: it called exit or _Exit itself */
	PROBE_TIMEOUT,
	PROBE_GARBLED, /* something else wrote to us in its name */
	PROBE_BROKEN   /* code: errno; we could not start or hear it */
};

struct probe {
	enum probe_end end;
	int code;
	char step[64]; /* the last one announced; "" if none */
};

/* Never fails: see end. */
void probe_run(struct probe *, const struct probe_limits *,
               int (*fn)(struct probe_child *, void *user), void *user,
               probe_sink sink, void *sink_user);

/* "crashed (segmentation fault) while it was opened": an end that is not
 * RETURNED in words. */
void probe_words(const struct probe *, const struct probe_limits *, char *text,
                 size_t size);

#endif
