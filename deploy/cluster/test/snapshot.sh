# shellcheck shell=bash
# What a machine looks like from outside the cluster, as files that diff(1) compares.

# Counters and clocks that move by themselves on every machine; everything else of sysctl -a is compared.
moving='^(fs\.(aio-nr|dentry-state|file-nr|inode-nr|inode-state|quota\.)|kernel\.(ns_last_pid|random\.(entropy_avail|uuid|boot_id)|pty\.nr|perf_event_max_sample_rate)|net\.netfilter\.nf_conntrack_count|dev\.raid)'

# $1: directory to write to
snapshot() {
  mkdir -p "$1"
  cluster_process_lines >"$1/ps"
  sort /proc/self/mounts >"$1/mount"
  ip -o link | sed -E 's/^[0-9]+: //' | sort >"$1/ip-link"
  ip -o address | sed -E 's/^[0-9]+: //; s/(valid|preferred)_lft \S+//g' | sort >"$1/ip-address"
  { ip route show table all; ip -6 route show table all; } | sort >"$1/ip-route"
  sysctl -a 2>/dev/null | grep -Ev "$moving" | sort >"$1/sysctl"
  { iptables-save 2>/dev/null || true; } | grep -v '^#' >"$1/iptables" || true
  # systemd starts and stops its own units meanwhile.
  find /sys/fs/cgroup -type d 2>/dev/null | grep -Ev '\.(slice|scope|service|mount|socket|swap)(/|$)' | sort >"$1/cgroups"
  cat /sys/fs/cgroup/cgroup.subtree_control >"$1/subtree-control" 2>/dev/null || true
  cluster_files >"$1/files"
}

# Wherever kubelet and containerd write unless they are told otherwise, and where this cluster does.
cluster_files() {
  {
    find /var/lib/prefork-dev-cluster /run/prefork-dev-cluster /var/lib/kubelet /var/log/containers /var/log/pods /run/containerd \
      /run/runc /var/lib/cni /opt/containerd 2>/dev/null || true
  } | sort
}

# A zombie has ended; the host's first process collects it in its own time.
cluster_process_lines() {
  ps -e -o stat=,comm= | awk '$1 !~ /^Z/ && $2 ~ /^(etcd|kube-.*|kubelet|containerd.*|runc|pause)$/ { print $2 }' | sort
}
