/* SPDX-License-Identifier: MIT */
/* journal.h - a small file that is there whole or not at all: what a run that
 * was cut off needs to go on.  Written under another name, synced, renamed;
 * read back only if its sum is right.  For the machine that wrote it: numbers
 * are native.  One thread at a time. */
#ifndef CATENA_JOURNAL_H
#define CATENA_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Writing ---- */

struct journal_writer;

/* NULL with the reason in why. */
struct journal_writer *journal_create(const char *path, char *why, size_t size);

/* A failure is kept for journal_commit; this gives -1 from then on. */
int journal_put_u64(struct journal_writer *, uint64_t);
int journal_put_text(struct journal_writer *, const char *);

/* A block is written in pieces, one right behind the other, and ended. */
int journal_put_piece(struct journal_writer *, const void *, size_t);
int journal_put_end(struct journal_writer *);
const char *journal_why(const struct journal_writer *); /* the failure */

/* Takes the place of the journal before it; -1 with the reason in why, and then
 * that one stays.  Frees the writer. */
int journal_commit(struct journal_writer *, char *why, size_t size);
void journal_abandon(struct journal_writer *); /* NULL is fine */

/* ---- Reading, in the order of writing ---- */

struct journal_reader;

/* NULL: there is none (why is then empty), or it cannot be used. */
struct journal_reader *journal_open(const char *path, char *why, size_t size);
void journal_close(struct journal_reader *); /* NULL is fine */

/* 0 and "" once something was not there: journal_failed says so. */
uint64_t journal_get_u64(struct journal_reader *);
const char *journal_get_text(struct journal_reader *);

/* The pieces of a block as one, at a multiple of 8, where the file is mapped: valid
 * until it is closed; NULL when it is not there. */
const void *journal_get_block(struct journal_reader *, size_t *size);
bool journal_failed(const struct journal_reader *);

/* Removes it, and what a writer that was killed left. */
void journal_remove(const char *path);

#endif
