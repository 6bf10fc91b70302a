package dev.unwait.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.client.Home;
import dev.unwait.json.Json;
import dev.unwait.testing.ChildJvm;
import dev.unwait.testing.Folders;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon of a user who has secrets at home and in the environment: commands find none of them.
@NullMarked
class HiddenSecretsIT {
  private static final String SECRET = "sesame-1234";

  @TempDir Path folder;

  @Test
  void noSecretOfTheUserIsThereForCommands() throws Exception {
    var user = Files.createTempDirectory(visible(), "user");
    try {
      noSecretIsThere(user);
    } finally {
      Folders.delete(user);
    }
  }

  /// A folder that is not hidden with all of `/tmp`.
  private static Path visible() throws URISyntaxException {
    var classes = HiddenSecretsIT.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(classes.toURI());
  }

  private void noSecretIsThere(Path user) throws Exception {
    for (var file :
        List.of(
            ".ssh/id_rsa",
            ".aws/credentials",
            ".config/gh/hosts.yml",
            ".netrc",
            ".git-credentials",
            ".docker/config.json",
            ".kube/config",
            ".gnupg/key",
            ".bash_history")) {
      Files.createDirectories(user.resolve(file).getParent());
      Files.writeString(user.resolve(file), "password=" + SECRET + "\n");
    }
    for (var file :
        List.of(".npmrc", ".gitconfig", ".m2/settings.xml", ".cargo/credentials.toml")) {
      Files.createDirectories(user.resolve(file).getParent());
      Files.writeString(user.resolve(file), "_authToken=" + SECRET + "\n");
    }
    var live = Files.createDirectories(folder.resolve("live"));
    Files.writeString(live.resolve("a.txt"), "one\n");
    var home = new Home(folder.resolve("home"));
    var builder = ChildJvm.of(Served.class, home.folder().toString());
    builder.command().add(1, "-Duser.home=" + user);
    builder.environment().put("HOME", user.toString());
    builder.environment().put("GITHUB_TOKEN", SECRET);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", SECRET);
    builder.environment().put("MAVEN_PASSWORD", SECRET);
    builder.environment().put("HTTPS_PROXY", "http://me:" + SECRET + "@127.0.0.1:1");
    var child = builder.start();
    try (var said = child.inputReader()) {
      assertThat(said.readLine()).isEqualTo("serving");
      try (var person = Caller.connect(home, "cli")) {
        person.call("import", Json.object().put("path", live.toString()).build());
        look(person, user);
      }
    } finally {
      child.getOutputStream().close();
      child.waitFor();
    }
  }

  private static void look(Caller person, Path user) throws IOException {
    var where = Json.parse("{\"branch\":\"main\",\"command\":\"env; ls -a ~\"}");
    assertThat(person.call("run", where).text("stdout").orElse("")).contains("HOME=" + user);
    var commands =
        List.of(
            "env; export -p; set",
            "grep -rs " + SECRET + " ~ " + user + " /tmp /run /var/tmp /home; true",
            "cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'; cat /proc/*/cmdline | tr '\\0' ' '",
            "cat ~/.ssh/id_rsa ~/.aws/credentials ~/.netrc ~/.npmrc ~/.m2/settings.xml");
    for (var command : commands) {
      // The word itself is in the command, not in what it prints.
      var run = Json.object().put("branch", "main").put("command", command).build();
      var ran = person.call("run", run);
      var printed = ran.text("stdout").orElse("") + ran.text("stderr").orElse("");
      assertThat(printed.replace("grep -rs " + SECRET, "")).as(command).doesNotContain(SECRET);
    }
  }

  /// Serves until its standard input ends.
  static final class Served {
    private Served() {}

    public static void main(String[] arguments) throws IOException {
      try (var daemon = Daemon.open(new Home(Path.of(arguments[0])), Daemon.Options.DEFAULT)) {
        System.out.println(daemon == null ? "" : "serving");
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
