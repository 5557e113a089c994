// SPDX-License-Identifier: Apache-2.0
// To be loaded into a program (LD_PRELOAD): ends it with code 99 when any of its parts, the C library and jansson among
// them, gives memory back that holds the text of the variable FREE_WATCH, or when standard input's buffer holds it at the
// end (SEC-5). A text of digits counts where it stands by itself: a long number has any eight digits in it.
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void __libc_free(void *block);
extern void *__libc_realloc(void *block, size_t size);

static bool both_are_digits(char a, char b) {
  return a >= '0' && a <= '9' && b >= '0' && b <= '9';
}

static bool holds(const char *block, size_t size, const char *text) {
  const size_t length = strlen(text);
  const char *at = block, *end = block + size;
  for (; (at = memmem(at, (size_t)(end - at), text, length)); at++) {
    const bool goes_on_before = at > block && both_are_digits(at[-1], text[0]);
    const bool goes_on_after = at + length < end && both_are_digits(text[length - 1], at[length]);
    if (!goes_on_before && !goes_on_after) return true;
  }
  return false;
}

static void look(const void *block, size_t size) {
  static const char message[] = "free-watch: a secret was left in memory\n";
  const char *text = getenv("FREE_WATCH");
  if (!block || !text || !text[0] || !holds(block, size, text)) return;
  (void)!write(STDERR_FILENO, message, sizeof message - 1);
  _exit(99);
}

__attribute__((visibility("default"))) void free(void *block) {
  if (block) look(block, malloc_usable_size(block));
  __libc_free(block);
}

__attribute__((visibility("default"))) void *realloc(void *block, size_t size) {
  if (block) look(block, malloc_usable_size(block));
  return __libc_realloc(block, size);
}

__attribute__((destructor)) static void look_at_standard_input(void) {
  look(stdin->_IO_buf_base, (size_t)(stdin->_IO_buf_end - stdin->_IO_buf_base));
}
