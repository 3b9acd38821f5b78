# shellcheck shell=bash

# Says within a second what keeps a cluster from starting on this machine; changes nothing.
command_check() {
  require_host
  require_ownership "using one here"
  if ! can_install; then
    local packages missing
    read -ra packages < <(missing_tools)
    mapfile -t missing < <(missing_components)
    find_go >/dev/null || downloadable "${missing[@]}" || packages+=(golang-go)
    ((${#packages[@]} == 0)) || fail_to_install "${packages[@]}"
  fi
  anything_left || ! command -v ip >/dev/null || require_free_networks
}
