// SPDX-License-Identifier: Apache-2.0
// Runs a command and appends what it took to a file: wall and user seconds, and peak memory in KiB. With --cpu the command
// stays on that processor. Its output is thrown away; its exit code is passed on.
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// In the child: never returns.
static void become(char **command, int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (cpu >= 0) CPU_SET(cpu, &set);
  if (cpu >= 0 && sched_setaffinity(0, sizeof set, &set) != 0) _exit(126);
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) _exit(126);
  execvp(command[0], command);
  _exit(127);
}

int main(int argc, char **argv) {
  bool pinned = argc > 3 && strcmp(argv[1], "--cpu") == 0;
  int first = pinned ? 3 : 1;
  if (argc < first + 2) {
    (void)fprintf(stderr, "Usage: bench-measure [--cpu N] FILE COMMAND [ARGUMENT...]\n");
    return 2;
  }
  double start = now();
  pid_t child = fork();
  if (child == 0) become(argv + first + 1, pinned ? atoi(argv[2]) : -1);
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 125;
  double wall = now() - start;
  double user = (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec;
  FILE *file = fopen(argv[first], "a");
  if (!file) return 125;
  (void)fprintf(file, "%.6f %.6f %ld\n", wall, user, usage.ru_maxrss);
  if (fclose(file) != 0) return 125;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}
