/* SPDX-License-Identifier: MIT */
/* explain.c - finds the lines of a document, and of those it is tied to.
 *
 * The files are gone through twice: for the document, then for the others.
 * Only the id of a line is read, unless there is more to it. */
#include "build.h"

#include "explain.h"
#include "option.h"
#include <catena/json.h>
#include <dirent.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Files ---- */

static int add_file(struct explanation *x, const char *path)
{
	for (uint32_t i = 0; i < x->n_files; i++) {
		if (!strcmp(x->files[i], path))
			return 0;
	}
	char **const files = arena_grow(&x->arena, x->files, x->n_files * sizeof *files,
	                                (x->n_files + 1) * sizeof *files);
	char *const copy = arena_copy(&x->arena, path, strlen(path));
	if (!files || !copy)
		return -1;
	x->files = files;
	x->files[x->n_files++] = copy;
	return 0;
}

static char *join(struct explanation *x, const char *folder, size_t n,
                  const char *name)
{
	const size_t size = n + strlen(name) + 2;
	char *const path = arena_alloc(&x->arena, size, 1);
	if (path)
		snprintf(path, size, "%.*s%s%s", (int)n, folder,
		         n && folder[n - 1] != '/' ? "/" : "", name);
	return path;
}

static int is_output(const struct dirent *e)
{
	const size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 6 && !strcmp(e->d_name + n - 6, ".jsonl");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(struct explanation *x, const char *path)
{
	struct dirent **names = NULL;
	const int n = scandir(path, &names, is_output, by_name);
	int rc = n < 0 ? -1 : 0;
	for (int i = 0; i < n; i++) {
		char *const file = join(x, path, strlen(path), names[i]->d_name);
		rc = rc || !file || add_file(x, file) ? -1 : 0;
		free(names[i]);
	}
	free(names);
	return rc;
}

/* What a run writes beside its output. */
static int add_beside(struct explanation *x, const char *path)
{
	static const char *const names[] = {"dropped.jsonl", "quarantine.jsonl"};
	const char *const slash = strrchr(path, '/');
	const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
	struct stat st;
	if (add_file(x, path))
		return -1;
	for (size_t i = 0; i < 2; i++) {
		char *const file = join(x, path, folder, names[i]);
		if (!file || (!stat(file, &st) && add_file(x, file)))
			return -1;
	}
	return 0;
}

static int add_out(struct explanation *x, const char *path, char *why, size_t size)
{
	struct stat st;
	const uint32_t before = x->n_files;
	if (stat(path, &st)) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (S_ISDIR(st.st_mode) ? add_folder(x, path) : add_beside(x, path)) {
		snprintf(why, size, "%s: %s", path, strerror(errno ? errno : ENOMEM));
		return -1;
	}
	if (x->n_files == before && S_ISDIR(st.st_mode)) {
		snprintf(why, size, "%s: there is no .jsonl file in this folder", path);
		return -1;
	}
	return 0;
}

/* ---- Lines ---- */

struct scan {
	struct explanation *x;
	const char *id;
	enum record_unit unit;
	/* one line; nonzero ends the scan as failed */
	int (*line)(struct scan *, const char *file, uint64_t number, const char *line,
	            size_t size, struct json_value id);
	struct arena scratch;
	uint64_t good; /* lines with an id */
	char *why;
	size_t why_size;

	const char *back; /* the id as JSON, in quotes: what others say of it */
	size_t back_size;

	const char **ids; /* all there are, to find the nearest */
	size_t n_ids, cap_ids;
};

static int scan_file(struct scan *s, const char *path)
{
	FILE *const f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int rc = f ? 0 : -1;
	for (uint64_t number = 1; !rc && (n = getline(&line, &room, f)) > 0; number++) {
		const struct json_value id = record_id(line, (size_t)n);
		s->good += id.p != NULL;
		if (id.p && s->line(s, path, number, line, (size_t)n, id)) {
			errno = ENOMEM;
			rc = -1;
		}
		arena_reset(&s->scratch, 1024 * 1024);
	}
	if (f && !rc && ferror(f))
		rc = -1;
	if (rc)
		snprintf(s->why, s->why_size, "%s: %s", path, strerror(errno));
	free(line);
	if (f)
		fclose(f);
	return rc;
}

static int scan_all(struct scan *s)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->x->n_files && !rc; i++)
		rc = scan_file(s, s->x->files[i]);
	return rc;
}

/* Whether JSON, read, is this string. */
static bool says(struct scan *s, struct json_value v, const char *string)
{
	if (!memchr(v.p, '\\', v.n))
		return json_equals(v, string);
	const char *const text = json_text(&s->scratch, v, NULL);
	return text && !strcmp(text, string);
}

/* ---- The document itself ---- */

static int note_line(struct explanation *x, const char *file, uint64_t number)
{
	const size_t size = strlen(file) + 24;
	const char **const lines =
	    arena_grow(&x->arena, (void *)(uintptr_t)x->lines,
	               x->n_lines * sizeof *lines, (x->n_lines + 1) * sizeof *lines);
	char *const place = arena_alloc(&x->arena, size, 1);
	if (!lines || !place)
		return -1;
	snprintf(place, size, "%s:%llu", file, (unsigned long long)number);
	lines[x->n_lines++] = place;
	x->lines = lines;
	return 0;
}

/* The line of a document that was dropped says more than one that holds its
 * text; the text is taken from wherever it is. */
static void take_record(struct record *to, bool *have, const struct record *r)
{
	if (!*have) {
		*to = *r;
	} else if (to->verdict == VERDICT_KEPT && r->verdict != VERDICT_KEPT) {
		const struct record before = *to;
		*to = *r;
		record_merge(to, &before);
	} else {
		record_merge(to, r);
	}
	*have = true;
}

static int self_line(struct scan *s, const char *file, uint64_t number,
                     const char *line, size_t size, struct json_value id)
{
	struct explanation *const x = s->x;
	struct record r;
	bool have = x->n_lines > 0;
	if (!says(s, id, s->id))
		return 0;
	if (record_read(&r, &x->arena, file, number, line, size, s->unit))
		return -1;
	take_record(&x->self, &have, &r);
	return note_line(x, file, number);
}

/* ---- The others ---- */

static struct explain_other *find_other(const struct explanation *x, const char *id)
{
	for (uint32_t i = 0; i < x->n_others; i++) {
		if (!strcmp(x->others[i].id, id))
			return &x->others[i];
	}
	return NULL;
}

const struct explain_other *explain_other(const struct explanation *x,
                                          const char *id)
{
	return find_other(x, id);
}

static int tie(struct explanation *x, const char *id, uint32_t how)
{
	struct explain_other *o = id ? find_other(x, id) : NULL;
	if (!id || !strcmp(id, x->self.id))
		return 0;
	if (!o && x->n_others == x->cap_others) {
		const uint32_t cap = x->cap_others ? x->cap_others * 2 : 16;
		struct explain_other *const p =
		    arena_grow(&x->arena, x->others, x->cap_others * sizeof *p,
		               (size_t)cap * sizeof *p);
		if (!p)
			return -1;
		x->others = p;
		x->cap_others = cap;
	}
	if (!o) {
		o = &x->others[x->n_others++];
		*o = (struct explain_other){.id = id};
	}
	o->ties |= how;
	return 0;
}

static int tie_own(struct explanation *x)
{
	int rc = tie(x, x->self.of, TIE_OF);
	if (!rc && x->self.group)
		rc = tie(x, x->self.group, TIE_GROUP);
	for (uint32_t i = 0; i < x->self.n_copies && !rc; i++)
		rc = tie(x, x->self.copies[i].of, TIE_COPY);
	return rc;
}

enum {
	BACK_KEPT = 100 /* of each kind; more are only counted */
};

static bool holds(const char *line, size_t size, const char *what, size_t n)
{
	const char *const end = line + size;
	for (const char *p = line; n && (size_t)(end - p) >= n; p++) {
		p = memchr(p, what[0], (size_t)(end - p) - n + 1);
		if (!p)
			return false;
		if (!memcmp(p, what, n))
			return true;
	}
	return false;
}

/* How the document of a line is tied to this one by what it says itself. */
static uint32_t ties_back(const struct explanation *x, const struct record *r)
{
	uint32_t ties = 0;
	if (r->of && !strcmp(r->of, x->self.id))
		ties |= TIE_BACK;
	for (uint32_t i = 0; i < r->n_copies && !(ties & TIE_COPIED); i++)
		ties |= strcmp(r->copies[i].of, x->self.id) ? 0u : (uint32_t)TIE_COPIED;
	if (x->self.story && r->story && !strcmp(x->self.story, r->story))
		ties |= TIE_STORY;
	return ties;
}

static uint32_t count_ties(struct explain_back *b, uint32_t ties)
{
	uint32_t kept = 0;
	if ((ties & TIE_BACK) && b->duplicates++ < BACK_KEPT)
		kept |= TIE_BACK;
	if ((ties & TIE_COPIED) && b->copies++ < BACK_KEPT)
		kept |= TIE_COPIED;
	if ((ties & TIE_STORY) && b->story++ < BACK_KEPT)
		kept |= TIE_STORY;
	return kept;
}

static bool may_tell(const struct scan *s, const char *line, size_t size)
{
	return holds(line, size, s->back, s->back_size) ||
	       (s->x->self.story && holds(line, size, "\"story\"", 7));
}

static int other_line(struct scan *s, const char *file, uint64_t number,
                      const char *line, size_t size, struct json_value id)
{
	struct explanation *const x = s->x;
	struct explain_other *o = NULL;
	struct record r;
	if (says(s, id, s->id))
		return 0;
	for (uint32_t i = 0; i < x->n_others && !o; i++)
		o = says(s, id, x->others[i].id) ? &x->others[i] : NULL;
	const bool tells = may_tell(s, line, size);
	if (!o && !tells)
		return 0;
	if (record_read(&r, &s->scratch, file, number, line, size, UNIT_BYTES))
		return -1;
	const uint32_t ties =
	    tells && !(o && o->found) ? count_ties(&x->back, ties_back(x, &r)) : 0;
	if (!o && !ties)
		return 0;
	if (record_read(&r, &x->arena, file, number, line, size, s->unit) ||
	    (ties && tie(x, o ? o->id : r.id, ties)))
		return -1;
	o = find_other(x, r.id);
	if (o)
		take_record(&o->r, &o->found, &r);
	return 0;
}

static int find_others(struct scan *s)
{
	struct explanation *const x = s->x;
	struct json_buf b = {0};
	json_string(&b, s->id, strlen(s->id));
	int rc = b.failed || tie_own(x) ? -1 : 0;
	if (rc)
		snprintf(s->why, s->why_size, "out of memory");
	s->back = b.p;
	s->back_size = b.n;
	s->line = other_line;
	rc = rc || scan_all(s) ? -1 : 0;
	json_free(&b);
	return rc;
}

/* ---- What may have been meant ---- */

static int keep_id(struct scan *s, const char *file, uint64_t number,
                   const char *line, size_t size, struct json_value id)
{
	(void)file, (void)number, (void)line, (void)size;
	if (s->n_ids == s->cap_ids) {
		const size_t cap = s->cap_ids ? s->cap_ids * 2 : 1024;
		const char **const p = realloc(s->ids, cap * sizeof *p);
		if (!p)
			return -1;
		s->ids = p;
		s->cap_ids = cap;
	}
	s->ids[s->n_ids] = json_text(&s->x->arena, id, NULL);
	return s->ids[s->n_ids++] ? 0 : -1;
}

/* The only id that ends so, from a '/' on or at all, or that holds it. */
static const char *only_one(const struct scan *s, bool at_end)
{
	const size_t n = strlen(s->id);
	const char *found = NULL;
	for (size_t i = 0; i < s->n_ids; i++) {
		const size_t size = strlen(s->ids[i]);
		if (size < n || (at_end ? strcmp(s->ids[i] + size - n, s->id) != 0
		                        : !strstr(s->ids[i], s->id)))
			continue;
		if (found && strcmp(found, s->ids[i]))
			return NULL;
		found = s->ids[i];
	}
	return found;
}

static const char *nearest(struct scan *s)
{
	const char *found = only_one(s, true);
	if (!found)
		found = only_one(s, false);
	return found ? found : nearest_name(s->id, s->ids, s->n_ids);
}

static void say_unknown(struct scan *s)
{
	s->line = keep_id;
	s->good = 0;
	if (scan_all(s))
		return;
	const char *const near = nearest(s);
	if (near)
		snprintf(s->why, s->why_size,
		         "there is no document \"%s\"; did you mean \"%s\"?", s->id, near);
	else
		snprintf(s->why, s->why_size,
		         "there is no document \"%s\" among the %llu in %s%s", s->id,
		         (unsigned long long)s->good, s->x->files[0],
		         s->x->n_files > 1 ? " and the files beside it" : "");
}

/* ---- All of it ---- */

static enum explain_result look(struct scan *s)
{
	if (scan_all(s))
		return EXPLAIN_FAILED;
	if (!s->good) {
		snprintf(s->why, s->why_size,
		         "%s: no line of it is a JSON object with an \"id\": it is not "
		         "what a run has written",
		         s->x->files[0]);
		return EXPLAIN_NO_FILES;
	}
	if (!s->x->n_lines) {
		say_unknown(s);
		return EXPLAIN_UNKNOWN;
	}
	return find_others(s) ? EXPLAIN_FAILED : EXPLAIN_FOUND;
}

enum explain_result explain_find(struct explanation *x, const char *const *outs,
                                 uint32_t n, const char *id, enum record_unit unit,
                                 char *why, size_t size)
{
	struct scan s = {.x = x,
	                 .id = id,
	                 .unit = unit,
	                 .line = self_line,
	                 .why = why,
	                 .why_size = size};
	*x = (struct explanation){0};
	for (uint32_t i = 0; i < n; i++) {
		if (add_out(x, outs[i], why, size))
			return EXPLAIN_NO_FILES;
	}
	const enum explain_result result = look(&s);
	free(s.ids);
	arena_free(&s.scratch);
	return result;
}

void explain_free(struct explanation *x)
{
	arena_free(&x->arena);
	*x = (struct explanation){0};
}
