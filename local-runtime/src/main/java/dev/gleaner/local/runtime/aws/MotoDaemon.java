package dev.gleaner.local.runtime.aws;

import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The AWS stand-in: it speaks the real API on loopback and forgets all at its end. */
public final class MotoDaemon {

    /** Name of its pid file and log. */
    public static final String NAME = "aws";

    private final Path program;
    private final int port;

    public MotoDaemon(Path program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Its command. */
    public DaemonSpec daemon() {
        return new DaemonSpec(
                NAME,
                List.of(program.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                Map.of("PYTHONUNBUFFERED", "1"),
                StopSignal.TERM);
    }
}
