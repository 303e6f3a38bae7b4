/* SPDX-License-Identifier: MIT */
/* index_parts.h - what the rooms of the index share.
 *
 *   index.c       a run: opening, documents, marks, the end
 *   index_read.c  what is known, and what of it is forgotten
 *   index_db.c    the database: three streams of bytes, a state, tombstones
 *   index_pages.c whether LMDB can be let loose on it
 *   index_tag.c   the file "catena-index", the folder, the lock
 *   index_date.c  dates
 *   index_tool.c  catena index info, check, compact, delete */
#ifndef SHARE_INDEX_PARTS_H
#define SHARE_INDEX_PARTS_H

#include "index.h"
#include <stddef.h>

enum {
	STREAM_HEADS,  /* struct index_head, the plugin's head, padding to 8 */
	STREAM_BODIES, /* id, body */
	STREAM_OWN,    /* the plugin's */
	STREAMS
};

struct index_head { /* of a document */
	uint32_t size;  /* of all of it, a multiple of 8 */
	uint32_t head_size, id_size, body_size;
	int64_t date;
	uint64_t number;
};

/* ---- The database (index_db.c) ---- */

struct index_point { /* how far it has come */
	uint64_t number; /* of the next document */
	uint64_t documents;
	int64_t newest; /* date; SHARE_INDEX_NO_DATE: none yet */
	uint64_t ends[STREAMS];
};

#define INDEX_RUN_SIZE 72u

struct index_state {
	uint64_t magic, key; /* key: as in catena-index */
	struct index_point now, base;
	struct index_point prior;  /* before `last` */
	uint64_t begins[STREAMS];  /* what is before them was forgotten */
	uint64_t runs;             /* that are a part of it */
	uint64_t dead;             /* documents that were deleted and still lie there */
	char run[INDEX_RUN_SIZE];  /* that is under way, since base; "": none */
	char last[INDEX_RUN_SIZE]; /* the last that became a part; "": it cannot be
	                            * taken back */
};

struct index_bytes {
	unsigned char *p;
	size_t n, room;
};

struct index_db;

enum {
	INDEX_DB_NEW = 1,
	INDEX_DB_READ_ONLY = 2
};

/* All but bytes_add give 0 or a code that db_why has words for. */
int share_index_db_open(const char *folder, unsigned flags, struct index_db **);
void share_index_db_close(struct index_db *); /* NULL is fine */
const char *share_index_db_why(int code);
bool share_index_db_damaged(int code); /* the file is not what it should be */

int share_index_db_state(struct index_db *, struct index_state *);
int share_index_db_read(struct index_db *, unsigned stream, uint64_t at,
                        void *bytes, size_t size);

/* One transaction each.  append: the streams grow to state->now.ends.  cut:
 * they shrink to it.  trim: what is before state->begins goes, and tombstones
 * of numbers below `number`. */
int share_index_db_append(struct index_db *, const struct index_state *,
                          const struct index_bytes *, const uint64_t *from);
int share_index_db_cut(struct index_db *, const struct index_state *);
int share_index_db_trim(struct index_db *, const struct index_state *,
                        uint64_t number);
int share_index_db_bury(struct index_db *, const struct index_state *,
                        const uint64_t *numbers, size_t n);

/* Numbers of the buried, rising; the caller frees. */
int share_index_db_graves(struct index_db *, uint64_t **numbers, size_t *n);

/* All keys; the bytes too, by their sums. */
int share_index_db_check(struct index_db *, bool sums);

/* Do the pages of data.mdb fit together?  0; -1: no, or *error is an errno's; 1: it
 * is not there, cut off, or of another layout: no answer. */
int share_index_pages(const char *folder, int *error);

bool share_index_bytes_add(struct index_bytes *, const void *, size_t);

/* ---- The folder (index_tag.c) ---- */

struct index_tag { /* the file, in memory */
	char plugin[64];
	uint32_t format;
	char machine[40], made[32];
	uint64_t key;
	struct share_index_param params[32]; /* names are in `names` */
	char names[32][40];
	uint32_t n;
};

/* 0; 1: there is no index yet (no such folder, or an empty one); -1 with the
 * reason in why. */
int share_index_tag_read(const char *folder, struct index_tag *, char *why,
                         size_t size);
int share_index_tag_write(const char *folder, const struct index_tag *, char *why,
                          size_t size);
void share_index_tag_new(struct index_tag *, const struct share_index_kind *,
                         const struct share_index_param *);
/* 0, or -1 with the difference in why. */
int share_index_tag_same(const char *folder, const struct index_tag *is,
                         const struct index_tag *wanted, char *why, size_t size);

/* A descriptor of the locked file; -1: failed; -2: held (why says by whom). */
int share_index_lock(const char *folder, char *why, size_t size);
int share_index_make_folder(const char *folder);

/* Goes through the pages, those of an unknown layout in a child process: 0, or -1:
 * they are damaged. */
int share_index_try(const char *folder, bool sums, char *why, size_t size);

/* ---- An open index ---- */

struct share_index { /* a run begins at state.base, and has come to point */
	struct index_tag tag;
	char *path;
	struct share_index_rule rule;
	struct index_db *db; /* NULL: not open */
	int lock;            /* descriptor + 1; 0: none */
	struct index_state state;
	char run[INDEX_RUN_SIZE];
	bool resumes;
	int64_t started;                   /* this run, by the clock */
	struct index_bytes added[STREAMS]; /* since state.now */
	struct index_point point;          /* state.now and what was added */
	uint64_t *graves;
	size_t n_graves;

	/* share_index_next */
	uint64_t head_at, body_at;
	void *head;
	size_t head_room;
};

/* index.c.  x->path is there, and the tag: opens what is there with the lock,
 * and takes back what is under way unless it is x->run's. */
catena_status share_index_open_old(catena_ctx *, struct share_index *);
catena_status share_index_take_lock(catena_ctx *, struct share_index *);
catena_status share_index_take_back(catena_ctx *, struct share_index *);
catena_status share_index_no_memory(catena_ctx *);
catena_status share_index_failed(catena_ctx *, const struct share_index *,
                                 const char *what, int code);

/* index_read.c.  oldest: dates before that are too old.  head: of the document
 * at x->head_at; CATENA_END after the last. */
int64_t share_index_oldest(const struct share_index *);
bool share_index_is_buried(const struct share_index *, uint64_t number);
catena_status share_index_read_head(catena_ctx *, struct share_index *,
                                    struct index_head *);
void share_index_skip(struct share_index *, const struct index_head *);
catena_status share_index_trim(catena_ctx *, struct share_index *);

/* ---- Dates (index_date.c) ---- */

bool share_index_parse_date(const char *, size_t, int64_t *seconds);

#endif
