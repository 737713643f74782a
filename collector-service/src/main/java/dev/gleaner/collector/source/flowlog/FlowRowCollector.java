package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the rows of one file. */
final class FlowRowCollector {

    private final FlowClassifier classifier;
    private final FlowSignalBatch gathered;
    private final HourlySums sums = new HourlySums();
    private @Nullable Bad bad;
    private int badOnes;
    private long count;

    FlowRowCollector(FlowClassifier judge, FlowSignalBatch gathered) {
        this.classifier = judge;
        this.gathered = gathered;
    }

    void take(FlowRow row) {
        count++;
        gathered.row();
        try {
            FlowClassifier.Result result = classifier.classify(row);
            if (result instanceof FlowClassifier.Result.Counted counted) {
                sums.add(row, counted);
            } else {
                gathered.skip(((FlowClassifier.Result.Skipped) result).reason());
            }
        } catch (InvalidInputException e) {
            badOnes++;
            bad = bad == null ? new Bad(row.number(), e.reason()) : bad;
        }
    }

    /** Number of rows so far. */
    long count() {
        return count;
    }

    /** The first row that can't be read. */
    Optional<Bad> bad() {
        return Optional.ofNullable(bad);
    }

    /** Number of rows that can't be read. */
    int badOnes() {
        return badOnes;
    }

    List<Signal> signals(FileOrigin origin) {
        return sums.signals(origin);
    }

    /** A row that can't be read. */
    record Bad(long number, String reason) {}

    /**
     * Bytes of one file by VPC, hour and the classes of both ends, so that the number of signals does not depend on the
     * number of rows. While the inventory stays the same, the same file gives the same signals, which consumers
     * identify by file, hour and classes.
     */
    static final class HourlySums {

        private final Map<Key, Sum> sums = new LinkedHashMap<>();

        void add(FlowRow row, FlowClassifier.Result.Counted counted) throws InvalidInputException {
            Key key = new Key(counted, row.start().truncatedTo(ChronoUnit.HOURS));
            sums.merge(key, new Sum(row.number(), row.bytes()), Sum::plus);
        }

        List<Signal> signals(FileOrigin origin) {
            return sums.entrySet().stream()
                    .map(sum -> signal(sum.getKey(), sum.getValue(), origin))
                    .toList();
        }

        private static Signal signal(Key key, Sum sum, FileOrigin origin) {
            return Signal.newBuilder()
                    .setResource(key.counted().vpc().toString())
                    .setSource(origin.source())
                    .setAccount(key.counted().vpc().account())
                    .setRegion(key.counted().vpc().region())
                    .setObservedAt(origin.observedAt().toEpochMilli())
                    .setPlace(Place.newBuilder().setName(origin.place()).setOffset(sum.first()))
                    .setFlow(Flow.newBuilder()
                            .setSourceClass(key.counted().source().text())
                            .setDestinationClass(key.counted().destination().text())
                            .setBytes(sum.bytes())
                            .setFrom(key.hour().toEpochMilli())
                            .setUntil(key.hour().plus(Duration.ofHours(1)).toEpochMilli()))
                    .build();
        }

        private record Key(FlowClassifier.Result.Counted counted, Instant hour) {}

        /** Bytes, and the number of the first row that contributed. */
        private record Sum(long first, long bytes) {

            Sum plus(Sum other) {
                return new Sum(Math.min(first, other.first), bytes + other.bytes);
            }
        }
    }
}
