/* SPDX-License-Identifier: MIT */
/* test_spared_copies.c - originals that are not followed by find_copies: what is
 * reported is the same as if all were. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stand_in.h"

const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);

static uint64_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

static void pass(struct stand_in *h, const char *id, const char *text)
{
	stand_in_document(h, id, text, (uint32_t)strlen(text));
	assert_int_equal(stand_in_pass(h), CATENA_OK);
}

static void begin(struct stand_in *h, const char *const *options)
{
	assert_int_equal(
	    stand_in_begin(h, find_copies_LTX_catena_plugin(1, 0), options), CATENA_OK);
}

enum {
	VERSIONS = 30,
	TEXT_WORDS = 300,
	ROWS_MOST = 400
};

/* A stretch of a text of which words were changed, here and there many. */
static void make_version(char *to, const int *words)
{
	const unsigned from = next_random() % 100, n = 80 + next_random() % 120;
	unsigned other = 0;

	for (unsigned i = from; i < from + n; i++) {
		const unsigned chance = next_random() % 60;
		other = chance < 3 ? 1 : chance == 3 ? 5 : other;
		to += snprintf(to, 8, "w%d",
		               other ? 1000 + (int)(next_random() % 3000) : words[i]);
		*to++ = ' ';
		other -= other > 0;
	}
	*to = '\0';
}

struct reported {
	uint32_t n, begin[ROWS_MOST], end[ROWS_MOST], of_begin[ROWS_MOST];
	char of[ROWS_MOST][8];
};

static void add_reported(struct reported *to, const struct stand_in *h,
                         uint32_t row)
{
	assert_true(to->n < ROWS_MOST);
	to->begin[to->n] = h->rows.begin[row];
	to->end[to->n] = h->rows.end[row];
	to->of_begin[to->n] = ((const uint32_t *)h->rows.cols[1])[row];
	snprintf(to->of[to->n], sizeof to->of[0], "%s",
	         h->strings + ((const uint32_t *)h->rows.cols[0])[row]);
	to->n++;
}

/* Of rows by rising begin, the longer first, those that fewer than `sources` of the
 * ones before end behind. */
static void choose_rows(const struct stand_in *h, uint32_t sources,
                        struct reported *to)
{
	to->n = 0;
	for (uint32_t i = 0; i < h->rows.n; i++) {
		uint32_t inside = 0;
		for (uint32_t k = 0; k < to->n; k++)
			inside += to->end[k] >= h->rows.end[i];
		if (inside < sources)
			add_reported(to, h, i);
	}
}

/* Which originals are followed depends on `sources`; what is reported is what would
 * be chosen of all of them. */
static void no_row_is_lost_by_sparing(void **unused)
{
	static const char *const all[] = {"min_words", "8", "sources", "1000", NULL};
	static const char *const few[] = {"min_words", "8", "sources", "2", NULL};
	static struct stand_in h, other;
	static struct reported expected, got;
	static char text[200 * 8];
	char id[8];
	int words[TEXT_WORDS];

	(void)unused;
	for (int round = 0; round < 40; round++) {
		for (int i = 0; i < TEXT_WORDS; i++)
			words[i] = (int)(next_random() % 1000);
		begin(&h, all);
		begin(&other, few);
		for (int d = 0; d < VERSIONS; d++) {
			snprintf(id, sizeof id, "d%d", d);
			make_version(text, words);
			pass(&h, id, text);
			choose_rows(&h, 2, &expected);
			pass(&other, id, text);
			got.n = 0;
			for (uint32_t i = 0; i < other.rows.n; i++)
				add_reported(&got, &other, i);
			assert_int_equal(got.n, expected.n);
			for (uint32_t i = 0; i < got.n; i++) {
				assert_int_equal(got.begin[i], expected.begin[i]);
				assert_int_equal(got.end[i], expected.end[i]);
				assert_int_equal(got.of_begin[i], expected.of_begin[i]);
				assert_string_equal(got.of[i], expected.of[i]);
			}
		}
		stand_in_end(&h);
		stand_in_end(&other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_row_is_lost_by_sparing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
