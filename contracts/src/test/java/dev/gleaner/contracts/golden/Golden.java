package dev.gleaner.contracts.golden;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.MessageOrBuilder;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Activity;
import dev.gleaner.contracts.signal.proto.ApiCost;
import dev.gleaner.contracts.signal.proto.AttachedVolume;
import dev.gleaner.contracts.signal.proto.AttachedVolumes;
import dev.gleaner.contracts.signal.proto.Attachment;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.BilledTags;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.signal.proto.CommitmentTerms;
import dev.gleaner.contracts.signal.proto.Cost;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Images;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.ServiceFlow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import dev.gleaner.contracts.signal.proto.StoredImages;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.contracts.signal.proto.Talker;
import dev.gleaner.contracts.signal.proto.UntaggedImages;
import dev.gleaner.contracts.signal.proto.Variant;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of each form that travels, with every field set. */
final class Golden {

    static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc";
    private static final String BILL = "123456789012 2026-07-01";
    private static final LocalDate DAY = LocalDate.parse("2026-07-14");
    private static final long NINE = Instant.parse("2026-07-14T09:00:00Z").toEpochMilli();

    private Golden() {}

    /** Signals by the name of their kind. */
    static Map<String, Signal> signals() {
        Map<String, Signal> signals = new LinkedHashMap<>();
        signals.put("changed", signal().setChanged(changed()).build());
        signals.put("metric", signal().setMetric(metric()).build());
        signals.put("gpu", signal().setGpu(gpu()).build());
        signals.put("access", signal().setAccess(access()).build());
        signals.put("flow", signal().setFlow(flow()).build());
        signals.put("inventory", signal().setInventory(inventory()).build());
        signals.put("cost", signal().setCost(cost()).build());
        signals.put("progress", progress());
        signals.put("metric-set", signal().setMetricSet(metricSet()).build());
        signals.put("activity", signal().setActivity(activity()).build());
        signals.put(
                "activity-withdrawn",
                signal().setActivity(Activity.newBuilder()
                                .setFrom(NINE)
                                .setUntil(NINE)
                                .setWhat(WorkReport.WITHDRAWN)
                                .setWithdrawn(true))
                        .build());
        signals.put(
                "checkpoint-writes",
                signal().setCheckpointWrites(checkpointWrites()).build());
        signals.put("billed-charges", signal().setBilledCharges(billedCharges()).build());
        signals.put("bill-statement", signal().setBillStatement(billStatement()).build());
        signals.put("predictions", signal().setPredictions(predictions()).build());
        signals.put("api-cost", signal().setApiCost(apiCost()).build());
        signals.put("service-flow", signal().setServiceFlow(serviceFlow()).build());
        return signals;
    }

    /** What is written as JSON, by the name of its form. */
    static Map<String, Object> documents() {
        Map<String, Object> documents = new LinkedHashMap<>();
        documents.put("finding", finding());
        documents.put("finding-unpriced", unpriced());
        documents.put("finding-without-a-source", withoutSource());
        documents.put("finding-in-doubt", inDoubt());
        documents.put("finding-with-idleness", withIdleness());
        documents.put("finding-of-a-member", ofMember());
        documents.put("finding-of-a-covered-host", ofCoveredHost());
        documents.put(
                "decision",
                new Decision(Decision.Kind.APPROVE, 0, "sha256:" + "a".repeat(64), "idle since Monday", null));
        documents.put(
                "decision-with-parameters",
                new Decision(
                        Decision.Kind.APPROVE,
                        1,
                        "sha256:" + "a".repeat(64),
                        null,
                        null,
                        Map.of("zone", "Europe/Berlin", "hours", "Mon-Fri 09:00-17:00")));
        documents.put("audit", auditEntry());
        documents.put(
                "price",
                new Price(
                        PriceKey.linuxOnDemand("g5.xlarge", "us-east-1"),
                        new BigDecimal("1.006"),
                        LocalDate.parse("2026-07-20"),
                        "price list"));
        documents.put(
                "exemption",
                new Exemption(
                        INSTANCE,
                        "idle-instance",
                        "warm standby for the launch",
                        "anna",
                        Instant.parse("2026-07-14T10:00:00Z"),
                        Instant.parse("2026-08-01T00:00:00Z")));
        documents.put("confirmation", new FindingConfirmation(Instant.parse("2026-07-14T09:00:00Z")));
        documents.put(
                "confirmation-with-observation",
                new FindingConfirmation(Instant.parse("2026-07-14T09:00:00Z"))
                        .withObserved(new FindingConfirmation.Observation(
                                finding().window(),
                                finding().evidence(),
                                finding().saving())));
        documents.put("echo", echo());
        documents.put(
                "work-report",
                new WorkReport(
                        Instant.parse("2026-07-14T17:00:00Z"),
                        Instant.parse("2026-07-14T17:15:00Z"),
                        "2 login sessions"));
        documents.put("work-report-withdrawn", WorkReport.withdrawal(Instant.parse("2026-07-14T17:05:00Z"), "alice"));
        documents.put(
                "confirmation-of-cards",
                new FindingConfirmation(
                        Instant.parse("2026-07-14T09:00:00Z"),
                        Instant.parse("2026-07-13T20:14:59Z"),
                        Instant.parse("2026-07-13T22:30:07Z")));
        documents.put(
                "gpu-activity",
                new GpuActivity(
                        Instant.parse("2026-07-14T09:00:00Z"),
                        8,
                        Instant.parse("2026-07-13T20:14:59Z"),
                        Instant.parse("2026-07-13T22:30:07Z"),
                        Instant.parse("2026-07-12T03:00:00Z")));
        documents.put(
                "gpu-activity-without-work",
                new GpuActivity(Instant.parse("2026-07-14T09:00:00Z"), 1, null, null, null));
        documents.put(
                "spend-bill",
                new SpendRecord.Bill(
                        BILL,
                        Instant.parse("2026-07-15T09:00:00Z"),
                        48,
                        1,
                        new BigDecimal("24.144"),
                        new BigDecimal("20.5")));
        documents.put(
                "spend-bill-with-usage",
                new SpendRecord.Bill(
                        BILL,
                        Instant.parse("2026-07-15T09:00:00Z"),
                        48,
                        0,
                        new BigDecimal("24.144"),
                        new BigDecimal("20.5"),
                        DAY));
        documents.put(
                "spend-commitment-until-unknown",
                new SpendRecord.Commitment(
                        BILL,
                        "arn:aws:ec2:us-east-1:123456789012:reserved-instances/r1",
                        List.of(new SpendRecord.Commitment.DayUse(DAY, new BigDecimal("20.5"), BigDecimal.ZERO)),
                        DAY));
        documents.put(
                "spend-amounts",
                new SpendRecord.Amounts(
                        BILL,
                        SpendDimension.TEAM,
                        SpendDimension.UNALLOCATED,
                        SharedCost.DATA_TRANSFER,
                        List.of(new SpendRecord.Amounts.DayAmount(
                                DAY, new BigDecimal("24.144"), new BigDecimal("20.5"), new BigDecimal("10.25")))));
        documents.put(
                "spend-commitment",
                new SpendRecord.Commitment(
                        BILL,
                        "arn:aws:savingsplans::123456789012:savingsplan/1",
                        List.of(new SpendRecord.Commitment.DayUse(
                                DAY, new BigDecimal("20.5"), new BigDecimal("3.5")))));
        documents.put(
                "spend-commitment-terms",
                new SpendRecord.CommitmentTerms(
                        "arn:aws:ec2:us-east-1:123456789012:reserved-instances/46a408c7-c33d-422d-af59-28df1223331f",
                        "g5.xlarge",
                        2,
                        "standard",
                        Instant.parse("2027-03-01T00:00:00Z"),
                        new BigDecimal("0.634"),
                        Map.of("Name", "inference"),
                        null));
        documents.put(
                "spend-commitment-terms-with-scope",
                new SpendRecord.CommitmentTerms(
                        "arn:aws:ec2:us-east-1:123456789012:reserved-instances/46a408c7-c33d-422d-af59-28df1223331f",
                        "g5.xlarge",
                        2,
                        "standard",
                        Instant.parse("2027-03-01T00:00:00Z"),
                        new BigDecimal("0.634"),
                        Map.of("Name", "inference"),
                        new SpendRecord.CommitmentTerms.Scope(
                                "123456789012", "us-east-1", "", "Linux/UNIX", "default")));
        List<SpendRecord.EligibleHours> usage = List.of(new SpendRecord.EligibleHours(
                new SpendRecord.EligibleHours.Kind(
                        "123456789012", "us-east-1", "us-east-1a", "g5.xlarge", "Linux/UNIX", "default"),
                "arn:aws:savingsplans::123456789012:savingsplan/1",
                new BigDecimal("24.144"),
                new BigDecimal("20.5"),
                Collections.nCopies(24, 1.0)));
        documents.put("spend-eligible-day", new SpendRecord.EligibleDay(BILL, DAY, "123456789012", usage));
        documents.put(
                "spend-resource-hours",
                new SpendRecord.ResourceHours(INSTANCE, BILL, List.of(new SpendRecord.ResourceHours.Day(DAY, usage))));
        documents.put(
                "spend-resource-charges",
                new SpendRecord.ResourceCharges(
                        INSTANCE,
                        BILL,
                        Instant.parse("2026-07-15T09:00:00Z"),
                        List.of(new SpendRecord.ResourceCharges.Charge(
                                DAY,
                                DAY.plusDays(1),
                                "AmazonEC2",
                                "BoxUsage:g5.xlarge",
                                new BigDecimal("24.144"),
                                new BigDecimal("20.5")))));
        documents.put(
                "spend-predictions",
                new SpendRecord.Predictions(
                        "ranker",
                        "reported",
                        LocalDate.parse("2026-07-01"),
                        List.of(new SpendRecord.Predictions.DayCount(DAY, 50_000_000L, 700L, null))));
        documents.put("spend-target", new SpendRecord.Target("ranker", new BigDecimal("0.0002")));
        documents.put("spend-own-cost", new SpendRecord.OwnCost("collector-1", DAY, new BigDecimal("0.72")));
        documents.put(
                "dead-letter",
                new DeadLetter("cloudtrail-s3", "trail/a.json.gz", 3, "sha256:" + "b".repeat(64), 17, "not JSON", "{"));
        return documents;
    }

    static Finding finding() {
        Instant opened = Instant.parse("2026-07-07T09:00:00Z");
        Instant updated = Instant.parse("2026-07-14T09:00:00Z");
        return new Finding(
                FindingId.ofEpisode("idle-instance", INSTANCE, opened),
                3,
                "idle-instance",
                1,
                Finding.Status.OPEN,
                false,
                INSTANCE,
                "123456789012",
                "us-east-1",
                new Finding.Owner("vision", "ocr", "dev", null, Finding.Owner.Source.TAG),
                opened,
                updated,
                new Finding.Window(opened, updated),
                List.of(new Evidence("cpu mean", 1.3, "percent", 5.0, 168, 0.98)),
                List.of(),
                Saving.priced(
                        new BigDecimal("734.38"),
                        BigDecimal.ZERO,
                        new BigDecimal("734.38"),
                        "on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20"),
                new Finding.Effort(5),
                List.of(new Remedy("stop-instance", Map.of(), true, List.of("public IPv4"), "Stop it")),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }

    /** With what must still hold when its remedies are carried out. */
    static Finding withIdleness() {
        Finding f = finding();
        IdlenessLimits week = new IdlenessLimits(
                IdlenessLimits.VERSION,
                Duration.ofDays(7),
                IdlenessLimits.COARSE,
                0.8,
                5.0,
                20,
                6.25,
                50,
                5_000_000,
                5_000_000.0,
                3,
                Duration.ofHours(24),
                null);
        IdlenessLimits hour = new IdlenessLimits(
                IdlenessLimits.VERSION,
                Duration.ofHours(1),
                IdlenessLimits.FINE,
                0.9,
                null,
                20,
                6.25,
                50,
                5_000_000,
                null,
                0,
                Duration.ofHours(1),
                null);
        return new Finding(
                f.id(),
                f.version(),
                f.rule(),
                f.step(),
                f.status(),
                f.provisional(),
                f.resource(),
                f.account(),
                f.region(),
                f.owner(),
                f.openedAt(),
                f.updatedAt(),
                f.window(),
                f.evidence(),
                f.missing(),
                f.saving(),
                f.effort(),
                List.of(f.remedies().get(0).whileIdle(week), f.remedies().get(0).whileIdle(hour)),
                f.exemption(),
                f.name(),
                f.creator(),
                f.revision(),
                f.doubt(),
                List.of());
    }

    static CloudTrailEcho echo() {
        return new CloudTrailEcho(
                "2d3f5a11-5d7c-4f0e-9b1a-0d0f6c7f3a55",
                "e0000000-0000-4000-8000-000000000001",
                "StopInstances",
                Instant.parse("2026-07-14T09:00:00Z"),
                "123456789012",
                "us-east-1",
                INSTANCE,
                null,
                false);
    }

    static AuditEntry auditEntry() {
        return AuditEntry.after(
                16,
                "sha256:" + "c".repeat(64),
                Instant.parse("2026-07-14T09:00:00.123456789Z"),
                "user:U123",
                AuditEntry.Kind.DECIDED,
                finding().id(),
                INSTANCE,
                JsonNodeFactory.instance.objectNode().put("decision", "approve").put("remedy", 0));
    }

    private static Finding unpriced() {
        Finding f = finding();
        return new Finding(
                f.id(),
                1,
                f.rule(),
                f.step(),
                Finding.Status.INSUFFICIENT,
                true,
                f.resource(),
                f.account(),
                f.region(),
                new Finding.Owner(null, null, null, null, Finding.Owner.Source.NONE),
                f.openedAt(),
                f.updatedAt(),
                f.window(),
                List.of(),
                List.of("cpu: 40 % of hours, needs 80 %"),
                Saving.unpriced("no price for m5.large in eu-west-3"),
                f.effort(),
                List.of(Remedy.advice("ask the owner")),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }

    /** Sources are off, each of which would settle it. */
    private static Finding withoutSource() {
        Finding f = unpriced();
        return new Finding(
                f.id(),
                f.version(),
                f.rule(),
                f.step(),
                f.status(),
                f.provisional(),
                f.resource(),
                f.account(),
                f.region(),
                f.owner(),
                f.openedAt(),
                f.updatedAt(),
                f.window(),
                f.evidence(),
                List.of("GPUs of the g5.xlarge: no readings; switch on the GPU agent or the CloudWatch agent"),
                Saving.ofCost(new BigDecimal("734.38"), "on-demand g5.xlarge us-east-1 Linux 1.006/h, 2026-07-20"),
                f.effort(),
                List.of(),
                null,
                null,
                null,
                0,
                null,
                List.of(
                        new Finding.MissingSource(DataSource.GPU_READINGS, 1.0),
                        new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, null)));
    }

    /** On an instance of an Auto Scaling group, which is paid for by its instances. */
    private static Finding ofMember() {
        return with(
                finding()
                        .saving()
                        .withCharge(new Saving.Charge(
                                Arn.scalingGroup("us-east-1", "123456789012", "web")
                                        .toString(),
                                true)),
                List.of(Remedy.advice("change the group")));
    }

    /** Half of it is reserved, and a part of that would be reused; one of its remedies saves something else. */
    private static Finding ofCoveredHost() {
        return with(
                Saving.priced(
                                new BigDecimal("367.19"),
                                new BigDecimal("367.19"),
                                new BigDecimal("367.19"),
                                "50 % of it is covered by r-1")
                        .withCovered(new BigDecimal("734.38"))
                        .withReuse(new BigDecimal("0.5"), "r-1 would cover g5.xlarge, which is on demand today"),
                List.of(
                        new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it"),
                        new Remedy("schedule-instance", Map.of(), true, List.of(), "Run it at some hours")
                                .withSaving(Saving.unpriced("the approver enters the hours"))));
    }

    private static Finding with(Saving saving, List<Remedy> remedies) {
        Finding f = finding();
        return new Finding(
                f.id(),
                f.version(),
                f.rule(),
                f.step(),
                f.status(),
                f.provisional(),
                f.resource(),
                f.account(),
                f.region(),
                f.owner(),
                f.openedAt(),
                f.updatedAt(),
                f.window(),
                f.evidence(),
                f.missing(),
                saving,
                f.effort(),
                remedies,
                null,
                null,
                null,
                0,
                null,
                List.of());
    }

    static Finding inDoubt() {
        Finding f = finding();
        return new Finding(
                f.id(),
                f.version(),
                f.rule(),
                f.step(),
                Finding.Status.IN_DOUBT,
                true,
                f.resource(),
                f.account(),
                f.region(),
                f.owner(),
                f.openedAt(),
                f.updatedAt(),
                f.window(),
                List.of(new Evidence("busy hours", 2, "hours", 0.0, 168, 1)),
                List.of(),
                f.saving(),
                f.effort(),
                f.remedies(),
                null,
                "ocr-batch",
                "role/trainer",
                2,
                new Finding.Doubt(Instant.parse("2026-07-14T08:00:00Z"), "it worked in 2 hours"),
                List.of());
    }

    private static Signal.Builder signal() {
        return Signal.newBuilder()
                .setResource(INSTANCE)
                .setSource("metric-stream")
                .setAccount("123456789012")
                .setRegion("us-east-1")
                .setObservedAt(NINE)
                .setPlace(Place.newBuilder().setName("trail/a.json.gz").setOffset(7));
    }

    private static Changed changed() {
        return Changed.newBuilder()
                .setEventId("e-1")
                .setEventName("RunInstances")
                .setTime(NINE)
                .setActor("role/trainer")
                .setChange(Change.CREATED)
                .putAttributes("type", "g5.xlarge")
                .putAttributes("tag:team", "vision")
                .build();
    }

    private static Metric metric() {
        return Metric.newBuilder()
                .setMetric("AWS/EC2 CPUUtilization")
                .setUnit("Percent")
                .setPeriod(60)
                .setStart(NINE)
                .addAllIndex(List.of(0, 5))
                .addAllMean(List.of(1.5, 2.5))
                .addAllMaximum(List.of(3.0, 4.0))
                .addAllSum(List.of(7.5, 12.5))
                .addAllCount(List.of(5.0, 5.0))
                .build();
    }

    private static Activity activity() {
        return Activity.newBuilder()
                .setFrom(NINE)
                .setUntil(NINE + 900_000)
                .setWhat("2 login sessions")
                .build();
    }

    private static CheckpointWrites checkpointWrites() {
        return CheckpointWrites.newBuilder()
                .setRun("lake/runs/bert/")
                .addMinutes(NINE / 60_000)
                .addMinutes(NINE / 60_000 + 8)
                .setInstance("i-0aaaaaaaaaaaaaaa1")
                .setType("g5.xlarge")
                .setMarket("spot")
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .build();
    }

    private static MetricSet metricSet() {
        return MetricSet.newBuilder()
                .addMetrics(metric())
                .addMetrics(Metric.newBuilder()
                        .setMetric("AWS/EC2 NetworkIn")
                        .setUnit("Bytes")
                        .setPeriod(300)
                        .setStart(NINE + 3_600_000)
                        .addIndex(11)
                        .addMean(4096)
                        .addMaximum(4096)
                        .addSum(4096)
                        .addCount(1))
                .setPart("nat-0a1b2c3d4e5f60718")
                .build();
    }

    private static Gpu gpu() {
        return Gpu.newBuilder()
                .addCards(Card.newBuilder()
                        .setUuid("GPU-1f")
                        .setName("NVIDIA A10G")
                        .setMig(false)
                        .setPersistence(true)
                        .addSamples(CardSample.newBuilder()
                                .setTime(NINE)
                                .setUtilization(0)
                                .setEncoder(0)
                                .setDecoder(0)
                                .setMemoryUsed(1)
                                .setMemoryTotal(2)
                                .setPowerDraw(30)
                                .setPowerLimit(300)
                                .setSmClock(210)
                                .setSmClockMaximum(1710)
                                .setProcesses(0)))
                .build();
    }

    private static Access access() {
        return Access.newBuilder()
                .setReader("role/trainer")
                .setReaderRegion("us-west-2")
                .setOperation("GetObject")
                .addObjects(ObjectAccess.newBuilder()
                        .setKeyHash(42)
                        .setBytes(2356)
                        .setTime(NINE)
                        .setAge(1000)
                        .setEventId("e-2")
                        .setFolder(1))
                .addFolders("run-7/")
                .build();
    }

    private static Flow flow() {
        return Flow.newBuilder()
                .setSourceClass("same-zone")
                .setDestinationClass("internet")
                .setBytes(1)
                .setFrom(NINE)
                .setUntil(NINE + 60_000)
                .addTalkers(Talker.newBuilder()
                        .setInterface("eni-0a1b2c3d")
                        .setResource("arn:aws:ec2:us-east-1:123456789012:instance/i-0abc")
                        .setBytes(1))
                .build();
    }

    private static ServiceFlow serviceFlow() {
        return ServiceFlow.newBuilder()
                .setGateway("nat-0a1b2c3d")
                .setService("S3")
                .setPeerClass("same-region")
                .setBytes(1)
                .setFrom(NINE)
                .setUntil(NINE + 3_600_000)
                .build();
    }

    private static Inventory inventory() {
        return Inventory.newBuilder()
                .setState("running")
                .setType("g5.xlarge")
                .putTags("team", "vision")
                .putTags("environment", "dev")
                .setZone("us-east-1a")
                .setVpc("vpc-1")
                .setOwner("autoscaling:trainers")
                .setParent("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1")
                .addVolumes("vol-1")
                .addAddresses("203.0.113.7")
                .setSize(1)
                .setCreated(NINE)
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setMarket("spot")
                .setRootDevice("ebs")
                .setLaunched(NINE)
                .setLifecycleDocument("{}")
                .setSizeInStorage(2)
                .addPrefixes(PrefixSize.newBuilder()
                        .setPrefix("checkpoints/")
                        .setObjects(3)
                        .setBytes(4)
                        .addAgeDays(30)
                        .addAgeBytes(4)
                        .addStored(StoredObjects.newBuilder()
                                .setStorageClass("STANDARD_IA")
                                .setNoncurrent(true)
                                .addAgeDays(30)
                                .addSizeBits(1)
                                .addObjects(3)
                                .addBytes(4))
                        .setDeleteMarkers(5)
                        .addSampledKeys(42)
                        .addSampledWritten(NINE)
                        .setSampledAll(true)
                        .addRuns(CheckpointRun.newBuilder()
                                .setPath("checkpoints/run-17/")
                                .setObjects(3)
                                .setBytes(4)
                                .setWritten(NINE)
                                .addCheckpoints(Checkpoint.newBuilder()
                                        .setName("step-100/")
                                        .setNumber(100)
                                        .setWritten(NINE)
                                        .addStored(CheckpointBytes.newBuilder()
                                                .setStorageClass("STANDARD")
                                                .setObjects(1)
                                                .setBytes(2)))))
                .addPrefixNames("checkpoints/")
                .setVersioning("Enabled")
                .addNatGateways(NatGateway.newBuilder()
                        .setId("nat-1")
                        .setState("available")
                        .addAddresses("203.0.113.8"))
                .addEndpoints(Endpoint.newBuilder()
                        .setId("vpce-1")
                        .setType("Gateway")
                        .setService("com.amazonaws.us-east-1.s3")
                        .setState("available"))
                .addAttachments(Attachment.newBuilder()
                        .setInstance("i-1")
                        .setState("attached")
                        .setSince(NINE)
                        .setGoesWithInstance(true))
                .setIops(3000)
                .setThroughput(125)
                .setImages(Images.newBuilder().addIds("ami-1"))
                .setScalingGroup(ScalingGroup.newBuilder()
                        .setMinimum(1)
                        .setMaximum(3)
                        .setDesired(2)
                        .addInstances("i-1")
                        .setMixedInstancesDocument("{}")
                        .addLaunches(LaunchedInstances.newBuilder()
                                .setType("m5.large")
                                .setMarket("spot")
                                .setPlatform("Linux/UNIX")
                                .setTenancy("default")
                                .setCount(2))
                        .setZones(2)
                        .addSuspendedProcesses("Terminate")
                        .setScalingPolicies(1)
                        .setScheduledActions(3)
                        .setCapacityUnit("weight"))
                .addVariants(Variant.newBuilder()
                        .setName("blue")
                        .setInstanceType("ml.g5.xlarge")
                        .setInstances(2)
                        .setDesired(3)
                        .setServerless(true)
                        .setShadow(true))
                .setRetentionDays(30)
                .setObjects(6)
                .setUploads(IncompleteUploads.newBuilder()
                        .addAgeDays(30)
                        .addUploads(2)
                        .addBytes(7)
                        .addMeasured(1))
                .setTransitionDefaultMinimumObjectSize("varies_by_storage_class")
                .setZones(3)
                .setService("com.amazonaws.us-east-1.s3")
                .setTagsUnknown(true)
                .setModified(NINE)
                .setCommitment(CommitmentTerms.newBuilder()
                        .setStart(NINE)
                        .setEnd(NINE)
                        .setHourlyUsd("0.634")
                        .setInstances(2)
                        .setOffering("standard"))
                .setStoredImages(StoredImages.newBuilder()
                        .setLinked(2)
                        .addUntagged(UntaggedImages.newBuilder()
                                .setAgeDays(30)
                                .setImages(3)
                                .setBytes(7)
                                .setPulled(NINE)
                                .setPullUnknown(1)))
                .setStoppedInstance(StoppedInstance.newBuilder()
                        .setSince(NINE)
                        .setAttachedVolumes(AttachedVolumes.newBuilder()
                                .addVolumes(AttachedVolume.newBuilder()
                                        .setId("vol-1")
                                        .setType("gp3")
                                        .setSize(107_374_182_400L)
                                        .setIops(3000)
                                        .setThroughput(131_072_000L)
                                        .setGoesWithInstance(true)))
                        .setPublicAddresses(1))
                .build();
    }

    private static BilledCharges billedCharges() {
        return BilledCharges.newBuilder()
                .setBill(BILL)
                .setStated(NINE + 86_400_000)
                .setReading("7b3c")
                .setPart(1)
                .addCharges(BilledCharge.newBuilder()
                        .setFrom(NINE)
                        .setUntil(NINE + 86_400_000)
                        .setService("AmazonEC2")
                        .setUsageType("BoxUsage:g5.xlarge")
                        .setCategory(ChargeCategory.USAGE)
                        .setBilled("24.144")
                        .setEffective("20.5")
                        .setList("24.144")
                        .setQuantity("24")
                        .setUnit("Hrs")
                        .setCommitment("arn:aws:savingsplans::123456789012:savingsplan/1")
                        .setCommitmentStatus(CommitmentStatus.USED)
                        .setTags(1))
                .addTags(BilledTags.newBuilder().putTags("team", "search"))
                .build();
    }

    private static BillStatement billStatement() {
        return BillStatement.newBuilder()
                .setBill(BILL)
                .setStated(NINE + 86_400_000)
                .setReading("7b3c")
                .setLines(48)
                .setUnreadableLines(1)
                .setBilled("24.144")
                .setEffective("20.5")
                .build();
    }

    private static Predictions predictions() {
        return Predictions.newBuilder()
                .setId("ranker-2026-07-14T09")
                .setService("ranker")
                .setFrom(NINE)
                .setUntil(NINE + 3_600_000)
                .setPredictions(50_000_000)
                .setInputTokens(700)
                .setOutputTokens(90)
                .build();
    }

    private static ApiCost apiCost() {
        return ApiCost.newBuilder()
                .setCollector("collector-1")
                .setDay(Instant.parse("2026-07-14T00:00:00Z").toEpochMilli())
                .setAmount("0.72")
                .build();
    }

    private static Cost cost() {
        return Cost.newBuilder()
                .setService("AmazonEC2")
                .setUsageType("BoxUsage:g5.xlarge")
                .setAmount("1.006")
                .setFrom(NINE)
                .setUntil(NINE + 3_600_000)
                .setBill("123456789012 2026-07-01")
                .setStated(NINE + 86_400_000)
                .build();
    }

    private static Signal progress() {
        return Signal.newBuilder()
                .setSource("metric-stream")
                .setObservedAt(NINE)
                .setProgress(Progress.newBuilder()
                        .addSources(SourceProgress.newBuilder()
                                .setSource("metric-stream")
                                .setAccount("123456789012")
                                .setRegion("us-east-1")
                                .setThrough(NINE)
                                .setReporter("collector-0")
                                .setClear(NINE + 60_000)
                                .setRepeatedFor(7_200_000)
                                .setEnded(true)))
                .build();
    }

    /** Every field of a message and of what it holds is set, so that the golden bytes pin them all. */
    static boolean isWhole(MessageOrBuilder message) {
        return message.getDescriptorForType().getFields().stream().allMatch(field -> {
            if (field.getRealContainingOneof() != null) {
                return true;
            }
            return field.isRepeated()
                    ? message.getRepeatedFieldCount(field) > 0
                    : message.getAllFields().containsKey(field);
        });
    }
}
