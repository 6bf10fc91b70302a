package dev.unwait.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// The two scripts that run a shell: a keeper, which is the first process of the sandbox and
/// outlives any bash, and the loop in which bash serves frames.
///
/// A frame on the command descriptor is a letter for its type, `a` if all of it is ASCII and `u` if
/// not, the length in nine digits, and as many bytes. What comes back on the status descriptor is a
/// {@link Report}, ended by a zero byte.
final class Scripts {
  static final int HEAD = 11;

  /// Run as a command, stdin empty.
  static final char PLAIN = 'P';

  /// As plain, but redirections by `exec` and tracing do not outlast the command.
  static final char CAREFUL = 'C';

  /// As careful, with stdin from the shell's own file.
  static final char FED = 'F';

  /// Run for ourselves: silent.
  static final char INTERNAL = 'I';

  // The first process of a pid namespace cannot be killed from within. It must not read what bash
  // left behind on the command pipe, so it waits for a line that says to go on.
  private static final String KEEPER =
      """
      cd /run/unwait
      while :; do
        bash --norc --noprofile bash
        printf 'X%d\\0' $? >&9
        read -r go <&8 || exit
      done
      """;

  // All in one line, so that line numbers in messages begin at 1. Whoever reads the pipe does so
  // with two reads a frame; the descriptors are hidden from the command while it runs. `[ -ef ]`
  // notices that the tree was exchanged or the directory replaced. The trap on signal 64 lets a
  // loop
  // in bash itself be ended with its state.
  private static final String LOOP =
      """
      set -m; shopt -s expand_aliases; exec 250<&8 251>&9 6<&- 8<&- 9>&-;
      __uw_dump() { {
       builtin unset __uw_c; builtin printf 'W%s\\0' "${PWD-}"; builtin printf T; builtin shopt -p; builtin umask -p; builtin printf '\\n';
       builtin declare -p; builtin declare -f; builtin alias -p; builtin trap -p;
       builtin printf 'builtin cd -- %q\\n' "$PWD"; builtin printf 'builtin set --';
       builtin printf ' %q' "$@"; builtin printf '\\n'; builtin set +o; builtin printf '\\0';
      } >/proc/1/fd/9 2>/dev/null; };
      __uw_r() { builtin return "$__uw_s"; };
      trap '__uw_dump "$@"' EXIT; trap 'exit 143' 64;
      __uw_s=0; cd "$UNWAIT_PROJECT" 2>/dev/null || cd /; builtin printf 'R%d\\0' $$ >&251;
      while builtin read -r -N 11 -u 250 __uw_h; do
       case $__uw_h in
       ?u*) LC_ALL=C builtin read -r -N $((10#${__uw_h:2})) -u 250 __uw_c || builtin exit 1;;
       *) builtin read -r -N $((10#${__uw_h:2})) -u 250 __uw_c || builtin exit 1;;
       esac; __uw_g=0;
       [[ ${PWD-} -ef . ]] || builtin cd -- "${PWD-}" 2>/dev/null || { __uw_g=1; builtin cd -- "$UNWAIT_PROJECT"; };
       __uw_t=${EPOCHREALTIME-};
       case $__uw_h in
       P*) builtin eval "$__uw_c" </dev/null 250<&- 251>&-; __uw_s=$? __uw_f=$-;;
       C*) [[ $- == *e* ]] || __uw_r;
        builtin eval "$__uw_c" </dev/null >/proc/self/fd/1 2>/proc/self/fd/2 250<&- 251>&-;
        { __uw_s=$? __uw_f=$-; builtin set +xv; } 2>/dev/null;;
       F*) builtin eval "$__uw_c" </proc/1/fd/6 >/proc/self/fd/1 2>/proc/self/fd/2 250<&- 251>&-;
        { __uw_s=$? __uw_f=$-; builtin set +xv; } 2>/dev/null;;
       D*) __uw_dump "$@"; builtin continue;;
       *) builtin eval "$__uw_c" </dev/null >/dev/null 2>&1; builtin printf 'I\\0' >&251; builtin continue;;
       esac;
       builtin printf 'S%d %s %s %s %s %s %s\\0' "$__uw_s" "$__uw_t" "${EPOCHREALTIME-}" "$__uw_g" "${!-}" "$__uw_f" "${PWD-}" >&251;
      done
      """;

  /// Notes down the state.
  static final char DUMP = 'D';

  /// Bash counts characters where we count bytes, unless it is told otherwise, which costs time.
  static final char ASCII = 'a';

  static final char BYTES = 'u';

  private Scripts() {}

  /// Writes both into a folder, which is shown in each sandbox.
  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("keeper"), KEEPER);
    // Messages name the script, so it is called what people expect to read there.
    Files.writeString(
        folder.resolve("bash"), LOOP.lines().map(String::strip).collect(Collectors.joining(" ")));
  }
}
