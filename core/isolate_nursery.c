/* SPDX-License-Identifier: MIT */
/* isolate_nursery.c - a process with one thread that forks servants: forking
 * from the run itself would copy locks that its other threads hold. */
#include "build.h"

#include "isolate_parts.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool send_all(int fd, const void *p, size_t n)
{
	const char *s = p;
	while (n) {
		const ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		s += k;
		n -= (size_t)k;
	}
	return true;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool receive_all(int fd, void *p, size_t n, int seconds)
{
	const double until = now() + seconds;
	char *s = p;
	while (n) {
		if (seconds >= 0) {
			struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
			const double left = until - now();
			const int k = left > 0 ? poll(&poll_fd, 1, (int)(left * 1000) + 1) : 0;
			if (k < 0 && errno == EINTR)
				continue;
			if (k <= 0) {
				errno = k ? errno : ETIMEDOUT;
				return false;
			}
		}
		const ssize_t k = recv(fd, s, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			errno = k ? errno : EPIPE;
			return false;
		}
		s += k;
		n -= (size_t)k;
	}
	return true;
}

/* A request, and the socket that came with it (-1: none). */
static bool receive_request(int control, struct nursery_request *request, int *fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} side;
	struct iovec part = {.iov_base = request, .iov_len = sizeof *request};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = side.bytes,
	                         .msg_controllen = sizeof side.bytes};
	ssize_t n;
	*fd = -1;
	do
		n = recvmsg(control, &message, 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof *request)
		return false;
	const struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return true;
}

static void wait_for(pid_t pid, int *status)
{
	/* It has closed its socket, so it ends soon; what does not is killed. */
	for (int i = 0; i < 100; i++) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return;
		const struct timespec moment = {0, 10000000};
		nanosleep(&moment, NULL);
	}
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

static void forget_signals(void)
{
	/* What the user interrupts is the run: it lets its documents finish. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	const struct rlimit no_core = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &no_core);
}

_Noreturn void nursery_main(int control, const struct chain *c,
                            const struct stage *s)
{
	struct nursery_request request;
	int fd;
	forget_signals();
	while (receive_request(control, &request, &fd)) {
		struct nursery_answer answer = {0, 0};
		if (request.what == NURSERY_FORK) {
			const pid_t pid = fork();
			if (!pid) {
				close(control);
				servant_main(fd, c, s);
			}
			answer.pid = pid < 0 ? -errno : (int32_t)pid;
		} else {
			int status = 0;
			wait_for(request.pid, &status);
			answer.status = status;
		}
		if (fd >= 0)
			close(fd);
		if (!send_all(control, &answer, sizeof answer))
			break;
	}
	_exit(0);
}
