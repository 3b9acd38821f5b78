# shellcheck shell=bash
# The image of the pod's first process, as an OCI archive in the cache.

PAUSE_IMAGE=localhost/prefork-pause:1

provide_pause_archive() {
  local work
  [[ -f $pause_archive ]] && return
  say "building the pause image"
  mkdir -p "${pause_archive%/*}"
  work=$(mktemp -d "${pause_archive%/*}/build.XXXXXX")
  gcc -static -Os -s -Wall -Werror -o "$work/pause" "$here/pause/pause.c"
  umoci init --layout "$work/image"
  umoci new --image "$work/image:$PAUSE_IMAGE"
  umoci insert --image "$work/image:$PAUSE_IMAGE" "$work/pause" /pause
  umoci config --image "$work/image:$PAUSE_IMAGE" --config.entrypoint /pause --config.user 65535:65535
  umoci gc --layout "$work/image"
  tar -C "$work/image" -cf "$work/pause.tar" .
  mv "$work/pause.tar" "$pause_archive"
  rm -rf "$work"
}
