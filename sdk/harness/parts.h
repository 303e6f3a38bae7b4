/* SPDX-License-Identifier: MIT */
/* parts.h - what the files of the harness share. */
#ifndef CATENA_HARNESS_PARTS_H
#define CATENA_HARNESS_PARTS_H

#include "arena.h"
#include "chain.h"
#include "doc.h"
#include <catena/harness.h>
#include <catena/json.h>

struct pair { /* of a list, the newest first */
	const struct pair *next;
	const char *name, *value;
};

struct input { /* a document that a test gave */
	struct input *next;
	const char *id, *text;
	size_t size;
	const struct pair *fields, *layers;
};

struct result { /* and what became of one */
	struct result *next;
	const char *id, *source, *text, *verdict;
	const struct pair *fields; /* JSON */
	const struct pair *rows;
	const struct pair *columns; /* "layer column" */
};

enum {
	MAX_USES = 32,
	MAX_COLUMNS = 16
};

struct harness {
	struct arena arena; /* all that a test gives and gets */
	const char *file;
	const char *const *settings;
	struct input *first, **last;
	const struct input *next; /* to be read */
	struct result *results, **last_result;
	unsigned n_results;
	struct json_buf messages;
	const char *message_text;
	unsigned failures;
	int ran;

	/* The layers that the harness makes itself. */
	struct catena_use uses[MAX_USES + 1];
	struct catena_column columns[MAX_USES][MAX_COLUMNS + 1];
	uint32_t n_uses;
};

/* Ends the test program. */
_Noreturn void harness_stop(const char *what, const char *why);

/* Memory of the harness; ends the test when there is none. */
char *harness_copy(struct harness *, const char *s, size_t n);
const char *harness_take(struct harness *, struct json_buf *);
void harness_add(struct harness *, const struct pair **list, const char *name,
                 const char *value);
const char *harness_find(const struct pair *list, const char *name);

/* given.c: the stage before the plugin.  plan: which layers `plugin` needs. */
void harness_plan(struct harness *, const struct catena_plugin *plugin);
catena_status harness_make(catena_ctx *, const void *self, void *local);

/* split.c: rows of "token", "sentence" and "paragraph"; false: another layer. */
int harness_split(catena_ctx *, uint32_t use, const char *layer,
                  catena_status *status);

/* jsontext.c: a JSON string s[0, n), quotes included, to its bytes; NULL if it
 * is none. */
char *harness_unquote(struct harness *, const char *s, size_t n, size_t *size);
/* A field of a JSON text; false if it is none. */
int harness_field(struct harness *, const char *name, const char *json,
                  struct catena_field *);

/* result.c: keeps what a test may ask for. */
void harness_keep(void *self, const struct chain *, const struct doc *);

#endif
