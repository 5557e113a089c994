// SPDX-License-Identifier: Apache-2.0
// election record: makes the setup record.
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"
#include "cli/record.h"

const struct option_spec election_record_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "check everything, and make nothing"},
    NO_OPTION,
};

// REC-1: what was published, perhaps, is not written again.
static bool may_make(const char *folder, const struct definition *definition) {
  char *path = join(folder, SETUP_RECORD_FILE, NULL), *board = board_path(folder, definition);
  bool may = false;
  if (!definition->board)
    complain("this election has no journal: its definition has no [board], so it has no setup record");
  else if (file_exists(board))
    complain("the election is open already: %s is there", board);
  else if (file_exists(path))
    complain("%s is there already: it is made once", path);
  else
    may = true;
  free(path);
  free(board);
  return may;
}

static int make(const char *folder, const struct definition *definition, bool dry_run) {
  struct scr_setup_record *record = NULL;
  int code = record_settle(&record, folder, definition, dry_run);
  if (code == DONE) record_show(record);
  if (code == DONE && !dry_run)
    message("It is in " SETUP_RECORD_FILE ". The election's description will name its hash.");
  scr_setup_record_free(record);
  return code;
}

int election_record_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  struct definition *definition = calloc(1, sizeof *definition);
  int code = CANNOT;
  if (definition && definition_load(definition, folder))
    code = may_make(folder, definition) ? make(folder, definition, option(arguments, "dry-run") != NULL) : MISUSE;
  if (definition) definition_free(definition);
  free(definition);
  return code;
}
