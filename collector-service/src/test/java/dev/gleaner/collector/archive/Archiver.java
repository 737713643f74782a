package dev.gleaner.collector.archive;

import dev.gleaner.service.kafka.KafkaClientFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Archives until it is killed, as a process of its own. */
final class Archiver {

    private Archiver() {}

    /** Starts one whose files are closed at some kilobytes, or at half a second. */
    static Process start(String bootstrapServers, Path folder, Path log) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Archiver.class.getName(),
                        bootstrapServers,
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        // A test that fails before it ends the process must not leave it running.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    public static void main(String[] arguments) throws IOException {
        PartitionedArchiveWriter files = new PartitionedArchiveWriter(
                new FolderArchiveStorage(Path.of(arguments[1])),
                20_000,
                Duration.ofMillis(500),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", arguments[0],
                // The least that a broker takes: so long it waits for one that was killed.
                "session.timeout.ms", 6000,
                "heartbeat.interval.ms", 1000);
        new ArchiveConsumer(new KafkaClientFactory(kafka), files, () -> true).run();
    }
}
