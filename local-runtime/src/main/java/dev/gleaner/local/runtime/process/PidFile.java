package dev.gleaner.local.runtime.process;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started. The kernel reuses pids, so the file contains the start time too; without it {@code down}
 * could stop a process of somebody else.
 *
 * @param started as reported by the system at the start
 * @param ticks from the boot of the system to the start of the process, which does not change when the clock is set;
 *     absent without {@code /proc}
 */
record PidFile(
        String name, long pid, Instant started, @Nullable Long ticks, ProcessSignal stop) {

    /** Linux derives the start time from the boot time, which changes slightly when the clock is set. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    /** Index of the state among the fields after the name, which is in brackets and may contain any character. */
    private static final int STATE = 0;

    private static final int FLAGS = 6;
    private static final int START_TICKS = 19;

    /** The flag {@code PF_EXITING} of the kernel. */
    private static final long EXITING = 0x4;

    /** The bit of SIGKILL in a signal mask. */
    private static final long SIGKILL = 1L << 8;

    static PidFile of(DaemonSpec daemon, ProcessHandle process) {
        return new PidFile(
                daemon.name(),
                process.pid(),
                process.info().startInstant().orElseGet(Instant::now),
                ticks(process.pid()).orElse(null),
                daemon.stop());
    }

    static Optional<PidFile> read(Path path) throws IOException {
        return Files.exists(path) ? Optional.of(Json.read(Files.readAllBytes(path), PidFile.class)) : Optional.empty();
    }

    void write(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.write(path, Json.bytes(this));
    }

    /** The process that was started; empty if it has ended, is ending, or another process has its pid. */
    Optional<ProcessHandle> process() {
        return handle().filter(process -> !isEnding());
    }

    /** Whether it was killed but still holds its ports and files, since the kernel has not released them yet. */
    boolean isBeingTakenDown() {
        return handle().isPresent() && isEnding() && !isLeftUnread();
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    /** Java reports a process as alive until its parent has read its exit status. */
    private boolean isEnding() {
        return stat(pid).filter(PidFile::isEnding).isPresent() || isKillPending(status(pid));
    }

    /** Whether only its exit status is left, which its parent has not read. */
    private boolean isLeftUnread() {
        return stat(pid).filter(fields -> fields[STATE].equals("Z")).isPresent()
                && status(pid).lines().noneMatch(line -> line.matches("Threads:\\s+([2-9]|\\d{2,})"));
    }

    static boolean isEnding(String[] stat) {
        return List.of("Z", "X", "x").contains(stat[STATE]) || (Long.parseLong(stat[FLAGS]) & EXITING) != 0;
    }

    /** Whether a SIGKILL is pending. */
    static boolean isKillPending(String status) {
        return status.lines()
                .filter(line -> line.startsWith("SigPnd:") || line.startsWith("ShdPnd:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .anyMatch(pending -> (Long.parseUnsignedLong(pending, 16) & SIGKILL) != 0);
    }

    private boolean isOurs(ProcessHandle process) {
        return ticks == null
                ? isStartTimeEqual(process)
                : ticks(pid).filter(ticks::equals).isPresent();
    }

    private static Optional<Long> ticks(long pid) {
        return stat(pid).map(fields -> Long.valueOf(fields[START_TICKS]));
    }

    /** The fields of {@code /proc/PID/stat} from the state on; empty without {@code /proc}. */
    private static Optional<String[]> stat(long pid) {
        try {
            return Optional.of(fields(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String status(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        } catch (IOException e) {
            return "";
        }
    }

    private boolean isStartTimeEqual(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(CLOCK_SLACK) <= 0)
                .orElse(false);
    }
}
