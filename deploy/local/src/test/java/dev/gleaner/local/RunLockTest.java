package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void shouldMakeTheRunFolder() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("not/yet/there"));

        try (RunLock lock = RunLock.await(run, said::add, said::add)) {
            assertThat(run.path()).isDirectory();
        }
        assertThat(said).isEmpty();
    }

    @Test
    void shouldWaitForWhoWorksInTheFolderAndSayWhoThatIs() throws Exception {
        RunFolder run = new RunFolder(folder);
        CountDownLatch waits = new CountDownLatch(1);
        List<String> progress = new ArrayList<>();
        Thread second;
        try (RunLock first = RunLock.await(run, said::add, said::add)) {
            second = new Thread(() -> {
                try (RunLock lock = RunLock.await(run, said::add, line -> {
                    progress.add(line);
                    waits.countDown();
                })) {
                    said.add("has it");
                } catch (IOException e) {
                    said.add(e.toString());
                }
            });
            second.start();
            waits.await();
            assertThat(said)
                    .containsExactly("up (pid " + ProcessHandle.current().pid() + ") is working in " + folder
                            + ": waiting for it to end");
        }
        second.join();

        assertThat(said).last().isEqualTo("has it");
        assertThat(progress).first().asString().startsWith("waiting for up (pid ");
    }

    @Test
    void shouldSayWhichFolderCantBeWrittenAndWhatToDo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> RunLock.await(new RunFolder(file.resolve("run")), said::add, said::add))
                .isInstanceOf(LocalRunException.class)
                .hasMessage("the run folder " + file.resolve("run")
                        + " is not writable (Not a directory): set GLEANER_RUN to a writable folder");
    }

    /** Its command line is long, as that of {@code up} with its class path. */
    @Test
    void shouldEndAnUpThatIsUnderWayForADown() throws Exception {
        RunFolder run = new RunFolder(folder);
        Process up = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldForever.class.getName(),
                        folder.toString(),
                        "x".repeat(10_000))
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(up.inputReader().readLine()).isEqualTo("held");

            try (RunLock lock = RunLock.takeOver(run, said::add).orElseThrow()) {
                assertThat(up.waitFor()).isNotZero();
            }
            assertThat(said).containsExactly("stopping up (pid " + up.pid() + "), which is working in " + folder);
        } finally {
            up.destroyForcibly();
        }
    }

    /** What holds the lock in a process of its own. */
    static final class HeldForever {

        private HeldForever() {}

        public static void main(String[] arguments) throws Exception {
            try (RunLock lock = RunLock.await(new RunFolder(Path.of(arguments[0])), line -> {}, line -> {})) {
                System.out.println("held");
                Thread.sleep(600_000);
            }
        }
    }

    @Test
    void shouldLeaveAFolderThatIsNotThere() {
        RunFolder run = new RunFolder(folder.resolve("none"));

        assertThat(RunLock.takeOver(run, said::add)).isEmpty();
        assertThat(run.path()).doesNotExist();
    }
}
