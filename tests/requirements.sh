#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every requirement of the specification is cited by code and by a test, and what they cite is a requirement.
set -euo pipefail
cd "$1"
document=doc/specification.md
failed=0
fail() {
  echo "$*" >&2
  failed=1
}
defined=$(sed -n 's/^- \*\*\([A-Z]*-[0-9]*\)\*\*.*/\1/p' "$document")
twice=$(sort <<<"$defined" | uniq -d)
[ -z "$twice" ] || fail "defined twice: $twice"
kinds=$(sed 's/-.*//' <<<"$defined" | sort -u | paste -sd'|')
cited_in() { grep -rhoE "\b($kinds)-[0-9]+\b" "$@" --include='*.[ch]' --include='*.sh' --include=CMakeLists.txt | sort -u; }
code=$(cited_in crypto board witness cli include)
tests=$(cited_in tests)
while read -r id; do
  grep -qx -- "$id" <<<"$code" || fail "$id is cited by no code"
  grep -qx -- "$id" <<<"$tests" || fail "$id is cited by no test"
done <<<"$defined"
while read -r id; do
  grep -qx -- "$id" <<<"$defined" || fail "$id is cited, and there is no such requirement"
done < <(printf '%s\n%s\n' "$code" "$tests" | sort -u)
count=$(wc -l <<<"$defined")
[ "$count" -ge 50 ] || fail "only $count requirements were found: this test looks at the wrong thing"
[ "$failed" = 0 ] && echo "$count requirements, each cited by code and by a test"
exit "$failed"
