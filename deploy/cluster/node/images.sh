# shellcheck shell=bash

# $@: OCI or Docker archives, whose images carry their full names
import_images() {
  local archive words
  for archive in "$@"; do
    [[ -f $archive ]] || fail "the image archive $archive does not exist; build it first (./mvnw package, deploy/samples/build-image)"
    words=$("$containerd_binaries/ctr" --address "$containerd_socket" --namespace k8s.io images import --platform "${platform/-//}" "$archive" 2>&1) ||
      fail "containerd refused the image archive $archive: $words"
  done
}
