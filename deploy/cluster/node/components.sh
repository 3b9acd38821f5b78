# shellcheck shell=bash
# The processes of the cluster, each with its log.

COMPONENTS=(etcd containerd kube-apiserver kube-controller-manager kube-scheduler kubelet)

# $1: name, rest: command. The process is in the cluster's cgroup before it is anything else.
launch() {
  local name=$1
  shift
  (
    echo "$BASHPID" >"$(tracking_hierarchy)/$CGROUP/components/cgroup.procs"
    echo "$BASHPID" >"$processes/$name"
    exec setsid "$@" >"$logs/$name.log" 2>&1 </dev/null 9>&-
  ) &
  disown
  until [[ -s $processes/$name ]]; do sleep 0.01; done
}

# $1: name, rest: command. The environment is not the caller's: a proxy or a KUBECONFIG there is not meant for these.
start_component() {
  local name=$1 holder
  shift
  holder=$(<"$processes/namespaces")
  launch "$name" nsenter --mount="/proc/$holder/ns/mnt" --net="/proc/$holder/ns/net" -- \
    env -i HOME=/root PATH="$containerd_binaries:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}

# A process id may have been reused; one that is also in our cgroup has not.
component_runs() {
  [[ -f $processes/$1 ]] && grep -qsx "$(<"$processes/$1")" "$(tracking_hierarchy)/$CGROUP/components/cgroup.procs"
}

start_etcd() {
  local client=http://127.0.0.1:2379 peer=http://127.0.0.1:2380
  start_component etcd "$kubernetes_binaries/etcd" --data-dir="$state/etcd" --unsafe-no-fsync --log-level=warn \
    --listen-client-urls=$client --advertise-client-urls=$client \
    --listen-peer-urls=$peer --initial-advertise-peer-urls=$peer --initial-cluster=default=$peer
}

start_containerd() {
  start_component containerd "$containerd_binaries/containerd" --config "$config/containerd.toml"
}

start_apiserver() {
  start_component kube-apiserver "$kubernetes_binaries/kube-apiserver" --v="$verbosity" \
    --etcd-servers=http://127.0.0.1:2379 \
    --bind-address="$API_ADDRESS" --secure-port=443 --advertise-address="$API_ADDRESS" \
    --tls-cert-file="$certificates/apiserver.crt" --tls-private-key-file="$certificates/apiserver.key" \
    --client-ca-file="$certificates/ca.crt" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$certificates/service-accounts.key" \
    --service-account-signing-key-file="$certificates/service-accounts.key" \
    --service-cluster-ip-range="$SERVICE_NETWORK" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --enable-aggregator-routing=true \
    --kubelet-client-certificate="$certificates/apiserver-kubelet-client.crt" \
    --kubelet-client-key="$certificates/apiserver-kubelet-client.key" \
    --kubelet-certificate-authority="$certificates/ca.crt" --kubelet-preferred-address-types=InternalIP
}

start_controller_manager() {
  start_component kube-controller-manager "$kubernetes_binaries/kube-controller-manager" --v="$verbosity" \
    --kubeconfig="$config/controller-manager.kubeconfig" --bind-address=127.0.0.1 --leader-elect=false \
    --service-account-private-key-file="$certificates/service-accounts.key" --root-ca-file="$certificates/ca.crt" \
    --use-service-account-credentials=true
}

start_scheduler() {
  start_component kube-scheduler "$kubernetes_binaries/kube-scheduler" --v="$verbosity" \
    --kubeconfig="$config/scheduler.kubeconfig" --bind-address=127.0.0.1 --leader-elect=false
}

start_kubelet() {
  start_component kubelet "$kubernetes_binaries/kubelet" --v="$verbosity" \
    --config="$config/kubelet.yaml" --kubeconfig="$config/kubelet.kubeconfig" --cert-dir="$state/kubelet/pki" \
    --hostname-override="$NODE_NAME" --node-ip="$NODE_ADDRESS"
}
