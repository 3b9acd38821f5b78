# shellcheck shell=bash disable=SC2034
# What the development cluster consists of. binaries/releases.txt and the Go modules beside it pin the same versions with their checksums.

KUBERNETES_VERSION=1.36.3
ETCD_VERSION=3.6.8 # the one that this Kubernetes release is tested with
CONTAINERD_VERSION=2.3.5
GO_VERSION=1.26.8 # at least what the go.mod files ask for; used only where the host's Go is older
