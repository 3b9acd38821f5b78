# shellcheck shell=bash
# Fills in the templates of config/.

write_configuration() {
  local restrict=false kubelet_score=-999
  if ! may_lower_oom_score; then
    restrict=true
    kubelet_score=0
  fi
  mkdir -p "$config/cni"
  local template
  for template in containerd.toml kubelet.yaml cni/10-bridge.conflist; do
    sed -e "s|@STATE@|$state|g" -e "s|@CONFIG@|$config|g" -e "s|@CERTIFICATES@|$certificates|g" -e "s|@SOCKET@|$containerd_socket|g" \
      -e "s|@PAUSE_IMAGE@|$PAUSE_IMAGE|g" -e "s|@CGROUP@|$CGROUP|g" -e "s|@RUNC@|$(command -v runc)|g" -e "s|@CNI_PLUGINS@|$(cni_plugins)|g" \
      -e "s|@NODE_ADDRESS@|$NODE_ADDRESS|g" -e "s|@POD_NETWORK@|$POD_NETWORK|g" -e "s|@LAST_POD_ADDRESS@|$LAST_POD_ADDRESS|g" \
      -e "s|@RESTRICT_OOM_SCORE_ADJ@|$restrict|g" -e "s|@KUBELET_OOM_SCORE_ADJ@|$kubelet_score|g" \
      "$here/config/$template" >"$config/$template"
  done
}

may_lower_oom_score() { (echo -999 >/proc/self/oom_score_adj) 2>/dev/null; }
