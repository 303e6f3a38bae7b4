/* SPDX-License-Identifier: MIT */
/* align.h - the measures of the CoNLL 2018 shared task (Zeman et al. 2018,
 * section 6): tokens and sentences by their spans, words by alignment */
#ifndef ACCURACY_ALIGN_H
#define ACCURACY_ALIGN_H

#include "conllu.h"

struct score {
	size_t correct, gold, system;
};

/* Spans that both have. */
struct score align_spans(const struct units *gold, const struct units *system);

/* Words: by their spans, but within multi-word tokens of the gold by the
 * longest common subsequence of forms without regard to case.  `missed`, when
 * not NULL, gets one byte for each gold word: not found. */
struct score align_words(const struct units *gold, const struct units *system,
                         unsigned char *missed);

double score_f1(struct score s); /* per cent */

#endif /* ACCURACY_ALIGN_H */
