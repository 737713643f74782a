package dev.gleaner.local.runtime.postgres;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.local.runtime.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL server that writes durably, from the binaries on the class path. */
public final class PostgresDaemon {

    /** Name of its pid file and log. */
    public static final String NAME = "postgres";

    /** Who owns the database. */
    public static final String USER = "gleaner";

    private final RunFolder run;
    private final RunPorts ports;
    private final Path password;
    private final PostgresBinaries binaries;

    /** @param password file that holds the owner's password */
    public PostgresDaemon(RunFolder run, RunPorts ports, Path password) {
        this.run = run;
        this.ports = ports;
        this.password = password;
        this.binaries = new PostgresBinaries(GleanerHome.tools());
    }

    /** Its command, after unpacking the server and making its data folder when there is none. */
    public DaemonSpec prepare() throws IOException {
        Path programs = binaries.unpack();
        Path data = run.data(NAME);
        if (Files.notExists(data.resolve("PG_VERSION"))) {
            initialise(programs, data);
        }
        return new DaemonSpec(NAME, unprivileged(start(programs, data)), Map.of("LC_ALL", "C"), StopSignal.INT);
    }

    private List<String> start(Path programs, Path data) {
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        List.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + ports.postgres(),
                        "unix_socket_directories=",
                        "fsync=on",
                        "synchronous_commit=on",
                        "full_page_writes=on",
                        "shared_buffers=64MB")
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    private void initialise(Path programs, Path data) throws IOException {
        Files.createDirectories(data.toAbsolutePath().getParent());
        ExternalProgram.require(unprivileged(List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions")));
    }

    /**
     * PostgreSQL refuses to run as root. In a user namespace of its own root is nobody, and still owns its files.
     *
     * @throws IllegalStateException for root where the system allows no such namespace
     */
    private static List<String> unprivileged(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        if (ExternalProgram.find("unshare").isEmpty()
                || !ExternalProgram.run(List.of("unshare", "-U", "true")).succeeded()) {
            throw new IllegalStateException(
                    "PostgreSQL does not run as root, and this system allows no user namespace: run `up` as another user");
        }
        List<String> namespaced = new ArrayList<>(List.of("unshare", "-U"));
        namespaced.addAll(command);
        return namespaced;
    }
}
