#!/usr/bin/env bash
# Fetches one branch, tag or commit of matrix-rust-sdk, without history: `fetch-rust-sdk.sh REF`.
set -euo pipefail

git init --quiet "$RUNNER_TEMP/matrix-rust-sdk"
cd "$RUNNER_TEMP/matrix-rust-sdk"
git fetch --quiet --depth 1 https://github.com/matrix-org/matrix-rust-sdk "$1"
git checkout --quiet --detach FETCH_HEAD
git log -1 --format='matrix-rust-sdk is at %H, %s'
