#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Following a board from state to state, and verifying it in shards, as people do it (INC-1, INC-2, INC-4).
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
export PATH="$bin:$PATH" LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"
export HOME=$work/home
mkdir home fixture another
receipt-fixture "$work/fixture"
receipt-fixture "$work/another"
mkdir now foreign
cp fixture/now/public/*.bel now/
cp another/now/public/*.bel foreign/
board=$(echo now/*.bel)
fail() {
  echo "$*" >&2
  [ ! -e said ] || cat said >&2
  exit 1
}
expect() { # CODE COMMAND...: what it says is kept in the file "said"
  local code=$1 got=0
  shift
  "$@" >said 2>&1 </dev/null || got=$?
  [ "$got" = "$code" ] || fail "exit code $got, not $code: $*"
}
says() { grep -qF -- "$1" said || fail "not said: $1"; }
without_reliance() { sed 's/"relied_on":\[[^]]*\]/"relied_on":[]/' "$1"; }
got=0
scrutineer-verify --json now >whole || got=$?
verdict=$got

# --- states ---
expect 3 scrutineer-verify now --since state
says "there is no key in $HOME/.config/scrutineer/state.key"
expect "$verdict" scrutineer-verify now --save-state state
says "The key that your states will be known by is in $HOME/.config/scrutineer/state.key."
says "What was found is kept in state."
[ "$(stat -c %a home/.config/scrutineer/state.key)" = 600 ] || fail "others can read the key"
expect 3 scrutineer-verify now --since nowhere
says "a first run makes it"
cp state first
expect "$verdict" scrutineer-verify now --since state --save-state state
says "Relied on a state of yours: the signatures and proofs of"
cmp first state || fail "a state of the same board is another one"
scrutineer-verify --json now --since state >since || true
grep -q '"relied_on":\[{"kind":"state","first":0,' since || fail "the report names no state"
cmp <(without_reliance whole) <(without_reliance since) || fail "the report is another one"
# With a key elsewhere.
expect "$verdict" scrutineer-verify now --save-state other --state-key keys/mine
[ -s keys/mine ] || fail "no key where it was wanted"
expect 3 scrutineer-verify now --since other
says "[state.mac]"
says "verify without --since"
expect "$verdict" scrutineer-verify now --since other --state-key keys/mine
# What was named by mistake stays: the board, the key, a folder.
cp "$board" mine.bel
for target in mine.bel keys/mine now /dev/null; do
  expect 3 scrutineer-verify mine.bel --save-state "$target" --state-key keys/mine
  says "$target is there, and is something else: it stays as it is"
done
cmp "$board" mine.bel || fail "the board was written over"
[ -c /dev/null ] || fail "a device was written over"
expect 3 scrutineer-verify mine.bel --save-state nofolder/state
says "nothing can be written in nofolder"
expect 3 scrutineer-verify mine.bel --save-state both --state-key both # made for the key, and not lost to the state
says "both is there, and is something else"
for target in '' states/; do
  expect 3 scrutineer-verify mine.bel --save-state "$target" --state-key keys/mine
  says "\"$target\" is no name of a file"
done
: >empty
expect 4 scrutineer-verify mine.bel --save-state empty --state-key keys/mine
says "What was found is kept in empty."
# A key that others have, or that is to come from standard input.
chmod 640 keys/mine
expect 3 scrutineer-verify now --since other --state-key keys/mine
says "is not yours alone"
expect 3 scrutineer-verify now --save-state other --state-key keys/mine
says "is not yours alone"
chmod 600 keys/mine
expect 3 scrutineer-verify now --save-state other --state-key -
says "--state-key wants a file"
# Forged, cut short, no state at all.
sed 's/"ballots":[0-9]*/"ballots":1/' state >forged
expect 3 scrutineer-verify now --since forged
says "[state.mac]"
head -c 100 state >short
expect 3 scrutineer-verify now --since short
says "[state.mac]"
expect 3 scrutineer-verify now --since "$board"
expect 3 scrutineer-verify now --since state --state-key "$board"
says "is not the key of states"
# Of another board.
expect 3 scrutineer-verify foreign --since state
says "[state.archive]"
says "verify it without --since"
! grep -q FAIL said || fail "a finding about a board that nothing was found out about"
# Nothing is kept of a board that is wrong.
mkdir wrong
cp "$board" wrong/board.bel
at=$(grep -abo '"response":"' "$board" | sed -n '2s/:.*//p')
digit=$(dd if="$board" bs=1 skip=$((at + 13)) count=1 status=none)
printf %s $((9 - digit)) | dd of=wrong/board.bel bs=1 seek=$((at + 13)) conv=notrunc status=none
expect 1 scrutineer-verify wrong/board.bel --save-state bad
[ ! -e bad ] || fail "a state of a board that is wrong"
says "Nothing is kept in bad"

# --- shards ---
for i in 1 2 3; do scrutineer-verify --shard $i/3 --json now >shard-$i.json || fail "no shard $i"; done
expect 0 scrutineer-verify --shard 2/3 now
says "Shard 2 of 3 of the archive"
says "Nothing else was checked."
for program in "scrutineer-verify merge" "scrutineer verify merge"; do
  expect "$verdict" $program "$board" shard-3.json shard-1.json shard-2.json
  says "Relied on shard 1 of 3"
  says "Relied on shard 3 of 3"
  $program --json "$board" shard-*.json >merged || true
  cmp <(without_reliance whole) <(without_reliance merged) || fail "the report is another one"
done
expect 3 scrutineer-verify merge "$board" shard-1.json shard-3.json
says "2 of 3: a shard is missing [shard.missing]"
expect 3 scrutineer-verify merge "$board" shard-1.json shard-2.json
says "3 of 3: a shard is missing [shard.missing]"
expect 3 scrutineer-verify merge "$board" shard-*.json shard-2.json
says "shard 2 of 3: a shard stands twice [shard.twice]"
sed 's/"end":\([0-9]*\)/"end":1\1/; s/"events":\([0-9]*\)/"events":1\1/' shard-1.json >long.json
expect 3 scrutineer-verify merge "$board" long.json shard-2.json shard-3.json
says "[shard.archive]"
echo '{}' >empty.json
expect 3 scrutineer-verify merge "$board" empty.json shard-2.json shard-3.json
says "empty.json can't be relied on"
expect 3 scrutineer-verify merge foreign/*.bel shard-*.json
says "[shard.archive]"
says "make the shards of this archive again"
expect 2 scrutineer-verify merge "$board"
for shard in 0/3 4/3 1/0 x 1/3x 1 -1/3 1/10001; do
  expect 2 scrutineer-verify "--shard=$shard" now
  says "--shard wants I/N"
done
expect 2 scrutineer-verify --shard 1/2 --since state now
says "don't go together"
expect 3 scrutineer-verify --shard 1/1 wrong/board.bel
says '"verify" without --shard says what is wrong'
head -c -100 "$board" >torn.bel
expect 3 scrutineer-verify --shard 1/2 torn.bel
says '"verify" without --shard says what is wrong'

# --- with a scheduler ---
if command -v parallel >/dev/null; then
  expect "$verdict" "$root/examples/shards/verify-in-shards" "$board" 5
  says "Relied on shard 5 of 5"
  cp "$board" "a board's name.bel"
  expect "$verdict" "$root/examples/shards/verify-in-shards" "a board's name.bel" 2 --jobs 1
  says "Relied on shard 2 of 2"
  expect 3 "$root/examples/shards/verify-in-shards" wrong/board.bel 3
  says '"verify" without --shard says what is wrong'
  expect 0 "$root/examples/shards/verify-in-shards" --help
else
  echo "without GNU parallel, examples/shards was not tried" >&2
fi
echo "states and shards: as one run, or refused"
