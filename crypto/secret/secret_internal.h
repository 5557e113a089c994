// SPDX-License-Identifier: Apache-2.0
// The one way from secret to public. In builds for the constant-time check (SCRUTINEER_CTIME) memory that holds secrets is
// marked undefined for valgrind, and a declassified value is marked defined again; elsewhere both are nothing.
#ifndef SCRUTINEER_CRYPTO_SECRET_INTERNAL_H
#define SCRUTINEER_CRYPTO_SECRET_INTERNAL_H

#include "crypto/group_internal.h"
#include "scrutineer/secret.h"

#ifdef SCRUTINEER_CTIME
#include <valgrind/memcheck.h>
#define CLASSIFY(pointer, length) VALGRIND_MAKE_MEM_UNDEFINED(pointer, length)
#define DECLASSIFY(pointer, length) VALGRIND_MAKE_MEM_DEFINED(pointer, length)
#else
#define CLASSIFY(pointer, length) ((void)(pointer), (void)(length))
#define DECLASSIFY(pointer, length) ((void)(pointer), (void)(length))
#endif

#endif
