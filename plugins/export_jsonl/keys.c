/* SPDX-License-Identifier: MIT */
/* keys.c - names of keys and types */
#include "keys.h"

#include <string.h>

const char *const export_jsonl_keys[KEYS + 1] = {
    [KEY_ID] = "id",
    [KEY_SOURCE] = "source",
    [KEY_FIELDS] = "fields",
    [KEY_TEXT] = "text",
    [KEY_TOKENS] = "tokens",
    [KEY_SENTENCES] = "sentences",
    [KEY_PARAGRAPHS] = "paragraphs",
    [KEY_ENTITIES] = "entities",
    [KEY_DUPLICATE] = "duplicate",
    [KEY_COPIES] = "copies",
    [KEY_STORY] = "story",
};

/* OntoNotes 5 to CoNLL-2003, as the shared task's guidelines draw the lines:
 * buildings and roads are places, peoples and works are MISC, and what is
 * counted or dated is no name. */
const char *export_jsonl_type(int64_t types, const char *type, size_t *size)
{
	static const char *const conll[][2] = {
	    {"PERSON", "PER"},  {"PER", "PER"},  {"ORG", "ORG"},     {"GPE", "LOC"},
	    {"LOC", "LOC"},     {"FAC", "LOC"},  {"DATE", NULL},     {"TIME", NULL},
	    {"PERCENT", NULL},  {"MONEY", NULL}, {"QUANTITY", NULL}, {"ORDINAL", NULL},
	    {"CARDINAL", NULL},
	};
	const char *found = "MISC";
	if (types == TYPES_ONTONOTES)
		return type;
	for (size_t i = 0; i < sizeof conll / sizeof *conll; i++)
		if (strcmp(conll[i][0], type) == 0)
			found = conll[i][1];
	*size = found ? strlen(found) : 0;
	return found;
}
