// SPDX-License-Identifier: Apache-2.0
// Whose word counts for a log's checkpoints.
#include "cli/log_keys.h"

#include <string.h>

int read_log_keys_text(struct log_keys *log_keys, const struct scr_text *text, const char *path) {
  enum scr_status status = scr_setup_record_new(&log_keys->record, text->bytes ? text->bytes : "", text->length);
  if (status != SCR_OK) return fail(status, "%s is no setup record that can be used", shown(path));
  log_keys->keys = scr_setup_record_log_keys(log_keys->record);
  scr_text_add_bytes(&log_keys->record_text, text->bytes, text->length);
  return scr_text_ok(&log_keys->record_text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "%s can't be kept", shown(path));
}

int read_log_keys_file(struct log_keys *log_keys, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  int code = read_file(&text, path, SCR_SETUP_RECORD_MAX) ? read_log_keys_text(log_keys, &text, path) : CANNOT;
  scr_text_free(&text);
  return code;
}

static int read_vkey(struct log_keys *log_keys, const char *vkey) {
  enum scr_status status = scr_note_key_parse(&log_keys->keys.log, vkey, strlen(vkey));
  if (status == SCR_OK && log_keys->keys.log.type != SCR_NOTE_ED25519) status = SCR_E_NOTE_KEY_TYPE;
  if (status == SCR_OK) return DONE;
  (void)fail(status, "\"%s\" is no log's key", shown(vkey));
  return MISUSE;
}

int read_log_keys(struct log_keys *log_keys, bool *given, const struct arguments *arguments) {
  const char *setup = option(arguments, "setup"), *vkey = option(arguments, "key");
  *given = setup || vkey;
  if (setup && vkey) {
    complain("--setup and --key both name the log's key: give one of them");
    return MISUSE;
  }
  if (setup) return read_log_keys_file(log_keys, setup);
  return vkey ? read_vkey(log_keys, vkey) : DONE;
}

void free_log_keys(struct log_keys *log_keys) {
  scr_setup_record_free(log_keys->record);
  scr_text_free(&log_keys->record_text);
}
