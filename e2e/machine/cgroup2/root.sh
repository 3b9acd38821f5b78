# shellcheck shell=bash
# The small machine's disk: this host's Python, uWSGI and Gunicorn with all that they are linked to, the sidecar's image, the scenario.

MACHINE_PROGRAMS=(bash unshare setpriv stat)
MODULES=(virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk)
# Parts of a standard library that no server runs.
NOT_IN_THE_MACHINE=(site-packages dist-packages test idlelib tkinter ensurepip lib2to3 turtledemo 'config-*')

# Writes $work/kernel, $work/initrd and $work/disk.
make_small_machine() {
  local root="$work/root" kernel
  provide_servers
  provide_sidecar
  unpack_package busybox-static
  busybox="$unpacked/bin/busybox"
  kernel=$(kernel_package)
  unpack_package "$kernel"
  cp "$unpacked"/boot/vmlinuz-* "$work/kernel"
  make_initrd "$unpacked"
  say "making the machine's disk"
  mkdir -p "$root"/{bin,dev,etc,proc,sys,run,tmp,root}
  cp /etc/ld.so.cache "$root/etc/"
  add_busybox "$root"
  for program in "${MACHINE_PROGRAMS[@]}"; do add_program "$root" "$(command -v "$program")"; done
  add_python "$root"
  add_environment "$root" "$uwsgi"
  add_libraries "$root" "$uwsgi"
  add_environment "$root" "$gunicorn" gunicorn
  cp -a "$sidecar" "$root/sidecar"
  mkdir -p "$root/sidecar/proc" "$root/sidecar/run/prefork.io" "$root/sidecar/etc/prefork.io"
  cp -r "$checkout/e2e/machine/cgroup2/guest" "$root/cgroup2"
  install -m 0755 "$checkout/e2e/machine/init" "$root/init"
  printf '%s\n' "$base/bin/python3" "$uwsgi" "$gunicorn" >"$root/cgroup2/programs"
  truncate -s 1G "$work/disk"
  mke2fs -q -t ext4 -O ^has_journal -d "$root" "$work/disk"
  rm -rf "$root"
}

# Sets `uwsgi` and `gunicorn` to the newest ones of this host and `base` to the prefix of their Python.
provide_servers() {
  local all
  all=$("$checkout/e2e/servers")
  uwsgi=$(awk '$1 == "uwsgi" { print $4 }' <<<"$all")
  gunicorn=$(awk '$1 == "gunicorn" { print $4 }' <<<"$all")
  [[ -n $uwsgi && -n $gunicorn ]] || cannot "there is no uWSGI or no Gunicorn for the machine; what e2e/servers misses is said above"
  base=$("${uwsgi%/*}/python" -c 'import sys; print(sys.base_prefix)')
}

# Sets `sidecar` to the root directory of the sidecar's image.
provide_sidecar() {
  sidecar=${PREFORK_SIDECAR_ROOT:-$checkout/node-sidecar/target/runtime}
  [[ -z ${PREFORK_SIDECAR_ROOT:-} ]] || return 0
  say "building the sidecar's image"
  "$checkout/mvnw" -q -f "$checkout/pom.xml" package -DskipTests -pl node-sidecar -am >&2 ||
    fail "the sidecar did not build; Maven's words are above"
}

# $1: what the kernel's package holds
make_initrd() {
  local ram="$work/ram" module
  mkdir -p "$ram"/{bin,dev,proc,disk}
  cp "$busybox" "$ram/bin/busybox"
  install -m 0755 "$checkout/e2e/machine/cgroup2/start" "$ram/init"
  for module in "${MODULES[@]}"; do
    find "$1" -name "$module.ko*" -exec cp {} "$ram/" \;
  done
  printf '%s\n' "${MODULES[@]}" >"$ram/modules"
  (cd "$ram" && find . | "$busybox" cpio -o -H newc 2>/dev/null) | gzip -1 >"$work/initrd"
}

add_busybox() {
  local applet
  cp "$busybox" "$1/bin/busybox"
  for applet in $("$busybox" --list); do
    [[ $applet == busybox ]] || ln -s busybox "$1/bin/$applet"
  done
}

# $1: root, $2: program; with the libraries that it is linked to, all where they are on this host
add_program() {
  rm -f "$1/bin/${2##*/}"
  mkdir -p "$1${2%/*}"
  cp -L "$2" "$1$2"
  [[ -e $1/bin/${2##*/} ]] || ln -s "$2" "$1/bin/"
  add_libraries "$1" "$2"
}

# $1: root, rest: programs and libraries
add_libraries() {
  local root=$1 library
  shift
  ldd "$@" 2>/dev/null | sed -n -e 's/.* => \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u |
    while read -r library; do
      [[ -e $root$library ]] || install -D -m 0755 "$library" "$root$library"
    done
}

add_python() {
  local root=$1 library exclude=() extensions
  for library in "${NOT_IN_THE_MACHINE[@]}"; do exclude+=("--exclude=$library"); done
  library=$("$base/bin/python3" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  mkdir -p "$root$library"
  tar -C "$library" "${exclude[@]}" -c . | tar -C "$root$library" -x
  mapfile -t extensions < <(find "$library/lib-dynload" -name '*.so')
  add_libraries "$root" "${extensions[@]}"
  add_program "$root" "$base/bin/python3"
}

# $1: root, $2: a server in its virtual environment, rest: the packages there that it is made of; the application needs none.
add_environment() {
  local root=$1 server=$2 environment=${2%/bin/*} packages
  shift 2
  packages=$(echo "$environment"/lib/python*/site-packages)
  mkdir -p "$root$environment/bin" "$root$packages"
  cp -a "$environment/pyvenv.cfg" "$root$environment/"
  cp -a "$environment/bin/"python* "$root$environment/bin/"
  cp -L "$server" "$root$server"
  for package in "$@"; do cp -a "$packages/$package" "$root$packages/"; done
}
