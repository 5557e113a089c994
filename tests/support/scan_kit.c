// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scan_kit.h"

#include <string.h>

#include "board/ballot_scan.h"

#define SAME(a, b, count) (memcmp((a), (b), (count) * sizeof *(a)) == 0)

static bool same_answer(const struct scr_answer *a, const struct scr_answer *b) {
  return a->choices_n == b->choices_n && a->overall_n == b->overall_n && SAME(a->choices, b->choices, a->choices_n) &&
         SAME(a->individual, b->individual, 2 * a->choices_n) && SAME(a->overall, b->overall, a->overall_n) &&
         SAME(a->blank, b->blank, 2);
}

static const char *difference(const struct scr_ballot *a, const struct scr_ballot *b) {
  if (!scr_hash_equal(&a->tracker, &b->tracker)) return "another tracker";
  if (!scr_hash_equal(&a->signed_hash, &b->signed_hash)) return "another signed hash";
  if (strcmp(a->credential_text, b->credential_text) != 0) return "another spelling of the credential";
  if (!scr_element_equal(&a->credential, &b->credential)) return "another credential";
  if (a->is_signed != b->is_signed) return "signed or not";
  if (!scr_hash_equal(&a->stated_hash, &b->stated_hash)) return "another stated hash";
  if (!SAME(&a->signature, &b->signature, 1)) return "another signature";
  if (a->answers_n != b->answers_n) return "another number of answers";
  for (size_t i = 0; i < a->answers_n; i++)
    if (!same_answer(&a->answers[i], &b->answers[i])) return "another answer";
  return NULL;
}

const char *kit_read_both_ways(struct kit_readings *readings, struct scr_ballot *form,
                               const struct scr_election *election, const char *bytes, size_t length) {
  struct scr_ballot *ballot;
  readings->scanned = ballot_scan(form, election, bytes, length);
  readings->read = scr_ballot_new(&ballot, election, bytes, length);
  if (readings->read != SCR_OK)
    return readings->scanned && readings->read != SCR_E_ELEMENT_MEMBER ? "scanned, and refused" : NULL;
  const char *wrong = readings->scanned ? difference(form, ballot) : "read, and not scanned";
  scr_ballot_free(ballot);
  return wrong;
}
