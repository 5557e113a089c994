// SPDX-License-Identifier: Apache-2.0
// What an operation of the library can answer. One table gives every answer its stable id (for reports, scripts and
// tests), its class (which decides a program's exit code) and a sentence for people.
#ifndef SCRUTINEER_STATUS_H
#define SCRUTINEER_STATUS_H

#define SCR_MUST_USE __attribute__((warn_unused_result))
#if defined(__GNUC__)
#define SCR_API __attribute__((visibility("default")))
#else
#define SCR_API
#endif
#ifdef __cplusplus  // every header is C for a C++ program too
#define SCR_C_BEGIN extern "C" {
#define SCR_C_END }
#else
#define SCR_C_BEGIN
#define SCR_C_END
#endif

SCR_C_BEGIN

// What a status says about the evidence or the call.
enum scr_class {
  SCR_CLASS_OK,           // nothing is wrong
  SCR_CLASS_INVALID,      // the evidence was read and does not hold
  SCR_CLASS_MALFORMED,    // the bytes are not of the form that the record has
  SCR_CLASS_UNSUPPORTED,  // well formed, of a kind that this version can't check
  SCR_CLASS_IO,           // a file or the system failed
  SCR_CLASS_MEMORY,       // memory ran out
  SCR_CLASS_USAGE         // what the caller (a person) asked for can't be done as asked
};

// X(symbol, class, stable id, sentence)
// clang-format off
#define SCR_STATUSES(X)                                                                                                 \
  X(SCR_OK, OK, "ok", "nothing is wrong")                                                                               \
  /* bytes and JSON */                                                                                                  \
  X(SCR_E_JSON_SYNTAX, MALFORMED, "json.syntax", "not JSON, or text that is not UTF-8")                                 \
  X(SCR_E_JSON_DUPLICATE, MALFORMED, "json.duplicate-key", "a key stands twice in one object")                          \
  X(SCR_E_JSON_CANONICAL, MALFORMED, "json.not-canonical", "not the one canonical form of this JSON")                   \
  X(SCR_E_JSON_TYPE, MALFORMED, "json.type", "a JSON value of another type than the record has here")                   \
  X(SCR_E_JSON_FIELD, MALFORMED, "json.field", "a field is missing, unknown, or not in the record's order")             \
  X(SCR_E_JSON_DEPTH, MALFORMED, "json.depth", "JSON nested deeper than any record")                                    \
  X(SCR_E_LIMIT, MALFORMED, "limit", "larger than the documented limit")                                                \
  X(SCR_E_NUMBER, MALFORMED, "number", "not a number as the record writes it")                                          \
  X(SCR_E_TEXT, MALFORMED, "text", "not a text as the record writes it (identifier, hash, base64)")                     \
  /* group elements and scalars */                                                                                      \
  X(SCR_E_ELEMENT_ENCODING, MALFORMED, "element.encoding", "not the canonical encoding of a group element")             \
  X(SCR_E_ELEMENT_MEMBER, INVALID, "element.member", "not a member of the group of prime order")                        \
  X(SCR_E_ELEMENT_IDENTITY, INVALID, "element.identity", "the identity stands where a key or a share must be")          \
  X(SCR_E_SCALAR_ENCODING, MALFORMED, "scalar.encoding", "not a canonical decimal number")                              \
  X(SCR_E_SCALAR_RANGE, MALFORMED, "scalar.range", "a number at or above the order of the group")                       \
  /* archive */                                                                                                         \
  X(SCR_E_ARCHIVE_EMPTY, MALFORMED, "archive.empty", "an empty file, not an archive")                                   \
  X(SCR_E_ARCHIVE_HEADER, MALFORMED, "archive.header", "a record's header is not the one that the archive prescribes")  \
  X(SCR_E_ARCHIVE_FIRST, MALFORMED, "archive.first", "the first record is not a BELENIOS header")                       \
  X(SCR_E_ARCHIVE_VERSION, UNSUPPORTED, "archive.version", "an archive of a protocol version that is not supported")    \
  X(SCR_E_ARCHIVE_TORN, MALFORMED, "archive.torn", "the archive ends inside a record")                                  \
  X(SCR_E_ARCHIVE_PADDING, MALFORMED, "archive.padding", "a record's padding is not all zero")                          \
  X(SCR_E_ARCHIVE_HASH, INVALID, "archive.hash", "a record's bytes do not have the hash that names it")                 \
  X(SCR_E_ARCHIVE_ORDER, INVALID, "archive.order", "a record is unreferenced, missing, or not in its place")            \
  X(SCR_E_ARCHIVE_PREFIX, INVALID, "archive.prefix", "the earlier board is not a prefix of the later one")              \
  /* chain and phases */                                                                                                \
  X(SCR_E_CHAIN_TYPE, MALFORMED, "chain.type", "an event of an unknown type")                                           \
  X(SCR_E_CHAIN_HEIGHT, INVALID, "chain.height", "an event's height does not follow the one before")                    \
  X(SCR_E_CHAIN_PARENT, INVALID, "chain.parent", "an event's parent is not the event before")                           \
  X(SCR_E_CHAIN_PAYLOAD, INVALID, "chain.payload", "an event's payload is missing, of another kind, or unwanted")       \
  X(SCR_E_CHAIN_PHASE, INVALID, "chain.phase", "an event that is not legal in the phase that the election is in")       \
  /* setup */                                                                                                           \
  X(SCR_E_SETUP_VERSION, UNSUPPORTED, "setup.version", "an election of a protocol version that is not supported")       \
  X(SCR_E_SETUP_GROUP, UNSUPPORTED, "setup.group", "a group that is not one of the known ones")                         \
  X(SCR_E_SETUP_QUESTION_TYPE, UNSUPPORTED, "setup.question-type", "a type of question that can't be checked yet")      \
  X(SCR_E_SETUP_QUESTIONS, INVALID, "setup.questions", "an election without questions, or a question without answers")  \
  X(SCR_E_SETUP_BOUNDS, INVALID, "setup.bounds", "minimum and maximum that no ballot can satisfy")                      \
  X(SCR_E_SETUP_UUID, INVALID, "setup.uuid", "not an election identifier (14 or more Base58 characters)")               \
  X(SCR_E_SETUP_TRUSTEES, INVALID, "setup.trustees", "no trustees, or a threshold that is 0 or above their number")     \
  X(SCR_E_SETUP_TWICE, INVALID, "setup.trustee-twice", "one key stands for two trustees")                               \
  X(SCR_E_SETUP_POK, INVALID, "setup.pok", "a trustee's proof of possession does not hold for its key")                 \
  X(SCR_E_SETUP_CERTIFICATE, INVALID, "setup.certificate", "a trustee's certificate or its signature does not hold")    \
  X(SCR_E_SETUP_CONTEXT, INVALID, "setup.context", "a certificate's context is not that of this group of trustees")     \
  X(SCR_E_SETUP_COMMITMENTS, INVALID, "setup.commitments", "commitments to a polynomial, or their signature, are wrong")\
  X(SCR_E_SETUP_AGREEMENT, INVALID, "setup.agreement", "a trustee's signature over all certificates does not hold")     \
  X(SCR_E_SETUP_VERIFICATION_KEY, INVALID, "setup.verification-key", "a verification key is not what the commitments give") \
  X(SCR_E_SETUP_KEY, INVALID, "setup.key", "the election's key is not the combination of the trustees' keys")           \
  X(SCR_E_SETUP_CREDENTIALS, INVALID, "setup.credentials", "a credential stands twice, or there is none")               \
  X(SCR_E_SETUP_WEIGHT, INVALID, "setup.weight", "a weight that is malformed or whose sum is above the limit")          \
  X(SCR_E_SETUP_SETUP_DATA, INVALID, "setup.data", "the setup data do not name the documents before it")                \
  /* ballots */                                                                                                         \
  X(SCR_E_BALLOT_ELECTION, INVALID, "ballot.election", "a ballot of another election")                                  \
  X(SCR_E_BALLOT_CREDENTIAL, INVALID, "ballot.credential", "a credential that is not on the list")                      \
  X(SCR_E_BALLOT_HASH, INVALID, "ballot.hash", "the signed hash is not the hash of the ballot")                         \
  X(SCR_E_BALLOT_SIGNATURE, INVALID, "ballot.signature", "the ballot's signature does not hold for its credential")     \
  X(SCR_E_BALLOT_UNSIGNED, INVALID, "ballot.unsigned", "the ballot is not signed")                                      \
  X(SCR_E_BALLOT_SHAPE, INVALID, "ballot.shape", "answers, ciphertexts or proofs too many or too few")                  \
  X(SCR_E_BALLOT_INDIVIDUAL, INVALID, "ballot.individual-proof", "a proof that a choice is 0 or 1 does not hold")       \
  X(SCR_E_BALLOT_OVERALL, INVALID, "ballot.overall-proof", "the proof of how many are chosen does not hold")            \
  X(SCR_E_BALLOT_BLANK, INVALID, "ballot.blank-proof", "the proof about the blank vote does not hold")                  \
  X(SCR_E_BALLOT_REPLAY, INVALID, "ballot.replay", "a ballot that is on the board already")                             \
  X(SCR_E_BALLOT_OPENING, INVALID, "ballot.opening", "an opening that does not give the ballot's ciphertexts")          \
  X(SCR_E_BALLOT_CHOICE, USAGE, "ballot.choice", "choices that the question does not allow")                            \
  /* tally and result */                                                                                                \
  X(SCR_E_TALLY_COUNT, INVALID, "tally.count", "the number of counted ballots is not the board's")                      \
  X(SCR_E_TALLY_WEIGHT, INVALID, "tally.weight", "the total weight is not that of the counted ballots")                 \
  X(SCR_E_TALLY_SHAPE, INVALID, "tally.shape", "the tally has not one ciphertext for each answer")                      \
  X(SCR_E_TALLY_SUM, INVALID, "tally.sum", "the tally is not the sum of the counted ballots")                           \
  X(SCR_E_DECRYPTION_OWNER, INVALID, "decryption.owner", "a partial decryption of a trustee who does not exist")        \
  X(SCR_E_DECRYPTION_TWICE, INVALID, "decryption.twice", "a second partial decryption by the same trustee")             \
  X(SCR_E_DECRYPTION_SHAPE, INVALID, "decryption.shape", "factors or proofs too many or too few")                       \
  X(SCR_E_DECRYPTION_PROOF, INVALID, "decryption.proof", "the proof of a partial decryption does not hold")             \
  X(SCR_E_RESULT_QUORUM, INVALID, "result.quorum", "not enough valid partial decryptions for a result")                 \
  X(SCR_E_RESULT_SHAPE, INVALID, "result.shape", "the result has not one number for each answer")                       \
  X(SCR_E_RESULT_RANGE, INVALID, "result.range", "a number of votes above the total weight")                            \
  X(SCR_E_RESULT_VALUE, INVALID, "result.value", "the result is not what the tally decrypts to")                        \
  X(SCR_E_RESULT_PARTS, UNSUPPORTED, "result.parts", "partial decryptions do not fit each other, and which of them do was not found") \
  /* what earlier runs found */                                                                                         \
  X(SCR_E_CLAIM_VERSION, UNSUPPORTED, "claim.version", "made by another version of this program, or not a file of this kind")\
  X(SCR_E_STATE_MAC, INVALID, "state.mac", "not authenticated by this key: changed, cut short, or made with another one")\
  X(SCR_E_STATE_FORM, MALFORMED, "state.form", "not the state of a verified board")                                     \
  X(SCR_E_STATE_ARCHIVE, INVALID, "state.archive", "the archive does not begin with what the state is about")           \
  X(SCR_E_STATE_JOURNAL, INVALID, "state.journal", "the journal does not begin with the entries that the state is about")\
  X(SCR_E_SHARD_FORM, MALFORMED, "shard.form", "not a shard: its parts, range or numbers don't fit together")           \
  X(SCR_E_SHARD_ARCHIVE, INVALID, "shard.archive", "a shard is about another archive")                                  \
  X(SCR_E_SHARD_MISSING, INVALID, "shard.missing", "a shard is missing")                                                \
  X(SCR_E_SHARD_TWICE, INVALID, "shard.twice", "a shard stands twice")                                                  \
  X(SCR_E_SHARD_RANGE, INVALID, "shard.range", "the ranges of the shards overlap, or leave events out")                 \
  /* secrets and roles */                                                                                               \
  X(SCR_E_CREDENTIAL_FORM, USAGE, "credential.form", "not a credential as it was issued")                               \
  X(SCR_E_CREDENTIAL_CHECK, USAGE, "credential.check", "the check group does not fit: a typing error")                  \
  X(SCR_E_KEY_MISMATCH, USAGE, "key.mismatch", "this secret key does not belong to that public key")                    \
  X(SCR_E_KEY_FORM, USAGE, "key.form", "not a secret key file")                                                         \
  X(SCR_E_CEREMONY_SIGNATURE, INVALID, "ceremony.signature", "a message of the ceremony is not signed by its sender")   \
  X(SCR_E_CEREMONY_COMMITMENT, INVALID, "ceremony.commitment", "opened values are not those that were committed to")    \
  X(SCR_E_CEREMONY_SHARE, INVALID, "ceremony.share", "a share does not lie on its sender's polynomial")                 \
  X(SCR_E_CEREMONY_CHANNEL, INVALID, "ceremony.channel", "a sealed message can't be opened or is for someone else")     \
  X(SCR_E_CEREMONY_SET, INVALID, "ceremony.set", "messages of the ceremony are missing, doubled or of another run")     \
  X(SCR_E_SECOND_LIST, USAGE, "trustee.second-list", "this trustee has agreed to another list of commitments")          \
  X(SCR_E_SECOND_TALLY, USAGE, "trustee.second-tally", "this trustee has decrypted another tally of this election")     \
  /* the log */                                                                                                         \
  X(SCR_E_NOTE_FORM, MALFORMED, "note.form", "not a signed note")                                                       \
  X(SCR_E_NOTE_KEY, MALFORMED, "note.key", "not a key to verify notes with, or its id is not that of its name and key") \
  X(SCR_E_NOTE_KEY_TYPE, UNSUPPORTED, "note.key-type", "a key for a kind of signature that is not supported here")      \
  X(SCR_E_NOTE_SIGNATURE, INVALID, "note.signature", "the signature of a known key does not hold for the note")         \
  X(SCR_E_NOTE_UNSIGNED, INVALID, "note.unsigned", "no known key has signed the note")                                  \
  X(SCR_E_LOG_CHECKPOINT, MALFORMED, "log.checkpoint", "not the checkpoint of a log")                                   \
  X(SCR_E_LOG_ORIGIN, INVALID, "log.origin", "the checkpoint of another log")                                           \
  X(SCR_E_LOG_PROOF, MALFORMED, "log.proof", "not a proof of inclusion as a file")                                      \
  X(SCR_E_LOG_INCLUSION, INVALID, "log.inclusion", "the entry is not shown to be in the log")                           \
  X(SCR_E_LOG_CONSISTENCY, INVALID, "log.consistency", "the later log is not shown to begin with the earlier one")      \
  X(SCR_E_LOG_BUNDLE, MALFORMED, "log.bundle", "a bundle that does not hold as many entries as it must")                \
  X(SCR_E_LOG_ROOT, INVALID, "log.root", "the entries of the log do not give the checkpoint's root")                    \
  X(SCR_E_LOG_TILE, INVALID, "log.tile", "a tile does not hold the hashes of the log's entries")                        \
  X(SCR_E_LOG_MISSING, INVALID, "log.missing", "a file of the log is not there: copy log/ again before anybody is accused") \
  /* setup record and journal */                                                                                        \
  X(SCR_E_RECORD_KEYS, INVALID, "record.keys", "a name or key of the setup record stands twice, or is of the wrong kind") \
  X(SCR_E_RECORD_QUORUM, INVALID, "record.quorum", "the quorum of witnesses is not more than half of them, or above their number") \
  X(SCR_E_RECORD_WINDOW, INVALID, "record.window", "the voting window or the length of a slot makes no sense")           \
  X(SCR_E_RECORD_SPARES, INVALID, "record.spares", "the spare credentials are not those that the setup record may name") \
  X(SCR_E_RECORD_FIT, INVALID, "record.fit", "the setup record is not that of the election's other documents")           \
  X(SCR_E_RECORD_HASH, INVALID, "record.hash", "the setup record is not the one that the election's description names")  \
  X(SCR_E_JOURNAL_MISSING, INVALID, "journal.missing", "the journal has no entry, or the archive no event, where one is due") \
  X(SCR_E_JOURNAL_EVENT, INVALID, "journal.event", "an entry of the journal is not that of the archive's next event")    \
  X(SCR_E_JOURNAL_SLOT, INVALID, "journal.slot", "the time of an entry is before that of an earlier one")                \
  X(SCR_E_JOURNAL_WINDOW, INVALID, "journal.window", "a ballot outside the voting window")                               \
  X(SCR_E_JOURNAL_COSIGNED, INVALID, "journal.cosigned", "the times of entries do not fit those of the cosignatures")    \
  X(SCR_E_JOURNAL_POINT, INVALID, "journal.entry-point", "a ballot came by an entry point that the setup record doesn't have") \
  X(SCR_E_JOURNAL_SIGNATURE, INVALID, "journal.signature", "the signature of a role does not hold")                      \
  X(SCR_E_JOURNAL_SIGNERS, INVALID, "journal.signers", "an act is not signed by those who must sign it, or by one who may not") \
  X(SCR_E_JOURNAL_REPEATED, INVALID, "journal.repeated", "an act stands twice, or was done already")                     \
  X(SCR_E_JOURNAL_REFERENCE, INVALID, "journal.reference", "an act is about something that isn't there")                 \
  X(SCR_E_JOURNAL_FREEZE, INVALID, "journal.freeze", "only the ballot of a desk can be frozen, by the very next entry")  \
  X(SCR_E_JOURNAL_FROZEN, INVALID, "journal.frozen", "a ballot under a credential that is frozen")                       \
  X(SCR_E_JOURNAL_VOIDED, INVALID, "journal.voided", "a ballot under a credential that was voided")                      \
  X(SCR_E_JOURNAL_SPARE, INVALID, "journal.spare", "a ballot under a spare credential that was not reissued")            \
  X(SCR_E_JOURNAL_HAS_BALLOT, INVALID, "journal.has-ballot", "a credential that has a ballot can't be voided or replaced") \
  X(SCR_E_JOURNAL_AUDITED, INVALID, "journal.audited", "a ballot that holds part of one that was opened for an audit")   \
  X(SCR_E_JOURNAL_CLOSED, INVALID, "journal.closed", "a way of voting, or the election, is closed")                      \
  X(SCR_E_JOURNAL_ORDER, INVALID, "journal.order", "not in the order: methods closed, papers counted, close, tally, shares, result") \
  X(SCR_E_JOURNAL_QUORUM, INVALID, "journal.quorum", "no quorum of witnesses cosigned the close before the shares")      \
  X(SCR_E_JOURNAL_PAPER, INVALID, "journal.paper", "the numbers of a paper count do not add up")                         \
  X(SCR_E_JOURNAL_VOIDS, INVALID, "journal.voids", "the credentials voided for paper are not as many as the papers")     \
  X(SCR_E_JOURNAL_DECLARED, INVALID, "journal.declared", "the declared result is not the sum of what was counted")       \
  X(SCR_E_METHODS, INVALID, "methods.set", "the results by method are not of those methods whose results are due")       \
  X(SCR_E_JOURNAL_OLD, INVALID, "journal.old", "the board is older than what was signed: a restored copy, perhaps")      \
  X(SCR_E_JOURNAL_LINES, INVALID, "journal.lines", "the journal for people is not that of the log")                      \
  X(SCR_E_JOURNAL_TORN, MALFORMED, "journal.torn", "the journal ends with a line that was not written whole")            \
  X(SCR_E_JOURNAL_STATE, IO, "journal.state", "what was signed last is not known here")                                  \
  /* receipts */                                                                                                        \
  X(SCR_E_RECEIPT_FORM, MALFORMED, "receipt.form", "not a receipt for a ballot")                                        \
  X(SCR_E_RECEIPT_FACTS, INVALID, "receipt.facts", "what the receipt states is not what the election's documents say")  \
  X(SCR_E_RECEIPT_ENTRY, USAGE, "receipt.entry", "no ballot's entry is there, or the checkpoint does not span it")      \
  X(SCR_E_RECEIPT_MISSING, INVALID, "receipt.missing", "the ballot is not on the board, which the receipt says took it") \
  X(SCR_E_RECEIPT_FORK, INVALID, "receipt.fork", "the board's log is not the one that the receipt's checkpoint is of")  \
  X(SCR_E_RECEIPT_OLDER, INVALID, "receipt.older", "the board is older than the receipt")                               \
  /* second factors */                                                                                                  \
  X(SCR_E_PIN_FORM, USAGE, "pin.form", "not a PIN: eight digits, like 1234-5678")                                       \
  X(SCR_E_PIN_WRONG, INVALID, "pin.wrong", "the PIN is not the one that was issued")                                    \
  X(SCR_E_PIN_LOCKED, INVALID, "pin.locked", "too many wrong PINs were tried")                                          \
  X(SCR_E_VERIFIERS_FORM, MALFORMED, "verifiers.form", "not a list of verifiers of PINs")                               \
  X(SCR_E_VERIFIERS_ELECTION, INVALID, "verifiers.election", "verifiers of another election's PINs")                    \
  /* the system */                                                                                                      \
  X(SCR_E_LOCKED, IO, "io.locked", "another program is writing to this board")                                          \
  X(SCR_E_IO, IO, "io", "a file could not be read or written")                                                          \
  X(SCR_E_CHANGED, IO, "io.changed", "the file was changed while it was read")                                          \
  X(SCR_E_RANDOM, IO, "io.random", "the system gives no randomness")                                                    \
  X(SCR_E_SELF_TEST, IO, "io.self-test", "an installed library does not compute what it should")                        \
  X(SCR_E_MEMORY, MEMORY, "memory", "out of memory")
// clang-format on

enum scr_status {
#define X(symbol, class, id, sentence) symbol,
  SCR_STATUSES(X)
#undef X
      SCR_STATUS_COUNT
};

// The status's stable id ("ballot.signature"), its sentence, and its class. Never NULL.
SCR_API const char *scr_status_id(enum scr_status status);
SCR_API const char *scr_status_sentence(enum scr_status status);
SCR_API enum scr_class scr_status_class(enum scr_status status);

SCR_C_END
#endif
