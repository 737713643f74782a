package dev.gleaner.local.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonControllerTest {

    private static final DaemonSpec SLEEPER =
            new DaemonSpec("sleeper", List.of("sleep", "60"), Map.of(), ProcessSignal.TERM);

    @TempDir
    private Path folder;

    private RunFolder run;
    private DaemonController daemonController;

    @BeforeEach
    void makeRun() {
        run = new RunFolder(folder);
        daemonController = new DaemonController(run);
    }

    @AfterEach
    void stopAll() {
        daemonController.stop("sleeper");
    }

    @Test
    void shouldStartWhatDoesNotRunAndOnlyThat() {
        assertThat(daemonController.start(SLEEPER)).isTrue();
        long first = pid();

        assertThat(daemonController.start(SLEEPER)).isFalse();
        assertThat(pid()).isEqualTo(first);
    }

    @Test
    void shouldStopWhatAnotherLauncherStarted() {
        daemonController.start(SLEEPER);
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();

        assertThat(new DaemonController(run).stop("sleeper")).isTrue();

        assertThat(process.isAlive()).isFalse();
        assertThat(run.pidFile("sleeper")).doesNotExist();
    }

    @Test
    void shouldStopNothingWhenNothingRuns() {
        assertThat(daemonController.stop("sleeper")).isFalse();
    }

    @Test
    void shouldSpareAStrangerThatHasThePidNow() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            new PidFile("sleeper", stranger.pid(), Instant.now().minusSeconds(3600), null, ProcessSignal.TERM)
                    .write(run.pidFile("sleeper"));

            assertThat(daemonController.running("sleeper")).isFalse();
            assertThat(daemonController.stop("sleeper")).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    /** Linux tells the start by the boot time, which moves with the clock: by 10 s where a machine was suspended. */
    @Test
    void shouldKnowItsProgramThoughTheClockWasSet() throws IOException {
        daemonController.start(SLEEPER);
        PidFile file = PidFile.read(run.pidFile("sleeper")).orElseThrow();
        new PidFile("sleeper", file.pid(), file.started().minusSeconds(3600), file.ticks(), ProcessSignal.TERM)
                .write(run.pidFile("sleeper"));

        assertThat(daemonController.running("sleeper")).isTrue();
        assertThat(daemonController.stop("sleeper")).isTrue();
    }

    @Test
    void shouldSpareAStrangerThatStartedAtTheSameTimeOfAnotherBoot() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Instant started = stranger.info().startInstant().orElseThrow();
            new PidFile("sleeper", stranger.pid(), started, 1L, ProcessSignal.TERM).write(run.pidFile("sleeper"));

            assertThat(daemonController.stop("sleeper")).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    /** It is dead, and stays in the list of processes until its parent asks how it ended. */
    @Test
    void shouldNotTakeForRunningWhatOnlyItsParentHasNotSeenTheEndOf() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try {
            long pid = Long.parseLong(parent.inputReader().readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            PidFile.of(SLEEPER, child).write(run.pidFile("sleeper"));
            assertThat(daemonController.running("sleeper")).isTrue();

            new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();

            assertThat(daemonController.running("sleeper")).isFalse();
            assertThat(daemonController.start(SLEEPER)).isTrue();
            assertThat(pid()).isNotEqualTo(pid);
        } finally {
            parent.destroy();
        }
    }

    @Test
    void shouldKeepWhatAProgramSaysAndGiveItItsSecretsByEnvironment() throws Exception {
        DaemonSpec talker = new DaemonSpec(
                "talker", List.of("sh", "-c", "echo it is $SECRET"), Map.of("SECRET", "hidden"), ProcessSignal.TERM);

        daemonController.start(talker);
        while (daemonController.running("talker")) {
            Thread.sleep(10);
        }

        assertThat(Files.readString(run.log("talker"))).isEqualTo("it is hidden\n");
    }

    private long pid() {
        try {
            return PidFile.read(run.pidFile("sleeper")).orElseThrow().pid();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
