/* SPDX-License-Identifier: MIT */
/* test_summary.c - the sum holds or it is said; reasons are bounded; the
 * progress line fits. */
#include "progress.h"
#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char *printed(const struct summary *s, int json)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	assert_non_null(f);
	if (json)
		assert_int_equal(summary_json(s, f), 0);
	else
		summary_print(s, f);
	fclose(f);
	return text;
}

static void the_sum_must_hold(void **state)
{
	struct summary s = {0};
	const struct doc kept = {0};
	const struct doc dropped = {.verdict = VERDICT_DROPPED, .reason = "copy"};
	const struct doc bad = {
	    .verdict = VERDICT_QUARANTINED, .reason = "no \"text\"", .repairs = 1};
	(void)state;
	s.read = 4;
	assert_int_equal(summary_count(&s, &kept, ""), 0);
	assert_int_equal(summary_count(&s, &dropped, "dedup"), 0);
	assert_int_equal(summary_count(&s, &dropped, "dedup"), 0);
	assert_false(summary_holds(&s));
	assert_int_equal(summary_count(&s, &bad, "read"), 0);
	assert_true(summary_holds(&s));
	assert_int_equal(s.drops.n, 1);
	assert_int_equal(s.drops.items[0].n, 2);
	char *text = printed(&s, 0);
	assert_non_null(strstr(text, "dedup: copy"));
	assert_null(strstr(text, "DOES NOT HOLD"));
	free(text);
	text = printed(&s, 1);
	assert_non_null(strstr(text, "\"reason\":\"no \\\"text\\\"\""));
	free(text);
	s.read++;
	text = printed(&s, 0);
	assert_non_null(strstr(text, "DOES NOT HOLD"));
	free(text);
	summary_free(&s);
}

static void reasons_without_end_are_counted_together(void **state)
{
	struct summary s = {0};
	char reason[32];
	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(reason, sizeof reason, "line %d", i);
		const struct doc d = {.verdict = VERDICT_QUARANTINED, .reason = reason};
		assert_int_equal(summary_count(&s, &d, "read"), 0);
	}
	s.read = 1000;
	assert_true(s.quarantines.n <= 65);
	assert_true(summary_holds(&s));
	summary_free(&s);
}

static void progress_says_how_far(void **state)
{
	struct stage stages[3] = {{.name = "read"}, {.name = "idle"}, {.name = "tag"}};
	const double load[3] = {1, 0.01, 3};
	const struct chain c = {.stages = stages, .n = 3};
	const struct progress p = {.load = load,
	                           .documents = 1234,
	                           .bytes = 56700000,
	                           .done = 50,
	                           .total = 100,
	                           .seconds = 80,
	                           .phase = 1,
	                           .phases = 2,
	                           .chain = &c};
	char text[256];
	(void)state;
	progress_text(&p, text, sizeof text);
	assert_string_equal(text,
	                    "pass 1 of 2  1234 documents  56.7 MB  0.7 MB/s  50 %  "
	                    "1 min 20 s left  tag 75 %  read 25 %");
	progress_text(&p, text, 20);
	assert_int_equal(strlen(text), 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_sum_must_hold),
	    cmocka_unit_test(reasons_without_end_are_counted_together),
	    cmocka_unit_test(progress_says_how_far),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
