/* SPDX-License-Identifier: MIT */
/* load.h - from what `lists` names to names that are ready: lists are compiled
 * together, in their order; each file that is compiled already is opened by
 * itself.  [setup] */
#ifndef CATENA_TAG_GAZETTEER_LOAD_H
#define CATENA_TAG_GAZETTEER_LOAD_H

#include "names.h"

struct load_options {
	const char *const *lists; /* paths, or names of lists that are shipped */
	const char *type;         /* of names that have none; "": they are errors */
	int64_t how;              /* CASE_... */
	unsigned fold;
};

/* Reads the option `fold`. */
catena_status tag_gazetteer_read_fold(catena_ctx *, const char *const *words,
                                      unsigned *fold);

/* Compiles lists into one block, from malloc.  Errors are reported by line. */
catena_status tag_gazetteer_compile(catena_ctx *, const struct load_options *,
                                    unsigned char **block, size_t *size);

/* What came of the lists: one block for those that stand beside each other and
 * are not compiled, one for each that is. */
struct collection {
	struct names *items;
	uint32_t n;
};

catena_status tag_gazetteer_load(catena_ctx *, const struct load_options *,
                                 struct collection *);
void tag_gazetteer_unload(struct collection *);

#endif
