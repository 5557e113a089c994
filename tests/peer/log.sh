#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Logs, both ways, with a program on Go's own packages for signed notes and logs, which no one here wrote: log.sh BIN.
# It checks our checkpoints, cosignatures, tiles and proofs (LOG-1, LOG-6, LOG-8, LOG-11, LOG-12, LOG-13), makes the same
# proofs from our tiles, and refuses everything that was changed; and we read what it signs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
go=$(command -v go) || { echo "go is not installed: scripts/install-packages test" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
# Debian's packages of Go libraries are sources in a GOPATH. Nothing is fetched, and nothing written outside $work.
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/cache GOFLAGS= CGO_ENABLED=0 HOME=$work
"$go" build -o "$work/theirs" "$here/log/theirs.go"
"$go" version

mkdir "$work/ours"
"$bin/peer-log" write "$work/ours"
"$work/theirs" check "$work/ours"

# What is changed on the disk is refused: a tile, an entry, a checkpoint, a proof.
refuse() { # FILE OFFSET
  cp "$work/ours/$1" "$work/kept"
  printf 'x' | dd of="$work/ours/$1" bs=1 seek="$2" conv=notrunc status=none
  if "$work/theirs" check "$work/ours" >"$work/said" 2>&1; then
    echo "accepted: $1 with a byte changed at $2" >&2
    exit 1
  fi
  echo "refused: $1: $(tail -n 1 "$work/said")"
  cp "$work/kept" "$work/ours/$1"
}
refuse tile/0/000 100
refuse tile/1/000.p/2 40
refuse tile/entries/002.p/88 5
refuse 600.checkpoint 3
refuse 600.299.tlog-proof 50
refuse 600.257.consistency 70
"$work/theirs" check "$work/ours"

mkdir "$work/theirs-folder"
"$work/theirs" sign "$work/theirs-folder"
"$bin/peer-log" read "$work/theirs-folder"
sed -i '1,/^$/ s/^index 700$/index 701/' "$work/theirs-folder/theirs.tlog-proof"
if "$bin/peer-log" read "$work/theirs-folder" 2>"$work/said"; then
  echo "accepted: their proof under another index" >&2
  exit 1
fi
grep -q 'log\.inclusion' "$work/said"
echo "logs: both ways"
