// SPDX-License-Identifier: Apache-2.0
// The state of a witness in an SQLite database: for each log its key, and the latest checkpoint that was cosigned. What
// it answers SCR_OK to is durable. One store may be used by several threads, and one database by several programs.
#ifndef SCRUTINEER_WITNESS_STORE_H
#define SCRUTINEER_WITNESS_STORE_H

#include "witness/witness.h"

#define WITNESS_LOGS_MAX 10000  // that one witness watches

struct witness_database;

// Opens a database; where there is none it is made, mode 0600, if `create`. SCR_E_IO with errno (ENOENT: there is none;
// 0: it is not one of ours, or SQLite has no more to say); SCR_E_LOCKED if another program holds it for too long;
// SCR_E_MEMORY. So for all functions below.
SCR_MUST_USE enum scr_status witness_database_open(struct witness_database **database, const char *path, bool create);
void witness_database_close(struct witness_database *database);

// The interface that the protocol works with, for as long as the database is open.
struct witness_store witness_database_store(struct witness_database *database);

// Adds a log of which nothing has been cosigned. *added is false, and nothing changes, if one of its origin is there.
// SCR_E_LIMIT for more than WITNESS_LOGS_MAX.
SCR_MUST_USE enum scr_status witness_database_watch(struct witness_database *database, bool *added,
                                                    const struct witness_log *log);
// Calls `visit` with each log, ordered by origin. `cosigned`: whether any checkpoint was.
SCR_MUST_USE enum scr_status witness_database_each(struct witness_database *database,
                                                   void (*visit)(void *context, const struct witness_log *log,
                                                                 bool cosigned),
                                                   void *context);
// Appends the latest cosigned checkpoint of the log whose origin has this SHA-256; *found is false if there is none.
SCR_MUST_USE enum scr_status witness_database_checkpoint(struct scr_text *note, bool *found,
                                                         struct witness_database *database,
                                                         const struct scr_hash *origin_hash);

#endif
