#!/usr/bin/env bash
# Runs `torture run` with the inputs of action.yml, which arrive as environment variables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

arguments=()

# option VALUE...: adds the option once for each value that is not empty.
option() {
  local name="$1" value
  shift
  for value in "$@"; do
    if [ -n "$value" ]; then arguments+=("$name" "$value"); fi
  done
}

# A path of the workspace as an absolute one; anything else as it is.
in_workspace() {
  if [ -n "$1" ] && [ -e "$GITHUB_WORKSPACE/$1" ]; then realpath "$GITHUB_WORKSPACE/$1"; else echo "$1"; fi
}

read -r -d '' -a words <<< "$WORDS" || true
mapfile -t cells <<< "$CELLS"
mapfile -t homeservers <<< "$HOMESERVERS"
mapfile -t further < <(grep -v '^[[:space:]]*$' <<< "$ARGUMENTS" || true)

option --cell "${cells[@]}"
option --homeserver "${homeservers[@]}"
option --synapse "$SYNAPSE"
option --database "$DATABASE"
if [ "$WORKERS" = true ]; then arguments+=(--workers); fi
option --profile "$PROFILE"
option --js-sdk "$(in_workspace "$JS_SDK")"
option --rust-sdk "$(in_workspace "$RUST_SDK")"
option --scenarios "$(in_workspace "$SCENARIOS")"
option --seed "$SEED"
option --repeat "$REPEAT"
option --jobs "$JOBS"
option --shard "$SHARD"

outcome=0
npm run torture -- run "${words[@]}" "${arguments[@]}" "${further[@]}" || outcome=$?
if [ -e store/latest ]; then echo "run=$(realpath store/latest)" >> "$GITHUB_OUTPUT"; fi
exit "$outcome"
