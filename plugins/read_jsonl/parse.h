/* SPDX-License-Identifier: MIT */
/* parse.h - one line of JSON becomes the document at hand.
 *
 * The parser is simdjson, a C++ library; this header is C, so that parse.cc is
 * all the C++ there is. */
#ifndef READ_JSONL_PARSE_H
#define READ_JSONL_PARSE_H

#include <catena/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct read_jsonl_names {           /* what stands where; see read_jsonl.md */
	const char *text, *id, *source; /* keys, or paths of keys: "article.body" */
	const char *nest;               /* an object whose members are fields; "" */
	const char *const *fields;      /* names to keep, NULL-ended; "*": all */
};

struct read_jsonl_parser; /* one worker's */

/* NULL when out of memory. */
struct read_jsonl_parser *read_jsonl_parser_new(void);
void read_jsonl_parser_free(struct read_jsonl_parser *); /* NULL is fine */

/* Sets id, source, fields and text of the document at hand from line[0, size),
 * behind which SHARE_PADDING bytes can be read.  An id or source that is not
 * there stays as it is.  CATENA_E_INPUT: no JSON object, or no text in it. */
catena_status read_jsonl_parse(catena_ctx *, struct read_jsonl_parser *,
                               const struct read_jsonl_names *, const char *line,
                               size_t size);

#ifdef __cplusplus
}
#endif
#endif
