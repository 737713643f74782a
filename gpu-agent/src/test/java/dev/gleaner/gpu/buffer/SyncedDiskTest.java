package dev.gleaner.gpu.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedDiskTest {

    @TempDir
    Path folder;

    private final List<String> synced = new ArrayList<>();
    private final DurableDisk disk = new SyncedDisk() {
        @Override
        void sync(FileChannel channel) throws IOException {
            super.sync(channel);
            synced.add(Files.exists(file) ? Files.readString(file) : "");
        }
    };
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("file");
    }

    @Test
    void shouldHaveANewFileOnTheDiskAndItsName() throws IOException {
        disk.write(file, 0, "abc".getBytes(UTF_8));

        assertThat(synced).containsExactly("abc", "abc");
    }

    @Test
    void shouldHaveWhatIsWrittenOnTheDiskAndNothingBehindIt() throws IOException {
        Files.writeString(file, "abc and the rest");

        disk.write(file, 3, "def".getBytes(UTF_8));

        assertThat(synced).containsExactly("abcdef");
    }

    @Test
    void shouldHaveTheNewContentOnTheDiskBeforeItTakesTheName() throws IOException {
        Files.writeString(file, "old");

        disk.replace(file, "new".getBytes(UTF_8));

        // The new content, the folder with its first name, the folder with its last.
        assertThat(synced).containsExactly("old", "old", "new");
    }
}
