# Sets and exports JAVA_HOME to a JDK 25 or newer, or says in one sentence what to install and exits.
# Sourced by mvnw and hillock. It looks at JAVA_HOME, then at the javac on the PATH, then where JDKs are usually put.
# Needs globbing, so it must stand before any "set -f". Starts no process when JAVA_HOME is already right.

hillock_is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  hillock_version=
  while IFS='=' read -r hillock_key hillock_value; do
    if [ "$hillock_key" = JAVA_VERSION ]; then
      hillock_version=${hillock_value#\"}
      hillock_version=${hillock_version%%[!0-9]*}
    fi
  done <"$1/release"
  [ "${hillock_version:-0}" -ge 25 ]
}

hillock_find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && hillock_is_jdk "$JAVA_HOME"; then
    hillock_jdk=$JAVA_HOME
    return 0
  fi
  hillock_javac=$(command -v javac || :)
  if [ -n "$hillock_javac" ]; then
    hillock_javac=$(readlink -f "$hillock_javac" 2>/dev/null || printf '%s\n' "$hillock_javac")
    hillock_jdk=${hillock_javac%/bin/javac}
    hillock_is_jdk "$hillock_jdk" && return 0
  fi
  for hillock_jdk in \
    /usr/lib/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk-* /opt/java/* /opt/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.jbang/cache/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    hillock_is_jdk "$hillock_jdk" && return 0
  done
  return 1
}

if hillock_find_jdk; then
  JAVA_HOME=$hillock_jdk
  export JAVA_HOME
else
  printf '%s\n' "Hillock needs a JDK 25 or newer, and none was found in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH or in the\
 usual folders: install one, for example from https://adoptium.net, or set JAVA_HOME to it." >&2
  exit 1
fi
