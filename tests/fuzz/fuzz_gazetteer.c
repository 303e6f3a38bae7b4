/* SPDX-License-Identifier: MIT */
/* fuzz_gazetteer.c - any bytes as compiled names, and compiled names with any bytes
 * changed: they are refused, or open and are searched without harm.  The sum is
 * made right, for hardly any input would get past it. */
#include "../../plugins/tag_gazetteer/names.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void use(const struct names *names)
{
	static const char text[] =
	    "New York Times, Oslo; the UN and New York. hedge fund";
	struct atoms a = {.fold = names->fold};
	struct matcher m = {0};
	struct name name;

	if (!tag_gazetteer_atoms_of_name(&a, text, sizeof text - 1) ||
	    !tag_gazetteer_match(names, &a, text, true, &m))
		abort();
	for (uint32_t i = 0; i < m.n; i++)
		if (!tag_gazetteer_name_at(names, m.found[i].name, &name) ||
		    strlen(name.canonical) + strlen(name.fields) +
		            strlen(tag_gazetteer_type(names, name.type)) >
		        2 * names->size)
			abort();
	for (uint32_t at = 0; tag_gazetteer_name_at(names, at, &name);
	     at = names_behind(at, &name))
		if (strlen(name.form) + strlen(name.id) > names->size)
			abort();
	tag_gazetteer_matcher_free(&m);
	tag_gazetteer_atoms_free(&a);
}

/* A block of three names, as small as one can be. */
static unsigned char *small_block(size_t *size)
{
	static const char *const types[] = {"GPE", "ORG"};
	static const char *const names[] = {"Oslo", "New York", "New York Times"};
	struct builder *const b = tag_gazetteer_builder_new(CASE_SMART, 0);
	unsigned char *block;
	bool fatal;

	for (uint8_t i = 0; b && i < 3; i++) {
		const struct new_name name = {.name = names[i],
		                              .id = "Q1",
		                              .canonical = "Canon",
		                              .size = strlen(names[i]),
		                              .id_size = 2,
		                              .canonical_size = 5,
		                              .type = i % 2};
		if (tag_gazetteer_builder_add(b, &name, &fatal))
			abort();
	}
	block = b ? tag_gazetteer_builder_end(b, types, 2, size) : NULL;
	tag_gazetteer_builder_free(b);
	if (!block)
		abort();
	return block;
}

/* Places of two bytes with the byte to put there. */
static void change(unsigned char *block, size_t size, const uint8_t *p, size_t n)
{
	for (; n >= 3; p += 3, n -= 3)
		block[get16(p) % size] = p[2];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned char *block;
	struct names names;
	size_t size = n;

	if (n && bytes[0] % 2) {
		block = small_block(&size);
		change(block, size, bytes + 1, n - 1);
	} else {
		block = malloc(n + 1);
		if (!block)
			abort();
		if (n)
			memcpy(block, bytes, n);
	}
	if (size >= IMAGE_HEAD) {
		memcpy(block, IMAGE_MAGIC, 8);
		put32(block + IMAGE_AT_VERSION, IMAGE_VERSION);
		put64(block + IMAGE_AT_SIZE, size);
		put64(block + IMAGE_AT_SUM, tag_gazetteer_sum(block, size));
	}
	if (!tag_gazetteer_names_of(&names, block, size)) {
		use(&names);
		tag_gazetteer_names_free(&names);
	}
	return 0;
}
