// SPDX-License-Identifier: Apache-2.0
// To be loaded into a program (LD_PRELOAD): ends it with code 99 when any of its parts, the C library and jansson among
// them, gives memory back that holds the text of the variable FREE_WATCH, or when standard input's buffer holds it at the
// end (SEC-5).
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void __libc_free(void *block);
extern void *__libc_realloc(void *block, size_t size);

static void look(const void *block, size_t size) {
  static const char message[] = "free-watch: a secret was left in memory\n";
  const char *text = getenv("FREE_WATCH");
  if (!block || !text || !text[0] || !memmem(block, size, text, strlen(text))) return;
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
