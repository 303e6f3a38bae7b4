/* SPDX-License-Identifier: MIT */
/* test_manual.c - catena.conf(5) says what the table of keys says. */
#include "build.h"

#include "config_parts.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char page[64 * 1024];

static int read_page(void **state)
{
	const char *const top = getenv("abs_top_srcdir");
	char path[4096];
	(void)state;
	snprintf(path, sizeof path, "%s/core/catena.conf.5", top ? top : ".");
	FILE *const f = fopen(path, "r");
	if (!f) {
		fprintf(stderr, "%s cannot be read\n", path);
		return -1;
	}
	page[fread(page, 1, sizeof page - 1, f)] = '\0';
	return fclose(f);
}

/* The entry of a key, cut off before the next; NULL: there is none. */
static char *entry(const char *name)
{
	char head[100];
	snprintf(head, sizeof head, ".It Ic %s\n", name);
	const char *const begin = strstr(page, head);
	if (!begin)
		return NULL;
	const char *const body = begin + strlen(head);
	const char *end = strstr(body, "\n.It ");
	const char *const list_end = strstr(body, "\n.El");
	if (!end || (list_end && list_end < end))
		end = list_end;
	return end ? strndup(body, (size_t)(end + 1 - body)) : NULL;
}

static void says(const char *key, const char *text, const char *what)
{
	if (strstr(text, what))
		return;
	fail_msg("catena.conf(5), key \"%s\": no \"%s\"", key, what);
}

static void every_key_is_described(void **state)
{
	uint32_t n;
	const struct catena_option *const options = config_top_options(&n);
	(void)state;
	assert_true(n > 0);
	for (uint32_t i = 0; i < n; i++) {
		const struct catena_option *const o = &options[i];
		char what[200];
		char *const text = entry(o->name);
		if (!text)
			fail_msg("catena.conf(5) does not describe \"%s\"", o->name);
		snprintf(what, sizeof what, "Default: %s.\n",
		         o->initial[0] ? o->initial : "empty");
		says(o->name, text, what);
		for (const char *const *c = o->choices; c && *c; c++) {
			snprintf(what, sizeof what, ".Cm %s\n", *c);
			says(o->name, text, what);
		}
		free(text);
	}
}

/* Each entry of the two lists of keys is known to the reader of configs. */
static void every_description_is_of_a_key(void **state)
{
	static const char *const others[] = {"chain", "plugin", "name", "when",
	                                     "isolate"};
	uint32_t n;
	const struct catena_option *const options = config_top_options(&n);
	(void)state;
	const char *p = page;
	unsigned seen = 0;
	while ((p = strstr(p, "\n.It Ic "))) {
		char name[100] = "";
		bool known = false;
		p += strlen("\n.It Ic ");
		assert_int_equal(sscanf(p, "%99[^\n]", name), 1);
		for (uint32_t i = 0; i < n; i++)
			known = known || strcmp(options[i].name, name) == 0;
		for (size_t i = 0; i < sizeof others / sizeof *others; i++)
			known = known || strcmp(others[i], name) == 0;
		if (!known)
			fail_msg("catena.conf(5) describes \"%s\", which is no key", name);
		seen++;
	}
	assert_int_equal(seen, n + sizeof others / sizeof *others);
}

/* 10000 as people write it. */
static void with_comma(unsigned n, char *text, size_t size)
{
	if (n >= 1000)
		snprintf(text, size, "%u,%03u", n / 1000, n % 1000);
	else
		snprintf(text, size, "%u", n);
}

static void every_limit_is_described(void **state)
{
	static const struct {
		unsigned n;
		const char *what;
	} limits[] = {{CONFIG_MOST_BYTES >> 20, "%s MiB"},
	              {CONFIG_MOST_SETTINGS, "%s settings"},
	              {CONFIG_MOST_FILES, "%s includes"},
	              {CONFIG_MOST_STRING >> 10, "%s KiB"},
	              {CONFIG_MOST_STAGES, "%s stages"},
	              {CONFIG_MOST_DEPTH, "nested at most %s deep"}};
	const char *const begin = strstr(page, ".Ss Limits\n");
	const char *const end = begin ? strstr(begin, "\n.Sh ") : NULL;
	(void)state;
	assert_non_null(end);
	char *const text = strndup(begin, (size_t)(end - begin));
	assert_non_null(text);
	for (char *p = text; *p; p++) {
		if (*p == '\n')
			*p = ' ';
	}
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		char number[20], what[60];
		const char *const place = strstr(limits[i].what, "%s");
		with_comma(limits[i].n, number, sizeof number);
		snprintf(what, sizeof what, "%.*s%s%s", (int)(place - limits[i].what),
		         limits[i].what, number, place + 2);
		says("Limits", text, what);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_is_described),
	    cmocka_unit_test(every_description_is_of_a_key),
	    cmocka_unit_test(every_limit_is_described),
	};
	return cmocka_run_group_tests(tests, read_page, NULL);
}
