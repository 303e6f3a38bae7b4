/* SPDX-License-Identifier: MIT */
/* index_db.c - the database of an index: three streams of bytes in pieces, the
 * state, and the numbers of deleted documents.
 *
 *   M                   struct index_state
 *   c STREAM NUMBER     a piece: its sum, then up to PIECE bytes
 *   d NUMBER            a deleted document
 *
 * NUMBER is eight bytes, the highest first.  LMDB writes a transaction to pages
 * that are free, syncs, and only then points to them: one that is cut off at any
 * moment was not there. */
#define _POSIX_C_SOURCE 200809L
#include "index_parts.h"
#include "index_sum.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool share_index_bytes_add(struct index_bytes *b, const void *bytes, size_t size)
{
	if (size > SIZE_MAX / 4 || b->n > SIZE_MAX / 4)
		return false;
	if (b->n + size > b->room) {
		size_t room = b->room ? b->room : 65536;
		while (room < b->n + size)
			room += room / 2;
		unsigned char *const p = realloc(b->p, room);
		if (!p)
			return false;
		b->p = p;
		b->room = room;
	}
	if (size)
		memcpy(b->p + b->n, bytes, size);
	b->n += size;
	return true;
}

#ifdef SHARE_WITH_LMDB
#include <lmdb.h>
#include <stdio.h>

#define MAGIC UINT64_C(0x4341544944580002) /* "CATIDX", version */
#define PIECE ((size_t)65512) /* with its sum and LMDB's head 16 pages */
#define SUM sizeof(uint64_t)
#define MAP_STEP ((size_t)32 << 20)

/* Codes of our own, beside LMDB's and errno's. */
#define SHORT_FILE (-29001)
#define BAD_SUM (-29002)
#define BAD_STATE (-29003)
#define NO_FILE (-29004)

struct index_db {
	MDB_env *env;
	MDB_dbi dbi;
	MDB_txn *read; /* NULL: none */
	bool live;
	size_t map;
	struct index_sound sound[STREAMS];
};

/* ---- Words ---- */

const char *share_index_db_why(int code)
{
	switch (code) {
	case SHORT_FILE:
		return "data.mdb is shorter than it was";
	case NO_FILE:
		return "there is no data.mdb, or nothing in it";
	case BAD_SUM:
		return "bytes have changed that nobody wrote";
	case BAD_STATE:
		return "it has no state";
	case ENOMEM:
		return "out of memory, or of address space";
	default:
		return mdb_strerror(code);
	}
}

bool share_index_db_damaged(int code)
{
	switch (code) {
	case SHORT_FILE:
	case NO_FILE:
	case BAD_SUM:
	case BAD_STATE:
	case MDB_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_PANIC:
	case MDB_INCOMPATIBLE:
		return true;
	default:
		return false;
	}
}

/* ---- Opening ---- */

/* Does the file hold all pages that it says it has?  To touch one that is not
 * there would be the end of the process. */
static int check_length(MDB_env *env)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	mdb_filehandle_t fd;
	int rc;

	if ((rc = mdb_env_info(env, &info)) || (rc = mdb_env_stat(env, &stat)) ||
	    (rc = mdb_env_get_fd(env, &fd)))
		return rc;
	if (fstat(fd, &st))
		return errno;
	return info.me_last_pgno >= (uint64_t)st.st_size / stat.ms_psize ? SHORT_FILE : 0;
}

/* Of data.mdb: 0 if there is none. */
static size_t file_size(const char *folder)
{
	char path[4096];
	struct stat st;

	if (snprintf(path, sizeof path, "%s/data.mdb", folder) >= (int)sizeof path ||
	    stat(path, &st) || st.st_size < 0 || (uint64_t)st.st_size > SIZE_MAX / 2)
		return 0;
	return (size_t)st.st_size;
}

static int open_table(struct index_db *db, bool read_only)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(db->env, NULL, read_only ? MDB_RDONLY : 0, &txn);

	if (rc)
		return rc;
	rc = mdb_dbi_open(txn, NULL, 0, &db->dbi);
	if (!rc)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

int share_index_db_open(const char *folder, unsigned flags, struct index_db **out)
{
	struct index_db *const db = calloc(1, sizeof *db);
	const bool read_only = flags & INDEX_DB_READ_ONLY;
	int rc, dead;

	if (!db)
		return ENOMEM;
	const size_t size = file_size(folder);
	if (!size && !(flags & INDEX_DB_NEW)) {
		free(db);
		return NO_FILE;
	}
	db->map = (size / MAP_STEP + 2) * MAP_STEP;
	/* NOTLS: a commit may come from any worker. */
	if ((rc = mdb_env_create(&db->env)) ||
	    (rc = mdb_env_set_mapsize(db->env, db->map)) ||
	    (rc = mdb_env_open(db->env, folder,
	                       MDB_NOTLS | (read_only ? MDB_RDONLY : 0), 0666)) ||
	    (!(flags & INDEX_DB_NEW) && (rc = check_length(db->env))) ||
	    (rc = open_table(db, read_only))) {
		share_index_db_close(db);
		return rc;
	}
	(void)mdb_reader_check(db->env, &dead);
	*out = db;
	return 0;
}

static void end_read(struct index_db *db)
{
	if (db->read)
		mdb_txn_abort(db->read);
	db->read = NULL;
	db->live = false;
}

void share_index_db_close(struct index_db *db)
{
	if (!db)
		return;
	end_read(db);
	if (db->env)
		mdb_env_close(db->env);
	for (unsigned s = 0; s < STREAMS; s++)
		free(db->sound[s].bits);
	free(db);
}

static int begin_read(struct index_db *db)
{
	int rc = 0;

	if (!db->read)
		rc = mdb_txn_begin(db->env, NULL, MDB_RDONLY, &db->read);
	else if (!db->live)
		rc = mdb_txn_renew(db->read);
	db->live = !rc;
	return rc;
}

/* ---- Keys, pieces ---- */

struct key {
	unsigned char bytes[10];
	MDB_val val;
};

static MDB_val *make_key(struct key *k, char type, unsigned stream, uint64_t number)
{
	size_t n = 0;

	k->bytes[n++] = (unsigned char)type;
	if (type == 'c')
		k->bytes[n++] = (unsigned char)stream;
	for (int i = 0; i < 8 && type != 'M'; i++)
		k->bytes[n++] = (unsigned char)(number >> (56 - 8 * i));
	k->val = (MDB_val){n, k->bytes};
	return &k->val;
}

static uint64_t key_number(const MDB_val *key)
{
	const unsigned char *const p = key->mv_data;
	uint64_t n = 0;

	for (size_t i = key->mv_size - 8; i < key->mv_size; i++)
		n = n << 8 | p[i];
	return n;
}

/* A piece: its bytes behind the sum.  It must hold `least` of them. */
static int get_piece(MDB_txn *txn, MDB_dbi dbi, unsigned stream, uint64_t number,
                     size_t least, MDB_val *val)
{
	struct key k;
	const int rc = mdb_get(txn, dbi, make_key(&k, 'c', stream, number), val);

	if (rc)
		return rc;
	if (val->mv_size < SUM + least || val->mv_size > SUM + PIECE)
		return BAD_SUM;
	return 0;
}

static bool is_sound(const MDB_val *val)
{
	const unsigned char *const p = val->mv_data;
	uint64_t sum;

	memcpy(&sum, p, SUM);
	return sum == index_sum_of(p + SUM, val->mv_size - SUM);
}

/* Each piece is summed when it is read the first time. */
static int check_piece(struct index_db *db, unsigned stream, uint64_t number,
                       const MDB_val *val)
{
	if (index_sound_has(db->sound + stream, number))
		return 0;
	if (!is_sound(val))
		return BAD_SUM;
	index_sound_add(db->sound + stream, number);
	return 0;
}

int share_index_db_read(struct index_db *db, unsigned stream, uint64_t at,
                        void *bytes, size_t size)
{
	unsigned char *out = bytes;
	int rc = begin_read(db);

	while (!rc && size) {
		const size_t from = (size_t)(at % PIECE);
		const size_t n = size < PIECE - from ? size : PIECE - from;
		MDB_val val;
		rc = get_piece(db->read, db->dbi, stream, at / PIECE, from + n, &val);
		if (rc || (rc = check_piece(db, stream, at / PIECE, &val)))
			break;
		memcpy(out, (const unsigned char *)val.mv_data + SUM + from, n);
		out += n;
		at += n;
		size -= n;
	}
	return rc;
}

int share_index_db_state(struct index_db *db, struct index_state *state)
{
	struct key k;
	MDB_val val;
	int rc = begin_read(db);

	if (rc || (rc = mdb_get(db->read, db->dbi, make_key(&k, 'M', 0, 0), &val)))
		return rc == MDB_NOTFOUND ? BAD_STATE : rc;
	if (val.mv_size != sizeof *state)
		return BAD_STATE;
	memcpy(state, val.mv_data, sizeof *state);
	if (state->magic != MAGIC)
		return BAD_STATE;
	for (unsigned s = 0; s < STREAMS; s++)
		if (state->begins[s] > state->base.ends[s] ||
		    (*state->run && state->base.ends[s] > state->now.ends[s]))
			return BAD_STATE;
	return 0;
}

/* ---- Writing ---- */

static int put_state(MDB_txn *txn, MDB_dbi dbi, const struct index_state *state)
{
	struct index_state s = *state;
	struct key k;
	MDB_val val = {sizeof s, &s};

	s.magic = MAGIC;
	return mdb_put(txn, dbi, make_key(&k, 'M', 0, 0), &val, 0);
}

/* Writes [at, at + n) of a stream, whose piece ends there then; `kept` bytes
 * before are in the piece already. */
static int put_piece(MDB_txn *txn, MDB_dbi dbi, unsigned stream, uint64_t number,
                     size_t kept, const unsigned char *bytes, size_t n)
{
	unsigned char *const whole = malloc(SUM + PIECE);
	struct key k;
	MDB_val val;
	uint64_t sum;
	int rc = whole ? 0 : ENOMEM;

	if (!rc && kept && !(rc = get_piece(txn, dbi, stream, number, kept, &val)) &&
	    !(rc = is_sound(&val) ? 0 : BAD_SUM))
		memcpy(whole + SUM, (const unsigned char *)val.mv_data + SUM, kept);
	if (!rc) {
		if (n)
			memcpy(whole + SUM + kept, bytes, n);
		sum = index_sum_of(whole + SUM, kept + n);
		memcpy(whole, &sum, SUM);
		val = (MDB_val){SUM + kept + n, whole};
		rc = mdb_put(txn, dbi, make_key(&k, 'c', stream, number), &val, 0);
	}
	free(whole);
	return rc;
}

static int append_stream(MDB_txn *txn, MDB_dbi dbi, unsigned stream, uint64_t at,
                         const struct index_bytes *b)
{
	size_t done = 0;
	int rc = 0;

	while (!rc && done < b->n) {
		const size_t kept = (size_t)(at % PIECE);
		const size_t n = b->n - done < PIECE - kept ? b->n - done : PIECE - kept;
		rc = put_piece(txn, dbi, stream, at / PIECE, kept, b->p + done, n);
		at += n;
		done += n;
	}
	return rc;
}

/* What a transaction does. */
struct change {
	int (*fn)(MDB_txn *, MDB_dbi, const struct change *);
	const struct index_state *state;
	const struct index_bytes *bytes; /* append */
	const uint64_t *from;
	uint64_t number; /* trim */
	const uint64_t *numbers;
	size_t n; /* bury */
};

static int commit(struct index_db *db, const struct change *c)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(db->env, NULL, 0, &txn);

	if (rc)
		return rc;
	rc = c->fn(txn, db->dbi, c);
	if (!rc)
		rc = put_state(txn, db->dbi, c->state);
	if (!rc)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

/* The map is made larger until the transaction fits. */
static int change(struct index_db *db, const struct change *c)
{
	int rc;

	if (db->live)
		mdb_txn_reset(db->read);
	db->live = false;
	while ((rc = commit(db, c)) == MDB_MAP_FULL) {
		end_read(db);
		if (db->map > SIZE_MAX / 2)
			return ENOMEM;
		db->map +=
		    db->map / 2 > MAP_STEP ? db->map / 2 / MAP_STEP * MAP_STEP : MAP_STEP;
		if ((rc = mdb_env_set_mapsize(db->env, db->map)))
			return rc;
	}
	return rc;
}

static int do_append(MDB_txn *txn, MDB_dbi dbi, const struct change *c)
{
	int rc = 0;

	for (unsigned s = 0; s < STREAMS && !rc; s++)
		rc = append_stream(txn, dbi, s, c->from[s], c->bytes + s);
	return rc;
}

int share_index_db_append(struct index_db *db, const struct index_state *state,
                          const struct index_bytes *bytes, const uint64_t *from)
{
	const struct change c = {
	    .fn = do_append, .state = state, .bytes = bytes, .from = from};

	return change(db, &c);
}

/* Deletes the keys of a type from `first` on; until `last`, if that is behind
 * it. */
static int delete_keys(MDB_txn *txn, MDB_dbi dbi, char type, unsigned stream,
                       uint64_t first, uint64_t last)
{
	struct key k;
	MDB_val key = *make_key(&k, type, stream, first), val;
	const size_t prefix = type == 'c' ? 2 : 1;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn, dbi, &cursor);

	if (rc)
		return rc;
	rc = mdb_cursor_get(cursor, &key, &val, MDB_SET_RANGE);
	while (!rc && key.mv_size == prefix + 8 &&
	       !memcmp(key.mv_data, k.bytes, prefix) && key_number(&key) < last) {
		if (!(rc = mdb_cursor_del(cursor, 0)))
			rc = mdb_cursor_get(cursor, &key, &val, MDB_NEXT);
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int do_cut(MDB_txn *txn, MDB_dbi dbi, const struct change *c)
{
	int rc = 0;

	for (unsigned s = 0; s < STREAMS && !rc; s++) {
		const uint64_t end = c->state->now.ends[s];
		const size_t kept = (size_t)(end % PIECE);
		MDB_val val;
		rc = delete_keys(txn, dbi, 'c', s, end / PIECE + (kept > 0), UINT64_MAX);
		if (!rc && kept &&
		    !(rc = get_piece(txn, dbi, s, end / PIECE, kept, &val)) &&
		    val.mv_size > SUM + kept)
			rc = put_piece(txn, dbi, s, end / PIECE, kept, NULL, 0);
	}
	return rc;
}

int share_index_db_cut(struct index_db *db, const struct index_state *state)
{
	const struct change c = {.fn = do_cut, .state = state};

	return change(db, &c);
}

static int do_trim(MDB_txn *txn, MDB_dbi dbi, const struct change *c)
{
	int rc = delete_keys(txn, dbi, 'd', 0, 0, c->number);

	for (unsigned s = 0; s < STREAMS && !rc; s++)
		rc = delete_keys(txn, dbi, 'c', s, 0, c->state->begins[s] / PIECE);
	return rc;
}

int share_index_db_trim(struct index_db *db, const struct index_state *state,
                        uint64_t number)
{
	const struct change c = {.fn = do_trim, .state = state, .number = number};

	return change(db, &c);
}

static int do_bury(MDB_txn *txn, MDB_dbi dbi, const struct change *c)
{
	int rc = 0;

	for (size_t i = 0; i < c->n && !rc; i++) {
		struct key k;
		MDB_val val = {0, NULL};
		rc = mdb_put(txn, dbi, make_key(&k, 'd', 0, c->numbers[i]), &val, 0);
	}
	return rc;
}

int share_index_db_bury(struct index_db *db, const struct index_state *state,
                        const uint64_t *numbers, size_t n)
{
	const struct change c = {
	    .fn = do_bury, .state = state, .numbers = numbers, .n = n};

	return change(db, &c);
}

/* ---- Reading all ---- */

int share_index_db_graves(struct index_db *db, uint64_t **numbers, size_t *n)
{
	struct index_bytes b = {0};
	struct key k;
	MDB_val key = *make_key(&k, 'd', 0, 0), val;
	MDB_cursor *cursor;
	int rc = begin_read(db);

	*n = 0;
	*numbers = NULL;
	if (rc || (rc = mdb_cursor_open(db->read, db->dbi, &cursor)))
		return rc;
	rc = mdb_cursor_get(cursor, &key, &val, MDB_SET_RANGE);
	while (!rc && key.mv_size == 9 && *(const char *)key.mv_data == 'd') {
		const uint64_t number = key_number(&key);
		rc = share_index_bytes_add(&b, &number, sizeof number)
		         ? mdb_cursor_get(cursor, &key, &val, MDB_NEXT)
		         : ENOMEM;
	}
	mdb_cursor_close(cursor);
	if (rc && rc != MDB_NOTFOUND) {
		free(b.p);
		return rc;
	}
	*numbers = (uint64_t *)(void *)b.p;
	*n = b.n / sizeof **numbers;
	return 0;
}

static int check_value(const MDB_val *key, const MDB_val *val, bool sums)
{
	if (!key->mv_size)
		return MDB_CORRUPTED;
	if (*(const char *)key->mv_data != 'c')
		return 0;
	if (key->mv_size != 10 || val->mv_size <= SUM || val->mv_size > SUM + PIECE)
		return BAD_SUM;
	return !sums || is_sound(val) ? 0 : BAD_SUM;
}

int share_index_db_check(struct index_db *db, bool sums)
{
	MDB_val key, val;
	MDB_cursor *cursor;
	int rc = begin_read(db);

	if (rc || (rc = mdb_cursor_open(db->read, db->dbi, &cursor)))
		return rc;
	rc = mdb_cursor_get(cursor, &key, &val, MDB_FIRST);
	while (!rc) {
		rc = check_value(&key, &val, sums);
		if (!rc)
			rc = mdb_cursor_get(cursor, &key, &val, MDB_NEXT);
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}
#endif
