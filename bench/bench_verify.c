// SPDX-License-Identifier: Apache-2.0
// What verifying a whole archive costs with each kernel that this processor has, on one thread, in turns.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "crypto/kernel.h"
#include "scrutineer/verify.h"

#define KERNELS_MAX 4
#define RUNS_MAX 99

static double now_us(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) abort();
  return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static struct scr_report *verify(const char *path) {
  const struct scr_verify_options options = {.threads = 1};
  struct scr_report *report;
  if (scr_verify(&report, path, &options) != SCR_OK) exit(1);
  if (!report->election || report->ballots_accepted == 0 || report->verdict == SCR_VERDICT_INVALID) {
    (void)fprintf(stderr, "bench-verify: %s can't be verified\n", path);
    exit(1);
  }
  return report;
}

static int compare(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv) {
  const int runs = argc > 2 ? atoi(argv[2]) : 5;
  if (argc < 2 || argc > 3 || runs < 1 || runs > RUNS_MAX) {
    (void)fprintf(stderr, "Usage: bench-verify ARCHIVE.bel [RUNS]   (1 to %d; default 5)\n", RUNS_MAX);
    return 2;
  }
  struct scr_report *report = verify(argv[1]);
  const struct scr_group *group = report->election->group;
  const double ballots = (double)report->ballots_accepted;

  const struct kernel *kernels[KERNELS_MAX];
  double times[KERNELS_MAX][RUNS_MAX];
  size_t n = 0;
  while (n < KERNELS_MAX && (kernels[n] = kernel_fitting(group, n))) n++;
  for (int run = 0; run < runs; run++)
    for (size_t i = 0; i < n; i++) {
      kernel_use(kernels[i]->name);
      const double start = now_us();
      scr_report_free(verify(argv[1]));
      times[i][run] = now_us() - start;
    }

  printf("%s, %.0f ballots, median of %d, microseconds of processor time for a ballot\n", group->name, ballots, runs);
  for (size_t i = n; i-- > 0;) qsort(times[i], (size_t)runs, sizeof times[i][0], compare);
  const double portable = times[n - 1][runs / 2];
  for (size_t i = n; i-- > 0;)
    printf("  %-12s %8.1f  portable / this %5.2f\n", kernels[i]->name, times[i][runs / 2] / ballots,
           portable / times[i][runs / 2]);
  scr_report_free(report);
  return EXIT_SUCCESS;
}
