package dev.gleaner.local.runtime.postgres;

import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL server on 127.0.0.1 that writes durably, from the binaries on the class path.
 *
 * @param tools the folder of unpacked programs, shared by all servers
 * @param data the folder of its databases
 * @param owner the superuser
 * @param password the file that holds the owner's password
 */
record PostgresServer(Path tools, Path data, int port, String owner, Path password) {

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on");

    /** Its command, after unpacking the programs and making its data folder at the first start. */
    List<String> prepare(List<String> furtherSettings) throws IOException {
        Path programs = new PostgresBinaries(tools).unpack();
        if (Files.notExists(data.resolve("PG_VERSION"))) {
            initialise(programs);
        }
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        furtherSettings.forEach(setting -> command.addAll(List.of("-c", setting)));
        command.addAll(List.of("-c", "port=" + port));
        return unprivileged(command);
    }

    /** What it needs beside the environment of this process. */
    static Map<String, String> environment() {
        return Map.of("LC_ALL", "C");
    }

    private void initialise(Path programs) throws IOException {
        Files.createDirectories(data.toAbsolutePath().getParent());
        ExternalProgram.require(unprivileged(List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + owner,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions")));
    }

    /**
     * PostgreSQL refuses to run as root. In a user namespace of its own, root has no privileges but still owns its files.
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
                    "PostgreSQL does not run as root, and this system allows no user namespace: use another user");
        }
        List<String> namespaced = new ArrayList<>(List.of("unshare", "-U"));
        namespaced.addAll(command);
        return namespaced;
    }
}
