# How Penstock is started, for the scripts that source this: with which java, and with which options for its JVM.
# PENSTOCK_JAVA names a java of version 25 or later, PENSTOCK_HEAP the largest heap (usually 160m),
# PENSTOCK_JAVA_OPTS adds options for the JVM.

least=25

# What can be said in the manifest of penstock.jar is said there (modules/app/pom.xml).
options=(
  -XX:+UseSerialGC -Xms64m -Xmx"${PENSTOCK_HEAP:-160m}" -XX:MaxDirectMemorySize="${PENSTOCK_HEAP:-128m}"
  -XX:+ExitOnOutOfMemoryError
  --sun-misc-unsafe-memory-access=allow
  -Dvertx.disableMetrics=true -Dfile.encoding=UTF-8
  # What the JVM itself has to say must not mix with the request log on standard output.
  -Xlog:disable -Xlog:all=error:stderr
)

say() { printf '%s\n' "$*" >&2; }

version_of() { # the feature version of a java, or nothing
  [ -x "$1" ] && "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\)$/\1/p'
}

find_java() { # the first java of version 25 or later
  local candidate version
  for candidate in \
    "${PENSTOCK_JAVA:-}" "${JAVA_HOME:-}/bin/java" "$(command -v java || true)" \
    /usr/lib/jvm/*/bin/java /usr/java/*/bin/java /opt/*jdk*/bin/java /opt/java/*/bin/java \
    "${HOME:-}"/.sdkman/candidates/java/*/bin/java "${HOME:-}"/.jdks/*/bin/java "${HOME:-}"/.asdf/installs/java/*/bin/java \
    "${HOME:-}"/.local/share/mise/installs/java/*/bin/java \
    /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
    /opt/homebrew/opt/openjdk*/bin/java; do
    version=$(version_of "$candidate" || true)
    if [ -n "$version" ] && [ "$version" -ge "$least" ]; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  say "Penstock needs a JDK $least or later, and none was found: not in PENSTOCK_JAVA, JAVA_HOME or the PATH, nor where"
  say "JDKs are usually installed. Install one (for example Eclipse Temurin $least, or your system's openjdk-$least-jdk),"
  say "or say where it is: PENSTOCK_JAVA=/path/to/jdk-$least/bin/java $0 $*"
  exit 1
}

launch() { # a jar, and the arguments for it
  # shellcheck disable=SC2086 # options are several words
  exec "$java" "${options[@]}" ${PENSTOCK_JAVA_OPTS:-} -jar "$@"
}
