# shellcheck shell=bash disable=SC2034
# Where things are. Nothing else in this folder spells a path of the host.

checkout=$(cd "$here/../.." && pwd -P)
cache="${PREFORK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/prefork}/dev-cluster"
case "$(uname -m)" in
  x86_64) platform=linux-amd64 ;;
  aarch64) platform=linux-arm64 ;;
  *) platform="linux-$(uname -m)" ;;
esac
kubernetes_binaries="$cache/k8s/$KUBERNETES_VERSION-$platform"
containerd_binaries="$cache/containerd/$CONTAINERD_VERSION-$platform"
pause_archive="$cache/pause/$platform.tar"

state="${PREFORK_CLUSTER_DIR:-/var/lib/prefork-dev-cluster}"
certificates="$state/certificates"
config="$state/config"
logs="$state/logs"
processes="$state/processes"
containerd_socket="$state/run/containerd.sock"
admin_kubeconfig="$state/admin.kubeconfig"

# One cluster a machine, whatever its directory: the addresses, the link and the cgroup exist once. Both vanish with a reboot.
running_record=/run/prefork-dev-cluster
lock_file=/run/lock/prefork-dev-cluster
