/* SPDX-License-Identifier: MIT */
/* isolate.h - the process callback of a stage in processes of their own
 * (`isolate = true`): what a plugin does to its process, it does to that one.
 *
 * One nursery process a stage is forked while the run has a single thread; it
 * forks a servant for each worker, and again after one has died.  A document
 * goes to the servant and comes back as a frame. */
#ifndef CATENA_ISOLATE_H
#define CATENA_ISOLATE_H

#include "host.h"
#include <sys/types.h>

struct nursery;

/* One worker's way to its servant; fd -1: none yet. */
struct servant {
	int fd;
	pid_t pid;
};

/* limit: seconds that a document may take; 0: any.  NULL with the reason in
 * why.  [setup] */
struct nursery *nursery_new(const struct chain *, const struct stage *,
                            uint32_t limit, char *why, size_t size);
void nursery_free(struct nursery *);

/* Like call_process.  A servant that dies, hangs or answers nonsense costs the
 * document (CATENA_E_INPUT) and is replaced at the next.  [worker] */
catena_status servant_process(struct nursery *, struct servant *, struct call *,
                              const struct stage *, struct doc *);
void servant_dismiss(struct servant *);

#endif
