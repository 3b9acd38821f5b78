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
  say "building ${target##*/} $version"
  mkdir -p "${target%/*}"
  (cd "$module" && "$go" build -tags "$tags" -ldflags "$flags" -o "$target.partial" "$package") ||
    fail "${target##*/} $version did not build from $package; the compiler's words are above"
  mv "$target.partial" "$target"
  echo "$version built from the Go module of $package with $(cd "$module" && "$go" env GOVERSION)" >"$target.origin"
}
