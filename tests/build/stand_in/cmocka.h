/* SPDX-License-Identifier: MIT */
/* cmocka.h - as much of cmocka as tests of pure functions use, for machines that
 * have a compiler and an emulator here but no libraries (qemu.sh) */
#ifndef STAND_IN_CMOCKA_H
#define STAND_IN_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*run)(void **state);
};
#define cmocka_unit_test(f) \
	{ \
#f, f \
	}

static jmp_buf cmocka_out;

/* 1: failed; 2: skipped. */
static inline void cmocka_leave(int why)
{
	longjmp(cmocka_out, why);
}

static inline void cmocka_fail(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	cmocka_leave(1);
}

#define cmocka_hold(true_, what) \
	((true_) ? (void)0 : cmocka_fail(what, __FILE__, __LINE__))
#define assert_true(x) cmocka_hold(x, #x)
#define assert_false(x) cmocka_hold(!(x), "not: " #x)
#define assert_non_null(x) cmocka_hold((x) != NULL, #x " is NULL")
#define assert_null(x) cmocka_hold((x) == NULL, #x " is not NULL")
#define assert_int_equal(a, b) \
	cmocka_hold((unsigned long long)(a) == (unsigned long long)(b), #a " !=" \
	                                                                   " " #b)
#define assert_int_not_equal(a, b) \
	cmocka_hold((unsigned long long)(a) != (unsigned long long)(b), #a " ==" \
	                                                                   " " #b)
#define assert_string_equal(a, b) cmocka_hold(!strcmp(a, b), #a " != " #b)
#define assert_memory_equal(a, b, n) cmocka_hold(!memcmp(a, b, n), #a " != " #b)
#define assert_in_range(x, a, b) cmocka_hold((x) >= (a) && (x) <= (b), #x)
#define print_message(...) printf(__VA_ARGS__)
#define print_error(...) fprintf(stderr, __VA_ARGS__)
#define fail() cmocka_fail("failed", __FILE__, __LINE__)
#define fail_msg(...) (fprintf(stderr, __VA_ARGS__), fail())
#define skip() cmocka_leave(2)

#define cmocka_run_group_tests(tests, set_up, tear_down) \
	cmocka_run(tests, sizeof(tests) / sizeof *(tests), set_up, tear_down)

static inline int cmocka_run(const struct CMUnitTest *tests, size_t n,
                             int (*set_up)(void **), int (*tear_down)(void **))
{
	static const char *const ends[] = {"good", "FAILED", "skipped"};
	void *state = NULL;
	volatile int bad = 0;

	if (set_up && set_up(&state))
		return 1;
	for (volatile size_t i = 0; i < n; i++) {
		const int how = setjmp(cmocka_out);
		if (!how)
			tests[i].run(&state);
		printf("  %s: %s\n", tests[i].name, ends[how]);
		bad += how == 1;
	}
	if (tear_down && tear_down(&state))
		return 1;
	return bad;
}

#endif
