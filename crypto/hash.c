// SPDX-License-Identifier: Apache-2.0
// SHA-256 and its spellings.
#include "scrutineer/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

// Looked up once: that takes longer than to hash a short text.
static EVP_MD *sha256;

static void fetch(void) {
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

// Hashing fails only where the library has no SHA-256 at all, or no memory for its state: nothing can go on without a hash.
static void require(int done) {
  if (done != 1) abort();
}

static const EVP_MD *method(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  require(pthread_once(&once, fetch) == 0 && sha256);
  return sha256;
}

void scr_hash(struct scr_hash *hash, const void *bytes, size_t length) {
  require(EVP_Digest(bytes, length, hash->byte, NULL, method(), NULL));
}

void scr_hash_begin(struct scr_hasher *hasher) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  require(context && EVP_DigestInit_ex2(context, method(), NULL));
  hasher->context = context;
}

void scr_hash_add(struct scr_hasher *hasher, const void *bytes, size_t length) {
  require(EVP_DigestUpdate(hasher->context, bytes, length));
}

void scr_hash_copy(struct scr_hasher *copy, const struct scr_hasher *hasher) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  require(context && EVP_MD_CTX_copy_ex(context, hasher->context));
  copy->context = context;
}

void scr_hash_end(struct scr_hash *hash, struct scr_hasher *hasher) {
  require(EVP_DigestFinal_ex(hasher->context, hash->byte, NULL));
  EVP_MD_CTX_free(hasher->context);
  hasher->context = NULL;
}

bool scr_hash_equal(const struct scr_hash *a, const struct scr_hash *b) {
  return memcmp(a->byte, b->byte, SCR_HASH_BYTES) == 0;
}

void scr_hash_hex(char hex[SCR_HASH_HEX + 1], const struct scr_hash *hash) {
  sodium_bin2hex(hex, SCR_HASH_HEX + 1, hash->byte, SCR_HASH_BYTES);
}

void scr_hash_base64(char base64[SCR_HASH_BASE64 + 1], const struct scr_hash *hash) {
  sodium_bin2base64(base64, SCR_HASH_BASE64 + 1, hash->byte, SCR_HASH_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

// The value of a lower-case hexadecimal digit; *wrong is set if it is none. Without branches, which random digits would make
// the processor guess wrong.
static unsigned nibble(unsigned *wrong, char c) {
  unsigned digit = (unsigned char)c - (unsigned)'0', letter = (unsigned char)c - (unsigned)'a';
  unsigned is_digit = digit < 10, is_letter = letter < 6;
  *wrong |= 1 ^ (is_digit | is_letter);
  return (digit & (0 - is_digit)) | ((letter + 10) & (0 - is_letter));
}

enum scr_status scr_hash_from_hex(struct scr_hash *hash, const char *hex, size_t length) {
  if (length != SCR_HASH_HEX) return SCR_E_TEXT;
  struct scr_hash read;
  unsigned wrong = 0;
  for (size_t i = 0; i < SCR_HASH_BYTES; i++)
    read.byte[i] = (uint8_t)(nibble(&wrong, hex[2 * i]) << 4 | nibble(&wrong, hex[2 * i + 1]));
  if (wrong) return SCR_E_TEXT;
  *hash = read;
  return SCR_OK;
}

// Decoders differ on the two unused low bits of the last character, so the spelling is compared after rewriting.
// HSH-2.
enum scr_status scr_hash_from_base64(struct scr_hash *hash, const char *base64, size_t length) {
  if (length != SCR_HASH_BASE64) return SCR_E_TEXT;
  struct scr_hash read;
  size_t read_n = 0;
  if (sodium_base642bin(read.byte, SCR_HASH_BYTES, base64, length, NULL, &read_n, NULL,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      read_n != SCR_HASH_BYTES)
    return SCR_E_TEXT;
  char again[SCR_HASH_BASE64 + 1];
  scr_hash_base64(again, &read);
  if (memcmp(again, base64, SCR_HASH_BASE64) != 0) return SCR_E_TEXT;
  *hash = read;
  return SCR_OK;
}
