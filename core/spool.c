/* SPDX-License-Identifier: MIT */
/* spool.c - documents on disk between two phases: frames, each behind its
 * size, in a file without a name. */
#include "build.h"

#include "frame.h"
#include "spool.h"
#include "temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	READ_AHEAD = 256 * 1024
};

struct spool {
	struct temp *file;
	struct frame frame; /* being written */
	uint64_t at;        /* of the file, not yet in the buffer */
	size_t pos, n;      /* of the buffer */
	char error[512];
	char buffer[READ_AHEAD];
};

struct spool *spool_new(const char *folder, char *why, size_t size)
{
	struct spool *s = malloc(sizeof *s);
	if (!s) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	s->file = temp_new(folder, why, size);
	if (!s->file) {
		free(s);
		return NULL;
	}
	s->frame = (struct frame){0};
	s->at = 0;
	s->pos = s->n = 0;
	s->error[0] = 0;
	return s;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	frame_free(&s->frame);
	temp_free(s->file);
	free(s);
}

const char *spool_error(const struct spool *s)
{
	return s->error;
}

static catena_status no_memory(struct spool *s)
{
	snprintf(s->error, sizeof s->error, "out of memory");
	return CATENA_E_NOMEM;
}

static catena_status no_file(struct spool *s)
{
	snprintf(s->error, sizeof s->error, "%s", temp_error(s->file));
	return CATENA_E_IO;
}

/* ---- Writing ---- */

catena_status spool_write(struct spool *s, const struct chain *c,
                          const struct doc *d, uint32_t from)
{
	if (frame_write(&s->frame, c, d, from, 0))
		return no_memory(s);
	const uint64_t size = s->frame.n;
	if (temp_write(s->file, &size, sizeof size) ||
	    temp_write(s->file, s->frame.p, s->frame.n))
		return no_file(s);
	return CATENA_OK;
}

catena_status spool_rewind(struct spool *s)
{
	frame_free(&s->frame);
	return temp_flush(s->file) ? no_file(s) : CATENA_OK;
}

/* ---- Reading ---- */

/* The next n bytes of the file: from the buffer, and what is longer than it
 * straight from the file. */
static catena_status take(struct spool *s, char *to, size_t n)
{
	while (n) {
		if (s->pos == s->n && n >= READ_AHEAD) {
			if (temp_read(s->file, s->at, to, n))
				return no_file(s);
			s->at += n;
			return CATENA_OK;
		}
		if (s->pos == s->n) {
			const uint64_t left = temp_size(s->file) - s->at;
			/* Nothing left: temp_read says so. */
			const size_t more = !left               ? 1
			                    : left < READ_AHEAD ? (size_t)left
			                                        : READ_AHEAD;
			if (temp_read(s->file, s->at, s->buffer, more))
				return no_file(s);
			s->at += more;
			s->pos = 0;
			s->n = more;
		}
		const size_t k = s->n - s->pos < n ? s->n - s->pos : n;
		memcpy(to, s->buffer + s->pos, k);
		s->pos += k;
		to += k;
		n -= k;
	}
	return CATENA_OK;
}

catena_status spool_read(struct spool *s, struct doc *d)
{
	uint64_t size = 0;
	if (s->pos == s->n && s->at == temp_size(s->file))
		return CATENA_END;
	catena_status st = take(s, (char *)&size, sizeof size);
	if (st)
		return st;
	if (size > SIZE_MAX / 2 ||
	    size > temp_size(s->file) - s->at + (s->n - s->pos)) {
		snprintf(s->error, sizeof s->error, "the temporary file is damaged");
		return CATENA_E_IO;
	}
	char *frame = arena_alloc(d->arena, (size_t)size, 8);
	if (!frame)
		return no_memory(s);
	st = take(s, frame, (size_t)size);
	if (st)
		return st;
	d->raw = frame;
	d->raw_size = (size_t)size;
	d->number = frame_number(frame, (size_t)size);
	return CATENA_OK;
}

catena_status spool_decode(const struct chain *c, struct doc *d, char *why,
                           size_t size)
{
	char *frame = (char *)(uintptr_t)d->raw; /* spool_read made it */
	return frame_read(c, d, frame, d->raw_size, why, size);
}
