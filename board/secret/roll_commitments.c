// SPDX-License-Identifier: Apache-2.0
// The registrar's commitments. Every value has a salt of its own, which follows from one secret, the value's place and its
// name: HMAC-SHA256(secret, "scrutineer-roll-1 POSITION NAME"). So the secret opens everything, and one salt only its value.
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "scrutineer/commitments.h"
#include "scrutineer/merkle.h"
#include "scrutineer/secret.h"

#define ROLL "scrutineer-roll-1"
#define LINKS "scrutineer-links-1"

_Static_assert(SCR_SALT_HEX == 2 * sizeof(struct scr_secret_salt), "two digits for each byte");

// --- the secret ---

enum scr_status scr_secret_salt_generate(struct scr_secret_salt *secret) {
  return scr_secret_random_bytes(secret->bytes, sizeof secret->bytes);
}

void scr_secret_salt_wipe(struct scr_secret_salt *secret) {
  scr_secret_wipe(secret, sizeof *secret);
}

void scr_secret_add_salt(struct scr_text *text, const struct scr_secret_salt *secret) {
  char hex[SCR_SALT_HEX + 1];  // secret
  sodium_bin2hex(hex, sizeof hex, secret->bytes, sizeof secret->bytes);
  scr_text_add_secret(text, hex, SCR_SALT_HEX);
  scr_secret_wipe(hex, sizeof hex);
}

enum scr_status scr_secret_salt_read(struct scr_secret_salt *secret, const char *hex, size_t length) {
  struct scr_secret_salt read = {{0}};
  bool good = length == SCR_SALT_HEX && hex_read(read.bytes, sizeof read.bytes, hex);
  if (good) *secret = read;
  scr_secret_salt_wipe(&read);
  return good ? SCR_OK : SCR_E_KEY_FORM;
}

// --- salts and commitments ---

static void derive(struct scr_hash *salt, const struct scr_secret_salt *secret, const char *tree, uint64_t position,
                   const char *name) {
  crypto_auth_hmacsha256_state mac;
  char label[96];  // public; the names are short
  int length = snprintf(label, sizeof label, "%s %" PRIu64 " %s", tree, position, name);
  crypto_auth_hmacsha256_init(&mac, secret->bytes, sizeof secret->bytes);
  crypto_auth_hmacsha256_update(&mac, (const uint8_t *)label, (size_t)length);
  crypto_auth_hmacsha256_final(&mac, salt->byte);
  scr_secret_wipe(&mac, sizeof mac);
}

void scr_secret_roll_salt(struct scr_hash *salt, const struct scr_secret_salt *secret, uint64_t position,
                          unsigned part) {
  derive(salt, secret, ROLL, position, scr_roll_part_name(part));
}

void scr_secret_link_salt(struct scr_hash *salt, const struct scr_secret_salt *secret, uint64_t position) {
  derive(salt, secret, LINKS, position, "link");
}

// Declassified: a commitment, which says nothing without its salt. The salt is wiped.
static void commit(struct scr_hash *commitment, struct scr_hash *salt, const char *value) {
  scr_commitment(commitment, salt, value);
  scr_secret_wipe(salt, sizeof *salt);
  DECLASSIFY(commitment, sizeof *commitment);
}

static void values_of(const char *values[SCR_ROLL_PARTS], char weight[24], const struct scr_member *member,
                      const char *credential) {
  (void)snprintf(weight, 24, "%" PRIu64, member->weight);
  values[SCR_MEMBER_NUMBER] = member->number;
  values[SCR_MEMBER_NAME] = member->name;
  values[SCR_MEMBER_BRANCH] = member->branch;
  values[SCR_MEMBER_EMAIL] = member->email;
  values[SCR_MEMBER_ADDRESS] = member->address;
  values[SCR_MEMBER_ELIGIBLE] = member->eligible ? "yes" : "no";
  values[SCR_MEMBER_WEIGHT] = weight;
  values[SCR_ROLL_CREDENTIAL] = credential ? credential : "";
}

// --- trees ---

static enum scr_status append(struct scr_merkle *tree, const struct scr_text *entry) {
  struct scr_hash leaf;
  enum scr_status status = scr_text_ok(entry);
  if (status == SCR_OK) status = scr_merkle_leaf(&leaf, entry->bytes, entry->length);
  return status == SCR_OK ? scr_merkle_append(tree, &leaf) : status;
}

void scr_secret_add_roll_entry(struct scr_text *text, const struct scr_secret_salt *secret, uint64_t position,
                               const struct scr_member *member, const char *credential) {
  struct scr_hash commitments[SCR_ROLL_PARTS], salt;
  const char *values[SCR_ROLL_PARTS];
  char weight[24];
  values_of(values, weight, member, credential);
  for (unsigned part = 0; part < SCR_ROLL_PARTS; part++) {
    scr_secret_roll_salt(&salt, secret, position, part);
    commit(&commitments[part], &salt, values[part]);
  }
  scr_text_add_roll_entry(text, position, commitments);
}

static void add_link_entry(struct scr_text *text, const struct scr_secret_salt *secret, uint64_t position,
                           const struct scr_link *link) {
  struct scr_text value = SCR_TEXT_INIT;
  struct scr_hash commitment, salt;
  scr_text_add_link(&value, link);
  if (scr_text_ok(&value) != SCR_OK) {
    text->failed = true;
  } else {
    scr_secret_link_salt(&salt, secret, position);
    commit(&commitment, &salt, value.bytes);
    scr_text_add_link_entry(text, position, &commitment);
  }
  scr_text_free(&value);
}

enum scr_status scr_secret_commit_roll(struct scr_merkle **tree, const struct scr_secret_salt *secret,
                                       const struct scr_roll *roll, const char *const *credentials) {
  struct scr_text entry = SCR_TEXT_INIT;
  struct scr_merkle *made = NULL;
  enum scr_status status = scr_merkle_new(&made);
  for (size_t i = 0; i < scr_roll_count(roll) && status == SCR_OK; i++) {
    scr_text_clear(&entry);
    scr_secret_add_roll_entry(&entry, secret, i, scr_roll_member(roll, i), credentials[i]);
    status = append(made, &entry);
  }
  scr_text_free(&entry);
  if (status == SCR_OK)
    *tree = made;
  else
    scr_merkle_free(made);
  return status;
}

enum scr_status scr_secret_commit_links(struct scr_merkle **tree, const struct scr_secret_salt *secret,
                                        const struct scr_link *links, size_t count) {
  struct scr_text entry = SCR_TEXT_INIT;
  struct scr_merkle *made = NULL;
  enum scr_status status = scr_merkle_new(&made);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    scr_text_clear(&entry);
    add_link_entry(&entry, secret, i, &links[i]);
    status = append(made, &entry);
  }
  scr_text_free(&entry);
  if (status == SCR_OK)
    *tree = made;
  else
    scr_merkle_free(made);
  return status;
}
