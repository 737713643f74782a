package dev.gleaner.local.runtime.kafka;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The broker of a local run: a single node in a JVM of its own. */
public final class KafkaDaemon {

    /** Name of its pid file and its log. */
    public static final String NAME = "kafka";

    private final RunFolder run;
    private final RunPorts ports;
    private final KafkaSecurity security;

    public KafkaDaemon(RunFolder run, RunPorts ports) {
        this.run = run;
        this.ports = ports;
        this.security = new KafkaSecurity(run);
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return server().bootstrapServers();
    }

    /** Its command, after formatting its data folder at the first start. */
    public DaemonSpec prepare() throws IOException {
        KafkaServerSettings server = server();
        server.formatIfNew();
        Path file = run.tool("kafka.properties");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        // The settings of a secured broker contain passwords.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                file,
                new TreeMap<>(server.asMap())
                        .entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue())
                                .toList());
        List<String> program = new ArrayList<>(JavaCommandLine.ofClassPath("kafka.Kafka"));
        program.add(file.toString());
        return new DaemonSpec(
                NAME,
                JavaCommandLine.command("512m", List.of("-Dlog4j2.configurationFile=log4j2-kafka.properties"), program),
                Map.of(),
                ProcessSignal.TERM);
    }

    private KafkaServerSettings server() {
        return new KafkaServerSettings(run.data(NAME), ports.kafka(), ports.kafkaController(), security.broker());
    }
}
