/* SPDX-License-Identifier: MIT */
/* found.c - keeps what the rules find and take out */
#include "letters.h"
#include "wire.h"

void clean_wire_found_value(struct found *f, unsigned kind, const char *s, size_t n)
{
	struct json_buf *const b = f->value + kind;

	if (!n)
		return;
	if (b->n && kind != FOUND_CREDIT && kind != FOUND_CAPTION &&
	    kind != FOUND_STAFF)
		return;
	if (b->n)
		json_char(b, '\n');
	json_raw(b, s, n);
}

void clean_wire_remove(struct wire *w, uint32_t from, uint32_t to)
{
	const char *const s = w->draft.text;
	struct json_buf *const b = &w->found.removed;

	clean_wire_draft_change(&w->draft, from, to, NULL, 0);
	from = skip_spaces(s, from, to);
	to = trim_end(s, from, to);
	if (from == to)
		return;
	if (b->n)
		json_char(b, ',');
	json_string(b, s + from, to - from);
}
