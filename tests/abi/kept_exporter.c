/* SPDX-License-Identifier: MIT */
/* kept_exporter.c - an exporter as 1.0 had them: prints all it is given. */
#include "plugin-1.0.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct catena_option options[] = {
    {.name = "path",
     .type = CATENA_OUTPUT,
     .initial = "-",
     .help = "The file to write."},
};

static const struct catena_use uses[] = {{"*", CATENA_READ, NULL}};

struct line { /* what process leaves for commit */
	char text[4000];
	size_t n;
};

static void put(struct line *l, const char *fmt, ...) CATENA_FORMAT(2, 3);

static void put(struct line *l, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(l->text + l->n, sizeof l->text - l->n, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < sizeof l->text - l->n)
		l->n += (size_t)n;
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	if (!CATENA_HAS(ctx->host, extension) || ctx->host->abi_major != 1)
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "another host than 1.0's");
	*self = (void *)(uintptr_t)values[0].s;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	*serial = ctx->host->out_open(ctx, self);
	return *serial ? CATENA_OK : CATENA_E_IO;
}

static void put_cell(catena_ctx *ctx, struct line *l, const struct catena_column *c,
                     const void *cells, uint32_t row)
{
	const struct catena_host *h = ctx->host;
	uint32_t size = 0;
	put(l, " %s=", c->name);
	switch (c->type) {
	case CATENA_U8:
		put(l, "%u", ((const uint8_t *)cells)[row]);
		break;
	case CATENA_I64:
		put(l, "%" PRId64, ((const int64_t *)cells)[row]);
		break;
	case CATENA_F64:
		put(l, "%g", ((const double *)cells)[row]);
		break;
	case CATENA_SYM:
		put(l, "%s", h->symbol(ctx, ((const uint32_t *)cells)[row], NULL));
		break;
	case CATENA_STR:
		put(l, "%s", h->string_get(ctx, ((const uint32_t *)cells)[row], &size));
		break;
	default:
		put(l, "%" PRIu32, ((const uint32_t *)cells)[row]);
		break;
	}
}

static void put_layer(catena_ctx *ctx, struct line *l, const struct catena_use *u,
                      const struct catena_layer *layer)
{
	for (uint32_t i = 0; layer && i < layer->n; i++) {
		put(l, "  %s %" PRIu32 " %" PRIu32, u->layer, layer->begin[i],
		    layer->end[i]);
		for (uint32_t k = 0; u->columns && u->columns[k].name; k++)
			if (layer->cols[k])
				put_cell(ctx, l, &u->columns[k], layer->cols[k], i);
		put(l, "\n");
	}
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	struct line l = {.n = 0};
	struct catena_map map;
	uint32_t n, size;
	(void)self;
	(void)local;
	put(&l, "%s", h->id(ctx, &size));
	put(&l, " %s", h->source(ctx, &size));
	put(&l, " \"%s\"", h->text(ctx, &size));
	put(&l, " %" PRIu32 " %" PRIu64 "\n", size, h->number(ctx));
	h->map(ctx, &map);
	for (uint32_t i = 0; i < map.n; i++)
		put(&l, "  map %" PRIu32 " %" PRIu32 "\n", map.text[i], map.original[i]);
	const struct catena_use *schema = h->schema(ctx, &n);
	for (uint32_t i = 0; i < n; i++)
		put_layer(ctx, &l, &schema[i], h->read(ctx, i));
	return h->stash(ctx, l.text, l.n);
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	struct line l = {.n = 0};
	uint32_t n;
	size_t size;
	const struct catena_field *f = h->fields(ctx, &n);
	(void)self;
	for (uint32_t i = 0; i < n; i++)
		put(&l, "  field %.*s %" PRId64 "\n", (int)f[i].name_size, f[i].name,
		    f[i].i);
	if (h->field_get(ctx, "size"))
		put(&l, "  size was not removed\n");
	const void *first = h->stashed(ctx, &size);
	const catena_status st = h->out_write(ctx, serial, first, size);
	return st == CATENA_OK ? h->out_write(ctx, serial, l.text, l.n) : st;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "kept_exporter",
    .kind = "exporter",
    .version = "1.0",
    .license = "MIT",
    .summary = "Prints all it is given",
    .options = options,
    .uses = uses,
    .n_options = sizeof options / sizeof *options,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .serial_new = serial_new,
    .process = process,
    .commit = commit,
};

CATENA_PLUGIN(kept_exporter)
{
	(void)host_minor;
	return host_major == 1 ? &descriptor : NULL;
}
