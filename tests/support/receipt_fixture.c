// SPDX-License-Identifier: Apache-2.0
// Publishes elections for tests/receipts.sh: receipt-fixture FOLDER makes FOLDER/now, whose journal has 5 entries, and copies
// of the same election that differ: older (2 entries), early (no quorum), kept (cosigned checkpoints too), forked (another
// journal), without (a board that lacks ballot 4), open (voting goes on); and other, another election without witnesses.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "scrutineer/board.h"
#include "tests/support/receipt_kit.h"

static const char *base;

static const char *folder_of(const char *name) {
  static char path[400];
  (void)snprintf(path, sizeof path, "%s/%s", base, name);
  (void)mkdir(path, 0755);
  return path;
}

// Another journal of the same ballots: the second entry in another slot.
static void publish_fork(struct receipt_kit *kit) {
  struct scr_log *kept = kit->journal, *forked;
  struct scr_text entry = SCR_TEXT_INIT;
  if (scr_log_new(&forked) != SCR_OK) kit_stop("no log");
  receipt_kit_entry(&entry, kit, 0, 0, KIT_FIRST_SLOT + 7);
  for (uint64_t i = 0; i < scr_log_size(kept); i++) {
    struct scr_log_entry of = scr_log_entry_at(kept, i);
    if (i == 1) of = (struct scr_log_entry){entry.bytes, entry.length};
    if (scr_log_append(forked, of.bytes, of.length) != SCR_OK) kit_stop("no log");
  }
  kit->journal = forked;
  receipt_kit_publish(kit, folder_of("forked"), 5, 2);
  kit->journal = kept;
  scr_log_free(forked);
  scr_text_free(&entry);
}

// The last ballot is in the journal, and not in the archive.
static void publish_without(struct receipt_kit *kit) {
  struct kit_board *kept = kit->election->board;
  kit->election->board = kit_copy(kept);
  kit_remove(kit->election->board, kit_find(kit->election->board, SCR_EVENT_BALLOT, KIT_BALLOTS - 1));
  kit_seal(kit->election->board);
  receipt_kit_publish(kit, folder_of("without"), 5, 2);
  kit_free(kit->election->board);
  kit->election->board = kept;
}

// The archive's ballots are not closed yet.
static void publish_open(struct receipt_kit *kit) {
  struct kit_board *kept = kit->election->board;
  kit->election->board = kit_copy(kept);
  while (kit->election->board->events_n > 1 + KIT_BALLOTS)
    kit_remove(kit->election->board, kit->election->board->events_n - 1);
  kit_seal(kit->election->board);
  receipt_kit_publish(kit, folder_of("open"), 5, 2);
  kit_free(kit->election->board);
  kit->election->board = kept;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    (void)fprintf(stderr, "Usage: receipt-fixture FOLDER\n");
    return 2;
  }
  base = argv[1];
  struct receipt_kit *kit = receipt_kit_make("Selection <i>2026</i>\x1b[2J", true);
  receipt_kit_publish(kit, folder_of("now"), 5, 2);
  receipt_kit_publish(kit, folder_of("older"), 2, 2);
  receipt_kit_publish(kit, folder_of("early"), 5, 1);
  receipt_kit_publish(kit, folder_of("kept"), 5, 0);
  receipt_kit_keep(kit, folder_of("kept"), 2, 1);
  receipt_kit_keep(kit, folder_of("kept"), 3, 2);
  receipt_kit_keep(kit, folder_of("kept"), 4, 3);
  publish_fork(kit);
  publish_without(kit);
  publish_open(kit);
  receipt_kit_free(kit);
  struct receipt_kit *other = receipt_kit_make("Another", false);
  receipt_kit_publish(other, folder_of("other"), 5, 0);
  receipt_kit_free(other);
  return 0;
}
