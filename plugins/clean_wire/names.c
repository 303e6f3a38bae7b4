/* SPDX-License-Identifier: MIT */
/* names.c - the names that are built in; lists of more */
#include "names.h"

#include "../share/file.h"
#include "letters.h"
#include "names_table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool load(struct set *set, const char *const *rows)
{
	for (; *rows; rows++) {
		for (const char *p = *rows; *p;) {
			const size_t n = strcspn(p, "|");
			if (!clean_wire_set_add_folded(set, p, n))
				return false;
			p += n + (p[n] == '|');
		}
	}
	return true;
}

bool clean_wire_places_load(struct set *set)
{
	return load(set, places);
}

bool clean_wire_regions_load(struct set *set)
{
	return load(set, regions);
}

bool clean_wire_agencies_load(struct set *set)
{
	return load(set, agencies);
}

/* ---- Lists of more ---- */

static const char *add_row(struct set *set, const char *line, size_t n)
{
	size_t from = 0, to;

	if (n && line[0] == '#' && (n == 1 || is_space(line[1])))
		return NULL;
	while (from < n && line[from] == ' ')
		from++;
	for (to = from; to < n && line[to] != '\t' && line[to] != '\n'; to++)
		;
	while (to > from && is_space(line[to - 1]))
		to--;
	if (utf8_valid_prefix(line + from, to - from) != to - from)
		return "not UTF-8";
	return clean_wire_set_add_folded(set, line + from, to - from) ? NULL
	                                                              : "out of memory";
}

const char *clean_wire_places_read(struct set *set, const char *path)
{
	char line[1024];
	const char *why;
	FILE *const f = share_file_stream(path, &why);
	bool begins = true;

	if (!f)
		return why;
	while (!why && fgets(line, sizeof line, f)) {
		const size_t n = strlen(line);
		if (begins)
			why = add_row(set, line, n);
		begins = n && line[n - 1] == '\n';
	}
	if (!why && ferror(f))
		why = "cannot be read";
	fclose(f);
	return why;
}
