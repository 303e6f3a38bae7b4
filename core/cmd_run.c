/* SPDX-License-Identifier: MIT */
/* cmd_run.c - `catena run`: the documents through the chain, with progress on
 * a terminal and the summary at the end. */
#include "build.h"

#include "main.h"
#include "open.h"
#include "progress.h"
#include "quantity.h"
#include "run.h"
#include "tune.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#ifdef HAVE_MALLOC_H
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "Usage: catena run [OPTION...] CONFIG [PATH...]\n"
    "Sends documents through the chain of CONFIG. PATHs replace the reader's.\n\n"
    "  -j, --workers N      worker threads; 0: one per core (default: as CONFIG "
    "says)\n"
    "      --set KEY=VALUE  set an option: STAGE.OPTION=VALUE, or a key of the "
    "chain\n"
    "      --resume         go on where a run that was cut off stopped\n"
    "      --limit N        read N documents at most\n"
    "      --sample PART    read a part of the documents, chosen by their ids: "
    "1%, 0.01\n"
    "      --tune[=STAGE]   show what each threshold of a stage would do; with "
    "--sample\n"
    "                       that part of the documents is compared with all\n"
    "  -q, --quiet          no progress, no summary; errors and warnings only\n"
    "      --summary FILE   write the summary as JSON to FILE; -: to standard "
    "output\n"
    "  -h, --help           this text\n";

enum {
	TUNE_SETS = 64 /* settings that --tune may add */
};

struct run_arguments {
	struct open_options open;
	struct run_options run;
	const char *summary;
	struct tune_options tune;
	bool tunes;
	bool quiet, help;
};

enum {
	OPT_SET = 256,
	OPT_RESUME,
	OPT_LIMIT,
	OPT_SUMMARY,
	OPT_SAMPLE,
	OPT_TUNE
};

static const struct option long_options[] = {
    {"workers", required_argument, NULL, 'j'},
    {"set", required_argument, NULL, OPT_SET},
    {"resume", no_argument, NULL, OPT_RESUME},
    {"limit", required_argument, NULL, OPT_LIMIT},
    {"quiet", no_argument, NULL, 'q'},
    {"sample", required_argument, NULL, OPT_SAMPLE},
    {"tune", optional_argument, NULL, OPT_TUNE},
    {"summary", required_argument, NULL, OPT_SUMMARY},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int parse_count(const char *option, const char *text, uint64_t max,
                       uint64_t *n)
{
	char *end;
	errno = 0;
	const unsigned long long v = strtoull(text, &end, 10);
	if (errno || end == text || *end || strchr(text, '-') || v > max) {
		fprintf(stderr,
		        "catena run: %s takes a whole number up to %" PRIu64
		        ", not \"%s\"\n",
		        option, max, text);
		return -1;
	}
	*n = v;
	return 0;
}

static int parse_part(const char *text, double *part)
{
	if (quantity_float(text, "ratio", part) == QUANTITY_OK && *part > 0 &&
	    *part <= 1)
		return 0;
	fprintf(stderr,
	        "catena run: --sample takes a part of the documents, 1%% or 0.01, not "
	        "\"%s\"\n",
	        text);
	return -1;
}

static int take_option(struct run_arguments *a, int option)
{
	uint64_t n = 0;
	switch (option) {
	case 'j':
		if (parse_count("-j", optarg, 1024, &n))
			return -1;
		a->run.workers = (uint32_t)n;
		return 0;
	case OPT_LIMIT:
		return parse_count("--limit", optarg, UINT64_MAX, &a->run.limit);
	case OPT_SAMPLE:
		return parse_part(optarg, &a->run.sample);
	case OPT_TUNE:
		a->tunes = true;
		a->tune.stage = optarg;
		return 0;
	case OPT_RESUME:
		a->run.resume = true;
		return 0;
	case OPT_SET:
		a->open.sets[a->open.n_sets++] = optarg;
		return 0;
	case OPT_SUMMARY:
		a->summary = a->open.also_written = optarg;
		return 0;
	case 'q':
		a->quiet = true;
		return 0;
	case 'h':
		a->help = true;
		return 0;
	default:
		return -1; /* getopt has said what */
	}
}

static int parse(int argc, char **argv, struct run_arguments *a)
{
	int option;
	while ((option = next_option(argc, argv, ":j:qh", long_options)) != -1) {
		if (take_option(a, option)) {
			fputs("Try `catena run --help`.\n", stderr);
			return -1;
		}
	}
	if (a->help)
		return 0;
	if (optind == argc) {
		fputs("catena run: which config? `catena run CONFIG [PATH...]`\n", stderr);
		return -1;
	}
	a->open.config = argv[optind];
	if (optind + 1 < argc)
		a->open.paths = (const char *const *)(argv + optind + 1);
	return 0;
}

/* ---- Interruption: asked for ten times a second, so no handler is needed ---- */

/* nohup, and a shell that starts a job behind its back, have a signal ignored;
 * were it blocked it would be pending all the same. */
static void block_unless_ignored(sigset_t *set, int signal)
{
	struct sigaction now;
	if (sigaction(signal, NULL, &now) || now.sa_handler != SIG_IGN)
		sigaddset(set, signal);
}

static void block_signals(sigset_t *set, sigset_t *before)
{
	/* A full disk and a closed pipe are errors of a write, and said. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(set);
	block_unless_ignored(set, SIGINT);
	block_unless_ignored(set, SIGTERM);
	block_unless_ignored(set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, set, before);
}

static bool interrupted(const sigset_t *set)
{
	sigset_t pending;
	int signal = 0;
	sigemptyset(&pending);
	if (sigpending(&pending))
		return false;
	const int all[] = {SIGINT, SIGTERM, SIGHUP};
	bool any = false;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		any = any ||
		      (sigismember(set, all[i]) == 1 && sigismember(&pending, all[i]) == 1);
	return any && !sigwait(set, &signal);
}

struct watch {
	struct progress_line *line; /* NULL: quiet */
	sigset_t signals;
};

static int on_progress(void *user, const struct progress *p)
{
	struct watch *w = user;
	if (w->line)
		progress_show(w->line, p);
	return interrupted(&w->signals);
}

/* ---- After the run ---- */

static int write_summary(const struct summary *s, const char *path)
{
	const bool to_stdout = !strcmp(path, "-");
	FILE *f = to_stdout ? stdout : fopen(path, "w");
	const bool bad = !f || summary_json(s, f) || fflush(f);
	if ((f && !to_stdout && fclose(f)) || bad) {
		fprintf(stderr, "catena run: %s: cannot write the summary: %s\n", path,
		        strerror(errno));
		return -1;
	}
	return 0;
}

/* errno says why not. */
static bool can_write(const char *path)
{
	struct stat st;
	if (!access(path, F_OK)) {
		if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			return false;
		}
		return !access(path, W_OK);
	}
	char *const copy = errno == ENOENT ? strdup(path) : NULL;
	const bool can = copy && !access(dirname(copy), W_OK);
	const int error = errno;
	free(copy);
	errno = error;
	return can;
}

/* Said before the work rather than after it. */
static int check_summary(const struct chain *c, const char *path)
{
	if (!strcmp(path, "-"))
		return 0;
	if (chain_has_file(c, path)) {
		fprintf(stderr,
		        "catena run: --summary %s: the run reads or writes this file "
		        "itself; name another\n",
		        path);
		return -1;
	}
	if (!can_write(path)) {
		fprintf(stderr, "catena run: --summary %s: cannot write it: %s\n", path,
		        strerror(errno));
		return -1;
	}
	return 0;
}

static int report(const struct run_arguments *a, const struct summary *s)
{
	if (!a->quiet)
		summary_print(s, stderr);
	if (s->interrupted && !s->failed)
		fputs("interrupted: the outputs are as they were before this run\n",
		      stderr);
	if (s->resumable)
		fprintf(stderr,
		        "`catena run --resume %s` goes on where the last checkpoint was "
		        "made\n",
		        a->open.config);
	if (a->summary && write_summary(s, a->summary))
		return EXIT_RUN_FAILED;
	if (s->failed)
		return EXIT_RUN_FAILED;
	if (s->interrupted)
		return EXIT_INTERRUPTED;
	return s->quarantined ? EXIT_QUARANTINED : EXIT_ALL_WELL;
}

struct over {
	const struct run_arguments *arguments;
	struct progress_line **line;
	int status;
};

static void on_over(void *user, const struct summary *s)
{
	struct over *over = user;
	if (*over->line)
		progress_end(*over->line);
	*over->line = NULL;
	over->status = report(over->arguments, s);
}

static int tune_chain(struct run_arguments *a, uint32_t set_room)
{
	struct watch w = {.line = a->quiet ? NULL : progress_new(stderr)};
	sigset_t before;
	block_signals(&w.signals, &before);
	a->run.progress = on_progress;
	a->run.user = &w;
	a->tune.sample = a->run.sample;
	a->tune.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	a->tune.width = terminal_width();
	const int rc = tune(&a->open, set_room, &a->run, &a->tune, stdout);
	if (w.line)
		progress_end(w.line);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc)
		return rc == -1 ? EXIT_USAGE : EXIT_RUN_FAILED;
	return EXIT_ALL_WELL;
}

static int run(struct run_arguments *a)
{
	struct opened o;
	struct summary s = {0};
	struct watch w = {0};
	struct over over = {.arguments = a, .line = &w.line};
	sigset_t before;
	int status = EXIT_USAGE;
	if (open_chain(&o, &a->open))
		goto out;
	if (a->summary && check_summary(o.chain, a->summary))
		goto out;
	if (!a->quiet)
		w.line = progress_new(stderr);
	block_signals(&w.signals, &before);
	a->run.progress = on_progress;
	a->run.user = &w;
	a->run.over = on_over;
	a->run.over_user = &over;
	over.status = EXIT_RUN_FAILED; /* where there is no memory to begin */
	(void)run_chain(o.chain, &a->run, &s);
	if (w.line)
		progress_end(w.line);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	status = over.status;
out:
	summary_free(&s);
	open_close(&o);
	return status;
}

/* The large blocks of large documents go back to the system when they are
 * done: by default glibc comes to keep them, and the peak grows with the time
 * that a run takes. */
static void return_large_blocks(void)
{
#ifdef M_MMAP_THRESHOLD
	(void)mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

int cmd_run(int argc, char **argv)
{
	struct run_arguments a = {.open.level = CATENA_INFO};
	int status = EXIT_USAGE;
	a.open.sets = calloc((size_t)argc + TUNE_SETS, sizeof *a.open.sets);
	if (!a.open.sets) {
		fputs("catena run: out of memory\n", stderr);
		return EXIT_RUN_FAILED;
	}
	return_large_blocks();
	if (!parse(argc, argv, &a)) {
		if (a.help)
			status = print_usage(usage);
		else
			status = a.tunes ? tune_chain(&a, TUNE_SETS) : run(&a);
	}
	free(a.open.sets);
	return status;
}
