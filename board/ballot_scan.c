// SPDX-License-Identifier: Apache-2.0
// Ballots read in one pass. A ballot's canonical form has one spelling, made of ASCII without escapes: the election's identifier
// is Base58 and its fingerprint Base64, so both stand there as they are (BAL-1, JSN-1, VER-7).
#include "board/ballot_scan.h"

#include "board/question.h"
#include "board/scan.h"

static bool scan_election(const struct scr_election *election, struct scan *scan) {
  return scan_text(scan, "{\"election_uuid\":\"") && scan_text(scan, election->uuid) &&
         scan_text(scan, "\",\"election_hash\":\"") && scan_text(scan, election->fingerprint) && scan_text(scan, "\"");
}

// GRP-5.
static bool scan_credential(struct scr_ballot *ballot, const struct scr_group *group, struct scan *scan) {
  const char *spelling;
  size_t length;
  if (!scan_text(scan, ",\"credential\":\"") || !scan_spelling(&spelling, &length, scan)) return false;
  if (scr_element_read(&ballot->credential, group, spelling, length) != SCR_OK) return false;
  memcpy(ballot->credential_text, spelling, length);
  ballot->credential_text[length] = '\0';
  return !scr_element_is_identity(group, &ballot->credential);
}

static bool scan_answers(struct scr_ballot *ballot, const struct scr_election *election, struct scan *scan) {
  bool good = scan_text(scan, ",\"answers\":[");
  for (size_t i = 0; i < election->questions_n && good; i++) {
    const struct scr_question *question = &election->questions[i];
    good = (i == 0 || scan_text(scan, ",")) &&
           question->type->answer_scan(&ballot->answers[i], election->group, question, scan);
  }
  return good && scan_text(scan, "]");
}

static bool scan_signature(struct scr_ballot *ballot, const struct scr_group *group, struct scan *scan) {
  const char *hash;
  size_t length;
  ballot->is_signed = scan_text(scan, ",\"signature\":");
  if (!ballot->is_signed) {
    ballot->stated_hash = (struct scr_hash){{0}};
    ballot->signature = (struct scr_proof){0};
    return true;
  }
  return scan_text(scan, "{\"hash\":\"") && scan_spelling(&hash, &length, scan) &&
         scr_hash_from_base64(&ballot->stated_hash, hash, length) == SCR_OK && scan_text(scan, ",\"proof\":") &&
         scan_proof(&ballot->signature, group, scan) && scan_text(scan, "}");
}

// What is signed is the ballot without its signature, so both texts begin with the same bytes.
static void hash_ballot(struct scr_ballot *ballot, const char *bytes, size_t length, size_t unsigned_length) {
  struct scr_hasher whole, part;
  scr_hash_begin(&whole);
  scr_hash_add(&whole, bytes, unsigned_length);
  scr_hash_copy(&part, &whole);
  scr_hash_add(&part, "}", 1);
  scr_hash_end(&ballot->signed_hash, &part);
  scr_hash_add(&whole, bytes + unsigned_length, length - unsigned_length);
  scr_hash_end(&ballot->tracker, &whole);
}

bool ballot_scan(struct scr_ballot *ballot, const struct scr_election *election, const char *bytes, size_t length) {
  struct scan scan = {bytes, length};
  if (length > SCR_BALLOT_MAX || !scan_election(election, &scan)) return false;
  if (!scan_credential(ballot, election->group, &scan) || !scan_answers(ballot, election, &scan)) return false;
  size_t unsigned_length = length - scan.left;
  if (!scan_signature(ballot, election->group, &scan) || !scan_text(&scan, "}") || scan.left > 0) return false;
  hash_ballot(ballot, bytes, length, unsigned_length);
  return true;
}

bool ballot_scan_credential(const char **spelling, size_t *spelling_length, const struct scr_election *election,
                            const char *bytes, size_t length) {
  struct scan scan = {bytes, length};
  return scan_election(election, &scan) && scan_text(&scan, ",\"credential\":\"") &&
         scan_spelling(spelling, spelling_length, &scan);
}
