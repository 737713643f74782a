package dev.gleaner.analyzer.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.analyzer.evaluation.PartitionEvaluator;
import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.spend.BillEvaluator;
import dev.gleaner.analyzer.spend.SpendMerger;
import dev.gleaner.analyzer.spend.SpendSink;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Passes the signals of one partition to its evaluator. A progress record only makes hours due. They are evaluated by a
 * punctuator within the {@link ThreadTimeBudget}, so that neither input nor a transaction has to wait for an hour that turns.
 */
final class SignalProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** Time between reports of progress at least, as each looks through all accounts and regions. */
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

    /** Time after which what was published has reached the task that adds up the parts of all partitions. */
    private static final Duration SPEND_ON_ITS_WAY = Duration.ofSeconds(2);

    /** Pause after a calculation of bills, in times of its duration: large ones take no more than a twentieth of a processor. */
    private static final int CALCULATION_PAUSE = 20;

    private final ProcessorSettings settings;
    private PartitionEvaluator partitionEvaluator;
    private BillEvaluator billEvaluator;
    private ThreadTimeBudget timeBudget;
    private boolean progressChanged;
    private long progressPublished;
    private long spendUnpublished;
    private long predictionsPublished;
    private long billsRefreshed;
    private long calculationNanos;

    SignalProcessor(ProcessorSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        timeBudget = settings.timeBudget().get();
        billEvaluator = new BillEvaluator(
                StoreName.openBills(this::openStore), settings.spend(), new ForwardingSpendSink(context));
        partitionEvaluator = new PartitionEvaluator(
                StoreName.open(this::openStore),
                settings.kinds(
                        new TopicPriceSource(openStore(StoreName.PRICES)),
                        billEvaluator::coverage,
                        new TopicExemptionSource(openStore(StoreName.EXEMPTIONS))),
                settings.timing(),
                new ForwardingFindingSink(
                        context, AnalyzerTopology.FINDINGS, AnalyzerTopology.CONFIRMATIONS, billEvaluator::accept),
                settings.counters());
        // All tasks at the same times: after each punctuation Kafka Streams processes half as many records at a time.
        context.schedule(Instant.EPOCH, INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::evaluateDue);
        publishProgress(0);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        timeBudget.readInput();
        try {
            Signal signal = decode(record.value());
            billEvaluator.accept(signal);
            if (BillEvaluator.isOnlyAboutSpend(signal)) {
                settings.counters().add(Fate.FOLDED, 1);
            } else {
                partitionEvaluator.accept(signal);
            }
            if (signal.hasProgress()) {
                progressChanged = true;
            }
        } catch (InvalidProtocolBufferException | MalformedSignalException e) {
            settings.counters().add(Fate.DEAD, 1);
            context()
                    .forward(DeadLetterMapper.of(record, context().recordMetadata(), e), AnalyzerTopology.DEAD_LETTERS);
        }
    }

    @Override
    public void close() {
        timeBudget.remove(context().taskId());
        settings.progressRegistry().remove(context().taskId().partition());
    }

    private void evaluateDue(long now) {
        TaskId task = context().taskId();
        long spendInterval = settings.spend().interval().toMillis();
        if (now - predictionsPublished >= spendInterval) {
            predictionsPublished = now;
            billEvaluator.publishPredictions();
        }
        if (now - billsRefreshed >= Math.max(spendInterval, CALCULATION_PAUSE * calculationMillis())) {
            billsRefreshed = now;
            calculationNanos = 0;
            billEvaluator.refresh();
        }
        if (billEvaluator.isUnpublished()) {
            spendUnpublished = now;
        }
        settings.progressRegistry().setSpendDue(task.partition(), now - spendUnpublished < SPEND_ON_ITS_WAY.toMillis());
        if (!partitionEvaluator.isDue() && !billEvaluator.isDue()) {
            timeBudget.remove(task);
        } else if (timeBudget.evaluate(task, this::evaluate) > 0) {
            progressChanged = true;
        }
        if (progressChanged && now - progressPublished >= PROGRESS_INTERVAL.toMillis()) {
            publishProgress(now);
        }
    }

    /** Evaluates hours first, then bills. */
    private int evaluate(IntPredicate goesOn) {
        int count = partitionEvaluator.evaluate(goesOn);
        long begin = System.nanoTime();
        while (billEvaluator.isDue() && (count == 0 || goesOn.test(count))) {
            billEvaluator.evaluate();
            count++;
        }
        calculationNanos += System.nanoTime() - begin;
        return count;
    }

    private long calculationMillis() {
        return Duration.ofNanos(calculationNanos).toMillis();
    }

    private void publishProgress(long now) {
        settings.progressRegistry().put(context().taskId().partition(), partitionEvaluator.progress());
        progressChanged = false;
        progressPublished = now;
    }

    private static Signal decode(byte @Nullable [] value)
            throws InvalidProtocolBufferException, MalformedSignalException {
        if (value == null) {
            throw new MalformedSignalException("a signal needs a value");
        }
        return SignalCodec.decode(value);
    }

    private StateStore openStore(StoreName name) {
        ReadOnlyKeyValueStore<String, byte[]> store = context().getStateStore(name.storeName());
        return new KafkaStateStore(store);
    }

    /** Turns an unreadable record into a dead letter with the same key. */
    static final class DeadLetterMapper {

        private static final int HEAD_BYTES = 4096;
        private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");
        private static final Pattern SECRET = Pattern.compile("(?:AKIA|ASIA)[A-Z0-9]{16}|[A-Za-z0-9/+=]{40,}");

        private DeadLetterMapper() {}

        static Record<byte[], byte[]> of(
                Record<byte[], byte[]> record, Optional<RecordMetadata> metadata, Exception problem) {
            byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
            DeadLetter letter = new DeadLetter(
                    "analyzer",
                    metadata.map(position -> position.topic() + "-" + position.partition())
                            .orElse("unknown"),
                    metadata.map(RecordMetadata::offset).orElse(-1L),
                    Json.sha256(value),
                    value.length,
                    reason(problem.getMessage()),
                    head(value));
            return record.withValue(Json.bytes(letter));
        }

        private static String reason(@Nullable String message) {
            return Objects.requireNonNullElse(message, "not a signal");
        }

        private static String head(byte[] value) {
            String text = new String(value, 0, Math.min(value.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
            return SECRET.matcher(UNPRINTABLE.matcher(text).replaceAll(".")).replaceAll("REDACTED");
        }
    }

    /** Forwards records of the spend as JSON; parts have the number of the partition in their key. */
    private static final class ForwardingSpendSink implements SpendSink {

        private final ProcessorContext<byte[], byte[]> context;

        ForwardingSpendSink(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
        }

        @Override
        public void publishPart(SpendRecord part) {
            forward(partKey(part.topicKey()), part, AnalyzerTopology.SPEND_PARTS);
        }

        @Override
        public void removePart(String topicKey) {
            forward(partKey(topicKey), null, AnalyzerTopology.SPEND_PARTS);
        }

        @Override
        public void publish(SpendRecord spendRecord) {
            forward(spendRecord.topicKey(), spendRecord, AnalyzerTopology.SPEND_OF_RESOURCES);
        }

        @Override
        public void remove(String topicKey) {
            forward(topicKey, null, AnalyzerTopology.SPEND_OF_RESOURCES);
        }

        private String partKey(String topicKey) {
            return SpendMerger.partKey(topicKey, context.taskId().partition());
        }

        private void forward(String key, @Nullable SpendRecord value, String sink) {
            context.forward(
                    new Record<>(
                            key.getBytes(StandardCharsets.UTF_8),
                            value == null ? null : Json.bytes(value),
                            context.currentSystemTimeMs()),
                    sink);
        }
    }
}
