/* SPDX-License-Identifier: MIT */
/* cmd_index.c - `catena index`: what is in a folder in which a stage remembers
 * documents; whether it is sound; making it smaller; deleting documents.
 *
 * Whose folder it is says the line "plugin NAME" of the file "catena-index" in
 * it; that plugin does the work (catena.index/1).  What only reads is done in a
 * process of its own: a damaged file may be the end of it. */
#include "build.h"

#include "diag.h"
#include "host.h"
#include "main.h"
#include "module.h"
#include "option.h"
#include "probe.h"
#include "symbol.h"
#include <catena/json.h>

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TAG "catena-index"

enum {
	SAY_LINE = 1,
	SAY_ERROR = 2,
	A_DAY = 24 * 3600 * 1000 /* no look takes longer */
};

static int usage(FILE *out, int status)
{
	fputs(
	    "Usage: catena index info [--json] FOLDER\n"
	    "       catena index check FOLDER\n"
	    "       catena index compact FOLDER\n"
	    "       catena index delete FOLDER [--from FILE] [ID...]\n"
	    "Looks after the folder in which a stage remembers documents from run to\n"
	    "run (its option index).\n\n"
	    "  info     whose it is, how it was made, how many documents it knows\n"
	    "  check    reads all of it: is it sound?\n"
	    "  compact  gives back the room of documents that were deleted\n"
	    "  delete   forgets documents: the next run does not know them\n\n"
	    "      --json       one object, for programs\n"
	    "      --from FILE  a file with an id on each line; - is standard input\n"
	    "  -h, --help       this text\n",
	    out);
	return status;
}

struct index_job {
	const char *command, *folder, *from;
	bool json;
	char **ids; /* of the command line */
	size_t n_ids;
	const struct catena_index *keeps;
	struct stage stage;
	struct chain chain;
	struct diag *diag;
};

/* ---- Whose folder it is ---- */

static void no_index(struct diag *d, const char *folder, int error)
{
	if (error == ENOENT && access(folder, F_OK) == 0)
		diag_error(d,
		           "%s: is no index: there is no file \"" TAG
		           "\" in it; name the folder that a stage has as its option "
		           "index",
		           folder);
	else
		diag_error(d, "%s: is no index: %s", folder, strerror(error));
}

/* The plugin's name, or "". */
static void read_owner(const char *folder, char *name, size_t size, struct diag *d)
{
	const size_t n = strlen(folder) + sizeof "/" TAG;
	char *const path = malloc(n);
	char line[256];
	FILE *f = NULL;
	name[0] = 0;
	if (path) {
		snprintf(path, n, "%s/" TAG, folder);
		f = fopen(path, "re");
	}
	if (!f) {
		no_index(d, folder, path ? errno : ENOMEM);
		free(path);
		return;
	}
	while (!name[0] && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!strncmp(line, "plugin ", 7))
			snprintf(name, size, "%.63s", line + 7);
	}
	if (!name[0])
		diag_error(d, "%s: is damaged: it does not say whose index this is", path);
	fclose(f);
	free(path);
}

static int find_owner(struct index_job *job, struct modules *m)
{
	char name[64];
	read_owner(job->folder, name, sizeof name, job->diag);
	if (!name[0])
		return -1;
	if (strchr(name, '/')) { /* a file must not name what is loaded */
		diag_error(job->diag, "%s: \"%s\" is no name of a plugin", job->folder,
		           name);
		return -1;
	}
	const struct module *const module =
	    modules_open(m, name, (struct where){0}, NULL, job->diag);
	if (!module)
		return -1;
	job->stage.plugin = module->plugin;
	job->stage.name = module->plugin->name;
	if (module->plugin->extension)
		job->keeps = module->plugin->extension("catena.index/1");
	if (!job->keeps)
		diag_error(job->diag,
		           "%s: is an index of the plugin %s, and this one keeps none",
		           job->folder, name);
	return job->keeps ? 0 : -1;
}

/* ---- What it says ---- */

/* As JSON would write a number. */
static bool is_number(const char *s)
{
	const size_t n = strspn(s, "0123456789");
	if (!n || n > 15 || (n > 1 && *s == '0'))
		return false;
	if (!s[n])
		return true;
	const size_t k = s[n] == '.' ? strspn(s + n + 1, "0123456789") : 0;
	return k && !s[n + 1 + k];
}

struct lines { /* as they come, for people or as an object */
	bool json;
	struct json_buf b;
};

static void take_line(struct lines *l, const char *name, const char *value)
{
	if (!l->json) {
		printf("%-18s  %s\n", name, value);
		return;
	}
	json_char(&l->b, l->b.n ? ',' : '{');
	json_string_repair(&l->b, name, strlen(name));
	json_char(&l->b, ':');
	if (is_number(value))
		json_raw(&l->b, value, strlen(value));
	else
		json_string_repair(&l->b, value, strlen(value));
}

static void say_here(void *user, const char *name, const char *value)
{
	take_line(user, name, value);
}

/* ---- In a process of its own ---- */

static void say_home(void *user, const char *name, const char *value)
{
	probe_say(user, SAY_LINE, "%s\t%s", name, value);
}

static int look(struct probe_child *child, void *user)
{
	struct index_job *const job = user;
	const bool info = !strcmp(job->command, "info");
	struct call call;
	if (call_init(&call, &job->chain, NULL) != 0) {
		probe_say(child, SAY_ERROR, "out of memory");
		return EXIT_RUN_FAILED;
	}
	probe_step(child, "it was read");
	call_begin(&call, &job->stage, NULL, PHASE_COMMAND);
	const catena_status st = call_end(
	    &call, info ? job->keeps->info(&call.pub, job->folder, say_home, child)
	                : job->keeps->check(&call.pub, job->folder, say_home, child));
	if (st)
		probe_say(child, SAY_ERROR, "%s", call.message);
	return !st                     ? EXIT_ALL_WELL
	       : st == CATENA_E_CONFIG ? EXIT_USAGE
	                               : EXIT_RUN_FAILED;
}

struct listener {
	struct lines lines;
	struct diag *diag;
};

static void hear(void *user, uint32_t what, const char *line)
{
	struct listener *const l = user;
	char *const copy = strdup(line);
	char *const tab = copy ? strchr(copy, '\t') : NULL;
	if (what == SAY_ERROR)
		diag_error(l->diag, "%s", line);
	else if (tab) {
		*tab = 0;
		take_line(&l->lines, copy, tab + 1);
	}
	free(copy);
}

static int look_apart(struct index_job *job)
{
	const struct probe_limits limits = {.milliseconds = A_DAY};
	struct listener l = {.lines = {.json = job->json}, .diag = job->diag};
	struct probe probe;
	char words[200];
	probe_run(&probe, &limits, look, job, hear, &l);
	int status = probe.end == PROBE_RETURNED ? probe.code : EXIT_RUN_FAILED;
	if (probe.end != PROBE_RETURNED) {
		probe_words(&probe, &limits, words, sizeof words);
		diag_error(job->diag, "index \"%s\" is damaged: a process %s", job->folder,
		           words);
	} else if (!status && job->json) {
		json_raw(&l.lines.b, "}\n", 2);
		fwrite(l.lines.b.p, 1, l.lines.b.n, stdout);
	} else if (!status && !strcmp(job->command, "check"))
		puts("it is sound");
	json_free(&l.lines.b);
	return status;
}

/* ---- Changes ---- */

struct ids {
	const char **all;
	size_t n, room;
	char *lines; /* of the file */
};

static bool add_id(struct ids *ids, const char *id)
{
	if (ids->n == ids->room) {
		const size_t room = ids->room ? ids->room * 2 : 64;
		const char **const p = realloc(ids->all, room * sizeof *p);
		if (!p)
			return false;
		ids->all = p;
		ids->room = room;
	}
	ids->all[ids->n++] = id;
	return true;
}

static char *read_all(FILE *f)
{
	size_t n = 0, room = 65536;
	char *bytes = malloc(room);
	while (bytes) {
		n += fread(bytes + n, 1, room - 1 - n, f);
		if (n < room - 1)
			break;
		char *const p = room > SIZE_MAX / 4 ? NULL : realloc(bytes, room * 2);
		if (!p)
			free(bytes);
		bytes = p;
		room *= 2;
	}
	if (bytes)
		bytes[n] = 0;
	return bytes;
}

static int read_ids(struct ids *ids, const char *path, struct diag *d)
{
	FILE *const f = strcmp(path, "-") ? fopen(path, "re") : stdin;
	if (!f) {
		diag_error(d, "%s: cannot be read: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	ids->lines = read_all(f);
	const bool failed = ferror(f);
	if (f != stdin)
		fclose(f);
	if (failed || !ids->lines) {
		diag_error(d, "%s: cannot be read", path);
		return EXIT_RUN_FAILED;
	}
	for (char *line = ids->lines; *line;) {
		char *const end = line + strcspn(line, "\n");
		char *const next = end + (*end != 0);
		*end = 0;
		if (end > line && end[-1] == '\r')
			end[-1] = 0;
		if (*line && !add_id(ids, line))
			return EXIT_RUN_FAILED;
		line = next;
	}
	return EXIT_ALL_WELL;
}

static int call_change(struct index_job *job, const struct ids *ids)
{
	struct services services = {0};
	struct lines lines = {.json = false};
	struct call call;
	if (call_init(&call, &job->chain, &services) != 0) {
		diag_error(job->diag, "out of memory");
		return EXIT_RUN_FAILED;
	}
	call_begin(&call, &job->stage, NULL, PHASE_COMMAND);
	const catena_status st = call_end(
	    &call, ids ? job->keeps->forget(&call.pub, job->folder, ids->all, ids->n,
	                                    say_here, &lines)
	               : job->keeps->compact(&call.pub, job->folder, say_here, &lines));
	if (st)
		diag_error(job->diag, "%s", call.message);
	call_free(&call);
	return !st                     ? EXIT_ALL_WELL
	       : st == CATENA_E_CONFIG ? EXIT_USAGE
	                               : EXIT_RUN_FAILED;
}

static int delete_ids(struct index_job *job)
{
	struct ids ids = {0};
	int status = EXIT_ALL_WELL;
	for (size_t i = 0; i < job->n_ids && !status; i++)
		status = add_id(&ids, job->ids[i]) ? EXIT_ALL_WELL : EXIT_RUN_FAILED;
	if (!status && job->from)
		status = read_ids(&ids, job->from, job->diag);
	if (!status && !ids.n) {
		diag_error(job->diag,
		           "delete: no ids: name them behind the folder, or a file of them "
		           "by --from");
		status = EXIT_USAGE;
	}
	if (!status)
		status = call_change(job, &ids);
	free(ids.all);
	free(ids.lines);
	return status;
}

/* ---- The command ---- */

static int run(struct index_job *job)
{
	const struct module_options places = {.trust_environment = true};
	struct modules *const m = modules_new(&places, job->diag);
	int status = EXIT_USAGE;
	job->chain = (struct chain){.diag = job->diag, .stages = &job->stage, .n = 1};
	job->chain.symbols = symbols_new();
	if (!m || !job->chain.symbols)
		status = EXIT_RUN_FAILED;
	else if (find_owner(job, m) == 0)
		status = !strcmp(job->command, "delete")    ? delete_ids(job)
		         : !strcmp(job->command, "compact") ? call_change(job, NULL)
		                                            : look_apart(job);
	symbols_free(job->chain.symbols);
	modules_free(m);
	return status;
}

static int unknown_command(const char *name, struct diag *d)
{
	static const char *const names[] = {"info", "check", "compact", "delete"};
	const char *const near = nearest_name(name, names, 4);
	if (near)
		diag_error(d, "index: unknown command \"%s\"; did you mean \"%s\"?", name,
		           near);
	else
		diag_error(d,
		           "index: unknown command \"%s\"; there are info, check, "
		           "compact, delete",
		           name);
	return EXIT_USAGE;
}

static bool is_command(const char *name)
{
	return !strcmp(name, "info") || !strcmp(name, "check") ||
	       !strcmp(name, "compact") || !strcmp(name, "delete");
}

/* What the command does not take, or NULL. */
static const char *misfit(const struct index_job *job)
{
	const bool deletes = !strcmp(job->command, "delete");
	if (job->json && strcmp(job->command, "info") != 0)
		return "takes no --json: only info does";
	if (job->from && !deletes)
		return "takes no --from: only delete does";
	if (job->n_ids && !deletes)
		return "takes one folder, and no ids";
	return *job->folder ? NULL : "which folder? its name is empty";
}

int cmd_index(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"json", no_argument, NULL, 'j'},
	    {"from", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0}};
	struct index_job job = {.json = false};
	for (int c; (c = next_option(argc, argv, ":h", long_options)) != -1;) {
		if (c == 'h')
			return usage(stdout, EXIT_ALL_WELL);
		if (c == 'j')
			job.json = true;
		else if (c == 'f')
			job.from = optarg;
		else
			return usage(stderr, EXIT_USAGE);
	}
	if (optind == argc)
		return usage(stderr, EXIT_USAGE);
	job.command = argv[optind];
	job.diag = main_diag(CATENA_INFO);
	int status = EXIT_RUN_FAILED;
	if (job.diag && !is_command(job.command))
		status = unknown_command(job.command, job.diag);
	else if (job.diag && optind + 1 == argc) {
		diag_error(job.diag, "index %s: which folder?", job.command);
		status = EXIT_USAGE;
	} else if (job.diag) {
		job.folder = argv[optind + 1];
		job.ids = argv + optind + 2;
		job.n_ids = (size_t)(argc - optind - 2);
		const char *const why = misfit(&job);
		if (why)
			diag_error(job.diag, "index %s: %s", job.command, why);
		status = why ? EXIT_USAGE : run(&job);
	}
	diag_free(job.diag);
	return status;
}
