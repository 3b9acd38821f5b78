# shellcheck shell=bash
# The cluster runs in a mount and a network namespace of its own. What it mounts, routes and filters there is gone with its last
# process, so that nothing is left to undo even after a SIGKILL; process ids and cgroups are the host's.

start_namespaces() {
  make_directories /var/lib/kubelet /var/log/containers /var/lib/cni
  mkdir -p "$state/kubelet" "$state/log-containers" "$state/cni"
  launch namespaces unshare --mount --net --propagation slave "$BASH" "$here/node/inside.sh" "$state"
  await namespaces 300 test -e "$state/run/namespaces-ready"
  connect_host "$(<"$processes/namespaces")"
  in_namespaces ip link set uplink master cni0 up
}

# Runs a command of the host inside.
in_namespaces() {
  local holder
  holder=$(<"$processes/namespaces")
  nsenter --mount="/proc/$holder/ns/mnt" --net="/proc/$holder/ns/net" -- "$@"
}
