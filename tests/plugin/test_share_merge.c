/* SPDX-License-Identifier: MIT */
/* test_share_merge.c - which of several taggers' entities stay, compared with a
 * second way of choosing that looks at all pairs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "merge.h"

/* ---- A host that has one layer and takes one ---- */

#define ROWS 400

struct table {
	uint32_t begin[ROWS], end[ROWS], type[ROWS], name[ROWS], id[ROWS], by[ROWS],
	    fields[ROWS];
	double score[ROWS];
	uint32_t n;
};

struct host {
	catena_ctx ctx;
	struct table old, written;
	int has_old, no_score, no_memory, wrote;
	struct catena_layer layer;
	struct catena_writer writer;
	const void *old_cols[MERGE_COLUMNS];
	void *new_cols[MERGE_COLUMNS];
};

static const char *const types[] = {"",    "PERSON", "PER",  "GPE",
                                    "LOC", "ORG",    "DATE", "FAC"};

static const struct catena_layer *host_read(catena_ctx *ctx, uint32_t use)
{
	struct host *const h = (struct host *)ctx;
	struct table *const t = &h->old;

	assert_int_equal(use, 3);
	if (!h->has_old)
		return NULL;
	const void *const cols[] = {
	    t->type, t->name, t->id, h->no_score ? NULL : t->score, t->by, t->fields};
	memcpy(h->old_cols, cols, sizeof cols);
	h->layer = (struct catena_layer){t->n, t->begin, t->end, h->old_cols};
	return &h->layer;
}

static struct catena_writer *host_write(catena_ctx *ctx, uint32_t use,
                                        uint32_t rows)
{
	struct host *const h = (struct host *)ctx;
	struct table *const t = &h->written;
	void *const cols[] = {t->type, t->name, t->id, t->score, t->by, t->fields};

	assert_int_equal(use, 3);
	assert_true(rows <= ROWS);
	h->wrote = 1;
	memcpy(h->new_cols, cols, sizeof cols);
	h->writer = (struct catena_writer){0, ROWS, t->begin, t->end, h->new_cols};
	return h->no_memory ? NULL : &h->writer;
}

static const char *host_symbol(catena_ctx *ctx, uint32_t sym, size_t *size)
{
	(void)ctx;
	if (size)
		*size = strlen(types[sym]);
	return types[sym];
}

static const struct catena_host table = {.size = sizeof table,
                                         .abi_major = CATENA_ABI_MAJOR,
                                         .read = host_read,
                                         .write = host_write,
                                         .symbol = host_symbol};

static uint32_t type_number(const char *s)
{
	uint32_t i = 0;

	while (strcmp(types[i], s))
		i++;
	return i;
}

/* "BEGIN-END TYPE SCORE" between commas; by says which. */
static void read_rows(const char *s, uint32_t by,
                      void (*put)(void *, const struct merge_row *), void *to)
{
	while (*s) {
		struct merge_row r = {.by = by};
		char type[20];
		int n = 0;
		unsigned begin, end;
		assert_int_equal(
		    sscanf(s, "%u-%u %19s %lf%n", &begin, &end, type, &r.score, &n), 4);
		r.begin = begin;
		r.end = end;
		r.type = type_number(type);
		put(to, &r);
		s += n;
		s += strspn(s, ", ");
	}
}

static void put_old(void *to, const struct merge_row *r)
{
	struct table *const t = &((struct host *)to)->old;
	const uint32_t i = t->n++;

	t->begin[i] = r->begin;
	t->end[i] = r->end;
	t->type[i] = r->type;
	t->score[i] = r->score;
	t->by[i] = r->by;
	t->name[i] = r->name;
	t->id[i] = r->id;
	t->fields[i] = r->fields;
}

struct fresh { /* what all new rows of a test have */
	struct merge *merge;
	double rank;
	bool nothing;
};

static void put_new(void *to, const struct merge_row *r)
{
	const struct fresh *const f = to;
	struct merge_row row = *r;

	row.rank = f->rank;
	row.nothing = f->nothing;
	assert_true(merge_add(f->merge, &row));
}

static void start(struct host *h, const char *old)
{
	memset(h, 0, sizeof *h);
	h->ctx.host = &table;
	h->has_old = old != NULL;
	if (old)
		read_rows(old, 1, put_old, h);
}

/* "BEGIN-END/by" of what is in the layer then. */
static const char *merged_as(const char *old, const char *fresh, int64_t how,
                             double rank, bool nothing)
{
	static char out[2000];
	struct host h;
	struct merge m = {0};
	struct fresh f = {&m, rank, nothing};
	size_t used = 0;

	start(&h, old);
	assert_true(merge_begin(&h.ctx, 3, &m));
	read_rows(fresh, 2, put_new, &f);
	assert_int_equal(merge_write(&h.ctx, 3, &m, how), CATENA_OK);
	merge_free(&m);
	out[0] = '\0';
	const struct table *const t = h.wrote ? &h.written : &h.old;
	const uint32_t n = h.wrote ? h.writer.n : h.old.n;
	for (uint32_t i = 0; i < n; i++)
		used += (size_t)snprintf(out + used, sizeof out - used, "%s%u-%u/%u",
		                         i ? " " : "", t->begin[i], t->end[i], t->by[i]);
	return out;
}

static const char *merged(const char *old, const char *fresh, int64_t how)
{
	return merged_as(old, fresh, how, 0, false);
}

/* ---- */

static void rank_counts_where_the_surest_stays(void **unused)
{
	static const char old[] = "0-5 ORG 0.9", fresh[] = "4-12 PERSON 0.5";

	(void)unused;
	assert_string_equal(merged_as(old, fresh, MERGE_SUREST, 0.95, false), "4-12/2");
	assert_string_equal(merged_as(old, fresh, MERGE_SUREST, 0.8, false), "0-5/1");
	assert_string_equal(merged_as(old, fresh, MERGE_EARLIER, 1, false), "0-5/1");
}

static void what_is_nothing_is_left_out(void **unused)
{
	static const char old[] = "0-5 ORG 0.9, 10-12 ORG 0.9", fresh[] = "0-5 ORG 0.5";

	(void)unused;
	assert_string_equal(merged_as(old, fresh, MERGE_SUREST, 1, true), "10-12/1");
	assert_string_equal(merged_as(old, fresh, MERGE_SUREST, 0.1, true),
	                    "0-5/1 10-12/1");
	assert_string_equal(merged_as(old, fresh, MERGE_ALL, 0, true), "0-5/1 10-12/1");
	assert_string_equal(merged_as("", fresh, MERGE_SUREST, 0, true), "");
	assert_string_equal(merged_as(NULL, fresh, MERGE_EARLIER, 0, true), "");
}

static void alone(void **unused)
{
	(void)unused;
	for (int64_t how = MERGE_EARLIER; how <= MERGE_ALL; how++) {
		assert_string_equal(merged(NULL, "", how), "");
		assert_string_equal(merged(NULL, "0-3 ORG 1, 5-6 ORG 1", how),
		                    "0-3/2 5-6/2");
		assert_string_equal(merged("", "0-3 ORG 1", how), "0-3/2");
		assert_string_equal(merged("0-3 ORG 1", "", how), "0-3/1");
		/* those of one stage may overlap */
		assert_string_equal(
		    merged("0-9 ORG 1, 0-3 ORG 1", "9-20 ORG 1, 10-12 ORG 1", how),
		    "0-9/1 0-3/1 9-20/2 10-12/2");
	}
}

static void an_empty_layer_is_made(void **unused)
{
	struct host h;
	struct merge m = {0};

	(void)unused;
	start(&h, NULL);
	assert_true(merge_begin(&h.ctx, 3, &m));
	assert_int_equal(merge_write(&h.ctx, 3, &m, MERGE_EARLIER), CATENA_OK);
	assert_int_equal(h.wrote, 1);
	h.no_memory = 1;
	assert_int_equal(merge_write(&h.ctx, 3, &m, MERGE_EARLIER), CATENA_E_NOMEM);
	merge_free(&m);
}

static void one_of_two(void **unused)
{
	static const char old[] = "0-5 ORG 0.9, 10-20 ORG 0.4";
	static const char fresh[] = "4-12 PERSON 0.5";

	(void)unused;
	assert_string_equal(merged(old, fresh, MERGE_EARLIER), "0-5/1 10-20/1");
	assert_string_equal(merged(old, fresh, MERGE_LATER), "4-12/2");
	assert_string_equal(merged(old, fresh, MERGE_LONGEST), "0-5/1 10-20/1");
	assert_string_equal(merged(old, fresh, MERGE_SUREST), "0-5/1 10-20/1");
	assert_string_equal(merged(old, fresh, MERGE_ALL), "0-5/1 4-12/2 10-20/1");
	/* a row that was left out itself is in nobody's way */
	assert_string_equal(merged("0-5 ORG 0.1, 10-20 ORG 0.4",
	                           "4-12 PERSON 0.3, 0-3 PERSON 0.05", MERGE_SUREST),
	                    "0-5/1 10-20/1");
	assert_string_equal(merged("0-5 ORG 0.1, 10-20 ORG 0.4",
	                           "4-9 PERSON 0.3, 0-3 PERSON 0.05", MERGE_SUREST),
	                    "0-3/2 4-9/2 10-20/1");
	/* touching is not overlapping */
	assert_string_equal(merged("0-5 ORG 1", "5-9 ORG 1", MERGE_EARLIER),
	                    "0-5/1 5-9/2");
	/* ties */
	assert_string_equal(merged("0-5 ORG 0.5", "2-7 ORG 0.6", MERGE_LONGEST),
	                    "2-7/2");
	assert_string_equal(merged("0-5 ORG 0.5", "2-7 ORG 0.5", MERGE_LONGEST),
	                    "0-5/1");
	assert_string_equal(merged("0-5 ORG 0.5", "2-8 ORG 0.5", MERGE_SUREST),
	                    "2-8/2");
	assert_string_equal(merged("0-5 ORG 0.5", "2-7 ORG 0.5", MERGE_SUREST),
	                    "0-5/1");
	assert_string_equal(merged("0-5 ORG 0.5", "0-5 ORG 0.5", MERGE_ALL),
	                    "0-5/1 0-5/2");
	/* nested ones of an earlier stage are seen behind shorter ones */
	assert_string_equal(
	    merged("0-50 ORG 1, 1-2 ORG 1, 3-4 ORG 1", "40-60 ORG 1", MERGE_EARLIER),
	    "0-50/1 1-2/1 3-4/1");
	/* order of adding does not matter */
	assert_string_equal(
	    merged("100-101 ORG 1", "9-12 ORG 1, 0-3 ORG 1", MERGE_EARLIER),
	    "0-3/2 9-12/2 100-101/1");
}

/* Row 0 of what was written, given what each had. */
static const struct table *agreed(const char *old_type, const char *new_type,
                                  int64_t how, struct host *h)
{
	struct merge m = {0};
	struct merge_row r = {.score = 0.25,
	                      .begin = 3,
	                      .end = 7,
	                      .type = type_number(old_type),
	                      .by = 1,
	                      .name = 11};

	start(h, "");
	put_old(h, &r);
	assert_true(merge_begin(&h->ctx, 3, &m));
	r = (struct merge_row){.score = 0.75,
	                       .begin = 3,
	                       .end = 7,
	                       .type = type_number(new_type),
	                       .by = 2,
	                       .name = 21,
	                       .id = 22,
	                       .fields = 23};
	assert_true(merge_add(&m, &r));
	assert_int_equal(merge_write(&h->ctx, 3, &m, how), CATENA_OK);
	merge_free(&m);
	return &h->written;
}

static void those_that_agree_lend(void **unused)
{
	struct host h;
	const struct table *t = agreed("GPE", "LOC", MERGE_EARLIER, &h);

	(void)unused;
	assert_int_equal(h.writer.n, 1);
	assert_string_equal(types[t->type[0]], "GPE");
	assert_int_equal(t->by[0], 1);
	assert_int_equal(t->name[0], 11);
	assert_int_equal(t->id[0], 22);
	assert_int_equal(t->fields[0], 23);
	assert_true(t->score[0] > 0.7);
	t = agreed("PERSON", "PER", MERGE_LATER, &h);
	assert_int_equal(h.writer.n, 1);
	assert_string_equal(types[t->type[0]], "PERSON"); /* it says more */
	assert_int_equal(t->name[0], 21);
	t = agreed("LOC", "GPE", MERGE_EARLIER, &h);
	assert_string_equal(types[t->type[0]], "GPE");
	assert_int_equal(t->by[0], 1);
	t = agreed("LOC", "FAC", MERGE_EARLIER, &h);
	assert_string_equal(types[t->type[0]], "FAC");
	t = agreed("FAC", "GPE", MERGE_EARLIER, &h);
	assert_string_equal(types[t->type[0]], "FAC");
	t = agreed("ORG", "PERSON", MERGE_EARLIER, &h);
	assert_int_equal(h.writer.n, 1);
	assert_int_equal(t->id[0], 0);
	assert_true(t->score[0] < 0.3);
	t = agreed("DATE", "DATE", MERGE_EARLIER, &h);
	assert_int_equal(t->id[0], 22);
	t = agreed("", "DATE", MERGE_EARLIER, &h);
	assert_int_equal(t->id[0], 0);
}

static void columns_may_be_missing(void **unused)
{
	struct host h;
	struct merge m = {0};

	(void)unused;
	start(&h, "0-5 ORG 0.9");
	h.no_score = 1;
	assert_true(merge_begin(&h.ctx, 3, &m));
	assert_true(
	    merge_add(&m, &(struct merge_row){.score = 0.1, .begin = 0, .end = 4}));
	assert_int_equal(merge_write(&h.ctx, 3, &m, MERGE_SUREST), CATENA_OK);
	assert_int_equal(h.writer.n, 1);
	assert_int_equal(h.written.end[0], 4);
	merge_free(&m);
}

/* ---- Against all pairs ---- */

static uint32_t next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

/* Is a before b, by what merge.h says? */
static int goes_before(const struct merge_row *a, const struct merge_row *b,
                       uint32_t i, uint32_t k, uint32_t n_old, int64_t how)
{
	const uint32_t x = a->end - a->begin, y = b->end - b->begin;

	if (how == MERGE_EARLIER && (i < n_old) != (k < n_old))
		return i < n_old;
	if (how == MERGE_LATER && (i < n_old) != (k < n_old))
		return i >= n_old;
	if (how == MERGE_SUREST && (a->score > b->score || a->score < b->score))
		return a->score > b->score;
	if (x != y)
		return x > y;
	if (how == MERGE_LONGEST && (a->score > b->score || a->score < b->score))
		return a->score > b->score;
	return i < k;
}

static void slowly(const struct merge_row *rows, uint32_t n_old, uint32_t n,
                   int64_t how, char *taken)
{
	char done[ROWS] = {0};

	memset(taken, 0, ROWS);
	for (uint32_t round = 0; round < n; round++) {
		uint32_t best = UINT32_MAX;
		for (uint32_t i = 0; i < n; i++)
			if (!done[i] &&
			    (best == UINT32_MAX ||
			     goes_before(&rows[i], &rows[best], i, best, n_old, how)))
				best = i;
		done[best] = taken[best] = 1;
		for (uint32_t i = 0; i < n && how != MERGE_ALL; i++)
			if (i != best && taken[i] && (i < n_old) != (best < n_old) &&
			    rows[i].begin < rows[best].end && rows[best].begin < rows[i].end)
				taken[best] = 0;
	}
}

static void as_all_pairs_say(void **unused)
{
	uint64_t seed = 4;

	(void)unused;
	for (int round = 0; round < 3000; round++) {
		const int64_t how = round % (MERGE_ALL + 1);
		struct host h;
		struct merge m = {0};
		char taken[ROWS];
		uint32_t kept = 0;
		start(&h, "");
		struct merge_row old[40];
		const uint32_t n_old = 1 + next(&seed, 30), n_new = 1 + next(&seed, 30);
		for (uint32_t i = 0; i < n_old; i++) {
			old[i] = (struct merge_row){.score = next(&seed, 5) / 4.0,
			                            .begin = next(&seed, 60),
			                            .type = 5,
			                            .by = 1};
			old[i].end = old[i].begin + 1 + next(&seed, 12);
			old[i].added = i;
		}
		qsort(old, n_old, sizeof *old, merge_by_place);
		for (uint32_t i = 0; i < n_old; i++)
			put_old(&h, &old[i]);
		assert_true(merge_begin(&h.ctx, 3, &m));
		for (uint32_t i = 0; i < n_new; i++) {
			struct merge_row r = {.score = next(&seed, 5) / 4.0,
			                      .begin = next(&seed, 60),
			                      .type = 6,
			                      .by = 2};
			r.end = r.begin + 1 + next(&seed, 12);
			assert_true(merge_add(&m, &r));
		}
		assert_int_equal(merge_write(&h.ctx, 3, &m, how), CATENA_OK);
		slowly(m.rows, m.n_old, m.n, how, taken);
		for (uint32_t i = 0; i < m.n; i++) {
			assert_int_equal(m.taken[i], taken[i]);
			kept += taken[i] != 0;
		}
		assert_int_equal(h.writer.n, kept);
		for (uint32_t i = 1; i < kept; i++)
			assert_true(h.written.begin[i - 1] < h.written.begin[i] ||
			            (h.written.begin[i - 1] == h.written.begin[i] &&
			             h.written.end[i - 1] >= h.written.end[i]));
		merge_free(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(alone),
	    cmocka_unit_test(rank_counts_where_the_surest_stays),
	    cmocka_unit_test(what_is_nothing_is_left_out),
	    cmocka_unit_test(an_empty_layer_is_made),
	    cmocka_unit_test(one_of_two),
	    cmocka_unit_test(those_that_agree_lend),
	    cmocka_unit_test(columns_may_be_missing),
	    cmocka_unit_test(as_all_pairs_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
