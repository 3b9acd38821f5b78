# shellcheck shell=bash
# Whose cluster it is, and what `down` has to put back. On disk before anything is changed, so that a killed `up` can be cleaned up.

# Serialises up and down on this machine. The components must not inherit the descriptor: they would hold the lock. The commands
# that a killed `up` was waiting for do, until they end by themselves.
take_lock() {
  mkdir -p "${lock_file%/*}"
  exec 9>"$lock_file"
  flock --nonblock 9 && return
  say "waiting for another dev-cluster up or down to end"
  flock --timeout 60 9 || fail "another dev-cluster up or down is under way on this machine (lock $lock_file); wait for it to end"
}

# Prints the checkout that the cluster of this machine belongs to; fails when there is none.
owner() {
  local directory=$state
  [[ -f $running_record ]] && directory=$(<"$running_record")
  [[ -f $directory/owner ]] && cat "$directory/owner"
}

# $1: what is about to be done
require_ownership() {
  local other
  other=$(owner) || return 0
  if [[ $other != "$checkout" && -x $other/deploy/dev-cluster ]]; then
    fail "the cluster of this machine belongs to the checkout $other; run $other/deploy/dev-cluster down before $1"
  fi
  if [[ -f $running_record && $(<"$running_record") != "$state" ]]; then
    fail "the cluster of this machine keeps its state in $(<"$running_record"); run PREFORK_CLUSTER_DIR=$(<"$running_record") $checkout/deploy/dev-cluster down before $1"
  fi
}

claim() {
  if [[ -d $state && -n $(ls -A "$state") ]]; then
    fail "$state (PREFORK_CLUSTER_DIR) is not empty and not a cluster's; name an empty or absent directory"
  fi
  mkdir -p "$state" "$certificates" "$config" "$logs" "$processes" "$state/run"
  chmod 0711 "$state"
  echo "$checkout" >"$state/owner"
  echo "$state" >"$running_record"
}

release() {
  [[ ! -f $state/owner ]] || rm -rf "$state"
  rm -f "$running_record"
}

# $@: directories that the kubelet hard-codes; those that are not there yet are made, and removed by `down`.
make_directories() {
  local directory parent
  for directory in "$@"; do
    parent=${directory%/*}
    [[ -d $parent ]] || make_directories "$parent"
    [[ -d $directory ]] && continue
    echo "$directory" >>"$state/made-directories"
    mkdir "$directory"
  done
}

remove_made_directories() {
  local directory
  [[ -f $state/made-directories ]] || return 0
  while read -r directory; do
    rmdir "$directory" 2>/dev/null || say "left $directory in place: something else put files there"
  done < <(tac "$state/made-directories")
}
