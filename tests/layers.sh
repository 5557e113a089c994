#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A file includes only its own layer or lower ones (include, crypto, board, witness, cli), open code includes nothing secret but the
# contract, and crypto/secret calls no variable-time function on secrets' behalf.
set -euo pipefail
root=${1:-$(dirname "$0")/..}
cd "$root"
failed=0
refuse() { echo "$1" >&2; failed=1; }

# folder: what its files may not include
while read -r folder pattern; do
  if grep -nHE "^#include \"($pattern)" -r "$folder" --include='*.[ch]'; then
    refuse "files in $folder/ include a higher layer"
  fi
done <<'RULES'
include crypto/|board/|witness/|cli/
crypto board/|witness/|cli/
board witness/|cli/
witness cli/
RULES

# Open code: crypto/ and board/ outside secret/.
if grep -nHE '^#include "(crypto/secret/|board/secret/|scrutineer/secret\.h)' crypto/*.c crypto/*.h board/*.c \
    board/log/*.[ch] board/journal/*.[ch]; then
  refuse "open code includes secret declarations"
fi
# Variable-time functions end in _var; secret code may not call one, but for what is public in it (file and function, named here):
#   ceremony.c: a sender's published commitments, and our own number.
public='^board/secret/ceremony\.c:[0-9]+:.*scr_threshold_evaluate_var\('
if grep -nHE '[a-z]_var\(' crypto/secret/*.[ch] board/secret/*.[ch] | grep -vE "$public"; then
  refuse "secret code calls a variable-time function"
fi
# secret.h alone declares secret types.
if grep -lE '^struct scr_secret' include/scrutineer/*.h | grep -vE '/(secret|ceremony)\.h$'; then
  refuse "a header other than secret.h and ceremony.h declares a secret type"
fi
[ "$failed" = 0 ] && echo "layers hold"
exit "$failed"
