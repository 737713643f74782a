package dev.gleaner.kits.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.kits.PythonInterpreter;
import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs the tag kit's tests in Python on the AWS stand-in. */
@NeedsAwsStandIn
class TagsKitIT {

    @Test
    void shouldPass() {
        Optional<PythonInterpreter> python = PythonInterpreter.importing("boto3");
        assumeTrue(python.isPresent(), "No Python with boto3: install python3-boto3");
        AwsStandIn.reset();

        ExternalProgram.Result result = python.orElseThrow()
                .run(
                        TagsKitTest.KIT,
                        "test_tags.py",
                        Map.of("AWS_STAND_IN", AwsStandIn.endpoint().toString()));

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).isEqualTo("OK");
    }
}
