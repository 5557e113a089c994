// SPDX-License-Identifier: Apache-2.0
// Seeds that only the library can make: make_seeds ceremony writes the messages of a whole ceremony, one on each line;
// make_seeds opening FIXTURE writes an opened ballot of the fixture's election (0, 1 or 2); make_seeds setup-record writes one;
// make_seeds journal writes the entries of a journal; make_seeds acceptance what an entry point says of a ballot.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/opening.h"
#include "scrutineer/journal.h"
#include "tests/fuzz/ceremony.h"
#include "tests/fuzz/fuzz.h"

static void print(const struct scr_text *text) {
  FUZZ_REQUIRE(scr_text_ok(text) == SCR_OK);
  (void)printf("%.*s\n", (int)text->length, text->bytes);
}

// One step of one trustee, with all that was published before.
static void take_step(struct scr_text *out, enum fuzz_step step, uint32_t index,
                      const struct scr_message of[FUZZ_STEPS][FUZZ_CEREMONY_SIZE]) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  const struct scr_secret_seed seed = fuzz_seed(index);
  struct scr_secret_scalar share;
  struct scr_blame blame;
  enum scr_status status = SCR_OK;
  switch (step) {
    case FUZZ_CERTIFICATE: status = scr_secret_ceremony_certificate(out, &terms, &seed); break;
    case FUZZ_COMMIT: status = scr_secret_ceremony_commit(out, &blame, &terms, &seed, of[0]); break;
    case FUZZ_AGREE: status = scr_secret_ceremony_agree(out, &blame, &terms, &seed, of[0], of[1]); break;
    case FUZZ_REVEAL: status = scr_secret_ceremony_reveal(out, &blame, &terms, &seed, of[0], of[1], of[2]); break;
    default: status = scr_secret_ceremony_finish(out, &share, &blame, &terms, &seed, of[0], of[1], of[2], of[3]);
  }
  FUZZ_REQUIRE(status == SCR_OK);
}

static void ceremony(void) {
  struct scr_text texts[FUZZ_STEPS][FUZZ_CEREMONY_SIZE] = {{SCR_TEXT_INIT}};
  struct scr_message of[FUZZ_STEPS][FUZZ_CEREMONY_SIZE] = {{{NULL, 0}}};
  for (int step = 0; step < FUZZ_STEPS; step++) {
    for (uint32_t i = 0; i < FUZZ_CEREMONY_SIZE; i++) {
      take_step(&texts[step][i], (enum fuzz_step)step, i + 1, of);
      print(&texts[step][i]);
    }
    for (uint32_t i = 0; i < FUZZ_CEREMONY_SIZE; i++)
      of[step][i] = (struct scr_message){texts[step][i].bytes, texts[step][i].length};
  }
  for (int step = 0; step < FUZZ_STEPS; step++)
    for (uint32_t i = 0; i < FUZZ_CEREMONY_SIZE; i++) scr_text_free(&texts[step][i]);
}

// As few answers as the question wants, from the last on: not blank.
static void choose(uint32_t *votes, const struct scr_election *election) {
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    cell += scr_question_ciphertexts(&election->questions[i]);
    for (uint32_t j = 1; j <= election->questions[i].min; j++) votes[cell - j] = 1;
  }
}

static void opening(const struct fuzz_fixture *fixture) {
  const struct scr_election *election = fixture->election;
  uint32_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  struct scr_secret_scalar *secrets = calloc(election->ciphertexts_n, sizeof *secrets);
  struct scr_scalar *nonces = calloc(election->ciphertexts_n, sizeof *nonces);
  struct scr_ballot *ballot;
  struct scr_text text = SCR_TEXT_INIT;
  FUZZ_REQUIRE(votes && secrets && nonces);
  choose(votes, election);
  FUZZ_REQUIRE(scr_secret_ballot_make(&ballot, secrets, election, scr_session_key(fixture->session),
                                      scr_group_generator(election->group), votes) == SCR_OK);
  for (size_t i = 0; i < election->ciphertexts_n; i++) scr_secret_scalar_publish(&nonces[i], &secrets[i]);
  scr_text_add_opening(&text, election, ballot, votes, nonces);
  print(&text);
  scr_text_free(&text);
  scr_ballot_free(ballot);
  free(votes);
  free(secrets);
  free(nonces);
}

static void setup_record(void) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_setup_record(&text, fuzz_record());
  print(&text);
  scr_text_free(&text);
}

// --- a journal of the first fixture, with signatures that hold for nothing ---

static struct scr_entry seed;  // the next entry
static uint64_t entries;

static void print_entry(void) {
  struct scr_text text = SCR_TEXT_INIT;
  seed.slot = 1970000 + entries++ / 4;
  scr_text_add_entry(&text, &seed);
  print(&text);
  scr_text_free(&text);
}

static void print_event(enum scr_event_type type) {
  seed = (struct scr_entry){.kind = SCR_ENTRY_EVENT, .type = type};
  scr_hash(&seed.event, &entries, sizeof entries);
  print_entry();
}

static void print_ballot(const char *point) {
  seed = (struct scr_entry){.kind = SCR_ENTRY_BALLOT, .type = SCR_EVENT_BALLOT, .acceptance = {.came = 1970000}};
  scr_hash(&seed.event, &entries, sizeof entries);
  seed.event.byte[0] = FUZZ_FIRST_MEMBER;  // whose ballot it is: targets_journal.c
  seed.acceptance.ballot = seed.event;
  (void)snprintf(seed.acceptance.signature.by, sizeof seed.acceptance.signature.by, "%s", point);
  print_entry();
}

static void print_act(struct scr_act act, const char *first, const char *second, const char *third) {
  const char *const by[] = {first, second, third};
  act.made = 1970000;
  seed = (struct scr_entry){.kind = SCR_ENTRY_ACT, .act = {.act = act}};
  scr_text_add_act(&seed.act.body, fuzz_fixture_at(0)->election, &act);
  for (size_t i = 0; i < 3 && by[i]; i++)
    (void)snprintf(seed.act.signatures[seed.act.signatures_n++].by, sizeof seed.act.signatures[0].by, "%s", by[i]);
  print_entry();
  scr_text_free(&seed.act.body);
}
#define OFFICER(...) print_act((struct scr_act){__VA_ARGS__}, "officer", NULL, NULL)

static void paper_count(uint64_t *cells) {
  struct scr_act act = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  act.paper = (struct scr_paper_count){.issued = 1,
                                       .returned = 1,
                                       .weight = 1,
                                       .rejected[SCR_REASON_RULES] = 1,
                                       .votes_n = fuzz_fixture_at(0)->election->ciphertexts_n,
                                       .votes = cells,
                                       .refusals_n = 1,
                                       .refusals = {"alec"}};
  print_act(act, "officer", "tina", NULL);
}

static void journal(void) {
  const struct fuzz_fixture *fixture = fuzz_fixture_at(0);
  struct scr_hash hash = {{3}};
  uint64_t *cells = calloc(fixture->election->ciphertexts_n, sizeof *cells);
  char *first = fixture->credentials[FUZZ_FIRST_MEMBER], *lost = fixture->credentials[FUZZ_FIRST_MEMBER + 1],
       *paper = fixture->credentials[FUZZ_FIRST_MEMBER + 2], *spare = fixture->credentials[0];
  char uuid[] = "AAAAAAAAAAAAAA";
  FUZZ_REQUIRE(cells);
  print_event(SCR_EVENT_SETUP);
  OFFICER(.kind = SCR_ACT_OPEN);
  print_ballot("online");
  print_ballot("hall");
  print_act((struct scr_act){.kind = SCR_ACT_FREEZE, .credential = first, .ballot = seed.acceptance.ballot}, "hall", "tina", NULL);
  print_act((struct scr_act){.kind = SCR_ACT_LIFT, .credential = first, .entry = 4}, "tina", "hall", NULL);
  print_act((struct scr_act){.kind = SCR_ACT_VOID, .credential = lost, .reason = SCR_REASON_LOST}, "hall", "officer", NULL);
  print_act((struct scr_act){.kind = SCR_ACT_REISSUE, .credential = lost, .spare = spare}, "registrar", "hall", NULL);
  print_act((struct scr_act){.kind = SCR_ACT_VOID, .credential = paper, .reason = SCR_REASON_PAPER}, "hall", "officer", NULL);
  print_act((struct scr_act){.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &hash}, "online", NULL, NULL);
  OFFICER(.kind = SCR_ACT_WITHDRAW, .reason = SCR_REASON_OTHER, .votes = SCR_VOTES_VOID);
  OFFICER(.kind = SCR_ACT_SUSPEND, .answer = 1, .votes = SCR_VOTES_RERUN);
  OFFICER(.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE, .document = hash);
  OFFICER(.kind = SCR_ACT_DISPUTE, .reason = SCR_REASON_COUNT, .document = hash);
  OFFICER(.kind = SCR_ACT_ANSWER, .entry = 13, .reason = SCR_REASON_COUNT, .document = hash);
  OFFICER(.kind = SCR_ACT_CLOSE_METHOD, .method = SCR_METHOD_ONLINE);
  OFFICER(.kind = SCR_ACT_CLOSE_METHOD, .method = SCR_METHOD_MEETING);
  paper_count(cells);
  OFFICER(.kind = SCR_ACT_CLOSE);
  print_event(SCR_EVENT_END_BALLOTS);
  print_event(SCR_EVENT_ENCRYPTED_TALLY);
  print_event(SCR_EVENT_PARTIAL_DECRYPTION);
  print_event(SCR_EVENT_RESULT);
  OFFICER(.kind = SCR_ACT_DECLARE, .result = hash, .columns_n = fixture->election->ciphertexts_n,
          .columns = {cells, cells, cells});
  OFFICER(.kind = SCR_ACT_APPEALED, .until = 1773000000);
  OFFICER(.kind = SCR_ACT_CONFIRM);
  OFFICER(.kind = SCR_ACT_SET_ASIDE, .reason = SCR_REASON_COURT);
  OFFICER(.kind = SCR_ACT_SUPERSEDE, .uuid = uuid);
  OFFICER(.kind = SCR_ACT_ABANDON, .reason = SCR_REASON_COURT);
  free(cells);
}

static void acceptance(void) {
  struct scr_acceptance made = {.ballot = {{7}}, .came = 1970000, .signature = {.by = "online"}};
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_acceptance(&text, &made);
  print(&text);
  scr_text_free(&text);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "ceremony") == 0) {
    ceremony();
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "setup-record") == 0) {
    setup_record();
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "journal") == 0) {
    journal();
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "acceptance") == 0) {
    acceptance();
    return 0;
  }
  if (argc == 3 && strcmp(argv[1], "opening") == 0 && strchr("012", argv[2][0]) && argv[2][0] && !argv[2][1]) {
    opening(fuzz_fixture_at((size_t)(argv[2][0] - '0')));
    return 0;
  }
  (void)fprintf(stderr, "Usage: make_seeds ceremony | make_seeds setup-record | make_seeds journal | make_seeds acceptance |\n"
                        "       make_seeds opening 0|1|2\n");
  return 2;
}
