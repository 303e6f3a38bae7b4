/* SPDX-License-Identifier: MIT */
/* isolate.c - the worker's side of an isolated stage: sends a document to its
 * servant, takes it back, and gets another servant when one is gone. */
#include "build.h"

#include "frame.h"
#include "isolate_parts.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct nursery {
	const struct chain *chain;
	const struct stage *stage;
	pthread_mutex_t lock; /* of the control socket */
	int control;
	pid_t pid;
	int limit; /* seconds; -1: none */
};

/* ---- The nursery ---- */

struct nursery *nursery_new(const struct chain *c, const struct stage *s,
                            uint32_t limit, char *why, size_t size)
{
	struct nursery *n = calloc(1, sizeof *n);
	int pair[2] = {-1, -1};
	if (!n || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) ||
	    pthread_mutex_init(&n->lock, NULL)) {
		snprintf(why, size, "cannot isolate the stage: %s", strerror(errno));
		goto failed;
	}
	*n = (struct nursery){.chain = c,
	                      .stage = s,
	                      .lock = n->lock,
	                      .control = pair[0],
	                      .limit = limit ? (int)limit : -1};
	n->pid = fork();
	if (!n->pid) {
		close(pair[0]);
		nursery_main(pair[1], c, s);
	}
	if (n->pid < 0) {
		snprintf(why, size, "cannot isolate the stage: fork: %s", strerror(errno));
		pthread_mutex_destroy(&n->lock);
		goto failed;
	}
	close(pair[1]);
	return n;
failed:
	for (int i = 0; i < 2; i++) {
		if (pair[i] >= 0)
			close(pair[i]);
	}
	free(n);
	return NULL;
}

void nursery_free(struct nursery *n)
{
	if (!n)
		return;
	close(n->control); /* it ends when it sees that */
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		;
	pthread_mutex_destroy(&n->lock);
	free(n);
}

static bool send_request(struct nursery *n, const struct nursery_request *request,
                         int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} side;
	struct nursery_request copy = *request;
	struct iovec part = {.iov_base = &copy, .iov_len = sizeof copy};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (fd >= 0) {
		memset(&side, 0, sizeof side);
		message.msg_control = side.bytes;
		message.msg_controllen = sizeof side.bytes;
		struct cmsghdr *c = CMSG_FIRSTHDR(&message);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	ssize_t k;
	do
		k = sendmsg(n->control, &message, MSG_NOSIGNAL);
	while (k < 0 && errno == EINTR);
	return k == (ssize_t)sizeof copy;
}

static bool ask(struct nursery *n, struct nursery_request request, int fd,
                struct nursery_answer *answer)
{
	pthread_mutex_lock(&n->lock);
	const bool good = send_request(n, &request, fd) &&
	                  receive_all(n->control, answer, sizeof *answer, 10);
	pthread_mutex_unlock(&n->lock);
	return good;
}

/* ---- A servant ---- */

void servant_dismiss(struct servant *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	v->pid = 0;
}

/* Puts the servant away and says in words how it ended. */
static void bury(struct nursery *n, struct servant *v, bool timed_out, char *text,
                 size_t size)
{
	struct nursery_answer answer = {0, 0};
	const pid_t pid = v->pid;
	if (timed_out && pid > 0)
		(void)kill(pid, SIGKILL);
	servant_dismiss(v);
	if (pid <= 0 ||
	    !ask(n, (struct nursery_request){NURSERY_ENDED, (int32_t)pid}, -1, &answer))
		snprintf(text, size, "its process is gone");
	else if (timed_out)
		snprintf(text, size, "it took more than %d s (isolate_timeout)", n->limit);
	else if (WIFSIGNALED(answer.status))
		snprintf(text, size, "it was ended by signal %d (%s)",
		         WTERMSIG(answer.status), strsignal(WTERMSIG(answer.status)));
	else
		snprintf(text, size, "it ended its process with status %d",
		         WEXITSTATUS(answer.status));
}

static catena_status lost(struct nursery *n, struct servant *v, struct call *c,
                          const char *during)
{
	char end[128];
	const bool timed_out = errno == ETIMEDOUT;
	bury(n, v, timed_out, end, sizeof end);
	snprintf(c->message, sizeof c->message, "the plugin did not survive %s: %s",
	         during, end);
	return CATENA_E_INPUT;
}

static bool receive_text(int fd, char *to, size_t size, uint32_t n)
{
	if (n >= size || !receive_all(fd, to, n, 10))
		return false;
	to[n] = 0;
	return true;
}

/* The head of an answer and its strings, into the call. */
static bool receive_answer(struct nursery *n, struct servant *v, struct call *c,
                           struct servant_answer *a)
{
	if (!receive_all(v->fd, a, sizeof *a, n->limit))
		return false;
	errno = 0;
	return receive_text(v->fd, c->message, sizeof c->message, a->message) &&
	       receive_text(v->fd, c->reason, sizeof c->reason, a->reason) &&
	       receive_text(v->fd, c->detail, sizeof c->detail, a->detail);
}

static catena_status engage(struct nursery *n, struct servant *v, struct call *c)
{
	int pair[2];
	struct nursery_answer forked;
	struct servant_answer ready;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		snprintf(c->message, sizeof c->message, "isolate: %s", strerror(errno));
		return CATENA_E_IO;
	}
	const bool good =
	    ask(n, (struct nursery_request){NURSERY_FORK, 0}, pair[1], &forked);
	close(pair[1]);
	if (!good || forked.pid <= 0) {
		close(pair[0]);
		snprintf(c->message, sizeof c->message,
		         "isolate: cannot start a process: %s",
		         good ? strerror(-forked.pid) : "the one that starts them is gone");
		return CATENA_E_IO;
	}
	*v = (struct servant){pair[0], forked.pid};
	if (!receive_answer(n, v, c, &ready))
		return lost(n, v, c, "its start");
	if (ready.status)
		servant_dismiss(v);
	return ready.status;
}

/* The document as it came back, in the place of the one that was sent. */
static catena_status take_back(struct servant *v, struct call *c, struct doc *d,
                               uint64_t size)
{
	struct doc fresh = {.arena = d->arena, .number = d->number};
	const uint32_t layers = c->chain->schema.n ? c->chain->schema.n : 1;
	char *bytes = size <= SIZE_MAX ? arena_alloc(d->arena, (size_t)size, 8) : NULL;
	fresh.layers = arena_zalloc(d->arena, layers * sizeof *fresh.layers, 8);
	if (!bytes || !fresh.layers) {
		snprintf(c->message, sizeof c->message, "out of memory");
		return CATENA_E_NOMEM;
	}
	if (!receive_all(v->fd, bytes, (size_t)size, 60))
		return CATENA_E_IO;
	if (frame_read(c->chain, &fresh, bytes, (size_t)size, c->message,
	               sizeof c->message))
		return CATENA_E_BUG;
	fresh.raw = d->raw;
	fresh.raw_size = d->raw_size;
	fresh.expect = d->expect;
	fresh.original = d->original;
	fresh.original_size = d->original_size;
	*d = fresh;
	return CATENA_OK;
}

/* No honest answer is larger: rows of text, columns, fields. */
static uint64_t largest_answer(const struct doc *d)
{
	return (uint64_t)64 * d->size + ((uint64_t)64 << 20);
}

static catena_status exchange(struct nursery *n, struct servant *v, struct call *c,
                              struct doc *d)
{
	struct frame frame = {0};
	struct servant_answer a;
	if (frame_write(&frame, c->chain, d, c->stage->index, FRAME_NAMES)) {
		frame_free(&frame);
		return CATENA_E_NOMEM;
	}
	const uint64_t size = frame.n;
	const bool sent =
	    send_all(v->fd, &size, sizeof size) && send_all(v->fd, frame.p, frame.n);
	frame_free(&frame);
	errno = 0;
	if (!sent || !receive_answer(n, v, c, &a))
		return lost(n, v, c, "this document");
	if (a.status)
		return a.status;
	if (a.frame > largest_answer(d)) {
		errno = 0;
		return lost(n, v, c, "this document (its answer is too large)");
	}
	const catena_status st = take_back(v, c, d, a.frame);
	if (st == CATENA_E_IO)
		return lost(n, v, c, "this document");
	if (st)
		servant_dismiss(v);
	return st;
}

catena_status servant_process(struct nursery *n, struct servant *v, struct call *c,
                              const struct stage *s, struct doc *d)
{
	call_begin(c, s, d, PHASE_PROCESS);
	catena_status st = v->fd < 0 ? engage(n, v, c) : CATENA_OK;
	if (!st)
		st = exchange(n, v, c, d);
	return call_end(c, st);
}
