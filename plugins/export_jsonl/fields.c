/* SPDX-License-Identifier: MIT */
/* fields.c - a document's fields as JSON */
#include "line.h"

#include <string.h>

/* Fields that have a key of their own. */
static const char *const duplicate_fields[][2] = {
    {"duplicate_of", "\"of\":"},
    {"duplicate_similarity", "\"similarity\":"},
    {"duplicate_containment", "\"containment\":"},
    {"duplicate_group", "\"group\":"},
    {"duplicate_by", "\"by\":"},
    {"duplicate_rule", "\"rule\":"},
};
enum {
	DUPLICATE_FIELDS = sizeof duplicate_fields / sizeof *duplicate_fields
};

static bool is_special(const struct catena_field *f)
{
	if (strcmp(f->name, "story") == 0)
		return true;
	if (strncmp(f->name, "duplicate_", 10) != 0)
		return false;
	for (size_t i = 0; i < DUPLICATE_FIELDS; i++)
		if (strcmp(f->name, duplicate_fields[i][0]) == 0)
			return true;
	return false;
}

void export_jsonl_fields(struct job *j)
{
	uint32_t n;
	const struct catena_field *const fields = j->h->fields(j->ctx, &n);
	bool any = false;
	for (uint32_t i = 0; i < n; i++) {
		if (is_special(fields + i))
			continue;
		if (!any)
			put_key(j, KEY_FIELDS);
		json_char(j->b, any ? ',' : '{');
		any = true;
		json_string(j->b, fields[i].name, fields[i].name_size);
		json_char(j->b, ':');
		json_field(j->b, fields + i);
	}
	if (any)
		json_char(j->b, '}');
}

void export_jsonl_duplicate(struct job *j)
{
	bool any = false;
	for (size_t i = 0; i < DUPLICATE_FIELDS; i++) {
		const struct catena_field *const f =
		    j->h->field_get(j->ctx, duplicate_fields[i][0]);
		if (!f)
			continue;
		if (!any)
			put_key(j, KEY_DUPLICATE);
		json_char(j->b, any ? ',' : '{');
		any = true;
		put_literal(j->b, duplicate_fields[i][1]);
		json_field(j->b, f);
	}
	if (any)
		json_char(j->b, '}');
}

void export_jsonl_story(struct job *j)
{
	const struct catena_field *const f = j->h->field_get(j->ctx, "story");
	if (!f)
		return;
	put_key(j, KEY_STORY);
	json_field(j->b, f);
}
