// SPDX-License-Identifier: Apache-2.0
// Whose word counts for a log's checkpoints: from a setup record, or the log's key alone.
#ifndef SCRUTINEER_CLI_LOG_KEYS_H
#define SCRUTINEER_CLI_LOG_KEYS_H

#include "cli/cli.h"
#include "scrutineer/setup_record.h"

#define SETUP_RECORD_FILE "setup.json"
#define LOG_KEYS_OPTIONS                                                     \
  {"setup", 's', "FILE", "the election's setup record, from its officer"}, { \
    "key", 'k', "VKEY", "the log's key, where there is no setup record"      \
  }

struct log_keys {
  struct scr_setup_record *record;  // NULL where the key alone is known
  struct scr_text record_text;      // its bytes
  struct scr_log_keys keys;
};

// From --setup or --key. DONE; with *given false where there is neither; or the exit code after complaining.
int read_log_keys(struct log_keys *log_keys, bool *given, const struct arguments *arguments);
// From a record's file. DONE, or the exit code after complaining.
int read_log_keys_file(struct log_keys *log_keys, const char *path);
// From a record's bytes; `path` is named in complaints.
int read_log_keys_text(struct log_keys *log_keys, const struct scr_text *text, const char *path);
void free_log_keys(struct log_keys *log_keys);

#endif
