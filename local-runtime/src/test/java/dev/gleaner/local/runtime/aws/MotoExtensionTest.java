package dev.gleaner.local.runtime.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotoExtensionTest {

    @TempDir
    private Path folder;

    @Test
    void shouldWriteAllModules() throws Exception {
        MotoExtension.install(folder.resolve("extension"), folder.resolve("snapshots"));

        assertThat(folder.resolve("extension"))
                .isDirectoryContaining("glob:**/sitecustomize.py")
                .isDirectoryContaining("glob:**/gleaner_past.py");
        assertThat(MotoExtension.contents().keySet())
                .allSatisfy(file -> assertThat(file).matches("sitecustomize\\.py|gleaner_[a-z0-9_]+\\.py"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("snapshots")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** The first one would load a module that an earlier version left behind. */
    @Test
    void shouldTakeEarlierModulesAway() throws Exception {
        Path earlier = folder.resolve("gleaner_of_an_earlier_version.py");
        Files.writeString(earlier, "raise SystemError");

        MotoExtension.install(folder, folder.resolve("snapshots"));

        assertThat(earlier).doesNotExist();
    }
}
