package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.generator.EstateGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RawEstateInputsTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    @Test
    void shouldBeTheSameBytesForTheSameSeed() {
        assertThat(metrics(7)).isEqualTo(metrics(7)).isNotEqualTo(metrics(8));
    }

    @Test
    void shouldHoldBothKindsOfInput() {
        RawEstateInputs inputs = RawEstateInputs.of(EstateGenerator.small(7), END);

        assertThat(inputs.trail()).hasSizeGreaterThan(100);
        assertThat(inputs.replay().estate().instances())
                .allMatch(instance -> inputs.identities().id(instance).matches("i-[0-9a-f]{17}"));
        assertThat(inputs.identities().id("llm-training"))
                .matches(
                        "autoScalingGroup:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:autoScalingGroupName/llm-training");
    }

    private static String metrics(long seed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RawEstateInputs.of(ofTwoDays(EstateGenerator.small(seed)), END)
                .metrics(text -> bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8)));
        return Json.sha256(bytes.toByteArray());
    }

    private static Estate ofTwoDays(Estate estate) {
        return new Estate(
                estate.name(),
                estate.seed(),
                2,
                estate.resources(),
                estate.series(),
                estate.cards(),
                estate.events(),
                estate.reads(),
                estate.trainingRuns(),
                estate.truth());
    }
}
