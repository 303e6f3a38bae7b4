/* SPDX-License-Identifier: MIT */
/* lint.c - the parent and the child of `catena lint`: findings on their way
 * from one to the other. */
#include "build.h"

#include "lint.h"
#include "command.h"
#include "module_elf.h"
#include "module_find.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SAID_NOTE,
	SAID_FINDING,
	SAID_REFUSED,
	SAID_MORE,
	SAID_USAGE,
	ALIKE = 3, /* findings of one rule that are said in full */
	MOST_RULES = 64,
	LINE = 390, /* bytes of a line through the pipe */
	WHY = 600
};
static const uint64_t memory_limit =
    sizeof(void *) >= 8 ? (uint64_t)8 << 30 : (uint64_t)1 << 30;

/* ---- In the child ---- */

struct rule {
	char name[32];
	uint64_t said[ALIKE]; /* sums of what was said in full */
	uint32_t n_said, more;
};

struct job;

struct lint {
	struct probe_child *child; /* NULL: this is the parent itself */
	struct job *job;
	pthread_mutex_t lock; /* of all below */
	uint32_t n_rules;
	struct rule rules[MOST_RULES];
};

static void hear_child(void *user, uint32_t said, const char *line);

static void tell(const struct lint *l, uint32_t what, const char *fmt, ...)
    CATENA_FORMAT(3, 4);

static void tell(const struct lint *l, uint32_t what, const char *fmt, ...)
{
	char line[LINE];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (l->child)
		probe_say(l->child, what, "%s", line);
	else
		hear_child(l->job, what, line);
}

static struct lint *lint_new(struct probe_child *child, struct job *job)
{
	struct lint *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	l->child = child;
	l->job = job;
	if (pthread_mutex_init(&l->lock, NULL) != 0) {
		free(l);
		return NULL;
	}
	return l;
}

static void lint_free(struct lint *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->n_rules; i++)
		if (l->rules[i].more)
			tell(l, SAID_MORE, "%s\t%u", l->rules[i].name, l->rules[i].more);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static struct rule *get_rule(struct lint *l, const char *name)
{
	uint32_t i = 0;
	while (i < l->n_rules && strcmp(l->rules[i].name, name) != 0)
		i++;
	if (i == MOST_RULES)
		return &l->rules[MOST_RULES - 1];
	if (i == l->n_rules)
		snprintf(l->rules[l->n_rules++].name, sizeof l->rules[i].name, "%s", name);
	return &l->rules[i];
}

/* The same words are said once, other words about a rule a few times. */
static bool is_new(struct rule *r, const char *what)
{
	uint64_t sum = 0xcbf29ce484222325U; /* FNV-1a, 64 bits */
	for (; *what; what++)
		sum = (sum ^ (unsigned char)*what) * 0x100000001b3U;
	for (uint32_t i = 0; i < r->n_said; i++)
		if (r->said[i] == sum)
			return false;
	if (r->n_said == ALIKE)
		return false;
	r->said[r->n_said++] = sum;
	return true;
}

void lint_find(struct lint *l, const char *rule, const char *where, const char *fmt,
               ...)
{
	char what[LINE];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&l->lock);
	struct rule *r = get_rule(l, rule);
	if (!is_new(r, what))
		r->more++;
	else if (where[0])
		tell(l, SAID_FINDING, "%s\t%s: %s", rule, where, what);
	else
		tell(l, SAID_FINDING, "%s\t%s", rule, what);
	pthread_mutex_unlock(&l->lock);
}

void lint_note(struct lint *l, const char *fmt, ...)
{
	char what[LINE];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	tell(l, SAID_NOTE, "%s", what);
}

void lint_usage(struct lint *l, const char *what)
{
	tell(l, SAID_USAGE, "%s", what);
}

void lint_step(struct lint *l, const char *fmt, ...)
{
	char step[80];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(step, sizeof step, fmt, ap);
	va_end(ap);
	if (l->child)
		probe_step(l->child, step);
}

struct job {
	const struct lint_options *options;
	const char *folder; /* for the plugin's files */
	const char *real;   /* absolute path */
	const char *name;
	/* What the parent heard. */
	lint_sink sink;
	void *user;
	int findings;
	struct diag *diag;
	bool usage;
};

struct refusal {
	char text[LINE];
};

static void hear_refusal(void *user, uint32_t level, const char *message)
{
	struct refusal *r = user;
	(void)level;
	if (!r->text[0])
		snprintf(r->text, sizeof r->text, "%s", message);
}

static void look_for_commands(struct lint *l, const struct catena_plugin *p,
                              const char *path)
{
	if (commands_of(p) && !file_holds(path, COMMAND_EXTENSION))
		lint_find(l, "command", "",
		          "brings commands, but \"" COMMAND_EXTENSION
		          "\" does not stand in "
		          "its file, and so they are not found; write it in one piece");
}

static int in_child(struct probe_child *child, void *user)
{
	struct job *job = user;
	const struct module_options o = {.path = "",
	                                 .system_path = "",
	                                 .trust_environment = true,
	                                 .any_owner = true};
	struct refusal refusal = {""};
	struct diag *d = diag_new(hear_refusal, &refusal, CATENA_WARN);
	struct lint *l = lint_new(child, job);
	struct modules *m = d && l ? modules_new(&o, d) : NULL;
	if (!l)
		return 1;
	lint_step(l, "it was opened");
	const struct module *module = m ? modules_open_file(m, job->real, d) : NULL;
	if (module && modules_add(m, module->plugin, d) == 0 &&
	    modules_add(m, &lint_reader, d) == 0) {
		look_for_commands(l, module->plugin, job->real);
		lint_drive(l, module, job->options, job->folder, m);
	} else
		tell(l, SAID_REFUSED, "%s",
		     refusal.text[0] ? refusal.text : "out of memory");
	lint_free(l);
	return 0; /* what is lent elsewhere ends with the process */
}

/* ---- In the parent ---- */

static void find_here(void *user, const char *rule, const char *what)
{
	struct job *job = user;
	job->findings += rule != NULL;
	job->sink(job->user, rule, what);
}

static void hear_child(void *user, uint32_t said, const char *line)
{
	struct job *job = user;
	const char *tab = strchr(line, '\t');
	char rule[32];
	if (said == SAID_FINDING && tab) {
		snprintf(rule, sizeof rule, "%.*s", (int)(tab - line), line);
		find_here(job, rule, tab + 1);
	} else if (said == SAID_USAGE) {
		job->usage = true;
		diag_error(job->diag, "%s", line);
	} else if (said == SAID_MORE && tab) {
		char text[100];
		snprintf(text, sizeof text, "[%.*s] was found %s times more",
		         (int)(tab - line), line, tab + 1);
		find_here(job, NULL, text);
	} else if (said == SAID_REFUSED) {
		const size_t n = strlen(job->real);
		const bool path =
		    strncmp(line, job->real, n) == 0 && strncmp(line + n, ": ", 2) == 0;
		find_here(job, "refused", path ? line + n + 2 : line);
	} else
		find_here(job, NULL, line);
}

static int drive(struct job *job)
{
	const struct probe_limits limits = {.milliseconds =
	                                        job->options->seconds * 1000,
	                                    .memory = memory_limit,
	                                    .each_step = true};
	struct probe probe;
	char words[300];
	if (job->options->here)
		return in_child(NULL, job) ? -1 : 0;
	probe_run(&probe, &limits, in_child, job, hear_child, job);
	if (probe.end == PROBE_RETURNED)
		return 0;
	probe_words(&probe, &limits, words, sizeof words);
	if (probe.end == PROBE_BROKEN) {
		find_here(job, NULL, words);
		return -1;
	}
	find_here(job, probe.end == PROBE_TIMEOUT ? "hang" : "crash", words);
	return 0;
}

/* Ours, flat, and soon gone. */
static void remove_folder(const char *folder)
{
	char path[5000];
	DIR *dir = opendir(folder);
	for (const struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

static int make_folder(char *folder, size_t size, struct diag *d)
{
	const char *tmp = environment_trusted() ? getenv("TMPDIR") : NULL;
	if (!tmp || tmp[0] != '/')
		tmp = "/tmp";
	const int n = snprintf(folder, size, "%s/catena-lint.XXXXXX", tmp);
	if (n > 0 && (size_t)n < size && mkdtemp(folder))
		return 0;
	diag_error(d, "a folder for temporary files cannot be made in %s: %s", tmp,
	           strerror(errno));
	return -1;
}

static void plugin_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const size_t n = strlen(base), suffix = strlen(MODULE_SUFFIX);
	const bool has = n > suffix && strcmp(base + n - suffix, MODULE_SUFFIX) == 0;
	snprintf(name, size, "%.*s", (int)(has ? n - suffix : n), base);
}

static int examine(struct job *job, struct diag *d)
{
	char folder[4096], name[300], why[WHY];
	struct arena arena = {0};
	struct found found;
	int rc = -1;
	plugin_name(job->options->path, name, sizeof name);
	job->name = name;
	if (file_find(job->options->path, false, &arena, &found) < 0)
		goto nomem;
	if (found.refused) { /* whose it is; that does not keep us from looking */
		snprintf(why, sizeof why, "%s", found.refused);
		if (file_find(job->options->path, true, &arena, &found) < 0)
			goto nomem;
		find_here(job, found.refused ? "refused" : "trust", why);
	}
	rc = 0;
	if (found.refused)
		goto out;
	job->real = found.real;
	if (elf_check(found.real, why, sizeof why) != 0) {
		find_here(job, "refused", why);
		goto out;
	}
	lint_elf(found.real, name, find_here, job);
	rc = make_folder(folder, sizeof folder, d);
	if (rc != 0)
		goto out;
	job->folder = folder;
	rc = drive(job);
	remove_folder(folder);
	goto out;
nomem:
	diag_error(d, "out of memory");
out:
	arena_free(&arena);
	return rc;
}

int lint_file(const struct lint_options *o, lint_sink sink, void *user,
              struct diag *d)
{
	struct job job = {.options = o, .sink = sink, .user = user, .diag = d};
	const int rc = examine(&job, d);
	return rc != 0 ? LINT_FAILED : job.usage ? LINT_USAGE : job.findings;
}
