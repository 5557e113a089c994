#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The verifier holds no code that touches a secret; and the command line does, so that this test can't pass emptily (VER-5).
set -euo pipefail
bin=${2:-build/dev/bin}
if nm "$bin/scrutineer-verify" | grep -E ' [tTdDbB] (scr_secret_|exp_secret|pki_)'; then
  echo "scrutineer-verify contains secret functions" >&2
  exit 1
fi
nm "$bin/scrutineer" | grep -E ' [tT] scr_secret_' >/dev/null || {
  echo "scrutineer contains no secret function: this test would not notice one" >&2
  exit 1
}
# Pictures of receipts are the command line's (VER-5).
if nm "$bin/scrutineer-verify" | grep -E ' [tTdDbBU] (QRcode_|qr_)'; then
  echo "scrutineer-verify contains QR codes" >&2
  exit 1
fi
# A verifier has no server, no client and no database in it either (VER-5).
if nm "$bin/scrutineer-verify" | grep -E ' [tTdDbBU] (witness_|fetch_|MHD_|sqlite3_|curl_)'; then
  echo "scrutineer-verify contains a witness" >&2
  exit 1
fi
nm "$bin/scrutineer" | grep -E ' [tT] witness_' >/dev/null || {
  echo "scrutineer contains no witness: this test would not notice one" >&2
  exit 1
}
echo "the verifier is free of secrets"
