# shellcheck shell=bash
# Everything that the cluster starts lives below one cgroup, so that it can be found and ended without trusting a
# process id, whoever was killed before. Its own processes are in CGROUP/components, the pods in CGROUP/kubepods.

# Prints the mount point of every hierarchy: one on cgroup v2; on v1 one a controller, and v2's beside them (hybrid).
cgroup_hierarchies() {
  if cgroup_v2; then
    echo /sys/fs/cgroup
  else
    awk '$0 ~ / - cgroup2? / { print $5 }' /proc/self/mountinfo
  fi
}

cgroup_v2() { [[ $(stat -f -c %T /sys/fs/cgroup) == cgroup2fs ]]; }

# The hierarchy that tracks the processes.
tracking_hierarchy() { if cgroup_v2; then echo /sys/fs/cgroup; else echo /sys/fs/cgroup/pids; fi; }

require_cgroups() {
  local controller
  if cgroup_v2; then
    for controller in cpu cpuset memory pids; do
      grep -qw "$controller" /sys/fs/cgroup/cgroup.controllers || fail "cgroup v2 has no controller $controller in /sys/fs/cgroup; boot with it enabled, or use a virtual machine"
    done
  else
    for controller in cpu cpuset memory pids; do
      [[ -w /sys/fs/cgroup/$controller ]] || fail "neither cgroup v2 nor a writable cgroup v1 controller $controller is mounted in /sys/fs/cgroup"
    done
  fi
}

make_cgroups() {
  local hierarchy
  while read -r hierarchy; do
    if cgroup_v2; then enable_controllers "$hierarchy"; fi
    mkdir -p "$hierarchy/$CGROUP"
    if cgroup_v2; then enable_controllers "$hierarchy/$CGROUP"; fi
    if [[ -f $hierarchy/$CGROUP/cpuset.cpus ]] && ! cgroup_v2; then
      cat "$hierarchy/cpuset.cpus" >"$hierarchy/$CGROUP/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$hierarchy/$CGROUP/cpuset.mems"
    fi
  done < <(cgroup_hierarchies)
  mkdir -p "$(tracking_hierarchy)/$CGROUP/components"
}

# $1: a v2 cgroup. The kubelet wants these for its children; what was on before is in the state directory.
enable_controllers() {
  local controller
  [[ -f $state/subtree-control ]] || cat "$1/cgroup.subtree_control" >"$state/subtree-control"
  for controller in cpu cpuset memory pids io hugetlb; do
    grep -qw "$controller" "$1/cgroup.controllers" || continue
    echo "+$controller" >"$1/cgroup.subtree_control" ||
      fail "cgroup v2 does not let $1 pass $controller on (a container?); use a machine, a virtual machine, or a container that runs in the host's cgroup namespace"
  done
}

cgroups_left() {
  local hierarchy
  while read -r hierarchy; do
    [[ ! -d $hierarchy/$CGROUP ]] || return 0
  done < <(cgroup_hierarchies)
  return 1
}

# Prints the ids of all processes that belong to the cluster.
cluster_processes() {
  local hierarchy
  while read -r hierarchy; do
    [[ -d $hierarchy/$CGROUP ]] || continue
    # A cgroup may vanish between being listed and being read.
    find "$hierarchy/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done < <(cgroup_hierarchies) | sort -un
}

kill_cluster_processes() {
  local remaining deadline=$((SECONDS + 20))
  while remaining=$(cluster_processes) && [[ -n $remaining ]]; do
    # shellcheck disable=SC2086
    kill -KILL $remaining 2>/dev/null || true
    ((SECONDS < deadline)) || fail "processes do not end after SIGKILL: $(tr '\n' ' ' <<<"$remaining")(in an uninterruptible call? see ps -o pid,stat,wchan,args); run down again"
    sleep 0.05
  done
}

remove_cgroups() {
  local hierarchy controller
  while read -r hierarchy; do
    [[ -d $hierarchy/$CGROUP ]] || continue
    find "$hierarchy/$CGROUP" -depth -type d -exec rmdir {} +
  done < <(cgroup_hierarchies)
  if cgroup_v2 && [[ -f $state/subtree-control ]]; then
    for controller in $(</sys/fs/cgroup/cgroup.subtree_control); do
      grep -qw "$controller" "$state/subtree-control" || echo "-$controller" >/sys/fs/cgroup/cgroup.subtree_control
    done
  fi
}
