/* SPDX-License-Identifier: MIT */
/* words.h - what is known of one token: for the files that make features. */
#ifndef TAG_MODEL_WORDS_H
#define TAG_MODEL_WORDS_H

#include "features.h"

struct word {
	uint32_t hash;
	uint32_t shape;
	uint32_t head, tail2, tail3, tail4; /* of the folded word */
	uint32_t known, slot;               /* of the lexicon; none: UINT32_MAX */
	uint32_t run_begin, run_end;        /* of capitalised words; empty: alone */
	uint16_t coarse, fine;
	uint8_t lists, capitals;
	uint8_t caps;
	uint8_t letters; /* any */
	uint8_t phrase;  /* lists that a phrase with it is in, its place there */
};

#endif /* TAG_MODEL_WORDS_H */
