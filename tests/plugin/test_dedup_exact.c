/* SPDX-License-Identifier: MIT */
/* test_dedup_exact.c - what counts as the same text, and which copy is kept. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dedup_exact/normal.h"
#include "stand_in.h"

const struct catena_plugin *dedup_exact_LTX_catena_plugin(uint16_t, uint16_t);

/* ---- normal.h ---- */

static bool same(unsigned flags, const char *a, const char *b)
{
	struct normal *const n = dedup_exact_normal_new();
	struct fingerprint x, y;
	size_t left;

	assert_non_null(n);
	assert_true(dedup_exact_fingerprint(n, flags, a, strlen(a), &x, &left));
	assert_true(dedup_exact_fingerprint(n, flags, b, strlen(b), &y, &left));
	dedup_exact_normal_free(n);
	return x.high == y.high && x.low == y.low;
}

static void bytes_count_unless_told(void **unused)
{
	(void)unused;
	assert_true(same(0, "One two", "One two"));
	assert_false(same(0, "One two", "one two"));
	assert_false(same(0, "One two", "One  two"));
	assert_false(same(0, "One two", "One two "));
}

static void case_is_folded(void **unused)
{
	(void)unused;
	assert_true(same(NORMAL_CASE, "\xC3\x84rger in OSLO", "\xC3\xA4RGER in oslo"));
	assert_false(same(NORMAL_CASE, "a b", "a  b"));
}

static void space_is_one_blank(void **unused)
{
	(void)unused;
	assert_true(same(NORMAL_SPACE,
	                 "  one\r\n\ttwo\xC2\xA0three \xE2\x80\x83 four\n",
	                 "one two three four"));
	assert_false(same(NORMAL_SPACE, "one two", "onetwo"));
	assert_true(same(NORMAL_SPACE, "", " \n "));
}

static void punctuation_is_nothing(void **unused)
{
	(void)unused;
	assert_true(same(NORMAL_PUNCTUATION, "\"Well,\" he said.",
	                 "\xE2\x80\x9CWell\xE2\x80\x9D he said"));
	assert_true(same(NORMAL_PUNCTUATION | NORMAL_SPACE, "one - two", "one two"));
	assert_false(same(NORMAL_PUNCTUATION, "one 1", "one 2"));
}

static void composed_is_decomposed(void **unused)
{
	(void)unused;
	if (!dedup_exact_has_unicode())
		skip();
	assert_true(same(NORMAL_UNICODE, "caf\xC3\xA9s", "cafe\xCC\x81s"));
	assert_true(same(NORMAL_UNICODE, "\xEF\xAC\x81ne", "fine"));
	assert_false(same(0, "caf\xC3\xA9s", "cafe\xCC\x81s"));
	assert_false(same(NORMAL_UNICODE, "caf\xC3\xA9s", "cafes"));
	assert_true(same(NORMAL_UNICODE, "bad \xFF\xC3", "bad \xFF\xC3"));
	assert_false(same(NORMAL_UNICODE, "bad \xFF\xC3", "bad \xFF\xC2"));
}

static void long_texts_differ_anywhere(void **unused)
{
	enum {
		SIZE = 40000
	};
	static char a[SIZE + 1], b[SIZE + 1];

	(void)unused;
	for (int i = 0; i < SIZE; i++)
		a[i] = b[i] = (char)('a' + i % 26);
	assert_true(same(NORMAL_CASE | NORMAL_SPACE, a, b));
	for (int i = 0; i < SIZE; i += 997) {
		b[i] = '#';
		assert_false(same(NORMAL_CASE | NORMAL_SPACE, a, b));
		b[i] = a[i];
	}
}

/* ---- The plugin ---- */

static catena_status pass(struct stand_in *h, const char *id, const char *text)
{
	stand_in_document(h, id, text, (uint32_t)strlen(text));
	return stand_in_pass(h);
}

static const char *field(struct stand_in *h, const char *name)
{
	const struct catena_field *const f = stand_in_field_get(&h->ctx, name);

	return f ? f->s : "";
}

static void begin(struct stand_in *h, const char *const *options)
{
	assert_int_equal(
	    stand_in_begin(h, dedup_exact_LTX_catena_plugin(1, 0), options), CATENA_OK);
}

static void the_first_is_kept(void **unused)
{
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	assert_int_equal(pass(&h, "a", "One  two."), CATENA_OK);
	assert_int_equal(h.n_fields, 0);
	assert_int_equal(pass(&h, "b", "three"), CATENA_OK);
	assert_int_equal(pass(&h, "c", " ONE two. "), CATENA_DROP);
	assert_string_equal(h.dropped, "exact duplicate of a");
	assert_string_equal(field(&h, "duplicate_of"), "a");
	assert_string_equal(field(&h, "duplicate_group"), "a");
	assert_true(stand_in_field_get(&h.ctx, "duplicate_similarity")->f > 0.9999);
	assert_true(stand_in_field_get(&h.ctx, "duplicate_containment")->f > 0.9999);
	assert_int_equal(pass(&h, "d", "One two. "), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "a");
	assert_int_equal(pass(&h, "e", ""), CATENA_OK);
	assert_int_equal(pass(&h, "f", "\n"), CATENA_OK);
	stand_in_end(&h);
}

static catena_status pass_with(struct stand_in *h, const char *id,
                               const struct catena_field *f)
{
	stand_in_document(h, id, id, (uint32_t)strlen(id));
	if (f)
		stand_in_field_set(&h->ctx, f);
	return stand_in_pass(h);
}

static void a_field_is_compared(void **unused)
{
	static const char *const options[] = {"by",     "field", "field", "url",
	                                      "action", "mark",  NULL};
	static const struct catena_field one = {
	    "url", 3, CATENA_FIELD_STRING, 0, 0, "http://a/", 9};
	static const struct catena_field number = {"url", 3, CATENA_FIELD_INT, 7, 0,
	                                           NULL,  0};
	static const struct catena_field null = {"url", 3, CATENA_FIELD_NULL, 0, 0,
	                                         NULL,  0};
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass_with(&h, "a", &one);
	assert_string_equal(field(&h, "duplicate_of"), "");
	assert_int_equal(pass_with(&h, "b", &one), CATENA_OK);
	assert_string_equal(field(&h, "duplicate_of"), "a");
	pass_with(&h, "c", &number);
	pass_with(&h, "d", &number);
	assert_string_equal(field(&h, "duplicate_of"), "c");
	pass_with(&h, "e", &null);
	pass_with(&h, "f", &null);
	assert_string_equal(field(&h, "duplicate_of"), "");
	pass_with(&h, "g", NULL);
	pass_with(&h, "h", NULL);
	assert_string_equal(field(&h, "duplicate_of"), "");
	stand_in_end(&h);
}

/* Three copies and another document; each policy keeps the one it should. */
static const struct copy {
	const char *id, *text, *date, *source;
} heap[] = {
    {"a", "Some text", "2020-01-05", "slow/1"},
    {"b", "some   text", "2020-01-03", "fast/2"},
    {"other", "else", "2019", "best/1"},
    {"c", "SOME TEXT", NULL, "best/9"},
};

static void set_heap_document(struct stand_in *h, size_t i)
{
	stand_in_document(h, heap[i].id, heap[i].text, (uint32_t)strlen(heap[i].text));
	h->number = i + 1;
	h->source = heap[i].source;
	if (heap[i].date) {
		const struct catena_field f = {"date",
		                               4,
		                               CATENA_FIELD_STRING,
		                               0,
		                               0,
		                               heap[i].date,
		                               (uint32_t)strlen(heap[i].date)};
		stand_in_field_set(&h->ctx, &f);
	}
}

static void check_kept(const char *const *options, const char *kept)
{
	struct stand_in h;

	begin(&h, options);
	const struct catena_gather *const g = h.plugin->extension("catena.gather/1");
	assert_true(g->wanted(h.self));
	for (size_t i = 0; i < 4; i++) {
		set_heap_document(&h, i);
		assert_int_equal(h.plugin->process(&h.ctx, h.self, h.local), CATENA_OK);
	}
	assert_int_equal(stand_in_resolve(&h), CATENA_OK);
	for (size_t i = 0; i < 4; i++) {
		const bool keep = i == 2 || !strcmp(heap[i].id, kept);
		set_heap_document(&h, i);
		assert_int_equal(h.plugin->commit(&h.ctx, h.self, h.serial),
		                 keep ? CATENA_OK : CATENA_DROP);
		assert_string_equal(field(&h, "duplicate_of"), keep ? "" : kept);
	}
	stand_in_end(&h);
}

static void each_policy_keeps_its_copy(void **unused)
{
	static const char *const last[] = {"keep", "last", NULL};
	static const char *const longest[] = {"keep", "longest", NULL};
	static const char *const earliest[] = {"keep", "earliest", NULL};
	static const char *const no_dates[] = {"keep", "earliest", "date_field", "when",
	                                       NULL};
	static const char *const priority[] = {"keep", "priority", "priority",
	                                       "best/, fast/", NULL};
	static const char *const other[] = {"keep", "priority", "priority", "fast/",
	                                    NULL};

	(void)unused;
	check_kept(last, "c");
	check_kept(longest, "b");
	check_kept(earliest, "b");
	check_kept(no_dates, "a");
	check_kept(priority, "c");
	check_kept(other, "b");
}

static void a_checkpoint_is_taken_up(void **unused)
{
	struct stand_in h, second;
	char id[16], text[16];

	(void)unused;
	begin(&h, NULL);
	const struct catena_sync *const sync = h.plugin->extension("catena.sync/1");
	for (int i = 0; i < 1000; i++) {
		snprintf(id, sizeof id, "d%d", i);
		snprintf(text, sizeof text, "text %d", i % 700);
		assert_int_equal(pass(&h, id, text), i < 700 ? CATENA_OK : CATENA_DROP);
	}
	assert_int_equal(sync->save(&h.ctx, h.self, h.serial), CATENA_OK);
	begin(&second, NULL);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_int_equal(sync->restore(&second.ctx, second.self, second.serial),
	                 CATENA_OK);
	assert_int_equal(pass(&second, "x", "text 699"), CATENA_DROP);
	assert_string_equal(field(&second, "duplicate_of"), "d699");
	assert_int_equal(pass(&second, "y", "text 0"), CATENA_DROP);
	assert_string_equal(field(&second, "duplicate_of"), "d0");
	assert_int_equal(pass(&second, "z", "text 700"), CATENA_OK);
	stand_in_end(&second);
	begin(&second, NULL);
	stand_in_save(&second.ctx, h.saved, h.saved_size - 1);
	assert_true(sync->restore(&second.ctx, second.self, second.serial) < 0);
	assert_non_null(strstr(second.message, "damaged"));
	stand_in_end(&second);
	stand_in_end(&h);
}

static void bad_options_are_refused(void **unused)
{
	static const char *const cases[][5] = {
	    {"normalize", "kase", NULL},
	    {"by", "field", NULL},
	    {"keep", "priority", NULL},
	};
	static const char *const says[] = {"\"kase\" is not one of", "field = \"url\"",
	                                   "needs a list"};
	struct stand_in h;

	(void)unused;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
		    stand_in_begin(&h, dedup_exact_LTX_catena_plugin(1, 0), cases[i]),
		    CATENA_E_CONFIG);
		assert_non_null(strstr(h.message, says[i]));
		stand_in_end(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_count_unless_told),
	    cmocka_unit_test(case_is_folded),
	    cmocka_unit_test(space_is_one_blank),
	    cmocka_unit_test(punctuation_is_nothing),
	    cmocka_unit_test(composed_is_decomposed),
	    cmocka_unit_test(long_texts_differ_anywhere),
	    cmocka_unit_test(the_first_is_kept),
	    cmocka_unit_test(a_field_is_compared),
	    cmocka_unit_test(each_policy_keeps_its_copy),
	    cmocka_unit_test(a_checkpoint_is_taken_up),
	    cmocka_unit_test(bad_options_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
