/* SPDX-License-Identifier: MIT */
/* index.h - what a stage knows from one run to the next, in a folder on disk:
 * documents with an id, a date, and bytes of the plugin's own.
 *
 * The folder holds a text file, "catena-index", which says whose it is and how
 * it was made; a database (LMDB); and a lock.  One run at a time has it.
 *
 * A run only adds.  What it added becomes a part of the index when the run's
 * outputs are in place (settle); until then it is under way, and whoever opens
 * the index next takes it back, unless it is the same run, resumed.  So a run
 * that was cut off and is run again never meets its own documents.
 *
 *   create      share_index_new; for `catena check` too: nothing is changed
 *   serial_new  share_index_open; share_index_next for all that is known,
 *               unless share_index_resumes: then restore does it
 *   commit      share_index_add, after share_index_arrive where age counts
 *   save        share_index_mark, and host->save of the mark
 *   restore     share_index_rewind; share_index_next as in serial_new
 *   serial_end  share_index_flush if all went well
 *   settle      share_index_settle (catena.index/1)
 *   destroy     share_index_free
 *
 * Numbers are this machine's; on one of another kind the index is refused.
 * Functions with a ctx explain a failure by host->fail.  [setup, serial] */
#ifndef SHARE_INDEX_H
#define SHARE_INDEX_H

#include <catena/plugin.h>
#include <stdbool.h>

struct share_index;

/* ---- Options: the same four in every plugin ---- */

#define SHARE_INDEX_OPTION \
	{ \
		.name = "index", .type = CATENA_PATH, .initial = "", \
		.help = "Folder in which the documents are remembered from run to run; " \
		        "it is made when there is none." \
	}
#define SHARE_INDEX_WAIT \
	{ \
		.name = "index_wait", .type = CATENA_INT, .initial = "0", .min = 0, \
		.max = 1e9, .unit = "seconds", \
		.help = "How long to wait while another run has the index; 0: fail at " \
		        "once." \
	}
#define SHARE_INDEX_MAX_AGE \
	{ \
		.name = "max_age", .type = CATENA_INT, .initial = "0", .min = 0, \
		.max = 1e11, .unit = "seconds", \
		.help = "Documents of the index whose date is that much before the " \
		        "newest date are forgotten; 0: none." \
	}
/* The fourth, the field of the date, has a help of its own in each plugin. */

struct share_index_rule {
	const char *path; /* "": no index */
	int64_t wait, max_age;
	const char *date_field;
};

/* What the index was made with; another value is refused.  Text as in a
 * config; strings live as long as the index. */
struct share_index_param {
	const char *name;
	char value[120];
};

struct share_index_kind {
	const char *plugin;
	uint32_t format; /* of the plugin's bytes */
};

/* Whether this was built with LMDB. */
bool share_index_possible(void);

/* Checks the rule, and the index if there is one.  *out is NULL if the rule
 * names none.  params end with a NULL name. */
catena_status share_index_new(catena_ctx *, const struct share_index_kind *,
                              const struct share_index_rule *,
                              const struct share_index_param *params,
                              struct share_index **out);
void share_index_free(struct share_index *); /* NULL is fine */

/* ---- A run ---- */

/* Takes the lock; makes the index if there is none; takes back what a run that
 * was cut off had added, unless this one goes on with it. */
catena_status share_index_open(catena_ctx *, struct share_index *);

/* This run goes on with what it added before it was cut off. */
bool share_index_resumes(const struct share_index *);

struct share_index_doc {
	uint64_t number;  /* rises, is never used again */
	int64_t date;     /* seconds since 1970; SHARE_INDEX_NO_DATE */
	const void *head; /* at a multiple of 8 */
	uint32_t head_size;
	const char *id; /* when added; NULL when known: see share_index_id */
	uint32_t id_size;
	const void *body; /* when added */
	uint32_t body_size;
	uint64_t at; /* of the id in the bodies; the body follows */
};
#define SHARE_INDEX_NO_DATE INT64_MIN

/* The living documents in the order they were added, but for those that were
 * not flushed: CATENA_END after the last.  Pointers hold until the next call.
 * first: from the beginning. */
void share_index_first(struct share_index *);
catena_status share_index_next(catena_ctx *, struct share_index *,
                               struct share_index_doc *);

/* Copies bytes out of the bodies (from doc.at on), or out of the plugin's own
 * stream. */
catena_status share_index_body(catena_ctx *, struct share_index *, uint64_t at,
                               void *bytes, size_t size);
catena_status share_index_stream(catena_ctx *, struct share_index *, uint64_t at,
                                 void *bytes, size_t size);
uint64_t share_index_stream_size(const struct share_index *);
uint64_t share_index_left(const struct share_index *, uint64_t at); /* of bodies */

/* The date of the document at hand: its date field as ISO 8601, or a number of
 * seconds; where it has none, the newest date so far; where there is none
 * either, the time at which the run was started. */
int64_t share_index_date(catena_ctx *, const struct share_index *);

/* A document of that date comes by: whatever is older than what this returns is
 * forgotten (INT64_MIN: nothing is).  A date in the future counts as its own
 * only. */
int64_t share_index_arrive(struct share_index *, int64_t date);

/* Adds a document: number and at are filled in.  head and body are copied.
 * extend adds to the plugin's own stream. */
catena_status share_index_add(catena_ctx *, struct share_index *,
                              struct share_index_doc *);
catena_status share_index_extend(catena_ctx *, struct share_index *,
                                 const void *bytes, size_t size);

/* What was added is on the disk then. */
catena_status share_index_flush(catena_ctx *, struct share_index *);

/* ---- Checkpoints ---- */

struct share_index_mark { /* how far the index has come */
	uint64_t key, number, ends[3], documents;
	int64_t newest;
};

/* Flushes, too. */
catena_status share_index_mark(catena_ctx *, struct share_index *,
                               struct share_index_mark *);
/* Takes back what was added after the mark was made; then first, next. */
catena_status share_index_rewind(catena_ctx *, struct share_index *,
                                 const struct share_index_mark *);

/* ---- The end ---- */

/* done: the outputs are in place, what this run added is a part of the index;
 * else it is taken back.  Gives the lock away.  Opens the index if need be. */
catena_status share_index_settle(catena_ctx *, struct share_index *, int done);

/* Documents that are known, those of this run with them. */
uint64_t share_index_documents(const struct share_index *);

/* ---- catena index (index_tool.c): any plugin's index ---- */

catena_status share_index_info(catena_ctx *, const char *path, catena_say,
                               void *user);
catena_status share_index_check(catena_ctx *, const char *path, catena_say,
                                void *user);
catena_status share_index_compact(catena_ctx *, const char *path, catena_say,
                                  void *user);
catena_status share_index_forget(catena_ctx *, const char *path,
                                 const char *const *ids, size_t n, catena_say,
                                 void *user);

/* What extension("catena.index/1") answers. */
#define SHARE_INDEX_EXTENSION(settle) \
	{ \
		sizeof(struct catena_index), (settle), share_index_info, \
		    share_index_check, share_index_compact, share_index_forget \
	}

#endif
