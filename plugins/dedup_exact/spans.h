/* SPDX-License-Identifier: MIT */
/* spans.h - the lines, paragraphs or sentences of a document, each with its
 * fingerprint, and which of them were seen before. */
#ifndef CATENA_DEDUP_EXACT_SPANS_H
#define CATENA_DEDUP_EXACT_SPANS_H

#include "seen.h"
#include <catena/plugin.h>

enum span_kind {
	SPAN_LINE,
	SPAN_PARAGRAPH, /* lines up to a blank one */
	SPAN_SENTENCE   /* rows of a layer */
};

struct span_rule {
	enum span_kind kind;
	unsigned flags; /* of normal.h */
	uint32_t least; /* letters that must be left of one */
	uint32_t use;   /* of layer "sentence" */
};

struct span_result {
	const char *of; /* whose the longest repeated one is; NULL: none is */
	uint32_t of_size;
	double part; /* of the letters of all spans: in repeated ones */
	bool all;    /* are repeated, and there is one */
};

/* [worker] Fingerprints the spans and stashes them. */
catena_status dedup_exact_spans_measure(catena_ctx *, const struct span_rule *,
                                        struct normal *);

/* [serial] Which were seen, by an earlier document or earlier in this one; the
 * others are now.  Sets the fields repeated_spans and repeated_part where there
 * are any.  of: from alloc. */
catena_status dedup_exact_spans_find(catena_ctx *, struct seen *,
                                     struct span_result *);

#endif
