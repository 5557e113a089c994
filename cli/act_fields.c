// SPDX-License-Identifier: Apache-2.0
#include "cli/act_fields.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/files.h"
#include "board/journal/lines.h"
#include "cli/act_reissue.h"
#include "cli/folder.h"
#include "cli/verify.h"
#include "scrutineer/opening.h"

// An act whose fields are being typed.
struct typing {
  struct scr_act *act;
  const struct office *office;
  const char *word;    // at hand, for messages
  const char *member;  // of a reissue, or NULL
};

static int wrong(const struct typing *typing, const char *what) {
  complain("%s: %s", shown(typing->word), what);
  return MISUSE;
}

static int out_of_memory(void) {
  return fail(SCR_E_MEMORY, "the act can't be made");
}

static int read_number(uint64_t *number, const struct typing *typing, const char *value) {
  char *end;
  *number = strtoull(value, &end, 10);
  return isdigit((unsigned char)value[0]) && *end == '\0' && strlen(value) < 16 ? DONE
                                                                                : wrong(typing, "not a whole number");
}

static int read_credential(char **credential, const struct typing *typing, const char *value) {
  bool known = scr_credentials_find(typing->office->credentials, value, strlen(value)) != SIZE_MAX;
  if (!known) return wrong(typing, "not a public credential of this election");
  free(*credential);
  *credential = strdup(value);
  return *credential ? DONE : out_of_memory();
}

// --- ballots: by tracker or short code, with the credential that they are under ---

struct wanted {
  bool by_code, found;
  char code[SCR_CODE_LENGTH + 1];
  struct scr_hash tracker;
  struct scr_text credential;
};

static bool look_at(void *context, const struct scr_step *step) {
  static const char key[] = "\"credential\":\"";
  struct wanted *wanted = context;
  char code[SCR_CODE_LENGTH + 1];
  if (step->event.type != SCR_EVENT_BALLOT || step->data_n != 1) return true;
  scr_ballot_code(code, &step->data[0].name);
  if (wanted->by_code ? strcmp(code, wanted->code) != 0 : !scr_hash_equal(&step->data[0].name, &wanted->tracker))
    return true;
  const struct scr_text *bytes = &step->data[0].bytes;
  const char *at = memmem(bytes->bytes, bytes->length, key, sizeof key - 1);
  if (!at) return true;
  at += sizeof key - 1;
  scr_text_add_bytes(&wanted->credential, at, strcspn(at, "\""));
  wanted->tracker = step->data[0].name;
  wanted->found = true;
  return false;
}

static int find_ballot(struct typing *typing, struct wanted *wanted) {
  char *board = find_archive(typing->office->folder);
  if (!board) return CANNOT;
  enum scr_status status = visit_steps(board, look_at, wanted);
  int code = status == SCR_OK ? DONE : fail(status, "%s can't be read", board);
  free(board);
  if (code == DONE && !wanted->found) code = wrong(typing, "no such ballot is on the board");
  if (code != DONE) return code;
  typing->act->ballot = wanted->tracker;
  return typing->act->credential ? DONE : read_credential(&typing->act->credential, typing, wanted->credential.bytes);
}

static int read_ballot(struct typing *typing, const char *value) {
  struct wanted wanted = {.credential = SCR_TEXT_INIT};
  size_t length = strlen(value);
  if (scr_hash_from_base64(&wanted.tracker, value, length) != SCR_OK) {
    wanted.by_code = true;
    if (scr_ballot_code_read(wanted.code, value, length) != SCR_OK)
      return wrong(typing, "neither a tracker nor a short code");
  }
  int code = find_ballot(typing, &wanted);
  scr_text_free(&wanted.credential);
  return code;
}

// --- what was opened for an audit ---

static int add_components(struct scr_act *act, const struct scr_opening *opening, const struct scr_group *group) {
  const struct scr_ballot *ballot = opening->ballot;
  for (size_t i = 0; i < ballot->answers_n; i++) {
    for (size_t j = 0; j < ballot->answers[i].choices_n; j++) {
      struct scr_text text = SCR_TEXT_INIT;
      struct scr_hash *grown = realloc(act->hashes, (act->hashes_n + 1) * sizeof *grown);
      if (!grown) return out_of_memory();
      act->hashes = grown;
      scr_text_add_element(&text, group, &ballot->answers[i].choices[j].alpha);
      if (scr_text_ok(&text) != SCR_OK) return out_of_memory();
      scr_hash(&act->hashes[act->hashes_n++], text.bytes, text.length);
      scr_text_free(&text);
    }
  }
  return act->hashes_n <= SCR_ACT_HASHES_MAX ? DONE : fail(SCR_E_LIMIT, "too many openings for one act");
}

static int read_opening(struct typing *typing, const char *value) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_opening *opening = NULL;
  const struct scr_election *election = typing->office->election;
  if (!read_file(&bytes, value, 2 * SCR_BALLOT_MAX)) return CANNOT;
  struct scr_key *key = scr_key_new(election->group, &election->public_key);
  enum scr_status status = key ? scr_opening_new(&opening, election, bytes.bytes, bytes.length) : SCR_E_MEMORY;
  if (status == SCR_OK)
    status = scr_opening_check(opening, election, key);  // or anyone could keep a ballot off the board
  int code = status == SCR_OK ? add_components(typing->act, opening, election->group)
                              : fail(status, "%s is not a ballot that was opened", shown(value));
  scr_opening_free(opening);
  scr_key_free(key);
  scr_text_free(&bytes);
  return code;
}

// --- the others ---

static int read_document(struct typing *typing, const char *value) {
  struct scr_text bytes = SCR_TEXT_INIT;
  if (!read_file(&bytes, value, SCR_DOCUMENT_MAX)) return CANNOT;
  scr_hash(&typing->act->document, bytes.bytes ? bytes.bytes : "", bytes.length);
  scr_text_free(&bytes);
  return DONE;
}

static int read_index(uint64_t *index, const struct typing *typing, const char *value) {
  uint64_t number = 0;
  int code = read_number(&number, typing, value);
  if (code == DONE && number == 0) code = wrong(typing, "questions and answers count from 1");
  if (code == DONE) *index = number - 1;
  return code;
}

static int read_votes(struct typing *typing, const char *value) {
  for (int i = 0; i < SCR_VOTES_CAST_N; i++) {
    if (strcmp(value, scr_votes_cast_name((enum scr_votes_cast)i)) != 0) continue;
    typing->act->votes = (enum scr_votes_cast)i;
    return DONE;
  }
  return wrong(typing, "votes are count, void or rerun");
}

static int read_uuid(struct typing *typing, const char *value) {
  if (!scr_uuid_is_valid(value, strlen(value))) return wrong(typing, "not an election's identifier");
  free(typing->act->uuid);
  typing->act->uuid = strdup(value);
  return typing->act->uuid ? DONE : out_of_memory();
}

// The credential of the freeze that is lifted is told by its entry.
static int read_frozen(struct typing *typing) {
  struct scr_text path = SCR_TEXT_INIT;
  struct scr_log *log = NULL;
  struct scr_entry *entry = calloc(1, sizeof *entry);
  uint64_t end, at = typing->act->entry;
  bool torn, found = false;
  scr_text_add_format(&path, "%s/public/" JOURNAL_LINES, typing->office->folder);
  enum scr_status status = entry ? scr_text_ok(&path) : SCR_E_MEMORY;
  if (status == SCR_OK) status = journal_lines_read(&log, &end, &torn, path.bytes);
  if (status == SCR_OK && at < scr_log_size(log)) {
    struct scr_log_entry line = scr_log_entry_at(log, at);
    status = scr_entry_read(entry, typing->office->election, line.bytes, line.length);
    found = status == SCR_OK && entry->kind == SCR_ENTRY_ACT && entry->act.act.kind == SCR_ACT_FREEZE;
  }
  int code = status == SCR_OK ? DONE : fail(status, "the journal can't be read");
  if (code == DONE && !found) code = wrong(typing, "that entry of the journal is no freeze");
  if (code == DONE) code = read_credential(&typing->act->credential, typing, entry->act.act.credential);
  if (entry) scr_entry_free(entry);
  free(entry);
  scr_log_free(log);
  scr_text_free(&path);
  return code;
}

static int read_entry(struct typing *typing, const char *value) {
  int code = read_number(&typing->act->entry, typing, value);
  return code == DONE && typing->act->kind == SCR_ACT_LIFT ? read_frozen(typing) : code;
}

static int read_reason(struct typing *typing, const char *value) {
  return scr_reason_by_name(&typing->act->reason, value) ? DONE : wrong(typing, "not one of the reasons (see --help)");
}

static int read_method(struct typing *typing, const char *value) {
  return scr_method_by_name(&typing->act->method, value) ? DONE
                                                         : wrong(typing, "methods: online meeting telephone post");
}

static int read_member(struct typing *typing, const char *value) {
  typing->member = value;
  return DONE;
}

static int read_field(struct typing *typing, const char *name, const char *value) {
  struct scr_act *act = typing->act;
  if (strcmp(name, "ballot") == 0) return read_ballot(typing, value);
  if (strcmp(name, "credential") == 0) return read_credential(&act->credential, typing, value);
  if (strcmp(name, "spare") == 0) return read_credential(&act->spare, typing, value);
  if (strcmp(name, "member") == 0) return read_member(typing, value);
  if (strcmp(name, "reason") == 0) return read_reason(typing, value);
  if (strcmp(name, "method") == 0) return read_method(typing, value);
  if (strcmp(name, "entry") == 0) return read_entry(typing, value);
  if (strcmp(name, "question") == 0) return read_index(&act->question, typing, value);
  if (strcmp(name, "answer") == 0) return read_index(&act->answer, typing, value);
  if (strcmp(name, "votes") == 0) return read_votes(typing, value);
  if (strcmp(name, "document") == 0) return read_document(typing, value);
  if (strcmp(name, "until") == 0) return read_number(&act->until, typing, value);
  if (strcmp(name, "uuid") == 0) return read_uuid(typing, value);
  return read_opening(typing, value);
}

// --- which fields a kind wants ---

static bool has_word(const char *list, const char *word) {
  size_t length = strlen(word);
  for (; *list; list += strspn(list, " ")) {
    size_t next = strcspn(list, " ");
    if (next == length && memcmp(list, word, length) == 0) return true;
    list += next;
  }
  return false;
}

static bool may_have(enum scr_act_kind kind, const char *name) {
  const char *fields = scr_act_fields(kind);
  return has_word(fields, name) || (strcmp(name, "opening") == 0 && has_word(fields, "hashes")) ||
         (strcmp(name, "member") == 0 && kind == SCR_ACT_REISSUE);
}

static bool was_typed(const char *name, char **words, size_t words_n) {
  size_t length = strlen(name);
  for (size_t i = 0; i < words_n; i++)
    if (strncmp(words[i], name, length) == 0 && words[i][length] == '=') return true;
  return false;
}

// A credential follows from the ballot, from the freeze, or from the member; a spare is picked.
static bool follows(enum scr_act_kind kind, const char *name, char **words, size_t words_n) {
  if (kind == SCR_ACT_REISSUE && strcmp(name, "spare") == 0) return true;
  if (strcmp(name, "credential") != 0) return false;
  return kind == SCR_ACT_FREEZE || kind == SCR_ACT_LIFT ||
         (kind == SCR_ACT_REISSUE && was_typed("member", words, words_n));
}

static int check_all_typed(enum scr_act_kind kind, char **words, size_t words_n) {
  static const char *const names[] = {"ballot",   "credential", "spare", "reason",   "method", "entry",
                                      "question", "answer",     "votes", "document", "until",  "uuid"};
  if (kind == SCR_ACT_CLOSE || kind == SCR_ACT_DECLARE || kind == SCR_ACT_PAPER_COUNT) {
    complain("\"%s\" is made by a command of its own (see --help)", scr_act_name(kind));
    return MISUSE;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!has_word(scr_act_fields(kind), names[i]) || follows(kind, names[i], words, words_n) ||
        was_typed(names[i], words, words_n))
      continue;
    bool of_member = kind == SCR_ACT_REISSUE && strcmp(names[i], "credential") == 0;
    complain("\"%s\" wants %s=%s", scr_act_name(kind), names[i],
             of_member ? ", or, on the registrar's machine, member=NUMBER" : "");
    return MISUSE;
  }
  if (!has_word(scr_act_fields(kind), "hashes") || was_typed("opening", words, words_n)) return DONE;
  complain("\"%s\" wants opening=FILE", scr_act_name(kind));
  return MISUSE;
}

int act_fields_read(struct scr_act *act, const struct office *office, char **words, size_t words_n) {
  struct typing typing = {.act = act, .office = office};
  int code = check_all_typed(act->kind, words, words_n);
  for (size_t i = 0; i < words_n && code == DONE; i++) {
    char name[16];
    const char *equals = strchr(words[i], '=');
    size_t length = equals ? (size_t)(equals - words[i]) : sizeof name;
    typing.word = words[i];
    if (length >= sizeof name) return wrong(&typing, "not FIELD=VALUE");
    memcpy(name, words[i], length);
    name[length] = '\0';
    code = may_have(act->kind, name) ? read_field(&typing, name, equals + 1)
                                     : wrong(&typing, "this kind of act has no such field (see --help)");
  }
  if (code == DONE && typing.member && act->credential) {
    complain("member= or credential=, not both");
    code = MISUSE;
  }
  return code == DONE && act->kind == SCR_ACT_REISSUE ? act_reissue_fill(act, office, typing.member) : code;
}
