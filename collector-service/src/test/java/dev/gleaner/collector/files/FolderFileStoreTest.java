package dev.gleaner.collector.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFileStoreTest {

    @TempDir
    Path folder;

    /** Where S3 has metadata. */
    @Test
    void shouldFindTheSignatureBesideAFile() throws Exception {
        Files.write(folder.resolve("signed.json"), new byte[] {1});
        Files.writeString(folder.resolve("signed.json.signature"), "50887c\n");
        Files.write(folder.resolve("plain.json"), new byte[] {2});
        FolderFileStore store = new FolderFileStore(folder, file -> file.name().endsWith(".json"));

        assertThat(store.list()).extracting(StoredFile::name).containsExactly("plain.json", "signed.json");
        assertThat(store.readWithMetadata(store.list().get(0)).notes()).isEmpty();
        assertThat(store.readWithMetadata(store.list().get(1)).notes()).containsEntry("signature", "50887c");
        assertThat(store.readWithMetadata(store.list().get(1)).bytes()).containsExactly(1);
    }
}
