/* SPDX-License-Identifier: MIT */
/* corpus_state.h - what is inside a corpus: for the rooms that search it
 * (corpus.c, extend.c), choose (choose.c), and keep it (record.c,
 * checkpoint.c). */
#ifndef CATENA_FIND_COPIES_CORPUS_STATE_H
#define CATENA_FIND_COPIES_CORPUS_STATE_H

#include "corpus.h"
#include "paged.h"
#include "seeds.h"

/* A fingerprint that stands in more places is a turn of phrase: from there on
 * the whole windows around it are looked up instead. */
#define PLACES_OF_PRINT 8u
/* Of a window of min_words words so many places are kept, the earliest: what
 * stands in more is boilerplate. */
#define PLACES_OF_WINDOW 64u

/* What is known of a diagonal: of all pairs of words that are as far apart. */
struct diagonal {
	uint32_t apart; /* 0: free */
	uint32_t end;   /* up to this word of the document at hand all is known */
	uint32_t copy;  /* it belongs to; UINT32_MAX: none */
};

struct diagonals {
	struct diagonal *items;
	uint32_t n, size; /* size: a power of two, 0: none yet */
};

/* The page of words that was looked at last. */
struct view {
	const uint32_t *words;
	uint64_t first, end;
	bool failed;
};

struct block { /* of a passage: an unchanged run */
	uint32_t apart, from, to;
};

struct far { /* of a copy */
	uint32_t from, to, of;
};

/* Where something is that will be read soon: see ahead.c. */
#define WANTED_MOST 1024u

struct wanted {
	const void *items[WANTED_MOST];
	uint32_t n;
	volatile unsigned ignored;
};

static inline void want(struct wanted *w, const void *address)
{
	if (address && w->n < WANTED_MOST)
		w->items[w->n++] = address;
}

#define AHEAD_GROUP 32u /* fingerprints that are looked ahead at in one go */
#define AHEAD_TWO 64u   /* those of two groups */

struct windows {       /* of a common fingerprint */
	uint32_t first, n; /* n 0: not known */
	uint64_t *keys;
};

struct ahead {      /* a fingerprint that comes soon */
	uint32_t print; /* its number in the document */
	uint32_t moved; /* of the seeds when it was looked up */
	/* Parts of their spill: what was not in these need not be asked again. */
	uint32_t written;
	uint64_t *slot; /* NULL: it was unknown */
	bool spilled;   /* it may be in a file */
	bool has_windows;
	struct windows windows;
};

struct corpus {
	struct copy_params params;
	uint32_t cap; /* places of a window */
	struct seeds seeds;
	struct paged words;   /* 4 bytes a word, COPY_BORDER before each document */
	struct paged records; /* record.c */
	uint32_t *first;      /* place of the first word of each document */
	uint32_t *near;       /* document of every PLACES_NEAR-th place: record.c */
	uint32_t n_near, room_near;
	uint64_t *record; /* offset of its record */
	int64_t *date;    /* of each */
	int64_t limit;    /* what is older does not count; INT64_MIN: all does */
	uint32_t n, room;
	bool learning; /* nothing is searched */

	/* of the document at hand */
	const struct copy_doc *d;
	uint32_t base; /* place of its first word */
	uint32_t at;   /* the word that is looked up */
	uint64_t work, work_bound;
	struct view view;
	struct diagonals diagonals;
	uint32_t living[SEEDS_MOST]; /* places that are not too old */
	uint32_t todo[SEEDS_MOST];   /* places that are hit and not known yet */
	uint32_t last[SEEDS_MOST];   /* places of the hits before, and of the word */
	uint32_t n_last, last_at;
	struct copy *copies, *chosen;
	uint32_t n_copies, room_copies, room_chosen;
	struct block *blocks; /* of the passage at hand */
	uint32_t n_blocks, room_blocks;
	struct far *far; /* the `sources` that end farthest so far, by rising end */
	uint32_t n_far;
	uint32_t *around; /* room for the words around a fingerprint */
	uint64_t *keys;   /* and for the keys of its windows */
	struct ahead ahead[AHEAD_TWO];
	uint64_t *ahead_keys;
	struct wanted wanted;
	char *id;
	uint32_t room_id;
};

/* Makes a hit - words from `at` on stand at `place` too - as long as it goes, and
 * a copy if it is one.  False with errno. */
bool find_copies_extend(struct corpus *, uint32_t at, uint32_t place);

/* All is known of a diagonal up to a word. */
bool find_copies_know(struct corpus *, uint32_t apart, uint32_t end, uint32_t copy);

/* Notes a copy among those that end farthest.  Is there one for each source that
 * does not end before `end`? */
void find_copies_note(struct corpus *, const struct copy *);
bool find_copies_is_enough(const struct corpus *, uint32_t end);

/* extend.c: can a run through this hit be no more than a part of each of the
 * copies that end farthest? */
bool find_copies_is_inside(struct corpus *, uint32_t at, uint32_t place);

/* ahead.c: has all that is wanted read. */
void find_copies_read(struct wanted *);

/* Has what is needed for the fingerprints from i on read beforehand; i
 * is a multiple of AHEAD_GROUP. */
void find_copies_look_ahead(struct corpus *, uint32_t i);
/* The windows of a fingerprint, and their keys. */
void find_copies_fill_windows(const struct corpus *, struct ahead *);

/* choose.c: sorts what was found, each once, with its document. */
void find_copies_sort(struct corpus *);

/* record.c: ids and spans of documents. */
bool find_copies_record_add(struct corpus *, const struct copy_doc *);
bool find_copies_record_near(struct corpus *, uint32_t doc); /* one by one */
#define PLACES_NEAR 1024u
uint32_t find_copies_record_of(const struct corpus *, uint32_t place);
bool find_copies_make_room(struct corpus *, uint32_t docs);

/* Where a word of the corpus is in memory, if it is there. */
static inline const void *word_peek(const struct corpus *x, uint32_t place)
{
	return paged_peek(&x->words, place * (uint64_t)sizeof(uint32_t));
}

static inline uint64_t diagonals_slot(const struct diagonals *t, uint32_t apart)
{
	uint32_t i = apart * 0x9E3779B1u >> 7 & (t->size - 1);

	while (t->items[i].apart && t->items[i].apart != apart)
		i = (i + 1) & (t->size - 1);
	return i;
}

static inline const struct diagonal *diagonals_find(const struct diagonals *t,
                                                    uint32_t apart)
{
	const struct diagonal *const d = t->items + diagonals_slot(t, apart);

	return d->apart ? d : NULL;
}

#endif
