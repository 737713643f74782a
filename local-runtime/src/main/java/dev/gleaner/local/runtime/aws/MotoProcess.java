package dev.gleaner.local.runtime.aws;

import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A {@code moto_server} on a free port that ends with this process. */
public final class MotoProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final int port;

    private MotoProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the program and waits until it listens. */
    public static MotoProcess start(Path program) {
        MotoProcess moto = launch(program, FreePort.find());
        moto.awaitPort();
        return moto;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static MotoProcess launch(Path program, int port) {
        try {
            ProcessBuilder builder = new ProcessBuilder(MotoDaemon.command(program, port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment()
                    .putAll(MotoExtension.install(
                            Files.createTempDirectory("moto-extension"), Files.createTempDirectory("moto-snapshots")));
            Process process = builder.start();
            return new MotoProcess(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort() {
        ReadinessCondition listens = ReadinessCondition.Check.listens(MotoDaemon.NAME, port);
        if (!ReadinessWaiter.awaitReady(process, () -> listens.missing().isEmpty(), START_LIMIT)) {
            close();
            throw new IllegalStateException("moto_server did not start: try `moto_server -p " + port + "`");
        }
    }
}
