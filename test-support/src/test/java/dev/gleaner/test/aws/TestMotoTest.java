package dev.gleaner.test.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMotoTest {

    private static final TestMoto NONE = new TestMoto(Optional.empty(), "pip: no network");

    @TempDir
    private Path folder;

    private Path program = Path.of("");
    private int searches;

    @BeforeEach
    void writeTheProgram() throws IOException {
        program = Files.writeString(folder.resolve("moto_server"), "");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        modify(program, Duration.ofDays(1));
    }

    @Test
    void shouldSearchOnceForAllProcesses() {
        assertThat(find(found())).isEqualTo(found());
        assertThat(find(NONE)).isEqualTo(found());
        assertThat(searches).isOne();
    }

    @Test
    void shouldSearchAgainWhenTheProgramWasReplaced() throws IOException {
        find(found());

        modify(program, Duration.ofMinutes(-1));

        assertThat(find(NONE)).isEqualTo(NONE);
        assertThat(searches).isEqualTo(2);
    }

    @Test
    void shouldSearchAgainWhenTheProgramIsGone() throws IOException {
        find(found());

        Files.delete(program);

        assertThat(find(NONE)).isEqualTo(NONE);
        assertThat(searches).isEqualTo(2);
    }

    @Test
    void shouldNotRepeatAFailedInstallationAtOnce() throws IOException {
        assertThat(find(NONE)).isEqualTo(NONE);
        assertThat(find(found())).isEqualTo(NONE);
        assertThat(searches).isOne();

        modify(folder.resolve("moto/missing"), Duration.ofMinutes(31));

        assertThat(find(found())).isEqualTo(found());
        assertThat(searches).isEqualTo(2);
    }

    private TestMoto find(TestMoto result) {
        return TestMoto.findOrInstall(folder.resolve("moto"), environment -> {
            searches++;
            return result;
        });
    }

    private TestMoto found() {
        return new TestMoto(Optional.of(program), "");
    }

    private static void modify(Path file, Duration ago) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }
}
