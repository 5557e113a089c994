#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Paths and links that the documents name exist, and every source file says its licence.
set -euo pipefail
root=${1:-$(dirname "$0")/..}
cd "$root"
failed=0
for document in README.md CONTRIBUTING.md CHANGELOG.md doc/*.md tests/*.md tests/*/*.md; do
  [ -f "$document" ] || continue
  folder=$(dirname "$document")
  # [text](link) to a file, and `path/with/slashes` of this tree
  while read -r link; do
    link=${link%%#*}
    [ -z "$link" ] && continue
    [ -e "$folder/$link" ] || [ -e "$link" ] || { echo "$document names $link, which is not there" >&2; failed=1; }
  done < <(
    grep -oE '\]\([^)]+\)' "$document" | sed 's/^](//; s/)$//' | grep -vE '^(https?:|mailto:|#)' || true
    grep -oE '`(crypto|board|witness|cli|include|tests|scripts|doc|bench|examples)/[A-Za-z0-9_./-]+`' "$document" | tr -d '`' || true
  )
done
while read -r file; do
  head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || { echo "$file has no SPDX line" >&2; failed=1; }
done < <(find crypto board witness cli include tests bench scripts \( -name '*.[ch]' -o -name '*.sh' -o -name CMakeLists.txt \))
[ "$failed" = 0 ] && echo "paths hold"
exit "$failed"
