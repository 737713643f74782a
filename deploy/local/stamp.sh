# What a build was made of, so that nothing is built again if nothing changed. Shared by deploy/local/up and benchmarks/run; sourced in the
# root of the project.

# Of the names and contents of all that is built in these folders, which are not the tests. Times tell less: another commit and back changes
# them alone, and they don't show that a file was deleted.
fingerprint() {
  find pom.xml .mvn "$@" \( -name target -o -name run -o -path '*/src/test' \) -prune -o \
    -type f \( -name pom.xml -o -path '.mvn/*' -o -path '*/src/main/*' \) -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | cksum
}

# Of what a local run is built of, and of all modules, which include it.
fingerprint_of_run() { fingerprint contracts service-support local-runtime deploy/local ./*-service; }
fingerprint_of_all() { fingerprint */; }
