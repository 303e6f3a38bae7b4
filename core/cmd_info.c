/* SPDX-License-Identifier: MIT */
/* cmd_info.c - `catena info PLUGIN`: its options, and the layers that it reads
 * and writes; what is printed comes from the plugin's own tables. */
#include "build.h"

#include "command.h"
#include "diag.h"
#include "main.h"
#include "module.h"
#include "option.h"
#include <catena/json.h>

#include <unistd.h>
#include <stdio.h>
#include <string.h>

static int usage(FILE *out, int status)
{
	fputs(
	    "Usage: catena info [--json] PLUGIN\n"
	    "Describes a plugin: its options with types, defaults and ranges, and the\n"
	    "layers that it reads and writes.  PLUGIN is a name (`catena plugins` "
	    "lists\n"
	    "them) or the path of a file.\n\n"
	    "  --json   one object, for programs\n",
	    out);
	return status;
}

static const char *column_type(uint32_t type)
{
	static const char *const names[] = {
	    [CATENA_U8] = "u8",   [CATENA_U32] = "u32",    [CATENA_I64] = "i64",
	    [CATENA_F64] = "f64", [CATENA_SYM] = "symbol", [CATENA_STR] = "string",
	    [CATENA_ROW] = "row"};
	return type < sizeof names / sizeof *names ? names[type] : "unknown";
}

/* What else a plugin can do, by its extensions and callbacks. */
static const struct {
	const char *id, *word, *meaning;
} abilities[] = {
    {"catena.reader/1", "reader", "makes the documents of a chain"},
    {"catena.gather/1", "gather", "may see all documents before it decides"},
    {"catena.sync/1", "resume", "a run can be resumed with it"},
    {"catena.index/1", "index", "can remember documents from run to run"},
    {"catena.command/1", "command", "brings commands of its own"},
};

static int has(const struct catena_plugin *p, const char *id)
{
	return p->extension && p->extension(id);
}

/* ---- for people ---- */

static void print_default(const struct catena_option *o)
{
	const int list = o->type == CATENA_STRINGS || o->type == CATENA_PATHS;
	if (!o->initial)
		fputs("required", stdout);
	else if (!o->initial[0])
		fputs(list ? "default none" : "default empty", stdout);
	else
		printf("default %s", o->initial);
}

/* Words of s on lines of at most 78 columns (of bytes: near enough). */
static void print_wrapped(const char *s, int indent)
{
	int at = 0;
	while (*s) {
		const int n = (int)strcspn(s, " ");
		if (at && at + 1 + n > 78) {
			putchar('\n');
			at = 0;
		}
		at += printf("%*s%.*s", at ? 1 : indent, "", n, s);
		s += n;
		s += strspn(s, " ");
	}
	putchar('\n');
}

static void print_option(const struct catena_option *o)
{
	char range[400];
	option_range(o, range, sizeof range);
	printf("  %s\n      %s", o->name, option_type_name(o->type));
	if (range[0] && o->type != CATENA_BOOL)
		printf(", %s", range);
	else if (!range[0] && o->unit)
		printf(", in %s", o->unit);
	fputs("; ", stdout);
	print_default(o);
	putchar('\n');
	print_wrapped(o->help, 6);
}

static void print_column(const struct catena_column *c)
{
	printf("%s (%s", c->name, column_type(c->type));
	if (c->type == CATENA_ROW)
		printf(" of %s", c->layer);
	if (c->flags & CATENA_OPTIONAL)
		fputs(", optional", stdout);
	putchar(')');
}

static void print_use(const struct catena_use *u, uint32_t mode)
{
	const struct catena_column *c = u->columns;
	const char *more = mode == CATENA_READ && u->mode & CATENA_OPTIONAL
	                       ? ", if there"
	                   : mode == CATENA_WRITE && u->mode & CATENA_REPLACE
	                       ? ", in place of what was there"
	                       : "";
	if (strcmp(u->layer, "*") == 0)
		printf("  all layers%s", more);
	else if (strcmp(u->layer, "text") == 0)
		fputs("  the text itself", stdout);
	else
		printf("  %s%s", u->layer, more);
	for (const char *mark = ": "; c && c->name; c++, mark = ", ") {
		fputs(mark, stdout);
		print_column(c);
	}
	putchar('\n');
}

static void print_uses(const struct catena_plugin *p, uint32_t mode,
                       const char *title)
{
	int any = 0;
	for (uint32_t i = 0; i < p->n_uses; i++) {
		if (!(p->uses[i].mode & mode))
			continue;
		if (!any++)
			printf("\n%s\n", title);
		print_use(&p->uses[i], mode);
	}
}

static void print_work(const struct catena_plugin *p)
{
	int any = 0;
	if (p->process) {
		puts("\nWorks\n  on many documents at once (process)");
		any = 1;
	}
	if (p->commit) {
		if (!any)
			puts("\nWorks");
		puts("  on one document after the other, in input order (commit)");
		any = 1;
	}
	for (size_t i = 0; i < sizeof abilities / sizeof *abilities; i++)
		if (has(p, abilities[i].id)) {
			if (!any)
				puts("\nWorks");
			printf("  %s (%s)\n", abilities[i].meaning, abilities[i].id);
			any = 1;
		}
}

static void print_commands(const struct catena_plugin *p)
{
	const struct catena_commands *const all = commands_of(p);
	if (all)
		puts("\nCommands");
	for (uint32_t i = 0; all && i < all->n; i++) {
		const struct catena_command c = command_at(all, i);
		printf("  catena %s %s%s%s\n      %s\n", all->word, c.name,
		       c.args ? " " : "", c.args ? c.args : "", c.summary);
	}
}

static void print_text(const struct module *m)
{
	const struct catena_plugin *p = m->plugin;
	printf("%s %s: %s\n%s\n\n", p->name, p->version, p->kind, p->summary);
	printf("file     %s\nlicense  %s\nABI      %u.%u\n", m->path, p->license,
	       p->abi_major, p->abi_minor);
	puts(p->n_options ? "\nOptions" : "\nNo options");
	for (uint32_t i = 0; i < p->n_options; i++)
		print_option(&p->options[i]);
	print_uses(p, CATENA_READ, "Reads");
	print_uses(p, CATENA_WRITE, "Writes");
	print_work(p);
	print_commands(p);
}

/* ---- for programs ---- */

static void put_key(struct json_buf *b, const char *key, int first)
{
	if (!first)
		json_char(b, ',');
	json_string(b, key, strlen(key));
	json_char(b, ':');
}

static void put_text(struct json_buf *b, const char *key, const char *value)
{
	if (!value)
		return;
	put_key(b, key, 0);
	json_string_repair(b, value, strlen(value));
}

static void put_literal(struct json_buf *b, const char *key, const char *literal)
{
	put_key(b, key, 0);
	json_raw(b, literal, strlen(literal));
}

/* Identifiers: the words of plugin.h, in lower case. */
static const char *option_type(uint32_t type)
{
	static const char *const names[] = {
	    [CATENA_BOOL] = "bool",       [CATENA_INT] = "int",
	    [CATENA_FLOAT] = "float",     [CATENA_STRING] = "string",
	    [CATENA_CHOICE] = "choice",   [CATENA_PATH] = "path",
	    [CATENA_STRINGS] = "strings", [CATENA_PATHS] = "paths",
	    [CATENA_OUTPUT] = "output"};
	return type < sizeof names / sizeof *names ? names[type] : "unknown";
}

static void put_range(struct json_buf *b, const struct catena_option *o)
{
	if ((o->type != CATENA_INT && o->type != CATENA_FLOAT) ||
	    (o->min == 0 && o->max == 0))
		return;
	put_key(b, "min", 0);
	json_double(b, o->min);
	put_key(b, "max", 0);
	json_double(b, o->max);
}

static void put_choices(struct json_buf *b, const struct catena_option *o)
{
	if (o->type != CATENA_CHOICE)
		return;
	put_key(b, "choices", 0);
	for (const char *const *s = o->choices; *s; s++) {
		json_char(b, s == o->choices ? '[' : ',');
		json_string_repair(b, *s, strlen(*s));
	}
	json_char(b, ']');
}

static void put_option(struct json_buf *b, const struct catena_option *o)
{
	json_raw(b, "{\"name\":", 8);
	json_string_repair(b, o->name, strlen(o->name));
	put_text(b, "type", option_type(o->type));
	put_literal(b, "required", o->initial ? "false" : "true");
	put_text(b, "default", o->initial);
	put_range(b, o);
	put_choices(b, o);
	put_text(b, "unit", o->unit);
	put_text(b, "help", o->help);
	json_char(b, '}');
}

static void put_column(struct json_buf *b, const struct catena_column *c)
{
	json_raw(b, "{\"name\":", 8);
	json_string_repair(b, c->name, strlen(c->name));
	put_text(b, "type", column_type(c->type));
	if (c->type == CATENA_ROW)
		put_text(b, "of", c->layer);
	if (c->flags & CATENA_OPTIONAL)
		put_literal(b, "optional", "true");
	json_char(b, '}');
}

static void put_use(struct json_buf *b, const struct catena_use *u)
{
	json_raw(b, "{\"layer\":", 9);
	json_string_repair(b, u->layer, strlen(u->layer));
	put_literal(b, "read", u->mode & CATENA_READ ? "true" : "false");
	put_literal(b, "write", u->mode & CATENA_WRITE ? "true" : "false");
	if (u->mode & CATENA_OPTIONAL)
		put_literal(b, "optional", "true");
	if (u->mode & CATENA_REPLACE)
		put_literal(b, "replace", "true");
	put_key(b, "columns", 0);
	json_char(b, '[');
	for (const struct catena_column *c = u->columns; c && c->name; c++) {
		if (c != u->columns)
			json_char(b, ',');
		put_column(b, c);
	}
	json_raw(b, "]}", 2);
}

static void put_tables(struct json_buf *b, const struct catena_plugin *p)
{
	put_key(b, "options", 0);
	json_char(b, '[');
	for (uint32_t i = 0; i < p->n_options; i++) {
		if (i)
			json_char(b, ',');
		put_option(b, &p->options[i]);
	}
	json_char(b, ']');
	put_key(b, "uses", 0);
	json_char(b, '[');
	for (uint32_t i = 0; i < p->n_uses; i++) {
		if (i)
			json_char(b, ',');
		put_use(b, &p->uses[i]);
	}
	json_char(b, ']');
}

static int print_json(const struct module *m)
{
	const struct catena_plugin *p = m->plugin;
	struct json_buf b = {0};
	char abi[32];
	snprintf(abi, sizeof abi, "%u.%u", p->abi_major, p->abi_minor);
	json_char(&b, '{');
	put_key(&b, "name", 1);
	json_string_repair(&b, p->name, strlen(p->name));
	put_text(&b, "kind", p->kind);
	put_text(&b, "version", p->version);
	put_text(&b, "license", p->license);
	put_text(&b, "summary", p->summary);
	put_text(&b, "path", m->path);
	put_text(&b, "abi", abi);
	put_literal(&b, "process", p->process ? "true" : "false");
	put_literal(&b, "commit", p->commit ? "true" : "false");
	for (size_t i = 0; i < sizeof abilities / sizeof *abilities; i++)
		put_literal(&b, abilities[i].word,
		            has(p, abilities[i].id) ? "true" : "false");
	put_tables(&b, p);
	json_raw(&b, "}\n", 2);
	const int failed = b.failed;
	if (!failed)
		fwrite(b.p, 1, b.n, stdout);
	json_free(&b);
	return failed ? -1 : 0;
}

/* ---- the command ---- */

static int describe(const char *name, int json, struct diag *d)
{
	const struct module_options options = {.trust_environment = true};
	int status = EXIT_USAGE;
	struct modules *m = modules_new(&options, d);
	const struct module *module = NULL;
	if (m)
		module = strchr(name, '/')
		             ? modules_open_file(m, name, d)
		             : modules_open(m, name, (struct where){0}, NULL, d);
	if (!module)
		goto out;
	status = EXIT_RUN_FAILED;
	if (!json)
		print_text(module);
	else if (print_json(module) != 0) {
		diag_error(d, "out of memory");
		goto out;
	}
	status = EXIT_ALL_WELL;
out:
	modules_free(m);
	return status;
}

int cmd_info(int argc, char **argv)
{
	int json = 0;
	const int done = parse_json(argc, argv, usage, &json);
	if (done >= 0)
		return done;
	if (optind + 1 != argc)
		return usage(stderr, EXIT_USAGE);
	struct diag *d = main_diag(CATENA_WARN);
	if (!d)
		return EXIT_RUN_FAILED;
	const int status = describe(argv[optind], json, d);
	diag_free(d);
	return status;
}
