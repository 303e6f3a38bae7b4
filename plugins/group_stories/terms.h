/* SPDX-License-Identifier: MIT */
/* terms.h - the terms of a document while it is read; and the choice of those
 * that say most. */
#ifndef CATENA_GROUP_STORIES_TERMS_H
#define CATENA_GROUP_STORIES_TERMS_H

#include "../share/words.h"
#include "group_stories.h"

#define PASSAGES_MAX 64u /* documents that passages of one come from */
#define COMMON 31u       /* prior of a word that 1 text in 7 has */
#define PAIR_RARER 19u   /* a pair is about 1/3 as common as its rarer word */
#define SCALE 16.0       /* of priors and strengths */
#define NAME 1.6         /* times a word counts that is mostly capitalised, */
#define NUMBER 0.6       /* a number, */
#define YEAR 0.3         /* and a year */
#define NONE UINT32_MAX

/* Terms of a document that are counted; of one with more, the first. */
#define ENTRIES_MAX 262144u

struct entry { /* a term, while the document is read */
	uint32_t hash, begin, size;
	uint32_t count, capitals; /* capitals: within a sentence */
	uint32_t parts[2];        /* of a pair: entries of its words; else NONE */
	uint8_t prior;
	bool named, wide; /* by a tagger; a single character beyond ASCII */
	uint8_t places;   /* IN_HEAD, IN_FOOT, IN_BODY: all where it stands */
};

#define IN_BODY 4u

struct frame { /* of a text: its first block, and where the last one begins */
	uint32_t head_end, foot_begin;
	struct blocks blocks;
	uint32_t head_words, foot_words; /* counted while words are read */
};

void group_stories_frame(struct frame *, const unsigned char *s, uint32_t size);

static inline uint8_t frame_place(const struct frame *f, uint32_t at)
{
	return at < f->head_end ? IN_HEAD : at >= f->foot_begin ? IN_FOOT : IN_BODY;
}

struct found { /* a term that says something */
	struct term term;
	uint32_t entry;
};

struct term_local {
	struct words words;
	struct frame frame;
	struct figures figures;
	struct entry *entries;
	uint32_t n, room;
	uint32_t *slots; /* entry + 1, by hash; open addressing */
	uint32_t n_slots;
	struct found *found; /* as many as entries */
	struct found *best;  /* the strongest */
	uint32_t n_best;
	struct passage passages[PASSAGES_MAX]; /* of: CATENA_STR */
	uint32_t n_passages;
	float logs[64];
};

/* Puts the strongest `terms` * CHOSEN terms of the text s into l->best, by rising
 * hash: which of them are rare in this run is known later. */
void group_stories_choose(struct term_local *, const unsigned char *s,
                          uint32_t terms);

#endif
