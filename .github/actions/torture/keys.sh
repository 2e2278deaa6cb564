#!/usr/bin/env bash
# Names the caches by the content of what they are made from, and by the pinned versions in PINS.
# The workflow's own hashFiles() sees the workspace only, and the harness may lie outside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

hash_of() {
  { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum; echo "${PINS:-}"; } | sha256sum | cut -c 1-16
}

machine="$(uname -s)-$(uname -m)"
setup_prefix="torture-setup-$machine-"
{
  echo "setup-path=$PWD/.cache"
  echo "setup-prefix=$setup_prefix"
  echo "setup=$setup_prefix$(hash_of package-lock.json harness/setup harness/cast)"
  echo "images=torture-images-$machine-$(hash_of images harness/setup)"
} >> "$GITHUB_OUTPUT"
