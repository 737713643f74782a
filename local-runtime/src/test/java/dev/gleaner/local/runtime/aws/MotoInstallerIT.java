package dev.gleaner.local.runtime.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Python and a real pip, with an index of one package: a distribution of moto's name whose server is that of this
 * machine. The folder has a space in its name, which the first line of a Python script can't have.
 */
class MotoInstallerIT {

    @TempDir
    private Path folder;

    private final int port = FreePort.find();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void stop() {
        new DaemonController(new RunFolder(folder.resolve("a run"))).stop(MotoDaemon.NAME);
    }

    @Test
    void shouldStartAServerThatPipInstalled() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("a run"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path index = Files.createDirectory(folder.resolve("index"));
        String python = python();
        Path stub = bin.resolve("python3");
        Files.writeString(stub, "#!/bin/sh\nexec " + python + " \"$@\"\n");
        Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
        Optional<Path> server = ExternalProgram.find("moto_server");
        Assumptions.assumeTrue(server.isPresent(), "no moto_server here");
        wheel(index, server.get());
        MotoInstaller moto = new MotoInstaller(
                run.tool("moto"),
                Map.of(
                        "PATH",
                        bin.toString(),
                        "HOME",
                        folder.toString(),
                        "PIP_NO_INDEX",
                        "1",
                        "PIP_FIND_LINKS",
                        index.toString()),
                "anna",
                said::add,
                line -> {});

        MotoInstaller.Found found = moto.findOrInstall().orElseThrow(() -> new AssertionError(moto.failures()));

        assertThat(found).isEqualTo(new MotoInstaller.Found(run.tool("moto").resolve("bin/moto_server"), "moto 5.2.1"));
        assertThat(said).singleElement().asString().startsWith("installing the AWS stand-in (moto[server]==5.2.1)");
        new DaemonController(run)
                .start(new MotoDaemon(found.program(), port, run.tool("moto-extension"), run.data(MotoDaemon.NAME))
                        .daemon());
        assertThat(new ReadinessWaiter(Duration.ofSeconds(60), () -> {}, progress -> {})
                        .awaitAll(List.of(ReadinessCondition.Check.listens(MotoDaemon.NAME, port))))
                .as("see %s", LogTail.lines(run.log(MotoDaemon.NAME), 20))
                .isEmpty();
        assertThat(status("http://127.0.0.1:" + port + "/moto-api/data.json")).isEqualTo(200);
    }

    /** With a venv of its own in it, as Debian's has only where a package more is installed. */
    private static String python() {
        String python = ExternalProgram.require(List.of("python3", "-c", "import sys; print(sys.executable)"));
        Assumptions.assumeTrue(
                ExternalProgram.run(List.of(python, "-c", "import venv, ensurepip"))
                        .succeeded(),
                "no python3 with venv here");
        return python;
    }

    private static void wheel(Path index, Path server) throws IOException {
        try (OutputStream file = Files.newOutputStream(index.resolve("moto-5.2.1-py3-none-any.whl"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            String info = "moto-5.2.1.dist-info/";
            entry(zip, "served_elsewhere.py", """
                    import os, sys
                    def main():
                        os.environ['PATH'] = '%s'
                        os.execv('%s', ['moto_server'] + sys.argv[1:])
                    """.formatted(System.getenv("PATH"), server));
            entry(zip, info + "METADATA", """
                    Metadata-Version: 2.1
                    Name: moto
                    Version: 5.2.1
                    Provides-Extra: server
                    """);
            entry(
                    zip,
                    info + "WHEEL",
                    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(zip, info + "entry_points.txt", "[console_scripts]\nmoto_server = served_elsewhere:main\n");
            entry(
                    zip,
                    info + "RECORD",
                    "served_elsewhere.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info
                            + "entry_points.txt,,\n" + info + "RECORD,,\n");
        }
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static int status(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
