package dev.gleaner.analyzer.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.analyzer.analysis.Analysis;
import dev.gleaner.analyzer.analysis.Tally.Fate;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.SignalCodec;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Brings one partition's signals to its analysis. Progress only makes hours due; they are judged a bounded number at a
 * time, so that no record holds a transaction open.
 */
final class SignalProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private static final Duration TURN = Duration.ofMillis(50);

    private final ProcessorSettings settings;
    private Analysis analysis;
    private boolean progressed;

    SignalProcessor(ProcessorSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        analysis = new Analysis(
                shelves(),
                settings.kinds(
                        new StoredPrices(shelf(StoreName.PRICES)), new StoredExemptions(shelf(StoreName.EXEMPTIONS))),
                settings.timing(),
                settings.cachedProfiles(),
                new ForwardedFindings(context),
                settings.tally());
        context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, now -> judge());
        tellStanding();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            Signal signal = decode(record.value());
            analysis.accept(signal);
            if (signal.hasProgress()) {
                progressed = true;
                tellStanding();
            }
        } catch (InvalidProtocolBufferException | MalformedSignalException e) {
            settings.tally().add(Fate.DEAD, 1);
            context().forward(DeadRecord.of(record, context().recordMetadata(), e), AnalyzerTopology.DEAD_LETTERS);
        }
    }

    @Override
    public void close() {
        settings.standings().remove(context().taskId().partition());
    }

    private void judge() {
        // Progress moves what is judged in a partition without resources too.
        if (analysis.judge(settings.hoursPerTurn()) > 0 || progressed) {
            progressed = false;
            tellStanding();
        }
    }

    private void tellStanding() {
        settings.standings().put(context().taskId().partition(), analysis.standing());
    }

    private static Signal decode(byte @Nullable [] value)
            throws InvalidProtocolBufferException, MalformedSignalException {
        if (value == null) {
            throw new MalformedSignalException("a signal needs a value");
        }
        return SignalCodec.decode(value);
    }

    private Shelves shelves() {
        return new Shelves(
                shelf(StoreName.PROFILES),
                shelf(StoreName.HAPPENINGS),
                shelf(StoreName.HOURS),
                shelf(StoreName.DAYS),
                shelf(StoreName.EPISODES),
                shelf(StoreName.PROGRESS));
    }

    private Shelf shelf(StoreName name) {
        ReadOnlyKeyValueStore<String, byte[]> store = context().getStateStore(name.storeName());
        return new StoredShelf(store);
    }
}
