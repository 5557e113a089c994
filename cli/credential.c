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

#define PUBLIC_LIST "public/credentials.json"

static int publish(const struct issued_list *list, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  char *path = join(folder, PUBLIC_LIST, NULL);
  enum scr_status status = add_public_list(&text, list);
  int code = status == SCR_OK ? DONE : fail(status, "the credentials can't be listed");
  if (code == DONE && !write_file(path, &text, PUBLIC_FILE, false)) code = CANNOT;
  scr_text_free(&text);
  free(path);
  return code;
}

// The secret file first: a list that is public before its credentials are kept could never be used.
static int store(const struct issued_list *list, const char *folder) {
  struct scr_text secret = SCR_TEXT_INIT;
  char *path = join(folder, CREDENTIALS_FILE, NULL);
  scr_text_add_issued(&secret, list);
  int code = write_file(path, &secret, SECRET_FILE, false) ? publish(list, folder) : CANNOT;
  if (code == DONE) print("%zu credential%s issued.\n", list->count, list->count == 1 ? " was" : "s were");
  scr_text_wipe(&secret);
  free(path);
  return code;
}

// --- going on after an interruption ---

// Whether a credential that was kept gives the key that was kept with it, in this election.
static void check_one(void *context, size_t i) {
  struct issuing *issuing = context;
  const struct scr_election *election = &issuing->definition->election;
  const struct issued *issued = &issuing->list.entries[i];
  struct scr_secret_scalar secret = {{0}};
  enum scr_status status = scr_secret_credential_derive(&secret, election->group, election->uuid, issued->credential);
  char *key = status == SCR_OK ? spell_public_key(election->group, &secret) : NULL;
  if (status == SCR_OK && !key) status = SCR_E_MEMORY;
  if (status == SCR_OK && strcmp(key, issued->public_key) != 0) status = SCR_E_KEY_MISMATCH;
  scr_secret_scalar_wipe(&secret);
  free(key);
  issuing->statuses[i] = status;
}

// The credentials are there and their public list isn't: it is made from them.
static int resume(struct issuing *issuing, const char *folder, bool dry_run) {
  if (!issued_load(&issuing->list, folder)) return CANNOT;
  size_t count = issuing->list.count;
  issuing->statuses = calloc(count, sizeof *issuing->statuses);
  if (!issuing->statuses) return fail(SCR_E_MEMORY, "the credentials can't be published");
  parallel_for(0, count, check_one, issuing);
  for (size_t i = 0; i < count; i++) {
    if (issuing->statuses[i] == SCR_OK) continue;
    int code = fail(issuing->statuses[i], "entry %zu of " CREDENTIALS_FILE " is not of this election", i + 1);
    advise("nothing was changed");
    return code;
  }
  int code = dry_run ? DONE : publish(&issuing->list, folder);
  if (code == DONE)
    print("%zu credential%s issued before, and the public list was missing: it %s made from them.\n", count,
          count == 1 ? " was" : "s were", dry_run ? "would be" : "was");
  return code;
}

static int issue(struct issuing *issuing, const char *folder, bool dry_run) {
  struct scr_roll *roll = load_roll(folder);
  if (!roll) return CANNOT;
  enum scr_status status = issue_all(issuing, roll);
  int code = status == SCR_OK ? DONE : fail(status, "the credentials can't be issued");
  size_t count = issuing->list.count;
  if (code == DONE && dry_run)
    print("%zu credential%s would be issued.\n", count, count == 1 ? "" : "s");
  else if (code == DONE)
    code = store(&issuing->list, folder);
  scr_roll_free(roll);
  return code;
}

static int issue_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  bool dry_run = option(arguments, "dry-run") != NULL;
  struct definition *definition = calloc(1, sizeof *definition);
  struct issuing issuing = {.definition = definition};
  char *kept = join(folder, CREDENTIALS_FILE, NULL), *published = join(folder, PUBLIC_LIST, NULL);
  int code = CANNOT;
  if (!definition || !definition_load(definition, folder)) {
    code = CANNOT;
  } else if (file_exists(published)) {
    complain("%s is there already: credentials are issued once", published);
    code = MISUSE;
  } else {
    code = file_exists(kept) ? resume(&issuing, folder, dry_run) : issue(&issuing, folder, dry_run);
  }
  issued_free(&issuing.list);
  free(issuing.statuses);
  if (definition) definition_free(definition);
  free(definition);
  free(kept);
  free(published);
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

struct letters {
  const struct definition *definition;
  const struct scr_roll *roll;
  const struct issued_list *list;
  const char *output;
  char fingerprint[SCR_HASH_BASE64 + 1];  // of the election on the board; empty where there is no board yet
  size_t written;
};

static void add_head(struct scr_text *text, const struct definition *definition, const struct scr_member *member) {
  const struct scr_election *election = &definition->election;
  char time[96];
  scr_text_add_format(text, "%s\n%s%sElection %s\n\nTo %s (member %s)\n\n", shown(election->name),
                      shown(election->description), election->description[0] ? "\n" : "", election->uuid,
                      shown(member->name), shown(member->number));
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    scr_text_add_format(text, "Voting opens  %s.\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    scr_text_add_format(text, "Voting closes %s.\n", time);
  }
}

// The file of the board is named for the election.
static void add_instructions(struct scr_text *text, const struct letters *letters) {
  const char *uuid = letters->definition->election.uuid;
  scr_text_add_format(
      text,
      "\nHow to vote: get the election's public board, the file %s.bel, from the returning officer, and run\n"
      "\n    scrutineer ballot make -b %s.bel\n\n"
      "It asks for your credential and for your choices, and writes your ballot to a file. Send that file to\n"
      "the returning officer, who puts it on the board.\n",
      uuid, uuid);
  if (letters->fingerprint[0])
    scr_text_add_format(text,
                        "\nThe fingerprint of this election is %s:\n"
                        "\"scrutineer-verify %s.bel\" must show the same, or the file is of another election.\n",
                        letters->fingerprint, uuid);
  scr_text_add(text,
               "\nYou may vote more than once: your last ballot counts. Each ballot has a tracker, and a short code\n"
               "for people; keep them. With them you find your ballot on the public board, which shows that it is\n"
               "there and counted, and to nobody how you voted.\n");
}

static void add_letter(struct scr_text *text, const struct letters *letters, const struct scr_member *member,
                       const struct issued *issued) {
  char typed[SCR_CREDENTIAL_TYPED + 1];
  add_head(text, letters->definition, member);
  scr_text_add(text, "\nThis is your credential. It is yours alone: whoever has it can vote in your name.\n\n    ");
  scr_secret_credential_print(typed, issued->credential);
  scr_text_add_secret(text, typed, strlen(typed));
  scr_secret_wipe(typed, sizeof typed);
  scr_text_add(text, "\n\nThe last three characters are a check: a typing error is noticed before anything is sent.\n");
  if (issued->weight != 1) scr_text_add_format(text, "Your vote has the weight %" PRIu64 ".\n", issued->weight);
  add_instructions(text, letters);
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

static bool write_letter(struct letters *letters, const struct issued *issued) {
  const struct scr_member *member = scr_roll_find(letters->roll, issued->number);
  struct scr_text text = SCR_TEXT_INIT;
  bool written = member != NULL;
  if (!member) complain("member %s has a credential and is not on the roll", shown(issued->number));
  if (member) add_letter(&text, letters, member, issued);
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
      complain("no credential was issued to a member %s", shown(number));
      return MISUSE;
    }
    good = write_letter(letters, issued);
  }
  if (letters->output)
    message("%zu letter%s written to %s", letters->written, letters->written == 1 ? " was" : "s were",
            shown(letters->output));
  return good ? DONE : CANNOT;
}

// The election's fingerprint, once there is a board; it must be this election's.
static int find_fingerprint(struct letters *letters, const char *folder) {
  struct setup setup;
  char *path = board_path(folder, letters->definition);
  int code = file_exists(path) ? read_setup(&setup, path, false) : DONE;
  if (code == DONE && file_exists(path)) {
    if (strcmp(setup.election->uuid, letters->definition->election.uuid) == 0) {
      memcpy(letters->fingerprint, setup.election->fingerprint, sizeof letters->fingerprint);
    } else {
      complain("%s is the board of another election", path);
      code = CANNOT;
    }
    free_setup(&setup);
  }
  free(path);
  return code;
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
    struct letters letters = {definition, roll, &list, option(arguments, "output"), "", 0};
    code = find_fingerprint(&letters, folder);
    if (code == DONE) code = write_letters(arguments, &letters);
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
        .text = "Plain text, for printing or sending, with the credential and how to vote; once the election is open, "
                "also with its\n"
                "fingerprint. A letter is secret until its member has it.",
        .example = "scrutineer credential letter -e election/ --number M0001",
        .options = letter_options,
        .run = letter_run,
    },
    {0},
};
