package dev.gleaner.kits.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Ruler;

/** Checks by EventBridge's own matcher which events start the rendered state machine. */
class InterruptionRuleTest {

    @TempDir
    Path temporary;

    private String pattern = "";

    @BeforeEach
    void render() throws IOException {
        assumeTrue(ExternalProgram.find("python3").isPresent(), "No python3");
        ExternalProgram.require(List.of(
                CheckpointKitTest.KIT.resolve("render").toString(),
                "--bucket=lake",
                "--run=runs/bert",
                "--region=eu-central-1",
                "--checkpoint-seconds=30",
                "--interruptions-per-hour=0.15",
                "--image=ami-0123456789abcdef0",
                "--instance-types=g5.xlarge",
                "--subnets=subnet-0123456789abcdef0",
                "--command=python3 train.py",
                temporary.toString()));
        pattern = new JsonMapper()
                .readTree(temporary.resolve("restart.template.json").toFile())
                .at("/Resources/InterruptionRule/Properties/EventPattern")
                .toString();
    }

    @Test
    void shouldBeAPatternThatEventBridgeTakes() {
        assertThat(JsonRuleCompiler.check(pattern)).isNull();
    }

    /** The events are those of the documentation of EC2. */
    @ParameterizedTest
    @CsvSource({
        "aws.ec2, EC2 Spot Instance Interruption Warning, instance-action, terminate, true",
        "aws.ec2, EC2 Instance State-change Notification, state, terminated, true",
        "aws.ec2, EC2 Instance State-change Notification, state, running, false",
        "aws.ec2, EC2 Instance State-change Notification, state, stopped, false",
        "aws.ec2, EC2 Instance Rebalance Recommendation, instance-action, none, false",
        "my.app, EC2 Spot Instance Interruption Warning, instance-action, terminate, false"
    })
    void shouldMatchInterruptions(String source, String type, String detail, String value, boolean isMatched)
            throws Exception {
        String event = """
                {"version": "0", "id": "12345678-1234-1234-1234-123456789012", "detail-type": "%s", "source": "%s",
                 "account": "123456789012", "time": "2026-11-28T12:00:00Z", "region": "eu-central-1", "resources": [],
                 "detail": {"instance-id": "i-0123456789abcdef0", "%s": "%s"}}
                """.formatted(type, source, detail, value);

        assertThat(Ruler.matchesRule(event, pattern)).isEqualTo(isMatched);
    }
}
