package dev.gleaner.local.runtime.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a stand-in, by small programs in the place of those that install it. */
class MotoInstallerTest {

    private static final String STARTS = "exit 0";
    private static final String DOES_NOT_START = "echo \"ModuleNotFoundError: No module named 'flask'\" >&2; exit 1";

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private Path bin;
    private Path environment;

    @BeforeEach
    void makePath() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        environment = new RunFolder(folder.resolve("run")).tool("moto");
    }

    @Test
    void shouldTakeAServerOnThePathThatStarts() throws IOException {
        Path server = program("moto_server", STARTS);
        pythonOfMoto("5.2.0");

        assertThat(provide("anna")).contains(new MotoInstaller.Found(server, "moto 5.2.0"));
        assertThat(said).isEmpty();
        assertThat(environment).doesNotExist();
    }

    @Test
    void shouldAskThePythonThatTheServerNames() throws IOException {
        Path python = program("of-another-folder-python3", "echo 5.2.0");
        Files.move(python, folder.resolve("python3"));
        Path server = bin.resolve("moto_server");
        Files.writeString(server, "#!" + folder.resolve("python3") + "\n");
        executable(server);
        pythonOfMoto("4.0.0");

        assertThat(provide("anna")).contains(new MotoInstaller.Found(server, "moto 5.2.0"));
    }

    @Test
    void shouldNotTakeAServerThatIsTooOld() throws IOException {
        Path server = program("moto_server", STARTS);
        pythonOfMoto("4.2.14");

        MotoInstaller moto = moto("anna");

        assertThat(moto.findOrInstall()).isEmpty();
        assertThat(moto.failures())
                .contains("moto_server on the PATH: " + server + " is moto 4.2.14, and 5.2.0 or later is needed");
    }

    /** Which is what `pip install moto` without its extra leaves. */
    @Test
    void shouldNotTakeAServerThatDoesNotStart() throws IOException {
        Path server = program("moto_server", DOES_NOT_START);
        pythonOfMoto("5.2.1");

        MotoInstaller moto = moto("anna");

        assertThat(moto.findOrInstall()).isEmpty();
        assertThat(moto.failures())
                .contains("moto_server on the PATH: " + server
                        + " does not start: ModuleNotFoundError: No module named 'flask'");
    }

    @Test
    void shouldInstallByUvWherePythonCanMakeNoEnvironment() throws IOException {
        program(
                "python3",
                "echo 'not created successfully because ensurepip is not'; echo available.; echo Failing; exit 1");
        uv("5.2.1");

        MotoInstaller moto = moto("anna");

        Path server = environment.resolve("bin/moto_server");
        assertThat(moto.findOrInstall()).contains(new MotoInstaller.Found(server, "moto 5.2.1"));
        assertThat(moto.failures())
                .contains("python3 -m venv and pip: "
                        + "Python's venv is incomplete: on Debian, install the package python3-venv");
        assertThat(said).last().asString().contains("moto[server]==5.2.1", environment.toString());
        assertThat(Files.readString(folder.resolve("uv-said"))).contains("pip install", "moto[server]==5.2.1");
    }

    @Test
    void shouldInstallOnceForAllStartsOfARun() throws IOException {
        uv("5.2.1");
        provide("anna");
        Files.delete(bin.resolve("uv"));
        said.clear();

        assertThat(provide("anna"))
                .contains(new MotoInstaller.Found(environment.resolve("bin/moto_server"), "moto 5.2.1"));
        assertThat(said).isEmpty();
    }

    @Test
    void shouldNotTakeWhatABrokenOffInstallationLeft() throws IOException {
        Path server = environment.resolve("bin/moto_server");
        Files.createDirectories(server.getParent());
        Files.writeString(server, "#!/bin/sh\n" + STARTS + "\n");
        executable(server);

        assertThat(provide("anna")).isEmpty();
    }

    @Test
    void shouldInstallDebiansPackageAsRootAndSaySoLoudly() throws IOException {
        pythonOfMoto("5.2.0");
        debian("5.2.0-4");

        assertThat(provide("root")).contains(new MotoInstaller.Found(bin.resolve("moto_server"), "moto 5.2.0"));
        assertThat(said).last().asString().contains("INSTALLING THE SYSTEM PACKAGE python3-moto 5.2.0-4");
    }

    @Test
    void shouldFetchDebiansListsWhereThereAreNone() throws IOException {
        pythonOfMoto("5.2.0");
        debian("(none)");

        assertThat(provide("root")).isPresent();
        assertThat(Files.readString(folder.resolve("apt-said")).lines())
                .containsExactly("update", "install -y --no-install-recommends python3-moto");
    }

    @Test
    void shouldInstallNoSystemPackageForAnotherUserThanRoot() throws IOException {
        debian("5.2.0-4");

        MotoInstaller moto = moto("anna");

        assertThat(moto.findOrInstall()).isEmpty();
        assertThat(moto.failures()).contains("apt-get install python3-moto: it needs root, and you are anna");
        assertThat(folder.resolve("apt-said")).doesNotExist();
    }

    @Test
    void shouldNotInstallAPackageThatIsTooOld() throws IOException {
        debian("3.1.18-1");

        MotoInstaller moto = moto("root");

        assertThat(moto.findOrInstall()).isEmpty();
        assertThat(moto.failures())
                .last()
                .isEqualTo("apt-get install python3-moto: Debian has moto 3.1.18-1, but 5.2.0 or later is needed");
        assertThat(folder.resolve("apt-said")).doesNotExist();
    }

    @Test
    void shouldSayOfEachWayWhyItLedNowhere() {
        MotoInstaller moto = moto("anna");

        assertThat(moto.findOrInstall()).isEmpty();
        assertThat(moto.failures())
                .containsExactly(
                        "moto_server on the PATH: not found",
                        "python3 -m venv and pip: python3 not found on the PATH",
                        "uv: not found on the PATH",
                        "apt-get install python3-moto: no apt-get here, so this is not Debian");
    }

    @Test
    void shouldCompareVersionsByNumber() {
        assertThat(List.of("5.1.1", "5.1.22", "5.0.28", "4.9.9", "5.1"))
                .allMatch(version -> MotoInstaller.isOutdated(version));
        assertThat(List.of("5.2.0", "5.2.10", "5.3.0.dev0", "5.2.0-4", "10.0"))
                .noneMatch(version -> MotoInstaller.isOutdated(version));
    }

    private Optional<MotoInstaller.Found> provide(String user) {
        return moto(user).findOrInstall();
    }

    private MotoInstaller moto(String user) {
        return new MotoInstaller(environment, Map.of("PATH", bin.toString()), user, said::add, line -> {});
    }

    /** Says the version when it is asked for it, and can do nothing else. */
    private void pythonOfMoto(String version) throws IOException {
        program("python3", "[ \"$1\" = -c ] && echo " + version);
    }

    private void uv(String version) throws IOException {
        program("uv", """
                echo "$@" >> %1$s/uv-said
                [ "$1" = venv ] && exit 0
                /bin/mkdir -p %2$s/bin
                printf '#!/bin/sh\\nexit 0\\n' > %2$s/bin/moto_server
                printf '#!/bin/sh\\necho %3$s\\n' > %2$s/bin/python3
                /bin/chmod +x %2$s/bin/moto_server %2$s/bin/python3""".formatted(folder, environment, version));
    }

    private void debian(String candidate) throws IOException {
        Path policy = folder.resolve("policy");
        Files.writeString(policy, "python3-moto:\n  Installed: (none)\n  Candidate: " + candidate + "\n");
        program("apt-cache", "/bin/cat " + policy);
        program("apt-get", """
                echo "$@" >> %1$s/apt-said
                [ "$1" = update ] && { echo '  Candidate: 5.2.0-4' > %2$s; exit 0; }
                printf '#!/bin/sh\\nexit 0\\n' > %3$s/moto_server
                /bin/chmod +x %3$s/moto_server""".formatted(folder, policy, bin));
    }

    private Path program(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        executable(file);
        return file;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
