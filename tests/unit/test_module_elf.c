/* SPDX-License-Identifier: MIT */
/* test_module_elf.c - a real shared object, and what is left of it when bytes
 * are cut off or changed: a reason each time, never a crash.
 *
 * The object is tests/bad/plugin/good.so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "module_elf.h"

struct file {
	unsigned char *bytes;
	size_t n;
	char path[32]; /* a copy to be spoiled */
};

static int start(void **state)
{
	static struct file f;
	char path[4096];
	const char *build = getenv("abs_top_builddir");
	const char *linkage = getenv("CATENA_LINKAGE");
	*state = NULL;
	snprintf(path, sizeof path, "%s/tests/bad/plugin/so/good.so",
	         build ? build : ".");
	FILE *in = linkage && strcmp(linkage, "static") == 0 ? NULL : fopen(path, "rb");
	if (!in)
		return 0; /* each test skips */
	fseek(in, 0, SEEK_END);
	f.n = (size_t)ftell(in);
	rewind(in);
	f.bytes = malloc(f.n);
	if (!f.bytes || fread(f.bytes, 1, f.n, in) != f.n)
		return -1;
	fclose(in);
	snprintf(f.path, sizeof f.path, "test_module_elf.XXXXXX");
	const int fd = mkstemp(f.path);
	if (fd < 0 || memcmp(f.bytes, "\177ELF", 4) != 0)
		return -1;
	close(fd);
	*state = &f;
	return 0;
}

static int stop(void **state)
{
	struct file *f = *state;
	if (f) {
		unlink(f->path);
		free(f->bytes);
	}
	return 0;
}

static struct file *given(void **state)
{
	if (!*state)
		skip(); /* static, or not ELF: there is no such file */
	return *state;
}

static void put(const struct file *f, const void *bytes, size_t n)
{
	FILE *out = fopen(f->path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

struct told {
	unsigned exports, needed, all;
	char last_export[300];
};

static void tell(void *user, enum elf_fact fact, const char *text)
{
	struct told *t = user;
	t->all++;
	assert_non_null(text);
	if (fact == ELF_EXPORT) {
		t->exports++;
		snprintf(t->last_export, sizeof t->last_export, "%s", text);
	}
	t->needed += fact == ELF_NEEDED;
}

/* Whatever it says, it says why. */
static int look(const struct file *f)
{
	char why[300] = "";
	struct told told = {0};
	const int rc = elf_check(f->path, why, sizeof why);
	assert_true((rc == 0) == (why[0] == 0));
	elf_facts(f->path, tell, &told);
	return rc;
}

static void test_whole(void **state)
{
	const struct file *f = given(state);
	struct told told = {0};
	put(f, f->bytes, f->n);
	assert_int_equal(look(f), 0);
	assert_int_equal(elf_facts(f->path, tell, &told), 0);
	assert_int_equal(told.exports, 1);
	assert_string_equal(told.last_export, "good_LTX_catena_plugin");
	assert_true(told.needed <= 2); /* libc, if anything */
}

static void test_cut(void **state)
{
	const struct file *f = given(state);
	const size_t step = f->n > 4000 ? f->n / 400 : 1;
	for (size_t n = 0; n < f->n; n += n < 200 ? 1 : step) {
		put(f, f->bytes, n);
		if (look(f) == 0)
			fail_msg("accepted with %zu of %zu bytes", n, f->n);
	}
}

/* Each byte of the header, and of what it points to first. */
static void test_changed(void **state)
{
	const struct file *f = given(state);
	static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
	unsigned char *bytes = malloc(f->n);
	assert_non_null(bytes);
	for (size_t at = 0; at < 700 && at < f->n; at++)
		for (size_t i = 0; i < sizeof values; i++) {
			memcpy(bytes, f->bytes, f->n);
			bytes[at] = values[i];
			put(f, bytes, f->n);
			look(f);
		}
	free(bytes);
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13; /* xorshift32, G. Marsaglia */
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void test_random(void **state)
{
	const struct file *f = given(state);
	uint32_t x = 2463534242U;
	unsigned char *bytes = malloc(f->n);
	assert_non_null(bytes);
	for (int round = 0; round < 2000; round++) {
		memcpy(bytes, f->bytes, f->n);
		for (int k = 0; k < 8; k++)
			bytes[next_random(&x) % f->n] = (unsigned char)next_random(&x);
		put(f, bytes, f->n);
		look(f);
	}
	free(bytes);
}

static void test_others(void **state)
{
	const struct file *f = given(state);
	char why[300];
	put(f, "", 0);
	assert_int_equal(elf_check(f->path, why, sizeof why), -1);
	assert_non_null(strstr(why, "is empty"));
	put(f, "#!/bin/sh\n", 10);
	assert_int_equal(elf_check(f->path, why, sizeof why), -1);
	assert_non_null(strstr(why, "no ELF header"));
	assert_int_equal(elf_check("no such file", why, sizeof why), -1);
	assert_non_null(strstr(why, "cannot be read"));
	assert_int_equal(elf_check(".", why, sizeof why), -1);
	assert_int_equal(elf_facts("no such file", tell, &(struct told){0}), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole),   cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_changed), cmocka_unit_test(test_random),
	    cmocka_unit_test(test_others),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
