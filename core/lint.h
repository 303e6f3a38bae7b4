/* SPDX-License-Identifier: MIT */
/* lint.h - what is wrong with a plugin: the parts of `catena lint`.
 *
 *   lint.c         in the parent: the file; a child for the rest
 *   lint_drive.c   in the child: the plugin's callbacks, pass after pass
 *   lint_docs.c    documents made to be difficult
 *   lint_layers.c  the stage before the plugin, that makes what it reads
 *   lint_digest.c  what a document has become, to compare passes by
 *   lint_elf.c     what the file exports and needs */
#ifndef CATENA_LINT_H
#define CATENA_LINT_H

#include "arena.h"
#include "chain.h"
#include "doc.h"
#include "probe.h"

/* rule NULL: a remark, not a finding. */
typedef void (*lint_sink)(void *user, const char *rule, const char *what);

struct lint_options {
	const char *path;
	const char *const *sets; /* "name=value" */
	uint32_t n_sets;
	unsigned seconds; /* for one callback */
	bool here;        /* in this process, for a debugger */
};

enum {
	LINT_FAILED = -1, /* it could not be done */
	LINT_USAGE = -2   /* the options given make no sense */
};

/* The number of findings, or one of the above (reported). */
int lint_file(const struct lint_options *, lint_sink, void *user, struct diag *);

/* ---- lint_drive.c, in the child ---- */

struct lint; /* findings on their way to the parent */

/* where: "process of document \"empty\"", or "".  The same words are said once
 * only, whatever the place. */
void lint_find(struct lint *, const char *rule, const char *where, const char *fmt,
               ...) CATENA_FORMAT(4, 5);
void lint_note(struct lint *, const char *fmt, ...) CATENA_FORMAT(2, 3);
void lint_usage(struct lint *, const char *what);
void lint_step(struct lint *, const char *fmt, ...) CATENA_FORMAT(2, 3);

/* Calls everything the plugin has, on every document. */
void lint_drive(struct lint *, const struct module *, const struct lint_options *,
                const char *folder, struct modules *);

/* ---- lint_docs.c ---- */

struct lint_doc {
	const char *name; /* "one byte" */
	const char *text; /* NUL behind it */
	uint32_t size;
	bool fields; /* some are set */
};

/* In the arena; NULL when out of memory. */
const struct lint_doc *lint_docs(struct arena *, uint32_t *n);
/* Which of them is ordinary news; how many, from the first, are small. */
uint32_t lint_ordinary(void);
uint32_t lint_small(void);
catena_status lint_set_fields(struct doc *);

/* ---- lint_layers.c ---- */

/* A reader that reads nothing. */
extern const struct catena_plugin lint_reader;
/* A tagger that makes what `plugin` reads; bare: without what is optional.
 * NULL and *failed false: it reads nothing.  In the arena. */
const struct catena_plugin *lint_maker(const struct catena_plugin *plugin,
                                       bool bare, struct arena *, bool *failed);

/* ---- lint_digest.c ---- */

enum {
	LINT_LAYERS = 32
};

struct lint_digest {
	uint64_t text, fields, verdict;
	uint64_t layer[LINT_LAYERS]; /* as the schema numbers them */
};

void lint_digest(struct lint_digest *, const struct chain *, const struct doc *);
/* What differs: "other fields", "another layer \"token\""; NULL: nothing. */
const char *lint_difference(const struct lint_digest *, const struct lint_digest *,
                            const struct chain *, char *text, size_t size);

/* ---- lint_elf.c ---- */

/* Looks at the file; finds nothing where files are not ELF. */
void lint_elf(const char *path, const char *name, lint_sink, void *user);

#endif
