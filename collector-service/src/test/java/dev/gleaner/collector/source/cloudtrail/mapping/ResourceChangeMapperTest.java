package dev.gleaner.collector.source.cloudtrail.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceChangeMapperTest {

    private static final String US = "arn:aws:ec2:us-east-1:111122223333:instance/";
    private static final String PARIS = "arn:aws:ec2:eu-west-3:111122223333:instance/";
    private static final String OHIO = "arn:aws:ec2:us-east-2:111122223333:instance/";

    @Test
    void shouldSayOfEveryInstanceThatRanWhatItIs() {
        List<Signal> signals = Trail.reading("run-instances.json").signals();

        Signal first = signals.get(0);
        assertThat(signals).hasSize(2);
        assertThat(first.getResource()).isEqualTo(US + "i-0aaaaaaaaaaaaaaa1");
        assertThat(first.getSource()).isEqualTo("cloudtrail-folder");
        assertThat(first.getAccount()).isEqualTo("111122223333");
        assertThat(first.getRegion()).isEqualTo("us-east-1");
        assertThat(first.getObservedAt()).isEqualTo(Trail.NOW.toEpochMilli());
        assertThat(first.getPlace().getName()).isEqualTo("run-instances.json");
        assertThat(first.getChanged().getEventId()).isEqualTo("e0000000-0000-4000-8000-000000000001");
        assertThat(first.getChanged().getEventName()).isEqualTo("RunInstances");
        assertThat(first.getChanged().getTime())
                .isEqualTo(Instant.parse("2026-03-01T10:00:05Z").toEpochMilli());
        assertThat(first.getChanged().getActor()).isEqualTo("arn:aws:iam::111122223333:role/ml-platform");
        assertThat(first.getChanged().getChange()).isEqualTo(Change.CREATED);
        assertThat(first.getChanged().getAttributesMap())
                .containsOnly(
                        entry("type", "g5.xlarge"),
                        entry("zone", "us-east-1a"),
                        entry("tenancy", "default"),
                        entry("image", "ami-0aaaabbbbccccdddd"),
                        entry("vpc", "vpc-0123456789abcdef0"),
                        entry("root-device", "ebs"),
                        entry("market", "spot"),
                        entry("tag:team", "vision"),
                        entry("tag:environment", "dev"));
    }

    @Test
    void shouldTakeTagsAndMarketFromTheRequestWhereTheAnswerHasNone() {
        Signal second = Trail.reading("run-instances.json").signals().get(1);

        assertThat(second.getChanged().getAttributesMap())
                .containsEntry("tag:team", "vision")
                .containsEntry("market", "spot")
                .containsEntry("zone", "us-east-1b")
                .doesNotContainKey("vpc");
    }

    @Test
    void shouldCarryNothingOfPersonsAndSecrets() {
        assertThat(Trail.reading("run-instances.json").signals().toString())
                .doesNotContain("jane.doe", "ASIA", "sensitive", "203.0.113.7", "aws-cli");
    }

    @Test
    void shouldCountAFailedCallAndSayNothing() {
        ParsedTrailBatch parsedTrailBatch = Trail.reading("failed-run-instances.json");

        assertThat(parsedTrailBatch.failedCalls()).isEqualTo(1);
        assertThat(parsedTrailBatch.signals()).isEmpty();
    }

    /** Names keep their case in a call, and ARNs have them in lower case. */
    @Test
    void shouldTellWhoOpenedAndStartedANotebook() {
        List<Signal> signals = Trail.reading("notebooks.json").signals();

        assertThat(signals)
                .extracting(Signal::getResource)
                .containsOnly("arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/research-a");
        assertThat(signals)
                .extracting(signal -> signal.getChanged().getChange())
                .containsExactly(Change.CREATED, Change.STOPPED, Change.STARTED, Change.OPENED, Change.DELETED);
        assertThat(signals.toString()).doesNotContain("authorizedUrl", "authToken");
    }

    /** The end of an association names the association only; one whose begin is not known is of no known address. */
    @Test
    void shouldTellWhenVolumesAndAddressesWereUsed() {
        List<Signal> signals = Trail.reading("volumes-and-addresses.json").signals();

        String volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-0aaaaaaaaaaaaaaa1";
        String address = "arn:aws:ec2:us-east-1:111122223333:elastic-ip/eipalloc-0aaaaaaaaaaaaaaa1";
        assertThat(signals)
                .extracting(signal -> signal.getChanged().getChange() + " " + signal.getResource())
                .containsExactly(
                        "ATTACHED " + volume,
                        "DETACHED " + volume,
                        "CREATED " + address,
                        "ATTACHED " + address,
                        "DETACHED " + address);
        assertThat(signals)
                .extracting(signal -> signal.getChanged().getActor())
                .containsOnly("arn:aws:iam::111122223333:role/research");
    }

    @Test
    void shouldReadAnEventInItsEnvelope() {
        assertThat(Trail.reading("start-instances-eventbridge.json").signals())
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getResource()).isEqualTo(US + "i-0aaaaaaaaaaaaaaa3");
                    assertThat(signal.getChanged().getChange()).isEqualTo(Change.STARTED);
                    assertThat(signal.getChanged().getActor()).isEqualTo("arn:aws:iam::111122223333:role/scheduler");
                });
    }

    @Test
    void shouldReadLinesWithTheTimeElsewhere() {
        List<Signal> signals =
                Trail.reading("stop-instances-logstash.jsonl.json").signals();

        assertThat(signals)
                .extracting(ResourceChangeMapperTest::summary)
                .containsExactly(
                        "STOPPED " + US + "i-0aaaaaaaaaaaaaaa3 by arn:aws:iam::111122223333:user/pedro {}",
                        "UNTAGGED " + US + "i-0aaaaaaaaaaaaaaa3 by root {tag:team=}");
        assertThat(signals.get(0).getChanged().getTime())
                .isEqualTo(Instant.parse("2026-03-01T10:04:00Z").toEpochMilli());
    }

    @Test
    void shouldReadAList() {
        ParsedTrailBatch parsedTrailBatch = Trail.reading("list.json");

        assertThat(parsedTrailBatch.signals())
                .extracting(ResourceChangeMapperTest::summary)
                .containsExactly(
                        "TERMINATED " + PARIS + "i-0bbbbbbbbbbbbbbb1 by autoscaling.amazonaws.com {}",
                        "TAGGED " + PARIS
                                + "i-0bbbbbbbbbbbbbbb1 by arn:aws:iam::111122223333:user/sam {tag:gleaner:protected=true}",
                        "RESIZED " + PARIS
                                + "i-0bbbbbbbbbbbbbbb2 by arn:aws:iam::111122223333:user/sam {type=g5.2xlarge}");
        assertThat(parsedTrailBatch.skipped()).containsOnly(entry("of no resource here", 1));
        assertThat(parsedTrailBatch.signals().get(0).getChanged().getTime())
                .isEqualTo(Instant.parse("2026-03-01T10:05:00Z").toEpochMilli());
    }

    @Test
    void shouldReadInterruptionsOfSpotInstances() {
        ParsedTrailBatch parsedTrailBatch = Trail.reading("spot.json");

        assertThat(parsedTrailBatch.signals())
                .extracting(ResourceChangeMapperTest::summary)
                .containsExactly(
                        "INTERRUPTED " + OHIO + "i-0ccccccccccccccc1 by ec2.amazonaws.com {}",
                        "INTERRUPTED " + OHIO + "i-0ccccccccccccccc2 by ec2.amazonaws.com {}",
                        "INTERRUPTED " + OHIO + "i-0ccccccccccccccc3 by ec2.amazonaws.com {}");
        assertThat(parsedTrailBatch.skipped()).containsOnly(entry("not-read", 1));
    }

    @Test
    void shouldReadVolumesAndBuckets() {
        String volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-0ddddddddddddddd1";
        String sam = " by arn:aws:iam::111122223333:user/sam ";
        String bucket = "arn:aws:s3:::gleaner-example-data";

        ParsedTrailBatch parsedTrailBatch = Trail.reading("storage.json");

        assertThat(parsedTrailBatch.signals())
                .extracting(ResourceChangeMapperTest::summary)
                .containsExactly(
                        "CREATED " + volume + sam + "{size-gib=500, tag:team=vision, type=gp3, zone=us-east-1a}",
                        "DELETED " + volume + sam + "{}",
                        "CREATED " + bucket + sam + "{}",
                        "LIFECYCLE_SET " + bucket + sam
                                + "{lifecycle=[{\"ID\":\"one\",\"Status\":\"Enabled\",\"Expiration\":{\"Days\":180}}]}",
                        "LIFECYCLE_SET " + bucket + sam
                                + "{lifecycle=[{\"ID\":\"one\",\"Status\":\"Enabled\"},{\"ID\":\"two\",\"Status\":\"Disabled\"}]}",
                        "LIFECYCLE_SET " + bucket + sam + "{lifecycle=[]}",
                        "DELETED " + bucket + sam + "{}");
        assertThat(parsedTrailBatch.skipped()).containsOnly(entry("not-read", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "digest.json, digest",
        "insight.json, insight",
        "instance-state-event.json, not-cloudtrail",
        "describe-instances.json, not-read"
    })
    void shouldSkipWhatIsNotAChangeAndSayWhy(String resource, String reason) {
        ParsedTrailBatch parsedTrailBatch = Trail.reading(resource);

        assertThat(parsedTrailBatch.skipped()).containsOnly(entry(reason, 1));
        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.deadLetters()).hasSize(reason.equals("not-cloudtrail") ? 1 : 0);
    }

    @Test
    void shouldRefuseAVersionThatNobodyKnows() {
        ParsedTrailBatch parsedTrailBatch = Trail.reading("unknown-version.json");

        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("unknown-version.json");
            assertThat(letter.offset()).isZero();
            assertThat(letter.reason()).isEqualTo("unknown eventVersion 2.00");
            assertThat(letter.head()).contains("StopInstances").doesNotContain("ASIAEXAMPLE", "jane.doe", "FwoGZX");
        });
    }

    private static String summary(Signal signal) {
        return signal.getChanged().getChange() + " " + signal.getResource() + " by "
                + signal.getChanged().getActor() + " "
                + new java.util.TreeMap<>(signal.getChanged().getAttributesMap());
    }
}
