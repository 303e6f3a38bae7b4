/* SPDX-License-Identifier: MIT */
/* host_run.h - the part of the host table that is about the run: reading,
 * output files, gathering, checkpoints.  For host.c alone. */
#ifndef CATENA_HOST_RUN_H
#define CATENA_HOST_RUN_H

#include "host.h"

static inline struct call *call_of(catena_ctx *ctx)
{
	return (struct call *)ctx; /* pub stands first */
}

/* Notes the first misuse; gives CATENA_E_BUG. */
catena_status host_misuse(struct call *, const char *what);

catena_status host_set_id(catena_ctx *, const char *, size_t);
catena_status host_set_source(catena_ctx *, const char *, size_t);
catena_status host_set_raw(catena_ctx *, const void *, size_t);
const void *host_raw(catena_ctx *, size_t *);
catena_status host_expect(catena_ctx *, uint64_t);
catena_status host_set_text(catena_ctx *, const char *, size_t);
void host_position(catena_ctx *, uint64_t done, uint64_t total);
uint64_t host_max_document(catena_ctx *);
struct catena_out *host_out_open(catena_ctx *, const char *);
catena_status host_out_write(catena_ctx *, struct catena_out *, const void *,
                             size_t);
catena_status host_emit(catena_ctx *, const void *, uint32_t, const void *,
                        uint32_t);
catena_status host_fact(catena_ctx *, struct catena_fact *);
catena_status host_assign(catena_ctx *, uint64_t, const void *, uint32_t);
const void *host_assigned(catena_ctx *, uint32_t, uint32_t *);
catena_status host_save(catena_ctx *, const void *, size_t);
const void *host_saved(catena_ctx *, size_t *);
const char *host_run(catena_ctx *);
const char *host_replaced(catena_ctx *);
const char *host_written(catena_ctx *, uint32_t k);

#endif
