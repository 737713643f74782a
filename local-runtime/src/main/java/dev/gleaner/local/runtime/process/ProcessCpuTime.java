package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of user and kernel that a process has used, with its children. */
public final class ProcessCpuTime {

    /** Ticks of a second in {@code /proc}: {@code USER_HZ}, which Linux fixes at 100 (man page proc_pid_stat(5), clock_t). */
    private static final long TICKS = 100;

    /** Index of the CPU times among the fields after the name: user and system time, then those of ended children. */
    private static final int FIRST = 11;

    private static final int NUMBER = 4;

    private ProcessCpuTime() {}

    /** That of a process and its children; without {@code /proc}, those that have ended are left out. */
    public static Duration ofTree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessCpuTime::of)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return parse(PidFile.fields(stat));
        } catch (IOException e) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }

    static Duration parse(String[] fields) {
        long ticks = 0;
        for (int field = FIRST; field < FIRST + NUMBER; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return Duration.ofMillis(ticks * 1000 / TICKS);
    }
}
