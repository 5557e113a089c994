// SPDX-License-Identifier: Apache-2.0
// A bounded queue: one thread puts jobs in and takes them out again, done, in the same order; other threads do the work in
// between, and so does the one thread while it waits. What comes out is therefore the same whatever the number of threads.
#ifndef SCRUTINEER_BOARD_QUEUE_H
#define SCRUTINEER_BOARD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

// `threads` in all, 0: one for each processor; NULL when memory ran out. With one thread, or where no other can be made, the
// work is done in queue_take.
struct queue *queue_new(unsigned threads, void (*work)(void *job));
// Ends the threads, each after the job that it has, and hands the jobs that were not taken out, done or not, to `release`.
void queue_free(struct queue *queue, void (*release)(void *job));
bool queue_is_full(const struct queue *queue);
bool queue_is_empty(const struct queue *queue);
void queue_put(struct queue *queue, void *job);  // not when it is full
void *queue_take(struct queue *queue);           // the oldest job, done; not when it is empty

#endif
