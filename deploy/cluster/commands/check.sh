# shellcheck shell=bash

# Says within a second what keeps a cluster from starting on this machine; changes nothing.
command_check() {
  require_host
  require_ownership "using one here"
  if ! can_install; then
    local packages
    read -ra packages < <(missing_tools)
    find_go >/dev/null || [[ -z $(missing_components) ]] || packages+=(golang-go)
    ((${#packages[@]} == 0)) || fail_to_install "${packages[@]}"
  fi
  anything_left || ! command -v ip >/dev/null || require_free_networks
}
