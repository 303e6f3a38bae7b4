/* SPDX-License-Identifier: MIT */
/* sort_merge.c - merges the sorted runs of a file with a heap. */
#include "build.h"

#include "sort_parts.h"

#include <stdlib.h>
#include <string.h>

struct source {       /* one run, read through a buffer */
	uint64_t at, end; /* of the file, not yet in the buffer */
	char *buffer;     /* at a multiple of 8, as all records in it */
	size_t cap, pos, n;
	struct sort_entry now; /* the record at pos */
};

struct merge {
	struct temp *file;
	struct source *sources;
	size_t *heap; /* sources, the one with the least record first */
	size_t n, n_sources, buffer;
	bool started;
};

void merge_free(struct merge *m)
{
	if (!m)
		return;
	for (size_t i = 0; m->sources && i < m->n_sources; i++)
		free(m->sources[i].buffer);
	free(m->sources);
	free(m->heap);
	free(m);
}

struct merge *merge_new(struct temp *file, const struct sort_run *runs, size_t n,
                        size_t buffer)
{
	struct merge *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	*m = (struct merge){.file = file, .n_sources = n, .buffer = buffer};
	m->sources = calloc(n ? n : 1, sizeof *m->sources);
	m->heap = calloc(n ? n : 1, sizeof *m->heap);
	if (!m->sources || !m->heap) {
		merge_free(m);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		m->sources[i].at = runs[i].begin;
		m->sources[i].end = runs[i].end;
	}
	return m;
}

/* ---- One run ---- */

/* At least `need` bytes of the run in the buffer from pos on. */
static catena_status fill(struct merge *m, struct source *s, uint64_t need)
{
	const size_t have = s->n - s->pos;
	if (need <= have)
		return CATENA_OK;
	if (need > SIZE_MAX / 2)
		return CATENA_E_NOMEM;
	if (s->pos)
		memmove(s->buffer, s->buffer + s->pos, have);
	s->pos = 0;
	s->n = have;
	if (need > s->cap || !s->buffer) {
		const size_t cap = need > m->buffer ? (size_t)need : m->buffer;
		char *p = realloc(s->buffer, cap);
		if (!p)
			return CATENA_E_NOMEM;
		s->buffer = p;
		s->cap = cap;
	}
	size_t more = s->cap - have;
	if (more > s->end - s->at)
		more = (size_t)(s->end - s->at);
	/* Too little left for the record: temp_read says so. */
	const size_t ask = have + more < need ? (size_t)need - have : more;
	if (temp_read(m->file, s->at, s->buffer + have, ask))
		return CATENA_E_IO;
	s->at += ask;
	s->n += ask;
	return CATENA_OK;
}

/* The record at pos; CATENA_END at the run's end. */
static catena_status look(struct merge *m, struct source *s)
{
	if (s->pos == s->n && s->at >= s->end)
		return CATENA_END;
	catena_status st = fill(m, s, sizeof(struct sort_head));
	const struct sort_head *h = (const void *)(s->buffer + s->pos);
	if (!st)
		st = fill(m, s, sort_size(h));
	if (st)
		return st;
	h = (const void *)(s->buffer + s->pos);
	s->now = (struct sort_entry){sort_prefix(sort_key(h), h->key_size), h};
	return CATENA_OK;
}

/* ---- The heap ---- */

static bool before(const struct merge *m, size_t a, size_t b)
{
	const int c = sort_compare(&m->sources[a].now, &m->sources[b].now);
	return c < 0 || (!c && a < b);
}

static void sink(struct merge *m, size_t i)
{
	const size_t x = m->heap[i];
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= m->n)
			break;
		if (child + 1 < m->n && before(m, m->heap[child + 1], m->heap[child]))
			child++;
		if (before(m, x, m->heap[child]))
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = x;
}

static catena_status start(struct merge *m)
{
	for (size_t i = 0; i < m->n_sources; i++) {
		const catena_status st = look(m, &m->sources[i]);
		if (st < 0)
			return st;
		if (st == CATENA_OK)
			m->heap[m->n++] = i;
	}
	for (size_t i = m->n / 2; i--;)
		sink(m, i);
	m->started = true;
	return CATENA_OK;
}

static catena_status step(struct merge *m)
{
	struct source *s = &m->sources[m->heap[0]];
	s->pos += (size_t)sort_size(s->now.head);
	const catena_status st = look(m, s);
	if (st < 0)
		return st;
	if (st == CATENA_END) {
		free(s->buffer);
		s->buffer = NULL;
		s->pos = s->n = 0;
		m->heap[0] = m->heap[--m->n];
	}
	if (m->n)
		sink(m, 0);
	return CATENA_OK;
}

catena_status merge_next(struct merge *m, const struct sort_head **head)
{
	catena_status st = CATENA_OK;
	if (!m->started)
		st = start(m);
	else if (m->n)
		st = step(m);
	if (st)
		return st;
	if (!m->n)
		return CATENA_END;
	*head = m->sources[m->heap[0]].now.head;
	return CATENA_OK;
}
