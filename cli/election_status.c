// SPDX-License-Identifier: Apache-2.0
// election status: where the election stands, and the next step.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"

const struct option_spec election_status_options[] = {ELECTION_OPTION, JSON_OPTION, NO_OPTION};

// What is known of the election from the folder alone; nothing is verified.
struct standing {
  const char *folder;
  struct definition *definition;
  enum scr_phase phase;
  uint64_t ballots;
  bool has_board;
  bool decrypted[SCR_TRUSTEES_MAX + 1];  // by owner
};

// The next step: who does it, and how.
struct next {
  const char *who;
  struct scr_text command;
};

// --- the board ---

static bool take_step(void *context, const struct scr_step *step) {
  struct standing *standing = context;
  uint64_t owner;
  struct scr_hash payload;
  (void)!scr_phase_next(&standing->phase, standing->phase, step->event.type);
  standing->ballots += step->event.type == SCR_EVENT_BALLOT;
  if (step->event.type == SCR_EVENT_PARTIAL_DECRYPTION && step->data_n == 2 &&
      scr_owned_read(&owner, &payload, step->data[1].bytes.bytes, step->data[1].bytes.length) == SCR_OK &&
      owner <= SCR_TRUSTEES_MAX)
    standing->decrypted[owner] = true;
  return true;
}

static bool look_at_board(struct standing *standing) {
  char *path = board_path(standing->folder, standing->definition);
  enum scr_status status = SCR_OK;
  standing->has_board = file_exists(path);
  if (standing->has_board) status = visit_steps(path, take_step, standing);
  if (status != SCR_OK) (void)fail(status, "%s can't be read to its end", path);
  if (status == SCR_E_ARCHIVE_TORN || status == SCR_E_ARCHIVE_ORDER)
    advise("an interrupted write: scrutineer board recover -e %s", standing->folder);
  free(path);
  return status == SCR_OK;
}

// --- what is missing before the board ---

static bool published(const struct standing *standing, const char *name) {
  char *path = join(standing->folder, "public", name);
  bool there = file_exists(path);
  free(path);
  return there;
}

static bool has_message(const struct standing *standing, const char *trustee, const char *step) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "trustees/%s.%s.json", trustee, step);
  bool there = scr_text_ok(&name) == SCR_OK && published(standing, name.bytes);
  scr_text_free(&name);
  return there;
}

// The first trustee whose message of the first incomplete step is missing.
static const char *missing_trustee(const struct standing *standing, const char **step) {
  static const char *const steps[][2] = {
      {"certificate", "certificate"}, {"commit", "commit"}, {"agree", "agree"}, {"reveal", "reveal"}, {"finish", "key"}};
  const struct definition *definition = standing->definition;
  *step = "key";
  for (size_t i = 0; i < definition->mandatory_n; i++)
    if (!has_message(standing, definition->mandatory[i].text, "key")) return definition->mandatory[i].text;
  for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
    *step = steps[s][0];
    for (size_t i = 0; i < definition->members_n; i++)
      if (!has_message(standing, definition->members[i].text, steps[s][1])) return definition->members[i].text;
  }
  return NULL;
}

static void set_next(struct next *next, const char *who, const char *command, const struct standing *standing,
                     const char *operand) {
  next->who = who;
  scr_text_add_format(&next->command, "scrutineer %s -e %s%s%s", command, standing->folder, operand ? " " : "",
                      operand ? operand : "");
}

static void next_before_opening(struct next *next, const struct standing *standing) {
  const char *step;
  struct scr_text command = SCR_TEXT_INIT;
  char *roll = join(standing->folder, "registrar/roll.json", NULL);
  const char *trustee = published(standing, "trustees.json") ? NULL : missing_trustee(standing, &step);
  if (trustee) {
    scr_text_add_format(&command, "trustee %s", step);
    set_next(next, trustee, command.bytes ? command.bytes : "", standing, trustee);
  } else if (!published(standing, "trustees.json")) {
    set_next(next, "the returning officer", "trustee assemble", standing, NULL);
  } else if (!published(standing, "credentials.json") && !file_exists(roll)) {
    set_next(next, "the registrar", "roll import", standing, "members.csv");
  } else if (!published(standing, "credentials.json")) {
    set_next(next, "the registrar", "credential issue", standing, NULL);
  } else {
    set_next(next, "the returning officer", "election open", standing, NULL);
  }
  scr_text_free(&command);
  free(roll);
}

// --- after the close ---

// Trustees are numbered as the document lists them: mandatory ones first, then the group.
static const char *waiting_trustee(const struct standing *standing) {
  const struct definition *definition = standing->definition;
  size_t owner = 0, group = 0;
  const char *waiting = NULL, *waiting_member = NULL;
  for (size_t i = 0; i < definition->mandatory_n; i++)
    if (!standing->decrypted[++owner] && !waiting) waiting = definition->mandatory[i].text;
  for (size_t i = 0; i < definition->members_n; i++) {
    if (standing->decrypted[++owner])
      group++;
    else if (!waiting_member)
      waiting_member = definition->members[i].text;
  }
  if (waiting) return waiting;
  return group < definition->threshold ? waiting_member : NULL;
}

static void next_decryption(struct next *next, const struct standing *standing) {
  const char *trustee = waiting_trustee(standing);
  if (!trustee) {
    set_next(next, "the returning officer", "tally result", standing, NULL);
    return;
  }
  set_next(next, trustee, "tally decrypt", standing, trustee);
  scr_text_add_format(&next->command, ", then the returning officer: scrutineer tally add -e %s FILE", standing->folder);
}

static void find_next(struct next *next, const struct standing *standing) {
  if (!standing->has_board) {
    next_before_opening(next, standing);
    return;
  }
  switch (standing->phase) {
    case SCR_PHASE_VOTING:
      set_next(next, "the voters", "ballot cast", standing, "BALLOT");
      scr_text_add_format(&next->command, ", until the returning officer closes: scrutineer election close -e %s",
                          standing->folder);
      break;
    case SCR_PHASE_CLOSED: set_next(next, "the returning officer", "tally encrypt", standing, NULL); break;
    case SCR_PHASE_TALLIED: next_decryption(next, standing); break;
    default: set_next(next, "anyone", "verify", standing, NULL);
  }
  if (standing->phase == SCR_PHASE_DONE) {
    scr_text_clear(&next->command);
    scr_text_add_format(&next->command, "scrutineer-verify %s", standing->folder);
  }
}

// --- showing ---

static const char *phase_of(const struct standing *standing) {
  return standing->has_board ? scr_phase_name(standing->phase) : "being prepared";
}

static void show_json(const struct standing *standing, const struct next *next) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_format(&text, "{\"schema\":\"scrutineer-status-1\",\"uuid\":\"%s\",\"phase\":\"%s\",\"ballots\":%" PRIu64
                      ",\"next\":{\"who\":", standing->definition->election.uuid, phase_of(standing), standing->ballots);
  scr_text_add_json(&text, next->who, strlen(next->who));
  scr_text_add(&text, ",\"command\":");
  scr_text_add_json(&text, next->command.bytes ? next->command.bytes : "", next->command.length);
  scr_text_add(&text, "}}\n");
  print_text(&text);
  scr_text_free(&text);
}

static void show_text(const struct standing *standing, const struct next *next) {
  const struct definition *definition = standing->definition;
  char time[96];
  print("%s (election %s)\n", shown(definition->election.name), definition->election.uuid);
  print("The election is %s", phase_of(standing));
  if (standing->has_board) print(", with %" PRIu64 " ballots on the board, replaced ones among them", standing->ballots);
  print(".\n");
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    print("Voting opens  %s.\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    print("Voting closes %s.\n", time);
  }
  print("Next, %s:\n  %s\n", next->who, next->command.bytes ? next->command.bytes : "");
}

int election_status_run(const struct arguments *arguments) {
  struct standing standing = {.folder = election_folder(arguments), .definition = calloc(1, sizeof(struct definition))};
  struct next next = {.command = SCR_TEXT_INIT};
  int code = CANNOT;
  if (standing.definition && definition_load(standing.definition, standing.folder) && look_at_board(&standing)) {
    find_next(&next, &standing);
    if (option(arguments, "json"))
      show_json(&standing, &next);
    else
      show_text(&standing, &next);
    code = DONE;
  }
  scr_text_free(&next.command);
  if (standing.definition) definition_free(standing.definition);
  free(standing.definition);
  return code;
}
