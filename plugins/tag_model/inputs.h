/* SPDX-License-Identifier: MIT */
/* inputs.h - the vectors that a token is for the network. */
#ifndef TAG_MODEL_INPUTS_H
#define TAG_MODEL_INPUTS_H

#include "features.h"
#include "network.h"

/* Writes the numbers of the vectors of a slot of the region and gives how many
 * they are, NETWORK_INPUTS at most; slots beyond the sentence have one, too. */
uint32_t tag_model_inputs(const struct sheet *, const struct region *,
                          uint32_t slot, uint32_t *vectors);

/* Those of them that are of the word alone, if own is the number of its own. */
struct word;
uint32_t tag_model_word_inputs(const struct network *, const struct word *,
                               uint32_t own, uint32_t *vectors);

/* The sum of these, or NULL, and in vectors[] the n others. */
const int16_t *tag_model_inputs_beside(const struct sheet *, const struct region *,
                                       uint32_t slot, uint32_t *vectors,
                                       uint32_t *n);

/* The run that token i is in, from and to, counted from the region's first token.
 */
void tag_model_run_of(const struct sheet *, const struct region *, uint32_t i,
                      uint32_t *run);

/* The own vector of a token that says what the text is about, or UINT32_MAX. */
uint32_t tag_model_content(const struct sheet *, uint32_t i);

/* Sets what the document adds to the network, and sentences.  false: out of
 * memory. */
bool tag_model_read_topics(struct sheet *);

#endif /* TAG_MODEL_INPUTS_H */
