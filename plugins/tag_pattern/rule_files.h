/* SPDX-License-Identifier: MIT */
/* rule_files.h - the rules that are compiled in: data/NAME.rules, as bytes. */
#ifndef TAG_PATTERN_RULE_FILES_H
#define TAG_PATTERN_RULE_FILES_H

#include <stddef.h>

struct rule_file {
	const char *name; /* NULL: the end */
	const unsigned char *bytes;
	size_t size;
};

extern const struct rule_file tag_pattern_rule_files[];
extern const char tag_pattern_rule_names[]; /* "en, de" */

#endif
