package dev.gleaner.local.runtime.aws;

import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The AWS stand-in of a local run: a server with the AWS API on 127.0.0.1 that keeps everything in memory. */
public final class MotoDaemon {

    /** Name of its pid file and its log. */
    public static final String NAME = "aws";

    private final Path program;
    private final int port;
    private final Path extension;
    private final Path snapshots;

    /**
     * @param extension folder for the extension of moto, which is written into it at each start
     * @param snapshots folder for what {@link MotoControl#writeSnapshot} keeps
     */
    public MotoDaemon(Path program, int port, Path extension, Path snapshots) {
        this.program = program;
        this.port = port;
        this.extension = extension;
        this.snapshots = snapshots;
    }

    /** A server at this port of 127.0.0.1. */
    static List<String> command(Path program, int port) {
        return List.of(program.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port));
    }

    /** The process of a local run. */
    public DaemonSpec daemon() {
        Map<String, String> environment = new HashMap<>(MotoExtension.install(extension, snapshots));
        environment.put("PYTHONUNBUFFERED", "1");
        // Each would need flow logs, without which its rules wait.
        environment.put("OTHER_ACCOUNTS_DEFAULT_VPC", "false");
        return new DaemonSpec(NAME, command(program, port), environment, ProcessSignal.TERM);
    }
}
