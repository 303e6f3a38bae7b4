/* SPDX-License-Identifier: MIT */
/* parse.cc - simdjson's on-demand parser, told to look at everything.
 *
 * On demand, simdjson checks only what is asked for.  Here each value is either
 * taken or walked through, so a line that is accepted is valid JSON as a whole.
 * Unescaped strings go straight into memory of the document.  Nothing here
 * throws: simdjson is used by its error codes. */
#include "parse.h"

#include <catena/utf8.h>

#include <new>
#include <string.h>

#include <simdjson.h>

using namespace simdjson;
using std::string_view;

struct read_jsonl_parser {
	ondemand::parser json;
};

namespace
{

/* The same as SHARE_PADDING of feed.h, which is not C++. */
constexpr size_t padding = 64;
static_assert(padding >= SIMDJSON_PADDING, "lines need more padding");

constexpr int max_depth = 200;           /* of arrays and objects in each other */
constexpr size_t keep = 4 * 1024 * 1024; /* of line: larger parsers are let go */

/* Stands for bytes that are no UTF-8 while simdjson, which refuses these,
 * looks: U+FDD0, never a character. */
constexpr char stand_in[] = "\xEF\xB7\x90";

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
	uint8_t *out; /* where the next unescaped string goes */
	bool repaired;
	target text, id, source;
};

#define TRY(expr) \
	do { \
		const catena_status try_status = (expr); \
		if (try_status != CATENA_OK) \
			return try_status; \
	} while (0)

/* ---- What is wrong ---- */

const char *in_words(error_code error)
{
	switch (error) {
	case UTF8_ERROR:
		return "bytes that are no UTF-8";
	case STRING_ERROR:
		return "a wrong escape in a string";
	case UNESCAPED_CHARS:
		return "a control character in a string";
	case UNCLOSED_STRING:
		return "a string without its end";
	case EMPTY:
		return "nothing there";
	case T_ATOM_ERROR:
	case F_ATOM_ERROR:
	case N_ATOM_ERROR:
		return "a word that is not true, false or null";
	case NUMBER_ERROR:
		return "a wrong number";
	case TAPE_ERROR:
	case INCOMPLETE_ARRAY_OR_OBJECT:
		return "a comma, colon, quote or bracket missing or too many";
	default:
		return error_message(error);
	}
}

catena_status bad(job &j, error_code error)
{
	if (error == MEMALLOC)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	return j.h->fail(j.ctx, CATENA_E_INPUT, "invalid JSON: %s", in_words(error));
}

/* A simdjson result into `to`, or the failure. */
template <class Result, class Value>
catena_status get(job &j, Result &&result, Value &to)
{
	const error_code error = static_cast<Result &&>(result).get(to);
	return error ? bad(j, error) : CATENA_OK;
}

/* ---- Strings ---- */

/* U+FDD0 that stood in for bad bytes becomes U+FFFD, of the same size. */
void put_replacements(char *s, size_t n)
{
	for (size_t i = 0; i + 3 <= n; i++)
		if (memcmp(s + i, stand_in, 3) == 0)
			memcpy(s + i, UTF8_REPLACEMENT, 3);
}

/* In the text they become a byte that the host will find invalid. */
string_view put_bad_bytes(char *s, size_t n)
{
	size_t to = 0;
	for (size_t i = 0; i < n; to++) {
		const bool bad = n - i >= 3 && memcmp(s + i, stand_in, 3) == 0;
		s[to] = bad ? static_cast<char>(0xFF) : s[i];
		i += bad ? 3 : 1;
	}
	s[to] = '\0';
	return {s, to};
}

/* Unescapes a string into the document's memory, a NUL behind it. */
catena_status take(job &j, ondemand::raw_json_string raw, bool text,
                   string_view &to)
{
	char *const begin = reinterpret_cast<char *>(j.out);
	TRY(get(j, j.json->unescape(raw, j.out), to));
	*j.out++ = '\0';
	if (j.repaired && text)
		to = put_bad_bytes(begin, to.size());
	else if (j.repaired)
		put_replacements(begin, to.size());
	return CATENA_OK;
}

/* Only checks it. */
catena_status check(job &j, ondemand::raw_json_string raw)
{
	uint8_t *scratch = j.out;
	string_view unused;
	return get(j, j.json->unescape(raw, scratch), unused);
}

/* What the host takes as a name: not empty, no NUL. */
string_view make_name(string_view s)
{
	char *const p = const_cast<char *>(s.data()); /* ours: take() wrote it */
	for (size_t i = 0; i < s.size(); i++)
		if (!p[i])
			p[i] = '_';
	return s.empty() ? string_view("(no name)") : s;
}

/* ---- Numbers and words ---- */

bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t digits(string_view s, size_t i)
{
	size_t n = 0;
	while (i + n < s.size() && is_digit(s[i + n]))
		n++;
	return n;
}

/* RFC 8259's grammar; whole: there is no point and no exponent. */
bool is_number(string_view s, bool &whole)
{
	size_t i = !s.empty() && s[0] == '-' ? 1 : 0;
	const size_t integer = digits(s, i);
	if (!integer || (integer > 1 && s[i] == '0'))
		return false;
	i += integer;
	whole = i == s.size();
	if (i < s.size() && s[i] == '.') {
		const size_t n = digits(s, i + 1);
		if (!n)
			return false;
		i += 1 + n;
	}
	if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < s.size() && (s[i] == '+' || s[i] == '-'))
			i++;
		const size_t n = digits(s, i);
		if (!n)
			return false;
		i += n;
	}
	return i == s.size();
}

/* A value's token without the blanks behind it. */
string_view token(ondemand::value &v)
{
	string_view s = v.raw_json_token();
	while (!s.empty() && strchr(" \t\r\n", s.back()))
		s.remove_suffix(1);
	return s;
}

/* What a 64-bit integer or a double would change stays as it was written. */
catena_status take_number(job &j, ondemand::value v, catena_field &f)
{
	const string_view s = token(v);
	bool whole = false;
	if (!is_number(s, whole))
		return bad(j, NUMBER_ERROR);
	f.type = CATENA_FIELD_JSON;
	f.s = s.data();
	f.size = static_cast<uint32_t>(s.size());
	if (whole && v.get_int64().get(f.i) == SUCCESS)
		f.type = CATENA_FIELD_INT;
	else if (!whole && s.size() <= 17 && v.get_double().get(f.f) == SUCCESS)
		f.type = CATENA_FIELD_FLOAT;
	return CATENA_OK;
}

catena_status take_word(job &j, ondemand::value v, catena_field &f)
{
	const string_view s = token(v);
	f.type = s == "null" ? CATENA_FIELD_NULL : CATENA_FIELD_BOOL;
	f.i = s == "true";
	if (s != "null" && s != "true" && s != "false")
		return bad(j, T_ATOM_ERROR);
	return CATENA_OK;
}

/* ---- Values inside of values ---- */

/* What is left of the paths of text, id and source below an object. */
struct rests {
	const char *rest[3];
};

target &target_of(job &j, int i)
{
	return i == 0 ? j.text : i == 1 ? j.id : j.source;
}

/* The path below `key`; NULL if it does not go through it. */
const char *below(const char *path, string_view key)
{
	if (!path || strncmp(path, key.data(), key.size()) != 0 ||
	    path[key.size()] != '.')
		return nullptr;
	return path + key.size() + 1;
}

/* Where the value just passed ends, in the line. */
catena_status passed(job &j, const char *&to)
{
	TRY(get(j, j.doc.current_location(), to));
	while (strchr(" \t\r\n", to[-1]))
		to--;
	return CATENA_OK;
}

catena_status walk(job &j, ondemand::value v, const rests &, int depth);

/* The value of a key that is wanted. */
catena_status capture(job &j, target &t, const char *key, ondemand::value v,
                      int depth)
{
	TRY(get(j, v.type(), t.type));
	t.found = true;
	t.text = false;
	t.from = key;
	if (t.type == ondemand::json_type::string) {
		ondemand::raw_json_string raw;
		TRY(get(j, v.get_raw_json_string(), raw));
		TRY(take(j, raw, &t == &j.text, t.value));
		t.text = true;
	} else {
		t.value = token(v);
		TRY(walk(j, v, {}, depth));
	}
	return passed(j, t.to);
}

catena_status walk_object(job &j, ondemand::object o, const rests &r, int depth)
{
	for (auto each : o) {
		ondemand::field field;
		string_view key;
		TRY(get(j, static_cast<decltype(each) &&>(each), field));
		const char *const quote = field.key().raw() - 1;
		uint8_t *const mark = j.out;
		TRY(take(j, field.key(), false, key));
		rests next = {};
		int found = -1;
		for (int i = 0; i < 3; i++) {
			if (r.rest[i] && key == r.rest[i])
				found = i;
			next.rest[i] = below(r.rest[i], key);
		}
		j.out = mark; /* the key itself is not needed any more */
		if (found >= 0)
			TRY(capture(j, target_of(j, found), quote, field.value(), depth));
		else
			TRY(walk(j, field.value(), next, depth));
	}
	return CATENA_OK;
}

catena_status walk_array(job &j, ondemand::array a, int depth)
{
	for (auto each : a) {
		ondemand::value v;
		TRY(get(j, static_cast<decltype(each) &&>(each), v));
		TRY(walk(j, v, {}, depth));
	}
	return CATENA_OK;
}

/* Checks a value to its innermost parts, and captures what r leads to. */
catena_status walk(job &j, ondemand::value v, const rests &r, int depth)
{
	ondemand::json_type type = ondemand::json_type::null;
	TRY(get(j, v.type(), type));
	if (depth >= max_depth)
		return j.h->fail(j.ctx, CATENA_E_INPUT,
		                 "JSON with more than %d arrays and objects in each other",
		                 max_depth);
	catena_field unused = {};
	ondemand::raw_json_string raw;
	ondemand::array array;
	ondemand::object object;
	switch (type) {
	case ondemand::json_type::string:
		TRY(get(j, v.get_raw_json_string(), raw));
		return check(j, raw);
	case ondemand::json_type::number:
		return take_number(j, v, unused);
	case ondemand::json_type::array:
		TRY(get(j, v.get_array(), array));
		return walk_array(j, array, depth + 1);
	case ondemand::json_type::object:
		TRY(get(j, v.get_object(), object));
		return walk_object(j, object, r, depth + 1);
	default:
		return take_word(j, v, unused);
	}
}

/* ---- Fields ---- */

bool wanted(const job &j, string_view name)
{
	for (const char *const *f = j.names->fields; *f; f++)
		if (name == *f || strcmp(*f, "*") == 0)
			return true;
	return false;
}

/* Takes [from, to), a member of the object s, out of s; with its comma. */
catena_status cut_member(job &j, string_view &s, const char *from, const char *to)
{
	const char *const begin = s.data(), *const end = begin + s.size();
	const char *p = from;
	while (strchr(" \t\r\n", p[-1]))
		p--;
	if (p[-1] == ',') {
		from = p - 1;
	} else {
		const char *q = to;
		while (strchr(" \t\r\n", *q))
			q++;
		to = *q == ',' ? q + 1 : to;
	}
	const size_t head = static_cast<size_t>(from - begin);
	const size_t tail = static_cast<size_t>(end - to);
	char *const copy = static_cast<char *>(j.h->alloc(j.ctx, head + tail + 1, 1));
	if (!copy)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, begin, head);
	memcpy(copy + head, to, tail);
	s = {copy, head + tail};
	return CATENA_OK;
}

/* An array or object as it stands in the line, without the text if that was
 * in it. */
catena_status take_json(job &j, ondemand::value v, const rests &r, catena_field &f)
{
	const char *const begin = token(v).data();
	const char *end;
	TRY(walk(j, v, r, 0));
	TRY(passed(j, end));
	string_view s(begin, static_cast<size_t>(end - begin));
	if (j.text.text && j.text.from > begin && j.text.from < end)
		TRY(cut_member(j, s, j.text.from, j.text.to));
	if (j.repaired) /* the line is a copy of ours then */
		put_replacements(const_cast<char *>(s.data()), s.size());
	f.type = CATENA_FIELD_JSON;
	f.s = s.data();
	f.size = static_cast<uint32_t>(s.size());
	return CATENA_OK;
}

catena_status take_value(job &j, ondemand::value v, const rests &r, catena_field &f)
{
	ondemand::json_type type = ondemand::json_type::null;
	ondemand::raw_json_string raw;
	string_view s;
	TRY(get(j, v.type(), type));
	switch (type) {
	case ondemand::json_type::string:
		TRY(get(j, v.get_raw_json_string(), raw));
		TRY(take(j, raw, false, s));
		f.type = CATENA_FIELD_STRING;
		f.s = s.data();
		f.size = static_cast<uint32_t>(s.size());
		return CATENA_OK;
	case ondemand::json_type::number:
		return take_number(j, v, f);
	case ondemand::json_type::array:
	case ondemand::json_type::object:
		return take_json(j, v, r, f);
	default:
		return take_word(j, v, f);
	}
}

catena_status add_field(job &j, string_view key, ondemand::value v, const rests &r)
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
catena_status add_members(job &j, ondemand::object o)
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

catena_status add_member(job &j, ondemand::field field)
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
	if (key == j.names->nest && type == ondemand::json_type::object) {
		ondemand::object o;
		TRY(get(j, v.get_object(), o));
		return add_members(j, o);
	}
	return add_field(j, key, v, r);
}

catena_status add_all(job &j)
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
catena_status repair(job &j, const char *&line, size_t &size)
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

catena_status start(job &j, const char *line, size_t size)
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

const char *in_words(ondemand::json_type type)
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

catena_status set_text(job &j)
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

catena_status set_names(job &j)
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

catena_status parse(job &j, const char *line, size_t size)
{
	if (size >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		size -= 3;
	}
	TRY(start(j, line, size));
	TRY(add_all(j));
	TRY(set_names(j));
	return set_text(j);
}

} // namespace

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
	job j = {};
	j.ctx = ctx;
	j.h = ctx->host;
	j.names = names;
	j.json = &p->json;
	j.text.path = names->text;
	j.id.path = names->id;
	j.source.path = names->source;
	const catena_status status = parse(j, line, size);
	if (p->json.capacity() > keep)
		p->json = ondemand::parser();
	return status;
}
