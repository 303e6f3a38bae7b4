/* SPDX-License-Identifier: MIT */
/* bench_read.c - a reader for benchmarks: documents that are in memory already,
 * so that what is measured is the framework and not a disk. */
#include <catena/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_PATH,
	OPT_SIZE,
	OPT_TOTAL
};

static const struct catena_option options[] = {
    {"path", CATENA_PATH, NULL, 0, 0, NULL, NULL, "the text to serve"},
    {"size", CATENA_INT, "4096", 1, 1e9, NULL, "bytes", "of one document, about"},
    {"total", CATENA_INT, "1 GiB", 1, 1e15, NULL, "bytes",
     "to serve; the text is served again and again"},
};

struct source {
	char *text; /* the documents, a NUL behind each */
	size_t *begin, *size;
	size_t n;
	uint64_t total;
};

struct state {
	size_t next;
	uint64_t served, number;
};

static char *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	long n = -1;
	if (f && !fseek(f, 0, SEEK_END) && (n = ftell(f)) > 0 && !fseek(f, 0, SEEK_SET))
		p = malloc((size_t)n);
	if (p && fread(p, 1, (size_t)n, f) != (size_t)n) {
		free(p);
		p = NULL;
	}
	if (f)
		fclose(f);
	*size = p ? (size_t)n : 0;
	return p;
}

/* Cuts at the first line's end after `size` bytes. */
static int cut(struct source *s, const char *in, size_t n, size_t size)
{
	const size_t most = n / size + 2;
	s->text = malloc(n + most);
	s->begin = malloc(most * sizeof *s->begin);
	s->size = malloc(most * sizeof *s->size);
	if (!s->text || !s->begin || !s->size)
		return -1;
	size_t out = 0;
	for (size_t i = 0; i < n;) {
		const char *end =
		    n - i > size ? memchr(in + i + size, '\n', n - i - size) : NULL;
		const size_t k = end ? (size_t)(end + 1 - (in + i)) : n - i;
		memcpy(s->text + out, in + i, k);
		s->begin[s->n] = out;
		s->size[s->n++] = k;
		s->text[out + k] = 0;
		out += k + 1;
		i += k;
	}
	return 0;
}

static void destroy(void *self)
{
	struct source *s = self;
	free(s->text);
	free(s->begin);
	free(s->size);
	free(s);
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **self)
{
	size_t n = 0;
	char *in = read_all(v[OPT_PATH].s, &n);
	struct source *s = calloc(1, sizeof *s);
	if (!in || !s || cut(s, in, n, (size_t)v[OPT_SIZE].i)) {
		free(in);
		if (s)
			destroy(s);
		return ctx->host->fail(ctx, CATENA_E_IO, "%s: cannot be read",
		                       v[OPT_PATH].s);
	}
	free(in);
	s->total = (uint64_t)v[OPT_TOTAL].i;
	*self = s;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(struct state));
	return *serial ? CATENA_OK
	               : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx, (void)self, (void)failed;
	free(serial);
	return CATENA_OK;
}

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct source *s = self;
	struct state *st = serial;
	char id[32];
	if (st->served >= s->total)
		return CATENA_END;
	const size_t i = st->next;
	st->next = i + 1 == s->n ? 0 : i + 1;
	st->served += s->size[i];
	const int n = snprintf(id, sizeof id, "%llu", (unsigned long long)++st->number);
	const catena_status bad = h->set_id(ctx, id, (size_t)n);
	return bad ? bad : h->set_text(ctx, s->text + s->begin[i], s->size[i]);
}

static const void *extension(const char *id)
{
	static const struct catena_reader reader = {sizeof reader, next, NULL};
	return strcmp(id, "catena.reader/1") ? NULL : &reader;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,   .name = "bench_read",
    .kind = "reader",         .version = "1",
    .license = "MIT",         .summary = "Documents from memory, for benchmarks",
    .options = options,       .n_options = sizeof options / sizeof *options,
    .create = create,         .destroy = destroy,
    .serial_new = serial_new, .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(bench_read)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
