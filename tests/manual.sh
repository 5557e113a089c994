#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every command and option that the programs know stands in a manual page that can be shown, and completion offers them.
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
pages=$(dirname "$bin")/doc/man
export PATH="$bin:$PATH" LC_ALL=C
failed=0 options=0 commands=0
fail() {
  echo "$*" >&2
  failed=1
}
command -v scdoc >/dev/null || { echo "skipped: no scdoc" >&2; exit 77; }

plain() { sed 's/\\-/-/g; s/\\&//g; s/\\f[BIR]//g' "$1"; } # a page's words
check_options() { # PAGE COMMAND...
  local page=$pages/$1.1 option text
  text=$(plain "$page")
  shift
  while read -r option; do
    grep -qF -- "$option" <<<"$text" || fail "$page doesn't have $option of $*"
    options=$((options + 1))
  done < <("$@" --help | sed -n 's/^ *\(-., \)\?\(--[a-z-]\+\).*/\2/p')
}
check_options scrutineer-verify scrutineer-verify
overview=$(plain "$pages/scrutineer.1")
while read -r noun verb; do
  commands=$((commands + 1))
  grep -q "^$noun${verb:+ $verb}\$" <<<"$overview" || fail "scrutineer.1 doesn't have $noun $verb"
  [ -z "$verb" ] || check_options "scrutineer-$noun" scrutineer "$noun" "$verb"
done < <(scrutineer --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
[ "$commands" -ge 30 ] && [ "$options" -ge 100 ] || fail "only $commands commands and $options options were found: this test looks at the wrong thing"
if command -v man >/dev/null; then
  for page in "$pages"/*.1; do
    warnings=$(man --warnings -l "$page" 2>&1 >/dev/null) || true
    [ -z "$warnings" ] || fail "$page: $warnings"
  done
fi

# completion: "scrutineer WORDS" gives the expected word
# shellcheck source=/dev/null
. "$root/cli/completion/scrutineer.bash"
compopt() { :; }
complete_words() { # EXPECTED WORDS...
  local expected=$1
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _scrutineer
  grep -qxF -- "$expected" < <(printf '%s\n' "${COMPREPLY[@]}") || fail "completion of \"$*\" doesn't offer $expected: ${COMPREPLY[*]}"
}
while read -r noun verb; do
  complete_words "$noun" scrutineer ''
  [ -z "$verb" ] || complete_words "$verb" scrutineer "$noun" "${verb:0:1}"
done < <(scrutineer --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
complete_words --dry-run scrutineer roll import --d
complete_words --json scrutineer-verify --j
cd "$root/tests/fixtures"
complete_words ed-smoke.bel scrutineer-verify ed-s
complete_words ed-smoke.bel scrutineer board list --board ed-s
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf '[election]\nname = "members":[no]\n[trustees]\nthreshold = 2\n%s[question]\ntitle = Who?\nanswer = A\nanswer = B\n' \
  $'member = anna\nmember = ben\nmember = chloe\nmandatory = server\n' >conf
scrutineer election new conf -e e -q >/dev/null
for name in anna ben chloe server; do
  complete_words "$name" scrutineer trustee key -e e "${name:0:2}"
  complete_words "$name" scrutineer tally decrypt -e e ''
done
expect_words() { # WORDS GIVEN: nothing but these is offered
  [ "$(printf '%s ' "${COMPREPLY[@]}")" = "$1 " ] || fail "offered is not \"$1\": ${COMPREPLY[*]}"
}
expect_words "anna ben chloe server"
mkdir -p e/trustees/dora
complete_words dora scrutineer trustee key -e e ''
expect_words "anna ben chloe dora server"
# The synopsis names the operands.
for line in 'scrutineer board diff [OPTION...] OLD NEW' 'scrutineer board recover [OPTION...] [ARCHIVE]' \
  'scrutineer ballot cast [OPTION...] BALLOT...' 'scrutineer roll import [OPTION...] FILE.csv'; do
  words=${line#scrutineer }
  page=$(plain "$pages/scrutineer-${words%% *}.1" | sed -n '/^.SH SYNOPSIS/,/^.SH DESCRIPTION/p')
  grep -qxF -- "$line" <<<"$page" || fail "no synopsis has $line"
done
[ "$failed" = 0 ] && echo "$commands commands and $options options are in the manual"
exit "$failed"
