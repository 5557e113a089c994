// SPDX-License-Identifier: Apache-2.0
#include "tests/support/journal_kit.h"

#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) kit_stop("%s: %s", what, scr_status_id(status));
}

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

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk) {
  (void)stat, (void)type, (void)walk;
  return remove(path);
}

void jkit_free(struct jkit *jkit) {
  jkit_close(jkit);
  (void)nftw(jkit->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
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

static void cosign_note(struct scr_text *note, const struct jkit *jkit, size_t n, uint64_t time) {
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

static void put_cosigned(const struct jkit *jkit, const struct scr_text *note, uint64_t size) {
  char name[160];
  (void)snprintf(name, sizeof name, "%s/log/cosigned", jkit->public_folder);
  (void)mkdir(name, 0755);
  (void)snprintf(name, sizeof name, "log/cosigned/%llu", (unsigned long long)size);
  put(jkit->public_folder, name, note);
}

// The checkpoint of the first `size` entries, signed in the board's name by a role.
static void sign_size_by(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size,
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

static void sign_size(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size) {
  sign_size_by(note, jkit, log, size, J_BOARD);
}

void jkit_cosign(struct jkit *jkit, size_t n, uint64_t time) {
  struct scr_text note = SCR_TEXT_INIT;
  const struct scr_log *log = scr_board_log(jkit->board);
  sign_size(&note, jkit, log, scr_log_size(log));
  cosign_note(&note, jkit, n, time);
  put_cosigned(jkit, &note, scr_log_size(log));
  scr_text_free(&note);
}

// --- the count ---

static struct scr_session *look(struct jkit *jkit) {
  struct scr_session *session;
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  require(scr_session_new(&session, jkit->path, &options), "the board");
  return session;
}

enum scr_status jkit_tally(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&data[0], jkit->kit->election, scr_session_tally(session));
  scr_hash(&hash, data[0].bytes, data[0].length);
  scr_text_add_sized_tally(&data[1], scr_session_tally(session), &hash);
  struct scr_document documents[2] = {{data[0].bytes, data[0].length}, {data[1].bytes, data[1].length}};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_ENCRYPTED_TALLY, documents, 2);
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_share(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_partial_decryption *share;
  struct scr_hash hash;
  require(scr_secret_decrypt(&share, jkit->kit->election, scr_session_tally(session),
                             scr_trustees_key(jkit->kit->trustees, 1), &jkit->kit->trustee[0]),
          "a share");
  scr_text_add_partial_decryption(&data[0], jkit->kit->election, share);
  scr_hash(&hash, data[0].bytes, data[0].length);
  scr_text_add_owned(&data[1], 1, &hash);
  struct scr_document documents[2] = {{data[0].bytes, data[0].length}, {data[1].bytes, data[1].length}};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_PARTIAL_DECRYPTION, documents, 2);
  scr_partial_decryption_free(share);
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_result(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text text = SCR_TEXT_INIT;
  uint64_t votes[KIT_CELLS];
  require(scr_result_compute(votes, NULL, jkit->kit->election, scr_session_trustees(session),
                             scr_session_tally(session), scr_session_decryptions(session)),
          "the result");
  scr_text_add_result(&text, jkit->kit->election, votes);
  struct scr_document document = {text.bytes, text.length};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_RESULT, &document, 1);
  scr_text_free(&text);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_declare(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  const struct scr_report *report = scr_session_report(session);
  struct scr_act act = {.kind = SCR_ACT_DECLARE, .columns_n = jkit->kit->election->ciphertexts_n};
  uint64_t total[KIT_CELLS];
  for (size_t i = 0; i < act.columns_n; i++) total[i] = report->votes[i] + report->paper_votes[i];
  act.columns[0] = report->votes;
  act.columns[1] = report->paper_votes;
  act.columns[2] = total;
  act.result = scr_journal_result(scr_board_journal(jkit->board));
  enum scr_status status = jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
  scr_session_free(session);
  return status;
}

void jkit_run(struct jkit *jkit) {
  require(jkit_open_voting(jkit), "opening");
  require(jkit_cast(jkit, 0, 0, J_ONLINE), "a ballot");
  jkit->now += JKIT_SLOT;
  require(jkit_cast(jkit, 1, 1, J_HALL), "a ballot");
  require(jkit_cast(jkit, 2, 0, J_LETTER), "a ballot");
  jkit->now += JKIT_SLOT;
  require(jkit_close_methods(jkit), "closing the methods");
  require(jkit_close_voting(jkit), "closing");
  if (!jkit->plan.no_witnesses) jkit_cosign(jkit, 2, jkit->now);
  require(jkit_tally(jkit), "the tally");
  require(jkit_share(jkit), "a share");
  require(jkit_result(jkit), "the result");
  require(jkit_declare(jkit), "declaring");
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

// --- rewriting ---

static void read_cosigned(struct jkit_lines *lines, const struct jkit *jkit) {
  char folder[200], path[500];
  (void)snprintf(folder, sizeof folder, "%s/log/cosigned", jkit->public_folder);
  DIR *listing = opendir(folder);
  struct scr_log_keys keys = scr_setup_record_log_keys(jkit->record);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    struct scr_text bytes = SCR_TEXT_INIT;
    struct scr_checkpoint checkpoint;
    struct scr_witnessing witnessing;
    if (entry->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "log/cosigned/%s", entry->d_name);
    jkit_get_file(&bytes, jkit, path);
    require(scr_checkpoint_open(&checkpoint, &witnessing, bytes.bytes, bytes.length, &keys), "a cosigned checkpoint");
    lines->cosigned[lines->cosigned_n++] =
        (struct jkit_cosigned){checkpoint.size, witnessing.by[0].time, witnessing.count};
    scr_text_free(&bytes);
  }
  if (listing) closedir(listing);
}

void jkit_read_lines(struct jkit_lines *lines, const struct jkit *jkit) {
  char path[200], *line = NULL;
  size_t room = 0;
  ssize_t length;
  (void)snprintf(path, sizeof path, "%s/journal.jsonl", jkit->public_folder);
  FILE *file = fopen(path, "r");
  if (!file) kit_stop("no journal");
  *lines = (struct jkit_lines){0};
  while ((length = getline(&line, &room, file)) > 0) {
    if (lines->count == JKIT_LINES) kit_stop("too many lines");
    scr_text_add_bytes(&lines->line[lines->count++], line, (size_t)length - 1);
  }
  free(line);
  fclose(file);
  read_cosigned(lines, jkit);
}

static struct scr_log *log_of(const struct jkit_lines *lines) {
  struct scr_log *log;
  require(scr_log_new(&log), "a log");
  for (size_t i = 0; i < lines->count; i++)
    require(scr_log_append(log, lines->line[i].bytes, lines->line[i].length), "a line");
  return log;
}

void jkit_lines_free(struct jkit_lines *lines) {
  for (size_t i = 0; i < lines->count; i++) scr_text_free(&lines->line[i]);
}

static void write_cosigned(struct jkit *jkit, const struct jkit_lines *lines, const struct scr_log *log) {
  struct scr_text note = SCR_TEXT_INIT;
  for (size_t i = 0; i < lines->cosigned_n; i++) {
    const struct jkit_cosigned *cosigned = &lines->cosigned[i];
    if (cosigned->size > scr_log_size(log)) continue;
    scr_text_clear(&note);
    sign_size(&note, jkit, log, cosigned->size);
    cosign_note(&note, jkit, cosigned->witnesses, cosigned->time);
    put_cosigned(jkit, &note, cosigned->size);
  }
  scr_text_free(&note);
}

void jkit_write_lines(struct jkit *jkit, struct jkit_lines *lines) {
  struct scr_log *log = log_of(lines);
  struct scr_text all = SCR_TEXT_INIT, note = SCR_TEXT_INIT;
  char folder[200];
  jkit_close(jkit);
  (void)snprintf(folder, sizeof folder, "%s/log", jkit->public_folder);
  (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  if (mkdir(folder, 0755) != 0) kit_stop("no folder");
  for (size_t i = 0; i < lines->count; i++) {
    scr_text_add_bytes(&all, lines->line[i].bytes, lines->line[i].length);
    scr_text_add(&all, "\n");
  }
  put(jkit->public_folder, "journal.jsonl", &all);
  sign_size(&note, jkit, log, scr_log_size(log));
  require(scr_log_write(log, folder, 0, note.bytes, note.length), "the log");
  write_cosigned(jkit, lines, log);
  jkit_lines_free(lines);
  scr_text_free(&note);
  scr_text_free(&all);
  scr_log_free(log);
}

void jkit_checkpoint(struct scr_text *note, const struct jkit *jkit, const struct jkit_lines *lines, uint64_t size,
                     enum jkit_role by, size_t n, uint64_t time) {
  struct scr_log *log = log_of(lines);
  sign_size_by(note, jkit, log, size, by);
  cosign_note(note, jkit, n, time);
  scr_log_free(log);
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

size_t jkit_find_line(const struct jkit_lines *lines, const char *part) {
  for (size_t i = 0; i < lines->count; i++)
    if (strstr(lines->line[i].bytes, part)) return i;
  kit_stop("no line with %s", part);
}

void jkit_remove_line(struct jkit_lines *lines, size_t at) {
  scr_text_free(&lines->line[at]);
  lines->count--;
  memmove(&lines->line[at], &lines->line[at + 1], (lines->count - at) * sizeof lines->line[0]);
  lines->line[lines->count] = (struct scr_text)SCR_TEXT_INIT;
  for (size_t i = 0; i < lines->cosigned_n; i++) lines->cosigned[i].size -= lines->cosigned[i].size > at;
}

void jkit_insert_line(struct jkit_lines *lines, size_t at, const char *bytes, size_t length) {
  struct scr_text line = SCR_TEXT_INIT;
  if (lines->count == JKIT_LINES) kit_stop("too many lines");
  scr_text_add_bytes(&line, bytes, length);
  memmove(&lines->line[at + 1], &lines->line[at], (lines->count - at) * sizeof lines->line[0]);
  lines->line[at] = line;
  lines->count++;
  for (size_t i = 0; i < lines->cosigned_n; i++) lines->cosigned[i].size += lines->cosigned[i].size > at;
}

void jkit_move_line(struct jkit_lines *lines, size_t from, size_t to) {
  struct scr_text line = lines->line[from];
  lines->line[from] = (struct scr_text)SCR_TEXT_INIT;
  jkit_remove_line(lines, from);
  jkit_insert_line(lines, to, line.bytes, line.length);
  scr_text_free(&line);
}

void jkit_entry(struct scr_entry *entry, const struct jkit *jkit, const struct scr_text *line) {
  require(scr_entry_read(entry, jkit->kit->election, line->bytes, line->length), "an entry");
}

void jkit_put_entry(struct scr_text *line, struct scr_entry *entry) {
  scr_text_clear(line);
  scr_text_add_entry(line, entry);
  scr_entry_free(entry);
}

void jkit_resign(struct scr_entry *entry, const struct jkit *jkit, const enum jkit_role *by) {
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  jkit_sign_act(sealed, jkit, &entry->act.act, by);
  scr_text_free(&entry->act.body);
  entry->act = *sealed;
  free(sealed);
}

void jkit_reaccept(struct scr_entry *entry, const struct jkit *jkit, const char *by, enum jkit_role key) {
  struct scr_text statement = SCR_TEXT_INIT;
  struct scr_acceptance *acceptance = &entry->acceptance;
  (void)snprintf(acceptance->signature.by, sizeof acceptance->signature.by, "%s", by);
  scr_text_add_acceptance_statement(&statement, jkit->kit->election, &acceptance->ballot, by, acceptance->came);
  scr_secret_signing_key_sign(acceptance->signature.bytes, &jkit->key[key], statement.bytes, statement.length);
  scr_text_free(&statement);
}

void jkit_insert_act(struct jkit_lines *lines, size_t at, const struct jkit *jkit, struct scr_act *act,
                     const enum jkit_role *by) {
  struct scr_entry *entry = calloc(1, sizeof *entry), *before = calloc(1, sizeof *before);
  struct scr_text line = SCR_TEXT_INIT;
  jkit_entry(before, jkit, &lines->line[at - 1]);
  entry->kind = SCR_ENTRY_ACT;
  entry->slot = before->slot;
  if (act->made == 0) act->made = before->slot;
  jkit_sign_act(&entry->act, jkit, act, by);
  scr_text_add_entry(&line, entry);
  jkit_insert_line(lines, at, line.bytes, line.length);
  scr_text_free(&line);
  scr_text_free(&entry->act.body);  // what the act holds is the caller's
  scr_entry_free(before);
  free(entry);
  free(before);
}
