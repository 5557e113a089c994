// SPDX-License-Identifier: Apache-2.0
// The list of verifiers as a file.
#include "cli/verifiers_file.h"

#include <string.h>

#include "cli/cli.h"

// PIN-4.
int verifiers_load(struct scr_secret_verifiers *verifiers, const char *path, const char *uuid) {
  struct scr_text text = SCR_TEXT_SECRET;
  int code = read_file(&text, path, SCR_VERIFIERS_BYTES_MAX) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = scr_secret_verifiers_read(verifiers, text.bytes ? text.bytes : "", text.length);
    if (status == SCR_OK && strcmp(verifiers->uuid, uuid) != 0) {
      scr_secret_verifiers_free(verifiers);
      status = SCR_E_VERIFIERS_ELECTION;
    }
    if (status != SCR_OK) code = fail(status, "%s can't be used", shown(path));
  }
  scr_text_wipe(&text);
  return code;
}

// SEC-3.
int verifiers_write(const struct scr_secret_verifiers *verifiers, const char *path, bool replace) {
  struct scr_text text = SCR_TEXT_SECRET;
  scr_secret_add_verifiers(&text, verifiers);
  bool written = write_file(path, &text, SECRET_FILE, replace);
  scr_text_wipe(&text);
  return written ? DONE : CANNOT;
}
