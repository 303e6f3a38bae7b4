/* SPDX-License-Identifier: MIT */
/* config_top.c - the keys at the top of a config, all but the chain. */
#include "config_parts.h"
#include "option.h"
#include <stdalign.h>

enum {
	WORKERS,
	ON_ERROR,
	INVALID_TEXT,
	REPEATED_ID,
	MEMORY,
	MAX_DOCUMENT,
	QUARANTINE,
	DROPPED_TEXT,
	SPOOL,
	CHECKPOINT,
	ISOLATE_TIMEOUT,
	N_TOP
};

#define MIB 1048576.0

/* The order of the choices is that of the enums in config.h.  Documented in
 * catena.conf(5); a test compares. */
static const char *const on_error[] = {"quarantine", "stop", NULL};
static const char *const invalid_text[] = {"repair", "quarantine", NULL};
static const char *const repeated_id[] = {"rename", "quarantine", "keep", NULL};
static const struct catena_option options[N_TOP] = {
    [WORKERS] = {"workers", CATENA_INT, "0", 0, 1024, NULL, NULL,
                 "How many documents are worked on at once; 0: one per core."},
    [ON_ERROR] = {"on_error", CATENA_CHOICE, "quarantine", 0, 0, on_error, NULL,
                  "What to do with a document that a stage cannot process."},
    [INVALID_TEXT] = {"invalid_text", CATENA_CHOICE, "repair", 0, 0, invalid_text,
                      NULL, "What to do with a text that is not UTF-8."},
    [REPEATED_ID] =
        {"repeated_id", CATENA_CHOICE, "rename", 0, 0, repeated_id, NULL,
         "What to do with a document that has the id of an earlier one."},
    [MEMORY] = {"memory", CATENA_INT, "1 GiB", MIB, MIB *MIB * 1024, NULL, "bytes",
                "Bound for spooling, sorting and indexes."},
    [MAX_DOCUMENT] = {"max_document", CATENA_INT, "64 MiB", 1, MIB * 2048, NULL,
                      "bytes", "A larger document is quarantined."},
    [QUARANTINE] = {"quarantine", CATENA_OUTPUT, "", 0, 0, NULL, NULL,
                    "File for the documents that failed; empty: quarantine.jsonl "
                    "beside the first output."},
    [DROPPED_TEXT] = {"dropped_text", CATENA_BOOL, "true", 0, 0, NULL, NULL,
                      "Write the text of a dropped document to dropped.jsonl, so "
                      "that it can be explained."},
    [SPOOL] = {"spool", CATENA_PATH, "", 0, 0, NULL, NULL,
               "Folder for temporary files; empty: $TMPDIR."},
    [CHECKPOINT] = {"checkpoint", CATENA_INT, "5 s", 0, 86400000, NULL,
                    "milliseconds",
                    "Time between checkpoints, for --resume; 0: none."},
    [ISOLATE_TIMEOUT] =
        {"isolate_timeout", CATENA_INT, "1 min", 0, 86400, NULL, "seconds",
         "What an isolated stage may take for a document; 0: any time."},
};

const struct catena_option *config_top_options(uint32_t *n)
{
	*n = N_TOP;
	return options;
}

static const char *or_null(const char *s)
{
	return s[0] ? s : NULL;
}

static void take(struct config *c, const union catena_value *v)
{
	c->workers = (uint32_t)v[WORKERS].i;
	c->on_error = (enum on_error)v[ON_ERROR].i;
	c->invalid_text = (enum bad_text)v[INVALID_TEXT].i;
	c->repeated_id = (enum repeated_id)v[REPEATED_ID].i;
	c->memory = (uint64_t)v[MEMORY].i;
	c->max_document = (uint64_t)v[MAX_DOCUMENT].i;
	c->quarantine = or_null(v[QUARANTINE].s);
	c->dropped_text = v[DROPPED_TEXT].i;
	c->spool = or_null(v[SPOOL].s);
	c->checkpoint = (uint64_t)v[CHECKPOINT].i;
	c->isolate_timeout = (uint32_t)v[ISOLATE_TIMEOUT].i;
}

static void convert(struct config_job *job, const struct setting *keys, uint32_t n,
                    union catena_value **values)
{
	static const char *const chain[] = {"chain"};
	const struct option_job todo = {.options = options,
	                                .n = N_TOP,
	                                .settings = keys,
	                                .n_settings = n,
	                                .where = {job->config->path, 0},
	                                .owner = "a config",
	                                .word = "key",
	                                .others = chain,
	                                .n_others = 1,
	                                .dir = job->config->dir,
	                                .diag = job->diag};
	option_convert(&todo, &job->config->arena, values);
}

void config_unknown_key(struct config_job *job, const struct setting *s)
{
	union catena_value *values = NULL;
	convert(job, s, 1, &values);
}

void config_top(struct config_job *job)
{
	struct setting *const keys = arena_array(&job->scratch, (size_t)job->n_top + 1,
	                                         sizeof *keys, alignof(struct setting));
	union catena_value *values = NULL;
	uint32_t n = 0;
	if (!keys) {
		config_no_memory(job);
		return;
	}
	for (uint32_t i = 0; i < job->n_top; i++) {
		if (!config_is_stage_list(&job->top[i]))
			keys[n++] = job->top[i];
	}
	convert(job, keys, n, &values);
	if (values)
		take(job->config, values);
}
