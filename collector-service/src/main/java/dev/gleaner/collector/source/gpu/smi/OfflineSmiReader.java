package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuSignalFactory;
import dev.gleaner.contracts.signal.proto.Gpu;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Reads output of nvidia-smi that is at hand, without a source that watches for more: for backtests. */
public final class OfflineSmiReader {

    private OfflineSmiReader() {}

    /**
     * The readings of each minute; lines that can't be read are left out.
     *
     * @param text cards and then, if there are any, their processes, each with its header line
     * @param zone of the host that printed it
     * @param now lines with times that lie ahead of it can't be read
     * @throws IllegalArgumentException when it is no output of nvidia-smi
     */
    public static List<Gpu> minutes(String text, ZoneId zone, Instant now) {
        try {
            ParsedSmiOutput reading = ParsedSmiOutput.of(text, new HostTimestampParser(zone), now);
            return GpuSignalFactory.MinuteAggregator.aggregate(reading.readings()).stream()
                    .map(GpuSignalFactory.MinuteAggregator.Minute::gpu)
                    .toList();
        } catch (ParsedSmiOutput.Unusable e) {
            throw new IllegalArgumentException("not printed by nvidia-smi: " + e.getMessage(), e);
        }
    }
}
