# shellcheck shell=bash
# Sees to it that every binary is in the cache, at the version of versions.sh.

# name, folder of its go.mod, package, version, directory; those that tests need without a node come first
component_list() {
  local kubernetes=k8s.io/kubernetes/cmd containerd=github.com/containerd/containerd/v2/cmd
  cat <<LIST
kubectl kubernetes $kubernetes/kubectl v$KUBERNETES_VERSION $kubernetes_binaries
etcd kubernetes go.etcd.io/etcd/server/v3 v$ETCD_VERSION $kubernetes_binaries
kube-apiserver kubernetes $kubernetes/kube-apiserver v$KUBERNETES_VERSION $kubernetes_binaries
kube-controller-manager kubernetes $kubernetes/kube-controller-manager v$KUBERNETES_VERSION $kubernetes_binaries
kube-scheduler kubernetes $kubernetes/kube-scheduler v$KUBERNETES_VERSION $kubernetes_binaries
kubelet kubernetes $kubernetes/kubelet v$KUBERNETES_VERSION $kubernetes_binaries
containerd containerd $containerd/containerd v$CONTAINERD_VERSION $containerd_binaries
containerd-shim-runc-v2 containerd $containerd/containerd-shim-runc-v2 v$CONTAINERD_VERSION $containerd_binaries
ctr containerd $containerd/ctr v$CONTAINERD_VERSION $containerd_binaries
LIST
}

in_cache() { [[ -x $1 && -f $1.origin && $(<"$1.origin") == "$2 "* ]]; }

# Prints folder, package, version and file of each component that is not in the cache.
missing_components() {
  local name module package version directory
  while read -r name module package version directory; do
    in_cache "$directory/$name" "$version" || echo "$module $package $version $directory/$name"
  done < <(component_list)
}

provide_binaries() {
  local missing
  mkdir -p "$cache"
  exec {cache_lock}>"$cache/lock"
  flock --nonblock "$cache_lock" || { say "waiting for another dev-cluster that fills $cache" && flock "$cache_lock"; }
  mapfile -t missing < <(missing_components)
  if ((${#missing[@]} > 0)); then download_components "${missing[@]}"; fi
  mapfile -t missing < <(missing_components)
  if ((${#missing[@]} > 0)); then build_components "${missing[@]}"; fi
  exec {cache_lock}>&-
}

build_components() {
  local component
  say "building $# programs from their Go modules into $cache; up to ten minutes when nothing is cached"
  require_space $(($# * 550))
  require_go
  for component in "$@"; do
    # shellcheck disable=SC2086
    build_component $component
  done
}

# $1: MB for build cache, sources and binaries
require_space() {
  local free
  free=$(df --output=avail -B1M "$cache" | tail -1)
  ((free >= $1)) || fail "$cache has $free MB free; building takes up to $1 MB: free some, or set PREFORK_CACHE to a larger file system"
}

# Says of every program whether it was downloaded or built.
say_origins() {
  local directory
  for directory in "$kubernetes_binaries" "$containerd_binaries"; do
    say "binaries in $directory: $(origins "$directory")"
  done
}

# Prints each origin with the programs that are from there, on one line.
origins() {
  local file origin
  for file in "$1"/*.origin; do
    origin=$(sed -E 's/^\S+ //; s/ of \S+//; s|(downloaded from [a-z]+://[^/]*).*|\1|' "$file")
    printf '%s\t%s\n' "$origin" "$(basename "$file" .origin)"
  done | sort | awk -F '\t' '
    $1 != origin { printf "%s%s:", (origin == "" ? "" : "; "), $1; origin = $1 }
    { printf " %s", $2 }'
}

# runc and the CNI plugins are the machine's own.
say_borrowed() { say "of this machine: $(runc --version | head -1), $(command -v runc); CNI plugins in $(cni_plugins)"; }
