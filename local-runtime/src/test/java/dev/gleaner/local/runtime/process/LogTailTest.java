package dev.gleaner.local.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path folder;

    @Test
    void shouldGiveTheLastLines() throws IOException {
        assertThat(LogTail.lines(log("one\ntwo\nthree\n"), 2)).containsExactly("two", "three");
    }

    @Test
    void shouldGiveTheLastProgressOfALongLog() throws IOException {
        Path log = log("progress: old\n" + "x".repeat(100_000) + "\n12:00 progress: 3 of 14 days\nother\n");

        assertThat(LogTail.last(log, "progress: ")).contains("3 of 14 days");
    }

    @Test
    void shouldSayNothingWithoutALog() {
        assertThat(LogTail.lines(folder.resolve("none"), 5)).isEmpty();
        assertThat(LogTail.last(folder.resolve("none"), "progress: ")).isEmpty();
    }

    private Path log(String content) throws IOException {
        return Files.writeString(folder.resolve("log"), content);
    }
}
