package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FeederStateTest {

    private static final Instant END = Instant.parse("2026-03-14T12:00:00Z");

    /** One region has a silent instance, and one an instance that was stopped days ago. */
    @Test
    void shouldSayWhereInstancesEmitPoints() {
        Estate estate = Json.read("""
                {"name": "mine", "seed": 1, "days": 14,
                 "resources": [
                   {"name": "box", "region": "us-east-1", "type": "m5.xlarge"},
                   {"name": "silent", "region": "eu-west-3", "type": "m5.xlarge"},
                   {"name": "stopped", "region": "eu-central-1", "type": "m5.xlarge", "state": "stopped"}
                 ],
                 "series": [
                   {"resource": "box", "metric": "CPUUtilization", "shape": {"level": 1.2, "noise": 0.1}},
                   {"resource": "stopped", "metric": "CPUUtilization", "shape": {"level": 1.2, "noise": 0.1}}
                 ],
                 "events": [{"name": "StopInstances", "resource": "stopped", "time": "-P5D"}]}""", Estate.class);

        FeederState state = FeederState.first(EstateTimeline.endingAt(estate, END));

        assertThat(state.regions()).containsExactly("eu-central-1", "eu-west-3", "us-east-1");
        assertThat(state.measured()).hasToString("{123456789012=[us-east-1]}");
    }
}
