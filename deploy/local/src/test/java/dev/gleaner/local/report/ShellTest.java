package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.process.ExternalProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

    /** In the place where the printed command has it: in a substitution within double quotes. */
    @ParameterizedTest
    @ValueSource(strings = {"/home/anna/run/token", "/home/anna/my folder/token", "/a'b/\"c\"/$HOME/`d`/token"})
    void shouldBeReadByAShellAsItWasWritten(String path) {
        ExternalProgram.Result result = ExternalProgram.run(List.of(
                "sh", "-c", "printf %s \"token $(printf %s " + StartupReport.ShellQuoting.word(Path.of(path)) + ")\""));

        assertThat(result.output()).isEqualTo("token " + path);
    }
}
