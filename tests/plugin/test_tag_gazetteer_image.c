/* SPDX-License-Identifier: MIT */
/* test_tag_gazetteer_image.c - compiled lists: they find what the lists find; a
 * damaged one is refused; one that was made to deceive is not read out of bounds
 * (under AddressSanitizer this test sees it). */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "stand_in.h"
#include "tag_gazetteer/first.h"

const struct catena_plugin *tag_gazetteer_LTX_catena_plugin(uint16_t, uint16_t);

#define LIST "test_tag_gazetteer_image.tsv"
#define OTHER "test_tag_gazetteer_image_2.tsv"
#define COMPILED "test_tag_gazetteer_image.gaz"

static const char list[] = "name\ttype\tid\tcanonical\tpopulation\tof\n"
                           "Oslo\tGPE\tQ585\tCity of Oslo\t709037\tNorway\n"
                           "Christiania\tGPE\tQ585\tCity of Oslo\t709037\tNorway\n"
                           "UN\tORG\tQ1065\tUnited Nations\n"
                           "United Nations\tORG\tQ1065\n"
                           "hedge fund\tORG\t\t\t\t\"big\"\n"
                           "New York Times\tORG\tQ9684\n"
                           "New York\tGPE\tQ60\n";
static const char text[] =
    "In Oslo, once Christiania, un staff of the UN read the New York Times. "
    "Hedge Fund people of New York did not; the United Nations did.";

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *const f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static const struct catena_plugin *plugin(void)
{
	return tag_gazetteer_LTX_catena_plugin(1, 0);
}

/* A command of the plugin's, by name; settings: NAME, VALUE pairs. */
static catena_status command(struct stand_in *h, const char *name,
                             const char *const *settings, const char *const *args)
{
	const struct catena_commands *const all =
	    plugin()->extension("catena.command/1");
	union catena_value values[16];
	catena_status status;

	assert_non_null(all);
	for (uint32_t i = 0; i < all->n; i++) {
		const struct catena_command *const c = &all->commands[i];
		if (strcmp(c->name, name) != 0)
			continue;
		memset(h, 0, sizeof *h);
		h->ctx.host = &stand_in_host;
		h->plugin = plugin();
		for (uint32_t k = 0; k < c->n_options; k++)
			values[k] = stand_in_value(c->options + k,
			                           stand_in_text_of(c->options + k, settings));
		status = c->run(&h->ctx, values, args);
		if (h->out)
			fclose(h->out);
		for (uint32_t k = 0; k < c->n_options; k++)
			if (c->options[k].type == CATENA_STRINGS) {
				free((void *)(uintptr_t)values[k].list[0]);
				free((void *)(uintptr_t)values[k].list);
			}
		return status;
	}
	fail_msg("no command %s", name);
	return CATENA_E_BUG;
}

static void compile(const char *out, const char *how, const char *fold)
{
	const char *const settings[] = {"output", out, "case", how, "fold", fold, NULL};
	const char *const args[] = {LIST, NULL};
	struct stand_in h;

	assert_int_equal(command(&h, "compile", settings, args), CATENA_OK);
}

/* "text/canonical/type/id/fields" of each row. */
static const char *tagged(const char *lists, const char *how, const char *s)
{
	static char out[4096];
	const char *const options[] = {"lists", lists, "case", how, NULL};
	struct stand_in h;
	size_t used = 0;

	if (stand_in_begin(&h, plugin(), options) != CATENA_OK)
		fail_msg("%s", h.message);
	stand_in_document(&h, "doc", s, (uint32_t)strlen(s));
	assert_int_equal(stand_in_pass(&h), CATENA_OK);
	out[0] = '\0';
	for (uint32_t i = 0; i < h.rows.n; i++) {
		const uint32_t *const *const cols = (const uint32_t *const *)h.rows.cols;
		used += (size_t)snprintf(out + used, sizeof out - used, "%.*s/%s",
		                         (int)(h.rows.end[i] - h.rows.begin[i]),
		                         s + h.rows.begin[i],
		                         stand_in_string_get(&h.ctx, cols[1][i], NULL));
		used += (size_t)snprintf(out + used, sizeof out - used, "/%s",
		                         stand_in_symbol(&h.ctx, cols[0][i], NULL));
		used += (size_t)snprintf(out + used, sizeof out - used, "/%s",
		                         stand_in_string_get(&h.ctx, cols[2][i], NULL));
		used += (size_t)snprintf(out + used, sizeof out - used, "/%s|",
		                         stand_in_string_get(&h.ctx, cols[5][i], NULL));
	}
	stand_in_end(&h);
	return out;
}

static const char expected[] =
    "Oslo/City of Oslo/GPE/Q585/{\"population\":\"709037\",\"of\":\"Norway\"}|"
    "Christiania/City of Oslo/GPE/Q585/"
    "{\"population\":\"709037\",\"of\":\"Norway\"}|"
    "UN/United Nations/ORG/Q1065/|"
    "New York Times/New York Times/ORG/Q9684/|"
    "Hedge Fund/hedge fund/ORG//{\"of\":\"\\\"big\\\"\"}|"
    "New York/New York/GPE/Q60/|"
    "United Nations/United Nations/ORG/Q1065/|";

static void compiled_lists_find_what_lists_find(void **unused)
{
	(void)unused;
	write_file(LIST, list, sizeof list - 1);
	assert_string_equal(tagged(LIST, "smart", text), expected);
	compile(COMPILED, "smart", "");
	assert_string_equal(tagged(COMPILED, "smart", text), expected);
	/* it brings its own case along */
	assert_string_equal(tagged(COMPILED, "exact", text), expected);
	compile(COMPILED, "fold", "");
	assert_string_equal(tagged(COMPILED, "exact", "un OSLO"),
	                    "un/United Nations/ORG/Q1065/|"
	                    "OSLO/City of Oslo/GPE/Q585/"
	                    "{\"population\":\"709037\",\"of\":\"Norway\"}|");
	compile(COMPILED, "exact", "");
	assert_string_equal(tagged(COMPILED, "smart", "un UN Hedge Fund OSLO"),
	                    "UN/United Nations/ORG/Q1065/|");
	unlink(LIST);
	unlink(COMPILED);
}

static void several_lists_are_one(void **unused)
{
	static const char other[] = "name\ttype\tid\n"
	                            "Oslo\tPERSON\tboy\n"
	                            "Hedge Fund people\tNORP\thfp\n"
	                            "York Times\tORG\tyt\n"
	                            "Times. Hedge\tORG\tno\n"
	                            "once\tX\tx\n";

	(void)unused;
	write_file(LIST, list, sizeof list - 1);
	write_file(OTHER, other, sizeof other - 1);
	compile(COMPILED, "smart", "");
	/* of equal length: that of the first list; else the longest; leftmost first */
	static const char *const orders[] = {COMPILED ", " OTHER, LIST ", " OTHER};
	for (int i = 0; i < 2; i++)
		assert_string_equal(
		    tagged(orders[i], "smart",
		           "Oslo once: Hedge Fund people, New York Times. Hedge"),
		    "Oslo/City of Oslo/GPE/Q585/"
		    "{\"population\":\"709037\",\"of\":\"Norway\"}|"
		    "once/once/X/x/|Hedge Fund people/Hedge Fund people/NORP/hfp/|"
		    "New York Times/New York Times/ORG/Q9684/|");
	assert_string_equal(tagged(OTHER ", " COMPILED, "smart", "Oslo, Christiania"),
	                    "Oslo/Oslo/PERSON/boy/|Christiania/City of Oslo/GPE/Q585/"
	                    "{\"population\":\"709037\",\"of\":\"Norway\"}|");
	unlink(LIST);
	unlink(OTHER);
	unlink(COMPILED);
}

static void commands_say_what_is_wrong(void **unused)
{
	static const char *const compiled[] = {COMPILED, NULL};
	static const char *const missing[] = {"none.tsv", NULL};
	static const char *const settings[] = {"output", "out.gaz", NULL};
	static const char *const folding[] = {"output", "out.gaz", "fold", "x", NULL};
	struct stand_in h;

	(void)unused;
	write_file(LIST, list, sizeof list - 1);
	compile(COMPILED, "smart", "");
	assert_int_equal(command(&h, "compile", settings, compiled), CATENA_E_CONFIG);
	assert_string_equal(h.message, "list " COMPILED ": is compiled already");
	assert_int_equal(command(&h, "compile", settings, missing), CATENA_E_CONFIG);
	assert_string_equal(h.message, "list none.tsv: No such file or directory");
	assert_int_equal(command(&h, "compile", folding, compiled), CATENA_E_CONFIG);
	assert_int_equal(command(&h, "info", NULL, missing), CATENA_E_INPUT);
	assert_int_equal(access("out.gaz", F_OK), -1);
	unlink(LIST);
	unlink(COMPILED);
}

/* ---- Damage ---- */

static unsigned char *block(size_t *size)
{
	struct builder *const b = tag_gazetteer_builder_new(CASE_SMART, 0);
	static const char *const types[] = {"GPE", "ORG"};
	unsigned char *bytes;
	bool fatal;

	assert_non_null(b);
	for (int i = 0; i < 60; i++) {
		char name[40];
		const int n = snprintf(name, sizeof name, "New%d%s", i,
		                       i % 3 ? i % 2 ? " York Times" : " York" : "");
		const struct new_name row = {.name = name,
		                             .id = "Q1",
		                             .canonical = "Canon",
		                             .fields = "{\"a\":\"b\"}",
		                             .size = (size_t)n,
		                             .id_size = 2,
		                             .canonical_size = 5,
		                             .fields_size = 9,
		                             .type = (uint8_t)(i % 2)};
		assert_null(tag_gazetteer_builder_add(b, &row, &fatal));
	}
	bytes = tag_gazetteer_builder_end(b, types, 2, size);
	tag_gazetteer_builder_free(b);
	assert_non_null(bytes);
	return bytes;
}

/* What opening says of a copy of the bytes; NULL: it opens. */
static const char *opened(const unsigned char *bytes, size_t size)
{
	unsigned char *const copy = malloc(size ? size : 1);
	struct names n;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	const char *const why = tag_gazetteer_names_of(&n, copy, size);
	if (!why)
		tag_gazetteer_names_free(&n);
	return why;
}

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static void damage_is_seen(void **unused)
{
	uint64_t seed = 9;
	size_t size;
	unsigned char *const bytes = block(&size);

	(void)unused;
	assert_null(opened(bytes, size));
	for (size_t i = 0; i < IMAGE_HEAD; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes[i] ^= (unsigned char)(1u << bit);
			assert_non_null(opened(bytes, size));
			bytes[i] ^= (unsigned char)(1u << bit);
		}
	for (int k = 0; k < 2000; k++) {
		const size_t i = next_random(&seed) % size;
		const unsigned char was = bytes[i];
		bytes[i] = (unsigned char)next_random(&seed);
		if (bytes[i] != was)
			assert_non_null(opened(bytes, size));
		bytes[i] = was;
	}
	for (size_t n = 0; n < size; n++)
		assert_non_null(opened(bytes, n));
	assert_null(opened(bytes, size));
	free(bytes);
}

static void files_are_looked_at(void **unused)
{
	static const struct {
		const char *why;
		long keep; /* bytes; negative: one more than there are */
	} cases[] = {{"is cut off: its head is not complete", 100},
	             {"is cut off; copy or compile it again", 1000},
	             {"is longer than it says; copy or compile it again", -1}};
	struct names n;
	size_t size;
	unsigned char *bytes = block(&size);

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned char *const copy = calloc(size + 1, 1);
		memcpy(copy, bytes, size);
		write_file(COMPILED, copy,
		           cases[i].keep < 0 ? size + 1 : (size_t)cases[i].keep);
		free(copy);
		assert_string_equal(tag_gazetteer_names_open(&n, COMPILED), cases[i].why);
	}
	bytes[IMAGE_AT_VERSION]++;
	write_file(COMPILED, bytes, size);
	assert_non_null(
	    strstr(tag_gazetteer_names_open(&n, COMPILED), "another version"));
	bytes[IMAGE_AT_VERSION]--;
	bytes[size / 2] ^= 1;
	write_file(COMPILED, bytes, size);
	assert_non_null(strstr(tag_gazetteer_names_open(&n, COMPILED), "is damaged"));
	static const char *const options[] = {"lists", COMPILED, NULL};
	struct stand_in h;
	assert_int_equal(stand_in_begin(&h, plugin(), options), CATENA_E_CONFIG);
	assert_string_equal(h.message,
	                    "list " COMPILED
	                    ": is damaged (its sum is wrong); copy or compile "
	                    "it again");
	stand_in_end(&h);
	assert_non_null(tag_gazetteer_names_open(&n, "."));
	write_file(COMPILED, "", 0);
	assert_non_null(strstr(tag_gazetteer_names_open(&n, COMPILED), "is cut off"));
	for (size_t left = 4; left < 8; left++) {
		write_file(COMPILED, bytes, left);
		assert_non_null(
		    strstr(tag_gazetteer_names_open(&n, COMPILED), "is cut off"));
	}
	write_file(COMPILED, "CATS", 4);
	assert_string_equal(tag_gazetteer_names_open(&n, COMPILED),
	                    "is no file of compiled names");
	free(bytes);
	unlink(COMPILED);
}

/* Filters of random bits, atoms of random hashes: every way that this machine has
 * finds the same, however many there are. */
static void every_machine_begins_alike(void **unused)
{
	enum {
		BITS = 10,
		ATOMS = 200
	};
	unsigned char cells[(2 << (BITS - 2)) + 4]; /* a block goes on behind them */
	uint32_t hash[ATOMS], plain[ATOMS + FIRST_SPARE], wide[ATOMS + FIRST_SPARE];
	uint8_t flags[ATOMS];
	const struct names n = {.first = {cells, cells + (1 << (BITS - 2))},
	                        .first_shift = {32 - BITS + 1, 32 - BITS}};
	const struct atoms a = {.hash = hash, .flags = flags, .n = ATOMS};
	uint64_t seed = 5;

	(void)unused;
	for (int round = 0; round < 500; round++) {
		for (size_t i = 0; i < sizeof cells; i++)
			cells[i] = (unsigned char)(next_random(&seed) & next_random(&seed));
		for (uint32_t i = 0; i < ATOMS; i++) {
			hash[i] =
			    (uint32_t)next_random(&seed) << 16 ^ (uint32_t)next_random(&seed);
			flags[i] = (uint8_t)next_random(&seed);
		}
		const uint32_t from = next_random(&seed) % 40;
		const uint32_t to = from + next_random(&seed) % (ATOMS - 40);
		const uint32_t count = first_of(SHARE_HAS_NONE, &n, &a, from, to, plain);
		for (int m = SHARE_HAS_AVX2; m <= (int)share_machine(); m++) {
			assert_int_equal(
			    first_of((enum share_machine)m, &n, &a, from, to, wide), count);
			assert_memory_equal(wide, plain, count * sizeof *wide);
		}
	}
}

/* Whoever knows how the sum is made can write anything. */
static void lies_do_no_harm(void **unused)
{
	static const char s[] =
	    "New1 York Times New2 York, New3; New4 York New6 New9 Y";
	uint64_t seed = 77;
	size_t size;
	unsigned char *const bytes = block(&size);
	uint32_t opens = 0;
	static const char *const options[] = {"lists", LIST, NULL};
	struct stand_in h; /* for its tokens */
	struct atoms a = {0};
	struct matcher m = {0};

	(void)unused;
	write_file(LIST, list, sizeof list - 1);
	assert_int_equal(stand_in_begin(&h, plugin(), options), CATENA_OK);
	stand_in_document(&h, "d", s, sizeof s - 1);
	assert_true(tag_gazetteer_atoms_of_tokens(&a, s, sizeof s - 1, &h.tokens,
	                                          h.kind, h.hash));
	for (uint32_t more = 0; more < 2; more++) { /* than all buckets */
		unsigned char *const copy = malloc(size);
		struct names n;
		assert_non_null(copy);
		memcpy(copy, bytes, size);
		put32(copy + IMAGE_AT_PROBES, get32(copy + IMAGE_AT_BUCKETS) + more);
		put64(copy + IMAGE_AT_SUM, tag_gazetteer_sum(copy, size));
		const bool opened = !tag_gazetteer_names_of(&n, copy, size);
		assert_int_equal(opened, !more);
		if (opened)
			tag_gazetteer_names_free(&n);
	}
	for (int k = 0; k < 4000; k++) {
		unsigned char *const copy = malloc(size);
		struct names n;
		assert_non_null(copy);
		memcpy(copy, bytes, size);
		for (uint32_t i = 1 + next_random(&seed) % 8; i > 0; i--)
			copy[k % 2 ? next_random(&seed) % size
			           : 32 + next_random(&seed) % (IMAGE_HEAD - 32)] =
			    (unsigned char)next_random(&seed);
		put64(copy + IMAGE_AT_SUM, tag_gazetteer_sum(copy, size));
		if (tag_gazetteer_names_of(&n, copy, size))
			continue;
		opens++;
		assert_true(tag_gazetteer_match(&n, &a, s, k & 4, &m));
		for (uint32_t i = 0; i < m.n; i++) {
			struct name name = {0};
			assert_true(tag_gazetteer_name_at(&n, m.found[i].name, &name));
			assert_true(strlen(name.canonical) < size &&
			            strlen(name.fields) < size);
			assert_true(strlen(tag_gazetteer_type(&n, name.type)) < size);
		}
		tag_gazetteer_names_free(&n);
	}
	assert_true(opens > 100);
	tag_gazetteer_matcher_free(&m);
	tag_gazetteer_atoms_free(&a);
	stand_in_end(&h);
	unlink(LIST);
	free(bytes);
}

/* The same lists make the same file, on every machine. */
static void the_file_is_always_the_same(void **unused)
{
	size_t size, again;
	unsigned char *const a = block(&size), *const b = block(&again);

	(void)unused;
	assert_int_equal(size, again);
	assert_memory_equal(a, b, size);
	assert_int_equal(get64(a + IMAGE_AT_SUM), tag_gazetteer_sum(a, size));
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(compiled_lists_find_what_lists_find),
	    cmocka_unit_test(several_lists_are_one),
	    cmocka_unit_test(commands_say_what_is_wrong),
	    cmocka_unit_test(damage_is_seen),
	    cmocka_unit_test(files_are_looked_at),
	    cmocka_unit_test(every_machine_begins_alike),
	    cmocka_unit_test(lies_do_no_harm),
	    cmocka_unit_test(the_file_is_always_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
