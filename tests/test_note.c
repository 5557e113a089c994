// SPDX-License-Identifier: Apache-2.0
// Signed notes and the keys that sign and verify them: the specification's example, RFC 8032's vectors, and everything
// that is almost a note (LOG-4, LOG-5, LOG-6, LOG-7, LOG-16, SEC-4).
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/checkpoint.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

// The example of C2SP signed-note.
static const char example_vkey[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char example_line[] =
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
static const char example_text[] = "This is an example message.\n";

static struct scr_note_key key_of(const char *vkey) {
  struct scr_note_key key;
  ck_assert_int_eq(scr_note_key_parse(&key, vkey, strlen(vkey)), SCR_OK);
  return key;
}

static enum scr_status parse(const char *bytes) {
  struct scr_note note;
  return scr_note_parse(&note, bytes, strlen(bytes));
}

static enum scr_status check_with(const char *bytes, size_t length, const struct scr_note_key *keys, size_t keys_n) {
  struct scr_note note;
  struct scr_note_signer signers[SCR_NOTE_KEYS_MAX];
  enum scr_status status = scr_note_parse(&note, bytes, length);
  return status == SCR_OK ? scr_note_check(signers, &note, keys, keys_n) : status;
}

static enum scr_status check_example(const struct scr_text *note) {
  struct scr_note_key key = key_of(example_vkey);
  ck_assert_int_eq(scr_text_ok(note), SCR_OK);
  return check_with(note->bytes, note->length, &key, 1);
}

static void add_example(struct scr_text *note) {
  scr_text_add(note, example_text);
  scr_text_add(note, "\n");
  scr_text_add(note, example_line);
}

// --- keys ---

START_TEST(the_specification_s_key_is_read_and_written_the_same) {
  struct scr_note_key key = key_of(example_vkey);
  struct scr_text again = SCR_TEXT_INIT;
  ck_assert_str_eq(key.name, "example.com/foo");
  ck_assert_uint_eq(key.id, 0x530d903a);
  ck_assert_int_eq(key.type, SCR_NOTE_ED25519);
  scr_text_add_note_key(&again, &key);
  ck_assert_str_eq(again.bytes, example_vkey);
  scr_text_free(&again);
}
END_TEST

START_TEST(keys_that_are_not_in_their_one_form_are_refused) {
  static const char *const wrong[] = {
      "",
      "+",
      "example.com/foo",
      "example.com/foo+530d903a",
      "example.com/foo+530d903a+",
      "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",   // another id
      "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",   // another name
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",   // another key
      "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",   // upper case
      "example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",    // seven digits
      "example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",  // nine
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U==",  // a byte too few
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==",
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2 ",
      "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  };
  struct scr_note_key key;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_msg(scr_note_key_parse(&key, wrong[i], strlen(wrong[i])) == SCR_E_NOTE_KEY, "%s", wrong[i]);
}
END_TEST

START_TEST(keys_of_other_kinds_are_told_apart_from_wrong_ones) {
  static const char *const other[] = {
      "example.com/foo+530d903a+AgkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
      "example.com/foo+530d903a+BgAA",
      "example.com/foo+530d903a+/w==",
  };
  struct scr_note_key key;
  for (size_t i = 0; i < sizeof other / sizeof *other; i++)
    ck_assert_int_eq(scr_note_key_parse(&key, other[i], strlen(other[i])), SCR_E_NOTE_KEY_TYPE);
}
END_TEST

START_TEST(names_have_no_spaces_controls_or_plus) {
  static const char *const wrong[] = {"",          "a b",          "a+b",      "a\tb",    "a\nb",     "\x1f",
                                      "a\xc2\x85", "a\u00a0b",     "\u1680",   "a\u2003", "\u2028",   "\u2029",
                                      "a\u202f",   "\u205f\u205f", "a\u3000b", "a\xff",   "\xc0\xaf", "\xed\xa0\x80"};
  struct scr_note_key key = key_of(example_vkey), other;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_msg(
        scr_note_key_make(&other, wrong[i], strlen(wrong[i]), SCR_NOTE_ED25519, key.public_key) == SCR_E_NOTE_KEY, "%s",
        wrong[i]);
  ck_assert_int_eq(scr_note_key_make(&other, "a\0b", 3, SCR_NOTE_ED25519, key.public_key), SCR_E_NOTE_KEY);
  ck_assert_int_eq(scr_note_key_make(&other, "\u00e9lection/\u2192", 13, SCR_NOTE_ED25519, key.public_key), SCR_OK);
}
END_TEST

START_TEST(a_name_of_255_bytes_is_taken_and_a_longer_one_is_not) {
  char name[SCR_NOTE_NAME_MAX + 1];
  struct scr_note_key key = key_of(example_vkey), made, read;
  struct scr_text vkey = SCR_TEXT_INIT;
  memset(name, 'n', sizeof name);
  ck_assert_int_eq(scr_note_key_make(&made, name, sizeof name, SCR_NOTE_ED25519, key.public_key), SCR_E_NOTE_KEY);
  ck_assert_int_eq(scr_note_key_make(&made, name, sizeof name - 1, SCR_NOTE_COSIGNATURE, key.public_key), SCR_OK);
  scr_text_add_note_key(&vkey, &made);
  ck_assert_int_eq(scr_note_key_parse(&read, vkey.bytes, vkey.length), SCR_OK);
  ck_assert_str_eq(read.name, made.name);
  ck_assert_uint_eq(read.id, made.id);
  scr_text_free(&vkey);
}
END_TEST

START_TEST(points_that_are_no_keys_are_refused) {
  struct scr_note_key key;
  uint8_t point[32] = {1};  // the identity: every signature would hold that is made with it in mind
  ck_assert_int_eq(scr_note_key_make(&key, "a", 1, SCR_NOTE_ED25519, point), SCR_E_NOTE_KEY);
  memset(point, 0, sizeof point);  // of order 4
  ck_assert_int_eq(scr_note_key_make(&key, "a", 1, SCR_NOTE_ED25519, point), SCR_E_NOTE_KEY);
  memset(point, 0xff, sizeof point);  // above the prime
  ck_assert_int_eq(scr_note_key_make(&key, "a", 1, SCR_NOTE_ED25519, point), SCR_E_NOTE_KEY);
  memset(point, 0, sizeof point);
  point[0] = 2;  // not on the curve
  ck_assert_int_eq(scr_note_key_make(&key, "a", 1, SCR_NOTE_ED25519, point), SCR_E_NOTE_KEY);
}
END_TEST

// --- the form of notes ---

START_TEST(the_specification_s_note_is_verified_by_its_key) {
  struct scr_text note = SCR_TEXT_INIT;
  add_example(&note);
  ck_assert_int_eq(check_example(&note), SCR_OK);
  scr_text_free(&note);
}
END_TEST

START_TEST(the_last_empty_line_ends_the_text) {
  static const char bytes[] =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\u00e8d \u00e8 subito sera.\n\n"
      "\u2014 quasimodo.example/salvatore NnugSzTj\n";
  struct scr_note note;
  ck_assert_int_eq(scr_note_parse(&note, bytes, sizeof bytes - 1), SCR_OK);
  ck_assert_mem_eq(note.text + note.text_length - 6, "sera.\n", 6);
  ck_assert_uint_eq(note.signatures_n, 1);
  ck_assert_uint_eq(note.signatures[0].id, 0x367ba04b);
  ck_assert_uint_eq(note.signatures[0].name_length, strlen("quasimodo.example/salvatore"));
  ck_assert_int_eq(scr_note_parse(&note, "\n\n\u2014 a AAAAAAA=\n", 17), SCR_OK);
  ck_assert_uint_eq(note.text_length, 1);
}
END_TEST

START_TEST(what_is_almost_a_note_is_refused) {
  static const char *const wrong[] = {
      "",
      "\n",
      "\n\n",
      "text\n",
      "text\n\n",
      "text\n\u2014 a AAAAAAA=\n",      // no empty line
      "\n\u2014 a AAAAAAA=\n",          // no text
      "text\n\n\u2014 a AAAAAAA=",      // no newline at the end
      "text\n\n\u2014 a AAAAAAA=\n\n",  // the last empty line is followed by nothing
      "text\n\n\u2014 a AAAAAAA=\nmore\n",
      "text\n\n- a AAAAAAA=\n",  // another dash
      "text\n\n\u2014a AAAAAAA=\n",
      "text\n\n\u2014  AAAAAAA=\n",  // no name
      "text\n\n\u2014 a  AAAAAAA=\n",
      "text\n\n\u2014 a+b AAAAAAA=\n",
      "text\n\n\u2014 a\u00a0b AAAAAAA=\n",
      "text\n\n\u2014 aAAAAAAA=\n",
      "text\n\n\u2014 a AAAAAAA= \n",
      "text\n\n\u2014 a AAAAAA==\n",  // an id and nothing else
      "text\n\n\u2014 a AAAAAAA\n",   // no padding
      "text\n\n\u2014 a AAAAAAB=\n",  // bits that carry nothing
      "text\n\n\u2014 a AAAAAA-_\n",  // another alphabet
      "text\n\n\u2014 a \n",
      "te\txt\n\n\u2014 a AAAAAAA=\n",
      "text\r\n\n\u2014 a AAAAAAA=\n",
      "te\xffxt\n\n\u2014 a AAAAAAA=\n",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_msg(parse(wrong[i]) == SCR_E_NOTE_FORM, "%zu: %s", i, wrong[i]);
  struct scr_note note;
  ck_assert_int_eq(scr_note_parse(&note, "te\0xt\n\n\u2014 a AAAAAAA=\n", 21), SCR_E_NOTE_FORM);
  ck_assert_int_eq(parse("text\n\n\u2014 a AAAAAAA=\n"), SCR_OK);
}
END_TEST

START_TEST(notes_have_at_most_64_signatures_and_65536_bytes) {
  struct scr_text note = SCR_TEXT_INIT, large = SCR_TEXT_INIT;
  scr_text_add(&note, "text\n\n");
  for (int i = 0; i < SCR_NOTE_SIGNATURES_MAX; i++) scr_text_add(&note, "\u2014 a AAAAAAA=\n");
  ck_assert_int_eq(parse(note.bytes), SCR_OK);
  scr_text_add(&note, "\u2014 a AAAAAAA=\n");
  ck_assert_int_eq(parse(note.bytes), SCR_E_LIMIT);
  static const char end[] = "\n\n\u2014 a AAAAAAA=\n";
  while (large.length + sizeof end - 1 < SCR_NOTE_BYTES_MAX) scr_text_add(&large, "x");
  scr_text_add(&large, end);
  ck_assert_uint_eq(large.length, SCR_NOTE_BYTES_MAX);
  ck_assert_int_eq(parse(large.bytes), SCR_OK);
  large.bytes[0] = '\xc3';  // one character more
  scr_text_clear(&note);
  scr_text_add(&note, "x");
  scr_text_add(&note, large.bytes);
  ck_assert_int_eq(parse(note.bytes), SCR_E_LIMIT);
  scr_text_free(&note);
  scr_text_free(&large);
}
END_TEST

// --- signatures ---

START_TEST(a_note_with_any_byte_changed_is_refused) {
  struct scr_text note = SCR_TEXT_INIT;
  add_example(&note);
  size_t text = strlen(example_text), name = text + 1 + strlen("\u2014 "), base64 = name + strlen("example.com/foo ");
  for (size_t i = 0; i < note.length; i++) {
    char kept = note.bytes[i];
    note.bytes[i] = kept == 'x' ? 'y' : 'x';
    enum scr_status status = check_example(&note);
    if (i < text - 1)
      ck_assert_int_eq(status, SCR_E_NOTE_SIGNATURE);
    else if (i < name || i == base64 - 1 || i == note.length - 1)
      ck_assert_int_eq(status, SCR_E_NOTE_FORM);
    else if (i <= base64 + 5)
      ck_assert_int_eq(status, SCR_E_NOTE_UNSIGNED);  // the name or the id is another key's
    else if (i == note.length - 3)
      ck_assert_int_eq(status, SCR_E_NOTE_FORM);  // bits that carry nothing
    else
      ck_assert_int_eq(status, SCR_E_NOTE_SIGNATURE);
    note.bytes[i] = kept;
  }
  ck_assert_int_eq(check_example(&note), SCR_OK);
  scr_text_free(&note);
}
END_TEST

START_TEST(signatures_of_unknown_keys_are_passed_over) {
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_note_key key = key_of(example_vkey);
  scr_text_add(&note, example_text);
  scr_text_add(&note,
               "\n\u2014 example.com/foo AAAAAAA=\n\u2014 example.com/bar Uw2QOkk=\n\u2014 example.com/fo Uw2QOkk=\n");
  ck_assert_int_eq(check_example(&note), SCR_E_NOTE_UNSIGNED);
  scr_text_add(&note, example_line);
  ck_assert_int_eq(check_example(&note), SCR_OK);
  ck_assert_int_eq(check_with(note.bytes, note.length, &key, 0), SCR_E_NOTE_UNSIGNED);
  scr_text_free(&note);
}
END_TEST

// A text signed by the log's key and by one of the witnesses' keys used in the log's manner.
struct two {
  struct scr_note_key keys[2];
  struct scr_secret_signing_key secrets[2];
  struct scr_text note;
};

static void make_two(struct two *two) {
  uint8_t signature[64];
  log_kit_key(&two->keys[0], &two->secrets[0], "a", SCR_NOTE_ED25519, 7);
  log_kit_key(&two->keys[1], &two->secrets[1], "b", SCR_NOTE_ED25519, 8);
  two->note = (struct scr_text)SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_note_sign(&two->note, "text\n", 5, &two->keys[0], &two->secrets[0]), SCR_OK);
  scr_secret_signing_key_sign(signature, &two->secrets[1], "text\n", 5);
  scr_text_add_note_signature(&two->note, &two->keys[1], signature, sizeof signature);
}

START_TEST(each_known_key_is_told_whether_it_has_signed) {
  struct two two;
  struct scr_note note;
  struct scr_note_signer signers[3];
  make_two(&two);
  struct scr_note_key keys[3] = {two.keys[1], key_of(example_vkey), two.keys[0]};
  ck_assert_int_eq(scr_note_parse(&note, two.note.bytes, two.note.length), SCR_OK);
  ck_assert_int_eq(scr_note_check(signers, &note, keys, 3), SCR_OK);
  ck_assert(signers[0].has_signed && !signers[1].has_signed && signers[2].has_signed);
  ck_assert_uint_eq(signers[0].time, 0);
  scr_text_free(&two.note);
}
END_TEST

START_TEST(one_false_signature_of_a_known_key_spoils_the_note) {
  struct two two;
  uint8_t signature[64];
  make_two(&two);
  ck_assert_int_eq(check_with(two.note.bytes, two.note.length, two.keys, 2), SCR_OK);
  scr_secret_signing_key_sign(signature, &two.secrets[1], "other\n", 6);
  scr_text_add_note_signature(&two.note, &two.keys[1], signature, sizeof signature);
  ck_assert_int_eq(check_with(two.note.bytes, two.note.length, two.keys, 2), SCR_E_NOTE_SIGNATURE);
  ck_assert_int_eq(check_with(two.note.bytes, two.note.length, two.keys, 1), SCR_OK);  // its key isn't known here
  scr_text_free(&two.note);
}
END_TEST

START_TEST(a_signature_of_another_length_does_not_hold) {
  uint8_t signature[72] = {0};
  struct scr_note_key key;
  struct scr_secret_signing_key secret;
  log_kit_key(&key, &secret, "a", SCR_NOTE_ED25519, 7);
  scr_secret_signing_key_sign(signature, &secret, "text\n", 5);
  for (size_t length = 63; length <= 65; length++) {
    struct scr_text note = SCR_TEXT_INIT;
    scr_text_add(&note, "text\n\n");
    scr_text_add_note_signature(&note, &key, signature, length);
    ck_assert_int_eq(check_with(note.bytes, note.length, &key, 1), length == 64 ? SCR_OK : SCR_E_NOTE_SIGNATURE);
    scr_text_free(&note);
  }
}
END_TEST

// With a key of small order anyone can sign: R the identity and S = 0 satisfy the equation for every text.
START_TEST(a_key_of_small_order_verifies_nothing) {
  struct scr_note_key key = {.name = "a", .id = 0, .type = SCR_NOTE_ED25519, .public_key = {1}};
  struct scr_text note = SCR_TEXT_INIT;
  uint8_t signature[64] = {1};
  scr_text_add(&note, "text\n\n");
  scr_text_add_note_signature(&note, &key, signature, sizeof signature);
  ck_assert_int_eq(check_with(note.bytes, note.length, &key, 1), SCR_E_NOTE_SIGNATURE);
  scr_text_free(&note);
}
END_TEST

// S and S + L are the same modulo the order L; only the smaller is a signature.
START_TEST(a_second_spelling_of_a_signature_is_refused) {
  static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                    0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
  struct scr_note_key key;
  struct scr_secret_signing_key secret;
  struct scr_text note = SCR_TEXT_INIT;
  uint8_t signature[64];
  log_kit_key(&key, &secret, "a", SCR_NOTE_ED25519, 7);
  scr_secret_signing_key_sign(signature, &secret, "text\n", 5);
  sodium_add(signature + 32, order, sizeof order);
  scr_text_add(&note, "text\n\n");
  scr_text_add_note_signature(&note, &key, signature, sizeof signature);
  ck_assert_int_eq(check_with(note.bytes, note.length, &key, 1), SCR_E_NOTE_SIGNATURE);
  scr_text_free(&note);
}
END_TEST

// --- signing ---

// RFC 8032, section 7.1, tests 1 to 3.
START_TEST(signatures_are_those_of_rfc_8032) {
  static const struct {
    const char *seed, *public_key, *message, *signature;
    size_t length;
  } known[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4655141"
       "438e7a100b",
       0},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "eb00d29"
       "1612bb0c00",
       1},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
       "dc027be"
       "ceea1ec40a",
       2},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct scr_secret_signing_key secret;
    struct scr_text hex = SCR_TEXT_INIT;
    uint8_t public_key[32], signature[64];
    ck_assert_int_eq(scr_secret_signing_key_read(&secret, known[i].seed, 64), SCR_OK);
    scr_secret_signing_key_publish(public_key, &secret);
    scr_text_add_hex(&hex, public_key, sizeof public_key);
    ck_assert_str_eq(hex.bytes, known[i].public_key);
    scr_secret_signing_key_sign(signature, &secret, known[i].message, known[i].length);
    scr_text_clear(&hex);
    scr_text_add_hex(&hex, signature, sizeof signature);
    ck_assert_str_eq(hex.bytes, known[i].signature);
    scr_text_clear(&hex);
    scr_secret_add_signing_key(&hex, &secret);
    ck_assert_str_eq(hex.bytes, known[i].seed);
    scr_text_wipe(&hex);
  }
}
END_TEST

START_TEST(a_key_file_has_64_lower_case_digits) {
  char hex[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  static const char wrong[] = "/:@`gGF \n\0\x7f\xff\x80\xb1";
  struct scr_secret_signing_key key = {{0}}, zero = {{0}};
  ck_assert_int_eq(scr_secret_signing_key_read(&key, hex, 63), SCR_E_KEY_FORM);
  ck_assert_int_eq(scr_secret_signing_key_read(&key, hex, 65), SCR_E_KEY_FORM);
  for (size_t at = 0; at < 64; at += 21)
    for (size_t i = 0; i < sizeof wrong - 1; i++) {
      char kept = hex[at];
      hex[at] = wrong[i];
      ck_assert_int_eq(scr_secret_signing_key_read(&key, hex, 64), SCR_E_KEY_FORM);
      hex[at] = kept;
    }
  ck_assert_mem_eq(&key, &zero, sizeof key);  // unchanged on failure
  ck_assert_int_eq(scr_secret_signing_key_read(&key, hex, 64), SCR_OK);
}
END_TEST

START_TEST(generated_keys_differ_and_are_wiped) {
  struct scr_secret_signing_key a, b, zero = {{0}};
  ck_assert_int_eq(scr_secret_signing_key_generate(&a), SCR_OK);
  ck_assert_int_eq(scr_secret_signing_key_generate(&b), SCR_OK);
  ck_assert_mem_ne(&a, &b, 32);
  scr_secret_signing_key_wipe(&a);
  ck_assert_mem_eq(&a, &zero, sizeof a);
}
END_TEST

START_TEST(nothing_is_signed_that_is_no_text_or_by_a_key_that_does_not_fit) {
  struct log_kit kit;
  struct scr_text note = SCR_TEXT_INIT, large = SCR_TEXT_INIT;
  log_kit_init(&kit);
  const struct scr_note_key *key = &kit.keys.log;
  const struct scr_secret_signing_key *secret = &kit.log_secret, *other = &kit.witness_secrets[0];
  ck_assert_int_eq(scr_secret_note_sign(&note, "text", 4, key, secret), SCR_E_NOTE_FORM);
  ck_assert_int_eq(scr_secret_note_sign(&note, "", 0, key, secret), SCR_E_NOTE_FORM);
  ck_assert_int_eq(scr_secret_note_sign(&note, "t\r\n", 3, key, secret), SCR_E_NOTE_FORM);
  ck_assert_int_eq(scr_secret_note_sign(&note, "text\n", 5, key, other), SCR_E_KEY_MISMATCH);
  ck_assert_int_eq(scr_secret_note_sign(&note, "text\n", 5, &kit.witnesses[0], other), SCR_E_KEY_MISMATCH);
  while (large.length < SCR_NOTE_BYTES_MAX - 100) scr_text_add(&large, "x\n");
  ck_assert_int_eq(scr_secret_note_sign(&note, large.bytes, large.length, key, secret), SCR_E_LIMIT);
  ck_assert_uint_eq(note.length, 0);
  ck_assert_int_eq(scr_secret_note_sign(&note, "text\n", 5, key, secret), SCR_OK);
  ck_assert_int_eq(check_with(note.bytes, note.length, key, 1), SCR_OK);
  scr_text_free(&note);
  scr_text_free(&large);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("note");
  TCase *keys = tcase_create("keys"), *notes = tcase_create("notes"), *signing = tcase_create("signing");
  tcase_add_test(keys, the_specification_s_key_is_read_and_written_the_same);
  tcase_add_test(keys, keys_that_are_not_in_their_one_form_are_refused);
  tcase_add_test(keys, keys_of_other_kinds_are_told_apart_from_wrong_ones);
  tcase_add_test(keys, names_have_no_spaces_controls_or_plus);
  tcase_add_test(keys, a_name_of_255_bytes_is_taken_and_a_longer_one_is_not);
  tcase_add_test(keys, points_that_are_no_keys_are_refused);
  tcase_add_test(notes, the_specification_s_note_is_verified_by_its_key);
  tcase_add_test(notes, the_last_empty_line_ends_the_text);
  tcase_add_test(notes, what_is_almost_a_note_is_refused);
  tcase_add_test(notes, notes_have_at_most_64_signatures_and_65536_bytes);
  tcase_add_test(notes, a_note_with_any_byte_changed_is_refused);
  tcase_add_test(notes, signatures_of_unknown_keys_are_passed_over);
  tcase_add_test(notes, each_known_key_is_told_whether_it_has_signed);
  tcase_add_test(notes, one_false_signature_of_a_known_key_spoils_the_note);
  tcase_add_test(notes, a_signature_of_another_length_does_not_hold);
  tcase_add_test(notes, a_key_of_small_order_verifies_nothing);
  tcase_add_test(notes, a_second_spelling_of_a_signature_is_refused);
  tcase_add_test(signing, signatures_are_those_of_rfc_8032);
  tcase_add_test(signing, a_key_file_has_64_lower_case_digits);
  tcase_add_test(signing, generated_keys_differ_and_are_wiped);
  tcase_add_test(signing, nothing_is_signed_that_is_no_text_or_by_a_key_that_does_not_fit);
  suite_add_tcase(suite, keys);
  suite_add_tcase(suite, notes);
  suite_add_tcase(suite, signing);
  return run_suite(suite);
}
