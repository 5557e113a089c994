#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Simulated boards are valid, for us and for the peer; the same options make the same bytes; nothing is overwritten. The scripts
# that measure on them run, on very small ones.
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"
fail() {
  echo "bench: $*" >&2
  exit 1
}
make() { "$bin/bench-make-board" "$@" >/dev/null; }
refuse() { # CODE ARGUMENT...
  local code=0
  "$bin/bench-make-board" "${@:2}" >/dev/null 2>message || code=$?
  [ "$code" = "$1" ] && [ -s message ] || fail "exit code $code for $*"
}

make --ballots 43 --credentials 30 --trustees 2 ed25519.bel
make --ballots 30 --credentials 50 --group BELENIOS-2048 --questions 2 --answers 3 --min 0 --max 2 modp.bel
make --ballots 9 --group RFC-3526-2048 --answers 1 --min 0 large.bel
for board in ed25519 modp large; do
  "$bin/scrutineer-verify" -q "$board.bel" >"$board.txt" || fail "$board.bel isn't valid"
  grep -q '^VALID' "$board.txt" || fail "$board.bel isn't said to be valid"
done
grep -q '^Ballots: 43 accepted, 30 counted, 13 replaced by a later one; 30 credentials$' ed25519.txt || fail "others are counted"
"$bin/bench-naive" modp.bel | grep -qx '30 ballots hold' || fail "bench-naive finds something else"
# A list of credentials that is not taken into memory: every one is looked at, and its hash.
make --ballots 20 --credentials 20000 list.bel
"$bin/scrutineer-verify" --json list.bel >list.json
grep -q '"id":"setup.credentials","state":"PASS","count":20000,' list.json || fail "the list"
cp list.bel damaged.bel
printf x | dd of=damaged.bel bs=1 seek=1200000 conv=notrunc status=none
"$bin/scrutineer-verify" --json damaged.bel >damaged.json && fail "a damaged list is taken"
for id in archive.hashes setup.credentials; do
  grep -q "\"id\":\"$id\",\"state\":\"FAIL\"" damaged.json || fail "$id passes"
done
if command -v belenios-tool >/dev/null; then
  mkdir peer
  cp modp.bel "peer/$(grep -a -o -m 1 '"uuid":"[^"]*"' modp.bel | cut -d '"' -f 4).bel"
  belenios-tool election verify --dir peer >peer.txt 2>&1 || fail "the peer finds something wrong: $(tail -n 1 peer.txt)"
fi

make --ballots 43 --credentials 30 --trustees 2 --threads 1 again.bel
make --ballots 43 --credentials 30 --trustees 2 --seed 2 other.bel
cmp -s ed25519.bel again.bel || fail "the same options make another board"
! cmp -s ed25519.bel other.bel || fail "another seed makes the same board"
refuse 1 --ballots 1 other.bel
"$bin/scrutineer-verify" -q other.bel >/dev/null || fail "a board was overwritten"
refuse 1 --ballots 1 --questions 100 --answers 1000 new.bel
[ ! -e new.bel ] || fail "a board that can't be made is left behind"
(trap '' XFSZ; ulimit -f 100; refuse 1 --ballots 100 new.bel)
[ ! -e new.bel ] || fail "half a board is left behind"
refuse 2 --ballots 0 new.bel
refuse 2 --answers 2 --max 3 new.bel
refuse 2 --group Ed448 new.bel
refuse 2 --ballots 12x new.bel
refuse 2
"$bin/bench-make-board" --help | grep -q -- --ballots || fail "bench-make-board has no help"

"$root/bench/scaling" --help | grep -q -- --scale || fail "bench/scaling has no help"
"$root/bench/scaling" --bin "$bin" --scale 1000 --repeat 1 --work "$work" --output results.csv
[ "$(grep -c ,verify, results.csv)" = 10 ] || fail "bench/scaling didn't measure ten boards"
drawn() { # RESULTS
  rm -f scaling-*.svg
  "$root/bench/plot" "$1" . >/dev/null
  for series in ballots credentials answers; do
    python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "scaling-$series.svg" || fail "scaling-$series.svg is none"
  done
}
drawn results.csv
# A kernel that counts ticks gives a user time of 0 to what is over within one.
awk -F, -v OFS=, 'NR % 4 == 3 { $8 = "0.000000" } 1' results.csv >some.csv
awk -F, -v OFS=, 'NR > 1 { $8 = "0.000000" } 1' results.csv >none.csv
drawn some.csv
drawn none.csv
grep -q 'too short to be measured' scaling-answers.svg || fail "a time of 0 is drawn"
echo "boards in bulk hold"
