package dev.gleaner.local.runtime.postgres;

import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ProcessSignal;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server on a free port with its data in a temporary folder, which is deleted at its end. */
public final class TemporaryPostgres implements AutoCloseable {

    private static final String OWNER = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final Process process;
    private final int port;

    private TemporaryPostgres(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Starts a server and waits until it answers; user and password are {@code postgres}. */
    public static TemporaryPostgres start() {
        try {
            Path folder = Files.createTempDirectory("gleaner-postgres");
            Path password = Files.writeString(folder.resolve("password"), OWNER + "\n");
            int port = FreePort.find();
            PostgresServer server = new PostgresServer(tools(), folder.resolve("data"), port, OWNER, password);
            ProcessBuilder builder = new ProcessBuilder(server.prepare(List.of("max_connections=300", "timezone=UTC")))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            builder.environment().putAll(PostgresServer.environment());
            TemporaryPostgres postgres = new TemporaryPostgres(folder, builder.start(), port);
            postgres.awaitReady();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database that each server has from the start. */
    public PostgresDatabase database() {
        return new PostgresDatabase("127.0.0.1", port, "postgres", OWNER, OWNER);
    }

    /** The id of its first process, whose descendants serve its clients. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        ProcessSignal.INT.send(process.toHandle());
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FolderDeletion.delete(folder);
    }

    /** Shared by the modules of a build and by builds, as unpacking takes seconds. */
    private static Path tools() {
        return Path.of(System.getProperty("java.io.tmpdir"), "gleaner-tools-" + System.getProperty("user.name"));
    }

    private void awaitReady() {
        if (!ReadinessWaiter.awaitReady(process, () -> database().ensureReady(), START_LIMIT)) {
            String log = String.join("\n", LogTail.lines(folder.resolve("log"), 20));
            close();
            throw new IllegalStateException("PostgreSQL did not start:\n" + log);
        }
    }
}
