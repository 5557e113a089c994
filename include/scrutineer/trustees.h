// SPDX-License-Identifier: Apache-2.0
// The trustees of an election: mandatory single keys, threshold groups, and any mixture (TRU-1).
#ifndef SCRUTINEER_TRUSTEES_H
#define SCRUTINEER_TRUSTEES_H

#include "scrutineer/proof.h"

SCR_C_BEGIN

#define SCR_TRUSTEES_MAX 100
#define SCR_TRUSTEES_BYTES_MAX (UINT64_C(8) << 20)

struct scr_trustees;

// What an election of the record's older versions lacks, and the checks accept and report.
struct scr_trustees_gaps {
  bool no_context;           // certificates without context (before 2.5.1)
  bool no_signatures;        // no signature over all certificates (before 2.5.1)
  bool no_key_signatures;    // verification keys without a signature of their own (before 3.0)
  bool unchecked_signature;  // a single trustee's key has a signature, and nothing says under which key
};

// Reads the document: form, thresholds, and membership of every element. *at is the number (from 1) of the trustee that is
// wrong, 0 if it is none in particular.
SCR_API SCR_MUST_USE enum scr_status scr_trustees_new(struct scr_trustees **trustees, size_t *at,
                                                      const struct scr_group *group, const char *bytes, size_t length);
SCR_API void scr_trustees_free(struct scr_trustees *trustees);

// Checks everything that the trustees signed and proved. *at as above.
SCR_API SCR_MUST_USE enum scr_status scr_trustees_check(const struct scr_trustees *trustees, size_t *at,
                                                        struct scr_trustees_gaps *gaps);

// Trustees are numbered from 1 over the flattened list; each member of a threshold group takes a number.
SCR_API size_t scr_trustees_count(const struct scr_trustees *trustees);
SCR_API const struct scr_element *scr_trustees_key(const struct scr_trustees *trustees, size_t owner);
// Single keys, and groups as "2 of 3", one line for people.
SCR_API void scr_text_add_trustees_summary(struct scr_text *text, const struct scr_trustees *trustees);
// How many trustees' parts are combined for a result: every single one, and of each group its threshold.
SCR_API size_t scr_trustees_needed(const struct scr_trustees *trustees);
// Up to this many, all of them together would need more than 2^80 steps to prove a wrong result (doc/ceremony.md).
#define SCR_TRUSTEES_BOUND 4
// The election key that the trustees' keys combine to.
SCR_API void scr_trustees_combined_key(struct scr_element *key, const struct scr_trustees *trustees);

// Whether those present (present[owner - 1]) can decrypt: every single trustee, and as many of each group as it needs.
SCR_API bool scr_trustees_quorum(const struct scr_trustees *trustees, const bool *present);
// The quorums that those present can form, one after another: every single trustee, and exactly `threshold` of each group.
// The first takes the smallest numbers of each group, as the specification does; next is false after the last one. A
// caller's bug where those present are no quorum.
SCR_API void scr_trustees_first_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present);
SCR_API bool scr_trustees_next_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present);
// How many quorums there are, up to a limit.
SCR_API size_t scr_trustees_quorums(const struct scr_trustees *trustees, const bool *present, size_t limit);
// One of a long sequence of quorums, the n-th, the same whenever it is asked for, of which any member is in some and not in
// others, as if they were drawn.
SCR_API void scr_trustees_mixed_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present,
                                       size_t n);
// Puts a trustee into a quorum in the place of another one of its group; false, and nothing changes, if it is in it, or no
// member of a group.
SCR_API bool scr_trustees_exchange(bool *chosen, const struct scr_trustees *trustees, size_t owner);
// Whether, in each group where some of those present are misfits to the chosen ones, another one who is not chosen fits them: then
// they are more than a quorum who agree.
SCR_API bool scr_trustees_confirm(const struct scr_trustees *trustees, const bool *chosen, const bool *present,
                                  const bool *misfits);
// The exponents with which the factors of the chosen ones combine to one factor, their product; coefficients[owner - 1] is
// set for those. A caller's bug unless they are just a quorum.
SCR_API void scr_trustees_coefficients_var(struct scr_scalar *coefficients, const struct scr_trustees *trustees,
                                           const bool *chosen);

SCR_C_END
#endif
