// SPDX-License-Identifier: Apache-2.0
// The registrar's commitments as files.
#include "cli/commitments.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "scrutineer/election.h"
#include "scrutineer/json.h"
#include "scrutineer/merkle.h"

#define FORMAT "scrutineer-commitments-1"
#define SALT_BYTES_MAX 1024

// --- secret files ---

static bool keep(const char *folder, const char *name, const struct scr_text *text) {
  char *path = join(folder, name, NULL);
  bool kept = write_file(path, text, SECRET_FILE, true);
  free(path);
  return kept;
}

// SEC-3.
int commitments_keep(const char *folder, const struct issued_list *spares) {
  struct scr_text salt_text = SCR_TEXT_SECRET, spares_text = SCR_TEXT_SECRET;
  struct scr_secret_salt salt = {{0}};
  enum scr_status status = scr_secret_salt_generate(&salt);
  int code = status == SCR_OK ? DONE : fail(status, "the commitments can't be made");
  scr_secret_add_salt(&salt_text, &salt);
  scr_text_add(&salt_text, "\n");
  scr_text_add_issued(&spares_text, spares, true);
  if (code == DONE && !(keep(folder, SALT_FILE, &salt_text) && keep(folder, SPARES_FILE, &spares_text))) code = CANNOT;
  scr_secret_salt_wipe(&salt);
  scr_text_wipe(&salt_text);
  scr_text_wipe(&spares_text);
  return code;
}

int salt_load(struct scr_secret_salt *salt, const char *folder) {
  struct scr_text text = SCR_TEXT_SECRET;
  char *path = join(folder, SALT_FILE, NULL);
  int code = read_file(&text, path, SALT_BYTES_MAX) ? DONE : CANNOT;
  if (code == DONE) {
    size_t length = text.length > 0 && text.bytes[text.length - 1] == '\n' ? text.length - 1 : text.length;
    enum scr_status status = scr_secret_salt_read(salt, text.bytes, length);
    if (status != SCR_OK) code = fail(status, "%s can't be used", path);
  }
  scr_text_wipe(&text);
  free(path);
  return code;
}

// --- the two trees ---

// The public credential of each of the roll's members, NULL for who has none: members got them in the roll's order.
static bool assign(const char **credentials, size_t *positions, const struct scr_roll *roll,
                   const struct issued_list *members) {
  size_t next = 0;
  for (size_t i = 0; i < scr_roll_count(roll); i++) {
    const struct scr_member *member = scr_roll_member(roll, i);
    if (!member->eligible) continue;
    if (next == members->count || strcmp(members->entries[next].number, member->number) != 0) return false;
    credentials[i] = members->entries[next].public_key;
    positions[next++] = i;
  }
  return next == members->count;
}

static enum scr_status commit_links(struct scr_hash *root, const struct scr_secret_salt *salt, const size_t *positions,
                                    const struct issued_list *members, const struct issued_list *spares) {
  size_t count = 0;
  struct listed *sorted = issued_sort(&count, members, spares);
  struct scr_link *links = calloc(count + 1, sizeof *links);
  struct scr_merkle *tree = NULL;
  enum scr_status status = sorted && links ? SCR_OK : SCR_E_MEMORY;
  for (size_t j = 0; j < count && status == SCR_OK; j++)
    links[j] = (struct scr_link){sorted[j].is_spare, sorted[j].is_spare ? sorted[j].index : positions[sorted[j].index]};
  if (status == SCR_OK) status = scr_secret_commit_links(&tree, salt, links, count);
  if (status == SCR_OK) scr_merkle_root(root, tree, count);
  scr_merkle_free(tree);
  free(links);
  free(sorted);
  return status;
}

static enum scr_status commit(struct commitments *made, const struct scr_secret_salt *salt, const struct scr_roll *roll,
                              const struct issued_list *members, const struct issued_list *spares) {
  size_t count = scr_roll_count(roll);
  const char **credentials = calloc(count, sizeof *credentials);
  size_t *positions = calloc(members->count + 1, sizeof *positions);
  struct scr_merkle *tree = NULL;
  enum scr_status status = credentials && positions ? SCR_OK : SCR_E_MEMORY;
  if (status == SCR_OK && !assign(credentials, positions, roll, members)) status = SCR_E_RECORD_FIT;
  if (status == SCR_OK) status = scr_secret_commit_roll(&tree, salt, roll, credentials);
  if (status == SCR_OK) scr_merkle_root(&made->roll, tree, count);
  if (status == SCR_OK) status = commit_links(&made->links, salt, positions, members, spares);
  made->members = members->count;
  made->weight = 0;
  for (size_t i = 0; i < members->count; i++) made->weight += members->entries[i].weight;
  scr_merkle_free(tree);
  free(credentials);
  free(positions);
  return status;
}

// --- public files ---

static void add_hash(struct scr_text *text, const char *name, const struct scr_hash *hash) {
  scr_text_add_format(text, ",\"%s\":\"", name);
  scr_text_add_hex(text, hash->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"");
}

static void add_commitments(struct scr_text *text, const struct commitments *commitments) {
  scr_text_add(text, "{\"format\":\"" FORMAT "\"");
  add_hash(text, "roll", &commitments->roll);
  add_hash(text, "links", &commitments->links);
  scr_text_add_format(text, ",\"members\":%" PRIu64 ",\"weight\":", commitments->members);
  scr_text_add_number(text, commitments->weight);
  scr_text_add(text, "}");
}

static void add_spares(struct scr_text *text, const struct issued_list *spares) {
  scr_text_add(text, "[");
  for (size_t i = 0; i < spares->count; i++)
    scr_text_add_format(text, "%s\"%s\"", i > 0 ? "," : "", spares->entries[i].public_key);
  scr_text_add(text, "]");
}

static bool publish(const char *folder, const char *name, const struct scr_text *text) {
  char *path = join(folder, name, NULL);
  bool published = write_file(path, text, PUBLIC_FILE, true);  // made again after an interruption, it is the same
  free(path);
  return published;
}

int commitments_publish(const char *folder, const struct scr_roll *roll, const struct issued_list *members,
                        const struct issued_list *spares) {
  struct scr_secret_salt salt = {{0}};
  struct commitments made;
  struct scr_text text = SCR_TEXT_INIT, spares_text = SCR_TEXT_INIT;
  int code = salt_load(&salt, folder);
  if (code == DONE) {
    enum scr_status status = commit(&made, &salt, roll, members, spares);
    if (status != SCR_OK) code = fail(status, "the roll can't be committed to");
  }
  if (code == DONE) {
    add_commitments(&text, &made);
    add_spares(&spares_text, spares);
    if (!(publish(folder, PUBLIC_COMMITMENTS, &text) && publish(folder, PUBLIC_SPARES, &spares_text))) code = CANNOT;
  }
  scr_secret_salt_wipe(&salt);
  scr_text_free(&text);
  scr_text_free(&spares_text);
  return code;
}

// --- reading ---

static enum scr_status read_fields(struct commitments *commitments, json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *roll, *links, *members, *weight;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&roll, &fields, "roll");
  if (status == SCR_OK) status = scr_json_take(&links, &fields, "links");
  if (status == SCR_OK) status = scr_json_take(&members, &fields, "members");
  if (status == SCR_OK) status = scr_json_take(&weight, &fields, "weight");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && (!json_is_string(format) || strcmp(json_string_value(format), FORMAT) != 0))
    status = SCR_E_JSON_FIELD;
  if (status == SCR_OK) status = scr_json_hash(&commitments->roll, roll);
  if (status == SCR_OK) status = scr_json_hash(&commitments->links, links);
  if (status == SCR_OK) status = scr_json_uint(&commitments->members, members, SCR_CREDENTIALS_MAX);
  return status == SCR_OK ? scr_json_number(&commitments->weight, weight) : status;
}

enum scr_status commitments_read(struct commitments *commitments, const char *bytes, size_t length) {
  json_t *json = NULL;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_fields(commitments, json);
  json_decref(json);
  return status;
}
