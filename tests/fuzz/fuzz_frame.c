/* SPDX-License-Identifier: MIT */
/* fuzz_frame.c - any bytes as a frame: no read beyond them, and what is taken
 * for a document is one: all its parts can be touched, and it can be written
 * and read again. */
#include "frame.h"
#include "layer.h"
#include "module.h"

#include "../unit/frame_sample.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most,
                               unsigned seed);

/* flow.c would tell who writes a layer: here, nobody asks. */
const struct module *const *modules_list(struct modules *m, uint32_t *n)
{
	(void)m;
	*n = 0;
	return NULL;
}

static struct sample_chain chain;
static volatile unsigned long touched;

static void touch(const void *p, size_t n)
{
	const unsigned char *s = p;
	unsigned long sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += s[i];
	touched += sum;
}

static void touch_layers(const struct doc *d)
{
	for (uint32_t i = 0; i < chain.chain.schema.n; i++) {
		const struct layer *l = &d->layers[i];
		const struct schema_layer *s = &chain.chain.schema.layers[i];
		for (uint32_t row = 0; l->made && row < l->n; row++)
			touch(d->text + l->begin[row], l->end[row] - l->begin[row]);
		for (uint32_t k = 0; l->made && k < s->n; k++) {
			if (!l->cols[k])
				continue;
			touch(l->cols[k], l->n * column_size(s->columns[k].type));
			for (uint32_t row = 0; s->columns[k].type == CATENA_STR && row < l->n;
			     row++) {
				uint32_t size;
				const char *t =
				    doc_string_get(d, ((uint32_t *)l->cols[k])[row], &size);
				touch(t, (size_t)size + 1);
			}
		}
	}
}

static void touch_all(const struct doc *d)
{
	touch(d->id, (size_t)d->id_size + 1);
	if (d->source)
		touch(d->source, (size_t)d->source_size + 1);
	if (d->text)
		touch(d->text, (size_t)d->size + 1);
	if (d->raw)
		touch(d->raw, d->raw_size);
	touch(d->reason, d->reason ? strlen(d->reason) : 0);
	touch(d->detail, d->detail ? strlen(d->detail) : 0);
	touch(d->strings.p, d->strings.n);
	touch(d->stash.p, d->stash.n);
	touch(d->map.text, d->map.n * 4);
	touch(d->map.original, d->map.n * 4);
	for (uint32_t i = 0; i < d->n_fields; i++) {
		touch(d->fields[i].name, (size_t)d->fields[i].name_size + 1);
		if (d->fields[i].s)
			touch(d->fields[i].s, (size_t)d->fields[i].size + 1);
	}
	touch_layers(d);
}

static void again(const struct doc *d)
{
	struct arena a = {0};
	struct frame f = {0};
	char why[256];
	struct doc e = sample_empty(&a, 0);
	if (frame_write(&f, &chain.chain, d, 0, FRAME_NAMES))
		abort();
	char *copy = arena_alloc(&a, f.n, 8);
	memcpy(copy, f.p, f.n);
	if (frame_read(&chain.chain, &e, copy, f.n, why, sizeof why)) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
	touch_all(&e);
	frame_free(&f);
	arena_free(&a);
}

static void set_up(void)
{
	if (!chain.chain.symbols)
		sample_chain_init(&chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena a = {0};
	char why[256];
	set_up();
	struct doc d = sample_empty(&a, 0);
	char *copy = malloc(n ? n : 1); /* so that a step beyond it is seen */
	if (!copy)
		abort();
	memcpy(copy, bytes, n);
	if (!frame_read(&chain.chain, &d, copy, n, why, sizeof why)) {
		touch_all(&d);
		again(&d);
	}
	free(copy);
	arena_free(&a);
	return 0;
}

/* Begins with true frames, and puts the right size into most heads: else
 * nearly all inputs would be refused for that alone. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned seed)
{
	set_up();
	if (n < 128 || seed % 64 == 0) {
		struct arena a = {0};
		struct frame f = {0};
		const struct doc d = sample_doc(&chain, &a);
		if (!frame_write(&f, &chain.chain, &d, 0, seed & FRAME_NAMES) &&
		    f.n <= most) {
			memcpy(bytes, f.p, f.n);
			n = f.n;
		}
		frame_free(&f);
		arena_free(&a);
	}
	n = LLVMFuzzerMutate(bytes, n, most);
	if (n >= 128 && seed % 8) {
		for (int i = 0; i < 8; i++)
			bytes[8 + i] = (uint8_t)((uint64_t)n >> (8 * i));
	}
	return n;
}
