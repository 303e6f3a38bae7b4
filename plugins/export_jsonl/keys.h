/* SPDX-License-Identifier: MIT */
/* keys.h - the keys of a line, and how entity types are called in it */
#ifndef EXPORT_JSONL_KEYS_H
#define EXPORT_JSONL_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum { /* in the order in which they are written */
	KEY_ID,
	KEY_SOURCE,
	KEY_FIELDS,
	KEY_TEXT,
	KEY_TOKENS,
	KEY_SENTENCES,
	KEY_PARAGRAPHS,
	KEY_ENTITIES,
	KEY_DUPLICATE,
	KEY_COPIES,
	KEY_STORY,
	KEYS
};

/* NULL-ended. */
extern const char *const export_jsonl_keys[KEYS + 1];

enum { /* of the option entity_types */
	TYPES_ONTONOTES,
	TYPES_CONLL
};

/* "PERSON" as `types` has it ("PER"); NULL: there is no such type there. */
const char *export_jsonl_type(int64_t types, const char *type, size_t *size);

#endif
