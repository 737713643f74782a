package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.ServiceFlow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the rows of one file. */
final class FlowRowCollector {

    private final FlowClassifier classifier;
    private final FlowSignalBatch gathered;
    private final HourlySums sums;
    private final ServiceSums services = new ServiceSums();
    private @Nullable Bad bad;
    private int badOnes;
    private long count;

    FlowRowCollector(FlowClassifier judge, FlowSignalBatch gathered, int talkers) {
        this.classifier = judge;
        this.gathered = gathered;
        this.sums = new HourlySums(talkers);
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
            Optional<FlowClassifier.ServiceTraffic> withS3 = classifier.withS3(row);
            if (withS3.isPresent()) {
                services.add(row, withS3.get());
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
        return Stream.concat(sums.signals(origin), services.signals(origin)).toList();
    }

    private static Signal.Builder signal(Arn vpc, FileOrigin origin, long first) {
        return Signal.newBuilder()
                .setResource(vpc.toString())
                .setSource(origin.source())
                .setAccount(vpc.account())
                .setRegion(vpc.region())
                .setObservedAt(origin.observedAt().toEpochMilli())
                .setPlace(Place.newBuilder().setName(origin.place()).setOffset(first));
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
        private final int talkers;

        /** Sums with the largest of the interfaces that logged the bytes, at most this many. */
        HourlySums(int talkers) {
            this.talkers = talkers;
        }

        void add(FlowRow row, FlowClassifier.Result.Counted counted) throws InvalidInputException {
            Key key = new Key(
                    counted.vpc(),
                    counted.source(),
                    counted.destination(),
                    row.start().truncatedTo(ChronoUnit.HOURS));
            long bytes = row.bytes();
            sums.computeIfAbsent(key, first -> new Sum(row.number())).add(bytes, counted.talker());
        }

        Stream<Signal> signals(FileOrigin origin) {
            return sums.entrySet().stream().map(sum -> hourly(sum.getKey(), sum.getValue(), origin));
        }

        private Signal hourly(Key key, Sum sum, FileOrigin origin) {
            return signal(key.vpc(), origin, sum.first)
                    .setFlow(Flow.newBuilder()
                            .setSourceClass(key.source().text())
                            .setDestinationClass(key.destination().text())
                            .setBytes(sum.bytes)
                            .setFrom(key.hour().toEpochMilli())
                            .setUntil(key.hour().plus(Duration.ofHours(1)).toEpochMilli())
                            .addAllTalkers(sum.largest(talkers)))
                    .build();
        }

        private record Key(
                Arn vpc, FlowClassifier.TrafficClass source, FlowClassifier.TrafficClass destination, Instant hour) {}

        /** Bytes, by interface too, and the number of the first row that contributed. */
        private static final class Sum {

            private static final Comparator<Map.Entry<FlowClassifier.Talker, Long>> LARGEST =
                    Map.Entry.<FlowClassifier.Talker, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(entry -> entry.getKey().id())
                            .thenComparing(entry -> entry.getKey().resource());

            private final long first;
            private final Map<FlowClassifier.Talker, Long> byTalker = new HashMap<>();
            private long bytes;

            Sum(long first) {
                this.first = first;
            }

            void add(long more, FlowClassifier.Talker talker) {
                bytes += more;
                if (more > 0 && talker.isKnown()) {
                    byTalker.merge(talker, more, Long::sum);
                }
            }

            List<Talker> largest(int count) {
                return byTalker.entrySet().stream()
                        .sorted(LARGEST)
                        .limit(count)
                        .map(entry -> Talker.newBuilder()
                                .setInterface(entry.getKey().id())
                                .setResource(entry.getKey().resource())
                                .setBytes(entry.getValue())
                                .build())
                        .toList();
            }
        }
    }

    /**
     * Bytes of one file between NAT gateways and S3 by hour. Of each gateway and hour there is a sum for the region of the VPC, even
     * if it is 0, which tells that the log names services.
     */
    static final class ServiceSums {

        private final Map<ServiceKey, Long> sums = new LinkedHashMap<>();
        private final Map<ServiceKey, Long> firstRows = new HashMap<>();

        void add(FlowRow row, FlowClassifier.ServiceTraffic traffic) throws InvalidInputException {
            Instant hour = row.start().truncatedTo(ChronoUnit.HOURS);
            add(
                    row,
                    new ServiceKey(traffic.vpc(), traffic.gateway(), FlowClassifier.TrafficClass.SAME_REGION, hour),
                    0);
            add(row, new ServiceKey(traffic.vpc(), traffic.gateway(), traffic.peer(), hour), traffic.bytes());
        }

        private void add(FlowRow row, ServiceKey key, long bytes) {
            sums.merge(key, bytes, Long::sum);
            firstRows.putIfAbsent(key, row.number());
        }

        Stream<Signal> signals(FileOrigin origin) {
            return sums.entrySet().stream().map(sum -> hourly(sum.getKey(), sum.getValue(), origin));
        }

        private Signal hourly(ServiceKey key, long bytes, FileOrigin origin) {
            return signal(key.vpc(), origin, firstRows.getOrDefault(key, 0L))
                    .setServiceFlow(ServiceFlow.newBuilder()
                            .setGateway(key.gateway())
                            .setService(FlowClassifier.ServiceTraffic.S3)
                            .setPeerClass(key.peer().text())
                            .setBytes(bytes)
                            .setFrom(key.hour().toEpochMilli())
                            .setUntil(key.hour().plus(Duration.ofHours(1)).toEpochMilli()))
                    .build();
        }

        private record ServiceKey(Arn vpc, String gateway, FlowClassifier.TrafficClass peer, Instant hour) {}
    }
}
