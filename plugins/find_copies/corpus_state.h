/* SPDX-License-Identifier: MIT */
/* corpus_state.h - what is inside a corpus: for the rooms that search it
 * (corpus.c, extend.c), choose (choose.c), and keep it (record.c,
 * checkpoint.c). */
#ifndef CATENA_FIND_COPIES_CORPUS_STATE_H
#define CATENA_FIND_COPIES_CORPUS_STATE_H

#include "corpus.h"
#include "paged.h"
#include "prints.h"
#include "seeds.h"

/* A fingerprint that stands in more places is a turn of phrase: from there on
 * the whole windows around it are looked up instead. */
#define PLACES_OF_PRINT 64u
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

/* A run of the document at hand that is known to stand in another: what windows
 * inside it select was kept of that one, and is known without a look. */
#define EXPECTED 64u

struct expected {
	uint32_t from, to, apart;
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

/* Windows of a document whose fingerprints are asked for in one go: more than
 * select one fingerprint, with the largest min_words; fingerprints that are looked
 * ahead at in one go; and bits for those of a chunk. */
#define CHUNK 1024u
#define AHEAD 128u
#define OWN_BITS 16384u

struct asked { /* a fingerprint that is looked up and kept */
	uint64_t key;
	uint64_t *slot; /* where it was found beforehand; NULL: it was not */
	uint32_t moved; /* of the seeds when that was */
	struct print print;
	bool known; /* may be, from before this chunk */
	bool own;   /* may be, from this chunk */
};

struct chunk {
	uint32_t n_asked;
	uint32_t first_window, n_windows; /* those that are asked for */
	bool has_keys;                    /* of windows, already */
	struct asked asked[CHUNK];
	struct print prints[CHUNK];
	uint64_t own[OWN_BITS / 64];
	uint64_t *window_keys; /* room for more, to find out about fingerprints */
};

struct corpus {
	struct copy_params params;
	uint32_t cap; /* places of a window */
	struct seeds seeds;
	uint64_t most_seeds;  /* bytes that they had so far */
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
	enum share_machine machine;

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
	struct expected expected[EXPECTED]; /* those that do not end yet */
	uint32_t n_expected;
	struct far *far; /* the `sources` that end farthest so far, by rising end */
	uint32_t n_far;
	uint32_t *around;       /* room for the words around a fingerprint */
	uint64_t *keys;         /* and for the keys of its windows */
	uint64_t *ranks;        /* to find out what these select */
	struct print *selected; /* and for that */
	struct chunk chunk;
	struct wanted wanted;
	char *id;
	uint32_t room_id;
};

#define AGAIN 3u /* words that must agree behind a difference of one */
/* Two edits may stand so close that fewer words agree between them: so many such
 * islands in a row are gone over, as long as no more than max_gap words differ in
 * all. */
#define ISLANDS 2u
#define ISLANDS_GAP 8u /* and not behind differences that may be longer */

/* Words behind which AGAIN words that agree must begin, if a passage goes on. */
static inline uint32_t before_three(uint32_t max_gap)
{
	return max_gap < 2 || max_gap > ISLANDS_GAP ? max_gap
	                                            : max_gap + ISLANDS * (AGAIN - 1);
}

/* Words from `at` on stand at `place`, too. */
struct hit {
	uint32_t at, place;
};

/* Makes a hit as long as it goes, and a copy if it is one.  False with errno. */
bool find_copies_extend(struct corpus *, const struct hit *);

/* All is known of a diagonal up to a word. */
bool find_copies_know(struct corpus *, uint32_t apart, uint32_t end, uint32_t copy);

/* Notes a copy among those that end farthest.  Is there one for each source that
 * does not end before `end`? */
void find_copies_note(struct corpus *, const struct copy *);
bool find_copies_is_enough(const struct corpus *, uint32_t end);

/* extend.c: the place that was kept of a fingerprint, as the runs tell that are
 * known; 0: they do not. */
uint32_t find_copies_expected(struct corpus *, const struct print *);

/* extend.c: n words of the corpus, in a page or copied to `room`; NULL: they could
 * not be read. */
const uint32_t *find_copies_words(struct corpus *, uint64_t place, uint32_t n,
                                  uint32_t *room);

/* extend.c: the words in a row that agree, from the words at and place on, them
 * included. */
uint32_t find_copies_run_right(struct corpus *, uint32_t at, uint32_t place);
uint32_t find_copies_run_left(struct corpus *, int64_t at, int64_t place);

/* spare.c: is a passage through this hit no more than a part of each of the copies
 * that end farthest?  True only where that is certain. */
bool find_copies_is_inside(struct corpus *, uint32_t at, uint32_t place);

/* ahead.c: has all that is wanted read. */
void find_copies_read(struct wanted *);

/* Finds out which fingerprints windows [from, to) select, or as many of them as
 * make a chunk, and which of these may be known.  Where the next chunk begins: all
 * windows of a fingerprint are in one. */
uint32_t find_copies_ask(struct corpus *, uint32_t from, uint32_t to);
/* The key of a window of the chunk. */
uint64_t find_copies_window_key(struct corpus *, uint32_t window);
/* Has what is needed for those that are asked for, from the i-th on, read
 * beforehand, and adds what is new; i is a multiple of AHEAD.  False: out of
 * memory. */
bool find_copies_look_ahead(struct corpus *, uint32_t i);

/* choose.c: sorts what was found, each once, with its document. */
void find_copies_sort(struct corpus *);

/* record.c: ids and spans of documents. */
bool find_copies_record_add(struct corpus *, const struct copy_doc *);
bool find_copies_record_near(struct corpus *, uint32_t doc); /* one by one */
#define PLACES_NEAR 1024u
uint32_t find_copies_record_of(const struct corpus *, uint32_t place);
/* The same for the copies that have none yet. */
void find_copies_record_docs(struct corpus *, struct copy *, uint32_t n);
bool find_copies_make_room(struct corpus *, uint32_t docs);
bool find_copies_share_memory(struct corpus *); /* what the seeds leave of it */

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
