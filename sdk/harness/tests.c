/* SPDX-License-Identifier: MIT */
/* tests.c - what a test gives, asks and expects. */
#include "build.h"

#include "parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void harness_stop(const char *what, const char *why)
{
	fprintf(stderr, "harness: %s: %s\n", what, why);
	exit(99);
}

/* ---- Memory ---- */

static void *take(struct harness *h, size_t size)
{
	void *p = arena_zalloc(&h->arena, size, 16);
	if (!p)
		harness_stop("memory", "out of memory");
	return p;
}

char *harness_copy(struct harness *h, const char *s, size_t n)
{
	char *p = arena_copy(&h->arena, s, n);
	if (!p)
		harness_stop("memory", "out of memory");
	return p;
}

const char *harness_take(struct harness *h, struct json_buf *b)
{
	if (b->failed)
		harness_stop("memory", "out of memory");
	const char *s = harness_copy(h, b->n ? b->p : "", b->n);
	json_free(b);
	return s;
}

void harness_add(struct harness *h, const struct pair **list, const char *name,
                 const char *value)
{
	struct pair *p = take(h, sizeof *p);
	*p = (struct pair){*list, harness_copy(h, name, strlen(name)),
	                   harness_copy(h, value, strlen(value))};
	*list = p;
}

const char *harness_find(const struct pair *list, const char *name)
{
	while (list && strcmp(list->name, name) != 0)
		list = list->next;
	return list ? list->value : NULL;
}

/* ---- Opening and giving ---- */

struct harness *harness_open(const char *file, const char *const *settings)
{
	struct harness *h = calloc(1, sizeof *h);
	size_t n = 0;
	if (!h)
		harness_stop("harness_open", "out of memory");
	h->last = &h->first;
	h->last_result = &h->results;
	h->file = harness_copy(h, file, strlen(file));
	while (settings && settings[n])
		n++;
	const char **copy = take(h, (n + 1) * sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = harness_copy(h, settings[i], strlen(settings[i]));
	h->settings = copy;
	return h;
}

int harness_close(struct harness *h)
{
	if (!h)
		return 1;
	const int bad = h->failures != 0;
	if (bad && h->messages.n)
		fprintf(stderr, "what was said:\n%s", harness_messages(h));
	json_free(&h->messages);
	arena_free(&h->arena);
	free(h);
	return bad;
}

void harness_bytes(struct harness *h, const char *id, const void *bytes, size_t n)
{
	struct input *in = take(h, sizeof *in);
	in->id = harness_copy(h, id, strlen(id));
	in->text = harness_copy(h, n ? bytes : "", n);
	in->size = n;
	*h->last = in;
	h->last = &in->next;
}

void harness_document(struct harness *h, const char *id, const char *text)
{
	harness_bytes(h, id, text, strlen(text));
}

/* The document added last. */
static struct input *newest(struct harness *h, const char *what)
{
	struct input *in = h->first;
	if (!in)
		harness_stop(what, "no document was added yet");
	while (in->next)
		in = in->next;
	return in;
}

void harness_set(struct harness *h, const char *field, const char *json)
{
	struct catena_field f;
	struct input *in = newest(h, "harness_set");
	if (!harness_field(h, field, json, &f))
		harness_stop("harness_set: this is no JSON", json);
	harness_add(h, &in->fields, field, json);
}

void harness_give(struct harness *h, const char *layer, const char *rows)
{
	struct input *in = newest(h, "harness_give");
	harness_add(h, &in->layers, layer, rows);
}

/* ---- Asking ---- */

static const struct result nothing = {
    .id = "", .source = "", .text = "", .verdict = "there is no such document"};

static const struct result *result(const struct harness *h, unsigned k)
{
	const struct result *r = h->results;
	while (r && k--)
		r = r->next;
	return r ? r : &nothing;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

unsigned harness_count(struct harness *h)
{
	return h->n_results;
}

const char *harness_id(struct harness *h, unsigned k)
{
	return result(h, k)->id;
}

const char *harness_source(struct harness *h, unsigned k)
{
	return result(h, k)->source;
}

const char *harness_text(struct harness *h, unsigned k)
{
	return result(h, k)->text;
}

const char *harness_verdict(struct harness *h, unsigned k)
{
	return result(h, k)->verdict;
}

const char *harness_get(struct harness *h, unsigned k, const char *field)
{
	return or_empty(harness_find(result(h, k)->fields, field));
}

const char *harness_rows(struct harness *h, unsigned k, const char *layer)
{
	return or_empty(harness_find(result(h, k)->rows, layer));
}

const char *harness_column(struct harness *h, unsigned k, const char *layer,
                           const char *column)
{
	char name[512];
	snprintf(name, sizeof name, "%s %s", layer, column);
	return or_empty(harness_find(result(h, k)->columns, name));
}

const char *harness_messages(struct harness *h)
{
	if (h->messages.failed)
		harness_stop("memory", "out of memory");
	return h->messages.n ? harness_copy(h, h->messages.p, h->messages.n) : "";
}

/* ---- Files ---- */

const char *harness_file(struct harness *h, const char *path)
{
	struct json_buf b = {0};
	char some[4096];
	FILE *f = fopen(path, "rb");
	if (!f)
		return "";
	for (size_t n; (n = fread(some, 1, sizeof some, f)) > 0;)
		json_raw(&b, some, n);
	fclose(f);
	return harness_take(h, &b);
}

void harness_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		harness_stop(path, strerror(errno));
	fputs(text, f);
	if (fclose(f) != 0)
		harness_stop(path, strerror(errno));
}

/* ---- Expecting ---- */

void harness_equal(struct harness *h, const char *got, const char *want,
                   const char *file, int line)
{
	if (strcmp(got, want) == 0)
		return;
	h->failures++;
	fprintf(stderr, "%s:%d: not equal\n-- got:\n%s\n-- wanted:\n%s\n--\n", file,
	        line, got, want);
}

void harness_true(struct harness *h, int holds, const char *test, const char *file,
                  int line)
{
	if (holds)
		return;
	h->failures++;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, test);
}
