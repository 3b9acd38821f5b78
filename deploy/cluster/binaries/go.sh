# shellcheck shell=bash
# Finds a Go that can build the modules beside this file, or gets one.

# Prints the first Go of the PATH and the usual places.
find_go() {
  local candidate
  for candidate in "$(command -v go)" /usr/local/go/bin/go /usr/lib/go/bin/go; do
    [[ -x $candidate ]] && echo "$candidate" && return
  done
  return 1
}

go_minor() { "$1" env GOVERSION | sed -nE 's/^go1\.([0-9]+).*/\1/p'; }

# Sets `go` to a command that builds with at least GO_VERSION. Go >= 1.21 switches by itself; an older one
# can still fetch and verify the newer toolchain, which is published as a Go module.
require_go() {
  export GOTOOLCHAIN=local GOWORK=off GOFLAGS='-buildvcs=false -trimpath' CGO_ENABLED=0
  unset GOROOT
  go=$(find_go) || { install_packages golang-go && go=$(find_go); }
  local minor wanted
  minor=$(go_minor "$go")
  wanted=$(cut -d. -f2 <<<"$GO_VERSION")
  if ((minor >= wanted)); then
    return
  elif ((minor >= 21)); then
    export GOTOOLCHAIN="go$GO_VERSION"
  else
    go=$(toolchain_module "$go")
  fi
  "$go" version >/dev/null || fail "Go $GO_VERSION cannot be had with $("$go" env GOVERSION); install Go $GO_VERSION or newer and run this again"
}

# $1: a Go before 1.21. Prints the path of the toolchain that it fetched.
toolchain_module() {
  local place="$cache/go/$GO_VERSION-$platform" source
  if [[ ! -x $place/bin/go ]]; then
    say "fetching the Go $GO_VERSION toolchain module ($("$1" env GOVERSION) is too old to build Kubernetes)"
    source=$(cd / && GOFLAGS='' "$1" mod download -json "golang.org/toolchain@v0.0.1-go$GO_VERSION.$platform" | sed -nE 's/^\t"Dir": "(.*)",?$/\1/p')
    [[ -d $source ]] || fail "the Go $GO_VERSION toolchain could not be fetched; install Go $GO_VERSION or newer and run this again"
    mkdir -p "$cache/go"
    rm -rf "$place.partial"
    cp -r "$source" "$place.partial"
    chmod -R u+w "$place.partial"
    # The module format carries no permission bits.
    chmod +x "$place.partial"/bin/* "$place.partial/pkg/tool/${platform/-/_}"/*
    rm -rf "$place"
    mv "$place.partial" "$place"
  fi
  echo "$place/bin/go"
}
