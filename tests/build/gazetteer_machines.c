/* SPDX-License-Identifier: MIT */
/* gazetteer_machines.c - compiles a list of names, opens what came of it on
 * another machine, and prints what it finds; for gazetteer_machines.sh.
 *
 * gazetteer_machines LIST.tsv OUT.gaz OTHER.gaz */
#include "../../plugins/tag_gazetteer/list.h"
#include "../../plugins/tag_gazetteer/names.h"
#include <catena/fold.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] = "In Oslo and São Paulo, New Delhi; Baghdad's people. "
                           "BUENOS AIRES, oslo, Los Angeles";

static unsigned char *compile(const char *path, size_t *size)
{
	static const char *const types[] = {"GPE"};
	struct builder *const b = tag_gazetteer_builder_new(CASE_SMART, 0);
	unsigned char *block;
	struct list list;
	struct list_row row;
	const char *why = tag_gazetteer_list_open(&list, path);
	bool fatal;

	if (!b || why)
		exit(2);
	while (tag_gazetteer_list_next(&list, &row, &why) > 0) {
		const struct new_name n = {.name = row.s[COLUMN_NAME],
		                           .id = row.s[COLUMN_ID],
		                           .canonical = row.s[COLUMN_CANONICAL],
		                           .size = row.size[COLUMN_NAME],
		                           .id_size = row.size[COLUMN_ID],
		                           .canonical_size = row.size[COLUMN_CANONICAL],
		                           .score = 700};
		if (tag_gazetteer_builder_add(b, &n, &fatal))
			exit(2);
	}
	block = tag_gazetteer_builder_end(b, types, 1, size);
	tag_gazetteer_builder_free(b);
	tag_gazetteer_list_close(&list);
	if (!block)
		exit(2);
	return block;
}

static bool is_letter(char c)
{
	const unsigned char b = (unsigned char)c;

	return (b | 0x20u) - 'a' < 26u || b >= 0x80;
}

static void find(const struct names *names)
{
	uint32_t begin[sizeof text], end[sizeof text], hash[sizeof text], n = 0;
	struct atoms a = {0};
	struct matcher m = {0};
	struct name name;

	for (uint32_t i = 0; text[i];) {
		uint32_t to = i + 1;
		while (is_letter(text[i]) && is_letter(text[to]))
			to++;
		if (text[i] != ' ') {
			begin[n] = i;
			end[n] = to;
			hash[n++] = catena_fold_hash(text + i, to - i);
		}
		i = to;
	}
	const struct catena_layer tokens = {n, begin, end, NULL};
	if (!tag_gazetteer_atoms_of_tokens(&a, text, sizeof text - 1, &tokens, NULL,
	                                   hash) ||
	    !tag_gazetteer_match(names, &a, text, false, &m))
		exit(2);
	for (uint32_t i = 0; i < m.n; i++)
		if (tag_gazetteer_name_at(names, m.found[i].name, &name))
			printf("%u %u %s %s %u\n", a.begin[m.found[i].from],
			       a.end[m.found[i].to], name.canonical, name.id, name.score);
	tag_gazetteer_matcher_free(&m);
	tag_gazetteer_atoms_free(&a);
}

int main(int argc, char **argv)
{
	struct names names;
	size_t size;

	if (argc != 4)
		return 2;
	unsigned char *const block = compile(argv[1], &size);
	FILE *const f = fopen(argv[2], "wb");
	if (!f || fwrite(block, 1, size, f) != size || fclose(f))
		return 2;
	free(block);
	const char *const why = tag_gazetteer_names_open(&names, argv[3]);
	if (why) {
		printf("%s\n", why);
		return 1;
	}
	find(&names);
	tag_gazetteer_names_free(&names);
	return 0;
}
