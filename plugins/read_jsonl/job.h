/* SPDX-License-Identifier: MIT */
/* job.h - a line being parsed: what parse.cc and values.cc share.  C++.
 *
 *   parse.cc   the line: its members, its names, its text
 *   values.cc  one value: taken, or walked through to its innermost parts
 *
 * Functions give CATENA_OK, or a failure that has been explained. */
#ifndef READ_JSONL_JOB_H
#define READ_JSONL_JOB_H

#include "parse.h"

#include <string.h>

#include <simdjson.h>

/* Hidden, so that the plugin exports one symbol; and named by the plugin, for
 * the program that has all plugins in it. */
namespace read_jsonl
{

using namespace simdjson;
using std::string_view;

/* A key to find and, once found, its value. */
struct target {
	const char *path;
	bool found;
	bool text; /* found, and a string */
	ondemand::json_type type = ondemand::json_type::null;
	string_view value; /* of a string; the token of a number */
	/* In the line: from the key's quote to the value's end. */
	const char *from, *to;
};

struct job {
	catena_ctx *ctx;
	const catena_host *h;
	const read_jsonl_names *names;
	ondemand::parser *json;
	ondemand::document doc;
	uint8_t *out;      /* where the next unescaped string goes */
	bool repaired;     /* the line is a copy of ours, with stand-ins */
	bool wrong_escape; /* why it failed */
	target text, id, source;
};

/* What is left of the paths of text, id and source below an object. */
struct rests {
	const char *rest[3];
};

inline target &target_of(job &j, int i)
{
	return i == 0 ? j.text : i == 1 ? j.id : j.source;
}

/* The path below `key`; NULL if it does not go through it. */
inline const char *below(const char *path, string_view key)
{
	if (!path || strncmp(path, key.data(), key.size()) != 0 ||
	    path[key.size()] != '.')
		return nullptr;
	return path + key.size() + 1;
}

#define TRY(expr) \
	do { \
		const catena_status try_status = (expr); \
		if (try_status != CATENA_OK) \
			return try_status; \
	} while (0)

/* Explains the failure of simdjson. */
catena_status bad(job &, error_code);

/* A simdjson result into `to`, or the failure. */
template <class Result, class Value>
catena_status get(job &j, Result &&result, Value &to)
{
	const error_code error = static_cast<Result &&>(result).get(to);
	return error ? bad(j, error) : CATENA_OK;
}

/* U+FDD0, never a character: it stands for what is no UTF-8 while simdjson,
 * which refuses that, looks at the line.  put_replacements makes U+FFFD of it,
 * of the same size. */
constexpr char stand_in[] = "\xEF\xB7\x90";
void put_replacements(char *, size_t);

/* Unescapes a string into the document's memory, a NUL behind it. */
catena_status take(job &, ondemand::raw_json_string, bool text, string_view &to);

/* A field's type and value. */
catena_status take_value(job &, ondemand::value, const rests &, catena_field &);

/* The value of a key that is wanted.  key: its quote in the line. */
catena_status capture(job &, target &, const char *key, ondemand::value, int depth);

} // namespace read_jsonl

#endif
