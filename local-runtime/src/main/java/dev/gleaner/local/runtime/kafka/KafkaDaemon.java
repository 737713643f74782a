package dev.gleaner.local.runtime.kafka;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.StopSignal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A real single-node broker, as a JVM of its own. */
public final class KafkaDaemon {

    /** Name of its pid file and log. */
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
        return "127.0.0.1:" + ports.kafka();
    }

    /** Its command, after making its data folder when there is none. */
    public DaemonSpec prepare() throws IOException {
        Path data = run.data(NAME);
        if (Files.notExists(data.resolve("meta.properties"))) {
            format(data, security.scramArguments());
        }
        Path settings = run.tool("kafka.properties");
        Files.createDirectories(settings.toAbsolutePath().getParent());
        Files.deleteIfExists(settings);
        // Of a secured broker it holds passwords.
        Files.createFile(settings, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(settings, settings(data));
        List<String> program = new ArrayList<>(JavaCommandLine.ofClassPath("kafka.Kafka"));
        program.add(settings.toString());
        return new DaemonSpec(
                NAME,
                JavaCommandLine.command("512m", List.of("-Dlog4j2.configurationFile=log4j2-kafka.properties"), program),
                Map.of(),
                StopSignal.TERM);
    }

    private static void format(Path data, List<String> users) throws IOException {
        Files.createDirectories(data);
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setScramArguments(users)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not format " + data, e);
        }
    }

    /** One node holds every copy, and a group does not wait for members that never come. */
    private List<String> settings(Path data) {
        String broker = "BROKER://127.0.0.1:" + ports.kafka();
        List<String> settings = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "log.dirs=" + data,
                "listeners=" + broker + ",CONTROLLER://127.0.0.1:" + ports.kafkaController(),
                "advertised.listeners=" + broker,
                "controller.listener.names=CONTROLLER",
                "controller.quorum.voters=1@127.0.0.1:" + ports.kafkaController(),
                "inter.broker.listener.name=BROKER",
                "auto.create.topics.enable=false",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=4",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0"));
        settings.addAll(security.brokerSettings());
        return settings;
    }
}
