// SPDX-License-Identifier: Apache-2.0
#include "tests/support/journal_kit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/folder.h"
#include "tests/support/journal_parts.h"

// --- keys ---

static const char *const role_names[J_ROLES] = {
    "scrutineer.invalid/kit", "officer", "registrar", "online", "hall", "letter", "tina", "alec"};

static void make_key(struct scr_note_key *public, struct scr_secret_signing_key *secret, const char *name,
                     enum scr_note_key_type type) {
  uint8_t bytes[SCR_NOTE_PUBLIC_KEY_BYTES];
  require(scr_secret_signing_key_generate(secret), "a key");
  scr_secret_signing_key_publish(bytes, secret);
  require(scr_note_key_make(public, name, strlen(name), type, bytes), "a key");
}

static void make_entry_points(struct jkit *jkit, struct scr_setup_record *record) {
  static const struct {
    enum scr_method method;
    enum scr_entry_check check;
  } points[] = {{SCR_METHOD_ONLINE, SCR_ENTRY_PIN},
                {SCR_METHOD_MEETING, SCR_ENTRY_IDENTITY},
                {SCR_METHOD_POST, SCR_ENTRY_NOTHING}};
  record->entry_points_n = 3;
  record->entry_points = calloc(3, sizeof *record->entry_points);
  for (size_t i = 0; i < 3; i++) {
    struct scr_entry_point *point = &record->entry_points[i];
    make_key(&point->key, &jkit->key[J_ONLINE + i], role_names[J_ONLINE + i], SCR_NOTE_ED25519);
    point->method = points[i].method;
    point->check = points[i].check;
    point->operator_name = strdup("Operator");
  }
}

static void make_roles(struct jkit *jkit, struct scr_setup_record *record) {
  make_key(&record->board, &jkit->key[J_BOARD], role_names[J_BOARD], SCR_NOTE_ED25519);
  make_key(&record->officer, &jkit->key[J_OFFICER], role_names[J_OFFICER], SCR_NOTE_ED25519);
  make_key(&record->registrar, &jkit->key[J_REGISTRAR], role_names[J_REGISTRAR], SCR_NOTE_ED25519);
  make_entry_points(jkit, record);
  record->tellers_n = record->agents_n = 1;
  record->tellers = calloc(1, sizeof *record->tellers);
  record->agents = calloc(1, sizeof *record->agents);
  make_key(&record->tellers[0], &jkit->key[J_TINA], role_names[J_TINA], SCR_NOTE_ED25519);
  make_key(&record->agents[0], &jkit->key[J_ALEC], role_names[J_ALEC], SCR_NOTE_ED25519);
  if (jkit->plan.no_witnesses) return;
  record->witnesses_n = JKIT_WITNESSES;
  record->quorum = 2;
  record->witnesses = calloc(JKIT_WITNESSES, sizeof *record->witnesses);
  for (size_t i = 0; i < JKIT_WITNESSES; i++) {
    char name[] = "witness.invalid/w0";
    name[sizeof name - 2] = (char)('1' + i);
    make_key(&record->witnesses[i], &jkit->witness[i], name, SCR_NOTE_COSIGNATURE);
  }
}

// --- the election ---

const char *jkit_credential(const struct jkit *jkit, size_t voter) {
  static char spelled[8][128];
  static unsigned next;
  struct scr_text text = SCR_TEXT_INIT;
  char *into = spelled[next++ % 8];
  scr_text_add_element(&text, jkit->kit->election->group, &jkit->kit->credential_key[voter]);
  (void)snprintf(into, sizeof spelled[0], "%s", text.bytes);
  scr_text_free(&text);
  return into;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void fill_record(struct jkit *jkit, struct scr_setup_record *record) {
  const struct scr_text *trustees = kit_setup(jkit->kit, KIT_TRUSTEES_DOCUMENT);
  const struct scr_text *credentials = kit_setup(jkit->kit, KIT_CREDENTIALS);
  record->uuid = strdup(jkit->kit->election->uuid);
  make_roles(jkit, record);
  scr_hash(&record->roll, "roll", 4);
  scr_hash(&record->links, "links", 5);
  scr_hash(&record->trustees, trustees->bytes, trustees->length);
  scr_hash(&record->credentials, credentials->bytes, credentials->length);
  record->members = JKIT_MEMBERS;
  for (size_t i = 0; i < JKIT_MEMBERS; i++) record->weight += jkit->plan.weighted ? 2 + i % 2 : 1;
  record->spares_n = JKIT_SPARES;
  record->spares = calloc(JKIT_SPARES, sizeof *record->spares);
  for (size_t i = 0; i < JKIT_SPARES; i++) record->spares[i] = strdup(jkit_credential(jkit, JKIT_MEMBERS + i));
  qsort(record->spares, JKIT_SPARES, sizeof *record->spares, by_name);
  record->opens = JKIT_OPENS;
  record->closes = JKIT_OPENS + UINT64_C(100) * JKIT_SLOT;
  record->slot = JKIT_SLOT;
  record->method_minimum = jkit->plan.method_minimum;
  if (jkit->plan.no_window) record->opens = record->closes = 0;
  if (jkit->plan.spoil) jkit->plan.spoil(record);
}

static void put(const char *folder, const char *name, const struct scr_text *text) {
  char path[400];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  require(scr_file_write(path, text->bytes, text->length, 0644, true), path);
}

// The record, and the election's document that names it.
static void bind(struct jkit *jkit) {
  struct scr_text text = SCR_TEXT_INIT, description = SCR_TEXT_INIT, *document = kit_setup(jkit->kit, KIT_ELECTION);
  struct scr_setup_record *record = calloc(1, sizeof *record);
  struct scr_election *election = jkit->kit->election;
  char *own = election->description;
  fill_record(jkit, record);
  scr_text_add_setup_record(&text, record);
  scr_setup_record_free(record);
  require(scr_setup_record_new(&jkit->record, text.bytes, text.length), "the setup record");
  put(jkit->public_folder, "setup.json", &text);
  scr_text_add_bound_description(&description, "For tests", &jkit->record->hash);
  election->description = description.bytes;
  scr_text_clear(document);
  scr_text_add_election(document, election);
  election->description = own;
  scr_election_free(election);
  require(scr_election_new(&jkit->kit->election, document->bytes, document->length), "the election");
  scr_text_free(&description);
  scr_text_free(&text);
}

static struct kit_plan plan_of(const struct jkit_plan *plan) {
  struct kit_plan made = {.questions = {{.title = "Who?", .answers = {"Ann", "Bea"}, .max = 1}},
                          .voters = JKIT_MEMBERS + JKIT_SPARES,
                          .singles = 1};
  made.questions[0].min = 1;
  made.questions[0].blank = plan->blank;
  for (size_t i = 0; plan->weighted && i < made.voters; i++) made.weights[i] = 2 + i % 2;
  return made;
}

// --- the folder ---

static enum scr_status sign_note(void *context, struct scr_text *note, const char *text, size_t length) {
  const struct jkit *jkit = context;
  return scr_secret_note_sign(note, text, length, &jkit->record->board, &jkit->key[J_BOARD]);
}

static uint64_t read_clock(void *context) {
  return ((const struct jkit *)context)->now;
}

static void make_folder(struct jkit *jkit) {
  const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  (void)snprintf(jkit->folder, sizeof jkit->folder, "%s/scrutineer-journal-XXXXXX", memory);
  if (!mkdtemp(jkit->folder)) kit_stop("no folder");
  (void)snprintf(jkit->public_folder, sizeof jkit->public_folder, "%s/public", jkit->folder);
  (void)snprintf(jkit->kept, sizeof jkit->kept, "%s/kept", jkit->folder);
  (void)snprintf(jkit->path, sizeof jkit->path, "%s/public/board.bel", jkit->folder);
  if (mkdir(jkit->public_folder, 0755) != 0) kit_stop("no folder");
}

struct jkit *jkit_new(const struct jkit_plan *plan) {
  struct jkit *jkit = calloc(1, sizeof *jkit);
  struct kit_plan election = plan_of(plan);
  jkit->plan = *plan;
  jkit->now = JKIT_OPENS;
  make_folder(jkit);
  jkit->kit = kit_make(&election);
  bind(jkit);
  jkit->files = (struct scr_journal_files){jkit->public_folder, jkit->kept, sign_note, read_clock, jkit};
  struct scr_text *documents = kit_setup(jkit->kit, KIT_ELECTION);
  struct scr_document of[3];
  for (size_t i = 0; i < 3; i++) of[i] = (struct scr_document){documents[i].bytes, documents[i].length};
  require(scr_board_create(jkit->path, JKIT_OPENS - 100, of[0], of[1], of[2]), "the board");
  if (!plan->spoil) require(jkit_reopen(jkit), "the journal");
  return jkit;
}

void jkit_free(struct jkit *jkit) {
  jkit_close(jkit);
  (void)folder_remove(jkit->folder);
  scr_setup_record_free(jkit->record);
  scr_text_free(&jkit->ballot);
  kit_election_free(jkit->kit);
  free(jkit);
}

void jkit_close(struct jkit *jkit) {
  scr_board_close(jkit->board);
  jkit->board = NULL;
}

enum scr_status jkit_reopen(struct jkit *jkit) {
  jkit_close(jkit);
  return scr_board_open_journal(&jkit->board, jkit->path, &jkit->files);
}

void jkit_get_file(struct scr_text *bytes, const struct jkit *jkit, const char *name) {
  char path[400], piece[4096];
  (void)snprintf(path, sizeof path, "%s/%s", jkit->public_folder, name);
  FILE *file = fopen(path, "r");
  if (!file) kit_stop("there is no %s", path);
  scr_text_clear(bytes);
  for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;) scr_text_add_bytes(bytes, piece, count);
  fclose(file);
}

void jkit_put_file(const struct jkit *jkit, const char *name, const struct scr_text *bytes) {
  put(jkit->public_folder, name, bytes);
}

// --- ballots ---

void jkit_accept(struct jkit *jkit, const char *by, enum jkit_role key, uint64_t came) {
  struct scr_text statement = SCR_TEXT_INIT;
  struct scr_acceptance *acceptance = &jkit->acceptance;
  scr_hash(&acceptance->ballot, jkit->ballot.bytes, jkit->ballot.length);
  acceptance->came = came;
  (void)snprintf(acceptance->signature.by, sizeof acceptance->signature.by, "%s", by);
  scr_text_add_acceptance_statement(&statement, jkit->kit->election, &acceptance->ballot, by, came);
  scr_secret_signing_key_sign(acceptance->signature.bytes, &jkit->key[key], statement.bytes, statement.length);
  scr_text_free(&statement);
}

void jkit_make_ballot(struct jkit *jkit, size_t voter, size_t choice, enum jkit_role point) {
  uint32_t votes[KIT_CELLS] = {0};
  votes[choice] = 1;
  struct scr_ballot *ballot = kit_new_ballot(jkit->kit, voter, votes);
  scr_text_clear(&jkit->ballot);
  scr_text_add_ballot(&jkit->ballot, jkit->kit->election, ballot);
  scr_ballot_free(ballot);
  jkit_accept(jkit, role_names[point], point, scr_slot_of(jkit->record, jkit->now));
}

enum scr_status jkit_cast_made(struct jkit *jkit) {
  struct scr_document ballot = {jkit->ballot.bytes, jkit->ballot.length};
  enum scr_status status = SCR_OK;
  enum scr_status run = scr_board_cast_all(&status, &jkit->tracker, jkit->board, &ballot, &jkit->acceptance, 1);
  return run == SCR_OK ? status : run;
}

enum scr_status jkit_cast(struct jkit *jkit, size_t voter, size_t choice, enum jkit_role point) {
  jkit_make_ballot(jkit, voter, choice, point);
  return jkit_cast_made(jkit);
}

// --- acts ---

void jkit_sign_act(struct scr_signed_act *sealed, const struct jkit *jkit, const struct scr_act *act,
                   const enum jkit_role *by) {
  struct scr_text statement = SCR_TEXT_INIT;
  *sealed = (struct scr_signed_act){.act = *act};
  scr_text_add_act(&sealed->body, jkit->kit->election, act);
  scr_text_add_signed_statement(&statement, SCR_STATEMENT_ACT, jkit->kit->election->fingerprint, sealed->body.bytes,
                                sealed->body.length);
  for (; *by != J_ROLES; by++) {
    struct scr_role_signature *signature = &sealed->signatures[sealed->signatures_n++];
    (void)snprintf(signature->by, sizeof signature->by, "%s", role_names[*by]);
    scr_secret_signing_key_sign(signature->bytes, &jkit->key[*by], statement.bytes, statement.length);
  }
  scr_text_free(&statement);
}

enum scr_status jkit_act(struct jkit *jkit, struct scr_act *act, const enum jkit_role *by) {
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  if (act->made == 0) act->made = scr_slot_of(jkit->record, jkit->now);
  jkit_sign_act(sealed, jkit, act, by);
  enum scr_status status = scr_board_act(jkit->board, sealed);
  scr_text_free(&sealed->body);
  free(sealed);
  return status;
}

enum scr_status jkit_open_voting(struct jkit *jkit) {
  struct scr_act act = {.kind = SCR_ACT_OPEN};
  return jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
}

enum scr_status jkit_close_methods(struct jkit *jkit) {
  static const enum scr_method methods[] = {SCR_METHOD_ONLINE, SCR_METHOD_MEETING, SCR_METHOD_POST};
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < 3 && status == SCR_OK; i++) {
    struct scr_act act = {.kind = SCR_ACT_CLOSE_METHOD, .method = methods[i]};
    if (!scr_journal_method_closed(scr_board_journal(jkit->board), methods[i]))
      status = jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
  }
  return status;
}

enum scr_status jkit_close_voting(struct jkit *jkit) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE};
  enum scr_status status = jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
  return status == SCR_OK ? scr_board_append(jkit->board, SCR_EVENT_END_BALLOTS, NULL, 0) : status;
}

// --- witnesses ---

void jkit_cosign_note(struct scr_text *note, const struct jkit *jkit, size_t n, uint64_t time) {
  struct scr_note parsed;
  struct scr_text lines = SCR_TEXT_INIT;
  require(scr_note_parse(&parsed, note->bytes, note->length), "a checkpoint");
  for (size_t i = 0; i < n; i++)
    require(scr_secret_cosign(&lines, parsed.text, parsed.text_length, time, &jkit->record->witnesses[i],
                              &jkit->witness[i]),
            "a cosignature");
  scr_text_add_bytes(note, lines.bytes, lines.length);
  scr_text_free(&lines);
}

void jkit_put_cosigned(const struct jkit *jkit, const struct scr_text *note, uint64_t size) {
  char name[160];
  (void)snprintf(name, sizeof name, "%s/log/cosigned", jkit->public_folder);
  (void)mkdir(name, 0755);
  (void)snprintf(name, sizeof name, "log/cosigned/%llu", (unsigned long long)size);
  put(jkit->public_folder, name, note);
}

void jkit_sign_size_by(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size,
                       enum jkit_role by) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  struct scr_note_key key;
  uint8_t bytes[SCR_NOTE_PUBLIC_KEY_BYTES];
  scr_merkle_root(&root, scr_log_tree(log), size);
  scr_text_add_checkpoint(&text, role_names[J_BOARD], size, &root);
  scr_secret_signing_key_publish(bytes, &jkit->key[by]);
  require(scr_note_key_make(&key, role_names[J_BOARD], strlen(role_names[J_BOARD]), SCR_NOTE_ED25519, bytes), "a key");
  require(scr_secret_note_sign(note, text.bytes, text.length, &key, &jkit->key[by]), "a checkpoint");
  scr_text_free(&text);
}

void jkit_sign_size(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size) {
  jkit_sign_size_by(note, jkit, log, size, J_BOARD);
}

void jkit_cosign(struct jkit *jkit, size_t n, uint64_t time) {
  struct scr_text note = SCR_TEXT_INIT;
  const struct scr_log *log = scr_board_log(jkit->board);
  jkit_sign_size(&note, jkit, log, scr_log_size(log));
  jkit_cosign_note(&note, jkit, n, time);
  jkit_put_cosigned(jkit, &note, scr_log_size(log));
  scr_text_free(&note);
}

// --- verifying ---

struct scr_report *jkit_verify(struct jkit *jkit) {
  struct scr_report *report;
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  require(scr_verify(&report, jkit->path, &options), "verifying");
  return report;
}

void jkit_expect_only(struct jkit *jkit, enum scr_check_id id, enum scr_status status) {
  jkit_close(jkit);
  kit_expect_only(jkit_verify(jkit), id, status, -1);
}

void jkit_expect_verdict(struct jkit *jkit, enum scr_verdict verdict) {
  jkit_close(jkit);
  kit_expect_verdict(jkit_verify(jkit), verdict);
}
