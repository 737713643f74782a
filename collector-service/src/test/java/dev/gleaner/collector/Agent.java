package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An agent for GPU hosts, with an nvidia-smi of our own and a curl that notes how it is called. */
final class Agent implements AutoCloseable {

    static final Path PROGRAM =
            Path.of("../deploy/gpu-agent/gleaner-gpu-agent").toAbsolutePath().normalize();

    static final Path JVM_PROGRAM = PROGRAM.resolveSibling("gleaner-gpu-agent-jvm");

    private final Path folder;
    private Path program = PROGRAM;
    private final Map<String, String> environment = new HashMap<>();
    private Process process;

    Agent(Path folder, String url) throws IOException {
        this.folder = folder;
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path curl = Files.writeString(
                bin.resolve("curl"),
                "#!/bin/sh\necho \"$*\" >>'" + folder.resolve("curls") + "'\nPATH=${PATH#*:} exec curl \"$@\"\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(buffer());
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        environment.put("GLEANER_URL", url);
        environment.put(
                "GLEANER_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "sender-token\n").toString());
        environment.put("GLEANER_BUFFER", buffer().toString());
        environment.put("GLEANER_LONGEST_PAUSE", "1");
        environment.put("NVIDIA_SMI", GpuFolder.nvidiaSmi(folder).toString());
        Files.writeString(folder.resolve("processes"), "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n");
        Files.writeString(folder.resolve("goes-on"), "");
    }

    Agent with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The one for hosts with a JVM, which is set up by the same variables. */
    Agent onJvm() {
        program = JVM_PROGRAM;
        return with("JAVA_HOME", System.getProperty("java.home"))
                .with("GLEANER_METRICS", folder.resolve("metrics").toString());
    }

    /** What who prints. */
    Agent withLogins(String lines) throws IOException {
        Path who = Files.writeString(folder.resolve("bin/who"), "#!/bin/sh\nprintf '%s' '" + lines + "'\n");
        Files.setPosixFilePermissions(who, PosixFilePermissions.fromString("rwx------"));
        return this;
    }

    /** What nvidia-smi prints. */
    Agent printing(String lines) throws IOException {
        Files.writeString(folder.resolve("lines"), lines);
        return this;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        // A test that fails before it ends the agent must not leave it running.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /** Ends it as systemd does. */
    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the agent did not end");
        }
    }

    /** Ends it as nobody should. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    Path buffer() {
        return folder.resolve("buffer");
    }

    /** The names of what waits, oldest first. */
    List<String> waiting() throws IOException {
        try (Stream<Path> files = Files.list(buffer())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".csv.gz"))
                    .sorted()
                    .toList();
        }
    }

    /** What the one on a JVM shows of itself; empty before it does. */
    String metrics() throws IOException {
        Path file = folder.resolve("metrics");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** What it called curl with; empty before the first call. */
    String curls() throws IOException {
        Path file = folder.resolve("curls");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
