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

// FRZ-2: who signed the freeze that is to be lifted is in the journal.
static void advise_signers_of_freeze(uint64_t number, const struct scr_board *board) {
  const struct scr_log *log = scr_board_log(board);
  struct scr_text by = SCR_TEXT_INIT;
  struct scr_entry *entry = calloc(1, sizeof *entry);
  bool there = entry && number < scr_log_size(log);
  struct scr_log_entry bytes = there ? scr_log_entry_at(log, number) : (struct scr_log_entry){0};
  there = there && scr_entry_read(entry, scr_board_election(board), bytes.bytes, bytes.length) == SCR_OK;
  if (there && entry->kind == SCR_ENTRY_ACT && entry->act.act.kind == SCR_ACT_FREEZE)
    for (size_t i = 0; i < entry->act.signatures_n; i++)
      scr_text_add_format(&by, "%s%s", i > 0 ? ", " : "", entry->act.signatures[i].by);
  if (by.length > 0) advise("the freeze of entry %" PRIu64 " was signed by %s", number, by.bytes);
  if (there) scr_entry_free(entry);
  free(entry);
  scr_text_free(&by);
}

static void advise_on(enum scr_status status, const struct scr_signed_act *act, const struct scr_board *board) {
  if (status == SCR_E_JOURNAL_SIGNERS) advise_signers(act, scr_board_record(board));
  if (status == SCR_E_JOURNAL_SIGNERS && act->act.kind == SCR_ACT_LIFT) advise_signers_of_freeze(act->act.entry, board);
  if (status == SCR_E_JOURNAL_CLOSED && act->act.kind == SCR_ACT_VOID)
    advise(
        "voids are entered before voting is closed there; a paper that was handed out for this one can't be counted: "
        "the officer notes it (\"scrutineer act make notice\")");
  if (status == SCR_E_JOURNAL_FREEZE && act->act.kind == SCR_ACT_FREEZE)
    advise(
        "another entry came in between, perhaps: let the member vote again at the desk, and freeze that ballot at "
        "once");
}

int acts_enter(const struct scr_signed_act *acts, size_t count, const char *folder, bool dry_run) {
  char *path = find_archive(folder);
  struct writer *writer = path ? writer_open(path, dry_run) : NULL;
  int code = writer ? DONE : CANNOT;
  for (size_t i = 0; i < count && code == DONE; i++) {
    const char *name = scr_act_name(acts[i].act.kind);
    uint64_t entry = scr_journal_size(scr_board_journal(writer_board(writer)));
    enum scr_status status = scr_board_act(writer_board(writer), &acts[i]);
    if (status == SCR_OK) {
      print(dry_run ? "It would be entry %" PRIu64 " of the journal: %s\n" : "Entry %" PRIu64 " of the journal: %s\n",
            entry, name);
    } else {
      code = fail(status, "the journal doesn't take \"%s\"", name);
      advise_on(status, &acts[i], writer_board(writer));
    }
  }
  writer_close(writer);
  free(path);
  return code;
}
