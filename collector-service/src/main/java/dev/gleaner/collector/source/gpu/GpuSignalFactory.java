package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/**
 * Makes signals of readings.
 *
 * @param source as in the signals
 * @param place a file, URL or what else tells where they came from
 */
public record GpuSignalFactory(String source, GpuHost host, String place) {

    /** One a minute. */
    public List<Signal> create(List<GpuDeviceReading> readings, long observedAt) {
        return GpuMinuteAggregator.aggregate(readings).stream()
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
}
