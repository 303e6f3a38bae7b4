/* SPDX-License-Identifier: MIT */
/* summary.h - what became of the documents of a run, and how long it took. */
#ifndef CATENA_SUMMARY_H
#define CATENA_SUMMARY_H

#include "doc.h"
#include <stdio.h>

struct tally { /* documents dropped or quarantined for one reason */
	char *stage, *reason;
	uint64_t n;
};

struct tallies {
	struct tally *items;
	uint32_t n, cap;
};

struct stage_time {
	char *name;
	uint64_t documents, bytes; /* of text that went in */
	double seconds;            /* of all workers together */
};

struct summary_file {
	char *path;
	uint64_t bytes;
};

struct summary {
	uint64_t read, kept, dropped, quarantined;
	uint64_t left_out;    /* by a sample: not read */
	uint64_t repaired;    /* documents with invalid UTF-8 */
	uint64_t renamed;     /* documents that had the id of an earlier one */
	uint64_t bytes;       /* of text, as read */
	uint64_t peak_memory; /* bytes; 0: not known */
	uint32_t workers;
	double seconds;
	struct tallies drops, quarantines;
	struct stage_time *stages;
	uint32_t n_stages;
	struct summary_file *files; /* written */
	uint32_t n_files;
	int interrupted, failed;
	int resumable; /* interrupted or failed, and --resume can go on */
};

void summary_free(struct summary *);

/* Counts the verdict of one document; -1 when out of memory.  Beyond 64
 * different reasons the rest are counted under "other reasons". */
int summary_count(struct summary *, const struct doc *, const char *stage);

/* n more for a reason; -1 when out of memory. */
int summary_add_tally(struct tallies *, const char *stage, const char *reason,
                      uint64_t n);

int summary_add_file(struct summary *, const char *path, uint64_t bytes);

/* Documents that a run which failed, or was interrupted, had under way. */
uint64_t summary_unfinished(const struct summary *);

/* read = kept + dropped + quarantined (+ unfinished), and the tallies add up. */
bool summary_holds(const struct summary *);

void summary_print(const struct summary *, FILE *);

/* One JSON object; -1 when out of memory or writing failed. */
int summary_json(const struct summary *, FILE *);

#endif
