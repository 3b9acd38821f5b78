# shellcheck shell=bash

# $@: OCI or Docker archives, whose images carry their full names
import_images() {
  local archive words
  require_archives "$@"
  for archive in "$@"; do
    words=$("$containerd_binaries/ctr" --address "$containerd_socket" --namespace k8s.io images import --platform "${platform/-//}" "$archive" 2>&1) ||
      fail "containerd refused the image archive $archive: $words"
  done
}

require_archives() {
  local archive
  for archive in "$@"; do
    [[ -f $archive ]] || fail "the image archive $archive does not exist; build it first (./mvnw package, deploy/samples/build-image)"
  done
}
