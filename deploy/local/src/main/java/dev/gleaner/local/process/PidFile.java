package dev.gleaner.local.process;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
        String name, long pid, Instant started, @Nullable Long ticks, Signal stop) {

    /** Linux derives the start from the boot time, which moves a little when the clock is set. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    /** Of the fields behind the name, which is in brackets and may hold anything. */
    private static final int START_TICKS = 19;

    static PidFile of(Daemon daemon, ProcessHandle process) {
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

    /** The very process that was started; empty when it ended, whoever has its pid now. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        return ticks == null
                ? startedThen(process)
                : ticks(pid).filter(ticks::equals).isPresent();
    }

    private static Optional<Long> ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(Long.valueOf(fields[START_TICKS]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean startedThen(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(CLOCK_SLACK) <= 0)
                .orElse(false);
    }
}
