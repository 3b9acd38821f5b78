# shellcheck shell=bash
# Waiting for conditions.

# $1: component, $2: seconds after which the slowest machine (emulated, loaded) would be done, rest: command that succeeds once the condition holds
await() {
  local name=$1 limit=$2 began=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    component_runs "$name" || fail "$name ended; the last lines of $logs/$name.log: $(tail -5 "$logs/$name.log")"
    ((SECONDS - began < limit)) || fail "$name is not ready after $limit s; its log is $logs/$name.log"
    sleep 0.1
  done
}

kubectl() { "$kubernetes_binaries/kubectl" --kubeconfig="$admin_kubeconfig" "$@"; }

api_ready() { kubectl get --raw /readyz; }
node_ready() { [[ $(kubectl get node "$NODE_NAME" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}') == True ]]; }
# A pod that is created before its namespace has this account is refused.
default_account_exists() { kubectl -n default get serviceaccount default; }
