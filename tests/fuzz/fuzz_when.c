/* SPDX-License-Identifier: MIT */
/* fuzz_when.c - any text as a test on fields: a reason or a test, which is
 * true or false of a document, twice the same. */
#include "when.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* The field is of a kind that its name's first letter says. */
static const struct catena_field *get(void *room, const char *name)
{
	static const double floats[] = {0, -1.5, 1e300, NAN, 9007199254740992.0};
	struct catena_field *const f = *(struct catena_field **)room;
	++*(struct catena_field **)room;
	const unsigned k = (unsigned char)name[0];
	memset(f, 0, sizeof *f);
	f->type = k % 6;
	f->i = k % 7 == 0 ? INT64_MIN : (int64_t)(k % 3) - 1;
	f->f = floats[k % 5];
	f->s = name;
	f->size = (uint32_t)strlen(name) % 4;
	return k % 11 == 0 ? NULL : f;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena arena = {0};
	char error[160] = "";
	char *const text = strndup((const char *)bytes, n);
	struct catena_field *const room = calloc(2 * n + 2, sizeof *room);
	if (!text || !room)
		abort();
	const struct when *const w = when_compile(text, &arena, error, sizeof error);
	if (!w && strncmp(error, "column ", 7) != 0)
		abort();
	if (w) {
		struct catena_field *a = room, *b = room;
		if (when_true(w, get, &a) != when_true(w, get, &b))
			abort();
	}
	arena_free(&arena);
	free(room);
	free(text);
	return 0;
}
