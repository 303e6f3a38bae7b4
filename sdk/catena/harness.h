/* SPDX-License-Identifier: MIT */
/* catena/harness.h - one plugin and a few documents, in a test.
 *
 * The plugin runs in the real host, with its checks, on a chain that the harness
 * makes around it; what a test gives and what it gets is text, so that a test
 * reads as a list of cases and a failure shows both sides:
 *
 *     struct harness *h = harness_open(PLUGIN, HARNESS_SETTINGS("type=ORG"));
 *     harness_document(h, "a", "The UNESCO office.");
 *     harness_run(h);
 *     HARNESS_EQUAL(h, harness_rows(h, 0, "entity"),
 *                   "4 10 \"UNESCO\" type=ORG\n");
 *     return harness_close(h);    // 0 if all were equal
 *
 * Link with `pkg-config --libs catena-harness`; nothing else of Catena's is
 * needed.  Strings given are copied; strings got live until harness_close.  A
 * harness belongs to one thread.  When memory runs out, or the plugin cannot be
 * opened, the test program ends with a message and exit status 99 (Automake's
 * "hard error"). */
#ifndef CATENA_HARNESS_H
#define CATENA_HARNESS_H

#include <catena/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct harness;

/* file: the plugin, "NAME.so".  settings: "option=value", NULL-ended, values as
 * they stand in the option table ("a, b" for lists); NULL: all defaults. */
struct harness *harness_open(const char *file, const char *const *settings);

#define HARNESS_SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* 0, or 1 when an expectation was not met: the test's exit status.  h may be
 * NULL. */
int harness_close(struct harness *h);

/* ---- Before the run: what the plugin is given; readers read instead ---- */

/* One more document. */
void harness_document(struct harness *h, const char *id, const char *text);
void harness_bytes(struct harness *h, const char *id, const void *bytes, size_t n);

/* A field of the document added last; the value is JSON: "\"x\"", "1". */
void harness_set(struct harness *h, const char *field, const char *json);

/* Rows that an earlier stage would have written to a layer of the document added
 * last: a line each, "BEGIN END column=value...", as harness_rows gives them; the
 * text after END may be there or not; columns not named are 0.
 *
 * "token", "sentence" and "paragraph" that nobody gave, and that the plugin must
 * have, are made by a simple splitter; other layers are empty. */
void harness_give(struct harness *h, const char *layer, const char *rows);

/* ---- The run ---- */

/* Once.  CATENA_OK: all documents have a verdict.  CATENA_E_CONFIG: the options
 * or the layers were refused, or create failed.  Else the run failed. */
catena_status harness_run(struct harness *h);

/* What was said: errors, warnings, notes of the plugin, a line each. */
const char *harness_messages(struct harness *h);

/* ---- After the run: what became of the k-th document, from 0 ---- */

unsigned harness_count(struct harness *h);
const char *harness_id(struct harness *h, unsigned k);
const char *harness_source(struct harness *h, unsigned k);
const char *harness_text(struct harness *h, unsigned k); /* as edited */

/* "kept", "dropped: REASON: DETAIL" or "quarantined: REASON". */
const char *harness_verdict(struct harness *h, unsigned k);

/* A field as JSON; "" if it is not there. */
const char *harness_get(struct harness *h, unsigned k, const char *field);

/* A layer, a line a row: BEGIN END "TEXT" column=value...; strings with blanks
 * stand in quotes, as in JSON; an empty string is left out.  "" if it has no rows
 * or nobody made it. */
const char *harness_rows(struct harness *h, unsigned k, const char *layer);

/* One column of it: values with a blank between them. */
const char *harness_column(struct harness *h, unsigned k, const char *layer,
                           const char *column);

/* ---- Files, relative to where the test runs ---- */

/* What a file holds, up to its first NUL; "" if it cannot be read. */
const char *harness_file(struct harness *h, const char *path);

/* Writes one, for a reader to read. */
void harness_write(const char *path, const char *text);

/* ---- Expectations ---- */

#define HARNESS_EQUAL(h, got, want) harness_equal(h, got, want, __FILE__, __LINE__)
#define HARNESS_TRUE(h, test) harness_true(h, !!(test), #test, __FILE__, __LINE__)

void harness_equal(struct harness *h, const char *got, const char *want,
                   const char *file, int line);
void harness_true(struct harness *h, int holds, const char *test, const char *file,
                  int line);

#ifdef __cplusplus
}
#endif
#endif /* CATENA_HARNESS_H */
