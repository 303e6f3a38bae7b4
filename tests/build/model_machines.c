/* SPDX-License-Identifier: MIT */
/* model_machines.c - the names that a model finds in a text cut at spaces, with
 * their margins: for model_machines.sh, on other machines. */
#include "../../plugins/tag_model/tag.h"
#include <catena/fold.h>
#include <stdio.h>
#include <string.h>

enum {
	MOST = 4096
};

static struct model model;
static struct sheet sheet;
static struct path path;
static uint32_t begin[MOST], end[MOST], hash[MOST];
static char text[1 << 16];

static uint32_t cut(size_t size)
{
	uint32_t n = 0;

	for (size_t i = 0, from; i < size && n < MOST; i++) {
		for (from = i; i < size && (unsigned char)text[i] > ' ';)
			i++;
		if (i == from)
			continue;
		begin[n] = (uint32_t)from;
		end[n] = (uint32_t)i;
		hash[n++] = catena_fold_hash(text + from, i - from);
	}
	return n;
}

static int tag_region(const struct region *r)
{
	const uint32_t n = r->end - r->begin;
	struct mark m;

	if (!tag_model_prepare(&sheet, r, &path) || !tag_model_finish(&sheet, r, &path))
		return -1;
	for (uint32_t at = 0; tag_model_next_mark(&path, n, &at, &m);)
		printf("%u %u %s %d %.3f\n", (unsigned)begin[r->begin + m.first],
		       (unsigned)end[r->begin + m.end - 1], model.types[m.type],
		       (int)m.margin, tag_model_score(&model, m.margin));
	return 0;
}

int main(int argc, char **argv)
{
	FILE *const f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	const char *const why = argc == 3 ? tag_model_open(&model, argv[1]) : "usage";
	const size_t size = f ? fread(text, 1, sizeof text, f) : 0;
	const uint32_t sentence[] = {0, cut(size)};
	const struct tokens t = {text,        begin,    end, hash,
	                         sentence[1], sentence, 1,   (uint32_t)size};
	int bad = 0;

	if (why || !size || !tag_model_sheet_fill(&sheet, &model, &t)) {
		fprintf(stderr, "%s\n", why ? why : "no text, or no memory");
		return 1;
	}
	for (uint32_t k = 0; k < sheet.n_regions; k++)
		bad |= tag_region(&sheet.regions[k]);
	tag_model_sheet_free(&sheet);
	tag_model_path_free(&path);
	tag_model_close(&model);
	fclose(f);
	return bad ? 1 : 0;
}
