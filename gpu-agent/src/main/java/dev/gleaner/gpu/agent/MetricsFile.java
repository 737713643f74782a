package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.DiskBuffer;
import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Writes the metrics to a file for node_exporter's textfile collector, so that this agent needs no port. */
final class MetricsFile {

    /** The content is not secret, and node_exporter runs as another user. */
    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");

    private final Optional<Path> file;
    private final AgentMetrics agentMetrics;
    private final DiskBuffer buffer;
    private final StateChangeLog stateChangeLog;

    MetricsFile(Optional<Path> file, AgentMetrics agentMetrics, DiskBuffer buffer, StateChangeLog stateChangeLog) {
        this.file = file;
        this.agentMetrics = agentMetrics;
        this.buffer = buffer;
        this.stateChangeLog = stateChangeLog;
    }

    /** Replaces the file atomically. */
    synchronized void write() {
        if (file.isPresent()) {
            Path part = file.get().resolveSibling(file.get().getFileName() + ".part");
            try {
                Files.writeString(part, agentMetrics.text(buffer.waiting(), buffer.bytes()));
                Files.setPosixFilePermissions(part, FOR_ALL);
                Files.move(part, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                stateChangeLog.reportHealthy("metrics", "metrics are written to " + file.get());
            } catch (IOException e) {
                stateChangeLog.reportProblem("metrics", "metrics can't be written: " + e);
            }
        }
    }
}
