package dev.gleaner.collector.source.gpu;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes signals of readings.
 *
 * @param source as in the signals
 * @param place a file, URL or what else tells where they came from
 */
public record GpuSignalFactory(String source, GpuHost host, String place) {

    /** One a minute. */
    public List<Signal> create(List<GpuDeviceReading> readings, long observedAt) {
        return MinuteAggregator.aggregate(readings).stream()
                .map(minute -> Signal.newBuilder()
                        .setResource(host.resource())
                        .setSource(source)
                        .setAccount(host.instance().account())
                        .setRegion(host.instance().region())
                        .setObservedAt(observedAt)
                        .setPlace(Place.newBuilder().setName(place).setOffset(minute.line()))
                        .setGpu(minute.gpu())
                        .build())
                .toList();
    }

    /** Gathers readings of one host to the cards of each minute of event time. */
    public static final class MinuteAggregator {

        private MinuteAggregator() {}

        /** What each minute brought, with the number of its first line. */
        public static List<Minute> aggregate(List<GpuDeviceReading> readings) {
            return readings.stream()
                    .collect(groupingBy(GpuDeviceReading::minute, TreeMap::new, toList()))
                    .values()
                    .stream()
                    .map(MinuteAggregator::minute)
                    .toList();
        }

        private static Minute minute(List<GpuDeviceReading> readings) {
            Gpu.Builder gpu = Gpu.newBuilder();
            readings.stream()
                    .collect(groupingBy(GpuDeviceReading::gpu, TreeMap::new, toList()))
                    .values()
                    .forEach(card -> gpu.addCards(mergeReadings(card)));
            long first =
                    readings.stream().mapToLong(GpuDeviceReading::line).min().orElse(0);
            return new Minute(first, gpu.build());
        }

        /** A time that was printed twice counts once; what the card is, the last reading tells that knows. */
        private static Card mergeReadings(List<GpuDeviceReading> readings) {
            Card.Builder card = Card.newBuilder();
            SortedMap<Instant, GpuDeviceReading> byTime = new TreeMap<>();
            readings.forEach(reading -> byTime.put(reading.time(), reading));
            Collection<GpuDeviceReading> ordered = byTime.values();
            for (GpuDeviceReading reading : ordered) {
                card.setUuid(reading.gpu()).setName(reading.name()).addSamples(reading.sample());
                reading.mig().ifPresent(card::setMig);
                reading.persistence().ifPresent(card::setPersistence);
            }
            return card.build();
        }

        /**
         * All cards of a host in one minute.
         *
         * @param line number of the first line that brought it, from 0
         */
        public record Minute(long line, Gpu gpu) {}
    }
}
