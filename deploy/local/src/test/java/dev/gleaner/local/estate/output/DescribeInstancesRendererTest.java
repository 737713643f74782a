package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class DescribeInstancesRendererTest {

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final Instant END = Instant.parse("2026-03-14T12:00:00Z");

    private final EstateTimeline estateTimeline = EstateTimeline.endingAt(ESTATE, END);
    private final EstateIdentities identities = EstateIdentities.made(ESTATE);
    private final List<DescribeInstancesRenderer.RegionAnswer> answers =
            new DescribeInstancesRenderer(estateTimeline, identities).at(END);

    @Test
    void shouldListEveryInstanceInTheAnswerOfItsRegion() {
        assertThat(answers)
                .extracting(DescribeInstancesRenderer.RegionAnswer::region)
                .containsExactly("eu-west-3", "us-east-1");
        Set<String> listed = answers.stream()
                .flatMap(answer -> elements(answer.json().get("Reservations")))
                .map(reservation -> reservation.at("/Instances/0/InstanceId").asText())
                .collect(Collectors.toSet());
        assertThat(listed)
                .isEqualTo(ESTATE.instances().stream().map(identities::id).collect(Collectors.toSet()));
    }

    @Test
    void shouldSayWhatEc2WouldSay() {
        JsonNode canary = instance("canary");
        assertThat(reservation("canary").path("OwnerId").asText()).isEqualTo("123456789012");
        assertThat(canary.at("/State/Name").asText()).isEqualTo("running");
        assertThat(canary.path("RootDeviceType").asText()).isEqualTo("ebs");
        assertThat(canary.path("PlatformDetails").asText()).isEqualTo("Linux/UNIX");
        assertThat(canary.has("InstanceLifecycle")).isFalse();
        assertThat(elements(canary.path("Tags")))
                .anyMatch(tag -> tag.path("Key").asText().equals("aws:autoscaling:groupName")
                        && tag.path("Value").asText().equals("inference-canary"));
        assertThat(instance("spot").path("InstanceLifecycle").asText()).isEqualTo("spot");
        assertThat(instance("windows").path("Platform").asText()).isEqualTo("windows");
        assertThat(instance("paris").at("/Placement/AvailabilityZone").asText()).isEqualTo("eu-west-3a");
        assertThat(instance("nobodys").path("Tags")).isEmpty();
        assertThat(instance("stopped-now").at("/State/Name").asText()).isEqualTo("stopped");
    }

    @Test
    void shouldSayWhenItWasStartedLast() {
        assertThat(launched("restarted")).isBetween(END.minus(Duration.ofDays(2)), END);
        assertThat(launched("week-old")).isBetween(END.minus(Duration.ofDays(8)), END.minus(Duration.ofDays(7)));
    }

    private Instant launched(String name) {
        return Instant.parse(instance(name).path("LaunchTime").asText());
    }

    private JsonNode instance(String name) {
        return reservation(name).at("/Instances/0");
    }

    private JsonNode reservation(String name) {
        String id = identities.id(ESTATE.require(name));
        return answers.stream()
                .flatMap(answer -> elements(answer.json().get("Reservations")))
                .filter(reservation ->
                        reservation.at("/Instances/0/InstanceId").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
