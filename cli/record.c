// SPDX-License-Identifier: Apache-2.0
// The setup record in an election's folder.
#include "cli/record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/question.h"  // json_copy_string
#include "cli/cli.h"
#include "cli/commitments.h"
#include "cli/role_key.h"
#include "scrutineer/json.h"
#include "scrutineer/trustees.h"

// --- what the roles have published ---

static const char *const trustees_first = "the trustees' keys come first: see \"election status\"";
static const char *const registrar_first = "the registrar makes it: scrutineer credential issue";

struct parts {
  struct scr_text trustees, credentials, spares, commitments;
};

static bool read_part(struct scr_text *text, const char *folder, const char *name, size_t limit, const char *advice) {
  char *path = join(folder, "public", name);
  bool there = !file_is_missing(path);
  if (!there) {
    complain("there is no %s yet", path);
    advise("%s", advice);
  }
  bool read = there && read_file(text, path, limit);
  free(path);
  return read;
}

// All that is missing is told at once.
static bool read_parts(struct parts *parts, const char *folder) {
  bool read = read_part(&parts->trustees, folder, "trustees.json", SCR_TRUSTEES_BYTES_MAX, trustees_first);
  read &= read_part(&parts->credentials, folder, "credentials.json", SCR_CREDENTIALS_BYTES_MAX, registrar_first);
  read &= read_part(&parts->spares, folder, "spares.json", PUBLIC_SPARES_MAX, registrar_first);
  read &= read_part(&parts->commitments, folder, "commitments.json", SCR_DOCUMENT_MAX, registrar_first);
  return read;
}

static void free_parts(struct parts *parts) {
  scr_text_free(&parts->trustees);
  scr_text_free(&parts->credentials);
  scr_text_free(&parts->spares);
  scr_text_free(&parts->commitments);
}

// --- composing ---

static enum scr_status reserve(struct scr_setup_record *record, const struct definition_board *board) {
  record->entry_points = calloc(board->entry_points_n + 1, sizeof *record->entry_points);
  record->tellers = calloc(board->tellers_n + 1, sizeof *record->tellers);
  record->agents = calloc(board->agents_n + 1, sizeof *record->agents);
  record->witnesses = calloc(board->witnesses_n + 1, sizeof *record->witnesses);
  return record->entry_points && record->tellers && record->agents && record->witnesses ? SCR_OK : SCR_E_MEMORY;
}

// Where the key of a role goes, which is the next one of its kind.
static struct scr_note_key *place_of(struct scr_setup_record *record, enum role_kind kind) {
  switch (kind) {
    case ROLE_BOARD: return &record->board;
    case ROLE_OF_OFFICER: return &record->officer;
    case ROLE_OF_REGISTRAR: return &record->registrar;
    case ROLE_ENTRY: return &record->entry_points[record->entry_points_n++].key;
    case ROLE_TELLER: return &record->tellers[record->tellers_n++];
    case ROLE_AGENT: return &record->agents[record->agents_n++];
    default: return &record->witnesses[record->witnesses_n++];
  }
}

// Every key that is missing is named (KEY-4).
static int take_keys(struct scr_setup_record *record, const char *folder, const struct definition_board *board) {
  struct role role;
  int code = DONE;
  for (size_t i = 0; role_at(&role, board, i); i++) {
    int of_role = role_public_key(place_of(record, role.kind), folder, board, &role);
    if (code == DONE) code = of_role;
  }
  return code;
}

static enum scr_status take_entry_points(struct scr_setup_record *record, const struct definition_board *board) {
  for (size_t i = 0; i < board->entry_points_n; i++) {
    struct scr_entry_point *point = &record->entry_points[i];
    point->method = board->entry_points[i].method;
    point->check = board->entry_points[i].check;
    point->operator_name = strdup(board->entry_points[i].operator_name);
    if (!point->operator_name) return SCR_E_MEMORY;
  }
  return SCR_OK;
}

static enum scr_status take_spares(struct scr_setup_record *record, const struct scr_text *text) {
  json_t *json = NULL;
  size_t count = 0;
  enum scr_status status = scr_json_read(&json, text->bytes, text->length);
  if (status == SCR_OK) status = scr_json_array(&count, json, 0, SCR_SPARES_MAX);
  if (status == SCR_OK && !(record->spares = calloc(count + 1, sizeof *record->spares))) status = SCR_E_MEMORY;
  if (status == SCR_OK) record->spares_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = json_copy_string(&record->spares[i], json_array_get(json, i));
  json_decref(json);
  return status;
}

static enum scr_status take_commitments(struct scr_setup_record *record, const struct scr_text *text) {
  struct commitments commitments;
  enum scr_status status = commitments_read(&commitments, text->bytes, text->length);
  if (status != SCR_OK) return status;
  record->roll = commitments.roll;
  record->links = commitments.links;
  record->members = commitments.members;
  record->weight = commitments.weight;
  return SCR_OK;
}

static int take_parts(struct scr_setup_record *record, const struct parts *parts) {
  scr_hash(&record->trustees, parts->trustees.bytes, parts->trustees.length);
  scr_hash(&record->credentials, parts->credentials.bytes, parts->credentials.length);
  enum scr_status status = take_spares(record, &parts->spares);
  if (status != SCR_OK) return fail(status, PUBLIC_SPARES " can't be used");
  status = take_commitments(record, &parts->commitments);
  return status == SCR_OK ? DONE : fail(status, PUBLIC_COMMITMENTS " can't be used");
}

static enum scr_status take_definition(struct scr_setup_record *record, const struct definition *definition) {
  const struct definition_board *board = definition->board;
  record->uuid = strdup(definition->election.uuid);
  record->quorum = board->quorum;
  record->opens = (uint64_t)definition->opens;
  record->closes = (uint64_t)definition->closes;
  record->slot = board->slot;
  record->minimum = definition->minimum;
  record->method_minimum = board->method_minimum;
  enum scr_status status = record->uuid ? reserve(record, board) : SCR_E_MEMORY;
  return status == SCR_OK ? take_entry_points(record, board) : status;
}

// --- checking ---

static int check_fit(const struct scr_setup_record *record, const struct definition *definition,
                     const struct parts *parts) {
  struct scr_credentials *credentials = NULL;
  struct scr_hash trustees, list;
  size_t at = 0;
  scr_hash(&trustees, parts->trustees.bytes, parts->trustees.length);
  scr_hash(&list, parts->credentials.bytes, parts->credentials.length);
  enum scr_status status = scr_credentials_new(&credentials, &at, definition->election.group, parts->credentials.bytes,
                                               parts->credentials.length, 0);
  int code = status == SCR_OK ? DONE : fail(status, "entry %zu of the list of credentials", at + 1);
  if (code == DONE) {
    status = scr_setup_record_check(record, &definition->election, &trustees, &list, credentials);
    if (status != SCR_OK) code = fail(status, "the setup record");
  }
  scr_credentials_free(credentials);
  return code;
}

// REC-2: the first key that two roles have.
static void name_roles_of_key(const char *folder, const struct definition_board *board) {
  struct scr_note_key key;
  struct role role;
  bool found = false;
  for (size_t i = 0; !found && role_at(&role, board, i); i++)
    found = role_public_key(&key, folder, board, &role) == DONE && public_key_is_taken(&key, folder, board, &role);
}

// What was put together is written, and read as anybody will read it.
static int finish(struct scr_setup_record **record, struct scr_text *document, const struct scr_setup_record *composed,
                  const struct definition *definition, const struct parts *parts, const char *folder) {
  struct scr_setup_record *read = NULL;
  scr_text_add_setup_record(document, composed);
  enum scr_status status = scr_text_ok(document);
  if (status == SCR_OK) status = scr_setup_record_new(&read, document->bytes, document->length);
  int code = status == SCR_OK ? check_fit(read, definition, parts) : fail(status, "the setup record can't be made");
  if (status == SCR_E_RECORD_KEYS) name_roles_of_key(folder, definition->board);
  if (code == DONE)
    *record = read;
  else
    scr_setup_record_free(read);
  return code;
}

int record_compose(struct scr_setup_record **record, struct scr_text *document, const char *folder,
                   const struct definition *definition) {
  struct scr_setup_record *composed = calloc(1, sizeof *composed);
  struct parts parts = {SCR_TEXT_INIT, SCR_TEXT_INIT, SCR_TEXT_INIT, SCR_TEXT_INIT};
  enum scr_status status = composed ? take_definition(composed, definition) : SCR_E_MEMORY;
  int code = status == SCR_OK ? DONE : fail(status, "the setup record can't be made");
  bool there = code == DONE && read_parts(&parts, folder);
  if (code == DONE) code = take_keys(composed, folder, definition->board);
  if (code == DONE && !there) code = CANNOT;
  if (code == DONE) code = take_parts(composed, &parts);
  if (code == DONE) code = finish(record, document, composed, definition, &parts, folder);
  scr_setup_record_free(composed);
  free_parts(&parts);
  return code;
}

// --- the file ---

static bool is_same(const char *path, const struct scr_text *document) {
  struct scr_text there = SCR_TEXT_INIT;
  bool same = read_file(&there, path, SCR_SETUP_RECORD_MAX) && there.length == document->length &&
              memcmp(there.bytes, document->bytes, document->length) == 0;
  scr_text_free(&there);
  if (!same) {
    complain("%s is not the record of the definition and the keys that are here now", path);
    advise("put back what was changed; or remove that file, and make it again with \"scrutineer election record\"");
  }
  return same;
}

// REC-12.
int record_settle(struct scr_setup_record **record, const char *folder, const struct definition *definition,
                  bool dry_run) {
  struct scr_text document = SCR_TEXT_INIT;
  struct scr_setup_record *composed = NULL;
  char *path = join(folder, SETUP_RECORD_FILE, NULL);
  int code = record_compose(&composed, &document, folder, definition);
  if (code == DONE && file_exists(path))
    code = is_same(path, &document) ? DONE : INVALID;
  else if (code == DONE && !dry_run)
    code = write_file(path, &document, PUBLIC_FILE, false) ? DONE : CANNOT;
  if (code == DONE)
    *record = composed;
  else
    scr_setup_record_free(composed);
  scr_text_free(&document);
  free(path);
  return code;
}

// --- for people ---

static void show_keys(const char *words, const struct scr_note_key *keys, size_t count) {
  if (count == 0) return;
  print("  %s:", words);
  for (size_t i = 0; i < count; i++) print(" %s", shown(keys[i].name));
  print("\n");
}

void record_show(const struct scr_setup_record *record) {
  char hash[SCR_HASH_HEX + 1];
  print("Setup record of election %s\n  log: %s\n", record->uuid, shown(record->board.name));
  for (size_t i = 0; i < record->entry_points_n; i++) {
    const struct scr_entry_point *point = &record->entry_points[i];
    print("  entry point %s: %s, checks %s, run by %s\n", point->key.name, scr_method_name(point->method),
          scr_entry_check_name(point->check), shown(point->operator_name));
  }
  show_keys("tellers", record->tellers, record->tellers_n);
  show_keys("agents", record->agents, record->agents_n);
  show_keys("witnesses", record->witnesses, record->witnesses_n);
  if (record->witnesses_n > 0) print("  quorum: %" PRIu64 " of %zu\n", record->quorum, record->witnesses_n);
  print("  members: %" PRIu64 ", weight %" PRIu64 "; spare credentials: %zu\n", record->members, record->weight,
        record->spares_n);
  print("  slots of %" PRIu64 " seconds\n", record->slot);
  print("  nothing is decrypted if fewer than %" PRIu64 " ballots count\n", record->minimum);
  if (record->method_minimum > 0)
    print("  each method's result is published if it has %" PRIu64 " ballots or more\n", record->method_minimum);
  else
    print("  no method's result is published by itself\n");
  scr_hash_hex(hash, &record->hash);
  print("  hash: %s\n", hash);
}
