# shellcheck shell=bash
# What building and emulating a machine takes on the host.

require_machine_tools() {
  local packages=() package program
  [[ $platform == linux-amd64 ]] || fail "the machine is an x86_64 one, and so must the host be; this is $platform"
  [[ $EUID == 0 ]] || fail "making a root file system with its owners needs root; run: sudo $checkout/e2e/vm"
  while read -r program package; do
    command -v "$program" >/dev/null || packages+=("$package")
  done <<'TOOLS'
qemu-system-x86_64 qemu-system-x86
mmdebstrap mmdebstrap
mke2fs e2fsprogs
TOOLS
  ((${#packages[@]} == 0)) || install_packages "${packages[@]}"
}

# Sets `archives` to the images of the operator, the sidecar and the sample.
provide_images() {
  say "building the images"
  "$checkout/mvnw" -q -f "$checkout/pom.xml" package -DskipTests -pl operator,node-sidecar -am >&2 || fail "the images did not build; Maven's words are above"
  archives=("$checkout/operator/target/prefork-operator.tar" "$checkout/node-sidecar/target/prefork-sidecar.tar" "$("$checkout/deploy/samples/build-image" | tail -1)")
}
