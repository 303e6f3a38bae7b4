/* SPDX-License-Identifier: MIT */
/* tag.h - the names of one region: features, sums, best path. */
#ifndef TAG_MODEL_TAG_H
#define TAG_MODEL_TAG_H

#include "decode.h"
#include "features.h"

/* Two steps, so that the next region can be prepared with another path while the
 * weights of this one are on their way.  A path serves one model only.  After the
 * second step tag_model_next_mark gives the names.  false: out of memory. */
bool tag_model_prepare(const struct sheet *, const struct region *, struct path *);
bool tag_model_finish(struct sheet *, const struct region *, struct path *);

#endif /* TAG_MODEL_TAG_H */
