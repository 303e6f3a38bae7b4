/* SPDX-License-Identifier: MIT */
/* fuzz_config.c - any bytes as a config, and behind the first NUL as what
 * stands after --set: no crash, no leak; what the scanner lets pass libconfig
 * takes; NULL never without a word; messages stay one clean line. */
#include "option.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char path[] = "fuzz_config.tmp";

static const char *const modes[] = {"fast", "exact", NULL};
static const struct catena_option options[] = {
    {"text", CATENA_STRING, "x", 0, 0, NULL, NULL, "H."},
    {"size", CATENA_INT, "64 KiB", 1, 1e18, NULL, "bytes", "H."},
    {"wait", CATENA_INT, "5 min", 0, 0, NULL, "seconds", "H."},
    {"share", CATENA_FLOAT, "80%", 0, 1, NULL, "ratio", "H."},
    {"mode", CATENA_CHOICE, "fast", 0, 0, modes, NULL, "H."},
    {"on", CATENA_BOOL, "false", 0, 0, NULL, NULL, "H."},
    {"file", CATENA_PATH, "", 0, 0, NULL, NULL, "H."},
    {"files", CATENA_PATHS, "a, b", 0, 0, NULL, NULL, "H."},
    {"words", CATENA_STRINGS, "", 0, 0, NULL, NULL, "H."},
};
static const struct catena_plugin plugin = {.name = "fuzz",
                                            .options = options,
                                            .n_options =
                                                sizeof options / sizeof options[0]};

static void listen(void *user, uint32_t level, const char *message)
{
	(void)user;
	(void)level;
	for (const char *p = message; *p; p++) {
		if ((unsigned char)*p < 0x20)
			abort();
	}
	static const char refused[] = "fuzz_config.tmp: libconfig: ";
	if (strncmp(message, refused, sizeof refused - 1) == 0)
		abort();
}

static void write_file(const uint8_t *bytes, size_t n)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd))
		abort();
}

static void look_at(const struct config *c, struct diag *d)
{
	struct arena arena = {0};
	for (uint32_t i = 0; i < c->n_stages; i++) {
		const struct stage_config *const s = &c->stages[i];
		union catena_value *values;
		const uint32_t before = diag_errors(d);
		if (!s->name || !s->plugin || !s->where.file)
			abort();
		const int r = option_values(&plugin, s, c->dir, &arena, &values, d);
		if (r != 0 && diag_errors(d) == 0)
			abort();
		if ((r == 0 && diag_errors(d) > before) || (r != 0) != !values)
			abort();
	}
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const uint8_t *const nul = memchr(bytes, 0, n);
	const size_t size = nul ? (size_t)(nul - bytes) : n;
	char *const set = nul ? strndup((const char *)nul + 1, n - size - 1) : NULL;
	const char *const sets[] = {set};
	struct diag *const d = diag_new(listen, NULL, CATENA_DEBUG);
	write_file(bytes, size);
	struct config *const c = config_load(path, sets, set != NULL, d);
	if (!c && diag_errors(d) == 0)
		abort();
	if (c && c->broken != (diag_errors(d) > 0))
		abort();
	if (c)
		look_at(c, d);
	config_free(c);
	diag_free(d);
	free(set);
	return 0;
}
