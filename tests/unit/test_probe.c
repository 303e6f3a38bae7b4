/* SPDX-License-Identifier: MIT */
/* test_probe.c - children that answer, crash, end, hang, hog and lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "probe.h"

static const struct probe_limits patient = {.milliseconds = 60000};
static const struct probe_limits hasty = {.milliseconds = 300};

struct heard {
	unsigned n;
	uint32_t what;
	char line[500];
};

static void hear(void *user, uint32_t what, const char *line)
{
	struct heard *h = user;
	h->n++;
	h->what = what;
	snprintf(h->line, sizeof h->line, "%s", line);
}

static struct probe run(int (*fn)(struct probe_child *, void *), void *user,
                        const struct probe_limits *limits, struct heard *h)
{
	struct probe p;
	*h = (struct heard){0};
	probe_run(&p, limits, fn, user, hear, h);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left */
	return p;
}

static int answers(struct probe_child *c, void *user)
{
	probe_step(c, "first");
	probe_step(c, "second");
	probe_say(c, 7, "%d and %s", 5, (const char *)user);
	return 42;
}

static void test_answers(void **state)
{
	static char text[] = "text";
	struct heard h;
	const struct probe p = run(answers, text, &patient, &h);
	(void)state;
	assert_int_equal(p.end, PROBE_RETURNED);
	assert_int_equal(p.code, 42);
	assert_string_equal(p.step, "second");
	assert_int_equal(h.n, 1);
	assert_int_equal(h.what, 7);
	assert_string_equal(h.line, "5 and text");
}

static int talks(struct probe_child *c, void *user)
{
	char line[1000];
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = 0;
	probe_say(c, 1, "%s", "");
	for (int i = 0; i < *(int *)user; i++)
		probe_say(c, 2, "%s", line);
	return 0;
}

static void test_talks(void **state)
{
	int n = 5000; /* more than a pipe holds */
	struct heard h;
	const struct probe p = run(talks, &n, &patient, &h);
	(void)state;
	assert_int_equal(p.end, PROBE_RETURNED);
	assert_int_equal(h.n, 5001);
	assert_true(strlen(h.line) >= 300); /* cut, not lost */
}

static int raises(struct probe_child *c, void *user)
{
	probe_step(c, "raising");
	signal(*(int *)user, SIG_DFL);
	raise(*(int *)user);
	return 0;
}

static void test_signals(void **state)
{
	int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGKILL};
	struct heard h;
	char words[200];
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const struct probe p = run(raises, &numbers[i], &patient, &h);
		assert_int_equal(p.end, PROBE_SIGNAL);
		assert_int_equal(p.code, numbers[i]);
		probe_words(&p, &patient, words, sizeof words);
		assert_non_null(strstr(words, "crashed ("));
		assert_non_null(strstr(words, "while raising"));
	}
}

static int leaves(struct probe_child *c, void *user)
{
	(void)c;
	_exit(*(int *)user);
}

static void test_exits(void **state)
{
	struct heard h;
	(void)state;
	for (int code = 0; code < 3; code++) {
		const struct probe p = run(leaves, &code, &patient, &h);
		assert_int_equal(p.end, PROBE_EXITED);
		assert_int_equal(p.code, code);
	}
}

static int waits(struct probe_child *c, void *user)
{
	(void)c;
	(void)user;
	signal(SIGALRM, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	while (pause() < 0)
		;
	return 0;
}

static int spins(struct probe_child *c, void *user)
{
	static volatile int on = 1;
	(void)c;
	(void)user;
	while (on)
		;
	return 0;
}

/* The pipe is closed, the process is not. */
static int closes_and_waits(struct probe_child *c, void *user)
{
	for (int fd = 0; fd < 64; fd++)
		close(fd);
	return waits(c, user);
}

static int starts_another(struct probe_child *c, void *user)
{
	if (fork() == 0)
		waits(c, user);
	return waits(c, user);
}

static void test_hangs(void **state)
{
	static int (*const all[])(struct probe_child *, void *) = {
	    waits, spins, closes_and_waits, starts_another};
	struct heard h;
	char words[200];
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const time_t before = time(NULL);
		const struct probe p = run(all[i], NULL, &hasty, &h);
		assert_int_equal(p.end, PROBE_TIMEOUT);
		assert_true(time(NULL) - before < 20);
		probe_words(&p, &hasty, words, sizeof words);
		assert_non_null(strstr(words, "did not return within 0.3 s"));
	}
}

/* What it started may hold the pipe open: the answer counts all the same. */
static int leaves_another(struct probe_child *c, void *user)
{
	if (fork() == 0)
		waits(c, user);
	return 3;
}

static void test_leaves_another(void **state)
{
	struct heard h;
	const struct probe p = run(leaves_another, NULL, &patient, &h);
	(void)state;
	assert_int_equal(p.end, PROBE_RETURNED);
	assert_int_equal(p.code, 3);
}

static int lies(struct probe_child *c, void *user)
{
	static const char answer[256];
	(void)c;
	(void)user;
	for (int fd = 3; fd < 64; fd++)
		if (write(fd, answer, sizeof answer) < 0)
			continue;
	_exit(0);
}

static void test_lies(void **state)
{
	struct heard h;
	const struct probe p = run(lies, NULL, &patient, &h);
	(void)state;
	assert_int_equal(p.end, PROBE_GARBLED);
}

static int prints(struct probe_child *c, void *user)
{
	(void)c;
	(void)user;
	puts("this must not be seen");
	fflush(stdout);
	return write(STDERR_FILENO, "nor this\n", 9) == 9 && getchar() == EOF ? 0 : 1;
}

/* Neither output is the test's; what the parent had not written yet is
 * written once. */
static void test_prints(void **state)
{
	char name[] = "probe_prints.XXXXXX", text[100] = "";
	const int fd = mkstemp(name), out = dup(STDOUT_FILENO);
	struct heard h;
	(void)state;
	assert_true(fd >= 0 && out >= 0);
	unlink(name);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	fputs("once", stdout); /* not flushed */
	const struct probe p = run(prints, NULL, &patient, &h);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	assert_int_equal(p.end, PROBE_RETURNED);
	assert_int_equal(p.code, 0);
	assert_int_equal(pread(fd, text, sizeof text, 0), 4);
	assert_string_equal(text, "once");
	close(fd);
}

static bool is_late;

/* In the child of fork, before it does anything of ours. */
static void be_late(void)
{
	const struct timespec nap = {.tv_nsec = 900000000};
	if (is_late)
		nanosleep(&nap, NULL);
}

/* On a busy machine it may be long before a process gets to run. */
static void test_begins_late(void **state)
{
	static char text[] = "text";
	struct heard h;
	(void)state;
	assert_int_equal(pthread_atfork(NULL, NULL, be_late), 0);
	is_late = true;
	const struct probe p = run(answers, text, &hasty, &h);
	is_late = false;
	assert_int_equal(p.end, PROBE_RETURNED);
	assert_int_equal(p.code, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_answers),     cmocka_unit_test(test_talks),
	    cmocka_unit_test(test_signals),     cmocka_unit_test(test_exits),
	    cmocka_unit_test(test_hangs),       cmocka_unit_test(test_leaves_another),
	    cmocka_unit_test(test_begins_late), cmocka_unit_test(test_lies),
	    cmocka_unit_test(test_prints),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
