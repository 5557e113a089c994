// SPDX-License-Identifier: Apache-2.0
// The setup record: one canonical document, made before the election, that holds every key that the journal, the receipts
// and the checkpoints are checked against. Its hash stands in the election's description, so that the fingerprint, and with
// it every ballot, binds it. Public data; variable time.
#ifndef SCRUTINEER_SETUP_RECORD_H
#define SCRUTINEER_SETUP_RECORD_H

#include "scrutineer/checkpoint.h"
#include "scrutineer/election.h"

SCR_C_BEGIN

#define SCR_SETUP_RECORD_MAX (UINT64_C(16) << 20)  // bytes
#define SCR_ROLE_NAME_MAX 40                       // bytes of the name of a role's key
#define SCR_ENTRY_POINTS_MAX 64
#define SCR_SIGNERS_MAX 32  // tellers, and as many agents
#define SCR_SPARES_MAX 10000
#define SCR_SLOT_MIN 60        // seconds
#define SCR_SLOT_MAX 86400     // seconds
#define SCR_SLOT_DEFAULT 900   // seconds
#define SCR_METHOD_MINIMUM 30  // ballots; of a method whose result is published, by default

// Ways of voting. X(symbol, name)
// clang-format off
#define SCR_METHODS(X)                 \
  X(SCR_METHOD_ONLINE, "online")       \
  X(SCR_METHOD_MEETING, "meeting")     \
  X(SCR_METHOD_TELEPHONE, "telephone") \
  X(SCR_METHOD_POST, "post")
// clang-format on
enum scr_method {
#define X(symbol, name) symbol,
  SCR_METHODS(X)
#undef X
      SCR_METHOD_COUNT
};
SCR_API const char *scr_method_name(enum scr_method method);
// In a sentence, after "came in" or "voting": "online", "at the meeting", "by telephone", "by post".
SCR_API const char *scr_method_words(enum scr_method method);
// False if there is no method of this name.
SCR_API bool scr_method_by_name(enum scr_method *method, const char *name);

// What an entry point checks before it lets somebody vote: a PIN that another role issued, the identity of the person who
// stands there (such an entry point is a desk), or nothing but the credential.
enum scr_entry_check { SCR_ENTRY_PIN, SCR_ENTRY_IDENTITY, SCR_ENTRY_NOTHING, SCR_ENTRY_CHECKS };
SCR_API const char *scr_entry_check_name(enum scr_entry_check check);  // "pin", "identity", "nothing"
SCR_API bool scr_entry_check_by_name(enum scr_entry_check *check, const char *name);

struct scr_entry_point {
  struct scr_note_key key;  // of type SCR_NOTE_ED25519; its name is the entry point's
  enum scr_method method;
  enum scr_entry_check check;
  char *operator_name;  // who runs it, for people
};

struct scr_setup_record {
  struct scr_hash hash;  // of the document's bytes; scr_setup_record_new sets it
  char *uuid;
  struct scr_note_key board;      // signs checkpoints; its name is the log's origin
  struct scr_note_key officer;    // the returning officer's, named "officer"
  struct scr_note_key registrar;  // named "registrar"
  size_t entry_points_n;
  struct scr_entry_point *entry_points;
  size_t tellers_n;
  struct scr_note_key *tellers;  // of paper counts
  size_t agents_n;
  struct scr_note_key *agents;  // the candidates', at paper counts
  size_t witnesses_n;
  struct scr_note_key *witnesses;  // of type SCR_NOTE_COSIGNATURE
  uint64_t quorum;                 // of witnesses; 2 * quorum > witnesses_n; 0 where there are none
  struct scr_hash roll;            // commitment: each position of the roll to its entry and its credential
  struct scr_hash links;           // commitment: each position of the list of credentials to its entry, or to a spare
  struct scr_hash credentials;     // hash of the list of public credentials
  struct scr_hash trustees;        // hash of the trustees' document, which is what the ceremony agreed to
  uint64_t members;                // credentials that are no spares
  uint64_t weight;                 // of theirs together
  size_t spares_n;
  char **spares;            // public credentials, in the order of the list of credentials
  uint64_t opens, closes;   // seconds since 1970; 0: not limited
  uint64_t slot;            // length in seconds
  uint64_t minimum;         // the result is not for the trustees to decrypt where fewer ballots count
  uint64_t method_minimum;  // each method's result is published if it has this many ballots; 0: none is
};

// Reads a record: canonical JSON in the order of fields above. SCR_E_JSON_*, SCR_E_NOTE_KEY*, SCR_E_RECORD_KEYS (a name or a
// key stands twice, one of the wrong type or of a name that the role doesn't have), SCR_E_RECORD_QUORUM, SCR_E_RECORD_WINDOW,
// SCR_E_RECORD_SPARES, SCR_E_LIMIT, SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_setup_record_new(struct scr_setup_record **record, const char *bytes,
                                                          size_t length);
SCR_API void scr_setup_record_free(struct scr_setup_record *record);
// Appends the document (hash is not looked at). No line feed follows.
SCR_API void scr_text_add_setup_record(struct scr_text *text, const struct scr_setup_record *record);

// Whether it fits the election's other documents: the hashes of the trustees' document and of the list of credentials, the
// spares on that list, members and weight. SCR_E_RECORD_FIT.
SCR_API SCR_MUST_USE enum scr_status scr_setup_record_check(const struct scr_setup_record *record,
                                                            const struct scr_election *election,
                                                            const struct scr_hash *trustees,
                                                            const struct scr_hash *credentials_hash,
                                                            const struct scr_credentials *credentials);

// Appends to an election's description (people's own words, or nothing) what binds the record.
SCR_API void scr_text_add_bound_description(struct scr_text *text, const char *description,
                                            const struct scr_hash *record);
// The hash of the record that a description binds; false if it binds none.
SCR_API bool scr_description_record(struct scr_hash *record, const char *description);

// The entry point of this name, or NULL.
SCR_API const struct scr_entry_point *scr_setup_record_entry_point(const struct scr_setup_record *record,
                                                                   const char *name, size_t length);
// Whether some entry point takes ballots by this method.
SCR_API bool scr_setup_record_has_method(const struct scr_setup_record *record, enum scr_method method);
// The key of the officer, the registrar, an entry point, a teller or an agent of this name, or NULL. *entry_point is the number
// of the entry point in the record, SIZE_MAX for another role.
SCR_API const struct scr_note_key *scr_setup_record_role_key(size_t *entry_point, const struct scr_setup_record *record,
                                                             const char *name);
// Whose word counts for checkpoints: borrowed from the record.
SCR_API struct scr_log_keys scr_setup_record_log_keys(const struct scr_setup_record *record);

// --- slots ---

// The slot of a time, counted from 1970, and where a slot begins and ends (seconds since 1970; the end is not in it).
SCR_API uint64_t scr_slot_of(const struct scr_setup_record *record, uint64_t time);
SCR_API uint64_t scr_slot_begin(const struct scr_setup_record *record, uint64_t slot);
SCR_API uint64_t scr_slot_end(const struct scr_setup_record *record, uint64_t slot);

SCR_C_END
#endif
