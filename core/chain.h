/* SPDX-License-Identifier: MIT */
/* chain.h - the stages of a config, wired: plugins opened, options converted,
 * layers and columns resolved.  Fixed once built. */
#ifndef CATENA_CHAIN_H
#define CATENA_CHAIN_H

#include "config.h"
#include "module.h"
#include "symbol.h"
#include <catena/plugin.h>
#include <stdbool.h>
#include <stdio.h>

#define NO_LAYER UINT32_MAX
#define NO_COLUMN UINT32_MAX

struct schema_column {
	const char *name;
	uint32_t type;
	uint32_t row_layer; /* of ROW: the layer its rows are of */
	uint32_t last_read; /* the last stage that reads it; 0: none does */
};

struct schema_layer {
	const char *name;
	struct schema_column *columns;
	uint32_t n, cap;
	uint32_t first_write; /* the first stage that makes it */
};

struct schema {
	struct schema_layer *layers;
	uint32_t n, cap;
};

struct use_map {      /* one of a stage's uses, in terms of the schema */
	uint32_t layer;   /* NO_LAYER: an optional layer that nobody made */
	uint32_t n;       /* columns of the use */
	uint32_t *column; /* schema column of each; NO_COLUMN: not there */
	bool *wanted;     /* written by this use and read later */
};

struct stage {
	uint32_t index; /* place in the chain; 0 is the reader */
	const char *name;
	const struct stage_config *config;
	const struct catena_plugin *plugin;
	const struct catena_reader *reader;
	const struct catena_gather *gather; /* NULL: does not gather */
	const struct catena_sync *sync;
	const struct catena_index *keeps; /* NULL: nothing from run to run */
	const struct catena_tune *tune;
	union catena_value *values;
	struct when *when;
	void *self;
	bool created, edits;
	struct catena_use *uses; /* resolved: "*" expanded */
	struct use_map *maps;
	uint32_t n_uses;
};

struct chain {
	struct arena arena;
	const struct config *config;
	struct modules *modules;
	struct symbols *symbols;
	struct diag *diag;
	struct schema schema;
	uint32_t flags;
	struct stage *stages;
	uint32_t n;
	uint32_t max_uses, max_columns; /* of any stage */
	const char **written;           /* files that the run writes or removes */
	uint32_t n_written;
};

enum {
	CHAIN_NO_OUTPUT = 1,   /* leave exporters out (for `catena show`) */
	CHAIN_KEEP_COLUMNS = 2 /* make also the columns that no later stage reads */
};

/* Builds and checks; create of every plugin is called.  paths, if not NULL,
 * replace the reader's option "paths".  NULL: reported. config, modules and
 * diag must outlive the chain.  [setup] */
struct chain *chain_build(const struct config *, struct modules *,
                          const char *const *paths, uint32_t flags, struct diag *);
void chain_free(struct chain *);

/* One line a stage: its place, name, plugin, what it reads and makes. */
void chain_print(const struct chain *, FILE *);

/* Whether a layer made by a stage up to this one refers to rows of the layer. */
bool schema_refers(const struct schema *, uint32_t layer, uint32_t stage);

/* flow.c: resolves the uses of all stages; reports what does not fit.  The
 * number of errors. */
uint32_t chain_flow(struct chain *);

/* From the working folder on; "-" stays.  NULL: out of memory. */
const char *chain_absolute(struct arena *, const char *path);

/* files.c: reports each file that would be written twice, or in the place of
 * one that is read; lists what is written. */
void chain_files(struct chain *);
/* Whether the run reads, writes or removes the file. */
bool chain_has_file(const struct chain *, const char *path);
/* Beside standard output ("-") or a device there is no place for files. */
bool chain_is_file(const char *path);
/* The first file that a stage's option names; NULL: there is none. */
const char *chain_first_output(const struct chain *);
/* The file for what was quarantined or dropped; the caller's to free, NULL
 * when memory is out. */
char *chain_ledger_file(const struct chain *, bool quarantine);

#endif
