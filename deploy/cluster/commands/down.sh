# shellcheck shell=bash

command_down() {
  require_host
  take_lock
  if ! anything_left; then
    say "there is no cluster on this machine"
    return
  fi
  require_ownership "down here"
  clean_host
  say "the cluster is down; nothing of it is left"
}

anything_left() { [[ -f $running_record || -f $state/owner ]] || cgroups_left; }

# Leaves the host as it was before `up`, whatever state `up`, `down` or a SIGKILL left it in.
clean_host() {
  kill_cluster_processes
  remove_cgroups
  disconnect_host
  remove_made_directories
  release
}
