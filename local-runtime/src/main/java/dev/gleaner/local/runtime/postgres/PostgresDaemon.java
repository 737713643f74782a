package dev.gleaner.local.runtime.postgres;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The PostgreSQL server of a local run. */
public final class PostgresDaemon {

    /** Name of its pid file and its log. */
    public static final String NAME = "postgres";

    /** The owner of the database. */
    public static final String USER = "gleaner";

    private static final String DATABASE = "gleaner";

    private final PostgresServer server;

    /** @param password the file that holds the owner's password */
    public PostgresDaemon(RunFolder run, RunPorts ports, Path password) {
        this.server = new PostgresServer(GleanerHome.tools(), run.data(NAME), ports.postgres(), USER, password);
    }

    /** Its command, after making its data folder at the first start. */
    public DaemonSpec prepare() throws IOException {
        return new DaemonSpec(
                NAME, server.prepare(List.of("shared_buffers=64MB")), PostgresServer.environment(), ProcessSignal.INT);
    }

    /** The database of the actuator in this server. */
    public static PostgresDatabase database(RunPorts ports, String password) {
        return new PostgresDatabase("127.0.0.1", ports.postgres(), DATABASE, USER, password);
    }
}
