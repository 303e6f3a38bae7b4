/* SPDX-License-Identifier: MIT */
/* entities.c - HTML's entities by name */
#include "chars.h"

#include <stdlib.h>
#include <string.h>

struct named {
	char name[ENTITY_LONGEST + 1];
	uint16_t cp;
};

static const struct named table[] = {
#include "entities_table.h"
};

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct named *)row)->name);
}

uint32_t clean_wire_entity(const char *name, uint32_t size)
{
	char key[ENTITY_LONGEST + 1] = {0};

	if (size > ENTITY_LONGEST)
		return 0;
	memcpy(key, name, size);
	const struct named *const found =
	    bsearch(key, table, sizeof table / sizeof *table, sizeof *table, by_name);
	return found ? found->cp : 0;
}
