/* SPDX-License-Identifier: MIT */
/* config_case.h - for the tests of configs: a folder to write them in, the
 * messages, what is expected of what was read.  Included by one .c of each
 * program. */
#ifndef CATENA_TEST_CONFIG_CASE_H
#define CATENA_TEST_CONFIG_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"

/* ---- Files and messages ---- */

static char said[20000];

static inline void keep(void *user, uint32_t level, const char *message)
{
	const size_t n = strlen(said);
	(void)user;
	snprintf(said + n, sizeof said - n, "%s%s\n",
	         level == CATENA_WARN ? "warning: " : "", message);
}

static inline void put(const char *name, const char *text, size_t n)
{
	FILE *const f = fopen(name, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static inline void write_file(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

static inline struct config *load_file(const char *path, const char *const *sets,
                                       uint32_t n)
{
	said[0] = '\0';
	struct diag *const d = diag_new(keep, NULL, CATENA_WARN);
	assert_non_null(d);
	struct config *const c = config_load(path, sets, n, d);
	if (c)
		assert_int_equal(c->broken, diag_errors(d) > 0);
	else
		assert_true(diag_errors(d) > 0);
	diag_free(d);
	return c;
}

static inline struct config *good(const char *text)
{
	write_file("x.conf", text);
	struct config *const c = load_file("x.conf", NULL, 0);
	if (!c || c->broken)
		fail_msg("%s\n%s", text, said);
	return c;
}

static inline void bad(const char *text, const char *says)
{
	write_file("x.conf", text);
	struct config *const c = load_file("x.conf", NULL, 0);
	if (c && !c->broken)
		fail_msg("should be refused: %.100s", text);
	if (!strstr(said, says))
		fail_msg("%.100s: should say \"%s\": %s", text, says, said);
	config_free(c);
}

static inline const struct setting *option(const struct config *c, uint32_t stage,
                                           const char *name)
{
	assert_true(stage < c->n_stages);
	const struct stage_config *const s = &c->stages[stage];
	for (uint32_t i = 0; i < s->n_settings; i++) {
		if (strcmp(s->settings[i].name, name) == 0)
			return &s->settings[i];
	}
	fail_msg("no setting %s", name);
	return NULL;
}

static inline void is_string(const struct config *c, const char *name,
                             const char *value)
{
	const struct setting *const s = option(c, 0, name);
	assert_int_equal(s->type, SET_STRING);
	assert_string_equal(s->s, value);
}

static inline void is_int(const struct config *c, const char *name, int64_t value)
{
	const struct setting *const s = option(c, 0, name);
	assert_int_equal(s->type, SET_INT);
	assert_true(s->i == value);
}

static inline void is_at(struct where w, const char *file, uint32_t line)
{
	assert_string_equal(w.file, file);
	assert_int_equal(w.line, line);
}

#define CHAIN "chain = ( { plugin = \"r\"; } );\n"

static char folder[] = "config_case.XXXXXX";

static inline int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static inline int leave_folder(void **state)
{
	static const char *const files[] = {
	    "x.conf",       "inc.conf",     "three.conf", "four.conf", "b.conf",
	    "dup.conf",     "open.conf",    "empty.conf", "half.conf", "sub/x.conf",
	    "sub/one.conf", "sub/two.conf", "sub/a.conf"};
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(files[i]);
	rmdir("sub");
	return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

#endif
