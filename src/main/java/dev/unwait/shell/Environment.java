package dev.unwait.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The variables that a shell begins with: those that tools need, none that hold a secret.
final class Environment {
  private static final Pattern KEPT =
      Pattern.compile(
          "PATH|USER|LOGNAME|LANG|LANGUAGE|LC_.*|TZ|DEBIAN_FRONTEND"
              + "|JAVA_.*|JDK_.*|MAVEN_.*|MVN_.*|M2_.*|GRADLE_.*|ANT_.*|KOTLIN_.*|SCALA_.*|SBT_.*"
              + "|CARGO_.*|RUST.*|GO[A-Z0-9]*|CGO_.*|NODE_.*|NPM_CONFIG_.*|npm_config_.*|NVM_.*"
              + "|YARN_.*|PNPM_.*|BUN_.*|DENO_.*|VOLTA_.*|PIP_.*|PYTHON.*|PYENV_.*|UV_.*|TOX_.*"
              + "|RBENV_.*|GEM_.*|BUNDLE_.*|SDKMAN_.*|ASDF_.*|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS"
              + "|CMAKE_.*|MAKEFLAGS|PKG_CONFIG_.*|OPENBLAS_.*|OMP_.*|[a-z]+_proxy|[A-Z]+_PROXY"
              + "|SSL_CERT_.*|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_CAINFO|NIX_SSL_CERT_FILE");
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIAL|AUTH).*");
  private static final Pattern USER_IN_ADDRESS = Pattern.compile("(?s).*://[^/\\s@]+@.*");

  private Environment() {}

  /// @param project the path at which the branch is shown
  static Map<String, String> of(Map<String, String> from, String home, String project) {
    var chosen = new LinkedHashMap<String, String>();
    from.forEach((name, value) -> {
      if (KEPT.matcher(name).matches()
          && !SECRET.matcher(name).matches()
          && !USER_IN_ADDRESS.matcher(value).matches()) {
        chosen.put(name, value);
      }
    });
    chosen.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    chosen.putIfAbsent("LANG", "C.UTF-8");
    chosen.put("HOME", home);
    chosen.put("SHELL", "/bin/bash");
    chosen.putAll(
        Map.of(
            "TERM", "dumb",
            "NO_COLOR", "1",
            "PAGER", "cat",
            "GIT_PAGER", "cat",
            "MANPAGER", "cat",
            "SYSTEMD_PAGER", "",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_EDITOR", "true",
            "UNWAIT_PROJECT", project));
    chosen.putAll(gitConfig(project));
    return chosen;
  }

  /// Inode numbers and times of creation differ after a freeze, contents do not; and the owner of
  /// the files need not be who the sandbox runs as.
  private static Map<String, String> gitConfig(String project) {
    var config = new LinkedHashMap<String, String>();
    config.put("core.checkStat", "minimal");
    config.put("core.untrackedCache", "true");
    config.put("safe.directory", project);
    config.put("color.ui", "never");
    var variables = new LinkedHashMap<String, String>();
    int count = 0;
    for (var entry : config.entrySet()) {
      variables.put("GIT_CONFIG_KEY_" + count, entry.getKey());
      variables.put("GIT_CONFIG_VALUE_" + count, entry.getValue());
      count++;
    }
    variables.put("GIT_CONFIG_COUNT", Integer.toString(count));
    return variables;
  }

  static List<String> lines(Map<String, String> variables) {
    var lines = new ArrayList<String>();
    variables.forEach((name, value) -> lines.add(name + "=" + value));
    return lines;
  }
}
