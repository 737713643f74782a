package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.PartitionProgress;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCost;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitment;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

/** Drives the real topology without a broker. */
final class Bench implements AutoCloseable {

    private final SignalCounters signalCounters = new SignalCounters();
    private final PartitionProgressRegistry partitionProgressRegistry = new PartitionProgressRegistry();
    private final TopologyTestDriver driver;

    Bench() {
        this(System::nanoTime);
    }

    /** With a clock for the time that evaluation takes. */
    Bench(LongSupplier nanoTime) {
        driver = start(new ThreadTimeBudget(nanoTime));
    }

    void send(Signal signal) {
        sendRaw(signal.getResource(), SignalCodec.encode(signal));
    }

    void sendRaw(String key, byte @Nullable [] value) {
        driver.createInputTopic(Topic.SIGNALS.topicName(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    void sendPrice(String key, byte[] value) {
        driver.createInputTopic(Topic.PRICES.topicName(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    void sendExemption(String key, byte @Nullable [] value) {
        driver.createInputTopic(Topic.EXEMPTIONS.topicName(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    /** Evaluates all hours that are due. */
    void turn() {
        do {
            punctuate();
        } while (standing().due() > 0);
    }

    /** Runs the punctuator once, after the time in which it reports progress at the latest. */
    void punctuate() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    List<Finding> findings() {
        return output(Topic.FINDINGS).readValuesToList().stream()
                .map(value -> Json.read(value, Finding.class))
                .toList();
    }

    List<Map.Entry<String, Instant>> confirmations() {
        return output(Topic.CONFIRMATIONS).readKeyValuesToList().stream()
                .map(record -> Map.entry(
                        record.key,
                        Json.read(record.value, FindingConfirmation.class).through()))
                .toList();
    }

    /** What was found with each confirmation, as far as it was not read yet. */
    List<FindingConfirmation.Observation> observations() {
        return output(Topic.CONFIRMATIONS).readValuesToList().stream()
                .map(value -> Json.read(value, FindingConfirmation.class).observed())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The activity of GPUs by instance, as far as it was not read yet; null when it was withdrawn. */
    List<GpuRecord> gpuActivity() {
        return output(Topic.GPU_ACTIVITY).readKeyValuesToList().stream()
                .map(record -> new GpuRecord(
                        record.key, record.value == null ? null : Json.read(record.value, GpuActivity.class)))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return output(Topic.DEAD_LETTERS).readValuesToList().stream()
                .map(value -> Json.read(value, DeadLetter.class))
                .toList();
    }

    /** The records of the spend by key, as far as they were not read yet. */
    Map<String, SpendRecord> spend() {
        Map<String, SpendRecord> spend = new TreeMap<>();
        output(Topic.SPEND).readKeyValuesToList().forEach(entry -> {
            if (entry.value != null) {
                spend.put(entry.key, Json.read(entry.value, SpendRecord.class));
            }
        });
        return spend;
    }

    /** Keys of the spend that were removed since the last look at it. */
    List<String> removedSpend() {
        return output(Topic.SPEND).readKeyValuesToList().stream()
                .filter(entry -> entry.value == null)
                .map(entry -> entry.key)
                .toList();
    }

    SignalCounters tally() {
        return signalCounters;
    }

    PartitionProgress standing() {
        return partitionProgressRegistry.all().get(0);
    }

    @Override
    public void close() {
        driver.close();
    }

    private TestOutputTopic<String, byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private TopologyTestDriver start(ThreadTimeBudget timeBudget) {
        ProcessorSettings settings = settings(timeBudget, signalCounters, partitionProgressRegistry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        return new TopologyTestDriver(AnalyzerTopology.build(settings, AnalyzerTopology.StoreType.MEMORY), properties);
    }

    /** A record about the GPUs of an instance. */
    record GpuRecord(String instance, @Nullable GpuActivity activity) {}

    /** The configuration when nothing is configured. */
    static ProcessorSettings settings(
            ThreadTimeBudget timeBudget,
            SignalCounters signalCounters,
            PartitionProgressRegistry partitionProgressRegistry) {
        AnalyzerConfig analysis = Defaults.of(AnalyzerConfig.class);
        return new ProcessorSettings(
                Defaults.analyzedKinds(),
                BundledPriceSource.bundled(),
                analysis.timing(),
                SpendSettings.defaults(),
                new SpendRules(
                        UnitCost.of(Defaults.of(UnitCostConfig.class)),
                        UnusedCommitment.of(Defaults.of(UnusedCommitmentConfig.class)),
                        Map.of("ranker", new BigDecimal("0.0002"))),
                ThreadLocal.withInitial(() -> timeBudget),
                signalCounters,
                partitionProgressRegistry);
    }
}
