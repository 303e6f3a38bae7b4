/* SPDX-License-Identifier: MIT */
/* test_config_file.c - what the bytes of a config may be, and which files are
 * none; includes; limits. */
#include "build.h"

#include "config_case.h"
#include <sys/socket.h>
#include <sys/un.h>

/* ---- Bytes ---- */

static void bytes(void **state)
{
	(void)state;
	config_free(good("\xEF\xBB\xBF" CHAIN));
	struct config *const c =
	    good("# dos\r\nchain = (\r\n{ plugin = \"r\";\r\nx = 1; } );\r\n");
	is_at(option(c, 0, "x")->where, "x.conf", 4);
	config_free(c);
	config_free(good("chain=({plugin=\"r\"})# no line end"));
	config_free(good("chain=({plugin=\"r\"})//"));
	config_free(good("/**/chain=({plugin=\"r\"})/* x */"));
	bad("", "there is no chain");
	bad("\xEF\xBB\xBF", "there is no chain");
	bad("# only\n", "there is no chain");
	bad("a = 1;\n\n# \xC3\x28\n" CHAIN,
	    "x.conf:3: the byte 0xC3 is not UTF-8 here");
	bad("\xFF\xFE"
	    "a",
	    "x.conf:1: the file is UTF-16");
	bad("a = \"\\xC3\"; " CHAIN, "x.conf:1: the string is not UTF-8 with its \\x");
	put("x.conf", "a = 1;\nb = \"x\0y\";\n", 18);
	assert_null(load_file("x.conf", NULL, 0));
	assert_non_null(strstr(said, "x.conf:2: a NUL byte"));
	bad("a = 1;\rb = 2;\r", "CR alone");
	bad("a = \"x\ry\"; ", "control character");
	bad("a = \"x\ny\"; ", "no closing quote on its line");
	bad("a = \"x\r\ny\"; ", "no closing quote on its line");
	bad("a = \"x", "no closing quote on its line");
	bad("a = \"x\\", "no closing quote on its line");
	bad("a = \xE2\x80\x9Cx\xE2\x80\x9D;", "typographer's quote");
	bad("a = 1;\n/* x\n", "x.conf:2: the comment that begins here has no end");
}

/* ---- Files that are none ---- */

static void no_files(void **state)
{
	(void)state;
	assert_true(mkdir("sub", 0777) == 0 || errno == EEXIST);
	write_file("x.conf", "");
	assert_null(load_file("y.conf", NULL, 0));
	assert_non_null(strstr(said, "y.conf: no such file; did you mean \"x.conf\"?"));
	assert_null(load_file("./sub", NULL, 0));
	assert_non_null(strstr(said, "it is a folder"));
	assert_null(load_file("", NULL, 0));
	unlink("fifo");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_null(load_file("fifo", NULL, 0)); /* must not wait */
	assert_non_null(strstr(said, "fifo: it is a FIFO"));
	assert_null(load_file("/dev/null", NULL, 0));
	assert_non_null(strstr(said, "it is a device"));
	bad("a = 1;\n@include \"fifo\"\n",
	    "x.conf:2: cannot include \"fifo\": it is a FIFO");
	bad("@include \"x.cnf\"\n",
	    "x.conf:1: cannot include \"x.cnf\": no such file; did "
	    "you mean \"x.conf\"?");
	const int s = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "sock"};
	unlink("sock");
	if (s >= 0 && bind(s, (struct sockaddr *)&name, sizeof name) == 0) {
		assert_null(load_file("sock", NULL, 0));
		assert_non_null(strstr(said, "socket"));
	}
	if (s >= 0)
		close(s);
	unlink("sock");
	unlink("fifo");
}

static void includes(void **state)
{
	(void)state;
	assert_true(mkdir("sub", 0777) == 0 || errno == EEXIST);
	/* Relative to the file that includes; in the middle of a list too. */
	write_file("sub/one.conf", "@include \"two.conf\"\n@include \"../three.conf\"");
	write_file("sub/two.conf", "workers = 2;");
	write_file("three.conf", "on_error = \"stop\"");
	write_file("four.conf", "{ plugin = \"r\"; },");
	setenv("CATENA_TEST", "one", 1);
	struct config *const c =
	    good("@include \"sub/${CATENA_TEST}.conf\" # and so on\n"
	         "chain = (\n@include \"four.conf\"\n);");
	assert_int_equal(c->workers, 2);
	assert_int_equal(c->on_error, ON_ERROR_STOP);
	is_at(c->stages[0].where, "four.conf", 1);
	config_free(c);
	config_free(good("/*\n@include \"nothing.conf\"\n*/ " CHAIN));
	config_free(good("# @include \"nothing.conf\"\n" CHAIN));
	write_file("sub/a.conf", "@include \"../b.conf\"\n");
	write_file("b.conf", "\n@include \"sub/a.conf\"\n");
	bad("@include \"b.conf\"\n", "sub/a.conf:1: the includes run in a circle");
	assert_null(load_file("b.conf", NULL, 0));
	assert_non_null(strstr(said,
	                       "sub/a.conf:1: the includes run in a circle: \"b.conf\" "
	                       "includes \"sub/a.conf\" includes \"sub/../b.conf\""));
	bad("@include \"x.conf\"\n", "in a circle: \"x.conf\" includes \"x.conf\"");
	bad("@include \"\"\n", "needs a file in quotes");
	bad("@include x.conf\n", "needs a file in quotes");
	bad("@include \"x.conf\n", "needs a file in quotes");
	bad("@import \"x.conf\"\n", "can only begin @include");
	write_file("dup.conf", "workers = 3;");
	bad("workers = 2;\n@include \"dup.conf\"\n" CHAIN,
	    "dup.conf:1: \"workers\" is set twice, first at x.conf:1");
	write_file("open.conf", "a = ( 1,\n");
	bad("@include \"open.conf\"\n", "open.conf:1: the \"(\" here is never closed");
	/* 300 files that are empty. */
	char many[10000] = "";
	write_file("empty.conf", "");
	for (int i = 0; i < 300; i++)
		strncat(many, "@include \"empty.conf\"\n", sizeof many - strlen(many) - 1);
	bad(many, "x.conf:200: more than 200 includes");
}

/* ---- Limits ---- */

static char *filled(const char *begin, const char *part, size_t times,
                    const char *end)
{
	const size_t n = strlen(begin), k = strlen(part), m = strlen(end);
	char *const text = malloc(n + k * times + m + 1);
	assert_non_null(text);
	memcpy(text, begin, n);
	for (size_t i = 0; i < times; i++)
		memcpy(text + n + i * k, part, k);
	memcpy(text + n + k * times, end, m + 1);
	return text;
}

static void limits(void **state)
{
	char *text;
	(void)state;
	text = filled(CHAIN "#", "x", 1 << 20, "\n");
	bad(text, "may have 1 MiB in all");
	free(text);
	/* Together: the file, and what it includes. */
	text = filled("#", "x", 600000, "\n");
	write_file("half.conf", text);
	free(text);
	text = filled("@include \"half.conf\"\n#", "x", 600000, "\n");
	bad(text,
	    "x.conf:1: cannot include \"half.conf\": a config and what it includes may "
	    "have 1 MiB in all");
	free(text);
	text = filled("chain = ( { plugin = \"r\"; x = [ ", "1,", 100000, "1 ]; } );");
	bad(text, "x.conf:1: more than 10000 settings and items");
	free(text);
	text = filled("chain = ( { plugin = \"r\"; x = [ ", "1,", 9900, "1 ]; } );");
	config_free(good(text));
	free(text);
	text = filled("a = ", "(", 100000, "");
	bad(text, "nested deeper than 20");
	free(text);
	text = filled("a = ", "{ a = ", 100000, "");
	bad(text, "nested deeper than 20");
	free(text);
	text = filled("chain = ( { plugin = \"r\"; x = \"", "a", 65534, "\"; } );");
	struct config *const c = good(text);
	assert_int_equal(strlen(option(c, 0, "x")->s), 65534);
	config_free(c);
	free(text);
	text = filled("a = \"", "a", 65535, "\";");
	bad(text, "a string of more than 65536 bytes");
	free(text);
	text = filled("a = ", "\"aaaaaaaaaa\" ", 10000, ";");
	bad(text, "a string of more than 65536 bytes");
	free(text);
	text = filled("a = ", "9", 5000, ";" CHAIN);
	bad(text, "does not fit in 64 bits");
	free(text);
	text = filled("a = 0.", "9", 5000, ";" CHAIN);
	bad(text, "too large or too long");
	free(text);
	bad("a = 9223372036854775808; " CHAIN, "does not fit in 64 bits");
	bad("a = -9223372036854775809; " CHAIN, "does not fit in 64 bits");
	bad("a = 0x8000000000000000; " CHAIN, "does not fit in 64 bits");
	bad("a = 1e999; " CHAIN, "too large or too long");
	text = filled("", "chain_of_names ", 10000, "");
	bad(text, "no \"=\" between");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes),
	    cmocka_unit_test(no_files),
	    cmocka_unit_test(includes),
	    cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
