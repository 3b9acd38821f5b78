# shellcheck shell=bash
# One certificate authority for each life of the cluster, and an identity with the usual rights for each component.

CERTIFICATE_DAYS=30

make_certificates() (
  cd "$certificates" || exit
  umask 077
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$CERTIFICATE_DAYS" \
    -subj /CN=prefork-dev-cluster -keyout ca.key -out ca.crt 2>/dev/null
  certificate apiserver /CN=kube-apiserver serverAuth \
    "IP:$API_ADDRESS,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  certificate kubelet "/O=system:nodes/CN=system:node:$NODE_NAME" serverAuth,clientAuth "IP:$NODE_ADDRESS,DNS:$NODE_NAME"
  certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  certificate controller-manager /CN=system:kube-controller-manager clientAuth
  certificate scheduler /CN=system:kube-scheduler clientAuth
  certificate admin /O=system:masters/CN=admin clientAuth
  openssl genrsa -out service-accounts.key 2048 2>/dev/null
)

# $1: name, $2: subject, $3: extended key usage, $4: alternative names or nothing
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$CERTIFICATE_DAYS" -out "$1.crt" \
    -extfile <(printf 'extendedKeyUsage=%s\n%s' "$3" "${4:+subjectAltName=$4}") 2>/dev/null
  rm "$1.csr"
}

# $1: identity, $2: file to write; the file holds the credentials themselves, so that it works wherever it is copied.
write_kubeconfig() (
  umask 077
  cat >"$2" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters:
- name: $NODE_NAME
  cluster:
    server: https://$API_ADDRESS:443
    certificate-authority-data: $(base64 -w0 "$certificates/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$certificates/$1.crt")
    client-key-data: $(base64 -w0 "$certificates/$1.key")
contexts:
- name: $NODE_NAME
  context: {cluster: $NODE_NAME, user: $1}
current-context: $NODE_NAME
KUBECONFIG
)

write_kubeconfigs() {
  local identity
  for identity in controller-manager scheduler kubelet; do
    write_kubeconfig "$identity" "$config/$identity.kubeconfig"
  done
  write_kubeconfig admin "$admin_kubeconfig"
}
