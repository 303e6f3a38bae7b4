/* SPDX-License-Identifier: MIT */
/* index_tag.c - the folder of an index: the file that says whose it is, the
 * lock, and a first look at the database by a process that may die of it. */
#define _GNU_SOURCE /* flock */
#include "index_parts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TAG "catena-index"
#define FIRST_LINE "catena-index 1"

static bool path_of(const char *folder, const char *name, char *path, size_t size)
{
	const int n = snprintf(path, size, "%s/%s", folder, name);

	return n > 0 && (size_t)n < size;
}

/* ---- The file ---- */

static void machine_of(char *text, size_t size)
{
	const uint16_t one = 1;
	unsigned char first;

	memcpy(&first, &one, 1);
	snprintf(text, size, "%u-bit %s-endian", (unsigned)sizeof(size_t) * 8,
	         first ? "little" : "big");
}

/* Not a secret: two indexes shall not be taken for one. */
static uint64_t draw_key(const void *salt)
{
	struct timespec t;
	uint64_t x;

	clock_gettime(CLOCK_REALTIME, &t);
	x = (uint64_t)t.tv_nsec ^ ((uint64_t)t.tv_sec << 20) ^
	    ((uint64_t)getpid() << 44) ^ (uint64_t)(uintptr_t)salt;
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9); /* splitmix64 */
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static void add_param(struct index_tag *t, const char *name, size_t size,
                      const char *value)
{
	const size_t most = sizeof t->params / sizeof *t->params;

	if (t->n == most)
		return;
	snprintf(t->names[t->n], sizeof t->names[0], "%.*s", (int)size, name);
	snprintf(t->params[t->n].value, sizeof t->params[0].value, "%s", value);
	t->params[t->n].name = t->names[t->n];
	t->n++;
}

void share_index_tag_new(struct index_tag *t, const struct share_index_kind *kind,
                         const struct share_index_param *params)
{
	const time_t now = time(NULL);
	struct tm tm;

	memset(t, 0, sizeof *t);
	snprintf(t->plugin, sizeof t->plugin, "%s", kind->plugin);
	t->format = kind->format;
	machine_of(t->machine, sizeof t->machine);
	if (gmtime_r(&now, &tm))
		strftime(t->made, sizeof t->made, "%Y-%m-%dT%H:%M:%SZ", &tm);
	t->key = draw_key(t);
	for (; params->name; params++)
		add_param(t, params->name, strlen(params->name), params->value);
}

/* "NAME VALUE" of a line; the value is "" where there is none. */
static void read_line(struct index_tag *t, const char *line)
{
	const size_t n = strcspn(line, " ");
	const char *const value = line + n + (line[n] == ' ');

	if (n == 6 && !memcmp(line, "plugin", n))
		snprintf(t->plugin, sizeof t->plugin, "%s", value);
	else if (n == 6 && !memcmp(line, "format", n))
		t->format = (uint32_t)strtoul(value, NULL, 10);
	else if (n == 7 && !memcmp(line, "machine", n))
		snprintf(t->machine, sizeof t->machine, "%s", value);
	else if (n == 4 && !memcmp(line, "made", n))
		snprintf(t->made, sizeof t->made, "%s", value);
	else if (n == 3 && !memcmp(line, "key", n))
		t->key = strtoull(value, NULL, 16);
	else if (n == 6 && !memcmp(line, "option", n)) {
		const size_t k = strcspn(value, " ");
		add_param(t, value, k, value + k + (value[k] == ' '));
	}
}

static bool read_lines(struct index_tag *t, FILE *f)
{
	char line[256];
	bool first = true;

	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (first && strcmp(line, FIRST_LINE) != 0)
			return false;
		if (!first)
			read_line(t, line);
		first = false;
	}
	return !first && !ferror(f) && *t->plugin && *t->machine && t->key;
}

/* 1: nothing but what opening an index leaves when it is cut off. */
static int is_free(const char *folder, char *why, size_t size)
{
	static const char *const ours[] = {".",        "..",       "lock",
	                                   "data.mdb", "lock.mdb", TAG ".new"};
	struct stat st;
	const struct dirent *e;
	int result = 1;
	DIR *const d = opendir(folder);

	if (!d && errno == ENOENT)
		return 1;
	if (!d) {
		if (!stat(folder, &st) && !S_ISDIR(st.st_mode))
			snprintf(why, size, "%s is a file; an index is a folder", folder);
		else
			snprintf(why, size, "%s cannot be read: %s", folder, strerror(errno));
		return -1;
	}
	while (result == 1 && (e = readdir(d))) {
		size_t i = 0;
		while (i < sizeof ours / sizeof *ours && strcmp(e->d_name, ours[i]) != 0)
			i++;
		if (i == sizeof ours / sizeof *ours) {
			snprintf(why, size,
			         "%s is no index: it holds \"%s\" and no file \"" TAG
			         "\"; name another folder, or one that is not there",
			         folder, e->d_name);
			result = -1;
		}
	}
	closedir(d);
	return result;
}

int share_index_tag_read(const char *folder, struct index_tag *t, char *why,
                         size_t size)
{
	char path[4096];
	FILE *f;
	bool good;

	memset(t, 0, sizeof *t);
	if (!path_of(folder, TAG, path, sizeof path)) {
		snprintf(why, size, "%s: the path is too long", folder);
		return -1;
	}
	f = fopen(path, "re");
	if (!f && (errno == ENOENT || errno == ENOTDIR))
		return is_free(folder, why, size);
	if (!f) {
		snprintf(why, size, "%s cannot be read: %s", path, strerror(errno));
		return -1;
	}
	good = read_lines(t, f);
	fclose(f);
	if (!good)
		snprintf(
		    why, size,
		    "%s is damaged, or of a later version: its first line is not \"%s\", "
		    "or others are missing",
		    path, FIRST_LINE);
	return good ? 0 : -1;
}

static int write_tag(FILE *f, const struct index_tag *t)
{
	fprintf(f,
	        FIRST_LINE "\nplugin %s\nformat %" PRIu32
	                   "\nmachine %s\nmade %s\nkey %016" PRIx64 "\n",
	        t->plugin, t->format, t->machine, t->made, t->key);
	for (uint32_t i = 0; i < t->n; i++)
		fprintf(f, "option %s %s\n", t->params[i].name, t->params[i].value);
	return fflush(f) || fsync(fileno(f)) || ferror(f) ? -1 : 0;
}

static void sync_folder(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

int share_index_tag_write(const char *folder, const struct index_tag *t, char *why,
                          size_t size)
{
	char path[4096], temporary[4096];
	FILE *f;
	int rc = -1;

	if (!path_of(folder, TAG, path, sizeof path) ||
	    !path_of(folder, TAG ".new", temporary, sizeof temporary))
		errno = ENAMETOOLONG;
	else if ((f = fopen(temporary, "we"))) {
		rc = write_tag(f, t);
		if (fclose(f))
			rc = -1;
		if (!rc)
			rc = rename(temporary, path);
		sync_folder(folder);
	}
	if (rc)
		snprintf(why, size, "%s cannot be written: %s", folder, strerror(errno));
	return rc;
}

/* ---- Is it the one that is wanted? ---- */

static const struct share_index_param *find(const struct index_tag *t,
                                            const char *name)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (!strcmp(t->params[i].name, name))
			return t->params + i;
	return NULL;
}

/* Appends to a text that may be full. */
static void say(char *text, size_t size, const char *a, const char *b,
                const char *c)
{
	const size_t n = strlen(text);

	if (n < size)
		snprintf(text + n, size - n, "%s%s%s%s", n ? ", " : "", a, b, c);
}

int share_index_tag_same(const char *folder, const struct index_tag *is,
                         const struct index_tag *wanted, char *why, size_t size)
{
	char was[400] = "", now[400] = "";

	if (strcmp(is->plugin, wanted->plugin) != 0) {
		snprintf(why, size,
		         "index \"%s\" is one of %s; give each stage an index of its own",
		         folder, is->plugin);
		return -1;
	}
	if (strcmp(is->machine, wanted->machine) != 0) {
		snprintf(why, size,
		         "index \"%s\" was made on a %s machine, this one is %s; its files "
		         "do not travel: use another path",
		         folder, is->machine, wanted->machine);
		return -1;
	}
	if (is->format != wanted->format) {
		snprintf(why, size,
		         "index \"%s\" has format %" PRIu32
		         ", this %s reads and writes %" PRIu32 "; use another path",
		         folder, is->format, is->plugin, wanted->format);
		return -1;
	}
	for (uint32_t i = 0; i < wanted->n; i++) {
		const struct share_index_param *const p = wanted->params + i;
		const struct share_index_param *const q = find(is, p->name);
		if (q && !strcmp(p->value, q->value))
			continue;
		say(was, sizeof was, p->name, " ", q ? q->value : "unknown");
		say(now, sizeof now, p->name, " ", p->value);
	}
	if (!*was)
		return 0;
	snprintf(
	    why, size,
	    "index \"%s\" was made with %s; this chain says %s; use another path, or "
	    "the options it was made with (`catena index info %s`)",
	    folder, was, now, folder);
	return -1;
}

/* ---- The folder and its lock ---- */

int share_index_make_folder(const char *folder)
{
	char path[4096];
	const int n = snprintf(path, sizeof path, "%s", folder);

	if (n < 0 || (size_t)n >= sizeof path)
		return errno = ENAMETOOLONG, -1;
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(path, 0777) && errno != EEXIST && errno != EROFS)
			return -1;
		*p = '/';
	}
	return mkdir(path, 0777) && errno != EEXIST ? -1 : 0;
}

/* What the holder wrote into the file. */
static void read_holder(int fd, char *text, size_t size)
{
	const ssize_t n = pread(fd, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		snprintf(text, size, "unknown");
}

enum {
	LOCK_GRACE_MS = 2000,
	LOCK_PAUSE_MS = 10
};

/* Locks it; while who wrote its number there has ended, a process that it made may
 * hold the lock for a moment. */
static int take_lock(int fd)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};

	for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB); waited += LOCK_PAUSE_MS) {
		const int error = errno;
		char text[80];
		read_holder(fd, text, sizeof text);
		const long holder = strtol(text, NULL, 10);
		if ((error != EWOULDBLOCK && error != EINTR) || waited >= LOCK_GRACE_MS ||
		    holder <= 0 || !kill((pid_t)holder, 0) || errno != ESRCH)
			return errno = error, -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}

int share_index_lock(const char *folder, char *why, size_t size)
{
	char path[4096], text[80];
	int fd;

	if (!path_of(folder, "lock", path, sizeof path)) {
		snprintf(why, size, "%s: the path is too long", folder);
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0) {
		snprintf(why, size, "index \"%s\" cannot be written: %s", folder,
		         strerror(errno));
		return -1;
	}
	if (take_lock(fd)) {
		const int error = errno;
		read_holder(fd, text, sizeof text);
		close(fd);
		if (error != EWOULDBLOCK) {
			snprintf(why, size, "index \"%s\" cannot be locked: %s", folder,
			         strerror(error));
			return -1;
		}
		if (strtol(text, NULL, 10) == (long)getpid()) {
			snprintf(
			    why, size,
			    "index \"%s\" is that of another stage of this chain; give each "
			    "stage an index of its own",
			    folder);
			return -1;
		}
		snprintf(why, size, "index \"%s\" is in use by process %s", folder, text);
		return -2;
	}
	const int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) || pwrite(fd, text, (size_t)n, 0) != n) {
		snprintf(why, size, "index \"%s\" cannot be written: %s", folder,
		         strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

/* ---- A look by another process ---- */

#ifdef SHARE_WITH_LMDB
static int look(const char *folder, bool sums)
{
	struct index_db *db = NULL;
	struct index_state state;
	int rc = share_index_db_open(folder, INDEX_DB_READ_ONLY, &db);

	if (!rc)
		rc = share_index_db_check(db, sums);
	if (!rc)
		rc = share_index_db_state(db, &state);
	share_index_db_close(db);
	return rc;
}

/* In the child: the code as text, so that a child that is ended by something
 * else is not taken for one that found all well. */
static void tell(int fd, int code)
{
	char text[32];
	const int n = snprintf(text, sizeof text, "%d\n", code);

	if (write(fd, text, (size_t)n) != n)
		_exit(2);
	_exit(0);
}

static void judge(const char *folder, const char *answer, int status, char *why,
                  size_t size)
{
	const int code = (int)strtol(answer, NULL, 10);

	if (!strchr(answer, '\n') && WIFSIGNALED(status))
		snprintf(
		    why, size,
		    "index \"%s\" is damaged: a process that looked at it was killed by "
		    "signal %d",
		    folder, WTERMSIG(status));
	else if (!strchr(answer, '\n'))
		snprintf(why, size, "index \"%s\": looking at it failed", folder);
	else if (share_index_db_damaged(code))
		snprintf(why, size, "index \"%s\" is damaged: %s", folder,
		         share_index_db_why(code));
	else if (code)
		snprintf(why, size, "index \"%s\" cannot be read: %s", folder,
		         share_index_db_why(code));
}

enum {
	LOOK_SECONDS = 300,
	FILES_MOST = 1024
};

/* In the child: of what is open only the pipe is its own.  A lock would stay with
 * it when the run is killed, and the next run be refused. */
static void close_others(int own)
{
	const long most = sysconf(_SC_OPEN_MAX);
	const int end = most > 0 && most < FILES_MOST ? (int)most : FILES_MOST;

	for (int fd = STDERR_FILENO + 1; fd < end; fd++)
		if (fd != own)
			close(fd);
}

static int try_in_child(const char *folder, bool sums, char *why, size_t size)
{
	char answer[32] = "";
	size_t n = 0;
	int fds[2], status = 0;
	pid_t pid;

	if (pipe(fds))
		return 0; /* no look, then */
	pid = fork();
	if (pid == 0) {
		static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM};
		for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
			signal(fatal[i], SIG_DFL);
		if (!sums)
			alarm(LOOK_SECONDS);
		close_others(fds[1]);
		const int null = open("/dev/null", O_WRONLY);
		if (null >= 0)
			dup2(null, STDERR_FILENO); /* an assertion's text is of no use */
		tell(fds[1], look(folder, sums));
	}
	close(fds[1]);
	while (pid > 0 && n < sizeof answer - 1) {
		const ssize_t k = read(fds[0], answer + n, sizeof answer - 1 - n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		n += (size_t)k;
		answer[n] = '\0';
	}
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*why = '\0';
	if (pid > 0)
		judge(folder, answer, status, why, size);
	return *why ? -1 : 0;
}

int share_index_try(const char *folder, bool sums, char *why, size_t size)
{
	int error;
	const int rc = share_index_pages(folder, &error);

	if (rc < 0 && error)
		snprintf(why, size, "index \"%s\" cannot be read: %s", folder,
		         strerror(error));
	else if (rc < 0)
		snprintf(why, size,
		         "index \"%s\" is damaged: the pages of data.mdb do not fit "
		         "together",
		         folder);
	return rc > 0 ? try_in_child(folder, sums, why, size) : rc;
}
#endif
