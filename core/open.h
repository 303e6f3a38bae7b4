/* SPDX-License-Identifier: MIT */
/* open.h - what run, check and show begin with: a config, read and wired. */
#ifndef CATENA_OPEN_H
#define CATENA_OPEN_H

#include "chain.h"

struct open_options {
	const char *config;
	const char **sets; /* n_sets of "STAGE.OPTION=VALUE" */
	uint32_t n_sets;
	const char *const *paths; /* NULL-ended, in place of the reader's; or NULL */
	const char *also_written; /* a file that the command writes itself; or NULL */
	uint32_t flags;           /* of chain_build */
	uint32_t level;           /* messages up to CATENA_ERROR ... CATENA_DEBUG */
};

struct opened {
	struct diag *diag;
	struct config *config;
	struct modules *modules;
	struct chain *chain;
};

/* 0, or -1: reported on standard error; then, too, open_close it. */
int open_chain(struct opened *, const struct open_options *);
void open_close(struct opened *);

#endif
