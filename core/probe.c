/* SPDX-License-Identifier: MIT */
/* probe.c - a child process for what cannot be trusted to return. */
#include "build.h"

#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0 /* they reserve terabytes: no limit of address space then */
#endif

/* What goes through the pipe: a head, then `size` bytes.  At most PIPE_BUF,
 * so that a message is never mixed with another's. */
enum {
	WHAT_BEGIN = 0x10000,
	WHAT_STEP,
	WHAT_RETURN,
	LINE = 400,
	FILES_CLOSED = 1024,
	START_MS = 60000 /* until it begins: a busy machine is not its fault */
};
struct head {
	uint64_t nonce;
	uint32_t what, size;
};
struct message {
	struct head head;
	char line[LINE];
};

struct probe_child {
	int fd;
	uint64_t nonce;
	unsigned alarm; /* seconds, to be set anew with each step; 0: not */
	pid_t parent;   /* who made it */
};

/* ---- the child ---- */

static void send_message(const struct probe_child *c, uint32_t what,
                         const char *line, size_t size)
{
	struct message m = {.head = {.nonce = c->nonce, .what = what}};
	m.head.size = (uint32_t)(size < LINE ? size : LINE);
	memcpy(m.line, line, m.head.size);
	const size_t all = sizeof m.head + m.head.size;
	for (size_t done = 0; done < all;) {
		const ssize_t n = write(c->fd, (const char *)&m + done, all - done);
		if (n < 0 && errno != EINTR)
			_exit(1); /* nobody listens */
		done += n > 0 ? (size_t)n : 0;
	}
}

void probe_step(struct probe_child *c, const char *step)
{
	if (c->alarm)
		alarm(c->alarm);
	send_message(c, WHAT_STEP, step, strlen(step));
}

void probe_say(struct probe_child *c, uint32_t what, const char *fmt, ...)
{
	char line[LINE];
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n >= 0)
		send_message(c, what & 0xffff, line, strlen(line));
}

static void lower(int resource, rlim_t value)
{
	struct rlimit r;
	if (getrlimit(resource, &r) != 0)
		return;
	if (r.rlim_max != RLIM_INFINITY && value > r.rlim_max)
		value = r.rlim_max;
	r.rlim_cur = value;
	setrlimit(resource, &r);
}

/* Bytes of address space in use, 0 if that cannot be told. */
static uint64_t address_space(void)
{
	unsigned long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (!f)
		return 0;
	if (fscanf(f, "%llu", &pages) != 1)
		pages = 0;
	fclose(f);
	const long page = sysconf(_SC_PAGESIZE);
	return page > 0 ? pages * (uint64_t)page : 0;
}

static void confine(const struct probe_limits *limits, int pipe_fd)
{
	const unsigned seconds = limits->milliseconds / 1000 + 1;
	const int null = open("/dev/null", O_RDWR);
	if (null < 0)
		_exit(1);
	for (int fd = 0; fd <= 2; fd++)
		if (fd != pipe_fd)
			dup2(null, fd);
	for (int fd = 3; fd < FILES_CLOSED; fd++) /* not its business */
		if (fd != pipe_fd)
			close(fd);
	lower(RLIMIT_CORE, 0);
	if (!limits->each_step)
		lower(RLIMIT_CPU, seconds);
#ifdef RLIMIT_AS
	const uint64_t memory = limits->memory + address_space();
	if (limits->memory && !SANITIZED && memory == (rlim_t)memory)
		lower(RLIMIT_AS, (rlim_t)memory);
#endif
	static const int fatal[] = {SIGSEGV, SIGBUS,  SIGABRT, SIGFPE,  SIGILL, SIGTRAP,
	                            SIGALRM, SIGTERM, SIGINT,  SIGQUIT, SIGHUP, SIGSYS};
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		signal(fatal[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	alarm(seconds + 1); /* should our parent die before it can kill us */
}

static void child(struct probe_child *c, const struct probe_limits *limits,
                  int (*fn)(struct probe_child *, void *), void *user)
{
	char text[16];
	setpgid(0, 0); /* what it starts is killed with it */
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	if (getppid() != c->parent)
		_exit(1); /* it was killed before that call */
	confine(limits, c->fd);
	send_message(c, WHAT_BEGIN, "", 0);
	const int rc = fn(c, user);
	const int n = snprintf(text, sizeof text, "%d", rc);
	send_message(c, WHAT_RETURN, text, (size_t)n);
	_exit(0);
}

/* ---- the parent ---- */

struct listener {
	struct probe *probe;
	probe_sink sink;
	void *user;
	uint64_t nonce;
	int64_t deadline;
	unsigned milliseconds; /* from its beginning on */
	unsigned each_step;    /* milliseconds that a message adds; 0: none */
	bool returned, garbled;
	size_t have;
	unsigned char buffer[2 * sizeof(struct message)];
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void hear_one(struct listener *l, uint32_t what, const char *line)
{
	if (what == WHAT_BEGIN)
		l->deadline = now_ms() + l->milliseconds;
	else if (what == WHAT_STEP)
		snprintf(l->probe->step, sizeof l->probe->step, "%.63s", line);
	else if (what == WHAT_RETURN) {
		l->returned = true;
		l->probe->code = (int)strtol(line, NULL, 10);
	} else if (l->sink)
		l->sink(l->user, what, line);
}

/* Takes whole messages off the buffer.  -1: that is not our child speaking. */
static int hear(struct listener *l)
{
	size_t at = 0;
	struct head head;
	while (l->have - at >= sizeof head) {
		char line[LINE + 1];
		memcpy(&head, l->buffer + at, sizeof head);
		if (head.nonce != l->nonce || head.size > LINE) {
			l->garbled = true;
			return -1;
		}
		if (l->have - at - sizeof head < head.size)
			break;
		memcpy(line, l->buffer + at + sizeof head, head.size);
		line[head.size] = 0;
		at += sizeof head + head.size;
		hear_one(l, head.what, line);
	}
	memmove(l->buffer, l->buffer + at, l->have - at);
	l->have -= at;
	return 0;
}

/* Until it has returned (1), its end of the pipe is closed (0), or there is
 * nothing more to wait for (-1). */
static int listen_to(struct listener *l, int fd)
{
	while (!l->returned) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		const int64_t left = l->deadline - now_ms();
		if (left <= 0)
			return -1;
		const int ready = poll(&p, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			return 0;
		if (ready <= 0)
			continue;
		const ssize_t n = read(fd, l->buffer + l->have, sizeof l->buffer - l->have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		l->have += (size_t)n;
		if (hear(l) != 0)
			return -1;
		if (l->each_step)
			l->deadline = now_ms() + l->each_step;
	}
	return 1;
}

/* The pipe may be closed while the process goes on: wait as long as is left. */
static int reap(pid_t pid, int64_t deadline, int *status)
{
	const struct timespec nap = {.tv_nsec = 1000000};
	for (;;) {
		const pid_t got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return 0;
		if (got < 0 && errno != EINTR)
			return -1;
		if (now_ms() >= deadline)
			return -1;
		nanosleep(&nap, NULL);
	}
}

static void finish(struct listener *l, pid_t pid, int heard)
{
	int status = 0;
	struct probe *p = l->probe;
	const bool ended = heard != -1 && reap(pid, l->deadline, &status) == 0;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	if (!ended)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	if (l->returned)
		p->end = PROBE_RETURNED;
	else if (l->garbled)
		p->end = PROBE_GARBLED;
	else if (!ended)
		p->end = PROBE_TIMEOUT;
	else if (WIFSIGNALED(status)) {
		p->code = WTERMSIG(status);
		p->end =
		    p->code == SIGXCPU || p->code == SIGALRM ? PROBE_TIMEOUT : PROBE_SIGNAL;
	} else {
		p->end = PROBE_EXITED;
		p->code = WEXITSTATUS(status);
	}
}

/* Not a secret: it need only be something that nobody writes by accident. */
static uint64_t draw_nonce(const void *salt)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	uint64_t x = (uint64_t)t.tv_nsec ^ ((uint64_t)t.tv_sec << 20) ^
	             ((uint64_t)getpid() << 44) ^ (uint64_t)(uintptr_t)salt;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U; /* splitmix64, S. Vigna */
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
	return x ^ (x >> 31);
}

void probe_run(struct probe *p, const struct probe_limits *limits,
               int (*fn)(struct probe_child *, void *user), void *user,
               probe_sink sink, void *sink_user)
{
	int fds[2];
	*p = (struct probe){.end = PROBE_BROKEN};
	struct listener l = {.probe = p, .sink = sink, .user = sink_user};
	l.nonce = draw_nonce(p);
	fflush(NULL); /* or the child has our unwritten output too */
	if (pipe(fds) != 0) {
		p->code = errno;
		return;
	}
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	l.deadline = now_ms() + START_MS;
	l.milliseconds = limits->milliseconds;
	l.each_step = limits->each_step ? limits->milliseconds : 0;
	const pid_t self = getpid(), pid = fork();
	if (pid == 0) {
		struct probe_child c = {.fd = fds[1], .nonce = l.nonce, .parent = self};
		if (limits->each_step)
			c.alarm = limits->milliseconds / 1000 + 2;
		close(fds[0]);
		child(&c, limits, fn, user);
	}
	close(fds[1]);
	if (pid > 0)
		finish(&l, pid, listen_to(&l, fds[0]));
	else
		p->code = errno;
	close(fds[0]);
}

/* ---- words ---- */

static const char *signal_words(int number)
{
	switch (number) {
	case SIGSEGV:
		return "segmentation fault";
	case SIGBUS:
		return "bus error";
	case SIGABRT:
		return "abort";
	case SIGFPE:
		return "arithmetic error";
	case SIGILL:
		return "illegal instruction";
	case SIGTRAP:
		return "trap";
	case SIGKILL:
		return "killed";
	default:
		return "signal";
	}
}

void probe_words(const struct probe *p, const struct probe_limits *limits,
                 char *text, size_t size)
{
	const char *step = p->step[0] ? p->step : "being started";
	switch (p->end) {
	case PROBE_RETURNED:
		snprintf(text, size, "returned %d", p->code);
		break;
	case PROBE_SIGNAL:
		snprintf(text, size, "crashed (%s, signal %d) while %s",
		         signal_words(p->code), p->code, step);
		break;
	case PROBE_EXITED:
		snprintf(text, size, "ended the process (exit status %d) while %s", p->code,
		         step);
		break;
	case PROBE_TIMEOUT:
		snprintf(text, size, "did not return within %g s while %s",
		         limits->milliseconds / 1000.0, step);
		break;
	case PROBE_GARBLED:
		snprintf(text, size, "wrote to a file that is not its own while %s", step);
		break;
	case PROBE_BROKEN:
		snprintf(text, size, "could not be tried in a process of its own: %s",
		         strerror(p->code));
		break;
	}
}
