// SPDX-License-Identifier: Apache-2.0
// What a batch is made of: crypto/batch.c asks and answers, crypto/chain.c computes.
#ifndef SCRUTINEER_CRYPTO_BATCH_INTERNAL_H
#define SCRUTINEER_CRYPTO_BATCH_INTERNAL_H

#include "crypto/key.h"
#include "scrutineer/batch.h"
#include "scrutineer/proof.h"

#define RIDERS_MAX 16  // challenges on one chain; more take another one
#define JOINED_MAX 3   // challenges of a product on the chains of its factors
#define ODD_WINDOW 4   // bits of a digit
#define ODD_BUCKETS (1 << (ODD_WINDOW - 1))
#define BUCKETS (1 + (RIDERS_MAX + JOINED_MAX + 1) * ODD_BUCKETS)  // before the first; challenges; the membership
#define BLOCK 256
#define WORK_VECTORS 3

struct base {
  size_t first, count, stride;
  size_t commitments, commitments_n;
  size_t output;  // of its product, where count > 1
  bool decides;   // whether its element is a member
  bool joined;    // count > 1, and its powers are computed on the chains of its factors
  bool carried;   // a factor of one that is joined
};

struct commitment {
  const struct scr_proof *proof;
  bool of_g;
  uint32_t shift;
  size_t output;
};

// An element's decimal digits, after zeros in front.
struct spelling {
  uint16_t zeros;
  uint8_t digits[DECIMAL_MAX];
};

// An array that grows.
struct list {
  void *items;
  size_t count, capacity;
};

// Vectors, whose memory stays for the next run.
struct buffer {
  uint8_t *vectors;
  size_t capacity;
};

struct scr_batch {
  const struct scr_key *key;
  struct list elements;     // const struct scr_element *
  struct list members;      // bool
  struct list deciders;     // size_t: the base that decides, counted from 1; 0: there is none yet; or NO_DECIDER
  struct list bases;        // struct base
  struct list commitments;  // struct commitment
  struct list order;        // size_t: bases, those of one shape together
  struct list outputs;      // struct scr_element, as many for a vector as there are lanes
  struct list spellings;    // struct spelling: of the elements, and of the outputs; none where no digits are made
  struct buffer vectors;    // of the elements
  struct buffer results;    // to give out
  struct buffer scratch, work;
  size_t vectors_n, results_n;
  uint8_t *buckets;  // BUCKETS
  uint8_t *squares;  // the identity, and BLOCK
  bool failed;
};

#define AT(batch, list, type, i) (((type *)(batch)->list.items)[i])

// As many bases as the kernel has lanes. They have one shape: as many factors and as many commitments each, and their factors
// too. Where there are fewer, the last one is repeated.
struct lanes {
  struct scr_batch *batch;
  const struct kernel *kernel;
  const void *context;
  size_t used;
  struct base *bases[KERNEL_LANES_MAX];
};

#define NO_DECIDER SIZE_MAX  // known to be a member

// The base that decides whether factor k of this one is a member; NULL where that is known.
struct base *batch_factor(const struct scr_batch *batch, const struct base *base, size_t k);
// Every power of these bases, and what decides about their elements. `work`: WORK_VECTORS.
void lanes_run(const struct lanes *lanes, uint8_t *work);

#endif
