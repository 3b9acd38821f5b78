# shellcheck shell=bash

# Exit status: 0 the node is Ready, 1 something is missing, 3 there is no cluster.
command_status() {
  local component
  require_host
  if ! anything_left; then
    echo "no cluster on this machine; $checkout/deploy/dev-cluster up starts one"
    return 3
  fi
  echo "checkout: $(owner)"
  for component in "${COMPONENTS[@]}"; do
    printf '%-25s %s\n' "$component" "$(component_runs "$component" && echo "running, pid $(<"$processes/$component")" || echo 'not running')"
  done
  cluster_answers || { echo "the node is not Ready; logs are in $logs"; return 1; }
  echo "node: $(node_summary) Ready"
}

cluster_answers() {
  local component
  for component in "${COMPONENTS[@]}"; do
    component_runs "$component" || return 1
  done
  node_ready 2>/dev/null
}
