// SPDX-License-Identifier: Apache-2.0
// The queue gives back each job once, done, in the order in which they were put in, whatever the number of threads.
#include <check.h>
#include <stdlib.h>

#include "board/queue.h"
#include "tests/support/suite.h"

#define JOBS 2000

struct job {
  size_t number;
  int worked;
};

// Jobs take different times, so that they are done in another order than they were put in.
static void work(void *context) {
  struct job *job = context;
  volatile size_t spin = 0;
  for (size_t i = 0; i < job->number * 7919 % 5003; i++) spin = spin + 1;
  job->worked++;
}

static size_t released_n;

static void release(void *job) {
  ck_assert_int_le(((struct job *)job)->worked, 1);
  released_n++;
}

static const unsigned thread_counts[] = {1, 2, 3, 16, 0};

START_TEST(jobs_come_back_in_order) {
  struct job *jobs = calloc(JOBS, sizeof *jobs);
  struct queue *queue = queue_new(thread_counts[_i], work);
  ck_assert(jobs && queue);
  size_t put = 0, taken = 0, most = 0;
  while (taken < JOBS) {
    while (put < JOBS && !queue_is_full(queue)) {
      jobs[put].number = put;
      queue_put(queue, &jobs[put++]);
    }
    most = put - taken > most ? put - taken : most;
    const struct job *job = queue_take(queue);
    ck_assert_ptr_eq(job, &jobs[taken]);
    ck_assert_int_eq(job->worked, 1);
    taken++;
  }
  ck_assert(queue_is_empty(queue));
  if (thread_counts[_i] > 0) ck_assert_uint_le(most, 2 * thread_counts[_i]);
  queue_free(queue, release);
  ck_assert_uint_eq(released_n, 0);
  for (size_t i = 0; i < JOBS; i++) ck_assert_int_eq(jobs[i].worked, 1);
  free(jobs);
}
END_TEST

START_TEST(a_queue_may_end_with_jobs_in_it) {
  struct job jobs[2] = {{0, 0}, {1, 0}};
  struct queue *queue = queue_new(2, work);
  ck_assert_ptr_nonnull(queue);
  queue_put(queue, &jobs[0]);
  queue_put(queue, &jobs[1]);
  queue_free(queue, release);
  ck_assert_uint_eq(released_n, 2);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("queue");
  TCase *tcase = tcase_create("queue");
  tcase_add_loop_test(tcase, jobs_come_back_in_order, 0, sizeof thread_counts / sizeof *thread_counts);
  tcase_add_test(tcase, a_queue_may_end_with_jobs_in_it);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
