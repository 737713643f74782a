package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.part.Services;
import dev.gleaner.local.process.Daemon;
import dev.gleaner.local.process.Daemons;
import dev.gleaner.local.process.Signal;
import dev.gleaner.test.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real processes under the names of parts. */
class SupervisionTest {

    private static final Daemon ANALYZER = new Daemon(Services.ANALYZER, List.of("sleep", "60"), Map.of(), Signal.TERM);

    @TempDir
    private Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2026-03-18T12:00:00Z"));
    private final List<String> said = new ArrayList<>();
    private final List<String> restarted = new ArrayList<>();
    private Daemons daemons;
    private RunFolder run;
    private Supervision supervision;

    @BeforeEach
    void start() {
        run = new RunFolder(folder);
        daemons = new Daemons(run);
        supervision = new Supervision(
                run,
                parts -> {
                    restarted.addAll(parts);
                    daemons.start(ANALYZER);
                },
                clock,
                said::add);
        daemons.start(ANALYZER);
    }

    @AfterEach
    void stop() {
        daemons.stop(Services.ANALYZER);
    }

    @Test
    void shouldStartAgainWhatWasKilled() throws Exception {
        supervision.look();
        assertThat(restarted).isEmpty();
        kill();

        supervision.look();
        assertThat(restarted).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        supervision.look();
        supervision.look();

        assertThat(restarted).containsExactly(Services.ANALYZER);
        assertThat(daemons.running(Services.ANALYZER)).isTrue();
        assertThat(said).containsExactly("analyzer has ended; it is started again in 1 s");
        assertThat(Files.readString(run.log(Services.ANALYZER)))
                .contains("*** supervisor: analyzer has ended; it is started again in 1 s");
    }

    @Test
    void shouldLeaveAloneWhatWasStopped() {
        daemons.stop(Services.ANALYZER);

        for (int looks = 0; looks < 5; looks++) {
            supervision.look();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(restarted).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void shouldGiveUpLoudlyOnWhatEndsAgainAndAgain() throws Exception {
        for (int ends = 0; ends < 8; ends++) {
            kill();
            supervision.look();
            clock.advance(Duration.ofSeconds(20));
            supervision.look();
        }

        assertThat(restarted).hasSize(RestartPolicy.LIMIT);
        String loudly = "analyzer has ended 6 times within 10 minutes and is NOT started again: see above why,"
                + " then run deploy/local/up";
        assertThat(said).hasSize(RestartPolicy.LIMIT + 1).last().isEqualTo(loudly);
        assertThat(Files.readString(run.log(Services.ANALYZER))).endsWith("*** supervisor: " + loudly + "\n");
    }

    /** That of one moment may be gone in the next, such as a port that the killed one still held. */
    @Test
    void shouldTryAgainWhatCouldNotBeStarted() throws Exception {
        supervision = new Supervision(
                run,
                parts -> {
                    restarted.addAll(parts);
                    throw new IOException("no room");
                },
                clock,
                said::add);
        kill();

        for (int looks = 0; looks < 4; looks++) {
            supervision.look();
            clock.advance(Duration.ofSeconds(30));
        }

        assertThat(restarted).hasSizeGreaterThan(1);
        assertThat(said).contains("analyzer could not be started again: no room");
    }

    private void kill() throws Exception {
        if (daemons.running(Services.ANALYZER)) {
            String file = Files.readString(run.pidFile(Services.ANALYZER));
            String pid = file.replaceAll("(?s).*\"pid\":(\\d+).*", "$1");
            new ProcessBuilder("kill", "-9", pid).start().waitFor();
            // A process that took its signal looks alive once more, until the system begins to take it down.
            while (!hasEnded(Path.of("/proc", pid, "stat"))) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean hasEnded(Path stat) {
        try {
            return Files.readString(stat).matches("(?s).*\\) [ZX] .*");
        } catch (IOException e) {
            return true;
        }
    }
}
