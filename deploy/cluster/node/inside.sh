#!/usr/bin/env bash
# Prepares the cluster's mount and network namespaces, then holds them open. Runs inside; $1 is the state directory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$1
. "$here/names.sh"

# The kubelet wants its volumes to reach the containers: shared among the cluster's namespaces, never towards the host.
mount --make-rshared /

# Paths that the kubelet and containerd do not let one configure.
mount --bind "$state/kubelet" /var/lib/kubelet
mount --bind "$state/log-containers" /var/log/containers
mount --bind "$state/cni" /var/lib/cni

# The kubelet sets these for the whole machine unless it reads what it wants to read.
mask_sysctl() {
  [[ -e /proc/sys/$1 ]] || return 0
  echo "$2" >"$state/run/sysctl-${1//\//-}"
  mount --bind "$state/run/sysctl-${1//\//-}" "/proc/sys/$1"
}
mask_sysctl vm/overcommit_memory 1
mask_sysctl vm/panic_on_oom 0
mask_sysctl kernel/panic 10
mask_sysctl kernel/panic_on_oops 1
mask_sysctl kernel/keys/root_maxkeys 1000000
mask_sysctl kernel/keys/root_maxbytes 25000000

ip link set lo up
# A bridge without an address of its own takes its ports' lowest: each pod that comes or goes could change it, and the host
# would talk to the old one until its neighbour entry expires.
ip link add cni0 address 02:42:0a:58:00:01 type bridge
ip address add "$NODE_ADDRESS/${POD_NETWORK#*/}" dev cni0
ip address add "$API_ADDRESS/32" dev cni0
ip link set cni0 up
# There is no kube-proxy: other Service addresses answer at once that they lead nowhere.
ip route add unreachable "$SERVICE_NETWORK"
echo 1 >/proc/sys/net/ipv4/ip_forward

touch "$state/run/namespaces-ready"
exec sleep infinity
