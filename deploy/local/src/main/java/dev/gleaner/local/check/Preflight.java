package dev.gleaner.local.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks before a start for what would make it fail, and says what to do about each. */
public final class Preflight {

    private static final long MEGABYTE = 1_000_000;
    private static final long MEMORY = 2_500 * MEGABYTE;
    private static final long DISK = 2_000 * MEGABYTE;

    private Preflight() {}

    /**
     * What stands in the way of a start; empty when nothing does.
     *
     * @param folder where data is going to lie
     * @param ports the ports that programs still to be started need, by name
     * @param all whether everything is still to be started, and so needs memory
     */
    public static List<String> problems(Path folder, Map<String, Integer> ports, boolean all) {
        List<String> problems = new ArrayList<>();
        ports.forEach((name, port) -> PortHolder.of(port)
                .ifPresent(holder -> problems.add("port " + port + " (" + name + ") is held by " + holder
                        + ": stop it, or choose other ports by GLEANER_PORT_BASE=20000 deploy/local/up")));
        if (all) {
            tooLittle("memory", Machine.availableMemory(), MEMORY, "close other programs")
                    .ifPresent(problems::add);
        }
        tooLittle(
                        "disk below " + folder,
                        Machine.freeDisk(folder),
                        DISK,
                        "free some, or set GLEANER_RUN to a folder elsewhere")
                .ifPresent(problems::add);
        return problems;
    }

    static Optional<String> tooLittle(String what, long there, long needed, String advice) {
        return there >= needed
                ? Optional.empty()
                : Optional.of(
                        "%d MB of %s, %d MB needed: %s".formatted(there / MEGABYTE, what, needed / MEGABYTE, advice));
    }
}
