#!/usr/bin/env bash
# Keeps the harness's own images in one archive: `images.sh save FILE`, `images.sh load FILE`.
set -euo pipefail

case "$1" in
  load)
    docker load --input "$2"
    ;;
  save)
    mapfile -t images < <(
      docker images --filter label=matrix-e2ee-torture.image --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>'
    )
    docker save --output "$2" "${images[@]}"
    ;;
  *)
    echo "Usage: images.sh load|save FILE" >&2
    exit 64
    ;;
esac
