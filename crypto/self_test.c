// SPDX-License-Identifier: Apache-2.0
// The installed libraries, tried before they are believed.
#include "scrutineer/self_test.h"

#include <string.h>

#include "scrutineer/group.h"

static bool has_hash(const char *bytes, size_t length, const char *expected) {
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  scr_hash(&hash, bytes, length);
  scr_hash_hex(hex, &hash);
  return strcmp(hex, expected) == 0;
}

// FIPS 180-4, of one block and of two.
static bool hashes_hold(void) {
  static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  return has_hash("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
         has_hash(two, sizeof two - 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// (g^e)^e, spelled, has this hash: a power of the generator, which libraries treat apart, and one of another element.
static bool power_holds(const char *name, const char *expected) {
  const struct scr_group *group = scr_group_by_name(name);
  struct scr_scalar exponent;
  struct scr_element power;
  struct scr_text text = SCR_TEXT_INIT;
  scr_scalar_from_u64(&exponent, group, UINT64_C(0x9e3779b97f4a7c15));
  scr_element_exp_var(&power, group, scr_group_generator(group), &exponent);
  scr_element_exp_var(&power, group, &power, &exponent);
  scr_text_add_element(&text, group, &power);
  bool holds = scr_text_ok(&text) == SCR_OK && has_hash(text.bytes, text.length, expected);
  scr_text_free(&text);
  return holds;
}

static bool powers_hold(void) {
  return power_holds("Ed25519", "e507097cf32bac721d1b326e37b62d2a393f2ed67899d55d15bda0e88a8f323d") &&
         power_holds("BELENIOS-2048", "3f54aacb3db331930f29ebfa450234c3447ee97b13eaf91ac56507805b70eaee") &&
         power_holds("RFC-3526-2048", "834adb3274a620aabd767d80acfb521a47d0b4f4d48d219665269c4b3ae62bf7");
}

// Points of the curve outside the group: T of small order, and the generator plus T. Releases of libsodium up to 1.0.20 take
// the sum with the point of order 2 for a member (CVE-2025-69277).
static const char *const outside[] = {
    // order 2
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
    "9999999999999999999999999999999999999999999999999999999999999995",
    // order 4
    "0000000000000000000000000000000000000000000000000000000000000000",
    "ea6597b61bb3c380f9e4c2a8f03b12a4a2eb3745bdac20b63381207f0acc5252",
    "8000000000000000000000000000000000000000000000000000000000000000",
    "159a6849e44c3c7f061b3d570fc4ed5b5d14c8ba4253df49cc7edf80f533ad9b",
    // order 8
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "e20308f05df6a41a9b5b75999f23eeca8ee75990ba5fa235decd29a58be299da",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "19781bd860b93c90ecf04a5a9b638ba2c59c3ed25c1bb53352995bf3ad9e5198",
    "85fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "e687e4279f46c36f130fb5a5649c745d3a63c12da3e44accad66a40c5261ae55",
    "fa03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "1dfcf70fa2095be564a48a6660dc11357118a66f45a05dca2132d65a741d6613",
};

static bool membership_holds(void) {
  const struct scr_group *group = scr_group_by_name("Ed25519");
  struct scr_element element;
  static const char generator[] = "6666666666666666666666666666666666666666666666666666666666666658";
  if (scr_element_parse(&element, group, generator, SCR_HASH_HEX) != SCR_OK) return false;
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    if (scr_element_parse(&element, group, outside[i], SCR_HASH_HEX) != SCR_E_ELEMENT_MEMBER) return false;
  return true;
}

// GRP-7.
enum scr_status scr_self_test(void) {
  return hashes_hold() && powers_hold() && membership_holds() ? SCR_OK : SCR_E_SELF_TEST;
}
