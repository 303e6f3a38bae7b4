/* SPDX-License-Identifier: MIT */
/* train.h - `catena train tag_model`: a model file from annotated files. */
#ifndef TAG_MODEL_TRAIN_H
#define TAG_MODEL_TRAIN_H

#include <catena/plugin.h>

extern const struct catena_commands tag_model_commands;

#endif /* TAG_MODEL_TRAIN_H */
