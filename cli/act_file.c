// SPDX-License-Identifier: Apache-2.0
#include "cli/act_file.h"

#include <inttypes.h>
#include <stdlib.h>

#include "cli/act_signers.h"
#include "cli/verify.h"
#include "cli/writer.h"

// For its owner alone: a void names a credential, and so a voter, before the journal does, and perhaps it never will.
int act_write(const struct scr_signed_act *act, const char *path_or_null, bool replace) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_signed_act(&text, act);
  scr_text_add(&text, "\n");
  int code = scr_text_ok(&text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "the act can't be written");
  if (code == DONE && path_or_null && !write_file(path_or_null, &text, SECRET_FILE, replace)) code = CANNOT;
  if (code == DONE && !path_or_null) print_text(&text);
  scr_text_free(&text);
  return code;
}

static void advise_on(enum scr_status status, const struct scr_signed_act *act, const struct scr_setup_record *record) {
  if (status == SCR_E_JOURNAL_SIGNERS) advise_signers(act, record);
  if (status == SCR_E_JOURNAL_CLOSED && act->act.kind == SCR_ACT_VOID)
    advise(
        "voids are entered before voting is closed there; a paper that was handed out for this one can't be counted: "
        "the "
        "officer notes it (\"scrutineer act make notice\")");
  if (status == SCR_E_JOURNAL_FREEZE && act->act.kind == SCR_ACT_FREEZE)
    advise(
        "another entry came in between, perhaps: let the member vote again at the desk, and freeze that ballot at "
        "once");
}

int acts_enter(const struct scr_signed_act *acts, size_t count, const char *folder) {
  char *path = find_archive(folder);
  struct writer *writer = path ? writer_open(path) : NULL;
  int code = writer ? DONE : CANNOT;
  for (size_t i = 0; i < count && code == DONE; i++) {
    const char *name = scr_act_name(acts[i].act.kind);
    uint64_t entry = scr_journal_size(scr_board_journal(writer_board(writer)));
    enum scr_status status = scr_board_act(writer_board(writer), &acts[i]);
    if (status == SCR_OK) {
      print("Entry %" PRIu64 " of the journal: %s\n", entry, name);
    } else {
      code = fail(status, "the journal doesn't take \"%s\"", name);
      advise_on(status, &acts[i], scr_board_record(writer_board(writer)));
    }
  }
  writer_close(writer);
  free(path);
  return code;
}
