/* SPDX-License-Identifier: MIT */
/* test_tokenize_standard.c - Unicode's own tests of word and sentence
 * boundaries, through the plugin: each line a document, the rows of its layers
 * against the boundaries that the line gives.
 *
 * The plugin leaves out segments of white space and bares sentences of it;
 * that is done here to what is expected, too. */
#include <catena/fold.h>
#include <catena/harness.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST = 2048,
	SEGMENTS = 64
};

struct sample {
	unsigned char text[256];
	size_t size, ends[SEGMENTS], n;
};

/* "÷ 0061 × 0308 ÷  # ..." */
static void parse(const char *line, struct sample *s)
{
	*s = (struct sample){.size = 0};
	while (*line && *line != '#' && *line != '\n') {
		char *after;
		if (!strncmp(line, "÷", 2)) {
			if (s->size && s->n < SEGMENTS)
				s->ends[s->n++] = s->size;
			line += 2;
		} else if (!strncmp(line, "×", 2)) {
			line += 2;
		} else {
			const unsigned long c = strtoul(line, &after, 16);
			if (after != line)
				s->size += catena_fold_encode(s->text + s->size, (uint32_t)c);
			line = after == line ? line + 1 : after;
		}
	}
}

/* The length of the white space (Unicode's White_Space) that begins at s; 0 if
 * none does. */
static size_t space_at(const unsigned char *s, size_t n)
{
	static const char *const wide[] = {
	    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80",
	    "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84",
	    "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
	    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
	    "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
	if (n && (*s == ' ' || (*s >= 9 && *s <= 13)))
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		const size_t k = strlen(wide[i]);
		if (n >= k && !memcmp(s, wide[i], k))
			return k;
	}
	return 0;
}

/* Bares [*begin, *end) of white space; 0 when nothing is left. */
static int bare(const struct sample *s, size_t *begin, size_t *end)
{
	size_t k, last = *begin;
	while (*begin < *end && (k = space_at(s->text + *begin, *end - *begin)))
		*begin += k;
	for (size_t at = *begin; at < *end;) {
		k = space_at(s->text + at, *end - at);
		at += k ? k : 1;
		if (!k)
			last = at;
	}
	*end = last > *begin ? last : *begin;
	return *end > *begin;
}

/* What the layer should say: "BEGIN END" a line. */
static void expected(const struct sample *s, int sentences, char *out, size_t size)
{
	size_t begin = 0, at = 0;
	*out = 0;
	for (size_t i = 0; i < s->n; i++) {
		size_t b = begin, e = s->ends[i];
		begin = s->ends[i];
		size_t inner_b = b, inner_e = e;
		if (!bare(s, &inner_b, &inner_e))
			continue;
		if (sentences) {
			b = inner_b;
			e = inner_e;
		}
		at += (size_t)snprintf(out + at, size - at, "%zu %zu\n", b, e);
	}
}

/* The first two numbers of each line of rows. */
static void spans(const char *rows, char *out, size_t size)
{
	size_t at = 0;
	*out = 0;
	for (const char *p = rows; *p;) {
		char *after;
		const unsigned long b = strtoul(p, &after, 10);
		const unsigned long e = strtoul(after, &after, 10);
		at += (size_t)snprintf(out + at, size - at, "%lu %lu\n", b, e);
		p = strchr(after, '\n');
		if (!p)
			return;
		p++;
	}
}

static struct sample samples[MOST];

static unsigned load(const char *name)
{
	char path[4096], line[4096];
	const char *const top = getenv("abs_top_srcdir");
	unsigned n = 0;
	snprintf(path, sizeof path, "%s/tests/plugin/unicode/%s", top ? top : ".",
	         name);
	FILE *const f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f) && n < MOST) {
		parse(line, &samples[n]);
		n += samples[n].size > 0;
	}
	if (f)
		fclose(f);
	return n;
}

static int check(const char *name, const char *layer, unsigned least)
{
	const char *const folder = getenv("CATENA_PLUGIN_PATH");
	char plugin[4096];
	snprintf(plugin, sizeof plugin, "%s/tokenize.so", folder ? folder : ".");
	struct harness *h = harness_open(plugin, HARNESS_SETTINGS("rules=uax29"));
	const int sentences = !strcmp(layer, "sentence");
	const unsigned n = load(name);
	char want[4096], got[4096], id[16];
	HARNESS_TRUE(h, n >= least);
	for (unsigned i = 0; i < n; i++) {
		snprintf(id, sizeof id, "%u", i + 1);
		harness_bytes(h, id, samples[i].text, samples[i].size);
	}
	HARNESS_TRUE(h, harness_run(h) == CATENA_OK);
	HARNESS_TRUE(h, harness_count(h) == n);
	for (unsigned i = 0; i < harness_count(h) && i < n; i++) {
		expected(&samples[i], sentences, want, sizeof want);
		spans(harness_rows(h, i, layer), got, sizeof got);
		HARNESS_EQUAL(h, got, want);
	}
	printf("%s: %u lines\n", name, n);
	return harness_close(h);
}

int main(void)
{
	const char *const linkage = getenv("CATENA_LINKAGE");
	if (linkage && !strcmp(linkage, "static")) {
		puts("skipped: the plugin is inside the program");
		return 77;
	}
	return check("WordBreakTest.txt", "token", 1823) |
	       check("SentenceBreakTest.txt", "sentence", 502);
}
