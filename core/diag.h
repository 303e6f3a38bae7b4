/* SPDX-License-Identifier: MIT */
/* diag.h - messages for people: collected, counted, handed to whoever prints.
 *
 * Nothing in the library prints.  A message is one line without a final
 * newline; with a place it reads `news.conf:12: stage "dedup": ...`.  [any] */
#ifndef CATENA_DIAG_H
#define CATENA_DIAG_H

#include <catena/plugin.h>
#include <stdarg.h>
#include <stdint.h>

/* A place in a config; file NULL: nowhere; line 0: the file as a whole. */
struct where {
	const char *file;
	uint32_t line;
};

struct diag;

/* level: CATENA_ERROR ... CATENA_DEBUG.  Calls never overlap. */
typedef void (*diag_sink)(void *user, uint32_t level, const char *message);

/* NULL when out of memory.  Messages above max_level are dropped. */
struct diag *diag_new(diag_sink sink, void *user, uint32_t max_level);
void diag_free(struct diag *); /* NULL is fine */

/* From now on messages above max_level are dropped.  [setup] */
void diag_limit(struct diag *, uint32_t max_level);

/* From hold on, messages wait; release hands them over in the order of their
 * places, each once, and not more than a hundred.  They are counted when they
 * come.  What there is no memory to keep does not wait.  [setup] */
void diag_hold(struct diag *);
void diag_release(struct diag *);

/* stage NULL: no stage is meant.  Safe from any thread. */
void diag_at(struct diag *, uint32_t level, struct where, const char *stage,
             const char *fmt, ...) CATENA_FORMAT(5, 6);
void diag_vat(struct diag *, uint32_t level, struct where, const char *stage,
              const char *fmt, va_list);

/* Errors about no place in a config. */
void diag_error(struct diag *, const char *fmt, ...) CATENA_FORMAT(2, 3);
void diag_warn(struct diag *, const char *fmt, ...) CATENA_FORMAT(2, 3);

/* Errors so far. */
uint32_t diag_errors(const struct diag *);

#endif
