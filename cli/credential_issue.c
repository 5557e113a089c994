// SPDX-License-Identifier: Apache-2.0
// credential issue: one credential for each eligible member and, where the election has a journal, spares, handles for PINs, and
// the commitments to the roll.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/parallel.h"
#include "cli/commands.h"
#include "cli/commitments.h"
#include "cli/credential.h"
#include "cli/folder.h"
#include "cli/handles.h"
#include "cli/registrar.h"
#include "scrutineer/election.h"

const struct option_spec credential_issue_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say how many would be issued, and issue none"},
    NO_OPTION,
};

struct issuing {
  const struct definition *definition;
  const struct scr_roll *roll;
  struct issued_list list;    // the members', in the roll's order
  struct issued_list spares;  // in the order of their keys; none where the election has no journal
};

// --- making credentials ---

static char *spell_public_key(const struct scr_group *group, const struct scr_secret_scalar *secret) {
  struct scr_element key;
  struct scr_text text = SCR_TEXT_INIT;
  scr_secret_exp(&key, group, scr_group_generator(group), secret);
  scr_text_add_element(&text, group, &key);
  return scr_text_ok(&text) == SCR_OK ? text.bytes : NULL;
}

// Entries of one list, worked on by many processors: what came of each.
struct batch {
  const struct scr_election *election;
  struct issued *entries;
  enum scr_status *statuses;
};

static void issue_one(void *context, size_t i) {
  struct batch *batch = context;
  const struct scr_election *election = batch->election;
  struct issued *issued = &batch->entries[i];
  struct scr_secret_scalar secret = {{0}};
  enum scr_status status = scr_secret_credential_generate(issued->credential);
  if (status == SCR_OK)
    status = scr_secret_credential_derive(&secret, election->group, election->uuid, issued->credential);
  if (status == SCR_OK) issued->public_key = spell_public_key(election->group, &secret);
  if (status == SCR_OK && !issued->public_key) status = SCR_E_MEMORY;
  scr_secret_scalar_wipe(&secret);
  batch->statuses[i] = status;
}

// Whether a credential that was kept gives the key that was kept with it, in this election.
static void check_one(void *context, size_t i) {
  struct batch *batch = context;
  const struct scr_election *election = batch->election;
  const struct issued *issued = &batch->entries[i];
  struct scr_secret_scalar secret = {{0}};
  enum scr_status status = scr_secret_credential_derive(&secret, election->group, election->uuid, issued->credential);
  char *key = status == SCR_OK ? spell_public_key(election->group, &secret) : NULL;
  if (status == SCR_OK && !key) status = SCR_E_MEMORY;
  if (status == SCR_OK && strcmp(key, issued->public_key) != 0) status = SCR_E_KEY_MISMATCH;
  scr_secret_scalar_wipe(&secret);
  free(key);
  batch->statuses[i] = status;
}

// *at is the first entry that went wrong.
static enum scr_status work_on(size_t *at, const struct issued_list *list, const struct definition *definition,
                               void (*work)(void *context, size_t i)) {
  struct batch batch = {&definition->election, list->entries, calloc(list->count + 1, sizeof *batch.statuses)};
  enum scr_status status = batch.statuses ? SCR_OK : SCR_E_MEMORY;
  if (batch.statuses) parallel_for(0, list->count, work, &batch);
  for (size_t i = 0; i < list->count && status == SCR_OK; i++) {
    *at = i;
    status = batch.statuses[i];
  }
  free(batch.statuses);
  return status;
}

static enum scr_status add_entry(struct issued_list *list, const char *number, uint64_t weight) {
  struct issued *issued = &list->entries[list->count++];
  issued->number = strdup(number);
  issued->weight = weight;
  return issued->number ? SCR_OK : SCR_E_MEMORY;
}

static uint64_t weight_of(const struct issued_list *list) {
  uint64_t weight = 0;
  for (size_t i = 0; i < list->count; i++) weight += list->entries[i].weight;
  return weight;
}

static enum scr_status issue_members(struct issuing *issuing) {
  size_t at = 0;
  enum scr_status status = SCR_OK;
  issuing->list.entries = calloc(scr_roll_count(issuing->roll), sizeof *issuing->list.entries);
  if (!issuing->list.entries) return SCR_E_MEMORY;
  for (size_t i = 0; i < scr_roll_count(issuing->roll) && status == SCR_OK; i++) {
    const struct scr_member *member = scr_roll_member(issuing->roll, i);
    if (member->eligible) status = add_entry(&issuing->list, member->number, member->weight);
  }
  if (status == SCR_OK && issuing->list.count == 0) status = SCR_E_SETUP_CREDENTIALS;
  if (status == SCR_OK && weight_of(&issuing->list) > SCR_WEIGHT_MAX) status = SCR_E_SETUP_WEIGHT;
  return status == SCR_OK ? work_on(&at, &issuing->list, issuing->definition, issue_one) : status;
}

// --- spares ---

static int compare_weights(const void *a, const void *b) {
  uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
  return (left > right) - (left < right);
}

// The weights that members have, each once, ascending; to be freed.
static uint64_t *distinct_weights(size_t *count, const struct issued_list *list) {
  uint64_t *weights = calloc(list->count, sizeof *weights);
  if (!weights) return NULL;
  for (size_t i = 0; i < list->count; i++) weights[i] = list->entries[i].weight;
  qsort(weights, list->count, sizeof *weights, compare_weights);
  *count = 0;
  for (size_t i = 0; i < list->count; i++)
    if (i == 0 || weights[i] != weights[i - 1]) weights[(*count)++] = weights[i];
  return weights;
}

static int compare_issued(const void *a, const void *b) {
  return issued_compare(a, b);
}

// As many for each weight: whoever loses a credential gets one of the same weight. They are numbered in the order of the public
// list, as the setup record has them.
static enum scr_status issue_spares(struct issuing *issuing) {
  const struct definition_board *board = issuing->definition->board;
  size_t weights_n = 0, at = 0;
  if (!board || board->spares == 0) return SCR_OK;
  uint64_t *weights = distinct_weights(&weights_n, &issuing->list);
  enum scr_status status = weights ? SCR_OK : SCR_E_MEMORY;
  if (status == SCR_OK && weights_n * board->spares > SCR_SPARES_MAX) status = SCR_E_RECORD_SPARES;
  if (status == SCR_OK) issuing->spares.entries = calloc(weights_n * board->spares, sizeof *issuing->spares.entries);
  if (status == SCR_OK && !issuing->spares.entries) status = SCR_E_MEMORY;
  for (size_t i = 0; i < weights_n * board->spares && status == SCR_OK; i++)
    status = add_entry(&issuing->spares, "spare", weights[i / board->spares]);
  free(weights);
  if (status == SCR_OK && weight_of(&issuing->spares) > SCR_WEIGHT_MAX - weight_of(&issuing->list))
    status = SCR_E_SETUP_WEIGHT;
  if (status == SCR_OK) status = work_on(&at, &issuing->spares, issuing->definition, issue_one);
  if (status == SCR_OK)
    qsort(issuing->spares.entries, issuing->spares.count, sizeof *issuing->spares.entries, compare_issued);
  return status;
}

// --- the public list ---

static bool is_weighted(const struct issued_list *list) {
  for (size_t i = 0; i < list->count; i++)
    if (list->entries[i].weight != 1) return true;
  return false;
}

static enum scr_status add_public_list(struct scr_text *text, const struct issuing *issuing) {
  size_t count;
  struct listed *sorted = issued_sort(&count, &issuing->list, &issuing->spares);
  bool weighted = is_weighted(&issuing->list);
  if (!sorted) return SCR_E_MEMORY;
  scr_text_add(text, "[");
  for (size_t i = 0; i < count; i++) {
    scr_text_add_format(text, "%s\"%s", i > 0 ? "," : "", sorted[i].issued->public_key);
    if (weighted) scr_text_add_format(text, ",%" PRIu64, sorted[i].issued->weight);
    scr_text_add(text, "\"");
  }
  scr_text_add(text, "]");
  free(sorted);
  return scr_text_ok(text);
}

#define PUBLIC_LIST "public/credentials.json"

// The list comes last: where it is, everything else is.
static int publish(const struct issuing *issuing, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  char *path = join(folder, PUBLIC_LIST, NULL);
  enum scr_status status = add_public_list(&text, issuing);
  int code = status == SCR_OK ? DONE : fail(status, "the credentials can't be listed");
  if (code == DONE && issuing->definition->board) code = handles_hand_out(folder, &issuing->list, &issuing->spares);
  if (code == DONE && issuing->definition->board)
    code = commitments_publish(folder, issuing->roll, &issuing->list, &issuing->spares);
  if (code == DONE && !write_file(path, &text, PUBLIC_FILE, false)) code = CANNOT;
  scr_text_free(&text);
  free(path);
  return code;
}

static void say_issued(const struct issuing *issuing, const char *singular, const char *several) {
  size_t count = issuing->list.count, spares = issuing->spares.count;
  print("%zu credential%s%s", count, plural(count), count == 1 ? singular : several);
  if (spares > 0)
    print(", and %zu spare%s: %" PRIu64 " for each weight", spares, plural(spares), issuing->definition->board->spares);
  print(".\n");
}

// The secret files first, the members' last of them: a list that is public before its credentials are kept could never be used.
static int store(const struct issuing *issuing, const char *folder) {
  struct scr_text secret = SCR_TEXT_SECRET;
  char *path = join(folder, CREDENTIALS_FILE, NULL);
  int code = DONE;
  if (issuing->definition->board) code = commitments_keep(folder, &issuing->spares);
  if (code == DONE && issuing->definition->board) code = handles_keep(folder, &issuing->list, &issuing->spares);
  scr_text_add_issued(&secret, &issuing->list, false);
  if (code == DONE && !write_file(path, &secret, SECRET_FILE, false)) code = CANNOT;
  if (code == DONE) code = publish(issuing, folder);
  if (code == DONE) say_issued(issuing, " was issued", " were issued");
  scr_text_wipe(&secret);
  free(path);
  return code;
}

// --- going on after an interruption ---

static int check_kept(const struct issued_list *list, const struct definition *definition, const char *file) {
  size_t at = 0;
  enum scr_status status = work_on(&at, list, definition, check_one);
  if (status == SCR_OK) return DONE;
  int code = fail(status, "entry %zu of %s is not of this election", at + 1, file);
  advise("nothing was changed");
  return code;
}

// The credentials are there and their public list isn't: it is made from them.
static int resume(struct issuing *issuing, const char *folder, bool dry_run) {
  bool has_board = issuing->definition->board != NULL;
  if (!issued_load(&issuing->list, folder)) return CANNOT;
  if (has_board && !spares_load(&issuing->spares, folder)) return CANNOT;
  int code = check_kept(&issuing->list, issuing->definition, CREDENTIALS_FILE);
  if (code == DONE) code = check_kept(&issuing->spares, issuing->definition, SPARES_FILE);
  if (code == DONE && !dry_run) code = publish(issuing, folder);
  size_t count = issuing->list.count;
  if (code == DONE)
    print("%zu credential%s issued before, and the public list was missing: it %s made from them.\n", count,
          count == 1 ? " was" : "s were", dry_run ? "would be" : "was");
  return code;
}

static int issue(struct issuing *issuing, const char *folder, bool dry_run) {
  enum scr_status status = issue_members(issuing);
  if (status == SCR_OK) status = issue_spares(issuing);
  if (status != SCR_OK) return fail(status, "the credentials can't be issued");
  if (!dry_run) return store(issuing, folder);
  say_issued(issuing, " would be issued", " would be issued");
  return DONE;
}

// The roll is wanted where something is made from it.
static bool wants_roll(const struct issuing *issuing, bool is_kept) {
  return !is_kept || issuing->definition->board;
}

int credential_issue_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  bool dry_run = option(arguments, "dry-run") != NULL;
  struct definition *definition = calloc(1, sizeof *definition);
  struct issuing issuing = {.definition = definition};
  struct scr_roll *roll = NULL;
  char *kept = join(folder, CREDENTIALS_FILE, NULL), *published = join(folder, PUBLIC_LIST, NULL);
  int code = CANNOT;
  if (!definition || !definition_load(definition, folder)) {
    code = CANNOT;
  } else if (file_exists(published)) {
    complain("%s is there already: credentials are issued once", published);
    code = MISUSE;
  } else if (!wants_roll(&issuing, file_exists(kept)) || (roll = load_roll(folder))) {
    issuing.roll = roll;
    code = file_exists(kept) ? resume(&issuing, folder, dry_run) : issue(&issuing, folder, dry_run);
  }
  scr_roll_free(roll);
  issued_free(&issuing.list);
  issued_free(&issuing.spares);
  if (definition) definition_free(definition);
  free(definition);
  free(kept);
  free(published);
  return code;
}
