// SPDX-License-Identifier: Apache-2.0
// The constant-time check (SEC-2), to be run under valgrind's memcheck (see CMakeLists.txt beside it): every secret is
// marked as undefined memory, so that memcheck reports each branch and each address that depends on one. The library
// marks what its generator gives (CLASSIFY) and unmarks what it publishes (DECLASSIFY); this program marks what it
// hands in, and checks every proof, which shows that what should be public has become so.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "scrutineer/commitments.h"
#include "scrutineer/merkle.h"
#include "scrutineer/note.h"

#ifndef SCRUTINEER_CTIME
#error "build the library and this program with SCRUTINEER_CTIME"
#endif

#define FINGERPRINT "mrC3iFtfrTDU2TAdLu01t+3cAd6cLfLkPVSApylLjNk"

static void expect(enum scr_status status, const char *what) {
  if (status == SCR_OK) return;
  fprintf(stderr, "%s: %s\n", what, scr_status_id(status));
  exit(3);
}

static uint32_t secret_number(uint32_t number) {
  CLASSIFY(&number, sizeof number);
  return number;
}

struct voter {
  const struct scr_group *group;
  struct scr_key *key;
  struct scr_text statement;
  struct scr_ciphertext blank, one, sum;
  struct scr_secret_scalar blank_nonce, one_nonce, sum_nonce;
};

static void vote(struct voter *voter, uint32_t is_blank) {
  struct scr_ciphertext zero;
  struct scr_secret_scalar nonce;
  expect(scr_secret_encrypt(&voter->blank, &voter->blank_nonce, voter->key, secret_number(is_blank)), "encrypt");
  expect(scr_secret_encrypt(&voter->one, &voter->one_nonce, voter->key, secret_number(!is_blank)), "encrypt");
  expect(scr_secret_encrypt(&zero, &nonce, voter->key, secret_number(0)), "encrypt");
  scr_ciphertext_add(&voter->sum, voter->group, &voter->one, &zero);
  scr_secret_scalar_add(&voter->sum_nonce, voter->group, &voter->one_nonce, &nonce);
}

static void prove_interval(const struct voter *voter, uint32_t is_blank) {
  struct scr_proof proofs[2];
  expect(scr_secret_prove_interval(proofs, voter->key, &voter->statement, &voter->one, &voter->one_nonce,
                                   secret_number(!is_blank), 0, 1),
         "prove interval");
  expect(scr_proof_check_interval(voter->key, &voter->statement, &voter->one, proofs, 0, 1, SCR_E_BALLOT_INDIVIDUAL),
         "check interval");
}

// That it is refused is told; which number it was isn't.
static void refuse(const struct voter *voter, uint32_t number) {
  struct scr_ciphertext ciphertext;
  struct scr_secret_scalar nonce;
  struct scr_proof proofs[2];
  if (scr_secret_encrypt(&ciphertext, &nonce, voter->key, secret_number(number)) != SCR_E_BALLOT_CHOICE ||
      scr_secret_prove_interval(proofs, voter->key, &voter->statement, &voter->one, &voter->one_nonce,
                                secret_number(number), 0, 1) != SCR_E_BALLOT_CHOICE)
    expect(SCR_E_BALLOT_CHOICE, "refuse");
}

static void prove_blank(const struct voter *voter, uint32_t is_blank) {
  struct scr_proof proofs[3];
  expect(scr_secret_prove_blank(proofs, voter->key, &voter->statement, &voter->blank, &voter->sum, &voter->blank_nonce,
                                &voter->sum_nonce, secret_number(is_blank)),
         "prove blank");
  expect(scr_proof_check_blank(voter->key, &voter->statement, &voter->blank, &voter->sum, proofs, SCR_E_BALLOT_BLANK),
         "check blank");
  expect(scr_secret_prove_blank_overall(proofs, voter->key, &voter->statement, &voter->blank, &voter->sum,
                                        &voter->blank_nonce, &voter->sum_nonce, secret_number(!is_blank), 1, 2),
         "prove overall");
  expect(scr_proof_check_blank_overall(voter->key, &voter->statement, &voter->blank, &voter->sum, proofs, 1, 2,
                                       SCR_E_BALLOT_OVERALL),
         "check overall");
}

static void run_voter(const struct scr_group *group, const struct scr_element *y) {
  struct voter voter = {.group = group, .key = scr_key_new(group, y), .statement = SCR_TEXT_INIT};
  if (!voter.key) expect(SCR_E_MEMORY, "key");
  scr_text_add(&voter.statement, "fingerprint|credential");
  for (uint32_t is_blank = 0; is_blank <= 1; is_blank++) {
    vote(&voter, is_blank);
    prove_interval(&voter, is_blank);
    prove_blank(&voter, is_blank);
    refuse(&voter, 2 + is_blank);
  }
  scr_text_free(&voter.statement);
  scr_key_free(voter.key);
}

static void run_trustee(const struct scr_group *group, const struct scr_secret_scalar *x, const struct scr_element *y) {
  struct scr_element factor;
  struct scr_proof proof;
  scr_secret_exp(&factor, group, y, x);
  expect(scr_secret_prove_decryption(&proof, group, FINGERPRINT, x, y, y, &factor), "prove decryption");
  expect(scr_proof_check_decryption(group, FINGERPRINT, y, y, &factor, &proof, SCR_E_DECRYPTION_PROOF),
         "check decryption");
  expect(scr_secret_prove_possession(&proof, group, x, y), "prove possession");
  expect(scr_proof_check_possession(group, y, &proof, SCR_E_SETUP_POK), "check possession");
  expect(scr_secret_sign(&proof, group, x, "message", 7), "sign");
  expect(scr_proof_check_signed(group, y, &proof, "message", 7, SCR_E_BALLOT_SIGNATURE), "check signed");
}

// A key file's text is as secret as the key.
static void run_key_file(const struct scr_group *group, const struct scr_secret_scalar *x) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_scalar read, difference;
  scr_secret_add_scalar(&text, group, x);
  expect(scr_text_ok(&text), "write a scalar");
  expect(scr_secret_scalar_parse(&read, group, text.bytes, text.length), "read a scalar");
  scr_secret_scalar_sub(&difference, group, &read, x);
  DECLASSIFY(&difference, sizeof difference);
  if (difference.limb[0] != 0) expect(SCR_E_KEY_FORM, "a scalar read back");
  scr_text_wipe(&text);
}

// A signing key from its file, which is as secret as the key, and what it signs.
static void run_commitments(void) {
  static const struct scr_link links[] = {{false, 0}, {true, 0}};
  struct scr_secret_salt made, read;
  struct scr_text text = SCR_TEXT_SECRET;
  struct scr_merkle *tree;
  struct scr_hash root;
  expect(scr_secret_salt_generate(&made), "generate a salt");
  scr_secret_add_salt(&text, &made);
  CLASSIFY(text.bytes, text.length);
  expect(scr_secret_salt_read(&read, text.bytes, text.length), "read a salt");
  expect(scr_secret_commit_links(&tree, &read, links, 2), "commit to links");
  scr_merkle_root(&root, tree, 2);
  expect(root.byte[0] == root.byte[1] && root.byte[1] == root.byte[2] ? SCR_E_RANDOM : SCR_OK, "a root is public");
  scr_merkle_free(tree);
  scr_secret_salt_wipe(&made);
  scr_secret_salt_wipe(&read);
  scr_text_wipe(&text);
}

static void run_signing_key(void) {
  struct scr_secret_signing_key made, read;
  struct scr_note_key key;
  struct scr_note_signer signer;
  struct scr_note note;
  struct scr_text text = SCR_TEXT_INIT, signed_note = SCR_TEXT_INIT;
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  expect(scr_secret_signing_key_generate(&made), "generate a signing key");
  scr_secret_add_signing_key(&text, &made);
  expect(scr_text_ok(&text), "write a signing key");
  expect(scr_secret_signing_key_read(&read, text.bytes, text.length), "read a signing key");
  scr_secret_signing_key_publish(public_key, &read);
  expect(scr_note_key_make(&key, "a", 1, SCR_NOTE_ED25519, public_key), "a verifier key");
  expect(scr_secret_note_sign(&signed_note, "text\n", 5, &key, &made), "sign a note");
  expect(scr_note_parse(&note, signed_note.bytes, signed_note.length), "read a note");
  expect(scr_note_check(&signer, &note, &key, 1), "check a note");
  scr_secret_signing_key_wipe(&made);
  scr_secret_signing_key_wipe(&read);
  scr_text_wipe(&text);
  scr_text_free(&signed_note);
}

static void run_credential(const struct scr_group *group, const char *issued) {
  char typed[SCR_CREDENTIAL_TYPED + 1], credential[SCR_CREDENTIAL_MAX];
  struct scr_secret_scalar secret;
  struct scr_element key;
  struct scr_proof proof;
  size_t length = strlen(issued);
  memcpy(typed, issued, length + 1);
  CLASSIFY(typed, length);
  if (length == SCR_CREDENTIAL_LENGTH) {
    char plain[SCR_CREDENTIAL_LENGTH + 1];
    memcpy(plain, typed, sizeof plain);
    scr_secret_credential_print(typed, plain);
    length = SCR_CREDENTIAL_TYPED;
  }
  expect(scr_secret_credential_read(credential, typed, length), "read a credential");
  expect(scr_secret_credential_derive(&secret, group, "8QbAcnHnFFgCTU", credential), "derive");
  scr_secret_exp(&key, group, scr_group_generator(group), &secret);
  expect(scr_secret_prove_schnorr(&proof, group, &secret, "sig|hash|", 9), "sign a ballot");
  expect(scr_proof_check_schnorr(group, &key, &proof, "sig|hash|", 9, SCR_E_BALLOT_SIGNATURE), "check a signature");
}

static void run_group(const struct scr_group *group) {
  struct scr_secret_scalar x;
  struct scr_element y;
  expect(scr_secret_scalar_random(&x, group), "random");
  scr_secret_exp(&y, group, scr_group_generator(group), &x);
  run_voter(group, &y);
  run_trustee(group, &x, &y);
  run_key_file(group, &x);
  run_credential(group, "fSiGn-6iJMY2-HDedu-ScLnVY");
  run_credential(group, "rSA-jpw-xYK-7gC-PLF");
}

// Making, printing and reading. What Argon2id does with a PIN is not constant time, and secret.h says so.
static void run_pin(void) {
  char handle[SCR_HANDLE_LENGTH + 1];
  struct scr_secret_pin pin, read;
  struct scr_text text = SCR_TEXT_INIT;
  expect(scr_secret_handle_generate(handle), "generate a handle");
  if (!scr_secret_handle_is(handle, strlen(handle))) expect(SCR_E_PIN_FORM, "a handle");
  expect(scr_secret_pin_generate(&pin), "generate a PIN");
  scr_secret_add_pin(&text, &pin);
  expect(scr_secret_pin_read(&read, text.bytes, text.length), "read a PIN");
  scr_secret_pin_wipe(&pin);
  scr_secret_pin_wipe(&read);
  scr_text_wipe(&text);
}

int main(void) {
  char made[SCR_CREDENTIAL_LENGTH + 1];
  if (!RUNNING_ON_VALGRIND) {
    fputs("run this under valgrind\n", stderr);
    return 2;
  }
  expect(scr_secret_credential_generate(made), "generate");
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) run_group(scr_group_at(i));
  run_signing_key();
  run_commitments();
  run_pin();
  return 0;
}
