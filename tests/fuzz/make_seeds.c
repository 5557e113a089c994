// SPDX-License-Identifier: Apache-2.0
// Seeds that only the library can make: make_seeds ceremony writes the messages of a whole ceremony, one on each line;
// make_seeds opening FIXTURE writes an opened ballot of the fixture's election (0, 1 or 2); make_seeds setup-record writes one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/opening.h"
#include "scrutineer/setup_record.h"
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

// A key whose seed is 32 such bytes.
static struct scr_note_key key_of(const char *name, enum scr_note_key_type type, char digit) {
  char hex[SCR_SIGNING_KEY_HEX];
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  struct scr_secret_signing_key secret;
  struct scr_note_key key;
  memset(hex, digit, sizeof hex);
  FUZZ_REQUIRE(scr_secret_signing_key_read(&secret, hex, sizeof hex) == SCR_OK);
  scr_secret_signing_key_publish(public_key, &secret);
  FUZZ_REQUIRE(scr_note_key_make(&key, name, strlen(name), type, public_key) == SCR_OK);
  return key;
}

static void setup_record(void) {
  char uuid[] = "AAAAAAAAAAAAAA", name[] = "Example Ltd", spare[] = "abc0";
  char *spares[] = {spare};
  struct scr_entry_point points[] = {
      {key_of("online", SCR_NOTE_ED25519, '4'), SCR_METHOD_ONLINE, SCR_ENTRY_PIN, name},
      {key_of("hall", SCR_NOTE_ED25519, '5'), SCR_METHOD_MEETING, SCR_ENTRY_IDENTITY, name}};
  struct scr_note_key teller = key_of("tina", SCR_NOTE_ED25519, '6'), agent = key_of("alec", SCR_NOTE_ED25519, '7');
  struct scr_note_key witnesses[] = {key_of("w1.example", SCR_NOTE_COSIGNATURE, '8'),
                                     key_of("w2.example", SCR_NOTE_COSIGNATURE, '9')};
  struct scr_setup_record record = {.uuid = uuid,
                                    .board = key_of("votes.example.org/a", SCR_NOTE_ED25519, '1'),
                                    .officer = key_of("officer", SCR_NOTE_ED25519, '2'),
                                    .registrar = key_of("registrar", SCR_NOTE_ED25519, '3'),
                                    .entry_points_n = 2,
                                    .entry_points = points,
                                    .tellers_n = 1,
                                    .tellers = &teller,
                                    .agents_n = 1,
                                    .agents = &agent,
                                    .witnesses_n = 2,
                                    .witnesses = witnesses,
                                    .quorum = 2,
                                    .members = 7,
                                    .weight = 7,
                                    .spares_n = 1,
                                    .spares = spares,
                                    .opens = 1772800000,
                                    .closes = 1772900000,
                                    .slot = SCR_SLOT_DEFAULT};
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_setup_record(&text, &record);
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
  if (argc == 3 && strcmp(argv[1], "opening") == 0 && strchr("012", argv[2][0]) && argv[2][0] && !argv[2][1]) {
    opening(fuzz_fixture_at((size_t)(argv[2][0] - '0')));
    return 0;
  }
  (void)fprintf(stderr, "Usage: make_seeds ceremony | make_seeds setup-record | make_seeds opening 0|1|2\n");
  return 2;
}
