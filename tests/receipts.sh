#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Receipts as people use them: made from what is published, shown in every form, checked with and without a board; and each
# thing that a board can do to a ballot is noticed (RCP-3, RCP-5, RCP-6, RCP-7, RCP-8).
set -euo pipefail
bin=$(cd "$2" && pwd)
export PATH="$bin:$PATH" LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"
receipt-fixture "$work"
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
never_says() { ! grep -qF -- "$1" said || fail "said: $1"; }

# --- made ---
expect 0 scrutineer receipt make -e now --all -o all
[ "$(wc -l <said)" = 4 ] || fail "not four receipts"
mapfile -t codes < <(scrutineer board list -e now | awk '$2 == "Ballot" { print $3 }')
for code in "${codes[@]}"; do
  for ending in tlog-proof txt html sentence.txt svg; do
    [ -s "all/receipt-$code.$ending" ] || fail "no receipt-$code.$ending"
    ! grep -E 'Annabella|Benedict' "all/receipt-$code.$ending" || fail "a choice in receipt-$code.$ending"
    ! grep -q $'\x1b' "all/receipt-$code.$ending" || fail "a control character in receipt-$code.$ending"
  done
done
# The same ballot, named in either way, the same bytes (RCP-5).
tracker=$(scrutineer board list -e now | awk -v code="${codes[1]}" '$3 == code { print $4 }')
expect 0 scrutineer receipt make -e now "$tracker" -o again --file-only
cmp "all/receipt-${codes[1]}.tlog-proof" "again/receipt-${codes[1]}.tlog-proof"
[ "$(ls again)" = "receipt-${codes[1]}.tlog-proof" ] || fail "more than the file"
expect 0 scrutineer receipt make -e now "${codes[1],,}" -o again --file-only
cmp "all/receipt-${codes[1]}.tlog-proof" "again/receipt-${codes[1]}.tlog-proof"
# Under the first checkpoint that spans the ballot and has a quorum; where none does, under the latest.
size_of() { sed -n '/^$/,$p' "$1" | sed -n 3p; }
expect 0 scrutineer receipt make -e kept --all -o kept-receipts --file-only
expected=(3 3 4 5)
for i in 0 1 2 3; do
  [ "$(size_of "kept-receipts/receipt-${codes[i]}.tlog-proof")" = "${expected[i]}" ] || fail "ballot $i: another checkpoint"
done
# Nothing else is made, and nothing of another ballot's is replaced.
expect 2 scrutineer receipt make -e now
expect 2 scrutineer receipt make -e now --all "$tracker"
expect 2 scrutineer receipt make -e now AAA
says "neither a tracker"
expect 1 scrutineer receipt make -e now AAA-AAA-AAA-AAA
says "no ballot on this board has that short code"
cp "all/receipt-${codes[0]}.tlog-proof" "again/receipt-${codes[1]}.tlog-proof"
expect 2 scrutineer receipt make -e now "$tracker" -o again
says "is not a receipt of this ballot"
cmp "all/receipt-${codes[0]}.tlog-proof" "again/receipt-${codes[1]}.tlog-proof"
# A setup record that the election doesn't bind.
cp -r now mixed
cp other/public/setup.json mixed/public/setup.json
expect 1 scrutineer receipt make -e mixed --all
says "[record.hash]"

# --- shown ---
receipt=all/receipt-${codes[1]}.tlog-proof
expect 0 scrutineer receipt show "$receipt" -q
cmp said "all/receipt-${codes[1]}.txt"
for pair in large:html sentence:sentence.txt svg:svg; do
  expect 0 scrutineer receipt show "$receipt" -q --as "${pair%%:*}"
  cmp said "all/receipt-${codes[1]}.${pair#*:}"
done
expect 0 scrutineer receipt show "$receipt" --as qr
says "Receipt ${codes[1]}"
says "█"
never_says $'\x1b'
says "says whether it is true"
expect 2 scrutineer receipt show "$receipt" --as picture
if command -v script >/dev/null; then
  expect 2 script -qec "scrutineer receipt show '$receipt' --as large" /dev/null
  says "--as large > receipt.html"
fi
expect 3 scrutineer receipt show now/public/log/checkpoint
says "[log.proof]"
# What is too large for a code is said, and the page does without it.
{ cat "$receipt"; for i in $(seq 20); do echo "— padding$i.example.org $(head -c 76 /dev/zero | base64 -w0)"; done; } >large.tlog-proof
expect 3 scrutineer receipt show large.tlog-proof --as qr
says "no room in a QR code"
expect 0 scrutineer receipt show large.tlog-proof --as large
says "it has no room in a square code"
# What a scanner reads is the receipt itself.
if command -v zbarimg >/dev/null && command -v rsvg-convert >/dev/null; then
  rsvg-convert -z 4 -f png "all/receipt-${codes[1]}.svg" -o code.png
  zbarimg -q --raw -Sbinary code.png >scanned 2>/dev/null
  cmp scanned "$receipt"
  echo "a scanner reads the QR code"
fi

# --- checked without a board ---
expect 0 scrutineer receipt check "$receipt" --setup now/public/setup.json
says "The receipt is good."
says "(only the receipt says this name)"
says "2 of 3 have cosigned it; 2 are enough"
says "by the entry point hall (Example <Online> Ltd)"
never_says "counts"
# The same number as in the journal.
number=$(scrutineer board journal now | awk -v code="${codes[1]}" 'index($0, "ballot " code ",") { print $1 }')
says "entry number $number; the checkpoint, which the board signed, spans "
grep -q "^Journal      entry number $number; the checkpoint spans " "all/receipt-${codes[1]}.txt" || fail "another number"
expect 0 scrutineer receipt check "$receipt" -e now
expect 0 scrutineer receipt check "$receipt" --board "$(echo now/public/*.bel)" # the folder that it is in
never_says "only the receipt"
(cd now && scrutineer receipt check "../$receipt" >/dev/null)
expect 0 scrutineer receipt make -e early --all -o early-receipts --file-only
expect 4 scrutineer receipt check "early-receipts/receipt-${codes[1]}.tlog-proof" -e now
says "1 of 3 have cosigned it; 2 are enough: ask for the receipt again later"
expect 1 scrutineer receipt check "$receipt" -e other
says "[receipt.facts]"
sed "s/KitKitKitKit11/KitKitKitKit12/" now/public/setup.json >setup-of-another.json
expect 1 scrutineer receipt check "$receipt" --setup setup-of-another.json
says "does not hold"
expect 2 scrutineer receipt check "$receipt" --setup now/public/setup.json -e now
expect 3 scrutineer receipt check "$receipt" --setup missing.json
expect 3 scrutineer receipt check missing -e now
expect 3 scrutineer receipt check now/public/setup.json -e now
# What people read isn't the receipt.
for ending in txt html sentence.txt svg; do
  expect 2 scrutineer receipt check "all/receipt-${codes[1]}.$ending" -e now
  says "the receipt's file is wanted: receipt-CODE.tlog-proof"
  expect 2 scrutineer judge fork "all/receipt-${codes[1]}.$ending" now/public --setup now/public/setup.json
  says "the receipt's file is wanted: receipt-CODE.tlog-proof"
done
sed 's/^index 2$/index 1/' "$receipt" >moved
expect 1 scrutineer receipt check moved -e now
says "[log.inclusion]"

# --- against a board ---
expect 0 scrutineer receipt check "$receipt" --board now
says "The ballot counts."
says "begins as it was when the receipt was made"
expect 0 scrutineer receipt check "$receipt" --board now/public --setup now/public/setup.json
never_says "only the receipt"
says "The ballot counts."
expect 0 scrutineer receipt check "$receipt" --board open
says "The ballot counts, unless you replace it."
expect 0 scrutineer receipt check "all/receipt-${codes[0]}.tlog-proof" --board now
says "The ballot was replaced by a later one of the same voter, ${codes[2]}, which came in at the meeting, Thursday 26 February 2026, 10:30 to 10:45 (UTC)."
says "If you didn't vote again, somebody else has your credential:"
says "voting is over"
expect 0 scrutineer receipt check "all/receipt-${codes[0]}.tlog-proof" --board open
says "vote once more: your last ballot counts"
expect 0 scrutineer receipt check --help
says "Exit codes: 0 it holds"
expect 0 scrutineer receipt check "all/receipt-${codes[0]}.tlog-proof" --board now --json
says '"state":"replaced","log":"contains","replaced_by":{"tracker":"'
says '"method":"meeting","begin":1772101800,"end":1772102700}'
python3 -m json.tool said >/dev/null 2>&1 || ! command -v python3 >/dev/null || fail "no JSON"
last=all/receipt-${codes[3]}.tlog-proof
expect 1 scrutineer receipt check "$last" --board without
says "[receipt.missing]"
says "the receipt is evidence"
expect 1 scrutineer receipt check "$last" --board without --json
says '"reason":"receipt.missing"'
expect 1 scrutineer receipt check "$receipt" --board forked
says "[receipt.fork]"
judge=$(sed -n 's/^ *\(scrutineer judge fork .*\)$/\1/p' said)
[ -n "$judge" ] || fail "no command is given"
expect 1 bash -c "$judge"
[ -s evidence.json ] || fail "no evidence"
expect 4 scrutineer receipt check "$receipt" --board older
says "is an older copy of the board than the receipt"
cp without/public/*.bel older/public/
expect 1 scrutineer receipt check "$last" --board older
says "[receipt.older]"
expect 1 scrutineer receipt check "$receipt" -e now --board other
says "[record.hash]"
cp -r now damaged
tile=damaged/public/log/tile/0/000.p/5
byte=$(od -An -tu1 -j40 -N1 "$tile")
printf '%b' "\\0$(printf %o $((byte ^ 1)))" | dd of="$tile" bs=1 seek=40 conv=notrunc status=none
expect 1 scrutineer receipt check "$receipt" --board damaged
says "[log.tile]"

# --- the page ---
expect 0 scrutineer board page -e now
expect 0 scrutineer board page -e now -o -
cmp said now/public/find.html
[ "$(grep -c '<th scope="row">' now/public/find.html)" = 4 ] || fail "not four rows"
grep -q "${codes[0]}</th><td>replaced</td><td>2026-02-26 10:00 to 10:15</td><td>online" now/public/find.html
grep -q 'Selection &lt;i&gt;2026&lt;/i&gt;' now/public/find.html
! grep -qi '<script' now/public/find.html || fail "a script"
echo "receipts: made, shown, checked"
