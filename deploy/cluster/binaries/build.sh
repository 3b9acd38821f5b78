# shellcheck shell=bash
# Builds components from their published Go modules; go.sum beside each go.mod pins every source file.

# $1: folder of the go.mod, $2: package, $3: version as the component shall report it, $4: file to write
build_component() {
  local module="$here/binaries/$1" package=$2 version=$3 target=$4 flags tags=''
  flags='-s -w'
  case $1 in
    kubernetes)
      local stamp=k8s.io/component-base/version
      flags+=" -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=$(cut -d. -f2 <<<"$version") -X $stamp.gitTreeState=clean"
      ;;
    containerd)
      flags+=" -X github.com/containerd/containerd/v2/version.Version=$version"
      # These snapshotters need C libraries; the cluster uses overlayfs.
      tags=no_btrfs,no_devmapper,no_zfs
      ;;
  esac
  require_go
  require_space
  say "building ${target##*/} $version from its Go module (minutes when nothing is cached)"
  mkdir -p "${target%/*}"
  (cd "$module" && "$go" build -tags "$tags" -ldflags "$flags" -o "$target.partial" "$package") ||
    fail "${target##*/} $version did not build from $package; the compiler's words are above"
  mv "$target.partial" "$target"
  echo "$version built from the Go module of $package with $(cd "$module" && "$go" env GOVERSION)" >"$target.origin"
}

# The build cache of all components takes 3.2 GB, sources and binaries 1.5 GB more.
require_space() {
  local free
  free=$(df --output=avail -B1M "$cache" | tail -1)
  ((free >= 500)) || fail "$cache has $free MB free; building Kubernetes needs 5000 MB when nothing is cached: free some, or set PREFORK_CACHE"
}
