package dev.gleaner.actuator.action.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.Seen;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagInstanceTest {

    private static final List<String> KEYS = List.of("team", "project", "environment", "cost-center", "owner");

    private final ActionStep tag =
            new TagInstance(OfflineClients.create()).steps().get(0);
    private final ActionStep untag =
            new TagInstance.UntagInstance(OfflineClients.create()).steps().get(0);

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverOverwriteATag(long seed) {
        Random random = new Random(seed);
        Map<String, String> found = tags(random);
        Map<String, String> ordered = tags(random);

        Map<String, String> given = TagInstance.MissingTags.find(Seen.order(found, ordered));

        assertThat(given.keySet()).doesNotContainAnyElementsOf(found.keySet());
        assertThat(ordered.entrySet()).containsAll(given.entrySet());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldBeDoneExactlyWhenAllThatWereAbsentAreThere(long seed) {
        Random random = new Random(seed);
        Map<String, String> found = tags(random);
        ActionOrder order = Seen.order(found, tags(random));
        Map<String, String> given = TagInstance.MissingTags.find(order);
        Map<String, String> after = new TreeMap<>(found);
        after.putAll(given);

        assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", after)))
                .isEqualTo(StepProgress.DONE);
        assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", found)))
                .isEqualTo(given.isEmpty() ? StepProgress.DONE : StepProgress.NOT_YET);
        given.keySet().forEach(key -> {
            Map<String, String> other = new TreeMap<>(after);
            other.put(key, "somebody else's");
            assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", other)))
                    .isEqualTo(StepProgress.CONTESTED);
            other.keySet().retainAll(List.of(key));
            assertThat(untag.evaluateProgress(order, Seen.of("running", after), Seen.of("running", other)))
                    .isEqualTo(StepProgress.DONE);
        });
    }

    /** A finding comes from outside: it must not say what may be stopped, or that a schedule counts. */
    @ParameterizedTest
    @ValueSource(strings = {"gleaner:instance-store", "gleaner:protected", "gleaner:schedule", "aws:x", " "})
    void shouldNotGiveTagsThatSteerOurselves(String key) {
        ActionOrder order = Seen.order(Map.of(), Map.of(key, "scratch"));

        assertThat(tag.obstacle(order, Seen.of("running", Map.of()))).isPresent();
    }

    @Test
    void shouldNotGiveMoreTagsThanEc2Takes() {
        Map<String, String> many = new TreeMap<>();
        IntStream.range(0, 50).forEach(number -> many.put("tag-" + number, "x"));

        assertThat(tag.obstacle(Seen.order(many, Map.of("team", "x")), Seen.of("running", many)))
                .isPresent();
        assertThat(tag.obstacle(Seen.order(Map.of(), Map.of("team", "x".repeat(257))), Seen.of("running", many)))
                .isPresent();
    }

    private static Map<String, String> tags(Random random) {
        Map<String, String> tags = new TreeMap<>();
        KEYS.stream().filter(key -> random.nextBoolean()).forEach(key -> tags.put(key, "v" + random.nextInt(3)));
        return tags;
    }
}
