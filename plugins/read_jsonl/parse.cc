/* SPDX-License-Identifier: MIT */
/* parse.cc - simdjson's on-demand parser, told to look at everything.
 *
 * On demand, simdjson checks only what is asked for.  Here each value is either
 * taken or walked through, so a line that is accepted is valid JSON as a whole.
 * Unescaped strings go straight into memory of the document.  Nothing here
 * throws: simdjson is used by its error codes. */
#include "job.h"

#include <catena/utf8.h>

#include <new>
#include <string.h>

struct read_jsonl_parser {
	simdjson::ondemand::parser json;
};

namespace read_jsonl
{

/* The same as SHARE_PADDING of feed.h, which is not C++. */
constexpr size_t padding = 64;
static_assert(padding >= SIMDJSON_PADDING, "lines need more padding");

constexpr size_t keep = 4 * 1024 * 1024; /* of line: larger parsers are let go */

/* ---- Fields ---- */

/* What the host takes as a name: not empty, no NUL. */
static string_view make_name(string_view s)
{
	char *const p = const_cast<char *>(s.data()); /* ours: take() wrote it */
	for (size_t i = 0; i < s.size(); i++)
		if (!p[i])
			p[i] = '_';
	return s.empty() ? string_view("(no name)") : s;
}

static bool wanted(const job &j, string_view name)
{
	for (const char *const *f = j.names->fields; *f; f++)
		if (name == *f || strcmp(*f, "*") == 0)
			return true;
	return false;
}

static catena_status add_field(job &j, string_view key, ondemand::value v,
                               const rests &r)
{
	catena_field f = {};
	TRY(take_value(j, v, r, f));
	if (!wanted(j, key))
		return CATENA_OK;
	const string_view name = make_name(key);
	f.name = name.data();
	f.name_size = static_cast<uint32_t>(name.size());
	return j.h->field_set(j.ctx, &f);
}

/* The members of an object, each a field. */
static catena_status add_members(job &j, ondemand::object o)
{
	for (auto each : o) {
		ondemand::field field;
		string_view key;
		TRY(get(j, static_cast<decltype(each) &&>(each), field));
		TRY(take(j, field.key(), false, key));
		TRY(add_field(j, key, field.value(), {}));
	}
	return CATENA_OK;
}

/* ---- The line ---- */

static catena_status add_member(job &j, ondemand::field field)
{
	const char *const quote = field.key().raw() - 1;
	ondemand::value v = field.value();
	ondemand::json_type type = ondemand::json_type::null;
	string_view key;
	rests r = {};
	TRY(take(j, field.key(), false, key));
	for (int i = 0; i < 3; i++) {
		target &t = target_of(j, i);
		if (key == t.path)
			return capture(j, t, quote, v, 0);
		r.rest[i] = below(t.path, key);
	}
	TRY(get(j, v.type(), type));
	if (*j.names->nest && key == j.names->nest &&
	    type == ondemand::json_type::object) {
		ondemand::object o;
		TRY(get(j, v.get_object(), o));
		return add_members(j, o);
	}
	return add_field(j, key, v, r);
}

static catena_status add_all(job &j)
{
	ondemand::json_type type = ondemand::json_type::null;
	ondemand::object o;
	const char *rest;
	TRY(get(j, j.doc.type(), type));
	if (type != ondemand::json_type::object)
		return j.h->fail(j.ctx, CATENA_E_INPUT, "a line must hold a JSON object");
	TRY(get(j, j.doc.get_object(), o));
	for (auto each : o) {
		ondemand::field field;
		TRY(get(j, static_cast<decltype(each) &&>(each), field));
		TRY(add_member(j, field));
	}
	if (j.doc.current_location().get(rest) == SUCCESS)
		return j.h->fail(j.ctx, CATENA_E_INPUT,
		                 "invalid JSON: something stands behind the object");
	return CATENA_OK;
}

/* simdjson takes no line with invalid UTF-8: a copy with stand-ins. */
static catena_status repair(job &j, const char *&line, size_t &size)
{
	if (size > SIZE_MAX / 3 - padding)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	char *const copy =
	    static_cast<char *>(j.h->alloc(j.ctx, 3 * size + padding, 1));
	if (!copy)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	char *to = copy;
	for (size_t i = 0; i < size;) {
		const size_t good = utf8_valid_prefix(line + i, size - i);
		memcpy(to, line + i, good);
		to += good;
		i += good;
		if (i < size) {
			i += utf8_bad_length(line + i, size - i);
			memcpy(to, stand_in, 3);
			to += 3;
		}
	}
	memset(to, 0, padding);
	line = copy;
	size = static_cast<size_t>(to - copy);
	j.repaired = true;
	return CATENA_OK;
}

static catena_status start(job &j, const char *line, size_t size)
{
	error_code error = j.json->iterate(line, size, size + padding).get(j.doc);
	if (error == UTF8_ERROR) {
		TRY(repair(j, line, size));
		error = j.json->iterate(line, size, size + padding).get(j.doc);
	}
	if (error)
		return bad(j, error);
	j.out = static_cast<uint8_t *>(j.h->alloc(j.ctx, size + padding + 1, 1));
	return j.out ? CATENA_OK : j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
}

static const char *in_words(ondemand::json_type type)
{
	switch (type) {
	case ondemand::json_type::array:
		return "an array";
	case ondemand::json_type::object:
		return "an object";
	case ondemand::json_type::number:
		return "a number";
	default:
		return "true or false";
	}
}

static catena_status set_text(job &j)
{
	if (!j.text.found || j.text.type == ondemand::json_type::null)
		return j.h->fail(j.ctx, CATENA_E_INPUT, "there is no \"%s\" (text_field)",
		                 j.text.path);
	if (!j.text.text)
		return j.h->fail(j.ctx, CATENA_E_INPUT,
		                 "\"%s\" (text_field) is %s, not a string", j.text.path,
		                 in_words(j.text.type));
	return j.h->set_text(j.ctx, j.text.value.data(), j.text.value.size());
}

static catena_status set_names(job &j)
{
	const auto number = ondemand::json_type::number;
	const auto usable = [&](const target &t) {
		return t.found && (t.text || t.type == number) && !t.value.empty();
	};
	if (usable(j.id)) {
		const string_view s = j.id.text ? make_name(j.id.value) : j.id.value;
		TRY(j.h->set_id(j.ctx, s.data(), s.size()));
	}
	if (usable(j.source)) {
		const string_view s =
		    j.source.text ? make_name(j.source.value) : j.source.value;
		TRY(j.h->set_source(j.ctx, s.data(), s.size()));
	}
	return CATENA_OK;
}

static job make_job(catena_ctx *ctx, ondemand::parser &json,
                    const read_jsonl_names *names)
{
	job j = {};
	j.ctx = ctx;
	j.h = ctx->host;
	j.names = names;
	j.json = &json;
	j.text.path = names->text;
	j.id.path = names->id;
	j.source.path = names->source;
	return j;
}

static catena_status parse(job &j, const char *line, size_t size)
{
	TRY(start(j, line, size));
	TRY(add_all(j));
	TRY(set_names(j));
	return set_text(j);
}

/* The number in the escape \uXXXX at s; 0 if there is none. */
static unsigned escaped(const char *s, size_t n)
{
	unsigned v = 0;
	if (n < 6 || s[0] != '\\' || s[1] != 'u')
		return 0;
	for (size_t i = 2; i < 6; i++) {
		const char c = s[i];
		const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		if (!letter && (c < '0' || c > '9'))
			return 0;
		v = v << 4 |
		    static_cast<unsigned>(letter ? (c | 0x20) - 'a' + 10 : c - '0');
	}
	return v;
}

/* Escapes of half a surrogate pair, which is no character, become escapes of
 * the stand-in.  False if there are none. */
static bool replace_halves(char *s, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\\')
			continue;
		const unsigned first = escaped(s + i, n - i);
		if (first < 0xD800 || first > 0xDFFF) {
			i++; /* "\\" is not the start of the next escape */
			continue;
		}
		const unsigned second = i + 6 < n ? escaped(s + i + 6, n - i - 6) : 0;
		if (first < 0xDC00 && second >= 0xDC00 && second <= 0xDFFF) {
			i += 11;
			continue;
		}
		memcpy(s + i + 2, "fdd0", 4);
		any = true;
	}
	return any;
}

/* The line once more, if halves of surrogates were what was wrong with it. */
static catena_status parse_again(job &j, const char *line, size_t size)
{
	char *const copy = static_cast<char *>(j.h->alloc(j.ctx, size + padding, 1));
	if (!copy)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, line, size);
	memset(copy + size, 0, padding);
	if (!replace_halves(copy, size))
		return CATENA_E_INPUT; /* said already */
	j.repaired = true;
	return parse(j, copy, size);
}

} // namespace read_jsonl

read_jsonl_parser *read_jsonl_parser_new(void)
{
	return new (std::nothrow) read_jsonl_parser;
}

void read_jsonl_parser_free(read_jsonl_parser *p)
{
	delete p;
}

catena_status read_jsonl_parse(catena_ctx *ctx, read_jsonl_parser *p,
                               const read_jsonl_names *names, const char *line,
                               size_t size)
{
	if (size >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		size -= 3;
	}
	read_jsonl::job j = read_jsonl::make_job(ctx, p->json, names);
	catena_status status = read_jsonl::parse(j, line, size);
	if (status == CATENA_E_INPUT && j.wrong_escape) {
		j = read_jsonl::make_job(ctx, p->json, names);
		status = read_jsonl::parse_again(j, line, size);
	}
	if (p->json.capacity() > read_jsonl::keep)
		p->json = simdjson::ondemand::parser();
	return status;
}
