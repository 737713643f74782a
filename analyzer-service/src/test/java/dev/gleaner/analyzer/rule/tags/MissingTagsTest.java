package dev.gleaner.analyzer.rule.tags;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.backtest.SignalShuffler;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the listings of resources of each kind to findings about their tags. */
class MissingTagsTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int HOURS = 96;

    /** A seed of the law takes every third kind: what is said of one does not depend on which others there are. */
    private static final int KINDS_APART = 3;

    private static final Map<String, String> ALL =
            Map.of("team", "vision", "project", "atlas", "environment", "dev", "cost-center", "cc-7");
    private static final Map<String, String> SPELT_OTHERWISE =
            Map.of("Team", "vision", "PROJECT", "atlas", "Env", "dev", "CostCenter", "cc-7");
    private static final Map<String, String> OF_GLEANER = Map.of("gleaner:protected", "false", "Name", "x");
    private static final Map<String, String> ACCOUNT_KNOWN = Map.of(
            "analyzer.missing-tags.accounts.\"" + Signals.ACCOUNT + "\".cost-center", "cc-7",
            "analyzer.missing-tags.accounts.\"" + Signals.ACCOUNT + "\".environment", "dev");

    private static final String INSTANCE = Signals.instance("i-1");
    private static final String VPC = Signals.vpc("vpc-1");
    private static final String BUCKET = Arn.bucket("lake").toString();
    private static final String VOLUME = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";
    private static final String ADDRESS =
            Arn.address(Signals.REGION, Signals.ACCOUNT, "eipalloc-1").toString();
    private static final String SNAPSHOT =
            Arn.snapshot(Signals.REGION, Signals.ACCOUNT, "snap-1").toString();
    private static final String LOG_GROUP =
            Arn.logGroup(Signals.REGION, Signals.ACCOUNT, "/aws/lambda/train").toString();
    private static final String NAT_GATEWAY = "arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1";
    private static final String ENDPOINT = "arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/vpce-1";
    private static final String INFERENCE_ENDPOINT = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker";
    private static final String GROUP =
            "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0a1b:autoScalingGroupName/pool/a";
    private static final String BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1";

    /** With the state in which each is in use, the source that lists it, and the one of its metrics. */
    private static final Map<String, List<String>> KINDS = Map.ofEntries(
            Map.entry(INSTANCE, List.of("running", "inventory", "metric-stream")),
            Map.entry(VPC, List.of("available", "inventory-networks")),
            Map.entry(BUCKET, List.of("", "inventory-buckets")),
            Map.entry(VOLUME, List.of("in-use", "inventory-volumes")),
            Map.entry(ADDRESS, List.of("", "inventory-addresses")),
            Map.entry(SNAPSHOT, List.of("completed", "inventory-snapshots")),
            Map.entry(LOG_GROUP, List.of("", "inventory-log-groups", "get-metric-data-log-groups")),
            Map.entry(NAT_GATEWAY, List.of("available", "inventory-networks", "get-metric-data-networks")),
            Map.entry(ENDPOINT, List.of("available", "inventory-networks", "get-metric-data-interface-endpoints")),
            Map.entry(BALANCER, List.of("active", "inventory-load-balancers", "get-metric-data-load-balancers")),
            Map.entry(INFERENCE_ENDPOINT, List.of("InService", "inventory-endpoints", "get-metric-data-endpoints")),
            Map.entry(GROUP, List.of("", "inventory-scaling-groups", "get-metric-data-scaling-groups")));

    static Stream<String> kinds() {
        return KINDS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldFindAResourceOfEachKindOnceItIsAnHourOld(String resource) {
        Finding finding = open(run(Map.of(), resource, tags(Map.of("team", "vision", "environment", "dev"))))
                .get(0);

        assertThat(finding.resource()).isEqualTo(resource);
        assertThat(finding.step()).isZero();
        assertThat(finding.openedAt()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(finding.updatedAt()).isEqualTo(START.plus(Duration.ofHours(2)));
        assertThat(finding.saving().priced()).isFalse();
        assertThat(finding.saving().basis()).isEqualTo("tags save nothing by themselves; they say who pays");
        assertThat(finding.owner().team()).isEqualTo("vision");
        assertThat(evidence(finding, "missing of team, project, environment, cost-center"))
                .isEqualTo(2);
        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .contains("project")
                    .contains("cost-center")
                    .doesNotContain("environment");
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldNotFindAResourceWithAllTagsHoweverTheyAreSpelt(String resource) {
        assertThat(run(Map.of(), resource, tags(ALL))).isEmpty();
        assertThat(run(Map.of(), resource, tags(SPELT_OTHERWISE))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldResolveAFindingOnceTheTagsAreThere(String resource) {
        List<Signal> signals = new ArrayList<>(hours(resource, 0, 30, tags(OF_GLEANER)));
        signals.addAll(hours(resource, 30, HOURS, tags(ALL)));

        assertThat(finals(Map.of(), signals))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    @Test
    void shouldNotTakeTagsThatCouldNotBeReadForMissingOnes() {
        for (String resource : List.of(BUCKET, BALANCER, LOG_GROUP)) {
            List<Finding> findings = run(Map.of(), resource, listing -> listing.setTagsUnknown(true));

            assertThat(open(findings)).isEmpty();
            assertThat(findings).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
                assertThat(finding.missing()).containsExactly("its tags");
            });
        }
    }

    @Test
    void shouldSayNothingOfAnEmptyLogGroupWhoseTagsAreNotRead() {
        assertThat(run(
                        Map.of(),
                        LOG_GROUP,
                        listing -> listing.setTagsUnknown(true).setSize(0)))
                .isEmpty();
    }

    @Test
    void shouldTakeABlankValueForMissingAndLeaveItToAPerson() {
        Finding finding = open(run(
                        ACCOUNT_KNOWN,
                        VOLUME,
                        tags(Map.of("team", "vision", "project", "atlas", "environment", "dev", "CostCenter", " "))))
                .get(0);

        assertThat(finding.remedies().get(0).action()).isEqualTo(Remedy.ADVICE);
        assertThat(finding.remedies().get(0).text()).contains("CostCenter (perhaps cc-7");
    }

    /** The actuator can tag neither of them. */
    @Test
    void shouldOnlyAdviseForLoadBalancersAndEndpoints() {
        for (String resource : List.of(BALANCER, ENDPOINT)) {
            Finding finding = open(run(ACCOUNT_KNOWN, resource, tags(Map.of("team", "vision"))))
                    .get(0);

            assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
                assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
                assertThat(remedy.text()).contains("cost-center=cc-7").contains("Command: aws");
            });
        }
    }

    @Test
    void shouldTellHowToTagAGroupWithTheInstancesThatItLaunches() {
        Finding finding = open(run(
                        Map.of(), GROUP, tags(Map.of("team", "vision", "project", "x", "environment", "dev"))))
                .get(0);

        assertThat(finding.remedies().get(0).text())
                .contains("aws autoscaling create-or-update-tags --region us-east-1 --tags 'ResourceId=pool/a,"
                        + "ResourceType=auto-scaling-group,Key=cost-center,Value=COST_CENTER,PropagateAtLaunch=true'");
    }

    @Test
    void shouldProposeWhatIsInferredWithConfidenceAndAskForTheRest() {
        Finding finding =
                open(run(ACCOUNT_KNOWN, BUCKET, tags(Map.of("team", "vision")))).get(0);

        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("tag-resource");
            assertThat(remedy.parameters()).isEqualTo(Map.of("cost-center", "cc-7", "environment", "dev"));
            assertThat(remedy.reversible()).isTrue();
            assertThat(remedy.text())
                    .contains("environment=dev (confidence 0.9, by the account " + Signals.ACCOUNT + ")")
                    .endsWith("These have to be added by a person: project.");
        });
        assertThat(evidence(finding, "confidence in cost-center=cc-7 by the account " + Signals.ACCOUNT))
                .isEqualTo(0.9);
    }

    @Test
    void shouldOnlySuggestTheNameOfTheCreatorAsTheTeam() {
        List<Signal> signals = new ArrayList<>(hours(INSTANCE, 0, HOURS, tags(Map.of())));
        signals.add(0, created("arn:aws:iam::123456789012:role/ci/speech-training"));

        Finding finding = open(finals(Map.of(), signals)).get(0);

        assertThat(finding.creator()).endsWith("speech-training");
        assertThat(finding.owner().source()).isEqualTo(Finding.Owner.Source.CLOUDTRAIL);
        assertThat(finding.remedies().get(0).action()).isEqualTo(Remedy.ADVICE);
        assertThat(finding.remedies().get(0).text())
                .contains("team (perhaps speech-training (confidence 0.5, by the name of the creator speech-training))")
                .contains("aws ec2 create-tags --region us-east-1 --resources i-1 --tags 'Key=team,Value=TEAM'");
    }

    @Test
    void shouldPreferWhatIsConfiguredForTheCreator() {
        List<Signal> signals = new ArrayList<>(hours(INSTANCE, 0, HOURS, tags(Map.of())));
        signals.add(0, created("arn:aws:iam::123456789012:role/speech-training"));

        Finding finding = open(finals(
                        Map.of(
                                "analyzer.missing-tags.creators.speech-training.team", "speech",
                                "analyzer.missing-tags.accounts.\"123456789012\".team", "platform"),
                        signals))
                .get(0);

        assertThat(finding.remedies().get(0).parameters()).isEqualTo(Map.of("team", "speech"));
    }

    @Test
    void shouldLeaveTheTagsOfAManagedResourceToItsController() {
        Finding finding = open(run(
                        ACCOUNT_KNOWN,
                        INSTANCE,
                        listing -> listing.putTags("team", "vision").setOwner("autoscaling:workers")))
                .get(0);

        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .startsWith("It is managed by autoscaling:workers")
                    .contains("cost-center=cc-7");
        });
    }

    @Test
    void shouldNotFindWhatIsTerminatedOrDeleted() {
        assertThat(run(Map.of(), INSTANCE, listing -> listing.setState("terminated")))
                .isEmpty();
        assertThat(run(Map.of(), VOLUME, listing -> listing.setState("deleting")))
                .isEmpty();
        assertThat(run(Map.of(), NAT_GATEWAY, listing -> listing.setState("deleted")))
                .isEmpty();
    }

    @Test
    void shouldNoLongerBeSureOfAResourceThatListingsDoNotShow() {
        List<Signal> signals = new ArrayList<>(hours(VOLUME, 0, 10, tags(Map.of())));
        progress("inventory-volumes", 10, 24 * 8).forEach(signals::add);

        assertThat(finals(Map.of(), signals))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.INSUFFICIENT);
    }

    /** The hours of a busy instance are not evaluated one by one, as its metrics rule all other findings out. */
    @Test
    void shouldFindATagThatIsRemovedFromABusyInstance() {
        List<Signal> signals = new ArrayList<>(hours(INSTANCE, 0, 60, tags(ALL)));
        signals.addAll(hours(INSTANCE, 60, HOURS, tags(Map.of("team", "vision"))));

        assertThat(open(finals(Map.of(), signals)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.openedAt()).isEqualTo(START.plus(Duration.ofHours(60))));
    }

    @SeededTest(24)
    void shouldNotDependOnOrderRepetitionAndDelayOfListings(long seed) {
        List<Signal> ordered = randomSignals(seed);
        Backtest backtest = Backtest.of(ACCOUNT_KNOWN, Defaults.prices(), ExemptionSource.NONE);

        List<Signal> shuffled = new SignalShuffler(seed, backtest.deadlines(ordered)).of(ordered);

        assertThat(texts(finals(ACCOUNT_KNOWN, shuffled)))
                .isEqualTo(texts(finals(ACCOUNT_KNOWN, ordered)))
                .isNotEmpty();
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream().map(Json::text).sorted().toList();
    }

    private static List<Signal> randomSignals(long seed) {
        Random random = new Random(seed);
        List<Map<String, String>> choices = List.of(ALL, SPELT_OTHERWISE, OF_GLEANER, Map.of(), Map.of("team", "a"));
        List<Signal> signals = new ArrayList<>();
        List<String> kinds = kinds().toList();
        for (int kind = (int) (seed % KINDS_APART); kind < kinds.size(); kind += KINDS_APART) {
            String resource = kinds.get(kind);
            int from = 0;
            while (from < HOURS) {
                int until = Math.min(HOURS, from + 1 + random.nextInt(40));
                Map<String, String> tags = choices.get(random.nextInt(choices.size()));
                boolean isUnknown = List.of(BUCKET, BALANCER, LOG_GROUP).contains(resource) && random.nextInt(4) == 0;
                signals.addAll(hours(resource, from, until, listing -> {
                    listing.setTagsUnknown(isUnknown);
                    listing.putAllTags(isUnknown ? Map.of() : tags);
                }));
                from = until;
            }
        }
        return signals;
    }

    private static Signal created(String actor) {
        Signal created =
                Signals.changed(INSTANCE, Change.CREATED, START.plusSeconds(60), "e", Map.of("type", "m5.xlarge"));
        return created.toBuilder()
                .setChanged(created.getChanged().toBuilder().setActor(actor))
                .build();
    }

    private static Consumer<Inventory.Builder> tags(Map<String, String> tags) {
        return listing -> listing.putAllTags(tags);
    }

    private static List<Finding> run(
            Map<String, String> settings, String resource, Consumer<Inventory.Builder> properties) {
        return finals(settings, hours(resource, 0, HOURS, properties));
    }

    private static List<Finding> finals(Map<String, String> settings, List<Signal> signals) {
        return Backtest.of(settings, Defaults.prices(), ExemptionSource.NONE).run(signals).finals().stream()
                .filter(finding -> finding.rule().equals("missing-tags"))
                .toList();
    }

    private static List<Finding> open(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN)
                .toList();
    }

    private static double evidence(Finding finding, String name) {
        return finding.evidence().stream()
                .filter(one -> one.name().equals(name))
                .mapToDouble(Evidence::value)
                .findFirst()
                .orElseThrow();
    }

    /** A listing in each hour, busy metrics of an instance, and the progress of the sources. */
    private static List<Signal> hours(String resource, int from, int until, Consumer<Inventory.Builder> properties) {
        List<Signal> signals = new ArrayList<>();
        List<String> kind = KINDS.get(resource);
        for (int hour = from; hour < until; hour++) {
            Instant start = START.plus(Duration.ofHours(hour));
            Inventory.Builder listing = Signals.running()
                    .setState(kind.get(0))
                    .setCreated(START.plusSeconds(90).toEpochMilli())
                    .setSize(1);
            properties.accept(listing);
            signals.add(Signals.listed(resource, kind.get(1), start.plusSeconds(90), listing));
            if (resource.equals(INSTANCE) && hour > 0) {
                signals.add(Signals.metric(INSTANCE, Signals.CPU, start, 60, 90));
            }
            for (String source : kind.subList(1, kind.size())) {
                signals.addAll(progress(source, hour, hour + 1));
            }
        }
        return signals;
    }

    private static List<Signal> progress(String source, int from, int until) {
        List<Signal> signals = new ArrayList<>();
        for (int hour = from; hour < until; hour++) {
            signals.add(Signals.progress(source, START.plus(Duration.ofHours(hour + 1))));
        }
        return signals;
    }
}
