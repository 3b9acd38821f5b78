# shellcheck shell=bash
# What the small machine takes from Debian: programs that run here, and packages that are unpacked and not installed.

CANNOT=77 # exit status: this host cannot run the machine at all, for the reason said

cannot() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit $CANNOT
}

require_small_machine() {
  local packages=() package program
  [[ $platform == linux-amd64 ]] || cannot "the machine is an x86_64 one with this host's programs in it, and this is $platform"
  for program in apt-get dpkg-deb; do
    command -v "$program" >/dev/null || cannot "the machine's kernel is Debian's, and getting it takes $program"
  done
  while read -r program package; do
    command -v "$program" >/dev/null || packages+=("$package")
  done <<'TOOLS'
qemu-system-x86_64 qemu-system-x86
mke2fs e2fsprogs
TOOLS
  ((${#packages[@]} == 0)) && return
  [[ $EUID == 0 ]] || cannot "missing here, and only root can install them; run: sudo apt-get install ${packages[*]}"
  install_packages "${packages[@]}"
}

# Prints the name of the package with the newest stock cloud kernel.
kernel_package() {
  local name
  name=$(newest_kernel)
  if [[ -z $name && $EUID == 0 ]]; then
    say "asking apt for its newest lists, which know no linux-image-cloud-amd64 so far"
    apt_get update || true
    name=$(newest_kernel)
  fi
  [[ -n $name ]] || cannot "apt knows no package linux-image-cloud-amd64: the machine's kernel is Debian's, so run this on Debian"
  echo "$name"
}

newest_kernel() { apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '$1 == "Depends:" { print $2; exit }'; }

candidate() { apt-cache policy "$1" | awk '$1 == "Candidate:" { print $2 }'; }

# $1: package. Sets `unpacked` to a directory with the content of its candidate version.
unpack_package() {
  local version partial
  version=$(candidate "$1")
  unpacked="$cache/machine/packages/${1}_${version//[^a-zA-Z0-9.+~-]/_}"
  [[ -d $unpacked ]] && return
  partial=$(mktemp -d "$cache/machine/partial.XXXXXX")
  say "downloading Debian's package $1 $version"
  download "$partial" "$1" || { apt_get update && download "$partial" "$1"; } ||
    fail "apt-get could not download $1; its words are above"
  dpkg-deb -x "$partial"/*.deb "$partial/content"
  mkdir -p "${unpacked%/*}"
  # Somebody else may have been faster.
  mv -T "$partial/content" "$unpacked" 2>/dev/null || [[ -d $unpacked ]]
  rm -rf "$partial"
}

download() { (cd "$1" && apt-get -qq -o APT::Sandbox::User=root download "$2" >&2); }
