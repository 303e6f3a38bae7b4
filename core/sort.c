/* SPDX-License-Identifier: MIT */
/* sort.c - records in, runs out to the file, sorted records out. */
#include "build.h"

#include "arena.h"
#include "sort_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	READ_LEAST = 16 * 1024, /* of a run at once, when they are merged */
	READ_MOST = 1024 * 1024,
	MERGE_LEAST = 8, /* runs at once */
	MERGE_MOST = 1024
};

struct sort {
	char *folder;
	uint64_t memory;
	struct arena arena;
	uint64_t held; /* bytes of the records in memory */
	struct sort_entry *entries, *spare;
	size_t n, cap, at; /* at: the next to hand out */
	struct temp *file;
	struct sort_run *runs;
	size_t n_runs, cap_runs;
	struct merge *merge;
	char error[512];
};

struct sort *sort_new(const char *folder, uint64_t memory)
{
	struct sort *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->memory = memory;
	s->folder = strdup(folder);
	if (!s->folder) {
		free(s);
		return NULL;
	}
	return s;
}

static void drop_memory(struct sort *s)
{
	arena_free(&s->arena);
	free(s->entries);
	free(s->spare);
	s->entries = s->spare = NULL;
	s->n = s->cap = s->at = 0;
	s->held = 0;
}

void sort_free(struct sort *s)
{
	if (!s)
		return;
	drop_memory(s);
	merge_free(s->merge);
	temp_free(s->file);
	free(s->runs);
	free(s->folder);
	free(s);
}

uint64_t sort_runs(const struct sort *s)
{
	return s->n_runs;
}

const char *sort_error(const struct sort *s)
{
	return s->error;
}

/* ---- Failing ---- */

static catena_status no_memory(struct sort *s)
{
	snprintf(s->error, sizeof s->error, "out of memory");
	return CATENA_E_NOMEM;
}

static catena_status no_file(struct sort *s, const struct temp *t)
{
	snprintf(s->error, sizeof s->error, "%s", temp_error(t));
	return CATENA_E_IO;
}

/* ---- Runs ---- */

static catena_status sort_now(struct sort *s)
{
	if (!s->n)
		return CATENA_OK;
	s->spare = calloc(s->n, sizeof *s->spare);
	if (!s->spare)
		return no_memory(s);
	sort_entries(s->entries, s->spare, s->n);
	free(s->spare);
	s->spare = NULL;
	return CATENA_OK;
}

static catena_status add_run(struct sort *s, uint64_t begin, uint64_t end)
{
	if (s->n_runs == s->cap_runs) {
		const size_t cap = s->cap_runs ? s->cap_runs * 2 : 16;
		struct sort_run *p = realloc(s->runs, cap * sizeof *p);
		if (!p)
			return no_memory(s);
		s->runs = p;
		s->cap_runs = cap;
	}
	s->runs[s->n_runs++] = (struct sort_run){begin, end};
	return CATENA_OK;
}

static struct temp *new_file(struct sort *s)
{
	return temp_new(s->folder, s->error, sizeof s->error);
}

/* What is in memory goes to the file. */
static catena_status spill(struct sort *s)
{
	catena_status st = sort_now(s);
	if (st)
		return st;
	if (!s->file && !(s->file = new_file(s)))
		return CATENA_E_IO;
	const uint64_t begin = temp_size(s->file);
	for (size_t i = 0; i < s->n; i++) {
		const struct sort_head *h = s->entries[i].head;
		if (temp_write(s->file, h, (size_t)sort_size(h)))
			return no_file(s, s->file);
	}
	s->n = 0;
	s->held = 0;
	arena_reset(&s->arena, s->memory < SIZE_MAX ? (size_t)s->memory : SIZE_MAX);
	return add_run(s, begin, temp_size(s->file));
}

/* ---- Adding ---- */

static catena_status make_room(struct sort *s)
{
	if (s->n < s->cap)
		return CATENA_OK;
	const size_t cap = s->cap ? s->cap * 2 : 1024;
	if (cap > SIZE_MAX / sizeof *s->entries)
		return no_memory(s);
	struct sort_entry *p = realloc(s->entries, cap * sizeof *p);
	if (!p)
		return no_memory(s);
	s->entries = p;
	s->cap = cap;
	return CATENA_OK;
}

static void copy_padded(char *to, const void *from, uint32_t size)
{
	const size_t pad = (size_t)(sort_pad(size) - size);
	if (size)
		memcpy(to, from, size);
	memset(to + size, 0, pad);
}

catena_status sort_add(struct sort *s, const struct sort_record *r)
{
	const struct sort_head head = {r->doc, r->key_size, r->size};
	const uint64_t size = sort_size(&head);
	/* An entry stands twice while it is sorted. */
	const uint64_t entries = ((uint64_t)s->n + 1) * 2 * sizeof *s->entries;
	catena_status st = CATENA_OK;
	if (size > SIZE_MAX / 2)
		return no_memory(s);
	if (s->n && s->held + size + entries > s->memory)
		st = spill(s);
	if (!st)
		st = make_room(s);
	if (st)
		return st;
	struct sort_head *h = arena_alloc(&s->arena, (size_t)size, 8);
	if (!h)
		return no_memory(s);
	char *value = (char *)(h + 1);
	*h = head;
	copy_padded(value, r->value, r->size);
	copy_padded(value + sort_pad(r->size), r->key, r->key_size);
	s->entries[s->n++] = (struct sort_entry){sort_prefix(r->key, r->key_size), h};
	s->held += size;
	return CATENA_OK;
}

/* ---- Merging ---- */

static struct merge *open_merge(const struct sort *s, const struct sort_run *runs,
                                size_t n)
{
	uint64_t buffer = s->memory / (n ? n : 1);
	if (buffer > READ_MOST)
		buffer = READ_MOST;
	if (buffer < READ_LEAST)
		buffer = READ_LEAST;
	return merge_new(s->file, runs, n, (size_t)buffer);
}

/* n runs of the file become one in `to`. */
static catena_status merge_group(struct sort *s, const struct sort_run *runs,
                                 size_t n, struct temp *to)
{
	struct merge *m = open_merge(s, runs, n);
	const struct sort_head *h = NULL;
	catena_status st = CATENA_OK;
	if (!m)
		return no_memory(s);
	while (!(st = merge_next(m, &h))) {
		if (temp_write(to, h, (size_t)sort_size(h))) {
			merge_free(m);
			return no_file(s, to);
		}
	}
	merge_free(m);
	if (st == CATENA_END)
		return CATENA_OK;
	return st == CATENA_E_NOMEM ? no_memory(s) : no_file(s, s->file);
}

/* All runs, in groups of `most`, into a new file; their order stays. */
static catena_status merge_pass(struct sort *s, size_t most)
{
	struct temp *to = new_file(s);
	size_t made = 0;
	catena_status st = to ? CATENA_OK : CATENA_E_IO;
	for (size_t i = 0; !st && i < s->n_runs; i += most) {
		const size_t n = s->n_runs - i < most ? s->n_runs - i : most;
		const uint64_t begin = temp_size(to);
		st = merge_group(s, s->runs + i, n, to);
		s->runs[made++] = (struct sort_run){begin, temp_size(to)};
	}
	if (!st && temp_flush(to))
		st = no_file(s, to);
	if (st) {
		temp_free(to);
		return st;
	}
	temp_free(s->file);
	s->file = to;
	s->n_runs = made;
	return CATENA_OK;
}

catena_status sort_end(struct sort *s)
{
	const uint64_t fit = s->memory / READ_LEAST;
	const size_t most = fit < MERGE_LEAST  ? MERGE_LEAST
	                    : fit > MERGE_MOST ? MERGE_MOST
	                                       : (size_t)fit;
	if (!s->n_runs)
		return sort_now(s);
	catena_status st = s->n ? spill(s) : CATENA_OK;
	drop_memory(s);
	if (!st && temp_flush(s->file))
		st = no_file(s, s->file);
	while (!st && s->n_runs > most)
		st = merge_pass(s, most);
	if (!st && !(s->merge = open_merge(s, s->runs, s->n_runs)))
		st = no_memory(s);
	return st;
}

catena_status sort_next(struct sort *s, struct sort_record *r)
{
	const struct sort_head *h = NULL;
	if (s->merge) {
		const catena_status st = merge_next(s->merge, &h);
		if (st == CATENA_E_NOMEM)
			return no_memory(s);
		if (st < 0)
			return no_file(s, s->file);
		if (st)
			return st;
	} else if (s->at < s->n) {
		h = s->entries[s->at++].head;
	} else {
		return CATENA_END;
	}
	*r = (struct sort_record){sort_key(h), sort_value(h), h->doc, h->key_size,
	                          h->size};
	return CATENA_OK;
}
