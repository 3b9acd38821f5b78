# shellcheck shell=bash
# The machine's disk: a minimal Debian with its stock cloud kernel, our binaries, the checkout's manifests and the images.

DEBIAN=bookworm
PACKAGES=linux-image-cloud-amd64,busybox-static,kmod,procps,iproute2,iptables,openssl,runc,containernetworking-plugins

# Debian's part changes only with the two lines above, so it is kept.
provide_debian() {
  debian="$cache/machine/$(sha256sum <<<"$DEBIAN $PACKAGES" | cut -c1-12).tar"
  [[ -f $debian ]] && return
  mkdir -p "${debian%/*}"
  say "installing Debian $DEBIAN into an archive (a minute)"
  mmdebstrap --quiet --variant=minbase --include="$PACKAGES" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$DEBIAN" "$debian.partial.tar" || fail "Debian $DEBIAN could not be installed; mmdebstrap's words are above"
  mv "$debian.partial.tar" "$debian"
}

# Writes $work/disk, $work/kernel and $work/initrd.
make_root() {
  local root="$work/root" archive
  provide_debian
  say "making the machine's disk"
  mkdir -p "$root/checkout" "$root/cache/dev-cluster" "$root/images"
  tar -C "$root" -xf "$debian"
  (cd "$checkout" && cp -r --parents deploy crds/generated "$root/checkout/")
  cp -r "$cache/k8s" "$cache/containerd" "$cache/pause" "$root/cache/dev-cluster/"
  for archive in "${archives[@]}"; do cp "$archive" "$root/images/"; done
  install -m 0755 "$checkout/e2e/machine/init" "$checkout/e2e/machine/gain" "$root/"
  mv "$root"/boot/vmlinuz-* "$work/kernel"
  mv "$root"/boot/initrd.img-* "$work/initrd"
  truncate -s 12G "$work/disk"
  mke2fs -q -t ext4 -d "$root" "$work/disk"
  rm -rf "$root"
}
