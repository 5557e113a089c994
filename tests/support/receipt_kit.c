// SPDX-License-Identifier: Apache-2.0
// A published election for tests of receipts.
#include "tests/support/receipt_kit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scrutineer/board.h"

static void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) kit_stop("%s: %s [%s]", what, scr_status_sentence(status), scr_status_id(status));
}

// --- the setup record ---

static char uuid[] = "KitKitKitKit11", operator_name[] = "Example <Online> Ltd";

static void make_record(struct receipt_kit *kit, bool witnesses) {
  static const char *const names[KIT_POINTS] = {"online", "hall"};
  static const enum scr_method methods[KIT_POINTS] = {SCR_METHOD_ONLINE, SCR_METHOD_MEETING};
  struct scr_secret_signing_key unused;
  struct scr_entry_point points[KIT_POINTS] = {{.operator_name = operator_name}, {.operator_name = operator_name}};
  struct scr_setup_record record = {.uuid = uuid,
                                    .board = kit->log.keys.log,
                                    .entry_points_n = KIT_POINTS,
                                    .entry_points = points,
                                    .witnesses_n = witnesses ? KIT_WITNESSES : 0,
                                    .witnesses = kit->log.witnesses,
                                    .quorum = witnesses ? 2 : 0,
                                    .members = 3,
                                    .weight = 3,
                                    .slot = 900};
  log_kit_key(&record.officer, &unused, "officer", SCR_NOTE_ED25519, 50);
  log_kit_key(&record.registrar, &unused, "registrar", SCR_NOTE_ED25519, 51);
  for (size_t i = 0; i < KIT_POINTS; i++) {
    log_kit_key(&points[i].key, &kit->point_secrets[i], names[i], SCR_NOTE_ED25519, (uint8_t)(60 + i));
    points[i].method = methods[i];
  }
  scr_text_add_setup_record(&kit->record_bytes, &record);
  require(scr_text_ok(&kit->record_bytes), "the setup record");
  require(scr_setup_record_new(&kit->record, kit->record_bytes.bytes, kit->record_bytes.length), "the setup record");
}

// --- the election ---

static void make_election(struct receipt_kit *kit, const char *name) {
  static const struct kit_question question = {
      .title = "Who?", .answers = {"Annabella-Anders", "Benedict-Bothe"}, .min = 0, .max = 1};
  struct kit_plan plan = {.name = name, .voters = 3, .singles = 1, .votes_n = KIT_BALLOTS};
  static const size_t voters[KIT_BALLOTS] = {0, 1, 0, 2};
  struct scr_text description = SCR_TEXT_INIT;
  plan.questions[0] = question;
  for (size_t i = 0; i < KIT_BALLOTS; i++) plan.votes[i] = (struct kit_vote){voters[i], {i % 2, (i + 1) % 2}};
  scr_text_add_bound_description(&description, "For tests", &kit->record->hash);
  require(scr_text_ok(&description), "the description");
  plan.description = description.bytes;
  kit->election = kit_make(&plan);
  scr_text_free(&description);
}

// --- the journal ---

static void event_hash(char hex[SCR_HASH_HEX + 1], const struct receipt_kit *kit, size_t event) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_text_add_event(&text, &kit->election->board->events[event].event);
  require(scr_text_ok(&text), "an event");
  scr_hash(&hash, text.bytes, text.length);
  scr_hash_hex(hex, &hash);
  scr_text_free(&text);
}

static size_t ballot_event(const struct receipt_kit *kit, size_t n) {
  return kit_find(kit->election->board, SCR_EVENT_BALLOT, n);
}

void receipt_kit_entry(struct scr_text *entry, const struct receipt_kit *kit, size_t n, size_t point, uint64_t came) {
  char hex[SCR_HASH_HEX + 1];
  struct scr_acceptance acceptance = {.ballot = kit->election->board->events[ballot_event(kit, n)].event.payload,
                                      .came = came};
  struct scr_text message = SCR_TEXT_INIT, part = SCR_TEXT_INIT;
  const char *name = kit->record->entry_points[point].key.name;
  event_hash(hex, kit, ballot_event(kit, n));
  memcpy(acceptance.signature.by, name, strlen(name) + 1);
  scr_text_add_acceptance_statement(&message, kit->election->election, &acceptance.ballot, name, came);
  scr_secret_signing_key_sign(acceptance.signature.bytes, &kit->point_secrets[point], message.bytes, message.length);
  scr_text_add_acceptance(&part, &acceptance);
  scr_text_add_format(entry, "{\"slot\":%llu,\"event\":\"%s\",\"type\":\"Ballot\",%s", (unsigned long long)came, hex,
                      part.bytes + 1);
  require(scr_text_ok(entry), "an entry");
  scr_text_free(&message);
  scr_text_free(&part);
}

static void make_journal(struct receipt_kit *kit) {
  char hex[SCR_HASH_HEX + 1];
  struct scr_text entry = SCR_TEXT_INIT;
  require(scr_log_new(&kit->journal), "the journal");
  event_hash(hex, kit, 0);
  scr_text_add_format(&entry, "{\"slot\":%llu,\"event\":\"%s\",\"type\":\"Setup\"}",
                      (unsigned long long)KIT_FIRST_SLOT - 1, hex);
  require(scr_log_append(kit->journal, entry.bytes, entry.length), "an entry");
  for (size_t i = 0; i < KIT_BALLOTS; i++) {
    scr_text_clear(&entry);
    receipt_kit_entry(&entry, kit, i, i == 1 || i == 2, KIT_FIRST_SLOT + i);
    require(scr_log_append(kit->journal, entry.bytes, entry.length), "an entry");
  }
  scr_text_free(&entry);
}

struct receipt_kit *receipt_kit_make(const char *name, bool witnesses) {
  struct receipt_kit *kit = calloc(1, sizeof *kit);
  if (!kit) kit_stop("out of memory");
  log_kit_init(&kit->log);
  make_record(kit, witnesses);
  make_election(kit, name);
  make_journal(kit);
  return kit;
}

void receipt_kit_free(struct receipt_kit *kit) {
  scr_text_free(&kit->record_bytes);
  scr_setup_record_free(kit->record);
  kit_election_free(kit->election);
  scr_log_free(kit->journal);
  free(kit);
}

void receipt_kit_checkpoint(struct scr_text *note, const struct receipt_kit *kit, const struct scr_log *log,
                            uint64_t size, size_t witnesses) {
  log_kit_checkpoint(note, &kit->log, scr_log_tree(log), size, witnesses);
}

void receipt_kit_receipt(struct scr_text *bytes, const struct receipt_kit *kit, uint64_t index, uint64_t size,
                         size_t witnesses) {
  struct scr_text note = SCR_TEXT_INIT;
  receipt_kit_checkpoint(&note, kit, kit->journal, size, witnesses);
  require(
      scr_text_add_receipt(bytes, kit->journal, index, note.bytes, note.length, kit->record, kit->election->election),
      "a receipt");
  scr_text_free(&note);
}

// --- published ---

static const char *path_of(const char *folder, const char *name) {
  static char path[600];
  (void)snprintf(path, sizeof path, "%s/public/%s", folder, name);
  return path;
}

static void make_folder(const char *folder, const char *name) {
  if (mkdir(path_of(folder, name), 0755) != 0 && errno != EEXIST) kit_stop("%s: can't be made", path_of(folder, name));
}

void receipt_kit_publish(const struct receipt_kit *kit, const char *folder, uint64_t size, size_t witnesses) {
  struct scr_log *part;
  struct scr_text note = SCR_TEXT_INIT;
  make_folder(folder, "");
  make_folder(folder, "log");
  make_folder(folder, "log/cosigned");
  require(scr_file_write(path_of(folder, "setup.json"), kit->record_bytes.bytes, kit->record_bytes.length, 0644, true),
          "setup.json");
  kit_write(kit->election->board, path_of(folder, "KitKitKitKit11.bel"));
  require(scr_log_new(&part), "a log");
  for (uint64_t i = 0; i < size; i++) {
    struct scr_log_entry entry = scr_log_entry_at(kit->journal, i);
    require(scr_log_append(part, entry.bytes, entry.length), "an entry");
  }
  receipt_kit_checkpoint(&note, kit, part, size, witnesses);
  require(scr_log_write(part, path_of(folder, "log"), 0, note.bytes, note.length), "the log");
  scr_text_free(&note);
  scr_log_free(part);
}

void receipt_kit_keep(const struct receipt_kit *kit, const char *folder, uint64_t size, size_t witnesses) {
  char name[64];
  struct scr_text note = SCR_TEXT_INIT;
  (void)snprintf(name, sizeof name, "log/cosigned/%llu", (unsigned long long)size);
  receipt_kit_checkpoint(&note, kit, kit->journal, size, witnesses);
  require(scr_file_write(path_of(folder, name), note.bytes, note.length, 0644, true), name);
  scr_text_free(&note);
}
