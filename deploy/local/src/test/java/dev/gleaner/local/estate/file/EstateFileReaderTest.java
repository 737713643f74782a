package dev.gleaner.local.estate.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.NaiveJudge;
import dev.gleaner.local.estate.NaiveResourceJudge;
import dev.gleaner.local.estate.NaiveStorageJudge;
import dev.gleaner.local.estate.TrainingRun;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstateFileReaderTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    @Test
    void shouldReadTheDocumentedExample() throws IOException {
        Estate estate = EstateFileReader.parse("example", example());
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, END);

        assertThat(estate.instances()).extracting(EstateInstance::name).containsExactly("box", "notebook", "batch");
        assertThat(estateTimeline.points(estate.require("notebook"), END.minusSeconds(900), END))
                .filteredOn(p -> p.metric() == EstateMetric.CPU_UTILIZATION)
                .extracting(p -> p.sample().mean())
                .containsExactly(1.2, 1.1);
    }

    /** What a person calls it in the file is what they find it by in the findings. */
    @Test
    void shouldTagWhatIsInAFileWithItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), """
                {"name": "mine", "seed": 1,
                 "resources": [{"name": "box", "region": "us-east-1", "type": "m5.xlarge", "tags": {"environment": "dev"}},
                               {"name": "other", "region": "us-east-1", "type": "m5.xlarge", "tags": {"Name": "own"}}],
                 "vpcs": [{"name": "jobs", "region": "us-east-1"}]}
                """);

        Estate estate = EstateFileReader.read(file);

        assertThat(estate.require("box").tags()).isEqualTo(Map.of("Name", "box", "environment", "dev"));
        assertThat(estate.require("other").tags()).isEqualTo(Map.of("Name", "own"));
        assertThat(estate.vpcs().get(0).tags()).isEqualTo(Map.of("Name", "jobs"));
    }

    @Test
    void shouldTellTheTruthInTheDocumentedExample() throws IOException {
        Estate estate = EstateFileReader.parse("example", example());
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, END);
        Instant hour = END.truncatedTo(ChronoUnit.HOURS);

        assertThat(estate.instances())
                .filteredOn(r -> new NaiveJudge(estateTimeline, r).idle(hour).equals("finding"))
                .extracting(EstateInstance::name)
                .isEqualTo(estate.truth().open().get("idle-instance"));
        assertThat(estate.instances())
                .filteredOn(
                        r -> new NaiveJudge(estateTimeline, r).sporadic(hour).equals("finding"))
                .extracting(EstateInstance::name)
                .isEqualTo(estate.truth().open().get("sporadic-instance"));
    }

    @Test
    void shouldTellTheTruthOfTheStorageInTheDocumentedExample() throws IOException {
        Estate estate = EstateFileReader.parse("example", example());
        NaiveStorageJudge judge = new NaiveStorageJudge(EstateTimeline.endingAt(estate, END));

        assertThat(judge.lifecycle()).isEqualTo(estate.truth().open().get("storage-lifecycle"));
        assertThat(judge.crossRegion()).isEqualTo(estate.truth().open().get("cross-region-read"));
        assertThat(judge.nat()).isEqualTo(estate.truth().open().get("nat-to-s3"));
    }

    @Test
    void shouldTellTheTruthOfOtherResourcesInTheDocumentedExample() throws IOException {
        Estate estate = EstateFileReader.parse("example", example());
        NaiveResourceJudge judge = new NaiveResourceJudge(EstateTimeline.endingAt(estate, END));

        assertThat(judge.forgotten()).isEqualTo(estate.truth().open().get("forgotten-storage"));
        assertThat(judge.oldTypes()).isEqualTo(estate.truth().open().get("old-volume-type"));
        assertThat(judge.logs()).isEqualTo(estate.truth().open().get("log-retention"));
    }

    @Test
    void shouldSayAllThatIsWrongOfTheFormOfOtherResourcesWithItsPlaces() {
        String json = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","type":"gp4","size":0,"created":"-P9D","iops":"many"},
                            {"name":"w","region":"us-east-1","size":8}],
                 "addresses":[{"name":"ip","region":"us-east-1","uses":[{"instance":"a"}],"created":"-P9D"}],
                 "snapshots":[{"name":"s","region":"us-east-1","size":8,"created":"-P9D","image":"?"}],
                 "logGroups":[{"name":"a b","region":"us-east-1","bytes":-1,"created":"-P9D","retentionDays":31}]}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/volumes/0/type",
                        "/volumes/0/size",
                        "/volumes/0/iops",
                        "/volumes/1",
                        "/addresses/0",
                        "/addresses/0/uses/0",
                        "/snapshots/0/image",
                        "/logGroups/0/name",
                        "/logGroups/0/bytes",
                        "/logGroups/0/retentionDays");
    }

    @Test
    void shouldSayAllThatMakesNoSenseOfOtherResourcesWithItsPlaces() {
        String json = """
                {"name":"x",
                 "resources":[{"name":"a","region":"us-east-1","type":"m5.large","created":"-P30D"},
                              {"name":"b","region":"eu-west-3","type":"m5.large"}],
                 "volumes":[
                   {"name":"a","region":"us-east-1","zone":"us-west-2a","size":8,"created":"-P9D"},
                   {"name":"v","region":"us-east-1","type":"io1","size":8,"created":"-P9D","deleted":"-P10D"},
                   {"name":"w","region":"us-east-1","type":"gp2","size":8,"iops":100,"throughput":125,"created":"-P90D",
                    "uses":[{"instance":"ghost","from":"-P8D","until":"-P7D"},
                            {"instance":"b","from":"-P6D","until":"-P5D"},
                            {"instance":"a","from":"-P40D","until":"-P31D"}]},
                   {"name":"x","region":"us-east-1","zone":"us-east-1b","size":8,"created":"-P9D","deleted":"-P1D",
                    "uses":[{"instance":"a","from":"-P10D","until":"-P11D"},
                            {"instance":"a","from":"-P4D","until":"-P2D"},
                            {"instance":"a","from":"-P3D"}]}],
                 "addresses":[{"name":"v","region":"us-east-1"}],
                 "snapshots":[
                   {"name":"s","region":"us-east-1","size":9,"volume":"w","created":"-P9D","image":"base"},
                   {"name":"t","region":"eu-west-3","size":8,"volume":"w","created":"-P9D","deleted":"-P10D"},
                   {"name":"u","region":"us-east-1","size":8,"volume":"ghost","created":"-P9D","image":"base"}],
                 "logGroups":[{"name":"s","region":"us-east-1","bytes":1,"created":"-P9D"}]}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/volumes/0/name",
                        "/volumes/0/zone",
                        "/volumes/1",
                        "/volumes/1/deleted",
                        "/volumes/2/iops",
                        "/volumes/2/throughput",
                        "/volumes/2/uses/0/instance",
                        "/volumes/2/uses/1/instance",
                        "/volumes/2/uses/2/from",
                        "/volumes/3/uses/0/from",
                        "/volumes/3/uses/0/until",
                        "/volumes/3/uses/0/instance",
                        "/volumes/3/uses/1/instance",
                        "/volumes/3/uses/2/instance",
                        "/volumes/3/uses/2",
                        "/volumes/3/uses/2",
                        "/addresses/0/name",
                        "/snapshots/0/size",
                        "/snapshots/1/volume",
                        "/snapshots/1/deleted",
                        "/snapshots/2/volume",
                        "/snapshots/2/image",
                        "/logGroups/0/name");
    }

    /** A time of the calendar and one before the end can't be compared before the end is known. */
    @Test
    void shouldNotCompareTimesOfDifferentForms() {
        Estate estate = EstateFileReader.parse("mixed", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","size":8,"created":"2026-11-01T00:00:00Z",
                             "uses":[{"instance":"a","from":"-P9D"}]}]}""");

        assertThat(estate.all(KindRegistry.VOLUMES)).hasSize(1);
    }

    @Test
    void shouldFillInWhatMayBeLeftOut() {
        Estate estate = EstateFileReader.parse(
                "short",
                "{\"name\":\"x\",\"resources\":[{\"name\":\"a\",\"region\":\"us-east-1\",\"type\":\"m5.large\"}]}");

        assertThat(estate.days()).isEqualTo(14);
        assertThat(estate.instances().get(0))
                .isEqualTo(new EstateInstance(
                        "a",
                        "123456789012",
                        "us-east-1",
                        "us-east-1a",
                        "m5.large",
                        java.util.Map.of(),
                        EstateInstance.Platform.LINUX,
                        EstateInstance.Market.ON_DEMAND,
                        EstateInstance.State.RUNNING,
                        null,
                        null,
                        null));
    }

    @Test
    void shouldSayAllThatIsWrongOfTheFormWithItsPlaces() {
        String json = """
                {"name":"x","colour":"red",
                 "resources":[{"name":"a","region":"us-east-1","type":"m5.large"},{"region":"mars","type":"m5"}],
                 "series":[{"resource":"a","metric":"CPUUtilization","start":"yesterday","mean":[1,-2]}]}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/",
                        "/resources/1",
                        "/resources/1/region",
                        "/resources/1/type",
                        "/series/0/start",
                        "/series/0/mean/1");
    }

    /** A point counts for as many minutes as CloudWatch can have, so that a longer period would measure nothing. */
    @Test
    void shouldRefuseAPeriodThatIsNotMeasured() {
        String json = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "series":[{"resource":"a","metric":"CPUUtilization","start":"-P1D","period":300,"mean":[1]},
                           {"resource":"a","metric":"NetworkIn","start":"-P1D","period":60,"sum":[1]},
                           {"resource":"a","metric":"NetworkOut","start":"-P1D","period":3600,"sum":[1]},
                           {"resource":"a","metric":"NetworkOut","start":"-P1D","period":120,"sum":[1]}]}""";

        assertThat(problems(json))
                .extracting(problem -> problem.place() + " " + problem.text())
                .containsExactlyInAnyOrder(
                        "/series/2/period does not have a value in the enumeration [60, 300]",
                        "/series/3/period does not have a value in the enumeration [60, 300]");
    }

    @Test
    void shouldSayAllThatMakesNoSenseWithItsPlaces() {
        String json = """
                {"name":"x",
                 "resources":[{"name":"a","region":"us-east-1","zone":"eu-west-3a","type":"m5.large"},
                              {"name":"a","region":"us-east-1","type":"m5.large"},
                              {"name":"b","region":"us-east-1","type":"m5.large","created":"-P9D"}],
                 "series":[{"resource":"ghost","metric":"CPUUtilization","start":"-P1D","mean":[1]},
                           {"resource":"b","metric":"CPUUtilization","start":"-P1D","mean":[5,1],"max":[4]},
                           {"resource":"b","metric":"NetworkIn","start":"-P1D","mean":[1]},
                           {"resource":"b","metric":"CPUUtilization","mean":[1]}],
                 "events":[{"name":"StopInstances","resource":"b","time":"-P1D"},
                           {"name":"RunInstances","resource":"b","time":"-P8D"}],
                 "truth":{"open":{"idle-instance":["nobody"]}}}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/resources/0/zone",
                        "/resources/1/name",
                        "/series/0/resource",
                        "/series/1/max",
                        "/series/1/max/0",
                        "/series/2",
                        "/series/3",
                        "/series/3/start",
                        "/events/1/time",
                        "/resources/2/state",
                        "/truth/open/idle-instance");
    }

    @Test
    void shouldSayAllThatIsWrongOfTheFormOfStorageWithItsPlaces() {
        String json = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"Big","region":"us-east-1","versioning":"maybe","bytes":-1,
                             "prefixes":{"a/b":["x"],"c/":[""]},
                             "lifecycle":{"Rules":[{"Status":"On","Colour":"red"}]}},
                            {"name":"small","region":"us-east-1","lifecycle":{"Rules":[]}}],
                 "vpcs":[{"name":"net","region":"moon","endpoints":[{"type":"tunnel"}]}],
                 "reads":[{"reader":"r","bucket":"small","prefix":"c/","shape":{"noise":0.1},"every":"hourly","objects":0}]}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/buckets/0/name",
                        "/buckets/0/versioning",
                        "/buckets/0/bytes",
                        "/buckets/0/prefixes",
                        "/buckets/0/prefixes/c~1/0",
                        "/buckets/0/lifecycle/Rules/0/Status",
                        "/buckets/0/lifecycle/Rules/0",
                        "/buckets/1/lifecycle/Rules",
                        "/vpcs/0/region",
                        "/vpcs/0/endpoints/0/type",
                        "/reads/0/shape",
                        "/reads/0/every",
                        "/reads/0/objects");
    }

    @Test
    void shouldReadTheFlowsOfAVpc() {
        EstateVpc vpc = EstateFileReader.parse("test", """
                        {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"},
                                                 {"name":"b","region":"us-east-1","type":"m5.large"}],
                         "vpcs":[{"name":"net","region":"us-east-1","endpoints":[{}],
                                  "flows":[{"from":"a","to":"b","bytes":1},{"from":"a","address":"198.51.100.7","bytes":2},
                                           {"from":"b","service":"s3","bytes":3}]}]}""").vpcs().get(0);

        assertThat(vpc.flows())
                .containsExactly(
                        EstateVpc.Flow.between("a", "b", 1),
                        EstateVpc.Flow.toAddress("a", "198.51.100.7", 2),
                        EstateVpc.Flow.toS3("b", 3));
        assertThat(vpc.instances()).containsExactly("a", "b");
    }

    @Test
    void shouldReadTheDownloadsOfAVpc() {
        EstateVpc vpc = EstateFileReader.parse("test", """
                        {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                    "vpcs":[{"name":"net","region":"us-east-1","natGateways":["nat"],
                            "downloads":[{"nat":"nat","service":"s3","bytes":1},
                                         {"nat":"nat","address":"198.51.100.7","bytes":2}]}]}""").vpcs().get(0);

        assertThat(vpc.downloads())
                .containsExactly(
                        EstateVpc.Download.fromS3("nat", 1), EstateVpc.Download.fromAddress("nat", "198.51.100.7", 2));
        assertThat(vpc.hasFlowLog()).isTrue();
    }

    @Test
    void shouldSayAllThatMakesNoSenseOfDownloadsWithItsPlaces() {
        String json = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                    "vpcs":[{"name":"net","region":"us-east-1","natGateways":["nat"],
                    "downloads":[{"nat":"nat","bytes":1},
                                 {"nat":"nat","address":"198.51.100.7","service":"s3","bytes":1},
                                 {"nat":"ghost","service":"s3","bytes":1}]}]}""";

        assertThat(problems(json))
                .extracting(problem -> problem.place() + " " + problem.text())
                .containsExactlyInAnyOrder(
                        "/vpcs/0/downloads/0 comes from one of \"address\" and \"service\"",
                        "/vpcs/0/downloads/1 comes from one of \"address\" and \"service\"",
                        "/vpcs/0/downloads/2/nat net has no NAT gateway \"ghost\"");
    }

    @Test
    void shouldSayAllThatMakesNoSenseOfFlowsWithItsPlaces() {
        String json = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"},
                                         {"name":"far","region":"eu-west-3","type":"m5.large"}],
                 "vpcs":[{"name":"net","region":"us-east-1","flows":[
                            {"from":"a","bytes":1},
                            {"from":"a","to":"ghost","address":"198.51.100.7","bytes":1},
                            {"from":"a","to":"far","bytes":1},
                            {"from":"a","service":"s3","bytes":1}]},
                         {"name":"other","region":"us-east-1","flows":[{"from":"a","address":"198.51.100.7","bytes":1}]}]}""";

        assertThat(problems(json))
                .extracting(problem -> problem.place() + " " + problem.text())
                .containsExactlyInAnyOrder(
                        "/vpcs/0/flows/0 leads to one of \"to\", \"address\" and \"service\"",
                        "/vpcs/0/flows/1 leads to one of \"to\", \"address\" and \"service\"",
                        "/vpcs/0/flows/3/service net has no gateway endpoint to s3",
                        "/vpcs/0/flows there is no instance \"ghost\" in us-east-1",
                        "/vpcs/0/flows there is no instance \"far\" in us-east-1",
                        "/vpcs/1/flows \"a\" is in another VPC already");
    }

    @Test
    void shouldSayAllThatMakesNoSenseOfStorageWithItsPlaces() {
        String json = """
                {"name":"x","resources":[{"name":"box","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"box","region":"us-east-1"},
                            {"name":"data","region":"eu-west-3","prefixes":{"a/":["k"],"empty/":[]},
                             "lifecycle":{"Rules":[{"ID":"r","Status":"Enabled"},{"ID":"r","Status":"Enabled"}]}},
                            {"name":"data","region":"us-east-1"}],
                 "vpcs":[{"name":"net","region":"us-east-1","natGateways":["nat","box"],
                          "endpoints":[{"name":"nat"},{"name":"out","service":"s3"},{"service":"sqs"}]}],
                 "reads":[{"reader":"r","instance":"box","nat":"nat","bucket":"data","prefix":"a/","shape":{"level":1}},
                          {"reader":"r","instance":"ghost","bucket":"nowhere","prefix":"a/","shape":{"level":1}},
                          {"reader":"r","nat":"ghost","bucket":"data","prefix":"b/","shape":{"level":1}},
                          {"reader":"r","endpoint":"out","bucket":"data","prefix":"empty/","shape":{"level":1}},
                          {"reader":"r","endpoint":"in","bucket":"data","prefix":"a/","shape":{"level":1},"every":"PT0S"}],
                 "truth":{"open":{"cross-region-read":["data/a/","data/b/","data","net"]}}}""";

        assertThat(problems(json))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/buckets/0/name",
                        "/buckets/1/lifecycle/Rules/1/ID",
                        "/buckets/2/name",
                        "/vpcs/0/natGateways/1",
                        "/vpcs/0/endpoints/0/name",
                        "/vpcs/0/endpoints/2/type",
                        "/reads/0",
                        "/reads/1/instance",
                        "/reads/1/bucket",
                        "/reads/2/nat",
                        "/reads/2/prefix",
                        "/reads/3/endpoint",
                        "/reads/3/prefix",
                        "/reads/4/endpoint",
                        "/reads/4/every",
                        "/truth/open/cross-region-read");
    }

    @Test
    void shouldKnowEndpointsAndLoadBalancersOfTheTruth() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "vpcs":[{"name":"net","region":"us-east-1","loadBalancers":["front"],
                          "endpoints":[{"name":"keys","service":"kms","type":"interface"}]}],
                 "truth":{"open":{"idle-gateway":["front","keys"]}}}""");
        EstateIdentities identities = EstateIdentities.made(estate);
        EstateArns arns = new EstateArns(estate, identities);

        assertThat(identities.id("front")).startsWith("app/front/");
        assertThat(arns.arn("front"))
                .hasToString(
                        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/" + identities.id("front"));
        assertThat(arns.arn("keys"))
                .hasToString("arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/" + identities.id("keys"));
        assertThat(arns.names())
                .containsEntry(arns.arn("front").toString(), "front")
                .containsEntry(arns.arn("keys").toString(), "keys");
    }

    @Test
    void shouldRefuseFindingsMetricsAndNamesOfEndpointsAndLoadBalancersThatDoNotFit() {
        assertThat(problems("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "vpcs":[{"name":"net","region":"us-east-1","loadBalancers":["a","front","same"],
                          "endpoints":[{"name":"bucket","service":"s3"},
                                       {"name":"keys","service":"kms","type":"interface"}]}],
                 "volumes":[{"name":"same","region":"us-east-1","size":8,"created":"-P9D"}],
                 "series":[{"resource":"bucket","metric":"BytesProcessed","shape":{"level":1}},
                           {"resource":"keys","metric":"ProcessedBytes","shape":{"level":1}},
                           {"resource":"front","metric":"BytesInFromSource","shape":{"level":1}}],
                 "truth":{"open":{"idle-gateway":["bucket"]}}}"""))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/vpcs/0/loadBalancers/0",
                        "/volumes/0/name",
                        "/series/0/resource",
                        "/series/1/resource",
                        "/series/2/resource",
                        "/truth/open/idle-gateway");
        assertThat(problems("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "vpcs":[{"name":"net","region":"us-east-1","loadBalancers":["front","under_score"]}]}"""))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactly("/vpcs/0/loadBalancers/1");
    }

    @Test
    void shouldKnowNatGatewaysOfTheTruth() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "vpcs":[{"name":"net","region":"us-east-1","natGateways":["nat"]}],
                 "truth":{"open":{"idle-gateway":["nat"]}}}""");
        EstateIdentities identities = EstateIdentities.made(estate);
        EstateArns arns = new EstateArns(estate, identities);

        assertThat(arns.arn("nat"))
                .hasToString("arn:aws:ec2:us-east-1:123456789012:natgateway/" + identities.id("nat"));
        assertThat(arns.names()).containsEntry(arns.arn("nat").toString(), "nat");
    }

    @Test
    void shouldRefuseMetricsOfOtherKindsOfResources() {
        assertThat(problems("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "series":[{"resource":"a","metric":"VolumeReadOps","shape":{"level":1}},
                           {"resource":"net","metric":"BytesInFromSource","shape":{"level":1}},
                           {"resource":"ranker","metric":"Predictions","shape":{"level":1}},
                           {"resource":"search","metric":"Predictions","shape":{"level":1}},
                           {"resource":"batch","metric":"Predictions","shape":{"level":1}}],
                 "vpcs":[{"name":"net","region":"us-east-1","tags":{"service":"ranker","project":"search"}},
                         {"name":"other","region":"us-east-1","tags":{"project":"batch"}}]}"""))
                .extracting(InvalidEstateException.Problem::text)
                .containsExactly(
                        "there is no volume \"a\" with VolumeReadOps",
                        "there is no NAT gateway \"net\" with BytesInFromSource",
                        "there is no service \"search\" with Predictions");
    }

    @Test
    void shouldRefuseInventoriesThatContradictTheirBucket() {
        assertThat(problems("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"models","region":"eu-west-3",
                             "inventory":[{"prefix":"old/","size":1,"oldest":"-P9D"},
                                          {"prefix":"new/","objects":1,"size":1,"oldest":"-P9D","newest":"-P10D"},
                                          {"prefix":"new/","objects":1,"size":1,"oldest":"-P9D","oldVersions":1}]}]}"""))
                .extracting(InvalidEstateException.Problem::place, InvalidEstateException.Problem::text)
                .containsExactly(
                        tuple("/buckets/0/inventory", "models is not in us-east-1, for which reports are read"),
                        tuple(
                                "/buckets/0/inventory/0/objects",
                                "is missing, and bucket models has no keys below \"old/\""),
                        tuple("/buckets/0/inventory/1/newest", "is before \"oldest\""),
                        tuple("/buckets/0/inventory/2/oldVersions", "bucket models never had versioning"));
    }

    @Test
    void shouldSayWhereJsonEnds() {
        assertThatThrownBy(() -> EstateFileReader.parse("broken.json", "{\"name\":\n \"x\","))
                .isInstanceOf(InvalidEstateException.class)
                .hasMessageContaining("broken.json")
                .hasMessageContaining("line 2");
    }

    @Test
    void shouldSayOnWhichLinesItIsWrong() {
        String form = """
                {"name": "x",
                 "resources": [
                   {"name": "a", "region": "us-east-1", "type": "m5.large"},
                   {"name": "b",
                    "region": "mars", "type": "m5.large"},
                   {"region": "us-east-1", "type": "m5.large"}]}""";
        String sense = """
                {"name": "x",
                 "resources": [{"name": "a", "region": "us-east-1", "type": "m5.large"}],
                 "truth": {"open":
                   {"idle-instance": ["nobody"]}}}""";

        assertThatThrownBy(() -> EstateFileReader.parse("mine.json", form))
                .hasMessageStartingWith("mine.json is not an estate")
                .hasMessageContaining("\n  line 5, /resources/1/region: ")
                .hasMessageContaining("\n  line 6, /resources/2: ");
        assertThatThrownBy(() -> EstateFileReader.parse("mine.json", sense))
                .hasMessageContaining("\n  line 4, /truth/open/idle-instance: there is no");
    }

    @Test
    void shouldRefuseAFileThatIsNoText(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("latin1.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});

        assertThatThrownBy(() -> EstateFileReader.read(file))
                .isInstanceOf(InvalidEstateException.class)
                .hasMessageContaining("is not in UTF-8");
    }

    @Test
    void shouldRefuseATimeThatIsNone() {
        assertThatThrownBy(() -> new EstateTime("-P9X")).hasMessageContaining("-P9X");
    }

    private static List<InvalidEstateException.Problem> problems(String json) {
        InvalidEstateException refusal =
                catchThrowableOfType(InvalidEstateException.class, () -> EstateFileReader.parse("test", json));
        return Objects.requireNonNull(refusal, "not refused").problems();
    }

    private static String example() throws IOException {
        try (InputStream in = EstateFileReaderTest.class.getResourceAsStream("/estate/example.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldReadTrainingRunsAndReportWhatTheyLack() {
        String estate = """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"g5.xlarge"}],
                 "buckets":[{"name":"runs","region":"us-east-1"}],
                 "trainingRuns":[{"instance":"%s","bucket":"%s","run":"llm/","every":"%s","since":"-P5D","size":1000}]}""";

        assertThat(EstateFileReader.parse("test", estate.formatted("a", "runs", "PT8M"))
                        .trainingRuns())
                .containsExactly(
                        new TrainingRun("a", "runs", "llm/", Duration.ofMinutes(8), new EstateTime("-P5D"), 1000));
        assertThat(problems(estate.formatted("b", "others", "PT8S")))
                .extracting(InvalidEstateException.Problem::place)
                .containsExactlyInAnyOrder(
                        "/trainingRuns/0/instance", "/trainingRuns/0/bucket", "/trainingRuns/0/every");
    }
}
