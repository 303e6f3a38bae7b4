/* SPDX-License-Identifier: MIT */
/* corpus.h - annotated files in columns, as examples to learn from. */
#ifndef TAG_MODEL_CORPUS_H
#define TAG_MODEL_CORPUS_H

#include "features.h"
#include "learn.h"
#include "tally.h"

struct corpus_file {
	const char *path;
	float weight;
	uint8_t source;
	const char *const *map;    /* "person=PERSON"..., NULL-ended */
	const struct model *model; /* for its types, lexicon and templates */
	struct tally *tally;       /* if not NULL: only count words */
};

/* Adds the regions of a file.  NULL, or why not, with the line (0: none). */
const char *tag_model_corpus_read(struct examples *, const struct corpus_file *,
                                  uint32_t *line);
void tag_model_examples_free(struct examples *);

#endif /* TAG_MODEL_CORPUS_H */
