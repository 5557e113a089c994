// SPDX-License-Identifier: Apache-2.0
// The table of statuses, as strings.
#include "scrutineer/status.h"

static const struct {
  const char *id;
  const char *sentence;
  enum scr_class class;
} statuses[] = {
#define X(symbol, class, id, sentence) [symbol] = {id, sentence, SCR_CLASS_##class},
    SCR_STATUSES(X)
#undef X
};

const char *scr_status_id(enum scr_status status) {
  return (unsigned)status < SCR_STATUS_COUNT ? statuses[status].id : "unknown";
}

const char *scr_status_sentence(enum scr_status status) {
  return (unsigned)status < SCR_STATUS_COUNT ? statuses[status].sentence : "unknown status";
}

enum scr_class scr_status_class(enum scr_status status) {
  return (unsigned)status < SCR_STATUS_COUNT ? statuses[status].class : SCR_CLASS_INVALID;
}
