package dev.gleaner.local.check;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine has left, in bytes. */
final class Machine {

    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

    private Machine() {}

    /** On Linux with what caches would give back. */
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

    /** Where a folder lies or is going to lie. */
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
