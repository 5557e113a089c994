// SPDX-License-Identifier: Apache-2.0
// ballot make: encrypts a vote, shows the commitment, and then signs the ballot or opens it. The votes and the
// credential come from files or prompts, since arguments can be read by others on the same machine.
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ballot.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "scrutineer/opening.h"
#include "scrutineer/secret.h"
#include "scrutineer/setup_record.h"

const struct option_spec ballot_make_options[] = {
    ELECTION_OPTION,
    {"board", 'b', "FILE", "the election's public archive, instead of the one in the folder"},
    {"credential", 'c', "FILE", "the credential (default: asked for; - for standard input)"},
    {"choices", 'x', "FILE", "one line for each question: numbers of answers, or blank (default: asked for)"},
    {"decide", 'd', "WORD", "sign, or open for an audit (default: asked for; sign where there is no terminal)"},
    {"output", 'o', "FILE", "where the ballot goes (default: ballot-CODE.json)"},
    NO_OPTION,
};

// --- choices ---

#define CHOICES_MAX 65536  // bytes
#define TRIES 3            // of a person at a terminal

// Numbers of answers, each once; what is wrong with them, or NULL.
static const char *parse_numbers(uint32_t *votes, const struct scr_question *question, char *line) {
  for (char *word = strtok(line, ", "); word; word = strtok(NULL, ", ")) {
    char *end;
    unsigned long number = strtoul(word, &end, 10);
    if (!isdigit((unsigned char)*word) || *end || number < 1 || number > question->answers_n)
      return "not the number of an answer";
    if (votes[number - 1] == 1) return "an answer stands twice";
    votes[number - 1] = 1;
  }
  return NULL;
}

// One question's line: "blank", or numbers of answers separated by commas or spaces, or nothing. What is wrong, or
// NULL.
static const char *parse_choice(uint32_t *votes, const struct scr_question *question, char *line) {
  size_t first = question->blank ? 1 : 0, count = scr_question_ciphertexts(question);
  uint32_t chosen = 0;
  memset(votes, 0, count * sizeof *votes);
  line[strcspn(line, "\r\n")] = '\0';
  if (question->blank && strcmp(line, "blank") == 0) {
    votes[0] = 1;
    return NULL;
  }
  const char *problem = parse_numbers(votes + first, question, line);
  for (size_t i = first; i < count; i++) chosen += votes[i];
  if (!problem && chosen < question->min) problem = "fewer answers than must be chosen";
  if (!problem && chosen > question->max) problem = "more answers than may be chosen";
  return problem;
}

static void show_question(const struct scr_question *question) {
  (void)fprintf(stderr, "\n%s\n", shown(question->title));
  for (size_t i = 0; i < question->answers_n; i++)
    (void)fprintf(stderr, "  %zu. %s\n", i + 1, shown(question->answers[i]));
  (void)fprintf(stderr, "From %u to %u of them, by number%s: ", question->min, question->max,
                question->blank ? ", or the word blank" : "");
}

// The lines that hold the choices: those of a file, or those that are typed when asked.
struct lines {
  bool typed;
  char *rest;         // of the file
  char buffer[8192];  // what was typed
};

static char *next_line(struct lines *lines, const struct scr_question *question) {
  if (!lines->typed) return strsep(&lines->rest, "\n");
  show_question(question);
  return fgets(lines->buffer, sizeof lines->buffer, stdin);
}

static bool is_blank_to_the_end(const char *rest) {
  return !rest || rest[strspn(rest, " \r\n")] == '\0';
}

// Whoever types may try again; a file is what it is.
static int read_choice(uint32_t *votes, const struct scr_question *question, size_t number, struct lines *lines) {
  for (size_t tries = lines->typed ? TRIES : 1; tries > 0; tries--) {
    char *line = next_line(lines, question);
    if (!line) {
      complain("question %zu: the choices are missing", number);
      return MISUSE;
    }
    const char *problem = parse_choice(votes, question, line);
    if (!problem) return DONE;
    (void)fail(SCR_E_BALLOT_CHOICE, "question %zu: %s", number, problem);
    if (question->min == question->max)
      advise("%u of the numbers from 1 to %zu", question->min, question->answers_n);
    else
      advise("from %u to %u of the numbers from 1 to %zu", question->min, question->max, question->answers_n);
    if (question->blank) advise("or the word blank, alone");
  }
  return MISUSE;
}

static int read_choices(uint32_t *votes, const struct scr_election *election, struct lines *lines) {
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    int code = read_choice(votes + cell, &election->questions[i], i + 1, lines);
    if (code != DONE) return code;
    cell += scr_question_ciphertexts(&election->questions[i]);
  }
  if (is_blank_to_the_end(lines->rest)) return DONE;
  complain("there are more lines of choices than the %zu question%s of the election", election->questions_n,
           election->questions_n == 1 ? "" : "s");
  return MISUSE;
}

static int get_choices(uint32_t *votes, const struct scr_election *election, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  struct lines lines = {.typed = !path};
  int code = CANNOT;
  if (!path && !isatty(STDIN_FILENO)) {
    complain("the choices are wanted, and there is no terminal to ask for them");
    advise("put them in a file, one line for each question, and name it with --choices (- for standard input)");
    code = MISUSE;
  } else if (!path) {
    code = read_choices(votes, election, &lines);
  } else if (read_file(&text, path, CHOICES_MAX)) {
    lines.rest = text.bytes;
    if (text.length > 0 && strlen(text.bytes) == text.length) {
      code = read_choices(votes, election, &lines);
    } else {
      complain("%s holds no choices", path);
      code = MISUSE;
    }
  }
  scr_secret_wipe(&lines, sizeof lines);
  scr_text_wipe(&text);
  return code;
}

// --- credentials ---

// From what a person typed to the secret and the public credential, which must be on the list.
static enum scr_status find_credential(struct scr_secret_scalar *secret, struct scr_element *public_key,
                                       const struct setup *setup, const struct scr_text *typed) {
  const struct scr_election *election = setup->election;
  char credential[SCR_CREDENTIAL_MAX];
  struct scr_text spelled = SCR_TEXT_INIT;
  enum scr_status status = scr_secret_credential_read(credential, typed->bytes ? typed->bytes : "", typed->length);
  if (status == SCR_OK) status = scr_secret_credential_derive(secret, election->group, election->uuid, credential);
  if (status == SCR_OK) {
    scr_secret_exp(public_key, election->group, scr_group_generator(election->group), secret);
    scr_text_add_element(&spelled, election->group, public_key);
    status = scr_text_ok(&spelled);
  }
  if (status == SCR_OK && scr_credentials_find(setup->credentials, spelled.bytes, spelled.length) == SIZE_MAX)
    status = SCR_E_BALLOT_CREDENTIAL;
  scr_secret_wipe(credential, sizeof credential);
  scr_text_free(&spelled);
  if (status != SCR_OK) scr_secret_scalar_wipe(secret);
  return status;
}

static void explain_credential(enum scr_status status, const struct scr_text *typed) {
  const char *bytes = typed->bytes ? typed->bytes : "";
  (void)fail(status, "the credential can't be used");
  if (status == SCR_E_CREDENTIAL_FORM) credential_explain(bytes, typed->length);
  if (status == SCR_E_CREDENTIAL_CHECK) advise("compare it with the letter, character by character");
  if (status != SCR_E_BALLOT_CREDENTIAL) return;
  if (credential_lacks_check(bytes, typed->length))
    advise(
        "it was typed without its last three characters: a typing error can't be told from a credential of another "
        "election");
  else
    advise("it is spelled correctly, but not for this election");
}

static int get_credential(struct scr_secret_scalar *secret, struct scr_element *public_key, const struct setup *setup,
                          const char *path) {
  for (size_t tries = path ? 1 : TRIES; tries > 0; tries--) {
    struct scr_text typed = SCR_TEXT_INIT;
    bool read = read_secret(&typed, path, "Your credential");
    enum scr_status status = read ? find_credential(secret, public_key, setup, &typed) : SCR_OK;
    if (status != SCR_OK) explain_credential(status, &typed);
    scr_text_wipe(&typed);
    if (!read) return path ? CANNOT : MISUSE;  // a file that can't be read; nobody to ask
    if (status == SCR_OK) return DONE;
  }
  return MISUSE;
}

// --- deciding ---

enum decision { SIGN, OPEN, UNDECIDED };

static enum decision decide(const char *word) {
  char line[16];
  if (word) return strcmp(word, "sign") == 0 ? SIGN : strcmp(word, "open") == 0 ? OPEN : UNDECIDED;
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return SIGN;
  (void)fprintf(stderr,
                "\nNote the commitment. Then type\n  sign  to sign this ballot, so that it can be cast, or\n"
                "  open  to open it, so that you can check it; it can't be cast then: ");
  if (!fgets(line, sizeof line, stdin)) return UNDECIDED;
  line[strcspn(line, "\n")] = '\0';
  return decide(line);
}

static int write_ballot(const struct arguments *arguments, const struct scr_ballot *ballot, const struct scr_text *text,
                        const char *kind) {
  struct scr_text name = SCR_TEXT_INIT;
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, ballot->is_signed ? &ballot->tracker : &ballot->signed_hash);
  scr_text_add_format(&name, "%s-%s.json", kind, code);
  const char *path = option_or(arguments, "output", scr_text_ok(&name) == SCR_OK ? name.bytes : "ballot.json");
  bool written = true;
  if (strcmp(path, "-") == 0)
    print_text(text);
  else
    written = write_file(path, text, PUBLIC_FILE, false);
  if (written && strcmp(path, "-") != 0) message("Wrote %s", shown(path));
  scr_text_free(&name);
  return written ? DONE : CANNOT;
}

// Casting is not the voter's to do; where the election has a journal, only what an entry point lets in can be cast.
static const char *how_to_cast(const struct scr_election *election) {
  struct scr_hash record;
  return scr_description_record(&record, election->description)
             ? "give the file to one of the\nentry points that your letter names, which lets it in; your PIN, if you "
               "have "
               "one, is asked for there."
             : "send the file to the\nreturning officer, who puts it on the board.";
}

static int sign_ballot(const struct arguments *arguments, struct scr_ballot *ballot,
                       const struct scr_election *election, const struct scr_secret_scalar *secret) {
  struct scr_text text = SCR_TEXT_INIT;
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  enum scr_status status = scr_secret_ballot_sign(ballot, election, secret);
  if (status != SCR_OK) return fail(status, "the ballot can't be signed");
  scr_text_add_ballot(&text, election, ballot);
  int code_of_exit = write_ballot(arguments, ballot, &text, "ballot");
  scr_text_free(&text);
  if (code_of_exit != DONE) return code_of_exit;
  scr_hash_base64(tracker, &ballot->tracker);
  scr_ballot_code(code, &ballot->tracker);
  message("Your ballot's tracker:    %s\nIts short code:           %s\nKeep both. The ballot is not cast yet: %s",
          tracker, code, how_to_cast(election));
  return DONE;
}

static int open_ballot(const struct arguments *arguments, const struct scr_ballot *ballot,
                       const struct scr_election *election, const uint32_t *votes,
                       const struct scr_secret_scalar *nonces) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_scalar *published = calloc(election->ciphertexts_n, sizeof *published);
  if (!published) return fail(SCR_E_MEMORY, "the ballot can't be opened");
  for (size_t i = 0; i < election->ciphertexts_n; i++) scr_secret_scalar_publish(&published[i], &nonces[i]);
  scr_text_add_opening(&text, election, ballot, votes, published);
  int code = write_ballot(arguments, ballot, &text, "opening");
  if (code == DONE)
    message(
        "The ballot is open: anyone can read it, and nobody can cast it. Check it with \"scrutineer ballot audit\",\n"
        "best on another device, then make a new ballot.");
  scr_text_free(&text);
  free(published);
  return code;
}

static int make_and_decide(const struct arguments *arguments, const struct setup *setup,
                           const struct scr_secret_scalar *secret, const struct scr_element *credential,
                           const uint32_t *votes) {
  char commitment[SCR_HASH_BASE64 + 1];
  struct scr_ballot *ballot = NULL;
  size_t cells = setup->election->ciphertexts_n;
  struct scr_secret_scalar *nonces = calloc(cells, sizeof *nonces);
  enum scr_status status = nonces ? SCR_OK : SCR_E_MEMORY;
  if (status == SCR_OK)
    status = scr_secret_ballot_make(&ballot, nonces, setup->election, setup->key, credential, votes);
  int code = status == SCR_OK ? DONE : fail(status, "the ballot can't be made");
  if (status == SCR_OK) {
    scr_hash_base64(commitment, &ballot->signed_hash);
    message("The ballot's commitment:  %s", commitment);
    enum decision decision = decide(option(arguments, "decide"));
    if (decision == UNDECIDED) {
      complain("neither sign nor open: nothing was written");
      code = MISUSE;
    } else {
      code = decision == SIGN ? sign_ballot(arguments, ballot, setup->election, secret)
                              : open_ballot(arguments, ballot, setup->election, votes, nonces);
    }
  }
  if (nonces) scr_secret_wipe(nonces, cells * sizeof *nonces);
  free(nonces);
  scr_ballot_free(ballot);
  return code;
}

int ballot_make_run(const struct arguments *arguments) {
  struct setup setup;
  struct scr_secret_scalar secret = {{0}};
  struct scr_element credential;
  char *path = find_board(arguments);
  int code = read_setup(&setup, path, true);
  free(path);
  if (code != DONE) return code;
  code = CANNOT;
  size_t size = setup.election->ciphertexts_n * sizeof(uint32_t);
  uint32_t *votes = malloc(size);
  if (votes) code = get_credential(&secret, &credential, &setup, option(arguments, "credential"));
  if (votes && code == DONE) code = get_choices(votes, setup.election, option(arguments, "choices"));
  if (votes && code == DONE) code = make_and_decide(arguments, &setup, &secret, &credential, votes);
  scr_secret_scalar_wipe(&secret);
  if (votes) scr_secret_wipe(votes, size);
  free(votes);
  free_setup(&setup);
  return code;
}
