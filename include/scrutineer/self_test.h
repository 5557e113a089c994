// SPDX-License-Identifier: Apache-2.0
// Whether the libraries that a program runs with compute what they should. They are chosen when it starts, not when it is
// built: what a test found true of one release may be false of the installed one.
#ifndef SCRUTINEER_SELF_TEST_H
#define SCRUTINEER_SELF_TEST_H

#include "scrutineer/status.h"

SCR_C_BEGIN

// Known answers of SHA-256 and of powers in every group, and points outside the group of Ed25519 that must be refused (GRP-7).
// Public data only; a few milliseconds at most. Call it before any other function of the libraries, in one thread: it also readies
// libsodium (sodium_init), which else is slower, and not safe to be used first by several threads at once. SCR_E_SELF_TEST,
// SCR_E_RANDOM; nothing is to be believed then.
SCR_API SCR_MUST_USE enum scr_status scr_self_test(void);

SCR_C_END
#endif
