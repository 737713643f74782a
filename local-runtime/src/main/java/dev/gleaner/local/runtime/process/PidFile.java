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
 * What is remembered of a started program. The system gives a pid to another program later, so the start time belongs to
 * it: without it {@code down} could end a stranger.
 *
 * @param started as the system told it then
 * @param ticks from the boot to its start, which a clock that is set does not move; absent where there is no {@code /proc}
 */
record PidFile(
        String name, long pid, Instant started, @Nullable Long ticks, ProcessSignal stop) {

    /** Linux derives the start from the boot time, which moves a little when the clock is set. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    /** Of the fields behind the name, which is in brackets and may hold anything. */
    private static final int STATE = 0;

    private static final int FLAGS = 6;
    private static final int START_TICKS = 19;

    /** The kernel's {@code PF_EXITING}. */
    private static final long EXITING = 0x4;

    /** Its bit in a mask of signals. */
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

    /** The very process that was started; empty when it ended, whoever has its pid now, or is about to. */
    Optional<ProcessHandle> process() {
        return handle().filter(process -> !isEnding());
    }

    /** Whether it was killed and the system is still taking it down: until then it holds its ports and files. */
    boolean isBeingTakenDown() {
        return handle().isPresent() && isEnding() && !isLeftUnread();
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    /** Java takes a process for alive until its parent has read how it ended. */
    private boolean isEnding() {
        return stat(pid).filter(PidFile::isEnding).isPresent() || isKillPending(status(pid));
    }

    /** Nothing of it is left but that nobody has read how it ended. */
    private boolean isLeftUnread() {
        return stat(pid).filter(fields -> fields[STATE].equals("Z")).isPresent()
                && status(pid).lines().noneMatch(line -> line.matches("Threads:\\s+([2-9]|\\d{2,})"));
    }

    static boolean isEnding(String[] stat) {
        return List.of("Z", "X", "x").contains(stat[STATE]) || (Long.parseLong(stat[FLAGS]) & EXITING) != 0;
    }

    /** Whether SIGKILL waits for it, which nothing survives. */
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

    /** What the system says of a process, from its state on; empty where there is no {@code /proc}. */
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
