// SPDX-License-Identifier: Apache-2.0
// The state of a witness. Every commit is synced before SQLite reports it done (WAL, synchronous=FULL); the database
// itself refuses an update that would take a log back. WIT-6, WIT-7.
#include "witness/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/file.h"

#define APPLICATION "1397901908"  // "SCRT": whose database it is
#define VERSION "1"
#define BUSY_MILLISECONDS 2000

struct witness_database {
  sqlite3 *sqlite;
  pthread_mutex_t mutex;  // one statement, or transaction, at a time
  bool broken;            // a sync failed: what the disk has isn't known, and asking again may not tell
};

// --- statements ---

static enum scr_status status_of(struct witness_database *database, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return SCR_OK;
  int extended = sqlite3_extended_errcode(database->sqlite);
  if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC) database->broken = true;
  errno = sqlite3_system_errno(database->sqlite);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SCR_E_LOCKED;
    case SQLITE_NOMEM: return SCR_E_MEMORY;
    default: return SCR_E_IO;
  }
}

static enum scr_status execute(struct witness_database *database, const char *sql) {
  return status_of(database, sqlite3_exec(database->sqlite, sql, NULL, NULL, NULL));
}

static enum scr_status prepare(sqlite3_stmt **statement, struct witness_database *database, const char *sql) {
  return status_of(database, sqlite3_prepare_v2(database->sqlite, sql, -1, statement, NULL));
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text, size_t length) {
  (void)sqlite3_bind_text64(statement, at, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);  // step tells of a failure:
}  // NULL is refused

static void bind_root(sqlite3_stmt *statement, int at, const struct scr_hash *root) {
  (void)sqlite3_bind_blob(statement, at, root->byte, SCR_HASH_BYTES, SQLITE_TRANSIENT);
}

// Runs a statement that gives no rows, and lets go of it.
static enum scr_status finish(struct witness_database *database, sqlite3_stmt *statement) {
  enum scr_status status = status_of(database, sqlite3_step(statement));
  (void)sqlite3_finalize(statement);
  return status;
}

static enum scr_status lock(struct witness_database *database) {
  (void)pthread_mutex_lock(&database->mutex);
  if (!database->broken) return SCR_OK;
  (void)pthread_mutex_unlock(&database->mutex);
  errno = EIO;
  return SCR_E_IO;
}

static enum scr_status unlock(struct witness_database *database, enum scr_status status) {
  (void)pthread_mutex_unlock(&database->mutex);
  return status;
}

// --- opening ---

// The folder holds the name for good before anything is answered from the file.
static enum scr_status make_file(const char *path) {
  int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return SCR_E_IO;
  bool made = fsync(file) == 0 && file_sync_folder(path);
  (void)close(file);
  return made ? SCR_OK : SCR_E_IO;
}

// One row for each log. Sizes never shrink, and a size never gets another root, whatever program writes: the database
// holds to what was cosigned by itself.
static const char schema[] =
    "CREATE TABLE log ("
    " origin TEXT PRIMARY KEY NOT NULL,"
    " origin_hash BLOB UNIQUE NOT NULL CHECK (length(origin_hash) = 32),"
    " vkey TEXT NOT NULL,"
    " size INTEGER NOT NULL CHECK (typeof(size) = 'integer' AND size >= 0),"
    " root BLOB NOT NULL CHECK (length(root) = 32),"
    " checkpoint TEXT) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER never_back BEFORE UPDATE ON log"
    " WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root IS NOT OLD.root) OR NEW.origin IS NOT OLD.origin"
    " OR NEW.checkpoint IS NULL"
    " BEGIN SELECT RAISE(ABORT, 'a log never goes back'); END;"
    "CREATE TRIGGER never_gone BEFORE DELETE ON log"
    " BEGIN SELECT RAISE(ABORT, 'what was cosigned is not forgotten'); END;"
    "PRAGMA application_id = " APPLICATION
    ";"
    "PRAGMA user_version = " VERSION ";";

static enum scr_status read_number(sqlite3_int64 *number, struct witness_database *database, const char *sql) {
  sqlite3_stmt *statement;
  enum scr_status status = prepare(&statement, database, sql);
  if (status != SCR_OK) return status;
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) *number = sqlite3_column_int64(statement, 0);
  status = code == SQLITE_ROW ? SCR_OK : status_of(database, code);
  (void)sqlite3_finalize(statement);
  return status;
}

// In one transaction, so that of two programs that begin at once one makes it.
static enum scr_status make_schema(struct witness_database *database) {
  sqlite3_int64 tables = 0;
  enum scr_status status = execute(database, "BEGIN IMMEDIATE");
  if (status != SCR_OK) return status;
  status = read_number(&tables, database, "SELECT count(*) FROM sqlite_schema");
  if (status == SCR_OK && tables == 0) status = execute(database, schema);
  if (status == SCR_OK) status = execute(database, "COMMIT");
  if (status != SCR_OK) (void)execute(database, "ROLLBACK");
  return status;
}

static enum scr_status check_schema(struct witness_database *database) {
  sqlite3_int64 application = 0, version = 0;
  enum scr_status status = read_number(&application, database, "PRAGMA application_id");
  if (status == SCR_OK) status = read_number(&version, database, "PRAGMA user_version");
  if (status != SCR_OK || (application == atoll(APPLICATION) && version == atoll(VERSION))) return status;
  errno = 0;
  return SCR_E_IO;
}

static enum scr_status prepare_database(struct witness_database *database, const char *path, bool create) {
  static const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code = sqlite3_open_v2(path, &database->sqlite, flags, NULL);
  if (!database->sqlite) return SCR_E_MEMORY;
  enum scr_status status = status_of(database, code);
  if (status != SCR_OK) return status;
  (void)sqlite3_busy_timeout(database->sqlite, BUSY_MILLISECONDS);
  (void)sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  status = execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;");
  if (status == SCR_OK && create) status = make_schema(database);
  return status == SCR_OK ? check_schema(database) : status;
}

enum scr_status witness_database_open(struct witness_database **out, const char *path, bool create) {
  if (access(path, F_OK) != 0) {
    if (!create || errno != ENOENT) return SCR_E_IO;
    if (make_file(path) != SCR_OK) return SCR_E_IO;
  }
  struct witness_database *database = calloc(1, sizeof *database);
  if (!database) return SCR_E_MEMORY;
  (void)pthread_mutex_init(&database->mutex, NULL);
  enum scr_status status = prepare_database(database, path, create);
  if (status == SCR_OK) {
    *out = database;
  } else {
    int error = errno;
    witness_database_close(database);
    errno = error;
  }
  return status;
}

void witness_database_close(struct witness_database *database) {
  if (!database) return;
  (void)sqlite3_close(database->sqlite);
  (void)pthread_mutex_destroy(&database->mutex);
  free(database);
}

// --- rows ---

#define COLUMNS "origin, vkey, size, root, checkpoint IS NOT NULL"

// What is read may have been damaged: it must be what we write.
static enum scr_status read_row(struct witness_log *log, sqlite3_stmt *statement) {
  const char *origin = (const char *)sqlite3_column_text(statement, 0);
  const char *vkey = (const char *)sqlite3_column_text(statement, 1);
  const void *root = sqlite3_column_blob(statement, 3);
  struct scr_note_key key;
  errno = 0;
  if (!origin || !vkey || !root || sqlite3_column_bytes(statement, 3) != SCR_HASH_BYTES) return SCR_E_IO;
  if (scr_note_key_parse(&key, vkey, (size_t)sqlite3_column_bytes(statement, 1)) != SCR_OK) return SCR_E_IO;
  if (!witness_log_init(log, origin, (size_t)sqlite3_column_bytes(statement, 0), &key)) return SCR_E_IO;
  if (sqlite3_column_int64(statement, 2) < 0) return SCR_E_IO;
  log->size = (uint64_t)sqlite3_column_int64(statement, 2);
  memcpy(log->root.byte, root, SCR_HASH_BYTES);
  return SCR_OK;
}

static enum scr_status find_locked(struct witness_database *database, struct witness_log *log, bool *found,
                                   const char *origin, size_t length) {
  sqlite3_stmt *statement;
  enum scr_status status = prepare(&statement, database, "SELECT " COLUMNS " FROM log WHERE origin = ?");
  if (status != SCR_OK) return status;
  bind_text(statement, 1, origin, length);
  int code = sqlite3_step(statement);
  *found = code == SQLITE_ROW;
  status = *found ? read_row(log, statement) : status_of(database, code);
  (void)sqlite3_finalize(statement);
  return status;
}

static enum scr_status find(void *context, struct witness_log *log, bool *found, const char *origin, size_t length) {
  struct witness_database *database = context;
  enum scr_status status = lock(database);
  return status == SCR_OK ? unlock(database, find_locked(database, log, found, origin, length)) : status;
}

// --- changes ---

static enum scr_status update(bool *stored, struct witness_database *database, const struct witness_log *expected,
                              const struct witness_log *next, const char *note, size_t length) {
  static const char sql[] =
      "UPDATE log SET size = ?, root = ?, checkpoint = ? WHERE origin = ? AND size = ? AND root = ?";
  sqlite3_stmt *statement;
  enum scr_status status = prepare(&statement, database, sql);
  if (status != SCR_OK) return status;
  (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)next->size);
  bind_root(statement, 2, &next->root);
  bind_text(statement, 3, note, length);
  bind_text(statement, 4, expected->origin, strlen(expected->origin));
  (void)sqlite3_bind_int64(statement, 5, (sqlite3_int64)expected->size);
  bind_root(statement, 6, &expected->root);
  status = finish(database, statement);
  *stored = status == SCR_OK && sqlite3_changes(database->sqlite) == 1;
  return status;
}

// The comparison and the change are one transaction, begun as a writer: nobody comes between them. WIT-6.
static enum scr_status replace_locked(struct witness_database *database, bool *stored,
                                      const struct witness_log *expected, const struct witness_log *next,
                                      const char *note, size_t length) {
  bool changed = false;
  enum scr_status status = execute(database, "BEGIN IMMEDIATE");
  if (status != SCR_OK) return status;
  status = update(&changed, database, expected, next, note, length);
  if (status == SCR_OK) status = execute(database, "COMMIT");
  if (status == SCR_OK) {
    *stored = changed;
  } else {
    int error = errno;
    (void)sqlite3_exec(database->sqlite, "ROLLBACK", NULL, NULL, NULL);
    errno = error;
  }
  return status;
}

static enum scr_status replace(void *context, bool *stored, const struct witness_log *expected,
                               const struct witness_log *next, const char *note, size_t length) {
  struct witness_database *database = context;
  assert(next->size <= INT64_MAX && expected->size <= next->size);
  enum scr_status status = lock(database);
  if (status != SCR_OK) return status;
  return unlock(database, replace_locked(database, stored, expected, next, note, length));
}

struct witness_store witness_database_store(struct witness_database *database) {
  return (struct witness_store){.context = database, .find = find, .replace = replace};
}

static enum scr_status insert(struct witness_database *database, const struct witness_log *log) {
  struct scr_text vkey = SCR_TEXT_INIT;
  struct scr_hash hash;
  sqlite3_stmt *statement;
  scr_text_add_note_key(&vkey, &log->key);
  enum scr_status status = scr_text_ok(&vkey);
  if (status == SCR_OK)
    status = prepare(&statement, database,
                     "INSERT OR IGNORE INTO log (origin, origin_hash, vkey, size, root) VALUES (?, ?, ?, 0, ?)");
  if (status == SCR_OK) {
    scr_hash(&hash, log->origin, strlen(log->origin));
    bind_text(statement, 1, log->origin, strlen(log->origin));
    bind_root(statement, 2, &hash);
    bind_text(statement, 3, vkey.bytes, vkey.length);
    bind_root(statement, 4, &log->root);
    status = finish(database, statement);
  }
  scr_text_free(&vkey);
  return status;
}

enum scr_status witness_database_watch(struct witness_database *database, bool *added, const struct witness_log *log) {
  sqlite3_int64 count = 0;
  enum scr_status status = lock(database);
  if (status != SCR_OK) return status;
  status = read_number(&count, database, "SELECT count(*) FROM log");
  if (status == SCR_OK && count >= WITNESS_LOGS_MAX) status = SCR_E_LIMIT;
  if (status == SCR_OK) status = insert(database, log);
  if (status == SCR_OK) *added = sqlite3_changes(database->sqlite) == 1;
  return unlock(database, status);
}

// --- reading ---

enum scr_status witness_database_each(struct witness_database *database,
                                      void (*visit)(void *context, const struct witness_log *log, bool cosigned),
                                      void *context) {
  sqlite3_stmt *statement;
  struct witness_log log;
  int code = SQLITE_DONE;
  enum scr_status status = lock(database);
  if (status != SCR_OK) return status;
  status = prepare(&statement, database, "SELECT " COLUMNS " FROM log ORDER BY origin");
  if (status != SCR_OK) return unlock(database, status);
  while (status == SCR_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    status = read_row(&log, statement);
    if (status == SCR_OK) visit(context, &log, sqlite3_column_int(statement, 4) != 0);
  }
  if (status == SCR_OK) status = status_of(database, code);
  (void)sqlite3_finalize(statement);
  return unlock(database, status);
}

enum scr_status witness_database_checkpoint(struct scr_text *note, bool *found, struct witness_database *database,
                                            const struct scr_hash *origin_hash) {
  sqlite3_stmt *statement;
  enum scr_status status = lock(database);
  if (status != SCR_OK) return status;
  status = prepare(&statement, database, "SELECT checkpoint FROM log WHERE origin_hash = ? AND checkpoint IS NOT NULL");
  if (status != SCR_OK) return unlock(database, status);
  bind_root(statement, 1, origin_hash);
  int code = sqlite3_step(statement);
  *found = code == SQLITE_ROW;
  if (*found) scr_text_add_bytes(note, sqlite3_column_text(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
  status = *found ? scr_text_ok(note) : status_of(database, code);
  (void)sqlite3_finalize(statement);
  return unlock(database, status);
}
