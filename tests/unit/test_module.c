/* SPDX-License-Identifier: MIT */
/* test_module.c - from a name to one file, or to a reason why not.
 *
 * The plugins are those of tests/bad/plugin, copied into folders of this
 * test's own. */
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

#include "module.h"
#include "module_find.h"

struct fixture {
	char dir[4096];      /* ours, absolute */
	const char *plugins; /* where good.so and the others are; NULL: static */
	struct diag *diag;
	char said[4096]; /* all messages, one a line */
	struct modules *m;
};

static void hear(void *user, uint32_t level, const char *message)
{
	struct fixture *f = user;
	const size_t n = strlen(f->said);
	(void)level;
	snprintf(f->said + n, sizeof f->said - n, "%s\n", message);
}

static int start(void **state)
{
	static struct fixture f;
	static char plugins[4096];
	const char *build = getenv("abs_top_builddir");
	const char *linkage = getenv("CATENA_LINKAGE");
	memset(&f, 0, sizeof f);
	if (!getcwd(f.dir, sizeof f.dir - 40))
		return -1;
	strncat(f.dir, "/test_module.XXXXXX", 30);
	umask(022);
	if (!mkdtemp(f.dir))
		return -1;
	snprintf(plugins, sizeof plugins, "%s/tests/bad/plugin/so",
	         build ? build : ".");
	f.plugins = linkage && strcmp(linkage, "static") == 0 ? NULL : plugins;
	f.diag = diag_new(hear, &f, CATENA_WARN);
	*state = &f;
	setenv("CATENA_SYSTEM_PLUGIN_PATH", "", 1);
	setenv("CATENA_PROBE_SECONDS", "60", 1);
	unsetenv("CATENA_PLUGIN_PATH");
	return f.diag ? 0 : -1;
}

static int stop(void **state)
{
	struct fixture *f = *state;
	char command[5000];
	modules_free(f->m);
	diag_free(f->diag);
	snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
	return system(command);
}

/* A folder of ours, made; the text is static. */
static const char *folder(const struct fixture *f, const char *name)
{
	static char path[5000];
	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		fail_msg("%s: %s", path, strerror(errno));
	return path;
}

/* plugins/FROM.so as DIR/TO.so. */
static void put(const struct fixture *f, const char *from, const char *dir,
                const char *to)
{
	char command[20000];
	if (!f->plugins)
		skip();
	snprintf(command, sizeof command, "cp '%s/%s.so' '%s/%s.so'", f->plugins, from,
	         folder(f, dir), to);
	if (system(command) != 0)
		fail_msg("%s", command);
}

static void open_path(struct fixture *f, const char *path)
{
	const struct module_options o = {
	    .path = path, .system_path = "", .trust_environment = true};
	modules_free(f->m);
	f->said[0] = 0;
	f->m = modules_new(&o, f->diag);
	assert_non_null(f->m);
}

static const struct module *get(struct fixture *f, const char *name)
{
	return modules_open(f->m, name, (struct where){"a.conf", 12}, "stage_name",
	                    f->diag);
}

static void said(const struct fixture *f, const char *text)
{
	if (!strstr(f->said, text))
		fail_msg("expected \"%s\", got \"%s\"", text, f->said);
}

/* ---- Names ---- */

static void test_names(void **state)
{
	static const char *const good[] = {"a", "Tok", "tag_model2", "dash-name"};
	static const char *const bad[] = {"",         "_a",  "2a",   "-a",
	                                  "a.so",     "a/b", "../a", "a b",
	                                  "\xc3\xa4", "a\n", "a:b"};
	char longest[70];
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(module_name_ok(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(module_name_ok(bad[i]));
	memset(longest, 'a', sizeof longest);
	longest[64] = 0;
	assert_true(module_name_ok(longest));
	longest[64] = 'a';
	longest[65] = 0;
	assert_false(module_name_ok(longest));
}

/* ---- Opening ---- */

static void test_open(void **state)
{
	struct fixture *f = *state;
	char expected[5000];
	put(f, "good", "a", "good");
	put(f, "dash-name", "a", "dash-name");
	open_path(f, folder(f, "a"));
	const struct module *m = get(f, "good");
	if (!m)
		fail_msg("%s", f->said);
	snprintf(expected, sizeof expected, "%s/a/good.so", f->dir);
	assert_string_equal(m->name, "good");
	assert_string_equal(m->path, expected);
	assert_string_equal(m->plugin->name, "good");
	assert_null(m->refused);
	assert_ptr_equal(get(f, "good"), m); /* the same, not tried again */
	m = get(f, "dash-name");
	if (!m)
		fail_msg("%s", f->said);
	assert_string_equal(m->plugin->name, "dash-name");
	assert_string_equal(f->said, "");
	/* What was opened by one is opened by the next, too. */
	open_path(f, folder(f, "a"));
	assert_non_null(get(f, "good"));
}

static void test_missing(void **state)
{
	struct fixture *f = *state;
	put(f, "good", "a", "good");
	open_path(f, folder(f, "a"));
	assert_null(get(f, "goodd"));
	said(f, "a.conf:12: stage \"stage_name\": ");
	said(f, "\"goodd\"; did you mean \"good\"?");
	assert_null(get(f, "entirely_different"));
	said(f, "looked in ");
	said(f, folder(f, "a"));
	assert_null(get(f, "../a/good"));
	assert_null(get(f, ""));
	open_path(f, "");
	assert_null(get(f, "good"));
	said(f, "set CATENA_PLUGIN_PATH");
}

static void test_order(void **state)
{
	struct fixture *f = *state;
	char path[30000], expected[5000];
	uint32_t n = 0;
	put(f, "good", "a", "good");
	put(f, "good", "b", "good");
	put(f, "dash-name", "b", "dash-name");
	put(f, "wrong_magic", "c", "dash-name"); /* refused, and hidden */
	snprintf(path, sizeof path, "%s/a:%s/nowhere::%s/b/:%s/c:%s/b", f->dir, f->dir,
	         f->dir, f->dir, f->dir);
	open_path(f, path);
	const struct module *m = get(f, "good");
	assert_non_null(m);
	snprintf(expected, sizeof expected, "%s/a/good.so", f->dir);
	assert_string_equal(m->path, expected);
	const struct module *const *list = modules_list(f->m, &n);
	while (n && strcmp(list[n - 1]->path, "(built in)") == 0)
		n--;
	assert_int_equal(n, 2);
	assert_string_equal(list[0]->name, "dash-name");
	assert_non_null(list[0]->plugin);
	snprintf(expected, sizeof expected, "%s/b/dash-name.so", f->dir);
	assert_string_equal(list[0]->path, expected);
	assert_ptr_equal(list[1], m);
}

/* The text stands at every place of the pieces in which a file is read. */
static void test_holding(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	uint32_t n = 0;
	snprintf(path, sizeof path, "%s/text", f->dir);
	for (int at = 16000; at < 17000; at += at < 16300 || at > 16700 ? 97 : 1) {
		FILE *const file = fopen(path, "w");
		assert_non_null(file);
		for (int i = 0; i < at; i++)
			putc('.', file);
		fputs("a text of some bytes", file);
		assert_int_equal(fclose(file), 0);
		assert_true(file_holds(path, "a text of some bytes"));
		assert_false(file_holds(path, "a text of some bytes."));
	}
	assert_false(file_holds("/no such file", "a"));
	put(f, "good", "a", "good");
	open_path(f, folder(f, "a"));
	for (const struct module *const *list =
	         modules_list_holding(f->m, "nobody wrote that", &n);
	     n; n--)
		assert_string_not_equal(list[n - 1]->name, "good");
	const struct module *const *const list =
	    modules_list_holding(f->m, "good_LTX_catena_plugin", &n);
	assert_true(n >= 1);
	assert_string_equal(list[0]->name, "good");
	assert_non_null(list[0]->plugin);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t n = 0;
	put(f, "wrong_name", "a", "wrong_name");
	put(f, "good", "a", "renamed");
	open_path(f, folder(f, "a"));
	assert_null(get(f, "wrong_name"));
	said(f, "a.conf:12: stage \"stage_name\": plugin \"wrong_name\" is refused: ");
	said(f, "/a/wrong_name.so: calls itself \"right_name\"");
	assert_null(get(f, "renamed"));
	said(f, "has no function renamed_LTX_catena_plugin");
	f->said[0] = 0;
	assert_null(get(f, "wrong_name")); /* said again, at its place */
	said(f, "calls itself");
	assert_int_equal(diag_errors(f->diag), 3);
	const struct module *const *list = modules_list(f->m, &n);
	assert_true(n >= 2);
	assert_string_equal(list[0]->name, "renamed");
	assert_null(list[0]->plugin);
	assert_non_null(list[0]->refused);
}

static void test_file(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	put(f, "good", "a", "good");
	open_path(f, "");
	snprintf(path, sizeof path, "%s/a/good.so", f->dir);
	const struct module *m = modules_open_file(f->m, path, f->diag);
	if (!m)
		fail_msg("%s", f->said);
	assert_string_equal(m->name, "good");
	assert_null(get(f, "good")); /* not by name, for that */
	snprintf(path, sizeof path, "%s/a/none.so", f->dir);
	assert_null(modules_open_file(f->m, path, f->diag));
	said(f, "/a/none.so: cannot be read: ");
	assert_null(modules_open_file(f->m, f->dir, f->diag));
	said(f, "is a folder, not a file");
}

static void test_link(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	put(f, "good", "a", "good");
	folder(f, "b");
	snprintf(path, sizeof path, "%s/b/good.so", f->dir);
	assert_int_equal(symlink("../a/good.so", path), 0);
	open_path(f, folder(f, "b"));
	const struct module *m = get(f, "good");
	if (!m)
		fail_msg("%s", f->said);
	assert_string_equal(m->path, path);
}

/* ---- Trust ---- */

static void mode(const struct fixture *f, const char *name, mode_t bits)
{
	char path[5000];
	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	if (chmod(path, bits) != 0)
		fail_msg("%s: %s", path, strerror(errno));
}

static void test_modes(void **state)
{
	struct fixture *f = *state;
	put(f, "good", "a", "good");
	mode(f, "a/good.so", 0646);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	said(f, "the file can be written by everybody (mode 0646); chmod go-w it");
	mode(f, "a/good.so", 0444);
	mode(f, "a", 0757);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	said(f, "can be written by everybody (mode 0757)");
	mode(f, "a", 01777);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	mode(f, "a", 0755);
	open_path(f, folder(f, "a"));
	assert_non_null(get(f, "good"));
}

/* Of our own group others are members, unless it is ours alone; of nobody's
 * group we know nothing. */
static void test_group(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	put(f, "good", "a", "good");
	if (geteuid() != 0)
		skip();
	snprintf(path, sizeof path, "%s/a/good.so", f->dir);
	assert_int_equal(chown(path, 0, 54321), 0);
	mode(f, "a/good.so", 0664);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	said(f, "can be written by its group (mode 0664)");
	assert_int_equal(chown(path, 0, 0), 0); /* root's own, as umask 002 makes it */
	open_path(f, folder(f, "a"));
	if (!get(f, "good"))
		print_message("root's group has members here: %s", f->said);
}

static void test_owner(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	put(f, "good", "a", "good");
	if (geteuid() != 0)
		skip(); /* nobody else can give a file away */
	snprintf(path, sizeof path, "%s/a/good.so", f->dir);
	assert_int_equal(chown(path, 54321, 0), 0);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	said(f, "the file belongs to user 54321");
	assert_int_equal(chown(path, 0, 0), 0);
	assert_int_equal(chown(folder(f, "a"), 54321, 0), 0);
	open_path(f, folder(f, "a"));
	assert_null(get(f, "good"));
	said(f, "/a belongs to user 54321");
}

/* ---- The environment ---- */

static struct modules *from_environment(struct fixture *f, bool trust)
{
	const struct module_options o = {.trust_environment = trust};
	modules_free(f->m);
	f->said[0] = 0;
	f->m = modules_new(&o, f->diag);
	return f->m;
}

static void test_environment(void **state)
{
	struct fixture *f = *state;
	put(f, "good", "a", "good");
	put(f, "dash-name", "b", "dash-name");
	setenv("CATENA_PLUGIN_PATH", folder(f, "a"), 1);
	setenv("CATENA_SYSTEM_PLUGIN_PATH", folder(f, "b"), 1);
	assert_non_null(from_environment(f, true));
	assert_non_null(get(f, "good"));
	assert_non_null(get(f, "dash-name"));
	assert_non_null(from_environment(f, false));
	assert_null(get(f, "good"));
	assert_null(get(f, "dash-name"));
	setenv("CATENA_PLUGIN_PATH", "a:./a:", 1);
	assert_non_null(from_environment(f, true));
	said(f, "\"a\" is not an absolute path: ignored");
	said(f, "\"./a\" is not an absolute path: ignored");
	assert_null(get(f, "good"));
}

static void test_no_folder(void **state)
{
	struct fixture *f = *state;
	char path[5000];
	put(f, "good", "a", "good");
	snprintf(path, sizeof path, "%s/a/good.so", f->dir);
	open_path(f, path);
	said(f, "/a/good.so: it is not a folder");
	assert_null(get(f, "good"));
	if (geteuid() == 0)
		return; /* may read everything */
	mode(f, "a", 0);
	open_path(f, folder(f, "a"));
	said(f, "plugins are not looked for in ");
	mode(f, "a", 0755);
}

static void test_many_folders(void **state)
{
	struct fixture *f = *state;
	char *path = calloc(1, 2 << 20);
	size_t n = 0;
	assert_non_null(path);
	for (int i = 0; i < 100; i++) {
		char name[20];
		snprintf(name, sizeof name, "f%d", i);
		n +=
		    (size_t)snprintf(path + n, 5001, "%s%s", n ? ":" : "", folder(f, name));
	}
	put(f, "good", "f0", "good");
	open_path(f, path);
	said(f, "only the first ");
	assert_non_null(get(f, "good"));
	memset(path, 'x', 1 << 20);
	path[0] = '/';
	path[1 << 20] = 0;
	open_path(f, path);
	said(f, "a path of 1048576 bytes: ignored");
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test_setup_teardown(test_open, start, stop),
	    cmocka_unit_test_setup_teardown(test_missing, start, stop),
	    cmocka_unit_test_setup_teardown(test_order, start, stop),
	    cmocka_unit_test_setup_teardown(test_holding, start, stop),
	    cmocka_unit_test_setup_teardown(test_refused, start, stop),
	    cmocka_unit_test_setup_teardown(test_file, start, stop),
	    cmocka_unit_test_setup_teardown(test_link, start, stop),
	    cmocka_unit_test_setup_teardown(test_modes, start, stop),
	    cmocka_unit_test_setup_teardown(test_group, start, stop),
	    cmocka_unit_test_setup_teardown(test_owner, start, stop),
	    cmocka_unit_test_setup_teardown(test_environment, start, stop),
	    cmocka_unit_test_setup_teardown(test_no_folder, start, stop),
	    cmocka_unit_test_setup_teardown(test_many_folders, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
