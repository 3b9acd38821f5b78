# shellcheck shell=bash
# What the person at the terminal reads. Progress goes to stderr, so that stdout holds results only.

say() { printf '[%3d s] %s\n' "$SECONDS" "$*" >&2; }

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}
