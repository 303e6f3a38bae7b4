/* SPDX-License-Identifier: MIT */
/* test_out.c - a file appears when all is well and not before. */
#include "out.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static int set_up(void **state)
{
	char *folder = strdup("/tmp/catena-out-XXXXXX");
	*state = folder;
	return folder && mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	free(*state);
	return system(command);
}

static const char *in(void **state, const char *name)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", (const char *)*state, name);
	return path;
}

static bool is_there(void **state, const char *name)
{
	return access(in(state, name), F_OK) == 0;
}

static void a_file_appears_at_the_end_in_folders_that_are_made(void **state)
{
	char why[256] = "", text[32] = "";
	struct outputs *all = outputs_new();
	struct catena_out *o =
	    outputs_open(all, in(state, "a/b/c.txt"), why, sizeof why);
	assert_non_null(o);
	assert_int_equal(out_write(o, "hello", 5, why, sizeof why), CATENA_OK);
	assert_false(is_there(state, "a/b/c.txt"));
	assert_int_equal(outputs_finish(all, why, sizeof why), 0);
	uint64_t bytes = 0;
	assert_string_equal(outputs_path(all, 0, &bytes), in(state, "a/b/c.txt"));
	assert_int_equal(bytes, 5);
	outputs_free(all);
	assert_false(is_there(state, "a/b/.c.txt.part"));
	const int fd = open(in(state, "a/b/c.txt"), O_RDONLY);
	assert_int_equal(read(fd, text, sizeof text), 5);
	close(fd);
	assert_string_equal(text, "hello");
}

static void nothing_is_left_of_a_run_that_did_not_end_well(void **state)
{
	char why[256] = "";
	struct outputs *all = outputs_new();
	struct catena_out *o = outputs_open(all, in(state, "x"), why, sizeof why);
	assert_non_null(o);
	assert_int_equal(out_write(o, "half", 4, why, sizeof why), CATENA_OK);
	outputs_free(all);
	assert_false(is_there(state, "x"));
	assert_false(is_there(state, ".x.part"));
}

static void two_runs_do_not_write_one_file(void **state)
{
	char why[256] = "";
	struct outputs *first = outputs_new(), *second = outputs_new();
	assert_non_null(outputs_open(first, in(state, "same"), why, sizeof why));
	assert_null(outputs_open(second, in(state, "same"), why, sizeof why));
	assert_non_null(strstr(why, "another run"));
	outputs_free(second);
	assert_true(is_there(state, ".same.part"));
	assert_int_equal(outputs_finish(first, why, sizeof why), 0);
	outputs_free(first);
	assert_true(is_there(state, "same"));
}

/* Of a run that was killed a process may live on for a moment, with its locks. */
static void what_a_killed_run_left_is_waited_for(void **state)
{
	char why[256] = "", told;
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	const pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		struct outputs *const lost = outputs_new();
		const struct timespec moment = {.tv_nsec = 200 * 1000000L};
		if (!outputs_open(lost, in(state, "left"), why, sizeof why) ||
		    write(fds[1], "", 1) != 1)
			_exit(1);
		nanosleep(&moment, NULL);
		_exit(0);
	}
	assert_int_equal(read(fds[0], &told, 1), 1);
	struct outputs *const all = outputs_new();
	assert_non_null(outputs_open(all, in(state, "left"), why, sizeof why));
	assert_int_equal(outputs_finish(all, why, sizeof why), 0);
	outputs_free(all);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(fds[0]);
	close(fds[1]);
}

static void a_folder_and_a_full_disk_are_errors_with_reasons(void **state)
{
	char why[256] = "";
	static char block[600000];
	struct outputs *all = outputs_new();
	assert_int_equal(mkdir(in(state, "dir"), 0700), 0);
	assert_null(outputs_open(all, in(state, "dir"), why, sizeof why));
	assert_non_null(strstr(why, "folder"));
	if (access("/dev/full", W_OK) == 0) {
		struct catena_out *o = outputs_open(all, "/dev/full", why, sizeof why);
		assert_non_null(o);
		assert_int_equal(out_write(o, block, sizeof block, why, sizeof why),
		                 CATENA_E_IO);
		assert_non_null(strstr(why, "/dev/full"));
	}
	outputs_free(all);
	assert_int_equal(access("/dev/full", F_OK), 0);
}

static void a_full_disk_at_the_end_renames_nothing(void **state)
{
	char why[256] = "";
	struct rlimit old, small;
	struct outputs *all = outputs_new();
	struct catena_out *a = outputs_open(all, in(state, "first"), why, sizeof why);
	struct catena_out *b = outputs_open(all, in(state, "second"), why, sizeof why);
	static char block[100000];
	assert_int_equal(out_write(a, block, 10, why, sizeof why), CATENA_OK);
	assert_int_equal(out_write(b, block, sizeof block, why, sizeof why), CATENA_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	const int rc = outputs_finish(all, why, sizeof why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(rc, -1);
	outputs_free(all);
	assert_false(is_there(state, "first"));
	assert_false(is_there(state, "second"));
}

static void write_text(struct outputs *all, const char *path, const char *text)
{
	char why[256] = "";
	struct catena_out *o = outputs_open(all, path, why, sizeof why);
	if (!o)
		fail_msg("%s", why);
	assert_int_equal(out_write(o, text, strlen(text), why, sizeof why), CATENA_OK);
}

static void a_run_goes_on_where_another_was_cut_off(void **state)
{
	char why[256] = "", text[32] = "", path[256];
	snprintf(path, sizeof path, "%s", in(state, "x.txt"));
	struct outputs *all = outputs_new();
	write_text(all, path, "before|after the checkpoint");
	assert_int_equal(outputs_sync(all, why, sizeof why), 0);
	outputs_keep(all);
	outputs_free(all);
	assert_true(is_there(state, ".x.txt.part"));
	assert_true(out_left(path, 27));
	assert_false(out_left(path, 28));
	/* One that expects more than is there does not touch it. */
	all = outputs_new();
	outputs_keep(all);
	assert_int_equal(outputs_expect(all, path, 28), 0);
	assert_null(outputs_open(all, path, why, sizeof why));
	assert_non_null(strstr(why, "is shorter than it was"));
	outputs_free(all);
	assert_true(out_left(path, 27));
	all = outputs_new();
	assert_int_equal(outputs_expect(all, path, 7), 0);
	assert_true(outputs_expected(all, path));
	assert_false(outputs_expected(all, "other"));
	write_text(all, path, "again");
	uint64_t bytes = 0;
	assert_non_null(outputs_path(all, 0, &bytes));
	assert_int_equal(bytes, 12);
	assert_int_equal(outputs_finish(all, why, sizeof why), 0);
	outputs_free(all);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(text, 1, sizeof text, f), 12);
	fclose(f);
	assert_memory_equal(text, "before|again", 12);
}

static void what_was_written_to_its_end_is_renamed_once(void **state)
{
	char why[256] = "", path[256];
	snprintf(path, sizeof path, "%s", in(state, "done.txt"));
	assert_int_equal(out_complete(path, 4, why, sizeof why), -1);
	assert_non_null(strstr(why, "cannot rename"));
	struct outputs *all = outputs_new();
	write_text(all, path, "done");
	assert_int_equal(outputs_sync(all, why, sizeof why), 0);
	outputs_keep(all);
	outputs_free(all);
	assert_int_equal(out_complete(path, 4, why, sizeof why), 0);
	assert_true(is_there(state, "done.txt"));
	assert_false(is_there(state, ".done.txt.part"));
	assert_int_equal(out_complete(path, 4, why, sizeof why), 0);
	assert_int_equal(out_complete(path, 5, why, sizeof why), -1);
}

static void what_is_written_in_place_is_told_apart(void **state)
{
	assert_true(out_in_place("-"));
	assert_true(out_in_place("/dev/null"));
	assert_false(out_in_place(in(state, "new.txt")));
	assert_false(out_in_place(in(state, ".")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_appears_at_the_end_in_folders_that_are_made),
	    cmocka_unit_test(nothing_is_left_of_a_run_that_did_not_end_well),
	    cmocka_unit_test(two_runs_do_not_write_one_file),
	    cmocka_unit_test(what_a_killed_run_left_is_waited_for),
	    cmocka_unit_test(a_folder_and_a_full_disk_are_errors_with_reasons),
	    cmocka_unit_test(a_full_disk_at_the_end_renames_nothing),
	    cmocka_unit_test(a_run_goes_on_where_another_was_cut_off),
	    cmocka_unit_test(what_was_written_to_its_end_is_renamed_once),
	    cmocka_unit_test(what_is_written_in_place_is_told_apart),
	};
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
