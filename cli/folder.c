// SPDX-License-Identifier: Apache-2.0
// An election's folder.
#include "cli/folder.h"

#include <stdlib.h>

#include "cli/verify.h"

const char *election_folder(const struct arguments *arguments) {
  return option_or(arguments, "election", ".");
}

char *board_path(const char *folder, const struct definition *definition) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%s/public/%s.bel", folder, definition->election.uuid);
  char *path = join(scr_text_ok(&name) == SCR_OK ? name.bytes : "", NULL, NULL);
  scr_text_free(&name);
  return path;
}

char *find_board(const struct arguments *arguments) {
  return find_archive(option_or(arguments, "board", election_folder(arguments)));
}

enum scr_status visit_steps(const char *path, bool (*visit)(void *context, const struct scr_step *step),
                            void *context) {
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  bool end = false;
  enum scr_status status = scr_archive_open(&archive, path);
  while (status == SCR_OK) {
    status = scr_step_next(&step, &end, archive);
    if (status != SCR_OK || end || !visit(context, &step)) break;
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  return status;
}

// --- the setup ---

struct reading {
  struct setup *setup;
  bool with_credentials;
  enum scr_status status;
};

// The election's key is its trustees', and they proved that they hold it: whoever encrypts wants to know (SET-2).
static enum scr_status check_key(const struct setup *setup) {
  struct scr_trustees_gaps gaps;
  struct scr_element combined;
  size_t at;
  enum scr_status status = scr_trustees_check(setup->trustees, &at, &gaps);
  if (status != SCR_OK) return status;
  scr_trustees_combined_key(&combined, setup->trustees);
  return scr_element_equal(&combined, &setup->election->public_key) ? SCR_OK : SCR_E_SETUP_KEY;
}

static bool take_setup(void *context, const struct scr_step *step) {
  struct reading *reading = context;
  struct setup *setup = reading->setup;
  size_t at;
  enum scr_status status = scr_step_check(step);
  if (status == SCR_OK && step->event.type != SCR_EVENT_SETUP) status = SCR_E_CHAIN_PHASE;
  for (size_t i = 0; i < step->data_n && status == SCR_OK; i++)
    if (!step->data[i].hash_holds) status = SCR_E_ARCHIVE_HASH;
  if (status == SCR_OK)
    status = scr_election_new(&setup->election, step->data[0].bytes.bytes, step->data[0].bytes.length);
  if (status == SCR_OK)
    status = scr_trustees_new(&setup->trustees, &at, setup->election->group, step->data[1].bytes.bytes,
                              step->data[1].bytes.length);
  if (status == SCR_OK) status = check_key(setup);
  if (status == SCR_OK && reading->with_credentials)
    status = scr_credentials_new_unchecked(&setup->credentials, step->data[2].bytes.bytes, step->data[2].bytes.length);
  if (status == SCR_OK) {
    setup->key = scr_key_new(setup->election->group, &setup->election->public_key);
    if (!setup->key) status = SCR_E_MEMORY;
  }
  reading->status = status;
  return false;
}

int read_setup(struct setup *setup, const char *path, bool with_credentials) {
  *setup = (struct setup){0};
  if (!path) return CANNOT;
  struct reading reading = {setup, with_credentials, SCR_E_CHAIN_PHASE};
  enum scr_status status = visit_steps(path, take_setup, &reading);
  if (status == SCR_OK) status = reading.status;
  if (status == SCR_OK) return DONE;
  free_setup(setup);
  return fail(status, "the election in %s can't be used", path);
}

void free_setup(struct setup *setup) {
  scr_election_free(setup->election);
  scr_trustees_free(setup->trustees);
  scr_credentials_free(setup->credentials);
  scr_key_free(setup->key);
  *setup = (struct setup){0};
}
