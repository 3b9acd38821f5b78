# shellcheck shell=bash disable=SC2034
# Names and addresses of the cluster. Tests and documents rely on the node name and on both networks.

NODE_NAME=prefork-dev
POD_NETWORK=10.88.0.0/16
NODE_ADDRESS=10.88.0.1
LAST_POD_ADDRESS=10.88.250.250
HOST_ADDRESS=10.88.255.254 # the host, seen from the pods
SERVICE_NETWORK=10.96.0.0/24
API_ADDRESS=10.96.0.1
HOST_LINK=prefork0
CGROUP=prefork-dev-cluster
