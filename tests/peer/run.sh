#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Round trips with one version of the peer: run.sh BIN 2.0|newer. The first is mandatory; the second is skipped (77) where
# the newer suite can't be reached.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 version=$2
case $version in
  2.0)
    tool=$(command -v belenios-tool) || { echo "belenios-tool is not installed: scripts/install-packages test" >&2; exit 1; }
    groups=(BELENIOS-2048) ;;
  newer)
    tool=$("$here/from-suite" forky belenios-tool usr/bin/belenios-tool "$(dirname "$bin")/peer") || exit 77
    groups=(Ed25519 BELENIOS-2048) ;;
  *) echo "which version: 2.0 or newer?" >&2; exit 2 ;;
esac
echo "belenios-tool $("$tool" --version)"
for group in "${groups[@]}"; do
  "$here/ours.sh" "$bin" "$tool" "$group"
  "$here/theirs.sh" "$bin" "$tool" "$group"
done
