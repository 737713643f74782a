# Shared by up and down: the folders, the build if it is needed, the start of the launcher.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
services=(collector analyzer actuator)
. "$here/stamp.sh"

fail() {
  echo "$*" >&2
  exit 1
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no Java found: install a JDK of version 17 or later, or set JAVA_HOME"
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.specification.version = //p')
[ "${version%%.*}" -ge 17 ] || fail "Java $version is too old: install a JDK of version 17 or later, or set JAVA_HOME"

built() {
  [ -f "$here/target/built" ] && [ -f "$here/target/classpath" ] || return 1
  for service in "${services[@]}"; do
    [ -f "$root/$service-service/target/quarkus-app/quarkus-run.jar" ] || return 1
  done
  [ "$(fingerprint_of_sources)" = "$(cat "$here/target/built")" ]
}

fingerprint_of_sources() {
  (cd "$root" && fingerprint_of_run)
}

# What Maven does, by its log; before the first module it resolves plugins.
building() {
  local goal
  goal=$(sed -n 's/^\[INFO\] --- \([^:]*\):[^:]*:\([^ ]*\) .* @ \([^ ]*\) ---$/building \3: \1 \2/p' "$1" | tail -1)
  echo "${goal:-preparing the build}"
}

build() {
  mkdir -p "$here/target"
  local log="$here/target/build.log" sources shown=0 line last=""
  sources=$(fingerprint_of_sources) # Before the build, so that a change during the build is found.
  (cd "$root" && exec ./mvnw -B -ntp -Punchecked \
    -pl deploy/local,collector-service,analyzer-service,actuator-service -am package) >"$log" 2>&1 &
  local build=$!
  trap 'kill $build 2>/dev/null' INT TERM
  while kill -0 $build 2>/dev/null; do
    line=$(building "$log")
    if [ -t 1 ]; then
      printf '\r\033[K  [%3d s] %s' $SECONDS "$line"
    elif [ "$line" != "$last" ] && [ $((SECONDS - shown)) -ge 5 ]; then
      shown=$SECONDS last=$line
      printf '  [%3d s] %s\n' $SECONDS "$line"
    fi
    sleep 0.5
  done
  [ -t 1 ] && printf '\r\033[K'
  wait $build || fail "the build failed: see $log"
  trap - INT TERM
  echo "$sources" >"$here/target/built"
  echo "built in $SECONDS s"
  measured="$SECONDS $(times | tail -1)"
}

launch() {
  local main=$1 terminal=false
  shift
  [ -t 1 ] && terminal=true
  exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m \
    "-Dgleaner.home=$here" "-Dgleaner.terminal=$terminal" "-Dgleaner.build=${measured:-}" \
    -cp "$here/target/classes:$(cat "$here/target/classpath")" "dev.gleaner.local.$main" "$@"
}
