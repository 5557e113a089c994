// SPDX-License-Identifier: Apache-2.0
// The registrar's commands: issuing one credential to each member, and the letters that bring them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/parallel.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/registrar.h"
#include "scrutineer/json.h"

// --- issue ---

static const struct option_spec issue_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say how many would be issued, and issue none"},
    NO_OPTION,
};

struct issuing {
  const struct definition *definition;
  struct issued_list list;
  enum scr_status *statuses;
};

static char *spell_public_key(const struct scr_group *group, const struct scr_secret_scalar *secret) {
  struct scr_element key;
  struct scr_text text = SCR_TEXT_INIT;
  scr_secret_exp(&key, group, scr_group_generator(group), secret);
  scr_text_add_element(&text, group, &key);
  return scr_text_ok(&text) == SCR_OK ? text.bytes : NULL;
}

static void issue_one(void *context, size_t i) {
  struct issuing *issuing = context;
  const struct scr_election *election = &issuing->definition->election;
  struct issued *issued = &issuing->list.entries[i];
  struct scr_secret_scalar secret = {{0}};
  enum scr_status status = scr_secret_credential_generate(issued->credential);
  if (status == SCR_OK)
    status = scr_secret_credential_derive(&secret, election->group, election->uuid, issued->credential);
  if (status == SCR_OK) issued->public_key = spell_public_key(election->group, &secret);
  if (status == SCR_OK && !issued->public_key) status = SCR_E_MEMORY;
  scr_secret_scalar_wipe(&secret);
  issuing->statuses[i] = status;
}

static enum scr_status issue_all(struct issuing *issuing, const struct scr_roll *roll) {
  uint64_t total = 0;
  size_t count = 0;
  issuing->list.entries = calloc(scr_roll_count(roll), sizeof *issuing->list.entries);
  issuing->statuses = calloc(scr_roll_count(roll), sizeof *issuing->statuses);
  if (!issuing->list.entries || !issuing->statuses) return SCR_E_MEMORY;
  for (size_t i = 0; i < scr_roll_count(roll); i++) {
    const struct scr_member *member = scr_roll_member(roll, i);
    if (!member->eligible) continue;
    struct issued *issued = &issuing->list.entries[count++];
    issuing->list.count = count;
    issued->number = strdup(member->number);
    issued->weight = member->weight;
    total += member->weight;
    if (!issued->number) return SCR_E_MEMORY;
    if (total > SCR_WEIGHT_MAX) return SCR_E_SETUP_WEIGHT;
  }
  if (count == 0) return SCR_E_SETUP_CREDENTIALS;
  parallel_for(0, count, issue_one, issuing);
  for (size_t i = 0; i < count; i++)
    if (issuing->statuses[i] != SCR_OK) return issuing->statuses[i];
  return SCR_OK;
}

// By public key, so that the order says nothing about the roll; numbers in decimal by their value.
static int compare_keys(const void *a, const void *b) {
  const char *left = (*(const struct issued *const *)a)->public_key;
  const char *right = (*(const struct issued *const *)b)->public_key;
  size_t left_length = strlen(left), right_length = strlen(right);
  if (left_length != right_length) return left_length < right_length ? -1 : 1;
  return strcmp(left, right);
}

static bool is_weighted(const struct issued_list *list) {
  for (size_t i = 0; i < list->count; i++)
    if (list->entries[i].weight != 1) return true;
  return false;
}

static enum scr_status add_public_list(struct scr_text *text, const struct issued_list *list) {
  const struct issued **sorted = calloc(list->count, sizeof *sorted);
  bool weighted = is_weighted(list);
  if (!sorted) return SCR_E_MEMORY;
  for (size_t i = 0; i < list->count; i++) sorted[i] = &list->entries[i];
  // CRD-4: by key, so that the order says nothing about the roll.
  qsort(sorted, list->count, sizeof *sorted, compare_keys);
  scr_text_add(text, "[");
  for (size_t i = 0; i < list->count; i++) {
    scr_text_add_format(text, "%s\"%s", i > 0 ? "," : "", sorted[i]->public_key);
    if (weighted) scr_text_add_format(text, ",%" PRIu64, sorted[i]->weight);
    scr_text_add(text, "\"");
  }
  scr_text_add(text, "]");
  free(sorted);
  return scr_text_ok(text);
}

// The secret file first: a list that is public before its credentials are kept could never be used.
static int store(const struct issued_list *list, const char *folder) {
  struct scr_text secret = SCR_TEXT_INIT, public_list = SCR_TEXT_INIT;
  char *secret_path = join(folder, CREDENTIALS_FILE, NULL),
       *public_path = join(folder, "public/credentials.json", NULL);
  scr_text_add_issued(&secret, list);
  enum scr_status status = add_public_list(&public_list, list);
  int code = status == SCR_OK ? DONE : fail(status, "the credentials can't be listed");
  if (code == DONE && file_exists(public_path)) {
    complain("%s is there already: credentials are issued once", public_path);
    code = MISUSE;
  }
  if (code == DONE && !(write_file(secret_path, &secret, SECRET_FILE, false) &&
                        write_file(public_path, &public_list, PUBLIC_FILE, false)))
    code = CANNOT;
  if (code == DONE) print("%zu credentials were issued.\n", list->count);
  scr_text_wipe(&secret);
  scr_text_free(&public_list);
  free(secret_path);
  free(public_path);
  return code;
}

static int issue_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  struct definition *definition = calloc(1, sizeof *definition);
  struct issuing issuing = {.definition = definition};
  struct scr_roll *roll = NULL;
  int code = CANNOT;
  if (definition && definition_load(definition, folder)) roll = load_roll(folder);
  if (roll) {
    enum scr_status status = issue_all(&issuing, roll);
    if (status != SCR_OK)
      code = fail(status, "the credentials can't be issued");
    else if (option(arguments, "dry-run")) {
      print("%zu credentials would be issued.\n", issuing.list.count);
      code = DONE;
    } else {
      code = store(&issuing.list, folder);
    }
  }
  issued_free(&issuing.list);
  free(issuing.statuses);
  scr_roll_free(roll);
  if (definition) definition_free(definition);
  free(definition);
  return code;
}

// --- letter ---

static const struct option_spec letter_options[] = {
    ELECTION_OPTION,
    {"number", 'm', "NUMBER", "the member's number (may be repeated)"},
    {"all", 'a', NULL, "letters to all members"},
    {"output", 'o', "DIR", "write each letter to a file in this folder, readable by you alone"},
    NO_OPTION,
};

static void add_letter(struct scr_text *text, const struct definition *definition, const struct scr_member *member,
                       const struct issued *issued) {
  char typed[SCR_CREDENTIAL_TYPED + 1], time[96];
  scr_secret_credential_print(typed, issued->credential);
  scr_text_add_format(text, "%s\n%s%s\nTo %s (member %s)\n\n", shown(definition->election.name),
                      shown(definition->election.description), definition->election.description[0] ? "\n" : "",
                      shown(member->name), member->number);
  scr_text_add_format(text,
                      "This is your credential. It is yours alone: whoever has it can vote in your name.\n\n    ");
  scr_text_add_secret(text, typed, strlen(typed));
  scr_text_add(text, "\n\nThe last three characters are a check: a typing error is noticed before anything is sent.\n");
  if (issued->weight != 1) scr_text_add_format(text, "Your vote has the weight %" PRIu64 ".\n", issued->weight);
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    scr_text_add_format(text, "Voting opens %s.\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    scr_text_add_format(text, "Voting closes %s.\n", time);
  }
  scr_text_add_format(
      text,
      "\nYou may vote more than once: your last ballot counts. Each ballot has a tracker, and a short code\n"
      "for people; keep them. With them you find your ballot on the public board, which shows that it is\n"
      "there and counted, and to nobody how you voted.\n\nElection %s\n",
      definition->election.uuid);
  scr_secret_wipe(typed, sizeof typed);
}

// A member's number as a file's name: what is not a letter, a digit or a hyphen becomes an underscore.
static char *letter_path(const char *folder, const struct issued *issued, size_t position) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%06zu-", position + 1);
  for (const char *c = issued->number; *c; c++) {
    bool plain_character = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", *c) != NULL;
    scr_text_add_bytes(&name, plain_character ? c : "_", 1);
  }
  scr_text_add(&name, ".txt");
  char *path = join(folder, scr_text_ok(&name) == SCR_OK ? name.bytes : "letter.txt", NULL);
  scr_text_free(&name);
  return path;
}

struct letters {
  const struct definition *definition;
  const struct scr_roll *roll;
  const struct issued_list *list;
  const char *output;
  size_t written;
};

static bool write_letter(struct letters *letters, const struct issued *issued) {
  const struct scr_member *member = scr_roll_find(letters->roll, issued->number);
  struct scr_text text = SCR_TEXT_INIT;
  bool written = member != NULL;
  if (!member) complain("member %s has a credential and is not on the roll", issued->number);
  if (member) add_letter(&text, letters->definition, member, issued);
  if (member && letters->output) {
    char *path = letter_path(letters->output, issued, (size_t)(issued - letters->list->entries));
    written = write_file(path, &text, SECRET_FILE, false);
    free(path);
  } else if (member) {
    print_text(&text);
  }
  letters->written += written;
  scr_text_wipe(&text);
  return written;
}

static int write_letters(const struct arguments *arguments, struct letters *letters) {
  const char *number;
  bool good = true;
  if (letters->output && !make_folder(letters->output, 0700)) return CANNOT;
  for (size_t i = 0; option(arguments, "all") && i < letters->list->count && good; i++)
    good = write_letter(letters, &letters->list->entries[i]);
  for (size_t i = 0; good && (number = option_at(arguments, "number", i)); i++) {
    const struct issued *issued = issued_find(letters->list, number);
    if (!issued) {
      complain("no credential was issued to a member %s", number);
      return MISUSE;
    }
    good = write_letter(letters, issued);
  }
  if (letters->output) message("%zu letters were written to %s", letters->written, letters->output);
  return good ? DONE : CANNOT;
}

static int letter_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  if (!option(arguments, "all") && !option(arguments, "number")) {
    complain("whose letter? --number NUMBER, or --all");
    return MISUSE;
  }
  if (option(arguments, "all") && !option(arguments, "output")) {
    complain("--all wants --output DIR");
    return MISUSE;
  }
  struct definition *definition = calloc(1, sizeof *definition);
  struct issued_list list = {0};
  struct scr_roll *roll = NULL;
  int code = CANNOT;
  if (definition && definition_load(definition, folder) && issued_load(&list, folder) && (roll = load_roll(folder))) {
    struct letters letters = {definition, roll, &list, option(arguments, "output"), 0};
    code = write_letters(arguments, &letters);
  }
  scr_roll_free(roll);
  issued_free(&list);
  if (definition) definition_free(definition);
  free(definition);
  return code;
}

const struct command credential_commands[] = {
    {
        .noun = "credential",
        .verb = "issue",
        .operands = "",
        .summary = "Issues one credential to each eligible member of the roll",
        .text = "The credentials stay in registrar/credentials.json, readable by the registrar alone. The public list, "
                "sorted\n"
                "by key so that its order says nothing about the roll, goes to public/credentials.json.",
        .example = "scrutineer credential issue -e election/",
        .options = issue_options,
        .run = issue_run,
    },
    {
        .noun = "credential",
        .verb = "letter",
        .operands = "",
        .summary = "Writes the letters that bring the credentials to the members",
        .text = "Plain text, for printing or sending. A letter is secret until its member has it.",
        .example = "scrutineer credential letter -e election/ --number M0001",
        .options = letter_options,
        .run = letter_run,
    },
    {0},
};
