// SPDX-License-Identifier: Apache-2.0
// Reading canonical text from left to right.
#include "board/scan.h"

bool scan_spelling(const char **spelling, size_t *length, struct scan *scan) {
  size_t within = scan->left <= SCR_SPELLING ? scan->left : SCR_SPELLING + 1;
  const char *end = memchr(scan->at, '"', within);
  if (!end) return false;
  *spelling = scan->at;
  *length = (size_t)(end - scan->at);
  scan->at += *length + 1;
  scan->left -= *length + 1;
  return true;
}

static bool scan_element(struct scr_element *element, const struct scr_group *group, struct scan *scan) {
  const char *spelling;
  size_t length;
  return scan_text(scan, "\"") && scan_spelling(&spelling, &length, scan) &&
         scr_element_read(element, group, spelling, length) == SCR_OK;
}

static bool scan_scalar(struct scr_scalar *scalar, const struct scr_group *group, struct scan *scan) {
  const char *spelling;
  size_t length;
  return scan_text(scan, "\"") && scan_spelling(&spelling, &length, scan) &&
         scr_scalar_parse(scalar, group, spelling, length) == SCR_OK;
}

bool scan_proof(struct scr_proof *proof, const struct scr_group *group, struct scan *scan) {
  return scan_text(scan, "{\"challenge\":") && scan_scalar(&proof->challenge, group, scan) &&
         scan_text(scan, ",\"response\":") && scan_scalar(&proof->response, group, scan) && scan_text(scan, "}");
}

bool scan_ciphertext(struct scr_ciphertext *ciphertext, const struct scr_group *group, struct scan *scan) {
  return scan_text(scan, "{\"alpha\":") && scan_element(&ciphertext->alpha, group, scan) &&
         scan_text(scan, ",\"beta\":") && scan_element(&ciphertext->beta, group, scan) && scan_text(scan, "}");
}
