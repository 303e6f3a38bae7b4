/* SPDX-License-Identifier: MIT */
/* test_doc.c - fields keep order and type, strings are checked, the first
 * verdict stays. */
#include "doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct catena_field field(const char *name, const char *value)
{
	return (struct catena_field){.name = name,
	                             .name_size = (uint32_t)strlen(name),
	                             .type = CATENA_FIELD_STRING,
	                             .s = value,
	                             .size = (uint32_t)strlen(value)};
}

static void fields_keep_their_order_and_are_replaced(void **state)
{
	struct arena a = {0};
	struct doc d = {.arena = &a};
	char name[16], value[] = "value";
	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "f%d", i);
		const struct catena_field f = field(name, value);
		assert_int_equal(doc_field_set(&d, &f), CATENA_OK);
	}
	value[0] = name[0] = '?'; /* what was set is a copy */
	const struct catena_field number = {
	    .name = "f3", .name_size = 2, .type = CATENA_FIELD_INT, .i = -5};
	assert_int_equal(doc_field_set(&d, &number), CATENA_OK);
	assert_int_equal(d.n_fields, 20);
	assert_string_equal(d.fields[3].name, "f3");
	assert_int_equal(doc_field_get(&d, "f3")->i, -5);
	assert_string_equal(doc_field_get(&d, "f4")->s, "value");
	doc_field_remove(&d, "f0");
	doc_field_remove(&d, "none");
	assert_int_equal(d.n_fields, 19);
	assert_string_equal(d.fields[0].name, "f1");
	assert_null(doc_field_get(&d, "f0"));
	arena_free(&a);
}

static void strings_come_back_and_wrong_numbers_are_refused(void **state)
{
	struct arena a = {0};
	struct doc d = {.arena = &a};
	uint32_t str[100], size;
	char text[128];
	(void)state;
	for (int i = 0; i < 100; i++) {
		memset(text, 'a' + i % 26, sizeof text);
		str[i] = doc_string_add(&d, text, (size_t)i + 1);
		assert_int_not_equal(str[i], 0);
	}
	for (int i = 0; i < 100; i++) {
		const char *s = doc_string_get(&d, str[i], &size);
		assert_non_null(s);
		assert_int_equal(size, i + 1);
		assert_int_equal(s[0], 'a' + i % 26);
		assert_int_equal(s[size], 0);
	}
	assert_string_equal(doc_string_get(&d, 0, &size), "");
	assert_null(doc_string_get(&d, str[5] + 1, &size));
	assert_null(doc_string_get(&d, (uint32_t)d.strings.n, &size));
	assert_null(doc_string_get(&d, UINT32_MAX - 3, &size));
	assert_int_equal(doc_string_add(&d, "", 0), 0);
	arena_free(&a);
}

static void the_first_verdict_stays_but_quarantine_overrules_a_drop(void **state)
{
	struct arena a = {0};
	struct doc d = {.arena = &a}, e = {.arena = &a};
	(void)state;
	doc_drop(&d, 2, "too short", "3 words");
	doc_drop(&d, 3, "other", NULL);
	assert_int_equal(d.verdict, VERDICT_DROPPED);
	assert_string_equal(d.reason, "too short");
	assert_int_equal(d.stage, 2);
	doc_quarantine(&e, 1, CATENA_E_INPUT, "");
	assert_string_equal(e.reason, "no reason given");
	doc_drop(&e, 3, "other", NULL);
	assert_int_equal(e.verdict, VERDICT_QUARANTINED);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fields_keep_their_order_and_are_replaced),
	    cmocka_unit_test(strings_come_back_and_wrong_numbers_are_refused),
	    cmocka_unit_test(the_first_verdict_stays_but_quarantine_overrules_a_drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
