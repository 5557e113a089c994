// SPDX-License-Identifier: Apache-2.0
// Reading the record's JSON: the canonical form and nothing else. A document is parsed, written again, and compared;
// then its fields are taken in the record's order, so that nothing unknown, doubled, missing or out of place gets through.
#ifndef SCRUTINEER_JSON_H
#define SCRUTINEER_JSON_H

#include <jansson.h>

#include "scrutineer/proof.h"

SCR_C_BEGIN

#define SCR_JSON_DEPTH 16
#define SCR_JSON_VALUES_MAX (1u << 20)  // of one document, other than the list of credentials
#define SCR_JSON_NUMBER_MAX 1073741823  // larger numbers are written as strings

// Parses `bytes` if they are canonical. The caller releases *json with json_decref.
SCR_API SCR_MUST_USE enum scr_status scr_json_read(json_t **json, const char *bytes, size_t length);
// The same where texts may hold U+0000, as an election's names and questions may: only the readers of those texts take such a string.
SCR_API SCR_MUST_USE enum scr_status scr_json_read_with_nul(json_t **json, const char *bytes, size_t length);
// Appends a value in canonical form.
SCR_API void scr_text_add_value(struct scr_text *text, const json_t *json);

// The fields of an object, taken one by one in the order that they have in the document.
struct scr_json_fields {
  json_t *object;
  void *next;
};
SCR_API SCR_MUST_USE enum scr_status scr_json_fields(struct scr_json_fields *fields, json_t *object);
// The next field must be `key`. *value is borrowed.
SCR_API SCR_MUST_USE enum scr_status scr_json_take(json_t **value, struct scr_json_fields *fields, const char *key);
// The next field if it is `key`; otherwise *value is NULL and nothing is taken.
SCR_API void scr_json_take_optional(json_t **value, struct scr_json_fields *fields, const char *key);
// SCR_E_JSON_FIELD if fields are left over.
SCR_API SCR_MUST_USE enum scr_status scr_json_end(const struct scr_json_fields *fields);

// Values of one type. Strings are borrowed from the document, and one that holds U+0000 is refused (SCR_E_TEXT); arrays have
// from min to max members.
SCR_API SCR_MUST_USE enum scr_status scr_json_string(const char **string, size_t *length, const json_t *value);
SCR_API SCR_MUST_USE enum scr_status scr_json_uint(uint64_t *number, const json_t *value, uint64_t max);
// A count or weight: an integer up to SCR_JSON_NUMBER_MAX, a decimal string above.
SCR_API SCR_MUST_USE enum scr_status scr_json_number(uint64_t *number, const json_t *value);
SCR_API SCR_MUST_USE enum scr_status scr_json_array(size_t *count, const json_t *value, size_t min, size_t max);
SCR_API SCR_MUST_USE enum scr_status scr_json_hash(struct scr_hash *hash, const json_t *value);  // hexadecimal
SCR_API SCR_MUST_USE enum scr_status scr_json_element(struct scr_element *element, const struct scr_group *group,
                                                      const json_t *value);
SCR_API SCR_MUST_USE enum scr_status scr_json_scalar(struct scr_scalar *scalar, const struct scr_group *group,
                                                     const json_t *value);
SCR_API SCR_MUST_USE enum scr_status scr_json_proof(struct scr_proof *proof, const struct scr_group *group,
                                                    json_t *value);
SCR_API SCR_MUST_USE enum scr_status scr_json_ciphertext(struct scr_ciphertext *ciphertext,
                                                         const struct scr_group *group, json_t *value);

// Writing, in the record's order of fields.
SCR_API void scr_text_add_number(struct scr_text *text, uint64_t number);  // as scr_json_number reads it
SCR_API void scr_text_add_json_element(struct scr_text *text, const struct scr_group *group,
                                       const struct scr_element *element);
SCR_API void scr_text_add_proof(struct scr_text *text, const struct scr_group *group, const struct scr_proof *proof);
SCR_API void scr_text_add_ciphertext(struct scr_text *text, const struct scr_group *group,
                                     const struct scr_ciphertext *ciphertext);

SCR_C_END
#endif
