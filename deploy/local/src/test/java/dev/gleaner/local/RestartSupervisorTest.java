package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.ProcessSignal;
import dev.gleaner.local.runtime.service.ServiceDaemons;
import dev.gleaner.test.MutableClock;
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
class RestartSupervisorTest {

    private static final DaemonSpec ANALYZER =
            new DaemonSpec(ServiceDaemons.ANALYZER, List.of("sleep", "60"), Map.of(), ProcessSignal.TERM);

    @TempDir
    private Path folder;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-18T12:00:00Z"));
    private final List<String> said = new ArrayList<>();
    private final List<String> restarted = new ArrayList<>();
    private DaemonController daemonController;
    private RunFolder run;
    private RestartSupervisor restartSupervisor;

    @BeforeEach
    void start() {
        run = new RunFolder(folder);
        daemonController = new DaemonController(run);
        restartSupervisor = new RestartSupervisor(
                run,
                parts -> {
                    restarted.addAll(parts);
                    daemonController.start(ANALYZER);
                },
                clock,
                said::add);
        daemonController.start(ANALYZER);
    }

    @AfterEach
    void stop() {
        daemonController.stop(ServiceDaemons.ANALYZER);
    }

    @Test
    void shouldStartAgainWhatWasKilled() throws Exception {
        restartSupervisor.restartEndedDaemons();
        assertThat(restarted).isEmpty();
        kill();

        restartSupervisor.restartEndedDaemons();
        assertThat(restarted).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        restartSupervisor.restartEndedDaemons();
        restartSupervisor.restartEndedDaemons();

        assertThat(restarted).containsExactly(ServiceDaemons.ANALYZER);
        assertThat(daemonController.running(ServiceDaemons.ANALYZER)).isTrue();
        assertThat(said).containsExactly("analyzer has ended; restarting in 1 s");
        assertThat(Files.readString(run.log(ServiceDaemons.ANALYZER)))
                .contains("*** supervisor: analyzer has ended; restarting in 1 s");
    }

    @Test
    void shouldLeaveAloneWhatWasStopped() {
        daemonController.stop(ServiceDaemons.ANALYZER);

        for (int looks = 0; looks < 5; looks++) {
            restartSupervisor.restartEndedDaemons();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(restarted).isEmpty();
        assertThat(said).isEmpty();
    }

    /** The cause may end by itself, like a full disk: then nobody has to do anything. */
    @Test
    void shouldWaitLoudlyBeforeItRestartsWhatEndsAgainAndAgain() throws Exception {
        for (int ends = 0; ends < RestartPolicy.LIMIT + 1; ends++) {
            kill();
            restartSupervisor.restartEndedDaemons();
            clock.advance(Duration.ofSeconds(20));
            restartSupervisor.restartEndedDaemons();
        }

        assertThat(restarted).hasSize(RestartPolicy.LIMIT);
        String loudly = "analyzer has ended 6 times within 10 minutes: see the reason above; restarting in 10 minutes,"
                + " or at once by deploy/local/up";
        assertThat(said).hasSize(RestartPolicy.LIMIT + 1).last().isEqualTo(loudly);
        assertThat(Files.readString(run.log(ServiceDaemons.ANALYZER))).endsWith("*** supervisor: " + loudly + "\n");

        clock.advance(RestartPolicy.WINDOW);
        restartSupervisor.restartEndedDaemons();

        assertThat(restarted).hasSize(RestartPolicy.LIMIT + 1);
        assertThat(daemonController.running(ServiceDaemons.ANALYZER)).isTrue();
    }

    /** That of one moment may be gone in the next, such as a port that the killed one still held. */
    @Test
    void shouldTryAgainWhatCouldNotBeStarted() throws Exception {
        restartSupervisor = new RestartSupervisor(
                run,
                parts -> {
                    restarted.addAll(parts);
                    throw new IOException("no room");
                },
                clock,
                said::add);
        kill();

        for (int looks = 0; looks < 4; looks++) {
            restartSupervisor.restartEndedDaemons();
            clock.advance(Duration.ofSeconds(30));
        }

        assertThat(restarted).hasSizeGreaterThan(1);
        assertThat(said).contains("analyzer could not be restarted: no room");
    }

    private void kill() throws Exception {
        if (daemonController.running(ServiceDaemons.ANALYZER)) {
            String file = Files.readString(run.pidFile(ServiceDaemons.ANALYZER));
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
