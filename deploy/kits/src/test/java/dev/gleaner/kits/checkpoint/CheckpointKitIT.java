package dev.gleaner.kits.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.test.LawSeeds;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the checkpoint kit's tests in Python on the S3 of the AWS stand-in. */
@NeedsAwsStandIn
class CheckpointKitIT {

    private static final Pattern FIGURES =
            Pattern.compile("kills=(\\d+) torn=(\\d+) resumed=(\\d+) lost-at-most=(\\d+) interval=(\\d+)");

    @BeforeEach
    void reset() {
        assumeTrue(CheckpointKitTest.PYTHON.isPresent(), CheckpointKitTest.REQUIRED);
        AwsStandIn.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_store.py", "test_training.py"})
    void shouldPass(String file) {
        ExternalProgram.Result result = run(file);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).isEqualTo("OK");
    }

    /** Processes end by SIGKILL at random moments, many of them while they save. */
    @Test
    void shouldLoseAtMostOneIntervalWhenKilledAndNeverLoadATornCheckpoint() {
        int kills = (int) LawSeeds.of(20, 100).count();

        ExternalProgram.Result result = run("kill_training.py", String.valueOf(kills), "1");

        assertThat(result.status()).as(result.output()).isZero();
        Matcher figures = FIGURES.matcher(result.lastLine());
        assertThat(figures.matches()).as(result.output()).isTrue();
        assertThat(number(figures, 1)).isEqualTo(kills);
        assertThat(number(figures, 2)).as("killed while saving").isGreaterThanOrEqualTo(kills / 20);
        assertThat(number(figures, 3)).as("resumed from a checkpoint").isGreaterThanOrEqualTo(kills / 10);
        assertThat(number(figures, 4)).isLessThanOrEqualTo(number(figures, 5));
    }

    private static ExternalProgram.Result run(String file, String... arguments) {
        return CheckpointKitTest.PYTHON
                .orElseThrow()
                .run(
                        CheckpointKitTest.KIT,
                        file,
                        Map.of("S3_STAND_IN", AwsStandIn.endpoint().toString()),
                        arguments);
    }

    private static int number(Matcher figures, int group) {
        return Integer.parseInt(figures.group(group));
    }
}
