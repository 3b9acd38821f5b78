# shellcheck shell=bash

command_up() {
  verbosity=0
  if [[ ${1:-} == --v || ${1:-} == --verbose ]]; then
    verbosity=4
    shift
  fi
  [[ ${1:-} != -* ]] || fail "up takes --v and image archives, not $1"
  require_archives "$@"
  require_host
  take_lock
  require_ownership "up here"
  if cluster_answers; then
    import_images "$@"
    say "the cluster is already up: $(node_summary)"
    return
  fi
  require_tools
  provide_binaries
  say_origins
  say_borrowed
  provide_pause_archive
  clean_host
  require_free_networks
  trap clean_up_after_failure EXIT
  claim
  start_cluster "$@"
  trap - EXIT
  say "the cluster is up: $(node_summary); kubectl: $checkout/deploy/dev-cluster kubectl, kubeconfig: $admin_kubeconfig"
}

# $@: image archives that the node starts with
start_cluster() {
  say "starting namespaces and network"
  make_cgroups
  start_namespaces
  make_certificates
  write_kubeconfigs
  write_configuration
  say "starting containerd, etcd and the API server"
  start_containerd
  start_etcd
  await containerd 900 "$containerd_binaries/ctr" --address "$containerd_socket" version
  # Before the rest runs: on an emulated processor the control plane alone takes more than there is.
  import_images "$pause_archive" "$@"
  start_apiserver
  await kube-apiserver 900 api_ready
  say "starting controller manager, scheduler and kubelet"
  start_controller_manager
  start_scheduler
  start_kubelet
  await kubelet 900 node_ready
  await kube-controller-manager 900 default_account_exists
}

# The logs of a failed start are what one needs next, so they stay until the next up or down.
clean_up_after_failure() {
  say "the start failed or was interrupted; cleaning up"
  mkdir -p "$cache"
  rm -rf "$cache/failed-start-logs"
  cp -r "$logs" "$cache/failed-start-logs" 2>/dev/null || true
  clean_host
  say "logs of the failed start: $cache/failed-start-logs"
}

node_summary() { kubectl get node "$NODE_NAME" --no-headers -o 'custom-columns=:.metadata.name,:.status.nodeInfo.kubeletVersion,:.status.nodeInfo.containerRuntimeVersion,:.status.nodeInfo.kernelVersion' | tr -s ' '; }
