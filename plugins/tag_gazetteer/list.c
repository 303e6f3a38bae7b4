/* SPDX-License-Identifier: MIT */
/* list.c - lists of names as files of tab-separated values. */
#include "list.h"
#include "../share/file.h"
#include <catena/utf8.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX ((size_t)UINT32_MAX < SIZE_MAX ? (size_t)UINT32_MAX : SIZE_MAX / 4)

static const char *const names[COLUMNS] = {"name",      "type", "id",
                                           "canonical", "weak", "score"};

const char *tag_gazetteer_list_open(struct list *l, const char *path)
{
	const char *why;

	memset(l, 0, sizeof *l);
	l->bytes = share_file_read(path, LIST_MAX, &l->size, &why);
	if (!l->bytes)
		return why;
	if (l->size > LIST_MAX) {
		tag_gazetteer_list_close(l);
		return "too large a file";
	}
	if (l->size >= 3 && !memcmp(l->bytes, "\xEF\xBB\xBF", 3))
		l->at = 3;
	for (; l->n_places <= COLUMN_CANONICAL; l->n_places++)
		l->place[l->n_places] = (uint8_t)l->n_places;
	return NULL;
}

void tag_gazetteer_list_close(struct list *l)
{
	free(l->bytes);
	memset(l, 0, sizeof *l);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\r' || c == '\v' || c == '\f';
}

/* The next column of [*s, end); *s is moved behind its tab, or to NULL. */
static void next_column(const char **s, const char *end, const char **column,
                        size_t *size)
{
	const char *from = *s;
	const char *to = memchr(from, '\t', (size_t)(end - from));

	*s = to ? to + 1 : NULL;
	to = to ? to : end;
	while (from < to && is_blank(*from))
		from++;
	while (from < to && is_blank(to[-1]))
		to--;
	*column = from;
	*size = (size_t)(to - from);
}

static bool is_comment(const char *s, const char *end)
{
	while (s < end && (is_blank(*s) || *s == '\t'))
		s++;
	return s == end ||
	       (*s == '#' && (s + 1 == end || is_blank(s[1]) || s[1] == '\t'));
}

static bool is_word(const char *s, size_t size, const char *word)
{
	return size == strlen(word) && !memcmp(s, word, size);
}

/* Is the column there already, with a place or as a constant?  A score may be both:
 * what the constant says is of the lines that say nothing. */
static bool has_column(const struct list *l, uint8_t place, bool constant)
{
	if (place == COLUMN_SCORE && constant)
		return l->constant[place];
	for (uint32_t i = 0; i < l->n_places; i++)
		if (l->place[i] == place)
			return true;
	return place < COLUMNS && place != COLUMN_SCORE && l->constant[place];
}

/* The number of a column by its name; a new field if it is none of ours; -1: it is
 * a field that is there already. */
static int column_of(struct list *l, const char *s, size_t size)
{
	int place = 0;

	while (place < COLUMNS && !is_word(s, size, names[place]))
		place++;
	if (place < COLUMNS)
		return place;
	for (uint32_t i = 0; i < l->n_fields; i++)
		if (l->field_size[i] == size && !memcmp(l->field[i], s, size))
			return -1;
	l->field[l->n_fields] = s;
	l->field_size[l->n_fields] = size;
	return (int)(COLUMNS + l->n_fields++);
}

/* A column of the header: one that we know, or a field; with "=" its value. */
static const char *add_column(struct list *l, const char *s, size_t size)
{
	const char *const equals = memchr(s, '=', size);
	const size_t name_size = equals ? (size_t)(equals - s) : size;
	const char *const value = equals ? equals + 1 : NULL;
	int place;

	if (l->n_places == LIST_COLUMNS_MAX || l->n_fields == LIST_COLUMNS_MAX)
		return "more than 64 columns";
	if (!name_size)
		return "the header has a column without a name";
	place = column_of(l, s, name_size);
	if (place < 0 || has_column(l, (uint8_t)place, value != NULL))
		return "the header has the same column twice";
	if (!value)
		l->place[l->n_places++] = (uint8_t)place;
	else if (place < COLUMNS) {
		l->constant[place] = value;
		l->constant_size[place] = size - name_size - 1;
	} else {
		l->constant_value[place - COLUMNS] = value;
		l->constant_value_size[place - COLUMNS] = size - name_size - 1;
	}
	return NULL;
}

/* Is this a header?  Then the places of the columns are taken from it. */
static bool read_header(struct list *l, const char *s, const char *end,
                        const char **why)
{
	const char *column, *rest = s;
	size_t size;

	next_column(&rest, end, &column, &size);
	if (!is_word(column, size, names[0]))
		return false;
	l->header = true;
	l->n_places = 0;
	if (memchr(s, '\0', (size_t)(end - s)) ||
	    utf8_valid_prefix(s, (size_t)(end - s)) != (size_t)(end - s)) {
		*why = "not UTF-8, or a NUL byte";
		return true;
	}
	while (s && !*why) {
		next_column(&s, end, &column, &size);
		*why = add_column(l, column, size);
	}
	return true;
}

static const char *read_row(const struct list *l, const char *s, const char *end,
                            struct list_row *row)
{
	if (memchr(s, '\0', (size_t)(end - s)))
		return "a NUL byte";
	if (utf8_valid_prefix(s, (size_t)(end - s)) != (size_t)(end - s))
		return "not UTF-8";
	for (uint32_t i = 0; s; i++) {
		const char *column;
		size_t size;
		next_column(&s, end, &column, &size);
		if (i >= l->n_places && size)
			return l->header ? "more columns than the header has"
			                 : "too many columns: name, type, id, canonical name";
		if (i >= l->n_places)
			continue;
		if (l->place[i] >= COLUMNS) {
			row->value[l->place[i] - COLUMNS] = column;
			row->value_size[l->place[i] - COLUMNS] = size;
			continue;
		}
		row->s[l->place[i]] = column;
		row->size[l->place[i]] = size;
	}
	for (uint32_t i = 0; i < COLUMNS; i++)
		if (!row->size[i] && l->constant_size[i]) {
			row->s[i] = l->constant[i];
			row->size[i] = l->constant_size[i];
		}
	for (uint32_t i = 0; i < l->n_fields; i++)
		if (!row->value_size[i] && l->constant_value_size[i]) {
			row->value[i] = l->constant_value[i];
			row->value_size[i] = l->constant_value_size[i];
		}
	return row->size[COLUMN_NAME] ? NULL : "empty name";
}

int tag_gazetteer_list_weak(const struct list_row *row)
{
	static const char *const words[] = {"no", "yes", "behind"};
	int i = 0;

	if (!row->size[COLUMN_WEAK])
		return LIST_WEAK_NO;
	while (i < LIST_WEAK_WRONG &&
	       !is_word(row->s[COLUMN_WEAK], row->size[COLUMN_WEAK], words[i]))
		i++;
	return i;
}

int tag_gazetteer_list_score(const struct list_row *row)
{
	const char *s = row->s[COLUMN_SCORE];
	size_t n = row->size[COLUMN_SCORE];
	int score = 0, unit = 1000;

	if (!n)
		return 0;
	for (; n && *s >= '0' && *s <= '9' && score <= 1000; s++, n--)
		score = score * 10 + (*s - '0') * 1000;
	if (n && *s == '.')
		for (s++, n--; n && *s >= '0' && *s <= '9'; s++, n--)
			score += (*s - '0') * (unit /= 10);
	return n || score < 1 || score > 1000 ? -1 : score;
}

int tag_gazetteer_list_next(struct list *l, struct list_row *row, const char **why)
{
	while (l->at < l->size) {
		const char *const s = l->bytes + l->at;
		const char *end = memchr(s, '\n', l->size - l->at);
		const bool first = l->line == 0;
		end = end ? end : l->bytes + l->size;
		l->at = (size_t)(end - l->bytes) + 1;
		l->line++;
		*why = NULL;
		memset(row, 0, offsetof(struct list_row, value));
		memset(row->value_size, 0, l->n_fields * sizeof *row->value_size);
		row->line = l->line;
		if (is_comment(s, end))
			continue;
		if (first && read_header(l, s, end, why)) {
			if (*why)
				return -1;
			continue;
		}
		*why = read_row(l, s, end, row);
		return *why ? -1 : 1;
	}
	return 0;
}
