/* SPDX-License-Identifier: MIT */
/* cmd_new.c - catena new: a plugin that builds, tests and runs, copied from the
 * templates with its name filled in.
 *
 * A template is a folder: "common" for every kind, and one a kind.  In names of
 * files NAME stands for the plugin, and "dot-" for a dot; in texts @NAME@, @KIND@
 * and @LINT@ are replaced.  All is written to a hidden folder first and then
 * renamed: there is a whole plugin or none. */
#include "build.h"

#include "main.h"
#include "option.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NAME_MAX_SIZE = 64,
	TEMPLATE_MAX = 1 << 20,
	DEPTH_MAX = 4
};

static const char *const kinds[] = {"reader", "cleaner",      "tokenizer", "tagger",
                                    "filter", "deduplicator", "exporter"};
enum {
	N_KINDS = sizeof kinds / sizeof *kinds
};

struct job {
	const char *name, *kind;
};

static void complain(const char *what, const char *why)
{
	fprintf(stderr, "catena new: %s: %s\n", what, why);
}

static const char usage[] =
    "Usage: catena new NAME --kind KIND\n"
    "Makes the folder NAME with a plugin that builds, tests and runs.\n\n"
    "  -k, --kind KIND  reader, cleaner, tokenizer, tagger, filter, deduplicator\n"
    "                   or exporter: each begins with a small working example\n"
    "  -h, --help       this text\n\n"
    "NAME: small letters, digits and \"_\", a letter first.\n";

/* ---- What was asked for ---- */

static bool is_kind(const char *kind)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		if (strcmp(kinds[i], kind) == 0)
			return true;
	}
	const char *near = nearest_name(kind, kinds, N_KINDS);
	fprintf(stderr, "catena new: unknown kind \"%s\"", kind);
	if (near)
		fprintf(stderr, "; did you mean \"%s\"?\n", near);
	else
		fputs("; kinds: reader, cleaner, tokenizer, tagger, filter, "
		      "deduplicator, exporter\n",
		      stderr);
	return false;
}

/* What of `name` can be kept: a hint for "My-Tagger". */
static void suggest(const char *name, char out[NAME_MAX_SIZE + 1])
{
	size_t n = 0;
	for (; *name && n < NAME_MAX_SIZE; name++) {
		const char c = *name;
		const bool small = c >= 'a' && c <= 'z', big = c >= 'A' && c <= 'Z';
		if (small || big)
			out[n++] = (char)(c | 0x20);
		else if (n && ((c >= '0' && c <= '9') || out[n - 1] != '_'))
			out[n++] = c >= '0' && c <= '9' ? c : '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	out[n] = 0;
}

/* The name becomes a part of a C symbol, a file and a key in configs. */
static bool is_name(const char *name)
{
	char near[NAME_MAX_SIZE + 1];
	suggest(name, near);
	if (near[0] && strcmp(near, name) == 0)
		return true;
	fprintf(stderr,
	        "catena new: \"%s\" cannot be the name of a plugin: small letters, "
	        "digits and single \"_\", a letter first, at most %d",
	        name, NAME_MAX_SIZE);
	if (near[0])
		fprintf(stderr, "; try \"%s\"\n", near);
	else
		fputc('\n', stderr);
	return false;
}

static bool is_free(const char *name)
{
	struct stat st;
	if (lstat(name, &st) == 0) {
		complain(name, "is there already; nothing was changed");
		return false;
	}
	if (errno != ENOENT) {
		complain(name, strerror(errno));
		return false;
	}
	return true;
}

/* ---- Copying ---- */

/* The name that a template's file gets; false if that is too long. */
static bool file_name(const struct job *job, const char *from, char *to,
                      size_t size)
{
	const char *dot = "";
	if (strncmp(from, "dot-", 4) == 0) {
		dot = ".";
		from += 4;
	}
	const char *at = strstr(from, "NAME");
	const int head = at ? (int)(at - from) : (int)strlen(from);
	const int n = snprintf(to, size, "%s%.*s%s%s", dot, head, from,
	                       at ? job->name : "", at ? at + 4 : "");
	return n > 0 && (size_t)n < size;
}

/* Lint must be told the options that the example requires. */
static const char *lint_settings(const char *kind)
{
	if (strcmp(kind, "reader") == 0)
		return "--set paths=\"$srcdir/sample.txt\" ";
	if (strcmp(kind, "exporter") == 0)
		return "--set path=\"$PWD/sample.out\" ";
	return "";
}

/* What stands for the placeholder at s, and its size; NULL if there is none. */
static const char *placeholder(const struct job *job, const char *s, size_t n,
                               size_t *size)
{
	*size = 6;
	if (n < *size)
		return NULL;
	if (memcmp(s, "@NAME@", *size) == 0)
		return job->name;
	if (memcmp(s, "@KIND@", *size) == 0)
		return job->kind;
	return memcmp(s, "@LINT@", *size) == 0 ? lint_settings(job->kind) : NULL;
}

static void fill_in(const struct job *job, const char *s, size_t n, FILE *out)
{
	for (size_t i = 0; i < n;) {
		const char *at = memchr(s + i, '@', n - i);
		const size_t plain = at ? (size_t)(at - (s + i)) : n - i;
		fwrite(s + i, 1, plain, out);
		i += plain;
		if (i == n)
			break;
		size_t size;
		const char *value = placeholder(job, s + i, n - i, &size);
		if (value)
			fputs(value, out);
		else
			fputc('@', out);
		i += value ? size : 1;
	}
}

/* A whole template; NULL: told. */
static char *read_template(int dir, const char *name, size_t *n)
{
	char *bytes = NULL;
	FILE *in = NULL;
	const int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || !(in = fdopen(fd, "rb"))) {
		complain(name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	bytes = malloc(TEMPLATE_MAX);
	*n = bytes ? fread(bytes, 1, TEMPLATE_MAX, in) : 0;
	if (!bytes || ferror(in) || *n == TEMPLATE_MAX) {
		complain(name, !bytes ? "out of memory" : "cannot be read as a template");
		free(bytes);
		bytes = NULL;
	}
	fclose(in);
	return bytes;
}

static bool copy_file(const struct job *job, int from, const char *name, int to,
                      const char *new_name)
{
	size_t n;
	char *bytes = read_template(from, name, &n);
	if (!bytes)
		return false;

	FILE *out = NULL;
	const int fd =
	    openat(to, new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0 && !(out = fdopen(fd, "wb")))
		close(fd);
	bool good = out != NULL;
	if (out) {
		fill_in(job, bytes, n, out);
		good = !ferror(out);
		good = fclose(out) == 0 && good;
	}
	if (!good)
		complain(new_name, strerror(errno));
	free(bytes);
	return good;
}

static bool copy_folder(const struct job *job, int from, int to, int depth);

static bool copy_entry(const struct job *job, int from, const char *name, int to,
                       int depth)
{
	char new_name[256];
	struct stat st;
	if (!file_name(job, name, new_name, sizeof new_name) ||
	    fstatat(from, name, &st, 0) != 0) {
		complain(name, "cannot be read as a template");
		return false;
	}
	if (!S_ISDIR(st.st_mode))
		return copy_file(job, from, name, to, new_name);

	if (depth == DEPTH_MAX ||
	    (mkdirat(to, new_name, 0777) != 0 && errno != EEXIST)) {
		complain(new_name, depth == DEPTH_MAX ? "too deep" : strerror(errno));
		return false;
	}
	const int inner_from = openat(from, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int inner_to = openat(to, new_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = inner_from >= 0 && inner_to >= 0;
	if (good)
		good = copy_folder(job, inner_from, inner_to, depth + 1);
	else
		complain(new_name, strerror(errno));
	if (inner_from >= 0)
		close(inner_from);
	if (inner_to >= 0)
		close(inner_to);
	return good;
}

/* Copies all that is in the folder `from`, which stays open. */
static bool copy_folder(const struct job *job, int from, int to, int depth)
{
	const int fd = dup(from);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		complain("templates", strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool good = true;
	const struct dirent *entry;
	while (good && (errno = 0, entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			good = copy_entry(job, from, entry->d_name, to, depth);
	}
	if (good && errno) {
		complain("templates", strerror(errno));
		good = false;
	}
	closedir(dir);
	return good;
}

static const char *template_folder(void)
{
	const char *given = getenv("CATENA_TEMPLATE_DIR");
	const bool trusted = getuid() == geteuid() && getgid() == getegid();
	return given && given[0] && trusted ? given : CATENA_TEMPLATE_DIR;
}

static bool copy_template(const struct job *job, const char *which, int to)
{
	char path[4096];
	const int n = snprintf(path, sizeof path, "%s/%s", template_folder(), which);
	const int from = n > 0 && (size_t)n < sizeof path
	                     ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
	                     : -1;
	if (from < 0) {
		fprintf(stderr,
		        "catena new: %s: %s (templates are installed with Catena; "
		        "CATENA_TEMPLATE_DIR names another place)\n",
		        path, strerror(errno));
		return false;
	}
	const bool good = copy_folder(job, from, to, 0);
	close(from);
	return good;
}

/* ---- All or nothing ---- */

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Fills the folder `path` and gives it its name. */
static bool fill_folder(const struct job *job, const char *path)
{
	if (mkdir(path, 0777) != 0) {
		complain(path, strerror(errno));
		return false;
	}
	const int to = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to < 0) {
		complain(path, strerror(errno));
		return false;
	}
	bool good =
	    copy_template(job, "common", to) && copy_template(job, job->kind, to);
	close(to);
	if (good && is_free(job->name) && rename(path, job->name) != 0) {
		complain(job->name, strerror(errno));
		good = false;
	}
	return good;
}

static bool write_plugin(const struct job *job)
{
	char hidden[NAME_MAX_SIZE + 16], inner[2 * NAME_MAX_SIZE + 32];
	snprintf(hidden, sizeof hidden, ".%s.XXXXXX", job->name);
	if (!mkdtemp(hidden)) {
		complain("cannot make a folder here", strerror(errno));
		return false;
	}
	snprintf(inner, sizeof inner, "%s/%s", hidden, job->name);
	const bool good = fill_folder(job, inner);
	nftw(hidden, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return good;
}

/* It takes some milliseconds: an interrupt can wait until it is done. */
static bool write_undisturbed(const struct job *job)
{
	sigset_t held, before;
	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, &before);
	const bool good = write_plugin(job);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

/* Where pkg-config does not look by itself it must be told to. */
static bool is_usual(const char *dir)
{
	return strncmp(dir, "/usr/lib", 8) == 0 ||
	       strncmp(dir, "/usr/share", 10) == 0 ||
	       strncmp(dir, "/usr/local/lib", 14) == 0;
}

static void tell(const struct job *job)
{
	const bool usual = is_usual(CATENA_PKGCONFIG_DIR);
	printf("%s/ holds a %s; the plugin is %s.c, its test test_%s.c.\n\n"
	       "  cd %s\n"
	       "  autoreconf -fi\n"
	       "  ./configure%s%s\n"
	       "  make check\n"
	       "  CATENA_PLUGIN_PATH=$PWD/.libs catena run sample.conf\n",
	       job->name, job->kind, job->name, job->name, job->name,
	       usual ? "" : " PKG_CONFIG_PATH=", usual ? "" : CATENA_PKGCONFIG_DIR);
}

int cmd_new(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"kind", required_argument, NULL, 'k'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	struct job job = {NULL, NULL};
	int c;
	while ((c = next_option(argc, argv, ":k:h", long_options)) != -1) {
		if (c == 'h')
			return print_usage(usage);
		if (c != 'k') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		job.kind = optarg;
	}
	if (optind != argc - 1 || !job.kind) {
		complain(optind == argc ? "which name" : "which kind",
		         "`catena new NAME --kind tagger`");
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	job.name = argv[optind];
	if (!is_kind(job.kind) || !is_name(job.name) || !is_free(job.name))
		return EXIT_USAGE;
	if (!write_undisturbed(&job))
		return EXIT_RUN_FAILED;
	tell(&job);
	return EXIT_ALL_WELL;
}
