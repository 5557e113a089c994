// SPDX-License-Identifier: Apache-2.0
// ballot simulate: many ballots from a file of simulated choices, for demonstrations and rehearsals.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/csv.h"
#include "board/parallel.h"
#include "cli/ballot.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/registrar.h"
#include "scrutineer/ballot.h"

const struct option_spec ballot_simulate_options[] = {
    ELECTION_OPTION,
    {"output", 'o', "DIR", "the folder for the ballots (required)"},
    NO_OPTION,
};

struct simulation {
  const struct setup *setup;
  const char *output;
  size_t count;
  struct simulated {
    const struct issued *issued;
    uint32_t *votes;
    enum scr_status status;
  } * ballots;
};

// "2", "1,3", "blank"; the questions' choices separated by semicolons.
static bool parse_votes(uint32_t *votes, const struct scr_election *election, const char *text) {
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    size_t first = question->blank ? 1 : 0;
    if (question->blank && strncmp(text, "blank", 5) == 0) {
      votes[cell] = 1;
      text += 5;
    }
    while (*text && *text != ';') {
      char *end;
      unsigned long number = strtoul(text, &end, 10);
      if (end == text || number < 1 || number > question->answers_n || votes[cell + first + number - 1]) return false;
      votes[cell + first + number - 1] = 1;
      text = *end == ',' ? end + 1 : end;
    }
    if (*text == ';') text++;
    cell += scr_question_ciphertexts(question);
  }
  return *text == '\0';
}

static int compare_numbers(const void *a, const void *b) {
  return strcmp((*(const struct issued *const *)a)->number, (*(const struct issued *const *)b)->number);
}

static const struct issued *look_up(const struct issued **sorted, size_t count, const char *number) {
  struct issued wanted = {.number = (char *)(uintptr_t)number};
  const struct issued *key = &wanted;
  const struct issued **found = bsearch(&key, sorted, count, sizeof *sorted, compare_numbers);
  return found ? *found : NULL;
}

static bool add_simulated(struct simulation *simulation, const struct csv *csv, const struct issued **sorted,
                          size_t sorted_n) {
  const struct scr_election *election = simulation->setup->election;
  if (csv->fields_n != 2) {
    complain("line %zu: two fields are wanted, number and choice", csv->line);
    return false;
  }
  struct simulated *grown = realloc(simulation->ballots, (simulation->count + 1) * sizeof *grown);
  if (grown) simulation->ballots = grown;
  uint32_t *votes = grown ? calloc(election->ciphertexts_n, sizeof *votes) : NULL;
  if (!votes) {
    complain("out of memory");
    return false;
  }
  struct simulated *ballot = &simulation->ballots[simulation->count++];
  *ballot = (struct simulated){look_up(sorted, sorted_n, csv_field(csv, 0)), votes, SCR_OK};
  if (!ballot->issued)
    complain("line %zu: no credential was issued to a member of that number", csv->line);
  else if (!parse_votes(votes, election, csv_field(csv, 1)))
    complain("line %zu: a choice that is none, or stands twice", csv->line);
  else
    return true;
  return false;
}

static bool read_choices(struct simulation *simulation, const struct issued_list *list, const struct scr_text *bytes) {
  struct csv csv;
  const struct issued **sorted = calloc(list->count, sizeof *sorted);
  bool end = false, good = sorted && csv_begin(&csv, bytes->bytes, bytes->length, ',') == SCR_OK;
  for (size_t i = 0; good && i < list->count; i++) sorted[i] = &list->entries[i];
  if (good) qsort(sorted, list->count, sizeof *sorted, compare_numbers);
  for (bool header = true; good && !end; header = false) {
    good = csv_next(&csv, &end) == SCR_OK;
    if (!good) complain("line %zu: %s", csv.line, csv.problem ? csv.problem : "can't be read");
    if (good && !end && !header) good = add_simulated(simulation, &csv, sorted, list->count);
  }
  if (sorted) csv_free(&csv);
  free(sorted);
  return good;
}

static enum scr_status make_bytes(struct scr_text *text, const struct simulation *simulation,
                                  const struct simulated *simulated) {
  const struct scr_election *election = simulation->setup->election;
  struct scr_secret_scalar secret = {{0}};
  struct scr_element credential;
  struct scr_ballot *ballot = NULL;
  enum scr_status status =
      scr_secret_credential_derive(&secret, election->group, election->uuid, simulated->issued->credential);
  if (status == SCR_OK) {
    scr_secret_exp(&credential, election->group, scr_group_generator(election->group), &secret);
    status = scr_secret_ballot_make(&ballot, NULL, election, simulation->setup->key, &credential, simulated->votes);
  }
  if (status == SCR_OK) status = scr_secret_ballot_sign(ballot, election, &secret);
  if (status == SCR_OK) {
    scr_text_add_ballot(text, election, ballot);
    status = scr_text_ok(text);
  }
  scr_secret_scalar_wipe(&secret);
  scr_ballot_free(ballot);
  return status;
}

// A simulated ballot need not survive a crash: the file is written plainly.
static void make_one(void *context, size_t i) {
  struct simulation *simulation = context;
  struct simulated *simulated = &simulation->ballots[i];
  struct scr_text text = SCR_TEXT_INIT;
  char name[32];
  (void)snprintf(name, sizeof name, "%08zu.json", i + 1);
  char *path = join(simulation->output, name, NULL);
  simulated->status = make_bytes(&text, simulation, simulated);
  if (simulated->status == SCR_OK) {
    FILE *file = fopen(path, "wxe");
    bool written = file && fwrite(text.bytes, 1, text.length, file) == text.length;
    if (file && fclose(file) != 0) written = false;
    if (!written) simulated->status = SCR_E_IO;
  }
  if (i % 16 == 0) progress("made about %zu of %zu ballots", i, simulation->count);
  scr_text_free(&text);
  free(path);
}

static int make_all(struct simulation *simulation) {
  if (!make_folder(simulation->output, 0755)) return CANNOT;
  parallel_for(0, simulation->count, make_one, simulation);
  progress_end();
  for (size_t i = 0; i < simulation->count; i++)
    if (simulation->ballots[i].status != SCR_OK)
      return fail(simulation->ballots[i].status, "ballot %zu can't be written to %s", i + 1, simulation->output);
  print("%zu ballots were made.\n", simulation->count);
  return DONE;
}

static int simulate(const struct arguments *arguments, struct setup *setup, const char *folder) {
  struct issued_list list = {0};
  struct scr_text bytes = SCR_TEXT_INIT;
  struct simulation simulation = {.setup = setup, .output = option(arguments, "output")};
  int code = CANNOT;
  if (issued_load(&list, folder) && read_file(&bytes, arguments->positional[0], SCR_ROLL_BYTES_MAX))
    code = read_choices(&simulation, &list, &bytes) ? make_all(&simulation) : MISUSE;
  for (size_t i = 0; i < simulation.count; i++) free(simulation.ballots[i].votes);
  free(simulation.ballots);
  scr_text_free(&bytes);
  issued_free(&list);
  return code;
}

int ballot_simulate_run(const struct arguments *arguments) {
  struct setup setup;
  if (!option(arguments, "output")) {
    complain("--output DIR is missing");
    return MISUSE;
  }
  char *path = find_board(arguments);
  int code = read_setup(&setup, path, false);
  if (code == DONE) {
    code = simulate(arguments, &setup, election_folder(arguments));
    free_setup(&setup);
  }
  free(path);
  return code;
}
