// SPDX-License-Identifier: Apache-2.0
// What reading and writing the setup record share.
#ifndef SCRUTINEER_BOARD_SETUP_RECORD_FORM_H
#define SCRUTINEER_BOARD_SETUP_RECORD_FORM_H

#define SETUP_RECORD_FORMAT "scrutineer-setup-1"

#endif
