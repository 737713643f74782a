package dev.gleaner.local;

import com.sun.management.OperatingSystemMXBean;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks ports, memory and disk before a start, with advice on each problem. */
public final class PreflightCheck {

    private static final long MEGABYTE = 1_000_000;
    private static final long MEMORY = 2_500 * MEGABYTE;
    private static final long DISK = 2_000 * MEGABYTE;

    private PreflightCheck() {}

    /**
     * The problems that would make a start fail; empty when there are none.
     *
     * @param folder the folder for the data
     * @param ports the ports of the processes to start, by name
     * @param all whether all processes are to be started, which needs memory
     */
    public static List<String> problems(Path folder, Map<String, Integer> ports, boolean all) {
        List<String> problems = new ArrayList<>();
        ports.forEach((name, port) -> PortHolder.find(port)
                .ifPresent(holder -> problems.add("port " + port + " (" + name + ") is in use by " + holder
                        + ": stop it, or use other ports with GLEANER_PORT_BASE=20000 deploy/local/up")));
        if (all) {
            findShortage("memory", MachineResources.availableMemory(), MEMORY, "close other programs")
                    .ifPresent(problems::add);
        }
        findShortage(
                        "disk space in " + folder,
                        MachineResources.freeDisk(folder),
                        DISK,
                        "free some space, or set GLEANER_RUN to another folder")
                .ifPresent(problems::add);
        return problems;
    }

    static Optional<String> findShortage(String what, long there, long needed, String advice) {
        return there >= needed
                ? Optional.empty()
                : Optional.of("%d MB of %s available, %d MB needed: %s"
                        .formatted(there / MEGABYTE, what, needed / MEGABYTE, advice));
    }

    /** Available resources of this machine, in bytes. */
    static final class MachineResources {

        private static final Path MEMINFO = Path.of("/proc/meminfo");
        private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

        private MachineResources() {}

        /** Available memory; on Linux including the reclaimable caches. */
        static long availableMemory() {
            try {
                return Files.exists(MEMINFO) ? available(Files.readString(MEMINFO)) : free();
            } catch (IOException e) {
                return free();
            }
        }

        static long available(String meminfo) {
            Matcher line = AVAILABLE.matcher(meminfo);
            return line.find() ? Long.parseLong(line.group(1)) * 1024 : free();
        }

        /** Free space of the file system of a folder, which need not exist yet. */
        static long freeDisk(Path folder) {
            Path parent = folder.toAbsolutePath().getParent();
            if (Files.notExists(folder) && parent != null) {
                return freeDisk(parent);
            }
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long free() {
            return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getFreeMemorySize();
        }
    }

    /** Finds the process that listens on a port of 127.0.0.1. */
    static final class PortHolder {

        private static final Pattern SS_USER = Pattern.compile("\\(\"([^\"]+)\",pid=(\\d+)");
        private static final Pattern LSOF_LINE = Pattern.compile("(?m)^p(\\d+)\\nc(.+)$");

        private PortHolder() {}

        /** Describes the process; empty when the port is free. */
        static Optional<String> find(int port) {
            return free(port) ? Optional.empty() : Optional.of(name(port));
        }

        private static boolean free(int port) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }

        private static String name(int port) {
            if (ExternalProgram.find("ss").isPresent()) {
                return fromSs(ExternalProgram.run(List.of("ss", "-Hltnp", "sport = :" + port))
                        .output());
            }
            if (ExternalProgram.find("lsof").isPresent()) {
                return fromLsof(ExternalProgram.run(List.of("lsof", "-nP", "-Fpc", "-iTCP:" + port, "-sTCP:LISTEN"))
                        .output());
            }
            return "an unknown program (install `ss` or `lsof` to see its name)";
        }

        static String fromSs(String output) {
            Matcher user = SS_USER.matcher(output);
            return user.find() ? user.group(1) + " (pid " + user.group(2) + ")" : "a program of another user";
        }

        static String fromLsof(String output) {
            Matcher line = LSOF_LINE.matcher(output);
            return line.find() ? line.group(2) + " (pid " + line.group(1) + ")" : "a program of another user";
        }
    }
}
