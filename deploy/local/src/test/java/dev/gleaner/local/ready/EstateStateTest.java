package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstateStateTest {

    private static final String STATE = """
            {"end":"2026-03-14T12:00:00Z","accounts":["1"],"regions":["us-east-1"],"instances":3,"loaded":true}""";

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatTheRunningFeederWrote() throws IOException {
        Path file = Files.writeString(folder.resolve("state"), STATE);

        assertThat(EstateState.read(file, Instant.now().minusSeconds(60)))
                .hasValueSatisfying(state -> assertThat(state.loaded()).isTrue());
    }

    @Test
    void shouldNotBelieveWhatAnEarlierFeederWrote() throws IOException {
        Path file = Files.writeString(folder.resolve("state"), STATE);

        assertThat(EstateState.read(file, Instant.now().plusSeconds(60))).isEmpty();
    }

    @Test
    void shouldWaitForAFileThatIsBeingWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("state"), STATE.substring(0, 40));

        assertThat(EstateState.read(file, Instant.EPOCH)).isEmpty();
        assertThat(EstateState.read(folder.resolve("none"), Instant.EPOCH)).isEmpty();
    }
}
