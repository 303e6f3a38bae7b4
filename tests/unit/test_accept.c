/* SPDX-License-Identifier: MIT */
/* test_accept.c - descriptors that are right, and one wrong thing at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "accept.h"

static catena_status work(catena_ctx *ctx, const void *self, void *state)
{
	(void)ctx;
	(void)self;
	(void)state;
	return CATENA_OK;
}

static const struct catena_option options[] = {
    {.name = "depth", .type = CATENA_INT, .initial = "3", .help = "How deep."},
    {.name = "label", .type = CATENA_STRING, .initial = "", .help = "What to say."},
};
static const struct catena_column columns[] = {
    {"weight", CATENA_F64, 0, NULL},
    {"parent", CATENA_ROW, CATENA_OPTIONAL, "token"},
    {NULL, 0, 0, NULL},
};
static const struct catena_use uses[] = {
    {"token", CATENA_READ, NULL},
    {"mark", CATENA_WRITE | CATENA_REPLACE, columns},
    {"text", CATENA_WRITE, NULL},
    {"*", CATENA_READ | CATENA_OPTIONAL, NULL},
};

static struct catena_plugin good(void)
{
	return (struct catena_plugin){CATENA_DESCRIPTOR_HEAD, .name = "it",
	                              .kind = "tagger",       .version = "1",
	                              .license = "MIT",       .summary = "Is a test",
	                              .options = options,     .n_options = 2,
	                              .uses = uses,           .n_uses = 4,
	                              .process = work};
}

struct fixture {
	struct arena arena;
	char why[600];
};

static int start(void **state)
{
	static struct fixture f;
	memset(&f, 0, sizeof f);
	*state = &f;
	return 0;
}

static int stop(void **state)
{
	struct fixture *f = *state;
	arena_free(&f->arena);
	return 0;
}

static const struct catena_plugin *accept(struct fixture *f,
                                          const struct catena_plugin *p)
{
	f->why[0] = 0;
	return accept_plugin("it", p, &f->arena, f->why, sizeof f->why);
}

static void refused(struct fixture *f, const struct catena_plugin *p,
                    const char *text)
{
	if (accept(f, p))
		fail_msg("accepted; expected: %s", text);
	if (!strstr(f->why, text))
		fail_msg("expected \"%s\", got \"%s\"", text, f->why);
}

/* ---- What is right ---- */

static void test_good(void **state)
{
	struct fixture *f = *state;
	const struct catena_plugin raw = good();
	const struct catena_plugin *p = accept(f, &raw);
	if (!p)
		fail_msg("%s", f->why);
	assert_ptr_not_equal(p, &raw);
	assert_int_equal(p->size, sizeof *p);
	assert_int_equal(p->n_options, 2);
	assert_string_equal(p->options[1].name, "label");
	assert_int_equal(p->n_uses, 4);
	assert_string_equal(p->uses[1].columns[1].layer, "token");
	assert_null(p->uses[1].columns[2].name);
	assert_null(p->uses[0].columns);
	assert_ptr_equal(p->process, work);
}

/* As a header of a later minor would have it, used by a plugin that does with
 * an older one: every struct is longer. */
struct later_option {
	struct catena_option now;
	const char *more;
};
struct later_use {
	struct catena_use now;
	uint64_t more;
};
struct later_column {
	struct catena_column now;
	uint64_t more[3];
};
struct later_plugin {
	struct catena_plugin now;
	void (*more)(void);
};

static void test_later_minor(void **state)
{
	const struct later_option opts[] = {{options[0], "x"}, {options[1], "y"}};
	const struct later_column cols[] = {
	    {columns[0], {1, 2, 3}}, {columns[1], {1, 2, 3}}, {columns[2], {1, 2, 3}}};
	const struct later_use layers[] = {{{"token", CATENA_READ, NULL}, 7},
	                                   {{"mark", CATENA_WRITE, &cols[0].now}, 7}};
	struct later_plugin raw = {.now = good()};
	struct fixture *f = *state;
	raw.now.size = sizeof raw;
	raw.now.option_size = sizeof opts[0];
	raw.now.use_size = sizeof layers[0];
	raw.now.column_size = sizeof cols[0];
	raw.now.options = &opts[0].now;
	raw.now.uses = &layers[0].now;
	raw.now.n_uses = 2;
	const struct catena_plugin *p = accept(f, &raw.now);
	if (!p)
		fail_msg("%s", f->why);
	assert_int_equal(p->size, sizeof *p);
	assert_string_equal(p->options[1].help, "What to say.");
	assert_string_equal(p->uses[1].layer, "mark");
	assert_string_equal(p->uses[1].columns[1].name, "parent");
	assert_null(p->uses[1].columns[2].name);
}

static void test_no_tables(void **state)
{
	struct catena_plugin p = good();
	p.options = NULL;
	p.uses = NULL;
	p.n_options = p.n_uses = 0;
	assert_non_null(accept(*state, &p));
}

/* ---- Heads ---- */

static void test_null(void **state)
{
	refused(*state, NULL, "refuses catena ABI 1.0");
}

static void test_head(void **state)
{
	struct catena_plugin p = good();
	p.magic++;
	refused(*state, &p, "CATENA_DESCRIPTOR_HEAD");
	p = good();
	p.abi_major = 0;
	refused(*state, &p,
	        "was built for catena ABI 0.0, this catena has 1.0; rebuild");
	p = good();
	p.abi_minor = CATENA_ABI_MINOR + 1;
	refused(*state, &p, "needs catena ABI 1.1, this catena has 1.0; update catena");
	p = good();
	p.size = offsetof(struct catena_plugin, extension);
	refused(*state, &p, "its descriptor says it has");
	p = good();
	p.size = UINT32_MAX;
	refused(*state, &p, "its descriptor says it has 4294967295 bytes");
	p = good();
	p.option_size = 8;
	refused(*state, &p, "its option_size is 8");
	p = good();
	p.use_size = 0;
	refused(*state, &p, "its use_size is 0");
	p = good();
	p.column_size = UINT16_MAX;
	refused(*state, &p, "its column_size is 65535");
}

static void test_misaligned(void **state)
{
	static union {
		struct catena_plugin p;
		char bytes[sizeof(struct catena_plugin) + 1];
	} u;
	const struct catena_plugin p = good();
	memcpy(u.bytes + 1, &p, sizeof p);
	refused(*state, (const struct catena_plugin *)(uintptr_t)((uintptr_t)&u + 1),
	        "at an odd address");
}

/* ---- Texts ---- */

static void test_texts(void **state)
{
	static char endless[2000];
	struct catena_plugin p = good();
	p.version = NULL;
	refused(*state, &p, "its version is NULL");
	p = good();
	p.license = "";
	refused(*state, &p, "its license has no letter");
	p = good();
	p.summary = "with a \x1b[31mcolour";
	refused(*state, &p, "its summary has a control character");
	memset(endless, 'x', sizeof endless);
	p = good();
	p.summary = endless; /* without a NUL: not read beyond its first 1001 bytes */
	refused(*state, &p, "its summary has more than 1000 bytes");
	p = good();
	p.name = "that";
	refused(*state, &p, "calls itself \"that\"");
	p = good();
	p.kind = "Tagger";
	refused(*state, &p, "its kind is \"Tagger\"");
}

/* ---- Tables ---- */

static void test_options(void **state)
{
	struct catena_option o[2] = {options[0], options[0]};
	struct catena_plugin p = good();
	p.options = o;
	refused(*state, &p, "depth");
	p.n_options = 1;
	assert_non_null(accept(*state, &p));
	o[0].initial = "three";
	refused(*state, &p, "depth");
	p.options = NULL;
	refused(*state, &p, "1 options in no table");
	p = good();
	p.n_options = UINT32_MAX;
	refused(*state, &p, "4294967295 options");
}

static void refused_use(struct fixture *f, struct catena_use u, const char *text)
{
	struct catena_plugin p = good();
	p.uses = &u;
	p.n_uses = 1;
	refused(f, &p, text);
}

static void test_uses(void **state)
{
	struct fixture *f = *state;
	struct catena_plugin p = good();
	const struct catena_use twice[] = {{"mark", CATENA_WRITE, NULL},
	                                   {"mark", CATENA_READ | CATENA_WRITE, NULL}};
	const struct catena_use both[] = {{"mark", CATENA_WRITE, NULL},
	                                  {"mark", CATENA_READ, NULL}};
	refused_use(f, (struct catena_use){NULL, CATENA_READ, NULL}, "names no layer");
	refused_use(f, (struct catena_use){"", CATENA_READ, NULL}, "is no name");
	refused_use(f, (struct catena_use){"a b", CATENA_READ, NULL}, "is no name");
	refused_use(f, (struct catena_use){"mark", 0, NULL}, "neither to read nor");
	refused_use(f, (struct catena_use){"mark", 16 | CATENA_READ, NULL},
	            "mode 0x11");
	refused_use(f,
	            (struct catena_use){"mark", CATENA_WRITE | CATENA_OPTIONAL, NULL},
	            "CATENA_OPTIONAL");
	refused_use(f, (struct catena_use){"mark", CATENA_READ | CATENA_REPLACE, NULL},
	            "CATENA_REPLACE");
	refused_use(f, (struct catena_use){"*", CATENA_WRITE, NULL},
	            "writes layer \"*\"");
	refused_use(f, (struct catena_use){"*", CATENA_READ, columns},
	            "columns of \"*\"");
	refused_use(f, (struct catena_use){"text", CATENA_READ, NULL}, "uses \"text\"");
	p.uses = twice;
	p.n_uses = 2;
	refused(f, &p, "writes layer \"mark\" in two of its uses");
	p.uses = both;
	assert_non_null(accept(f, &p));
	p.uses = NULL;
	refused(f, &p, "uses 2 layers in no table");
	p = good();
	p.n_uses = UINT32_MAX;
	refused(f, &p, "uses 4294967295 layers");
}

static void refused_column(struct fixture *f, const char *layer,
                           struct catena_column c, const char *text)
{
	const struct catena_column cols[] = {c, {NULL, 0, 0, NULL}};
	refused_use(f, (struct catena_use){layer, CATENA_WRITE, cols}, text);
}

static void test_columns(void **state)
{
	struct fixture *f = *state;
	static struct catena_column endless[200];
	refused_column(f, "mark", (struct catena_column){"end", 0, 0, NULL},
	               "every layer has begin and end");
	refused_column(f, "mark", (struct catena_column){"B", 0, 0, NULL},
	               "is no name");
	refused_column(f, "mark", (struct catena_column){"b", CATENA_ROW + 1, 0, NULL},
	               "has type 7");
	refused_column(f, "mark", (struct catena_column){"b", CATENA_ROW, 0, NULL},
	               "ROW of no layer");
	refused_column(f, "mark", (struct catena_column){"b", CATENA_U8, 1, NULL},
	               "flags 0x1");
	refused_column(f, "token", (struct catena_column){"kind", CATENA_U32, 0, NULL},
	               "its type is CATENA_U8");
	refused_column(f, "copy", (struct catena_column){"of", CATENA_SYM, 0, NULL},
	               "its type is CATENA_STR");
	for (size_t i = 0; i < sizeof endless / sizeof *endless; i++)
		endless[i].name = "a";
	refused_use(f, (struct catena_use){"mark", CATENA_WRITE, endless},
	            "more than 100 columns");
}

/* ---- Callbacks ---- */

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	return work(ctx, self, serial);
}

static struct catena_reader reader;
static struct catena_gather gather;
static struct catena_sync sync_;
static struct catena_commands commands;
static const char *offered;

static const void *extension(const char *id)
{
	if (!offered || strcmp(id, offered) != 0)
		return NULL;
	return strcmp(id, "catena.reader/1") == 0   ? (const void *)&reader
	       : strcmp(id, "catena.gather/1") == 0 ? (const void *)&gather
	       : strcmp(id, "catena.sync/1") == 0   ? (const void *)&sync_
	                                            : (const void *)&commands;
}

static void test_reader(void **state)
{
	struct catena_plugin p = good();
	p.kind = "reader";
	p.process = NULL;
	p.extension = extension;
	offered = NULL;
	refused(*state, &p, "a reader without the extension catena.reader/1");
	offered = "catena.reader/1";
	reader = (struct catena_reader){.size = 4};
	refused(*state, &p, "says it has 4 bytes");
	reader.size = sizeof reader;
	refused(*state, &p, "next is NULL");
	reader.next = next;
	assert_non_null(accept(*state, &p));
	p.kind = "filter";
	refused(*state, &p, "set the kind to \"reader\"");
}

static void test_gather(void **state)
{
	struct catena_plugin p = good();
	p.extension = extension;
	offered = "catena.gather/1";
	gather = (struct catena_gather){.size = sizeof gather};
	refused(*state, &p, "its resolve is NULL");
	gather.resolve = (catena_status(*)(catena_ctx *, const void *, void *,
	                                   const void *, uint32_t))(void (*)(void))work;
	assert_non_null(accept(*state, &p));
	p.process = NULL;
	p.commit = work;
	refused(*state, &p, "has no process to emit");
}

static void test_sync(void **state)
{
	struct catena_plugin p = good();
	p.extension = extension;
	offered = "catena.sync/1";
	sync_ = (struct catena_sync){.size = sizeof sync_, .save = next};
	refused(*state, &p, "without save and restore");
	sync_.restore = next;
	assert_non_null(accept(*state, &p));
	sync_.size = 0;
	refused(*state, &p, "says it has 0 bytes");
}

static catena_status run(catena_ctx *ctx, const union catena_value *values,
                         const char *const *args)
{
	(void)args;
	return work(ctx, values, NULL);
}

static void test_commands(void **state)
{
	const struct catena_command fine = {.name = "go",
	                                    .summary = "goes",
	                                    .options = options,
	                                    .n_options = 2,
	                                    .run = run};
	struct catena_command list[2] = {fine, fine};
	const struct catena_commands all = {
	    sizeof all, sizeof fine, sizeof(struct catena_option), "it", list, 1};
	struct catena_plugin p = good();
	p.extension = extension;
	offered = "catena.command/1";
	commands = all;
	assert_non_null(accept(*state, &p));
	commands.size = 4;
	refused(*state, &p, "says a wrong size");
	commands = all;
	commands.command_size = 8;
	refused(*state, &p, "says a wrong command_size");
	commands = all;
	commands.option_size = sizeof(struct catena_option) + 1;
	refused(*state, &p, "says a wrong option_size");
	commands = all;
	commands.word = "It";
	refused(*state, &p, "has a word that is not small letters");
	commands.word = NULL;
	refused(*state, &p, "has a word that is not small letters");
	commands = all;
	commands.n = 0;
	refused(*state, &p, "has no commands");
	commands.n = 2;
	refused(*state, &p, "has two commands of one name");
	list[1].name = "";
	refused(*state, &p, "has a command whose name is not");
	list[1] = fine;
	list[1].name = "stay";
	assert_non_null(accept(*state, &p));
	list[1].run = NULL;
	refused(*state, &p, "has a command whose run is NULL");
	list[1].run = run;
	list[1].summary = "two\nlines";
	refused(*state, &p, "without a summary of one line");
	list[1].summary = "stays";
	list[1].max_args = 1;
	refused(*state, &p, "does not say which");
	list[1].args = "WORD";
	assert_non_null(accept(*state, &p));
	list[1].min_args = 2;
	refused(*state, &p, "min_args is above");
	list[1].min_args = 0;
	list[1].options = NULL;
	refused(*state, &p, "wrong number of options");
	list[1].options = (const struct catena_option[]){{.name = "A"}, {0}};
	refused(*state, &p, "its command \"stay\": option \"A\" must be named");
	struct catena_option quiet[2] = {options[0], options[1]};
	quiet[0].name = "quiet";
	list[1].options = quiet;
	refused(*state, &p, "\"help\" and \"quiet\" are the program's own");
}

static void test_work(void **state)
{
	struct catena_plugin p = good();
	p.process = NULL;
	refused(*state, &p, "neither process nor commit");
	p.commit = work;
	assert_non_null(accept(*state, &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_good, start, stop),
	    cmocka_unit_test_setup_teardown(test_later_minor, start, stop),
	    cmocka_unit_test_setup_teardown(test_no_tables, start, stop),
	    cmocka_unit_test_setup_teardown(test_null, start, stop),
	    cmocka_unit_test_setup_teardown(test_head, start, stop),
	    cmocka_unit_test_setup_teardown(test_misaligned, start, stop),
	    cmocka_unit_test_setup_teardown(test_texts, start, stop),
	    cmocka_unit_test_setup_teardown(test_options, start, stop),
	    cmocka_unit_test_setup_teardown(test_uses, start, stop),
	    cmocka_unit_test_setup_teardown(test_columns, start, stop),
	    cmocka_unit_test_setup_teardown(test_reader, start, stop),
	    cmocka_unit_test_setup_teardown(test_gather, start, stop),
	    cmocka_unit_test_setup_teardown(test_sync, start, stop),
	    cmocka_unit_test_setup_teardown(test_commands, start, stop),
	    cmocka_unit_test_setup_teardown(test_work, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
