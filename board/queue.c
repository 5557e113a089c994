// SPDX-License-Identifier: Apache-2.0
#include "board/queue.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "board/parallel.h"

struct place {
  void *job;
  bool done;
};

// Places are numbered without end: put_n were put in, begun_n taken up by a thread, taken_n taken out.
struct queue {
  void (*work)(void *);
  size_t capacity;
  struct place *places;
  size_t put_n, begun_n, taken_n;
  bool ending;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  unsigned threads_n;
  pthread_t threads[THREADS_MAX];
};

// Takes up the oldest job that nobody has, with the mutex held before and after.
static void work_one(struct queue *queue) {
  struct place *place = &queue->places[queue->begun_n++ % queue->capacity];
  (void)pthread_mutex_unlock(&queue->mutex);
  queue->work(place->job);
  (void)pthread_mutex_lock(&queue->mutex);
  place->done = true;
  (void)pthread_cond_broadcast(&queue->changed);
}

static void *run(void *argument) {
  struct queue *queue = argument;
  (void)pthread_mutex_lock(&queue->mutex);
  while (!queue->ending) {
    if (queue->begun_n < queue->put_n)
      work_one(queue);
    else
      (void)pthread_cond_wait(&queue->changed, &queue->mutex);
  }
  (void)pthread_mutex_unlock(&queue->mutex);
  return NULL;
}

struct queue *queue_new(unsigned threads, void (*work)(void *job)) {
  struct queue *queue = calloc(1, sizeof *queue);
  unsigned wanted = parallel_threads(threads);
  if (!queue) return NULL;
  queue->work = work;
  queue->capacity = wanted == 1 ? 1 : 2 * (size_t)wanted;
  queue->places = calloc(queue->capacity, sizeof *queue->places);
  if (!queue->places) {
    free(queue);
    return NULL;
  }
  (void)pthread_mutex_init(&queue->mutex, NULL);
  (void)pthread_cond_init(&queue->changed, NULL);
  for (; queue->threads_n + 1 < wanted; queue->threads_n++)
    if (pthread_create(&queue->threads[queue->threads_n], NULL, run, queue) != 0) break;
  return queue;
}

void queue_free(struct queue *queue, void (*release)(void *job)) {
  if (!queue) return;
  (void)pthread_mutex_lock(&queue->mutex);
  queue->ending = true;
  (void)pthread_cond_broadcast(&queue->changed);
  (void)pthread_mutex_unlock(&queue->mutex);
  for (unsigned i = 0; i < queue->threads_n; i++) (void)pthread_join(queue->threads[i], NULL);
  for (; queue->taken_n < queue->put_n; queue->taken_n++) release(queue->places[queue->taken_n % queue->capacity].job);
  (void)pthread_mutex_destroy(&queue->mutex);
  (void)pthread_cond_destroy(&queue->changed);
  free(queue->places);
  free(queue);
}

// Only the one thread changes put_n and taken_n.
bool queue_is_full(const struct queue *queue) {
  return queue->put_n - queue->taken_n == queue->capacity;
}

bool queue_is_empty(const struct queue *queue) {
  return queue->put_n == queue->taken_n;
}

void queue_put(struct queue *queue, void *job) {
  assert(!queue_is_full(queue));
  (void)pthread_mutex_lock(&queue->mutex);
  queue->places[queue->put_n++ % queue->capacity] = (struct place){job, false};
  (void)pthread_cond_broadcast(&queue->changed);
  (void)pthread_mutex_unlock(&queue->mutex);
}

void *queue_take(struct queue *queue) {
  assert(!queue_is_empty(queue));
  (void)pthread_mutex_lock(&queue->mutex);
  const struct place *place = &queue->places[queue->taken_n % queue->capacity];
  while (!place->done) {
    if (queue->begun_n < queue->put_n)
      work_one(queue);
    else
      (void)pthread_cond_wait(&queue->changed, &queue->mutex);
  }
  queue->taken_n++;
  (void)pthread_mutex_unlock(&queue->mutex);
  return place->job;
}
