/* SPDX-License-Identifier: MIT */
/* isolate_servant.c - runs a plugin's process on documents that come as
 * frames, in a process that may die of it. */
#include "build.h"

#include "frame.h"
#include "isolate_parts.h"

#include <string.h>
#include <unistd.h>

struct work {
	int fd;
	const struct chain *chain;
	const struct stage *stage;
	void *local;
	struct call call;
	struct arena arena;
	struct doc doc;
	struct frame frame;
};

static bool send_answer(struct work *w, catena_status st)
{
	const struct call *c = &w->call;
	struct servant_answer a = {.status = st};
	a.message = st < 0 ? (uint32_t)strlen(c->message) : 0;
	a.reason = st == CATENA_DROP ? (uint32_t)strlen(c->reason) : 0;
	a.detail = st == CATENA_DROP ? (uint32_t)strlen(c->detail) : 0;
	a.frame = st == CATENA_OK ? w->frame.n : 0;
	return send_all(w->fd, &a, sizeof a) &&
	       send_all(w->fd, c->message, a.message) &&
	       send_all(w->fd, c->reason, a.reason) &&
	       send_all(w->fd, c->detail, a.detail) &&
	       send_all(w->fd, w->frame.p, (size_t)a.frame);
}

static catena_status receive_doc(struct work *w, uint64_t size)
{
	const uint32_t layers = w->chain->schema.n ? w->chain->schema.n : 1;
	struct doc *d = &w->doc;
	char *bytes = arena_alloc(&w->arena, (size_t)size, 8);
	if (!bytes || !receive_all(w->fd, bytes, (size_t)size, -1))
		_exit(1);
	*d = (struct doc){.arena = &w->arena,
	                  .number = frame_number(bytes, (size_t)size)};
	d->layers = arena_zalloc(&w->arena, layers * sizeof *d->layers, 8);
	if (!d->layers)
		return CATENA_E_NOMEM;
	return frame_read(w->chain, d, bytes, (size_t)size, w->call.message,
	                  sizeof w->call.message);
}

static bool serve_one(struct work *w)
{
	uint64_t size;
	if (!receive_all(w->fd, &size, sizeof size, -1) || size > SIZE_MAX)
		return false;
	arena_reset(&w->arena, 4 * 1024 * 1024);
	catena_status st = receive_doc(w, size);
	if (!st)
		st = call_process(&w->call, w->stage, &w->doc, w->local);
	if (!st &&
	    frame_write(&w->frame, w->chain, &w->doc, w->stage->index, FRAME_NAMES))
		st = CATENA_E_NOMEM;
	return send_answer(w, st);
}

_Noreturn void servant_main(int fd, const struct chain *c, const struct stage *s)
{
	struct work w = {.fd = fd, .chain = c, .stage = s};
	catena_status st = call_init(&w.call, c, NULL) ? CATENA_E_NOMEM : CATENA_OK;
	if (!st && s->plugin->local_new) {
		call_begin(&w.call, s, NULL, PHASE_SETUP);
		st =
		    call_end(&w.call, s->plugin->local_new(&w.call.pub, s->self, &w.local));
	}
	/* Ready, or why not: the first document waits for it. */
	if (send_answer(&w, st) && !st) {
		while (serve_one(&w))
			;
	}
	_exit(0);
}
