/* SPDX-License-Identifier: MIT */
/* config_parts.h - what the parts of the config reader share.  [setup] */
#ifndef CATENA_CONFIG_PARTS_H
#define CATENA_CONFIG_PARTS_H

#include "config.h"
#include "config_env.h"
#include "config_scan.h"

struct config_job {
	struct config *config; /* its arena keeps what lasts */
	struct arena scratch;  /* lasts as long as config_load */
	struct diag *diag;
	const struct setting *top; /* settings of the file's top, then --set's */
	uint32_t n_top;
	struct stage_config *stages; /* of the chain, with their names */
	uint32_t n_stages;
	bool gaps; /* stages are missing, so that nothing can be said of the chain */
};

bool config_no_memory(const struct config_job *); /* reports, false */

/* config.c: what libconfig makes of a scanned text, as one group. */
bool config_parse(struct config_job *, const struct scan *, struct setting *root);

/* The folder in which the program runs; "/" if it is gone.  NULL: no memory. */
const char *config_working_folder(struct config_job *);

/* config_chain.c: the lists of stages of the top, put into one chain. */
void config_chain(struct config_job *);

/* Is the top's setting a list of stages?  (The chain, or one it may name.) */
bool config_is_stage_list(const struct setting *);

/* "plugin", "name", "when", "isolate": taken over into the stage, or
 * reported.  False: the setting is none of them. */
bool config_stage_key(struct config_job *, struct stage_config *,
                      const struct setting *);

/* config_set.c: `STAGE.OPTION=VALUE` and `KEY=VALUE`. */
void config_sets(struct config_job *, const char *const *sets, uint32_t n);

/* config_top.c: the keys of the top, by the table below. */
void config_top(struct config_job *);
void config_unknown_key(struct config_job *, const struct setting *); /* reports */
const struct catena_option *config_top_options(uint32_t *n);

#endif
