"""What a pod is to a benchmark, on this host and without Kubernetes: a cgroup, a server in it, the sidecar beside it, a load."""
