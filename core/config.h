/* SPDX-License-Identifier: MIT */
/* config.h - a config file, read and checked as far as it can be without
 * knowing the plugins: what the keys are, what was set where.  [setup]
 *
 * (Automake's own header is called build.h, not config.h.) */
#ifndef CATENA_CONFIG_H
#define CATENA_CONFIG_H

#include "arena.h"
#include "diag.h"
#include <stdbool.h>
#include <stdint.h>

enum setting_type {
	SET_BOOL,
	SET_INT,
	SET_FLOAT,
	SET_STRING,
	SET_LIST,
	SET_GROUP, /* no option takes one: option_values refuses it */
	SET_BAD    /* was reported; whoever meets it says no more about it */
};

struct setting {      /* one `name = value` of a stage, not yet converted */
	const char *name; /* NULL: an item of a list */
	struct where where;
	enum setting_type type;
	int64_t i;                   /* BOOL, INT */
	double f;                    /* FLOAT */
	const char *s;               /* STRING, ${...} already replaced; of other
	                              * types: as written after --set, or NULL */
	const struct setting *items; /* LIST, GROUP */
	uint32_t n;
	const char *dir; /* what a relative path in it is relative to; NULL: the
	                  * folder of the config; after --set: the working folder */
};

struct stage_config {
	const char *plugin;
	const char *name;   /* unique in the chain: given, or plugin, plugin_2... */
	struct where where; /* of the stage's group */
	const char *when;   /* a test on fields, NULL: always */
	struct where when_where;
	bool isolate;
	const struct setting *settings;
	uint32_t n_settings;
};

enum on_error {
	ON_ERROR_QUARANTINE,
	ON_ERROR_STOP
};
enum bad_text {
	BAD_TEXT_REPAIR,
	BAD_TEXT_QUARANTINE
};

enum repeated_id {
	REPEATED_ID_RENAME,
	REPEATED_ID_QUARANTINE,
	REPEATED_ID_KEEP
};

struct config {
	struct arena arena; /* owns all below */
	const char *path;   /* as given */
	const char *dir;    /* absolute folder of the file */
	uint32_t workers;   /* 0: one per core */
	enum on_error on_error;
	enum bad_text invalid_text;
	enum repeated_id repeated_id;
	uint64_t memory;          /* bytes, for spooling, sorting and indexes */
	uint32_t isolate_timeout; /* seconds for a document; 0: any */
	uint64_t max_document;    /* bytes */
	const char *quarantine;   /* absolute path; NULL: beside the first output */
	bool dropped_text;        /* written with the documents that are dropped */
	uint64_t checkpoint;      /* milliseconds from one to the next; 0: none */
	const char *spool; /* absolute folder for temporary files; NULL: $TMPDIR */
	const struct stage_config *stages;
	uint32_t n_stages;
	bool broken;              /* errors were reported: see config_load */
	const char *also_written; /* by the command, not from the file: --summary */
};

/* Reads path.  sets: "workers=2", "STAGE.OPTION=VALUE" (a value is written as
 * in a config; bare words are strings).  Reports every error it finds.  NULL:
 * nothing can be made of it.  If it is broken it cannot run, but its stages
 * may be looked at, so that what is wrong with their options is said too.
 * *Never* follows FIFOs, devices, files above 1 MiB, more than 10,000
 * settings. */
struct config *config_load(const char *path, const char *const *sets,
                           uint32_t n_sets, struct diag *);
void config_free(struct config *);

/* `OPTION=VALUE` alone, for a command that takes options without a file: the
 * settings are in what is given back.  NULL: errors were reported. */
struct config *config_of_sets(const char *const *sets, uint32_t n_sets,
                              const struct setting **settings, uint32_t *n_settings,
                              struct diag *);

#endif
