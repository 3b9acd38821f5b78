# shellcheck shell=bash
# The one link on the host: a cable into the cluster's network namespace. It goes when either end goes, with its addresses and routes.

require_free_networks() {
  local network taken
  for network in "$POD_NETWORK" "$SERVICE_NETWORK"; do
    taken=$(ip route show root "$network"; ip route show match "$network" | grep -v ^default || true)
    [[ -z $taken ]] || fail "the network $network is in use on this machine ($(head -1 <<<"$taken")); remove that route or use a cluster you already have with --context NAME"
  done
}

# $1: process whose network namespace is the cluster's
connect_host() {
  ip link add "$HOST_LINK" type veth peer name uplink netns "$1"
  ip address add "$HOST_ADDRESS/${POD_NETWORK#*/}" dev "$HOST_LINK"
  ip link set "$HOST_LINK" up
  ip route add "$SERVICE_NETWORK" dev "$HOST_LINK" src "$HOST_ADDRESS"
}

# The kernel may be taking the link away just now, with a namespace whose last process was killed.
disconnect_host() { ip link delete "$HOST_LINK" 2>/dev/null || ! ip link show "$HOST_LINK" >/dev/null 2>&1; }
