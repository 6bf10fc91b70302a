package dev.unwait.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwait.branch.BranchRef;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a command cannot see or do outside its branch.
@NullMarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxIT {
  private Path home;
  private OpenedShells opened;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    // Not below /tmp, which is the branch's own in the sandbox.
    home = Files.createTempDirectory(Path.of("/dev/shm"), "home");
    write(".ssh/id_ed25519", "private");
    write(".aws/credentials", "private");
    write(".config/gh/hosts.yml", "private");
    write(".netrc", "private");
    write("other/project/file", "private");
    write(".cargo/bin/tool", "#!/bin/sh\necho tool\n");
    write(".cargo/credentials.toml", "private");
    write(".npmrc", "//registry/:_authToken=private");
    write(".gitconfig", "[user]\nname = someone\n");
    write(".m2/settings.xml", "<password>private</password>");
    write(".m2/repository/a.jar", "jar");
    var environment = new HashMap<>(System.getenv());
    environment.put("GITHUB_TOKEN", "private");
    environment.put("AWS_SECRET_ACCESS_KEY", "private");
    environment.put("HTTPS_PROXY", "http://user:private@proxy:1");
    environment.put("MAVEN_OPTS", "-Xmx1g");
    environment.put("SOMETHING", "private");
    opened =
        new OpenedShells(
            folder,
            options -> {
              var sandbox =
                  new SandboxOptions(
                      folder.resolve("home/caches"),
                      home,
                      environment,
                      false,
                      SandboxOptions.SHOWN,
                      SandboxOptions.SHARED);
              return options.with(sandbox);
            });
  }

  private void write(String path, String text) throws IOException {
    var file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    file.toFile().setExecutable(true);
  }

  @AfterAll
  void close() throws IOException {
    opened.close();
    try (var files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private String out(BranchRef branch, String command) throws Exception {
    var result = opened.run(branch, command);
    return result.stdout().text() + result.stderr().text();
  }

  private String out(String command) throws Exception {
    return out(opened.fork(), command);
  }

  @Test
  void secretsAtHomeAreNotThere() throws Exception {
    assertThat(out("cd; ls -A . .config .m2 .cargo 2>/dev/null | tr '\\n' ' '"))
        .contains(".cargo", ".m2", ".gitconfig", "repository")
        .doesNotContain(".ssh", ".aws", ".netrc", "gh", "other");
    assertThat(out("grep -r private ~ /etc/shadow /etc/ssl/private 2>/dev/null")).isEmpty();
    assertThat(out("cat ~/.npmrc ~/.m2/settings.xml ~/.cargo/credentials.toml"))
        .doesNotContain("private");
    assertThat(out("cat /etc/shadow /etc/gshadow")).doesNotContain("root:");
  }

  @Test
  void variablesWithSecretsAreNotThere() throws Exception {
    assertThat(out("env; cat /proc/1/environ | tr '\\0' '\\n'"))
        .doesNotContain("private")
        .contains("MAVEN_OPTS=-Xmx1g", "PAGER=cat", "GIT_TERMINAL_PROMPT=0", "HOME=" + home);
  }

  @Test
  void toolsAndCachesAtHomeAreThere() throws Exception {
    var branch = opened.fork();

    assertThat(out(branch, "~/.cargo/bin/tool; cat ~/.m2/repository/a.jar")).isEqualTo("tool\njar");
    out(
        branch,
        "echo shared >~/.m2/new; mkdir -p ~/.npm && echo other >~/.npm/new; echo x >~/mine");
    assertThat(home.resolve(".m2/new")).hasContent("shared");
    assertThat(home.resolve("mine")).doesNotExist();
    assertThat(home.resolve(".npm")).doesNotExist();
    assertThat(out("cat ~/.npm/new; ls ~/mine")).startsWith("other\n").contains("No such file");
    assertThat(out(branch, "echo bad >~/.cargo/bin/tool")).contains("Read-only file system");
  }

  @Test
  void nothingOutsideIsWritable() throws Exception {
    for (String path :
        List.of(
            "/x",
            "/etc/x",
            "/usr/x",
            "/opt/x",
            "/var/x",
            "/sys/x",
            "/sys/kernel/mm/transparent_hugepage/enabled",
            "/sys/power/state",
            "/proc/sys/kernel/core_pattern",
            "/proc/sys/vm/drop_caches",
            "/proc/sysrq-trigger",
            "/run/unwait/keeper")) {
      // Opened for writing, but nothing is written: this must be harmless where it fails.
      var result = opened.run(opened.fork(), ": >>" + path);
      assertThat(result.exit()).as(path).isNotZero();
    }
    assertThat(
            out("unshare -Urpf --mount-proc sh -c ': >>/proc/sys/kernel/core_pattern' && echo bad"))
        .doesNotContain("bad");
    assertThat(out("ls /")).doesNotContain("root").doesNotContain("mnt");
  }

  @Test
  void thereAreNoPrivileges() throws Exception {
    assertThat(out("grep -E 'Cap(Eff|Prm|Amb)|NoNewPrivs' /proc/self/status"))
        .containsPattern("CapPrm:\t0+\nCapEff:\t0+\nCapAmb:\t0+\nNoNewPrivs:\t1");
    assertThat(out("umount " + opened.live())).contains("must be superuser");
    assertThat(out("mount -t tmpfs none /tmp")).contains("permission denied");
    assertThat(out("mknod /tmp/sda b 8 0")).contains("not permitted");
  }

  @Test
  void outsideProcessesAreOutOfReach() throws Exception {
    long here = ProcessHandle.current().pid();

    assertThat(out("kill -0 " + here)).contains("No such process");
    assertThat(out("ls -d /proc/[0-9]* | wc -l").strip()).matches("[1-9]");
  }

  @Test
  void theNetworkCanBeOff() throws Exception {
    assertThat(out("ls /sys/class/net; cat /proc/net/dev | wc -l")).endsWith("3\n");
  }

  @Test
  void branchesDoNotSeeEachOther() throws Exception {
    var one = opened.fork();
    var other = opened.fork();

    out(one, "echo one >/tmp/f; echo one >f");

    assertThat(out(other, "cat /tmp/f f")).contains("/tmp/f: No such").contains("f: No such");
    var again = opened.shells().run(one, RunRequest.of("cat /tmp/f f").in("second"));
    assertThat(again.stdout().text()).isEqualTo("one\none\n");
    assertThat(opened.live().resolve("f")).doesNotExist();
  }
}
