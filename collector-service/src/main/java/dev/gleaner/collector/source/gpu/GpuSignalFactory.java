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
 * Creates signals of GPU readings.
 *
 * @param source as in the signals
 * @param place origin of the readings, such as a file or URL
 */
public record GpuSignalFactory(String source, GpuHost host, String place) {

    /** One signal per minute. */
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

    /** Groups the readings of a host by minute of event time and GPU. */
    public static final class MinuteAggregator {

        private MinuteAggregator() {}

        /** The readings of each minute, with the number of the first line. */
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
                    .forEach(device -> gpu.addCards(mergeReadings(device)));
            long first =
                    readings.stream().mapToLong(GpuDeviceReading::line).min().orElse(0);
            return new Minute(first, gpu.build());
        }

        /**
         * A time that was printed twice counts once; the properties of the GPU are those of the last reading that has
         * them.
         */
        private static Card mergeReadings(List<GpuDeviceReading> readings) {
            Card.Builder device = Card.newBuilder();
            SortedMap<Instant, GpuDeviceReading> byTime = new TreeMap<>();
            readings.forEach(reading -> byTime.put(reading.time(), reading));
            Collection<GpuDeviceReading> ordered = byTime.values();
            for (GpuDeviceReading reading : ordered) {
                device.setUuid(reading.gpu()).setName(reading.name()).addSamples(reading.sample());
                reading.mig().ifPresent(device::setMig);
                reading.persistence().ifPresent(device::setPersistence);
            }
            return device.build();
        }

        /**
         * All GPUs of a host in one minute.
         *
         * @param line number of the first line of the minute, from 0
         */
        public record Minute(long line, Gpu gpu) {}
    }
}
