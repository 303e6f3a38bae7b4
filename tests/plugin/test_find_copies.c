/* SPDX-License-Identifier: MIT */
/* test_find_copies.c - what is found, to the word, against a search by brute
 * force; and what is made of edited copies. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find_copies/lending.h"
#include "stand_in.h"

const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);

static uint64_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

/* ---- Against brute force ---- */

enum {
	DOCS = 12,
	WORDS = 400,
	MIN = 6
};

struct heap {
	int words[DOCS][WORDS];
	char text[DOCS][WORDS * 6];
	uint32_t begin[DOCS][WORDS], end[DOCS][WORDS];
};

/* Random words of a small language, with passages of earlier documents. */
static void make_heap(struct heap *h)
{
	for (int d = 0; d < DOCS; d++) {
		for (int i = 0; i < WORDS; i++)
			h->words[d][i] = (int)(next_random() % 3000);
		for (int c = 0; d && c < 6; c++) {
			const int n = 3 + (int)(next_random() % 30);
			const int of = (int)(next_random() % (unsigned)(d + 1));
			const int from = (int)(next_random() % (WORDS - 40));
			const int to = (int)(next_random() % (WORDS - 40));
			memmove(h->words[d] + to, h->words[of] + from, (size_t)n * sizeof(int));
		}
		char *at = h->text[d];
		for (int i = 0; i < WORDS; i++) {
			h->begin[d][i] = (uint32_t)(at - h->text[d]);
			at += snprintf(at, 8, "w%d", h->words[d][i]);
			h->end[d][i] = (uint32_t)(at - h->text[d]);
			*at++ = ' ';
		}
		*at = '\0';
	}
}

/* Is [i, i+n) of d, [k, k+n) of e a row? */
static bool has_row(const struct stand_in *h, const struct heap *heap, int d, int e,
                    int i, int k, int n)
{
	const uint32_t *const of = h->rows.cols[0], *const from = h->rows.cols[1],
	                      *const to = h->rows.cols[2],
	                      *const words = h->rows.cols[3];
	char id[16];

	snprintf(id, sizeof id, "d%d", e);
	for (uint32_t r = 0; r < h->rows.n; r++)
		if (!strcmp(h->strings + of[r], id) &&
		    h->rows.begin[r] == heap->begin[d][i] &&
		    h->rows.end[r] == heap->end[d][i + n - 1] &&
		    from[r] == heap->begin[e][k] && to[r] == heap->end[e][k + n - 1] &&
		    words[r] == (uint32_t)n)
			return true;
	return false;
}

/* Every maximal run that two documents share; how many there are. */
static uint32_t check_pair(const struct stand_in *h, const struct heap *heap, int d,
                           int e)
{
	uint32_t count = 0;

	for (int i = 0; i < WORDS; i++)
		for (int k = 0; k < WORDS; k++) {
			const int *const a = heap->words[d], *const b = heap->words[e];
			int n = 0;
			if (a[i] != b[k] || (i && k && a[i - 1] == b[k - 1]))
				continue;
			while (i + n < WORDS && k + n < WORDS && a[i + n] == b[k + n])
				n++;
			if (n < MIN)
				continue;
			assert_true(has_row(h, heap, d, e, i, k, n));
			count++;
		}
	return count;
}

static void unchanged_runs_are_all_found(void **unused)
{
	static const char *const options[] = {"min_words", "6",    "max_gap", "0",
	                                      "sources",   "1000", NULL};
	static struct heap heap;
	uint32_t total = 0;

	(void)unused;
	for (int round = 0; round < 5; round++) {
		struct stand_in h;
		make_heap(&heap);
		assert_int_equal(
		    stand_in_begin(&h, find_copies_LTX_catena_plugin(1, 0), options), 0);
		for (int d = 0; d < DOCS; d++) {
			uint32_t expected = 0, others = 0;
			char id[16];
			snprintf(id, sizeof id, "d%d", d);
			stand_in_document(&h, id, heap.text[d], (uint32_t)strlen(heap.text[d]));
			assert_int_equal(stand_in_pass(&h), CATENA_OK);
			for (int e = 0; e < d; e++)
				expected += check_pair(&h, &heap, d, e);
			for (uint32_t r = 0; r < h.rows.n; r++)
				others +=
				    strcmp(h.strings + ((uint32_t *)h.rows.cols[0])[r], id) != 0;
			assert_int_equal(others, expected);
			total += expected;
		}
		stand_in_end(&h);
	}
	assert_true(total > 100);
}

/* ---- Words that repeat ---- */

enum {
	DRUMS = 250
};

/* "a a a b a b b": letters in short runs, so that fingerprints become common, and
 * windows stand again, a word or two further on. */
static void make_drums(char *text)
{
	for (int i = 0; i < DRUMS;) {
		const char letter = (char)('a' + next_random() % 3);
		for (uint32_t n = 1 + next_random() % 9; n && i < DRUMS; n--, i++) {
			text[2 * i] = letter;
			text[2 * i + 1] = ' ';
		}
	}
	text[2 * DRUMS] = '\0';
}

/* Is word i on, for n words, a row, and k on its original? */
static bool has_repeat(const struct stand_in *h, uint32_t i, uint32_t k, uint32_t n)
{
	const uint32_t *const from = h->rows.cols[1], *const words = h->rows.cols[3];

	for (uint32_t r = 0; r < h->rows.n; r++)
		if (h->rows.begin[r] == 2 * i && from[r] == 2 * k && words[r] == n)
			return true;
	return false;
}

/* How many maximal runs of `least` words and more stand twice; each is a row. */
static uint32_t check_repeats(const struct stand_in *h, const char *text,
                              uint32_t least)
{
	uint32_t count = 0;

	for (uint32_t apart = 1; apart < DRUMS; apart++)
		for (uint32_t k = 0, n = 0; k + apart <= DRUMS; k++) {
			if (k + apart < DRUMS && text[2 * k] == text[2 * (k + apart)]) {
				n++;
				continue;
			}
			if (n >= least) {
				assert_true(has_repeat(h, k + apart - n, k - n, n));
				count++;
			}
			n = 0;
		}
	return count;
}

static void repeats_are_all_found(void **unused)
{
	static const struct {
		const char *words;
		uint32_t n;
	} least[] = {{"5", 5}, {"8", 8}, {"12", 12}};
	char text[2 * DRUMS + 1];

	(void)unused;
	for (int round = 0; round < 120; round++) {
		const char *const options[] = {
		    "min_words", least[round % 3].words, "max_gap", "0", "sources", "1000",
		    NULL};
		struct stand_in h;
		assert_int_equal(
		    stand_in_begin(&h, find_copies_LTX_catena_plugin(1, 0), options), 0);
		make_drums(text);
		stand_in_document(&h, "a", text, (uint32_t)strlen(text));
		assert_int_equal(stand_in_pass(&h), CATENA_OK);
		assert_int_equal(h.rows.n, check_repeats(&h, text, least[round % 3].n));
		stand_in_end(&h);
	}
}

/* ---- Edited copies, sources, the same document ---- */

static catena_status pass(struct stand_in *h, const char *id, const char *text)
{
	stand_in_document(h, id, text, (uint32_t)strlen(text));
	return stand_in_pass(h);
}

static void begin(struct stand_in *h, const char *const *options)
{
	assert_int_equal(
	    stand_in_begin(h, find_copies_LTX_catena_plugin(1, 0), options), CATENA_OK);
}

static const char *row_text(const struct stand_in *h, uint32_t row)
{
	static char out[1000];

	snprintf(out, sizeof out, "%.*s", (int)(h->rows.end[row] - h->rows.begin[row]),
	         h->text + h->rows.begin[row]);
	return out;
}

static void small_edits_do_not_cut_a_passage(void **unused)
{
	static const char *const options[] = {"min_words", "8", NULL};
	static const char *const exact[] = {"min_words", "8", "max_gap", "0", NULL};
	static const char first[] =
	    "Before it. No order to leave the bay has been drafted and none is being "
	    "drafted, the secretary said on Thursday at noon. After it.";
	static const char second[] =
	    "Else \xE2\x80\x9CNo order to leave the bay has been drafted and NONE will "
	    "be "
	    "drafted\xE2\x80\x9D, the secretary said Thursday at noon! Other words";
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a", first);
	assert_int_equal(h.rows.n, 0);
	pass(&h, "b", second);
	assert_int_equal(h.rows.n, 1);
	assert_string_equal(
	    row_text(&h, 0),
	    "No order to leave the bay has been drafted and NONE will be "
	    "drafted\xE2\x80\x9D, the secretary said Thursday at noon");
	/* 18 of its words are among the 21 of the original */
	assert_int_equal(((uint32_t *)h.rows.cols[3])[0], 20);
	assert_true(((double *)h.rows.cols[4])[0] > 0.8);
	assert_true(((double *)h.rows.cols[4])[0] < 0.9);
	stand_in_end(&h);
	begin(&h, exact);
	pass(&h, "a", first);
	pass(&h, "b", second);
	assert_int_equal(h.rows.n, 1);
	assert_string_equal(row_text(&h, 0),
	                    "No order to leave the bay has been drafted and NONE");
	assert_true(((double *)h.rows.cols[4])[0] > 0.9999);
	stand_in_end(&h);
}

static void the_earliest_sources_are_named(void **unused)
{
	static const char *const options[] = {"min_words", "6", "sources", "2", NULL};
	static const char text[] = "one two three four five six seven eight";
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a", text);
	pass(&h, "b", text);
	assert_int_equal(h.rows.n, 1);
	pass(&h, "c", text);
	assert_int_equal(h.rows.n, 2);
	pass(&h, "d", text);
	assert_int_equal(h.rows.n, 2);
	const uint32_t *const of = h.rows.cols[0];
	assert_string_equal(h.strings + of[0], "a");
	assert_string_equal(h.strings + of[1], "b");
	stand_in_end(&h);
}

static void a_document_may_repeat_itself(void **unused)
{
	static const char *const options[] = {"min_words", "6", NULL};
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a",
	     "one two three four five six seven eight. And again: one two three four "
	     "five "
	     "six seven eight.");
	assert_int_equal(h.rows.n, 1);
	assert_int_equal(h.rows.begin[0], 52);
	assert_string_equal(h.strings + ((uint32_t *)h.rows.cols[0])[0], "a");
	assert_int_equal(((uint32_t *)h.rows.cols[1])[0], 0);
	/* no passage is its own copy, not even of a drum: the original is earlier,
	 * though it may reach into the copy */
	pass(&h, "b", "x x x x x x x x x x x x x x x x x x x x");
	for (uint32_t i = 0; i < h.rows.n; i++)
		assert_true(((uint32_t *)h.rows.cols[1])[i] < h.rows.begin[i]);
	pass(&h, "c", "");
	assert_int_equal(h.rows.n, 0);
	stand_in_end(&h);
}

static void a_checkpoint_is_taken_up(void **unused)
{
	static const char *const options[] = {"min_words", "6", "memory", "4194304",
	                                      NULL};
	static const char *const other[] = {"min_words", "7", NULL};
	static struct heap heap;
	struct stand_in h, second;

	(void)unused;
	make_heap(&heap);
	begin(&h, options);
	const struct catena_sync *const sync = h.plugin->extension("catena.sync/1");
	for (int d = 0; d < DOCS - 1; d++)
		pass(&h, "d", heap.text[d]);
	assert_int_equal(sync->save(&h.ctx, h.self, h.serial), CATENA_OK);
	begin(&second, options);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_int_equal(sync->restore(&second.ctx, second.self, second.serial),
	                 CATENA_OK);
	pass(&h, "d", heap.text[DOCS - 1]);
	pass(&second, "d", heap.text[DOCS - 1]);
	assert_true(h.rows.n > 0);
	assert_int_equal(h.rows.n, second.rows.n);
	assert_memory_equal(h.rows.begin, second.rows.begin, h.rows.n * 4);
	assert_memory_equal(h.rows.cols[1], second.rows.cols[1], h.rows.n * 4);
	stand_in_end(&second);
	begin(&second, other);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_true(sync->restore(&second.ctx, second.self, second.serial) < 0);
	stand_in_end(&second);
	stand_in_end(&h);
}

/* ---- Where the original is, in three units; quotes ---- */

static void originals_are_counted_in_three_units(void **unused)
{
	static const char *const options[] = {"min_words", "6", NULL};
	/* a two-byte letter, a three-byte one, one of four bytes */
	static const char first[] = "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x9A\xA2 w one two "
	                            "\xC3\xA9t\xC3\xA9 four five six seven. Others";
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a", first);
	pass(&h, "b", "One two \xC3\xA9t\xC3\xA9 four five six seven");
	assert_int_equal(h.rows.n, 1);
	static const uint32_t expected[] = {14, 47, 8, 39, 9, 40};
	static const int columns[] = {1, 2, 5, 6, 7, 8};
	for (int i = 0; i < 6; i++)
		assert_int_equal(((uint32_t *)h.rows.cols[columns[i]])[0], expected[i]);
	stand_in_end(&h);
}

/* Words and gaps of all sizes: few, many, and nearly all of those of a document are
 * larger than what most are. */
static void originals_are_where_they_stand(void **unused)
{
	static const char *const options[] = {"min_words", "6", NULL};
	static char text[DOCS][60000], copy[30000];
	uint32_t begins[DOCS][200], ends[DOCS][200];
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	for (uint32_t d = 0; d < 12; d++) {
		char *to = text[d];
		for (uint32_t i = 0; i < 200; i++) {
			const bool large = d % 4 && next_random() % 12 < d % 4 * 4 - 3;
			to += snprintf(to, 40, "%*s", (int)(large && d > 5 ? 20 : i % 3), "");
			*to++ = ' ';
			begins[d][i] = (uint32_t)(to - text[d]);
			to += snprintf(to, 300, "d%uw%0*u", d, large ? 27 + (int)i : 3, i);
			ends[d][i] = (uint32_t)(to - text[d]);
		}
		assert_int_equal(pass(&h, "original", text[d]), CATENA_OK);
	}
	for (uint32_t d = 0; d < 12; d++)
		for (uint32_t from = 0; from < 190; from += 7) {
			const uint32_t last = from + 5 + next_random() % (195 - from);
			char *to = copy;
			for (uint32_t i = from; i <= last; i++)
				to += snprintf(to, 300, "%.*s ", (int)(ends[d][i] - begins[d][i]),
				               text[d] + begins[d][i]);
			assert_int_equal(pass(&h, "copy", copy), CATENA_OK);
			assert_true(h.rows.n > 0);
			assert_int_equal(((uint32_t *)h.rows.cols[1])[0], begins[d][from]);
			assert_int_equal(((uint32_t *)h.rows.cols[2])[0], ends[d][last]);
		}
	stand_in_end(&h);
}

static const char *speaker_of(struct stand_in *h, const char *id, const char *text)
{
	pass(h, id, text);
	assert_int_equal(h->rows.n, 1);
	if (!((uint8_t *)h->rows.cols[9])[0])
		return NULL;
	return stand_in_string_get(&h->ctx, ((uint32_t *)h->rows.cols[10])[0], NULL);
}

static void quotes_have_their_speakers(void **unused)
{
	static const char *const options[] = {"min_words", "6", "sources", "1", NULL};
#define SAID "we shall count the ships again tomorrow morning"
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a", "Yes, " SAID);
	assert_null(speaker_of(&h, "b", "They said " SAID " and left, said Ann Lee."));
	assert_string_equal(
	    speaker_of(&h, "c", "\"" SAID ",\" said Ann Lee on Friday."), "Ann Lee");
	assert_string_equal(
	    speaker_of(&h, "d", "\xE2\x80\x9C" SAID "\xE2\x80\x9D, Ann Lee said."),
	    "Ann Lee");
	assert_string_equal(speaker_of(&h, "e",
	                               "Ann Lee, the minister, said: \xC2\xAB" SAID
	                               "\xC2\xBB."),
	                    "Ann Lee");
	assert_string_equal(
	    speaker_of(&h, "f", "\"" SAID ",\" the minister, Ann Lee, said."),
	    "Ann Lee");
	assert_string_equal(
	    speaker_of(&h, "g", "\"" SAID ",\" according to Bay Pictures."),
	    "Bay Pictures");
	assert_string_equal(speaker_of(&h, "h", "\"" SAID ",\" he said."), "");
	assert_string_equal(speaker_of(&h, "i", "She told Ann Lee: \"" SAID "\"."), "");
	assert_string_equal(
	    speaker_of(&h, "k", "\"" SAID ",\" said Ann Lee's brother."), "");
	/* no closing mark, in long quotes; a mark for inches is none */
	assert_string_equal(
	    speaker_of(&h, "l", "\"" SAID "\n\nThe 6\" gun said Ann Lee"), "");
	stand_in_end(&h);
}

/* ---- lending.h ---- */

struct said {
	char text[8192];
	size_t n;
};

static int say(void *to, const char *s, size_t size)
{
	struct said *const t = to;

	assert_true(t->n + size < sizeof t->text);
	memcpy(t->text + t->n, s, size);
	t->n += size;
	t->text[t->n] = '\0';
	return 0;
}

/* Each word counts once, for the earliest; what a group has from itself is in
 * the table, and in no sum; a checkpoint brings it all back. */
static void loans_are_counted_once(void **unused)
{
	static const struct copy second[] = {{.from = 0, .to = 40, .of = 10, .doc = 0}};
	static const struct copy third[] = {
	    {.from = 0, .to = 30, .of = 200, .doc = 1},
	    {.from = 10, .to = 25, .of = 20, .doc = 0},
	    {.from = 60, .to = 70, .of = 300, .doc = 2}, /* its own */
	};
	static const struct copy fourth[] = {{.from = 5, .to = 10, .of = 7, .doc = 0}};
	struct lending l = {0}, other = {0};
	struct said table = {.n = 0}, plot = {.n = 0};
	struct loan *loans;
	uint32_t n;
	size_t size;

	(void)unused;
	assert_true(find_copies_lending_take(&l, "NY", 2, 100, NULL, 0));
	assert_true(find_copies_lending_take(&l, "CA", 2, 100, second, 1));
	assert_true(find_copies_lending_take(&l, "a<\tb", 4, 100, third, 3));
	assert_true(find_copies_lending_take(&l, "NY", 2, 50, fourth, 1));
	void *const bytes = find_copies_lending_save(&l, &size);
	assert_non_null(bytes);
	assert_true(find_copies_lending_load(&other, bytes, size));
	assert_false(find_copies_lending_load(&other, bytes, size - 1));
	free(bytes);
	loans = find_copies_lending_sum(&other, &n);
	assert_int_equal(other.groups[0].lent, 55);
	assert_int_equal(other.groups[0].debtors, 2);
	assert_int_equal(other.groups[2].took, 30);
	assert_int_equal(find_copies_lending_table(&other, loans, n, say, &table), 0);
	assert_string_equal(table.text, "borrower\tlender\twords\tshare\tpassages\n"
	                                "CA\tNY\t40\t0.4000\t1\n"
	                                "a< b\tNY\t15\t0.1500\t1\n"
	                                "a< b\tCA\t15\t0.1500\t1\n"
	                                "NY\tNY\t5\t0.0333\t1\n");
	assert_int_equal(find_copies_lending_plot(&other, loans, n, say, &plot), 0);
	assert_non_null(strstr(plot.text, "a&lt; b from NY: 15 words, 15.0 %"));
	free(loans);
	find_copies_lending_free(&l);
	find_copies_lending_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(unchanged_runs_are_all_found),
	    cmocka_unit_test(repeats_are_all_found),
	    cmocka_unit_test(small_edits_do_not_cut_a_passage),
	    cmocka_unit_test(the_earliest_sources_are_named),
	    cmocka_unit_test(a_document_may_repeat_itself),
	    cmocka_unit_test(a_checkpoint_is_taken_up),
	    cmocka_unit_test(originals_are_counted_in_three_units),
	    cmocka_unit_test(originals_are_where_they_stand),
	    cmocka_unit_test(quotes_have_their_speakers),
	    cmocka_unit_test(loans_are_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
