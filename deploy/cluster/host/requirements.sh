# shellcheck shell=bash
# What the host must have. On Debian and its relatives missing packages are installed, and said; elsewhere they are named.

require_host() {
  [[ $(uname -s) == Linux ]] || fail "the cluster needs Linux; this is $(uname -s): use a Linux machine, or a cluster you already have with --context NAME"
  case $platform in
    linux-amd64 | linux-arm64) ;;
    *) fail "the cluster runs on x86_64 and aarch64; this machine is $(uname -m)" ;;
  esac
  [[ $EUID == 0 ]] || fail "the cluster needs root (namespaces, cgroups, containers); run: sudo $checkout/deploy/dev-cluster up"
  unshare --mount --net "$BASH" -c : 2>/dev/null || fail "this root may not create namespaces (an unprivileged container?); run on a machine or in a privileged container"
  require_cgroups
}

require_tools() {
  local packages
  read -ra packages < <(missing_tools)
  ((${#packages[@]} == 0)) || install_packages "${packages[@]}"
}

# Prints the packages that are missing, on one line.
missing_tools() {
  local packages=()
  command -v ip >/dev/null || packages+=(iproute2)
  command -v openssl >/dev/null || packages+=(openssl)
  command -v runc >/dev/null || packages+=(runc)
  cni_plugins >/dev/null || packages+=(containernetworking-plugins)
  if [[ ! -f $pause_archive ]]; then
    command -v umoci >/dev/null || packages+=(umoci)
    static_c_compiler || packages+=(gcc libc6-dev)
  fi
  echo "${packages[@]}"
}

# Prints the directory of the CNI plugins: a distribution's, or the one that Kubernetes installers use.
cni_plugins() {
  local directory
  for directory in /usr/lib/cni /opt/cni/bin /usr/libexec/cni; do
    [[ -x $directory/bridge && -x $directory/host-local && -x $directory/loopback ]] && echo "$directory" && return
  done
  return 1
}

static_c_compiler() { command -v gcc >/dev/null && [[ $(gcc -print-file-name=libc.a) == /* ]]; }

can_install() { [[ $EUID == 0 ]] && command -v apt-get >/dev/null; }

fail_to_install() { fail "missing on this machine: $*. Install them (the names are Debian's packages) and run this again"; }

install_packages() {
  can_install || fail_to_install "$@"
  say "installing with apt-get: $*"
  apt_get install -y --no-install-recommends "$@" ||
    { apt_get update && apt_get install -y --no-install-recommends "$@"; } ||
    fail "apt-get could not install $*; its words are above"
}

# Its progress would drown ours; its complaints are wanted. One at a time: apt-get update does not wait for another one, and
# mvnw or build-image may be installing meanwhile.
apt_get() { DEBIAN_FRONTEND=noninteractive flock /var/lib/apt apt-get -q -o DPkg::Lock::Timeout=300 "$@" >/dev/null </dev/null; }
