/* SPDX-License-Identifier: MIT */
/* odds.h - tags of which an annotator is not sure, as labels to learn from. */
#ifndef TAG_MODEL_ODDS_H
#define TAG_MODEL_ODDS_H

#include "model.h"

/* Chances of a tag: of O, then for each type of B- and of I-. */
#define ODDS (1 + 2 * MODEL_TYPES)

/* "B-LOC:71,B-ORG:27,O:2": cuts the tag in front of the next part, and gives
 * that part or NULL; *share: what stands behind its colon.  false: the tag is not
 * of that form. */
bool tag_model_odds_part(char *part, char **next, float *share);

/* Chances of the labels of a token, from those of its tags and of those of the
 * token behind it; next: NULL at the end of a region. */
void tag_model_odds_labels(const float *odds, const float *next,
                           float out[MODEL_LANES]);

/* The chances of a label that is sure. */
void tag_model_odds_sure(uint8_t label, float odds[ODDS]);

#endif /* TAG_MODEL_ODDS_H */
