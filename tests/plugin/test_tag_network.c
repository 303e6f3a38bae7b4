/* SPDX-License-Identifier: MIT */
/* test_tag_network.c - the network of tag_model: its gradients are true, its
 * integers say what its numbers said, on every path the same; a damaged one is
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <catena/fold.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tag_model/image.h"
#include "tag_model/inputs.h"
#include "tag_model/tag.h"

#define WORDS 150u
#define WIDTH 32u
#define TOKENS 11u
#define SLOTS (TOKENS + 2 * NETWORK_SIDE)

static uint64_t state = 1;

static double lot(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(state >> 11) / 9007199254740992.0 * 2 - 1;
}

/* ---- A model with a network ---- */

static void make_vectors(struct vectors *v)
{
	*v = (struct vectors){.width = WIDTH, .n = WORDS};
	v->hash = malloc(WORDS * sizeof *v->hash);
	v->v = malloc(WORDS * WIDTH * sizeof *v->v);
	assert_non_null(v->hash);
	assert_non_null(v->v);
	for (uint32_t i = 0; i < WORDS; i++) {
		const char word[] = {(char)('a' + i / 26), (char)('a' + i % 26), 'x'};
		v->hash[i] = catena_fold_hash(word, sizeof word);
		for (uint32_t d = 0; d < WIDTH; d++)
			v->v[i * WIDTH + d] = (float)lot();
	}
}

struct sample {
	struct vectors vectors;
	struct image image;
	struct net_learner learner;
};

static void make_sample(struct sample *s, uint32_t units)
{
	static const char *const none[] = {NULL};
	const struct image_plan plan = {.row_bits = 12,
	                                .templates = {UINT64_MAX, UINT64_MAX},
	                                .clusters = none,
	                                .lexicon = "",
	                                .phrases = "",
	                                .vectors = &s->vectors,
	                                .units = units,
	                                .shared_bits = 8};
	const char *at;
	float *first;

	make_vectors(&s->vectors);
	assert_null(tag_model_image_new(&s->image, &plan, &at));
	assert_int_equal(s->image.model.network.words, WORDS);
	assert_true(tag_model_net_new(&s->learner, &s->image.model.network));
	first = tag_model_image_vectors(&s->image, &s->vectors);
	assert_non_null(first);
	tag_model_net_restart(&s->learner, first);
	free(first);
	for (size_t i = 0; i < s->learner.n_dense; i++)
		s->learner.all[i] = (float)lot() * 0.3f;
}

static void free_sample(struct sample *s)
{
	tag_model_image_free(&s->image);
	tag_model_net_free(&s->learner);
	tag_model_vectors_free(&s->vectors);
}

/* Inputs by lot; runs of one word, of nine, of one. */
static struct net_region make_region(const struct net_learner *l,
                                     uint32_t (*inputs)[NETWORK_INPUTS],
                                     float *topic)
{
	static const uint32_t runs[TOKENS][2] = {{0, 1},  {1, 10}, {1, 10}, {1, 10},
	                                         {1, 10}, {1, 10}, {1, 10}, {1, 10},
	                                         {1, 10}, {1, 10}, {10, 11}};
	const double n = (double)(l->words + (1u << l->shared_bits));

	for (uint32_t s = 0; s < SLOTS; s++)
		for (uint32_t k = 0; k < NETWORK_INPUTS; k++)
			inputs[s][k] =
			    k < 1 + s % 4 ? (uint32_t)((lot() + 1) / 2 * n) : UINT32_MAX;
	for (uint32_t d = 0; d < WIDTH; d++)
		topic[d] = (float)lot();
	return (struct net_region){
	    (const uint32_t(*)[NETWORK_INPUTS])inputs, runs, TOKENS, {topic, topic}};
}

/* ---- Tests ---- */

static double value(struct net_learner *l, const struct net_region *r,
                    float (*gradient)[MODEL_LANES])
{
	float sums[TOKENS][MODEL_LANES] = {{0}};
	double all = 0;

	assert_true(tag_model_net_forward(l, r, sums));
	for (uint32_t i = 0; i < TOKENS; i++)
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			all += (double)sums[i][y] * (double)gradient[i][y];
	return all;
}

/* A small step of each weight changes the value as the gradient says. */
static void gradients_are_true(void **unused)
{
	struct sample s;
	struct net_learner *const l = &s.learner;
	uint32_t inputs[SLOTS][NETWORK_INPUTS], seen = 0, wrong = 0;
	float gradient[TOKENS][MODEL_LANES], topic[WIDTH];

	(void)unused;
	make_sample(&s, 32);
	const struct net_region r = make_region(l, inputs, topic);
	for (uint32_t i = 0; i < TOKENS; i++)
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			gradient[i][y] = (float)lot();
	l->rate = 0; /* steps are gathered, vectors stay */
	value(l, &r, gradient);
	tag_model_net_backward(l, &r, (const float(*)[MODEL_LANES])gradient);
	for (size_t i = 0; i < l->n_dense; i += 13) {
		const float old = l->all[i], far = 2e-3f;
		l->all[i] = old + far;
		const double more = value(l, &r, gradient);
		l->all[i] = old - far;
		const double less = value(l, &r, gradient);
		l->all[i] = old;
		const double want = (more - less) / (2 * (double)far);
		wrong += fabs(want - (double)l->steps[i]) > 0.02 + 0.02 * fabs(want);
		seen += fabs(want) > 0.05;
	}
	/* Some units bend within the step. */
	if (seen < 100 || wrong * 50 > seen)
		fail_msg("%u of %u gradients are wrong", wrong, seen);
	/* Of vectors: the square of the gradient is what is kept of it. */
	for (uint32_t k = 0; k < WIDTH; k++) {
		const size_t at = l->n_dense + (size_t)inputs[4][0] * WIDTH + k;
		const float old = l->all[at], far = 2e-3f;
		l->all[at] = old + far;
		const double more = value(l, &r, gradient);
		l->all[at] = old - far;
		const double less = value(l, &r, gradient);
		l->all[at] = old;
		const double want = (more - less) / (2 * (double)far);
		assert_true(fabs(fabs(want) - sqrt((double)l->squares[at])) <
		            0.02 + 0.02 * fabs(want));
	}
	free_sample(&s);
}

/* What one is in the vectors' bytes: 127 is the largest, none of ours is cut off.
 */
static double largest(const struct net_learner *l)
{
	double most = 0;

	for (size_t i = l->n_dense; i < l->n; i++)
		most = fmax(most, fabs((double)l->all[i]));
	return most;
}

static void add_integers(const struct model *m, const struct net_region *r,
                         double most, int32_t (*sums)[MODEL_LANES])
{
	int64_t topic[WIDTH];
	int16_t x[WIDTH];
	int32_t base[MODEL_UNITS_MAX];

	const struct network *const net = &m->network;
	int16_t slots[SLOTS * WIDTH];

	for (uint32_t s = 0; s < SLOTS; s++) {
		uint32_t n = 0;
		while (r->inputs[s][n] != UINT32_MAX)
			n++;
		tag_model_network_read(net, NULL, r->inputs[s], n,
		                       slots + (size_t)s * WIDTH);
	}
	for (uint32_t d = 0; d < WIDTH; d++)
		topic[d] =
		    (int64_t)((double)r->topics[0][d] * 127 / most * 1000 / NETWORK_LOUDER);
	tag_model_network_mean(net, topic, 1000, x);
	memcpy(base, net->bias, net->units * sizeof *base);
	tag_model_network_place(net, NETWORK_TOPIC, 1, x, base);
	tag_model_network_place(net, NETWORK_SENTENCE, 1, x, base);
	tag_model_network_add(net, base, slots, r->runs, r->n, sums);
}

static void integers_say_the_same(void **unused)
{
	static const uint32_t sizes[] = {16, 32, 48, 64, 96, 128};
	const double scale = 50;

	(void)unused;
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct sample s;
		uint32_t inputs[SLOTS][NETWORK_INPUTS];
		float want[TOKENS][MODEL_LANES] = {{0}}, topic[WIDTH];
		int32_t sums[TOKENS][MODEL_LANES] = {{0}};
		make_sample(&s, sizes[k]);
		const struct net_region r = make_region(&s.learner, inputs, topic);
		assert_true(tag_model_net_forward(&s.learner, &r, want));
		tag_model_image_set_network(&s.image, &s.learner, scale);
		add_integers(&s.image.model, &r, largest(&s.learner), sums);
		for (uint32_t i = 0; i < TOKENS; i++)
			for (uint32_t y = 0; y < MODEL_LABELS; y++)
				if (fabs((double)sums[i][y] - (double)want[i][y] * scale) >
				    3 + sqrt(sizes[k]))
					fail_msg("%u units, token %u, label %u: %d, not %g", sizes[k],
					         i, y, sums[i][y], (double)want[i][y] * scale);
		free_sample(&s);
	}
}

static void paths_are_alike(void **unused)
{
	struct product_path paths[6];
	int16_t w[40 * 128 * 2], x[4 * 80];
	int32_t want[4 * 128], found[4 * 128];

	(void)unused;
	tag_model_product_paths(paths);
	for (size_t i = 0; i < sizeof w / sizeof *w; i++)
		w[i] = (int16_t)(lot() * 255);
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		x[i] = (int16_t)(lot() * 1016);
	for (uint32_t tokens = 1; tokens <= PRODUCT_MOST; tokens++)
		for (uint32_t n = 16; n <= 128; n += 16) {
			struct product p = {w, x, 40, n, tokens, 80, want};
			for (uint32_t i = 0; i < tokens * n; i++)
				want[i] = found[i] = (int32_t)i;
			for (uint32_t t = 0; t < tokens; t++)
				for (uint32_t i = 0; i < n; i++)
					for (uint32_t k = 0; k < 80; k++)
						want[t * n + i] +=
						    x[t * 80 + k] * w[(k / 2 * n + i) * 2 + k % 2];
			p.sums = found;
			for (unsigned k = 0; paths[k].name; k++) {
				for (uint32_t i = 0; i < tokens * n; i++)
					found[i] = (int32_t)i;
				paths[k].add(&p);
				if (memcmp(want, found, tokens * n * sizeof *want) != 0)
					fail_msg("%s, %u tokens, %u lanes", paths[k].name, tokens, n);
			}
		}
}

static void words_have_their_vectors(void **unused)
{
	struct sample s;
	float *first;

	(void)unused;
	make_sample(&s, 16);
	first = tag_model_image_vectors(&s.image, &s.vectors);
	for (uint32_t i = 0; i < WORDS; i++) {
		const uint32_t at = tag_model_vector(
		    &s.image.model, tag_model_find(&s.image.model, s.vectors.hash[i]));
		assert_true(at < WORDS);
		assert_memory_equal(first + at * WIDTH, s.vectors.v + i * WIDTH,
		                    WIDTH * sizeof *first);
	}
	assert_int_equal(tag_model_vector(&s.image.model, UINT32_MAX), UINT32_MAX);
	assert_int_equal(tag_model_find(&s.image.model, 12345), UINT32_MAX);
	free(first);
	free_sample(&s);
}

/* What each path makes of units, and what is said of it. */
static void units_are_bent(void **unused)
{
	static const int32_t some[] = {
	    0,    1,    15,      16,      17,      -1,      -16,       255,
	    4080, 4096, 1048560, 1048575, 1048576, 5000000, INT32_MAX, INT32_MIN};
	struct product_path paths[6];
	int32_t units[MODEL_UNITS_MAX];
	uint16_t scale[MODEL_UNITS_MAX];
	int16_t bent[MODEL_UNITS_MAX];

	(void)unused;
	tag_model_product_paths(paths);
	for (uint32_t turn = 0; turn < 1000; turn++) {
		for (uint32_t i = 0; i < MODEL_UNITS_MAX; i++) {
			units[i] = turn ? (int32_t)(lot() * 2000000) : some[i % 16];
			scale[i] = turn ? (uint16_t)((lot() + 1) * 32767) : UINT16_MAX;
		}
		for (unsigned k = 0; paths[k].name; k++) {
			paths[k].bend(units, scale, MODEL_UNITS_MAX, bent);
			for (uint32_t i = 0; i < MODEL_UNITS_MAX; i++) {
				const int64_t u = units[i] > 0 ? units[i] / 16 : 0;
				const int64_t a = (u < 0xFFFF ? u : 0xFFFF) * scale[i] / 65536;
				assert_int_equal(bent[i], a < 255 ? a : 255);
			}
		}
	}
}

/* To the nearest, halves up, and not too far. */
static void sums_are_scaled(void **unused)
{
	static const int32_t some[] = {
	    0,      1,     -1,     2,      -2,    3,      32768,     -3,       65536,
	    -65536, 70000, -70000, 123456, 98765, -98765, INT32_MAX, INT32_MIN};
	static const uint32_t scales[] = {0,     1,       32768,    65536,
	                                  98304, 1000003, INT32_MAX};
	struct product_path paths[6];
	int32_t all[MODEL_LANES], sums[MODEL_LANES];

	(void)unused;
	tag_model_product_paths(paths);
	for (uint32_t turn = 0; turn < 2000; turn++) {
		const uint32_t by =
		    turn % 2 ? (uint32_t)((lot() + 1) * 100000) : scales[turn / 2 % 7];
		for (uint32_t i = 0; i < MODEL_LANES; i++)
			all[i] = turn < 20 ? some[(i + turn) % (sizeof some / sizeof *some)]
			                   : (int32_t)(lot() * 4000000);
		for (unsigned k = 0; paths[k].name; k++) {
			memset(sums, 0, sizeof sums);
			paths[k].scale(all, by, sums);
			for (uint32_t i = 0; i < MODEL_LANES; i++) {
				const double v = floor((double)all[i] * (double)by / 65536 + 0.5);
				assert_int_equal(sums[i], v > 20000    ? 20000
				                          : v < -20000 ? -20000
				                                       : (int32_t)v);
			}
		}
	}
}

static void seal(unsigned char *bytes, size_t size)
{
	model_put64(bytes + AT_SUM, tag_model_sum(bytes, size));
}

/* Each size and each rank, with the checksum made right again. */
static void wrong_networks_are_refused(void **unused)
{
	static const int fields[] = {AT_WIDTH, AT_UNITS, AT_SHARED, AT_WORDS, AT_SLOTS};
	struct sample s;
	struct model m;

	(void)unused;
	make_sample(&s, 32);
	unsigned char *const bytes = s.image.bytes;
	const size_t size = s.image.size;
	const size_t ranks = (size_t)(s.image.model.network.ranks - bytes);
	seal(bytes, size);
	assert_null(tag_model_of_bytes(&m, bytes, size));
	tag_model_close(&m);
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
		for (unsigned bit = 0; bit < 32; bit++) {
			const uint32_t old = model_u32(bytes + fields[k]);
			model_put32(bytes + fields[k], old ^ UINT32_C(1) << bit);
			seal(bytes, size);
			assert_non_null(tag_model_of_bytes(&m, bytes, size));
			model_put32(bytes + fields[k], old);
		}
	for (size_t at = ranks;
	     at <
	     (size_t)((const unsigned char *)s.image.model.network.vectors - bytes);
	     at += 3) {
		bytes[at] ^= 0x10;
		seal(bytes, size);
		assert_non_null(tag_model_of_bytes(&m, bytes, size));
		bytes[at] ^= 0x10;
	}
	for (size_t at = ranks; at < size; at += 101) {
		seal(bytes, size);
		bytes[at] ^= 0x10; /* without a new checksum */
		assert_non_null(tag_model_of_bytes(&m, bytes, size));
		bytes[at] ^= 0x10;
	}
	free_sample(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gradients_are_true),
	    cmocka_unit_test(integers_say_the_same),
	    cmocka_unit_test(paths_are_alike),
	    cmocka_unit_test(words_have_their_vectors),
	    cmocka_unit_test(units_are_bent),
	    cmocka_unit_test(sums_are_scaled),
	    cmocka_unit_test(wrong_networks_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
