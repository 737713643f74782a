package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EstatePreflightTest {

    private static final String RIGHT = """
            {"name": "mine",
             "resources": [{"name": "a", "region": "us-east-1", "type": "m5.large"}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhatIsWrongInWhichLineOfTheFileAndLeaveNothing() throws IOException {
        Path file = write(RIGHT.replace("us-east-1", "mars"));

        assertThatThrownBy(() -> check(false, "--estate-file", file.toString()))
                .isInstanceOf(LocalRunException.class)
                .hasMessageStartingWith(file + " is not an estate")
                .hasMessageContaining("line 2, /resources/0/region: ");
        assertThat(run().path()).doesNotExist();
    }

    @Test
    void shouldTakeAnEstateThatIsRight() throws IOException {
        Path file = write(RIGHT);

        assertThatCode(() -> check(false, "--estate-file", file.toString())).doesNotThrowAnyException();
    }

    /** Its path is the same, so that only its content tells. */
    @Test
    void shouldRefuseAFileThatWasChangedSinceItWasFedUnlessAllIsForgotten() throws IOException {
        Path file = write(RIGHT);
        Files.createDirectories(run().path());
        Files.writeString(run().estateState(), """
                {"estate":"mine","seed":0,"fingerprint":"sha256:another","start":"2026-01-01T00:00:00Z",
                 "end":"2026-01-15T00:00:00Z","delivered":"2026-01-15T00:00:00Z","accounts":[],"regions":[],
                 "instances":1,"ids":{},"loaded":true}""");

        assertThatThrownBy(() -> check(false, "--estate-file", file.toString()))
                .isInstanceOf(LocalRunException.class)
                .hasMessage("the run folder contains estate \"mine\" (seed 0), not this one: use --fresh, or the"
                        + " options of the first start");
        assertThatCode(() -> check(true, "--estate-file", file.toString())).doesNotThrowAnyException();
    }

    @Test
    void shouldSayInOneLineThatThereIsNoSuchFile() {
        Path file = folder.resolve("absent.json");

        assertThatThrownBy(() -> check(false, "--estate-file", file.toString()))
                .isInstanceOf(LocalRunException.class)
                .hasMessage("--estate-file " + file + ": no such file");
    }

    @Test
    void shouldSayWhatAFolderOfRecordingsLacks() {
        assertThatThrownBy(() -> check(false, "--recordings", folder.toString()))
                .isInstanceOf(LocalRunException.class)
                .hasMessage("no recorded series: there is no folder "
                        + folder.resolve("cloudwatch_nab/data/realAWSCloudwatch"));
        assertThatThrownBy(() ->
                        check(false, "--recordings", folder.resolve("absent").toString()))
                .hasMessageEndingWith("absent: no such folder");
    }

    @Test
    void shouldNameTheEstatesThatThereAre() {
        assertThatThrownBy(() -> check(false, "--estate", "medium"))
                .hasMessage("--estate medium: not one of small, large, none");
        assertThatCode(() -> check(false)).doesNotThrowAnyException();
    }

    private Path write(String estate) throws IOException {
        return Files.writeString(folder.resolve("mine.json"), estate);
    }

    private RunFolder run() {
        return new RunFolder(folder.resolve("run"));
    }

    private void check(boolean fresh, String... arguments) {
        Options options = new Options();
        new CommandLine(options).parseArgs(arguments);
        new EstatePreflight(run(), fresh).check(options.estate);
    }

    @CommandLine.Command
    private static final class Options {

        @CommandLine.ArgGroup
        private EstateOptions estate = new EstateOptions();
    }
}
