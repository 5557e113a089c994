// SPDX-License-Identifier: Apache-2.0
// Secret documents pass through jansson, whose blocks are overwritten before they are given back (SEC-5).
#include <jansson.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

#include "scrutineer/secret.h"

// Before each block stands how long it is.
#define HEAD (sizeof(max_align_t) > sizeof(size_t) ? sizeof(max_align_t) : sizeof(size_t))
_Static_assert(sizeof(max_align_t) % alignof(max_align_t) == 0, "what follows the head is as well aligned");

static void *allocate(size_t size) {
  unsigned char *block = size <= SIZE_MAX - HEAD ? malloc(HEAD + size) : NULL;
  if (!block) return NULL;
  *(size_t *)(void *)block = size;
  return block + HEAD;
}

static void wipe_and_free(void *pointer) {
  if (!pointer) return;
  unsigned char *block = (unsigned char *)pointer - HEAD;
  scr_secret_wipe(pointer, *(size_t *)(void *)block);
  free(block);
}

void scr_secret_init(void) {
  json_set_alloc_funcs(allocate, wipe_and_free);
}
