// SPDX-License-Identifier: Apache-2.0
// election status: where the election stands, and the next step.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"
#include "cli/quote.h"
#include "cli/role_key.h"
#include "cli/status.h"

const struct option_spec election_status_options[] = {ELECTION_OPTION, JSON_OPTION, NO_OPTION};

static void free_next(struct next *next) {
  scr_text_free(&next->remark);
  scr_text_free(&next->who);
  for (size_t i = 0; i < STATUS_COMMANDS_MAX; i++) scr_text_free(&next->commands[i].command);
}

void next_add(struct next *next, const char *who, const struct standing *standing, const char *command,
              const char *operand) {
  if (next->commands_n == STATUS_COMMANDS_MAX) return;
  struct scr_text *text = &next->commands[next->commands_n].command;
  next->commands[next->commands_n++].who = who;
  scr_text_add_format(text, "scrutineer %s -e %s", command, quoted(standing->folder));
  if (operand) scr_text_add_format(text, " %s", operand);
}

const char status_officer[] = "the returning officer";

// --- the board ---

// The description that the definition's has become, which binds whatever record the election names.
static bool add_bound(struct scr_text *description, const struct definition *definition,
                      const struct scr_election *election) {
  struct scr_hash record;
  if (!scr_description_record(&record, election->description)) return false;
  scr_text_add_bound_description(description, definition->election.description, &record);
  return scr_text_ok(description) == SCR_OK;
}

// Whether the election on the board is the one of the definition, trustees and all.
static bool is_ours(const struct standing *standing, const struct scr_step *step) {
  struct scr_election *election = NULL;
  struct scr_trustees *trustees = NULL;
  struct scr_text expected = SCR_TEXT_INIT, description = SCR_TEXT_INIT;
  const struct definition *definition = standing->definition;
  const struct scr_text *document = &step->data[0].bytes, *keys = &step->data[1].bytes;
  size_t at;
  bool ours = step->data_n >= 2 && scr_election_new(&election, document->bytes, document->length) == SCR_OK &&
              scr_trustees_new(&trustees, &at, election->group, keys->bytes, keys->length) == SCR_OK &&
              scr_trustees_count(trustees) == definition->mandatory_n + definition->members_n;
  if (ours && definition->board) ours = add_bound(&description, definition, election);
  if (ours) {
    struct scr_election defined = definition->election;
    defined.public_key = election->public_key;
    if (definition->board) defined.description = description.bytes;
    scr_text_add_election(&expected, &defined);
    ours = scr_text_ok(&expected) == SCR_OK && expected.length == document->length &&
           memcmp(expected.bytes, document->bytes, expected.length) == 0;
  }
  scr_text_free(&expected);
  scr_text_free(&description);
  scr_trustees_free(trustees);
  scr_election_free(election);
  return ours;
}

static bool take_step(void *context, const struct scr_step *step) {
  struct standing *standing = context;
  uint64_t owner;
  struct scr_hash payload;
  if (standing->phase == SCR_PHASE_EMPTY) standing->is_another = !is_ours(standing, step);
  (void)!scr_phase_next(&standing->phase, standing->phase, step->event.type);
  standing->ballots += step->event.type == SCR_EVENT_BALLOT;
  if (step->event.type == SCR_EVENT_PARTIAL_DECRYPTION && step->data_n == 2 &&
      scr_owned_read(&owner, &payload, step->data[1].bytes.bytes, step->data[1].bytes.length) == SCR_OK &&
      owner <= SCR_TRUSTEES_MAX)
    standing->decrypted[owner] = true;
  return !standing->is_another;
}

static bool look_at_board(struct standing *standing) {
  char *path = board_path(standing->folder, standing->definition);
  enum scr_status status = SCR_OK;
  standing->has_board = file_exists(path);
  if (standing->has_board) status = visit_steps(path, take_step, standing);
  if (status != SCR_OK) (void)fail(status, "%s can't be read to its end", path);
  if (status == SCR_E_ARCHIVE_TORN || status == SCR_E_ARCHIVE_ORDER)
    advise("an interrupted write: scrutineer board recover -e %s", quoted(standing->folder));
  if (status == SCR_OK && standing->is_another) {
    complain("%s is the board of another election than public/definition.json defines", path);
    advise("another identifier, other questions or other trustees: one of the two files is not this election's");
  }
  free(path);
  return status == SCR_OK && !standing->is_another;
}

// --- voting ---

void next_say_letters(struct next *next, const struct standing *standing) {
  const char *folder = quoted(standing->folder);
  scr_text_add_format(
      &next->remark,
      "Members vote with what is in their letters, which the registrar prints: scrutineer credential letter "
      "-e %s --all -o letters\n",
      folder);
}

static void next_of_voting(struct next *next, const struct standing *standing) {
  const struct definition *definition = standing->definition;
  char when[96];
  if (definition->opens && standing->now < definition->opens) {
    definition_time(when, definition, definition->opens);
    scr_text_add_format(&next->remark, "Nothing is to be done on the board before voting opens: %s.\n", when);
    next_say_letters(next, standing);
    return;
  }
  if (!definition->closes || standing->now < definition->closes) {
    next_say_letters(next, standing);
    scr_text_add(&next->remark, "Voters send their ballots to the returning officer, who puts them on the board.\n");
    next_add(next, status_officer, standing, "ballot cast", "BALLOT");
  } else {
    scr_text_add(&next->remark, "Voting is over.\n");
  }
  if (!definition->closes || standing->now >= definition->closes)
    next_add(next, status_officer, standing, "election close", NULL);
}

// --- after the close ---

// Adds a file of public/decryptions to what is to be added, if it is there.
static void add_brought(struct scr_text *operand, const struct standing *standing, const char *name) {
  char *path = join(standing->folder, "public/decryptions", name);
  if (file_exists(path)) scr_text_add_format(operand, "%s%s", operand->length > 0 ? " " : "", quoted(path));
  free(path);
}

// What a trustee brought and nobody has taken in: the decryption of the whole, and those of the methods (MTH-2).
static void add_all_brought(struct scr_text *operand, const struct standing *standing, size_t owner) {
  char name[64], kept[64];
  (void)snprintf(name, sizeof name, "%zu.json", owner);
  if (!standing->decrypted[owner]) add_brought(operand, standing, name);
  for (int i = 0; i < SCR_METHOD_COUNT && standing->has_journal; i++) {
    const char *method = scr_method_name((enum scr_method)i);
    (void)snprintf(name, sizeof name, "%zu-%s.json", owner, method);
    (void)snprintf(kept, sizeof kept, "methods/%s-%zu.json", method, owner);
    if (!standing_has(standing, kept)) add_brought(operand, standing, name);
  }
}

// Partial decryptions that were brought and are not taken in yet.
static bool next_is_adding(struct next *next, const struct standing *standing) {
  size_t owners = standing->definition->mandatory_n + standing->definition->members_n;
  bool found = false;
  for (size_t owner = 1; owner <= owners && !found; owner++) {
    struct scr_text operand = SCR_TEXT_INIT;
    add_all_brought(&operand, standing, owner);
    found = operand.length > 0 && scr_text_ok(&operand) == SCR_OK;
    if (found) next_add(next, status_officer, standing, "tally add", operand.bytes);
    scr_text_free(&operand);
  }
  return found;
}

// Names those who have not decrypted; `from` is the number of the first trustee. How many they are.
static size_t add_waiting(struct next *next, const struct standing *standing, const struct trustee_name *names,
                          size_t count, size_t from, const char *word) {
  size_t waiting = 0, listed = 0;
  for (size_t i = 0; i < count; i++) waiting += !standing->decrypted[from + i];
  for (size_t i = 0; i < count; i++) {
    if (standing->decrypted[from + i]) continue;
    add_one_name(&next->who, shown(names[i].text), listed == 0, listed + 1 == waiting, word);
    next_add(next, names[i].text, standing, "tally decrypt", quoted(names[i].text));
    listed++;
  }
  return waiting;
}

// Trustees are numbered as the document lists them: mandatory ones first, then the group, of whom enough will do.
static void next_decryption(struct next *next, const struct standing *standing) {
  const struct definition *definition = standing->definition;
  size_t group = definition->mandatory_n + 1, done = 0;
  if (next_is_adding(next, standing)) return;
  (void)add_waiting(next, standing, definition->mandatory, definition->mandatory_n, 1, "and");
  for (size_t i = 0; i < definition->members_n; i++) done += standing->decrypted[group + i];
  if (done < definition->threshold) {
    size_t needed = definition->threshold - done;
    if (next->commands_n > 0) scr_text_add(&next->who, "; and ");
    (void)add_waiting(next, standing, definition->members, definition->members_n, group, "or");
    if (needed > 1) scr_text_add_format(&next->who, " (%zu of them)", needed);
  }
  if (next->commands_n == 0) next_add(next, status_officer, standing, "tally result", NULL);
}

// REC-14: at most this many can count. The officer and each trustee have to want it.
static void say_few(struct next *next, const struct standing *standing) {
  uint64_t minimum = standing->has_journal ? standing->replay.published.record->minimum : standing->definition->minimum;
  if (standing->ballots == 0 || standing->ballots >= minimum) return;
  scr_text_add_format(&next->remark,
                      "These are fewer ballots than the minimum of %" PRIu64
                      ": the result could tell how people voted. "
                      "The tally's commands refuse\nwithout --small.\n",
                      minimum);
}

static void find_next(struct next *next, const struct standing *standing) {
  if (standing->has_journal && next_with_journal(next, standing)) return;
  switch (standing->has_board ? standing->phase : SCR_PHASE_EMPTY) {
    case SCR_PHASE_EMPTY: next_before_opening(next, standing); break;
    case SCR_PHASE_VOTING: next_of_voting(next, standing); break;
    case SCR_PHASE_CLOSED:
      say_few(next, standing);
      next_add(next, status_officer, standing, "tally encrypt", NULL);
      break;
    case SCR_PHASE_TALLIED:
      say_few(next, standing);
      next_decryption(next, standing);
      break;
    default:
      next->commands_n = 1;
      next->commands[0].who = "anyone";
      scr_text_add_format(&next->commands[0].command, "scrutineer-verify %s", quoted(standing->folder));
  }
}

// --- showing ---

static const char *phase_of(const struct standing *standing) {
  return standing->has_board ? scr_phase_name(standing->phase) : "being prepared";
}

static void show_json(const struct standing *standing, const struct next *next) {
  struct scr_text text = SCR_TEXT_INIT;
  const struct definition *definition = standing->definition;
  scr_text_add_format(&text,
                      "{\"schema\":\"scrutineer-status-2\",\"uuid\":\"%s\",\"phase\":\"%s\",\"ballots\":%" PRIu64
                      ",\"opens\":%" PRId64 ",\"closes\":%" PRId64 ",\"aborted_by\":[",
                      definition->election.uuid, phase_of(standing), standing->ballots, definition->opens,
                      definition->closes);
  for (size_t i = 0, n = 0;
       i < definition->members_n && !standing->has_board && !standing_has(standing, "trustees.json"); i++)
    if (standing_has_message(standing, definition->members[i].text, "abort"))
      scr_text_add_format(&text, "%s\"%s\"", n++ > 0 ? "," : "", definition->members[i].text);
  scr_text_add(&text, "],\"next\":[");
  for (size_t i = 0; i < next->commands_n; i++) {
    scr_text_add(&text, i > 0 ? ",{\"who\":" : "{\"who\":");
    scr_text_add_json(&text, next->commands[i].who, strlen(next->commands[i].who));
    scr_text_add(&text, ",\"command\":");
    scr_text_add_json(&text, text_of(&next->commands[i].command), next->commands[i].command.length);
    scr_text_add(&text, "}");
  }
  scr_text_add(&text, "]}\n");
  print_text(&text);
  scr_text_free(&text);
}

static void show_times(const struct definition *definition) {
  char time[96];
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    print("Voting opens  %s.\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    print("Voting closes %s.\n", time);
  }
}

// The journal tells which ballots were replaced; without one, only a verification does.
static void show_replaced(const struct standing *standing) {
  uint64_t counted = 0;
  if (!standing->has_journal) return;
  for (size_t i = 0; i < standing->replay.published.record->entry_points_n; i++)
    counted += scr_journal_counted(standing->replay.journal, i);
  if (counted < standing->ballots) print(", of which later ones replaced %" PRIu64, standing->ballots - counted);
}

static void show_text(const struct standing *standing, const struct next *next) {
  const struct definition *definition = standing->definition;
  print("%s (election %s)\n", shown(definition->election.name), definition->election.uuid);
  print("The election is %s", phase_of(standing));
  if (standing->has_board)
    print(", with %" PRIu64 " ballot%s on the board", standing->ballots, plural(standing->ballots));
  show_replaced(standing);
  print(".\n");
  show_times(definition);
  print("%s", text_of(&next->remark));
  if (next->who.length > 0) print("Next, %s:\n", text_of(&next->who));
  for (size_t i = 0; i < next->commands_n && i < STATUS_COMMANDS_SHOWN; i++) {
    if (next->who.length == 0) print("%s, %s:\n", i > 0 ? "Then" : "Next", next->commands[i].who);
    print("  %s\n", text_of(&next->commands[i].command));
  }
  if (next->commands_n > STATUS_COMMANDS_SHOWN)
    print("  ... and %zu more (scrutineer election status --json lists them)\n",
          next->commands_n - STATUS_COMMANDS_SHOWN);
}

int election_status_run(const struct arguments *arguments) {
  struct standing standing = {.folder = election_folder(arguments),
                              .definition = calloc(1, sizeof(struct definition)),
                              .now = (int64_t)time(NULL)};
  struct next next = {0};
  int code = CANNOT;
  bool read = standing.definition && definition_load(standing.definition, standing.folder) && look_at_board(&standing);
  if (read && standing.has_board && standing.definition->board) read = standing_read_journal(&standing) == DONE;
  if (read) {
    find_next(&next, &standing);
    if (option(arguments, "json"))
      show_json(&standing, &next);
    else
      show_text(&standing, &next);
    code = DONE;
  }
  free_next(&next);
  replay_free(&standing.replay);
  if (standing.definition) definition_free(standing.definition);
  free(standing.definition);
  return code;
}
