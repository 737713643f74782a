package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.EndpointTargets;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Leftovers;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/** Tags for resources that nobody can be charged for. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class TagIT {

    private static final Map<String, String> TAGS = Map.of("team", "speech", "cost-center", "cc-1");

    private final Fleet fleet = new Fleet();
    private final Storage storage = new Storage();
    private final Leftovers leftovers = new Leftovers();
    private final EndpointTargets endpoints = new EndpointTargets();

    @Test
    void shouldGiveTheTagsThatAreAbsentAndTakeBackThoseThatAreStillOurs() {
        Arn arn = fleet.instance(Map.of("team", "vision"));
        Finding finding =
                Findings.with(arn, "tag-resource", Map.of("team", "speech", "project", "atlas", "cost-center", "cc-1"));
        Records.sendConfirmed(finding);

        String tagged = approved(finding.id(), awaitPlan(finding.id()));

        awaitAction(tagged, "observed");
        assertThat(fleet.tags(arn))
                .isEqualTo(Map.of("environment", "dev", "team", "vision", "project", "atlas", "cost-center", "cc-1"));
        fleet.tag(arn, "project", "apollo");

        assertUndone(tagged);

        assertThat(fleet.tags(arn)).isEqualTo(Map.of("environment", "dev", "team", "vision", "project", "apollo"));
    }

    /** S3 replaces all tags of a bucket at once: those of others have to stay. */
    @Test
    void shouldKeepTheOtherTagsOfABucket() {
        Arn bucket = storage.bucket(Map.of("environment", "dev", "data", "public"));

        String tagged = tag(StorageFindings.untagged(bucket, TAGS));

        assertThat(storage.tags(bucket))
                .isEqualTo(Map.of("environment", "dev", "data", "public", "team", "speech", "cost-center", "cc-1"));
        storage.tag(bucket, Map.of("environment", "dev", "data", "secret", "team", "speech", "cost-center", "cc-2"));

        assertUndone(tagged);

        assertThat(storage.tags(bucket))
                .isEqualTo(Map.of("environment", "dev", "data", "secret", "cost-center", "cc-2"));
    }

    @Test
    void shouldTagAVolumeAndTakeTheTagsBack() {
        Arn volume = leftovers.volume();

        assertTaggedAndBack(volume, () -> leftovers.tags(volume), Map.of("Name", "scratch"), TAGS);
    }

    @Test
    void shouldTagALogGroupAndTakeTheTagsBack() {
        Arn group = leftovers.logGroup();
        Map<String, String> before = leftovers.tagsOfLogGroup(group);
        assertThat(before).containsEntry("team", "vision");

        assertTaggedAndBack(group, () -> leftovers.tagsOfLogGroup(group), before, Map.of("cost-center", "cc-1"));
    }

    @Test
    void shouldTagAnInferenceEndpointAndTakeTheTagsBack() {
        Arn endpoint = endpoints.create(Map.of("environment", "dev"));

        assertTaggedAndBack(endpoint, () -> endpoints.tags(endpoint), Map.of("environment", "dev"), TAGS);
    }

    /** The instances that it launches get the tags as well. */
    @Test
    void shouldTagAnAutoScalingGroupAndTakeTheTagsBack() {
        Arn group = leftovers.scalingGroup();
        Map<String, String> before = leftovers.tagsOfScalingGroup(group);

        String tagged = tag(Findings.with(group, "tag-resource", TAGS));

        assertThat(leftovers.tagsOfScalingGroup(group))
                .containsAllEntriesOf(before)
                .containsEntry("cost-center", "cc-1");
        assertThat(leftovers.group(group).tags())
                .filteredOn(shown -> shown.key().equals("cost-center"))
                .allMatch(TagDescription::propagateAtLaunch);

        assertUndone(tagged);

        assertThat(leftovers.tagsOfScalingGroup(group)).isEqualTo(before);
    }

    /**
     * Tags it and takes the tags back.
     *
     * @param before its tags until then
     * @param added those of the remedy that it has not
     */
    private static void assertTaggedAndBack(
            Arn target, Supplier<Map<String, String>> tags, Map<String, String> before, Map<String, String> added) {
        Map<String, String> both = new HashMap<>(before);
        both.putAll(added);

        String tagged = tag(Findings.with(target, "tag-resource", TAGS));

        assertThat(tags.get()).isEqualTo(both);

        assertUndone(tagged);

        assertThat(tags.get()).isEqualTo(before);
    }

    private static String tag(Finding finding) {
        Records.sendConfirmed(finding);
        String tagged = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(tagged, "observed");
        return tagged;
    }

    private static void assertUndone(String tagged) {
        awaitAction(undo(tagged), "observed");
    }
}
