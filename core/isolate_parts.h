/* SPDX-License-Identifier: MIT */
/* isolate_parts.h - what the two sides of an isolated stage say to each other.
 *
 *   isolate.c          the worker's side
 *   isolate_nursery.c  the nursery, which forks servants and knows how they end
 *   isolate_servant.c  the servant, which runs the plugin */
#ifndef CATENA_ISOLATE_PARTS_H
#define CATENA_ISOLATE_PARTS_H

#include "isolate.h"
#include <stdbool.h>

/* To the nursery: fork a servant for the socket that comes with it, or tell
 * how the one of that number ended. */
struct nursery_request {
	uint32_t what; /* NURSERY_... */
	int32_t pid;
};
enum {
	NURSERY_FORK = 1,
	NURSERY_ENDED = 2
};
struct nursery_answer {
	int32_t pid;    /* of FORK; negative: errno */
	int32_t status; /* of ENDED, as waitpid gives it */
};

/* From the servant, before the strings and the frame. */
struct servant_answer {
	int32_t status;
	uint32_t message, reason, detail; /* sizes */
	uint64_t frame;                   /* size; 0 unless status is OK */
};

/* Never returns. */
_Noreturn void nursery_main(int control, const struct chain *,
                            const struct stage *);
_Noreturn void servant_main(int fd, const struct chain *, const struct stage *);

/* All of it, whatever signals come; false at the end or on an error. */
bool send_all(int fd, const void *p, size_t n);
bool receive_all(int fd, void *p, size_t n, int seconds); /* -1: no limit */

#endif
