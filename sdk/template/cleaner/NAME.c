/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a cleaner: takes out characters that cannot be seen, such as the
 * soft hyphens that web pages carry inside words.
 *
 * It edits the text; the host keeps a map back to what was read.  The contract
 * is in <catena/plugin.h>; GUIDE.md beside Catena's README explains it. */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

/* What a config may set: values[SOFT_HYPHENS] is the value of the first row. */
enum {
	SOFT_HYPHENS,
	ZERO_WIDTH
};

static const struct catena_option options[] = {
    {"soft_hyphens", CATENA_BOOL, "true", 0, 0, NULL, NULL,
     "Whether to take out soft hyphens (U+00AD)."},
    {"zero_width", CATENA_BOOL, "true", 0, 0, NULL, NULL,
     "Whether to take out zero-width spaces (U+200B) and word joiners (U+2060)."},
};

/* To write the layer "text" is to edit the text. */
static const struct catena_use uses[] = {
    {"text", CATENA_WRITE, NULL},
};

struct settings { /* fixed once create has returned: workers share it */
	int soft_hyphens, zero_width;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	struct settings *s = malloc(sizeof *s);
	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->soft_hyphens = values[SOFT_HYPHENS].i != 0;
	s->zero_width = values[ZERO_WIDTH].i != 0;
	*self = s;
	return CATENA_OK;
}

static void destroy(void *self)
{
	free(self);
}

/* The bytes of the unseen character at s, of n bytes; 0 if it is another. */
static uint32_t unseen(const struct settings *s, const char *text, uint32_t n)
{
	if (s->soft_hyphens && n >= 2 && memcmp(text, "\xC2\xAD", 2) == 0)
		return 2;
	if (s->zero_width && n >= 3 &&
	    (memcmp(text, "\xE2\x80\x8B", 3) == 0 ||
	     memcmp(text, "\xE2\x81\xA0", 3) == 0))
		return 3;
	return 0;
}

/* One document.  Many workers are in here at once, each with its own.  The
 * edits take effect when this returns CATENA_OK. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	(void)local;

	uint32_t size;
	const char *text = h->text(ctx, &size);
	for (uint32_t i = 0; i < size;) {
		const uint32_t n = unseen(self, text + i, size - i);
		if (n && h->edit(ctx, i, i + n, "", 0) != CATENA_OK)
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
		i += n ? n : 1;
	}
	return CATENA_OK;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD, .name = "@NAME@",
    .kind = "cleaner",      .version = "0.1.0",
    .license = "MIT",       .summary = "Takes out characters that cannot be seen.",
    .options = options,     .n_options = sizeof options / sizeof *options,
    .uses = uses,           .n_uses = sizeof uses / sizeof *uses,
    .create = create,       .destroy = destroy,
    .process = process,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
